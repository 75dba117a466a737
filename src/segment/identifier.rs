//! A column of texts that nearly all differ: event ids, request ids.

use super::RowId;
use super::column::Spilled;

/// Sixteen bytes for a lower-case GUID, the text itself for anything else.
#[derive(Debug, Default)]
pub struct IdentColumn {
    /// The 128 bits of the GUID, or where another text ends, or nothing.
    slots: Vec<Slot>,
    texts: String,
    spilled: Spilled<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot {
    Absent,
    Guid([u8; 16]),
    Text { start: u32, end: u32 },
    Spilled,
}

/// The value of one row, as it can be had without copying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ident<'a> {
    Absent,
    Guid([u8; 16]),
    Text(&'a str),
    Spilled(&'a [Option<String>]),
}

impl IdentColumn {
    /// The number of rows.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The value of a row.
    pub fn get(&self, row: RowId) -> Ident<'_> {
        match self.slots.get(row.0 as usize) {
            None | Some(Slot::Absent) => Ident::Absent,
            Some(Slot::Guid(bits)) => Ident::Guid(*bits),
            Some(Slot::Text { start, end }) => {
                Ident::Text(self.texts.get(*start as usize..*end as usize).unwrap_or_default())
            }
            Some(Slot::Spilled) => Ident::Spilled(self.spilled.get(row).map_or(&[], |entry| &*entry.values)),
        }
    }

    /// The first value of a row as text.
    pub fn text(&self, row: RowId) -> Option<String> {
        match self.get(row) {
            Ident::Absent => None,
            Ident::Guid(bits) => Some(format_guid(bits)),
            Ident::Text(text) => Some(text.to_owned()),
            Ident::Spilled(values) => values.iter().flatten().next().cloned(),
        }
    }

    /// The rows whose values are not one text.
    pub fn spilled(&self) -> &Spilled<String> {
        &self.spilled
    }

    pub(super) fn push(&mut self, text: &str) {
        let slot = match parse_guid(text) {
            Some(bits) => Slot::Guid(bits),
            None => {
                let start = self.texts.len() as u32;
                self.texts.push_str(text);
                Slot::Text { start, end: self.texts.len() as u32 }
            }
        };
        self.slots.push(slot);
    }

    pub(super) fn push_absent(&mut self) {
        self.slots.push(Slot::Absent);
    }

    pub(super) fn push_spilled(&mut self, values: Vec<Option<String>>, has_object: bool) {
        self.spilled.push(RowId(self.slots.len() as u32), values, has_object);
        self.slots.push(Slot::Spilled);
    }

    /// Bytes of memory kept.
    pub fn memory(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>() + self.texts.capacity() + self.spilled.memory()
    }
}

/// The bits of a GUID in its canonical lower-case form; nothing else would print back the same.
pub fn parse_guid(text: &str) -> Option<[u8; 16]> {
    let bytes = text.as_bytes();
    if bytes.len() != 36 {
        return None;
    }
    let mut bits = [0u8; 16];
    let mut digits = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if matches!(at, 8 | 13 | 18 | 23) {
            if byte != b'-' {
                return None;
            }
            continue;
        }
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        let slot = bits.get_mut(digits / 2)?;
        *slot = *slot << 4 | digit;
        digits += 1;
    }
    Some(bits)
}

/// The canonical form of a GUID.
pub fn format_guid(bits: [u8; 16]) -> String {
    let mut out = String::with_capacity(36);
    for (at, byte) in bits.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    out
}
