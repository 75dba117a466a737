//! Predicate → rows of a segment.
//!
//! Columns answer first, each as a whole; free text too, as far as they hold it. What they leave open —
//! a path that is no column, free text — is asked of the texts of the rows in question, blob by blob,
//! each inflated once. That may take a while, and is done in steps.
//!
//! ```text
//! Predicate ─Matcher::new→ Node ─plan→ Plan (column parts are row sets)
//!   Plan ─bounds→ rows that surely match, rows that may ─Pass::step, row by row→ RowSet
//! ```

use std::rc::Rc;

use super::bind::Predicate;
use super::condition::{Condition, ValueTest};
use super::kernel::{CodeSet, dict_rows, ident_rows, time_rows, word_rows};
use super::raw::{BlobHits, RawTest, RecordText};
use crate::record::field::{Encoding, FIELDS, FieldId};
use crate::segment::{BlobId, Column, Dictionaries, Place, RecordStore, RowId, RowSet, Segment};

/// A predicate with what it has learnt of a worker's dictionaries. It serves one worker.
#[derive(Clone, Debug)]
pub struct Matcher {
    root: Node,
}

/// What a predicate is asked of.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    pub segment: &'a Segment,
    /// Those that the segment was built with, grown or not since.
    pub dictionaries: &'a Dictionaries,
    pub store: &'a RecordStore,
    /// The rows that count; all where there is none.
    pub live: Option<&'a RowSet>,
    /// The verdict of the trail simulator on each row; none where no configuration is given, and
    /// then no verdict matches.
    pub verdicts: Option<Verdicts<'a>>,
}

/// The verdicts of the trail simulator on the rows of a segment.
#[derive(Clone, Copy, Debug)]
pub struct Verdicts<'a> {
    /// For each row the place of its words in `words`.
    pub of_rows: &'a [u32],
    pub words: &'a [Vec<String>],
}

#[derive(Clone, Debug)]
enum Node {
    Const(bool),
    And(Vec<Node>),
    Or(Vec<Node>),
    Not(Box<Node>),
    Column { field: FieldId, condition: Condition, codes: CodeSet },
    Verdict(Condition),
    Raw(Rc<RawTest>),
}

/// A node as far as columns answer it for one segment.
enum Plan {
    Known(RowSet),
    And(Vec<Plan>),
    Or(Vec<Plan>),
    Not(Box<Plan>),
    Raw(Rc<RawTest>, BlobHits),
}

/// A predicate's way over one segment, as far as it has come.
pub struct Pass {
    plan: Plan,
    found: RowSet,
    /// The rows that columns leave open, those of one blob together and in the order of its text.
    open: Vec<(Place, u32)>,
    /// How many of them have been asked.
    num_asked: usize,
    /// The blob that the plan was last told of.
    entered: Option<BlobId>,
}

/// The bytes of texts and records after which a step ends: some milliseconds of work.
const STEP_BYTES: usize = 2 << 20;

impl Matcher {
    pub fn new(predicate: &Predicate) -> Self {
        Self { root: Node::new(predicate) }
    }

    /// The rows of the segment for which the predicate holds, among those that are live.
    pub fn rows(&mut self, source: &Source<'_>) -> RowSet {
        let mut pass = self.begin(source);
        while pass.step(source.store) {}
        pass.finish()
    }

    /// Asks the columns; what they leave open is asked in steps.
    pub fn begin(&mut self, source: &Source<'_>) -> Pass {
        let num_rows = source.segment.num_rows();
        let live = source.live.cloned().unwrap_or_else(|| RowSet::full(num_rows));
        let plan = self.root.plan(source, &live);
        let (mut found, mut open) = plan.bounds(num_rows);
        found.and(&live);
        open.and(&live);
        open.and_not(&found);
        let place = |row: usize| Some((source.segment.place(RowId(row as u32))?, row as u32));
        let mut open: Vec<(Place, u32)> = open.iter().filter_map(place).collect();
        open.sort_by_key(|(place, _)| (place.blob, place.offset));
        Pass { plan, found, open, num_asked: 0, entered: None }
    }
}

impl Node {
    fn new(predicate: &Predicate) -> Self {
        match predicate {
            Predicate::Const(truth) => Self::Const(*truth),
            Predicate::And(parts) => Self::And(in_order_of_cost(parts)),
            Predicate::Or(parts) => Self::Or(in_order_of_cost(parts)),
            Predicate::Not(inner) => Self::Not(Box::new(Self::new(inner))),
            Predicate::Column { field, condition } => {
                Self::Column { field: *field, condition: condition.clone(), codes: CodeSet::default() }
            }
            Predicate::Verdict(condition) => Self::Verdict(condition.clone()),
            Predicate::Path { segments, condition } => Self::Raw(Rc::new(RawTest::path(segments, condition))),
            Predicate::Text(test) => Self::text(test),
        }
    }

    /// What a column says of a record the record says: its rows need not be read.
    fn text(test: &ValueTest) -> Self {
        let columns = FIELDS.iter().filter(|field| !field.derived && field.encoding == Encoding::Dictionary);
        let columns = columns.map(|field| Self::Column {
            field: field.id,
            condition: Condition::Value(test.clone()),
            codes: CodeSet::default(),
        });
        Self::Or(columns.chain([Self::Raw(Rc::new(RawTest::leaf(test)))]).collect())
    }

    fn reads_records(&self) -> bool {
        match self {
            Self::Const(_) | Self::Column { .. } | Self::Verdict(_) => false,
            Self::Raw(_) => true,
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::reads_records),
            Self::Not(inner) => inner.reads_records(),
        }
    }

    /// `rows` are those in question; of others nothing need be right.
    fn plan(&mut self, source: &Source<'_>, rows: &RowSet) -> Plan {
        let num_rows = source.segment.num_rows();
        match self {
            Self::Const(true) => Plan::Known(RowSet::full(num_rows)),
            Self::Const(false) => Plan::Known(RowSet::empty(num_rows)),
            Self::Raw(test) => Plan::Raw(Rc::clone(test), BlobHits::default()),
            Self::Verdict(condition) => Plan::Known(match source.verdicts {
                Some(verdicts) => word_rows(verdicts, num_rows, condition),
                None => RowSet::empty(num_rows),
            }),
            Self::Column { field, condition, codes } => Plan::Known(match source.segment.column(*field) {
                Column::Time(times) => time_rows(times, condition),
                Column::Ident(idents) => ident_rows(idents, condition),
                Column::Dict(column) => {
                    codes.extend(source.dictionaries.get(*field), condition);
                    dict_rows(column, codes, condition)
                }
            }),
            Self::Not(inner) => match inner.plan(source, rows) {
                Plan::Known(mut known) => {
                    known.invert();
                    Plan::Known(known)
                }
                open => Plan::Not(Box::new(open)),
            },
            Self::And(parts) => {
                let mut known = rows.clone();
                let mut open = Vec::new();
                for part in parts {
                    if !known.any() {
                        return Plan::Known(known);
                    }
                    match part.plan(source, &known) {
                        Plan::Known(more) => known.and(&more),
                        plan => open.push(plan),
                    }
                }
                Plan::fold(known, open, Plan::And)
            }
            Self::Or(parts) => {
                let mut known = RowSet::empty(num_rows);
                let mut open = Vec::new();
                for part in parts {
                    match part.plan(source, rows) {
                        Plan::Known(more) => known.or(&more),
                        plan => open.push(plan),
                    }
                }
                Plan::fold(known, open, Plan::Or)
            }
        }
    }
}

/// Columns stand before what reads records, so that they narrow it down.
fn in_order_of_cost(parts: &[Predicate]) -> Vec<Node> {
    let mut nodes: Vec<Node> = parts.iter().map(Node::new).collect();
    nodes.sort_by_key(Node::reads_records);
    nodes
}

impl Plan {
    fn fold(known: RowSet, mut open: Vec<Self>, join: fn(Vec<Self>) -> Self) -> Self {
        if open.is_empty() {
            return Self::Known(known);
        }
        open.insert(0, Self::Known(known));
        join(open)
    }

    /// The rows that surely match, and those that may.
    fn bounds(&self, num_rows: usize) -> (RowSet, RowSet) {
        match self {
            Self::Known(rows) => (rows.clone(), rows.clone()),
            Self::Raw(..) => (RowSet::empty(num_rows), RowSet::full(num_rows)),
            Self::Not(inner) => {
                let (mut surely, mut maybe) = inner.bounds(num_rows);
                surely.invert();
                maybe.invert();
                (maybe, surely)
            }
            Self::And(parts) => {
                parts.iter().fold((RowSet::full(num_rows), RowSet::full(num_rows)), |mut all, part| {
                    let (surely, maybe) = part.bounds(num_rows);
                    all.0.and(&surely);
                    all.1.and(&maybe);
                    all
                })
            }
            Self::Or(parts) => {
                parts.iter().fold((RowSet::empty(num_rows), RowSet::empty(num_rows)), |mut all, part| {
                    let (surely, maybe) = part.bounds(num_rows);
                    all.0.or(&surely);
                    all.1.or(&maybe);
                    all
                })
            }
        }
    }

    /// Says which text the records lie in that are asked for next.
    fn enter_blob(&mut self, text: &[u8]) {
        match self {
            Self::Known(_) => {}
            Self::Raw(test, hits) => test.find_in_blob(text, hits),
            Self::Not(inner) => inner.enter_blob(text),
            Self::And(parts) | Self::Or(parts) => parts.iter_mut().for_each(|part| part.enter_blob(text)),
        }
    }

    /// Records of one blob come in the order of its text.
    fn holds_for(&mut self, row: usize, record: &RecordText<'_>) -> bool {
        match self {
            Self::Known(rows) => rows.contains(row),
            Self::Raw(test, hits) => test.holds_for(record, hits),
            Self::Not(inner) => !inner.holds_for(row, record),
            Self::And(parts) => parts.iter_mut().all(|part| part.holds_for(row, record)),
            Self::Or(parts) => parts.iter_mut().any(|part| part.holds_for(row, record)),
        }
    }
}

impl Pass {
    /// Asks some of the rows that columns leave open; whether there are more.
    pub fn step(&mut self, store: &RecordStore) -> bool {
        let mut bytes_read = 0;
        while let Some(&(Place { blob, .. }, _)) = self.open.get(self.num_asked) {
            if bytes_read > STEP_BYTES {
                return true;
            }
            let text = store.text(blob);
            if self.entered.replace(blob) != Some(blob) {
                self.plan.enter_blob(text.text());
                // To inflate a text takes longer than the few records that are asked of it, often.
                bytes_read += text.len();
            }
            let rest = self.open.get(self.num_asked..).unwrap_or_default();
            for &(place, row) in rest.iter().take_while(|(place, _)| place.blob == blob) {
                // A blob may be as large as all the others together.
                if bytes_read > 2 * STEP_BYTES {
                    return true;
                }
                let start = place.offset as usize;
                let end = start.saturating_add(place.len as usize);
                let bytes = text.text().get(start..end).unwrap_or_default();
                bytes_read += bytes.len();
                self.num_asked += 1;
                if self.plan.holds_for(row as usize, &RecordText::new(bytes, start)) {
                    self.found.insert(row as usize);
                }
            }
        }
        false
    }

    /// The rows for which the predicate holds.
    pub fn finish(self) -> RowSet {
        self.found
    }
}
