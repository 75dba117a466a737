//! Advanced selectors: every field selector must hold; within one, any selecting value and no deselecting one.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html>. Not documented, and
//! assumed: comparisons are case-sensitive; a field the record lacks fails selecting operators and passes the others;
//! type and ARN must hold for the same entry of `resources`.

use super::basic::may_match;
use super::near_miss;
use super::verdict::{Doubt, Failure, FieldFailure, NearMiss, Part, Remark, Seen};
use super::{One, Outcome, unknown_value};
use crate::selector::facts::{Category, EventFacts, Fact, ResourceFacts};
use crate::selector::model::{AdvancedSelector, Field, FieldSelector};

/// What an event holds in a field that is not about its resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldText<'a> {
    Absent,
    Text(&'a str),
    /// The source left it out.
    Withheld(Fact),
}

/// The text that a condition on `field` is compared with; fields of `resources` are per entry and absent here.
pub fn field_text<'a>(facts: &EventFacts<'a>, field: Field) -> FieldText<'a> {
    let (text, fact) = match field {
        Field::EventCategory => return FieldText::Text(facts.category.wire()),
        Field::ReadOnly => {
            (facts.read_only.map(|is_read| if is_read { "true" } else { "false" }), Fact::ReadOnly)
        }
        Field::EventSource => (facts.event_source, Fact::EventSource),
        Field::EventName => (facts.event_name, Fact::EventName),
        Field::EventType => (facts.event_type, Fact::EventType),
        Field::ErrorCode => (facts.error_code, Fact::ErrorCode),
        Field::UserIdentityArn => (facts.user_identity_arn, Fact::UserIdentityArn),
        Field::SessionCredentialFromConsole => {
            (facts.session_credential_from_console.then_some("true"), Fact::SessionCredentialFromConsole)
        }
        Field::VpcEndpointId => (facts.vpc_endpoint_id, Fact::VpcEndpointId),
        Field::ResourcesType | Field::ResourcesArn => return FieldText::Absent,
    };
    match text {
        Some(text) => FieldText::Text(text),
        None if facts.withheld.contains(fact) => FieldText::Withheld(fact),
        None => FieldText::Absent,
    }
}

/// Why a field selector fails: the deselecting hit, if it was one.
type Miss = Option<(crate::selector::model::Operator, String)>;

/// Decides by one advanced selector.
pub(super) fn decide(selector: &AdvancedSelector, facts: &EventFacts<'_>) -> One {
    let mut doubts: Vec<Doubt> = selector.unknown_parts.iter().map(unknown_value).collect();
    let mut failures: Vec<FieldFailure> = Vec::new();
    let mut remarks = Vec::new();
    for (index, field_selector) in selector.field_selectors.iter().enumerate() {
        let Some(field) = field_selector.field() else {
            doubts.push(match field_selector.name.known() {
                Some(name) => Doubt::UnknownField(name.to_string()),
                None => unknown_value(&field_selector.name),
            });
            continue;
        };
        if is_resource_field(field) {
            continue;
        }
        let text = field_text(facts, field);
        match on_field(field_selector, field, text, facts) {
            Outcome::Yes(()) if text == FieldText::Absent => {
                remarks.push(Remark::AbsentFieldPassed(field.wire()));
            }
            Outcome::Yes(()) => {}
            Outcome::No(miss) => failures.push(failure(index, field_selector, miss, seen(text))),
            Outcome::Open(more) => doubts.extend(more),
        }
    }
    match on_resources(selector, facts) {
        Outcome::Yes(more) => remarks.extend(more),
        Outcome::No(failure) => failures.push(failure),
        Outcome::Open(more) => doubts.extend(more),
    }
    failures.sort_by_key(|failure| failure.index);
    let is_only = failures.len() == 1 && doubts.is_empty();
    match failures.into_iter().next() {
        Some(failure) => {
            let near_miss: Option<NearMiss> =
                is_only.then(|| near_miss::of_field(selector, &failure, facts)).flatten();
            Outcome::No((Failure::Field(failure), near_miss))
        }
        None if doubts.is_empty() => Outcome::Yes((Part::AllFields, remarks)),
        None => Outcome::Open(doubts),
    }
}

fn is_resource_field(field: Field) -> bool {
    matches!(field, Field::ResourcesType | Field::ResourcesArn)
}

fn seen(text: FieldText<'_>) -> Seen {
    match text {
        FieldText::Text(text) => Seen::Text(text.to_string()),
        FieldText::Absent | FieldText::Withheld(_) => Seen::Absent,
    }
}

fn failure(index: usize, selector: &FieldSelector, deselected_by: Miss, seen: Seen) -> FieldFailure {
    FieldFailure { index, field: selector.name.text.clone(), asked: asked(selector), deselected_by, seen }
}

/// `Equals ["a", "b"], NotEndsWith ["c"]`.
fn asked(selector: &FieldSelector) -> String {
    let one = |condition: &crate::selector::model::Condition| {
        let values: Vec<String> = condition.values.iter().map(|value| format!("\"{value}\"")).collect();
        format!("{} [{}]", condition.operator.wire(), values.join(", "))
    };
    selector.conditions.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn on_field(
    selector: &FieldSelector,
    field: Field,
    text: FieldText<'_>,
    facts: &EventFacts<'_>,
) -> Outcome<(), Miss> {
    match text {
        FieldText::Text(text) => on_text(selector, text),
        // Old records lack readOnly although CloudTrail knew it; only records that never have it fail.
        FieldText::Absent
            if field == Field::ReadOnly
                && facts.category != Category::NetworkActivity
                && facts.category != Category::Insight =>
        {
            read_only_open(selector, Doubt::ReadOnlyMissing)
        }
        FieldText::Absent => on_absent(selector),
        FieldText::Withheld(fact) if field == Field::ReadOnly => {
            read_only_open(selector, Doubt::Withheld(fact))
        }
        FieldText::Withheld(_) if selector.conditions.is_empty() => Outcome::Yes(()),
        FieldText::Withheld(fact) => Outcome::Open(vec![Doubt::Withheld(fact)]),
    }
}

/// `readOnly` is one of two texts: where both answer the same, not knowing it does not matter.
fn read_only_open(selector: &FieldSelector, doubt: Doubt) -> Outcome<(), Miss> {
    match (on_text(selector, "true"), on_text(selector, "false")) {
        (Outcome::Yes(()), Outcome::Yes(())) => Outcome::Yes(()),
        (Outcome::No(miss), Outcome::No(_)) => Outcome::No(miss),
        _ => Outcome::Open(vec![doubt]),
    }
}

/// Whether a field selector holds for a text that is there; `None` where that is not known.
pub(in crate::selector) fn field_holds(selector: &FieldSelector, text: &str) -> Option<bool> {
    on_text(selector, text).truth()
}

fn on_absent(selector: &FieldSelector) -> Outcome<(), Miss> {
    let selects = selector.conditions.iter().any(|condition| condition.operator.selects());
    if selects { Outcome::No(None) } else { Outcome::Yes(()) }
}

/// One field selector against a text that is known.
fn on_text(selector: &FieldSelector, text: &str) -> Outcome<(), Miss> {
    let (mut selects, mut is_selected) = (false, false);
    let (mut doubts, mut select_doubts) = (Vec::new(), Vec::new());
    for condition in &selector.conditions {
        let operator = condition.operator;
        selects |= operator.selects();
        for value in &condition.values {
            match value.known_beside(text) {
                Some(known) if operator.compares(text, &known) => {
                    if !operator.selects() {
                        return Outcome::No(Some((operator, known.into_owned())));
                    }
                    is_selected = true;
                }
                None if may_match(value, text, operator) => {
                    let open = if operator.selects() { &mut select_doubts } else { &mut doubts };
                    open.push(unknown_value(value));
                }
                _ => {}
            }
        }
    }
    if selects && !is_selected {
        if select_doubts.is_empty() {
            return Outcome::No(None);
        }
        doubts.extend(select_doubts);
    }
    if doubts.is_empty() { Outcome::Yes(()) } else { Outcome::Open(doubts) }
}

/// Type and ARN together: at least one entry must satisfy all conditions on both.
fn on_resources(selector: &AdvancedSelector, facts: &EventFacts<'_>) -> Outcome<Vec<Remark>, FieldFailure> {
    let of = |field: Field| {
        let all = selector.field_selectors.iter().enumerate();
        all.filter(move |(_, selector)| selector.field() == Some(field)).collect::<Vec<_>>()
    };
    let (types, arns) = (of(Field::ResourcesType), of(Field::ResourcesArn));
    let Some(first) = types.first().or(arns.first()).copied() else {
        return Outcome::Yes(Vec::new());
    };
    if facts.withheld.contains(Fact::ResourceTypes) {
        return Outcome::Open(vec![Doubt::Withheld(Fact::ResourceTypes)]);
    }
    let mut doubts = Vec::new();
    let mut of_type: Vec<&ResourceFacts<'_>> = Vec::new();
    let mut arn_failure: Option<(usize, &FieldSelector, Miss)> = None;
    for entry in &facts.resources {
        let type_text = entry.resource_type.map_or(FieldText::Absent, FieldText::Text);
        let arn_text = match entry.arn {
            Some(arn) => FieldText::Text(arn),
            None if facts.withheld.contains(Fact::ResourceArns) => FieldText::Withheld(Fact::ResourceArns),
            None => FieldText::Absent,
        };
        let type_doubts = match all_of(&types, type_text, facts) {
            Outcome::Yes(()) => Vec::new(),
            Outcome::No(_) => continue,
            Outcome::Open(doubts) => doubts,
        };
        of_type.push(entry);
        match all_of(&arns, arn_text, facts) {
            Outcome::Yes(()) if type_doubts.is_empty() => {
                return Outcome::Yes(resource_remarks(entry, !arns.is_empty()));
            }
            Outcome::Yes(()) => doubts.extend(type_doubts),
            Outcome::No((index, miss)) => {
                arn_failure =
                    arn_failure.or_else(|| find(&arns, index).map(|selector| (index, selector, miss)));
            }
            Outcome::Open(more) => doubts.extend(type_doubts.into_iter().chain(more)),
        }
    }
    if !doubts.is_empty() {
        return Outcome::Open(doubts);
    }
    let texts = |text: fn(&ResourceFacts<'_>) -> Option<String>, entries: &[&ResourceFacts<'_>]| {
        let mut texts: Vec<String> = entries.iter().filter_map(|entry| text(entry)).collect();
        texts.dedup();
        match texts.len() {
            0 => Seen::Absent,
            1 => Seen::Text(texts.swap_remove(0)),
            _ => Seen::Several(texts),
        }
    };
    if let Some((index, selector, miss)) = arn_failure {
        let seen = texts(|entry| entry.arn.map(str::to_string), &of_type);
        return Outcome::No(failure(index, selector, miss, seen));
    }
    let all: Vec<&ResourceFacts<'_>> = facts.resources.iter().collect();
    let seen = texts(|entry| entry.resource_type.map(str::to_string), &all);
    Outcome::No(failure(first.0, first.1, None, seen))
}

fn find<'s>(selectors: &[(usize, &'s FieldSelector)], index: usize) -> Option<&'s FieldSelector> {
    selectors.iter().find(|(at, _)| *at == index).map(|(_, selector)| *selector)
}

fn all_of(
    selectors: &[(usize, &FieldSelector)],
    text: FieldText<'_>,
    facts: &EventFacts<'_>,
) -> Outcome<(), (usize, Miss)> {
    let mut doubts = Vec::new();
    for (index, selector) in selectors {
        match on_field(selector, Field::ResourcesArn, text, facts) {
            Outcome::Yes(()) => {}
            Outcome::No(miss) => return Outcome::No((*index, miss)),
            Outcome::Open(more) => doubts.extend(more),
        }
    }
    if doubts.is_empty() { Outcome::Yes(()) } else { Outcome::Open(doubts) }
}

fn resource_remarks(entry: &ResourceFacts<'_>, compares_arn: bool) -> Vec<Remark> {
    match entry.arn {
        Some(arn) if entry.is_prefix_only && compares_arn => {
            vec![Remark::PrefixOnly(arn.to_string())]
        }
        None if compares_arn => vec![Remark::AbsentFieldPassed(Field::ResourcesArn.wire())],
        _ => Vec::new(),
    }
}
