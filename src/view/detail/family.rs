//! Which family of record it is: the families have different fields, and summaries of their own.

use super::event::Event;

/// A family of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A call of an API or an action in the console.
    Ordinary,
    /// Somebody signed in, or tried to.
    SignIn,
    /// Something that a service did on its own.
    ServiceEvent,
    /// A call through a VPC endpoint, recorded at the endpoint.
    NetworkActivity,
    /// Unusual activity that CloudTrail Insights found.
    Insight,
    /// Counts of data events over five minutes.
    Aggregated,
    /// Activity outside AWS, kept in CloudTrail Lake.
    ActivityLog,
    /// A Config item or Audit Manager evidence out of CloudTrail Lake.
    LakeItem,
    /// A record of none of these: it has neither a name nor a source.
    Unknown,
}

impl Family {
    /// The family in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Ordinary => "API call or console action",
            Self::SignIn => "Sign-in",
            Self::ServiceEvent => "Service event",
            Self::NetworkActivity => "Network activity",
            Self::Insight => "Insights event",
            Self::Aggregated => "Aggregated event",
            Self::ActivityLog => "Activity outside AWS",
            Self::LakeItem => "CloudTrail Lake item",
            Self::Unknown => "Unknown kind of record",
        }
    }

    /// Whether records of this family say who acted.
    pub fn has_identity(self) -> bool {
        !matches!(self, Self::Insight | Self::Aggregated | Self::LakeItem | Self::Unknown)
    }
}

/// Decides the family; the order is that of the rules for an absent `eventCategory`.
pub(super) fn of(event: &Event<'_>) -> Family {
    let event_type = event.text("eventType").unwrap_or_default();
    let category = event.text("eventCategory").unwrap_or_default();
    let is_type = |name: &str| event_type.eq_ignore_ascii_case(name);
    let is_category = |name: &str| category.eq_ignore_ascii_case(name);
    if event.has("insightDetails") || is_type("AwsCloudTrailInsight") {
        Family::Insight
    } else if is_type("AwsVpceEvent") || is_type("AwsVpceEvents") || is_category("NetworkActivity") {
        Family::NetworkActivity
    } else if is_type("AwsAggregatedEvent") || (event.has("timeWindow") && event.has("summary")) {
        Family::Aggregated
    } else if is_type("ActivityLog") || is_category("ActivityAuditLog") {
        Family::ActivityLog
    } else if is_category("ConfigurationItem") || is_category("Evidence") || is_type("AwsConfigurationItem") {
        Family::LakeItem
    } else if is_type("AwsConsoleSignIn")
        || (event.text("eventSource").is_some_and(|source| source == "signin.amazonaws.com"))
    {
        Family::SignIn
    } else if is_type("AwsServiceEvent") || event.has("serviceEventDetails") {
        Family::ServiceEvent
    } else if event.text("eventName").is_none() && event.text("eventSource").is_none() {
        Family::Unknown
    } else {
        Family::Ordinary
    }
}
