//! Takes records out of what was wrapped around them.
//!
//! **Invariant:** texts that come here are valid JSON (strings inside them need not be).
//! **Invariant:** a string is unescaped once for each envelope, and envelopes are opened no deeper
//! than the limit.

use std::borrow::Cow;

use super::framing::{decode_base64, value_at_start};
use super::kind::FileKind;
use super::leaf::LeafReader;
use super::report::SkipReason;
use super::{Origin, S3Folder, recover, table};
use crate::base::json::{Kind, Value};

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
    fn inside(self, kind: FileKind) -> Self {
        Self { kind, depth: self.depth + 1, ..self }
    }
}

/// The members of one object, each name once.
struct Object<'a> {
    text: &'a str,
    members: Vec<(Cow<'a, str>, Value<'a>)>,
}

impl<'a> Object<'a> {
    fn new(value: Value<'a>) -> Self {
        Self { text: value.text(), members: value.last_members() }
    }

    fn get(&self, name: &str) -> Option<Value<'a>> {
        self.members.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }

    fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    fn array(&self, name: &str) -> Option<Value<'a>> {
        self.get(name).filter(|value| value.text().starts_with('['))
    }

    fn object(&self, name: &str) -> Option<Value<'a>> {
        self.get(name).filter(|value| value.text().starts_with('{'))
    }

    fn string(&self, name: &str) -> Option<Cow<'a, str>> {
        self.get(name).and_then(Value::as_str)
    }

    /// What input-formats §2 calls a record.
    fn is_record(&self) -> bool {
        self.has("eventVersion")
            || (self.has("eventName") && self.has("eventSource"))
            || self.has("insightDetails")
            || (self.has("timeWindow") && self.has("summary"))
    }
}

/// Reads the elements of `Records`: every object is a record unless a source of notices wrote it.
pub(super) fn read_records(leaf: &mut LeafReader<'_>, elements: &[&str], context: Context<'_>) {
    let first = elements.first().copied().unwrap_or_default();
    let notices = memchr::memmem::Finder::new("\"aws:");
    let mut is_kind_said = false;
    for &element in elements {
        if !element.starts_with('{') {
            read_value(leaf, element, context.inside(FileKind::CloudTrailLog));
            continue;
        }
        // Nearly no record holds such a text anywhere; only then is its source worth a look.
        if notices.find(element.as_bytes()).is_some() && read_notice(leaf, element, context) {
            continue;
        }
        if !is_kind_said {
            leaf.saw(log_kind(leaf.folder(), first));
            is_kind_said = true;
        }
        leaf.record(element, context.origin, context.wrapper);
    }
    if elements.is_empty() {
        leaf.saw(log_kind(leaf.folder(), first));
    }
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
fn read_string(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>) {
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
fn read_embedded_values(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>) {
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

fn read_object(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) {
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

/// `lookup-events` and query results of CloudTrail Lake.
fn read_history(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
    if let Some(record) = object.get("CloudTrailEvent") {
        leaf.saw(FileKind::LookupEvents);
        let wrapper = without_member(object, "CloudTrailEvent");
        let context =
            Context { wrapper: Some(&wrapper), is_message: false, ..context.inside(FileKind::LookupEvents) };
        match record.as_str() {
            Some(record) => read_string(leaf, &record, context),
            None if record.text() == "null" => read_outer_fields(leaf, object, context),
            None => read_value(leaf, record.text(), context),
        }
        return true;
    }
    if object.has("EventId") && object.has("EventName") && object.has("EventSource") {
        read_outer_fields(leaf, object, context);
        return true;
    }
    if let Some(events) = object.array("Events") {
        leaf.saw(FileKind::LookupEvents);
        for event in events.elements() {
            read_value(leaf, event.text(), context.inside(FileKind::LookupEvents));
        }
        return true;
    }
    if let Some(rows) = object.array("QueryResultRows") {
        leaf.saw(FileKind::LakeQueryResult);
        for row in rows.elements() {
            // A row is a list of objects of one member each.
            let cells: Vec<(Cow<'_, str>, Cow<'_, str>)> = row
                .elements()
                .flat_map(Value::members)
                .map(|(name, value)| (name.decode(), value.scalar().unwrap_or(Cow::Borrowed(""))))
                .collect();
            table::read_cells(leaf, &cells, row.text(), context.inside(FileKind::LakeQueryResult));
        }
        return true;
    }
    false
}

/// A `lookup-events` element without its record: its own fields are a summary.
fn read_outer_fields(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) {
    leaf.saw(FileKind::LookupEvents);
    let cells: Vec<(Cow<'_, str>, Cow<'_, str>)> = object
        .members
        .iter()
        .map(|(name, value)| {
            let text = match value.kind() {
                Kind::Array(_) | Kind::Object(_) => Some(Cow::Borrowed(value.text())),
                _ => value.scalar(),
            };
            (name.clone(), text.unwrap_or(Cow::Borrowed("")))
        })
        .collect();
    table::read_cells(leaf, &cells, object.text, Context { wrapper: None, ..context });
}

/// The four forms of CloudWatch Logs.
fn read_logs(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
    if let Some(encoded) =
        object.object("awslogs").and_then(|logs| logs.member("data")).and_then(Value::as_str)
    {
        leaf.saw(FileKind::CloudWatchLogsSubscription);
        match decode_base64(leaf, &encoded) {
            Some(text) => {
                read_embedded_values(leaf, &text, context.inside(FileKind::CloudWatchLogsSubscription));
            }
            None => leaf.skip(SkipReason::Undecodable, object.text, "awslogs.data"),
        }
        return true;
    }
    if let Some(events) = object.array("logEvents")
        && object.has("messageType")
    {
        let kind = FileKind::CloudWatchLogsSubscription;
        if object.string("messageType").as_deref() == Some("CONTROL_MESSAGE") {
            leaf.saw_if_nothing_else(kind);
            leaf.skip(SkipReason::ControlMessage, object.text, "");
            return true;
        }
        read_messages(leaf, events, context.inside(kind));
        return true;
    }
    let is_log_event =
        |event: Value<'_>| event.member("message").is_some() && event.member("timestamp").is_some();
    if let Some(events) = object.array("events") {
        if events.elements().next().is_none_or(is_log_event) {
            read_messages(leaf, events, context.inside(FileKind::CloudWatchLogsEvents));
            if events.elements().next().is_none() {
                leaf.saw_if_nothing_else(FileKind::CloudWatchLogsEvents);
            }
            return true;
        }
        return false;
    }
    if let Some(message) = object.string("message")
        && object.has("timestamp")
    {
        // One log event a line.
        read_message(leaf, &message, context.inside(FileKind::CloudWatchLogsEvents));
        return true;
    }
    if let Some(message) = object.get("@message") {
        let context = context.inside(FileKind::CloudWatchLogsInsights);
        match message.as_str() {
            Some(message) => read_message(leaf, &message, context),
            None => read_value(leaf, message.text(), Context { is_message: true, ..context }),
        }
        return true;
    }
    if let Some(rows) = object.array("results") {
        let is_row =
            |row: Value<'_>| row.elements().next().is_some_and(|cell| cell.member("field").is_some());
        if !rows.elements().next().is_some_and(is_row) {
            return false;
        }
        leaf.saw_if_nothing_else(FileKind::CloudWatchLogsInsights);
        for row in rows.elements() {
            let cell = |name: &str| {
                row.elements()
                    .find(|cell| cell.member("field").and_then(Value::as_str).as_deref() == Some(name))
                    .and_then(|cell| cell.member("value"))
                    .and_then(Value::as_str)
            };
            match cell("@message") {
                Some(message) => {
                    read_message(leaf, &message, context.inside(FileKind::CloudWatchLogsInsights));
                }
                None => leaf.skip(SkipReason::UnknownTable, row.text(), "the query did not return @message"),
            }
        }
        return true;
    }
    false
}

fn read_messages(leaf: &mut LeafReader<'_>, events: Value<'_>, context: Context<'_>) {
    for event in events.elements() {
        match event.member("message").map(|message| (message, message.as_str())) {
            Some((_, Some(message))) => read_message(leaf, &message, context),
            // Some subscribers decode the message on the way.
            Some((message, None)) => {
                read_value(leaf, message.text(), Context { is_message: true, ..context });
            }
            None => leaf.skip(SkipReason::NotCloudTrail, event.text(), "no message"),
        }
    }
}

/// EventBridge, alone and inside SQS, SNS, Kinesis and Firehose.
fn read_bus(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
    if let Some(detail) = object.object("detail")
        && (object.has("detail-type") || object.has("source"))
    {
        let inner = Object::new(detail);
        if inner.is_record() || inner.has("CloudTrailEvent") {
            read_object(leaf, &inner, context.inside(FileKind::EventBridge));
        } else {
            leaf.saw(FileKind::EventBridgeOther);
            let detail_type = object.string("detail-type").unwrap_or_default();
            leaf.skip(SkipReason::NotCloudTrail, object.text, &detail_type);
        }
        return true;
    }
    if let Some(messages) = object.array("Messages") {
        leaf.saw_if_nothing_else(FileKind::SnsMessage);
        for message in messages.elements() {
            read_value(leaf, message.text(), context.inside(FileKind::EventBridge));
        }
        return true;
    }
    if let Some(records) = object.array("records")
        && records.elements().next().is_some_and(|record| record.member("data").is_some())
    {
        leaf.saw_if_nothing_else(FileKind::Firehose);
        for record in records.elements() {
            match record.member("data").and_then(Value::as_str).and_then(|data| decode_base64(leaf, &data)) {
                Some(text) => {
                    let context = Context { is_message: true, ..context.inside(FileKind::Firehose) };
                    read_embedded_values(leaf, &text, context);
                }
                None => leaf.skip(SkipReason::Undecodable, record.text(), "data"),
            }
        }
        return true;
    }
    let is_sns = object.string("Type").as_deref() == Some("Notification");
    let carried = ["Message", "Body", "body"].into_iter().find_map(|name| object.string(name));
    match carried {
        Some(carried) if carried.trim_start().starts_with(['{', '[']) => {
            let message = Value::new(&carried);
            if message.member("s3Bucket").is_some() && message.member("s3ObjectKey").is_some() {
                leaf.saw(FileKind::SnsNotice);
                leaf.skip(SkipReason::NotCloudTrail, object.text, "names new log files, holds no events");
                return true;
            }
            leaf.saw_if_nothing_else(FileKind::SnsMessage);
            read_string(
                leaf,
                &carried,
                Context { is_message: true, ..context.inside(FileKind::EventBridge) },
            );
            true
        }
        _ if is_sns => {
            leaf.saw(FileKind::SnsMessage);
            leaf.skip(SkipReason::NotCloudTrail, object.text, "SNS notification");
            true
        }
        _ => false,
    }
}

/// Elasticsearch, OpenSearch and Splunk.
fn read_search(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
    if let Some(hits) = object.object("hits").and_then(|hits| hits.member("hits")) {
        leaf.saw_if_nothing_else(FileKind::Elastic);
        for hit in hits.elements() {
            read_value(leaf, hit.text(), context.inside(FileKind::Elastic));
        }
        return true;
    }
    if let Some(source) = object.object("_source") {
        read_value(leaf, source.text(), context.inside(FileKind::Elastic));
        return true;
    }
    let original = object
        .object("event")
        .and_then(|event| event.member("original"))
        .or_else(|| object.get("event.original"))
        .and_then(Value::as_str);
    if let Some(original) = original {
        read_string(leaf, &original, Context { is_message: true, ..context.inside(FileKind::Elastic) });
        return true;
    }
    if let Some(raw) =
        object.object("result").and_then(|result| result.member("_raw")).or_else(|| object.get("_raw"))
    {
        let context = Context { is_message: true, ..context.inside(FileKind::Splunk) };
        match raw.as_str() {
            Some(raw) => read_message(leaf, &raw, context),
            None => read_value(leaf, raw.text(), context),
        }
        return true;
    }
    false
}

/// Names what is known and no event.
fn name_known(leaf: &mut LeafReader<'_>, object: &Object<'_>) -> bool {
    let kind = if object.has("digestStartTime") || object.has("digestS3Object") && object.has("logFiles") {
        FileKind::Digest
    } else if object.has("hashSignature") && object.has("files") {
        FileKind::LakeSignFile
    } else if object.has("PublicKeyList") || object.has("publicKeyList") {
        FileKind::KeyList
    } else if holds_selectors(object.text) {
        FileKind::EventSelectors
    } else if object.has("InsightSelectors") || object.has("InsightType") {
        FileKind::InsightSelectors
    } else if object.has("Trail")
        || object.has("trailList")
        || object.has("TrailARN")
        || object.has("IsMultiRegionTrail")
    {
        FileKind::TrailDescription
    } else if object.has("configurationItems")
        || object.has("configRuleName")
        || object.has("configSnapshotId")
    {
        FileKind::Config
    } else if object.has("class_uid") && (object.has("activity_id") || object.has("metadata")) {
        FileKind::Ocsf
    } else if object.has("s3Bucket") && object.has("s3ObjectKey") {
        FileKind::SnsNotice
    } else {
        return false;
    };
    leaf.saw(kind);
    leaf.skip(SkipReason::NotCloudTrail, object.text, kind.label());
    true
}

/// Names a JSON value that holds no record, where it is known.
pub(super) fn name_value(leaf: &mut LeafReader<'_>, text: &str) -> bool {
    name_known(leaf, &Object::new(Value::new(text)))
}

/// Whether a JSON text holds the selectors of a trail.
fn holds_selectors(text: &str) -> bool {
    [
        "\"EventSelectors\"",
        "\"AdvancedEventSelectors\"",
        "\"FieldSelectors\"",
        "\"DataResources\"",
        "\"ReadWriteType\"",
    ]
    .iter()
    .any(|name| text.contains(name))
}

/// Whether any text holds them: a command, a template, a document.
pub(super) fn mentions_selectors(text: &str) -> bool {
    holds_selectors(text)
        || ["event-selectors --", "event-selectors \\\n", "event_selector {", "event_selector ="]
            .iter()
            .any(|name| text.contains(name))
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

/// The object's text without one member.
fn without_member(object: &Object<'_>, without: &str) -> String {
    let mut out = String::from("{");
    for (name, value) in object.members.iter().filter(|(name, _)| name != without) {
        if out.len() > 1 {
            out.push(',');
        }
        table::push_string(&mut out, name);
        out.push(':');
        out.push_str(value.text());
    }
    out.push('}');
    out
}
