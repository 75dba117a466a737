//! What is said while matching events are written to a file.
//!
//! ```text
//! Command::BeginExport ─→ every worker takes a snapshot of the matches and counts what is in it
//! Command::WriteExport ─→ it sorts the snapshot and sends batches, as many as it has credit for
//! ```

use serde::{Deserialize, Serialize};

use super::rows::{Sort, SortKey};

/// The form of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ExportForm {
    /// The columns of the table.
    #[default]
    Csv,
    /// `{"Records":[…]}`, each record as delivered.
    Json,
    /// A record a line.
    JsonLines,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportOrder {
    /// The filter text.
    pub query: String,
    pub sort: Sort,
    pub form: ExportForm,
    /// The columns of a CSV; nothing else uses them.
    pub columns: Vec<String>,
}

/// What is written otherwise than it stands in the logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportChoice {
    /// Session tokens are replaced by a mask.
    pub masks_tokens: bool,
    /// Rows of tables that are only summaries of records are left out.
    pub leaves_out_summaries: bool,
}

/// What is in a snapshot, as far as it has been looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTally {
    /// Events of the snapshot, looked at or not.
    pub matched: u64,
    /// Events looked at; everything below counts among these.
    pub rows: u64,
    /// Of what would be written, those with a session token or another secret of a credential.
    pub with_tokens: u64,
    /// Made of a table's row, which shows only some fields of a record.
    pub summaries: u64,
    /// Whole records whose text was taken out of another form: a string inside JSON, a table's
    /// cells, UTF-16.
    pub derived: u64,
    /// Saved out of malformed text.
    pub recovered: u64,
    /// Some characters or values may differ from what was recorded.
    pub lossy: u64,
    /// What stood around the record (`lookup-events`) fills columns and is not in the record.
    pub wrapped: u64,
    /// Their text cannot be had back from memory.
    pub unreadable: u64,
}

impl ExportTally {
    /// Adds what another worker, or the same one later, has counted.
    pub fn add(&mut self, part: Self) {
        self.matched += part.matched;
        self.rows += part.rows;
        self.with_tokens += part.with_tokens;
        self.summaries += part.summaries;
        self.derived += part.derived;
        self.recovered += part.recovered;
        self.lossy += part.lossy;
        self.wrapped += part.wrapped;
        self.unreadable += part.unreadable;
    }
}

/// Records of one worker in the order of the table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExportBatch {
    pub keys: Vec<SortKey>,
    /// The records as they are written, one after the other.
    pub text: String,
    /// Where each record of `keys` ends in `text`.
    pub ends: Vec<u32>,
    /// Records that could not be had back from memory, and are not among these.
    pub unreadable: u64,
    /// The worker has no more.
    pub is_last: bool,
}

/// What the page is told.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportNews {
    /// How far the snapshot has been looked at.
    Surveyed { tally: ExportTally, is_whole: bool },
    /// The next part of the file, and how many records are written with it.
    Part { text: String, rows: u64 },
    /// The file is whole.
    Written { rows: u64, unreadable: u64 },
    /// It has ended without a whole file.
    Broken { why: String },
}
