//! Files: what the page says of those that were given to it, and what it is told of them.

use std::ops::Range;

use super::answers::LeafReport;

/// A file as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenFile {
    /// Its path inside what was given, with `/` between folders.
    pub path: String,
    pub size_bytes: u64,
    /// The parts that it is read in, in order, each under a [`GivenId`](super::GivenId) of its own; none where it is
    /// read whole.
    pub parts: Vec<GivenPart>,
}

/// A part of an archive that can be read by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenPart {
    /// The archive's members in it, counted from 0.
    pub members: Range<u32>,
    pub size_bytes: u64,
}

impl From<(String, u64)> for GivenFile {
    /// A file that is read whole, by its path and size.
    fn from((path, size_bytes): (String, u64)) -> Self {
        Self { path, size_bytes, parts: Vec::new() }
    }
}

/// How far loading is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadStatus {
    pub phase: Phase,
    /// Leaf files; archives are not counted, their members are.
    pub files: u64,
    pub records: u64,
    pub events: u64,
    pub duplicates: u64,
    pub skipped: u64,
    pub recovered: u64,
    /// Bytes and files as given: done and in all.
    pub bytes_done: u64,
    pub bytes_total: u64,
    pub given_done: u64,
    pub given_total: u64,
    /// Decompressed bytes so far.
    pub text_bytes: u64,
    pub memory_bytes: u64,
    pub was_cancelled: bool,
    /// Files as given whose events are gone with their worker, and that can be read again.
    pub lost: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    #[default]
    Empty,
    Loading,
    Ready,
}

impl Phase {
    /// The value of `data-state`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Loading => "loading",
            Self::Ready => "ready",
        }
    }
}

/// A row of the Files view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileRow {
    /// The place in load order; rows are sent again when their counts change.
    pub number: u32,
    pub report: LeafReport,
    pub duplicates: u64,
}
