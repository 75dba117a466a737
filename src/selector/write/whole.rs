//! Everything that was read, as JSON: what the form editor writes into the text.
//!
//! The keys are those of CloudTrail's own answers (`describe-trails`, `get-trail-status`, `get-event-selectors`), put
//! together into one object for each trail. Unlike the forms for the tools this one leaves nothing out.
//!
//! **Invariant:** reading it gives the same configurations, scope and delivery included.

use super::json::{self, entry, flag, list, map, node, print, text, values, with_unknown};
use crate::selector::model::{Aggregation, ConfigurationKind, ContextKeys, Flag, TrailConfiguration};
use crate::selector::source::{Entry, Node, NodeKind};

/// The configurations as JSON, indented by two blanks: one object, or a list where there are several.
pub fn whole_json(configurations: &[TrailConfiguration]) -> String {
    let whole = match configurations {
        [only] => one(only),
        several => list(several, one),
    };
    let mut out = String::new();
    print(&whole, Some(0), &mut out);
    out.push('\n');
    out
}

fn one(configuration: &TrailConfiguration) -> Node {
    let is_store = configuration.kind == ConfigurationKind::EventDataStore;
    let key = |of_trail: &'static str, of_store: &'static str| if is_store { of_store } else { of_trail };
    let scope = &configuration.scope;
    let delivery = &configuration.delivery;
    let mut entries = Vec::new();
    add(&mut entries, "Name", configuration.name.as_ref(), text);
    add(&mut entries, key("TrailARN", "EventDataStoreArn"), configuration.arn.as_ref(), text);
    add(&mut entries, "HomeRegion", scope.home_region.as_ref(), text);
    let flags: [(&str, Option<&Flag>); 6] = [
        (key("IsMultiRegionTrail", "MultiRegionEnabled"), scope.is_multi_region.as_ref()),
        ("IncludeGlobalServiceEvents", scope.includes_global_services.as_ref()),
        (key("IsOrganizationTrail", "OrganizationEnabled"), scope.is_organization.as_ref()),
        (key("IsLogging", "IngestionEnabled"), scope.is_logging.as_ref()),
        ("RecursiveLogging", scope.has_recursive_logging.as_ref()),
        ("LogFileValidationEnabled", delivery.validates_log_files.as_ref()),
    ];
    for (name, switch) in flags {
        add(&mut entries, name, switch, flag);
    }
    add(&mut entries, "KmsKeyId", delivery.kms_key.as_ref(), text);
    add(&mut entries, "CloudWatchLogsLogGroupArn", delivery.log_group.as_ref(), text);
    selectors(configuration, &mut entries);
    if let Some(insights) = &configuration.insights {
        entries.push(entry("InsightSelectors", list(insights, json::insight)));
    }
    if !configuration.aggregations.is_empty() {
        entries.push(entry("AggregationConfigurations", list(&configuration.aggregations, aggregation)));
    }
    if !configuration.context_keys.is_empty() {
        entries.push(entry("ContextKeySelectors", list(&configuration.context_keys, context_keys)));
    }
    mark(configuration, &mut entries);
    map(entries)
}

fn add<T>(entries: &mut Vec<Entry>, key: &str, part: Option<&T>, write: fn(&T) -> Node) {
    entries.extend(part.map(|part| entry(key, write(part))));
}

fn selectors(configuration: &TrailConfiguration, entries: &mut Vec<Entry>) {
    // Selectors that a variable holds stand in the list as that variable.
    let unknown = configuration.unknown_selectors.as_slice();
    let (of_basic, of_advanced) = if configuration.basic.is_some() && configuration.advanced.is_none() {
        (unknown, &[][..])
    } else {
        (&[][..], unknown)
    };
    if let Some(basic) = &configuration.basic {
        let nodes = basic.iter().map(json::basic).collect();
        entries.push(entry("EventSelectors", with_unknown(nodes, of_basic)));
    }
    if configuration.advanced.is_some() || !of_advanced.is_empty() {
        let nodes = configuration.advanced.iter().flatten().map(json::advanced).collect();
        entries.push(entry("AdvancedEventSelectors", with_unknown(nodes, of_advanced)));
    }
}

/// What makes an object a configuration, and of this kind, is that one of some keys stands there; a null says no more.
fn mark(configuration: &TrailConfiguration, entries: &mut Vec<Entry>) {
    let mut need = |keys: &[&str], marker: &str| {
        if !entries.iter().any(|entry| keys.contains(&entry.key.as_str())) {
            entries.push(entry(marker, node(NodeKind::Null)));
        }
    };
    match configuration.kind {
        ConfigurationKind::EventDataStore => {
            need(&["EventDataStoreArn", "MultiRegionEnabled", "OrganizationEnabled"], "MultiRegionEnabled");
        }
        ConfigurationKind::Trail => need(
            &[
                "TrailARN",
                "IsMultiRegionTrail",
                "IncludeGlobalServiceEvents",
                "IsOrganizationTrail",
                "EventSelectors",
                "AdvancedEventSelectors",
                "InsightSelectors",
            ],
            "EventSelectors",
        ),
    }
}

fn aggregation(aggregation: &Aggregation) -> Node {
    let mut entries = Vec::new();
    add(&mut entries, "EventCategory", aggregation.category.as_ref(), text);
    entries.push(entry("Templates", values(&aggregation.templates)));
    map(entries)
}

fn context_keys(keys: &ContextKeys) -> Node {
    map(vec![entry("Type", text(&keys.kind)), entry("Equals", values(&keys.keys))])
}

/// Whether a text is exactly what this writes for what it says.
pub fn is_whole_json(text: &str, configurations: &[TrailConfiguration]) -> bool {
    text.trim() == whole_json(configurations).trim()
}
