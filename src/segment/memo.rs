//! What a builder remembers, so that a value that comes again costs a comparison and no search.
//!
//! **Invariant:** a memo answers only what the long way answers: every hit is compared in full.

use super::dictionary::{DictCode, Dictionary};
use crate::base::text::{ends, is_same};
use crate::base::timestamp::Timestamp;
use crate::record::field::FieldId;
use crate::record::fields::IdentityNumber;

/// The last values of one column, each with its code.
#[derive(Debug, Default)]
pub(super) struct ValueMemo {
    slots: Box<[ValueSlot]>,
}

/// A value by its first and last eight bytes: all of it up to 16 bytes.
#[derive(Clone, Copy, Debug, Default)]
struct ValueSlot {
    first: u64,
    last: u64,
    len: u32,
    code: u32,
}

/// Slots of a column. Few columns have more values in one hour of one account and Region.
const VALUE_SLOT_BITS: u32 = 6;

impl ValueMemo {
    /// The code of a text in the column's dictionary, which takes it in where it is new.
    #[inline(always)]
    pub(super) fn intern(&mut self, text: &str, dictionary: &mut Dictionary) -> DictCode {
        let (first, last) = ends(text.as_bytes());
        let mixed = (first ^ last.rotate_left(29) ^ text.len() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let at = (mixed >> (64 - VALUE_SLOT_BITS)) as usize;
        if let Some(slot) = self.slots.get(at)
            && (slot.first, slot.last, slot.len as usize) == (first, last, text.len())
            && slot.code != DictCode::ABSENT.0
            && (text.len() <= 16 || dictionary.is(slot.code, text))
        {
            return DictCode(slot.code);
        }
        let code = dictionary.intern(text);
        if self.slots.is_empty() {
            self.slots = vec![ValueSlot::default(); 1 << VALUE_SLOT_BITS].into_boxed_slice();
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = ValueSlot { first, last, len: text.len() as u32, code: code.0 };
        }
        code
    }
}

/// The codes of one file's `userIdentity` blocks, by their numbers.
#[derive(Debug, Default)]
pub(super) struct IdentityMemo {
    codes: Vec<(FieldId, DictCode)>,
    /// Where the codes of a number stand; nothing for a number that was not added.
    ranges: Vec<(u32, u32)>,
}

/// Numbers past this are not remembered: a file with as many sessions gains nothing.
const MAX_IDENTITIES: usize = 1 << 16;

impl IdentityMemo {
    pub(super) fn clear(&mut self) {
        self.codes.clear();
        self.ranges.clear();
    }

    /// The codes of a block; `None` where it is new.
    #[inline(always)]
    pub(super) fn get(&self, number: IdentityNumber) -> Option<&[(FieldId, DictCode)]> {
        let &(from, to) = self.ranges.get(number.0 as usize)?;
        self.codes.get(from as usize..to as usize).filter(|codes| !codes.is_empty())
    }

    pub(super) fn add(&mut self, number: IdentityNumber, codes: &[(FieldId, DictCode)]) {
        let number = number.0 as usize;
        if number >= MAX_IDENTITIES {
            return;
        }
        let from = self.codes.len() as u32;
        self.codes.extend(codes.iter().filter(|(_, code)| *code != DictCode::ABSENT));
        if self.ranges.len() <= number {
            self.ranges.resize(number + 1, (0, 0));
        }
        if let Some(range) = self.ranges.get_mut(number) {
            *range = (from, self.codes.len() as u32);
        }
    }
}

/// The codes of event name, source, type, `readOnly`, `managementEvent`, category and resource type:
/// what a derived category follows from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CallKey(pub(super) [DictCode; 7]);

/// The codes of category and read/write.
type Derived = (DictCode, DictCode);

/// Category and read/write by kind of call.
#[derive(Debug, Default)]
pub(super) struct CallMemo {
    slots: Box<[Option<(CallKey, Derived)>]>,
}

const CALL_SLOT_BITS: u32 = 8;

impl CallMemo {
    #[inline(always)]
    pub(super) fn get(&self, key: CallKey) -> Option<Derived> {
        let (known, derived) = (*self.slots.get(key.slot())?)?;
        (known == key).then_some(derived)
    }

    pub(super) fn add(&mut self, key: CallKey, derived: Derived) {
        if self.slots.is_empty() {
            self.slots = vec![None; 1 << CALL_SLOT_BITS].into_boxed_slice();
        }
        if let Some(slot) = self.slots.get_mut(key.slot()) {
            *slot = Some((key, derived));
        }
    }
}

impl CallKey {
    #[inline(always)]
    fn slot(self) -> usize {
        let mixed = self.0.iter().fold(0u32, |mixed, code| (mixed ^ code.0).wrapping_mul(0x9E37_79B1));
        (mixed >> (32 - CALL_SLOT_BITS)) as usize
    }
}

/// The last day that a time was read in.
#[derive(Debug, Default)]
pub(super) struct TimeMemo {
    /// `YYYY-MM-DDT`, and its first moment.
    day: [u8; 11],
    start: i64,
}

impl TimeMemo {
    /// What [`Timestamp::parse`] says of the text.
    #[inline(always)]
    pub(super) fn parse(&mut self, text: &str) -> Option<Timestamp> {
        let Ok(written) = <&[u8; 20]>::try_from(text.as_bytes()) else { return Timestamp::parse(text) };
        if !is_same(&written[..11], &self.day) {
            return self.parse_other_day(text, written);
        }
        let digit = |at: usize| written[at].wrapping_sub(b'0');
        let two = |at: usize| u32::from(digit(at)) * 10 + u32::from(digit(at + 1));
        let are_digits = [11, 12, 14, 15, 17, 18].into_iter().all(|at| digit(at) < 10);
        let (hour, minute, second) = (two(11), two(14), two(17));
        let is_plain = are_digits
            && (written[13], written[16], written[19]) == (b':', b':', b'Z')
            && hour < 24
            && minute < 60
            && second < 60;
        if !is_plain {
            return Timestamp::parse(text);
        }
        Some(Timestamp(self.start + i64::from(hour * 3_600 + minute * 60 + second) * 1_000))
    }

    #[inline(never)]
    fn parse_other_day(&mut self, text: &str, written: &[u8; 20]) -> Option<Timestamp> {
        let time = Timestamp::parse(text)?;
        // A zone would move the day; a blank or a small letter is another way to write it.
        if written[10] == b'T' && written[19] == b'Z' {
            self.day.copy_from_slice(&written[..11]);
            self.start = time.0 - time.0.rem_euclid(86_400_000);
            // A leap second at the end of a day counts into the next one.
            if written[17] == b'6' {
                self.day = [0; 11];
            }
        }
        Some(time)
    }
}
