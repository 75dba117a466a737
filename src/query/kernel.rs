//! Conditions over whole columns.

use std::collections::HashSet;

use super::condition::{Condition, ValueTest};
use super::exec::Verdicts;
use super::operand::TimeSpan;
use crate::base::timestamp::Timestamp;
use crate::segment::identifier::{Ident, format_guid, parse_guid};
use crate::segment::{
    Codes, DictCode, DictColumn, Dictionary, IdentColumn, RowId, RowSet, SpilledRow, TimeColumn,
};

/// As many codes are compared with one by one; the fifth is as dear as looking them all up.
const FEW: usize = 4;

/// For which codes of a dictionary a condition holds. A text is asked once, however many segments
/// and rows have it.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeSet {
    words: Vec<u64>,
    num_known: u32,
}

impl CodeSet {
    /// Asks the texts that are new since the last time.
    pub(super) fn extend(&mut self, dictionary: &Dictionary, condition: &Condition) {
        let len = dictionary.len() as u32;
        self.words.resize(len as usize / 64 + 1, 0);
        while self.num_known < len {
            self.num_known += 1;
            let code = self.num_known;
            let holds = match condition {
                Condition::Present => true,
                Condition::Value(test) => {
                    dictionary.text(DictCode(code)).is_some_and(|text| test.matches(text))
                }
            };
            if let Some(word) = self.words.get_mut(code as usize / 64) {
                *word |= u64::from(holds) << (code % 64);
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    fn contains(&self, code: u32) -> bool {
        self.words.get(code as usize / 64).is_some_and(|word| word >> (code % 64) & 1 == 1)
    }

    /// The codes, if there are at most [`FEW`], one of them again for what is missing.
    fn few(&self) -> Option<[u32; FEW]> {
        let num: u32 = self.words.iter().map(|word| word.count_ones()).sum();
        if num as usize > FEW {
            return None;
        }
        let words = self.words.iter().zip(0u32..);
        let mut codes = words.flat_map(|(&word, at)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        });
        let first = codes.next()?;
        Some(std::array::from_fn(|at| if at == 0 { first } else { codes.next().unwrap_or(first) }))
    }

    /// The rows whose code is in the set.
    fn rows_of<C: Copy + Eq + Into<u32> + TryFrom<u32>>(&self, codes: &[C]) -> RowSet {
        // Comparing with each of a few codes is done on many rows at once.
        if let Some(few) = self.few() {
            // A code that the segment has no room for stands in none of its rows.
            let mut known = few.into_iter().filter_map(|code| C::try_from(code).ok());
            let Some(a) = known.next() else { return RowSet::empty(codes.len()) };
            let [b, c, d] = std::array::from_fn(|_| known.next().unwrap_or(a));
            return RowSet::of_values(codes, |code| (code == a) | (code == b) | (code == c) | (code == d));
        }
        RowSet::of_values(codes, |code| self.contains(code.into()))
    }
}

/// The rows of a dictionary column with a code of the set.
pub(super) fn dict_rows(column: &DictColumn, set: &CodeSet, condition: &Condition) -> RowSet {
    let mut rows = match column.codes() {
        _ if set.is_empty() => RowSet::empty(column.len()),
        Codes::Constant(code, len) if set.contains(code.0) => RowSet::full(*len),
        Codes::Constant(_, len) => RowSet::empty(*len),
        Codes::U8(codes) => set.rows_of(codes),
        Codes::U16(codes) => set.rows_of(codes),
        Codes::U32(codes) => set.rows_of(codes),
    };
    // In the narrow forms the mark of these rows may also be a code.
    for spilled in column.spilled().iter() {
        let holds = spilled_holds(spilled, condition, |code| set.contains(code.0));
        set_row(&mut rows, spilled.row, holds);
    }
    rows
}

/// The rows of the event time for which the condition holds. Nearly every row is a number alone.
pub(super) fn time_rows(column: &TimeColumn, condition: &Condition) -> RowSet {
    let millis = column.millis();
    let mut rows = match condition {
        Condition::Present => RowSet::of_values(millis, |time| time != TimeColumn::UNTIMED),
        Condition::Value(test) => {
            let test = TimeTest::new(test);
            match test.spans[..] {
                [TimeSpan { from, to }] if test.is_spans_alone() => {
                    let from = from.max(TimeSpan::EARLIEST);
                    RowSet::of_values(millis, |time| from <= time && time < to)
                }
                _ => RowSet::of_values(millis, |time| time != TimeColumn::UNTIMED && test.holds_for(time)),
            }
        }
    };
    for written in column.written().iter() {
        let holds = spilled_holds(written, condition, |text| test_text(condition, text));
        set_row(&mut rows, written.row, holds);
    }
    rows
}

/// The rows of a column of identifiers for which the condition holds.
pub(super) fn ident_rows(column: &IdentColumn, condition: &Condition) -> RowSet {
    let rows = (0..column.len()).map(|row| RowId(row as u32));
    let mut found = match condition {
        Condition::Present => select_by(column.len(), rows, |row| column.get(row) != Ident::Absent),
        Condition::Value(test) => {
            let guids = GuidTest::new(test);
            let only = guids.only();
            select_by(column.len(), rows, |row| match column.get(row) {
                Ident::Guid(bits) => match only {
                    Some(wanted) => bits == wanted,
                    None => guids.holds_for(bits),
                },
                Ident::Text(text) => test.matches(text),
                Ident::Absent | Ident::Spilled(_) => false,
            })
        }
    };
    for spilled in column.spilled().iter() {
        let holds = spilled_holds(spilled, condition, |text| test_text(condition, text));
        set_row(&mut found, spilled.row, holds);
    }
    found
}

/// The rows for some of whose words the condition holds.
pub(super) fn word_rows(verdicts: Verdicts<'_>, len: usize, condition: &Condition) -> RowSet {
    let holds = |words: &Vec<String>| words.iter().any(|word| test_text(condition, word));
    let found: Vec<bool> = verdicts.words.iter().map(holds).collect();
    let of_row = |row: usize| verdicts.of_rows.get(row).and_then(|&at| found.get(at as usize)).copied();
    RowSet::from_fn(len, |row| of_row(row).unwrap_or_default())
}

fn test_text(condition: &Condition, text: &str) -> bool {
    match condition {
        Condition::Present => true,
        Condition::Value(test) => test.matches(text),
    }
}

fn spilled_holds<V>(spilled: &SpilledRow<V>, condition: &Condition, holds: impl Fn(&V) -> bool) -> bool {
    let has_object = spilled.has_object && matches!(condition, Condition::Present);
    has_object || spilled.values.iter().flatten().any(holds)
}

fn set_row(rows: &mut RowSet, row: RowId, holds: bool) {
    if holds {
        rows.insert(row.0 as usize);
    } else {
        rows.remove(row.0 as usize);
    }
}

fn select_by<T>(len: usize, mut values: impl Iterator<Item = T>, test: impl Fn(T) -> bool) -> RowSet {
    RowSet::from_fn(len, |_| values.next().is_some_and(&test))
}

/// A test of times in CloudTrail's own form, as far as possible without writing them out.
struct TimeTest<'a> {
    spans: Vec<TimeSpan>,
    /// Times that are asked for by their text.
    written: HashSet<i64>,
    others: Vec<&'a ValueTest>,
}

impl<'a> TimeTest<'a> {
    fn new(test: &'a ValueTest) -> Self {
        let mut own = Self { spans: Vec::new(), written: HashSet::new(), others: Vec::new() };
        own.add(test);
        // What a span holds already need not be looked up.
        let spans = &own.spans;
        own.written.retain(|time| !spans.iter().any(|span| span.from <= *time && *time < span.to));
        own
    }

    fn add(&mut self, test: &'a ValueTest) {
        match test {
            ValueTest::Any(tests) => tests.iter().for_each(|test| self.add(test)),
            ValueTest::Time(span) => self.spans.push(*span),
            ValueTest::Literals(literals) => self.written.extend(literals.iter().filter_map(|text| {
                let text = text.to_ascii_uppercase();
                Timestamp::parse(&text).filter(|time| time.is_written_as(&text)).map(|time| time.0)
            })),
            // No such text is an address, a number or a version.
            ValueTest::Networks(_) | ValueTest::Number(_) | ValueTest::Version(_) => {}
            ValueTest::Wildcard(_)
            | ValueTest::Contains(_)
            | ValueTest::Regex(_)
            | ValueTest::WithoutHost(_) => self.others.push(test),
        }
    }

    fn is_spans_alone(&self) -> bool {
        self.written.is_empty() && self.others.is_empty()
    }

    fn holds_for(&self, time: i64) -> bool {
        self.spans.iter().any(|span| span.from <= time && time < span.to)
            || self.written.contains(&time)
            || (!self.others.is_empty() && {
                let text = Timestamp(time).to_string();
                self.others.iter().any(|test| test.matches(&text))
            })
    }
}

/// A test of GUIDs, by their bits where whole ones are asked for.
struct GuidTest<'a> {
    whole: HashSet<[u8; 16]>,
    others: Vec<&'a ValueTest>,
}

impl<'a> GuidTest<'a> {
    fn new(test: &'a ValueTest) -> Self {
        let mut own = Self { whole: HashSet::new(), others: Vec::new() };
        own.add(test);
        own
    }

    fn add(&mut self, test: &'a ValueTest) {
        match test {
            ValueTest::Any(tests) => tests.iter().for_each(|test| self.add(test)),
            ValueTest::Literals(literals) => self.whole.extend(literals.iter().filter_map(parse_guid)),
            // No GUID is an address, a time, a number or a version.
            ValueTest::Networks(_) | ValueTest::Time(_) | ValueTest::Number(_) | ValueTest::Version(_) => {}
            ValueTest::Wildcard(_)
            | ValueTest::Contains(_)
            | ValueTest::Regex(_)
            | ValueTest::WithoutHost(_) => self.others.push(test),
        }
    }

    /// The one GUID that is asked for.
    fn only(&self) -> Option<[u8; 16]> {
        if self.others.is_empty() && self.whole.len() == 1 { self.whole.iter().next().copied() } else { None }
    }

    fn holds_for(&self, bits: [u8; 16]) -> bool {
        self.whole.contains(&bits)
            || (!self.others.is_empty() && {
                let text = format_guid(bits);
                self.others.iter().any(|test| test.matches(&text))
            })
    }
}
