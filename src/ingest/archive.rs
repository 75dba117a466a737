//! Opens archives: zip and tar, one member after the other.

use std::io::{Cursor, Read};

use zip::read::{Config, ZipFileEntry, ZipReadOptions};
use zip::result::{ZipError, ZipResult};
use zip::unstable::read::ZipIterable;

use super::container::{Found, Opener, is_ignored};
use super::kind::FileKind;
use super::report::{Note, SkipReason};
use crate::base::zip::{END_BEGIN, ZipList};

/// How far the members of a zip archive have been read.
#[derive(Clone, Copy, Debug)]
pub(super) struct ZipPlace {
    /// The index of the next one.
    next: usize,
    /// Whether one of them was a file.
    has_files: bool,
    /// Members that the archive's list names and it does not count.
    num_uncounted: u64,
}

/// The list of members is read anew for each step, so there are no more steps than about this many.
const MOST_STEPS: usize = 32;

impl ZipPlace {
    /// Before the first member of an archive.
    pub(super) fn at_begin(archive: &[u8]) -> Self {
        let num_uncounted = ZipList::of(archive).map_or(0, |(list, entries)| list.num_uncounted(entries));
        Self { next: 0, has_files: false, num_uncounted }
    }
}

/// The same archive as several that count their members, if it can be cut.
fn counted_parts(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (list, entries) = ZipList::of(bytes)?;
    list.cut(entries, u64::MAX)?.iter().map(|part| part.of(bytes)).collect()
}

/// The list of members, with those that share a name: the usual reader keeps one of each name.
fn zip_list(bytes: &[u8]) -> ZipResult<ZipIterable<Cursor<&[u8]>>> {
    ZipIterable::try_new(Cursor::new(bytes), Config::default())
}

impl Opener<'_> {
    /// Reads the members from the place on, all of them or, if nothing comes after the archive, some; whether there
    /// are more.
    pub(super) fn read_zip(&mut self, found: &Found, place: &mut ZipPlace) -> bool {
        let num_uncounted = place.num_uncounted;
        if num_uncounted > 0
            && place.next == 0
            && let Some(parts) = counted_parts(&found.bytes)
        {
            for bytes in parts {
                let part = Found { bytes, is_member: true, ..found.without_bytes() };
                self.read_zip(&part, &mut ZipPlace::at_begin(&part.bytes));
            }
            return false;
        }
        let mut archive = match zip_list(&found.bytes) {
            Ok(archive) => archive,
            Err(err) => {
                self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string());
                return false;
            }
        };
        let len = archive.len();
        let (first, room) = (place.next, self.room);
        // Going to the list's begin fails in no bytes at hand.
        let entries = archive.files().into_iter().flatten().enumerate().skip(first);
        for (index, entry) in entries {
            let has_read_enough = room.saturating_sub(self.room) >= self.limits.step_bytes.max(1);
            if has_read_enough && !found.is_member && index - first > len / MOST_STEPS {
                place.next = index;
                return true;
            }
            match entry {
                Ok(entry) if entry.is_dir() => {}
                Ok(entry) => {
                    place.has_files = true;
                    self.read_zip_member(found, entry);
                }
                Err(err) => {
                    // Nothing tells where the next entry of the list would begin.
                    place.has_files = true;
                    let what =
                        format!("its list of files is damaged, {} of {len} are not read: {err}", len - index);
                    self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, &what);
                }
            }
        }
        if num_uncounted > 0 {
            let what = format!("its list names {num_uncounted} files more than it counts; they are not read");
            self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, &what);
            return false;
        }
        if !place.has_files {
            // Bytes before an empty list of members are members that it should name.
            self.name_without_files(found, len > 0 || found.bytes.starts_with(END_BEGIN));
        }
        false
    }

    fn read_zip_member(&mut self, archive: &Found, entry: ZipFileEntry<'_>) {
        let name = match entry.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
        };
        let Some(mut member) = self.begin_member(archive, &name) else { return };
        member.size_bytes = usize::try_from(entry.size()).unwrap_or(usize::MAX);
        let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
        match entry.with_reader(&mut Cursor::new(archive.bytes.as_slice()), ZipReadOptions::new()) {
            Ok(mut entry) => self.open_member(member, &mut entry, packed),
            Err(ZipError::UnsupportedArchive(text)) => {
                let reason = if text.to_ascii_lowercase().contains("password") {
                    SkipReason::Encrypted
                } else {
                    SkipReason::Unsupported
                };
                self.refuse(&member, FileKind::Archive, reason, text);
            }
            Err(err) => self.refuse(&member, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string()),
        }
    }

    /// Names an archive that has no file to be named by.
    fn name_without_files(&mut self, found: &Found, is_sound: bool) {
        if is_sound {
            self.leaf(found, |leaf| {
                leaf.saw(FileKind::Archive);
                leaf.note(Note::Advice("the archive holds no files"));
            });
        } else {
            self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, "its list of files is empty");
        }
    }

    pub(super) fn open_tar(&mut self, found: &Found) {
        let mut archive = tar::Archive::new(found.bytes.as_slice());
        let entries = match archive.entries() {
            Ok(entries) => entries,
            Err(err) => {
                self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string());
                return;
            }
        };
        let mut has_files = false;
        for entry in entries {
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(err) => {
                    // Nothing tells where the next member would begin.
                    self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string());
                    return;
                }
            };
            if !entry.header().entry_type().is_file() {
                continue;
            }
            has_files = true;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let Some(mut member) = self.begin_member(found, &name) else {
                continue;
            };
            member.size_bytes = usize::try_from(entry.size()).unwrap_or(usize::MAX);
            let packed = member.size_bytes;
            self.open_member(member, &mut entry, packed);
        }
        if !has_files {
            self.name_without_files(found, true);
        }
    }

    /// A member without its bytes; `None` where it is not to be read.
    fn begin_member(&mut self, archive: &Found, name: &str) -> Option<Found> {
        let name = name.replace('\\', "/");
        let path = format!("{}/{}", archive.path, name.trim_start_matches("./"));
        if is_ignored(&name, usize::MAX) {
            self.sink.ignored_file(&path);
            return None;
        }
        let member = Found {
            path,
            bytes: Vec::new(),
            size_bytes: 0,
            depth: archive.depth + 1,
            is_member: true,
            notes: Vec::new(),
            sha256: None,
        };
        if self.members_left == 0 {
            self.refuse(&member, FileKind::Archive, SkipReason::TooManyMembers, "");
            return None;
        }
        self.members_left -= 1;
        Some(member)
    }

    /// Unpacks a member no further than the limits allow, and opens it.
    fn open_member(&mut self, mut member: Found, entry: &mut impl Read, packed: usize) {
        let (most, beyond) = self.limits.most_text(packed, self.room);
        let result = entry.take(most as u64 + 1).read_to_end(&mut member.bytes);
        self.room = self.room.saturating_sub(member.bytes.len());
        if member.bytes.len() > most {
            member.bytes = Vec::new();
            self.refuse(&member, FileKind::Archive, beyond, "");
            return;
        }
        if let Err(err) = result {
            if member.bytes.is_empty() {
                self.refuse(&member, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string());
                return;
            }
            member.notes.push(Note::CompressedDamaged);
        }
        if is_ignored(&member.path, member.bytes.len()) {
            self.sink.ignored_file(&member.path);
            return;
        }
        self.open(member);
    }
}
