//! The Resources tab: what the record lists, what else it names by ARN, and the query for other
//! events on each.

use super::event::Event;
use super::fact::{Fact, FactKind};
use super::filter_text;
use super::identity::arn_facts;
use super::mask;
use crate::base::json::{Kind, Value};

/// A resource of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// `AWS::S3::Object`; absent for what is only named.
    pub kind: Option<String>,
    /// The ARN as written; absent for metrics, which have a type alone.
    pub arn: Option<String>,
    /// Whether it is a prefix of ARNs, as listings of S3 write it.
    pub is_prefix: bool,
    /// The account that owns it.
    pub account: Option<String>,
    pub parts: Vec<Fact>,
    /// Whether the record lists it under `resources`; else it is named elsewhere.
    pub is_listed: bool,
    /// Where its name stands, in the filter language.
    pub path: String,
    /// Other events on it.
    pub query: String,
}

impl Resource {
    /// The resource as one fact.
    pub fn fact(&self) -> Fact {
        let label = self.kind.clone().unwrap_or_else(|| "Resource".to_owned());
        match &self.arn {
            Some(arn) => Fact { kind: FactKind::Plain, ..Fact::at(label, self.path.clone(), arn) },
            None => Fact::at("Resource type", "resources.type", &label)
                .with_note("the record names the type alone"),
        }
    }
}

/// Named ARNs at most: a policy may name hundreds.
const MAX_NAMED: usize = 50;

/// The resources that an event lists.
pub fn listed_resources(event: &Event<'_>) -> Vec<Resource> {
    event.all("resources").into_iter().filter_map(|found| listed(found.value)).collect()
}

/// The resources of an event: those it lists, then those it names elsewhere by their ARN.
pub fn resources(event: &Event<'_>) -> Vec<Resource> {
    let mut resources = listed_resources(event);
    let mut named = Vec::new();
    for field in ["requestParameters", "responseElements", "serviceEventDetails"] {
        let path = event.call_path(field);
        for found in event.all(&path) {
            name_arns(found.value, &found.path, 0, &mut named);
        }
    }
    for (path, arn) in named.into_iter().take(MAX_NAMED) {
        if !resources.iter().any(|known| known.arn.as_deref() == Some(&arn)) {
            let query = format!(
                "({} OR {})",
                filter_text::term("resources.ARN", &arn),
                filter_text::term(&path, &arn)
            );
            resources.push(Resource {
                kind: None,
                parts: arn_facts(&arn),
                account: None,
                is_prefix: false,
                is_listed: false,
                arn: Some(arn),
                path,
                query,
            });
        }
    }
    resources
}

fn listed(value: Value<'_>) -> Option<Resource> {
    let text_of = |name: &str| {
        let members = value.members().filter(|(known, _)| known.decode().eq_ignore_ascii_case(name));
        let text = members.last()?.1.scalar()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let (kind, account) = (text_of("type"), text_of("accountId"));
    let (arn, prefix) = (text_of("ARN"), text_of("ARNPrefix"));
    let is_prefix = arn.is_none() && prefix.is_some();
    let path = if is_prefix { "resources.ARNPrefix" } else { "resources.ARN" };
    let arn = arn.or(prefix);
    let query = match (&arn, &kind) {
        (Some(arn), _) => filter_text::term(path, arn),
        (None, Some(kind)) => filter_text::term("resources.type", kind),
        (None, None) => return None,
    };
    Some(Resource {
        parts: arn.as_deref().map(arn_facts).unwrap_or_default(),
        kind,
        arn,
        is_prefix,
        account,
        is_listed: true,
        path: path.to_owned(),
        query,
    })
}

/// Levels below a field that are looked through for ARNs.
const MAX_DEPTH: usize = 8;

fn name_arns(value: Value<'_>, path: &str, depth: usize, named: &mut Vec<(String, String)>) {
    if depth > MAX_DEPTH || named.len() >= MAX_NAMED {
        return;
    }
    match value.kind() {
        Kind::Object(members) => {
            for (name, member) in members {
                let mut below = path.to_owned();
                filter_text::push_segment(&mut below, &name.decode());
                name_arns(member, &below, depth + 1, named);
            }
        }
        Kind::Array(elements) => {
            for element in elements {
                name_arns(element, path, depth + 1, named);
            }
        }
        Kind::String(text) => {
            let text = text.decode();
            let is_arn = text.starts_with("arn:") && text.matches(':').count() >= 5;
            if is_arn
                && mask::tokens_in_text(&text).is_empty()
                && !named.iter().any(|(_, known)| *known == text)
            {
                named.push((path.to_owned(), text.into_owned()));
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}
