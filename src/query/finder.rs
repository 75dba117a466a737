//! Finding a text in bytes without regard to ASCII letter case.

use memchr::{memchr, memchr2};

/// A text to be found. The scan looks for its rarest byte, which most places do not have.
#[derive(Clone, Debug)]
pub(super) struct Finder {
    /// Lower case (ASCII).
    needle: Vec<u8>,
    rare_at: usize,
}

/// Bytes of CloudTrail's JSON from frequent to rare, as counted in public logs, letters in lower
/// case; what is not listed is rarer still.
const FREQUENT_FIRST: &[u8] = b"\"e atsrn:icod-1,2mu03lp.7v8f4b9whg/y56{}zqkx*j_()+#;[]%='$@!";

impl Finder {
    pub(super) fn new(needle: &str) -> Self {
        let needle = needle.to_ascii_lowercase().into_bytes();
        let rank =
            |byte: u8| FREQUENT_FIRST.iter().position(|&known| known == byte).unwrap_or(FREQUENT_FIRST.len());
        let rare_at =
            (0..needle.len()).max_by_key(|&at| needle.get(at).map_or(0, |&byte| rank(byte))).unwrap_or(0);
        Self { needle, rare_at }
    }

    /// Whether the text occurs. The empty text occurs everywhere.
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        self.next_in(bytes, 0).is_some()
    }

    /// Where the text occurs first from a place on.
    fn next_in(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let Some(&rare) = self.needle.get(self.rare_at) else {
            return Some(from);
        };
        let upper = rare.to_ascii_uppercase();
        // The rare byte of a match cannot stand before this place.
        let mut at = from + self.rare_at;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let found = if rare == upper { memchr(rare, rest) } else { memchr2(rare, upper, rest) };
            let start = at + found? - self.rare_at;
            // Without room for it here there is none further on.
            if bytes.get(start..start + self.needle.len())?.eq_ignore_ascii_case(&self.needle) {
                return Some(start);
            }
            at = start + self.rare_at + 1;
        }
    }
}

/// A part of a decoded JSON string that must be in the text it was decoded from, unless that text
/// has `\u` escapes.
#[derive(Clone, Debug)]
pub(super) struct Prefilter {
    finder: Finder,
}

impl Prefilter {
    /// `None` where nothing of the text is sure to be written as it is.
    pub(super) fn new(text: &str) -> Option<Self> {
        // These may also be written with a backslash before them.
        let is_escaped = |c: char| matches!(c, '"' | '\\' | '/') || c.is_control();
        let longest = text.split(is_escaped).max_by_key(|part| part.len())?;
        (!longest.is_empty()).then(|| Self { finder: Finder::new(longest) })
    }

    /// Where the text stands in this JSON, and where it may be hidden by escapes; rising.
    pub(super) fn places_in(&self, json: &[u8]) -> impl Iterator<Item = usize> {
        let places = |next: fn(&Finder, &[u8], usize) -> Option<usize>| {
            let mut from = 0;
            std::iter::from_fn(move || {
                let place = next(&self.finder, json, from)?;
                from = place + 1;
                Some(place)
            })
        };
        let escape = |_: &Finder, json: &[u8], from: usize| {
            Some(from + memchr::memmem::find(json.get(from..)?, b"\\u")?)
        };
        merged(places(Finder::next_in), places(escape))
    }

    /// Whether the text may occur in a string of this JSON.
    pub(super) fn may_be_in(&self, json: &[u8]) -> bool {
        self.finder.is_in(json) || has_unicode_escape(json)
    }
}

/// The numbers of two rising lists, rising.
fn merged(a: impl Iterator<Item = usize>, b: impl Iterator<Item = usize>) -> impl Iterator<Item = usize> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    std::iter::from_fn(move || match (a.peek(), b.peek()) {
        (Some(first), Some(second)) if second < first => b.next(),
        (Some(_), _) => a.next(),
        (None, _) => b.next(),
    })
}

fn has_unicode_escape(json: &[u8]) -> bool {
    memchr::memmem::find(json, b"\\u").is_some()
}

/// `*`, `?` and literal bytes, matched without regard to ASCII letter case.
#[derive(Clone, Debug)]
pub(super) struct Glob {
    parts: Vec<GlobPart>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum GlobPart {
    /// Lower case (ASCII).
    Byte(u8),
    AnyOne,
    AnyRun,
}

impl Glob {
    /// The whole value must match; with `inside` some part of it.
    pub(super) fn new(wildcard: &super::ast::Wildcard, inside: bool) -> Self {
        use super::ast::WildcardPart;
        let mut parts = Vec::new();
        let run = inside.then_some(GlobPart::AnyRun);
        parts.extend(run);
        for part in &wildcard.parts {
            match part {
                WildcardPart::Literal(text) => {
                    parts.extend(text.bytes().map(|byte| GlobPart::Byte(byte.to_ascii_lowercase())));
                }
                WildcardPart::AnyOne => parts.push(GlobPart::AnyOne),
                WildcardPart::AnyRun => parts.push(GlobPart::AnyRun),
            }
        }
        parts.extend(run);
        parts.dedup_by(|a, b| *a == GlobPart::AnyRun && *b == GlobPart::AnyRun);
        Self { parts }
    }

    /// Whether the text matches: the last `*` is the only one that ever takes more.
    pub(super) fn matches(&self, text: &str) -> bool {
        let bytes = text.as_bytes();
        let (mut at, mut part) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        loop {
            let is_step = match (self.parts.get(part), bytes.get(at)) {
                (None, None) => return true,
                (Some(GlobPart::AnyRun), _) => {
                    retry = Some((at, part + 1));
                    part += 1;
                    continue;
                }
                (Some(GlobPart::Byte(wanted)), Some(byte)) if byte.to_ascii_lowercase() == *wanted => {
                    at += 1;
                    true
                }
                (Some(GlobPart::AnyOne), Some(&byte)) => {
                    at += scalar_len(byte);
                    true
                }
                _ => false,
            };
            if is_step {
                part += 1;
                continue;
            }
            let Some((from, after)) = retry else {
                return false;
            };
            let Some(&byte) = bytes.get(from) else {
                return false;
            };
            let from = from + scalar_len(byte);
            retry = Some((from, after));
            (at, part) = (from, after);
        }
    }
}

/// How many bytes the scalar has that this byte starts.
fn scalar_len(first: u8) -> usize {
    match first {
        0..=0x7F => 1,
        0x80..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xFF => 4,
    }
}
