//! The syntax tree, and how it is printed.
//!
//! **Invariant:** a tree that is printed and parsed again is the same tree, places aside.

use std::fmt;

use super::token::{Keyword, Span};

/// A part of the filter with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    pub kind: ExprKind,
    /// The place in the text, in bytes; of a group with its parentheses.
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// The empty text: every record.
    All,
    /// Two or more parts that all hold.
    And(Vec<Expr>),
    /// Two or more parts of which some holds.
    Or(Vec<Expr>),
    Not(Box<Expr>),
    /// Parentheses as written.
    Group(Box<Expr>),
    /// Free text: some leaf value contains it.
    Text(Value),
    Field(FieldTerm),
}

/// A condition on the values of one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldTerm {
    pub path: FieldPath,
    pub test: Test,
}

/// A path into the record: names without regard to ASCII letter case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldPath {
    pub segments: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// `f:*`
    Present,
    /// `f:v`
    Is(Value),
    /// `f:(a OR b)`
    AnyOf(Vec<Value>),
    /// `f>x` and its like; the operand is a number or a time where there is no problem.
    Compare(Operator, Value),
    /// `f:[a TO b]`
    Range(Value, Value),
}

/// What stands between a field and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Is,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
}

impl Operator {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Is => ":",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
        }
    }
}

/// A value as written, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub kind: ValueKind,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// Unquoted, without wildcards, backslashes taken off; never empty.
    Word(String),
    /// The content of the quotation marks.
    Quoted(String),
    Wildcard(Wildcard),
    /// The pattern between the slashes, as written.
    Regex(String),
}

impl ValueKind {
    /// The text of a word or of a quoted value.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Word(text) | Self::Quoted(text) => Some(text),
            Self::Wildcard(_) | Self::Regex(_) => None,
        }
    }
}

/// A word with `*` or `?` in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wildcard {
    pub parts: Vec<WildcardPart>,
}

impl Wildcard {
    /// A lone `*`.
    pub fn is_star(&self) -> bool {
        matches!(self.parts[..], [WildcardPart::AnyRun])
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WildcardPart {
    /// Never empty.
    Literal(String),
    /// `*`
    AnyRun,
    /// `?`
    AnyOne,
}

impl FieldPath {
    /// A path of one name.
    pub fn single(name: &str) -> Self {
        Self { segments: vec![name.to_owned()] }
    }

    /// The path of a name of the field table: dots are between segments.
    pub fn dotted(name: &str) -> Self {
        Self { segments: name.split('.').map(str::to_owned).collect() }
    }

    /// Whether this is the path, ASCII letter case ignored.
    pub fn is(&self, dotted: &str) -> bool {
        let mut names = dotted.split('.');
        self.segments.iter().all(|own| names.next().is_some_and(|name| own.eq_ignore_ascii_case(name)))
            && names.next().is_none()
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ExprKind::All => Ok(()),
            ExprKind::And(parts) => {
                print_joined(f, parts, " ", |part| matches!(part.kind, ExprKind::And(_) | ExprKind::Or(_)))
            }
            ExprKind::Or(parts) => {
                print_joined(f, parts, " OR ", |part| matches!(part.kind, ExprKind::Or(_)))
            }
            ExprKind::Not(inner) => match inner.kind {
                ExprKind::And(_) | ExprKind::Or(_) | ExprKind::All => write!(f, "-({inner})"),
                _ => write!(f, "-{inner}"),
            },
            ExprKind::Group(inner) => write!(f, "({inner})"),
            ExprKind::Text(value) => print_value(f, &value.kind, Position::Text),
            ExprKind::Field(term) => term.fmt(f),
        }
    }
}

fn print_joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Expr],
    separator: &str,
    needs_group: impl Fn(&Expr) -> bool,
) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        if needs_group(part) { write!(f, "({part})")? } else { write!(f, "{part}")? }
    }
    Ok(())
}

impl fmt::Display for FieldTerm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.test {
            Test::Present => write!(f, "{}:*", self.path),
            Test::Is(value) => {
                // With a plain name it would read as an address.
                let is_like_address = matches!(&value.kind, ValueKind::Regex(pattern) if pattern.is_empty());
                if is_like_address {
                    self.path.print_quoted(f)?;
                } else {
                    write!(f, "{}", self.path)?;
                }
                f.write_str(":")?;
                print_value(f, &value.kind, Position::Value)
            }
            Test::AnyOf(values) => {
                write!(f, "{}:(", self.path)?;
                for (index, value) in values.iter().enumerate() {
                    if index > 0 {
                        f.write_str(" OR ")?;
                    }
                    print_value(f, &value.kind, Position::Value)?;
                }
                f.write_str(")")
            }
            Test::Compare(operator, value) => {
                write!(f, "{}{}", self.path, operator.symbol())?;
                print_value(f, &value.kind, Position::Value)
            }
            Test::Range(low, high) => {
                write!(f, "{}:[", self.path)?;
                print_value(f, &low.kind, Position::Range)?;
                f.write_str(" TO ")?;
                print_value(f, &high.kind, Position::Range)?;
                f.write_str("]")
            }
        }
    }
}

/// Names that need it are quoted.
impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@' | '#');
            let starts_term = index == 0 && segment.starts_with('-');
            // A word that starts with `arn:` would be free text.
            let starts_arn = self.segments.len() == 1 && segment == "arn";
            if segment.is_empty() || !segment.chars().all(is_plain) || starts_term || starts_arn {
                print_quoted(f, segment)?;
            } else {
                f.write_str(segment)?;
            }
        }
        Ok(())
    }
}

impl FieldPath {
    fn print_quoted(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, segment) in self.segments.iter().enumerate() {
            f.write_str(if index > 0 { "." } else { "" })?;
            print_quoted(f, segment)?;
        }
        Ok(())
    }
}

/// Where a value stands decides what must be escaped in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Position {
    Text,
    Value,
    Range,
}

fn print_value(f: &mut fmt::Formatter<'_>, kind: &ValueKind, position: Position) -> fmt::Result {
    match kind {
        ValueKind::Quoted(text) => print_quoted(f, text),
        ValueKind::Regex(pattern) => write!(f, "/{pattern}/"),
        ValueKind::Word(text) if Keyword::from_word(text).is_some() => write!(f, "\\{text}"),
        ValueKind::Word(text) => print_word(f, text, position, true),
        ValueKind::Wildcard(wildcard) => {
            for (index, part) in wildcard.parts.iter().enumerate() {
                match part {
                    WildcardPart::AnyRun => f.write_str("*")?,
                    WildcardPart::AnyOne => f.write_str("?")?,
                    WildcardPart::Literal(text) => print_word(f, text, position, index == 0)?,
                }
            }
            Ok(())
        }
    }
}

fn print_word(f: &mut fmt::Formatter<'_>, text: &str, position: Position, at_start: bool) -> fmt::Result {
    let is_arn = position == Position::Text && at_start && text.starts_with("arn:");
    for (at, c) in text.char_indices() {
        let first = at_start && at == 0;
        let special = c.is_whitespace()
            || matches!(c, '(' | ')' | '"' | '\\' | '*' | '?')
            || match position {
                Position::Text => {
                    (first && matches!(c, '-' | '/')) || (!is_arn && matches!(c, ':' | '<' | '>'))
                }
                Position::Value => first && matches!(c, '/' | '[' | ':' | '='),
                Position::Range => c == ']',
            };
        if special {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    Ok(())
}

fn print_quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str(&quoted(text))
}

/// A text in quotation marks, as gestures write values.
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
