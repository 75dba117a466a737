//! Records by the values of a few fields together.
//!
//! ```text
//! rows of a segment + a column for each field ─Grouper→ Grouped ─parts→ other workers' groups join
//! ```
//!
//! A record with several values of a field counts in the group of each. Groups leave in the order of
//! [`key_hash`] and, among equals, of their keys: the same in every worker, so that streams of groups
//! can be joined piece by piece, however many groups there are. The hash does not tell letter case
//! apart, so groups that differ by it alone leave one right after the other.

use hashbrown::HashTable;

use super::distinct::Distinct;
use crate::base::text;
use crate::record::field::FieldId;
use crate::segment::{DictCode, DictColumn, Dictionary, RowId, RowSet, Segment, TimeColumn};

/// The most fields that records are grouped by.
pub const MAX_FIELDS: usize = 3;

/// The most groups that one record counts in. A record with more combinations of values, which would
/// be most of an answer by itself, counts in none, and is said to.
pub const MAX_KEYS: usize = 10_000;

/// A value of a key: [`DictCode::ABSENT`] for records without the field, [`OBJECT`] for those that
/// hold an object there and no value, else the code of the value.
pub type KeyCode = DictCode;

/// Stands in a key for an object. Rows whose values are spilled have no code of their own, so
/// theirs is free.
pub const OBJECT: KeyCode = DictCode::SPILLED;

/// A value of a key as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyText<'a> {
    Missing,
    Object,
    Text(&'a str),
}

/// Records that share their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    key: [KeyCode; MAX_FIELDS],
    pub events: u64,
    /// Those with an error code.
    pub errors: u64,
    /// First and last readable time, milliseconds since 1970.
    pub extent: Option<(i64, i64)>,
}

/// Groups while rows of one worker are counted.
#[derive(Debug)]
pub struct Grouper {
    num_fields: usize,
    groups: Vec<Group>,
    by_key: HashTable<u32>,
    ips: Distinct,
    users: Distinct,
    repeated: u64,
    left_out: u64,
}

/// The groups of one worker, in the order in which they leave.
#[derive(Debug)]
pub struct Grouped {
    num_fields: usize,
    groups: Vec<Group>,
    /// Hash and place in `groups`.
    order: Vec<(u64, u32)>,
    /// The different source IP addresses and users of each group, by its place in `groups`.
    pub ips: Distinct,
    pub users: Distinct,
    /// Records that count in several groups.
    pub repeated: u64,
    /// Records that count in none: see [`MAX_KEYS`].
    pub left_out: u64,
}

impl Grouper {
    /// For keys of `num_fields` values, [`MAX_FIELDS`] at most.
    pub fn new(num_fields: usize) -> Self {
        Self {
            num_fields: num_fields.min(MAX_FIELDS),
            groups: Vec::new(),
            by_key: HashTable::new(),
            ips: Distinct::default(),
            users: Distinct::default(),
            repeated: 0,
            left_out: 0,
        }
    }

    /// Adds rows of a segment. `keys` has a column for each field.
    pub fn add(&mut self, segment: &Segment, keys: &[&DictColumn], rows: &RowSet) {
        let (errors, ips, users) = (
            segment.dict(FieldId::ErrorCode),
            segment.dict(FieldId::SourceIpAddress),
            segment.dict(FieldId::User),
        );
        let keys = keys.get(..self.num_fields).unwrap_or(keys);
        let millis = segment.times().millis();
        // Neighbours often belong together.
        let mut last: Option<([KeyCode; MAX_FIELDS], u32)> = None;
        let mut several = Vec::new();
        for row in rows.iter() {
            let id = RowId(row as u32);
            let facts = RowFacts {
                is_error: errors.is_some_and(|column| is_present(column, id)),
                time: millis.get(row).copied().filter(|&time| time != TimeColumn::UNTIMED),
                row: id,
            };
            let mut key = [DictCode::ABSENT; MAX_FIELDS];
            for (place, column) in key.iter_mut().zip(keys) {
                *place = column.code(id);
            }
            if key.contains(&DictCode::SPILLED) {
                if !all_keys(keys, id, &mut several) {
                    self.left_out += 1;
                    continue;
                }
                self.repeated += u64::from(several.len() > 1);
                for key in &several {
                    let group = self.group(*key);
                    self.count(group, facts, ips, users);
                }
                continue;
            }
            let group = match last {
                Some((known, group)) if known == key => group,
                _ => self.group(key),
            };
            last = Some((key, group));
            self.count(group, facts, ips, users);
        }
    }

    fn group(&mut self, key: [KeyCode; MAX_FIELDS]) -> u32 {
        let groups = &self.groups;
        let is_same = |&at: &u32| groups.get(at as usize).is_some_and(|group| group.key == key);
        let hashed = code_hash(key);
        if let Some(&at) = self.by_key.find(hashed, is_same) {
            return at;
        }
        let at = self.groups.len() as u32;
        self.groups.push(Group { key, events: 0, errors: 0, extent: None });
        let groups = &self.groups;
        self.by_key
            .insert_unique(hashed, at, |&at| groups.get(at as usize).map_or(0, |group| code_hash(group.key)));
        at
    }

    #[inline(always)]
    fn count(&mut self, at: u32, facts: RowFacts, ips: Option<&DictColumn>, users: Option<&DictColumn>) {
        let Some(group) = self.groups.get_mut(at as usize) else { return };
        group.events += 1;
        group.errors += u64::from(facts.is_error);
        if let Some(time) = facts.time {
            let (first, last) = group.extent.unwrap_or((time, time));
            group.extent = Some((first.min(time), last.max(time)));
        }
        for (column, distinct) in [(ips, &mut self.ips), (users, &mut self.users)] {
            let Some(column) = column else { continue };
            match column.code(facts.row) {
                DictCode::ABSENT => {}
                DictCode::SPILLED => {
                    column.values(facts.row).flatten().for_each(|code| distinct.add(at, code));
                }
                code => distinct.add(at, code),
            }
        }
    }

    /// The groups with their order. `fields` has the dictionary of each field's codes.
    pub fn finish(self, fields: &[&Dictionary], ips: &Dictionary, users: &Dictionary) -> Grouped {
        let Self { num_fields, groups, repeated, left_out, .. } = self;
        let mut order: Vec<(u64, u32)> = groups
            .iter()
            .enumerate()
            .map(|(at, group)| (key_hash(texts(group.key, fields)), at as u32))
            .collect();
        order.sort_unstable_by(|(a_hash, a), (b_hash, b)| {
            let key =
                |at: u32| groups.get(at as usize).map_or([DictCode::ABSENT; MAX_FIELDS], |group| group.key);
            a_hash.cmp(b_hash).then_with(|| texts(key(*a), fields).cmp(texts(key(*b), fields)))
        });
        Grouped {
            num_fields,
            groups,
            order,
            ips: self.ips.seal(ips),
            users: self.users.seal(users),
            repeated,
            left_out,
        }
    }
}

impl Grouped {
    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.groups.len()
    }

    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The group at a place of the order: its hash, its number for the distinct values, and itself.
    pub fn get(&self, place: usize) -> Option<(u64, u32, &Group)> {
        let &(hash, at) = self.order.get(place)?;
        Some((hash, at, self.groups.get(at as usize)?))
    }

    /// The values of a group's key.
    pub fn key<'a>(&self, group: &Group, fields: &'a [&Dictionary]) -> Vec<KeyText<'a>> {
        texts(group.key, fields).take(self.num_fields).collect()
    }
}

/// The hash that groups leave by. It depends on the texts alone, letter case (ASCII) aside.
pub fn key_hash<'a>(key: impl Iterator<Item = KeyText<'a>>) -> u64 {
    key.fold(0, |hash, value| {
        let own = match value {
            KeyText::Missing => 1,
            KeyText::Object => 2,
            KeyText::Text(text) if text.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                text::hash(text.to_ascii_lowercase().as_bytes()) | 4
            }
            KeyText::Text(text) => text::hash(text.as_bytes()) | 4,
        };
        (hash.rotate_left(23) ^ own).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    })
}

/// What is counted of a row.
#[derive(Clone, Copy)]
struct RowFacts {
    row: RowId,
    is_error: bool,
    time: Option<i64>,
}

/// Whether something that is not null stands there.
fn is_present(column: &DictColumn, row: RowId) -> bool {
    match column.code(row) {
        DictCode::ABSENT => false,
        DictCode::SPILLED => column
            .spilled()
            .get(row)
            .is_some_and(|entry| entry.has_object || entry.values.iter().any(Option::is_some)),
        _ => true,
    }
}

/// Every key of a row: each different value of a field with each of the others. Whether they are no
/// more than [`MAX_KEYS`].
fn all_keys(columns: &[&DictColumn], row: RowId, out: &mut Vec<[KeyCode; MAX_FIELDS]>) -> bool {
    out.clear();
    out.push([DictCode::ABSENT; MAX_FIELDS]);
    for (place, column) in columns.iter().enumerate() {
        let mut codes: Vec<KeyCode> = column.values(row).flatten().collect();
        codes.sort_unstable();
        codes.dedup();
        if codes.is_empty() {
            codes.push(if is_present(column, row) { OBJECT } else { DictCode::ABSENT });
        }
        if out.len().saturating_mul(codes.len()) > MAX_KEYS {
            return false;
        }
        let with = |key: &[KeyCode; MAX_FIELDS], code: KeyCode| {
            let mut key = *key;
            if let Some(own) = key.get_mut(place) {
                *own = code;
            }
            key
        };
        *out = out.iter().flat_map(|key| codes.iter().map(move |&code| with(key, code))).collect();
    }
    true
}

fn code_hash(key: [KeyCode; MAX_FIELDS]) -> u64 {
    let mixed = key.iter().fold(0u64, |hash, code| {
        (hash.rotate_left(21) ^ u64::from(code.0)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    mixed ^ mixed >> 32
}

/// The texts of a key, one for each dictionary.
fn texts<'a>(
    key: [KeyCode; MAX_FIELDS],
    fields: &'a [&Dictionary],
) -> impl Iterator<Item = KeyText<'a>> + use<'a> {
    key.into_iter().zip(fields).map(|(code, dictionary)| match code {
        OBJECT => KeyText::Object,
        code => dictionary.text(code).map_or(KeyText::Missing, KeyText::Text),
    })
}
