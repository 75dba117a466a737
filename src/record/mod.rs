//! The CloudTrail record in CloudTrail's words: which fields there are, how one record's wanted
//! fields are borrowed from its text, who acted, and what may be inferred where a record is silent.
//!
//! ```text
//! record text ─fields::extract→ RecordFields ─identity, category→ the derived fields
//! ```
//!
//! What the services' calls mean stands in tables of its own, [`services`]; what no copy should show
//! unasked, in [`mask`], and what AWS itself withholds, in [`withheld`].
//!
//! **Invariant:** [`field::FIELDS`] is the only list of fields; columns, query names, facets, headers
//! and exports read it.
//! **Invariant:** no field is required and every field may have any JSON type.
//! **Invariant:** inferred values stand in fields of their own, never in the record's.
//!
//! Tests: `tests/it/record.rs`.

pub mod arn;
pub mod canonical;
pub mod category;
pub mod copies;
pub mod data_events;
pub mod field;
pub mod fields;
pub mod identity;
pub mod mask;
pub mod path;
pub mod services;
pub mod user_agent;
pub mod withheld;
