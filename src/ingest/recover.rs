//! Saves records out of malformed text: the balanced objects first, then what can be repaired.
//!
//! **Invariant:** every record that comes from here is marked as recovered, and every part that was
//! given up is counted.

use std::borrow::Cow;

use memchr::memmem;

use super::Origin;
use super::envelope::{self, Context};
use super::framing::value_at_start;
use super::kind::FileKind;
use super::known::{mentions_selectors, name_value};
use super::leaf::LeafReader;
use super::lenient::repair;
use super::report::{Note, SkipReason};

/// Failed attempts may cost this many times the text; hostile brackets would otherwise cost its
/// square.
const WORK_FACTOR: usize = 16;

/// Names of which one stands in every record.
const MARKERS: &[&str] = &["eventVersion", "eventName", "insightDetails", "timeWindow"];

/// Members that hold a whole record rather than a part of one.
const ENVELOPE_MEMBERS: &[&str] = &["detail", "_source", "result", "message", "record", "CloudTrailEvent"];

/// Whether a text can hold a record at all.
pub(super) fn has_markers(text: &str) -> bool {
    first_marker(text).is_some()
}

fn first_marker(text: &str) -> Option<usize> {
    MARKERS.iter().filter_map(|name| quoted(text, name)).min()
}

/// Finds markers from left to right, each name no further than needed.
struct Markers<'t> {
    text: &'t str,
    next: Vec<(&'static str, Option<usize>)>,
}

impl<'t> Markers<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, next: MARKERS.iter().map(|name| (*name, quoted(text, name))).collect() }
    }

    /// The first marker that begins at `from` or later.
    fn next_from(&mut self, from: usize) -> Option<usize> {
        for (name, next) in &mut self.next {
            if next.is_some_and(|at| at < from) {
                *next = self.text.get(from..).and_then(|rest| quoted(rest, name)).map(|at| at + from);
            }
        }
        self.next.iter().filter_map(|(_, next)| *next).min()
    }
}

/// Where a name stands with a quote after it, escaped or not.
fn quoted(text: &str, name: &str) -> Option<usize> {
    memmem::find_iter(text.as_bytes(), name).find(|at| {
        let after = text.get(at + name.len()..).unwrap_or_default();
        after.starts_with(['"', '\\']) || after.trim_start().starts_with(':')
    })
}

/// Reads a line among lines of one value each that is no JSON.
pub(super) fn read_line(leaf: &mut LeafReader<'_>, line: &str) {
    let context = recovered(Context::top(FileKind::Ndjson));
    if scan(leaf, line, context) == Saved::Nothing {
        leaf.skip(SkipReason::InvalidJson, line, &syntax_error(line));
    }
}

/// Whether the text begins with `{"Records":[`, blanks aside.
fn begins_with_records(text: &str) -> bool {
    let after = |text: &'_ str, token: &str| text.trim_ascii_start().strip_prefix(token).map(str::len);
    let mut rest = text;
    for token in ["{", "\"Records\"", ":", "["] {
        match after(rest, token).and_then(|left| rest.get(rest.len() - left..)) {
            Some(left) => rest = left,
            None => return false,
        }
    }
    true
}

/// Reads a text that began like JSON and is none.
pub(super) fn read_malformed(leaf: &mut LeafReader<'_>, text: &str) {
    let whole = without_line_numbers(text);
    let is_log = begins_with_records(text);
    let kind = if is_log { FileKind::CloudTrailLog } else { FileKind::RecoveredText };
    if scan(leaf, &whole, recovered(Context::top(kind))) == Saved::Nothing {
        let repaired = repair(&whole, leaf.limits.json_depth).json;
        if value_at_start(&repaired).is_some() && name_value(leaf, &repaired) {
            return;
        }
        if leaf.num_records() == 0 && leaf.is_unseen() {
            leaf.saw(FileKind::MalformedJson);
            let (reason, detail) = match syntax_error(text) {
                detail if detail.starts_with("EOF") => (SkipReason::CutOff, detail),
                detail => (SkipReason::InvalidJson, detail),
            };
            leaf.skip(reason, text, &detail);
        }
    }
    leaf.saw_if_nothing_else(FileKind::MalformedJson);
}

/// Reads any text that does not begin like JSON.
pub(super) fn read_prose(leaf: &mut LeafReader<'_>, text: &str) {
    let whole = without_line_numbers(text);
    if !has_markers(&whole)
        || scan(leaf, &whole, recovered(Context::top(FileKind::RecoveredText))) == Saved::Nothing
    {
        let is_selectors = mentions_selectors(text);
        leaf.saw(if is_selectors { FileKind::EventSelectors } else { FileKind::PlainText });
        leaf.skip(SkipReason::NotCloudTrail, text, "");
    }
}

/// Reads a text whose form is known: the records in the output of the AWS CLI are whole.
pub(super) fn read_known_text(leaf: &mut LeafReader<'_>, text: &str, kind: FileKind) {
    let is_cli = matches!(kind, FileKind::CliText | FileKind::CliYaml | FileKind::CliTable);
    if is_cli {
        leaf.note(Note::Advice("ask the AWS CLI for --output json"));
    }
    if !(is_cli && has_markers(text)) || scan(leaf, text, recovered(Context::top(kind))) == Saved::Nothing {
        leaf.skip(SkipReason::NotCloudTrail, text, kind.label());
    }
}

/// Reads a string that should hold a record and is no JSON.
pub(super) fn read_embedded(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>) {
    if scan(leaf, text, recovered(context)) == Saved::Nothing {
        leaf.skip(SkipReason::InvalidJson, text, &syntax_error(text));
    }
}

fn recovered(context: Context<'_>) -> Context<'_> {
    Context { origin: Origin { recovered: true, ..context.origin }, ..context }
}

/// Whether anything was counted, as a record or as a skip.
#[derive(PartialEq, Eq)]
enum Saved {
    Nothing,
    Something,
}

/// Hands over every whole object with a record in it, and repairs what lies between them.
fn scan(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>) -> Saved {
    let counted_before = leaf.num_counted();
    let (mut at, mut pending) = (0, 0);
    let mut work_left = text.len().saturating_mul(WORK_FACTOR).saturating_add(1 << 20);
    while let Some(found) = memchr::memchr(b'{', text.get(at..).unwrap_or_default().as_bytes()) {
        let start = at + found;
        let rest = text.get(start..).unwrap_or_default();
        match value_at_start(rest) {
            Some(value) => {
                at = start + value.len();
                if has_markers(value) && !is_part(text.get(pending..start).unwrap_or_default()) {
                    read_between(leaf, text.get(pending..start).unwrap_or_default(), context, false);
                    leaf.saw_if_nothing_else(context.kind);
                    envelope::read_value(leaf, value, context);
                    pending = at;
                }
            }
            None => {
                at = start + 1;
                work_left = work_left.saturating_sub(cost_of_failure(rest));
                if work_left == 0 {
                    break;
                }
            }
        }
    }
    read_between(leaf, text.get(pending..).unwrap_or_default(), context, pending > 0);
    if leaf.num_counted() == counted_before { Saved::Nothing } else { Saved::Something }
}

/// Whether the object that follows `before` is a member of a larger record.
fn is_part(before: &str) -> bool {
    let Some(name) = before.trim_end().strip_suffix(':') else {
        return false;
    };
    let name = name.trim_end().trim_end_matches(['"', '\\']);
    let name = name.rsplit(['"', '\\', ' ', '\n']).next().unwrap_or(name);
    // A command or prose may end with a colon as well.
    before.trim_end().trim_end_matches(':').trim_end().ends_with('"') && !ENVELOPE_MEMBERS.contains(&name)
}

/// About how many bytes were looked at until the value turned out to be broken.
fn cost_of_failure(text: &str) -> usize {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Err(err) if err.is_eof() => text.len(),
        Err(err) => {
            let lines = text.split_inclusive('\n').take(err.line().saturating_sub(1));
            lines.map(str::len).sum::<usize>() + err.column()
        }
        Ok(_) => 0,
    }
}

/// Repairs the records in a piece of text that has no whole one.
fn read_between(leaf: &mut LeafReader<'_>, text: &str, context: Context<'_>, is_last: bool) {
    let mut rest = text;
    let mut markers = Markers::new(text);
    while let Some(marker) = markers.next_from(text.len() - rest.len()) {
        let marker = marker - (text.len() - rest.len());
        let start = start_of_record(rest, marker);
        let broken = rest.get(start..).unwrap_or_default();
        let repaired = repair(broken, leaf.limits.json_depth);
        for &at in &repaired.left_out {
            let part = broken.get(at..).and_then(|part| part.lines().next()).unwrap_or_default();
            leaf.skip(SkipReason::PartLeftOut, part, "");
        }
        if repaired.is_cut_off {
            leaf.skip(SkipReason::CutOff, broken, "");
        }
        let is_whole = value_at_start(&repaired.json).is_some();
        if is_whole && has_markers(&repaired.json) {
            let origin = Origin { lossy: true, ..context.origin };
            leaf.saw_if_nothing_else(context.kind);
            envelope::read_value(leaf, &repaired.json, Context { origin, ..context });
        } else if !repaired.is_cut_off {
            leaf.skip(SkipReason::InvalidJson, broken, &syntax_error(broken));
        }
        let next = (start + repaired.len).max(marker + 1);
        rest = tail(rest, next);
    }
    // What is left at the end may be the first bytes of one more record.
    let left = rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}' | '['));
    let begins_record = left.starts_with("{\"") && !left.contains('\n');
    if is_last && begins_record && !left.starts_with("{\"Records\"") {
        leaf.skip(SkipReason::CutOff, left, "");
    }
}

fn tail(text: &str, mut at: usize) -> &str {
    while at < text.len() && !text.is_char_boundary(at) {
        at += 1;
    }
    text.get(at..).unwrap_or_default()
}

/// Where the broken object with this marker begins: at the first brace that can open one, else at
/// the start of the marker's line.
fn start_of_record(text: &str, marker: usize) -> usize {
    let before = text.get(..marker).unwrap_or_default();
    let opens = |at: &usize| {
        let after = text.get(at + 1..).unwrap_or_default().trim_start();
        after.starts_with(['"', '{', '[']) || after.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    if let Some(brace) = memchr::memchr_iter(b'{', before.as_bytes()).find(opens) {
        // A list may open before it.
        let list = before.get(..brace).unwrap_or_default().trim_end();
        return if list.ends_with('[') && !list.ends_with(":[") { list.len() - 1 } else { brace };
    }
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    // Prose may stand before the record in the same line.
    before.get(line..).and_then(|text| text.rfind('"')).map_or(line, |quote| {
        let is_indented = before.get(line..line + quote).is_some_and(|text| text.trim().is_empty());
        if is_indented { line } else { line + quote }
    })
}

fn syntax_error(text: &str) -> String {
    match serde_json::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => String::new(),
        Err(err) => {
            let message = err.to_string();
            // The line is counted from the start of this piece and would mislead.
            message.split(" at line ").next().unwrap_or_default().to_owned()
        }
    }
}

/// The text without the numbers that a document printed before its lines.
fn without_line_numbers(text: &str) -> Cow<'_, str> {
    let number = |line: &str| {
        let trimmed = line.trim_start();
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let rest = trimmed.get(digits..)?.strip_prefix('.')?;
        (digits > 0).then(|| line.len() - rest.len())
    };
    let (mut lines, mut numbered) = (0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        lines += 1;
        numbered += usize::from(number(line).is_some());
    }
    if lines < 3 || numbered * 10 < lines * 9 {
        return Cow::Borrowed(text);
    }
    let stripped = text.lines().map(|line| line.get(number(line).unwrap_or(0)..).unwrap_or_default());
    Cow::Owned(stripped.collect::<Vec<_>>().join("\n"))
}
