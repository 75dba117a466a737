//! Lookups: records that match a text of their own, apart from the query in force.
//!
//! A piece of work is a part of one segment of one lookup. Questions of the screen go first: a person waits for
//! the table before they wait for a count beside a link.

use std::collections::VecDeque;

use super::super::protocol::{FoundRow, LookupId, RecordQuery, Response, Sort};
use super::Shard;
use super::rows::split;
use crate::aggregate::histogram;
use crate::base::bitmap::Bitmap;
use crate::query::bind::bind;
use crate::query::exec::{Matcher, Pass};
use crate::query::parse;

/// Lookups in the order asked; the first is the one under way.
#[derive(Default)]
pub(super) struct Lookups(VecDeque<Lookup>);

struct Lookup {
    id: LookupId,
    wanted: RecordQuery,
    /// The row that is not looked for.
    except: Option<u32>,
    /// Made when its turn comes.
    matcher: Option<Matcher>,
    /// The rows of the segments seen so far.
    sets: Vec<Bitmap>,
    /// The way over the segment after those.
    pass: Option<Pass>,
}

impl Lookups {
    pub(super) fn add(&mut self, id: LookupId, wanted: RecordQuery, except: Option<u32>) {
        self.0.push_back(Lookup { id, wanted, except, matcher: None, sets: Vec::new(), pass: None });
    }

    pub(super) fn forget(&mut self, id: LookupId) {
        self.0.retain(|lookup| lookup.id != id);
    }

    pub(super) fn are_waiting(&self) -> bool {
        !self.0.is_empty()
    }
}

impl Shard {
    /// Does some of the first lookup; answers it after the last segment.
    pub(super) fn look_up(&mut self) -> Vec<Response> {
        let Some(mut lookup) = self.lookups.0.pop_front() else { return Vec::new() };
        if lookup.matcher.is_none() {
            self.complete_verdicts();
        }
        let matcher =
            lookup.matcher.get_or_insert_with(|| Matcher::new(&bind(&parse(&lookup.wanted.text).expr)));
        let pass = lookup.pass.take().or_else(|| self.pass_over(matcher, lookup.sets.len()));
        if let Some(mut pass) = pass {
            if pass.step(&self.store) {
                lookup.pass = Some(pass);
                self.lookups.0.push_front(lookup);
                return Vec::new();
            }
            lookup.sets.push(pass.finish());
        }
        if lookup.sets.len() < self.segments.len() {
            self.lookups.0.push_front(lookup);
            return Vec::new();
        }
        vec![self.found(lookup)]
    }

    fn found(&self, lookup: Lookup) -> Response {
        let Lookup { id, wanted, except, mut sets, .. } = lookup;
        if let Some((segment, local)) = except.map(split)
            && let Some(set) = sets.get_mut(segment)
        {
            set.remove(local.0 as usize);
        }
        let matches = sets.iter().map(|set| set.count() as u64).sum();
        let extents =
            self.segments.iter().zip(&sets).map(|(sealed, set)| histogram::extent(&sealed.segment, set));
        let extent = extents.fold(None, histogram::join_extents);
        // A count alone needs no order.
        let sorted = if wanted.limit == 0 { Vec::new() } else { self.sorted_rows(&sets, &by_time()) };
        let rows = sorted
            .into_iter()
            .take(wanted.limit as usize)
            .map(|row| FoundRow {
                key: self.sort_key(row, &by_time()),
                event_id: self.event_id(row),
                cells: wanted.columns.iter().map(|column| self.path_values(row, column)).collect(),
                record: wanted.with_text.then(|| self.record_text(row)).flatten(),
            })
            .collect();
        Response::Records { id, matches, extent, rows }
    }
}

/// The order of every lookup.
fn by_time() -> Sort {
    Sort { field: "eventTime".to_owned(), descending: false }
}
