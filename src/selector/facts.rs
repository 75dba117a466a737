//! What of one event a selector can look at, as borrowed text.

/// An event, reduced to what decides whether a trail records it.
///
/// An absent value is an answer ("the record has none") unless its [`Fact`] is in `withheld`, which says that the
/// source of the record left it out (a CSV summary, a lossy table row).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFacts<'a> {
    pub category: Category<'a>,
    /// Whether the record had no `eventCategory` of its own.
    pub category_is_inferred: bool,
    /// Never inferred: old records lack it, and then a condition on it cannot be decided.
    pub read_only: Option<bool>,
    pub event_source: Option<&'a str>,
    pub event_name: Option<&'a str>,
    pub event_type: Option<&'a str>,
    pub error_code: Option<&'a str>,
    pub user_identity_arn: Option<&'a str>,
    /// `userIdentity.invokedBy`.
    pub invoked_by: Option<&'a str>,
    pub vpc_endpoint_id: Option<&'a str>,
    /// CloudTrail writes the field only as `"true"`.
    pub session_credential_from_console: bool,
    /// `awsRegion`.
    pub region: Option<&'a str>,
    pub recipient_account: Option<&'a str>,
    /// Entries of `resources`, in their order; none where the field is absent or null.
    pub resources: Vec<ResourceFacts<'a>>,
    pub withheld: FactSet,
}

/// One entry of `resources`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResourceFacts<'a> {
    pub resource_type: Option<&'a str>,
    /// `ARN`, `arn`, or else `ARNPrefix`.
    pub arn: Option<&'a str>,
    /// The entry has only an `ARNPrefix`, as listings of a bucket do.
    pub is_prefix_only: bool,
}

/// `eventCategory`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Category<'a> {
    #[default]
    Management,
    Data,
    NetworkActivity,
    Insight,
    Aggregated,
    ConfigurationItem,
    Evidence,
    ActivityAuditLog,
    /// One that CloudTrail invented later.
    Other(&'a str),
}

impl<'a> Category<'a> {
    /// Reads CloudTrail's spelling.
    pub fn from_wire(text: &'a str) -> Category<'a> {
        match text {
            "Management" => Category::Management,
            "Data" => Category::Data,
            "NetworkActivity" => Category::NetworkActivity,
            "Insight" => Category::Insight,
            "Aggregated" => Category::Aggregated,
            "ConfigurationItem" => Category::ConfigurationItem,
            "Evidence" => Category::Evidence,
            "ActivityAuditLog" => Category::ActivityAuditLog,
            other => Category::Other(other),
        }
    }

    /// CloudTrail's spelling.
    pub fn wire(self) -> &'a str {
        match self {
            Category::Management => "Management",
            Category::Data => "Data",
            Category::NetworkActivity => "NetworkActivity",
            Category::Insight => "Insight",
            Category::Aggregated => "Aggregated",
            Category::ConfigurationItem => "ConfigurationItem",
            Category::Evidence => "Evidence",
            Category::ActivityAuditLog => "ActivityAuditLog",
            Category::Other(text) => text,
        }
    }

    /// Whether a trail's event selectors decide about this category at all.
    pub fn is_selectable_on_trails(self) -> bool {
        matches!(self, Category::Management | Category::Data | Category::NetworkActivity | Category::Other(_))
    }
}

/// A value of [`EventFacts`] that a source can withhold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    ReadOnly,
    EventSource,
    EventName,
    EventType,
    ErrorCode,
    UserIdentityArn,
    InvokedBy,
    VpcEndpointId,
    SessionCredentialFromConsole,
    Region,
    ResourceTypes,
    ResourceArns,
}

impl Fact {
    pub const ALL: [Fact; 12] = [
        Fact::ReadOnly,
        Fact::EventSource,
        Fact::EventName,
        Fact::EventType,
        Fact::ErrorCode,
        Fact::UserIdentityArn,
        Fact::InvokedBy,
        Fact::VpcEndpointId,
        Fact::SessionCredentialFromConsole,
        Fact::Region,
        Fact::ResourceTypes,
        Fact::ResourceArns,
    ];

    /// The field's path in the record.
    pub fn wire(self) -> &'static str {
        match self {
            Fact::ReadOnly => "readOnly",
            Fact::EventSource => "eventSource",
            Fact::EventName => "eventName",
            Fact::EventType => "eventType",
            Fact::ErrorCode => "errorCode",
            Fact::UserIdentityArn => "userIdentity.arn",
            Fact::InvokedBy => "userIdentity.invokedBy",
            Fact::VpcEndpointId => "vpcEndpointId",
            Fact::SessionCredentialFromConsole => "sessionCredentialFromConsole",
            Fact::Region => "awsRegion",
            Fact::ResourceTypes => "resources.type",
            Fact::ResourceArns => "resources.ARN",
        }
    }
}

/// A set of [`Fact`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FactSet(u16);

impl FactSet {
    /// Adds a fact.
    #[must_use]
    pub fn with(self, fact: Fact) -> FactSet {
        FactSet(self.0 | 1 << fact as u16)
    }

    /// Whether a fact is in the set.
    pub fn contains(self, fact: Fact) -> bool {
        self.0 & (1 << fact as u16) != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Fact> for FactSet {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> FactSet {
        facts.into_iter().fold(FactSet::default(), FactSet::with)
    }
}
