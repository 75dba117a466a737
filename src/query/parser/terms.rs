//! Field terms: what may stand after an operator.

use super::super::ast::{Expr, ExprKind, FieldPath, FieldTerm, Operator, Test, Value, ValueKind};
use super::super::operand::{Decimal, TimeSpan};
use super::super::pattern::Pattern;
use super::super::problem::{ProblemCode, RawProblem};
use super::super::token::{Keyword, Span, TokenKind};
use super::Parser;

impl Parser<'_> {
    /// A field term, from what follows its operator.
    pub(super) fn field(
        &mut self,
        path: FieldPath,
        name: Span,
        operator: Operator,
        operator_span: Span,
    ) -> Option<Expr> {
        let start = name.to_end_of(operator_span);
        // A parenthesis right after the operator closes a group around the term.
        let is_value = self
            .peek()
            .is_some_and(|token| token.span.from == operator_span.to && token.kind != TokenKind::Close);
        if !is_value {
            self.problem(ProblemCode::MissingValue, start);
            return None;
        }
        let token = self.next()?;
        let (test, end) = match token.kind {
            TokenKind::Open => {
                let (values, end) = self.list(token.span)?;
                if operator != Operator::Is {
                    self.problem(ProblemCode::BadOperand, token.span.to_end_of(end));
                    return None;
                }
                (Test::AnyOf(values), end)
            }
            TokenKind::Range(ends) => {
                let (low, high) = *ends;
                self.check_range(&low, &high)?;
                (Test::Range(low, high), token.span)
            }
            TokenKind::Value(kind) => {
                let value = Value { kind, span: token.span };
                if operator != Operator::Is {
                    if !is_operand(&value) {
                        self.problem(ProblemCode::BadOperand, token.span);
                        return None;
                    }
                    (Test::Compare(operator, value), token.span)
                } else {
                    self.check_value(&value.kind, value.span)?;
                    let is_star = matches!(&value.kind, ValueKind::Wildcard(wildcard) if wildcard.is_star());
                    (if is_star { Test::Present } else { Test::Is(value) }, token.span)
                }
            }
            _ => {
                self.problem(ProblemCode::KeywordAsValue, token.span);
                return None;
            }
        };
        let term = FieldTerm { path, test };
        Some(Expr { kind: ExprKind::Field(term), span: name.to_end_of(end) })
    }

    /// The values of `f:(…)` and the closing parenthesis.
    fn list(&mut self, open: Span) -> Option<(Vec<Value>, Span)> {
        let mut values = Vec::new();
        let mut open_operator = None;
        let (mut is_empty, mut wants_value) = (true, true);
        loop {
            let Some(token) = self.next() else {
                self.problem(ProblemCode::UnclosedParenthesis, open);
                return None;
            };
            match token.kind {
                TokenKind::Close => {
                    match open_operator {
                        Some(span) => self.problem(ProblemCode::LoneOperator, span),
                        None if is_empty => self.problem(ProblemCode::EmptyList, open.to_end_of(token.span)),
                        None => {}
                    }
                    return (!values.is_empty()).then_some((values, token.span));
                }
                TokenKind::Keyword(Keyword::Or) => {
                    if wants_value {
                        self.problem(ProblemCode::LoneOperator, token.span);
                    }
                    open_operator = Some(token.span).filter(|_| !wants_value);
                    wants_value = true;
                }
                TokenKind::Value(kind) => {
                    if !wants_value {
                        self.problem(ProblemCode::ListSeparator, token.span);
                    }
                    if self.check_value(&kind, token.span).is_some() {
                        values.push(Value { kind, span: token.span });
                    }
                    open_operator = None;
                    wants_value = false;
                }
                _ => {
                    self.problem(ProblemCode::ListSeparator, token.span);
                    wants_value = true;
                }
            }
            is_empty = false;
        }
    }

    pub(super) fn check_value(&mut self, kind: &ValueKind, span: Span) -> Option<()> {
        if let ValueKind::Regex(pattern) = kind
            && let Err(reason) = Pattern::new(pattern)
        {
            self.problems.push(RawProblem::with_detail(ProblemCode::BadRegex, span, reason));
            return None;
        }
        Some(())
    }

    fn check_range(&mut self, low: &Value, high: &Value) -> Option<()> {
        let mut is_good = true;
        for end in [low, high] {
            if !is_operand(end) {
                self.problem(ProblemCode::BadOperand, end.span);
                is_good = false;
            }
        }
        if is_good && !is_one_kind(low, high) {
            self.problem(ProblemCode::MixedRange, low.span.to_end_of(high.span));
            is_good = false;
        }
        is_good.then_some(())
    }
}

fn is_number(value: &Value) -> bool {
    value.kind.literal().is_some_and(|text| Decimal::parse(text).is_some())
}

fn is_time(value: &Value) -> bool {
    value.kind.literal().is_some_and(|text| TimeSpan::parse(text).is_some())
}

fn is_operand(value: &Value) -> bool {
    is_number(value) || is_time(value)
}

/// Whether both are numbers or both are times; a year is either.
fn is_one_kind(low: &Value, high: &Value) -> bool {
    (is_number(low) && is_number(high)) || (is_time(low) && is_time(high))
}
