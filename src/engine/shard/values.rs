//! The values of a field under a filter text, for completions and for the search within a facet.
//!
//! ```text
//! Request::Values ─→ rows of the context, a segment a step ─→ values, a segment or some records a
//!                    step ─→ those that contain what was typed
//! ```
//!
//! The values of the last context and field are kept, so that the next letter is a search among
//! them.

use super::super::protocol::{Response, ValueAsker};
use super::Shard;
use super::rows::join;
use crate::aggregate::terms::{TermCounter, Terms};
use crate::base::bitmap::Bitmap;
use crate::query::bind::bind;
use crate::query::exec::Matcher;
use crate::query::parse;
use crate::record::field::{ALIASES, Encoding, FieldId};

/// How many records one step reads.
const RECORDS_PER_STEP: usize = 512;

/// The most values that are told: a field of which every event has another value has as many as there
/// are events.
const MOST_VALUES: usize = 20_000;

/// Questions in work, and the values of the last one that was answered.
#[derive(Default)]
pub(super) struct ValueQuestions {
    waiting: Vec<Question>,
    counted: Option<Counted>,
}

struct Question {
    asker: ValueAsker,
    serial: u32,
    context: String,
    /// The field with its alias resolved.
    field: String,
    typed: String,
    work: Option<Work>,
}

/// How far the values of a question are.
struct Work {
    matcher: Matcher,
    terms: Terms,
    segment: usize,
    /// Rows of the segment that match, and the row to go on from.
    rows: Option<(Bitmap, usize)>,
    /// Values of a column, by code until the end.
    counter: Option<TermCounter>,
}

/// All values of a field under a context.
struct Counted {
    context: String,
    field: String,
    terms: Terms,
}

impl ValueQuestions {
    /// Takes a question in, in place of an older one of the same asker.
    pub(super) fn ask(&mut self, asker: ValueAsker, serial: u32, context: String, field: &str, typed: &str) {
        let field = ALIASES
            .iter()
            .find(|(alias, _)| alias.eq_ignore_ascii_case(field))
            .map_or(field, |(_, id)| id.field().name)
            .to_owned();
        let typed = typed.to_lowercase();
        // What an older question has done of the same work is not done again.
        let at = self.waiting.iter().position(|question| question.asker == asker);
        let older = at.map(|at| self.waiting.remove(at));
        let work = older
            .filter(|older| older.context == context && older.field == field)
            .and_then(|older| older.work);
        self.waiting.push(Question { asker, serial, context, field, typed, work });
    }

    /// Forgets what was counted: the events are others now.
    pub(super) fn forget(&mut self) {
        self.counted = None;
        for question in &mut self.waiting {
            question.work = None;
        }
    }

    pub(super) fn has_work(&self) -> bool {
        !self.waiting.is_empty()
    }
}

impl Shard {
    /// Does one piece of the oldest question.
    pub(super) fn step_values(&mut self) -> Vec<Response> {
        if self.values.waiting.is_empty() {
            return Vec::new();
        }
        let mut question = self.values.waiting.remove(0);
        let is_counted =
            self.values.counted.as_ref().is_some_and(|counted| {
                counted.context == question.context && counted.field == question.field
            });
        if !is_counted {
            self.complete_verdicts();
            let mut work = question.work.take().unwrap_or_else(|| Work::new(&question));
            self.count_values_on(&mut work, &question.field);
            if work.segment < self.segments.len() {
                question.work = Some(work);
                self.values.waiting.insert(0, question);
                return Vec::new();
            }
            let mut terms = work.terms;
            if let Some(counter) = work.counter {
                terms.merge(counter.finish(&self.dictionaries));
            }
            let Question { context, field, .. } = &question;
            self.values.counted = Some(Counted { context: context.clone(), field: field.clone(), terms });
        }
        self.values.counted.as_ref().map(|counted| counted.answer(&question)).into_iter().collect()
    }

    /// Does one segment, or some records of it.
    fn count_values_on(&self, work: &mut Work, field: &str) {
        let Some(sealed) = self.segments.get(work.segment) else { return };
        let (rows, from) = match work.rows.take() {
            Some(begun) => begun,
            None => match self.rows_of_segment(&mut work.matcher, work.segment) {
                Some(rows) => (rows, 0),
                None => return,
            },
        };
        if let Some(counter) = &mut work.counter {
            counter.add(&sealed.segment, &self.dictionaries, &rows);
            work.segment += 1;
            return;
        }
        let num_rows = sealed.segment.num_rows();
        let mut left = RECORDS_PER_STEP;
        let mut row = from;
        while row < num_rows && left > 0 {
            if rows.contains(row) {
                left -= 1;
                work.terms.add(self.path_values(join(work.segment, row), field));
            }
            row += 1;
        }
        if row < num_rows {
            work.rows = Some((rows, row));
        } else {
            work.segment += 1;
        }
    }
}

impl Work {
    fn new(question: &Question) -> Self {
        let column = FieldId::from_name(&question.field).filter(|id| id.field().encoding != Encoding::Time);
        Self {
            matcher: Matcher::new(&bind(&parse(&question.context).expr)),
            terms: Terms::default(),
            segment: 0,
            rows: None,
            counter: column.map(TermCounter::new),
        }
    }
}

impl Counted {
    fn answer(&self, question: &Question) -> Response {
        let fitting =
            self.terms.counts.iter().filter(|(value, _)| {
                question.typed.is_empty() || value.to_lowercase().contains(&question.typed)
            });
        let fitting =
            Terms { counts: fitting.map(|(value, count)| (value.clone(), *count)).collect(), missing: 0 };
        let is_cut = fitting.counts.len() > MOST_VALUES;
        Response::Values {
            asker: question.asker,
            serial: question.serial,
            values: fitting.top(MOST_VALUES),
            is_cut,
        }
    }
}
