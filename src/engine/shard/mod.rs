//! One worker's events, and the answers about them.
//!
//! ```text
//! receive(Request) → a queue; step() does one piece of it and gives Responses
//! ```
//!
//! A piece is one file or a part of a long one, or a part of one segment of a query, so that between two steps
//! the worker can see a newer request. Questions go before files: rows are on screen while the rest still
//! loads. What nobody waits for comes last.
//!
//! **Invariant:** no question sees a part of a file: its rows are there once all of it is read.

mod answers;
mod background;
mod copies;
mod export;
pub(super) mod facets;
mod facts;
mod field_count;
mod groups;
mod hashing;
mod indicators;
mod loading;
mod lookup;
pub(super) mod order;
mod rehearsal;
mod resource_lists;
mod rows;
mod simulate;
mod values;
mod verdicts;

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::protocol::{QueryId, Request, Response};
use crate::base::bitmap::Bitmap;
use crate::base::gzip::Buffer;
use crate::ingest::Limits;
use crate::query::exec::{Matcher, Pass};
use crate::segment::{Dictionaries, RecordStore, Segment, SegmentBuilder};

use background::Background;
use export::Export;
use facets::Faceting;
use groups::{Answered, Grouping};
use hashing::Hashing;
use indicators::Search;
use loading::{Begun, Leaf, OpenFlags};
use lookup::Lookups;
use order::{Order, Sorting};
use values::ValueQuestions;
use verdicts::Judgement;

/// The rows of one worker are numbered by segment (upper 16 bits) and row in it.
const ROW_BITS: u32 = 16;

/// Everything that one worker holds.
#[derive(Default)]
pub struct Shard {
    limits: Limits,
    /// Room for the text of the file that is read.
    buffer: Buffer,
    dictionaries: Dictionaries,
    segments: Vec<Sealed>,
    /// Full segments that no question sees yet: their last rows are those of a file that is still read, and
    /// the texts of these are not all kept.
    unfinished: Vec<Sealed>,
    builder: SegmentBuilder,
    open_flags: OpenFlags,
    store: RecordStore,
    leaves: Vec<Leaf>,
    /// The leaf of every blob, by blob id.
    leaf_of_blob: Vec<u32>,
    /// Bytes before every blob in the text of its file; none before those that were made here.
    start_of_blob: Vec<Option<u32>>,
    /// Fields of the wrapper that a record came in, by row.
    wrappers: HashMap<u32, String>,
    questions: VecDeque<Request>,
    loads: VecDeque<(Request, Vec<u8>)>,
    /// The file that is read, where that takes several steps.
    begun: Option<Begun>,
    running: Option<Running>,
    lookups: Lookups,
    hashing: Option<Hashing>,
    selection: Option<Selection>,
    /// The order of all live rows, once it was asked for: those of a narrower query are picked out of it.
    whole: Option<Rc<Order>>,
    sorting: Option<Sorting>,
    /// Groups that are being counted, and those that were.
    grouping: Option<Grouping>,
    grouped: Option<Answered>,
    faceting: Option<Faceting>,
    searching: Option<Search>,
    judgement: Option<Judgement>,
    values: ValueQuestions,
    background: Background,
    export: Option<Export>,
}

/// A segment with what was learnt about its rows after it was built.
struct Sealed {
    segment: Segment,
    /// Rows that are no duplicates.
    live: Bitmap,
    summary: Bitmap,
    recovered: Bitmap,
    lossy: Bitmap,
    contested: Bitmap,
}

/// A query that has not seen every segment yet.
struct Running {
    id: QueryId,
    matcher: Matcher,
    sets: Vec<Bitmap>,
    /// The way over the segment after those.
    pass: Option<Pass>,
}

/// The rows of the last query that ran to its end.
struct Selection {
    id: QueryId,
    sets: Vec<Bitmap>,
    order: Option<Rc<Order>>,
    /// Rows that can be copies of an action, once they are asked for.
    shared: Option<Vec<(u64, u32)>>,
    /// The order without the copies that are folded away.
    folded: Option<Order>,
}

impl Shard {
    /// A worker with limits of its own, for tests.
    pub fn with_limits(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes a request in. `attachment` holds the bytes of a file to load.
    pub fn receive(&mut self, request: Request, attachment: Vec<u8>) {
        match request {
            Request::Load { .. } | Request::Seal => {
                self.background.end();
                self.loads.push_back((request, attachment));
            }
            Request::Values { asker, serial, context, field, typed } => {
                self.values.ask(asker, serial, context, &field, &typed);
            }
            Request::Count { .. } | Request::Paths { .. } | Request::Rehearse => {
                self.background.begin(request, attachment);
            }
            Request::BeginExport { .. }
            | Request::WriteExport { .. }
            | Request::ExportMore { .. }
            | Request::EndExport { .. } => self.receive_export(request),
            Request::Query { id, .. } => {
                // A newer query makes every waiting question about an older one pointless.
                self.questions.retain(|question| query_of(question).is_none_or(|other| other >= id));
                self.running = None;
                self.sorting = None;
                (self.grouping, self.grouped, self.faceting) = (None, None, None);
                self.questions.push_back(request);
            }
            Request::Judge { .. } => {
                // A newer configuration makes the older one pointless, and what waits for its verdicts.
                let is_of_verdicts =
                    |one: &Request| matches!(one, Request::Judge { .. } | Request::Simulation { .. });
                self.questions.retain(|question| !is_of_verdicts(question));
                self.questions.push_back(request);
            }
            Request::Records { id, wanted, except } => self.lookups.add(id, wanted, except),
            Request::ForgetRecords { id } => self.lookups.forget(id),
            other => self.questions.push_back(other),
        }
    }

    /// Whether [`Shard::step`] has something to do.
    pub fn has_work(&self) -> bool {
        self.is_awaited() || self.background.has_work()
    }

    /// Whether someone waits for what [`Shard::step`] has to do.
    pub fn is_awaited(&self) -> bool {
        self.running.is_some()
            || self.sorting.is_some()
            || self.grouping.is_some()
            || self.is_faceting()
            || self.searching.is_some()
            || !self.questions.is_empty()
            || self.values.has_work()
            || self.is_exporting()
            || self.lookups.are_waiting()
            || self.begun.is_some()
            || !self.loads.is_empty()
            || self.hashing.is_some()
    }

    /// Does one piece of work.
    pub fn step(&mut self) -> Vec<Response> {
        if let Some(running) = self.running.take() {
            return self.run(running);
        }
        if let Some(question) = self.questions.pop_front() {
            return self.answer(question);
        }
        if let Some(sorting) = self.sorting.take() {
            return self.sort_more(sorting);
        }
        if self.values.has_work() {
            return self.step_values();
        }
        if self.lookups.are_waiting() {
            return self.look_up();
        }
        if let Some(grouping) = self.grouping.take() {
            return self.group_more(grouping);
        }
        if self.is_faceting() {
            return self.step_facets();
        }
        if let Some(search) = self.searching.take() {
            return self.search_more(search);
        }
        if self.is_exporting() {
            return self.step_export();
        }
        if let Some(begun) = self.begun.take() {
            return self.load_more(begun);
        }
        match self.loads.pop_front() {
            Some((Request::Load { given, path }, bytes)) => self.load(given, path, bytes),
            Some(_) => self.seal_all(),
            None if self.hashing.is_some() => self.hash_more(),
            None => self.step_in_background(),
        }
    }

    fn is_exporting(&self) -> bool {
        self.export.as_ref().is_some_and(Export::has_work)
    }

    /// Bytes of memory kept for the loaded events.
    fn memory_bytes(&self) -> u64 {
        let segments = self.segments.iter().chain(&self.unfinished);
        let segments: usize = segments.map(|sealed| sealed.segment.memory()).sum();
        (segments + self.dictionaries.memory() + self.store.memory()) as u64
    }

    /// Rows that a question can see, duplicates included.
    fn visible_rows(&self) -> u64 {
        self.segments.iter().map(|sealed| sealed.segment.num_rows() as u64).sum()
    }

    /// Rows that a question can see, duplicates aside.
    fn live_rows(&self) -> u64 {
        self.segments.iter().map(|sealed| sealed.live.count() as u64).sum()
    }
}

/// The query that a question is about.
fn query_of(request: &Request) -> Option<QueryId> {
    match request {
        Request::Query { id, .. }
        | Request::Facets { id, .. }
        | Request::Groups { id, .. }
        | Request::Timeline { id, .. }
        | Request::SharedIds { id, .. }
        | Request::Copies { id, .. }
        | Request::Fold { id, .. }
        | Request::Fences { id, .. }
        | Request::Rows { id, .. }
        | Request::KeyOf { id, .. }
        | Request::Rank { id, .. }
        | Request::Simulation { id, .. } => Some(*id),
        _ => None,
    }
}
