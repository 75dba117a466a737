//! Any text → trail configurations and the problems of reading them.
//!
//! The language is found first (JSON, command, HCL, YAML), then the shape of the document. Configurations that name
//! the same trail — the answers of `describe-trails` and `get-event-selectors` pasted together — become one.
//!
//! **Invariant:** every text is answered by at least one configuration or one error.

mod command;
mod documents;
mod selectors;
mod template;
mod terraform;
mod values;

use super::model::{Place, TrailConfiguration};
use super::problem::Problem;
use super::source::{self, Places};
use super::{check, lint};
use values::Reader;

/// What a text turned out to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub configurations: Vec<TrailConfiguration>,
    pub problems: Vec<Problem>,
    pub language: Option<Language>,
}

impl Reading {
    /// Whether any problem refuses the text: then no verdicts are given.
    pub fn is_refused(&self) -> bool {
        self.configurations.is_empty() || self.problems.iter().any(Problem::is_error)
    }
}

/// The language a configuration is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// An answer of CloudTrail's API, or the input of a call to it.
    Json,
    /// A command of the AWS CLI.
    Command,
    CloudFormation,
    Terraform,
    /// `terraform show -json`, of a plan or a state.
    TerraformJson,
}

/// Reads a configuration in any supported language.
pub fn read(text: &str) -> Reading {
    let mut reader = Reader::default();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        reader.problems.push(Problem::error("empty", Place { line: 1, column: 1 }, "there is no text"));
        return reader.finish();
    }
    let outcome = match detect(text) {
        Syntax::Json => json(&mut reader, text),
        Syntax::Command => command::read(&mut reader, text),
        Syntax::Hcl => source::hcl::read(text).map(|node| terraform::read_module(&mut reader, &node)),
        Syntax::Yaml => source::yaml::read(text).map(|nodes| documents::read(&mut reader, nodes)),
    };
    if let Err(problem) = outcome {
        reader.problems.push(*problem);
        reader.configurations.clear();
    }
    merge(&mut reader.configurations);
    for configuration in &mut reader.configurations {
        // `<name>` is what commands in documents, and ours without a name, leave to be filled in.
        configuration.name.take_if(|name| name.text.starts_with('<') && name.text.ends_with('>'));
    }
    forget_answered(&mut reader);
    if reader.configurations.is_empty() && !reader.problems.iter().any(Problem::is_error) {
        let message = "no trail, event data store or event selector is in this text";
        let problem = Problem::error("not-a-configuration", Place { line: 1, column: 1 }, message);
        reader.problems.push(
            problem
                .remedy("paste the answer of `aws cloudtrail get-event-selectors`, a template or a command"),
        );
    }
    reader.finish()
}

/// Reads a configuration, checks it as CloudTrail would, and adds what is accepted but surprising.
pub fn examine(text: &str) -> Reading {
    let mut reading = read(text);
    for configuration in &reading.configurations {
        reading.problems.extend(check::check(configuration));
    }
    // What is refused cannot surprise by what it records.
    if !reading.problems.iter().any(Problem::is_error) {
        let lints = reading.configurations.iter().flat_map(lint::lint);
        let numbered = lints.zip(0..).map(|(lint, number)| Problem { lint: Some(number), ..lint.problem });
        reading.problems.extend(numbered);
    }
    reading.problems.sort_by_key(|problem| (problem.line, problem.column, problem.severity));
    reading
}

fn json(reader: &mut Reader, text: &str) -> Result<(), source::Unreadable> {
    // Copied out of a command line, the quotes of the shell come along.
    let start = text.find(|c: char| !c.is_whitespace()).unwrap_or(0);
    let body = text.get(start..).unwrap_or("").trim_end();
    let nodes = match body.strip_prefix('\'') {
        Some(inner) => {
            let places = Places::new(text);
            source::json::read_at(inner.strip_suffix('\'').unwrap_or(inner), &|offset| {
                places.at(start + 1 + offset)
            })?
        }
        None => source::json::read(text)?,
    };
    documents::read(reader, nodes);
    Ok(())
}

#[derive(Debug, PartialEq, Eq)]
enum Syntax {
    Json,
    Command,
    Hcl,
    Yaml,
}

/// Tells the syntax by the first characters, then by how lines begin.
fn detect(text: &str) -> Syntax {
    let trimmed = text.trim_start();
    if trimmed.starts_with(['{', '[']) || trimmed.starts_with("'[") || trimmed.starts_with("'{") {
        return Syntax::Json;
    }
    let lines = || {
        text.lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.starts_with("//"))
    };
    let is_command = |line: &str| {
        let line = line.trim_start_matches(['$', '>', '%']).trim_start();
        line.strip_prefix("aws").is_some_and(|rest| rest.starts_with(char::is_whitespace))
            && line.contains("cloudtrail")
            || line.starts_with("aws \\")
    };
    if lines().next().is_some_and(is_command) || (lines().any(is_command) && !lines().any(is_hcl)) {
        return Syntax::Command;
    }
    // A template may quote HCL, and a heredoc YAML: the first line that tells decides.
    let is_yaml = |line: &str| {
        line.starts_with("- ")
            || line.starts_with("---")
            || line.split([' ', '"', '=']).next().is_some_and(|word| word.ends_with(':'))
    };
    match lines().find(|line| is_hcl(line) || is_yaml(line)) {
        Some(line) if is_hcl(line) => Syntax::Hcl,
        _ => Syntax::Yaml,
    }
}

/// `word {`, `word "label" … {` or `word = …`: no line of YAML begins so.
fn is_hcl(line: &str) -> bool {
    let end =
        line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    let rest = rest.trim_start();
    let is_block = rest.ends_with('{') && !rest.contains(':') || rest.starts_with('"') && rest.contains('{');
    let is_name = word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_name && (is_block || rest.starts_with('=') && !rest.starts_with("=="))
}

/// Joins configurations of the same trail: one tells the scope, another the selectors.
fn merge(configurations: &mut Vec<TrailConfiguration>) {
    let mut merged: Vec<TrailConfiguration> = Vec::new();
    for configuration in configurations.drain(..) {
        match merged.iter_mut().find(|earlier| are_parts_of_one(earlier, &configuration)) {
            Some(earlier) => join(earlier, configuration),
            None => merged.push(configuration),
        }
    }
    *configurations = merged;
}

/// Selectors that were said to be elsewhere may have come with another document.
fn forget_answered(reader: &mut Reader) {
    let is_without = |problem: &Problem| {
        let mut unanswered =
            reader.configurations.iter().filter(|one| one.basic.is_none() && one.advanced.is_none());
        unanswered.any(|one| one.place.line == problem.line && one.place.column == problem.column)
    };
    reader.problems.retain(|problem| problem.code != documents::SELECTORS_ELSEWHERE || is_without(problem));
}

fn are_parts_of_one(first: &TrailConfiguration, second: &TrailConfiguration) -> bool {
    let same_arn = first.arn.is_some() && first.arn == second.arn;
    let same_name = first.label().is_some()
        && first.label() == second.label()
        && (first.arn.is_none() || second.arn.is_none());
    let both_select = (first.basic.is_some() || first.advanced.is_some())
        && (second.basic.is_some() || second.advanced.is_some());
    first.kind == second.kind && (same_arn || same_name) && !both_select
}

fn join(into: &mut TrailConfiguration, from: TrailConfiguration) {
    fn keep<T>(into: &mut Option<T>, from: Option<T>) {
        if from.is_some() {
            *into = from;
        }
    }
    keep(&mut into.name, from.name);
    keep(&mut into.arn, from.arn);
    keep(&mut into.basic, from.basic);
    keep(&mut into.advanced, from.advanced);
    keep(&mut into.insights, from.insights);
    into.unknown_selectors.extend(from.unknown_selectors);
    into.aggregations.extend(from.aggregations);
    into.context_keys.extend(from.context_keys);
    keep(&mut into.scope.is_multi_region, from.scope.is_multi_region);
    keep(&mut into.scope.home_region, from.scope.home_region);
    keep(&mut into.scope.includes_global_services, from.scope.includes_global_services);
    keep(&mut into.scope.is_organization, from.scope.is_organization);
    keep(&mut into.scope.is_logging, from.scope.is_logging);
    keep(&mut into.scope.has_recursive_logging, from.scope.has_recursive_logging);
    keep(&mut into.delivery.validates_log_files, from.delivery.validates_log_files);
    keep(&mut into.delivery.kms_key, from.delivery.kms_key);
    keep(&mut into.delivery.log_group, from.delivery.log_group);
}
