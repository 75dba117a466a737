//! The values of one field with the number of records that have each.

use std::collections::HashMap;

use crate::base::text;
use crate::record::field::FieldId;
use crate::segment::identifier::{Ident, format_guid};
use crate::segment::{Codes, Column, DictCode, Dictionaries, RowId, RowSet, Segment};

/// Counts by code while rows of one worker are counted; texts only once, at the end.
#[derive(Clone, Debug)]
pub struct TermCounter {
    field: FieldId,
    by_code: Vec<u64>,
    by_text: HashMap<String, u64>,
    missing: u64,
}

/// Value and records, and the records without a value. A record with several values counts once for
/// each different one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    pub counts: HashMap<String, u64>,
    pub missing: u64,
}

impl TermCounter {
    pub fn new(field: FieldId) -> Self {
        Self { field, by_code: Vec::new(), by_text: HashMap::new(), missing: 0 }
    }

    /// Adds the rows of a segment.
    pub fn add(&mut self, segment: &Segment, dictionaries: &Dictionaries, rows: &RowSet) {
        match segment.column(self.field) {
            Column::Dict(column) => {
                self.by_code.resize(dictionaries.get(self.field).len() + 1, 0);
                match column.codes() {
                    Codes::Constant(code, _) if *code == DictCode::SPILLED => {}
                    Codes::Constant(code, _) => self.count(code.0 as usize, rows.count() as u64),
                    Codes::U8(codes) => self.count_codes(codes, u8::MAX, rows),
                    Codes::U16(codes) => self.count_codes(codes, u16::MAX, rows),
                    Codes::U32(codes) => self.count_codes(codes, DictCode::SPILLED.0, rows),
                }
                let mut several: Vec<DictCode> = Vec::new();
                for spilled in column.spilled().iter().filter(|spilled| rows.contains(spilled.row.0 as usize))
                {
                    several.clear();
                    several.extend(spilled.values.iter().flatten());
                    several.sort_unstable();
                    several.dedup();
                    self.missing += u64::from(several.is_empty());
                    for code in &several {
                        self.count(code.0 as usize, 1);
                    }
                }
            }
            Column::Ident(column) => {
                for row in rows.iter() {
                    let mut texts: Vec<String> = match column.get(RowId(row as u32)) {
                        Ident::Absent => Vec::new(),
                        Ident::Guid(bits) => vec![format_guid(bits)],
                        Ident::Text(text) => vec![text.to_owned()],
                        Ident::Spilled(values) => values.iter().flatten().cloned().collect(),
                    };
                    texts.sort_unstable();
                    texts.dedup();
                    self.missing += u64::from(texts.is_empty());
                    for text in texts {
                        *self.by_text.entry(text).or_default() += 1;
                    }
                }
            }
            // Times have a histogram of their own.
            Column::Time(_) => {}
        }
    }

    fn count(&mut self, code: usize, records: u64) {
        if let Some(count) = self.by_code.get_mut(code) {
            *count += records;
        }
    }

    fn count_codes<C: Copy + PartialEq + Into<u32>>(&mut self, codes: &[C], spilled: C, rows: &RowSet) {
        for (&word, codes) in rows.words().iter().zip(codes.chunks(64)) {
            let mut count = |code: C| {
                if code != spilled {
                    self.count(code.into() as usize, 1);
                }
            };
            // Most filters are all or nothing: whole words of rows are counted without asking for bits.
            if word.count_ones() as usize == codes.len() {
                codes.iter().for_each(|&code| count(code));
                continue;
            }
            let mut rest = word;
            while rest != 0 {
                if let Some(&code) = codes.get(rest.trailing_zeros() as usize) {
                    count(code);
                }
                rest &= rest - 1;
            }
        }
    }

    /// The counts by text.
    pub fn finish(self, dictionaries: &Dictionaries) -> Terms {
        let dictionary = dictionaries.get(self.field);
        let mut counts = self.by_text;
        let mut missing = self.missing;
        for (code, &count) in self.by_code.iter().enumerate().filter(|(_, count)| **count > 0) {
            match dictionary.text(DictCode(code as u32)) {
                Some(text) => *counts.entry(text.to_owned()).or_default() += count,
                None => missing += count,
            }
        }
        Terms { counts, missing }
    }
}

impl Terms {
    /// Adds one record with its values.
    pub fn add(&mut self, mut values: Vec<String>) {
        values.sort_unstable();
        values.dedup();
        self.missing += u64::from(values.is_empty());
        for value in values {
            *self.counts.entry(value).or_default() += 1;
        }
    }

    /// Adds another worker's counts.
    pub fn merge(&mut self, other: Self) {
        self.missing += other.missing;
        if self.counts.is_empty() {
            self.counts = other.counts;
            return;
        }
        for (text, count) in other.counts {
            *self.counts.entry(text).or_default() += count;
        }
    }

    /// The `limit` most frequent values, the most frequent first, equals by text.
    pub fn top(self, limit: usize) -> Vec<(String, u64)> {
        most_frequent(self.counts.into_iter().collect(), limit)
    }

    /// The `limit` most frequent of the values that fit, in the same order, and whether more fit.
    pub fn top_fitting(&self, limit: usize, fits: impl Fn(&str) -> bool) -> (Vec<(String, u64)>, bool) {
        let fitting = self.counts.iter().filter(|(value, _)| fits(value));
        let fitting: Vec<(&str, u64)> = fitting.map(|(value, count)| (value.as_str(), *count)).collect();
        let is_cut = fitting.len() > limit;
        let top = most_frequent(fitting, limit).into_iter();
        (top.map(|(value, count)| (value.to_owned(), count)).collect(), is_cut)
    }
}

fn most_frequent<S: AsRef<str>>(mut values: Vec<(S, u64)>, limit: usize) -> Vec<(S, u64)> {
    let order = |(a, a_count): &(S, u64), (b, b_count): &(S, u64)| {
        b_count.cmp(a_count).then_with(|| text::order(a.as_ref(), b.as_ref()))
    };
    if limit < values.len() {
        values.select_nth_unstable_by(limit, order);
        values.truncate(limit);
    }
    values.sort_unstable_by(order);
    values
}
