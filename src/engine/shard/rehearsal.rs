//! Reads and asks what nobody gave and nobody asked, while nobody waits.
//!
//! A browser compiles a program for speed only where it has run for a while; until then reading takes longer. So a
//! file that the page carries is read a few times before the first one comes, by a shard that is then let go.

use std::collections::VecDeque;

use super::super::protocol::{self, GivenId, QueryId, Request, Series, Sort, TableOrder, TimeScale};
use super::Shard;
use crate::record::field::FIELDS;

/// How often the file is read: a few hundred records are not much.
const READINGS: u32 = 8;

/// How often the questions are asked that a page begins with.
const ASKINGS: u32 = 4;

/// How many values, rows and bars they are about.
const NUM_COLUMNS: usize = 12;
const NUM_ROWS: u32 = 64;
const HOUR_MS: i64 = 3_600_000;

/// A shard of its own, and what it is still to be asked.
pub(super) struct Rehearsal {
    shard: Box<Shard>,
    file: Vec<u8>,
    waiting: VecDeque<Vec<Request>>,
}

impl Rehearsal {
    pub(super) fn new(file: Vec<u8>) -> Self {
        let reading = |number| vec![Request::Load { given: GivenId(number), path: String::new() }];
        let waiting =
            (0..READINGS).map(reading).chain([vec![Request::Seal]]).chain((1..=ASKINGS).map(questions));
        Self { shard: Box::default(), file, waiting: waiting.collect() }
    }

    /// Does a piece of it; whether there is more.
    pub(super) fn step(&mut self) -> bool {
        if self.shard.is_awaited() {
            // Answers are written as well.
            for response in self.shard.step() {
                protocol::encode(&response);
            }
            return true;
        }
        let Some(requests) = self.waiting.pop_front() else { return false };
        for request in requests {
            let is_reading = matches!(request, Request::Load { .. });
            self.shard.receive(request, if is_reading { self.file.clone() } else { Vec::new() });
        }
        true
    }
}

/// What a page asks of a worker at first.
fn questions(number: u32) -> Vec<Request> {
    let id = QueryId(number);
    let fields: Vec<String> = FIELDS.iter().take(NUM_COLUMNS).map(|field| field.name.to_owned()).collect();
    let order = TableOrder {
        run: number,
        sort: Sort { field: "eventTime".to_owned(), descending: true },
        is_folded: false,
    };
    let scale = TimeScale { from: 0, width: HOUR_MS, buckets: NUM_ROWS };
    vec![
        Request::Query { id, text: String::new() },
        Request::Timeline { id, scale, series: Series::default() },
        Request::Fences { id, order: order.clone() },
        Request::Rows { id, order, pivot: None, limit: NUM_ROWS, columns: fields.clone() },
        Request::Facets { id, run: number, fields },
    ]
}
