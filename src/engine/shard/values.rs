//! The values of a field under a filter text, for completions and for the search within a facet.
//!
//! ```text
//! Request::Values ─→ rows of the context ─→ their values, a part of a segment a step
//!                 ─→ those that contain what was typed
//! ```
//!
//! The values of the last context and field are kept, so that the next letter is a search among
//! them.

use super::super::protocol::{Response, ValueAsker};
use super::Shard;
use super::field_count::FieldCount;
use crate::aggregate::terms::Terms;
use crate::base::bitmap::Bitmap;
use crate::query::bind::bind;
use crate::query::exec::{Matcher, Pass};
use crate::query::parse;
use crate::record::field::ALIASES;

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
    count: FieldCount,
    segment: usize,
    /// The way of the context over the segment, where it is begun.
    pass: Option<Pass>,
    /// The rows of the segment that match, once they are known.
    rows: Option<Bitmap>,
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
            self.count_values_on(&mut work);
            if work.segment < self.segments.len() {
                question.work = Some(work);
                self.values.waiting.insert(0, question);
                return Vec::new();
            }
            let terms = work.count.finish(&self.dictionaries);
            let Question { context, field, .. } = &question;
            self.values.counted = Some(Counted { context: context.clone(), field: field.clone(), terms });
        }
        self.values.counted.as_ref().map(|counted| counted.answer(&question)).into_iter().collect()
    }

    /// Selects or counts a part of a segment.
    fn count_values_on(&self, work: &mut Work) {
        let rows = match work.rows.take() {
            Some(rows) => rows,
            None => {
                let begun = work.pass.take().or_else(|| self.pass_over(&mut work.matcher, work.segment));
                let Some(mut pass) = begun else { return };
                if pass.step(&self.store) {
                    work.pass = Some(pass);
                    return;
                }
                pass.finish()
            }
        };
        if work.count.step(self, work.segment, &rows) {
            work.rows = Some(rows);
        } else {
            work.segment += 1;
        }
    }
}

impl Work {
    fn new(question: &Question) -> Self {
        Self {
            matcher: Matcher::new(&bind(&parse(&question.context).expr)),
            count: FieldCount::new(&question.field),
            segment: 0,
            pass: None,
            rows: None,
        }
    }
}

impl Counted {
    fn answer(&self, question: &Question) -> Response {
        let typed = &question.typed;
        let fits = |value: &str| typed.is_empty() || value.to_lowercase().contains(typed);
        let (values, is_cut) = self.terms.top_fitting(MOST_VALUES, fits);
        Response::Values { asker: question.asker, serial: question.serial, values, is_cut }
    }
}
