//! Matches that may be copies of an action told to several accounts, and the order without them.
//!
//! ```text
//! SharedIds → hashes of shared ids → Copies (those that repeat anywhere) → Fold (rows to leave out)
//! ```
//!
//! **Invariant:** nothing here is done unless folding is asked for.

use super::super::protocol::{QueryId, Response, SharedCopy, Sort};
use super::Shard;
use super::order::Order;
use super::rows::{join, split};
use crate::base::bitmap::Bitmap;
use crate::base::text;
use crate::record::category::INSIGHT;
use crate::record::field::FieldId;
use crate::segment::identifier::Ident;
use crate::segment::{Column, RowId};

impl Shard {
    /// Says the hashes of the shared ids of the matches that can be copies.
    pub(super) fn shared_ids(&mut self, id: QueryId, run: u32) -> Vec<Response> {
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == id) else {
            return Vec::new();
        };
        if selection.shared.is_none() {
            let shared = self.shared_rows(&selection.sets);
            if let Some(selection) = &mut self.selection {
                selection.shared = Some(shared);
            }
        }
        let shared = self.selection.as_ref().and_then(|selection| selection.shared.as_ref());
        let hashes = shared.into_iter().flatten().map(|(hash, _)| *hash).collect();
        vec![Response::SharedIds { id, run, hashes }]
    }

    /// The rows with these hashes, told so that they can be compared with those of other workers.
    pub(super) fn copies(&self, id: QueryId, run: u32, sort: &Sort, hashes: &[u64]) -> Vec<Response> {
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == id) else {
            return Vec::new();
        };
        let shared = selection.shared.as_deref().unwrap_or_default();
        let rows = hashes.iter().flat_map(|hash| {
            let from = shared.partition_point(|(known, _)| known < hash);
            let same = shared.get(from..).unwrap_or_default();
            same.iter().take_while(move |(known, _)| known == hash).map(|(_, row)| *row)
        });
        let first = |row, field| self.field_values(row, field).into_iter().next();
        let copies = rows
            .filter_map(|row| {
                Some(SharedCopy {
                    key: self.sort_key(row, sort),
                    shared_id: first(row, FieldId::SharedEventId)?,
                    account: first(row, FieldId::RecipientAccountId)?,
                })
            })
            .collect();
        vec![Response::Copies { id, run, copies }]
    }

    /// Makes the order without these rows.
    pub(super) fn fold(&mut self, id: QueryId, sort: Sort, hidden: &[u32]) {
        let Some(order) = self.ordered(id, &sort) else { return };
        let mut rows = order.rows.clone();
        let mut left_out: Vec<Bitmap> =
            self.segments.iter().map(|sealed| Bitmap::empty(sealed.segment.num_rows())).collect();
        for &row in hidden {
            let (segment, local) = split(row);
            if let Some(set) = left_out.get_mut(segment) {
                set.insert(local.0 as usize);
            }
        }
        rows.retain(|&row| {
            let (segment, local) = split(row);
            left_out.get(segment).is_none_or(|set| !set.contains(local.0 as usize))
        });
        if let Some(selection) = &mut self.selection {
            selection.folded = Some(Order { sort, rows });
        }
    }

    /// Hash of the shared id, and row, of all rows of a selection that can be copies, hashes rising.
    fn shared_rows(&self, sets: &[Bitmap]) -> Vec<(u64, u32)> {
        let insight = self.dictionaries.get(FieldId::Category).code(INSIGHT);
        let mut shared = Vec::new();
        for (segment, (sealed, set)) in self.segments.iter().zip(sets).enumerate() {
            let segment_of = &sealed.segment;
            let (Column::Ident(ids), Column::Dict(accounts), Column::Dict(categories)) = (
                segment_of.column(FieldId::SharedEventId),
                segment_of.column(FieldId::RecipientAccountId),
                segment_of.column(FieldId::Category),
            ) else {
                continue;
            };
            if ids.is_empty() {
                continue;
            }
            for row in set.iter() {
                let local = RowId(row as u32);
                let hash = match ids.get(local) {
                    Ident::Guid(bits) => text::hash(&bits),
                    Ident::Text(id) if !id.is_empty() => text::hash(id.as_bytes()),
                    // Several values, or none, are the id of no action.
                    Ident::Text(_) | Ident::Absent | Ident::Spilled(_) => continue,
                };
                let has_account = accounts.values(local).flatten().next().is_some();
                if has_account && categories.values(local).flatten().all(|code| Some(code) != insight) {
                    shared.push((hash, join(segment, row)));
                }
            }
        }
        shared.sort_unstable();
        shared
    }
}
