//! What the explorer offers: facets and toggles, all as filter text.

use super::detail::cells;
use crate::engine::protocol::ValueList;
use crate::query::edit;
use crate::record::field::{ALIASES, FieldId};

/// The facets of a fresh page, by the name in the filter language.
pub const DEFAULT_FACETS: [&str; 12] = [
    "eventSource",
    "eventName",
    "user",
    "errorCode",
    "sourceIPAddress",
    "awsRegion",
    "recipientAccountId",
    "category",
    "readWrite",
    "userAgentFamily",
    "userIdentity.accessKeyId",
    "resources.type",
];

/// The most bars of the timeline.
pub const TIMELINE_BUCKETS: u32 = 120;

/// How many values a facet shows.
pub const TOP_VALUES: u32 = 8;

/// A switch that adds one term to the filter and takes it away again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toggle {
    pub label: &'static str,
    pub term: &'static str,
}

pub const TOGGLES: [Toggle; 3] = [
    Toggle { label: "Write events only", term: "readWrite:\"write\"" },
    Toggle { label: "Errors only", term: "errorCode:*" },
    Toggle { label: "Hide AWS services", term: "-userIdentity.type:\"AWSService\"" },
];

/// The field that a person means: an alias by its field, a name of the field table as it is spelled
/// there, any other path as written. `None` for nothing.
pub fn field_of(written: &str) -> Option<String> {
    let written = written.trim();
    if written.is_empty() {
        return None;
    }
    let alias = ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(written)).map(|(_, id)| *id);
    let field = alias.or_else(|| FieldId::from_name(written)).map(|id| id.field().name);
    Some(field.unwrap_or(written).to_owned())
}

/// What a person calls a field.
pub fn label_of(field: &str) -> &str {
    FieldId::from_name(field).map_or(field, |id| id.field().label)
}

/// The term of a gesture on a value of a field, or on the lack of one.
///
/// # Errors
/// Where one of the values is masked: why it cannot be filtered by.
pub fn gesture_term(field: &str, values: &[String], leaves_out: bool) -> Result<String, String> {
    if values.iter().any(|value| cells::is_masked(field, value)) {
        return Err(cells::refusal(field));
    }
    Ok(match (values, leaves_out) {
        // Leaving out the events that lack a field keeps those that have it.
        ([], true) => format!("{field}:*"),
        (values, false) => edit::values_term(field, values),
        (values, true) => edit::negated(&edit::values_term(field, values)),
    })
}

/// The values that may complete a text: those that are shown as they stand.
pub fn completing(mut list: ValueList) -> ValueList {
    let ValueList { field, values, .. } = &mut list;
    values.retain(|(value, _)| !cells::is_masked(field, value));
    list
}
