//! Work that nobody waits for: a little at a time, and only when nothing else is to be done.
//!
//! - the counts of filter texts over all events, one segment a step, or a part of one where the texts
//!   of records have to be read;
//! - the census of paths, some records a step;
//! - a rehearsal, before the first files.
//!
//! **Invariant:** what is told is exact for the events of now: files that are loaded end the work,
//! and the page asks again when they are settled.

use std::collections::VecDeque;
use std::rc::Rc;

use super::super::protocol::{QueryCount, Request, Response};
use super::Shard;
use super::rehearsal::Rehearsal;
use crate::aggregate::histogram;
use crate::aggregate::paths::PathCounter;
use crate::base::gzip::Buffer;
use crate::base::json::Value;
use crate::query::bind::bind;
use crate::query::exec::{Matcher, Pass};
use crate::query::{FieldPath, parse};
use crate::segment::{BlobId, RowId};

/// How many records one step of the census reads: a question that comes meanwhile waits for no more than these.
const RECORDS_PER_STEP: usize = 512;

/// After how many records the census first tells what it has met.
const FIRST_NEWS: u64 = 4_096;

/// What is still to be done.
#[derive(Default)]
pub(super) struct Background {
    counting: Option<Counting>,
    census: Option<Census>,
    rehearsal: Option<Rehearsal>,
}

/// Filter texts whose events are being counted.
struct Counting {
    run: u32,
    waiting: VecDeque<String>,
    current: Option<CurrentCount>,
}

/// The text that is being counted, and how far that is.
struct CurrentCount {
    count: QueryCount,
    matcher: Matcher,
    segment: usize,
    /// The way over the segment, where it is begun.
    pass: Option<Pass>,
}

/// The paths so far, and how far that is.
struct Census {
    run: u32,
    counter: PathCounter,
    segment: usize,
    row: usize,
    /// The text that the last record lay in.
    text: Option<(BlobId, Rc<Buffer>)>,
    /// Tells again once so many records have been met.
    next_news: u64,
}

impl Background {
    /// Takes in what is to be done, in place of what is left of the same kind.
    pub(super) fn begin(&mut self, request: Request, attachment: Vec<u8>) {
        match request {
            Request::Count { run, queries } => {
                self.counting = Some(Counting { run, waiting: queries.into(), current: None });
            }
            Request::Paths { run } => {
                self.census = Some(Census {
                    run,
                    counter: PathCounter::default(),
                    segment: 0,
                    row: 0,
                    text: None,
                    next_news: FIRST_NEWS,
                });
            }
            Request::Rehearse => self.rehearsal = Some(Rehearsal::new(attachment)),
            _ => {}
        }
    }

    /// Drops everything.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    pub(super) fn has_work(&self) -> bool {
        self.counting.is_some() || self.census.is_some() || self.rehearsal.is_some()
    }
}

impl Shard {
    /// Does one piece of the work.
    pub(super) fn step_in_background(&mut self) -> Vec<Response> {
        if let Some(counting) = self.background.counting.take() {
            return self.count_on(counting);
        }
        if let Some(census) = self.background.census.take() {
            return self.list_paths_on(census);
        }
        if self.background.rehearsal.as_mut().is_some_and(|rehearsal| !rehearsal.step()) {
            self.background.rehearsal = None;
        }
        Vec::new()
    }

    fn count_on(&mut self, mut counting: Counting) -> Vec<Response> {
        let mut told = Vec::new();
        let next = || counting.waiting.pop_front().map(CurrentCount::new);
        if let Some(mut current) = counting.current.take().or_else(next) {
            self.complete_verdicts();
            self.advance(&mut current);
            if current.segment < self.segments.len() {
                counting.current = Some(current);
            } else {
                told.push(Response::Counted { run: counting.run, count: current.count });
            }
        }
        if counting.current.is_some() || !counting.waiting.is_empty() {
            self.background.counting = Some(counting);
        }
        told
    }

    /// Counts one segment or a part of it.
    fn advance(&self, current: &mut CurrentCount) {
        let Some(sealed) = self.segments.get(current.segment) else { return };
        let pass = current.pass.take().or_else(|| self.pass_over(&mut current.matcher, current.segment));
        let Some(mut pass) = pass else { return };
        if pass.step(&self.store) {
            current.pass = Some(pass);
            return;
        }
        let found = pass.finish();
        let count = &mut current.count;
        count.matches += found.count() as u64;
        count.extent = histogram::join_extents(count.extent, histogram::extent(&sealed.segment, &found));
        current.segment += 1;
    }

    fn list_paths_on(&mut self, mut census: Census) -> Vec<Response> {
        for _ in 0..RECORDS_PER_STEP {
            if !self.add_record(&mut census) {
                break;
            }
        }
        let is_done = census.segment >= self.segments.len();
        let mut told = Vec::new();
        if is_done || census.counter.num_records() >= census.next_news {
            census.next_news = census.counter.num_records().saturating_mul(2);
            told.push(census.news(is_done));
        }
        if !is_done {
            self.background.census = Some(census);
        }
        told
    }

    /// Adds the next record that is no duplicate; whether rows were left.
    fn add_record(&self, census: &mut Census) -> bool {
        let Some(sealed) = self.segments.get(census.segment) else { return false };
        let row = census.row;
        census.row += 1;
        if census.row >= sealed.segment.num_rows() {
            (census.segment, census.row) = (census.segment + 1, 0);
        }
        let Some(place) = sealed.segment.place(RowId(row as u32)).filter(|_| sealed.live.contains(row))
        else {
            return true;
        };
        let text = match &census.text {
            Some((blob, text)) if *blob == place.blob => text,
            _ => &census.text.insert((place.blob, self.store.text(place.blob))).1,
        };
        let bytes = place.bytes_in(text.text()).unwrap_or_default();
        if let Ok(json) = simdutf8::basic::from_utf8(bytes) {
            census.counter.add(Value::new(json));
        }
        true
    }
}

impl CurrentCount {
    fn new(query: String) -> Self {
        let matcher = Matcher::new(&bind(&parse(&query).expr));
        Self { count: QueryCount { query, ..QueryCount::default() }, matcher, segment: 0, pass: None }
    }
}

impl Census {
    fn news(&self, is_done: bool) -> Response {
        let written = |names: Vec<&str>| {
            FieldPath { segments: names.into_iter().map(str::to_owned).collect() }.to_string()
        };
        Response::Paths {
            run: self.run,
            is_done,
            is_cut: self.counter.is_cut(),
            paths: self.counter.counts().map(|(names, records)| (written(names), records)).collect(),
        }
    }
}
