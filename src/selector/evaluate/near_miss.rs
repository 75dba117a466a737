//! How little is missing: what someone most likely meant by a condition that fails.

use super::verdict::{Failure, FieldFailure, NearMiss, Seen};
use crate::selector::facts::EventFacts;
use crate::selector::model::{AdvancedSelector, BasicSelector, Field, Operator};

/// The condition of one field is all that fails.
pub(super) fn of_field(
    selector: &AdvancedSelector,
    failure: &FieldFailure,
    facts: &EventFacts<'_>,
) -> Option<NearMiss> {
    let field_selector = selector.field_selectors.get(failure.index)?;
    let field = field_selector.field()?;
    let seen: Vec<&str> = match &failure.seen {
        Seen::Absent => Vec::new(),
        Seen::Text(text) => vec![text],
        Seen::Several(texts) => texts.iter().map(String::as_str).collect(),
    };
    match field {
        Field::EventCategory => return None,
        Field::ResourcesType => return other_type(selector, &seen),
        Field::ReadOnly => {
            return facts.read_only.map(|is_read| NearMiss::ReadWrite { is_read });
        }
        _ => {}
    }
    if let Some((operator, value)) = &failure.deselected_by {
        return Some(deselected(*operator, value, &seen));
    }
    let conditions = field_selector.conditions.iter().filter(|condition| condition.operator.selects());
    let pairs = conditions.flat_map(|condition| {
        condition.values.iter().filter_map(|value| Some((condition.operator, value.known()?)))
    });
    let mut hints = pairs
        .flat_map(|(operator, value)| seen.iter().filter_map(move |text| selecting(operator, value, text)));
    Some(hints.next().unwrap_or(NearMiss::OneCondition))
}

/// Which change would make `text` match.
fn selecting(operator: Operator, value: &str, text: &str) -> Option<NearMiss> {
    let value_text = value.to_string();
    if value.trim_end_matches('/') == text.trim_end_matches('/') {
        return Some(NearMiss::TrailingSlash { value: value_text });
    }
    if is_session_of(value, text) {
        return Some(NearMiss::SessionArn { value: value_text });
    }
    if let Some(wild) = value.find('*').and_then(|at| value.get(..at)).filter(|start| !start.is_empty()) {
        return text.starts_with(wild).then_some(NearMiss::Wildcard { value: value_text });
    }
    let would = [Operator::StartsWith, Operator::EndsWith]
        .into_iter()
        .find(|other| *other != operator && other.compares(text, value));
    if let Some(would) = would.filter(|_| !value.is_empty()) {
        return Some(NearMiss::Operator { asked: operator, would, value: value_text });
    }
    let is_same_but_case = operator.compares(&text.to_lowercase(), &value.to_lowercase());
    is_same_but_case.then_some(NearMiss::Case { value: value_text })
}

/// A deselecting value that hits more than was meant: a bucket or a role without its slash.
fn deselected(operator: Operator, value: &str, seen: &[&str]) -> NearMiss {
    let after_name = value.split_once(":s3:::").or(value.split_once(":assumed-role/"));
    let is_name = after_name.is_some_and(|(_, name)| !name.is_empty() && !name.contains('/'));
    let is_longer = |text: &&str| {
        let rest = text.strip_prefix(value);
        rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
    };
    if operator == Operator::NotStartsWith && is_name && seen.iter().any(is_longer) {
        return NearMiss::PrefixTooBroad { value: value.to_string() };
    }
    NearMiss::OneCondition
}

/// Whether `text` is the ARN of a session of the role whose ARN is `value`.
pub fn is_session_of(value: &str, text: &str) -> bool {
    let Some((account, role)) = value.split_once(":iam::").and_then(|(_, rest)| rest.split_once(":role/"))
    else {
        return false;
    };
    let role = role.rsplit('/').next().unwrap_or(role);
    let Some((_, session)) = text.split_once(":sts::") else {
        return false;
    };
    session
        .strip_prefix(account)
        .and_then(|rest| rest.strip_prefix(":assumed-role/"))
        .is_some_and(|rest| rest.split('/').next() == Some(role))
}

/// The same service's other type: streams of tables, databases of Timestream.
fn other_type(selector: &AdvancedSelector, seen: &[&str]) -> Option<NearMiss> {
    let service = |name: &str| name.rsplit_once("::").map(|(service, _)| service.to_string());
    let wanted = selector.equals(Field::ResourcesType).find_map(|value| value.known().and_then(service))?;
    let other = seen.iter().find(|name| service(name).as_deref() == Some(&wanted))?;
    Some(NearMiss::OtherType { seen: (*other).to_string() })
}

/// Everything but reads against writes fits.
pub(super) fn of_read_write(failure: &Failure) -> Option<NearMiss> {
    match failure {
        Failure::ReadWrite { is_read, .. } => Some(NearMiss::ReadWrite { is_read: *is_read }),
        _ => None,
    }
}

/// A value of the right type that would match if written otherwise.
pub(super) fn of_data_resources(selector: &BasicSelector, facts: &EventFacts<'_>) -> Option<NearMiss> {
    for resource in &selector.data_resources {
        let entries = facts
            .resources
            .iter()
            .filter(|entry| entry.resource_type.is_some_and(|kind| resource.resource_type.is(kind)));
        for arn in entries.filter_map(|entry| entry.arn) {
            for value in resource.values.iter().filter_map(|value| value.known()) {
                if value.trim_end_matches('/') == arn.trim_end_matches('/') {
                    return Some(NearMiss::TrailingSlash { value: value.to_string() });
                }
                if arn.starts_with(value) {
                    return Some(NearMiss::WholeArn { value: value.to_string() });
                }
                if arn.to_lowercase().starts_with(&value.to_lowercase()) {
                    return Some(NearMiss::Case { value: value.to_string() });
                }
            }
        }
    }
    None
}
