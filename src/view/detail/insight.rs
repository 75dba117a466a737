//! CloudTrail Insights as chart data, and the counts of aggregated events.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-insights-fields-trails.html>

use super::event::Event;
use super::filter_text;
use crate::base::json::Value;

/// An Insights event, ready to be drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Insight {
    /// `Start` or `End`.
    pub state: Option<String>,
    /// What is counted, in the middle of a sentence: `calls`, `errors`.
    pub counts: &'static str,
    /// Per minute.
    pub baseline_rate: Option<f64>,
    /// Per minute.
    pub insight_rate: Option<f64>,
    pub baseline_minutes: Option<f64>,
    pub insight_minutes: Option<f64>,
    pub attributions: Vec<Attribution>,
    /// The query for the event at the other end of the period, and this one.
    pub pair_query: Option<String>,
}

/// One way to split the rate.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// As the record spells it.
    pub attribute: String,
    pub label: String,
    /// Highest first, at most ten.
    pub bars: Vec<Bar>,
}

/// One value's part, baseline beside insight.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it stands for in words; `null` is "no error".
    pub label: String,
    /// As the record writes it.
    pub value: String,
    /// Per minute.
    pub baseline: f64,
    /// Per minute.
    pub insight: f64,
    /// Lengths between 0 and 1, of the longest bar of the attribution.
    pub baseline_share: f64,
    pub insight_share: f64,
}

impl Insight {
    /// How many times the usual rate; `None` without a usual rate.
    pub fn factor(&self) -> Option<f64> {
        let factor = self.insight_rate? / self.baseline_rate.filter(|rate| *rate > 0.0)?;
        factor.is_finite().then_some(factor)
    }

    /// The two rates as bars, baseline and insight, each 0 to 1 of the longer.
    pub fn rate_shares(&self) -> Option<(f64, f64)> {
        let (baseline, insight) = (self.baseline_rate?, self.insight_rate?);
        let longest = baseline.max(insight);
        (longest > 0.0).then(|| (baseline / longest, insight / longest))
    }
}

/// What an insight type counts, in words.
pub fn kind_label(insight_type: &str) -> &'static str {
    match insight_type {
        "ApiCallRateInsight" => "the rate of calls",
        "ApiErrorRateInsight" => "the rate of errors",
        _ => "a rate of a kind that is not documented",
    }
}

/// Reads `insightDetails`; `None` where the record has none.
pub fn insight(event: &Event<'_>) -> Option<Insight> {
    event.at("insightDetails")?;
    let statistics = |name: &str| event.number(&format!("insightDetails.insightContext.statistics.{name}"));
    let pair = event.text("sharedEventID").map(|id| filter_text::term("sharedEventID", &id));
    Some(Insight {
        state: event.text("insightDetails.state").map(std::borrow::Cow::into_owned),
        counts: match event.text("insightDetails.insightType").as_deref() {
            Some("ApiErrorRateInsight") => "errors",
            _ => "calls",
        },
        baseline_rate: statistics("baseline.average"),
        insight_rate: statistics("insight.average"),
        baseline_minutes: statistics("baselineDuration"),
        insight_minutes: statistics("insightDuration"),
        attributions: event
            .all("insightDetails.insightContext.attributions")
            .into_iter()
            .filter_map(|found| attribution(found.value))
            .collect(),
        pair_query: pair,
    })
}

fn attribution(value: Value<'_>) -> Option<Attribution> {
    let attribute = value.member("attribute")?.scalar()?.into_owned();
    let mut bars: Vec<Bar> = Vec::new();
    for (side, is_insight) in [("insight", true), ("baseline", false)] {
        for entry in value.member(side).into_iter().flat_map(Value::elements) {
            let Some(name) = entry.member("value").and_then(Value::scalar) else { continue };
            let average = entry.member("average").and_then(Value::scalar).and_then(|text| text.parse().ok());
            let average = average.filter(|rate: &f64| rate.is_finite() && *rate >= 0.0).unwrap_or(0.0);
            let at = bars.iter().position(|bar| bar.value == name).unwrap_or(bars.len());
            if at == bars.len() {
                bars.push(Bar {
                    label: bar_label(&attribute, &name),
                    value: name.into_owned(),
                    baseline: 0.0,
                    insight: 0.0,
                    baseline_share: 0.0,
                    insight_share: 0.0,
                });
            }
            if let Some(bar) = bars.get_mut(at) {
                *(if is_insight { &mut bar.insight } else { &mut bar.baseline }) = average;
            }
        }
    }
    let longest = bars.iter().map(|bar| bar.baseline.max(bar.insight)).fold(0.0, f64::max);
    if longest > 0.0 {
        for bar in &mut bars {
            bar.baseline_share = bar.baseline / longest;
            bar.insight_share = bar.insight / longest;
        }
    }
    let label = match attribute.as_str() {
        "userIdentityArn" => "Identity",
        "userAgent" => "User agent",
        "errorCode" => "Error code",
        "resourceArn" => "Resource",
        other => other,
    };
    Some(Attribution { label: label.to_owned(), attribute, bars })
}

fn bar_label(attribute: &str, value: &str) -> String {
    if attribute == "errorCode" && value == "null" { "no error".to_owned() } else { value.to_owned() }
}

/// The counts of one dimension of an aggregated event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// As the record spells it.
    pub name: String,
    pub label: String,
    pub counts: Vec<(String, u64)>,
}

/// The dimensions of an aggregated event, the primary one first.
pub fn aggregated_counts(event: &Event<'_>) -> Vec<Dimension> {
    let paths = ["summary.primaryDimension", "summary.details"];
    let found = paths.iter().flat_map(|path| event.all(path));
    found.filter_map(|found| dimension(found.value)).collect()
}

fn dimension(value: Value<'_>) -> Option<Dimension> {
    let name = value.member("dimension")?.scalar()?.into_owned();
    let counts = value.member("statistics").into_iter().flat_map(Value::elements).filter_map(|entry| {
        let name = entry.member("name")?.scalar()?.into_owned();
        let count: f64 = entry.member("value")?.scalar()?.parse().ok()?;
        (count >= 0.0).then_some((name, count as u64))
    });
    let label = match name.as_str() {
        "eventName" => "Action",
        "resourceARN" => "Resource",
        "userIdentity" => "Identity",
        "userAgent" => "User agent",
        "sourceIpAddress" => "Source address",
        "errorCodes" => "Error code",
        other => other,
    };
    Some(Dimension { label: label.to_owned(), counts: counts.collect(), name })
}
