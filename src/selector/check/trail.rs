//! Rules about the trail as a whole: name, ARN, scope, Insights, aggregation, context keys.

use std::net::Ipv4Addr;

use super::refused;
use crate::selector::model::{ConfigurationKind, Flag, Place, TrailConfiguration, Value, is_stated};
use crate::selector::problem::Problem;
use crate::selector::tables::{AGGREGATION_TEMPLATES, CONTEXT_KINDS, INSIGHT_TYPES, limits};

pub(super) fn check(configuration: &TrailConfiguration, problems: &mut Vec<Problem>) {
    let is_trail = configuration.kind == ConfigurationKind::Trail;
    if is_trail {
        problems.extend(configuration.name.as_ref().and_then(name));
        problems.extend(configuration.arn.as_ref().and_then(arn));
        problems.extend(global_services(configuration));
    }
    problems.extend(both_kinds(configuration));
    insights(configuration, problems);
    delivery(configuration, problems);
    for flag in flags(configuration) {
        if let crate::selector::model::FlagState::Unknown(text) = &flag.state {
            let message = format!("a switch that this text does not tell: {text}");
            problems.push(
                Problem::warning("unknown-flag", flag.place, message)
                    .remedy("the verdicts take it as not stated"),
            );
        }
    }
}

fn flags(configuration: &TrailConfiguration) -> impl Iterator<Item = &Flag> {
    let scope = &configuration.scope;
    [
        &scope.is_multi_region,
        &scope.includes_global_services,
        &scope.is_organization,
        &scope.has_recursive_logging,
    ]
    .into_iter()
    .flatten()
}

fn name(name: &Value) -> Option<Problem> {
    let text = name.known()?;
    let is_word = |c: char| c.is_ascii_alphanumeric();
    let (shortest, longest) = limits::TRAIL_NAME_LENGTH;
    let fault = if !(shortest..=longest).contains(&text.chars().count()) {
        format!("a trail's name has {shortest} to {longest} characters")
    } else if !text.starts_with(is_word) || !text.ends_with(is_word) {
        "a trail's name starts and ends with a letter or digit".to_string()
    } else if !text.chars().all(|c| is_word(c) || matches!(c, '.' | '_' | '-')) {
        "a trail's name has only letters, digits, periods, underscores and hyphens".to_string()
    } else if text
        .as_bytes()
        .windows(2)
        .any(|pair| pair.iter().all(|byte| matches!(byte, b'.' | b'_' | b'-')))
    {
        "a trail's name has no two periods, underscores or hyphens in a row".to_string()
    } else if text.parse::<Ipv4Addr>().is_ok() {
        "a trail's name is not an IP address".to_string()
    } else {
        return None;
    };
    let message = format!("{fault}: {text}");
    // Documentation abbreviates names to a letter; the verdicts do not depend on them.
    let problem = if text.chars().count() < shortest {
        Problem::warning("bad-trail-name", name.place, message)
    } else {
        Problem::error("bad-trail-name", name.place, message)
    };
    Some(problem.exception("InvalidTrailNameException"))
}

fn arn(arn: &Value) -> Option<Problem> {
    let text = arn.known()?;
    let parts: Vec<&str> = text.split(':').collect();
    let is_trail = matches!(parts.as_slice(), ["arn", _, "cloudtrail", region, account, resource]
        if !region.is_empty() && !account.is_empty() && resource.strip_prefix("trail/").is_some_and(|name| !name.is_empty()));
    if is_trail {
        return None;
    }
    let problem = Problem::error("bad-trail-arn", arn.place, format!("not the ARN of a trail: {text}"));
    Some(
        problem
            .exception("CloudTrailARNInvalidException")
            .remedy("write arn:aws:cloudtrail:<region>:<account>:trail/<name>"),
    )
}

fn global_services(configuration: &TrailConfiguration) -> Option<Problem> {
    let flag = configuration.scope.includes_global_services.as_ref()?;
    if flag.known() != Some(false) || !is_stated(configuration.scope.is_multi_region.as_ref(), true) {
        return None;
    }
    let problem = Problem::error(
        "multi-region-without-global",
        flag.place,
        "a multi-Region trail cannot leave out global services",
    );
    Some(
        problem
            .exception("InvalidParameterCombinationException")
            .remedy("set IncludeGlobalServiceEvents to true"),
    )
}

fn both_kinds(configuration: &TrailConfiguration) -> Option<Problem> {
    let (basic, advanced) = (configuration.basic.as_ref()?, configuration.advanced.as_ref()?);
    if basic.is_empty() || advanced.is_empty() {
        return None;
    }
    let place = advanced.first().map_or(Place::default(), |selector| selector.place);
    let problem =
        refused("both-kinds", place, "a trail has either basic or advanced event selectors, not both");
    Some(problem.remedy("keep one of EventSelectors and AdvancedEventSelectors"))
}

const INVALID_INSIGHTS: &str = "InvalidInsightSelectorsException";

fn insights(configuration: &TrailConfiguration, problems: &mut Vec<Problem>) {
    for insight in configuration.insights.iter().flatten() {
        if let Some(kind) = insight.insight_type.known().filter(|kind| !INSIGHT_TYPES.contains(kind)) {
            let problem = Problem::error(
                "bad-insight-type",
                insight.insight_type.place,
                format!("an Insight type that CloudTrail does not know: {kind}"),
            );
            problems.push(
                problem
                    .exception(INVALID_INSIGHTS)
                    .remedy(format!("the types are {}", INSIGHT_TYPES.join(", "))),
            );
        }
        for category in &insight.categories {
            match category.known() {
                Some("Data") if configuration.kind == ConfigurationKind::EventDataStore => {
                    let problem = Problem::error(
                        "insight-data-on-store",
                        category.place,
                        "event data stores have no Insights on data events",
                    );
                    problems.push(problem.exception("InvalidParameterCombinationException"));
                }
                Some("Management" | "Data") | None => {}
                Some(other) => {
                    let problem = Problem::error(
                        "bad-insight-category",
                        category.place,
                        format!("Insights are on Management or Data, not {other}"),
                    );
                    problems.push(problem.exception(INVALID_INSIGHTS));
                }
            }
        }
    }
}

/// Aggregation of trails and context keys of event data stores.
fn delivery(configuration: &TrailConfiguration, problems: &mut Vec<Problem>) {
    if let Some(extra) = configuration.aggregations.get(limits::AGGREGATIONS) {
        problems.push(Problem::error(
            "too-many-aggregations",
            extra.place,
            "a trail has one aggregation configuration",
        ));
    }
    for aggregation in &configuration.aggregations {
        if let Some(category) = aggregation
            .category
            .as_ref()
            .filter(|category| category.known().is_some_and(|text| text != "Data"))
        {
            problems.push(Problem::error(
                "bad-aggregation",
                category.place,
                format!("only Data events are aggregated, not {category}"),
            ));
        }
        let unknown = aggregation
            .templates
            .iter()
            .filter(|template| template.known().is_some_and(|text| !AGGREGATION_TEMPLATES.contains(&text)));
        problems.extend(unknown.map(|template| {
            let problem = Problem::error(
                "bad-aggregation",
                template.place,
                format!("an aggregation template that CloudTrail does not know: {template}"),
            );
            problem.remedy(format!("the templates are {}", AGGREGATION_TEMPLATES.join(", ")))
        }));
    }
    if let Some(extra) = configuration.context_keys.get(limits::CONTEXT_KEY_SELECTORS) {
        let message = format!(
            "an event data store has at most {} context key selectors",
            limits::CONTEXT_KEY_SELECTORS
        );
        problems.push(Problem::error("too-many-context-keys", extra.place, message));
    }
    for keys in &configuration.context_keys {
        if let Some(kind) = keys.kind.known().filter(|kind| !CONTEXT_KINDS.contains(kind)) {
            problems.push(Problem::error(
                "bad-context-key",
                keys.kind.place,
                format!("a context that CloudTrail does not know: {kind}"),
            ));
        }
        if keys.keys.is_empty() || keys.keys.len() > limits::CONTEXT_KEYS {
            let message = format!(
                "a context key selector has 1 to {} keys, not {}",
                limits::CONTEXT_KEYS,
                keys.keys.len()
            );
            problems.push(Problem::error("too-many-context-keys", keys.place, message));
        }
        let long = keys.keys.iter().filter(|key| key.text.chars().count() > limits::CONTEXT_KEY_LENGTH);
        problems.extend(long.map(|key| {
            Problem::error(
                "bad-context-key",
                key.place,
                format!("a context key has at most {} characters", limits::CONTEXT_KEY_LENGTH),
            )
        }));
    }
}
