//! The trail simulator's answers, ready to be drawn.

use std::collections::BTreeMap;

use super::format::{count, counted, visible};
use crate::engine::protocol::{ConcernCount, Simulation, SimulationGroup, Tally, TrailProblem};
use crate::selector::controls::{Control, Coverage, coverage};
use crate::selector::cost::{Circumstances, Counts, Estimate, estimate};
use crate::selector::lint::filter_words;
use crate::selector::model::ConfigurationKind;
use crate::selector::tables::prices::{LISTED, PRICES_AS_OF, Prices};
use crate::selector::templates::starting_points;
use crate::selector::{TrailConfiguration, read, write};

/// The derived field, and column of the table, that holds the words of a verdict.
pub const VERDICT_COLUMN: &str = "trail";

/// A starting point of the editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub label: String,
    /// The configuration as JSON for the CLI.
    pub text: String,
}

/// The starting points, as texts.
pub fn templates() -> Vec<Template> {
    starting_points()
        .into_iter()
        .map(|point| Template { label: point.title.to_owned(), text: write::cli_json(&point.configuration) })
        .collect()
}

/// A form that configurations can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportForm {
    Json,
    Command,
    CloudFormation,
    Terraform,
}

impl ExportForm {
    pub const ALL: [Self; 4] = [Self::Json, Self::Command, Self::CloudFormation, Self::Terraform];

    pub fn label(self) -> &'static str {
        match self {
            Self::Json => "JSON for the CLI",
            Self::Command => "CLI command",
            Self::CloudFormation => "CloudFormation YAML",
            Self::Terraform => "Terraform",
        }
    }

    /// The name and the media type of such a file.
    pub fn file(self) -> (&'static str, &'static str) {
        match self {
            Self::Json => ("event-selectors.json", "application/json"),
            Self::Command => ("event-selectors.sh", "text/x-shellscript"),
            Self::CloudFormation => ("trail.yaml", "application/yaml"),
            Self::Terraform => ("trail.tf", "text/plain"),
        }
    }
}

/// The configurations of a text in another form. The CLI takes one trail a call: there they stand one after the other.
pub fn export(text: &str, form: ExportForm) -> String {
    let configurations = read(text).configurations;
    let each = |write: fn(&TrailConfiguration) -> String| -> String {
        configurations.iter().map(write).collect::<Vec<_>>().join("\n")
    };
    match form {
        _ if configurations.is_empty() => String::new(),
        ExportForm::Json => each(write::cli_json),
        ExportForm::Command => each(write::cli_command),
        ExportForm::CloudFormation => write::cloudformation_yaml(&configurations),
        ExportForm::Terraform => write::terraform(&configurations),
    }
}

/// What the verdicts take for granted, once each.
pub fn assumptions(text: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in read(text).configurations.iter().flat_map(crate::selector::explain::assumptions) {
        if !all.contains(&line) {
            all.push(line);
        }
    }
    all
}

/// The four numbers of a tally with their words and filter values.
pub fn parts(tally: Tally) -> [(&'static str, &'static str, u64); 4] {
    [
        ("Recorded", "recorded", tally.recorded),
        ("Not recorded", "not-recorded", tally.not_recorded),
        ("Never delivered", "never", tally.never),
        ("Cannot tell", "undecided", tally.undecided),
    ]
}

/// The filter's term for the events of a verdict, or for what the second configuration gains or loses.
pub fn verdict_term(word: &str) -> String {
    format!("{VERDICT_COLUMN}:\"{word}\"")
}

/// The words of a verdict as a cell shows them.
pub fn verdict_text(words: &[String]) -> String {
    let label = |word: &String| match parts(Tally::default()).into_iter().find(|(_, known, _)| known == word)
    {
        Some((label, ..)) => label.to_owned(),
        None => word.clone(),
    };
    words.iter().map(label).collect::<Vec<_>>().join(", ")
}

/// The groups of one field, the largest first; of a comparison those first that change most.
pub fn groups<'a>(simulation: &'a Simulation, field: &str, most: usize) -> Vec<&'a SimulationGroup> {
    let mut groups: Vec<_> = simulation.groups.iter().filter(|group| group.field == field).collect();
    // They come by size, and the sort keeps that order among equals.
    groups.sort_by_key(|group| std::cmp::Reverse(group.gained + group.lost));
    groups.truncate(most);
    groups
}

/// How many values of a field are not among the `most` that are shown, in words.
pub fn more_groups(simulation: &Simulation, field: &str, most: usize) -> Option<String> {
    let all = simulation.groups.iter().filter(|group| group.field == field).count();
    let more = all.checked_sub(most).filter(|more| *more != 0)?;
    Some(format!("and {}", counted(more as u64, "more value", "more values")))
}

/// What the reader can change of an estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CostInput {
    pub prices: Prices,
    /// Whether another trail already delivers the free first copy of management events.
    pub is_further_copy: bool,
}

impl Default for CostInput {
    fn default() -> Self {
        Self { prices: LISTED, is_further_copy: false }
    }
}

/// The prices that can be changed, with what they are for.
pub const PRICE_LABELS: [&str; 4] = [
    "Further copy of management events",
    "Data events",
    "Network activity events",
    "Insights on management events, each type",
];

/// The price at a place of [`PRICE_LABELS`].
pub fn price(prices: &Prices, at: usize) -> f64 {
    let all =
        [prices.further_management_copy, prices.data, prices.network_activity, prices.insight_on_management];
    all.get(at).copied().unwrap_or_default()
}

/// The prices with one changed by what was typed; `None` where that is no price.
pub fn with_price(mut prices: Prices, at: usize, typed: &str) -> Option<Prices> {
    let value: f64 = typed.trim().parse().ok()?;
    if !value.is_finite() || value < 0.0 {
        return None;
    }
    let slot = match at {
        0 => &mut prices.further_management_copy,
        1 => &mut prices.data,
        2 => &mut prices.network_activity,
        3 => &mut prices.insight_on_management,
        _ => return None,
    };
    *slot = value;
    Some(prices)
}

/// Where the prices come from.
pub fn price_source(prices: &Prices) -> String {
    match *prices == LISTED {
        true => format!("US dollars per 100,000 events, AWS price list of {PRICES_AS_OF}, one Region's."),
        false => format!("US dollars per 100,000 events, changed here; listed in {PRICES_AS_OF}."),
    }
}

/// What the recorded events would cost: the counts of one configuration, and its text for the Insights that it asks for.
pub fn cost(
    charged: [u64; 5],
    undecided: u64,
    text: &str,
    extent: Option<(i64, i64)>,
    input: &CostInput,
) -> Estimate {
    let [management_reads, management_writes, management_unknown, data, network_activity] = charged;
    let counts =
        Counts { management_reads, management_writes, management_unknown, data, network_activity, undecided };
    let configurations = read(text).configurations;
    let insights = || configurations.iter().flat_map(|one| one.insights.iter().flatten());
    // Insights on data events have a price of their own, which is not known here.
    let has = |kind: &str| {
        insights().any(|insight| {
            let on_management = insight.categories.is_empty()
                || insight.categories.iter().any(|category| category.is("Management"));
            insight.insight_type.is(kind) && on_management
        })
    };
    let circumstances = Circumstances {
        span_secs: extent.map_or(0.0, |(first, last)| (last - first) as f64 / 1_000.0),
        is_further_copy: input.is_further_copy,
        has_call_rate_insights: has("ApiCallRateInsight"),
        has_error_rate_insights: has("ApiErrorRateInsight"),
    };
    estimate(&counts, &circumstances, &input.prices)
}

/// The events under the filter that a problem is about, in words; nothing for what is about no event.
pub fn concerned(lint: Option<u32>, concerns: &[ConcernCount]) -> Option<String> {
    let lint = lint?;
    let events = concerns.iter().find(|concern| concern.lint == lint)?.events;
    Some(match events {
        0 => "concerns none of the loaded events".to_owned(),
        1 => "concerns 1 event".to_owned(),
        events => format!("concerns {} events", count(events)),
    })
}

/// The filter's terms for the events of each lint among the problems of a text, by the lint's number.
pub fn concern_terms(problems: &[TrailProblem], is_second: bool) -> BTreeMap<u32, String> {
    let lints = problems.iter().filter_map(|problem| Some((problem.lint?, problem.code)));
    // The words count lints in their own order, which that of the problems need not be.
    let by_number: BTreeMap<u32, &'static str> = lints.collect();
    let words = filter_words(by_number.values().copied(), is_second);
    by_number.into_keys().zip(words.iter().map(|word| verdict_term(word))).collect()
}

/// What an audit rule asks for, and whether a configuration gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub control: &'static str,
    pub cis: &'static str,
    pub asks_for: &'static str,
    /// `met`, `not-met` or `not-stated`.
    pub state: &'static str,
    pub words: String,
}

/// The audit rules for every trail of a text, by the trail's name.
pub fn hints(text: &str) -> Vec<(String, Vec<Hint>)> {
    let trails = read(text).configurations.into_iter();
    let trails = trails.filter(|one| one.kind == ConfigurationKind::Trail);
    let hint = |(control, coverage): (Control, Coverage)| {
        let (state, words) = match coverage {
            Coverage::Met => ("met", "met".to_owned()),
            Coverage::NotMet(why) => ("not-met", format!("not met: {why}")),
            Coverage::NotStated(why) => ("not-stated", format!("cannot tell: {why}")),
        };
        Hint { control: control.id, cis: control.cis, asks_for: control.asks_for, state, words }
    };
    trails
        .map(|one| {
            let label = one.label().unwrap_or("Trail").to_owned();
            (label, coverage(&one).into_iter().map(hint).collect())
        })
        .collect()
}

/// Where a configuration that came as a file goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placement {
    /// Into the first text, which was empty or said another part of the same trail.
    First(String),
    /// Into the second text, which was empty, to be compared.
    Second(String),
    /// Nowhere: both texts are in use, and neither is written over.
    Full,
}

/// Finds the place of a configuration beside the texts that are there.
pub fn place(first: &str, second: &str, new: &str) -> Placement {
    if first.trim().is_empty() || first.trim() == new.trim() {
        return Placement::First(new.to_owned());
    }
    // `describe-trails` and `get-event-selectors` each tell a part: together they are one trail.
    let (before, alone) = (read(first), read(new));
    let joined = format!("{}\n{}", first.trim_end(), new);
    let together = read(&joined);
    let is_whole = !before.is_refused() && !alone.is_refused() && !together.is_refused();
    let num_apart = before.configurations.len() + alone.configurations.len();
    if is_whole && together.configurations.len() < num_apart {
        return Placement::First(joined);
    }
    let is_free = second.trim().is_empty() || second.trim() == new.trim();
    if is_free { Placement::Second(new.to_owned()) } else { Placement::Full }
}

impl Placement {
    /// What to tell about a file that was placed so.
    pub fn words(&self, path: &str) -> String {
        let path = visible(path);
        match self {
            Self::First(_) => format!("{path} is a trail's configuration: it is in the Trail simulator."),
            Self::Second(_) => {
                format!("{path} is a trail's configuration: the Trail simulator compares it with the first.")
            }
            Self::Full => format!(
                "{path} is a trail's configuration. Both texts of the Trail simulator are in use; empty one and drop it again."
            ),
        }
    }
}
