//! The `resources` of rows, as sets of classes.
//!
//! A verdict asks whether some entry satisfies conditions on its type and its ARN. Which entry, and how often, decides
//! nothing: a row's entries are a set of pairs of classes, and equal sets have one number.

use std::collections::HashMap;
use std::iter::Peekable;
use std::slice;

use crate::segment::{DictCode, DictColumn, RowId, SpilledRow};

/// Sets of entries seen so far.
#[derive(Default)]
pub(super) struct ResourceLists {
    numbers: HashMap<Set, u32>,
}

/// The most different entries of one row that are a set; rows with more are rare and asked about by themselves.
const MAX_ENTRIES: usize = 4;

/// Sets remembered while reading a column.
const RECENT: usize = 64;

fn slot_of(set: &Set) -> usize {
    let mixed = set.iter().fold(0u64, |mixed, pair| (mixed ^ pair).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    (mixed >> 58) as usize % RECENT
}

/// Pairs of classes in rising order, each one more than itself so that 0 is no entry.
type Set = [u64; MAX_ENTRIES];

impl ResourceLists {
    /// Stands for a row whose entries are too many.
    pub(super) const UNFIT: u32 = u32::MAX;

    /// The number of each row's set. `columns` are type, ARN and ARN prefix, `tables` the classes of their codes.
    pub(super) fn of_rows(
        &mut self,
        columns: [&DictColumn; 3],
        tables: [&[u32]; 3],
        num_rows: usize,
    ) -> Vec<u32> {
        let mut cursors = columns.map(Cursor::new);
        let [types, arns, prefixes] = tables;
        let class = |table: &[u32], code: Option<DictCode>| {
            code.and_then(|code| table.get(code.0 as usize)).copied().unwrap_or(0)
        };
        let mut recent = [(Set::default(), None); RECENT];
        let numbers = (0..num_rows as u32).map(|row| {
            let values = cursors.each_mut().map(|cursor| cursor.values(RowId(row)));
            let [of_type, of_arn, of_prefix] = &values;
            let num_entries = of_type.len().max(of_arn.len()).max(of_prefix.len());
            let entries = (0..num_entries).map(|place| {
                let arn = match of_arn.at(place) {
                    Some(code) => class(arns, Some(code)),
                    None => class(prefixes, of_prefix.at(place)),
                };
                (class(types, of_type.at(place)), arn)
            });
            let Some(set) = small_set(entries.clone()).or_else(|| set(entries)) else { return Self::UNFIT };
            let slot = &mut recent[slot_of(&set)];
            if let (known, Some(number)) = *slot
                && known == set
            {
                return number;
            }
            let next = self.numbers.len() as u32;
            let number = *self.numbers.entry(set).or_insert(next);
            *slot = (set, Some(number));
            number
        });
        numbers.collect()
    }
}

/// Entries of a type's class and an ARN's class as one bit each, where there are few classes of both, as nearly always.
fn small_set(mut entries: impl Iterator<Item = (u32, u32)>) -> Option<Set> {
    let bits = entries.try_fold(0u64, |bits, (of_type, arn)| {
        (of_type < 8 && arn < 8).then(|| bits | 1 << (of_type * 8 + arn))
    });
    // The last place tells it from a list of pairs, which are never as large.
    Some([bits?, 0, 0, u64::MAX])
}

/// Any entries, as the pairs of their classes; `None` where they are too many.
fn set(entries: impl Iterator<Item = (u32, u32)>) -> Option<Set> {
    let mut set = Set::default();
    let mut len = 0;
    for (of_type, arn) in entries {
        let pair = (u64::from(of_type) << 32 | u64::from(arn)) + 1;
        let known = set.get(..len).unwrap_or_default();
        if known.contains(&pair) {
            continue;
        }
        if len == MAX_ENTRIES {
            return None;
        }
        let at = known.partition_point(|other| *other < pair);
        set.copy_within(at..len, at + 1);
        set[at] = pair;
        len += 1;
    }
    Some(set)
}

/// Reads a column row after row.
struct Cursor<'a> {
    column: &'a DictColumn,
    spilled: Peekable<slice::Iter<'a, SpilledRow<DictCode>>>,
}

/// The values of one row.
enum Values<'a> {
    None,
    One(DictCode),
    Several(&'a [Option<DictCode>]),
}

impl<'a> Cursor<'a> {
    fn new(column: &'a DictColumn) -> Self {
        Self { column, spilled: column.spilled().rows().iter().peekable() }
    }

    /// Rows have to be asked for in rising order.
    fn values(&mut self, row: RowId) -> Values<'a> {
        match self.column.code(row) {
            DictCode::ABSENT => Values::None,
            DictCode::SPILLED => {
                while self.spilled.next_if(|spilled| spilled.row < row).is_some() {}
                match self.spilled.peek().filter(|spilled| spilled.row == row) {
                    Some(spilled) => Values::Several(&spilled.values),
                    None => Values::None,
                }
            }
            code => Values::One(code),
        }
    }
}

impl Values<'_> {
    fn len(&self) -> usize {
        match self {
            Values::None => 0,
            Values::One(_) => 1,
            Values::Several(values) => values.len(),
        }
    }

    fn at(&self, place: usize) -> Option<DictCode> {
        match self {
            Values::One(code) if place == 0 => Some(*code),
            Values::Several(values) => values.get(place).copied().flatten(),
            _ => None,
        }
    }
}
