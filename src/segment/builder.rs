//! Builds a segment row by row.

use super::column::{Column, DictColumn, Spilled, TimeColumn};
use super::dictionary::{DictCode, Dictionaries};
use super::identifier::IdentColumn;
use super::store::Place;
use super::{MAX_ROWS, RowId, Segment};
use crate::base::timestamp::Timestamp;
use crate::record::field::{Encoding, FIELDS};
use crate::record::fields::{Cell, CellList, RecordFields};

/// Rows that are not a segment yet. A builder gives one segment after another.
#[derive(Debug)]
pub struct SegmentBuilder {
    columns: Vec<OpenColumn>,
    places: Vec<Place>,
}

#[derive(Debug)]
enum OpenColumn {
    Time(TimeColumn),
    Dict { codes: Vec<u32>, spilled: Spilled<DictCode> },
    Ident(IdentColumn),
}

impl Default for SegmentBuilder {
    fn default() -> Self {
        let columns = FIELDS
            .iter()
            .map(|field| match field.encoding {
                Encoding::Time => OpenColumn::Time(TimeColumn::default()),
                Encoding::Dictionary => OpenColumn::Dict { codes: Vec::new(), spilled: Spilled::default() },
                Encoding::Identifier => OpenColumn::Ident(IdentColumn::default()),
            })
            .collect();
        Self { columns, places: Vec::new() }
    }
}

impl SegmentBuilder {
    /// How many rows wait for their segment.
    pub fn num_rows(&self) -> usize {
        self.places.len()
    }

    /// Whether the next row must go into another segment.
    pub fn is_full(&self) -> bool {
        self.places.len() >= MAX_ROWS
    }

    /// Adds one record. All its fields, the derived ones too, stand in `fields`.
    pub fn push(&mut self, fields: &RecordFields<'_>, place: Place, dictionaries: &mut Dictionaries) {
        let row = RowId(self.places.len() as u32);
        self.places.push(place);
        for (field, column) in FIELDS.iter().zip(&mut self.columns) {
            let cell = fields.get(field.id);
            match column {
                OpenColumn::Time(times) => push_time(times, cell),
                OpenColumn::Ident(idents) => match cell {
                    Cell::Absent => idents.push_absent(),
                    Cell::One(text) => idents.push(text),
                    Cell::List(list) => idents.push_spilled(owned(list), list.has_object),
                },
                OpenColumn::Dict { codes, spilled } => {
                    let dictionary = dictionaries.get_mut(field.id);
                    codes.push(match cell {
                        Cell::Absent => DictCode::ABSENT.0,
                        Cell::One(text) => dictionary.intern(text).0,
                        Cell::List(list) => {
                            let values = list
                                .values
                                .iter()
                                .map(|value| value.as_ref().map(|text| dictionary.intern(text)))
                                .collect();
                            spilled.push(row, values, list.has_object);
                            DictCode::SPILLED.0
                        }
                    });
                }
            }
        }
    }

    /// The rows so far as a segment; the builder is empty again.
    pub fn finish(&mut self) -> Segment {
        let Self { columns, places } = std::mem::take(self);
        let columns = columns
            .into_iter()
            .map(|column| match column {
                OpenColumn::Time(times) => Column::Time(times),
                OpenColumn::Dict { codes, spilled } => Column::Dict(DictColumn::new(&codes, spilled)),
                OpenColumn::Ident(idents) => Column::Ident(idents),
            })
            .collect();
        Segment::new(columns, places)
    }
}

fn push_time(times: &mut TimeColumn, cell: &Cell<'_>) {
    match cell {
        Cell::Absent => times.push(TimeColumn::UNTIMED),
        Cell::One(text) => match Timestamp::parse(text) {
            Some(time) if time.is_written_as(text) => times.push(time.0),
            other => {
                let millis = other.map_or(TimeColumn::UNTIMED, |time| time.0);
                times.push_written(millis, vec![Some(text.as_ref().to_owned())], false);
            }
        },
        Cell::List(list) => {
            let first = list.values.iter().flatten().find_map(|text| Timestamp::parse(text));
            let millis = first.map_or(TimeColumn::UNTIMED, |time| time.0);
            times.push_written(millis, owned(list), list.has_object);
        }
    }
}

fn owned(list: &CellList<'_>) -> Vec<Option<String>> {
    list.values.iter().map(|value| value.as_ref().map(|text| text.as_ref().to_owned())).collect()
}
