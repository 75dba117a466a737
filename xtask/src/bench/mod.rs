//! `cargo xtask bench`: how fast the page is, beside what a person would have otherwise.

pub mod corpus;
mod events;
