//! The input of `put-event-selectors --cli-input-json`, also what `get-event-selectors` answers.

use serde_json::{Map, Value as Json, json};

use crate::selector::model::{
    AdvancedSelector, BasicSelector, Flag, FlagState, InsightSelector, TrailConfiguration, Value,
    ValueKind,
};

/// Selectors as JSON, indented by two blanks, keys in CloudTrail's order.
pub fn cli_json(configuration: &TrailConfiguration) -> String {
    let mut object = Map::new();
    if let Some(name) = configuration.name.as_ref().or(configuration.arn.as_ref()) {
        let key = if configuration.kind == crate::selector::model::ConfigurationKind::EventDataStore
        {
            "EventDataStore"
        } else {
            "TrailName"
        };
        object.insert(key.to_string(), json!(name.text));
    }
    if configuration.basic.is_some()
        || (configuration.advanced.is_none() && !configuration.unknown_selectors.is_empty())
    {
        object.insert(
            "EventSelectors".to_string(),
            list(&configuration.basic, basic),
        );
    }
    if configuration.advanced.is_some() {
        object.insert(
            "AdvancedEventSelectors".to_string(),
            list(&configuration.advanced, advanced),
        );
    }
    if configuration.insights.is_some() {
        object.insert(
            "InsightSelectors".to_string(),
            list(&configuration.insights, insight),
        );
    }
    // Selectors that a variable holds stand in the list as that variable.
    let unknown = configuration
        .unknown_selectors
        .iter()
        .map(|value| json!(value.text));
    let key = if configuration.advanced.is_some() {
        "AdvancedEventSelectors"
    } else {
        "EventSelectors"
    };
    if let Some(Json::Array(items)) = object.get_mut(key) {
        items.extend(unknown);
    }
    pretty(&Json::Object(object))
}

pub(super) fn pretty(value: &Json) -> String {
    format!("{value:#}\n")
}

pub(super) fn list<T>(items: &Option<Vec<T>>, one: fn(&T) -> Json) -> Json {
    Json::Array(items.iter().flatten().map(one).collect())
}

/// A list of values; a list that is unknown as a whole is its template.
pub(super) fn values(values: &[Value]) -> Json {
    match values {
        [only] if only.kind == ValueKind::TemplateList => json!(only.text),
        _ => Json::Array(values.iter().map(|value| json!(value.text)).collect()),
    }
}

pub(super) fn flag(flag: &Flag) -> Json {
    match &flag.state {
        FlagState::On => json!(true),
        FlagState::Off => json!(false),
        FlagState::Unknown(text) => json!(text),
    }
}

/// Parts that a variable holds; alone they are the list, beside others they stand in it.
fn with_unknown(mut items: Vec<Json>, unknown: &[Value]) -> Json {
    match unknown {
        [only] if items.is_empty() && only.kind == ValueKind::TemplateList => json!(only.text),
        _ => {
            items.extend(unknown.iter().map(|value| json!(value.text)));
            Json::Array(items)
        }
    }
}

pub(super) fn basic(selector: &BasicSelector) -> Json {
    let mut object = Map::new();
    if let Some(value) = &selector.read_write_type {
        object.insert("ReadWriteType".to_string(), json!(value.text));
    }
    if let Some(switch) = &selector.includes_management {
        object.insert("IncludeManagementEvents".to_string(), flag(switch));
    }
    if !selector.data_resources.is_empty() || !selector.unknown_parts.is_empty() {
        let resources = selector.data_resources.iter();
        let resources = resources.map(|resource| json!({"Type": resource.resource_type.text, "Values": values(&resource.values)}));
        object.insert(
            "DataResources".to_string(),
            with_unknown(resources.collect(), &selector.unknown_parts),
        );
    }
    if !selector.excluded_sources.is_empty() {
        object.insert(
            "ExcludeManagementEventSources".to_string(),
            values(&selector.excluded_sources),
        );
    }
    Json::Object(object)
}

pub(super) fn advanced(selector: &AdvancedSelector) -> Json {
    let mut object = Map::new();
    if let Some(name) = &selector.name {
        object.insert("Name".to_string(), json!(name.text));
    }
    let fields = selector.field_selectors.iter().map(|field_selector| {
        let mut field = Map::new();
        field.insert("Field".to_string(), json!(field_selector.name.text));
        for condition in &field_selector.conditions {
            field.insert(
                condition.operator.wire().to_string(),
                values(&condition.values),
            );
        }
        Json::Object(field)
    });
    object.insert(
        "FieldSelectors".to_string(),
        with_unknown(fields.collect(), &selector.unknown_parts),
    );
    Json::Object(object)
}

pub(super) fn insight(selector: &InsightSelector) -> Json {
    let mut object = Map::new();
    object.insert("InsightType".to_string(), json!(selector.insight_type.text));
    if !selector.categories.is_empty() {
        object.insert("EventCategories".to_string(), values(&selector.categories));
    }
    Json::Object(object)
}
