//! Gestures as edits of the text: a click on a value, a chip taken away, a toggle, the brush of the
//! timeline.
//!
//! ```
//! use trail_loupe_core::query::edit::{add, chips, toggle, value_term, with_time_range};
//!
//! let term = value_term("eventName", "Delete\"x\"");
//! assert_eq!(term, r#"eventName:"Delete\"x\"""#);
//! assert_eq!(add("a OR b", &term), r#"(a OR b) eventName:"Delete\"x\"""#);
//! assert_eq!(toggle("region:us-east-1 error:*", "error:*"), "region:us-east-1");
//! assert_eq!(
//!     with_time_range("time>=2023 error:*", Some((1_688_947_200_000, 1_688_950_800_000))),
//!     "error:* eventTime:[2023-07-10T00:00:00Z TO 2023-07-10T00:59:59Z]",
//! );
//! assert_eq!(chips("-error:* a OR b").len(), 1);
//! ```
//!
//! **Invariant:** every edit gives a text without problems. A text that has problems is first
//! reduced to what could be read of it. An edit that would need more parentheses inside each other than
//! the language has leaves the text as it is.

use super::ast::{Expr, ExprKind, FieldPath, FieldTerm, Operator, Test, ValueKind, quoted};
use super::operand::{Network, TimeSpan};
use super::parser::parse;
use super::token::{Span, byte_offset};
use crate::base::timestamp::Timestamp;

/// One of the terms that all must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// As written, negation included.
    pub text: String,
    /// The place in the text, in bytes.
    pub span: Span,
    pub is_negated: bool,
    /// The field of a field term, without its value.
    pub path: Option<FieldPath>,
}

/// The terms at the top of a text. A text with problems has the chips of what can be read.
pub fn chips(text: &str) -> Vec<Chip> {
    parts(&parse(text).expr).iter().map(|part| chip(text, part)).collect()
}

fn chip(text: &str, part: &Expr) -> Chip {
    let mut inner = part;
    let mut is_negated = false;
    loop {
        match &inner.kind {
            ExprKind::Not(negated) => {
                is_negated = !is_negated;
                inner = negated;
            }
            ExprKind::Group(group) if !matches!(group.kind, ExprKind::And(_) | ExprKind::Or(_)) => {
                inner = group;
            }
            _ => break,
        }
    }
    let path = match &inner.kind {
        ExprKind::Field(term) => Some(term.path.clone()),
        _ => None,
    };
    Chip { text: part.span.of(text).to_owned(), span: part.span, is_negated, path }
}

/// The term that asks for exactly this value of a field. `path` is as the language writes it, such
/// as a name of the field table.
pub fn value_term(path: &str, value: &str) -> String {
    format!("{path}:{}", quoted(value))
}

/// The term that asks for any of these values of a field; for the field's absence where there are
/// none.
pub fn values_term(path: &str, values: &[String]) -> String {
    match values {
        [] => format!("-{path}:*"),
        [only] => value_term(path, only),
        several => {
            let quoted: Vec<String> = several.iter().map(|value| quoted(value)).collect();
            format!("{path}:({})", quoted.join(" OR "))
        }
    }
}

/// The opposite of a term.
pub fn negated(term: &str) -> String {
    let term = term.trim();
    match parse(term).expr.kind {
        ExprKind::Not(_) => term
            .strip_prefix('-')
            .or_else(|| term.get(3..))
            .map_or_else(|| term.to_owned(), |rest| rest.trim_start().to_owned()),
        ExprKind::And(_) | ExprKind::Or(_) => format!("-({term})"),
        _ => format!("-{term}"),
    }
}

/// The text with a term that must hold as well. A term that is there is not added again, and its
/// opposite is replaced by it.
pub fn add(text: &str, term: &str) -> String {
    let added = parse(term).expr;
    let opposite = parse(&negated(term)).expr;
    let text = readable(text);
    let expr = parse(&text).expr;
    let own = parts(&expr);
    let meanings: Vec<String> = own.iter().map(|part| meaning(part)).collect();
    if meanings.contains(&meaning(&added)) {
        return text;
    }
    let opposite = meaning(&opposite);
    let mut pieces: Vec<Piece> = Vec::new();
    let mut is_placed = false;
    for (part, own_meaning) in own.into_iter().zip(meanings) {
        if own_meaning == opposite {
            if !is_placed {
                pieces.push(Piece::new(term, &added));
            }
            is_placed = true;
        } else {
            pieces.push(Piece::of(&text, part));
        }
    }
    if !is_placed {
        pieces.extend(parts(&added).into_iter().map(|part| Piece::of(term, part)));
    }
    assemble_or(&pieces, || text.clone())
}

/// The text without a term, wherever it stands at the top.
pub fn remove(text: &str, term: &str) -> String {
    let removed = meaning(&parse(term).expr);
    keep(&readable(text), |_, part| meaning(part) != removed)
}

/// The text without the chip at this place of [`chips`].
pub fn remove_chip(text: &str, index: usize) -> String {
    keep(text, |at, _| at != index)
}

/// The text with the chip at this place turned into its opposite.
pub fn negate_chip(text: &str, index: usize) -> String {
    let text = readable(text);
    let expr = parse(&text).expr;
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, part) in parts(&expr).into_iter().enumerate() {
        if at == index {
            let term = negated(part.span.of(&text));
            let parsed = parse(&term);
            if !parsed.problems.is_empty() {
                return text;
            }
            pieces.push(Piece::new(&term, &parsed.expr));
        } else {
            pieces.push(Piece::of(&text, part));
        }
    }
    assemble_or(&pieces, || text.clone())
}

/// The text with the chip at this place replaced by what `written` says; by nothing where that is
/// empty. `None` where `written` has problems, or would have them there.
pub fn replace_chip(text: &str, index: usize, written: &str) -> Option<String> {
    let parsed = parse(written);
    if !parsed.problems.is_empty() {
        return None;
    }
    let expr = parse(text).expr;
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, part) in parts(&expr).into_iter().enumerate() {
        if at == index {
            pieces.extend(parts(&parsed.expr).into_iter().map(|part| Piece::of(written, part)));
        } else {
            pieces.push(Piece::of(text, part));
        }
    }
    Some(assemble(&pieces)).filter(|edited| parse(edited).problems.is_empty())
}

/// The text without the term that the cursor is in or right after: what stands while that term is
/// being written. `cursor` counts UTF-16 units.
pub fn without_term_at(text: &str, cursor: usize) -> String {
    let cursor = byte_offset(text, cursor);
    let expr = parse(text).expr;
    let kept = parts(&expr).into_iter().filter(|part| cursor < part.span.from || part.span.to < cursor);
    assemble(&kept.map(|part| Piece::of(text, part)).collect::<Vec<_>>())
}

/// Adds the term where it is missing and takes it away where it is there.
pub fn toggle(text: &str, term: &str) -> String {
    if has(text, term) { remove(text, term) } else { add(text, term) }
}

/// Whether the term stands at the top of the text.
pub fn has(text: &str, term: &str) -> bool {
    let wanted = meaning(&parse(term).expr);
    parts(&parse(text).expr).iter().any(|part| meaning(part) == wanted)
}

/// The text with its conditions on the event time replaced by one for the milliseconds
/// `from..to`, or by none.
pub fn with_time_range(text: &str, range: Option<(i64, i64)>) -> String {
    let kept = keep(&readable(text), |_, part| time_term(part).is_none());
    match range {
        Some((from, to)) => add(&kept, &time_range_term(from, to)),
        None => kept,
    }
}

/// The milliseconds `from..to` that the conditions on the event time at the top leave; an open end
/// is `None`. `None` where there is no such condition.
pub fn time_range(text: &str) -> Option<(Option<i64>, Option<i64>)> {
    let expr = parse(text).expr;
    let mut range: Option<(Option<i64>, Option<i64>)> = None;
    for term in parts(&expr).into_iter().filter_map(time_term) {
        let (from, to) = time_bounds(term)?;
        let known = range.unwrap_or_default();
        range = Some((later(known.0, from, i64::max), later(known.1, to, i64::min)));
    }
    range
}

fn later(known: Option<i64>, new: Option<i64>, choose: fn(i64, i64) -> i64) -> Option<i64> {
    match (known, new) {
        (Some(known), Some(new)) => Some(choose(known, new)),
        (known, new) => known.or(new),
    }
}

/// An operand stands for its whole span, so the upper end is the last second or millisecond inside.
fn time_range_term(from: i64, to: i64) -> String {
    // Four digits are what an operand has for the year.
    let (first, last) = (-62_167_219_200_000, 253_402_300_799_999);
    let from = from.clamp(first, last);
    let to = to.clamp(from.saturating_add(1), last + 1);
    let start = Timestamp(from);
    if to % 1_000 == 0 && to - from >= 1_000 {
        return format!("eventTime:[{start} TO {}]", Timestamp(to - 1_000));
    }
    let (year, month, day, hour, minute, second, millis) = Timestamp(to - 1).to_civil();
    format!(
        "eventTime:[{start} TO {year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z]"
    )
}

/// A positive condition on the event time that leaves one stretch of it.
fn time_term(part: &Expr) -> Option<&FieldTerm> {
    match &part.kind {
        ExprKind::Group(inner) => time_term(inner),
        ExprKind::Field(term) if term.path.is("time") || term.path.is("eventTime") => {
            time_bounds(term).map(|_| term)
        }
        _ => None,
    }
}

fn time_bounds(term: &FieldTerm) -> Option<(Option<i64>, Option<i64>)> {
    let span = |kind: &ValueKind| TimeSpan::parse(kind.literal()?);
    Some(match &term.test {
        Test::Compare(operator, value) => {
            let span = span(&value.kind)?;
            match operator {
                Operator::Is => return None,
                Operator::Greater => (Some(span.to), None),
                Operator::GreaterOrEqual => (Some(span.from), None),
                Operator::Less => (None, Some(span.from)),
                Operator::LessOrEqual => (None, Some(span.to)),
            }
        }
        Test::Range(low, high) => (Some(span(&low.kind)?.from), Some(span(&high.kind)?.to)),
        Test::Is(value) => {
            let span = span(&value.kind)?;
            (Some(span.from), Some(span.to))
        }
        Test::Present | Test::AnyOf(_) => return None,
    })
}

/// The terms that all must hold.
fn parts(expr: &Expr) -> Vec<&Expr> {
    match &expr.kind {
        ExprKind::All => Vec::new(),
        ExprKind::And(parts) => parts.iter().collect(),
        _ => vec![expr],
    }
}

/// The text itself, or what could be read of it.
fn readable(text: &str) -> String {
    let parsed = parse(text);
    if parsed.problems.is_empty() { text.to_owned() } else { parsed.expr.to_string() }
}

fn keep(text: &str, mut test: impl FnMut(usize, &Expr) -> bool) -> String {
    let expr = parse(text).expr;
    let own = parts(&expr);
    let len = own.len();
    let pieces: Vec<Piece> = own
        .into_iter()
        .enumerate()
        .filter(|(at, part)| test(*at, part))
        .map(|(_, part)| Piece::of(text, part))
        .collect();
    if pieces.len() == len { text.to_owned() } else { assemble(&pieces) }
}

/// A term as it is to stand in the text, and what it must be read as.
struct Piece {
    written: String,
    canonical: String,
}

impl Piece {
    fn new(written: &str, expr: &Expr) -> Self {
        Self { written: written.to_owned(), canonical: expr.to_string() }
    }

    fn of(text: &str, part: &Expr) -> Self {
        Self::new(part.span.of(text), part)
    }
}

/// Joins terms. Where they would read differently side by side (a slash that now closes a regular
/// expression) they are written with backslashes.
fn assemble(pieces: &[Piece]) -> String {
    let is_or = |text: &str| matches!(parse(text).expr.kind, ExprKind::Or(_));
    let joined = |pick: fn(&Piece) -> &str| {
        let texts: Vec<String> = pieces
            .iter()
            .map(pick)
            .map(|text| if pieces.len() > 1 && is_or(text) { format!("({text})") } else { text.to_owned() })
            .collect();
        texts.join(" ")
    };
    let written = joined(|piece| &piece.written);
    let canonical = joined(|piece| &piece.canonical);
    let parsed = parse(&written);
    let reads_same =
        parsed.problems.is_empty() && parsed.expr.to_string() == parse(&canonical).expr.to_string();
    if reads_same { written } else { canonical }
}

/// The same, and something else where the terms cannot stand together.
fn assemble_or(pieces: &[Piece], otherwise: impl FnOnce() -> String) -> String {
    let assembled = assemble(pieces);
    if parse(&assembled).problems.is_empty() { assembled } else { otherwise() }
}

/// One text for all terms that mean the same, however they are written: lower-case field names, and quoted where
/// quoting makes no difference.
fn meaning(expr: &Expr) -> String {
    let mut expr = expr.clone();
    simplify(&mut expr);
    expr.to_string()
}

fn simplify(expr: &mut Expr) {
    match &mut expr.kind {
        ExprKind::All => {}
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter_mut().for_each(simplify),
        ExprKind::Not(inner) | ExprKind::Group(inner) => simplify(inner),
        ExprKind::Text(value) => quote(&mut value.kind),
        ExprKind::Field(term) => {
            term.path.segments.iter_mut().for_each(|segment| segment.make_ascii_lowercase());
            match &mut term.test {
                Test::Present => {}
                Test::Is(value) | Test::Compare(_, value) => quote(&mut value.kind),
                Test::AnyOf(values) => values.iter_mut().for_each(|value| quote(&mut value.kind)),
                Test::Range(low, high) => {
                    quote(&mut low.kind);
                    quote(&mut high.kind);
                }
            }
        }
    }
}

fn quote(kind: &mut ValueKind) {
    if let ValueKind::Word(text) = kind
        && Network::parse(text).is_none()
    {
        *kind = ValueKind::Quoted(std::mem::take(text));
    }
}
