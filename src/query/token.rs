//! Text → tokens. Where a term's operator stands decides how the rest of the term is read, so the
//! lexer knows terms: after an operator comes a value, inside `f:(…)` come values alone.

use super::ast::{FieldPath, Operator, Value, ValueKind, Wildcard, WildcardPart};
use super::problem::{ProblemCode, RawProblem};
use super::scan::{Name, is_free_text, range_operand, scan_name, scan_quoted, scan_range, scan_regex};

/// A stretch of a text in bytes: `from..to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Span {
    pub from: usize,
    pub to: usize,
}

impl Span {
    pub fn new(from: usize, to: usize) -> Self {
        Self { from, to }
    }

    /// What stands there; nothing where the span is not of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.from..self.to).unwrap_or_default()
    }

    /// From the start of this one to the end of the other.
    pub fn to_end_of(self, other: Self) -> Self {
        Self { from: self.from, to: other.to }
    }
}

/// How many UTF-16 units stand before a byte offset.
pub fn utf16_offset(text: &str, byte_offset: usize) -> usize {
    text.char_indices().take_while(|(at, _)| *at < byte_offset).map(|(_, c)| c.len_utf16()).sum()
}

/// Counts the UTF-16 units before byte offsets of one text, on from the offset asked for last: many places of a long
/// text in their order cost one walk through it.
pub(super) struct Utf16Ruler<'a> {
    text: &'a str,
    at: usize,
    units: usize,
}

impl<'a> Utf16Ruler<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, units: 0 }
    }

    /// A stretch in UTF-16 units, as the browser counts.
    pub(super) fn measure(&mut self, span: Span) -> (usize, usize) {
        (self.before(span.from), self.before(span.to))
    }

    /// The units before an offset that lies between two characters.
    fn before(&mut self, byte_offset: usize) -> usize {
        let between = |from, to| self.text.get(from..to).map_or(0, |part: &str| part.encode_utf16().count());
        if self.at <= byte_offset {
            self.units += between(self.at, byte_offset);
        } else {
            self.units -= between(byte_offset, self.at);
        }
        self.at = byte_offset;
        self.units
    }
}

/// The byte offset after so many UTF-16 units; the end of the text where there are fewer.
pub fn byte_offset(text: &str, utf16_offset: usize) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= utf16_offset {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// Words with a meaning of their own, in any letter case, unless quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyword {
    And,
    Or,
    Not,
    To,
}

impl Keyword {
    /// The keyword that a word is, as it is written.
    pub fn from_word(word: &str) -> Option<Self> {
        [("and", Self::And), ("or", Self::Or), ("not", Self::Not), ("to", Self::To)]
            .into_iter()
            .find(|(name, _)| word.eq_ignore_ascii_case(name))
            .map(|(_, keyword)| keyword)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenKind {
    Open,
    Close,
    /// `-` where a term may start.
    Minus,
    Keyword(Keyword),
    /// The part of a term before its operator; an operator always follows.
    Field(FieldPath),
    Operator(Operator),
    Value(ValueKind),
    /// `[a TO b]`, after an operator.
    Range(Box<(Value, Value)>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Span,
}

/// The tokens of a text, and what is wrong with them on their own.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<RawProblem>) {
    let mut lexer = Lexer { text, at: 0, in_list: false, tokens: Vec::new(), problems: Vec::new() };
    lexer.run();
    (lexer.tokens, lexer.problems)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Inside `f:(…)`, where words are values and never split.
    in_list: bool,
    tokens: Vec<Token>,
    problems: Vec<RawProblem>,
}

impl<'a> Lexer<'a> {
    fn run(&mut self) {
        while let Some(c) = self.peek() {
            match c {
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '(' => self.push_to(TokenKind::Open, self.at + 1),
                ')' => {
                    self.in_list = false;
                    self.push_to(TokenKind::Close, self.at + 1);
                }
                '-' if !self.in_list => self.push_to(TokenKind::Minus, self.at + 1),
                _ if self.in_list => self.value(),
                _ => self.term(),
            }
        }
    }

    fn rest_from(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest_from(self.at).chars().next()
    }

    /// Adds a token from here to `to` and goes there.
    fn push_to(&mut self, kind: TokenKind, to: usize) {
        self.tokens.push(Token { kind, span: Span::new(self.at, to) });
        self.at = to;
    }

    fn problem(&mut self, code: ProblemCode, from: usize, to: usize) {
        self.problems.push(RawProblem::new(code, Span::new(from, to)));
    }

    /// A word, a phrase, a regular expression, or a field with its operator and value.
    fn term(&mut self) {
        if self.rest_from(self.at).starts_with("arn:") {
            return self.word();
        }
        if self.peek() == Some('/') && self.regex() {
            return;
        }
        match scan_name(self.rest_from(self.at)) {
            Some(name) if !is_free_text(&name, self.rest_from(self.at + name.len)) => self.field(name),
            _ => self.value(),
        }
    }

    fn field(&mut self, name: Name) {
        let from = self.at;
        if name.len > 0 {
            if name.has_empty_segment {
                self.problem(ProblemCode::EmptySegment, from, from + name.len);
            }
            let path = FieldPath { segments: name.segments };
            self.push_to(TokenKind::Field(path), from + name.len);
        }
        let rest = self.rest_from(self.at);
        let (operator, len) = match rest.as_bytes() {
            [b'>', b'=', ..] => (Operator::GreaterOrEqual, 2),
            [b'<', b'=', ..] => (Operator::LessOrEqual, 2),
            [b'>', ..] => (Operator::Greater, 1),
            [b'<', ..] => (Operator::Less, 1),
            _ => (Operator::Is, 1),
        };
        self.push_to(TokenKind::Operator(operator), self.at + len);
        match self.peek() {
            None | Some(')') => {}
            Some(c) if c.is_whitespace() => {}
            Some('(') => {
                self.in_list = true;
                self.push_to(TokenKind::Open, self.at + 1);
            }
            Some('[') if operator == Operator::Is && self.range() => {}
            Some('"') => self.quoted(),
            Some('/') if operator == Operator::Is && self.regex() => {}
            Some(_) => self.word(),
        }
    }

    fn value(&mut self) {
        match self.peek() {
            Some('"') => self.quoted(),
            Some('/') if self.regex() => {}
            _ => self.word(),
        }
    }

    /// `/re/`, if it is one.
    fn regex(&mut self) -> bool {
        let Some((pattern, len)) = scan_regex(self.rest_from(self.at)) else {
            return false;
        };
        self.push_to(TokenKind::Value(ValueKind::Regex(pattern.to_owned())), self.at + len);
        true
    }

    fn quoted(&mut self) {
        let from = self.at;
        match scan_quoted(self.rest_from(from)) {
            Some((content, len)) => {
                self.push_to(TokenKind::Value(ValueKind::Quoted(content)), from + len);
                self.must_end();
            }
            None => {
                // Read as if the mark stood at the end.
                self.problem(ProblemCode::OpenQuote, from, self.text.len());
                let content = self.rest_from(from + 1).to_owned();
                self.push_to(TokenKind::Value(ValueKind::Quoted(content)), self.text.len());
            }
        }
    }

    /// What stands right after a closing mark without a blank is not silently a term of its own.
    fn must_end(&mut self) {
        let rest = self.rest_from(self.at);
        let len = rest.find(|c: char| c.is_whitespace() || c == ')').unwrap_or(rest.len());
        if len > 0 {
            self.problem(ProblemCode::TextAfterValue, self.at, self.at + len);
            self.at += len;
        }
    }

    fn word(&mut self) {
        let from = self.at;
        let rest = self.rest_from(from);
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut chars = rest.char_indices();
        let mut len = rest.len();
        while let Some((at, c)) = chars.next() {
            match c {
                c if c.is_whitespace() || matches!(c, '(' | ')') => {
                    len = at;
                    break;
                }
                '\\' => match chars.next() {
                    Some((_, escaped)) => literal.push(escaped),
                    None => self.problem(ProblemCode::DanglingBackslash, from + at, from + at + 1),
                },
                '*' | '?' => {
                    if !literal.is_empty() {
                        parts.push(WildcardPart::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(if c == '*' { WildcardPart::AnyRun } else { WildcardPart::AnyOne });
                }
                '"' => {
                    self.problem(ProblemCode::QuoteInWord, from + at, from + at + 1);
                    literal.push(c);
                }
                c => literal.push(c),
            }
        }
        let word = rest.get(..len).unwrap_or_default();
        let keyword = Keyword::from_word(word);
        if keyword.is_none() && rest.get(len..).is_some_and(|after| after.starts_with('(')) {
            self.problem(ProblemCode::ParenthesisInWord, from + len, from + len + 1);
        }
        let kind = match keyword {
            Some(keyword) => TokenKind::Keyword(keyword),
            // A lone backslash: nothing is left of the word.
            None if parts.is_empty() && literal.is_empty() => TokenKind::Value(ValueKind::Quoted(literal)),
            None if parts.is_empty() => TokenKind::Value(ValueKind::Word(literal)),
            None => {
                if !literal.is_empty() {
                    parts.push(WildcardPart::Literal(literal));
                }
                TokenKind::Value(ValueKind::Wildcard(Wildcard { parts }))
            }
        };
        self.push_to(kind, from + len);
    }

    /// `[a TO b]`, if ` TO ` and `]` follow.
    fn range(&mut self) -> bool {
        let from = self.at;
        let inside = self.rest_from(from + 1);
        let Some((to_from, to_to, len)) = scan_range(inside) else {
            return false;
        };
        let side = |start: usize, end: usize| {
            let raw = inside.get(start..end).unwrap_or_default();
            let blanks = raw.len() - raw.trim_start().len();
            let trimmed = raw.trim();
            let start = from + 1 + start + blanks;
            Value { kind: range_operand(trimmed), span: Span::new(start, start + trimmed.len()) }
        };
        let (low, high) = (side(0, to_from), side(to_to, len));
        self.push_to(TokenKind::Range(Box::new((low, high))), from + 1 + len + 1);
        self.must_end();
        true
    }
}
