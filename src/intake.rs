//! From bytes to columns: the lowest rooms, which every byte of a log passes through.
//!
//! They are a crate of their own for the sake of the compiler alone: it optimises these for speed, and the
//! rooms above them, which look at a record only when it is asked for, for size. The rest of the program
//! names them as its own rooms.

pub mod base;
pub mod record;

pub mod ingest;
pub mod segment;
