//! Summaries of the families that are no single call: Insights, aggregated events, items of
//! CloudTrail Lake and what nobody knows.

use crate::record::services;
use crate::view::detail::event::Event;
use crate::view::detail::fact::Fact;
use crate::view::detail::insight::{self, aggregated_counts, insight as read_insight};
use crate::view::detail::words::{duration, short_number};
use crate::view::format::{count, counted};

use super::sentence::{in_words, when};
use super::{Block, absence};

type Blocks = (Block, Block, Block);

pub(super) fn insight(event: &Event<'_>) -> Blocks {
    let mut what = vec![
        event.fact_or_missing("Action", "insightDetails.eventName"),
        event.fact_or_missing("Service", "insightDetails.eventSource"),
    ];
    what.extend(event.fact("Unusual", "insightDetails.insightType").map(|fact| {
        let words = insight::kind_label(&fact.value);
        fact.shown_as(words)
    }));
    what.extend(event.fact("State", "insightDetails.state"));
    what.extend(event.fact("Error code", "insightDetails.errorCode"));
    if let Some(insight) = read_insight(event) {
        let per_minute = |rate: f64| format!("{} per minute", short_number(rate));
        what.extend(insight.insight_rate.map(|rate| Fact::said("Unusual rate", per_minute(rate))));
        what.extend(insight.baseline_rate.map(|rate| Fact::said("Usual rate", per_minute(rate))));
        what.extend(insight.factor().map(|factor| {
            Fact::inferred("Times the usual", None, short_number(factor), "the unusual rate by the usual one")
        }));
        let minutes = |minutes: f64| duration((minutes * 60_000.0) as i64);
        what.extend(insight.insight_minutes.map(|span| Fact::said("Unusual for", minutes(span))));
        what.extend(insight.baseline_minutes.map(|span| Fact::said("Usual over", minutes(span))));
    }
    let mut what = Block::new("What", what);
    what.notes.push(
        "Start gives the rate when it began, End the rate over the whole period; both share their sharedEventID."
            .to_owned(),
    );
    let mut who = vec![Fact::missing("User", Some("userIdentity"), absence(event, "userIdentity"))];
    let mut affected = Vec::new();
    for attribution in read_insight(event).map(|insight| insight.attributions).unwrap_or_default() {
        let facts = attribution.bars.iter().filter(|bar| bar.insight > 0.0).map(|bar| {
            Fact::said(attribution.label.clone(), bar.label.clone())
                .with_note(format!("{} per minute in the unusual period", short_number(bar.insight)))
        });
        if matches!(attribution.attribute.as_str(), "userIdentityArn" | "userAgent") {
            who.extend(facts);
        } else {
            affected.extend(facts);
        }
    }
    (what, Block::new("Who", who), Block::new("Affected", affected))
}

pub(super) fn insight_sentence(event: &Event<'_>) -> String {
    let name = event.text("insightDetails.eventName").unwrap_or("an API".into());
    let service = event.text("insightDetails.eventSource").map(|source| {
        services::find(&source).map_or_else(|| source.to_string(), |service| service.name.to_owned())
    });
    let api = match service {
        Some(service) => format!("{service} {name}"),
        None => name.into_owned(),
    };
    let state = event.text("insightDetails.state").unwrap_or_default();
    let insight = read_insight(event);
    let kind = insight.as_ref().map_or_else(|| "activity".to_owned(), |insight| insight.counts.to_owned());
    let verb = match state.as_ref() {
        "Start" => "began",
        "End" => "ended",
        _ => "was seen",
    };
    let mut out = format!("An unusual rate of {kind} of {api} {verb}");
    if let Some(region) = event.text("awsRegion") {
        out.push_str(&format!(" in {region}"));
    }
    if let Some(account) = event.text("recipientAccountId") {
        out.push_str(&format!(" of account {account}"));
    }
    out.push_str(&format!(" {}", when(event)));
    if let Some(insight) = insight
        && let (Some(unusual), Some(usual)) = (insight.insight_rate, insight.baseline_rate)
    {
        out.push_str(&format!(
            ": {} per minute against {} usually",
            short_number(unusual),
            short_number(usual)
        ));
    }
    out.push('.');
    out
}

pub(super) fn aggregated(event: &Event<'_>) -> Blocks {
    let mut what = vec![event.fact_or_missing("Service", "eventSource")];
    let mut who = Vec::new();
    let mut affected = Vec::new();
    for dimension in aggregated_counts(event) {
        let facts = dimension.counts.iter().map(|(name, count)| {
            Fact::said(dimension.label.clone(), name.clone()).with_note(counted(*count, "event", "events"))
        });
        match dimension.name.as_str() {
            "userIdentity" | "userAgent" | "sourceIpAddress" => who.extend(facts),
            "resourceARN" => affected.extend(facts),
            _ => what.extend(facts),
        }
    }
    what.push(Fact::said("Kind", event.family().label()));
    what.extend(event.fact("From", "timeWindow.windowStart"));
    what.extend(event.fact("To", "timeWindow.windowEnd"));
    what.extend(event.fact("Window", "timeWindow.windowSize"));
    if who.is_empty() {
        who.push(Fact::missing("User", Some("userIdentity"), absence(event, "userIdentity")));
    }
    let mut what = Block::new("What", what);
    what.notes.push("Counts of data events; the single events are not in this record.".to_owned());
    (what, Block::new("Who", who), Block::new("Affected", affected))
}

pub(super) fn aggregated_sentence(event: &Event<'_>) -> String {
    let dimensions = aggregated_counts(event);
    let primary = dimensions.first();
    let total: u64 = primary.map_or(0, |dimension| dimension.counts.iter().map(|(_, count)| count).sum());
    let source = event.text("eventSource").unwrap_or("an unnamed service".into());
    let service = services::find(&source).map_or(source.as_ref(), |service| service.name);
    let mut out = format!("{} of {service}", counted(total, "data event", "data events"));
    if let Some(dimension) = primary.filter(|dimension| !dimension.counts.is_empty()) {
        let parts: Vec<String> = dimension
            .counts
            .iter()
            .take(3)
            .map(|(name, number)| format!("{name} {}", count(*number)))
            .collect();
        out.push_str(&format!(" ({})", parts.join(", ")));
    }
    if let Some(account) = event.text("accountId") {
        out.push_str(&format!(" in account {account}"));
    }
    match (event.time("timeWindow.windowStart"), event.time("timeWindow.windowEnd")) {
        (Some(from), Some(to)) => out.push_str(&format!(", from {} to {}", in_words(from), in_words(to))),
        _ => out.push_str(", in a time window that cannot be read"),
    }
    if let Some(region) = event.text("awsRegion") {
        out.push_str(&format!(", in {region}"));
    }
    out.push('.');
    out
}

pub(super) fn unknown(event: &Event<'_>) -> Blocks {
    let mut what = vec![Fact::said("Kind", event.family().label())];
    what.extend(event.fact("Category", "eventCategory"));
    what.extend(event.fact("Action", "eventName"));
    what.extend(event.fact("Service", "eventSource"));
    let mut what = Block::new("What", what);
    what.notes.push("There is no summary for such records; all of it stands in the JSON tab.".to_owned());
    let who = match event.user() {
        Some(user) => Fact::at("User", "user", user),
        None => Fact::missing("User", Some("userIdentity"), absence(event, "userIdentity")),
    };
    let affected = event.leaf_facts("", "resources");
    (what, Block::new("Who", vec![who]), Block::new("Affected", affected))
}

pub(super) fn unknown_sentence(event: &Event<'_>) -> String {
    let kind = match event.text("eventCategory").or_else(|| event.text("eventType")) {
        Some(category) => format!("A record of the kind {category}"),
        None => "A record that names neither an action nor a service".to_owned(),
    };
    format!("{kind}, {}; the JSON tab shows all of it.", when(event))
}
