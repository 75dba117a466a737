//! What page and workers say to each other, and what the page asks and is told.
//!
//! ```text
//! ui ─Command→ Coordinator ─Request→ Shard (worker)      one Request, one or more Responses
//! ui ←Update── Coordinator ←Response─ Shard
//! ```
//!
//! **Invariant:** these types are the wire's own; no inner type of the engine is among them.
//! **Invariant:** answers name the query or record that they are for, so that stale ones can be
//! dropped.

mod export;
mod screen;
mod wire;

pub use export::*;
pub use screen::*;
pub use wire::*;
