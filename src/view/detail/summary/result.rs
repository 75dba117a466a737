//! How it ended.

use crate::record::services;
use crate::view::detail::event::Event;
use crate::view::detail::fact::Fact;
use crate::view::detail::family::Family;
use crate::view::format::counted;

use super::missing::is_omitted;
use super::{Block, absence};

/// How an event ended, as far as the record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The record says that it worked.
    Success,
    /// The record names no error, which is usually, not always, success.
    NoError,
    /// An authorization was missing; the code.
    Refused(String),
    /// It did not work; the code or the message.
    Failed(String),
    /// Records of this family do not tell.
    NotSaid,
}

/// Parts of error codes that mean a missing authorization.
const REFUSALS: &[&str] = &[
    "accessdenied",
    "unauthorized",
    "forbidden",
    "notauthorized",
    "authfailure",
    "notpermitted",
    "optinrequired",
];

/// How an event ended.
pub fn outcome(event: &Event<'_>) -> Outcome {
    if !event.family().has_identity() {
        return Outcome::NotSaid;
    }
    if let Some(code) = event.call("errorCode") {
        let lower = code.to_ascii_lowercase();
        let is_refusal = REFUSALS.iter().any(|part| lower.contains(part));
        return if is_refusal {
            Outcome::Refused(code.into_owned())
        } else {
            Outcome::Failed(code.into_owned())
        };
    }
    let said = sign_in_result(event).map(|(_, result)| result);
    match said {
        Some(result) if result.eq_ignore_ascii_case("success") => Outcome::Success,
        Some(result) if result.eq_ignore_ascii_case("failure") => {
            Outcome::Failed(event.call("errorMessage").map_or(result, std::borrow::Cow::into_owned))
        }
        _ => match event.call("errorMessage") {
            Some(message) => Outcome::Failed(message.into_owned()),
            None => Outcome::NoError,
        },
    }
}

/// The result that sign-in writes under the name of the event.
fn sign_in_result(event: &Event<'_>) -> Option<(String, String)> {
    let name = event.text("eventName")?;
    let path = format!("responseElements.{name}");
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let result = event.text(&path).filter(|_| is_plain)?;
    Some((path, result.into_owned()))
}

pub(super) fn block(event: &Event<'_>) -> Block {
    let mut facts = Vec::new();
    let said = sign_in_result(event);
    let words = match outcome(event) {
        Outcome::NotSaid => {
            return Block::new(
                "Result",
                vec![Fact::missing(
                    "Result",
                    None,
                    "records of this family do not tell how single calls ended",
                )],
            );
        }
        Outcome::Success => "Success",
        Outcome::NoError => "No error recorded",
        Outcome::Refused(_) => "Refused: an authorization was missing",
        Outcome::Failed(_) => "Failed",
    };
    facts.push(match &said {
        Some((path, result)) => Fact::at("Result", path.clone(), result),
        None => Fact::inferred("Result", None, words, result_note(event)),
    });
    facts.extend(event.fact("Error code", &event.call_path("errorCode")));
    facts.extend(event.fact("Error message", &event.call_path("errorMessage")));
    facts.push(answer(event));
    Block::new("Result", facts)
}

fn result_note(event: &Event<'_>) -> &'static str {
    match outcome(event) {
        Outcome::NoError => {
            "no errorCode is there, which is usually success; some services report failures elsewhere"
        }
        _ => "by the error of the record",
    }
}

/// What the call answered.
fn answer(event: &Event<'_>) -> Fact {
    let (label, path) = ("Answer", event.call_path("responseElements"));
    if is_omitted(event, &path) {
        return Fact::missing(label, Some(&path), "CloudTrail left it out because the record was too large");
    }
    if let Some(answer) = event.at(&path) {
        let words = match answer.members().count() as u64 {
            0 => "of an unusual form".to_owned(),
            count => counted(count, "field", "fields"),
        };
        return Fact::said(label, words).with_note("the answer stands in the JSON tab");
    }
    let why = match event.read_write() {
        Some("read") => "calls that only read do not record their answer".to_owned(),
        _ if event.family() == Family::NetworkActivity => absence(event, "responseElements"),
        _ if event.names("responseElements") => "the record has no answer (null)".to_owned(),
        _ => absence(event, "responseElements"),
    };
    Fact::missing(label, Some(&path), why)
}

/// The end of the sentence.
pub(super) fn ending(event: &Event<'_>) -> Option<String> {
    match outcome(event) {
        Outcome::NotSaid => None,
        Outcome::Success => Some("it succeeded".to_owned()),
        Outcome::NoError => Some("no error is recorded".to_owned()),
        Outcome::Refused(code) => Some(format!("it was refused with {code}")),
        Outcome::Failed(what) => Some(format!("it failed with {what}")),
    }
}

/// Whether the event is told as an attempt.
pub(super) fn is_attempt(event: &Event<'_>) -> bool {
    let denied_sign_in =
        event.call("eventSource").is_some_and(|source| services::short_source(&source) == "s3-authn-errors");
    denied_sign_in || matches!(outcome(event), Outcome::Refused(_) | Outcome::Failed(_))
}
