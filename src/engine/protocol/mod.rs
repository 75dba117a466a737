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

mod answers;
mod command;
mod export;
mod files;
mod ids;
mod rows;
mod screen;
mod trail;
mod wire;

pub use answers::*;
pub use command::*;
pub use export::*;
pub use files::*;
pub use ids::*;
pub use rows::*;
pub use screen::*;
pub use trail::*;
pub use wire::*;
