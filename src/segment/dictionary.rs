//! The different texts of one field, each with a small number.

use hashbrown::HashTable;

use crate::base::text::{hash, is_same};
use crate::record::field::{FIELDS, FieldId};

/// The number of a text in its field's dictionary. 0 means that the record has no value; texts
/// count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DictCode(pub u32);

impl DictCode {
    /// No value.
    pub const ABSENT: Self = Self(0);
    /// The row's values stand in the column's spilled rows.
    pub const SPILLED: Self = Self(u32::MAX);
}

/// Texts by code and codes by text. Texts are never taken out.
#[derive(Debug, Default)]
pub struct Dictionary {
    text: String,
    /// Where text `code - 1` ends; it starts where the one before it ends.
    ends: Vec<u32>,
    codes: HashTable<u32>,
}

impl Dictionary {
    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text of a code; `None` for [`DictCode::ABSENT`] and unknown codes.
    pub fn text(&self, code: DictCode) -> Option<&str> {
        let index = (code.0 as usize).checked_sub(1)?;
        let end = *self.ends.get(index)? as usize;
        let start =
            index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end as usize);
        self.text.get(start..end)
    }

    /// Every code with its text, in rising order of codes.
    pub fn iter(&self) -> impl Iterator<Item = (DictCode, &str)> {
        (1..=self.ends.len() as u32).map(DictCode).filter_map(|code| Some((code, self.text(code)?)))
    }

    /// The code of a text that is there.
    pub fn code(&self, text: &str) -> Option<DictCode> {
        self.codes.find(hash(text.as_bytes()), |&code| self.is(code, text)).map(|&code| DictCode(code))
    }

    /// The code of a text, which is added where it is new.
    ///
    /// The 4 GiB that the text offsets can address are more than a worker's memory.
    pub fn intern(&mut self, text: &str) -> DictCode {
        let hashed = hash(text.as_bytes());
        if let Some(&code) = self.codes.find(hashed, |&code| self.is(code, text)) {
            return DictCode(code);
        }
        self.add(hashed, text)
    }

    #[inline(never)]
    fn add(&mut self, hashed: u64, text: &str) -> DictCode {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let code = self.ends.len() as u32;
        let (ends, texts) = (&self.ends, &self.text);
        self.codes.insert_unique(hashed, code, |&code| {
            let index = code as usize - 1;
            let start = if index == 0 { 0 } else { ends[index - 1] as usize };
            hash(&texts.as_bytes()[start..ends[index] as usize])
        });
        DictCode(code)
    }

    /// Whether the text of a code is this one.
    #[inline(always)]
    pub(super) fn is(&self, code: u32, text: &str) -> bool {
        let index = (code as usize).wrapping_sub(1);
        let start = if index == 0 { Some(&0) } else { self.ends.get(index.wrapping_sub(1)) };
        let (Some(&start), Some(&end)) = (start, self.ends.get(index)) else { return false };
        let known = self.text.as_bytes().get(start as usize..end as usize).unwrap_or_default();
        is_same(known, text.as_bytes())
    }

    /// Bytes of memory kept.
    pub fn memory(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4 + self.codes.allocation_size()
    }
}

/// A dictionary for each field; those of other encodings stay empty.
#[derive(Debug)]
pub struct Dictionaries {
    by_field: Vec<Dictionary>,
}

impl Default for Dictionaries {
    fn default() -> Self {
        Self { by_field: FIELDS.iter().map(|_| Dictionary::default()).collect() }
    }
}

impl Dictionaries {
    pub fn get(&self, field: FieldId) -> &Dictionary {
        &self.by_field[field as usize]
    }

    pub(super) fn get_mut(&mut self, field: FieldId) -> &mut Dictionary {
        &mut self.by_field[field as usize]
    }

    /// Bytes of memory kept.
    pub fn memory(&self) -> usize {
        self.by_field.iter().map(Dictionary::memory).sum()
    }
}
