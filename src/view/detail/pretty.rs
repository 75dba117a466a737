//! Formatted JSON: the record with line breaks and indents, and not another change.
//!
//! **Invariant:** every character outside white space stays as it is: numbers, escapes and repeated
//! names as delivered.

/// Blanks for each level.
const INDENT: &str = "  ";

/// Levels that are indented further; JSON deeper than this is not a record.
const MAX_INDENT: usize = 100;

/// Formats a JSON text. Text that is no JSON comes back with its tokens on lines of their own.
pub fn pretty(json: &str) -> String {
    let mut out = String::with_capacity(json.len() + json.len() / 4);
    let mut depth = 0usize;
    let mut rest = json.trim();
    while let Some(first) = rest.chars().next() {
        let len = match first {
            '"' => string_len(rest),
            '{' | '[' | '}' | ']' | ',' | ':' => 1,
            c if c.is_whitespace() => {
                rest = rest.trim_start();
                continue;
            }
            _ => rest.find(|c: char| c.is_whitespace() || "{}[],:\"".contains(c)).unwrap_or(rest.len()),
        };
        let (token, after) = rest.split_at_checked(len).unwrap_or((rest, ""));
        rest = after;
        match first {
            '{' | '[' => {
                out.push(first);
                let closing = if first == '{' { '}' } else { ']' };
                if let Some(after) = rest.trim_start().strip_prefix(closing) {
                    out.push(closing);
                    rest = after;
                } else {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                new_line(&mut out, depth);
                out.push(first);
            }
            ',' => {
                out.push(',');
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => out.push_str(token),
        }
    }
    out
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth.min(MAX_INDENT) {
        out.push_str(INDENT);
    }
}

/// The length of the string at the start, both quotes included.
fn string_len(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}
