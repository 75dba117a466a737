//! Splits a text into its JSON values and hands each to the envelopes.

use base64::Engine as _;
use memchr::memchr;
use serde_json::value::RawValue;

use super::detect::timed_message;
use super::envelope::{self, Context};
use super::gzip::inflate;
use super::kind::FileKind;
use super::leaf::LeafReader;
use super::report::{Note, SkipReason};
use super::scan::{Scan, scan};
use super::{Origin, recover};
use crate::base::gzip::Buffer;

/// A piece of a text of JSON values.
enum Piece<'a> {
    /// A `{"Records":[…]}` object.
    Records(Scan<'a>),
    /// Any other value.
    Value(&'a str),
    /// A line among lines of one value each that is none.
    BadLine(&'a str),
    /// All the rest, which is no JSON any more.
    Malformed(&'a str),
}

/// Reads a text that begins like JSON: one value, or several glued together, a line each or with
/// commas between them.
pub(super) fn read_json(leaf: &mut LeafReader<'_>, text: &str) {
    let pieces = split_values(leaf, text);
    let is_malformed = pieces.iter().any(|piece| matches!(piece, Piece::Malformed(_)));
    let kind = match pieces.len() {
        _ if is_malformed => FileKind::RecoveredText,
        1 => FileKind::SingleRecord,
        _ => FileKind::Ndjson,
    };
    for piece in pieces {
        match piece {
            Piece::Records(found) => envelope::read_scanned(leaf, &found, Context::top(kind)),
            Piece::Value(value) => {
                let origin = Origin { recovered: is_malformed, ..Origin::default() };
                envelope::read_value(leaf, value, Context { origin, ..Context::top(kind) });
            }
            Piece::BadLine(line) => recover::read_line(leaf, line),
            Piece::Malformed(rest) => recover::read_malformed(leaf, rest),
        }
    }
    if leaf.is_unseen() {
        leaf.saw(FileKind::OtherJson);
    }
}

fn split_values<'a>(leaf: &mut LeafReader<'_>, text: &'a str) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut is_by_line = false;
    loop {
        at += gap(leaf, text.get(at..).unwrap_or_default());
        let rest = text.get(at..).unwrap_or_default();
        if rest.is_empty() {
            return pieces;
        }
        if rest.starts_with('{')
            && let Ok(found) = scan(rest, leaf.limits.json_depth)
        {
            at += found.len();
            pieces.push(Piece::Records(found));
        } else if let Some(value) = value_at_start(rest) {
            at += value.len();
            is_by_line = memchr(b'\n', value.as_bytes()).is_none();
            pieces.push(Piece::Value(value));
        } else {
            let (line, after) = split_line(rest);
            let is_whole_line = text.get(..at).is_none_or(|before| {
                before
                    .trim_end_matches([' ', '\t', '\u{1E}', '\0', '\u{FEFF}'])
                    .chars()
                    .next_back()
                    .is_none_or(|c| c == '\n')
            });
            if is_whole_line && line.len() > 2 && (is_by_line || is_value(split_line(after).0)) {
                pieces.push(Piece::BadLine(line));
                is_by_line = true;
                at += line.len();
            } else {
                pieces.push(Piece::Malformed(rest));
                return pieces;
            }
        }
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
