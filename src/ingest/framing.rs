//! Splits a text into its JSON values and hands each to the envelopes.

use std::collections::VecDeque;
use std::ops::Range;

use base64::Engine as _;
use memchr::memchr;
use serde_json::value::RawValue;

use super::detect::timed_message;
use super::envelope::{self, Context, ListProgress};
use super::gzip::inflate;
use super::kind::FileKind;
use super::leaf::LeafReader;
use super::report::{Note, SkipReason};
use super::scan::{Detached, Partial, Step};
use super::{Origin, recover};
use crate::base::gzip::Buffer;

/// The values of a text that begins like JSON, as far as they have not been read: one value, or several glued
/// together, a line each or with commas between them.
pub(super) struct Values {
    /// None once all values have been found: nothing is read before.
    splitting: Option<Splitting>,
    pieces: VecDeque<Piece>,
    /// Known once all have been found.
    kind: FileKind,
}

/// A piece of a text of JSON values. Ranges are those of the text.
enum Piece {
    /// A `{"Records":[…]}` object, blanks before it included.
    Records { start: usize, found: Detached, progress: ListProgress },
    /// Any other value.
    Value(Range<usize>),
    /// A line among lines of one value each that is none.
    BadLine(Range<usize>),
    /// All the rest, which is no JSON any more.
    Malformed(Range<usize>),
}

/// Reads a text that begins like JSON.
pub(super) fn read_json(leaf: &mut LeafReader<'_>, text: &str) {
    let mut values = Values::new();
    while values.read_some(leaf, text, usize::MAX) {}
}

impl Values {
    /// Those of a text that is to be read in steps.
    pub(super) fn new() -> Self {
        Self { splitting: Some(Splitting::default()), pieces: VecDeque::new(), kind: FileKind::SingleRecord }
    }

    /// Goes on with finding the values; whether all have been found.
    fn split_some(&mut self, leaf: &mut LeafReader<'_>, text: &str, bytes: usize) -> bool {
        if let Some(splitting) = &mut self.splitting {
            if splitting.go_on(leaf, text, bytes, &mut self.pieces) {
                return false;
            }
            self.splitting = None;
            self.kind = match self.pieces.back() {
                // Nothing comes after it.
                Some(Piece::Malformed(_)) => FileKind::RecoveredText,
                _ if self.pieces.len() == 1 => FileKind::SingleRecord,
                _ => FileKind::Ndjson,
            };
        }
        true
    }

    /// Finds or reads about so many bytes more of the text that the values are those of; whether there is more.
    pub(super) fn read_some(&mut self, leaf: &mut LeafReader<'_>, text: &str, bytes: usize) -> bool {
        if !self.split_some(leaf, text, bytes) {
            return true;
        }
        let mut left = bytes.max(1);
        while let Some(piece) = self.pieces.pop_front() {
            let slice = |range: Range<usize>| text.get(range).unwrap_or_default();
            let context = Context::top(self.kind);
            let len = match piece {
                Piece::Records { start, found, mut progress } => {
                    let len = found.len();
                    let found = found.attach(slice(start..text.len()));
                    if envelope::read_scanned(leaf, &found, context, &mut progress, left) {
                        self.pieces.push_front(Piece::Records { start, found: found.detach(), progress });
                        return true;
                    }
                    len
                }
                Piece::Value(range) => {
                    let origin =
                        Origin { recovered: self.kind == FileKind::RecoveredText, ..Origin::default() };
                    envelope::read_value(leaf, slice(range.clone()), Context { origin, ..context });
                    range.len()
                }
                Piece::BadLine(range) => {
                    recover::read_line(leaf, slice(range.clone()));
                    range.len()
                }
                Piece::Malformed(range) => {
                    recover::read_malformed(leaf, slice(range.clone()));
                    range.len()
                }
            };
            left = left.saturating_sub(len);
            if left == 0 && !self.pieces.is_empty() {
                return true;
            }
        }
        if leaf.is_unseen() {
            leaf.saw(FileKind::OtherJson);
        }
        false
    }
}

/// How far the values of a text have been found.
#[derive(Default)]
struct Splitting {
    at: usize,
    /// Whether the last value stood on a line of its own.
    is_by_line: bool,
    /// A list that begins at `at` and was left off within.
    list: Option<Partial>,
}

impl Splitting {
    /// Finds about so many bytes more of values; whether there are more.
    fn go_on(
        &mut self,
        leaf: &mut LeafReader<'_>,
        text: &str,
        bytes: usize,
        pieces: &mut VecDeque<Piece>,
    ) -> bool {
        let until = self.at.saturating_add(bytes.max(1));
        while self.at < until {
            if self.list.is_none() {
                self.at += gap(leaf, text.get(self.at..).unwrap_or_default());
            }
            let rest = text.get(self.at..).unwrap_or_default();
            if rest.is_empty() {
                return false;
            }
            let begun = self.list.take().or_else(|| rest.starts_with('{').then(Partial::default));
            match begun.map(|begun| begun.go_on(rest, leaf.limits.json_depth, bytes)) {
                Some(Ok(Step::Part(part))) => {
                    self.list = Some(part);
                    return true;
                }
                Some(Ok(Step::Whole(found))) => {
                    let start = self.at;
                    self.at += found.len();
                    pieces.push_back(Piece::Records { start, found, progress: ListProgress::default() });
                }
                Some(Err(_)) | None => {
                    let piece = self.next_piece(text, rest);
                    let is_last = matches!(piece, Piece::Malformed(_));
                    pieces.push_back(piece);
                    if is_last {
                        return false;
                    }
                }
            }
        }
        true
    }

    /// What stands at the start of `rest`, by the general way.
    fn next_piece(&mut self, text: &str, rest: &str) -> Piece {
        let start = self.at;
        if let Some(value) = value_at_start(rest) {
            // Blanks before the value are behind us.
            self.at += value.len();
            self.is_by_line = memchr(b'\n', value.as_bytes()).is_none();
            return Piece::Value(start..self.at);
        }
        let (line, after) = split_line(rest);
        let is_whole_line = text.get(..start).is_none_or(|before| {
            before
                .trim_end_matches([' ', '\t', '\u{1E}', '\0', '\u{FEFF}'])
                .chars()
                .next_back()
                .is_none_or(|c| c == '\n')
        });
        if is_whole_line && line.len() > 2 && (self.is_by_line || is_value(split_line(after).0)) {
            self.is_by_line = true;
            self.at += line.len();
            return Piece::BadLine(start..self.at);
        }
        Piece::Malformed(start..text.len())
    }
}

/// The length of what may stand between two values.
fn gap(leaf: &mut LeafReader<'_>, text: &str) -> usize {
    let is_plain = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | ',');
    let is_stray = |c: char| matches!(c, '\0' | '\u{1E}' | '\u{FEFF}' | '\u{2028}' | '\u{2029}');
    let rest = text.trim_start_matches(|c| is_plain(c) || is_stray(c));
    let len = text.len() - rest.len();
    let skipped = text.get(..len).unwrap_or_default();
    if skipped.chars().any(|c| matches!(c, '\0' | '\u{2028}' | '\u{2029}')) {
        leaf.note(Note::StrayCharacters);
    }
    len
}

/// The JSON value at the start of a text, whatever follows it.
pub(super) fn value_at_start(text: &str) -> Option<&str> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    values.next()?.ok().map(RawValue::get)
}

/// Whether a text is one array or object.
fn is_value(text: &str) -> bool {
    text.starts_with(['{', '[']) && serde_json::from_str::<&RawValue>(text).is_ok()
}

/// The first line without its end, and what follows.
fn split_line(text: &str) -> (&str, &str) {
    let end = memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
    let (line, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (line.trim_end_matches('\r'), rest.strip_prefix('\n').unwrap_or(rest))
}

/// Reads the lines of a CloudWatch Logs export: timestamp, blank, message.
pub(super) fn read_timed_lines(leaf: &mut LeafReader<'_>, text: &str) {
    let context = Context::top(FileKind::CloudWatchLogsExport);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let message = timed_message(line).unwrap_or(line);
        envelope::read_message(leaf, message, context);
    }
    if leaf.num_records() == 0 {
        leaf.saw(FileKind::OtherLogGroup);
    }
}

/// Reads a text of nothing but base64.
pub(super) fn read_base64(leaf: &mut LeafReader<'_>, text: &str) {
    match decode_base64(leaf, text) {
        Some(inner) => read_json(leaf, &inner),
        None => {
            leaf.saw(FileKind::PlainText);
            leaf.skip(SkipReason::NotCloudTrail, text, "");
        }
    }
}

/// The text that base64 stands for, gunzipped where it is gzip; `None` where that is no text.
pub(super) fn decode_base64(leaf: &LeafReader<'_>, text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let mut bytes = base64::engine::general_purpose::STANDARD
        .decode(&compact)
        .or_else(|_| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(&compact))
        .ok()?;
    // Gzip inside gzip is the deepest that is seen.
    for _ in 0..2 {
        if bytes.starts_with(&[0x1F, 0x8B]) {
            let mut buffer = Buffer::default();
            let inflated = inflate(&bytes, leaf.limits.file_bytes, leaf.limits, &mut buffer);
            if matches!(inflated.damage, Some(super::gzip::Damage::Limit(_))) {
                return None;
            }
            bytes = buffer.to_vec();
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}
