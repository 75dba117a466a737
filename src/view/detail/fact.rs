//! Facts: a label, a value, where it stands, and how far it is to be trusted.

use std::borrow::Cow;

use super::event::{Event, Found, MAX_FOUND};
use super::filter_text;
use super::mask;
use super::withheld;
use crate::base::json::{Kind, Value};

/// One thing that the detail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub label: String,
    /// As it is shown.
    pub value: String,
    /// The CloudTrail path, or the name of a derived field, that filter gestures use.
    pub path: Option<String>,
    /// The record's text at the path where `value` shows it in other words.
    pub written: Option<String>,
    pub kind: FactKind,
    /// What to know of it, as a sentence or a part of one.
    pub note: Option<String>,
}

/// How far a fact is to be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// It stands so in the record.
    Plain,
    /// AWS wrote a marker in its place, or in a part of it.
    Withheld,
    /// The record does not have it.
    Missing,
    /// A session token that we do not show unasked; [`Event::text`] at the path reveals it.
    Masked,
    /// We worked it out.
    Inferred,
}

impl FactKind {
    /// The word for it, for snapshot tests and styles.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Withheld => "withheld",
            Self::Missing => "missing",
            Self::Masked => "masked",
            Self::Inferred => "inferred",
        }
    }
}

/// Values of one list that are shown one by one.
pub(super) const MAX_LISTED: usize = 20;

impl Fact {
    /// Something that stands nowhere in the record under one path.
    pub fn said(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            value: value.into(),
            path: None,
            written: None,
            kind: FactKind::Plain,
            note: None,
        }
    }

    /// A text that stands under a path; markers and tokens in it are seen.
    pub fn at(label: impl Into<String>, path: impl Into<String>, text: &str) -> Self {
        let path = path.into();
        let label = label.into();
        if mask::is_secret(last_segment(&path), text) {
            let value = format!("masked, {} characters", text.chars().count());
            return Self { path: Some(path), kind: FactKind::Masked, ..Self::said(label, value) };
        }
        let shown = mask::mask_text(text);
        if shown != text {
            return Self { path: Some(path), kind: FactKind::Masked, ..Self::said(label, shown) };
        }
        match withheld::reason(&path, text) {
            Some(why) => Self {
                note: Some(why.to_owned()),
                path: Some(path),
                kind: FactKind::Withheld,
                ..Self::said(label, text)
            },
            None => Self { path: Some(path), ..Self::said(label, text) },
        }
    }

    /// Something that the record does not have.
    pub fn missing(label: impl Into<String>, path: Option<&str>, why: impl Into<String>) -> Self {
        Self {
            path: path.map(str::to_owned),
            kind: FactKind::Missing,
            note: Some(why.into()),
            ..Self::said(label, "not recorded")
        }
    }

    /// Something that we worked out; `path` names a derived field.
    pub fn inferred(
        label: impl Into<String>,
        path: Option<&str>,
        value: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Self {
            path: path.map(str::to_owned),
            kind: FactKind::Inferred,
            note: Some(why.into()),
            ..Self::said(label, value)
        }
    }

    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        if self.note.is_none() {
            self.note = Some(note.into());
        }
        self
    }

    /// Shows the value in other words; gestures keep the record's.
    #[must_use]
    pub fn shown_as(mut self, words: impl Into<String>) -> Self {
        if self.kind == FactKind::Plain {
            self.written = Some(std::mem::replace(&mut self.value, words.into()));
        }
        self
    }

    /// The filter for records that say the same; `None` where there is nothing to filter by.
    pub fn filter_for(&self) -> Option<String> {
        let (path, value) = self.gesture()?;
        Some(filter_text::term(path, value))
    }

    /// The filter for records that do not say this.
    pub fn filter_out(&self) -> Option<String> {
        let (path, value) = self.gesture()?;
        Some(filter_text::exclusion(path, value))
    }

    /// What a copy of the value holds; `None` where there is no value. A masked value is copied as
    /// shown.
    pub fn copy_text(&self) -> Option<&str> {
        (self.kind != FactKind::Missing).then(|| self.written.as_deref().unwrap_or(&self.value))
    }

    fn gesture(&self) -> Option<(&str, &str)> {
        if matches!(self.kind, FactKind::Missing | FactKind::Masked) {
            return None;
        }
        let value = self.written.as_deref().unwrap_or(&self.value);
        self.path.as_deref().map(|path| (path, value))
    }
}

impl Event<'_> {
    /// The fact under a path, where there is one.
    pub fn fact(&self, label: &str, path: &str) -> Option<Fact> {
        let found = self.all(path).into_iter().find(|found| found.value.scalar().is_some())?;
        let text = found.value.scalar().filter(|text| !text.trim().is_empty())?;
        Some(Fact::at(label, found.path, &text))
    }

    /// The fact under a path, or that it is missing and why.
    pub fn fact_or_missing(&self, label: &str, path: &str) -> Fact {
        self.fact(label, path)
            .unwrap_or_else(|| Fact::missing(label, Some(path), super::summary::absence(self, path)))
    }

    /// A fact for each value under a path; what is not a scalar is shown as JSON.
    pub fn facts(&self, label: &str, path: &str) -> Vec<Fact> {
        listed(label, self.all(path).iter().filter_map(|found| value_fact(label, found)).collect())
    }

    /// A fact for each scalar below the objects under a path, labelled with its own name.
    pub fn leaf_facts(&self, label: &str, path: &str) -> Vec<Fact> {
        let mut facts = Vec::new();
        for found in self.all(path) {
            leaves(label, &found.path, found.value, 0, &mut facts);
        }
        for fact in &mut facts {
            fact.label = match fact.label.trim() {
                "" => last_segment(fact.path.as_deref().unwrap_or(path)).to_owned(),
                label => label.to_owned(),
            };
        }
        listed(if label.is_empty() { "More" } else { label }, facts)
    }
}

/// The first facts, and how many more there are.
pub(super) fn listed(label: &str, mut facts: Vec<Fact>) -> Vec<Fact> {
    let more = facts.len().saturating_sub(MAX_LISTED);
    if more > 0 {
        let words =
            if facts.len() >= MAX_FOUND { "and many more".to_owned() } else { format!("and {more} more") };
        facts.truncate(MAX_LISTED);
        facts.push(Fact::said(label, words).with_note("all of them stand in the JSON tab"));
    }
    facts
}

fn value_fact(label: &str, found: &Found<'_>) -> Option<Fact> {
    match found.value.scalar() {
        Some(text) if text.trim().is_empty() => None,
        Some(text) => Some(Fact::at(label, found.path.clone(), &text)),
        None => {
            let text = found.value.text();
            (!matches!(text, "{}" | "[]")).then(|| Fact::said(label, mask::mask(text).0))
        }
    }
}

/// Levels below an object that are shown as facts.
const MAX_LEAF_DEPTH: usize = 6;

fn leaves(label: &str, path: &str, value: Value<'_>, depth: usize, facts: &mut Vec<Fact>) {
    if facts.len() >= MAX_FOUND {
        return;
    }
    match value.kind() {
        Kind::Null => {}
        Kind::Object(members) if depth < MAX_LEAF_DEPTH => {
            for (name, member) in members {
                let mut below = path.to_owned();
                filter_text::push_segment(&mut below, &name.decode());
                let label = format!("{label} {}", name.decode());
                leaves(&label, &below, member, depth + 1, facts);
            }
        }
        Kind::Array(elements) if depth < MAX_LEAF_DEPTH => {
            for element in elements {
                leaves(label, path, element, depth + 1, facts);
            }
        }
        _ => facts.extend(value_fact(label, &Found { path: path.to_owned(), value })),
    }
}

/// The last segment of a path, quotes taken off.
pub(super) fn last_segment(path: &str) -> &str {
    let plain = path.strip_suffix('"').and_then(|path| path.rsplit_once(".\"")).map(|(_, last)| last);
    plain.unwrap_or_else(|| path.rsplit('.').next().unwrap_or(path))
}

/// A text cut to a number of characters for a sentence.
pub(super) fn shortened(text: &str, max_chars: usize) -> Cow<'_, str> {
    match text.char_indices().nth(max_chars) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", text.get(..at).unwrap_or_default().trim_end())),
    }
}
