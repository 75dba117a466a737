//! The event detail: one event in every tab, several side by side.
//!
//! ```text
//! record ─view::detail→ models ─→ tabs
//! a tab ─look_up→ engine ─found→ counts, chain, session, copies      forgotten when the tab goes
//! ```
//!
//! **Invariant:** a tab asks only for itself: what is not on screen is not looked up.
//! **Invariant:** every copy goes through [`super::state::AppState::copy`], which says what was copied.

mod actions;
mod chain;
mod compare;
mod copies;
mod counts;
mod facts;
mod insight_chart;
mod json;
mod json_tree;
mod lookups;
mod marks;
mod pane;
mod raw;
mod resize;
mod session;
mod tabs;

pub(super) use actions::DetailState;
pub(super) use compare::CompareView;
pub(super) use marks::{MarkBar, MarkBox};
pub(super) use pane::EventDetail;
