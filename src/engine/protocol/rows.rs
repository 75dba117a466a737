//! Records and their places in an order.

use serde::{Deserialize, Serialize};

/// Id and content of one record, for deciding duplicates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDigest {
    pub row: u32,
    pub event_id: String,
    /// SHA-256 of the record's canonical form: equal for equal parsed JSON.
    pub digest: [u8; 32],
    /// Whether it is only a summary of a record (CSV).
    pub is_summary: bool,
}

/// The order of the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// A CloudTrail path or the name of a derived field.
    pub field: String,
    pub descending: bool,
}

/// An order of the table. The page numbers them: an answer about an older one is stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableOrder {
    pub run: u32,
    pub sort: Sort,
    /// Whether the rows of [`Request::Fold`](super::Request::Fold) are left out.
    pub is_folded: bool,
}

/// A record of an action that may have been told to other accounts too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedCopy {
    pub key: SortKey,
    /// `sharedEventID`.
    pub shared_id: String,
    /// `recipientAccountId`.
    pub account: String,
}

/// A place in the order: the value, and the drop order among equals. Rows without a value come last
/// in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    pub value: SortValue,
    pub given: u32,
    pub member: u32,
    pub row: u32,
}

/// What rows are compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SortValue {
    Time(i64),
    Text(String),
    Absent,
}

/// A row of the table with its place in the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyedRow {
    pub key: SortKey,
    pub event_id: Option<String>,
    /// Whether another record has the same id and other content.
    pub is_contested: bool,
    /// For every column asked for, its values in the record's order.
    pub cells: Vec<Vec<String>>,
}

/// Which records a lookup wants, and what of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordQuery {
    /// Filter text.
    pub text: String,
    /// The earliest records are answered, so many at most; all are counted.
    pub limit: u32,
    pub columns: Vec<String>,
    /// Whether the texts of the records are wanted.
    pub with_text: bool,
}

/// A record that a lookup found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRow {
    pub key: SortKey,
    pub event_id: Option<String>,
    /// For every column asked for, its values in the record's order.
    pub cells: Vec<Vec<String>>,
    pub record: Option<Box<RecordText>>,
}

/// The text of one record with its origin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordText {
    pub row: u32,
    pub event_id: Option<String>,
    /// The record's JSON as delivered, byte for byte where it was delivered as JSON.
    pub json: String,
    pub file: String,
    /// Byte offset in the decompressed text of the file; `None` where the text was made from
    /// another form (CSV, a string inside JSON).
    pub offset: Option<u64>,
    pub is_summary: bool,
    pub is_recovered: bool,
    /// Some characters or values may differ from what was recorded.
    pub is_lossy: bool,
    pub is_contested: bool,
    pub user: Option<String>,
    pub category: Option<String>,
    pub read_write: Option<String>,
    /// Fields of the wrapper that the record came in, as JSON.
    pub wrapper: Option<String>,
}
