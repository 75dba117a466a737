//! Names and strings of malformed JSON: where they end when quotes are missing or bare.

/// A name with its colon at the start of the text: its escaped form, and the length up to after the
/// colon. The quotes may be missing.
pub(super) fn name_at(text: &str) -> Option<(String, usize)> {
    let (name, len) = if let Some(inner) = text.strip_prefix('"') {
        let end = inner.find(['"', '\n'])?;
        let name = inner.get(..end)?;
        if !inner.get(end..)?.starts_with('"') || name.ends_with('\\') {
            return None;
        }
        (name, end + 2)
    } else {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '@')))?;
        (text.get(..end).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?, end)
    };
    let after = text.get(len..)?;
    let trimmed = after.trim_start_matches([' ', '\t', '\r', '\n']);
    let value = trimmed.strip_prefix(':')?;
    if value.starts_with("//") {
        return None;
    }
    let mut escaped = String::with_capacity(name.len());
    for c in name.chars() {
        push_escaped(&mut escaped, c);
    }
    Some((escaped, len + (after.len() - trimmed.len()) + 1))
}

/// The string at the start of the text, escaped, and its length with the quotes. `None` where the
/// text ends inside it.
pub(super) fn string_at(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    // Where the first line ends: there the quote belongs if no other is found.
    let mut first_line = None;
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some((_, escaped @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't'))) => {
                    out.push('\\');
                    out.push(escaped);
                }
                Some((u_at, 'u')) => {
                    let hex = text.get(u_at + 1..u_at + 5).unwrap_or_default();
                    let is_hex = hex.len() == 4 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
                    out.push_str(if is_hex { "\\u" } else { "\\\\u" });
                }
                Some((_, other)) => {
                    out.push_str("\\\\");
                    push_escaped(&mut out, other);
                }
                None => break,
            },
            '"' => {
                if ends_string(text.get(at + 1..).unwrap_or_default()) {
                    return Some((out, at + 1));
                }
                out.push_str("\\\"");
            }
            '\n' => {
                let next = text.get(at + 1..).unwrap_or_default().trim_start();
                if next.starts_with('"') && name_at(next).is_some() {
                    // The closing quote is missing: the next line begins another member.
                    return Some((without_comma(&out), at));
                }
                first_line.get_or_insert((out.len(), at));
                out.push_str("\\n");
            }
            other => push_escaped(&mut out, other),
        }
    }
    let (len, at) = first_line?;
    Some((without_comma(out.get(..len)?), at))
}

/// An escaped text without the comma that followed it.
fn without_comma(text: &str) -> String {
    let text = text.trim_end_matches([' ', '\t']);
    text.strip_suffix("\\r").unwrap_or(text).trim_end_matches(',').to_owned()
}

/// Whether a quote ends its string, by what follows it.
fn ends_string(after: &str) -> bool {
    let trimmed = after.trim_start();
    match trimmed.bytes().next() {
        None | Some(b'}' | b']') => true,
        Some(b',') => {
            let next = trimmed.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
            !next.starts_with('\\')
        }
        // A comma is missing.
        Some(b'"') => name_at(trimmed).is_some(),
        Some(_) => after.get(..after.len() - trimmed.len()).is_some_and(|blanks| blanks.contains('\n')),
    }
}

pub(super) fn push_escaped(out: &mut String, c: char) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
        c => out.push(c),
    }
}
