//! Nodes → the small parts of the model: values, switches, lists of values. Collects the problems on the way.

use super::{Language, Reading};
use crate::selector::model::{Flag, FlagState, TrailConfiguration, Value, ValueKind};
use crate::selector::problem::Problem;
use crate::selector::source::{Node, NodeKind};

/// Gathers what a text holds.
#[derive(Default)]
pub(super) struct Reader {
    pub(super) configurations: Vec<TrailConfiguration>,
    pub(super) problems: Vec<Problem>,
    pub(super) language: Option<Language>,
    /// The CLI's shorthand writes a list of one value as the value.
    pub(super) takes_one_as_list: bool,
    /// An answer of the API lists operators that are not in use as empty lists.
    pub(super) is_answer: bool,
}

impl Reader {
    pub(super) fn finish(self) -> Reading {
        Reading { configurations: self.configurations, problems: self.problems, language: self.language }
    }

    /// A string. Booleans and numbers are taken by their text, as CloudFormation and Terraform do.
    pub(super) fn value(&mut self, node: &Node) -> Option<Value> {
        let (text, kind) = match &node.kind {
            NodeKind::Text(text) => (text.clone(), ValueKind::Literal),
            NodeKind::Template(text) => (text.clone(), ValueKind::Template),
            NodeKind::Bool(value) => (value.to_string(), ValueKind::Literal),
            NodeKind::Number(number) => (number.clone(), ValueKind::Literal),
            NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) => {
                self.wrong_type("a string", node);
                return None;
            }
        };
        if matches!(node.kind, NodeKind::Bool(_) | NodeKind::Number(_))
            && self.language == Some(Language::Json)
        {
            let problem = Problem::warning(
                "unquoted-value",
                node.place,
                format!("a string was expected, found {text}"),
            );
            self.problems.push(problem.remedy(format!("the CLI wants it in quotes: \"{text}\"")));
        }
        Some(Value { text, kind, place: node.place })
    }

    /// A string that may be missing.
    pub(super) fn optional_value(&mut self, node: Option<&Node>) -> Option<Value> {
        node.and_then(|node| self.value(node))
    }

    /// A switch; `"true"` counts as `true`.
    pub(super) fn flag(&mut self, node: Option<&Node>) -> Option<Flag> {
        let node = node?;
        let state = match &node.kind {
            NodeKind::Bool(true) => FlagState::On,
            NodeKind::Bool(false) => FlagState::Off,
            NodeKind::Text(text) if text.eq_ignore_ascii_case("true") => FlagState::On,
            NodeKind::Text(text) if text.eq_ignore_ascii_case("false") => FlagState::Off,
            NodeKind::Template(text) => FlagState::Unknown(text.clone()),
            _ => {
                self.wrong_type("true or false", node);
                return None;
            }
        };
        Some(Flag { state, place: node.place })
    }

    /// A list of strings.
    pub(super) fn values(&mut self, node: Option<&Node>) -> Vec<Value> {
        let Some(node) = node else { return Vec::new() };
        match &node.kind {
            NodeKind::List(items) => items.iter().filter_map(|item| self.list_item(item)).collect(),
            NodeKind::Template(text) => {
                vec![Value { text: text.clone(), kind: ValueKind::TemplateList, place: node.place }]
            }
            NodeKind::Text(_) | NodeKind::Bool(_) | NodeKind::Number(_) if self.takes_one_as_list => {
                self.value(node).into_iter().collect()
            }
            _ => {
                self.wrong_type("a list of strings", node);
                Vec::new()
            }
        }
    }

    /// In a plan, a value that is known only after apply is a null.
    fn list_item(&mut self, item: &Node) -> Option<Value> {
        if item.kind == NodeKind::Null && self.language == Some(Language::TerraformJson) {
            return Some(Value {
                text: "${known after apply}".to_string(),
                kind: ValueKind::Template,
                place: item.place,
            });
        }
        self.value(item)
    }

    pub(super) fn wrong_type(&mut self, expected: &str, node: &Node) {
        let message = format!("expected {expected}, found {}", node.describe());
        self.problems.push(Problem::error("wrong-type", node.place, message));
    }
}

/// The objects that stand under any of `keys`: one object, a list of them, or repeated blocks.
/// What is not known (a variable, a dynamic block) is in the second list.
pub(super) fn objects<'n>(
    reader: &mut Reader,
    node: &'n Node,
    keys: &[&str],
) -> Option<(Vec<&'n Node>, Vec<Value>)> {
    let mut found = Vec::new();
    let mut unknown = Vec::new();
    let mut is_stated = false;
    let matching = node
        .entries()
        .iter()
        .filter(|entry| keys.iter().any(|key| crate::selector::source::is_key(&entry.key, key)));
    for entry in matching {
        match &entry.value.kind {
            NodeKind::Null => continue,
            NodeKind::Map(_) => found.push(&entry.value),
            NodeKind::Template(text) => {
                unknown.push(Value { text: text.clone(), kind: ValueKind::TemplateList, place: entry.place });
            }
            NodeKind::List(items) => {
                for item in items {
                    match &item.kind {
                        NodeKind::Map(_) => found.push(item),
                        NodeKind::Template(text) => {
                            // One name may stand for any number of objects.
                            unknown.push(Value {
                                text: text.clone(),
                                kind: ValueKind::TemplateList,
                                place: item.place,
                            });
                        }
                        _ => reader.wrong_type("an object", item),
                    }
                }
            }
            _ => reader.wrong_type("a list of objects", &entry.value),
        }
        is_stated = true;
    }
    is_stated.then_some((found, unknown))
}
