//! Text → syntax tree.
//!
//! ```text
//! filter    = [ or ]                              the empty text is every record
//! or        = and { "OR" and }
//! and       = not { [ "AND" ] not }
//! not       = { "NOT" | "-" } primary
//! primary   = "(" or ")" | field | text
//! field     = path ":" ( "*" | value | list | range )
//!           | path ( ">" | ">=" | "<" | "<=" ) operand
//! path      = segment { "." segment }             a segment with `.`, `:` or a blank is quoted
//! list      = "(" value { "OR" value } ")"
//! range     = "[" operand " TO " operand "]"      operands are numbers or times
//! text      = value                               some leaf value of the record contains it
//! value     = word | '"' chars '"' | "/" regex "/"
//! ```
//!
//! - AND, OR, NOT and TO are keywords in any letter case unless quoted. `-` stands right before its
//!   term, and a value right after its operator.
//! - Only the first operator of a term splits it. A word that starts with `arn:`, or has `::` or
//!   `://` right after its first name, is free text.
//! - In a word `*` stands for any run of characters, `?` for one, and a backslash makes the next
//!   character literal. Between quotation marks `\"` and `\\` are the only escapes.
//! - `/re/` is a regular expression only if an unescaped `/` closes it and a blank, `)` or the end
//!   follows; `[a TO b]` is a range only where ` TO ` and `]` follow. Else they are words.
//!
//! Everything binds as it reads: NOT before AND before OR. What the forms mean stands by examples in
//! [`examples`](super::examples), which the page's help shows and the tests ask.
//!
//! ```
//! use trail_loupe_core::query::parser::parse;
//!
//! let parsed = parse("eventName:Delete* -errorCode:* OR ip:10.0.0.0/8");
//! assert!(parsed.problems.is_empty());
//! assert_eq!(parsed.expr.to_string(), "eventName:Delete* -errorCode:* OR ip:10.0.0.0/8");
//!
//! // Pasted addresses and types are text; a term is split at its first operator.
//! assert_eq!(parse("AWS::S3::Object").expr.to_string(), r"AWS\:\:S3\:\:Object");
//! assert_eq!(parse("ip:2001:db8").expr.to_string(), "ip:2001:db8");
//!
//! // A faulty text still gives the best tree, and the fault with its place in UTF-16 units.
//! let parsed = parse("region:eu-west-1 error:");
//! assert_eq!(parsed.expr.to_string(), "region:eu-west-1");
//! let problem = &parsed.problems[0];
//! assert_eq!((problem.from, problem.to), (17, 23));
//! assert_eq!(problem.message, "expected a value right after `error:`");
//! ```
//!
//! **Invariant:** there is one parser; a strict reading is one without problems.
//! **Invariant:** it ends and never panics on any text.

mod terms;

use super::ast::{Expr, ExprKind, FieldPath, Value};
use super::problem::{Problem, ProblemCode, RawProblem};
use super::token::{Keyword, Span, Token, TokenKind, Utf16Ruler, lex};

/// How many parentheses and negations may stand inside each other: far more than people write, and
/// few enough for the stack of a worker.
pub const MAX_NESTING: usize = 64;

/// What a text says.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The best tree; the whole text where there are no problems.
    pub expr: Expr,
    /// By their places in the text.
    pub problems: Vec<Problem>,
}

/// Reads a filter text.
pub fn parse(text: &str) -> Parsed {
    let (tokens, mut problems) = lex(text);
    let mut parser = Parser { text, tokens, at: 0, problems: Vec::new() };
    let expr = parser.filter();
    problems.append(&mut parser.problems);
    problems.sort_by_key(|problem| (problem.span.from, problem.span.to));
    problems.dedup_by_key(|problem| (problem.code(), problem.span));
    let mut ruler = Utf16Ruler::new(text);
    let problems = problems.into_iter().map(|problem| problem.describe(text, &mut ruler)).collect();
    Parsed { expr, problems }
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    problems: Vec<RawProblem>,
}

impl Parser<'_> {
    fn filter(&mut self) -> Expr {
        let mut parts = Vec::new();
        loop {
            match self.or(0) {
                Some(Expr { kind: ExprKind::And(more), .. }) => parts.extend(more),
                Some(expr) => parts.push(expr),
                None => {}
            }
            match self.next() {
                // Only a parenthesis too many stops at the top.
                Some(token) => self.problem(ProblemCode::UnopenedParenthesis, token.span),
                None => break,
            }
        }
        // What a parenthesis too many closes is kept together, as if it had been opened.
        if parts.len() > 1 {
            for part in &mut parts {
                if matches!(part.kind, ExprKind::Or(_)) {
                    let span = part.span;
                    let inner = std::mem::replace(part, Expr { kind: ExprKind::All, span });
                    part.kind = ExprKind::Group(Box::new(inner));
                }
            }
        }
        join(parts, ExprKind::And)
            .unwrap_or(Expr { kind: ExprKind::All, span: Span::new(0, self.text.len()) })
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn problem(&mut self, code: ProblemCode, span: Span) {
        self.problems.push(RawProblem::new(code, span));
    }

    fn or(&mut self, depth: usize) -> Option<Expr> {
        let mut parts = Vec::new();
        let mut open_operator = None;
        loop {
            let start = self.at;
            parts.extend(self.and(depth));
            let is_missing = self.at == start;
            let next_or = match self.peek() {
                Some(Token { kind: TokenKind::Keyword(Keyword::Or), span }) => Some(*span),
                _ => None,
            };
            if is_missing && let Some(span) = open_operator.or(next_or) {
                self.problem(ProblemCode::LoneOperator, span);
            }
            if next_or.is_none() {
                return join(parts, ExprKind::Or);
            }
            open_operator = next_or;
            self.at += 1;
        }
    }

    fn and(&mut self, depth: usize) -> Option<Expr> {
        let mut parts = Vec::new();
        let mut open_operator = None;
        let mut is_empty = true;
        while let Some(Token { kind, span }) = self.peek() {
            let span = *span;
            match kind {
                TokenKind::Close | TokenKind::Keyword(Keyword::Or) => break,
                TokenKind::Keyword(Keyword::And) => {
                    if is_empty || open_operator.is_some() {
                        self.problem(ProblemCode::LoneOperator, span);
                    } else {
                        open_operator = Some(span);
                    }
                    is_empty = false;
                    self.at += 1;
                }
                _ => {
                    parts.extend(self.not(depth));
                    open_operator = None;
                    is_empty = false;
                }
            }
        }
        if let Some(span) = open_operator {
            self.problem(ProblemCode::LoneOperator, span);
        }
        join(parts, ExprKind::And)
    }

    fn not(&mut self, depth: usize) -> Option<Expr> {
        let mut negations = Vec::new();
        while let Some(Token { kind: TokenKind::Minus | TokenKind::Keyword(Keyword::Not), span }) =
            self.peek()
        {
            let span = *span;
            let is_minus = span.to - span.from == 1;
            self.at += 1;
            let stands_alone = match self.peek() {
                None => true,
                Some(next) => {
                    (is_minus && next.span.from != span.to)
                        || matches!(
                            next.kind,
                            TokenKind::Close | TokenKind::Keyword(Keyword::And | Keyword::Or | Keyword::To)
                        )
                }
            };
            if stands_alone {
                self.problem(ProblemCode::LoneNot, span);
                return None;
            }
            negations.push(span);
        }
        if depth + negations.len() > MAX_NESTING {
            return self.too_deep();
        }
        let inner = self.primary(depth + negations.len())?;
        Some(negations.into_iter().rev().fold(inner, |inner, not| Expr {
            span: not.to_end_of(inner.span),
            kind: ExprKind::Not(Box::new(inner)),
        }))
    }

    /// Gives up on the rest of the text.
    fn too_deep(&mut self) -> Option<Expr> {
        if let Some(span) = self.peek().map(|token| token.span) {
            self.problem(ProblemCode::TooDeep, span);
        }
        self.at = self.tokens.len();
        None
    }

    fn primary(&mut self, depth: usize) -> Option<Expr> {
        let token = self.next()?;
        match token.kind {
            TokenKind::Open => self.group(token.span, depth),
            TokenKind::Value(kind) => {
                self.check_value(&kind, token.span)?;
                let value = Value { kind, span: token.span };
                Some(Expr { kind: ExprKind::Text(value), span: token.span })
            }
            TokenKind::Field(path) => {
                let operator = self.next()?;
                let TokenKind::Operator(kind) = operator.kind else {
                    return None;
                };
                self.field(path, token.span, kind, operator.span)
            }
            TokenKind::Operator(kind) => {
                self.problem(ProblemCode::MissingField, token.span);
                // The value is read so that its own faults are seen and its parentheses are closed.
                let known = self.problems.len();
                self.field(FieldPath::single(""), token.span, kind, token.span);
                self.problems.truncate(known);
                None
            }
            TokenKind::Keyword(_) => {
                self.problem(ProblemCode::LoneTo, token.span);
                None
            }
            TokenKind::Close | TokenKind::Minus | TokenKind::Range(_) => None,
        }
    }

    fn group(&mut self, open: Span, depth: usize) -> Option<Expr> {
        if depth + 1 > MAX_NESTING {
            self.at -= 1;
            return self.too_deep();
        }
        let start = self.at;
        let inner = self.or(depth + 1);
        let is_empty = self.at == start;
        match self.next() {
            Some(close) => {
                let span = open.to_end_of(close.span);
                if is_empty {
                    self.problem(ProblemCode::EmptyGroup, span);
                }
                inner.map(|inner| Expr { kind: ExprKind::Group(Box::new(inner)), span })
            }
            None => {
                let is_given_up = self.problems.iter().any(|problem| problem.code() == ProblemCode::TooDeep);
                if !is_given_up {
                    self.problem(ProblemCode::UnclosedParenthesis, open);
                }
                inner.map(|inner| {
                    let span = open.to_end_of(inner.span);
                    Expr { kind: ExprKind::Group(Box::new(inner)), span }
                })
            }
        }
    }
}

/// One part is itself; more are joined.
fn join(mut parts: Vec<Expr>, kind: impl FnOnce(Vec<Expr>) -> ExprKind) -> Option<Expr> {
    let last = parts.pop()?;
    let Some(first) = parts.first() else {
        return Some(last);
    };
    let span = first.span.to_end_of(last.span);
    parts.push(last);
    Some(Expr { kind: kind(parts), span })
}
