//! Pieces that any component may use; they know nothing of events.

pub(super) mod button;
pub(super) mod dialog;
pub(super) mod icon;
pub(super) mod virtual_scroll;
