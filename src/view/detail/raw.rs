//! A record's text as delivered, and a form of it that can be shown.
//!
//! **Invariant:** a copy is byte for byte the record's text, or that text with nothing but its tokens
//! masked; marks for hidden characters are only in what is shown.

use super::mask;
use crate::view::format;

/// Characters that are shown until someone wants all: the browser lays out every one.
const FIRST_CHARS: usize = 60_000;

/// The text of a record, with and without its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawText {
    text: String,
    masked: String,
    /// Session tokens and other secrets in it.
    pub num_secrets: usize,
}

impl RawText {
    pub fn new(json: &str) -> Self {
        let (masked, num_secrets) = mask::mask(json);
        Self { text: json.to_owned(), masked, num_secrets }
    }

    /// For the clipboard.
    pub fn copy(&self, with_secrets: bool) -> &str {
        if with_secrets { &self.text } else { &self.masked }
    }

    /// For the screen: every line with what would hide in it made visible, and how many characters
    /// are left out.
    pub fn shown(&self, with_secrets: bool, whole: bool) -> (String, usize) {
        let text = self.copy(with_secrets);
        let end = match text.char_indices().nth(FIRST_CHARS) {
            Some((end, _)) if !whole => end,
            _ => text.len(),
        };
        let (head, tail) = text.split_at_checked(end).unwrap_or((text, ""));
        let lines: Vec<_> =
            head.split('\n').map(|line| format::visible(line.strip_suffix('\r').unwrap_or(line))).collect();
        (lines.join("\n"), tail.chars().count())
    }
}
