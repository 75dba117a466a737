//! Changes of advanced selectors, and what a form asks about them.

use super::{Edit, ValueAt};
use crate::selector::model::{
    AdvancedSelector, Condition, Field, FieldSelector, Operator, Place, Value, ValueKind,
};
use crate::selector::templates;

/// What a data or network activity selector asks beyond its type or source, in the console's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogTemplate {
    All,
    ReadOnly,
    WriteOnly,
    /// Leaves out `eventType` `AwsServiceEvent`.
    NoServiceEvents,
    /// Leaves out what was done with the console's session credentials.
    NoConsoleEvents,
    /// Network activity that an endpoint policy denied.
    AccessDenied,
    Custom,
}

impl LogTemplate {
    /// Those of data events.
    pub const OF_DATA: [LogTemplate; 5] = [
        LogTemplate::All,
        LogTemplate::ReadOnly,
        LogTemplate::WriteOnly,
        LogTemplate::NoServiceEvents,
        LogTemplate::NoConsoleEvents,
    ];
    /// Those of network activity events.
    pub const OF_NETWORK: [LogTemplate; 2] = [LogTemplate::All, LogTemplate::AccessDenied];

    /// What the template asks for; nothing for all events.
    fn asks(self) -> Option<(Field, Operator, &'static str)> {
        match self {
            LogTemplate::All | LogTemplate::Custom => None,
            LogTemplate::ReadOnly => Some((Field::ReadOnly, Operator::Equals, "true")),
            LogTemplate::WriteOnly => Some((Field::ReadOnly, Operator::Equals, "false")),
            LogTemplate::NoServiceEvents => Some((Field::EventType, Operator::NotEquals, "AwsServiceEvent")),
            LogTemplate::NoConsoleEvents => {
                Some((Field::SessionCredentialFromConsole, Operator::NotEquals, "true"))
            }
            LogTemplate::AccessDenied => Some((Field::ErrorCode, Operator::Equals, "VpceAccessDenied")),
        }
    }
}

/// The category that a selector asks for, where it asks for exactly one.
pub fn category(selector: &AdvancedSelector) -> Option<&str> {
    required(selector, Field::EventCategory)
}

/// The field that a category demands besides: what it is about.
fn subject(category: &str) -> Option<Field> {
    match category {
        "Data" => Some(Field::ResourcesType),
        "NetworkActivity" => Some(Field::EventSource),
        _ => None,
    }
}

/// The one known value that a field is asked to equal, by one field selector with nothing else.
fn required(selector: &AdvancedSelector, field: Field) -> Option<&str> {
    let mut all = selector.on_field(field);
    let (only, None) = (all.next()?, all.next()) else { return None };
    match only.conditions.as_slice() {
        [Condition { operator: Operator::Equals, values, .. }] => match values.as_slice() {
            [value] => value.known(),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a form shows this field selector as a part of the selector's head and not as a row: the category, and the
/// type or source that it is about.
pub fn is_plain(selector: &AdvancedSelector, field_selector: &FieldSelector) -> bool {
    let Some(field) = field_selector.field() else { return false };
    let is_head = field == Field::EventCategory || category(selector).and_then(subject) == Some(field);
    is_head && required(selector, field).is_some()
}

/// The template that a selector follows.
pub fn template_of(selector: &AdvancedSelector) -> LogTemplate {
    if !selector.unknown_parts.is_empty() {
        return LogTemplate::Custom;
    }
    let mut more = selector.field_selectors.iter().filter(|one| !is_plain(selector, one));
    let only = match (more.next(), more.next()) {
        (None, _) => return LogTemplate::All,
        (Some(only), None) => only,
        _ => return LogTemplate::Custom,
    };
    let (Some(field), [condition]) = (only.field(), only.conditions.as_slice()) else {
        return LogTemplate::Custom;
    };
    let asked = |template: &LogTemplate| {
        template.asks().is_some_and(|(of, operator, value)| {
            (of, operator) == (field, condition.operator)
                && matches!(condition.values.as_slice(), [only] if only.is(value))
        })
    };
    let all = LogTemplate::OF_DATA.into_iter().chain(LogTemplate::OF_NETWORK);
    all.into_iter().find(asked).unwrap_or(LogTemplate::Custom)
}

pub(super) fn apply(selectors: &mut [AdvancedSelector], edit: Edit) {
    let at = match &edit {
        Edit::SetName { selector, .. }
        | Edit::SetTemplate { selector, .. }
        | Edit::SetRequired { selector, .. }
        | Edit::SetReadWrite { selector, .. }
        | Edit::SetExcluded { selector, .. }
        | Edit::AddField { selector, .. }
        | Edit::AddValue { selector, .. } => *selector,
        Edit::SetOperator { at, .. } | Edit::SetValue { at, .. } | Edit::RemoveValue(at) => at.selector,
        _ => return,
    };
    let Some(selector) = selectors.get_mut(at) else { return };
    match edit {
        Edit::SetName { name, .. } => selector.name = (!name.is_empty()).then(|| Value::literal(name)),
        Edit::SetTemplate { template, .. } => set_template(selector, template),
        Edit::SetRequired { field, value, .. } => replace(selector, field, Operator::Equals, &[&value]),
        Edit::SetReadWrite { reads, writes, .. } if reads || writes => {
            if reads && writes {
                selector.field_selectors.retain(|one| one.field() != Some(Field::ReadOnly));
            } else {
                let text = if reads { "true" } else { "false" };
                replace(selector, Field::ReadOnly, Operator::Equals, &[text]);
            }
        }
        Edit::SetExcluded { source, is_excluded, .. } => set_excluded(selector, &source, is_excluded),
        Edit::AddField { field, operator, value, .. } => {
            match selector.field_selectors.iter().position(|one| one.field() == Some(field)) {
                Some(at) => add_value(selector, at, operator, value),
                None => selector.field_selectors.push(templates::field(field, operator, &[&value])),
            }
        }
        Edit::AddValue { field_selector, operator, value, .. } => {
            add_value(selector, field_selector, operator, value);
        }
        Edit::SetOperator { at, operator } => {
            if let Some(value) = value_mut(selector, at).cloned() {
                let Some(list) = selector.field_selectors.get_mut(at.field_selector) else { return };
                remove(list, at);
                insert(list, operator, value);
            }
        }
        Edit::SetValue { at, value } if value.is_empty() => remove_at(selector, at),
        Edit::SetValue { at, value } => {
            if let Some(known) = value_mut(selector, at) {
                *known = Value::literal(value);
            }
        }
        Edit::RemoveValue(at) => remove_at(selector, at),
        _ => {}
    }
}

fn set_template(selector: &mut AdvancedSelector, template: LogTemplate) {
    if template == LogTemplate::Custom {
        return;
    }
    let kept = selector.field_selectors.iter().filter(|one| is_plain(selector, one)).cloned().collect();
    selector.field_selectors = kept;
    selector.unknown_parts.clear();
    if let Some((field, operator, value)) = template.asks() {
        selector.field_selectors.push(templates::field(field, operator, &[value]));
    }
}

/// Puts one condition in the place of all on a field.
fn replace(selector: &mut AdvancedSelector, field: Field, operator: Operator, values: &[&str]) {
    let at = selector.field_selectors.iter().position(|one| one.field() == Some(field));
    selector.field_selectors.retain(|one| one.field() != Some(field));
    let at = at.unwrap_or(usize::MAX).min(selector.field_selectors.len());
    selector.field_selectors.insert(at, templates::field(field, operator, values));
}

fn set_excluded(selector: &mut AdvancedSelector, source: &str, is_excluded: bool) {
    let known = selector.field_selectors.iter().position(|one| one.field() == Some(Field::EventSource));
    match (known, is_excluded) {
        (None, true) => {
            let new = templates::field(Field::EventSource, Operator::NotEquals, &[source]);
            selector.field_selectors.push(new);
        }
        (Some(at), true) => add_value(selector, at, Operator::NotEquals, source.to_string()),
        (Some(at), false) => {
            if let Some(list) = selector.field_selectors.get_mut(at) {
                for condition in &mut list.conditions {
                    if condition.operator == Operator::NotEquals {
                        condition.values.retain(|value| !value.is(source));
                    }
                }
            }
            tidy(selector);
        }
        (None, false) => {}
    }
}

fn add_value(selector: &mut AdvancedSelector, field_selector: usize, operator: Operator, value: String) {
    if let Some(list) = selector.field_selectors.get_mut(field_selector) {
        insert(list, operator, Value::literal(value));
    }
}

/// Operators stand in CloudTrail's order, each once, and no value twice.
fn insert(list: &mut FieldSelector, operator: Operator, value: Value) {
    if let Some(known) = list.conditions.iter_mut().find(|condition| condition.operator == operator) {
        // A list that is unknown as a whole has no places of its own.
        let is_closed = known.values.iter().any(|value| value.kind == ValueKind::TemplateList);
        if !is_closed && !known.values.contains(&value) {
            known.values.push(value);
        }
        return;
    }
    let at = list.conditions.partition_point(|condition| condition.operator < operator);
    list.conditions.insert(at, Condition { operator, values: vec![value], place: Place::default() });
}

fn value_mut(selector: &mut AdvancedSelector, at: ValueAt) -> Option<&mut Value> {
    let list = selector.field_selectors.get_mut(at.field_selector)?;
    list.conditions.get_mut(at.condition)?.values.get_mut(at.value)
}

fn remove(list: &mut FieldSelector, at: ValueAt) {
    let Some(condition) = list.conditions.get_mut(at.condition) else { return };
    if at.value < condition.values.len() {
        condition.values.remove(at.value);
    }
    list.conditions.retain(|condition| !condition.values.is_empty());
}

fn remove_at(selector: &mut AdvancedSelector, at: ValueAt) {
    if let Some(list) = selector.field_selectors.get_mut(at.field_selector) {
        remove(list, at);
    }
    tidy(selector);
}

/// An operator without values and a field without operators are gone.
fn tidy(selector: &mut AdvancedSelector) {
    for list in &mut selector.field_selectors {
        list.conditions.retain(|condition| !condition.values.is_empty());
    }
    selector.field_selectors.retain(|list| !list.conditions.is_empty());
}
