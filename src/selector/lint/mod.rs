//! What CloudTrail accepts but will surprise, each with a question that tells which loaded events it concerns.
//!
//! Sources: filtering-data-events.html, logging-data-events-with-cloudtrail.html, the services' own CloudTrail pages.

mod advanced;
mod basic;
mod services;

use super::evaluate::{Verdict, VerdictKind, evaluate};
use super::explain::deciding_place;
use super::facts::{Category, EventFacts};
use super::model::{Place, Scope, Selectors, TrailConfiguration};
use super::problem::Problem;

/// A surprise and the events it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lint {
    pub problem: Problem,
    pub concern: Concern,
}

/// Which events a lint concerns; to be counted over the loaded ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concern {
    /// No event in particular.
    Nothing,
    All(Vec<Concern>),
    Any(Vec<Concern>),
    Not(Box<Concern>),
    Management,
    Data,
    Read,
    Source(String),
    Name(Vec<String>),
    EventType(String),
    /// An entry of this type whose ARN satisfies the test.
    Resource {
        resource_type: Option<String>,
        arn: TextTest,
    },
    UserArn(TextTest),
}

/// A test of one text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTest {
    Anything,
    StartsWith(String),
    EndsWith(String),
    Contains(String),
    /// Starts with the text, but the next character is not a slash: another, longer name.
    LongerName(String),
    /// Starts with the text, and more follows.
    More(String),
    /// The ARN of a session of the role with this ARN.
    SessionOf(String),
}

impl TextTest {
    /// Whether the text satisfies the test.
    pub fn holds(&self, text: &str) -> bool {
        let rest = |start: &String| text.strip_prefix(start.as_str());
        match self {
            TextTest::Anything => true,
            TextTest::StartsWith(start) => rest(start).is_some(),
            TextTest::EndsWith(end) => text.ends_with(end.as_str()),
            TextTest::Contains(part) => text.contains(part.as_str()),
            TextTest::LongerName(start) => {
                rest(start).is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
            }
            TextTest::More(start) => rest(start).is_some_and(|rest| !rest.is_empty()),
            TextTest::SessionOf(role) => super::evaluate::is_session_of(role, text),
        }
    }
}

impl Concern {
    /// Whether an event is one of those concerned.
    pub fn concerns(&self, facts: &EventFacts<'_>) -> bool {
        match self {
            Concern::Nothing => false,
            Concern::All(parts) => parts.iter().all(|part| part.concerns(facts)),
            Concern::Any(parts) => parts.iter().any(|part| part.concerns(facts)),
            Concern::Not(part) => !part.concerns(facts),
            Concern::Management => facts.category == Category::Management,
            Concern::Data => facts.category == Category::Data,
            Concern::Read => facts.read_only == Some(true),
            Concern::Source(source) => facts.event_source == Some(source.as_str()),
            Concern::Name(names) => {
                facts.event_name.is_some_and(|name| names.iter().any(|wanted| wanted == name))
            }
            Concern::EventType(kind) => facts.event_type == Some(kind.as_str()),
            Concern::UserArn(test) => facts.user_identity_arn.is_some_and(|arn| test.holds(arn)),
            Concern::Resource { resource_type, arn } => facts.resources.iter().any(|entry| {
                let is_type =
                    resource_type.as_deref().is_none_or(|wanted| entry.resource_type == Some(wanted));
                is_type && (*arn == TextTest::Anything || entry.arn.is_some_and(|text| arn.holds(text)))
            }),
        }
    }
}

/// Everything surprising in a configuration.
pub fn lint(configuration: &TrailConfiguration) -> Vec<Lint> {
    let mut lints = Vec::new();
    match configuration.selectors() {
        Selectors::Basic(selectors) => basic::lint(selectors, &mut lints),
        Selectors::Advanced(selectors) => advanced::lint(configuration.kind, selectors, &mut lints),
        Selectors::Default => {
            let message =
                "no event selectors are stated; the verdicts take the default, all management events";
            push(&mut lints, "default-selectors", configuration.place, message, "", Concern::Management);
        }
    }
    reads(configuration, &mut lints);
    insights(configuration, &mut lints);
    lints
}

/// The words that the filter finds the events of each lint by, for the codes of all lints of a text in
/// their order. Where several have one code they are numbered; the second configuration has words of its own.
pub fn filter_words(codes: impl IntoIterator<Item = &'static str>, is_second: bool) -> Vec<String> {
    let prefix = if is_second { "second-warning" } else { "warning" };
    let mut seen: Vec<&str> = Vec::new();
    let words = codes.into_iter().map(|code| {
        seen.push(code);
        match seen.iter().filter(|known| **known == code).count() {
            1 => format!("{prefix}-{code}"),
            number => format!("{prefix}-{code}-{number}"),
        }
    });
    words.collect()
}

fn push(
    lints: &mut Vec<Lint>,
    code: &'static str,
    place: Place,
    message: impl Into<String>,
    remedy: &str,
    concern: Concern,
) {
    lints.push(Lint { problem: Problem::warning(code, place, message).remedy(remedy), concern });
}

fn names(names: &[&str]) -> Concern {
    Concern::Name(names.iter().map(|name| (*name).to_string()).collect())
}

fn source(host: &str) -> Concern {
    Concern::Source(format!("{host}.amazonaws.com"))
}

fn of_type(resource_type: &str, arn: TextTest) -> Concern {
    Concern::Resource { resource_type: Some(resource_type.to_string()), arn }
}

/// What the selectors alone say about a management event that nobody has loaded.
fn probe(configuration: &TrailConfiguration, host: &str, name: &str, is_read: bool) -> Verdict {
    let source = format!("{host}.amazonaws.com");
    let facts = EventFacts {
        event_source: Some(&source),
        event_name: Some(name),
        event_type: Some("AwsApiCall"),
        user_identity_arn: Some("arn:aws:sts::111122223333:assumed-role/probe/probe"),
        read_only: Some(is_read),
        ..EventFacts::default()
    };
    let without_scope = TrailConfiguration { scope: Scope::default(), ..configuration.clone() };
    evaluate(&without_scope, &facts)
}

/// Management events that surprise by being reads.
fn reads(configuration: &TrailConfiguration, lints: &mut Vec<Lint>) {
    let place_of = |verdict: &Verdict| deciding_place(configuration, verdict);
    let as_write = probe(configuration, "sts", "AssumeRole", false);
    let as_read = probe(configuration, "sts", "AssumeRole", true);
    if let (Some(place), VerdictKind::NotRecorded) = (place_of(&as_write), as_read.kind()) {
        let concern = Concern::All(vec![
            Concern::Management,
            Concern::Read,
            source("sts"),
            names(&["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]),
        ]);
        let message = "AssumeRole is a read event: a selector of writes does not record who took which role";
        push(lints, "assume-role-is-read", place, message, "select read management events as well", concern);
    }
    if let Some(place) = place_of(&probe(configuration, "kms", "Decrypt", true)) {
        let concern = Concern::All(vec![Concern::Management, Concern::Read, source("kms")]);
        let message = "Decrypt and GenerateDataKey are read management events, often most of a trail";
        push(
            lints,
            "kms-volume",
            place,
            message,
            "exclude kms.amazonaws.com, or select writes only",
            concern,
        );
    }
}

/// Insights are computed from management events that the trail itself records.
fn insights(configuration: &TrailConfiguration, lints: &mut Vec<Lint>) {
    let Some(first) = configuration.insights.iter().flatten().next() else {
        return;
    };
    let records_management = match configuration.selectors() {
        Selectors::Default => true,
        Selectors::Basic(selectors) => selectors.iter().any(super::model::BasicSelector::selects_management),
        Selectors::Advanced(selectors) => {
            selectors.is_empty()
                || selectors
                    .iter()
                    .any(|selector| selector.asks(super::model::Field::EventCategory, "Management"))
        }
    };
    let on_management =
        first.categories.is_empty() || first.categories.iter().any(|category| category.is("Management"));
    if on_management && !records_management {
        let message = "Insights on management events need management events to be recorded";
        push(
            lints,
            "insights-need-management",
            first.place,
            message,
            "select management events",
            Concern::Nothing,
        );
    }
}
