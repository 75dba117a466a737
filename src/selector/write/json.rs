//! The input of `put-event-selectors --cli-input-json`, also what `get-event-selectors` answers.

use serde_json::Value as Json;

use crate::selector::model::{
    AdvancedSelector, BasicSelector, ConfigurationKind, Flag, FlagState, InsightSelector, Place,
    TrailConfiguration, Value, ValueKind,
};
use crate::selector::source::{Entry, Node, NodeKind};

/// Selectors as JSON, indented by two blanks, keys in CloudTrail's order.
pub fn cli_json(configuration: &TrailConfiguration) -> String {
    let mut entries = Vec::new();
    if let Some(name) = configuration.name.as_ref().or(configuration.arn.as_ref()) {
        let is_store = configuration.kind == ConfigurationKind::EventDataStore;
        entries.push(entry(if is_store { "EventDataStore" } else { "TrailName" }, text(name)));
    }
    // Selectors that a variable holds stand in the list as that variable.
    let unknown = &configuration.unknown_selectors;
    if let Some(selectors) = &configuration.basic {
        let held = if configuration.advanced.is_none() { unknown.as_slice() } else { &[] };
        entries.push(entry("EventSelectors", with_unknown(selectors.iter().map(basic).collect(), held)));
    }
    if configuration.advanced.is_some() || configuration.basic.is_none() && !unknown.is_empty() {
        let selectors = configuration.advanced.iter().flatten().map(advanced).collect();
        entries.push(entry("AdvancedEventSelectors", with_unknown(selectors, unknown)));
    }
    if let Some(insights) = &configuration.insights {
        entries.push(entry("InsightSelectors", list(insights, insight)));
    }
    let mut out = String::new();
    print(&map(entries), Some(0), &mut out);
    out.push('\n');
    out
}

/// A node as JSON: indented from `depth` on, or all on one line.
pub(super) fn print(node: &Node, depth: Option<usize>, out: &mut String) {
    let inner = depth.map(|depth| depth + 1);
    let line = |depth: Option<usize>, out: &mut String| {
        if let Some(depth) = depth {
            out.push('\n');
            out.push_str(&"  ".repeat(depth));
        }
    };
    match &node.kind {
        NodeKind::Null => out.push_str("null"),
        NodeKind::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        NodeKind::Number(text) => out.push_str(text),
        NodeKind::Text(text) | NodeKind::Template(text) => out.push_str(&quoted(text)),
        NodeKind::List(items) if items.is_empty() => out.push_str("[]"),
        NodeKind::List(items) => {
            // A list of values stays on its line.
            let is_flat = items.iter().all(|item| item.entries().is_empty());
            let inner = if is_flat { None } else { inner };
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, inner, out);
                line(inner, out);
                print(item, inner, out);
            }
            line(depth.filter(|_| !is_flat), out);
            out.push(']');
        }
        NodeKind::Map(entries) if entries.is_empty() => out.push_str("{}"),
        NodeKind::Map(entries) => {
            out.push('{');
            for (index, entry) in entries.iter().enumerate() {
                separate(index, inner, out);
                line(inner, out);
                out.push_str(&quoted(&entry.key));
                out.push_str(": ");
                print(&entry.value, inner, out);
            }
            line(depth, out);
            out.push('}');
        }
    }
}

fn separate(index: usize, depth: Option<usize>, out: &mut String) {
    if index > 0 {
        out.push_str(if depth.is_some() { "," } else { ", " });
    }
}

fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

pub(super) fn node(kind: NodeKind) -> Node {
    Node::new(kind, Place::default())
}

pub(super) fn text(value: &Value) -> Node {
    node(NodeKind::Text(value.text.clone()))
}

pub(super) fn map(entries: Vec<Entry>) -> Node {
    node(NodeKind::Map(entries))
}

pub(super) fn entry(key: &str, value: Node) -> Entry {
    Entry { key: key.to_string(), place: Place::default(), value }
}

/// The nodes of a list of selectors.
pub(super) fn list<T>(items: &[T], one: fn(&T) -> Node) -> Node {
    node(NodeKind::List(items.iter().map(one).collect()))
}

/// A list of values; a list that is unknown as a whole is its template.
pub(super) fn values(values: &[Value]) -> Node {
    match values {
        [only] if only.kind == ValueKind::TemplateList => text(only),
        _ => list(values, text),
    }
}

pub(super) fn flag(flag: &Flag) -> Node {
    node(match &flag.state {
        FlagState::On => NodeKind::Bool(true),
        FlagState::Off => NodeKind::Bool(false),
        FlagState::Unknown(text) => NodeKind::Text(text.clone()),
    })
}

/// Parts that a variable holds; alone they are the list, beside others they stand in it.
pub(super) fn with_unknown(mut items: Vec<Node>, unknown: &[Value]) -> Node {
    match unknown {
        [only] if items.is_empty() && only.kind == ValueKind::TemplateList => text(only),
        _ => {
            items.extend(unknown.iter().map(text));
            node(NodeKind::List(items))
        }
    }
}

/// One of `EventSelectors`.
pub(super) fn basic(selector: &BasicSelector) -> Node {
    let mut entries = Vec::new();
    entries.extend(selector.read_write_type.as_ref().map(|value| entry("ReadWriteType", text(value))));
    entries.extend(
        selector.includes_management.as_ref().map(|switch| entry("IncludeManagementEvents", flag(switch))),
    );
    if !selector.data_resources.is_empty() || !selector.unknown_parts.is_empty() {
        let resources = selector.data_resources.iter();
        let resources = resources.map(|resource| {
            map(vec![entry("Type", text(&resource.resource_type)), entry("Values", values(&resource.values))])
        });
        entries.push(entry("DataResources", with_unknown(resources.collect(), &selector.unknown_parts)));
    }
    if !selector.excluded_sources.is_empty() {
        entries.push(entry("ExcludeManagementEventSources", values(&selector.excluded_sources)));
    }
    map(entries)
}

/// One of `AdvancedEventSelectors`.
pub(super) fn advanced(selector: &AdvancedSelector) -> Node {
    let mut entries = Vec::new();
    entries.extend(selector.name.as_ref().map(|name| entry("Name", text(name))));
    let fields = selector.field_selectors.iter().map(|field_selector| {
        let conditions = field_selector.conditions.iter();
        let conditions =
            conditions.map(|condition| entry(condition.operator.wire(), values(&condition.values)));
        map(std::iter::once(entry("Field", text(&field_selector.name))).chain(conditions).collect())
    });
    entries.push(entry("FieldSelectors", with_unknown(fields.collect(), &selector.unknown_parts)));
    map(entries)
}

/// One of `InsightSelectors`.
pub(super) fn insight(selector: &InsightSelector) -> Node {
    let mut entries = vec![entry("InsightType", text(&selector.insight_type))];
    if !selector.categories.is_empty() {
        entries.push(entry("EventCategories", values(&selector.categories)));
    }
    map(entries)
}
