//! The values of some fields under a query.
//!
//! ```text
//! Facets → dictionary columns, all at once
//!        → every other field: counted a part of a segment a step, told a part of its values a step
//! ```
//!
//! **Invariant:** a newer query ends whatever is under way.

use std::collections::VecDeque;

use super::super::protocol::{FacetPart, QueryId, Response};
use super::Shard;
use super::field_count::FieldCount;
use crate::aggregate::terms::TermCounter;
use crate::record::field::{Encoding, FieldId};

/// Values in one answer: what the page takes in without being held up.
const VALUES_AN_ANSWER: usize = 8_192;

/// The fields of a run that cannot be answered at once.
pub(super) struct Faceting {
    id: QueryId,
    run: u32,
    /// Fields that are told, or are being told.
    told: Vec<String>,
    counting: VecDeque<Counting>,
    telling: Option<Telling>,
}

/// A field that is being counted or waits for it.
struct Counting {
    field: String,
    count: FieldCount,
    segment: usize,
}

/// A field that is counted.
struct Telling {
    field: String,
    values: std::vec::IntoIter<(String, u64)>,
    missing: u64,
}

/// Whether the values of a field are counted at once: by their codes, without a look at any record.
pub(crate) fn is_counted_at_once(field: &str) -> bool {
    column_of(field).is_some()
}

fn column_of(field: &str) -> Option<FieldId> {
    FieldId::from_name(field).filter(|id| id.field().encoding == Encoding::Dictionary)
}

impl Faceting {
    fn has_work(&self) -> bool {
        !self.counting.is_empty() || self.telling.is_some()
    }
}

impl Shard {
    /// Answers what can be answered at once, and begins the rest.
    pub(super) fn facets(&mut self, id: QueryId, run: u32, fields: Vec<String>) -> Vec<Response> {
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == id) else {
            return Vec::new();
        };
        let known = self.faceting.take().filter(|known| (known.id, known.run) == (id, run));
        let mut faceting = known.unwrap_or_else(|| Faceting {
            id,
            run,
            told: Vec::new(),
            counting: VecDeque::new(),
            telling: None,
        });
        faceting.counting.retain(|counting| fields.contains(&counting.field));
        let mut parts = Vec::new();
        for field in fields {
            let is_waiting = faceting.counting.iter().any(|counting| counting.field == field);
            if is_waiting || faceting.told.contains(&field) {
                continue;
            }
            let Some(column) = column_of(&field) else {
                let count = FieldCount::new(&field);
                faceting.counting.push_back(Counting { field, count, segment: 0 });
                continue;
            };
            let mut counter = TermCounter::new(column);
            for (sealed, set) in self.segments.iter().zip(&selection.sets) {
                counter.add(&sealed.segment, &self.dictionaries, set);
            }
            let terms = counter.finish(&self.dictionaries);
            faceting.told.push(field.clone());
            let values = terms.counts.into_iter().collect();
            parts.push(FacetPart { field, values, missing: terms.missing, is_last: true });
        }
        self.faceting = Some(faceting);
        if parts.is_empty() { Vec::new() } else { vec![Response::Facets { id, run, parts }] }
    }

    pub(super) fn is_faceting(&self) -> bool {
        self.faceting.as_ref().is_some_and(Faceting::has_work)
    }

    /// Counts or tells a part of a field.
    pub(super) fn step_facets(&mut self) -> Vec<Response> {
        let Some(mut faceting) = self.faceting.take() else { return Vec::new() };
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == faceting.id) else {
            return Vec::new();
        };
        let mut responses = Vec::new();
        if let Some(mut telling) = faceting.telling.take() {
            let values: Vec<_> = telling.values.by_ref().take(VALUES_AN_ANSWER).collect();
            let is_last = telling.values.len() == 0;
            let missing = if is_last { telling.missing } else { 0 };
            let part = FacetPart { field: telling.field.clone(), values, missing, is_last };
            responses.push(Response::Facets { id: faceting.id, run: faceting.run, parts: vec![part] });
            faceting.telling = (!is_last).then_some(telling);
        } else if let Some(mut counting) = faceting.counting.pop_front() {
            let is_unfinished = selection
                .sets
                .get(counting.segment)
                .is_some_and(|rows| counting.count.step(self, counting.segment, rows));
            counting.segment += usize::from(!is_unfinished);
            if counting.segment < selection.sets.len() {
                faceting.counting.push_front(counting);
            } else {
                let Counting { field, count, .. } = counting;
                let terms = count.finish(&self.dictionaries);
                faceting.told.push(field.clone());
                let values = terms.counts.into_iter().collect::<Vec<_>>().into_iter();
                faceting.telling = Some(Telling { field, values, missing: terms.missing });
            }
        }
        self.faceting = Some(faceting);
        responses
    }
}
