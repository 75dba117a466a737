//! Counts over the rows of a filter: the values of a field, of a few fields together, and the events
//! of a stretch of time; and over the texts of records: their paths.
//!
//! ```text
//! Segment + RowSet ─terms→     Terms (value → records, records without one)
//!                  ─group→     Grouped (values of up to three fields → records, errors, times, distinct)
//!                  ─histogram→ Histogram (bucket × series → records, records without a time)
//! record texts ────paths→     the paths that records have, with how many have each
//! ```
//!
//! **Invariant:** merging is associative and commutative: segments and workers in any order give the
//! same answer.
//! **Invariant:** nothing is cut off before everything is merged, so counts are exact.
//!
//! Tests: `tests/it/aggregate.rs`, `tests/it/groups.rs`.

pub mod distinct;
pub mod group;
pub mod histogram;
pub mod paths;
pub mod terms;
