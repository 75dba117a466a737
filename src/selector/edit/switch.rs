//! Basic selectors → the advanced ones that record the same events.

use crate::selector::evaluate::is_all_of_service;
use crate::selector::model::{
    AdvancedSelector, BasicSelector, Condition, DataResource, Field, FieldSelector, Operator, Place,
    ReadWriteType, TrailConfiguration, Value,
};
use crate::selector::templates;

/// Replaces basic selectors, also the unstated one.
pub(super) fn use_advanced(configuration: &mut TrailConfiguration) {
    if configuration.advanced.as_ref().is_some_and(|advanced| !advanced.is_empty()) {
        return;
    }
    let basic = configuration.basic.take().unwrap_or_default();
    configuration.advanced = Some(if basic.is_empty() {
        vec![templates::management()]
    } else {
        basic.iter().flat_map(advanced).collect()
    });
}

fn advanced(selector: &BasicSelector) -> Vec<AdvancedSelector> {
    let read_only = match selector.read_write() {
        Some(ReadWriteType::ReadOnly) => Some(templates::field(Field::ReadOnly, Operator::Equals, &["true"])),
        Some(ReadWriteType::WriteOnly) => {
            Some(templates::field(Field::ReadOnly, Operator::Equals, &["false"]))
        }
        _ => None,
    };
    let mut found = Vec::new();
    if selector.selects_management() {
        let mut management = templates::management();
        management.field_selectors.extend(read_only.clone());
        if !selector.excluded_sources.is_empty() {
            let values = selector.excluded_sources.clone();
            management
                .field_selectors
                .push(field(Field::EventSource, vec![condition(Operator::NotEquals, values)]));
        }
        found.push(management);
    }
    for resource in &selector.data_resources {
        let mut data = templates::data_events(&resource.resource_type.text);
        // The type may be computed elsewhere, and stays so.
        if let Some(value) = data
            .field_selectors
            .iter_mut()
            .find(|one| one.field() == Some(Field::ResourcesType))
            .and_then(|one| one.conditions.first_mut())
            .and_then(|condition| condition.values.first_mut())
        {
            value.clone_from(&resource.resource_type);
        }
        data.field_selectors.extend(read_only.clone());
        data.field_selectors.push(field(Field::ResourcesArn, arns(resource)));
        found.push(data);
    }
    found
}

/// How basic selectors compare the ARNs of a type, in operators.
fn arns(resource: &DataResource) -> Vec<Condition> {
    let (mut whole, mut starts) = (Vec::new(), Vec::new());
    let with_colon =
        |value: &Value| Value { text: format!("{}:", value.text.trim_end_matches(':')), ..value.clone() };
    for value in &resource.values {
        let kind = resource.resource_type.text.as_str();
        if kind == "AWS::S3::Object" {
            starts.push(value.clone());
        } else if is_all_of_service(&value.text) {
            starts.push(with_colon(value));
        } else {
            whole.push(value.clone());
            if kind == "AWS::Lambda::Function" {
                // A qualified ARN: the function with `:` and a version or alias.
                starts.push(with_colon(value));
            }
        }
    }
    let all = [(Operator::Equals, whole), (Operator::StartsWith, starts)];
    all.into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(operator, values)| condition(operator, values))
        .collect()
}

fn condition(operator: Operator, values: Vec<Value>) -> Condition {
    Condition { operator, values, place: Place::default() }
}

fn field(field: Field, conditions: Vec<Condition>) -> FieldSelector {
    FieldSelector { name: Value::literal(field.wire()), conditions, place: Place::default() }
}
