//! Basic selectors.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html> and
//! `API_DataResource.html`; a single table's ARN is compared whole, a function's also before a qualifier: assumptions.

use super::near_miss;
use super::verdict::{Doubt, Failure, Part, Remark};
use super::{One, Outcome, unknown_value};
use crate::selector::facts::{Category, EventFacts, Fact, ResourceFacts};
use crate::selector::model::{BasicSelector, DataResource, FlagState, Operator, ReadWriteType, Value};

/// Decides by one basic selector.
pub(super) fn decide(selector: &BasicSelector, facts: &EventFacts<'_>) -> One {
    let read_write = read_write(selector, facts);
    match facts.category {
        Category::Management => management(selector, facts, read_write),
        Category::Data => data(selector, facts, read_write),
        other => Outcome::No((Failure::CategoryNotInBasic { category: other.wire().to_string() }, None)),
    }
}

fn read_write(selector: &BasicSelector, facts: &EventFacts<'_>) -> Outcome<(), Failure> {
    let wanted = match (selector.read_write(), &selector.read_write_type) {
        (Some(ReadWriteType::All), _) => return Outcome::Yes(()),
        (Some(wanted), _) => wanted,
        (None, Some(value)) => return Outcome::Open(vec![unknown_value(value)]),
        (None, None) => return Outcome::Yes(()),
    };
    match facts.read_only {
        Some(is_read) if is_read == (wanted == ReadWriteType::ReadOnly) => Outcome::Yes(()),
        Some(is_read) => Outcome::No(Failure::ReadWrite { wanted, is_read }),
        None if facts.withheld.contains(Fact::ReadOnly) => {
            Outcome::Open(vec![Doubt::Withheld(Fact::ReadOnly)])
        }
        None => Outcome::Open(vec![Doubt::ReadOnlyMissing]),
    }
}

fn management(selector: &BasicSelector, facts: &EventFacts<'_>, read_write: Outcome<(), Failure>) -> One {
    let switch = match selector.includes_management.as_ref().map(|flag| &flag.state) {
        Some(FlagState::Off) => return Outcome::No((Failure::ManagementOff, None)),
        Some(FlagState::Unknown(text)) => Some(Doubt::UnknownValue(text.clone())),
        _ => None,
    };
    let source = excluded(selector, facts);
    match (read_write, source) {
        (Outcome::No(failure), source) => {
            let near_miss =
                matches!(source, Outcome::Yes(())).then(|| near_miss::of_read_write(&failure)).flatten();
            Outcome::No((failure, near_miss))
        }
        (_, Outcome::No(failure)) => Outcome::No((failure, None)),
        (first, second) => {
            let doubts: Vec<Doubt> = switch.into_iter().chain(doubts(first)).chain(doubts(second)).collect();
            if doubts.is_empty() {
                Outcome::Yes((Part::Management, Vec::new()))
            } else {
                Outcome::Open(doubts)
            }
        }
    }
}

fn doubts<Y, N>(outcome: Outcome<Y, N>) -> Vec<Doubt> {
    match outcome {
        Outcome::Open(doubts) => doubts,
        _ => Vec::new(),
    }
}

fn excluded(selector: &BasicSelector, facts: &EventFacts<'_>) -> Outcome<(), Failure> {
    if selector.excluded_sources.is_empty() {
        return Outcome::Yes(());
    }
    if facts.withheld.contains(Fact::EventSource) {
        return Outcome::Open(vec![Doubt::Withheld(Fact::EventSource)]);
    }
    let Some(source) = facts.event_source else {
        return Outcome::Yes(());
    };
    if selector.excluded_sources.iter().any(|value| value.is(source)) {
        return Outcome::No(Failure::SourceExcluded { source: source.to_string() });
    }
    match selector.excluded_sources.iter().find(|value| may_match(value, source, Operator::Equals)) {
        Some(value) => Outcome::Open(vec![unknown_value(value)]),
        None => Outcome::Yes(()),
    }
}

fn data(selector: &BasicSelector, facts: &EventFacts<'_>, read_write: Outcome<(), Failure>) -> One {
    let resource = any_resource(selector, facts);
    match (read_write, resource) {
        (Outcome::No(failure), resource) => {
            let near_miss =
                matches!(resource, Outcome::Yes(_)).then(|| near_miss::of_read_write(&failure)).flatten();
            Outcome::No((failure, near_miss))
        }
        (read_write, Outcome::No(failure)) => {
            let near_miss = matches!(read_write, Outcome::Yes(()))
                .then(|| near_miss::of_data_resources(selector, facts))
                .flatten();
            Outcome::No((failure, near_miss))
        }
        (Outcome::Yes(()), Outcome::Yes(hit)) => Outcome::Yes(hit),
        (first, second) => Outcome::Open(doubts(first).into_iter().chain(doubts(second)).collect()),
    }
}

fn any_resource(selector: &BasicSelector, facts: &EventFacts<'_>) -> Outcome<(Part, Vec<Remark>), Failure> {
    let mut open: Vec<Doubt> = selector.unknown_parts.iter().map(unknown_value).collect();
    if selector.data_resources.is_empty() && open.is_empty() {
        return Outcome::No(Failure::NoDataResources);
    }
    if facts.withheld.contains(Fact::ResourceTypes) {
        open.push(Doubt::Withheld(Fact::ResourceTypes));
    }
    for resource in &selector.data_resources {
        for entry in &facts.resources {
            match one_resource(resource, entry, facts) {
                Outcome::Yes((value, remarks)) => {
                    let part = Part::DataResource {
                        resource_type: resource.resource_type.text.clone(),
                        value: value.text.clone(),
                    };
                    return Outcome::Yes((part, remarks));
                }
                Outcome::No(()) => {}
                Outcome::Open(doubts) => open.extend(doubts),
            }
        }
    }
    if open.is_empty() {
        let seen = |entry: &ResourceFacts<'_>| match (entry.resource_type, entry.arn) {
            (Some(resource_type), Some(arn)) => format!("{resource_type} {arn}"),
            (one, other) => one.or(other).unwrap_or("an entry without type and ARN").to_string(),
        };
        Outcome::No(Failure::NoMatchingResource { seen: facts.resources.iter().map(seen).collect() })
    } else {
        Outcome::Open(open)
    }
}

fn one_resource<'c>(
    resource: &'c DataResource,
    entry: &ResourceFacts<'_>,
    facts: &EventFacts<'_>,
) -> Outcome<(&'c Value, Vec<Remark>), ()> {
    let type_is_open = match (resource.resource_type.known(), entry.resource_type) {
        (Some(wanted), Some(seen)) if wanted == seen => None,
        (None, Some(_)) => Some(unknown_value(&resource.resource_type)),
        _ => return Outcome::No(()),
    };
    let kind = resource.resource_type.known().unwrap_or("");
    let mut open = Vec::new();
    for value in &resource.values {
        match one_value(kind, value, entry, facts) {
            Outcome::Yes(remarks) if type_is_open.is_none() => {
                return Outcome::Yes((value, remarks));
            }
            Outcome::Yes(_) => open.extend(type_is_open.clone()),
            Outcome::No(()) => {}
            Outcome::Open(doubts) => open.extend(doubts),
        }
    }
    if open.is_empty() { Outcome::No(()) } else { Outcome::Open(open) }
}

fn one_value(
    kind: &str,
    value: &Value,
    entry: &ResourceFacts<'_>,
    facts: &EventFacts<'_>,
) -> Outcome<Vec<Remark>, ()> {
    let known = value.known();
    if facts.withheld.contains(Fact::ResourceArns) && entry.arn.is_none() {
        // "All of the type" holds whatever the ARN is.
        return match known {
            Some(text) if is_all_of_service(text) => Outcome::Yes(Vec::new()),
            Some(_) => Outcome::Open(vec![Doubt::Withheld(Fact::ResourceArns)]),
            None => Outcome::Open(vec![unknown_value(value)]),
        };
    }
    let Some(arn) = entry.arn else {
        return Outcome::No(());
    };
    match value_holds(kind, value, arn) {
        None => return Outcome::Open(vec![unknown_value(value)]),
        Some(false) => return Outcome::No(()),
        Some(true) => {}
    }
    let mut remarks = Vec::new();
    if entry.is_prefix_only {
        remarks.push(Remark::PrefixOnly(arn.to_string()));
    }
    let is_qualified = |text: &str| arn != text && !is_all_of_service(text);
    if kind == "AWS::Lambda::Function" && value.known_beside(arn).is_some_and(|text| is_qualified(&text)) {
        remarks.push(Remark::QualifiedArn(arn.to_string()));
    }
    Outcome::Yes(remarks)
}

/// Whether the type of a data resource is this text; `None` where that is not known.
pub(in crate::selector) fn type_holds(value: &Value, text: &str) -> Option<bool> {
    value.known().map(|known| known == text)
}

/// Whether one of some values is this text; `None` where that is not known.
pub(in crate::selector) fn any_is(values: &[Value], text: &str) -> Option<bool> {
    let is_open = || values.iter().any(|value| may_match(value, text, Operator::Equals));
    match values.iter().any(|value| value.is(text)) {
        true => Some(true),
        false => (!is_open()).then_some(false),
    }
}

/// Whether a value of a data resource matches an ARN of its type; `None` where that is not known.
pub(in crate::selector) fn data_resource_holds(resource: &DataResource, arn: &str) -> Option<bool> {
    let kind = resource.resource_type.known().unwrap_or("");
    let mut is_open = false;
    for value in &resource.values {
        match value_holds(kind, value, arn) {
            Some(true) => return Some(true),
            None => is_open = true,
            Some(false) => {}
        }
    }
    (!is_open).then_some(false)
}

fn value_holds(kind: &str, value: &Value, arn: &str) -> Option<bool> {
    match value.known_beside(arn) {
        Some(text) => Some(matches(kind, &text, arn)),
        None => (!may_match(value, arn, Operator::StartsWith)).then_some(false),
    }
}

/// `arn:aws:lambda`: everything of the service.
pub fn is_all_of_service(value: &str) -> bool {
    let parts: Vec<&str> = value.trim_end_matches(':').split(':').collect();
    parts.len() == 3 && parts.first() == Some(&"arn")
}

/// How a value of a type is compared with a record's ARN.
fn matches(kind: &str, value: &str, arn: &str) -> bool {
    let after = arn.strip_prefix(value);
    match kind {
        "AWS::S3::Object" => after.is_some(),
        _ if is_all_of_service(value) => {
            after.is_some_and(|rest| value.ends_with(':') || rest.starts_with(':'))
        }
        "AWS::Lambda::Function" => after.is_some_and(|rest| rest.is_empty() || rest.starts_with(':')),
        _ => arn == value,
    }
}

/// Whether a template could come to match: its known ends are compared.
pub(super) fn may_match(value: &Value, text: &str, operator: Operator) -> bool {
    if value.known().is_some() {
        return false;
    }
    let (start, end) = value.known_ends();
    let is_long_enough = text.len() >= start.len() + end.len();
    match operator.positive() {
        Operator::StartsWith => text.strip_prefix(start).is_some_and(|rest| rest.contains(end)),
        Operator::EndsWith => text.strip_suffix(end).is_some_and(|rest| rest.contains(start)),
        _ => is_long_enough && text.starts_with(start) && text.ends_with(end),
    }
}
