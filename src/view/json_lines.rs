//! JSON text as indented, coloured lines.
//!
//! The text is only laid out anew: every name, string and number stays as it was written, escapes
//! included. Text that is no JSON comes out as well, in one piece or another.

use super::format::visible;

/// A line of the layout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonLine {
    /// Steps of indentation.
    pub depth: usize,
    pub spans: Vec<Span>,
}

/// A piece of a line, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub kind: SpanKind,
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanKind {
    Mark,
    Name,
    Text,
    Number,
    Word,
}

impl SpanKind {
    /// The part of a class name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Mark => "mark",
            Self::Name => "name",
            Self::Text => "text",
            Self::Number => "number",
            Self::Word => "word",
        }
    }
}

/// Lays out a JSON text.
pub fn json_lines(text: &str) -> Vec<JsonLine> {
    let mut layout = Layout::default();
    let mut rest = text.trim_ascii();
    while let Some(first) = rest.bytes().next() {
        match first {
            b' ' | b'\t' | b'\r' | b'\n' => rest = rest.trim_ascii_start(),
            b'{' | b'[' => {
                let after = rest.get(1..).unwrap_or_default().trim_ascii_start();
                let close = if first == b'{' { '}' } else { ']' };
                if let Some(after) = after.strip_prefix(close) {
                    layout.put(SpanKind::Mark, if first == b'{' { "{}" } else { "[]" });
                    rest = after;
                } else {
                    layout.put(SpanKind::Mark, if first == b'{' { "{" } else { "[" });
                    layout.depth += 1;
                    layout.break_line();
                    rest = after;
                }
            }
            b'}' | b']' => {
                layout.depth = layout.depth.saturating_sub(1);
                layout.break_line();
                layout.put(SpanKind::Mark, if first == b'}' { "}" } else { "]" });
                rest = rest.get(1..).unwrap_or_default();
            }
            b',' => {
                layout.put(SpanKind::Mark, ",");
                layout.break_line();
                rest = rest.get(1..).unwrap_or_default();
            }
            b':' => {
                layout.put(SpanKind::Mark, ": ");
                rest = rest.get(1..).unwrap_or_default();
            }
            b'"' => {
                let (string, after) = split_string(rest);
                let is_name = after.trim_ascii_start().starts_with(':');
                layout.put(if is_name { SpanKind::Name } else { SpanKind::Text }, string);
                rest = after;
            }
            _ => {
                let end = rest
                    .find([',', ':', '{', '}', '[', ']', '"', ' ', '\t', '\r', '\n'])
                    .unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                let is_number = word.starts_with(|first: char| first == '-' || first.is_ascii_digit());
                layout.put(if is_number { SpanKind::Number } else { SpanKind::Word }, word);
                rest = after;
            }
        }
    }
    layout.break_line();
    layout.lines
}

/// The lines as text, with two blanks a step.
pub fn to_text(lines: &[JsonLine]) -> String {
    let mut out = String::new();
    for line in lines {
        out.extend(std::iter::repeat_n("  ", line.depth));
        out.extend(line.spans.iter().map(|span| span.text.as_str()));
        out.push('\n');
    }
    out
}

#[derive(Default)]
struct Layout {
    lines: Vec<JsonLine>,
    line: JsonLine,
    depth: usize,
}

impl Layout {
    fn put(&mut self, kind: SpanKind, text: &str) {
        if self.line.spans.is_empty() {
            self.line.depth = self.depth;
        }
        self.line.spans.push(Span { kind, text: visible(text).into_owned() });
    }

    fn break_line(&mut self) {
        if !self.line.spans.is_empty() {
            self.lines.push(std::mem::take(&mut self.line));
        }
    }
}

/// A string with its quotes, and what follows it.
fn split_string(text: &str) -> (&str, &str) {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return text.split_at(at + 1),
            _ => {}
        }
    }
    (text, "")
}
