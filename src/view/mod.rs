//! What the screen shows, as plain values.
//!
//! ```text
//! URL fragment ⇄ ViewState            what the user asked for
//! engine::protocol::Update → models   what the engine answered, ready to be drawn
//! ```
//!
//! **Invariant:** no signals, no DOM, no browser: every rule of the screen is tested natively.
//! **Invariant:** nothing here asks the engine anything; a component sends what a model says is wanted.
//! **Invariant:** a text from a log that is to be shown has passed [`format::visible`].
//!
//! Tests: `tests/it/view.rs`, `tests/it/detail.rs`, `tests/it/groups`.

pub mod column_layout;
pub mod columns;
pub mod commands;
pub mod coverage;
pub mod detail;
pub mod explore;
pub mod export;
pub mod files;
pub mod folding;
pub mod format;
pub mod groups;
pub mod indicators;
pub mod load;
pub mod paths;
pub mod privacy;
pub mod questions;
pub mod saved;
pub mod scroll;
pub mod simulator;
pub mod surroundings;
pub mod table_rows;
pub mod timeline;
pub mod trail_form;
pub mod url;
pub mod view_state;
