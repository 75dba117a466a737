//! Who did what, to what, from where, when, with what result.

use crate::base::timestamp::Timestamp;
use crate::record::arn::Arn;
use crate::record::services::{self, Take};
use crate::view::detail::event::Event;
use crate::view::detail::fact::{Fact, FactKind, shortened};
use crate::view::detail::family::Family;
use crate::view::detail::identity::identity;
use crate::view::detail::words::{capitalized, phrase};

use super::{affected, families, result};

/// Characters of one value inside the sentence.
const MAX_VALUE_CHARS: usize = 90;

/// Things touched that the sentence names.
const MAX_NAMED: usize = 3;

pub(super) fn sentence(event: &Event<'_>) -> String {
    match event.family() {
        Family::Insight => families::insight_sentence(event),
        Family::Aggregated => families::aggregated_sentence(event),
        Family::LakeItem | Family::Unknown => families::unknown_sentence(event),
        _ => call_sentence(event),
    }
}

fn call_sentence(event: &Event<'_>) -> String {
    let mut out = capitalized(&identity(event).phrase);
    out.push(' ');
    out.push_str(&action(event));
    let objects = objects(event);
    if !objects.is_empty() {
        out.push_str(" on ");
        out.push_str(&objects.join(", "));
    }
    if let Some(from) = origin(event) {
        out.push_str(&format!(", {from}"));
    }
    if let Some(region) = event.text("awsRegion") {
        out.push_str(&format!(", in {region}"));
    }
    out.push_str(&format!(", {}", when(event)));
    if let Some(ending) = result::ending(event) {
        out.push_str(&format!(": {}", shortened(ending.trim_end_matches('.'), MAX_VALUE_CHARS * 2)));
    }
    out.push('.');
    out
}

fn action(event: &Event<'_>) -> String {
    let Some(name) = event.call("eventName") else {
        return "did something that the record does not name".to_owned();
    };
    let words = phrase(services::plain_name(&name));
    let verb = match event.family() {
        Family::NetworkActivity if result::is_attempt(event) => {
            "was stopped at a VPC endpoint when trying to "
        }
        Family::NetworkActivity => "passed a VPC endpoint to ",
        _ if result::is_attempt(event) => "tried to ",
        _ => "",
    };
    let words = if verb.is_empty() { words.past } else { format!("{verb}{}", words.base) };
    let source = event.call("eventSource");
    let service = source.as_deref().map(|source| {
        services::find(source)
            .map_or_else(|| services::short_source(source).to_owned(), |known| known.name.to_owned())
    });
    match service {
        Some(service) => format!("{words} ({service} {name})"),
        None => format!("{words} ({name})"),
    }
}

/// The leading things touched; of a list the first, with how many more there are.
fn objects(event: &Event<'_>) -> Vec<String> {
    let mut named = Vec::new();
    let mut labels: Vec<&str> = Vec::new();
    for touched in affected::touched(event).into_iter().filter(|touched| touched.leads) {
        if named.len() >= MAX_NAMED || labels.contains(&touched.label) {
            continue;
        }
        let facts = affected::facts_of(event, touched);
        let Some(first) = facts.first() else { continue };
        labels.push(touched.label);
        named.push(named_object(touched.label, touched.take, &facts, first));
    }
    if named.is_empty()
        && let Some(found) = event.all("resources.ARN").first()
        && let Some(arn) = found.value.scalar()
    {
        named.push(short_arn(&arn).into_owned());
    }
    named
}

fn named_object(label: &str, take: Take, facts: &[Fact], first: &Fact) -> String {
    let value = |fact: &Fact| match fact.kind {
        FactKind::Masked => "(masked)".to_owned(),
        _ => shortened(&short_arn(&fact.value), MAX_VALUE_CHARS).into_owned(),
    };
    let lower = sentence_label(label);
    match take {
        Take::Leaves => {
            let pairs = facts.iter().take(MAX_NAMED).map(|fact| {
                let name = fact.label.strip_prefix(label).unwrap_or(&fact.label).trim();
                if name.is_empty() { value(fact) } else { format!("{name} = {}", value(fact)) }
            });
            format!("{lower} {}", pairs.collect::<Vec<_>>().join(", "))
        }
        _ if facts.len() > 1 => format!("{lower} {} and {} more", value(first), facts.len() - 1),
        _ => format!("{lower} {}", value(first)),
    }
}

/// A label in the middle of a sentence; names and abbreviations keep their capitals.
fn sentence_label(label: &str) -> String {
    let keeps = label.get(1..).is_some_and(|rest| rest.bytes().any(|byte| byte.is_ascii_uppercase()));
    if keeps { label.to_owned() } else { label.to_lowercase() }
}

/// An ARN as its resource, with the account where it has one; other text as it is.
fn short_arn(text: &str) -> std::borrow::Cow<'_, str> {
    match Arn::parse(text) {
        Some(arn) if arn.account.is_empty() || arn.account == "aws" => arn.resource.into(),
        Some(arn) => format!("{} of account {}", arn.resource, arn.account).into(),
        None => text.into(),
    }
}

fn origin(event: &Event<'_>) -> Option<String> {
    let address = event.call("sourceIPAddress")?;
    let caller = event.call("userIdentity.invokedBy");
    if caller.as_deref() == Some(address.as_ref()) {
        let acts_alone = matches!(event.call("userIdentity.type").as_deref(), Some("AWSService") | None);
        return (!acts_alone).then(|| format!("through {address}"));
    }
    Some(match address.parse::<std::net::IpAddr>() {
        Ok(_) => format!("from {address}"),
        Err(_) if address.starts_with("AWS Internal") => "from inside AWS".to_owned(),
        Err(_) => format!("through {address}"),
    })
}

/// The time of the event for a sentence.
pub(super) fn when(event: &Event<'_>) -> String {
    match event.text("eventTime") {
        None => "at a time that is not recorded".to_owned(),
        Some(written) => match Timestamp::parse(&written) {
            Some(time) => format!("on {}", in_words(time)),
            None => format!("at \"{written}\", which is no time"),
        },
    }
}

/// `2026-03-17 at 09:47:12 UTC`.
pub(super) fn in_words(time: Timestamp) -> String {
    let (year, month, day, hour, minute, second, _) = time.to_civil();
    format!("{year:04}-{month:02}-{day:02} at {hour:02}:{minute:02}:{second:02} UTC")
}
