//! Writing text of the filter language: what a click means.
//!
//! **Invariant:** values are always quoted, so that no character of theirs has a meaning.

use crate::query::ast::quoted;
use crate::query::edit::{negated, value_term};
use crate::query::token::Keyword;

/// A path from its segments; a segment that is no plain name is quoted.
pub fn path<'a>(segments: impl IntoIterator<Item = &'a str>) -> String {
    let mut out = String::new();
    for segment in segments {
        push_segment(&mut out, segment);
    }
    out
}

/// Adds one segment to a path.
pub fn push_segment(path: &mut String, segment: &str) {
    // Words that would be something else at the start of a term.
    let is_taken = path.is_empty()
        && (segment.starts_with('-') || segment == "arn" || Keyword::from_word(segment).is_some());
    if !path.is_empty() {
        path.push('.');
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !segment.is_empty() && segment.chars().all(is_plain) && !is_taken {
        path.push_str(segment);
    } else {
        path.push_str(&quoted(segment));
    }
}

/// Records where some value of the path is this.
pub fn term(path: &str, value: &str) -> String {
    value_term(path, value)
}

/// Records where none is.
pub fn exclusion(path: &str, value: &str) -> String {
    negated(&value_term(path, value))
}

/// Records where some value of the path is one of these.
pub fn one_of<'a>(path: &str, values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.into_iter().map(quoted).collect();
    match values.as_slice() {
        [only] => format!("{path}:{only}"),
        _ => format!("{path}:({})", values.join(" OR ")),
    }
}
