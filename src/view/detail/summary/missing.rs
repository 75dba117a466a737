//! Why a record does not have a field.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

use crate::base::json::Value;
use crate::view::detail::event::Event;
use crate::view::detail::family::Family;

/// Top-level fields with the version that brought them.
const SINCE: &[(&str, (u32, u32))] = &[
    ("requestID", (1, 1)),
    ("eventID", (1, 1)),
    ("apiVersion", (1, 1)),
    ("readOnly", (1, 1)),
    ("resources", (1, 1)),
    ("eventType", (1, 2)),
    ("recipientAccountId", (1, 2)),
    ("sharedEventID", (1, 3)),
    ("vpcEndpointId", (1, 4)),
    ("serviceEventDetails", (1, 5)),
    ("managementEvent", (1, 6)),
    ("eventCategory", (1, 7)),
    ("insightDetails", (1, 7)),
    ("addendum", (1, 8)),
    ("sessionCredentialFromConsole", (1, 8)),
    ("edgeDeviceDetails", (1, 8)),
    ("tlsDetails", (1, 8)),
    ("vpcEndpointAccountId", (1, 9)),
    ("eventContext", (1, 11)),
];

/// Fields that whole families never have.
const NEVER: &[(Family, &[&str])] = &[
    (
        Family::NetworkActivity,
        &["userAgent", "readOnly", "managementEvent", "requestParameters", "responseElements"],
    ),
    (
        Family::Insight,
        &[
            "userIdentity",
            "eventSource",
            "eventName",
            "sourceIPAddress",
            "userAgent",
            "requestID",
            "readOnly",
            "requestParameters",
            "responseElements",
        ],
    ),
    (
        Family::Aggregated,
        &[
            "eventTime",
            "eventID",
            "userIdentity",
            "eventName",
            "recipientAccountId",
            "requestID",
            "readOnly",
            "sourceIPAddress",
            "userAgent",
        ],
    ),
];

/// From this version on AWS fills `readOnly`, `managementEvent` and their like nearly everywhere.
const COMPLETE_SINCE: (u32, u32) = (1, 7);

/// Why the record has nothing under a path, as a part of a sentence.
pub fn absence(event: &Event<'_>, path: &str) -> String {
    let field = path.split('.').next().unwrap_or(path);
    if NEVER.iter().any(|(family, fields)| *family == event.family() && fields.contains(&field)) {
        return format!(
            "records of this family ({}) never have {field}",
            event.family().label().to_lowercase()
        );
    }
    if event.context().is_summary {
        return "this was read from a CSV export, which holds less than the record".to_owned();
    }
    if matches!(event.family(), Family::ActivityLog | Family::LakeItem) {
        return format!(
            "records of this family ({}) need not have it",
            event.family().label().to_lowercase()
        );
    }
    let since = SINCE.iter().find(|(known, _)| *known == field).map(|(_, since)| *since);
    let written = event.text("eventVersion");
    match (event.version(), since) {
        (Some(version), Some(since)) if version < since => {
            format!(
                "this record predates {field}: it has version {}, and {field} came with {}",
                written.unwrap_or_default(),
                version_text(since)
            )
        }
        (Some(version), Some(_)) if version < COMPLETE_SINCE => {
            format!(
                "the record does not have it; records as old as version {} often lack {field}",
                written.unwrap_or_default()
            )
        }
        (None, _) if written.is_none() => {
            "the record has neither it nor a version that would say why".to_owned()
        }
        _ if event.names(field) && path.contains('.') => format!("the record's {field} does not hold it"),
        _ if event.names(field) => {
            format!("the record leaves {field} empty, or has something unreadable there")
        }
        _ => "the record does not have it".to_owned(),
    }
}

/// Whether AWS put a marker in the place of a field that was too large. The field itself may have
/// any type.
pub(super) fn is_omitted(event: &Event<'_>, field: &str) -> bool {
    let flag = format!("{field}.omitted");
    event.flag(&flag) == Some(true) || event.at(field).map(Value::text) == Some("\"omitted\"")
}

/// The spelling of records: `1.01` to `1.09`, then `1.10`.
fn version_text((major, minor): (u32, u32)) -> String {
    format!("{major}.{minor:02}")
}
