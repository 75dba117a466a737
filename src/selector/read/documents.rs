//! Documents of JSON and YAML: finds by their keys what they are.

use super::selectors::{self, configuration, is_advanced, is_basic, is_configuration};
use super::values::Reader;
use super::{Language, template, terraform};
use crate::selector::model::{AdvancedSelector, TrailConfiguration};
use crate::selector::problem::Problem;
use crate::selector::source::{Node, NodeKind};

/// Wrappers around an answer: what recorders of API calls and several commands put around it.
const WRAPPERS: [&str; 6] = ["data", "Trail", "trailList", "EventDataStores", "Trails", "result"];

/// The code of the warning that selectors exist and are not in the text.
pub(super) const SELECTORS_ELSEWHERE: &str = "selectors-elsewhere";

/// Reads documents that stand one after the other.
pub(super) fn read(reader: &mut Reader, nodes: Vec<Node>) {
    for node in nodes {
        document(reader, &node, 0);
    }
}

fn document(reader: &mut Reader, node: &Node, depth: usize) {
    match &node.kind {
        NodeKind::List(items) => list(reader, node, items, depth),
        NodeKind::Map(_) => object(reader, node, depth),
        _ => refuse(reader, node),
    }
}

fn refuse(reader: &mut Reader, node: &Node) {
    let message = format!("expected a configuration, found {}", node.describe());
    reader.problems.push(Problem::error("not-a-configuration", node.place, message));
}

fn object(reader: &mut Reader, node: &Node, depth: usize) {
    if terraform::is_plan(node) {
        reader.language = Some(Language::TerraformJson);
        terraform::read_plan(reader, node);
    } else if template::is_template(node) {
        reader.language = Some(Language::CloudFormation);
        template::read(reader, node);
    } else if terraform::is_module(node) {
        terraform::read_module(reader, node);
    } else if node.entry("Records").is_some() && !is_configuration(node) {
        let problem = Problem::error("is-a-log", node.place, "this is a CloudTrail log, not a configuration");
        reader.problems.push(problem.remedy("open it with Open log files"));
    } else if is_configuration(node) {
        reader.language = reader.language.or(Some(Language::Json));
        reader.is_answer =
            ["TrailARN", "EventDataStoreArn", "HomeRegion"].iter().any(|key| node.entry(key).is_some());
        let mut found = configuration(reader, node);
        reader.is_answer = false;
        if found.scope.home_region.is_none() {
            found.scope.home_region = selectors::region_of_arn(found.arn.as_ref());
        }
        custom_selectors_elsewhere(reader, node, &found);
        reader.configurations.push(found);
    } else if is_basic(node) || is_advanced(node) || node.entry("InsightType").is_some() {
        list(reader, node, std::slice::from_ref(node), depth);
    } else if let Some(inner) = WRAPPERS.iter().find_map(|key| node.get(key)).filter(|_| depth < 4) {
        document(reader, inner, depth + 1);
    } else {
        let keys: Vec<&str> = node.entries().iter().take(5).map(|entry| entry.key.as_str()).collect();
        let message = format!("an object without event selectors; its keys are {}", keys.join(", "));
        reader.problems.push(Problem::error("not-a-configuration", node.place, message));
    }
}

/// `describe-trails` says that there are other selectors than the default, without saying which.
fn custom_selectors_elsewhere(reader: &mut Reader, node: &Node, found: &TrailConfiguration) {
    let has_custom =
        node.get("HasCustomEventSelectors").is_some_and(|value| value.kind == NodeKind::Bool(true));
    if has_custom && found.basic.is_none() && found.advanced.is_none() {
        let problem = Problem::warning(
            SELECTORS_ELSEWHERE,
            node.place,
            "this trail has event selectors of its own, which are not in this text",
        );
        reader.problems.push(problem.remedy("paste the answer of get-event-selectors below"));
    }
}

/// A bare list: of selectors, of one selector's fields, or of whole configurations.
fn list(reader: &mut Reader, node: &Node, items: &[Node], depth: usize) {
    reader.language = reader.language.or(Some(Language::Json));
    let mut found = TrailConfiguration { place: node.place, ..TrailConfiguration::default() };
    let objects: Vec<&Node> = items.iter().filter(|item| matches!(item.kind, NodeKind::Map(_))).collect();
    for item in items.iter().filter(|item| !matches!(item.kind, NodeKind::Map(_))) {
        reader.wrong_type("an object", item);
    }
    let Some(first) = objects.first() else {
        if items.is_empty() {
            reader.problems.push(
                Problem::error("no-selectors", node.place, "an empty list selects nothing")
                    .remedy("give at least one selector"),
            );
        }
        return;
    };
    if objects
        .iter()
        .any(|item| is_configuration(item) || WRAPPERS.iter().any(|key| item.entry(key).is_some()))
    {
        if depth < 4 {
            objects.into_iter().for_each(|item| document(reader, item, depth + 1));
        }
        return;
    }
    let has_basic = objects.iter().any(|item| is_basic(item));
    let has_advanced = objects.iter().any(|item| is_advanced(item));
    if has_basic {
        found.basic = Some(
            objects
                .iter()
                .filter(|item| !is_advanced(item))
                .map(|item| selectors::basic(reader, item))
                .collect(),
        );
    }
    if has_advanced {
        found.advanced = Some(
            objects
                .iter()
                .filter(|item| !is_basic(item))
                .map(|item| selectors::advanced(reader, item))
                .collect(),
        );
    }
    if has_basic || has_advanced {
        reader.configurations.push(found);
    } else if first.entry("InsightType").is_some() {
        found.insights = Some(objects.iter().filter_map(|item| selectors::insight(reader, item)).collect());
        reader.configurations.push(found);
    } else if first.entry("Field").is_some() {
        let field_selectors =
            objects.iter().filter_map(|item| selectors::field_selector(reader, item)).collect();
        found.advanced = Some(vec![AdvancedSelector {
            field_selectors,
            place: node.place,
            ..AdvancedSelector::default()
        }]);
        reader.configurations.push(found);
    } else if first.entry("eventVersion").is_some() {
        let problem =
            Problem::error("is-a-log", node.place, "these are CloudTrail records, not a configuration");
        reader.problems.push(problem.remedy("open them with Open log files"));
    } else {
        let message = "a list without event selectors";
        reader.problems.push(Problem::error("not-a-configuration", first.place, message));
    }
}
