//! One record opened for reading, with what the engine knows of it.

use std::borrow::Cow;

use super::family::{self, Family};
use super::filter_text;
use crate::base::json::{Kind, RawStr, Value};
use crate::base::timestamp::Timestamp;
use crate::engine::protocol::RecordText;
use crate::record::{category, fields, identity};

/// What is known of a record besides its text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context {
    /// The file it came in.
    pub file: String,
    /// Byte offset in the decompressed text of the file; `None` where the text was made from
    /// another form.
    pub offset: Option<u64>,
    /// It was made from a row of a CSV export, which holds less than the record.
    pub is_summary: bool,
    /// It was saved out of malformed text.
    pub is_recovered: bool,
    /// Another record has the same id and other content.
    pub is_contested: bool,
    /// The derived fields; worked out again here where they are absent.
    pub user: Option<String>,
    pub category: Option<String>,
    pub read_write: Option<String>,
    /// Fields of the wrapper that the record came in, as JSON.
    pub wrapper: Option<String>,
}

impl From<&RecordText> for Context {
    fn from(record: &RecordText) -> Self {
        Self {
            file: record.file.clone(),
            offset: record.offset,
            is_summary: record.is_summary,
            is_recovered: record.is_recovered,
            is_contested: record.is_contested,
            user: record.user.clone(),
            category: record.category.clone(),
            read_write: record.read_write.clone(),
            wrapper: record.wrapper.clone(),
        }
    }
}

/// A record opened for reading. The members of the first two levels are kept at hand, so that a
/// question does not read a large record again.
#[derive(Debug)]
pub struct Event<'a> {
    context: &'a Context,
    root: Value<'a>,
    top: Vec<TopMember<'a>>,
    family: Family,
    user: Option<String>,
    category: String,
    read_write: Option<String>,
}

#[derive(Debug)]
struct TopMember<'a> {
    name: Cow<'a, str>,
    value: Value<'a>,
    members: Vec<(Cow<'a, str>, Value<'a>)>,
}

/// A value with the path that it was found under.
#[derive(Clone, Debug)]
pub struct Found<'a> {
    /// In the filter language, array places left out.
    pub path: String,
    pub value: Value<'a>,
}

impl<'a> Event<'a> {
    /// Opens a record; text that is no object has no members.
    pub fn new(json: &'a str, context: &'a Context) -> Self {
        let root = Value::new(json);
        let top = root
            .members()
            .map(|(name, value)| TopMember { name: name.decode(), value, members: decoded_members(value) })
            .collect();
        let columns = fields::extract(root);
        let category = context.category.clone().unwrap_or_else(|| category::category(&columns).into_owned());
        let read_write = context
            .read_write
            .clone()
            .or_else(|| category::read_write(&columns, &category).map(str::to_owned));
        let user = context.user.clone().or_else(|| identity::user_label(&columns));
        let mut event = Self { context, root, top, family: Family::Ordinary, user, category, read_write };
        event.family = family::of(&event);
        event
    }

    pub fn context(&self) -> &'a Context {
        self.context
    }

    pub fn json(&self) -> &'a str {
        self.root.text()
    }

    pub fn family(&self) -> Family {
        self.family
    }

    /// The label of whoever acted.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The category, the record's own or inferred.
    pub fn category(&self) -> &str {
        &self.category
    }

    /// `read` or `write`, the record's own or inferred.
    pub fn read_write(&self) -> Option<&str> {
        self.read_write.as_deref()
    }

    /// Every value under a path of names between dots; lists are walked through and `*` stands for
    /// every member. Names are compared without regard to ASCII letter case; of repeated names the
    /// last counts. Null is no value.
    pub fn all(&self, path: &str) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let mut segments = path.split('.');
        let Some(top) = segments.next().and_then(|name| self.top_member(name)) else {
            return found;
        };
        let mut under = String::new();
        filter_text::push_segment(&mut under, &top.name);
        let rest: Vec<&str> = segments.collect();
        match rest.split_first() {
            Some((&name, rest)) if name != "*" && !top.members.is_empty() => {
                if let Some((name, value)) = last_named(&top.members, name) {
                    let mut under = under;
                    filter_text::push_segment(&mut under, name);
                    walk(*value, rest, &under, &mut found);
                }
            }
            _ => walk(top.value, &rest, &under, &mut found),
        }
        found
    }

    /// The first value under a path.
    pub fn at(&self, path: &str) -> Option<Value<'a>> {
        self.all(path).into_iter().next().map(|found| found.value)
    }

    /// The text of the first string, number or boolean under a path, blanks around it dropped;
    /// `None` where it is empty.
    pub fn text(&self, path: &str) -> Option<Cow<'a, str>> {
        let text = self.all(path).into_iter().find_map(|found| found.value.scalar())?;
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        (!text.is_empty()).then_some(text)
    }

    /// Whether something that is not null stands under a path.
    pub fn has(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// Whether a member of this name stands at the top, null or not.
    pub fn names(&self, top_level_name: &str) -> bool {
        self.top_member(top_level_name).is_some()
    }

    /// A truth value in the spellings of records and exports.
    pub fn flag(&self, path: &str) -> Option<bool> {
        let text = self.text(path)?;
        ["true", "false"].iter().position(|known| text.eq_ignore_ascii_case(known)).map(|at| at == 0)
    }

    pub fn number(&self, path: &str) -> Option<f64> {
        self.text(path)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    pub fn time(&self, path: &str) -> Option<Timestamp> {
        Timestamp::parse(&self.text(path)?)
    }

    /// `eventVersion` by its parts: 1.10 comes after 1.9.
    pub fn version(&self) -> Option<(u32, u32)> {
        parse_version(&self.text("eventVersion")?)
    }

    /// The path of a field of the call: below `eventData` in activity that did not come from AWS.
    pub fn call_path(&self, path: &str) -> String {
        let nested = self.family == Family::ActivityLog && !matches!(path, "eventID" | "awsRegion");
        if nested { format!("eventData.{path}") } else { path.to_owned() }
    }

    /// The text of a field of the call, wherever this family keeps it.
    pub fn call(&self, path: &str) -> Option<Cow<'a, str>> {
        self.text(&self.call_path(path))
    }

    fn top_member(&self, name: &str) -> Option<&TopMember<'a>> {
        let exact = self.top.iter().rfind(|member| member.name == name);
        exact.or_else(|| self.top.iter().rfind(|member| member.name.eq_ignore_ascii_case(name)))
    }
}

/// `major.minor` as two integers.
pub fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.trim().parse().ok()?, minor.trim().parse().ok()?))
}

fn decoded_members(value: Value<'_>) -> Vec<(Cow<'_, str>, Value<'_>)> {
    value.members().map(|(name, value)| (name.decode(), value)).collect()
}

fn last_named<'v, 'a>(
    members: &'v [(Cow<'a, str>, Value<'a>)],
    name: &str,
) -> Option<&'v (Cow<'a, str>, Value<'a>)> {
    let exact = members.iter().rfind(|(known, _)| known == name);
    exact.or_else(|| members.iter().rfind(|(known, _)| known.eq_ignore_ascii_case(name)))
}

/// The last member of this name, an exact one first; nothing is copied on the way.
fn last_member<'a>(value: Value<'a>, name: &str) -> Option<(RawStr<'a>, Value<'a>)> {
    let (mut exact, mut similar) = (None, None);
    for (known, member) in value.members() {
        if known.is(name) {
            exact = Some((known, member));
        } else if known.decode().eq_ignore_ascii_case(name) {
            similar = Some((known, member));
        }
    }
    exact.or(similar)
}

/// Values met at most under one path, and elements looked at in one list: what is shown stays
/// readable, and no list makes it slow.
pub(super) const MAX_FOUND: usize = 1_000;

fn walk<'a>(value: Value<'a>, segments: &[&str], under: &str, found: &mut Vec<Found<'a>>) {
    if found.len() >= MAX_FOUND {
        return;
    }
    match value.kind() {
        Kind::Null => {}
        Kind::Array(elements) => {
            for element in elements.take(MAX_FOUND) {
                walk(element, segments, under, found);
            }
        }
        _ => match segments.split_first() {
            None => found.push(Found { path: under.to_owned(), value }),
            Some((&"*", rest)) => {
                for (name, member) in value.members() {
                    let mut path = under.to_owned();
                    filter_text::push_segment(&mut path, &name.decode());
                    walk(member, rest, &path, found);
                }
            }
            Some((&name, rest)) => {
                if let Some((name, member)) = last_member(value, name) {
                    let mut path = under.to_owned();
                    filter_text::push_segment(&mut path, &name.decode());
                    walk(member, rest, &path, found);
                }
            }
        },
    }
}
