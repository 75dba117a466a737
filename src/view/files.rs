//! The rows of the Files view.

use std::collections::HashMap;
use std::sync::Arc;

use super::format::{bytes, visible};
use crate::engine::protocol::{FileRow, Phase};

/// Every file known, in load order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileList {
    rows: Vec<Arc<FileRow>>,
    place_of: HashMap<u32, usize>,
    sha256: HashMap<u32, String>,
}

impl FileList {
    /// Takes in new rows and newer versions of known ones.
    pub fn add(&mut self, rows: Vec<FileRow>) {
        for row in rows {
            let place = *self.place_of.entry(row.number).or_insert(self.rows.len());
            match self.rows.get_mut(place) {
                Some(known) => *known = Arc::new(row),
                None => self.rows.push(Arc::new(row)),
            }
        }
    }

    /// Takes in SHA-256 sums by file number.
    pub fn add_hashes(&mut self, hashes: Vec<(u32, String)>) {
        self.sha256.extend(hashes);
    }

    /// Lets go of all sums; they can be worked out again.
    pub fn forget_hashes(&mut self) {
        self.sha256.clear();
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The sum of a file, once it is known.
    pub fn sha256(&self, number: u32) -> Option<&str> {
        self.sha256.get(&number).map(String::as_str)
    }

    /// The rows that a filter lets through, in the order in which the files were given. They load in
    /// another one.
    pub fn rows(&self, filter: FileFilter) -> Vec<Arc<FileRow>> {
        let mut rows: Vec<_> = self.rows.iter().filter(|row| filter.lets_through(row)).cloned().collect();
        rows.sort_by_key(|row| (row.report.given, row.report.member));
        rows
    }

    /// How many rows a filter lets through.
    pub fn count(&self, filter: FileFilter) -> usize {
        self.rows.iter().filter(|row| filter.lets_through(row)).count()
    }
}

/// Which files are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileFilter {
    #[default]
    All,
    /// Those with something to say: a reason for something not read, or a remark.
    WithRemarks,
    /// Those without an event.
    WithoutEvents,
}

impl FileFilter {
    pub const ALL: [Self; 3] = [Self::All, Self::WithRemarks, Self::WithoutEvents];

    pub fn label(self) -> &'static str {
        match self {
            Self::All => "All files",
            Self::WithRemarks => "With remarks",
            Self::WithoutEvents => "Without events",
        }
    }

    fn lets_through(self, row: &FileRow) -> bool {
        match self {
            Self::All => true,
            Self::WithRemarks => has_remarks(row),
            Self::WithoutEvents => events(row) == 0,
        }
    }
}

/// How a file fared, for its mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Every record was read.
    Read,
    /// Records were read, and something was not, or was recovered.
    Partly,
    /// A log without a record.
    Empty,
    /// Something else than a log of events.
    NoLog,
}

impl Fate {
    /// How the file fared.
    pub fn of(row: &FileRow) -> Self {
        let report = &row.report;
        if report.records == 0 {
            if report.is_log && report.skipped == 0 { Self::Empty } else { Self::NoLog }
        } else if report.skipped > 0 || report.recovered > 0 {
            Self::Partly
        } else {
            Self::Read
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Read => "Read",
            Self::Partly => "Read in part",
            Self::Empty => "Empty",
            Self::NoLog => "No events",
        }
    }
}

/// Records of a file that are kept.
pub fn events(row: &FileRow) -> u64 {
    row.report.records.saturating_sub(row.duplicates)
}

fn has_remarks(row: &FileRow) -> bool {
    !row.report.reasons.is_empty() || Fate::of(row) != Fate::Read
}

/// The size as delivered, and after decompression where that is another.
pub fn size(row: &FileRow) -> String {
    let report = &row.report;
    if report.text_bytes == 0 || report.text_bytes == report.size_bytes {
        bytes(report.size_bytes)
    } else {
        format!("{} ({})", bytes(report.size_bytes), bytes(report.text_bytes))
    }
}

/// Folder and name of a path, made visible; the folder with its last slash.
pub fn split_path(path: &str) -> (String, String) {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let folder = if folder.is_empty() { String::new() } else { format!("{}/", visible(folder)) };
    (folder, visible(name).into_owned())
}

/// Whether sums can be worked out now: all bytes are in, and a sum is missing.
pub fn hashes_are_wanted(list: &FileList, phase: Phase) -> bool {
    phase == Phase::Ready && list.sha256.is_empty() && !list.is_empty()
}
