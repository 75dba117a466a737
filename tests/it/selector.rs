//! The trail simulator, at its public door.
//!
//! `cases` runs the folders of `tests/data/selector`; `refusals` pins the texts of problems; `matrix` and `naive`
//! compare with an evaluation written separately; `exports` reads back what is written; `published` reads every
//! configuration of the shared data, where it is there.

mod cases;
mod costs;
pub(crate) mod edits;
mod exports;
mod matrix;
mod naive;
mod published;
mod reading;
pub(crate) mod records;
mod refusals;
mod surprises;
