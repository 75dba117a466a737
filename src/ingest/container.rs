//! Opens containers until leaf files are left: gzip, zip, tar, and any of them inside each other.

use std::io::{Cursor, Read};

use super::detect::{Container, detect_container};
use super::gzip::{Damage, inflate};
use super::kind::FileKind;
use super::leaf::{Kept, LeafReader};
use super::long_text::{self, LongText};
use super::report::{Note, SkipReason};
use super::{InputFile, Limits, RecordSink};
use crate::base::gzip::Buffer;
use crate::base::sha256;

/// Opens one dropped file and everything inside it.
pub(super) struct Opener<'s> {
    limits: &'s Limits,
    buffer: &'s mut Buffer,
    sink: &'s mut dyn RecordSink,
    /// Decompressed bytes that may still come.
    room: usize,
    /// Members of archives that may still come.
    members_left: usize,
    /// A long text that was begun.
    begun: Option<LongText>,
}

/// A file, dropped or taken out of a container.
struct Found {
    path: String,
    bytes: Vec<u8>,
    /// Bytes as delivered.
    size_bytes: usize,
    /// Containers around it.
    depth: usize,
    /// Whether it is one of many in an archive.
    is_member: bool,
    /// What is to be said of the way here.
    notes: Vec<Note>,
    /// SHA-256 of the bytes as delivered, once they are no longer at hand.
    sha256: Option<String>,
}

impl Found {
    /// Takes the fingerprint before the bytes are let go or changed.
    fn remember_hash(&mut self) {
        if self.sha256.is_none() {
            self.sha256 = Some(sha256::hex(&self.bytes));
        }
    }
}

impl<'s> Opener<'s> {
    pub(super) fn new(limits: &'s Limits, buffer: &'s mut Buffer, sink: &'s mut dyn RecordSink) -> Self {
        Self { limits, buffer, sink, room: limits.total_bytes, members_left: limits.members, begun: None }
    }

    /// Reads the file, or begins to: then the rest of it is given.
    pub(super) fn open_dropped(mut self, file: InputFile) -> Option<LongText> {
        if is_ignored(&file.path, file.bytes.len()) {
            self.sink.ignored_file(&file.path);
            return None;
        }
        let size_bytes = file.bytes.len();
        self.open(Found {
            path: file.path,
            bytes: file.bytes,
            size_bytes,
            depth: 0,
            is_member: false,
            notes: Vec::new(),
            sha256: None,
        });
        self.begun
    }

    fn open(&mut self, found: Found) {
        let container = detect_container(&found.bytes);
        if found.depth > self.limits.nesting_depth
            && matches!(container, Container::Gzip | Container::Zip | Container::Tar)
        {
            self.refuse(&found, FileKind::Archive, SkipReason::TooManyContainers, "");
            return;
        }
        match container {
            Container::Gzip => self.open_gzip(found),
            Container::Zip => self.open_zip(&found),
            Container::Tar => self.open_tar(&found),
            Container::Unsupported(kind, advice) => {
                self.leaf(&found, |leaf| {
                    leaf.saw(kind);
                    leaf.skip(SkipReason::Unsupported, "", kind.label());
                    leaf.note(Note::Advice(advice));
                });
            }
            Container::None => self.open_text(found),
        }
    }

    fn open_gzip(&mut self, mut found: Found) {
        let inflated = inflate(&found.bytes, self.room, self.limits, self.buffer);
        let text = self.buffer.text();
        self.room = self.room.saturating_sub(text.len());
        match inflated.damage {
            None => {}
            Some(Damage::Limit(reason)) => {
                self.refuse(&found, FileKind::Gzip, reason, "");
                return;
            }
            Some(_) if text.is_empty() => {
                self.refuse(&found, FileKind::Gzip, SkipReason::DamagedArchive, "nothing can be inflated");
                return;
            }
            Some(Damage::CutOff) => found.notes.push(Note::CompressedCutOff),
            Some(Damage::Corrupt) => found.notes.push(Note::CompressedDamaged),
            Some(Damage::TrailingBytes) => found.notes.push(Note::TrailingBytes),
        }
        let is_inner = !matches!(detect_container(text), Container::None);
        let is_in_blocks = self.limits.is_in_blocks(text.len());
        if is_inner || is_in_blocks || inflated.damage.is_some() {
            found.remember_hash();
        }
        if is_inner {
            found.bytes = self.buffer.to_vec();
            found.depth += 1;
            self.open(found);
            return;
        }
        if is_in_blocks {
            // The blocks of the text take the place of its bytes.
            found.bytes = Vec::new();
            let text = std::mem::take(self.buffer).into_text();
            self.read_text(&found, text);
            return;
        }
        // Bytes that inflate without a fault are kept as they came; after a fault only the text is sure.
        let mut bytes = std::mem::take(&mut found.bytes);
        bytes.truncate(inflated.members_len);
        let is_sound = matches!(inflated.damage, None | Some(Damage::TrailingBytes));
        let buffer = std::mem::take(self.buffer);
        let mut leaf = self.begin_leaf(&found);
        leaf.read(buffer.text());
        leaf.end(if is_sound { Kept::Gzip(bytes) } else { Kept::Text(buffer.text()) });
        *self.buffer = buffer;
    }

    fn open_text(&mut self, mut found: Found) {
        if found.bytes.len() > self.limits.file_bytes {
            self.refuse(&found, FileKind::PlainText, SkipReason::FileTooLarge, "");
            return;
        }
        if found.path.to_ascii_lowercase().ends_with(".gz") && !found.bytes.is_empty() {
            found.notes.push(Note::NotCompressed);
        }
        let text = std::mem::take(&mut found.bytes);
        self.read_text(&found, text);
    }

    /// Reads a text that is not kept otherwise. A long one is only begun if nothing comes after it.
    fn read_text(&mut self, found: &Found, text: Vec<u8>) {
        let may_begin = self.limits.is_in_blocks(text.len()) && !found.is_member;
        let text = match if may_begin { long_text::json_text(text) } else { Err(text) } {
            Ok(text) => {
                self.begun = Some(LongText::begin(self.begin_leaf(found), text));
                return;
            }
            Err(text) => text,
        };
        let mut leaf = self.begin_leaf(found);
        leaf.read(&text);
        leaf.end(Kept::Text(&text));
    }

    fn begin_leaf(&mut self, found: &Found) -> LeafReader<'_> {
        let mut leaf = LeafReader::begin(&found.path, found.size_bytes, self.limits, self.sink);
        for note in &found.notes {
            leaf.note(note.clone());
        }
        leaf.has_hash(found.sha256.clone());
        leaf
    }

    /// A file of which only the report is given.
    fn leaf(&mut self, found: &Found, say: impl FnOnce(&mut LeafReader<'_>)) {
        let mut leaf = LeafReader::begin(&found.path, found.size_bytes, self.limits, self.sink);
        for note in &found.notes {
            leaf.note(note.clone());
        }
        say(&mut leaf);
        let hash = || (!found.bytes.is_empty() || found.size_bytes == 0).then(|| sha256::hex(&found.bytes));
        leaf.has_hash(found.sha256.clone().or_else(hash));
        leaf.end_unread();
    }

    fn refuse(&mut self, found: &Found, kind: FileKind, reason: SkipReason, detail: &str) {
        self.leaf(found, |leaf| {
            leaf.saw(kind);
            leaf.skip(reason, "", detail);
        });
    }

    fn open_zip(&mut self, found: &Found) {
        let mut archive = match zip::ZipArchive::new(Cursor::new(found.bytes.as_slice())) {
            Ok(archive) => archive,
            Err(err) => {
                self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string());
                return;
            }
        };
        let mut has_files = false;
        for index in 0..archive.len() {
            let name = match archive.by_index_raw(index) {
                Ok(entry) if entry.is_dir() => continue,
                Ok(entry) => match entry.name() {
                    Ok(name) => name.into_owned(),
                    Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
                },
                Err(err) => {
                    has_files = true;
                    self.refuse(found, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string());
                    continue;
                }
            };
            has_files = true;
            let Some(mut member) = self.begin_member(found, &name) else {
                continue;
            };
            match archive.by_index(index) {
                Ok(mut entry) => {
                    let (packed, unpacked) = (entry.compressed_size(), entry.size());
                    member.size_bytes = usize::try_from(unpacked).unwrap_or(usize::MAX);
                    let packed = usize::try_from(packed).unwrap_or(usize::MAX);
                    self.open_member(member, &mut entry, packed);
                }
                Err(zip::result::ZipError::UnsupportedArchive(text)) => {
                    let reason = if text.to_ascii_lowercase().contains("password") {
                        SkipReason::Encrypted
                    } else {
                        SkipReason::Unsupported
                    };
                    self.refuse(&member, FileKind::Archive, reason, text);
                }
                Err(err) => {
                    self.refuse(&member, FileKind::Archive, SkipReason::DamagedArchive, &err.to_string());
                }
            }
        }
        if !has_files {
            // Bytes before an empty list of members are members that it should name.
            self.name_without_files(found, archive.offset() == 0 || !archive.is_empty());
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

    fn open_tar(&mut self, found: &Found) {
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
        let room = self.room.min(self.limits.file_bytes);
        let by_ratio = packed.saturating_mul(self.limits.ratio).max(self.limits.ratio_free_bytes);
        let most = room.min(by_ratio);
        let result = entry.take(most as u64 + 1).read_to_end(&mut member.bytes);
        self.room = self.room.saturating_sub(member.bytes.len());
        if member.bytes.len() > most {
            let reason = if by_ratio < room {
                SkipReason::RatioTooHigh
            } else if room < self.limits.file_bytes {
                SkipReason::TotalTooLarge
            } else {
                SkipReason::FileTooLarge
            };
            member.bytes = Vec::new();
            self.refuse(&member, FileKind::Archive, reason, "");
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

/// Whether a file of this name never holds anything: traces of file managers and the empty objects
/// that stand for folders in S3.
fn is_ignored(path: &str, len: usize) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|part| part == "__MACOSX")
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
        || name.starts_with("._")
        || len == 0 && (name.is_empty() || name.ends_with("_$folder$"))
}
