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

    /// Adds the value of a row; rows before it that had none get nothing.
    pub(super) fn push(&mut self, row: RowId, text: &str) {
        let slot = match parse_guid(text) {
            Some(bits) => Slot::Guid(bits),
            None => {
                let start = self.texts.len() as u32;
                self.texts.push_str(text);
                Slot::Text { start, end: self.texts.len() as u32 }
            }
        };
        self.fill_to(row.0 as usize);
        self.slots.push(slot);
    }

    pub(super) fn push_spilled(&mut self, row: RowId, values: Vec<Option<String>>, has_object: bool) {
        self.fill_to(row.0 as usize);
        self.spilled.push(row, values, has_object);
        self.slots.push(Slot::Spilled);
    }

    /// Gives nothing to the rows from the last one on, up to `rows` rows in all.
    pub(super) fn fill_to(&mut self, rows: usize) {
        if self.slots.len() < rows {
            self.slots.resize(rows, Slot::Absent);
        }
    }

    /// Bytes of memory kept.
    pub fn memory(&self) -> usize {
        self.slots.capacity() * size_of::<Slot>() + self.texts.capacity() + self.spilled.memory()
    }
}

/// The bits of a GUID in its canonical lower-case form; nothing else would print back the same.
pub fn parse_guid(text: &str) -> Option<[u8; 16]> {
    let bytes: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if (bytes[8] ^ b'-') | (bytes[13] ^ b'-') | (bytes[18] ^ b'-') | (bytes[23] ^ b'-') != 0 {
        return None;
    }
    let word = |a: usize, b: usize| {
        let half = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        u64::from(half(a)) | u64::from(half(b)) << 32
    };
    let words = [word(0, 4), word(9, 14), word(19, 24), word(28, 32)];
    if words.iter().fold(0, |wrong, &word| wrong | not_hex(word)) != 0 {
        return None;
    }
    let mut bits = [0u8; 16];
    for (place, word) in bits.as_chunks_mut::<4>().0.iter_mut().zip(words) {
        *place = hex(word);
    }
    Some(bits)
}

/// Every byte of a word 1.
const ONES: u64 = 0x0101_0101_0101_0101;

/// Not zero where one of eight bytes is no lower-case hexadecimal digit.
fn not_hex(word: u64) -> u64 {
    // A byte that is at least `from` carries into its high bit; the sum of two bytes below 128 stays
    // within its byte.
    let low = word & (0x7F * ONES);
    let at_least = |from: u8| low + u64::from(0x80 - from) * ONES;
    let digit = at_least(b'0') & !at_least(b'9' + 1);
    let letter = at_least(b'a') & !at_least(b'f' + 1);
    (!(digit | letter) | word) & (0x80 * ONES)
}

/// Four bytes from eight digits, the first one highest.
fn hex(word: u64) -> [u8; 4] {
    // Letters have bit 6, and their low half counts from 1.
    let values = (word & (0x0F * ONES)) + ((word >> 6) & ONES) * 9;
    let pairs = (values << 4 | values >> 8) & 0x00FF_00FF_00FF_00FF;
    let pairs = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF;
    (((pairs | pairs >> 16) & 0xFFFF_FFFF) as u32).to_le_bytes()
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
