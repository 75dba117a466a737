//! The filter language: text → syntax tree → predicate → rows.
//!
//! ```text
//! text ─token, parser→ Expr + problems ─bind→ Predicate ─exec::Matcher→ RowSet of a segment
//! Expr ─edit→ text (chips, gestures, toggles, time range)
//! text + cursor ─suggest→ what is being typed
//! ```
//!
//! **Invariant:** the text is the only state of the filter; every gesture is an edit of the text.
//! **Invariant:** the parser knows no fields and no records; any text gives a tree and problems.
//! **Invariant:** an answer over columns is the answer over the record's own text.
//! **Invariant:** execution works a column at a time and reads a record's text only where no column
//! holds the answer; it never builds a row.
//!
//! Tests: `tests/it/query.rs` with the cases in `tests/data/query`.

pub mod ast;
pub mod bind;
pub mod condition;
pub mod edit;
pub mod examples;
pub mod exec;
mod finder;
pub mod hints;
mod kernel;
pub mod operand;
pub mod parser;
pub mod path_reader;
pub mod pattern;
pub mod problem;
mod raw;
mod scan;
pub mod suggest;
pub mod token;

pub use ast::{Expr, ExprKind, FieldPath, quoted};
pub use parser::{Parsed, parse};
pub use problem::{Problem, ProblemCode};
pub use token::Span;
