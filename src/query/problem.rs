//! What can be wrong with a filter text, in words.

use super::token::{Span, Utf16Ruler};

/// A fault of the text at its place. The tree beside it is the best that can be made of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub code: ProblemCode,
    /// What is wrong: lower case, no full stop.
    pub message: String,
    /// What to write instead, where that can be said.
    pub suggestion: Option<String>,
    /// Start of the place in UTF-16 units.
    pub from: usize,
    /// End of the place in UTF-16 units.
    pub to: usize,
}

/// The kinds of faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemCode {
    OpenQuote,
    DanglingBackslash,
    QuoteInWord,
    TextAfterValue,
    ParenthesisInWord,
    MissingField,
    EmptySegment,
    MissingValue,
    KeywordAsValue,
    LoneNot,
    LoneOperator,
    LoneTo,
    UnclosedParenthesis,
    UnopenedParenthesis,
    EmptyGroup,
    EmptyList,
    ListSeparator,
    BadRegex,
    BadOperand,
    MixedRange,
    TooDeep,
}

impl ProblemCode {
    /// A stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::OpenQuote => "open-quote",
            Self::DanglingBackslash => "dangling-backslash",
            Self::QuoteInWord => "quote-in-word",
            Self::TextAfterValue => "text-after-value",
            Self::ParenthesisInWord => "parenthesis-in-word",
            Self::MissingField => "missing-field",
            Self::EmptySegment => "empty-segment",
            Self::MissingValue => "missing-value",
            Self::KeywordAsValue => "keyword-as-value",
            Self::LoneNot => "lone-not",
            Self::LoneOperator => "lone-operator",
            Self::LoneTo => "lone-to",
            Self::UnclosedParenthesis => "unclosed-parenthesis",
            Self::UnopenedParenthesis => "unopened-parenthesis",
            Self::EmptyGroup => "empty-group",
            Self::EmptyList => "empty-list",
            Self::ListSeparator => "list-separator",
            Self::BadRegex => "bad-regex",
            Self::BadOperand => "bad-operand",
            Self::MixedRange => "mixed-range",
            Self::TooDeep => "too-deep",
        }
    }
}

/// A fault as the stages find it, positions in bytes.
#[derive(Clone, Debug)]
pub(super) struct RawProblem {
    code: ProblemCode,
    pub(super) span: Span,
    detail: Option<String>,
}

impl RawProblem {
    pub(super) fn new(code: ProblemCode, span: Span) -> Self {
        Self { code, span, detail: None }
    }

    pub(super) fn with_detail(code: ProblemCode, span: Span, detail: String) -> Self {
        Self { code, span, detail: Some(detail) }
    }

    pub(super) fn code(&self) -> ProblemCode {
        self.code
    }

    /// The fault in words, positions as the browser counts.
    pub(super) fn describe(self, text: &str, ruler: &mut Utf16Ruler<'_>) -> Problem {
        let (from, to) = ruler.measure(self.span);
        let (message, suggestion) = words(self.code, self.span.of(text), self.detail.as_deref());
        Problem { code: self.code, message, suggestion, from, to }
    }
}

fn words(code: ProblemCode, place: &str, detail: Option<&str>) -> (String, Option<String>) {
    let (message, suggestion): (String, &str) = match code {
        ProblemCode::OpenQuote => {
            ("this quotation mark is never closed".into(), "add \" where the text ends")
        }
        ProblemCode::DanglingBackslash => {
            ("nothing follows the backslash".into(), "write \\\\ for a backslash")
        }
        ProblemCode::QuoteInWord => (
            "a quotation mark inside a word".into(),
            "write \\\" for the mark itself, or quote the whole value",
        ),
        ProblemCode::TextAfterValue => {
            (format!("expected a blank, found `{place}`"), "put a blank between two terms")
        }
        ProblemCode::ParenthesisInWord => {
            ("a parenthesis inside a word".into(), "quote the value, or put a blank before the parenthesis")
        }
        ProblemCode::MissingField => {
            (format!("expected a field before `{place}`"), "quote the word to search for it as text")
        }
        ProblemCode::EmptySegment => {
            (format!("a part of the field name is empty: `{place}`"), "write one dot between two names")
        }
        ProblemCode::MissingValue => (
            format!("expected a value right after `{place}`"),
            if place.ends_with(':') {
                "write * to ask whether the field is present"
            } else {
                "write a number or a time without a blank before it"
            },
        ),
        ProblemCode::KeywordAsValue | ProblemCode::LoneTo => {
            return (
                format!("`{place}` is a word of the language here"),
                Some(format!("write \"{place}\" for the text")),
            );
        }
        ProblemCode::LoneNot => {
            (format!("expected a term right after `{place}`"), "write what to leave out, or quote it")
        }
        ProblemCode::LoneOperator => {
            (format!("expected a term on both sides of `{place}`"), "add the missing term, or quote the word")
        }
        ProblemCode::UnclosedParenthesis => {
            ("this parenthesis is never closed".into(), "add ) where the group ends")
        }
        ProblemCode::UnopenedParenthesis => {
            ("this parenthesis closes nothing".into(), "add ( before, or take this one away")
        }
        ProblemCode::EmptyGroup => {
            ("nothing stands in the parentheses".into(), "write terms in them, or take them away")
        }
        ProblemCode::EmptyList => {
            ("no values stand in the parentheses".into(), "write values with OR between them")
        }
        ProblemCode::ListSeparator => (
            format!("expected OR between values, found `{place}`"),
            "write f:(a OR b), and quote values that hold blanks",
        ),
        ProblemCode::BadRegex => {
            let reason = detail.unwrap_or("it cannot be read");
            (
                format!("not a regular expression: {reason}"),
                "write \\ before a character that is meant literally",
            )
        }
        ProblemCode::BadOperand => (
            format!("expected a number or a time, found {}", found(place)),
            "write a number such as 10 or a time such as 2026-07-29T10:05",
        ),
        ProblemCode::MixedRange => (
            "expected two numbers or two times as ends of the range".into(),
            "write [a TO b] with ends of one kind",
        ),
        ProblemCode::TooDeep => (
            "too many parentheses or negations inside each other".into(),
            "write the filter with fewer levels",
        ),
    };
    (message, Some(suggestion.to_owned()))
}

fn found(place: &str) -> String {
    if place.is_empty() { "nothing".to_owned() } else { format!("`{place}`") }
}
