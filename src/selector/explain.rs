//! Verdicts in plain words.
//!
//! **Invariant:** every text names the selector by its number and name, the condition, and the value it saw.

use super::evaluate::{
    Doubt, Failure, FieldFailure, NearMiss, NotRecorded, Part, RecordedBy, Remark, ScopeMiss, Seen,
    SelectorMiss, Verdict,
};
use super::model::{Flag, FlagState, Place, Selectors, TrailConfiguration, Value, is_stated};

/// A verdict in words: a headline and the lines that explain it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    pub headline: String,
    pub lines: Vec<ExplainedLine>,
}

/// One line, with the place in the configuration that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedLine {
    pub text: String,
    pub place: Option<Place>,
}

/// Explains a verdict of this configuration.
pub fn explain(configuration: &TrailConfiguration, verdict: &Verdict) -> Explanation {
    let plain = |text: String| ExplainedLine { text, place: None };
    let (headline, lines) = match verdict {
        Verdict::Recorded { by, remarks } => {
            (recorded(configuration, by), remarks.iter().map(|one| plain(remark(one))).collect())
        }
        Verdict::NotRecorded(NotRecorded::Scope(miss)) => {
            ("Not recorded: outside the trail's scope".to_string(), vec![plain(scope(miss))])
        }
        Verdict::NotRecorded(NotRecorded::Selectors(misses)) => {
            let lines = misses.iter().map(|miss| selector_line(configuration, miss)).collect();
            ("Not recorded: no selector takes it".to_string(), lines)
        }
        Verdict::Never(category) => {
            let line = format!(
                "Event selectors do not decide about {category} events; a trail gets them by other settings."
            );
            ("Never delivered by event selectors".to_string(), vec![plain(line)])
        }
        Verdict::CannotTell(doubts) => {
            ("Cannot tell".to_string(), doubts.iter().map(|one| plain(doubt(one))).collect())
        }
    };
    Explanation { headline, lines }
}

/// A verdict in one line, as lists and tests show it.
pub fn one_line(configuration: &TrailConfiguration, verdict: &Verdict) -> String {
    let Explanation { headline, lines } = explain(configuration, verdict);
    let texts: Vec<String> = lines.into_iter().map(|line| line.text).collect();
    if texts.is_empty() { headline } else { format!("{headline} | {}", texts.join(" | ")) }
}

/// `selector 2 "S3 writes"`.
pub fn selector_label(configuration: &TrailConfiguration, index: usize) -> String {
    let name = match configuration.selectors() {
        Selectors::Advanced(selectors) => selectors.get(index).and_then(|selector| selector.name.as_ref()),
        _ => None,
    };
    match name {
        Some(name) => format!("selector {} \"{name}\"", index + 1),
        None => format!("selector {}", index + 1),
    }
}

/// The place of a selector, or of one of its field selectors.
fn selector_place(
    configuration: &TrailConfiguration,
    index: usize,
    failure: Option<&Failure>,
) -> Option<Place> {
    match configuration.selectors() {
        Selectors::Basic(selectors) => selectors.get(index).map(|selector| selector.place),
        Selectors::Advanced(selectors) => {
            let selector = selectors.get(index)?;
            let field = match failure {
                Some(Failure::Field(failure)) => selector.field_selectors.get(failure.index),
                _ => None,
            };
            Some(field.map_or(selector.place, |field| field.place))
        }
        Selectors::Default => None,
    }
}

/// The place of what records an event.
pub fn deciding_place(configuration: &TrailConfiguration, verdict: &Verdict) -> Option<Place> {
    match verdict {
        Verdict::Recorded { by: RecordedBy::Selector { selector, .. }, .. } => {
            selector_place(configuration, *selector, None)
        }
        _ => None,
    }
}

fn recorded(configuration: &TrailConfiguration, by: &RecordedBy) -> String {
    match by {
        RecordedBy::Default => {
            "Recorded: without stated selectors a trail records all management events".to_string()
        }
        RecordedBy::Always => "Recorded: logged whatever the selectors say".to_string(),
        RecordedBy::Selector { selector, part } => {
            let label = selector_label(configuration, *selector);
            match part {
                Part::Management => format!("Recorded by {label}: its management events"),
                Part::DataResource { resource_type, value } => {
                    format!("Recorded by {label}: {resource_type} {value}")
                }
                Part::AllFields => format!("Recorded by {label}: all its conditions hold"),
            }
        }
    }
}

fn remark(remark: &Remark) -> String {
    match remark {
        Remark::CategoryInferred => "The record has no eventCategory; it is inferred.".to_string(),
        Remark::AbsentFieldPassed(field) => {
            format!("The record has no {field}, which passes conditions that only exclude (an assumption).")
        }
        Remark::PrefixOnly(arn) => {
            format!("The record has only an ARN prefix, which is compared as the ARN (an assumption): {arn}")
        }
        Remark::QualifiedArn(arn) => {
            format!("The function's ARN is qualified; that it matches is an assumption: {arn}")
        }
    }
}

fn scope(miss: &ScopeMiss) -> String {
    match miss {
        ScopeMiss::NotLogging => "The trail is not logging.".to_string(),
        ScopeMiss::OtherRegion { home, seen: Some(seen) } => {
            format!("The trail is of {home} only; the event is of {seen}.")
        }
        ScopeMiss::OtherRegion { home, seen: None } => {
            format!("The trail is of {home} only; the event names no Region.")
        }
        ScopeMiss::GlobalServiceElsewhere { home, seen } => {
            format!("Events of this global service are recorded in {seen}; the trail is of {home} only.")
        }
        ScopeMiss::GlobalServicesOff => "The trail leaves out global services.".to_string(),
        ScopeMiss::Recursive => {
            "Caused by CloudTrail's own delivery, which RecursiveLogging false leaves out.".to_string()
        }
    }
}

fn selector_line(configuration: &TrailConfiguration, miss: &SelectorMiss) -> ExplainedLine {
    let label = selector_label(configuration, miss.selector);
    let mut text = match &miss.failure {
        Failure::DefaultSelector { category } => {
            format!(
                "Without stated selectors a trail records management events only; this is a {category} event."
            )
        }
        failure => format!("{label}: {}", reason(failure)),
    };
    if let Some(near_miss) = &miss.near_miss {
        text.push(' ');
        text.push_str(&hint(near_miss));
    }
    ExplainedLine { text, place: selector_place(configuration, miss.selector, Some(&miss.failure)) }
}

fn reason(failure: &Failure) -> String {
    match failure {
        Failure::DefaultSelector { category } => {
            format!("{category} events are not in the default.")
        }
        Failure::CategoryNotInBasic { category } => {
            format!("basic selectors cannot select {category} events.")
        }
        Failure::ManagementOff => "IncludeManagementEvents is false.".to_string(),
        Failure::SourceExcluded { source } => {
            format!("ExcludeManagementEventSources has {source}.")
        }
        Failure::ReadWrite { wanted, is_read } => {
            format!(
                "ReadWriteType is {}, the event is a {}.",
                wanted.wire(),
                if *is_read { "read" } else { "write" }
            )
        }
        Failure::NoDataResources => "it has no data resources.".to_string(),
        Failure::NoMatchingResource { seen } if seen.is_empty() => {
            "no data resource matches; the record has no resources.".to_string()
        }
        Failure::NoMatchingResource { seen } => {
            format!("no data resource matches; the record has {}.", seen.join(", "))
        }
        Failure::Field(failure) => field(failure),
    }
}

fn field(failure: &FieldFailure) -> String {
    let FieldFailure { field, asked, deselected_by, seen, .. } = failure;
    let seen = match seen {
        Seen::Absent => "the record has none".to_string(),
        Seen::Text(text) => format!("the record has \"{text}\""),
        Seen::Several(texts) => format!(
            "the record has {}",
            texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(", ")
        ),
    };
    match deselected_by {
        Some((operator, value)) => format!("{field} {} \"{value}\" excludes it; {seen}.", operator.wire()),
        None => format!("{field} {asked} does not hold; {seen}."),
    }
}

fn hint(near_miss: &NearMiss) -> String {
    match near_miss {
        NearMiss::Operator { asked, would, value } => {
            format!(
                "One condition away: {} \"{value}\" would match where {} does not.",
                would.wire(),
                asked.wire()
            )
        }
        NearMiss::TrailingSlash { value } => {
            format!("One condition away: \"{value}\" differs by the slash at its end.")
        }
        NearMiss::Case { value } => {
            format!("One condition away: \"{value}\" differs only by case.")
        }
        NearMiss::SessionArn { value } => {
            format!("One condition away: \"{value}\" is a role, the record holds the role's session.")
        }
        NearMiss::PrefixTooBroad { value } => {
            format!("One condition away: \"{value}\" has no slash at its end and hits longer names.")
        }
        NearMiss::Wildcard { value } => {
            format!("One condition away: * is an ordinary character in \"{value}\".")
        }
        NearMiss::OtherType { seen } => {
            format!("One condition away: a selector for {seen} would take it.")
        }
        NearMiss::WholeArn { value } => {
            format!("One condition away: \"{value}\" is compared with the whole ARN.")
        }
        NearMiss::ReadWrite { is_read: true } => "One condition away: only reads are left out.".to_string(),
        NearMiss::ReadWrite { is_read: false } => "One condition away: only writes are left out.".to_string(),
        NearMiss::OneCondition => "One condition away.".to_string(),
    }
}

fn doubt(doubt: &Doubt) -> String {
    match doubt {
        Doubt::Withheld(fact) => format!("The source of this record leaves out {}.", fact.wire()),
        Doubt::ReadOnlyMissing => "The record has no readOnly, which a condition asks for.".to_string(),
        Doubt::UnknownValue(value) => {
            format!("The configuration does not tell the value of {value}.")
        }
        Doubt::UnknownField(field) => {
            format!("The configuration asks for a field that is not known here: {field}.")
        }
    }
}

/// What the verdicts take for granted because the configuration does not state it.
pub fn assumptions(configuration: &TrailConfiguration) -> Vec<String> {
    let scope = &configuration.scope;
    let is_unknown =
        |flag: Option<&Flag>| flag.is_none_or(|flag| matches!(flag.state, FlagState::Unknown(_)));
    let mut found = Vec::new();
    if is_unknown(scope.is_multi_region.as_ref()) {
        found.push("The trail is multi-Region.".to_string());
    } else if is_stated(scope.is_multi_region.as_ref(), false)
        && scope.home_region.as_ref().and_then(Value::known).is_none()
    {
        found.push(
            "The trail is of one Region, which is not stated; every Region is taken as its own.".to_string(),
        );
    }
    if is_unknown(scope.is_logging.as_ref()) {
        found.push("The trail was logging all the time.".to_string());
    }
    found.push(match is_stated(scope.is_organization.as_ref(), true) {
        true => "Every account in the loaded events is a member of the organization.".to_string(),
        false => "The trail belongs to every account in the loaded events.".to_string(),
    });
    if is_unknown(scope.includes_global_services.as_ref()) {
        found.push("Global services are included.".to_string());
    }
    if is_unknown(scope.has_recursive_logging.as_ref()) {
        found.push("RecursiveLogging is on.".to_string());
    }
    found
}
