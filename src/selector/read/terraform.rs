//! Terraform: resources and module inputs of HCL (or its JSON syntax), and `terraform show -json`.

use super::Language;
use super::selectors::{configuration, is_configuration, region_of_arn, states_selectors};
use super::template::single_region_by_default;
use super::values::Reader;
use crate::selector::model::{ConfigurationKind, TrailConfiguration, Value, ValueKind};
use crate::selector::problem::Problem;
use crate::selector::source::{Entry, MAX_DEPTH, Node, NodeKind};

const TRAIL: &str = "aws_cloudtrail";
const STORE: &str = "aws_cloudtrail_event_data_store";

/// Whether a JSON document is in Terraform's JSON syntax.
pub(super) fn is_module(node: &Node) -> bool {
    let has = |key: &str, inner: &str| {
        node.entry(key).is_some_and(|entry| blocks(&entry.value).any(|block| block.entry(inner).is_some()))
    };
    has("resource", TRAIL) || has("resource", STORE)
}

/// Reads a module: its resources, the inputs of the modules it calls, and selectors given as values.
pub(super) fn read_module(reader: &mut Reader, module: &Node) {
    reader.language = Some(Language::Terraform);
    let region = provider_region(reader, module);
    for entry in module.entries() {
        match entry.key.as_str() {
            "resource" => resources(reader, &entry.value, region.as_ref()),
            "module" => calls(reader, &entry.value),
            "locals" => blocks(&entry.value)
                .filter(|block| states_selectors(block))
                .for_each(|block| inputs(reader, block)),
            "variable" => variables(reader, &entry.value),
            _ => {}
        }
    }
    if states_selectors(module) {
        inputs(reader, module);
    }
    if reader.configurations.is_empty() && !reader.problems.iter().any(Problem::is_error) {
        let message = "this text has neither an aws_cloudtrail resource nor event selectors";
        let problem = Problem::error("not-a-configuration", module.place, message);
        reader.problems.push(problem);
    }
}

/// The bodies of a block: itself, or each of a list of them.
fn blocks(node: &Node) -> Box<dyn Iterator<Item = &Node> + '_> {
    match &node.kind {
        NodeKind::List(items) => Box::new(items.iter()),
        _ => Box::new(std::iter::once(node)),
    }
}

/// The entries inside a labelled block: (label, body).
fn labelled(node: &Node) -> impl Iterator<Item = (&Entry, &Node)> {
    blocks(node).flat_map(Node::entries).flat_map(|entry| blocks(&entry.value).map(move |body| (entry, body)))
}

fn provider_region(reader: &mut Reader, module: &Node) -> Option<Value> {
    let providers = module.entries().iter().filter(|entry| entry.key == "provider");
    let mut regions = providers
        .flat_map(|entry| labelled(&entry.value))
        .filter(|(label, body)| label.key == "aws" && body.get("alias").is_none());
    let region = regions.next().and_then(|(_, body)| body.get("region"));
    reader.optional_value(region).filter(|value| value.kind == ValueKind::Literal)
}

fn resources(reader: &mut Reader, node: &Node, region: Option<&Value>) {
    for (kind, named) in labelled(node).filter(|(label, _)| label.key == TRAIL || label.key == STORE) {
        for (_, body) in labelled(named) {
            repeated(reader, body);
            let found = resource(reader, &kind.key, body, region);
            reader.configurations.push(found);
        }
    }
}

/// `count` and `for_each` make several resources, or none, of one.
fn repeated(reader: &mut Reader, body: &Node) {
    for key in ["for_each", "count"] {
        if let Some(entry) = body.entry(key).filter(|entry| matches!(entry.value.kind, NodeKind::Template(_)))
        {
            let message = format!("how many of these exist is not known: {key} = {}", plain(&entry.value));
            reader.problems.push(Problem::warning("conditional-resource", entry.place, message));
        }
    }
}

fn plain(node: &Node) -> String {
    match &node.kind {
        NodeKind::Template(text) => text.trim_start_matches("${").trim_end_matches('}').to_string(),
        _ => node.describe(),
    }
}

fn resource(reader: &mut Reader, kind: &str, body: &Node, region: Option<&Value>) -> TrailConfiguration {
    let mut found = configuration(reader, body);
    if kind == STORE {
        found.kind = ConfigurationKind::EventDataStore;
        return found;
    }
    found.kind = ConfigurationKind::Trail;
    if found.scope.home_region.is_none() {
        found.scope.home_region = region_of_arn(found.arn.as_ref()).or_else(|| region.cloned());
    }
    if found.scope.is_multi_region.is_none() {
        single_region_by_default(reader, body, "is_multi_region_trail");
    }
    found
}

fn calls(reader: &mut Reader, node: &Node) {
    for (_, body) in labelled(node) {
        if states_selectors(body) {
            repeated(reader, body);
            inputs(reader, body);
        }
    }
}

fn inputs(reader: &mut Reader, body: &Node) {
    let found = configuration(reader, body);
    reader.configurations.push(found);
}

/// A variable named for selectors, by its default.
fn variables(reader: &mut Reader, node: &Node) {
    for (label, body) in labelled(node) {
        if let Some(default) = body.get("default") {
            let entry = Entry { key: label.key.clone(), place: default.place, value: default.clone() };
            let holder = Node::new(NodeKind::Map(vec![entry]), default.place);
            if states_selectors(&holder)
                && !matches!(&default.kind, NodeKind::List(items) if items.is_empty())
            {
                inputs(reader, &holder);
            }
        }
    }
}

/// Whether a document comes from `terraform show -json` or is a state file.
pub(super) fn is_plan(node: &Node) -> bool {
    let has_root = |key: &str| node.get(key).is_some_and(|values| values.get("root_module").is_some());
    let is_state = node.get("terraform_version").is_some() && node.get("resources").is_some();
    has_root("planned_values") || has_root("values") || node.get("resource_changes").is_some() || is_state
}

/// Reads the resources of a plan or a state.
pub(super) fn read_plan(reader: &mut Reader, node: &Node) {
    let parts = ["planned_values", "values", "resource_changes", "resources"];
    if let Some(part) = parts.iter().find_map(|key| node.get(key)) {
        instances(reader, part, 0);
    }
    if reader.configurations.is_empty() {
        let message = "this plan or state has no aws_cloudtrail resource";
        reader.problems.push(Problem::error("not-a-configuration", node.place, message));
    }
}

fn instances(reader: &mut Reader, node: &Node, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    let kind = node.get("type").and_then(Node::text).filter(|kind| matches!(*kind, TRAIL | STORE));
    match (kind, &node.kind) {
        (Some(kind), _) => {
            let after = node.get("change").and_then(|change| change.get("after"));
            let single = node.get("values").or(after);
            let several = node.get("instances").map(Node::items).unwrap_or_default();
            for values in
                single.into_iter().chain(several.iter().filter_map(|instance| instance.get("attributes")))
            {
                if is_configuration(values) || values.get("name").is_some() {
                    let found = applied(reader, kind, values);
                    reader.configurations.push(found);
                }
            }
        }
        (None, NodeKind::List(items)) => items.iter().for_each(|item| instances(reader, item, depth + 1)),
        (None, NodeKind::Map(entries)) => {
            entries.iter().for_each(|entry| instances(reader, &entry.value, depth + 1));
        }
        _ => {}
    }
}

/// A plan lists blocks that are not there as empty lists; they are left out.
fn applied(reader: &mut Reader, kind: &str, values: &Node) -> TrailConfiguration {
    let is_there = |entry: &&Entry| !matches!(&entry.value.kind, NodeKind::List(items) if items.is_empty());
    let stated =
        Node::new(NodeKind::Map(values.entries().iter().filter(is_there).cloned().collect()), values.place);
    reader.is_answer = true;
    let found = resource(reader, kind, &stated, None);
    reader.is_answer = false;
    found
}
