//! Reads one leaf file: its text, its records, its report.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memchr2_iter};

use super::detect::{TextShape, detect_text};
use super::framing::Values;
use super::kind::FileKind;
use super::pieces::{Piece, Pieces};
use super::report::{FileReport, Note, Position, Skip, SkipReason};
use super::{FoundRecord, KeptText, Limits, Origin, RecordSink, TextContent, TextKind, TextNumber};
use super::{csv_source, framing, recover, utf16};
use crate::base::{json, sha256};
use crate::record::fields::{IdentityNumber, RecordFields};

/// What a file's text is kept as when some record lies in it.
pub(super) enum Kept<'t> {
    /// The bytes that inflate to it.
    Gzip(Vec<u8>),
    /// The text itself, in blocks if it is long.
    Text(&'t [u8]),
}

/// Records over several lines are searched for repeated names in texts up to this size. Those occur
/// in hand-edited samples; delivered records stand on one line, none of them had any, and the search
/// costs as much as reading.
const REPEATED_NAMES_BELOW_BYTES: usize = 256 << 10;

/// Templates of whole accounts stay below this; what is longer is not worth a second look.
const MAX_CONFIGURATION_BYTES: usize = 4 << 20;

/// One file while it is read.
pub(super) struct LeafReader<'s> {
    pub(super) limits: &'s Limits,
    sink: &'s mut dyn RecordSink,
    state: LeafState,
}

/// What is known of a file that is being read.
pub(super) struct LeafState {
    report: FileReport,
    /// The kind that was seen first, and the first one with records.
    seen: Option<FileKind>,
    seen_with_records: Option<FileKind>,
    seen_at_least: Option<FileKind>,
    /// Where the delivered text lies in memory: a record within these addresses is a slice of it.
    delivered: Range<usize>,
    /// The same for the text that lines are counted in.
    counted: Range<usize>,
    /// The blocks that the delivered text falls into.
    pieces: Pieces,
    /// The texts so far, of either kind.
    num_texts: u32,
    /// The text made here, as far as it has not been handed over, and its number.
    derived: Vec<u8>,
    derived_number: Option<TextNumber>,
    /// Bytes of all that was made here.
    derived_bytes: usize,
    /// Applies to every record of the file.
    is_lossy: bool,
    /// Identity numbers given so far.
    num_identities: u32,
}

impl<'s> LeafReader<'s> {
    pub(super) fn begin(
        path: &str,
        size_bytes: usize,
        limits: &'s Limits,
        sink: &'s mut dyn RecordSink,
    ) -> Self {
        sink.begin_file(path);
        let state = LeafState {
            report: FileReport::new(path, size_bytes),
            seen: None,
            seen_with_records: None,
            seen_at_least: None,
            delivered: 0..0,
            counted: 0..0,
            pieces: Pieces::default(),
            num_texts: 0,
            derived: Vec::new(),
            derived_number: None,
            derived_bytes: 0,
            is_lossy: false,
            num_identities: 0,
        };
        Self { limits, sink, state }
    }

    /// Goes on with a file that was left off.
    pub(super) fn resume(state: LeafState, limits: &'s Limits, sink: &'s mut dyn RecordSink) -> Self {
        Self { limits, sink, state }
    }

    /// Leaves the file off, to be gone on with later. `text` is its text; the blocks of it that are complete
    /// are handed over.
    pub(super) fn leave_off(mut self, text: &str) -> LeafState {
        for piece in self.state.pieces.take_done() {
            self.hand_over_piece(piece, text.as_bytes());
        }
        self.state
    }

    /// Reads the decompressed bytes.
    pub(super) fn read(&mut self, bytes: &[u8]) {
        self.state.report.text_bytes = bytes.len();
        if let Some((text, is_sound)) = utf16::decode(bytes) {
            self.note(Note::Utf16);
            if !is_sound {
                self.note(Note::InvalidUtf8);
                self.state.is_lossy = true;
            }
            self.read_text(&text);
        } else if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
            self.is_delivered(text);
            self.read_text(text);
        } else {
            let text = String::from_utf8_lossy(bytes);
            if matches!(detect_text(&text), TextShape::Prose | TextShape::Other(_)) && is_binary(bytes) {
                self.saw(FileKind::Binary);
                self.skip(SkipReason::NotCloudTrail, "", "");
                return;
            }
            self.note(Note::InvalidUtf8);
            self.state.is_lossy = true;
            self.read_text(&text);
        }
    }

    /// Says that a text is the file's as it was delivered.
    fn is_delivered(&mut self, text: &str) {
        self.state.delivered = addresses(text);
        let is_in_blocks = self.limits.is_in_blocks(text.len());
        self.state.pieces = Pieces::new(text.len(), is_in_blocks.then_some(self.limits.block_bytes));
    }

    /// Begins with a text of JSON values that is to be read in steps.
    pub(super) fn begin_json(&mut self, text: &str) -> Values {
        self.state.report.text_bytes = text.len();
        self.is_delivered(text);
        self.state.counted = addresses(text);
        Values::new()
    }

    fn read_text(&mut self, text: &str) {
        self.state.counted = addresses(text);
        let shape = detect_text(text);
        match shape {
            TextShape::Empty => self.saw(FileKind::Empty),
            TextShape::Json => framing::read_json(self, text),
            TextShape::TimedLines => framing::read_timed_lines(self, text),
            TextShape::Base64 => framing::read_base64(self, text),
            TextShape::Csv => csv_source::read(self, text),
            TextShape::Other(kind) => {
                self.saw(kind);
                recover::read_known_text(self, text, kind);
            }
            TextShape::Prose => recover::read_prose(self, text),
        }
        self.end_text(text);
    }

    /// What is left to be said of a text that was read.
    pub(super) fn end_text(&mut self, text: &str) {
        self.count_lines(text);
        let is_configuration = matches!(
            self.state.seen,
            Some(FileKind::EventSelectors | FileKind::InsightSelectors | FileKind::TrailDescription)
        );
        if is_configuration && self.state.report.records == 0 && text.len() <= MAX_CONFIGURATION_BYTES {
            self.state.report.configuration = Some(text.to_owned());
        }
    }

    /// The fingerprint of the bytes as delivered is known, since they are no longer at hand.
    pub(super) fn has_hash(&mut self, sha256: Option<String>) {
        self.state.report.sha256 = sha256;
    }

    /// Ends the file. Its text is kept only where a record lies in it; otherwise only the fingerprint of the
    /// delivered bytes stays.
    pub(super) fn end(mut self, kept: Kept<'_>) {
        if !self.state.pieces.are_used() && self.state.report.sha256.is_none() {
            let bytes = match &kept {
                Kept::Gzip(bytes) => bytes,
                Kept::Text(text) => *text,
            };
            self.state.report.sha256 = Some(sha256::hex(bytes));
        }
        let pieces = std::mem::take(&mut self.state.pieces).finish(&mut self.state.num_texts);
        match kept {
            // Such a text is not in blocks.
            Kept::Gzip(members) => {
                if let Some(Piece { number, kind, range }) = pieces.into_iter().next() {
                    let content = TextContent::Gzip { members, text_len: range.len() };
                    self.sink.text(KeptText { number, kind, content });
                }
            }
            Kept::Text(text) => {
                for piece in pieces {
                    self.hand_over_piece(piece, text);
                }
            }
        }
        self.finish();
    }

    fn hand_over_piece(&mut self, piece: Piece, text: &[u8]) {
        let Piece { number, kind, range } = piece;
        let content = TextContent::Text(text.get(range).unwrap_or_default());
        self.sink.text(KeptText { number, kind, content });
    }

    /// Ends a file whose text was not read.
    pub(super) fn end_unread(self) {
        self.finish();
    }

    fn finish(mut self) {
        self.end_derived();
        let seen = self
            .state
            .seen_with_records
            .or(self.state.seen)
            .or(self.state.seen_at_least)
            .unwrap_or(FileKind::Empty);
        self.state.report.kind = seen;
        if let super::S3Folder::Other(name) = &self.state.report.hints.folder {
            let note = Note::Folder(name.clone());
            if self.state.report.records == 0 {
                self.state.report.kind = kind_by_folder(name, seen);
            }
            self.state.report.note(note);
        }
        self.state.report.source = self.state.report.kind.source();
        self.sink.end_file(self.state.report);
    }

    /// Hands a record over. `json` is one valid JSON object.
    pub(super) fn record(&mut self, json: &str, origin: Origin, wrapper: Option<&str>) {
        // A nesting beyond the limit takes more brackets than that; most records have a few only.
        let limit = self.limits.json_depth;
        if memchr2_iter(b'{', b'[', json.as_bytes()).nth(limit).is_some() && json::nesting(json) > limit {
            self.skip(SkipReason::TooDeep, json, "");
            return;
        }
        self.place(json, None, origin, wrapper);
    }

    /// Hands a record over whose fields are known and whose nesting is within the limit.
    pub(super) fn record_with_fields(
        &mut self,
        json: &str,
        fields: &RecordFields<'_>,
        origin: Origin,
        wrapper: Option<&str>,
    ) {
        self.place(json, Some(fields), origin, wrapper);
    }

    /// Whether the fields of this `userIdentity` block need not be handed over again.
    pub(super) fn knows_identity(&self, number: IdentityNumber) -> bool {
        self.sink.knows_identity(number)
    }

    /// The first of `count` identity numbers that no other list of this file has.
    pub(super) fn take_identities(&mut self, count: u32) -> u32 {
        let first = self.state.num_identities;
        self.state.num_identities = first.saturating_add(count);
        first
    }

    /// Says in which text a record lies.
    fn place(
        &mut self,
        json: &str,
        fields: Option<&RecordFields<'_>>,
        mut origin: Origin,
        wrapper: Option<&str>,
    ) {
        origin.lossy |= self.state.is_lossy;
        if self.state.report.text_bytes < REPEATED_NAMES_BELOW_BYTES
            && memchr(b'\n', json.as_bytes()).is_some()
            && let Some(name) = repeated_name(json::Value::new(json))
        {
            self.note(Note::RepeatedName(name));
        }
        let at = addresses(json);
        if self.state.delivered.start <= at.start && at.end <= self.state.delivered.end {
            let start = at.start - self.state.delivered.start;
            let (text, offset) =
                self.state.pieces.place(start..start + json.len(), &mut self.state.num_texts);
            self.hand_over(FoundRecord { json, fields, text, offset, origin, wrapper });
            return;
        }
        if self.state.derived_bytes + json.len() > self.limits.file_bytes {
            self.skip(SkipReason::FileTooLarge, json, "");
            return;
        }
        if self.state.derived.len() + json.len() > self.limits.block_bytes {
            self.end_derived();
        }
        let text =
            *self.state.derived_number.get_or_insert_with(|| TextNumber::take(&mut self.state.num_texts));
        let offset = self.state.derived.len();
        self.state.derived.extend_from_slice(json.as_bytes());
        self.state.derived.push(b'\n');
        self.state.derived_bytes += json.len() + 1;
        self.hand_over(FoundRecord { json, fields, text, offset, origin, wrapper });
    }

    /// Hands over what was made here so far.
    fn end_derived(&mut self) {
        let Some(number) = self.state.derived_number.take() else { return };
        let content = TextContent::Text(&self.state.derived);
        self.sink.text(KeptText { number, kind: TextKind::Derived, content });
        self.state.derived.clear();
    }

    fn hand_over(&mut self, record: FoundRecord<'_>) {
        self.state.report.records += 1;
        self.state.report.recovered += usize::from(record.origin.recovered);
        if record.origin.summary_only {
            self.note(Note::SummaryOnly);
        }
        self.sink.record(record);
    }

    /// Counts something that is not read. `text` is what it is, where it is a slice of the file.
    pub(super) fn skip(&mut self, reason: SkipReason, text: &str, detail: &str) {
        let list = if reason.is_loss() { &self.state.report.skipped } else { &self.state.report.passed_over };
        let known = list.iter().find(|skip| skip.reason == reason);
        let wants_line = known.is_none_or(|skip| skip.count < Skip::MAX_LINES);
        let at = if wants_line { self.position_of(text) } else { None };
        self.state.report.skip(reason, at, detail);
    }

    pub(super) fn note(&mut self, note: Note) {
        self.state.report.note(note);
    }

    /// Says what a piece of the file is. The first kind that comes with records names the file.
    pub(super) fn saw(&mut self, kind: FileKind) {
        self.state.seen.get_or_insert(kind);
        if kind.holds_events() && kind != FileKind::RecoveredText {
            match self.state.seen_with_records {
                None => self.state.seen_with_records = Some(kind),
                Some(known) if known != kind => self.note(Note::MixedShapes),
                Some(_) => {}
            }
        }
    }

    /// Says what a piece is whose content may say more: any other kind goes before it.
    pub(super) fn saw_if_nothing_else(&mut self, kind: FileKind) {
        self.state.seen_at_least.get_or_insert(kind);
    }

    /// Whether nothing has been said of the file's kind.
    pub(super) fn is_unseen(&self) -> bool {
        self.state.seen.is_none() && self.state.seen_at_least.is_none()
    }

    /// How many records have been handed over.
    pub(super) fn num_records(&self) -> usize {
        self.state.report.records
    }

    /// How many things have been counted: records, and what was not read.
    pub(super) fn num_counted(&self) -> usize {
        self.state.report.records + self.state.report.num_skipped() + self.state.report.num_passed_over()
    }

    /// What the path says of the folder.
    pub(super) fn folder(&self) -> &super::S3Folder {
        &self.state.report.hints.folder
    }

    fn position_of(&self, text: &str) -> Option<Position> {
        let at = addresses(text);
        if text.is_empty() || at.start < self.state.counted.start || self.state.counted.end < at.end {
            return None;
        }
        Some(Position { line: 0, byte: at.start - self.state.counted.start })
    }

    /// Turns byte positions into lines, once, when the text is at hand.
    fn count_lines(&mut self, text: &str) {
        if addresses(text) != self.state.counted {
            return;
        }
        let bytes = text.as_bytes();
        for skip in self.state.report.skipped.iter_mut().chain(&mut self.state.report.passed_over) {
            let line = |byte: usize| memchr_iter(b'\n', bytes.get(..byte).unwrap_or(bytes)).count() + 1;
            if let Some(first) = &mut skip.first {
                first.line = line(first.byte);
            }
            for at in &mut skip.lines {
                *at = line(*at);
            }
        }
    }
}

/// The kind of a file without records in another service's folder, where its content says little.
fn kind_by_folder(folder: &str, seen: FileKind) -> FileKind {
    let says_little = [FileKind::PlainText, FileKind::OtherJson, FileKind::OtherCsv, FileKind::Binary];
    match folder {
        _ if !says_little.contains(&seen) => seen,
        "Config" => FileKind::Config,
        "vpcflowlogs" => FileKind::VpcFlowLog,
        "elasticloadbalancing" => FileKind::ElbLog,
        _ => FileKind::OtherServiceLog,
    }
}

fn addresses(text: &str) -> Range<usize> {
    let start = text.as_ptr() as usize;
    start..start + text.len()
}

/// Whether bytes that are no UTF-8 are no text in any other encoding either.
fn is_binary(bytes: &[u8]) -> bool {
    let head = bytes.get(..4_096).unwrap_or(bytes);
    let odd = head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')).count();
    odd * 32 > head.len()
}

/// A name that occurs twice in one object anywhere below `value`.
fn repeated_name(value: json::Value<'_>) -> Option<String> {
    match value.kind() {
        json::Kind::Object(members) => {
            let mut names = hashbrown::HashSet::new();
            for (name, member) in members {
                if !names.insert(name.escaped()) {
                    return Some(name.decode().into_owned());
                }
                if let Some(inner) = repeated_name(member) {
                    return Some(inner);
                }
            }
            None
        }
        json::Kind::Array(elements) => elements.into_iter().find_map(repeated_name),
        _ => None,
    }
}
