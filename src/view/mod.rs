//! What the screen shows, as plain data.
//!
//! **Invariant:** no signals, no DOM, no engine but its protocol; everything here is tested natively.
//!
//! Tests: `tests/it/detail.rs`.

pub mod detail;
