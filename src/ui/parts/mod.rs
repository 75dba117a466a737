//! Pieces that any component may use; they know nothing of events.

pub(super) mod bar_panel;
pub(super) mod button;
pub(super) mod dialog;
pub(super) mod icon;
pub(super) mod sort_mark;
pub(super) mod virtual_scroll;
