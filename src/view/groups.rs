//! The matches by the values of some fields: what is asked, what a row says and what it filters by.

use std::borrow::Cow;

use super::columns::Column;
use super::detail::cells;
use super::format::{self, count, counted};
use super::simulator::VERDICT_COLUMN;
use crate::base::csv;
use crate::base::timestamp::Timestamp;
use crate::engine::protocol::{GroupColumn, GroupQuestion, GroupRow, GroupSort, GroupValue, Groups};
use crate::query::ast::{ExprKind, FieldPath, Test};
use crate::query::{edit, parser};
use crate::record::field::{ALIASES, FieldId};
use crate::record::path;

/// The most fields that events are grouped by.
pub const MAX_FIELDS: usize = 3;

/// How many groups the table holds; the rest is said to be there.
pub const SHOWN_GROUPS: u32 = 10_000;

/// By which fields, and in which order the groups stand.
///
/// **Invariant:** one to [`MAX_FIELDS`] different fields, as the filter language writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    fields: Vec<String>,
    sort: GroupSort,
}

/// The largest groups first.
const DEFAULT_SORT: GroupSort = GroupSort { by: GroupColumn::Events, descending: true };

impl Default for Grouping {
    fn default() -> Self {
        Self { fields: vec![FieldId::EventName.field().name.to_owned()], sort: DEFAULT_SORT }
    }
}

impl Grouping {
    /// By these fields, as a person writes them; `None` where none of them can be one.
    pub fn of(fields: &[String]) -> Option<Self> {
        let mut own: Vec<String> = Vec::new();
        for field in fields.iter().filter_map(|field| field_name(field)) {
            if own.len() < MAX_FIELDS && !own.contains(&field) {
                own.push(field);
            }
        }
        (!own.is_empty()).then_some(Self { fields: own, sort: DEFAULT_SORT })
    }

    pub fn fields(&self) -> &[String] {
        &self.fields
    }

    pub fn sort(&self) -> GroupSort {
        self.sort
    }

    /// Puts a field in a place, or takes the one there away; whether that could be done. The last
    /// field stays, and no field stands twice.
    pub fn set_field(&mut self, place: usize, written: &str) -> bool {
        let mut fields = self.fields.clone();
        if written.trim().is_empty() {
            if fields.len() < 2 || place >= fields.len() {
                return false;
            }
            fields.remove(place);
        } else {
            let Some(field) = field_name(written) else { return false };
            match fields.iter().position(|known| *known == field) {
                Some(known) if known == place => return true,
                Some(_) => return false,
                None if place < fields.len() => {
                    fields.splice(place..=place, [field]);
                }
                None if fields.len() < MAX_FIELDS => fields.push(field),
                None => return false,
            }
        }
        self.fields = fields;
        self.set_sort(self.sort);
        true
    }

    /// Orders the groups; by a field that there is not, as at first.
    pub fn set_sort(&mut self, sort: GroupSort) {
        self.sort = match sort.by {
            GroupColumn::Key(place) if usize::from(place) >= self.fields.len() => DEFAULT_SORT,
            _ => sort,
        };
    }

    /// Orders by a column; by the same again, the other way round. Counts begin with the largest,
    /// everything else with the smallest.
    pub fn sort_by(&mut self, by: GroupColumn) {
        let descending = if self.sort.by == by {
            !self.sort.descending
        } else {
            !matches!(by, GroupColumn::Key(_) | GroupColumn::First)
        };
        self.sort = GroupSort { by, descending };
    }

    /// What the engine is asked.
    pub fn question(&self) -> GroupQuestion {
        GroupQuestion { fields: self.fields.clone(), sort: self.sort, top: SHOWN_GROUPS }
    }

    /// The columns of the table with their titles and the CloudTrail paths of the fields.
    pub fn columns(&self) -> Vec<(GroupColumn, String, Option<String>)> {
        let fields =
            self.fields.iter().zip(0u8..).map(|(field, place)| {
                (GroupColumn::Key(place), Column::of(field).title, Some(field.clone()))
            });
        let counts = [
            (GroupColumn::Events, "Events"),
            (GroupColumn::Errors, "Errors"),
            (GroupColumn::Ips, "Source IPs"),
            (GroupColumn::Users, "Users"),
            (GroupColumn::First, "First seen"),
            (GroupColumn::Last, "Last seen"),
        ];
        fields.chain(counts.map(|(column, title)| (column, title.to_owned(), None))).collect()
    }
}

/// The name of a field as the filter language writes it: an alias becomes what it stands for, a
/// column its own spelling, any other path is quoted where it must be. `None` where it cannot be a
/// field.
pub fn field_name(written: &str) -> Option<String> {
    if written.trim().is_empty() {
        return None;
    }
    let path = FieldPath { segments: path::segments(written.trim()) };
    let own = ALIASES.iter().find(|(alias, _)| path.is(alias)).map(|(_, field)| field.field().name);
    let column = || FieldId::from_name(&path.segments.join(".")).map(|field| field.field().name);
    let column = || column().filter(|name| path.is(name));
    let verdict = || path.is(VERDICT_COLUMN).then_some(VERDICT_COLUMN);
    let name = own.or_else(column).or_else(verdict).map_or_else(|| path.to_string(), str::to_owned);
    let parsed = parser::parse(&format!("{name}:*"));
    let is_field = match &parsed.expr.kind {
        ExprKind::Field(term) => term.test == Test::Present,
        _ => false,
    };
    (is_field && parsed.problems.is_empty()).then_some(name)
}

/// The filter text that holds for the events of a group, and of those that differ from it by letter
/// case alone.
///
/// Groups are exact: an S3 key or a tag in other letters is another one. The filter language compares
/// without regard to letter case, and a gesture writes its value as a plain quoted one that can be read
/// and edited; so the joined events are what it finds, and the table says where that is more than the
/// row counts.
pub fn term(fields: &[String], key: &[GroupValue]) -> String {
    let terms = fields.iter().zip(key).map(|(field, value)| match value {
        GroupValue::Text(text) => edit::value_term(field, text),
        GroupValue::Missing => format!("-{field}:*"),
        // Present, and no value of any length.
        GroupValue::Object => format!("{field}:* -{field}:/^/"),
    });
    terms.collect::<Vec<_>>().join(" ")
}

/// A filter text that also asks for the events of a group, or leaves them out.
///
/// # Errors
/// Where a value of the group is masked: why it cannot be filtered by.
pub fn filtered(
    query: &str,
    fields: &[String],
    key: &[GroupValue],
    leaves_out: bool,
) -> Result<String, String> {
    let is_masked = |value: &GroupValue, field: &str| match value {
        GroupValue::Text(text) => cells::is_masked(field, text),
        GroupValue::Object | GroupValue::Missing => false,
    };
    if let Some((field, _)) = fields.iter().zip(key).find(|(field, value)| is_masked(value, field)) {
        return Err(cells::refusal(field));
    }
    let term = term(fields, key);
    Ok(if leaves_out { edit::add(query, &edit::negated(&term)) } else { edit::add(query, &term) })
}

/// A value as the table shows it.
pub fn shown(field: &str, value: &GroupValue) -> String {
    match value {
        GroupValue::Text(text) if text.is_empty() => "(empty)".to_owned(),
        GroupValue::Text(text) => format::visible(&cells::shown(field, text)).into_owned(),
        GroupValue::Object => "(an object)".to_owned(),
        GroupValue::Missing => "(missing)".to_owned(),
    }
}

/// The values of a group in one line.
pub fn name(fields: &[String], row: &GroupRow) -> String {
    let values = fields.iter().zip(&row.key).map(|(field, value)| shown(field, value));
    values.collect::<Vec<_>>().join(", ")
}

/// What the gestures of a row take: its values, and what else is found with them.
pub fn gesture_name(fields: &[String], row: &GroupRow) -> String {
    let name = name(fields, row);
    if row.alike == 0 { name } else { format!("{name}, in any letter case") }
}

/// A short mark on a row whose filter finds more than it counts, and the words for it.
pub fn alike_mark(row: &GroupRow) -> Option<(String, String)> {
    let others = count(row.alike);
    match row.alike {
        0 => None,
        1 => Some((
            "+1 spelling".to_owned(),
            "Another group differs from this one only by letter case; the filter finds both".to_owned(),
        )),
        _ => Some((
            format!("+{others} spellings"),
            format!(
                "{others} other groups differ from this one only by letter case; the filter finds all of them"
            ),
        )),
    }
}

/// A point in time as the table shows it; empty where no event of the group has one.
pub fn seen(millis: Option<i64>) -> String {
    millis.map(format::millis).unwrap_or_default()
}

/// How many groups there are, and what their counts add up to.
pub fn summary(groups: &Groups) -> String {
    let number = counted(groups.num_groups, "group", "groups");
    let shown = groups.rows.len() as u64;
    if shown < groups.num_groups { format!("{number}, the first {} shown", count(shown)) } else { number }
}

/// Why the counts of the groups do not add up to the matches, and a row's filter not to its count,
/// where they do not.
pub fn remarks(groups: &Groups) -> Vec<String> {
    let repeated = match groups.repeated {
        0 => None,
        1 => Some("1 event has several values and counts under each of them.".to_owned()),
        many => Some(format!("{} events have several values and count under each of them.", count(many))),
    };
    let left_out = match groups.left_out {
        0 => None,
        1 => Some("1 event has too many combinations of values and counts in no group.".to_owned()),
        many => Some(format!(
            "{} events have too many combinations of values and count in no group.",
            count(many)
        )),
    };
    let alike = (groups.alike > 0).then(|| {
        format!(
            "{} from another only by letter case, which filters do not tell apart: the filter of such a row finds every spelling. A regular expression finds one, as in eventName:/^GetObject$/.",
            counted(groups.alike, "group differs", "groups differ")
        )
    });
    repeated.into_iter().chain(left_out).chain(alike).collect()
}

/// The groups at hand as CSV, times in ISO form, tokens masked.
pub fn csv(groups: &Groups) -> String {
    let mut out = String::new();
    let fields = groups.question.fields.iter().map(String::as_str);
    let counts = ["events", "errors", "sourceIPAddresses", "users", "firstSeen", "lastSeen"];
    push_line(&mut out, fields.chain(counts));
    for row in &groups.rows {
        let time =
            |millis: Option<i64>| millis.map(|millis| Timestamp(millis).to_string()).unwrap_or_default();
        let (first, last) = (row.extent.map(|(first, _)| first), row.extent.map(|(_, last)| last));
        let facts = [
            row.events.to_string(),
            row.errors.to_string(),
            row.ips.to_string(),
            row.users.to_string(),
            time(first),
            time(last),
        ];
        let key = groups.question.fields.iter().zip(&row.key).map(|(field, value)| match value {
            GroupValue::Text(text) => cells::shown(field, text),
            GroupValue::Object => Cow::Borrowed("(an object)"),
            GroupValue::Missing => Cow::Borrowed(""),
        });
        let key: Vec<Cow<'_, str>> = key.collect();
        push_line(&mut out, key.iter().map(AsRef::as_ref).chain(facts.iter().map(String::as_str)));
    }
    out
}

fn push_line<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    out.push_str(&csv::row(cells));
    out.push_str("\r\n");
}

/// The word of an order in the address.
pub fn sort_key(sort: GroupSort) -> String {
    let word = match sort.by {
        GroupColumn::Key(place) => (place + 1).to_string(),
        by => SORT_WORDS.iter().find(|(known, _)| *known == by).map_or("", |(_, word)| word).to_owned(),
    };
    format!("{}{word}", if sort.descending { "-" } else { "" })
}

/// The order of this word.
pub fn sort_of_key(key: &str) -> Option<GroupSort> {
    let (descending, word) = match key.strip_prefix('-') {
        Some(word) => (true, word),
        None => (false, key),
    };
    let by = SORT_WORDS.iter().find(|(_, known)| *known == word).map(|(by, _)| *by).or_else(|| {
        let place = word.parse::<u8>().ok()?.checked_sub(1)?;
        (usize::from(place) < MAX_FIELDS).then_some(GroupColumn::Key(place))
    })?;
    Some(GroupSort { by, descending })
}

const SORT_WORDS: [(GroupColumn, &str); 6] = [
    (GroupColumn::Events, "events"),
    (GroupColumn::Errors, "errors"),
    (GroupColumn::First, "first"),
    (GroupColumn::Last, "last"),
    (GroupColumn::Ips, "ips"),
    (GroupColumn::Users, "users"),
];
