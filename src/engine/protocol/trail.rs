//! What configurations of trails say about events.

use serde::{Deserialize, Serialize};

/// Verdicts by kind. Their sum is the number of events counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub recorded: u64,
    pub not_recorded: u64,
    /// Never delivered to a trail by event selectors.
    pub never: u64,
    pub undecided: u64,
}

/// What the configurations say about the events under a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailTally {
    pub first: Tally,
    /// All zero without a second configuration.
    pub second: Tally,
    /// Recorded by the second configuration alone, and by the first alone.
    pub gained: u64,
    pub lost: u64,
    /// Recorded events by charge: management reads, writes and unknown, data, network activity.
    pub charged: [u64; 5],
    pub second_charged: [u64; 5],
    pub concerns: Vec<ConcernCount>,
    pub second_concerns: Vec<ConcernCount>,
}

/// How many events a surprising part of the configuration concerns; lints count from 0 over all
/// trails of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcernCount {
    pub lint: u32,
    pub events: u64,
}

/// The verdicts of the events that share a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulationGroup {
    pub field: String,
    /// `None` for events without the field.
    pub value: Option<String>,
    pub first: Tally,
    pub second: Tally,
    pub gained: u64,
    pub lost: u64,
}

/// The verdict on one event, for each trail of the first configuration and of the second.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    pub row: u32,
    pub trails: Vec<ExplainedTrail>,
    pub second: Vec<ExplainedTrail>,
}

/// What one trail does with an event, and which line decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedTrail {
    pub trail: Option<String>,
    /// `recorded`, `not-recorded`, `never` or `undecided`.
    pub verdict: String,
    pub headline: String,
    /// The line of the configuration that records it, counted from 1.
    pub line: Option<u32>,
    /// A reason for each selector, with its line.
    pub reasons: Vec<(String, Option<u32>)>,
    pub assumptions: Vec<String>,
}
