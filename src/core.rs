//! From bytes to answers: all rooms below the screen.
//!
//! They are a crate of their own for the sake of the compiler alone: it optimises these, which pass over
//! every byte and every row, for speed, and what draws the page for size. The rest of the program names them
//! as its own rooms.

pub mod base;
pub mod record;

pub mod ingest;
pub mod segment;

pub mod aggregate;
pub mod query;

pub mod selector;

pub mod engine;
