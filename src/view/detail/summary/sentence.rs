//! Who did what, to what, from where, when, with what result.

use std::borrow::Cow;

use crate::base::timestamp::Timestamp;
use crate::record::arn::Arn;
use crate::record::services::{self, Take};
use crate::view::detail::event::Event;
use crate::view::detail::fact::{Fact, FactKind, MAX_LISTED, shortened};
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

/// What was done to what: `created table Orders (DynamoDB CreateTable)`.
fn action(event: &Event<'_>) -> String {
    let objects = objects(event);
    let rest =
        |from: usize| objects.get(from..).unwrap_or_default().iter().map(Object::words).collect::<Vec<_>>();
    let on = |objects: Vec<String>| match objects.is_empty() {
        true => String::new(),
        false => format!(" on {}", objects.join(", ")),
    };
    let Some(name) = event.call("eventName") else {
        return format!("did something that the record does not name{}", on(rest(0)));
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
    let call = match event.call("eventSource").as_deref().map(|source| (services::find(source), source)) {
        Some((Some(service), _)) => format!("({} {name})", service.name),
        Some((None, source)) => format!("({} {name})", services::short_source(source)),
        None => format!("({name})"),
    };
    // The first object continues a phrase that ends with its label.
    match objects.first().filter(|first| first.continues(&words)) {
        Some(first) => {
            let more: String = rest(1).into_iter().map(|object| format!(", {object}")).collect();
            format!("{words} {} {call}{more}", first.value)
        }
        None => format!("{words} {call}{}", on(rest(0))),
    }
}

/// Something touched, in the sentence.
struct Object {
    label: String,
    value: String,
}

impl Object {
    fn words(&self) -> String {
        if self.label.is_empty() { self.value.clone() } else { format!("{} {}", self.label, self.value) }
    }

    fn continues(&self, phrase: &str) -> bool {
        let last = |text: &str| text.rsplit(' ').next().map(str::to_lowercase);
        !self.label.is_empty() && last(&self.label) == last(phrase)
    }
}

/// The leading things touched; of a list the first, with how many more there are.
fn objects(event: &Event<'_>) -> Vec<Object> {
    let mut named: Vec<Object> = Vec::new();
    let mut labels: Vec<&str> = Vec::new();
    for touched in affected::touched(event).into_iter().filter(|touched| touched.leads) {
        if named.len() >= MAX_NAMED || labels.contains(&touched.label) {
            continue;
        }
        let facts = affected::facts_of(event, touched);
        let Some(first) = facts.first().filter(|first| !is_withheld_whole(first)) else { continue };
        labels.push(touched.label);
        named.push(Object {
            label: sentence_label(touched.label),
            value: object_value(event, touched.label, touched.take, &facts, first),
        });
    }
    if named.is_empty()
        && let Some(arn) = event.all("resources.ARN").iter().find_map(|found| found.value.scalar())
        && !arn.trim().is_empty()
    {
        named.push(Object { label: String::new(), value: short_arn(event, "", &arn).into_owned() });
    }
    named
}

/// A marker alone says nothing in a sentence; a statement with markers in it does.
fn is_withheld_whole(fact: &Fact) -> bool {
    fact.kind == FactKind::Withheld && !fact.value.contains(' ')
}

fn object_value(event: &Event<'_>, label: &str, take: Take, facts: &[Fact], first: &Fact) -> String {
    let value = |fact: &Fact| match fact.kind {
        FactKind::Masked => "(masked)".to_owned(),
        _ => shortened(&short_arn(event, label, &fact.value), MAX_VALUE_CHARS).into_owned(),
    };
    match take {
        Take::Leaves => {
            let pairs = facts.iter().take(MAX_NAMED).map(|fact| {
                let name = fact.label.strip_prefix(label).unwrap_or(&fact.label).trim();
                if name.is_empty() { value(fact) } else { format!("{name} = {}", value(fact)) }
            });
            pairs.collect::<Vec<_>>().join(", ")
        }
        // The last fact of a long list says how many there are besides.
        _ if facts.len() > MAX_LISTED => {
            format!("{} and many more", value(first))
        }
        _ if facts.len() > 1 => format!("{} and {} more", value(first), facts.len() - 1),
        _ => value(first),
    }
}

/// A label in the middle of a sentence; names and abbreviations keep their capitals.
fn sentence_label(label: &str) -> String {
    let keeps = label.get(1..).is_some_and(|rest| rest.bytes().any(|byte| byte.is_ascii_uppercase()));
    if keeps { label.to_owned() } else { label.to_lowercase() }
}

/// An ARN as its resource, without a type that the label says already, and with its account where
/// that is not the record's; other text as it is.
fn short_arn<'t>(event: &Event<'_>, label: &str, text: &'t str) -> Cow<'t, str> {
    let Some(arn) = Arn::parse(text) else {
        return text.into();
    };
    let says_type = |kind: &str| label.to_lowercase().ends_with(kind);
    let resource = if arn.resource_type().is_some_and(says_type) { arn.name() } else { arn.resource };
    let is_elsewhere = !arn.account.is_empty()
        && arn.account != "aws"
        && event.text("recipientAccountId").is_none_or(|own| own != arn.account);
    if is_elsewhere { format!("{resource} of account {}", arn.account).into() } else { resource.into() }
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
