//! Cuts a zip archive into archives that can be read by themselves, by its list of members alone.
//!
//! ```text
//! members … | list of members | end             an archive
//! PART_BEGIN | some members | their list | end   a part of it: its bytes as they are between others made here
//! ```
//!
//! An archive is only cut where its members lie one after the other as the list names them. Any other one is read whole.
//!
//! The format: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.

use std::ops::Range;

/// Bytes before the comment of the record that ends an archive, and bytes of the longest comment.
const END_LEN: usize = 22;
const MOST_COMMENT: usize = 0xFFFF;

/// Where that record has too few bits: the record that stands for it, and the one between them that says where it is.
const LARGE_END_LEN: usize = 56;
const LOCATOR_LEN: usize = 20;

/// Bytes of an entry of the list before its name.
const ENTRY_LEN: usize = 46;

/// Bytes of the header before a member's name.
const MEMBER_LEN: u64 = 30;

/// Stands for a number that needs 64 bits; it is in the extra field of this number.
const LARGE: u32 = u32::MAX;
const LARGE_FIELD: u16 = 1;

/// About as many entries as the record after a list can count, which is 65,534.
const MOST_MEMBERS: usize = 60_000;

/// What begins the record after a list of members.
pub const END_BEGIN: &[u8; 4] = b"PK\x05\x06";

/// Stands before the members of a part, so that it is seen to be an archive even if the first of them is damaged.
pub const PART_BEGIN: &[u8; 4] = b"PK\x03\x04";

/// How much of the end of a file is needed to find the list of members.
pub const END_BYTES: u64 = (LARGE_END_LEN + LOCATOR_LEN + END_LEN + MOST_COMMENT) as u64;

/// Where an archive's list of members lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipList {
    /// The bytes of the list in the file.
    pub place: Range<u64>,
    num_members: u64,
}

/// An archive with some of the members of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipPart {
    /// Its members in the list of the whole, counted from 0.
    pub members: Range<u32>,
    /// Their bytes in the file.
    pub place: Range<u64>,
    /// What is to follow them.
    pub end: Vec<u8>,
}

impl ZipPart {
    /// Its bytes, out of those of the whole file.
    pub fn of(&self, file: &[u8]) -> Option<Vec<u8>> {
        let place = usize::try_from(self.place.start).ok()?..usize::try_from(self.place.end).ok()?;
        Some([PART_BEGIN, file.get(place)?, &self.end].concat())
    }
}

impl ZipList {
    /// Finds the list of a whole file; and its bytes.
    pub fn of(file: &[u8]) -> Option<(Self, &[u8])> {
        let last = file.len().saturating_sub(END_BYTES as usize);
        let list = Self::find(file.len() as u64, &file[last..])?;
        let place = usize::try_from(list.place.start).ok()?..usize::try_from(list.place.end).ok()?;
        let bytes = file.get(place)?;
        Some((list, bytes))
    }

    /// Finds the list by the last [`END_BYTES`] of a file, or all bytes of a shorter one.
    pub fn find(file_len: u64, last_bytes: &[u8]) -> Option<Self> {
        let ends_here = |&at: &usize| {
            let record = &last_bytes[at..];
            record.starts_with(END_BEGIN)
                && u16_at(record, 20).is_some_and(|comment| END_LEN + usize::from(comment) == record.len())
        };
        let at = (0..=last_bytes.len().checked_sub(END_LEN)?).rev().find(ends_here)?;
        let before = file_len.checked_sub(last_bytes.len() as u64)?;
        let (list, end) = match at.checked_sub(LOCATOR_LEN).map(|locator| &last_bytes[locator..at]) {
            Some(locator) if locator.starts_with(b"PK\x06\x07") => {
                let record = usize::try_from(u64_at(locator, 8)?.checked_sub(before)?).ok()?;
                let end = at - LOCATOR_LEN;
                (Self::of_large_record(last_bytes.get(record..end)?)?, record)
            }
            _ => (Self::of_record(&last_bytes[at..])?, at),
        };
        // Bytes before the archive, or between its list and its end, leave a gap.
        (list.place.end == before + end as u64).then_some(list)
    }

    fn of_record(record: &[u8]) -> Option<Self> {
        let [disk, first_disk, on_disk, all] =
            [4, 6, 8, 10].map(|field| u16_at(record, field).map(u64::from));
        let [len, start] = [12, 16].map(|field| u32_at(record, field).map(u64::from));
        Self::on_one_disk([disk?, first_disk?, on_disk?, all?], start?, len?)
    }

    fn of_large_record(record: &[u8]) -> Option<Self> {
        if !record.starts_with(b"PK\x06\x06") || u64_at(record, 4)?.checked_add(12)? != record.len() as u64 {
            return None;
        }
        let [disk, first_disk] = [16, 20].map(|field| u32_at(record, field).map(u64::from));
        let [on_disk, all, len, start] = [24, 32, 40, 48].map(|field| u64_at(record, field));
        Self::on_one_disk([disk?, first_disk?, on_disk?, all?], start?, len?)
    }

    fn on_one_disk([disk, first_disk, on_disk, all]: [u64; 4], start: u64, len: u64) -> Option<Self> {
        let is_one = disk == 0 && first_disk == 0 && on_disk == all;
        is_one.then_some(Self { place: start..start.checked_add(len)?, num_members: all })
    }

    /// How many members its list names that the archive does not count. Some writers count modulo 65,536.
    pub fn num_uncounted(&self, list: &[u8]) -> u64 {
        (entries(list).count() as u64).saturating_sub(self.num_members)
    }

    /// Cuts the archive into parts with about `part_bytes` of members each, by the bytes of its list; `None` where it
    /// has to be read whole.
    pub fn cut(&self, list: &[u8], part_bytes: u64) -> Option<Vec<ZipPart>> {
        let entries: Vec<Entry<'_>> = entries(list).collect();
        let is_whole = entries.iter().map(|entry| entry.bytes.len()).sum::<usize>() == list.len();
        if !is_whole || (entries.len() as u64) < self.num_members || entries.first()?.start != 0 {
            return None;
        }
        let starts = entries.iter().map(|entry| entry.start);
        let ends: Vec<u64> = starts.skip(1).chain([self.place.start]).collect();
        if entries.iter().zip(&ends).any(|(entry, &end)| entry.least_end() > end) {
            return None;
        }
        let mut parts = Vec::new();
        let (mut first, mut has_file) = (0, false);
        // Every part has a file: an archive of folders alone would be named as such.
        let last_file = entries.iter().rposition(Entry::is_file)?;
        for (at, &end) in ends.iter().enumerate() {
            let start = entries[first].start;
            let is_large = end - start >= part_bytes || at + 1 - first >= MOST_MEMBERS;
            has_file |= entries[at].is_file();
            if is_large && has_file && at < last_file || at + 1 == entries.len() {
                let list = list_of(&entries[first..=at], start, end)?;
                parts.push(ZipPart { members: first as u32..at as u32 + 1, place: start..end, end: list });
                (first, has_file) = (at + 1, false);
            }
        }
        Some(parts)
    }
}

/// An entry of the list of members.
struct Entry<'a> {
    bytes: &'a [u8],
    /// Bytes before the member in the archive.
    start: u64,
    packed_len: u64,
    len: u64,
    name: Range<usize>,
    /// The extra field with its 64-bit numbers; empty if there is none.
    large: Range<usize>,
}

impl<'a> Entry<'a> {
    /// The entry that the list goes on with, if it says all that is to be known.
    fn read(list: &'a [u8]) -> Option<Self> {
        if !list.starts_with(b"PK\x01\x02") || u16_at(list, 34)? != 0 {
            return None;
        }
        let [name_len, extra_len, comment_len] =
            [28, 30, 32].map(|field| u16_at(list, field).map(usize::from));
        let name = ENTRY_LEN..ENTRY_LEN + name_len?;
        let extra = name.end..name.end + extra_len?;
        let bytes = list.get(..extra.end + comment_len?)?;
        let large = large_field(bytes, extra)?;
        // Those that need 64 bits follow each other in this order.
        let mut numbers = bytes[large.clone()].get(4..).unwrap_or_default();
        let [len, packed_len, start] = [24, 20, 42].map(|field| match u32_at(bytes, field)? {
            LARGE => {
                let number = u64_at(numbers, 0)?;
                numbers = &numbers[8..];
                Some(number)
            }
            number => Some(u64::from(number)),
        });
        Some(Self { bytes, start: start?, packed_len: packed_len?, len: len?, name, large })
    }

    /// Whether it is no folder.
    fn is_file(&self) -> bool {
        !matches!(self.bytes[self.name.clone()].last(), Some(b'/' | b'\\'))
    }

    /// Where the member ends if its header says no more than it must.
    fn least_end(&self) -> u64 {
        let header = MEMBER_LEN + self.name.len() as u64;
        self.start.saturating_add(header).saturating_add(self.packed_len)
    }

    /// The same entry for a member that has `start` bytes before it; `None` if it needs 64 bits all the same.
    fn with_start(&self, start: u64) -> Option<Vec<u8>> {
        let Self { bytes, packed_len, len, large, .. } = self;
        let [packed_len, len, start] = [*packed_len, *len, start].map(|number| u32::try_from(number).ok());
        let extra_len = u16_at(bytes, 30)? - u16::try_from(large.len()).ok()?;
        let mut entry = bytes[..20].to_vec();
        entry.extend([packed_len?.to_le_bytes(), len?.to_le_bytes()].concat());
        entry.extend(&bytes[28..30]);
        entry.extend(extra_len.to_le_bytes());
        entry.extend(&bytes[32..42]);
        entry.extend(start?.to_le_bytes());
        entry.extend([&bytes[ENTRY_LEN..large.start], &bytes[large.end..]].concat());
        Some(entry)
    }
}

/// The entries of a list, up to the first that cannot be read.
fn entries(list: &[u8]) -> impl Iterator<Item = Entry<'_>> {
    let mut rest = list;
    std::iter::from_fn(move || {
        let entry = Entry::read(rest)?;
        rest = &rest[entry.bytes.len()..];
        Some(entry)
    })
}

/// The extra field with 64-bit numbers, and no bytes before the first one if there is none; `None` if the fields are
/// damaged.
fn large_field(bytes: &[u8], extra: Range<usize>) -> Option<Range<usize>> {
    let mut at = extra.start;
    while at < extra.end {
        let end = at + 4 + usize::from(u16_at(bytes, at + 2)?);
        if end > extra.end {
            return None;
        }
        if u16_at(bytes, at)? == LARGE_FIELD {
            return Some(at..end);
        }
        at = end;
    }
    Some(extra.start..extra.start)
}

/// The list of the members that lie in these bytes, for a part, and the record that ends it.
fn list_of(entries: &[Entry<'_>], start: u64, end: u64) -> Option<Vec<u8>> {
    let in_part = |at: u64| PART_BEGIN.len() as u64 + at - start;
    let mut list = Vec::new();
    for entry in entries {
        list.extend(entry.with_start(in_part(entry.start))?);
    }
    let count = u16::try_from(entries.len()).ok()?.to_le_bytes();
    let [list_len, list_start] = [list.len() as u64, in_part(end)].map(|number| u32::try_from(number).ok());
    list.extend(END_BEGIN);
    list.extend([0; 4]);
    list.extend([count, count].concat());
    list.extend([list_len?.to_le_bytes(), list_start?.to_le_bytes()].concat());
    list.extend([0, 0]);
    Some(list)
}

fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes_at(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes_at(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes_at(bytes, at).map(u64::from_le_bytes)
}
