//! Values of single rows: for the table, the detail view and the decision about duplicates.

use std::collections::HashMap;

use super::super::protocol::{RecordDigest, RecordText, Response};
use super::{ROW_BITS, Sealed, Shard};
use crate::base::bitmap::Bitmap;
use crate::base::json::Value;
use crate::base::timestamp::Timestamp;
use crate::record::canonical;
use crate::record::field::FieldId;
use crate::segment::{Column, Dictionaries, Place, RowId, TimeColumn};

/// The bytes of records that one step reads: some milliseconds of work, so that a newer question waits
/// for no more than these.
pub(super) const STEP_BYTES: usize = 2 << 20;

/// Segment and row of a row number.
pub(super) fn split(row: u32) -> (usize, RowId) {
    ((row >> ROW_BITS) as usize, RowId(row & ((1 << ROW_BITS) - 1)))
}

/// The number of a row.
pub(super) fn join(segment: usize, row: usize) -> u32 {
    (segment as u32) << ROW_BITS | row as u32
}

/// The values of a row in a column, in the record's order.
pub(super) fn values(
    column: &Column,
    field: FieldId,
    dictionaries: &Dictionaries,
    row: RowId,
) -> Vec<String> {
    match column {
        Column::Dict(dict) => dict
            .values(row)
            .flatten()
            .filter_map(|code| dictionaries.get(field).text(code).map(str::to_owned))
            .collect(),
        Column::Ident(idents) => match idents.spilled().get(row) {
            Some(spilled) => spilled.values.iter().flatten().cloned().collect(),
            None => idents.text(row).into_iter().collect(),
        },
        Column::Time(times) => match times.written().get(row) {
            Some(spilled) => spilled.values.iter().flatten().cloned().collect(),
            None => match times.millis().get(row.0 as usize) {
                Some(&millis) if millis != TimeColumn::UNTIMED => vec![Timestamp(millis).to_string()],
                _ => Vec::new(),
            },
        },
    }
}

impl Shard {
    pub(super) fn sealed(&self, row: u32) -> Option<(&Sealed, RowId)> {
        let (segment, row) = split(row);
        Some((self.segments.get(segment)?, row))
    }

    /// The values of a row under a field of the table.
    pub(super) fn field_values(&self, row: u32, field: FieldId) -> Vec<String> {
        let Some((sealed, row)) = self.sealed(row) else { return Vec::new() };
        values(sealed.segment.column(field), field, &self.dictionaries, row)
    }

    pub(super) fn event_id(&self, row: u32) -> Option<String> {
        self.field_values(row, FieldId::EventId).into_iter().next()
    }

    /// What `read` makes of the text of a row's record.
    pub(super) fn with_record<R>(&self, row: u32, read: impl FnOnce(Value<'_>) -> R) -> Option<R> {
        let (segment, row) = split(row);
        let read = |bytes: &[u8]| simdutf8::basic::from_utf8(bytes).ok().map(|json| read(Value::new(json)));
        self.with_record_bytes(segment, row, read).flatten()
    }

    /// What `read` makes of the bytes of a row's record. Neighbours lie in one text, which the store
    /// has at hand.
    pub(super) fn with_record_bytes<R>(
        &self,
        segment: usize,
        row: RowId,
        read: impl FnOnce(&[u8]) -> R,
    ) -> Option<R> {
        let place = self.segments.get(segment)?.segment.place(row)?;
        let text = self.store.text(place.blob);
        Some(read(place.bytes_in(text.text())?))
    }

    /// The row before which a step ends that reads the records of a set from one row on: after so many
    /// bytes, and one record at least.
    pub(super) fn step_end(&self, segment: usize, rows: &Bitmap, from: usize, step_bytes: usize) -> usize {
        let Some(sealed) = self.segments.get(segment) else { return rows.len() };
        let mut bytes = 0;
        for row in (from..rows.len()).filter(|&row| rows.contains(row)) {
            bytes += sealed.segment.place(RowId(row as u32)).map_or(0, |place| place.len as usize);
            if bytes > step_bytes {
                return row + 1;
            }
        }
        rows.len()
    }

    /// The text of a row's record.
    pub(super) fn record_json(&self, row: u32) -> Option<String> {
        let (sealed, row) = self.sealed(row)?;
        self.store.record(sealed.segment.place(row)?)
    }

    /// The bytes before a record in the text of its file; none where it was made here from another form.
    pub(super) fn delivered_offset(&self, place: Place) -> Option<u64> {
        let start = self.start_of_blob.get(place.blob.0 as usize).copied().flatten()?;
        Some(u64::from(start) + u64::from(place.offset))
    }

    /// The text of a row's record with its origin.
    pub(super) fn record_text(&self, row: u32) -> Option<Box<RecordText>> {
        let (sealed, local) = self.sealed(row)?;
        let place = sealed.segment.place(local)?;
        let leaf =
            self.leaf_of_blob.get(place.blob.0 as usize).and_then(|&leaf| self.leaves.get(leaf as usize));
        let first = |field| self.field_values(row, field).into_iter().next();
        let at = local.0 as usize;
        Some(Box::new(RecordText {
            row,
            event_id: self.event_id(row),
            json: self.record_json(row).unwrap_or_default(),
            file: leaf.map(|leaf| leaf.path.clone()).unwrap_or_default(),
            offset: self.delivered_offset(place),
            is_summary: sealed.summary.contains(at),
            is_recovered: sealed.recovered.contains(at),
            is_lossy: sealed.lossy.contains(at),
            is_contested: sealed.contested.contains(at),
            user: first(FieldId::User),
            category: first(FieldId::Category),
            read_write: first(FieldId::ReadWrite),
            wrapper: self.wrappers.get(&row).cloned(),
        }))
    }

    /// Ids and content digests of rows. The rows of one text are read together, so that it is
    /// inflated once.
    pub(super) fn digests(&self, rows: &[u32]) -> Vec<Response> {
        let mut by_blob: HashMap<u32, Vec<u32>> = HashMap::new();
        for &row in rows {
            if let Some((sealed, local)) = self.sealed(row)
                && let Some(place) = sealed.segment.place(local)
            {
                by_blob.entry(place.blob.0).or_default().push(row);
            }
        }
        let mut records = Vec::with_capacity(rows.len());
        for row in by_blob.into_values().flatten() {
            let Some((sealed, local)) = self.sealed(row) else { continue };
            let digest = self.with_record(row, canonical::digest);
            let (Some(event_id), Some(digest)) = (self.event_id(row), digest) else { continue };
            records.push(RecordDigest {
                row,
                event_id,
                digest,
                is_summary: sealed.summary.contains(local.0 as usize),
            });
        }
        records.sort_unstable_by_key(|record| record.row);
        vec![Response::Digests { records }]
    }

    /// Takes duplicates out and marks what shares its id with another content.
    ///
    /// Each verdict is about all rows: one that was a duplicate may no longer be, when the worker that
    /// held its first occurrence has ended.
    pub(super) fn settle(&mut self, duplicates: &[u32], contested: &[u32]) -> Vec<Response> {
        self.values.forget();
        self.whole = None;
        for sealed in &mut self.segments {
            let rows = sealed.segment.num_rows();
            sealed.live = Bitmap::full(rows);
            sealed.contested = Bitmap::empty(rows);
        }
        for &row in duplicates {
            let (segment, local) = split(row);
            if let Some(sealed) = self.segments.get_mut(segment) {
                sealed.live.remove(local.0 as usize);
            }
        }
        for &row in contested {
            let (segment, local) = split(row);
            if let Some(sealed) = self.segments.get_mut(segment) {
                sealed.contested.insert(local.0 as usize);
            }
        }
        vec![Response::Settled]
    }

    /// The first live row with this event id.
    pub(super) fn find(&self, event_id: String) -> Vec<Response> {
        let row = self.segments.iter().enumerate().find_map(|(segment, sealed)| {
            let column = sealed.segment.column(FieldId::EventId);
            sealed.live.iter().map(|row| join(segment, row)).find(|&row| {
                values(column, FieldId::EventId, &self.dictionaries, split(row).1).contains(&event_id)
            })
        });
        vec![Response::Found { event_id, row }]
    }
}
