//! Where names, quoted texts, regular expressions and ranges end. Each looks at the text from its
//! first character and says what stands there, or that it is something else.

use super::ast::ValueKind;

/// What stands before an operator.
pub(super) struct Name {
    pub(super) segments: Vec<String>,
    /// Bytes before the operator.
    pub(super) len: usize,
    pub(super) is_quoted: bool,
    pub(super) has_empty_segment: bool,
}

/// Reads `a.b."c d"` where an operator follows it.
pub(super) fn scan_name(text: &str) -> Option<Name> {
    let mut segments = Vec::new();
    let mut segment = String::new();
    let (mut at, mut is_quoted, mut has_empty_segment) = (0, false, false);
    let mut segment_start = 0;
    let mut segment_quoted = false;
    loop {
        let c = text.get(at..)?.chars().next()?;
        match c {
            '"' if at == segment_start => {
                let (content, len) = scan_quoted(text.get(at..)?)?;
                segment = content;
                (is_quoted, segment_quoted) = (true, true);
                at += len;
                if !matches!(text.get(at..)?.chars().next()?, '.' | ':' | '<' | '>') {
                    return None;
                }
                continue;
            }
            '.' | ':' | '<' | '>' => {
                has_empty_segment |= segment.is_empty() && !segment_quoted;
                segments.push(std::mem::take(&mut segment));
                if c != '.' {
                    return Some(Name { segments, len: at, is_quoted, has_empty_segment });
                }
                segment_start = at + 1;
                segment_quoted = false;
            }
            '\\' => {
                at += 1;
                let escaped = text.get(at..)?.chars().next()?;
                segment.push(escaped);
                at += escaped.len_utf8();
                continue;
            }
            '(' | ')' | '"' => return None,
            c if c.is_whitespace() => return None,
            c => segment.push(c),
        }
        at += c.len_utf8();
    }
}

/// A pasted type or address: `AWS::S3::Object`, `https://…`.
pub(super) fn is_free_text(name: &Name, from_operator: &str) -> bool {
    let is_pasted = from_operator.starts_with("::") || from_operator.starts_with("://");
    is_pasted && name.len > 0 && !name.is_quoted
}

/// The content of the quoted text at the start and its length with both marks.
pub(super) fn scan_quoted(text: &str) -> Option<(String, usize)> {
    let mut content = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((content, at + 1)),
            '\\' => match chars.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, escaped)) => content.push(escaped),
                None => content.push('\\'),
            },
            c => content.push(c),
        }
    }
    None
}

/// The pattern of `/re/` at the start and the length with both slashes.
pub(super) fn scan_regex(text: &str) -> Option<(&str, usize)> {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => {
                chars.next();
            }
            '/' => {
                let after = text.get(at + 1..)?.chars().next();
                let ends = after.is_none_or(|c| c.is_whitespace() || c == ')');
                return ends.then(|| Some((text.get(1..at)?, at + 1))).flatten();
            }
            _ => {}
        }
    }
    None
}

/// How far after its bracket a range is looked for. Its ends are numbers or times, which are far shorter; without a bound
/// a text of many open brackets would be walked through from each of them.
const MAX_RANGE_BYTES: usize = 512;

/// Where ` TO ` starts and ends and where `]` stands in the text after `[`.
pub(super) fn scan_range(text: &str) -> Option<(usize, usize, usize)> {
    let mut to = None;
    let mut at = 0;
    let mut after_blank = false;
    while let Some(c) = text.get(at..)?.chars().next().filter(|_| at < MAX_RANGE_BYTES) {
        match c {
            '"' => {
                at += scan_quoted(text.get(at..)?)?.1;
                after_blank = false;
                continue;
            }
            '\\' => {
                at += 1;
                at += text.get(at..)?.chars().next()?.len_utf8();
                after_blank = false;
                continue;
            }
            ']' => return to.map(|(from, end)| (from, end, at)),
            _ => {
                let word = text.get(at..at + 2).unwrap_or_default();
                let is_end = text.get(at + 2..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
                if to.is_none() && after_blank && word.eq_ignore_ascii_case("to") && is_end {
                    to = Some((at, at + 2));
                }
            }
        }
        after_blank = c.is_whitespace();
        at += c.len_utf8();
    }
    None
}

/// One end of a range: quoted, or a word with its backslashes taken off.
pub(super) fn range_operand(text: &str) -> ValueKind {
    if text.starts_with('"')
        && let Some((content, len)) = scan_quoted(text)
        && len == text.len()
    {
        return ValueKind::Quoted(content);
    }
    let mut word = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        word.extend(if c == '\\' { chars.next() } else { Some(c) });
    }
    ValueKind::Word(word)
}
