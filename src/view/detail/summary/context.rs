//! Where and when it was recorded, and in what state the record came.

use crate::base::json::Value;
use crate::view::detail::event::Event;
use crate::view::detail::fact::{Fact, FactKind};
use crate::view::detail::family::Family;
use crate::view::format::count;

use super::{Block, absence};

pub(super) fn block(event: &Event<'_>) -> Block {
    let mut facts = vec![time(event)];
    facts.push(event.fact_or_missing("Region", "awsRegion"));
    facts.push(match event.family() {
        Family::Aggregated => event.fact_or_missing("Account", "accountId"),
        _ => event.fact_or_missing("Recorded in account", "recipientAccountId"),
    });
    facts.push(match event.fact("Event id", "eventID").or_else(|| event.fact("Event id", "eventId")) {
        Some(id) if event.context().is_contested => {
            id.with_note("another record has this id and other content")
        }
        Some(id) => id,
        None => Fact::missing("Event id", Some("eventID"), absence(event, "eventID")),
    });
    let optional = [
        ("Request id", "requestID"),
        ("Shared event id", "sharedEventID"),
        ("Event type", "eventType"),
        ("Event version", "eventVersion"),
        ("API version", "apiVersion"),
        ("TLS version", "tlsDetails.tlsVersion"),
        ("Cipher suite", "tlsDetails.cipherSuite"),
        ("Key exchange", "tlsDetails.keyExchange"),
        ("Host asked for", "tlsDetails.clientProvidedHostHeader"),
        ("Lake channel", "metadata.channelARN"),
        ("Taken in", "metadata.ingestionTime"),
        ("Annotation", "annotation"),
    ];
    facts.extend(optional.into_iter().filter_map(|(label, path)| event.fact(label, path)));
    if event.family() != Family::Aggregated && event.family() != Family::Insight {
        facts.extend(old_record(event));
    }
    facts.extend(addendum(event));
    facts.extend(event.leaf_facts("Condition key", "eventContext.requestContext"));
    facts.extend(event.leaf_facts("Tag", "eventContext.tagContext"));
    facts.extend(event.leaf_facts("Edge device", "edgeDeviceDetails"));
    facts.extend(origin(event));
    Block { notes: notes(event), ..Block::new("Context", facts) }
}

fn time(event: &Event<'_>) -> Fact {
    let (label, path) = ("Time", "eventTime");
    match event.fact(label, path) {
        Some(fact) if event.time(path).is_none() => fact.with_note("this is no time that can be read"),
        Some(fact) if event.family() == Family::Insight => {
            fact.with_note("when the unusual rate was noticed or over")
        }
        Some(fact) => fact.with_note("when the request was completed, by the service's clock, UTC"),
        None => Fact::missing(label, Some(path), absence(event, path)),
    }
}

/// What an old record is too old to say.
fn old_record(event: &Event<'_>) -> Vec<Fact> {
    let fields =
        [("Event type", "eventType"), ("Event version", "eventVersion"), ("Request id", "requestID")];
    let absent = fields.into_iter().filter(|(_, path)| {
        let expected = *path != "requestID" || event.family() == Family::Ordinary;
        expected && !event.has(path)
    });
    absent.map(|(label, path)| Fact::missing(label, Some(path), absence(event, path))).collect()
}

fn addendum(event: &Event<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(reason) = event.fact("Delivery", "addendum.reason") {
        let words = match reason.value.as_str() {
            "DELIVERY_DELAY" => "delivered late",
            "UPDATED_DATA" => "corrects a record delivered earlier",
            "SERVICE_OUTAGE" => "delivered late because of an outage",
            _ => "",
        };
        facts.push(if words.is_empty() { reason } else { reason.shown_as(words) });
    }
    facts.extend(event.fact("Fields corrected", "addendum.updatedFields"));
    facts.extend(event.fact("Corrects event", "addendum.originalEventID").map(|mut fact| {
        // The gesture looks for the event itself, not for other corrections of it.
        fact.path = Some("eventID".to_owned());
        fact
    }));
    facts.extend(event.fact("Of request", "addendum.originalRequestID"));
    facts
}

/// Where the record was read from.
fn origin(event: &Event<'_>) -> Vec<Fact> {
    let context = event.context();
    let mut facts = Vec::new();
    if !context.file.is_empty() {
        facts.push(Fact::at("File", "file", &context.file));
        facts.push(match context.offset {
            Some(offset) => Fact::said("Position", format!("byte {}", count(offset)))
                .with_note("in the decompressed text of the file"),
            None => Fact {
                kind: FactKind::Missing,
                ..Fact::said("Position", "none")
                    .with_note("the record was made from another form than JSON text")
            },
        });
    }
    if let Some(wrapper) = &context.wrapper {
        for (name, value) in Value::new(wrapper).members() {
            if let Some(text) = value.scalar() {
                facts.push(Fact::said(
                    format!("Wrapper {}", name.decode()),
                    super::super::mask::mask_text(&text),
                ));
            }
        }
    }
    facts
}

fn notes(event: &Event<'_>) -> Vec<String> {
    let context = event.context();
    let mut notes = Vec::new();
    if context.is_summary {
        notes.push("Made from a row of a CSV export: the full record says more.".to_owned());
    }
    if context.is_recovered {
        notes.push("Saved out of malformed text: parts of it may be missing.".to_owned());
    }
    if context.is_contested {
        notes.push(
            "Another record has the same id and other content: a correction, or a placeholder.".to_owned(),
        );
    }
    notes
}
