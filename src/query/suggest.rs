//! What is being typed, and how it can be completed.
//!
//! ```
//! use trail_loupe_core::query::suggest::{Wanted, complete, wanted};
//!
//! let Wanted::Value { field, typed, .. } = wanted("error:* eventName:Cre", 21) else { panic!() };
//! assert_eq!((field.as_str(), typed.as_str()), ("eventName", "Cre"));
//! assert_eq!(complete("awsR", 4, None)[0].text, "awsRegion:");
//! ```
//!
//! **Invariant:** pure and quick: it reads the text, and values that somebody else has counted.

use super::ast::{FieldPath, Operator, ValueKind, quoted};
use super::bind::{Name, VERDICT_FIELD, resolve};
use super::scan::scan_quoted;
use super::token::{Keyword, Span, Token, TokenKind, byte_offset, lex, utf16_offset};
use crate::base::text;
use crate::record::field::{ALIASES, FIELDS, FieldId};

/// How many completions are offered.
const MOST_COMPLETIONS: usize = 12;

/// Values of a field that fit what was typed, with the number of events that have each.
#[derive(Clone, Copy, Debug)]
pub struct CountedValues<'a> {
    pub field: &'a str,
    pub typed: &'a str,
    pub values: &'a [(String, u64)],
    /// Whether the numbers may be too small.
    pub is_cut: bool,
}

/// A path of the loaded records, as the language writes it, and how many events have it; `None` while
/// they are being counted.
pub type CountedPath = (String, Option<u64>);

/// What could stand at the cursor. Spans, in bytes, are what a completion replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A field or a word of free text.
    Field { typed: String, span: Span },
    /// A value of a field, as the language writes the field.
    Value { field: String, typed: String, span: Span },
    /// Nothing that could be offered: inside free text, a range, an operand.
    Nothing,
}

/// A text that the filter could become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The whole filter.
    pub text: String,
    /// Where the cursor goes, in UTF-16 units.
    pub cursor: usize,
    /// What is offered.
    pub label: String,
    /// What it means, or how often it occurs.
    pub note: String,
}

/// What is being typed. `cursor` counts UTF-16 units.
pub fn wanted(text: &str, cursor: usize) -> Wanted {
    let cursor = byte_offset(text, cursor);
    let before = text.get(..cursor).unwrap_or_default();
    let (tokens, _) = lex(before);
    let touching = tokens.last().filter(|token| token.span.to == cursor);
    let here = Span::new(cursor, cursor);
    if let Some((field, operator, values)) = open_list(&tokens) {
        if operator != Operator::Is {
            return Wanted::Nothing;
        }
        return match values.last() {
            None | Some(Token { kind: TokenKind::Keyword(Keyword::Or), .. }) if touching.is_none() => {
                Wanted::Value { field: field.to_string(), typed: String::new(), span: here }
            }
            // Right after the parenthesis.
            None => Wanted::Value { field: field.to_string(), typed: String::new(), span: here },
            Some(token) if token.span.to == cursor => value(field, token, text, cursor),
            Some(_) => Wanted::Nothing,
        };
    }
    let Some(token) = touching else {
        return Wanted::Field { typed: String::new(), span: here };
    };
    let mut earlier = tokens.iter().rev().skip(1);
    match (&token.kind, earlier.next()) {
        (TokenKind::Open | TokenKind::Minus, _) => Wanted::Field { typed: String::new(), span: here },
        (TokenKind::Operator(Operator::Is), Some(Token { kind: TokenKind::Field(field), .. })) => {
            Wanted::Value { field: field.to_string(), typed: String::new(), span: here }
        }
        (
            TokenKind::Value(_) | TokenKind::Keyword(_),
            Some(Token { kind: TokenKind::Operator(operator), span }),
        ) if span.to == token.span.from => match earlier.next() {
            Some(Token { kind: TokenKind::Field(field), .. }) if *operator == Operator::Is => {
                value(field, token, text, cursor)
            }
            _ => Wanted::Nothing,
        },
        (TokenKind::Value(ValueKind::Word(_)) | TokenKind::Keyword(_), _) => {
            let end = end_of(text, cursor, |c| matches!(c, ':' | '<' | '>'));
            Wanted::Field { typed: token.span.of(text).to_owned(), span: Span::new(token.span.from, end) }
        }
        _ => Wanted::Nothing,
    }
}

/// The field, operator and tokens so far of `f:(…` that is not closed.
fn open_list(tokens: &[Token]) -> Option<(&FieldPath, Operator, &[Token])> {
    let at = tokens.iter().rposition(|token| matches!(token.kind, TokenKind::Open | TokenKind::Close))?;
    let before = tokens.get(..at)?;
    match (tokens.get(at)?, before) {
        (
            Token { kind: TokenKind::Open, span },
            [
                ..,
                Token { kind: TokenKind::Field(field), .. },
                Token { kind: TokenKind::Operator(operator), span: operator_span },
            ],
        ) if operator_span.to == span.from => Some((field, *operator, tokens.get(at + 1..)?)),
        _ => None,
    }
}

fn value(field: &FieldPath, token: &Token, text: &str, cursor: usize) -> Wanted {
    let (typed, end) = match &token.kind {
        TokenKind::Value(ValueKind::Quoted(content)) => (content.clone(), end_of_quoted(text, token, cursor)),
        // The start of a range.
        TokenKind::Value(ValueKind::Word(content)) if content.starts_with('[') => return Wanted::Nothing,
        TokenKind::Value(ValueKind::Word(content)) => (content.clone(), end_of(text, cursor, |_| false)),
        TokenKind::Keyword(_) => (token.span.of(text).to_owned(), end_of(text, cursor, |_| false)),
        _ => return Wanted::Nothing,
    };
    Wanted::Value { field: field.to_string(), typed, span: Span::new(token.span.from, end) }
}

/// Where the word around the cursor ends.
fn end_of(text: &str, cursor: usize, is_end: impl Fn(char) -> bool) -> usize {
    let rest = text.get(cursor..).unwrap_or_default();
    let len = rest.find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"') || is_end(c));
    cursor + len.unwrap_or(rest.len())
}

/// A mark that stands right after the cursor closes the text; further on it may be another's.
fn end_of_quoted(text: &str, token: &Token, cursor: usize) -> usize {
    let is_closed = token.span.to - token.span.from > 1 && {
        let written = token.span.of(text);
        scan_quoted(written).is_some_and(|(_, len)| len == written.len())
    };
    let mut rest = text.get(cursor..).unwrap_or_default().chars();
    let closes = rest.next() == Some('"') && rest.next().is_none_or(|c| c.is_whitespace() || c == ')');
    if !is_closed && closes { cursor + 1 } else { cursor }
}

/// Completions at the cursor. `values` are offered in their order.
pub fn complete(text: &str, cursor: usize, values: Option<CountedValues<'_>>) -> Vec<Completion> {
    complete_with_paths(text, cursor, values, &[])
}

/// The same with the paths of the loaded records.
pub fn complete_with_paths(
    text: &str,
    cursor: usize,
    values: Option<CountedValues<'_>>,
    paths: &[CountedPath],
) -> Vec<Completion> {
    match wanted(text, cursor) {
        Wanted::Nothing => Vec::new(),
        Wanted::Field { typed, span } => {
            let mut out = operators(text, &typed, span);
            out.extend(keywords(text, &typed, span));
            out.extend(fields(text, &typed, span, paths));
            out.truncate(MOST_COMPLETIONS);
            out
        }
        Wanted::Value { field, typed, span } => match values {
            Some(known) if known.field == field && known.typed == typed => known
                .values
                .iter()
                .take(MOST_COMPLETIONS)
                .map(|(value, count)| {
                    let at_least = if known.is_cut { "at least " } else { "" };
                    Completion {
                        note: format!("{at_least}{}", events(*count)),
                        ..replaced(text, span, &quoted(value), value)
                    }
                })
                .collect(),
            _ => Vec::new(),
        },
    }
}

fn replaced(text: &str, span: Span, with: &str, label: &str) -> Completion {
    let before = text.get(..span.from).unwrap_or_default();
    let after = text.get(span.to..).unwrap_or_default();
    let start = [before, with].concat();
    Completion {
        cursor: utf16_offset(&start, start.len()),
        text: start + after,
        label: label.to_owned(),
        note: String::new(),
    }
}

/// The operators, where a whole field name stands before the cursor.
fn operators(text: &str, typed: &str, span: Span) -> Vec<Completion> {
    let path = FieldPath::dotted(typed);
    let has_operator = follows_operator(text, span);
    let name = resolve(&path);
    if name == Name::Path || has_operator {
        return Vec::new();
    }
    let ordered = matches!(name, Name::Column(FieldId::EventTime | FieldId::EventVersion));
    let all = [
        (":", "equals; * and ? stand for any text", true),
        (":*", "is present", true),
        (":(", "is one of (a OR b)", true),
        (">=", "from", ordered),
        ("<", "before", ordered),
    ];
    all.into_iter()
        .filter(|(_, _, is_offered)| *is_offered)
        .map(|(operator, note, _)| {
            let with = format!("{typed}{operator}");
            Completion { note: note.to_owned(), ..replaced(text, span, &with, &with) }
        })
        .collect()
}

fn follows_operator(text: &str, span: Span) -> bool {
    text.get(span.to..).is_some_and(|rest| rest.starts_with([':', '<', '>']))
}

fn keywords(text: &str, typed: &str, span: Span) -> Vec<Completion> {
    let all = [
        ("OR", "one of the two sides holds"),
        ("NOT", "leaves out what follows"),
        ("AND", "both sides hold"),
    ];
    all.into_iter()
        .filter(|(keyword, _)| {
            typed.len() > 1 && starts_with(keyword, typed) && !follows_operator(text, span)
        })
        .map(|(keyword, note)| Completion {
            note: note.to_owned(),
            ..replaced(text, span, &format!("{keyword} "), keyword)
        })
        .collect()
}

/// Fields that fit what was typed: those whose name starts with it before those that have it inside.
fn fields(text: &str, typed: &str, span: Span, paths: &[CountedPath]) -> Vec<Completion> {
    let own = FIELDS.iter().map(|field| {
        let note = if field.derived { format!("{} (derived)", field.label) } else { field.label.to_owned() };
        (field.name, note)
    });
    let aliases = ALIASES.iter().map(|(alias, id)| (*alias, format!("short for {}", id.field().name)));
    let verdict = [(VERDICT_FIELD, "Verdict of the trail simulator (derived)".to_owned())];
    let further = paths
        .iter()
        .filter(|(path, _)| !is_name_of_ours(path))
        .map(|(path, count)| (path.as_str(), how_many(*count)));
    let mut found: Vec<(u8, &str, String)> = own
        .chain(aliases)
        .chain(verdict)
        .chain(further)
        .filter_map(|(name, note)| Some((rank(name, &note, typed)?, name, note)))
        .collect();
    found.sort_by_key(|(rank, ..)| *rank);
    // The operators of a whole name have been offered.
    found.retain(|(_, name, _)| *name != typed);
    found.truncate(MOST_COMPLETIONS);
    let operator = if follows_operator(text, span) { "" } else { ":" };
    found
        .into_iter()
        .map(|(_, name, note)| {
            let count = paths.iter().find(|(path, _)| path.eq_ignore_ascii_case(name));
            let note = match count.filter(|_| is_name_of_ours(name)) {
                Some((_, count)) => format!("{note} · {}", how_many(*count)),
                None => note,
            };
            Completion { note, ..replaced(text, span, &format!("{name}{operator}"), name) }
        })
        .collect()
}

/// Whether a path of a record means something else in a filter, or is offered by its label.
fn is_name_of_ours(path: &str) -> bool {
    path == VERDICT_FIELD
        || FieldId::from_name(path).is_some()
        || ALIASES.iter().any(|(alias, _)| path.eq_ignore_ascii_case(alias))
}

fn how_many(count: Option<u64>) -> String {
    count.map_or_else(|| "counting…".to_owned(), events)
}

fn rank(name: &str, note: &str, typed: &str) -> Option<u8> {
    if starts_with(name, typed) {
        Some(0)
    } else if name.split('.').any(|segment| starts_with(segment, typed)) {
        Some(1)
    } else if has(name, typed) {
        Some(2)
    } else if starts_with(note, typed) {
        Some(3)
    } else {
        None
    }
}

fn has(text: &str, part: &str) -> bool {
    text.as_bytes().windows(part.len().max(1)).any(|window| window.eq_ignore_ascii_case(part.as_bytes()))
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start))
}

fn events(count: u64) -> String {
    if count == 1 { "1 event".to_owned() } else { format!("{} events", text::grouped(count)) }
}
