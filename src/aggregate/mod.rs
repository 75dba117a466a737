//! Counts over the rows of a filter: the values of a field, and the events of a stretch of time; and
//! over the texts of records: their paths.
//!
//! ```text
//! Segment + RowSet ─terms→     Terms (value → records, records without one)
//!                  ─histogram→ Histogram (bucket × series → records, records without a time)
//! record texts ────paths→     the paths that records have, with how many have each
//! ```
//!
//! **Invariant:** merging is associative and commutative: segments and workers in any order give the
//! same answer.
//! **Invariant:** nothing is cut off before everything is merged, so counts are exact.
//!
//! Tests: `tests/it/aggregate.rs`.

pub mod histogram;
pub mod paths;
pub mod terms;
