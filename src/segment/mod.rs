//! Records as columns.
//!
//! ```text
//! RecordFields + place ─builder→ Segment (a column for each row of the field table)
//!                      └dictionaries→ Dictionaries (one a field, shared by a worker's segments)
//! ```
//!
//! **Invariant:** a segment never changes once it is built, and all its columns are of equal length.
//! **Invariant:** a [`RowId`] is local to its segment and dense: `0..num_rows`.
//! **Invariant:** a column holds exactly what the record says under its path; what does not fit into
//! one code stands in the column's list of spilled rows, so that no answer ever needs a guess.
//! **Invariant:** this room knows no query.
//!
//! Tests: `tests/it/segment.rs`.

mod at_hand;
pub mod builder;
pub mod column;
pub mod dictionary;
pub mod identifier;
mod made_column;
mod memo;
pub mod store;

pub use builder::SegmentBuilder;
pub use column::{Codes, Column, DictColumn, Spilled, SpilledRow, TimeColumn};
pub use dictionary::{DictCode, Dictionaries, Dictionary};
pub use identifier::IdentColumn;
pub use made_column::MadeColumn;
pub use store::{AT_HAND_BYTES, Blob, BlobId, Place, RecordStore};

use crate::base::bitmap::Bitmap;
use crate::record::field::{FIELDS, FieldId};

/// A row of one segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowId(pub u32);

/// A segment of one worker, in the order of building.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegmentId(pub u32);

/// A row of one worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowAddr {
    pub segment: SegmentId,
    pub row: RowId,
}

/// Rows of one segment.
pub type RowSet = Bitmap;

/// The most rows that a segment holds: a column of 64k codes stays within the caches, and a query
/// can be stopped between two segments.
pub const MAX_ROWS: usize = 65_536;

/// An immutable block of records as columns.
#[derive(Debug)]
pub struct Segment {
    columns: Vec<Column>,
    places: Vec<Place>,
    memory: usize,
}

impl Segment {
    fn new(columns: Vec<Column>, places: Vec<Place>) -> Self {
        assert_eq!(columns.len(), FIELDS.len(), "a column for each row of the field table");
        let memory = columns.iter().map(Column::memory).sum::<usize>() + places.len() * size_of::<Place>();
        Self { columns, places, memory }
    }

    /// How many records there are.
    pub fn num_rows(&self) -> usize {
        self.places.len()
    }

    /// The column of a field.
    pub fn column(&self, field: FieldId) -> &Column {
        &self.columns[field as usize]
    }

    /// The column of a field, where its values have codes.
    pub fn dict(&self, field: FieldId) -> Option<&DictColumn> {
        match self.column(field) {
            Column::Dict(column) => Some(column),
            Column::Time(_) | Column::Ident(_) => None,
        }
    }

    /// The column of the event time.
    pub fn times(&self) -> &TimeColumn {
        match self.column(FieldId::EventTime) {
            Column::Time(times) => times,
            Column::Dict(_) | Column::Ident(_) => unreachable!("the field table says Time"),
        }
    }

    /// Where the text of a record lies; `None` past the last row.
    pub fn place(&self, row: RowId) -> Option<Place> {
        self.places.get(row.0 as usize).copied()
    }

    /// Bytes of memory kept by the columns and places.
    pub fn memory(&self) -> usize {
        self.memory
    }
}
