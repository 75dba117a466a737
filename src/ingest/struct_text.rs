//! The text that Athena and CloudTrail Lake print for structs, maps and arrays, as JSON:
//! `{type=IAMUser, arn=arn:aws:iam::111122223333:user/alice, sessioncontext=null}`.
//!
//! The form is ambiguous: values are not quoted and may hold every mark. A value ends before `, `
//! only where a name and `=` follow, and brackets inside values are balanced.

use super::table::{canonical_name, push_string};

/// How deeply such texts are followed; the identity has five levels.
const NESTING: usize = 32;

/// The text as JSON; `None` where its brackets do not balance. Scalars become strings, `null` stays.
pub(super) fn to_json(text: &str) -> Option<String> {
    let mut out = String::new();
    let rest = value(text.trim(), &mut out, 0)?;
    rest.trim().is_empty().then_some(out)
}

/// Writes the value at the start and returns what follows it.
fn value<'t>(text: &'t str, out: &mut String, depth: usize) -> Option<&'t str> {
    if depth > NESTING {
        return None;
    }
    // A map of texts may hold JSON; that is one text.
    if let Some(inner) = text.strip_prefix('{').filter(|inner| !inner.starts_with('"')) {
        return members(inner, out, depth);
    }
    if let Some(inner) = text.strip_prefix('[') {
        return elements(inner, out, depth);
    }
    let (scalar, rest) = text.split_at_checked(end_of_scalar(text, depth)?)?;
    match scalar {
        "null" => out.push_str("null"),
        other => push_string(out, other),
    }
    Some(rest)
}

fn members<'t>(mut text: &'t str, out: &mut String, depth: usize) -> Option<&'t str> {
    out.push('{');
    let mut is_first = true;
    loop {
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix('}') {
            out.push('}');
            return Some(rest);
        }
        let (name, rest) = text.split_at_checked(end_of_name(text)?)?;
        if !is_first {
            out.push(',');
        }
        is_first = false;
        push_string(out, canonical_name(name));
        out.push(':');
        text = value(rest.strip_prefix('=')?, out, depth + 1)?;
        text = text.strip_prefix(',').unwrap_or(text);
    }
}

fn elements<'t>(mut text: &'t str, out: &mut String, depth: usize) -> Option<&'t str> {
    out.push('[');
    let mut is_first = true;
    loop {
        text = text.trim_start();
        if let Some(rest) = text.strip_prefix(']') {
            out.push(']');
            return Some(rest);
        }
        if !is_first {
            out.push(',');
        }
        is_first = false;
        if text.starts_with(['{', '[']) {
            text = value(text, out, depth + 1)?;
        } else {
            let (scalar, rest) = text.split_at_checked(text.find([',', ']'])?)?;
            push_string(out, scalar);
            text = rest;
        }
        text = text.strip_prefix(',').unwrap_or(text);
    }
}

/// The length of the name before `=`.
fn end_of_name(text: &str) -> Option<usize> {
    let end = text.find('=')?;
    let name = text.get(..end)?;
    let is_name = !name.is_empty() && !name.contains(['{', '}', '[', ']', ',']);
    is_name.then_some(end)
}

/// Where an unquoted value ends: before the bracket that closes what it stands in, or before `, `
/// and another name.
fn end_of_scalar(text: &str, depth: usize) -> Option<usize> {
    let mut open = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => open += 1,
            '}' | ']' if open == 0 => return Some(at),
            '}' | ']' => open -= 1,
            ',' if open == 0 => {
                let next = text.get(at + 1..).unwrap_or_default();
                if next.starts_with(' ') && begins_member(next.trim_start()) {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    (depth == 0).then_some(text.len())
}

/// Whether the text begins with an identifier and `=`.
fn begins_member(text: &str) -> bool {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '$')));
    end.is_some_and(|end| end > 0 && text.get(end..).is_some_and(|rest| rest.starts_with('=')))
}
