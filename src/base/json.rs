//! Reading valid JSON text where it lies: values are slices, nothing is copied until it is asked
//! for, numbers keep the text they were written with.
//!
//! **Invariant:** the text has been judged valid by `serde_json` before it comes here. On invalid
//! text the answers are meaningless but nothing panics and everything ends.

use std::borrow::Cow;

use memchr::memchr;

use super::lanes::{LANES, marks_in_string, marks_outside_strings};

/// One JSON value: its text, without blanks around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    text: &'a str,
}

/// A string as written between its quotes, escapes and all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RawStr<'a> {
    escaped: &'a str,
}

/// What kind of value it is, with its content.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'a> {
    Null,
    Bool(bool),
    /// The number as written.
    Number(&'a str),
    String(RawStr<'a>),
    Array(Elements<'a>),
    Object(Members<'a>),
}

impl<'a> Value<'a> {
    /// The value that `text` holds; blanks around it are dropped.
    pub fn new(text: &'a str) -> Self {
        Self { text: text.trim_matches(is_blank) }
    }

    /// The value as written.
    pub fn text(self) -> &'a str {
        self.text
    }

    pub fn kind(self) -> Kind<'a> {
        let inner = || self.text.get(1..).unwrap_or_default();
        match self.text.as_bytes().first() {
            Some(b'{') => Kind::Object(Members { rest: inner() }),
            Some(b'[') => Kind::Array(Elements { rest: inner() }),
            Some(b'"') => {
                let inner = inner();
                Kind::String(RawStr {
                    escaped: inner.get(..inner.len().saturating_sub(1)).unwrap_or_default(),
                })
            }
            Some(b't') => Kind::Bool(true),
            Some(b'f') => Kind::Bool(false),
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number(self.text),
        }
    }

    /// The members of an object; of anything else, none.
    pub fn members(self) -> Members<'a> {
        match self.kind() {
            Kind::Object(members) => members,
            _ => Members { rest: "" },
        }
    }

    /// The elements of an array; of anything else, none.
    pub fn elements(self) -> Elements<'a> {
        match self.kind() {
            Kind::Array(elements) => elements,
            _ => Elements { rest: "" },
        }
    }

    /// The members of an object with every name once: where a name is repeated the last one counts,
    /// as for every common JSON reader.
    pub fn last_members(self) -> Vec<(Cow<'a, str>, Value<'a>)> {
        let mut members: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
        for (name, value) in self.members() {
            let name = name.decode();
            match members.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 = value,
                None => members.push((name, value)),
            }
        }
        members
    }

    /// The value of the last member of this exact name.
    pub fn member(self, name: &str) -> Option<Value<'a>> {
        self.members().filter(|(known, _)| known.is(name)).last().map(|(_, value)| value)
    }

    /// The decoded text of a string.
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::String(text) => Some(text.decode()),
            _ => None,
        }
    }

    /// The text of a string, number or boolean: what comparisons see. `None` for null, arrays and
    /// objects.
    pub fn scalar(self) -> Option<Cow<'a, str>> {
        match self.kind() {
            Kind::String(text) => Some(text.decode()),
            Kind::Number(text) => Some(Cow::Borrowed(text)),
            Kind::Bool(truth) => Some(Cow::Borrowed(if truth { "true" } else { "false" })),
            Kind::Null | Kind::Array(_) | Kind::Object(_) => None,
        }
    }
}

impl<'a> RawStr<'a> {
    /// The string without its quotes, escapes as written.
    pub fn escaped(self) -> &'a str {
        self.escaped
    }

    /// The string that is meant. A lone surrogate becomes U+FFFD.
    pub fn decode(self) -> Cow<'a, str> {
        match memchr(b'\\', self.escaped.as_bytes()) {
            None => Cow::Borrowed(self.escaped),
            Some(first) => Cow::Owned(unescape(self.escaped, first)),
        }
    }

    /// Whether the string that is meant is `text`.
    pub fn is(self, text: &str) -> bool {
        self.escaped == text || (self.escaped.contains('\\') && self.decode() == text)
    }
}

/// The members of an object in the order written, repeated names included.
#[derive(Clone, Copy, Debug)]
pub struct Members<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Members<'a> {
    type Item = (RawStr<'a>, Value<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let at_name = skip(self.rest, |byte| is_blank_byte(byte) || byte == b',');
        if !at_name.starts_with('"') {
            self.rest = "";
            return None;
        }
        let (name, after) = at_name.split_at_checked(end_of_string(at_name.as_bytes()))?;
        let after = skip(skip(after, is_blank_byte).strip_prefix(':')?, is_blank_byte);
        let (value, rest) = split_value(after)?;
        self.rest = rest;
        let escaped = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
        Some((RawStr { escaped }, value))
    }
}

/// The elements of an array in order.
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Value<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let at_value = skip(self.rest, |byte| is_blank_byte(byte) || byte == b',');
        if at_value.is_empty() || at_value.starts_with(']') {
            self.rest = "";
            return None;
        }
        let (value, rest) = split_value(at_value)?;
        self.rest = rest;
        Some(value)
    }
}

/// Calls `leaf` with the decoded text of every string, number and boolean below `value`, until it
/// answers `true`. Of members with the same name the last counts. Names are not leaves.
pub fn any_leaf(value: Value<'_>, leaf: &mut impl FnMut(&str) -> bool) -> bool {
    match value.kind() {
        Kind::Null => false,
        Kind::Array(elements) => elements.into_iter().any(|element| any_leaf(element, leaf)),
        Kind::Object(_) => value.last_members().into_iter().any(|(_, member)| any_leaf(member, leaf)),
        Kind::String(_) | Kind::Number(_) | Kind::Bool(_) => value.scalar().is_some_and(|text| leaf(&text)),
    }
}

/// How deeply arrays and objects are nested in the text: 0 for a scalar.
pub fn nesting(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest, mut at) = (0usize, 0usize, 0usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += end_of_string(bytes.get(at..).unwrap_or_default());
                continue;
            }
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    deepest
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r')
}

fn is_blank_byte(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// The text without the bytes at its start of which the test holds; only ASCII is asked about.
#[inline(always)]
fn skip(text: &str, test: impl Fn(u8) -> bool) -> &str {
    let len = text.bytes().take_while(|&byte| test(byte)).count();
    text.get(len..).unwrap_or_default()
}

/// Splits the value at the start of `text` from what follows it.
fn split_value(text: &str) -> Option<(Value<'_>, &str)> {
    let (value, rest) = text.split_at_checked(end_of_value(text.as_bytes()))?;
    Some((Value { text: value }, rest))
}

/// The length of the value at the start; at least 1 where there is any text.
fn end_of_value(text: &[u8]) -> usize {
    match text.first() {
        Some(b'"') => end_of_string(text),
        Some(b'{' | b'[') => end_of_nested(text),
        _ => text
            .iter()
            .position(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\n' | b'\r'))
            .unwrap_or(text.len()),
    }
}

/// The length of the string at the start, both quotes included.
#[inline]
fn end_of_string(text: &[u8]) -> usize {
    let mut at = 1;
    loop {
        at = match next_mark(text, at, marks_in_string, |byte| byte == b'"' || byte == b'\\') {
            Some((at, b'"')) => return at + 1,
            Some((at, b'\\')) => at + 2,
            // Control characters, which valid JSON has none of.
            Some((at, _)) => at + 1,
            None => return text.len(),
        };
    }
}

/// The length of the array or object at the start, both brackets included.
fn end_of_nested(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0usize, 0usize);
    let is_mark = |byte: u8| byte == b'"' || byte | 0x20 == b'{' || byte | 0x20 == b'}';
    while let Some((found, byte)) = next_mark(text, at, marks_outside_strings, is_mark) {
        at = found + 1;
        match byte {
            b'"' => at = found + end_of_string(text.get(found..).unwrap_or_default()),
            b'{' | b'[' => depth += 1,
            _ => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at;
                }
            }
        }
    }
    text.len()
}

/// The next byte from `at` on that is marked, and where it stands.
#[inline(always)]
fn next_mark(
    text: &[u8],
    mut at: usize,
    marks: impl Fn(&[u8; LANES]) -> u32,
    is_mark: impl Fn(u8) -> bool,
) -> Option<(usize, u8)> {
    while let Some(block) = text.get(at..).and_then(<[u8]>::first_chunk::<LANES>) {
        match marks(block) {
            0 => at += LANES,
            found => {
                at += found.trailing_zeros() as usize;
                return Some((at, *text.get(at)?));
            }
        }
    }
    let rest = text.get(at..)?;
    let found = rest.iter().position(|&byte| is_mark(byte))?;
    Some((at + found, *rest.get(found)?))
}

fn unescape(escaped: &str, first: usize) -> String {
    let mut out = String::with_capacity(escaped.len());
    let (plain, mut rest) = escaped.split_at_checked(first).unwrap_or((escaped, ""));
    out.push_str(plain);
    while let Some(after) = rest.strip_prefix('\\') {
        let mut chars = after.chars();
        match chars.next() {
            Some('b') => out.push('\u{8}'),
            Some('f') => out.push('\u{c}'),
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('u') => {
                let (decoded, after) = unicode_escape(chars.as_str());
                out.push(decoded);
                chars = after.chars();
            }
            Some(other) => out.push(other),
            None => {}
        }
        let after = chars.as_str();
        let next = memchr(b'\\', after.as_bytes()).unwrap_or(after.len());
        let (plain, following) = after.split_at_checked(next).unwrap_or((after, ""));
        out.push_str(plain);
        rest = following;
    }
    out
}

/// The scalar after `\u` and what follows it; a pair of surrogates is one scalar.
fn unicode_escape(text: &str) -> (char, &str) {
    let unit = |text: &str| text.get(..4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let Some(first) = unit(text) else {
        return (char::REPLACEMENT_CHARACTER, text);
    };
    let rest = text.get(4..).unwrap_or_default();
    if let 0xD800..=0xDBFF = first
        && let Some(low_text) = rest.strip_prefix("\\u")
        && let Some(low @ 0xDC00..=0xDFFF) = unit(low_text)
    {
        let scalar = 0x10000 + ((first - 0xD800) << 10) + (low - 0xDC00);
        let decoded = char::from_u32(scalar).unwrap_or(char::REPLACEMENT_CHARACTER);
        return (decoded, low_text.get(4..).unwrap_or_default());
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}
