//! From bytes to columns: the lowest rooms, which every byte of a log passes through.
//!
//! They are a crate of their own for the sake of the compiler alone: it optimises these for speed, and
//! everything above them, through which no byte of a log passes, for size. The rest of the program names
//! them as its own rooms.

pub mod base;
pub mod record;

pub mod ingest;
pub mod segment;
