//! Regular expressions of the filter language: letter case counts, time is linear.
//!
//! The engine is a small one that steps through the text byte by byte. What it is seldom asked for
//! is what makes it quick enough for millions of records: most patterns hold a text that every match
//! has, and a record without that text is not looked at (see `Pattern::required`).
//!
//! `\w`, `\d`, `\s` and `(?i)` know ASCII alone, as every comparison of the filter language does; `.`
//! and literals know all characters.

use regex_lite::{Regex, RegexBuilder};

/// The memory that one compiled regular expression may take.
const MAX_BYTES: usize = 1 << 20;

/// A compiled regular expression.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    required: String,
}

impl Pattern {
    /// # Errors
    /// Why the text is no regular expression, in words.
    pub(super) fn new(text: &str) -> Result<Self, String> {
        match RegexBuilder::new(text).size_limit(MAX_BYTES).build() {
            Ok(regex) => Ok(Self { regex, required: required(text) }),
            Err(err) => Err(match err.to_string() {
                // Its own words for the limit above.
                reason if reason.contains("size limit") => "it takes too much memory".to_owned(),
                reason => reason,
            }),
        }
    }

    /// Whether some part of `text` matches.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// A text that stands in every match, in this or another letter case (ASCII); empty where none is
    /// known.
    pub(super) fn required(&self) -> &str {
        &self.required
    }
}

/// The longest run of plain characters outside of groups. A pattern with alternatives, or with flags
/// that change how it is read, has none.
fn required(pattern: &str) -> String {
    let pattern = pattern.strip_prefix("(?i)").unwrap_or(pattern);
    let is_plain_group = |(at, _)| pattern.get(at..).is_some_and(|group| group.starts_with("(?:"));
    if !pattern.match_indices("(?").all(is_plain_group) {
        return String::new();
    }
    let (mut longest, mut run) = (String::new(), String::new());
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let (len, literal) = match (first, rest.chars().nth(1)) {
            ('|', _) => return String::new(),
            ('(', _) => (group_len(rest), None),
            ('[', _) => (class_len(rest), None),
            ('.' | '^' | '$', _) => (1, None),
            ('\\', Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B')) => (2, None),
            // The two places that are written with punctuation are those of a word's ends.
            ('\\', Some(c)) if c.is_ascii_punctuation() && c != '<' && c != '>' => (2, Some(c)),
            ('\\', _) => return String::new(),
            (c, _) => (c.len_utf8(), Some(c)),
        };
        let (repetition, after) = split_repetition(rest.get(len..).unwrap_or_default());
        rest = after;
        let is_once_at_least = repetition.bytes().all(|byte| byte == b'+');
        run.extend(literal.filter(|_| is_once_at_least));
        if literal.is_none() || !repetition.is_empty() {
            longest = longer(longest, std::mem::take(&mut run));
        }
    }
    longer(longest, run)
}

fn longer(one: String, other: String) -> String {
    if other.len() > one.len() { other } else { one }
}

/// The marks of repetition at the start, and what follows them.
fn split_repetition(text: &str) -> (&str, &str) {
    let mut len = 0;
    while let Some(mark @ ('?' | '*' | '+' | '{')) = text.get(len..).and_then(|rest| rest.chars().next()) {
        let end = || text.get(len..).and_then(|rest| rest.find('}')).map_or(text.len(), |end| len + end + 1);
        len = if mark == '{' { end() } else { len + 1 };
    }
    text.split_at_checked(len).unwrap_or((text, ""))
}

/// The length of the group at the start.
fn group_len(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0usize);
    while let Some(&byte) = text.as_bytes().get(at) {
        at += match byte {
            b'\\' => 2,
            b'[' => class_len(text.get(at..).unwrap_or_default()),
            _ => 1,
        };
        match byte {
            b'(' => depth += 1,
            b')' if depth == 1 => return at,
            b')' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// The length of the character class at the start. Classes are not nested.
fn class_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    at += usize::from(bytes.get(at) == Some(&b'^'));
    // A bracket that stands first is meant literally.
    at += usize::from(bytes.get(at) == Some(&b']'));
    while let Some(&byte) = bytes.get(at) {
        let named = || text.get(at..).filter(|rest| rest.starts_with("[:")).and_then(|rest| rest.find(":]"));
        at += match byte {
            b'\\' => 2,
            b'[' => named().map_or(1, |len| len + 2),
            b']' => return at + 1,
            _ => 1,
        };
    }
    text.len()
}
