//! Takes records out of what was wrapped around them.
//!
//! **Invariant:** texts that come here are valid JSON (strings inside them need not be).
//! **Invariant:** a string is unescaped once for each envelope, and envelopes are opened no deeper
//! than the limit.

use std::borrow::Cow;

use super::framing::{decode_base64, value_at_start};
use super::kind::FileKind;
use super::known::name_known;
use super::leaf::LeafReader;
use super::report::SkipReason;
use super::scan::{Progress, Scan};
use super::wrapping::{read_bus, read_history, read_logs, read_search};
use super::{Origin, S3Folder, recover};
use crate::base::json::{Kind, Value};
use crate::record::field::FieldId;

/// Where a value was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    /// The kind of file that a bare record here makes.
    pub(super) kind: FileKind,
    pub(super) origin: Origin,
    /// The JSON object of the fields around it.
    pub(super) wrapper: Option<&'a str>,
    /// Envelopes opened so far.
    pub(super) depth: usize,
    /// Whether it is a message of a stream that may carry anything.
    pub(super) is_message: bool,
}

impl Context<'static> {
    /// A value that nothing is wrapped around.
    pub(super) fn top(kind: FileKind) -> Self {
        Self { kind, origin: Origin::default(), wrapper: None, depth: 0, is_message: false }
    }
}

impl Context<'_> {
    pub(super) fn inside(self, kind: FileKind) -> Self {
        Self { kind, depth: self.depth + 1, ..self }
    }
}

/// The members of one object, each name once.
pub(super) struct Object<'a> {
    pub(super) text: &'a str,
    pub(super) members: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Object<'a> {
    pub(super) fn new(value: Value<'a>) -> Self {
        Self { text: value.text(), members: value.last_members() }
    }

    pub(super) fn get(&self, name: &str) -> Option<Value<'a>> {
        self.members.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(super) fn array(&self, name: &str) -> Option<Value<'a>> {
        self.get(name).filter(|value| value.text().starts_with('['))
    }

    pub(super) fn object(&self, name: &str) -> Option<Value<'a>> {
        self.get(name).filter(|value| value.text().starts_with('{'))
    }

    pub(super) fn string(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).and_then(Value::as_str)
    }

    /// What input-formats §2 calls a record.
    pub(super) fn is_record(&self) -> bool {
        self.has("eventVersion")
            || (self.has("eventName") && self.has("eventSource"))
            || self.has("insightDetails")
            || (self.has("timeWindow") && self.has("summary"))
    }
}

/// How far a list that the scanner found has been read.
#[derive(Default)]
pub(super) struct ListProgress {
    kind: Option<FileKind>,
    first_identity: Option<u32>,
    elements: Progress,
}

/// Reads about so many bytes more of what the scanner found, as [`read_records`] does; whether there is more.
pub(super) fn read_scanned(
    leaf: &mut LeafReader<'_>,
    found: &Scan<'_>,
    context: Context<'_>,
    progress: &mut ListProgress,
    bytes: usize,
) -> bool {
    let ListProgress { kind, first_identity, elements } = progress;
    let first_identity = *first_identity.get_or_insert_with(|| leaf.take_identities(found.num_identities()));
    let is_more = found.some(elements, bytes, first_identity, &mut |element| {
        let kind = *kind.get_or_insert_with(|| log_kind(leaf.folder(), element.json));
        let Some(fields) = element.fields else {
            read_element(leaf, element.json, kind, context);
            return false;
        };
        let is_notice = fields.first(FieldId::EventSource).is_some_and(|source| source.starts_with("aws:"));
        if is_notice && read_notice(leaf, element.json, context) {
            return false;
        }
        leaf.saw(kind);
        leaf.record_with_fields(element.json, fields, context.origin, context.wrapper);
        fields.identity().is_some_and(|number| leaf.knows_identity(number))
    });
    if found.is_empty() {
        leaf.saw(log_kind(leaf.folder(), ""));
    }
    is_more
}

/// Reads the elements of `Records`.
pub(super) fn read_records(leaf: &mut LeafReader<'_>, elements: &[&str], context: Context<'_>) {
    let kind = log_kind(leaf.folder(), elements.first().copied().unwrap_or_default());
    for element in elements {
        read_element(leaf, element, kind, context);
    }
    if elements.is_empty() {
        leaf.saw(kind);
    }
}

/// Reads one element of `Records`: every object is a record unless a source of notices wrote it.
fn read_element(leaf: &mut LeafReader<'_>, element: &str, kind: FileKind, context: Context<'_>) {
    if !element.starts_with('{') {
        read_value(leaf, element, context.inside(FileKind::CloudTrailLog));
        return;
    }
    // Nearly no record holds such a text anywhere; only then is its source worth a look.
    let may_be_notice = memchr::memmem::find(element.as_bytes(), b"\"aws:").is_some();
    if may_be_notice && read_notice(leaf, element, context) {
        return;
    }
    leaf.saw(kind);
    leaf.record(element, context.origin, context.wrapper);
}

/// The kind of a log file, by its folder or its first record.
fn log_kind(folder: &S3Folder, first: &str) -> FileKind {
    let begins_with = |name: &str| Value::new(first).member(name).is_some();
    match folder {
        S3Folder::Insight => FileKind::InsightsLog,
        S3Folder::NetworkActivity => FileKind::NetworkActivityLog,
        S3Folder::Aggregated => FileKind::AggregatedLog,
        _ if begins_with("insightDetails") => FileKind::InsightsLog,
        _ if begins_with("timeWindow") && begins_with("summary") => FileKind::AggregatedLog,
        _ => FileKind::CloudTrailLog,
    }
}

/// Reads an element of `Records` that a service other than CloudTrail wrote: what Lambda functions
/// are called with. What it carries may be a record all the same. Answers whether it is one.
fn read_notice(leaf: &mut LeafReader<'_>, element: &str, context: Context<'_>) -> bool {
    let object = Object::new(Value::new(element));
    let source = object.string("eventSource").or_else(|| object.string("EventSource"));
    let Some(source) = source.filter(|source| source.starts_with("aws:")) else {
        return false;
    };
    let carried = match source.as_ref() {
        "aws:sqs" => object.string("body"),
        "aws:sns" => object.object("Sns").and_then(|sns| sns.member("Message")).and_then(Value::as_str),
        "aws:kinesis" => object
            .object("kinesis")
            .and_then(|kinesis| kinesis.member("data"))
            .and_then(Value::as_str)
            .and_then(|text| decode_base64(leaf, &text).map(Cow::Owned)),
        _ => None,
    };
    if let Some(carried) = carried {
        leaf.saw_if_nothing_else(FileKind::LambdaInput);
        read_string(leaf, &carried, Context { is_message: true, ..context.inside(FileKind::EventBridge) });
        return true;
    }
    leaf.saw(match source.as_ref() {
        "aws:s3" => FileKind::S3Notification,
        "aws:dynamodb" => FileKind::DynamoDbStream,
        _ => FileKind::LambdaInput,
    });
    leaf.skip(SkipReason::NotCloudTrail, element, &source);
    true
}

/// Reads any JSON value.
pub(super) fn read_value(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>) {
    if context.depth > leaf.limits.envelope_depth {
        leaf.skip(SkipReason::TooManyEnvelopes, text, "");
        return;
    }
    let value = Value::new(text);
    match value.kind() {
        Kind::Object(_) => read_object(leaf, &Object::new(value), context),
        Kind::Array(_) => read_array(leaf, value, context),
        Kind::String(string) => read_string(leaf, &string.decode(), context.inside(context.kind)),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {
            leaf.skip(SkipReason::NotAnObject, text, "");
        }
    }
}

fn read_array(leaf: &mut LeafReader<'_>, array: Value<'_>, context: Context<'_>) {
    let kind = match context.kind {
        FileKind::SingleRecord => FileKind::RecordArray,
        kind => kind,
    };
    let inner = context.inside(kind);
    let mut is_empty = true;
    for element in array.elements() {
        is_empty = false;
        read_value(leaf, element.text(), inner);
    }
    if is_empty {
        leaf.saw_if_nothing_else(kind);
    }
}

/// Reads a string that holds JSON, or base64 of it.
pub(super) fn read_string(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>) {
    let trimmed = text.trim_matches(|c: char| c.is_ascii_whitespace() || c == '\0');
    if let Some(value) = value_at_start(trimmed).filter(|value| value.len() == trimmed.len())
        && !matches!(Value::new(value).kind(), Kind::Null | Kind::Bool(_) | Kind::Number(_))
    {
        read_value(leaf, value, context);
    } else if recover::has_markers(trimmed) {
        recover::read_embedded(leaf, trimmed, context);
    } else if let Some(decoded) = (trimmed.len() > 20).then(|| decode_base64(leaf, trimmed)).flatten()
        && decoded.starts_with(['{', '['])
    {
        read_embedded_values(leaf, &decoded, context);
    } else {
        let reason = if context.is_message { SkipReason::NotCloudTrail } else { SkipReason::InvalidJson };
        leaf.skip(reason, text, "");
    }
}

/// Reads values that are glued together inside a decoded text.
pub(super) fn read_embedded_values(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>) {
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let Some(value) = value_at_start(rest) else {
            recover::read_embedded(leaf, rest, context);
            return;
        };
        read_value(leaf, value, context);
        let after = rest.get(value.len()..).unwrap_or_default();
        rest = after.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
    }
}

/// Reads a message of a log stream, which may carry anything.
pub(super) fn read_message(leaf: &mut LeafReader<'_>, message: &str, context: Context<'_>) {
    let trimmed = message.trim();
    let context = Context { is_message: true, ..context };
    match value_at_start(trimmed).filter(|value| value.len() == trimmed.len() && value.starts_with('{')) {
        Some(value) => read_value(leaf, value, context),
        None if recover::has_markers(trimmed) => recover::read_embedded(leaf, trimmed, context),
        None => {
            leaf.saw_if_nothing_else(FileKind::OtherLogGroup);
            leaf.skip(SkipReason::NotCloudTrail, message, "");
        }
    }
}

pub(super) fn read_object(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) {
    let text = object.text;
    if let Some(records) = object.array("Records") {
        let elements: Vec<&str> = records.elements().map(Value::text).collect();
        read_records(leaf, &elements, context.inside(FileKind::CloudTrailLog));
    } else if object.is_record() {
        let is_notice = object.string("eventSource").is_some_and(|source| source.starts_with("aws:"));
        if !(is_notice && read_notice(leaf, text, context)) {
            leaf.saw(context.kind);
            leaf.record(text, context.origin, context.wrapper);
        }
    } else if !(read_history(leaf, object, context)
        || read_logs(leaf, object, context)
        || read_bus(leaf, object, context)
        || read_search(leaf, object, context)
        || name_known(leaf, object))
    {
        read_unknown(leaf, object, context);
    }
}

/// An object that is nothing known: records may stand somewhere inside it all the same.
fn read_unknown(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) {
    let before = leaf.num_records();
    if recover::has_markers(object.text) {
        let kind = if context.depth == 0 { FileKind::RecordArray } else { context.kind };
        for (_, member) in &object.members {
            if member.text().starts_with(['{', '[']) && recover::has_markers(member.text()) {
                read_value(leaf, member.text(), context.inside(kind));
            }
        }
    }
    if leaf.num_records() == before {
        let kind = if context.is_message { FileKind::OtherLogGroup } else { FileKind::OtherJson };
        leaf.saw_if_nothing_else(kind);
        leaf.skip(SkipReason::NotCloudTrail, object.text, "");
    }
}
