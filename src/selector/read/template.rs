//! CloudFormation templates: trails and event data stores among the resources, intrinsic functions as templates.

use super::selectors::configuration;
use super::values::Reader;
use crate::selector::model::{ConfigurationKind, FlagState};
use crate::selector::problem::Problem;
use crate::selector::source::{Entry, Node, NodeKind};

const TRAIL: &str = "AWS::CloudTrail::Trail";
const STORE: &str = "AWS::CloudTrail::EventDataStore";

/// Whether a document is a CloudFormation template or one of its resources.
pub(super) fn is_template(node: &Node) -> bool {
    let has_typed =
        |resources: &Node| resources.entries().iter().any(|entry| entry.value.get("Type").is_some());
    let is_resource = node.get("Properties").is_some()
        && node.get("Type").and_then(Node::text).is_some_and(|text| text.contains("::"));
    is_resource || node.get("Resources").is_some_and(has_typed)
}

/// Reads every trail and event data store of a template.
pub(super) fn read(reader: &mut Reader, node: &Node) {
    match node.get("Resources") {
        Some(resources) => resources.entries().iter().for_each(|entry| resource(reader, &entry.value)),
        None => resource(reader, node),
    }
    if reader.configurations.is_empty() {
        let message = "this template has neither a trail nor an event data store";
        reader.problems.push(Problem::error("not-a-configuration", node.place, message));
    }
}

fn resource(reader: &mut Reader, node: &Node) {
    let kind = match node.get("Type").and_then(Node::text) {
        Some(TRAIL) => ConfigurationKind::Trail,
        Some(STORE) => ConfigurationKind::EventDataStore,
        _ => return,
    };
    let Some(properties) = node.get("Properties") else {
        reader.problems.push(Problem::error("missing-key", node.place, "a resource without its Properties"));
        return;
    };
    if let Some(condition) = node.get("Condition").and_then(Node::text) {
        let message = format!("this resource exists only under the condition {condition}");
        reader.problems.push(Problem::warning("conditional-resource", node.place, message));
    }
    let properties = resolve(properties);
    let mut found = configuration(reader, &properties);
    found.kind = kind;
    found.place = node.place;
    if kind == ConfigurationKind::Trail {
        if found.scope.is_multi_region.is_none() {
            single_region_by_default(reader, node, "IsMultiRegionTrail");
        }
        found.scope.is_logging.iter().filter(|flag| matches!(flag.state, FlagState::Unknown(_))).for_each(
            |flag| {
                reader.problems.push(Problem::warning(
                    "unknown-flag",
                    flag.place,
                    "IsLogging is not known; taken as true",
                ));
            },
        );
    }
    reader.configurations.push(found);
}

/// Templates and commands make a single-Region trail unless told otherwise, in a Region they do not name.
pub(super) fn single_region_by_default(reader: &mut Reader, node: &Node, key: &str) {
    let message =
        format!("{key} is not set, which makes a trail of one Region; its Region is not in this text");
    let problem = Problem::warning("single-region-default", node.place, message);
    reader
        .problems
        .push(problem.remedy(format!("the verdicts assume every Region; set {key} to say which is meant")));
}

/// Replaces intrinsic functions by the text they stand for, unknown parts as `${…}`.
fn resolve(node: &Node) -> Node {
    let kind = match &node.kind {
        NodeKind::List(items) => NodeKind::List(items.iter().map(resolve).collect()),
        NodeKind::Map(entries) => match entries.as_slice() {
            [only] if is_function(&only.key) => function(&only.key, &only.value),
            _ => NodeKind::Map(
                entries.iter().map(|entry| Entry { value: resolve(&entry.value), ..entry.clone() }).collect(),
            ),
        },
        other => other.clone(),
    };
    Node::new(kind, node.place)
}

fn is_function(key: &str) -> bool {
    key == "Ref" || key.starts_with("Fn::")
}

fn function(name: &str, argument: &Node) -> NodeKind {
    let argument = resolve(argument);
    let named = || {
        let words = words(&argument);
        if words.is_empty() {
            unknown(name)
        } else {
            unknown(&format!("{} {words}", name.trim_start_matches("Fn::")))
        }
    };
    match (name, &argument.kind) {
        ("Ref", NodeKind::Text(text)) if text == "AWS::NoValue" => NodeKind::Null,
        ("Ref", NodeKind::Text(text)) => unknown(text),
        ("Fn::GetAtt", NodeKind::Text(text)) => unknown(text),
        ("Fn::GetAtt", NodeKind::List(_)) => unknown(&words(&argument).replace(' ', ".")),
        ("Fn::Sub", NodeKind::Text(text) | NodeKind::Template(text)) => substituted(text, &[]),
        ("Fn::Sub", NodeKind::List(parts)) => match parts.as_slice() {
            [first, variables] => match &first.kind {
                NodeKind::Text(text) | NodeKind::Template(text) => substituted(text, variables.entries()),
                _ => named(),
            },
            _ => named(),
        },
        ("Fn::Join", NodeKind::List(parts)) => joined(parts).unwrap_or_else(named),
        _ => named(),
    }
}

fn unknown(name: &str) -> NodeKind {
    NodeKind::Template(format!("${{{name}}}"))
}

/// The scalars of an argument, for a name: `FindInMap Buckets Logs Arn`.
fn words(node: &Node) -> String {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Number(text) => text.clone(),
        NodeKind::Template(text) => text.trim_start_matches("${").trim_end_matches('}').to_string(),
        NodeKind::Bool(value) => value.to_string(),
        NodeKind::List(items) => {
            items.iter().map(words).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
        NodeKind::Map(_) | NodeKind::Null => String::new(),
    }
}

/// `Fn::Sub`: `${Name}` is unknown unless the variables give its text; `${!Name}` is the plain text `${Name}`.
fn substituted(text: &str, variables: &[Entry]) -> NodeKind {
    let mut out = String::new();
    let mut is_known = true;
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, after) = rest.split_at(start);
        out.push_str(before);
        let Some(end) = after.find('}') else { break };
        let (placeholder, tail) = after.split_at(end + 1);
        let name = placeholder.get(2..end).unwrap_or("").trim();
        rest = tail;
        if let Some(plain) = name.strip_prefix('!') {
            out.push_str(&format!("${{{plain}}}"));
            continue;
        }
        match variables.iter().find(|entry| entry.key == name).map(|entry| &entry.value.kind) {
            Some(NodeKind::Text(text)) => out.push_str(text),
            Some(NodeKind::Template(text)) => {
                is_known = false;
                out.push_str(text);
            }
            _ => {
                is_known = false;
                out.push_str(placeholder);
            }
        }
    }
    out.push_str(rest);
    if is_known { NodeKind::Text(out) } else { NodeKind::Template(out) }
}

fn joined(parts: &[Node]) -> Option<NodeKind> {
    let [delimiter, list] = parts else {
        return None;
    };
    let delimiter = delimiter.text()?;
    let NodeKind::List(items) = &list.kind else {
        return None;
    };
    let mut texts = Vec::new();
    let mut is_known = true;
    for item in items {
        match &item.kind {
            NodeKind::Text(text) | NodeKind::Number(text) => texts.push(text.clone()),
            NodeKind::Template(text) => {
                is_known = false;
                texts.push(text.clone());
            }
            _ => return None,
        }
    }
    let text = texts.join(delimiter);
    Some(if is_known { NodeKind::Text(text) } else { NodeKind::Template(text) })
}
