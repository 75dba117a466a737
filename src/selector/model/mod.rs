//! What a trail's configuration says, part by part, with the place where it says it.
//!
//! **Invariant:** nothing that was written is lost or replaced: an absent part is `None`, a part that
//! stands for something else (an interpolation, an intrinsic function) is kept as a *template* and named.
//! **Invariant:** two parts are equal when they say the same, wherever they stand in their text.

mod terms;
mod value;

use std::fmt;

pub use terms::{Field, Operator, ReadWriteType};
pub use value::{Flag, FlagState, Place, Value, ValueKind, is_stated};

/// What the selectors belong to; the two allow different fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConfigurationKind {
    #[default]
    Trail,
    /// A CloudTrail Lake event data store.
    EventDataStore,
}

impl fmt::Display for ConfigurationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ConfigurationKind::Trail => "trail",
            ConfigurationKind::EventDataStore => "event data store",
        })
    }
}

/// One trail or event data store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailConfiguration {
    pub kind: ConfigurationKind,
    /// The name in AWS, not that of the template's resource.
    pub name: Option<Value>,
    pub arn: Option<Value>,
    pub place: Place,
    pub scope: Scope,
    /// `EventSelectors`; `None` where not stated.
    pub basic: Option<Vec<BasicSelector>>,
    /// `AdvancedEventSelectors`; `None` where not stated.
    pub advanced: Option<Vec<AdvancedSelector>>,
    /// Whole selectors that the text leaves to something else: a dynamic block, a variable.
    pub unknown_selectors: Vec<Value>,
    pub insights: Option<Vec<InsightSelector>>,
    pub aggregations: Vec<Aggregation>,
    /// Event data stores only: extra context kept with each event.
    pub context_keys: Vec<ContextKeys>,
    /// What a compliance control asks for beside the selectors.
    pub delivery: Delivery,
}

impl TrailConfiguration {
    /// The name to show: the trail's name, the end of its ARN, or nothing.
    pub fn label(&self) -> Option<&str> {
        let from_arn = || self.arn.as_ref().and_then(|arn| arn.text.rsplit('/').next());
        self.name.as_ref().map(|name| name.text.as_str()).or_else(from_arn)
    }

    /// The selectors that decide: advanced ones where there are any, else basic ones.
    pub fn selectors(&self) -> Selectors<'_> {
        match (self.basic.as_deref(), self.advanced.as_deref()) {
            (_, Some(advanced)) if !advanced.is_empty() => Selectors::Advanced(advanced),
            (Some(basic), _) if !basic.is_empty() => Selectors::Basic(basic),
            _ if !self.unknown_selectors.is_empty() => Selectors::Advanced(&[]),
            _ => Selectors::Default,
        }
    }
}

/// The kind of selectors that a configuration decides by.
#[derive(Clone, Copy, Debug)]
pub enum Selectors<'a> {
    Basic(&'a [BasicSelector]),
    Advanced(&'a [AdvancedSelector]),
    /// None are stated: management events, as CloudTrail sets up a new trail or event data store.
    Default,
}

/// Which Regions, accounts and services a trail listens to. `None` is not stated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    pub is_multi_region: Option<Flag>,
    pub home_region: Option<Value>,
    pub includes_global_services: Option<Flag>,
    pub is_organization: Option<Flag>,
    pub is_logging: Option<Flag>,
    /// `RecursiveLogging`: off drops what CloudTrail's own delivery causes.
    pub has_recursive_logging: Option<Flag>,
}

/// How a trail delivers, as far as compliance controls ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    pub validates_log_files: Option<Flag>,
    pub kms_key: Option<Value>,
    pub log_group: Option<Value>,
}

/// One of `EventSelectors`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BasicSelector {
    /// `All`, `ReadOnly`, `WriteOnly`; `All` where not stated. Kept as text: a wrong one is a problem to show.
    pub read_write_type: Option<Value>,
    /// On where not stated.
    pub includes_management: Option<Flag>,
    pub data_resources: Vec<DataResource>,
    pub excluded_sources: Vec<Value>,
    /// Data resources that the text leaves to something else.
    pub unknown_parts: Vec<Value>,
    pub place: Place,
}

impl BasicSelector {
    /// Which of reads and writes this selects; `None` where that is unknown.
    pub fn read_write(&self) -> Option<ReadWriteType> {
        match &self.read_write_type {
            None => Some(ReadWriteType::All),
            Some(value) => value.known().and_then(ReadWriteType::from_wire),
        }
    }

    /// Whether management events are selected; an unknown switch counts as the default, which is on.
    pub fn selects_management(&self) -> bool {
        !is_stated(self.includes_management.as_ref(), false)
    }
}

/// One of a basic selector's `DataResources`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataResource {
    pub resource_type: Value,
    pub values: Vec<Value>,
    pub place: Place,
}

/// One of `AdvancedEventSelectors`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdvancedSelector {
    pub name: Option<Value>,
    pub field_selectors: Vec<FieldSelector>,
    /// Field selectors that the text leaves to something else.
    pub unknown_parts: Vec<Value>,
    pub place: Place,
}

impl AdvancedSelector {
    /// All field selectors on `field`.
    pub fn on_field(&self, field: Field) -> impl Iterator<Item = &FieldSelector> {
        self.field_selectors.iter().filter(move |selector| selector.field() == Some(field))
    }

    /// The values that `field` is asked to equal.
    pub fn equals(&self, field: Field) -> impl Iterator<Item = &Value> {
        self.on_field(field)
            .flat_map(|selector| &selector.conditions)
            .filter(|condition| condition.operator == Operator::Equals)
            .flat_map(|condition| &condition.values)
    }

    /// Whether `field` is asked to equal the known text `text`.
    pub fn asks(&self, field: Field, text: &str) -> bool {
        self.equals(field).any(|value| value.is(text))
    }
}

/// One of an advanced selector's `FieldSelectors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSelector {
    /// The field as written; [`FieldSelector::field`] knows it or does not.
    pub name: Value,
    pub conditions: Vec<Condition>,
    pub place: Place,
}

impl FieldSelector {
    /// The field, where it is one of CloudTrail's.
    pub fn field(&self) -> Option<Field> {
        self.name.known().and_then(Field::from_wire)
    }
}

/// One operator with its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    pub operator: Operator,
    pub values: Vec<Value>,
    pub place: Place,
}

/// One of `InsightSelectors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InsightSelector {
    pub insight_type: Value,
    /// Management only where empty.
    pub categories: Vec<Value>,
    pub place: Place,
}

/// One of `AggregationConfigurations`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aggregation {
    pub category: Option<Value>,
    pub templates: Vec<Value>,
    pub place: Place,
}

/// One of an event data store's `ContextKeySelectors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContextKeys {
    pub kind: Value,
    pub keys: Vec<Value>,
    pub place: Place,
}
