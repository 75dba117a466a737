//! What is known of the services: which calls they have, what a call touches and where the record
//! says so, and what surprises a reader.
//!
//! Tables, not code: a new call is one word, a new thing touched is one row. State of the lists:
//! late 2026. The record's own `readOnly` and `managementEvent` always win; the lists only say what
//! is expected.
//!
//! **Invariant:** nothing here is needed to read a record; an unknown service or call just has less
//! to say.
//! **Invariant:** an event source has one row.
//!
//! Tests: `tests/it/detail.rs`.

mod access;
mod cloudwatch;
mod dynamodb;
mod lambda;
mod s3;
mod various;

/// A service as CloudTrail names it.
#[derive(Debug)]
pub struct Service {
    /// The event source without `.amazonaws.com`.
    pub source: &'static str,
    /// What people call it.
    pub name: &'static str,
    pub calls: &'static [Calls],
    pub touched: &'static [Touched],
    pub quirks: &'static [Quirk],
}

/// Calls of one plane that do the same kind of thing.
#[derive(Debug)]
pub struct Calls {
    pub plane: Plane,
    pub access: Access,
    /// Event names between blanks, without the API date that Lambda appends.
    pub names: &'static str,
}

/// On what level a call works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plane {
    /// It manages resources: recorded by every trail that has management events.
    Management,
    /// It works on what a resource holds: recorded only where a trail asks for it.
    Data,
}

/// What `readOnly` is expected to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    Read,
    Write,
    /// AWS does not say, and no record was seen.
    Unverified,
}

/// One thing that calls touch, and where the record names it.
#[derive(Debug)]
pub struct Touched {
    pub label: &'static str,
    /// A path in the record; a segment `*` stands for every member.
    pub path: &'static str,
    pub take: Take,
    /// Event names between blanks, a trailing `*` for every name that begins so; empty for all.
    pub names: &'static str,
    /// Whether it belongs into the sentence that sums the event up.
    pub leads: bool,
}

/// How the thing is written at its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Take {
    /// As the value, or as every element of a list.
    Value,
    /// As the names of an object's members.
    Names,
    /// As several values below an object: a key of two attributes.
    Leaves,
    /// As JSON inside a string: a policy, an event pattern.
    Json,
}

/// Something that a reader should know of a call.
#[derive(Debug)]
pub struct Quirk {
    /// As [`Touched::names`].
    pub names: &'static str,
    /// Only where some value at the path contains the text; an empty text asks for any value.
    pub when: Option<(&'static str, &'static str)>,
    pub text: &'static str,
}

/// The host suffix that event sources share.
const HOST_SUFFIX: &str = ".amazonaws.com";

/// Every service of the tables.
pub fn all() -> impl Iterator<Item = &'static Service> {
    let tables: [&'static [Service]; 6] = [
        dynamodb::SERVICES,
        cloudwatch::SERVICES,
        s3::SERVICES,
        lambda::SERVICES,
        access::SERVICES,
        various::SERVICES,
    ];
    tables.into_iter().flatten()
}

/// The row of an event source, with or without its host suffix.
pub fn find(event_source: &str) -> Option<&'static Service> {
    let source = short_source(event_source);
    all().find(|service| service.source.eq_ignore_ascii_case(source))
}

/// `dynamodb` of `dynamodb.amazonaws.com`.
pub fn short_source(event_source: &str) -> &str {
    let source = event_source.trim();
    source.strip_suffix(HOST_SUFFIX).unwrap_or(source)
}

/// The name of a call without the API date that Lambda appends: `AddPermission` of
/// `AddPermission20150331v2`.
pub fn plain_name(event_name: &str) -> &str {
    let before_version = match event_name.rsplit_once('v') {
        Some((before, version)) if !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit()) => {
            before
        }
        _ => event_name,
    };
    let name = before_version.trim_end_matches(|c: char| c.is_ascii_digit());
    if before_version.len() - name.len() == 8 && !name.is_empty() { name } else { event_name }
}

impl Service {
    /// Plane and access that the lists expect of a call.
    pub fn expected(&self, event_name: &str) -> Option<(Plane, Access)> {
        let plain = plain_name(event_name);
        let lists = |name: &&Calls| name.names.split_ascii_whitespace().any(|known| known == plain);
        self.calls.iter().find(lists).map(|calls| (calls.plane, calls.access))
    }

    /// The things that a call may touch, in the order to show them.
    pub fn touched_by(&self, event_name: &str) -> impl Iterator<Item = &'static Touched> {
        let plain = plain_name(event_name).to_owned();
        self.touched.iter().filter(move |touched| fits(touched.names, &plain))
    }

    /// What to know of a call, conditions still to be looked at.
    pub fn quirks_of(&self, event_name: &str) -> impl Iterator<Item = &'static Quirk> {
        let plain = plain_name(event_name).to_owned();
        self.quirks.iter().filter(move |quirk| fits(quirk.names, &plain))
    }
}

/// Whether a name is among patterns between blanks; no pattern at all fits every name.
fn fits(patterns: &str, name: &str) -> bool {
    let mut patterns = patterns.split_ascii_whitespace().peekable();
    patterns.peek().is_none()
        || patterns.any(|pattern| match pattern.strip_suffix('*') {
            Some(prefix) => name.starts_with(prefix),
            None => pattern == name,
        })
}

// Short forms, so that a table reads as one.

const fn reads(plane: Plane, names: &'static str) -> Calls {
    Calls { plane, access: Access::Read, names }
}

const fn writes(plane: Plane, names: &'static str) -> Calls {
    Calls { plane, access: Access::Write, names }
}

const fn unverified(plane: Plane, names: &'static str) -> Calls {
    Calls { plane, access: Access::Unverified, names }
}

/// A thing that belongs into the sentence.
const fn lead(label: &'static str, path: &'static str) -> Touched {
    Touched { label, path, take: Take::Value, names: "", leads: true }
}

/// A thing that is shown among the affected only.
const fn also(label: &'static str, path: &'static str) -> Touched {
    Touched { label, path, take: Take::Value, names: "", leads: false }
}

impl Touched {
    const fn taken(mut self, take: Take) -> Self {
        self.take = take;
        self
    }

    const fn of(mut self, names: &'static str) -> Self {
        self.names = names;
        self
    }
}

const fn quirk(names: &'static str, text: &'static str) -> Quirk {
    Quirk { names, when: None, text }
}

const fn quirk_when(
    names: &'static str,
    path: &'static str,
    contains: &'static str,
    text: &'static str,
) -> Quirk {
    Quirk { names, when: Some((path, contains)), text }
}
