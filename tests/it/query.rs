//! The filter language. Cases are data: `tests/data/query/ok` (text and its tree), `err` (text and
//! its problems), `rows.txt` (text and the records it finds). `UPDATE_EXPECT=1` rewrites them.

mod edit;
mod examples;
mod expect;
pub(crate) mod naive;
mod parse;
mod rows;
mod suggest;
mod world;
