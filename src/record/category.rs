//! Category and read/write of a record, its own or inferred.
//!
//! The order of the rules is AWS's history of the fields: `eventCategory` came with version 1.07,
//! `managementEvent` with 1.06, `readOnly` with 1.01 but not in every service.
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use std::borrow::Cow;

use super::data_events::{is_data_event, is_data_type};
use super::field::FieldId;
use super::fields::RecordFields;

/// The category of Insights events.
pub const INSIGHT: &str = "Insight";

/// The record's own `eventCategory`, else what the first rule that applies infers.
pub fn category<'a>(fields: &'a RecordFields<'_>) -> Cow<'a, str> {
    match fields.first(FieldId::EventCategory) {
        Some(own) => Cow::Borrowed(own),
        None => Cow::Borrowed(inferred_category(fields)),
    }
}

fn inferred_category(fields: &RecordFields<'_>) -> &'static str {
    let first = |field| fields.first(field).unwrap_or_default();
    let event_type = first(FieldId::EventType);
    let is_type = |name: &str| event_type.eq_ignore_ascii_case(name);
    let has = |field| fields.get(field).is_present();
    if has(FieldId::InsightDetails) || is_type("AwsCloudTrailInsight") {
        return INSIGHT;
    }
    if is_type("AwsVpceEvent") || is_type("AwsVpceEvents") {
        return "NetworkActivity";
    }
    if is_type("AwsAggregatedEvent") || (has(FieldId::TimeWindow) && has(FieldId::Summary)) {
        return "Aggregated";
    }
    match parse_bool(first(FieldId::ManagementEvent)) {
        Some(true) => return "Management",
        Some(false) => return "Data",
        None => {}
    }
    if is_data_event(first(FieldId::EventSource), first(FieldId::EventName)) {
        return "Data";
    }
    if fields.get(FieldId::ResourceType).values().any(is_data_type) {
        return "Data";
    }
    "Management"
}

/// `read` or `write` by the record's own `readOnly`, else by the rules for records without it.
/// `None` where nothing can be said: network activity, Insights, aggregated events.
pub fn read_write(fields: &RecordFields<'_>, category: &str) -> Option<&'static str> {
    let read_only = match parse_bool(fields.first(FieldId::ReadOnly).unwrap_or_default()) {
        Some(own) => own,
        None => inferred_read_only(fields, category)?,
    };
    Some(if read_only { "read" } else { "write" })
}

/// Calls whose `readOnly` is documented and goes against the verb of their name.
const READ_ONLY_OVERRIDES: &[(&str, &[&str], bool)] = &[
    ("sts.amazonaws.com", &["AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"], true),
    ("sts.amazonaws.com", &["GetSessionToken", "GetFederationToken", "AssumeRoot"], false),
    (
        "kms.amazonaws.com",
        &[
            "Encrypt",
            "Decrypt",
            "GenerateDataKey",
            "GenerateDataKeyWithoutPlaintext",
            "GenerateDataKeyPair",
            "GenerateDataKeyPairWithoutPlaintext",
            "GenerateRandom",
            "ReEncrypt",
            "Sign",
            "Verify",
            "GenerateMac",
            "VerifyMac",
        ],
        true,
    ),
    ("dynamodb.amazonaws.com", &["ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"], false),
    ("cognito-identity.amazonaws.com", &["GetCredentialsForIdentity"], false),
];

/// Verbs of calls that only read.
const READ_VERBS: &[&str] = &[
    "Get", "List", "Describe", "Head", "Lookup", "Search", "Select", "BatchGet", "Query", "Scan", "Check",
    "Test", "View", "Preview", "Estimate", "Validate", "Verify",
];

fn inferred_read_only(fields: &RecordFields<'_>, category: &str) -> Option<bool> {
    if !matches!(category, "Management" | "Data") {
        return None;
    }
    let name = fields.first(FieldId::EventName)?;
    let source = fields.first(FieldId::EventSource).unwrap_or_default();
    if source == "signin.amazonaws.com" {
        return Some(false);
    }
    let documented = READ_ONLY_OVERRIDES
        .iter()
        .find(|(known, names, _)| *known == source && names.contains(&name))
        .map(|(_, _, read_only)| *read_only);
    Some(documented.unwrap_or_else(|| READ_VERBS.iter().any(|verb| name.starts_with(verb))))
}

/// A truth value in any of the spellings that exports use.
fn parse_bool(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}
