//! What CloudTrail refuses, with the exception it answers.
//!
//! Unknown fields and types are warned about only: AWS adds them monthly. Values that are computed elsewhere are not
//! judged, and each is named once by a warning.
//!
//! Sources: the API reference of PutEventSelectors, PutInsightSelectors and CreateTrail; messages in quotes are AWS's.

mod advanced;
mod basic;
mod resource;
mod trail;

use super::model::{Place, TrailConfiguration, Value, ValueKind};
use super::problem::Problem;

/// The exception that most wrong selectors are answered with.
pub(crate) const INVALID_SELECTORS: &str = "InvalidEventSelectorsException";

/// All problems of a configuration: errors that CloudTrail answers, and warnings about what cannot be judged here.
pub fn check(configuration: &TrailConfiguration) -> Vec<Problem> {
    let mut problems = Vec::new();
    trail::check(configuration, &mut problems);
    if let Some(selectors) = &configuration.basic {
        basic::check(configuration, selectors, &mut problems);
    }
    if let Some(selectors) = &configuration.advanced {
        advanced::check(configuration.kind, selectors, &mut problems);
    }
    problems
}

/// An error that `PutEventSelectors` answers.
fn refused(code: &'static str, place: Place, message: impl Into<String>) -> Problem {
    Problem::error(code, place, message).exception(INVALID_SELECTORS)
}

/// A warning for a value that this text does not tell.
fn unknown_value(value: &Value) -> Option<Problem> {
    if value.kind == ValueKind::Literal {
        return None;
    }
    if value.known_beside("arn:aws:").is_some() {
        let message = format!("the partition is taken from each event's ARN: {value}");
        return Some(Problem::warning("partition-assumed", value.place, message));
    }
    let problem = Problem::warning(
        "unknown-value",
        value.place,
        format!("a value that this text does not tell: {value}"),
    );
    Some(problem.remedy("events whose verdict turns on it are undecided; put the real value in its place"))
}

/// The known value among `known` that differs from `text` only in case.
fn slip<'k>(text: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    known.into_iter().find(|name| name.eq_ignore_ascii_case(text))
}
