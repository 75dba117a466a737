//! The columns of tables that show CloudTrail records, and a row as a record.
//!
//! **Invariant:** a cell that is empty or `null` makes no member: a table cannot tell an absent field
//! from an empty one.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::envelope::{self, Context};
use super::leaf::LeafReader;
use super::report::{Note, SkipReason};
use super::{Origin, struct_text};
use crate::base::json::Value;
use crate::base::timestamp::Timestamp;

/// How a column's cells are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cells {
    /// Plain text.
    Text,
    /// A point in time.
    Time,
    /// `true` or `false`.
    Bool,
    /// JSON, or the struct text of Athena and Lake.
    Nested,
    /// The resources, in any of the forms that exports have.
    Resources,
    /// The type of the resources, in a column of its own.
    ResourceType,
    /// A member of the user identity.
    Identity,
    /// A whole record.
    Record,
}

/// Column names, lower case without blanks, `_` and `-`, with the field that they show.
const COLUMNS: &[(&str, &str, Cells)] = &[
    ("eventversion", "eventVersion", Cells::Text),
    ("useridentity", "userIdentity", Cells::Nested),
    ("username", "userName", Cells::Identity),
    ("awsaccesskey", "accessKeyId", Cells::Identity),
    ("accesskeyid", "accessKeyId", Cells::Identity),
    ("eventtime", "eventTime", Cells::Time),
    ("eventsource", "eventSource", Cells::Text),
    ("eventname", "eventName", Cells::Text),
    ("awsregion", "awsRegion", Cells::Text),
    ("sourceipaddress", "sourceIPAddress", Cells::Text),
    ("useragent", "userAgent", Cells::Text),
    ("errorcode", "errorCode", Cells::Text),
    ("errormessage", "errorMessage", Cells::Text),
    ("requestparameters", "requestParameters", Cells::Nested),
    ("responseelements", "responseElements", Cells::Nested),
    ("additionaleventdata", "additionalEventData", Cells::Nested),
    ("requestid", "requestID", Cells::Text),
    ("eventid", "eventID", Cells::Text),
    ("readonly", "readOnly", Cells::Bool),
    ("resources", "resources", Cells::Resources),
    ("resourcetype", "resources", Cells::ResourceType),
    ("eventtype", "eventType", Cells::Text),
    ("apiversion", "apiVersion", Cells::Text),
    ("managementevent", "managementEvent", Cells::Bool),
    ("recipientaccountid", "recipientAccountId", Cells::Text),
    ("sharedeventid", "sharedEventID", Cells::Text),
    ("annotation", "annotation", Cells::Text),
    ("vpcendpointid", "vpcEndpointId", Cells::Text),
    ("vpcendpointaccountid", "vpcEndpointAccountId", Cells::Text),
    ("serviceeventdetails", "serviceEventDetails", Cells::Nested),
    ("addendum", "addendum", Cells::Nested),
    ("edgedevicedetails", "edgeDeviceDetails", Cells::Nested),
    ("insightdetails", "insightDetails", Cells::Nested),
    ("eventcategory", "eventCategory", Cells::Text),
    ("tlsdetails", "tlsDetails", Cells::Nested),
    ("sessioncredentialfromconsole", "sessionCredentialFromConsole", Cells::Text),
    ("eventcontext", "eventContext", Cells::Nested),
    ("eventjson", "", Cells::Record),
    ("@message", "", Cells::Record),
    ("message", "", Cells::Record),
    ("raw", "", Cells::Record),
    ("cloudtrailevent", "", Cells::Record),
    ("event.original", "", Cells::Record),
];

/// Members inside the identity, whose names Athena and Lake print in lower case.
const INNER_NAMES: &[&str] = &[
    "type",
    "principalId",
    "arn",
    "accountId",
    "accessKeyId",
    "userName",
    "sessionContext",
    "attributes",
    "creationDate",
    "mfaAuthenticated",
    "sessionIssuer",
    "webIdFederationData",
    "federatedProvider",
    "sourceIdentity",
    "ec2RoleDelivery",
    "ec2IssuedInVpc",
    "assumedRoot",
    "invokedBy",
    "onBehalfOf",
    "userId",
    "identityStoreArn",
    "credentialId",
    "identityProvider",
    "inScopeOf",
    "ARN",
    "ARNPrefix",
    "tlsVersion",
    "cipherSuite",
    "clientProvidedHostHeader",
];

/// What a header row says of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TableKind {
    /// The console's Event history, 16 columns.
    EventHistory,
    /// The console's Event history, 10 columns.
    EventHistoryOld,
    /// A query over records; whose, the rest of the file tells.
    Query,
    /// A column with whole records: `eventjson`.
    EventJson,
    /// Another column with whole records.
    JsonColumn,
    /// No table known here that uses CloudTrail's names all the same.
    Similar,
    /// Anything else.
    Unknown,
}

/// Names a table by its columns.
pub(super) fn table_kind(columns: &[String]) -> TableKind {
    let names: Vec<String> = columns.iter().map(|name| normalized(name)).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    let num_known = names.iter().filter(|name| column(name).is_some()).count();
    let is_query =
        has("eventname") && (has("eventtime") || has("eventsource")) && num_known * 2 >= names.len();
    if has("eventjson") {
        TableKind::EventJson
    } else if has("awsaccesskey") && has("username") && has("eventname") {
        if has("resourcetype") { TableKind::EventHistoryOld } else { TableKind::EventHistory }
    } else if is_query {
        TableKind::Query
    } else if ["@message", "message", "raw", "cloudtrailevent", "event.original"].into_iter().any(has) {
        TableKind::JsonColumn
    } else if has("eventname") || has("eventsource") {
        TableKind::Similar
    } else {
        TableKind::Unknown
    }
}

/// Whether a line can be the header of a table.
pub(super) fn is_header(line: &str) -> bool {
    let line = line.trim();
    let names: Vec<&str> = line.split(',').collect();
    let is_name = |name: &str| {
        let name = name.trim().trim_matches('"');
        !name.is_empty() && name.len() < 64 && !name.contains(['{', '}', ':', '"', '`', '(', '['])
    };
    let is_known = |name: &&str| column(&normalized(name.trim_matches('"'))).is_some();
    names.iter().all(|name| is_name(name)) && (names.len() >= 3 || names.iter().any(is_known))
}

/// Hands a row over as a record. `cells` are its names and texts, `row` is its text in the file.
pub(super) fn read_cells(
    leaf: &mut LeafReader<'_>,
    cells: &[(Cow<'_, str>, Cow<'_, str>)],
    row: &str,
    context: Context<'_>,
) {
    let mut builder = RowBuilder::default();
    for (name, text) in cells {
        let Some((_, field, cell)) = column(&normalized(name)) else {
            continue;
        };
        let text = text.trim();
        if text.is_empty() || text == "null" {
            continue;
        }
        if *cell == Cells::Record {
            if context.is_message || text.starts_with('{') {
                envelope::read_message(leaf, text, context);
                return;
            }
            continue;
        }
        builder.add(field, *cell, text);
    }
    if !builder.is_record {
        leaf.skip(SkipReason::UnknownTable, row, "no eventName, eventID or eventSource");
        return;
    }
    let origin = Origin {
        summary_only: true,
        lossy: builder.is_ambiguous || builder.is_without_zone,
        ..context.origin
    };
    if builder.is_without_zone {
        leaf.note(Note::TimesWithoutZone);
    }
    if builder.is_ambiguous {
        leaf.note(Note::AmbiguousValues);
    }
    leaf.saw_if_nothing_else(context.kind);
    let json = builder.finish();
    leaf.record(&json, origin, context.wrapper);
}

/// A record made of cells.
#[derive(Default)]
struct RowBuilder {
    members: String,
    identity: String,
    has_identity: bool,
    resources: String,
    resource_type: Option<String>,
    /// Whether one of the fields is there that make a row a record.
    is_record: bool,
    is_ambiguous: bool,
    is_without_zone: bool,
}

impl RowBuilder {
    fn add(&mut self, field: &str, cell: Cells, text: &str) {
        self.is_record |= matches!(field, "eventName" | "eventID" | "eventSource" | "insightDetails");
        match cell {
            Cells::Text => self.member(field, &quoted(text)),
            Cells::Time => {
                let time = self.time(text);
                self.member(field, &quoted(&time));
            }
            Cells::Bool => {
                let lower = text.to_ascii_lowercase();
                let json = if matches!(lower.as_str(), "true" | "false") { lower } else { quoted(text) };
                self.member(field, &json);
            }
            Cells::Nested => {
                let json = self.nested(text);
                self.has_identity |= field == "userIdentity";
                self.member(field, &json);
            }
            Cells::Identity => {
                let comma = if self.identity.is_empty() { "" } else { "," };
                self.identity.push_str(comma);
                push_string(&mut self.identity, field);
                self.identity.push(':');
                push_string(&mut self.identity, text);
            }
            Cells::Resources => text.clone_into(&mut self.resources),
            Cells::ResourceType => self.resource_type = Some(text.to_owned()),
            Cells::Record => {}
        }
    }

    fn member(&mut self, name: &str, json: &str) {
        if !self.members.is_empty() {
            self.members.push(',');
        }
        push_string(&mut self.members, name);
        self.members.push(':');
        self.members.push_str(json);
    }

    /// JSON as it is, struct text as JSON, anything else as a string.
    fn nested(&mut self, text: &str) -> String {
        if text.starts_with(['{', '[']) {
            if serde_json::from_str::<&RawValue>(text).is_ok() {
                return text.to_owned();
            }
            self.is_ambiguous = true;
            if let Some(json) = struct_text::to_json(text) {
                return json;
            }
        }
        quoted(text)
    }

    fn time(&mut self, text: &str) -> String {
        if Timestamp::parse(text).is_some() {
            return text.to_owned();
        }
        if let Some(local) = local_time(text) {
            self.is_without_zone = true;
            return local;
        }
        // Version 1 of the AWS CLI prints seconds since 1970.
        let is_epoch = text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        match text.parse::<f64>() {
            Ok(seconds) if is_epoch && seconds < 1e11 => Timestamp((seconds * 1_000.0) as i64).to_string(),
            _ => text.to_owned(),
        }
    }

    fn finish(mut self) -> String {
        if !self.identity.is_empty() && !self.has_identity {
            let identity = format!("{{{}}}", self.identity);
            self.member("userIdentity", &identity);
        }
        let resources = self.resources_json();
        if !resources.is_empty() {
            self.member("resources", &resources);
        }
        format!("{{{}}}", self.members)
    }

    /// The resources with CloudTrail's own names: `[{"resourceType":…,"resourceName":…}]` of the
    /// console and of `lookup-events`, struct text, or names divided by commas.
    fn resources_json(&mut self) -> String {
        let text = std::mem::take(&mut self.resources);
        if text.is_empty() && self.resource_type.is_none() {
            return String::new();
        }
        if text.starts_with('[') && serde_json::from_str::<&RawValue>(&text).is_ok() {
            let mut out = String::from("[");
            for element in Value::new(&text).elements() {
                let member = |names: [&str; 2]| {
                    names.into_iter().find_map(|name| element.member(name).and_then(Value::as_str))
                };
                let kind = member(["resourceType", "ResourceType"]);
                let name = member(["resourceName", "ResourceName"]);
                if kind.is_none() && name.is_none() {
                    push_element(&mut out, element.text());
                } else {
                    push_element(&mut out, &resource(kind.as_deref(), name.as_deref()));
                }
            }
            out.push(']');
            return out;
        }
        if text.starts_with(['[', '{']) {
            return self.nested(&text);
        }
        // The type of several resources reads `IAM Policy and 1 more` and fits none of them.
        let names: Vec<&str> = text.split(", ").filter(|name| !name.is_empty()).collect();
        let kind = self.resource_type.take();
        let mut out = String::from("[");
        for name in &names {
            push_element(&mut out, &resource(kind.as_deref().filter(|_| names.len() == 1), Some(name)));
        }
        if names.is_empty() {
            push_element(&mut out, &resource(kind.as_deref(), None));
        }
        out.push(']');
        out
    }
}

fn resource(kind: Option<&str>, name: Option<&str>) -> String {
    let mut out = String::from("{");
    if let Some(kind) = kind {
        out.push_str("\"type\":");
        push_string(&mut out, kind);
    }
    if let Some(name) = name {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str(if name.starts_with("arn:") { "\"ARN\":" } else { "\"resourceName\":" });
        push_string(&mut out, name);
    }
    out.push('}');
    out
}

fn push_element(list: &mut String, element: &str) {
    if list.len() > 1 {
        list.push(',');
    }
    list.push_str(element);
}

/// `2020-05-13, 04:52:01 PM` without its zone, as `2020-05-13T16:52:01`.
fn local_time(text: &str) -> Option<String> {
    let (date, time) = text.split_once(", ")?;
    let (clock, half) = time.trim().split_once(' ')?;
    let (hour, rest) = clock.split_once(':')?;
    let hour: u32 = hour.parse().ok().filter(|hour| (1..=12).contains(hour))?;
    let hour = match half {
        "AM" => hour % 12,
        "PM" => hour % 12 + 12,
        _ => return None,
    };
    let local = format!("{date}T{hour:02}:{rest}");
    Timestamp::parse(&local).map(|_| local)
}

fn column(normalized_name: &str) -> Option<&'static (&'static str, &'static str, Cells)> {
    COLUMNS.iter().find(|(name, ..)| *name == normalized_name)
}

fn normalized(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{FEFF}'))
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// CloudTrail's spelling of a name that a query printed in lower case.
pub(super) fn canonical_name(name: &str) -> &str {
    let inner = INNER_NAMES.iter().find(|known| known.eq_ignore_ascii_case(name));
    inner.copied().unwrap_or(name)
}

fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    push_string(&mut out, text);
    out
}

/// Writes a JSON string.
pub(super) fn push_string(out: &mut String, text: &str) {
    match serde_json::to_string(text) {
        Ok(json) => out.push_str(&json),
        Err(_) => out.push_str("\"\""),
    }
}
