//! What a trail's configuration says, part by part, with the place where it says it.
//!
//! **Invariant:** nothing that was written is lost or replaced: an absent part is `None`, a part that
//! stands for something else (an interpolation, an intrinsic function) is kept as a *template* and named.
//! **Invariant:** two parts are equal when they say the same, wherever they stand in their text.

use std::borrow::Cow;
use std::fmt;

/// Where a part stands in the text that was read; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// Places never take part in a comparison: an exported and re-read configuration is the same one.
impl PartialEq for Place {
    fn eq(&self, _: &Place) -> bool {
        true
    }
}

impl Eq for Place {}

/// A string of the configuration.
///
/// A template's `text` holds `${…}` where something unknown stands, in whatever language it was written:
/// `!Sub`, `Fn::Join` and `!GetAtt Bucket.Arn` all end up in this form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub kind: ValueKind,
    pub place: Place,
}

/// How much of a [`Value`] is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// The text is the value.
    Literal,
    /// Some or all of the text is unknown.
    Template,
    /// The whole list that this stands in is unknown: `values = var.arns`.
    TemplateList,
}

impl Value {
    /// A known value without a place, as the form editor makes them.
    pub fn literal(text: impl Into<String>) -> Value {
        Value { text: text.into(), kind: ValueKind::Literal, place: Place::default() }
    }

    /// The text, where all of it is known.
    pub fn known(&self) -> Option<&str> {
        (self.kind == ValueKind::Literal).then_some(self.text.as_str())
    }

    /// The text to compare with an ARN: like [`Value::known`], and where all that is unknown is the partition,
    /// which templates compute, with the partition of that ARN.
    pub fn known_beside(&self, arn: &str) -> Option<Cow<'_, str>> {
        if self.kind == ValueKind::Literal {
            return Some(Cow::Borrowed(&self.text));
        }
        let partition = arn.strip_prefix("arn:")?.split(':').next()?;
        let filled = self
            .placeholders()
            .filter(|name| is_partition(name))
            .fold(self.text.clone(), |text, name| text.replace(&format!("${{{name}}}"), partition));
        (self.kind == ValueKind::Template && !filled.contains("${")).then_some(Cow::Owned(filled))
    }

    /// What stands inside each `${…}` of a template.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        let is_template = self.kind != ValueKind::Literal;
        let after_starts = self.text.split("${").skip(1).filter(move |_| is_template);
        after_starts.filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }

    /// Whether this is exactly the known text `text`.
    pub fn is(&self, text: &str) -> bool {
        self.known() == Some(text)
    }

    /// The known text before the first and after the last unknown part of a template.
    pub fn known_ends(&self) -> (&str, &str) {
        if self.kind == ValueKind::Literal {
            return (&self.text, &self.text);
        }
        let start = self.text.find("${").unwrap_or(self.text.len());
        let end = self.text.rfind('}').map_or(0, |at| at + 1);
        (self.text.get(..start).unwrap_or(""), self.text.get(end..).unwrap_or(""))
    }
}

/// Whether an expression of CloudFormation or Terraform is the partition of the account.
fn is_partition(name: &str) -> bool {
    name == "AWS::Partition" || name.starts_with("data.aws_partition.") && name.ends_with(".partition")
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A switch of the configuration that was stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub state: FlagState,
    pub place: Place,
}

/// What a [`Flag`] is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagState {
    On,
    Off,
    /// An interpolation, by its text.
    Unknown(String),
}

impl Flag {
    /// A known switch without a place.
    pub fn new(is_on: bool) -> Flag {
        Flag { state: if is_on { FlagState::On } else { FlagState::Off }, place: Place::default() }
    }

    /// The state, where it is known.
    pub fn known(&self) -> Option<bool> {
        match self.state {
            FlagState::On => Some(true),
            FlagState::Off => Some(false),
            FlagState::Unknown(_) => None,
        }
    }
}

/// Whether an optional switch is stated, known and equal to `wanted`.
pub fn is_stated(flag: Option<&Flag>, wanted: bool) -> bool {
    flag.and_then(Flag::known) == Some(wanted)
}

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

/// `ReadWriteType` of a basic selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadWriteType {
    All,
    ReadOnly,
    WriteOnly,
}

impl ReadWriteType {
    /// Reads CloudTrail's spelling.
    pub fn from_wire(text: &str) -> Option<ReadWriteType> {
        match text {
            "All" => Some(ReadWriteType::All),
            "ReadOnly" => Some(ReadWriteType::ReadOnly),
            "WriteOnly" => Some(ReadWriteType::WriteOnly),
            _ => None,
        }
    }

    /// CloudTrail's spelling.
    pub fn wire(self) -> &'static str {
        match self {
            ReadWriteType::All => "All",
            ReadWriteType::ReadOnly => "ReadOnly",
            ReadWriteType::WriteOnly => "WriteOnly",
        }
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

/// The operators of a field selector: three that select, three that deselect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operator {
    Equals,
    StartsWith,
    EndsWith,
    NotEquals,
    NotStartsWith,
    NotEndsWith,
}

impl Operator {
    /// In the order in which CloudTrail answers them.
    pub const ALL: [Operator; 6] = [
        Operator::Equals,
        Operator::StartsWith,
        Operator::EndsWith,
        Operator::NotEquals,
        Operator::NotStartsWith,
        Operator::NotEndsWith,
    ];

    /// CloudTrail's spelling.
    pub fn wire(self) -> &'static str {
        match self {
            Operator::Equals => "Equals",
            Operator::StartsWith => "StartsWith",
            Operator::EndsWith => "EndsWith",
            Operator::NotEquals => "NotEquals",
            Operator::NotStartsWith => "NotStartsWith",
            Operator::NotEndsWith => "NotEndsWith",
        }
    }

    /// Whether one matching value is enough (the selecting operators) or forbids (the others).
    pub fn selects(self) -> bool {
        matches!(self, Operator::Equals | Operator::StartsWith | Operator::EndsWith)
    }

    /// The same comparison without its negation.
    pub fn positive(self) -> Operator {
        match self {
            Operator::NotEquals => Operator::Equals,
            Operator::NotStartsWith => Operator::StartsWith,
            Operator::NotEndsWith => Operator::EndsWith,
            other => other,
        }
    }

    /// The bare comparison, negation left out: case-sensitive, no wildcards.
    pub fn compares(self, text: &str, value: &str) -> bool {
        match self.positive() {
            Operator::StartsWith => text.starts_with(value),
            Operator::EndsWith => text.ends_with(value),
            _ => text == value,
        }
    }
}

/// The fields that advanced selectors know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    EventCategory,
    ReadOnly,
    EventSource,
    EventName,
    EventType,
    ErrorCode,
    ResourcesType,
    ResourcesArn,
    UserIdentityArn,
    SessionCredentialFromConsole,
    VpcEndpointId,
}

impl Field {
    pub const ALL: [Field; 11] = [
        Field::EventCategory,
        Field::ReadOnly,
        Field::EventSource,
        Field::EventName,
        Field::EventType,
        Field::ErrorCode,
        Field::ResourcesType,
        Field::ResourcesArn,
        Field::UserIdentityArn,
        Field::SessionCredentialFromConsole,
        Field::VpcEndpointId,
    ];

    /// CloudTrail's spelling.
    pub fn wire(self) -> &'static str {
        match self {
            Field::EventCategory => "eventCategory",
            Field::ReadOnly => "readOnly",
            Field::EventSource => "eventSource",
            Field::EventName => "eventName",
            Field::EventType => "eventType",
            Field::ErrorCode => "errorCode",
            Field::ResourcesType => "resources.type",
            Field::ResourcesArn => "resources.ARN",
            Field::UserIdentityArn => "userIdentity.arn",
            Field::SessionCredentialFromConsole => "sessionCredentialFromConsole",
            Field::VpcEndpointId => "vpcEndpointId",
        }
    }

    /// Reads CloudTrail's exact spelling.
    pub fn from_wire(text: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.wire() == text)
    }
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
