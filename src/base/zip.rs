//! Cuts a zip archive into archives that can be read by themselves, by its list of members alone.
//!
//! ```text
//! members … | list of members | end             an archive
//! PART_BEGIN | some members | their list | end   a part of it: its bytes as they are between others made here
//! ```
//!
//! An archive is only cut where each of its members lies between two others that the list names in this order. Any
//! other one is read whole, as is one whose list needs 64 bits.
//!
//! The format: <https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT>.

use std::ops::Range;

/// Bytes before the comment of the record that ends an archive, and bytes of the longest comment.
const END_LEN: usize = 22;
const MOST_COMMENT: u64 = 0xFFFF;

/// Bytes of an entry of the list before its name.
const ENTRY_LEN: usize = 46;

/// Bytes of the header before a member's name.
const MEMBER_LEN: u64 = 30;

/// Stands for a number that needs 64 bits.
const LARGE: u32 = u32::MAX;

/// Stands before the members of a part, so that it is seen to be an archive even if the first of them is damaged.
pub const PART_BEGIN: &[u8; 4] = b"PK\x03\x04";

/// How much of the end of a file is needed to find the list of members.
pub const END_BYTES: u64 = END_LEN as u64 + MOST_COMMENT;

/// Where an archive's list of members lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZipList {
    /// The bytes of the list in the file.
    pub place: Range<u64>,
    num_members: usize,
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

impl ZipList {
    /// Finds the list by the last [`END_BYTES`] of a file, or all bytes of a shorter one.
    pub fn find(file_len: u64, last_bytes: &[u8]) -> Option<Self> {
        let ends_here = |&at: &usize| {
            let record = &last_bytes[at..];
            record.starts_with(b"PK\x05\x06")
                && u16_at(record, 20).is_some_and(|comment| END_LEN + usize::from(comment) == record.len())
        };
        let at = (0..=last_bytes.len().checked_sub(END_LEN)?).rev().find(ends_here)?;
        let record = &last_bytes[at..];
        let [disk, first_disk, on_disk, num_members] =
            [4, 6, 8, 10].map(|field| u16_at(record, field).unwrap_or_default());
        let [len, start] = [12, 16].map(|field| u32_at(record, field).unwrap_or_default());
        let record_start = file_len.checked_sub((last_bytes.len() - at) as u64)?;
        let end = u64::from(start) + u64::from(len);
        // A list that needs 64 bits, or bytes before the archive, leave a gap.
        let is_plain = disk == 0 && first_disk == 0 && on_disk == num_members && end == record_start;
        is_plain.then(|| Self { place: u64::from(start)..end, num_members: usize::from(num_members) })
    }

    /// Cuts the archive into parts with about `part_bytes` of members each, by the bytes of its list; `None` where it
    /// has to be read whole.
    pub fn cut(&self, list: &[u8], part_bytes: u64) -> Option<Vec<ZipPart>> {
        let mut entries = Vec::with_capacity(self.num_members.min(list.len() / ENTRY_LEN));
        let mut rest = list;
        while !rest.is_empty() {
            let entry = Entry::read(rest)?;
            rest = &rest[entry.bytes.len()..];
            entries.push(entry);
        }
        if entries.len() != self.num_members || entries.first()?.start != 0 {
            return None;
        }
        let starts = entries.iter().map(|entry| u64::from(entry.start));
        let ends: Vec<u64> = starts.skip(1).chain([self.place.start]).collect();
        if entries.iter().zip(&ends).any(|(entry, &end)| entry.least_end() > end) {
            return None;
        }
        let mut parts = Vec::new();
        let mut first = 0;
        // Every part has a file: an archive of folders alone would be named as such.
        let last_file = entries.iter().rposition(Entry::is_file)?;
        for (at, &end) in ends.iter().enumerate() {
            let start = u64::from(entries[first].start);
            let is_enough = end - start >= part_bytes && entries[first..=at].iter().any(Entry::is_file);
            if is_enough && at < last_file || at + 1 == entries.len() {
                let list = list_of(&entries[first..=at], start, end)?;
                parts.push(ZipPart { members: first as u32..at as u32 + 1, place: start..end, end: list });
                first = at + 1;
            }
        }
        Some(parts)
    }
}

/// An entry of the list of members.
struct Entry<'a> {
    bytes: &'a [u8],
    /// Bytes before the member in the archive.
    start: u32,
    packed_len: u32,
    name_len: u16,
}

impl<'a> Entry<'a> {
    /// The entry that the list goes on with, if it needs no 64 bits.
    fn read(list: &'a [u8]) -> Option<Self> {
        if !list.starts_with(b"PK\x01\x02") {
            return None;
        }
        let [name_len, extra_len, comment_len, disk] = [28, 30, 32, 34].map(|field| u16_at(list, field));
        let [packed_len, len, start] = [20, 24, 42].map(|field| u32_at(list, field));
        let (packed_len, len, start, name_len) = (packed_len?, len?, start?, name_len?);
        if disk? != 0 || [packed_len, len, start].contains(&LARGE) {
            return None;
        }
        let variable = [name_len, extra_len?, comment_len?].map(usize::from).iter().sum::<usize>();
        Some(Self { bytes: list.get(..ENTRY_LEN + variable)?, start, packed_len, name_len })
    }

    /// Whether it is no folder.
    fn is_file(&self) -> bool {
        let name = &self.bytes[ENTRY_LEN..][..usize::from(self.name_len)];
        !matches!(name.last(), Some(b'/' | b'\\'))
    }

    /// Where the member ends if its header says no more than it must.
    fn least_end(&self) -> u64 {
        u64::from(self.start) + MEMBER_LEN + u64::from(self.name_len) + u64::from(self.packed_len)
    }
}

/// The list of the members that lie in these bytes, for a part, and the record that ends it.
fn list_of(entries: &[Entry<'_>], start: u64, end: u64) -> Option<Vec<u8>> {
    let in_part = |at: u64| u32::try_from(PART_BEGIN.len() as u64 + at - start).ok().map(u32::to_le_bytes);
    let mut list = Vec::new();
    for entry in entries {
        list.extend(&entry.bytes[..42]);
        list.extend(in_part(u64::from(entry.start))?);
        list.extend(&entry.bytes[ENTRY_LEN..]);
    }
    let count = u16::try_from(entries.len()).ok()?.to_le_bytes();
    let list_len = u32::try_from(list.len()).ok()?.to_le_bytes();
    list.extend(b"PK\x05\x06\0\0\0\0");
    list.extend([count, count].concat());
    list.extend([list_len, in_part(end)?].concat());
    list.extend([0, 0]);
    Some(list)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes)
}
