//! Trail Loupe.
pub mod selector;
