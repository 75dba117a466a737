//! Opens containers until leaf files are left: gzip and archives, and any of them inside each other.

use super::archive::ZipPlace;
use super::detect::{Container, detect_container};
use super::gzip::{Damage, Inflated, Inflating};
use super::kind::FileKind;
use super::leaf::{Kept, LeafReader};
use super::long_text::{self, LongText};
use super::report::{Note, SkipReason};
use super::{InputFile, Limits, RecordSink};
use crate::base::gzip::Buffer;
use crate::base::sha256;

/// Opens one dropped file and everything inside it.
pub(super) struct Opener<'s> {
    pub(super) limits: &'s Limits,
    buffer: &'s mut Buffer,
    pub(super) sink: &'s mut dyn RecordSink,
    /// Decompressed bytes that may still come.
    pub(super) room: usize,
    /// Members of archives that may still come.
    pub(super) members_left: usize,
    /// What is left of a file that is read in steps.
    rest: Option<Rest>,
}

/// A file, dropped or taken out of a container.
pub(super) struct Found {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    /// Bytes as delivered.
    pub(super) size_bytes: usize,
    /// Containers around it.
    pub(super) depth: usize,
    /// Whether it is one of many in an archive.
    pub(super) is_member: bool,
    /// What is to be said of the way here.
    pub(super) notes: Vec<Note>,
    /// SHA-256 of the bytes as delivered, once they are no longer at hand.
    pub(super) sha256: Option<String>,
}

impl Found {
    /// The same without its bytes.
    pub(super) fn without_bytes(&self) -> Self {
        let Self { path, size_bytes, depth, is_member, notes, sha256, .. } = self;
        Self {
            path: path.clone(),
            bytes: Vec::new(),
            size_bytes: *size_bytes,
            depth: *depth,
            is_member: *is_member,
            notes: notes.clone(),
            sha256: sha256.clone(),
        }
    }
}

/// The rest of a file that was begun.
pub struct Rest(Stage);

enum Stage {
    /// A gzip file of which not all is inflated, or a zip archive of which not all members are read.
    Container(Box<LeftOff>),
    /// A long text of which not all is read.
    Text(Box<LongText>),
}

/// A container that was left off.
struct LeftOff {
    found: Found,
    place: Place,
    room: usize,
    members_left: usize,
}

/// How far a container has been read.
enum Place {
    Gzip(Box<Inflating>, Buffer),
    Zip(ZipPlace),
}

impl Rest {
    /// Reads some more, with the limits and into the sink that the file was begun with; what is left then.
    pub fn read_more(self, limits: &Limits, sink: &mut dyn RecordSink) -> Option<Self> {
        match self.0 {
            Stage::Container(left_off) => left_off.open_more(limits, sink),
            Stage::Text(mut text) => text.read_more(limits, sink).then_some(Self(Stage::Text(text))),
        }
    }
}

impl LeftOff {
    fn open_more(self, limits: &Limits, sink: &mut dyn RecordSink) -> Option<Rest> {
        let Self { found, place, room, members_left } = self;
        let mut buffer = Buffer::default();
        let mut opener = Opener { limits, buffer: &mut buffer, sink, room, members_left, rest: None };
        match place {
            Place::Gzip(inflating, text) => {
                *opener.buffer = text;
                opener.inflate_more(found, *inflating);
            }
            Place::Zip(place) => opener.open_zip(found, place),
        }
        opener.rest
    }
}

impl<'s> Opener<'s> {
    pub(super) fn new(limits: &'s Limits, buffer: &'s mut Buffer, sink: &'s mut dyn RecordSink) -> Self {
        Self { limits, buffer, sink, room: limits.total_bytes, members_left: limits.members, rest: None }
    }

    /// Reads the file, or begins to: then the rest of it is given.
    pub(super) fn open_dropped(mut self, file: InputFile) -> Option<Rest> {
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
        self.rest
    }

    pub(super) fn open(&mut self, found: Found) {
        let container = detect_container(&found.bytes);
        if found.depth > self.limits.nesting_depth
            && matches!(container, Container::Gzip | Container::Zip | Container::Tar)
        {
            self.refuse(&found, FileKind::Archive, SkipReason::TooManyContainers, "");
            return;
        }
        match container {
            Container::Gzip => self.open_gzip(found),
            Container::Zip => {
                let place = ZipPlace::at_begin(&found.bytes);
                self.open_zip(found, place);
            }
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

    fn open_gzip(&mut self, found: Found) {
        let inflating = Inflating::begin(&found.bytes, self.room, self.limits, self.buffer);
        self.inflate_more(found, inflating);
    }

    /// Inflates a file to its end, or some more of it if nothing comes after it.
    fn inflate_more(&mut self, found: Found, mut inflating: Inflating) {
        let inflated = match found.is_member {
            true => Some(inflating.finish(&found.bytes, self.buffer)),
            false => inflating.go_on(&found.bytes, self.buffer, self.limits.step_bytes),
        };
        if let Some(inflated) = inflated {
            self.open_inflated(found, inflating, &inflated);
            return;
        }
        if found.sha256.is_none() {
            inflating.hash_some(&found.bytes);
        }
        let text = std::mem::take(self.buffer);
        self.leave_off(found, Place::Gzip(Box::new(inflating), text));
    }

    fn open_zip(&mut self, found: Found, mut place: ZipPlace) {
        if self.read_zip(&found, &mut place) {
            self.leave_off(found, Place::Zip(place));
        }
    }

    fn leave_off(&mut self, found: Found, place: Place) {
        let left_off = LeftOff { found, place, room: self.room, members_left: self.members_left };
        self.rest = Some(Rest(Stage::Container(Box::new(left_off))));
    }

    /// Opens what a gzip file holds; its text is in the buffer.
    fn open_inflated(&mut self, mut found: Found, inflating: Inflating, inflated: &Inflated) {
        let text = self.buffer.text();
        self.room = self.room.saturating_sub(text.len());
        let is_inner = !matches!(detect_container(text), Container::None);
        let is_in_blocks = self.limits.is_in_blocks(text.len());
        if is_inner || is_in_blocks || inflated.damage.is_some() {
            // The bytes are let go or changed.
            found.sha256.get_or_insert_with(|| inflating.hash(&found.bytes));
        }
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
                self.rest = Some(Rest(Stage::Text(Box::new(LongText::begin(self.begin_leaf(found), text)))));
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
    pub(super) fn leaf(&mut self, found: &Found, say: impl FnOnce(&mut LeafReader<'_>)) {
        let mut leaf = LeafReader::begin(&found.path, found.size_bytes, self.limits, self.sink);
        for note in &found.notes {
            leaf.note(note.clone());
        }
        say(&mut leaf);
        let hash = || (!found.bytes.is_empty() || found.size_bytes == 0).then(|| sha256::hex(&found.bytes));
        leaf.has_hash(found.sha256.clone().or_else(hash));
        leaf.end_unread();
    }

    pub(super) fn refuse(&mut self, found: &Found, kind: FileKind, reason: SkipReason, detail: &str) {
        self.leaf(found, |leaf| {
            leaf.saw(kind);
            leaf.skip(reason, "", detail);
        });
    }
}

/// Whether a file of this name never holds anything: traces of file managers and the empty objects
/// that stand for folders in S3.
pub(super) fn is_ignored(path: &str, len: usize) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|part| part == "__MACOSX")
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
        || name.starts_with("._")
        || len == 0 && (name.is_empty() || name.ends_with("_$folder$"))
}
