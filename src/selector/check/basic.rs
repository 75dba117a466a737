//! Rules about basic selectors.

use super::{refused, slip, unknown_value};
use crate::selector::model::{
    BasicSelector, ConfigurationKind, DataResource, Flag, FlagState, Place, ReadWriteType,
    TrailConfiguration, Value, ValueKind, is_stated,
};
use crate::selector::problem::Problem;
use crate::selector::tables::{BASIC_TYPES, EXCLUDABLE_SOURCES, LEGACY_BASIC_TYPES, PARTITIONS, limits};

pub(super) fn check(
    configuration: &TrailConfiguration,
    selectors: &[BasicSelector],
    problems: &mut Vec<Problem>,
) {
    if configuration.kind == ConfigurationKind::EventDataStore && !selectors.is_empty() {
        let place = selectors.first().map_or(Place::default(), |selector| selector.place);
        problems.push(refused(
            "basic-on-store",
            place,
            "event data stores have advanced event selectors only",
        ));
    }
    let none_decide = configuration.advanced.as_ref().is_none_or(Vec::is_empty)
        && configuration.unknown_selectors.is_empty();
    if selectors.is_empty() && none_decide {
        problems.push(
            refused("no-selectors", configuration.place, "an empty list of event selectors")
                .remedy("give 1 to 5 selectors"),
        );
    }
    if let Some(extra) = selectors.get(limits::BASIC_SELECTORS) {
        let message = format!(
            "a trail has at most {} basic event selectors, not {}",
            limits::BASIC_SELECTORS,
            selectors.len()
        );
        problems.push(refused("too-many-selectors", extra.place, message));
    }
    let values =
        selectors.iter().flat_map(|selector| &selector.data_resources).flat_map(|resource| &resource.values);
    let counted: Vec<&Value> = values.filter(|value| !is_all(&value.text)).collect();
    if let Some(extra) = counted.get(limits::DATA_RESOURCE_VALUES) {
        let message = format!(
            "a trail has at most {} data resources over all its selectors, not {}",
            limits::DATA_RESOURCE_VALUES,
            counted.len()
        );
        problems.push(refused("too-many-data-resources", extra.place, message));
    }
    for selector in selectors {
        one(selector, problems);
    }
}

/// `arn:aws:s3`, `arn:aws:s3:::`: all of a type, which the limit does not count.
fn is_all(value: &str) -> bool {
    value.trim_end_matches(':').split(':').count() <= 3
}

fn one(selector: &BasicSelector, problems: &mut Vec<Problem>) {
    if let Some(value) = &selector.read_write_type {
        problems.extend(unknown_value(value));
        if let Some(text) = value.known().filter(|text| ReadWriteType::from_wire(text).is_none()) {
            let problem = refused(
                "bad-read-write-type",
                value.place,
                format!("ReadWriteType is All, ReadOnly or WriteOnly, not {text}"),
            );
            problems.push(match slip(&text.replace(['-', '_'], ""), ["All", "ReadOnly", "WriteOnly"]) {
                Some(right) => problem.remedy(format!("write {right}")),
                None => problem,
            });
        }
    }
    if let Some(Flag { state: FlagState::Unknown(text), place }) = &selector.includes_management {
        let value = Value { text: text.clone(), kind: ValueKind::Template, place: *place };
        problems.extend(unknown_value(&value));
    }
    let is_management_off = is_stated(selector.includes_management.as_ref(), false);
    if is_management_off && selector.data_resources.is_empty() && selector.unknown_parts.is_empty() {
        let message =
            "management events are off and DataResources is empty: the selector would select nothing";
        problems.push(
            refused("selects-nothing", selector.place, message)
                .remedy("add data resources or set IncludeManagementEvents to true"),
        );
    }
    if let Some(first) = selector.excluded_sources.first().filter(|_| is_management_off) {
        let message = "ExcludeManagementEventSources needs IncludeManagementEvents to be true";
        problems.push(refused("exclude-without-management", first.place, message));
    }
    for source in &selector.excluded_sources {
        problems.extend(unknown_value(source));
        if let Some(text) = source.known().filter(|text| !EXCLUDABLE_SOURCES.contains(text)) {
            let problem = refused(
                "bad-excluded-source",
                source.place,
                format!("only {} can be excluded, not {text}", EXCLUDABLE_SOURCES.join(" and ")),
            );
            problems.push(problem);
        }
    }
    problems.extend(selector.unknown_parts.iter().filter_map(unknown_value));
    for resource in &selector.data_resources {
        data_resource(resource, problems);
    }
}

fn data_resource(resource: &DataResource, problems: &mut Vec<Problem>) {
    let kind = resource.resource_type.known();
    problems.extend(unknown_value(&resource.resource_type));
    match kind {
        Some(text) if BASIC_TYPES.contains(&text) => {}
        Some(text) if LEGACY_BASIC_TYPES.contains(&text) => {
            let message = format!(
                "basic selectors document only S3 objects, Lambda functions and DynamoDB tables: {text}"
            );
            problems.push(
                Problem::warning("legacy-type", resource.resource_type.place, message)
                    .remedy("use an advanced event selector"),
            );
        }
        Some(text) => {
            let message = match slip(text, BASIC_TYPES) {
                Some(right) => format!("the type is written {right}, not {text}"),
                None => format!("a type that basic selectors are not known to take: {text}"),
            };
            problems.push(
                Problem::warning("unknown-type", resource.resource_type.place, message)
                    .remedy("use an advanced event selector"),
            );
        }
        None => {}
    }
    if resource.values.is_empty() {
        let message = "a data resource without values selects nothing";
        problems.push(
            Problem::warning("no-values", resource.place, message)
                .remedy("name ARNs, or arn:aws:s3 for everything"),
        );
    }
    for value in &resource.values {
        problems.extend(unknown_value(value));
        problems.extend(data_value(kind, value));
    }
}

fn data_value(kind: Option<&str>, value: &Value) -> Option<Problem> {
    let text = value.known()?;
    let invalid = || {
        refused(
            "bad-data-resource",
            value.place,
            format!("\"Value {text} for DataResources.Values is invalid.\""),
        )
    };
    if text.contains('*') {
        let remedy = match kind {
            Some("AWS::S3::Object") => {
                "values hold no wildcards; write arn:aws:s3 for every bucket, arn:aws:s3:::bucket/ for one"
            }
            Some("AWS::Lambda::Function") => {
                "values hold no wildcards; write arn:aws:lambda for every function"
            }
            _ => "values hold no wildcards; a shorter prefix selects more",
        };
        return Some(invalid().remedy(remedy));
    }
    let parts: Vec<&str> = text.split(':').collect();
    let service = match kind {
        Some("AWS::S3::Object") => Some("s3"),
        Some("AWS::Lambda::Function") => Some("lambda"),
        Some("AWS::DynamoDB::Table") => Some("dynamodb"),
        _ => None,
    };
    let is_arn = parts.first() == Some(&"arn") && parts.len() >= 3;
    if !is_arn || service.is_some_and(|service| parts.get(2) != Some(&service)) {
        let service = service.unwrap_or("<service>");
        return Some(invalid().remedy(format!("values are ARNs that start with arn:aws:{service}")));
    }
    let partition = parts.get(1).copied().unwrap_or("");
    (!PARTITIONS.iter().any(|(known, _)| *known == partition)).then(|| unknown_partition(value, partition))
}

/// Documentation writes `arn:partition:…`; nothing is recorded under it.
pub(super) fn unknown_partition(value: &Value, partition: &str) -> Problem {
    let problem = Problem::warning(
        "unknown-partition",
        value.place,
        format!("a partition that AWS is not known to have: {partition}"),
    );
    problem.remedy("the usual partition is aws")
}
