//! The rows of a query by the values of up to three fields.
//!
//! ```text
//! Groups → a segment (or a stretch of one, where records are read) a step → grouped once
//!        → parts of the groups, as many as one answer holds; MoreGroups → the next ones
//! ```
//!
//! A field that is no dictionary column becomes one for the time of the question.

use super::super::protocol::{GroupPart, GroupValue, QueryId, Response};
use super::rows::{STEP_BYTES, join};
use super::{Sealed, Shard};
use crate::aggregate::group::{Group, Grouped, Grouper, KeyText};
use crate::base::bitmap::Bitmap;
use crate::base::timestamp::Timestamp;
use crate::query::FieldPath;
use crate::query::bind::{Name, resolve};
use crate::query::path_reader::PathReader;
use crate::record::field::{Encoding, FieldId};
use crate::record::path;
use crate::segment::identifier::{Ident, format_guid};
use crate::segment::{Column, DictCode, DictColumn, Dictionaries, Dictionary, MadeColumn, RowId, TimeColumn};

/// Groups and different values in one answer: what the page takes in without being held up.
const VALUES_AN_ANSWER: usize = 8_192;

/// A field of the question.
#[derive(Debug)]
enum KeyField {
    Column(FieldId),
    /// A field whose values get codes of their own for this question.
    Made {
        source: Source,
        texts: Dictionary,
    },
}

/// Where values without a code come from.
#[derive(Debug)]
enum Source {
    Column(FieldId),
    Path(PathReader),
    Verdict,
}

/// Groups that have not seen every row yet.
pub(super) struct Grouping {
    id: QueryId,
    run: u32,
    names: Vec<String>,
    fields: Vec<KeyField>,
    grouper: Grouper,
    segment: usize,
    /// The first row of the segment that was not counted.
    row: usize,
}

/// Groups that have, and how far they have been told.
pub(super) struct Answered {
    id: QueryId,
    run: u32,
    names: Vec<String>,
    fields: Vec<KeyField>,
    grouped: Grouped,
    place: usize,
    /// How many of the values of the group at this place have been told.
    ips: usize,
    users: usize,
}

impl KeyField {
    fn new(name: &str) -> Self {
        let segments = path::segments(name);
        let path = FieldPath { segments };
        let source = match resolve(&path) {
            Name::Column(field) if field.field().encoding == Encoding::Dictionary => {
                return Self::Column(field);
            }
            Name::Column(field) => Source::Column(field),
            Name::Verdict => Source::Verdict,
            Name::Path => Source::Path(PathReader::new(path.segments)),
        };
        Self::Made { source, texts: Dictionary::default() }
    }

    /// The texts of the field's codes.
    fn texts<'a>(&'a self, dictionaries: &'a Dictionaries) -> &'a Dictionary {
        match self {
            Self::Column(field) => dictionaries.get(*field),
            Self::Made { texts, .. } => texts,
        }
    }

    fn reads_records(&self) -> bool {
        matches!(self, Self::Made { source: Source::Path(_), .. })
    }
}

impl Shard {
    /// Begins to group, or begins to tell the same groups again.
    pub(super) fn groups(&mut self, id: QueryId, run: u32, names: Vec<String>) -> Vec<Response> {
        if self.selection.as_ref().is_none_or(|selection| selection.id != id) {
            return Vec::new();
        }
        self.grouping = None;
        if let Some(known) = self.grouped.as_mut().filter(|known| (known.id, &known.names) == (id, &names)) {
            (known.run, known.place, known.ips, known.users) = (run, 0, 0, 0);
            return self.more_groups(run);
        }
        self.grouped = None;
        self.complete_verdicts();
        let fields: Vec<KeyField> = names.iter().map(|name| KeyField::new(name)).collect();
        let grouper = Grouper::new(fields.len());
        self.group_more(Grouping { id, run, names, fields, grouper, segment: 0, row: 0 })
    }

    /// Does one step of a grouping.
    pub(super) fn group_more(&mut self, mut grouping: Grouping) -> Vec<Response> {
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == grouping.id) else {
            return Vec::new();
        };
        if let (Some(sealed), Some(set)) =
            (self.segments.get(grouping.segment), selection.sets.get(grouping.segment))
        {
            let num_rows = sealed.segment.num_rows();
            let reads_records = grouping.fields.iter().any(KeyField::reads_records);
            let end = if reads_records {
                self.step_end(grouping.segment, set, grouping.row, STEP_BYTES)
            } else {
                num_rows
            };
            let rows = stretch(set, grouping.row, end);
            let columns: Vec<Option<DictColumn>> = grouping
                .fields
                .iter_mut()
                .map(|field| self.made_column(field, grouping.segment, sealed, &rows))
                .collect();
            let absent = MadeColumn::new(0).finish();
            let keys: Vec<&DictColumn> = grouping
                .fields
                .iter()
                .zip(&columns)
                .map(|(field, made)| match (field, made) {
                    (_, Some(made)) => made,
                    (KeyField::Column(field), None) => sealed.segment.dict(*field).unwrap_or(&absent),
                    (KeyField::Made { .. }, None) => &absent,
                })
                .collect();
            grouping.grouper.add(&sealed.segment, &keys, &rows);
            (grouping.segment, grouping.row) =
                if end == num_rows { (grouping.segment + 1, 0) } else { (grouping.segment, end) };
            if grouping.segment < selection.sets.len() {
                self.grouping = Some(grouping);
                return Vec::new();
            }
        }
        let Grouping { id, run, names, fields, grouper, .. } = grouping;
        let texts: Vec<&Dictionary> = fields.iter().map(|field| field.texts(&self.dictionaries)).collect();
        let grouped = grouper.finish(
            &texts,
            self.dictionaries.get(FieldId::SourceIpAddress),
            self.dictionaries.get(FieldId::User),
        );
        self.grouped = Some(Answered { id, run, names, fields, grouped, place: 0, ips: 0, users: 0 });
        self.more_groups(run)
    }

    /// The next groups of a run.
    pub(super) fn more_groups(&mut self, run: u32) -> Vec<Response> {
        let Some(mut answered) = self.grouped.take() else { return Vec::new() };
        let mut responses = Vec::new();
        if answered.run == run {
            let parts = answered.next_parts(&self.dictionaries);
            let is_last = answered.place >= answered.grouped.len();
            let Grouped { repeated, left_out, .. } = answered.grouped;
            responses.push(Response::Groups { run, parts, is_last, repeated, left_out });
        }
        self.grouped = Some(answered);
        responses
    }

    /// The column of a field that the segments keep none of, filled for `rows`.
    fn made_column(
        &self,
        field: &mut KeyField,
        segment: usize,
        sealed: &Sealed,
        rows: &Bitmap,
    ) -> Option<DictColumn> {
        let KeyField::Made { source, texts } = field else { return None };
        let mut made = MadeColumn::new(sealed.segment.num_rows());
        let mut codes = Vec::new();
        for row in rows.iter() {
            let id = RowId(row as u32);
            codes.clear();
            let mut has_object = false;
            match source {
                Source::Verdict => {
                    let words = self.verdict_words(join(segment, row)).iter();
                    codes.extend(words.map(|word| texts.intern(word)));
                }
                Source::Path(reader) => {
                    let read = |record: &[u8]| reader.read(record, |value| codes.push(texts.intern(value)));
                    has_object = self.with_record_bytes(segment, id, read).unwrap_or_default();
                }
                Source::Column(field) => {
                    has_object = column_values(sealed.segment.column(*field), id, |value| {
                        codes.push(texts.intern(value));
                    });
                }
            }
            made.set(id, &codes, has_object);
        }
        Some(made.finish())
    }
}

impl Answered {
    /// Groups from where the last answer ended. A group with more different values than an answer
    /// holds comes in several parts.
    fn next_parts(&mut self, dictionaries: &Dictionaries) -> Vec<GroupPart> {
        let fields: Vec<&Dictionary> = self.fields.iter().map(|field| field.texts(dictionaries)).collect();
        let (ip_texts, user_texts) =
            (dictionaries.get(FieldId::SourceIpAddress), dictionaries.get(FieldId::User));
        let mut parts = Vec::new();
        let mut room = VALUES_AN_ANSWER;
        while let Some((hash, at, group)) = self.grouped.get(self.place) {
            let text = |dictionary: &Dictionary, code: DictCode| {
                dictionary.text(code).unwrap_or_default().to_owned()
            };
            let ips = self.grouped.ips.of(at, self.ips).take(room).map(|code| text(ip_texts, code));
            let ips: Vec<String> = ips.collect();
            room -= ips.len();
            let users = self.grouped.users.of(at, self.users).take(room).map(|code| text(user_texts, code));
            let users: Vec<String> = users.collect();
            room -= users.len();
            let is_begun = self.ips + self.users > 0;
            self.ips += ips.len();
            self.users += users.len();
            let key = self.grouped.key(group, &fields).into_iter().map(wire_value).collect();
            parts.push(part(hash, key, group, is_begun, ips, users));
            if room == 0 {
                // What is left of the group, maybe nothing, is in the next answer.
                break;
            }
            (self.place, self.ips, self.users) = (self.place + 1, 0, 0);
            room = room.saturating_sub(1);
            if room == 0 {
                break;
            }
        }
        parts
    }
}

fn part(
    hash: u64,
    key: Vec<GroupValue>,
    group: &Group,
    is_begun: bool,
    ips: Vec<String>,
    users: Vec<String>,
) -> GroupPart {
    let (events, errors, extent) =
        if is_begun { (0, 0, None) } else { (group.events, group.errors, group.extent) };
    GroupPart { hash, key, events, errors, extent, ips, users }
}

fn wire_value(value: KeyText<'_>) -> GroupValue {
    match value {
        KeyText::Missing => GroupValue::Missing,
        KeyText::Object => GroupValue::Object,
        KeyText::Text(text) => GroupValue::Text(text.to_owned()),
    }
}

/// The rows of a set from one row to before another.
fn stretch(set: &Bitmap, from: usize, to: usize) -> Bitmap {
    if from == 0 && to >= set.len() {
        return set.clone();
    }
    let mut rows = Bitmap::empty(set.len());
    for row in (from..to).filter(|&row| set.contains(row)) {
        rows.insert(row);
    }
    rows
}

/// Hands the values of a row to `found`, and says whether an object stands there.
fn column_values(column: &Column, row: RowId, mut found: impl FnMut(&str)) -> bool {
    match column {
        Column::Ident(idents) => match idents.get(row) {
            Ident::Absent => {}
            Ident::Guid(bits) => found(&format_guid(bits)),
            Ident::Text(text) => found(text),
            Ident::Spilled(values) => {
                values.iter().flatten().for_each(|value| found(value));
                return idents.spilled().get(row).is_some_and(|entry| entry.has_object);
            }
        },
        Column::Time(times) => match (times.written().get(row), times.millis().get(row.0 as usize)) {
            (Some(written), _) => {
                written.values.iter().flatten().for_each(|value| found(value));
                return written.has_object;
            }
            (None, Some(&millis)) if millis != TimeColumn::UNTIMED => found(&Timestamp(millis).to_string()),
            _ => {}
        },
        // Their codes are used as they are.
        Column::Dict(_) => {}
    }
    false
}
