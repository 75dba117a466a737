//! The Related tab: questions that an event suggests, each as a query to open.

use super::event::Event;
use super::family::Family;
use super::filter_text;
use crate::base::timestamp::Timestamp;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub kind: Relation,
    pub label: String,
    /// Filter-language text; its answer holds the event itself as well.
    pub query: String,
    /// What the answer means, as a sentence.
    pub note: &'static str,
}

/// How the events of an answer belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    SameRequest,
    Copies,
    InsightPair,
    InsightCalls,
    SameSession,
    SamePrincipal,
    SameAddress,
    IssuedCredentials,
    Original,
    Corrections,
    SameError,
}

/// Milliseconds before and after an event that count as the same time for one address.
const ADDRESS_WINDOW_MS: i64 = 15 * 60 * 1_000;

/// The questions that an event suggests.
pub fn related(event: &Event<'_>) -> Vec<Related> {
    let mut related = Vec::new();
    let mut add = |kind, label: &str, query: String, note| {
        related.push(Related { kind, label: label.to_owned(), query, note });
    };
    let term = |path: &str| event.text(path).map(|value| filter_text::term(path, &value));
    if let Some(query) = term("requestID") {
        add(Relation::SameRequest, "Same request", query, "Everything that one request caused.");
    }
    if let Some(query) = term("sharedEventID") {
        if event.family() == Family::Insight {
            add(Relation::InsightPair, "Start and end", query, "The two ends of the unusual period.");
        } else {
            let note =
                "The copies of one action in other accounts; only the caller's names the full identity.";
            add(Relation::Copies, "Copies in other accounts", query, note);
        }
    }
    if let Some(query) = insight_calls(event) {
        add(
            Relation::InsightCalls,
            "The calls counted",
            query,
            "Calls of the API in the Region; set the time as well.",
        );
    }
    if let Some(query) = term("userIdentity.accessKeyId") {
        add(
            Relation::SameSession,
            "Same access key",
            query,
            "Everything done with this key: one session, or one user's key.",
        );
    }
    if let Some(id) =
        event.text("userIdentity.principalId").filter(|_| !event.has("userIdentity.accessKeyId"))
    {
        let query = filter_text::term("userIdentity.principalId", &id);
        add(
            Relation::SamePrincipal,
            "Same principal",
            query,
            "The same principal id; a session name may be reused by others.",
        );
    }
    if let Some(query) = issued(event) {
        add(
            Relation::IssuedCredentials,
            "Use of the issued key",
            query,
            "What was done with the credentials issued here.",
        );
    }
    if let Some(query) = same_address(event) {
        add(Relation::SameAddress, "Same address, 15 minutes around", query, "Others may share an address.");
    }
    if let Some(id) = event.text("addendum.originalEventID") {
        let query = filter_text::term("eventID", &id);
        add(
            Relation::Original,
            "The record that this corrects",
            query,
            "It holds the values before the correction.",
        );
    }
    if let Some(query) = event.text("eventID").map(|id| filter_text::term("addendum.originalEventID", &id)) {
        add(
            Relation::Corrections,
            "Corrections of this record",
            query,
            "AWS corrects records by newer ones.",
        );
    }
    if let (Some(code), Some(name)) = (event.text("errorCode"), event.text("eventName")) {
        let query =
            format!("{} {}", filter_text::term("eventName", &name), filter_text::term("errorCode", &code));
        add(Relation::SameError, "Same call, same error", query, "Who else met this error.");
    }
    related
}

fn insight_calls(event: &Event<'_>) -> Option<String> {
    let name = event.text("insightDetails.eventName")?;
    let mut query = filter_text::term("eventName", &name);
    for (own, path) in [("insightDetails.eventSource", "eventSource"), ("awsRegion", "awsRegion")] {
        if let Some(value) = event.text(own) {
            query.push(' ');
            query.push_str(&filter_text::term(path, &value));
        }
    }
    Some(query)
}

/// The use of the keys that an event issued or made.
fn issued(event: &Event<'_>) -> Option<String> {
    let paths = ["responseElements.credentials.accessKeyId", "responseElements.accessKey.accessKeyId"];
    let key = paths.iter().find_map(|path| event.text(path))?;
    Some(filter_text::term("userIdentity.accessKeyId", &key))
}

fn same_address(event: &Event<'_>) -> Option<String> {
    let path = event.call_path("sourceIPAddress");
    let address = event.text(&path)?;
    address.parse::<std::net::IpAddr>().ok()?;
    let address = filter_text::term(&path, &address);
    Some(match event.time("eventTime") {
        Some(time) => {
            let at = |offset: i64| Timestamp(time.0 - time.0.rem_euclid(1_000) + offset);
            format!("{address} eventTime:[{} TO {}]", at(-ADDRESS_WINDOW_MS), at(ADDRESS_WINDOW_MS))
        }
        None => address,
    })
}
