//! The trail simulator's answers, ready to be drawn.

use crate::engine::protocol::{Simulation, SimulationGroup, Tally, TrailTally};
use crate::selector::cost::{Circumstances, Counts, Estimate, estimate};
use crate::selector::tables::prices::LISTED;
use crate::selector::templates::starting_points;
use crate::selector::{TrailConfiguration, read, write};

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
}

/// The configurations of a text in another form, one after the other.
pub fn export(text: &str, form: ExportForm) -> String {
    let write = |configuration: &TrailConfiguration| match form {
        ExportForm::Json => write::cli_json(configuration),
        ExportForm::Command => write::cli_command(configuration),
        ExportForm::CloudFormation => write::cloudformation_yaml(configuration),
        ExportForm::Terraform => write::terraform(configuration),
    };
    read(text).configurations.iter().map(write).collect::<Vec<_>>().join("\n")
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

/// The groups of one field, the largest first.
pub fn groups<'a>(simulation: &'a Simulation, field: &str, most: usize) -> Vec<&'a SimulationGroup> {
    simulation.groups.iter().filter(|group| group.field == field).take(most).collect()
}

/// What the recorded events would cost, for the first configuration and the second.
pub fn costs(tally: &TrailTally, extent: Option<(i64, i64)>) -> (Estimate, Estimate) {
    let span_secs = extent.map_or(0.0, |(first, last)| (last - first) as f64 / 1_000.0);
    let circumstances = Circumstances { span_secs, ..Circumstances::default() };
    let of = |charged: [u64; 5], undecided: u64| {
        let [management_reads, management_writes, management_unknown, data, network_activity] = charged;
        let counts = Counts {
            management_reads,
            management_writes,
            management_unknown,
            data,
            network_activity,
            undecided,
        };
        estimate(&counts, &circumstances, &LISTED)
    };
    (of(tally.charged, tally.first.undecided), of(tally.second_charged, tally.second.undecided))
}
