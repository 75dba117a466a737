//! The trail simulator: which events a trail with a given configuration records, and which line decides.
//!
//! ```text
//! text ─read→ TrailConfiguration ─┬─ check, lint → Problem
//!                                 ├─ evaluate(EventFacts) → Verdict ─explain→ words
//!                                 ├─ controls → coverage of audit rules     cost ← counts of events
//!                                 ├─ edit → the form's changes of the model
//!                                 └─ write → CLI JSON, command, CloudFormation, Terraform ─read→ the same model
//! ```
//!
//! Texts of all languages become one tree of nodes (`source`), the tree becomes the model (`read`). What changes
//! monthly at AWS — fields, resource types, prices — is dated data (`tables`).
//!
//! **Invariant:** any text is answered, by configurations or by problems with their lines; nothing here panics.
//! **Invariant:** comparisons are case-sensitive, and no value holds wildcards.
//! **Invariant:** pure: no columns, no clock, no browser. `evaluate` is the reference that faster ways must equal;
//! `classes` says which events it need not be asked about twice.
//!
//! Tests: `tests/it/selector.rs` with `tests/data/selector`.

pub mod check;
pub mod classes;
pub mod controls;
pub mod cost;
pub mod edit;
pub mod evaluate;
pub mod explain;
pub mod facts;
pub mod lint;
pub mod model;
pub mod problem;
pub mod read;
pub mod source;
pub mod tables;
pub mod templates;
pub mod write;

pub use evaluate::{Verdict, evaluate};
pub use facts::{Category, EventFacts, FactSet, ResourceFacts};
pub use model::TrailConfiguration;
pub use problem::{Problem, Severity};
pub use read::{Reading, read};
