//! Rules about advanced selectors: limits, and the matrix of categories, fields, operators and values.

use super::resource::{resource_arn, unknown_type};
use super::{refused, slip, unknown_value};
use crate::selector::model::{AdvancedSelector, Condition, ConfigurationKind, Field, FieldSelector, Value};
use crate::selector::problem::Problem;
use crate::selector::tables::fields::{FieldRule, Use, categories, rule_of, rules};
use crate::selector::tables::{AS_OF, is_network_source, limits};

pub(super) fn check(kind: ConfigurationKind, selectors: &[AdvancedSelector], problems: &mut Vec<Problem>) {
    let values = || {
        selectors
            .iter()
            .flat_map(|selector| &selector.field_selectors)
            .flat_map(|field| &field.conditions)
            .flat_map(|condition| &condition.values)
    };
    if let Some(extra) = values().nth(limits::ADVANCED_VALUES) {
        let message = format!(
            "advanced event selectors have at most {} values in total, not {}",
            limits::ADVANCED_VALUES,
            values().count()
        );
        problems.push(refused("too-many-values", extra.place, message));
    }
    for (index, selector) in selectors.iter().enumerate() {
        one(kind, selector, problems);
        if let Some(first) = selectors.iter().take(index).position(|other| other == selector) {
            let message = format!("the same as selector {}", first + 1);
            problems.push(
                Problem::warning("duplicate-selector", selector.place, message)
                    .remedy("CloudFormation refuses equal selectors"),
            );
        }
    }
}

fn one(kind: ConfigurationKind, selector: &AdvancedSelector, problems: &mut Vec<Problem>) {
    if selector.name.as_ref().is_some_and(|name| name.text.chars().count() > limits::NAME_LENGTH) {
        problems.push(refused(
            "name-too-long",
            selector.place,
            format!("a selector's name has at most {} characters", limits::NAME_LENGTH),
        ));
    }
    if selector.field_selectors.is_empty() && selector.unknown_parts.is_empty() {
        problems.push(refused(
            "no-field-selectors",
            selector.place,
            "an advanced event selector without field selectors",
        ));
        return;
    }
    problems.extend(selector.unknown_parts.iter().filter_map(unknown_value));
    let category = category(kind, selector, problems);
    for (index, field_selector) in selector.field_selectors.iter().enumerate() {
        field(kind, category, selector, field_selector, problems);
        let is_repeated =
            selector.field_selectors.iter().take(index).any(|other| other.name == field_selector.name);
        if is_repeated {
            let message = format!("{} stands twice in one selector", field_selector.name);
            let problem = Problem::warning("duplicate-field", field_selector.place, message);
            problems.push(
                problem.remedy("both must hold, it is assumed; put all operators into one field selector"),
            );
        }
    }
    if let Some(category) = category {
        required(kind, category, selector, problems);
    }
}

/// The selector's category, where it is one known to be allowed here.
fn category<'s>(
    kind: ConfigurationKind,
    selector: &'s AdvancedSelector,
    problems: &mut Vec<Problem>,
) -> Option<&'s str> {
    let values: Vec<&Value> = selector.equals(Field::EventCategory).collect();
    let [value] = values.as_slice() else {
        if values.is_empty() && !selector.unknown_parts.is_empty() {
            return None;
        }
        let message = match values.len() {
            0 => "a selector must say eventCategory Equals, with one category".to_string(),
            number => format!("a selector has one eventCategory, not {number}"),
        };
        problems.push(
            refused("event-category", selector.place, message).remedy("write one selector for each category"),
        );
        return None;
    };
    let text = value.known()?;
    if categories(kind).any(|known| known == text) {
        return Some(text);
    }
    let known: Vec<&str> = categories(kind).collect();
    if rules(text).next().is_some() {
        let message = format!("a {kind} cannot select the category {text}");
        problems.push(
            refused("category-not-allowed", value.place, message)
                .remedy(format!("the categories are {}", known.join(", "))),
        );
    } else if let Some(right) = slip(text, known.iter().copied()) {
        problems.push(
            refused("category-not-allowed", value.place, format!("categories are case-sensitive: {text}"))
                .remedy(format!("write {right}")),
        );
    } else {
        let message = format!("a category that was not known in {AS_OF}: {text}");
        problems.push(
            Problem::warning("unknown-category", value.place, message)
                .remedy(format!("the categories are {}", known.join(", "))),
        );
    }
    None
}

fn required(
    kind: ConfigurationKind,
    category: &str,
    selector: &AdvancedSelector,
    problems: &mut Vec<Problem>,
) {
    let wanted = rules(category)
        .filter(|rule| rule.use_on(kind) == Use::Required && rule.field != Field::EventCategory);
    for rule in wanted {
        let values: Vec<&Value> = selector.equals(rule.field).collect();
        let field = rule.field.wire();
        let message = match values.len() {
            1 => continue,
            0 if !selector.unknown_parts.is_empty() => continue,
            0 => format!("a selector of {category} events must say {field} Equals"),
            number => format!("a selector has one {field}, not {number}"),
        };
        let place = values.get(1).map_or(selector.place, |value| value.place);
        let remedy = if values.is_empty() {
            format!("add {field}")
        } else {
            format!("write one selector for each {field}")
        };
        problems.push(refused("required-field", place, message).remedy(remedy));
    }
}

fn field(
    kind: ConfigurationKind,
    category: Option<&str>,
    selector: &AdvancedSelector,
    field_selector: &FieldSelector,
    problems: &mut Vec<Problem>,
) {
    let name = &field_selector.name;
    problems.extend(unknown_value(name));
    for condition in &field_selector.conditions {
        problems.extend(condition.values.iter().filter_map(unknown_value));
        lengths(condition, problems);
    }
    if field_selector.conditions.is_empty() {
        let problem =
            refused("no-operator", field_selector.place, format!("{name} has no operator with a value"));
        problems.push(problem.remedy("add Equals or another operator"));
        return;
    }
    let Some(text) = name.known() else { return };
    let Some(field) = field_selector.field() else {
        problems.push(match slip(text, Field::ALL.map(Field::wire)) {
            Some(right) => {
                refused("unknown-field", name.place, format!("field names are case-sensitive: {text}"))
                    .remedy(format!("write {right}"))
            }
            None => Problem::warning(
                "unknown-field",
                name.place,
                format!("a field that was not known in {AS_OF}: {text}"),
            )
            .remedy("events whose verdict turns on it are undecided"),
        });
        return;
    };
    let Some(category) = category else { return };
    match rule_of(category, field).filter(|rule| rule.use_on(kind) != Use::Refused) {
        None => not_allowed(kind, category, field, name, problems),
        Some(rule) => {
            operators(kind, rule, field_selector, problems);
            values(kind, rule, selector, field_selector, problems);
        }
    }
}

fn lengths(condition: &Condition, problems: &mut Vec<Problem>) {
    for value in &condition.values {
        if value.text.is_empty() {
            problems.push(Problem::error(
                "empty-value",
                value.place,
                format!("{} has an empty value", condition.operator.wire()),
            ));
        } else if value.text.chars().count() > limits::VALUE_LENGTH {
            problems.push(refused(
                "value-too-long",
                value.place,
                format!("a value has at most {} characters", limits::VALUE_LENGTH),
            ));
        }
    }
}

fn not_allowed(
    kind: ConfigurationKind,
    category: &str,
    field: Field,
    name: &Value,
    problems: &mut Vec<Problem>,
) {
    let other = if kind == ConfigurationKind::Trail {
        ConfigurationKind::EventDataStore
    } else {
        ConfigurationKind::Trail
    };
    let message = format!("a {kind} does not take {} in a selector of {category} events", field.wire());
    let problem = refused("field-not-allowed", name.place, message);
    let is_elsewhere = rule_of(category, field).is_some_and(|rule| rule.use_on(other) != Use::Refused);
    let allowed =
        rules(category).filter(|rule| rule.use_on(kind) != Use::Refused).map(|rule| rule.field.wire());
    let allowed = allowed.collect::<Vec<_>>().join(", ");
    problems.push(match is_elsewhere {
        true => problem.remedy(
            format!("only an {other} takes it; the fields here are {allowed}").replace("an trail", "a trail"),
        ),
        false => problem.remedy(format!("the fields are {allowed}")),
    });
}

fn operators(
    kind: ConfigurationKind,
    rule: &FieldRule,
    field_selector: &FieldSelector,
    problems: &mut Vec<Problem>,
) {
    let allowed = rule.operators_on(kind);
    for condition in
        field_selector.conditions.iter().filter(|condition| !allowed.contains(&condition.operator))
    {
        let known = allowed.iter().map(|operator| operator.wire()).collect::<Vec<_>>().join(", ");
        let message = format!(
            "{} does not take {} in a selector of {} events of a {kind}",
            rule.field.wire(),
            condition.operator.wire(),
            rule.category
        );
        problems.push(
            refused("operator-not-allowed", condition.place, message).remedy(format!("it takes {known}")),
        );
    }
}

fn values(
    kind: ConfigurationKind,
    rule: &FieldRule,
    selector: &AdvancedSelector,
    field_selector: &FieldSelector,
    problems: &mut Vec<Problem>,
) {
    let allowed = rule.values_on(kind);
    for (condition, value) in field_selector
        .conditions
        .iter()
        .flat_map(|condition| condition.values.iter().map(move |value| (condition, value)))
    {
        let Some(text) = value.known().filter(|text| !text.is_empty()) else {
            continue;
        };
        if !allowed.is_empty() && !allowed.contains(&text) {
            let message = format!("{} takes only {}, not {text}", rule.field.wire(), allowed.join(" and "));
            problems.push(refused("value-not-allowed", value.place, message));
        }
        match rule.field {
            Field::ResourcesType => problems.extend(unknown_type(value, text)),
            Field::ResourcesArn => {
                problems.extend(resource_arn(selector, condition.operator, value, text));
            }
            Field::EventSource if rule.category == "NetworkActivity" && !is_network_source(text) => {
                let message =
                    format!("a source that was not known to send network activity events in {AS_OF}: {text}");
                problems.push(Problem::warning("unknown-source", value.place, message));
            }
            _ => {}
        }
    }
}
