//! Writing text of the filter language: what a click means.
//!
//! **Invariant:** values are always quoted, so that no character of theirs has a meaning.

/// A text in quotes; `"` and `\` inside are escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

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
    if !path.is_empty() {
        path.push('.');
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if !segment.is_empty() && segment.chars().all(is_plain) && !segment.starts_with('-') {
        path.push_str(segment);
    } else {
        path.push_str(&quoted(segment));
    }
}

/// Records where some value of the path is this.
pub fn term(path: &str, value: &str) -> String {
    format!("{path}:{}", quoted(value))
}

/// Records where none is.
pub fn exclusion(path: &str, value: &str) -> String {
    format!("NOT {path}:{}", quoted(value))
}

/// Records where some value of the path is one of these.
pub fn one_of<'a>(path: &str, values: impl IntoIterator<Item = &'a str>) -> String {
    let values: Vec<String> = values.into_iter().map(quoted).collect();
    match values.as_slice() {
        [only] => format!("{path}:{only}"),
        _ => format!("{path}:({})", values.join(" OR ")),
    }
}
