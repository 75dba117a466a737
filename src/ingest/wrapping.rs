//! The wrappers that records come in, one function for each family of sources.
//!
//! Each function answers whether the object was such a wrapper; if so, all of it is accounted for.

use std::borrow::Cow;

use super::envelope::{
    Context, Object, read_embedded_values, read_message, read_object, read_string, read_value,
};
use super::framing::decode_base64;
use super::kind::FileKind;
use super::leaf::LeafReader;
use super::report::SkipReason;
use super::table;
use crate::base::json::{Kind, Value};

/// `lookup-events` and query results of CloudTrail Lake.
pub(super) fn read_history(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
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
pub(super) fn read_logs(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
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
pub(super) fn read_bus(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
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
pub(super) fn read_search(leaf: &mut LeafReader<'_>, object: &Object<'_>, context: Context<'_>) -> bool {
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
