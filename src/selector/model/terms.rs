//! CloudTrail's own words: operators, fields, kinds of reads and writes.

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
