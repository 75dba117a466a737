//! Nodes → selectors and scope. One reader for all spellings: keys are compared without case and joining.

use super::values::{Reader, objects};
use crate::selector::model::{
    AdvancedSelector, Aggregation, BasicSelector, Condition, ConfigurationKind, ContextKeys, DataResource,
    Delivery, FieldSelector, InsightSelector, Operator, Place, Scope, TrailConfiguration, Value,
};
use crate::selector::problem::Problem;
use crate::selector::source::{Entry, Node, NodeKind, is_key};

const BASIC_KEYS: [&str; 2] = ["EventSelectors", "EventSelector"];
const ADVANCED_KEYS: [&str; 2] = ["AdvancedEventSelectors", "AdvancedEventSelector"];
const INSIGHT_KEYS: [&str; 2] = ["InsightSelectors", "InsightSelector"];

/// Keys that only an event data store has.
const STORE_KEYS: [&str; 6] = [
    "EventDataStoreArn",
    "MultiRegionEnabled",
    "OrganizationEnabled",
    "TerminationProtectionEnabled",
    "RetentionPeriod",
    "BillingMode",
];

/// Keys that make an object the description of a trail, even without selectors.
const TRAIL_KEYS: [&str; 7] = [
    "TrailARN",
    "TrailName",
    "IsMultiRegionTrail",
    "IncludeGlobalServiceEvents",
    "IsOrganizationTrail",
    "S3BucketName",
    "HasCustomEventSelectors",
];

/// Whether an object states selectors of any kind.
pub(super) fn states_selectors(node: &Node) -> bool {
    let keys = BASIC_KEYS.iter().chain(&ADVANCED_KEYS).chain(&INSIGHT_KEYS);
    keys.into_iter().any(|key| node.entry(key).is_some())
}

/// Whether an object describes a trail or an event data store.
pub(super) fn is_configuration(node: &Node) -> bool {
    states_selectors(node) || TRAIL_KEYS.iter().chain(&STORE_KEYS).any(|key| node.entry(key).is_some())
}

pub(super) fn is_basic(node: &Node) -> bool {
    [
        "ReadWriteType",
        "IncludeManagementEvents",
        "DataResources",
        "DataResource",
        "ExcludeManagementEventSources",
    ]
    .iter()
    .any(|key| node.entry(key).is_some())
}

pub(super) fn is_advanced(node: &Node) -> bool {
    ["FieldSelectors", "FieldSelector"].iter().any(|key| node.entry(key).is_some())
}

/// Reads everything an object says about one trail or event data store.
pub(super) fn configuration(reader: &mut Reader, node: &Node) -> TrailConfiguration {
    let is_store = STORE_KEYS.iter().any(|key| node.entry(key).is_some());
    let mut configuration = TrailConfiguration {
        kind: if is_store { ConfigurationKind::EventDataStore } else { ConfigurationKind::Trail },
        place: node.place,
        ..TrailConfiguration::default()
    };
    let first = |keys: &[&str]| keys.iter().find_map(|key| node.get(key));
    configuration.name =
        reader.optional_value(first(&["Name", "TrailName", "CloudtrailName", "EventDataStore"]));
    configuration.arn = reader.optional_value(first(&["TrailARN", "EventDataStoreArn", "Arn"]));
    if configuration.name.as_ref().is_some_and(|name| name.text.starts_with("arn:")) {
        configuration.arn = configuration.arn.take().or(configuration.name.take());
    }
    configuration.scope = scope(reader, node);
    configuration.delivery = Delivery {
        validates_log_files: reader.flag(first(&["LogFileValidationEnabled", "EnableLogFileValidation"])),
        kms_key: reader.optional_value(first(&["KmsKeyId", "KmsKeyAlias"])),
        log_group: reader.optional_value(first(&["CloudWatchLogsLogGroupArn", "CloudWatchLogsGroupArn"])),
    };
    if let Some((nodes, unknown)) = objects(reader, node, &BASIC_KEYS) {
        configuration.unknown_selectors.extend(unknown);
        let is_only_unknown = nodes.is_empty() && !configuration.unknown_selectors.is_empty();
        configuration.basic =
            (!is_only_unknown).then(|| nodes.into_iter().map(|node| basic(reader, node)).collect());
    }
    if let Some((nodes, unknown)) = objects(reader, node, &ADVANCED_KEYS) {
        let is_only_unknown = nodes.is_empty() && !unknown.is_empty();
        configuration.unknown_selectors.extend(unknown);
        configuration.advanced =
            (!is_only_unknown).then(|| nodes.into_iter().map(|node| advanced(reader, node)).collect());
    }
    if let Some((nodes, _)) = objects(reader, node, &INSIGHT_KEYS) {
        configuration.insights = Some(nodes.into_iter().filter_map(|node| insight(reader, node)).collect());
    }
    if let Some((nodes, _)) =
        objects(reader, node, &["AggregationConfigurations", "AggregationConfiguration"])
    {
        configuration.aggregations = nodes.into_iter().map(|node| aggregation(reader, node)).collect();
    }
    if let Some((nodes, _)) = objects(reader, node, &["ContextKeySelectors"]) {
        configuration.context_keys =
            nodes.into_iter().filter_map(|node| context_keys(reader, node)).collect();
    }
    unknown_selectors(reader, &configuration);
    configuration
}

fn unknown_selectors(reader: &mut Reader, configuration: &TrailConfiguration) {
    for value in &configuration.unknown_selectors {
        let message = format!("selectors that this text does not tell: {value}");
        reader.problems.push(Problem::warning("unknown-selectors", value.place, message));
    }
}

fn scope(reader: &mut Reader, node: &Node) -> Scope {
    let first = |keys: &[&str]| keys.iter().find_map(|key| node.get(key));
    Scope {
        is_multi_region: reader.flag(first(&["IsMultiRegionTrail", "MultiRegionEnabled"])),
        home_region: reader.optional_value(first(&["HomeRegion"])),
        includes_global_services: reader.flag(first(&["IncludeGlobalServiceEvents"])),
        is_organization: reader.flag(first(&["IsOrganizationTrail", "OrganizationEnabled"])),
        is_logging: reader.flag(first(&["IsLogging", "EnableLogging", "IngestionEnabled"])),
        has_recursive_logging: reader.flag(first(&["RecursiveLogging"])),
    }
}

/// One of `EventSelectors`.
pub(super) fn basic(reader: &mut Reader, node: &Node) -> BasicSelector {
    unknown_keys(
        reader,
        node,
        &[
            "ReadWriteType",
            "IncludeManagementEvents",
            "DataResources",
            "DataResource",
            "ExcludeManagementEventSources",
        ],
    );
    let (resources, unknown_parts) =
        objects(reader, node, &["DataResources", "DataResource"]).unwrap_or_default();
    BasicSelector {
        read_write_type: reader.optional_value(node.get("ReadWriteType")),
        includes_management: reader.flag(node.get("IncludeManagementEvents")),
        data_resources: resources.into_iter().filter_map(|node| data_resource(reader, node)).collect(),
        excluded_sources: reader.values(node.get("ExcludeManagementEventSources")),
        unknown_parts,
        place: node.place,
    }
}

fn data_resource(reader: &mut Reader, node: &Node) -> Option<DataResource> {
    unknown_keys(reader, node, &["Type", "Values"]);
    let Some(resource_type) = reader.optional_value(node.get("Type")) else {
        reader.problems.push(missing("Type", "a data resource", node.place));
        return None;
    };
    Some(DataResource { resource_type, values: reader.values(node.get("Values")), place: node.place })
}

/// One of `AdvancedEventSelectors`.
pub(super) fn advanced(reader: &mut Reader, node: &Node) -> AdvancedSelector {
    unknown_keys(reader, node, &["Name", "FieldSelectors", "FieldSelector"]);
    let (fields, unknown_parts) =
        objects(reader, node, &["FieldSelectors", "FieldSelector"]).unwrap_or_default();
    let name = reader.optional_value(node.get("Name"));
    let field_selectors = fields.into_iter().filter_map(|node| field_selector(reader, node)).collect();
    AdvancedSelector { name, field_selectors, unknown_parts, place: node.place }
}

/// One of `FieldSelectors`.
pub(super) fn field_selector(reader: &mut Reader, node: &Node) -> Option<FieldSelector> {
    let Some(name) = reader.optional_value(node.get("Field")) else {
        reader.problems.push(missing("Field", "a field selector", node.place));
        return None;
    };
    let mut conditions: Vec<Condition> = Vec::new();
    for entry in node.entries().iter().filter(|entry| !is_key(&entry.key, "Field")) {
        let Some(operator) = Operator::ALL.into_iter().find(|operator| is_key(&entry.key, operator.wire()))
        else {
            let known = Operator::ALL.map(Operator::wire).join(", ");
            let problem = Problem::error(
                "unknown-operator",
                entry.place,
                format!("an operator that CloudTrail does not know: {}", entry.key),
            );
            reader.problems.push(
                problem
                    .exception("InvalidEventSelectorsException")
                    .remedy(format!("the operators are {known}")),
            );
            continue;
        };
        conditions.extend(condition(reader, operator, entry));
    }
    conditions.sort_by_key(|condition| condition.operator);
    Some(FieldSelector { name, conditions, place: node.place })
}

/// An operator; `None` where it is not in use.
fn condition(reader: &mut Reader, operator: Operator, entry: &Entry) -> Option<Condition> {
    let is_empty = matches!(&entry.value.kind, NodeKind::List(items) if items.is_empty());
    if entry.value.kind == NodeKind::Null || is_empty && reader.is_answer {
        return None;
    }
    if is_empty {
        let message = format!("{} has no value", operator.wire());
        let problem = Problem::error("empty-operator", entry.place, message);
        reader.problems.push(problem.remedy("give at least one value or leave the operator out"));
        return None;
    }
    let values = reader.values(Some(&entry.value));
    (!values.is_empty()).then_some(Condition { operator, values, place: entry.place })
}

pub(super) fn insight(reader: &mut Reader, node: &Node) -> Option<InsightSelector> {
    let Some(insight_type) = reader.optional_value(node.get("InsightType")) else {
        reader.problems.push(missing("InsightType", "an Insight selector", node.place));
        return None;
    };
    Some(InsightSelector {
        insight_type,
        categories: reader.values(node.get("EventCategories")),
        place: node.place,
    })
}

fn aggregation(reader: &mut Reader, node: &Node) -> Aggregation {
    Aggregation {
        category: reader.optional_value(node.get("EventCategory")),
        templates: reader.values(node.get("Templates")),
        place: node.place,
    }
}

fn context_keys(reader: &mut Reader, node: &Node) -> Option<ContextKeys> {
    let Some(kind) = reader.optional_value(node.get("Type")) else {
        reader.problems.push(missing("Type", "a context key selector", node.place));
        return None;
    };
    Some(ContextKeys { kind, keys: reader.values(node.get("Equals")), place: node.place })
}

fn missing(key: &str, of: &str, place: Place) -> Problem {
    Problem::error("missing-key", place, format!("{of} without its {key}")).remedy(format!("add {key}"))
}

fn unknown_keys(reader: &mut Reader, node: &Node, known: &[&str]) {
    for entry in node.entries().iter().filter(|entry| !known.iter().any(|key| is_key(&entry.key, key))) {
        let message = format!("a key that is not part of a selector: {}", entry.key);
        let problem = Problem::warning("unknown-key", entry.place, message);
        reader.problems.push(problem.remedy(format!("the keys are {}", known.join(", "))));
    }
}

/// The trail's Region, where its ARN tells it.
pub(super) fn region_of_arn(arn: Option<&Value>) -> Option<Value> {
    let arn = arn?;
    let region = arn.known()?.split(':').nth(3).filter(|region| region.contains('-'))?;
    Some(Value { text: region.to_string(), ..arn.clone() })
}
