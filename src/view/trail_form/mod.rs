//! The simulator's form: a configuration text in the console's words, and the text that a change makes of it.
//!
//! ```text
//! text ─form→ TrailForm ─drawn, a change → Edit ─changed→ text
//! ```
//! Form and text are two views of one model; the form holds no state of its own. What it has no control for is listed
//! as kept, and a change leaves it as it is.
//!
//! **Invariant:** a text that cannot be read whole gives no form: a change would lose what was not read.

mod rows;
mod words;

pub use rows::{FieldRow, ValueRow, empty_row};
pub use words::{completion_field, offers, operator_label, template_label, templates_of};

pub use crate::selector::edit::{Edit, LogTemplate, NewSelector, ResourceAt, ScopeSwitch, ValueAt};
pub use crate::selector::model::{Field, Operator};
pub use crate::selector::tables::BASIC_TYPES;

use crate::selector::edit::{self, category, is_plain, template_of};
use crate::selector::model::{
    AdvancedSelector, BasicSelector, Condition, ConfigurationKind, FieldSelector, Flag, FlagState,
    ReadWriteType, Selectors, TrailConfiguration, ValueKind,
};
use crate::selector::read::{Language, Reading, read};
use crate::selector::tables::EXCLUDABLE_SOURCES;
use crate::selector::write::{is_whole_json, whole_json};
use rows::{field_rows, fields_to_add};

/// What the form has to show for a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormState {
    /// The text has an error: its line, 0 where none is named. The form waits until it is mended.
    Waiting(u32),
    Ready(Box<TrailForm>),
}

/// One trail or event data store of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailForm {
    /// The names of all trails of the text; empty where there is only one.
    pub trails: Vec<String>,
    pub kind: ConfigurationKind,
    pub mode: Mode,
    pub selectors: Vec<SelectorForm>,
    pub scope: Vec<(ScopeSwitch, &'static str, SwitchState)>,
    pub home_region: String,
    /// What the configuration says besides, which the form leaves as it is.
    pub kept: Vec<String>,
    /// What the first change does to the text, where it does more than the change.
    pub rewrites: Option<String>,
}

/// Which kind of selectors a trail decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// None are stated: all management events.
    Default,
    Basic,
    Advanced,
}

/// A switch of the scope, as far as it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SwitchState {
    NotStated,
    On,
    Off,
    /// Computed elsewhere.
    Unknown(String),
}

/// One event selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorForm {
    /// `Management events`.
    pub title: String,
    pub kind: SelectorKind,
    pub name: String,
    /// The boxes `Read` and `Write`; none where something else than two boxes decides.
    pub read_write: Option<(bool, bool)>,
    /// The sources that can be left out, each with whether it is.
    pub excluded: Vec<(&'static str, bool)>,
    /// The resource type or event source that it is about.
    pub subject: Option<String>,
    pub template: LogTemplate,
    pub fields: Vec<FieldRow>,
    /// Fields that `+ Field` offers.
    pub more_fields: Vec<Field>,
    /// Values of basic data resources: type and value.
    pub resources: Vec<(ResourceAt, String, ValueText)>,
    pub kept: Vec<String>,
}

/// What a selector selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SelectorKind {
    /// A basic one, and whether it selects management events.
    Basic {
        management: bool,
    },
    Management,
    Data,
    NetworkActivity,
    /// A category without a form of its own, or none at all.
    Other,
}

/// The text of a value, and whether it is left to something else: then it is shown and not edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueText {
    pub text: String,
    pub is_fixed: bool,
}

/// The form of one trail of a text.
pub fn form(text: &str, trail: usize) -> FormState {
    let reading = match readable(text) {
        Ok(reading) => reading,
        Err(line) => return FormState::Waiting(line),
    };
    let all = &reading.configurations;
    let Some(configuration) = all.get(trail).or(all.first()) else { return FormState::Waiting(0) };
    let label = |(at, one): (usize, &TrailConfiguration)| match one.label() {
        Some(label) => label.to_owned(),
        None => format!("{} {}", one.kind, at + 1),
    };
    let trails = if all.len() > 1 { all.iter().enumerate().map(label).collect() } else { Vec::new() };
    let (mode, selectors) = match configuration.selectors() {
        Selectors::Default => (Mode::Default, Vec::new()),
        Selectors::Basic(selectors) => (Mode::Basic, selectors.iter().enumerate().map(basic).collect()),
        Selectors::Advanced(selectors) => {
            let of_kind = |one| advanced(one, configuration.kind);
            (Mode::Advanced, selectors.iter().enumerate().map(of_kind).collect())
        }
    };
    FormState::Ready(Box::new(TrailForm {
        trails,
        kind: configuration.kind,
        mode,
        selectors,
        scope: scope(configuration),
        home_region: configuration.scope.home_region.as_ref().map(ToString::to_string).unwrap_or_default(),
        kept: kept(configuration),
        rewrites: rewrites(text, &reading),
    }))
}

/// The text after a change; `None` where the text cannot be read whole.
pub fn changed(text: &str, trail: usize, edit: Edit) -> Option<String> {
    let mut configurations = readable(text).ok()?.configurations;
    let at = if trail < configurations.len() { trail } else { 0 };
    edit::apply(configurations.get_mut(at)?, edit);
    Some(whole_json(&configurations))
}

/// The configurations of a text that was read without error; no text is a trail of which nothing is stated yet.
fn readable(text: &str) -> Result<Reading, u32> {
    if text.trim().is_empty() {
        let empty = TrailConfiguration { advanced: Some(Vec::new()), ..TrailConfiguration::default() };
        return Ok(Reading { configurations: vec![empty], ..Reading::default() });
    }
    let reading = read(text);
    match reading.problems.iter().find(|problem| problem.is_error()) {
        Some(problem) => Err(problem.line),
        None if reading.configurations.is_empty() => Err(0),
        None => Ok(reading),
    }
}

/// What writing the text anew takes away.
fn rewrites(text: &str, reading: &Reading) -> Option<String> {
    if text.trim().is_empty() || is_whole_json(text, &reading.configurations) {
        return None;
    }
    let lost: Vec<&str> = reading
        .problems
        .iter()
        .filter(|problem| problem.code == "unknown-key")
        .filter_map(|problem| problem.message.rsplit(": ").next())
        .collect();
    let from = match reading.language {
        Some(Language::CloudFormation) => "The text is CloudFormation. A change here writes it anew as JSON",
        Some(Language::Terraform | Language::TerraformJson) => {
            "The text is Terraform. A change here writes it anew as JSON"
        }
        Some(Language::Command) => "The text is a command. A change here writes it anew as JSON",
        Some(Language::Json) | None => "A change here writes the text anew in one order and layout",
    };
    Some(match lost.as_slice() {
        [] => format!("{from}; selectors, Insights, scope and delivery stay, other keys and comments go."),
        lost => format!("{from}, without the keys that no selector has: {}.", lost.join(", ")),
    })
}

fn scope(configuration: &TrailConfiguration) -> Vec<(ScopeSwitch, &'static str, SwitchState)> {
    let state = |flag: Option<&Flag>| match flag.map(|flag| (flag.known(), flag)) {
        None => SwitchState::NotStated,
        Some((Some(true), _)) => SwitchState::On,
        Some((Some(false), _)) => SwitchState::Off,
        Some((None, flag)) => SwitchState::Unknown(unknown_text(flag)),
    };
    let is_store = configuration.kind == ConfigurationKind::EventDataStore;
    ScopeSwitch::ALL
        .into_iter()
        .filter(|switch| {
            !is_store || !matches!(switch, ScopeSwitch::GlobalServices | ScopeSwitch::RecursiveLogging)
        })
        .map(|switch| (switch, switch_label(switch), state(switch.of(configuration))))
        .collect()
}

fn unknown_text(flag: &Flag) -> String {
    match &flag.state {
        FlagState::Unknown(text) => text.clone(),
        _ => String::new(),
    }
}

fn switch_label(switch: ScopeSwitch) -> &'static str {
    match switch {
        ScopeSwitch::MultiRegion => "Multi-Region",
        ScopeSwitch::GlobalServices => "Global service events",
        ScopeSwitch::Organization => "All accounts of the organization",
        ScopeSwitch::Logging => "Logging",
        ScopeSwitch::RecursiveLogging => "Recursive logging",
    }
}

/// What stands in a configuration and not in its form.
fn kept(configuration: &TrailConfiguration) -> Vec<String> {
    let mut kept = Vec::new();
    let mut say = |what: &str, value: Option<&dyn std::fmt::Display>| {
        kept.extend(value.map(|value| format!("{what} {value}")));
    };
    say("ARN", configuration.arn.as_ref().map(|value| value as _));
    say("KMS key", configuration.delivery.kms_key.as_ref().map(|value| value as _));
    say("log group", configuration.delivery.log_group.as_ref().map(|value| value as _));
    if let Some(is_on) = configuration.delivery.validates_log_files.as_ref().and_then(Flag::known) {
        kept.push(format!("log-file validation {}", if is_on { "on" } else { "off" }));
    }
    let insights = configuration.insights.iter().flatten().map(|one| one.insight_type.text.as_str());
    let insights: Vec<&str> = insights.collect();
    if !insights.is_empty() {
        kept.push(format!("Insights {}", insights.join(", ")));
    }
    if !configuration.aggregations.is_empty() {
        kept.push("aggregated events".to_owned());
    }
    if !configuration.context_keys.is_empty() {
        kept.push("context keys".to_owned());
    }
    kept.extend(configuration.unknown_selectors.iter().map(|value| format!("selectors held in {value}")));
    // A trail has one kind; where both are stated the advanced ones decide.
    if let (Some(basic), Selectors::Advanced(_)) = (&configuration.basic, configuration.selectors())
        && !basic.is_empty()
    {
        kept.push("basic selectors beside the advanced ones".to_owned());
    }
    kept
}

fn basic((at, selector): (usize, &BasicSelector)) -> SelectorForm {
    let management = selector.selects_management();
    let resources = selector.data_resources.iter().enumerate().flat_map(|(resource, of_type)| {
        of_type.values.iter().enumerate().map(move |(value, text)| {
            let is_fixed = text.kind != ValueKind::Literal || of_type.resource_type.known().is_none();
            let at = ResourceAt { selector: at, resource, value };
            (at, of_type.resource_type.text.clone(), ValueText { text: text.text.clone(), is_fixed })
        })
    });
    let mut kept: Vec<String> =
        selector.unknown_parts.iter().map(|value| format!("data resources held in {value}")).collect();
    if let (None, Some(value)) = (selector.read_write(), &selector.read_write_type) {
        kept.push(format!("ReadWriteType {value}"));
    }
    let others = selector.excluded_sources.iter();
    let others = others.filter(|value| !EXCLUDABLE_SOURCES.iter().any(|source| value.is(source)));
    kept.extend(others.map(|value| format!("excluded source {value}")));
    SelectorForm {
        title: format!("Event selector {}", at + 1),
        kind: SelectorKind::Basic { management },
        name: String::new(),
        read_write: selector
            .read_write()
            .map(|chosen| (chosen != ReadWriteType::WriteOnly, chosen != ReadWriteType::ReadOnly)),
        excluded: if management {
            EXCLUDABLE_SOURCES
                .into_iter()
                .map(|source| (source, selector.excluded_sources.iter().any(|value| value.is(source))))
                .collect()
        } else {
            Vec::new()
        },
        subject: None,
        template: LogTemplate::Custom,
        fields: Vec::new(),
        more_fields: Vec::new(),
        resources: resources.collect(),
        kept,
    }
}

fn advanced((at, selector): (usize, &AdvancedSelector), of: ConfigurationKind) -> SelectorForm {
    let category = category(selector);
    let (kind, title) = match category {
        Some("Management") => (SelectorKind::Management, "Management events".to_owned()),
        Some("Data") => (SelectorKind::Data, "Data events".to_owned()),
        Some("NetworkActivity") => (SelectorKind::NetworkActivity, "Network activity events".to_owned()),
        Some(other) => (SelectorKind::Other, format!("{other} events")),
        None => (SelectorKind::Other, "Selector without one category".to_owned()),
    };
    let subject_field = match kind {
        SelectorKind::Data => Some(Field::ResourcesType),
        SelectorKind::NetworkActivity => Some(Field::EventSource),
        _ => None,
    };
    let subject = subject_field.and_then(|field| {
        let stated = selector.on_field(field).find(|one| is_plain(selector, one));
        stated.and_then(|one| one.conditions.first()?.values.first()).map(|value| value.text.clone())
    });
    let boxes = Boxes::of(selector, kind);
    let shown = |one: &&FieldSelector| {
        !is_plain(selector, one) && !one.field().is_some_and(|field| boxes.stand_for(field))
    };
    SelectorForm {
        title,
        kind,
        name: selector.name.as_ref().map(ToString::to_string).unwrap_or_default(),
        read_write: boxes.read_write,
        excluded: boxes.excluded.clone(),
        subject,
        template: template_of(selector),
        fields: field_rows((at, selector), category, of, shown),
        more_fields: fields_to_add(selector, category, of)
            .into_iter()
            .filter(|field| !boxes.stand_for(*field))
            .collect(),
        resources: Vec::new(),
        kept: selector.unknown_parts.iter().map(|value| format!("fields held in {value}")).collect(),
    }
}

/// The console's boxes, where the conditions say no more than boxes can: reads and writes of management and data events,
/// and the sources of management events that can be left out.
#[derive(Clone, Debug, Default)]
struct Boxes {
    read_write: Option<(bool, bool)>,
    excluded: Vec<(&'static str, bool)>,
}

impl Boxes {
    fn of(selector: &AdvancedSelector, kind: SelectorKind) -> Boxes {
        Boxes {
            read_write: match kind {
                SelectorKind::Management | SelectorKind::Data => read_write_boxes(selector),
                _ => None,
            },
            excluded: match kind {
                SelectorKind::Management => excluded_boxes(selector),
                _ => Vec::new(),
            },
        }
    }

    /// Whether boxes show what the selector asks of a field.
    fn stand_for(&self, field: Field) -> bool {
        match field {
            Field::ReadOnly => self.read_write.is_some(),
            Field::EventSource => !self.excluded.is_empty(),
            _ => false,
        }
    }
}

fn read_write_boxes(selector: &AdvancedSelector) -> Option<(bool, bool)> {
    let mut stated = selector.on_field(Field::ReadOnly);
    let only = match (stated.next(), stated.next()) {
        (None, _) => return Some((true, true)),
        (Some(only), None) => only,
        _ => return None,
    };
    let [Condition { operator: Operator::Equals, values, .. }] = only.conditions.as_slice() else {
        return None;
    };
    match values.as_slice() {
        [value] if value.is("true") => Some((true, false)),
        [value] if value.is("false") => Some((false, true)),
        _ => None,
    }
}

fn excluded_boxes(selector: &AdvancedSelector) -> Vec<(&'static str, bool)> {
    let stated: Vec<&Condition> =
        selector.on_field(Field::EventSource).flat_map(|one| &one.conditions).collect();
    let values = || stated.iter().flat_map(|condition| &condition.values);
    let is_simple = selector.on_field(Field::EventSource).count() <= 1
        && stated.iter().all(|condition| condition.operator == Operator::NotEquals)
        && values().all(|value| EXCLUDABLE_SOURCES.iter().any(|source| value.is(source)));
    if !is_simple {
        return Vec::new();
    }
    EXCLUDABLE_SOURCES.into_iter().map(|source| (source, values().any(|value| value.is(source)))).collect()
}
