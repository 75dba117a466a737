//! The values of any one field, counted a part of a segment a step.

use super::Shard;
use super::rows::{STEP_BYTES, join};
use crate::aggregate::terms::{TermCounter, Terms};
use crate::base::bitmap::Bitmap;
use crate::query::bind::VERDICT_FIELD;
use crate::query::path_reader::PathReader;
use crate::record::field::{Encoding, FieldId};
use crate::record::path;
use crate::segment::{Dictionaries, RowId};

/// Rows of one step where each value is made from a column.
const ROWS_A_STEP: usize = 8_192;

/// Values with their records, so far.
pub(super) struct FieldCount {
    source: Source,
    terms: Terms,
    /// The row of the segment to go on from.
    row: usize,
}

/// Where the values are.
enum Source {
    /// In a column, which is counted as a whole.
    Column(TermCounter),
    /// In the texts of the records.
    Path(PathReader),
    /// Neither: a time, which is written out, or a verdict, which is made.
    Rows(String),
}

impl FieldCount {
    /// Nothing yet of a field, by its name in the field table or any path.
    pub(super) fn new(field: &str) -> Self {
        let source = match FieldId::from_name(field) {
            _ if field.eq_ignore_ascii_case(VERDICT_FIELD) => Source::Rows(field.to_owned()),
            Some(id) if id.field().encoding == Encoding::Time => Source::Rows(field.to_owned()),
            Some(id) => Source::Column(TermCounter::new(id)),
            None => Source::Path(PathReader::new(path::segments(field))),
        };
        Self { source, terms: Terms::default(), row: 0 }
    }

    /// Counts rows of a segment, from where the last step in it ended; whether there are more.
    pub(super) fn step(&mut self, shard: &Shard, segment: usize, rows: &Bitmap) -> bool {
        let Some(sealed) = shard.segments.get(segment) else { return false };
        let end = match &mut self.source {
            Source::Column(counter) => {
                counter.add(&sealed.segment, &shard.dictionaries, rows);
                return false;
            }
            Source::Path(_) => shard.step_end(segment, rows, self.row, STEP_BYTES),
            Source::Rows(_) => (self.row + ROWS_A_STEP).min(rows.len()),
        };
        for row in (self.row..end).filter(|&row| rows.contains(row)) {
            let values = match &self.source {
                Source::Path(reader) => {
                    let mut values = Vec::new();
                    shard.with_record_bytes(segment, RowId(row as u32), |record| {
                        reader.read(record, |value| values.push(value.to_owned()));
                    });
                    values
                }
                Source::Rows(name) => shard.path_values(join(segment, row), name),
                Source::Column(_) => continue,
            };
            self.terms.add(values);
        }
        let is_unfinished = end < rows.len();
        self.row = if is_unfinished { end } else { 0 };
        is_unfinished
    }

    /// The values by text.
    pub(super) fn finish(self, dictionaries: &Dictionaries) -> Terms {
        match self.source {
            Source::Column(counter) => counter.finish(dictionaries),
            Source::Path(_) | Source::Rows(_) => self.terms,
        }
    }
}
