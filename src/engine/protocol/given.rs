//! What the page says of the files that were given to it.

use std::ops::Range;

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
