//! Workers that share nothing, and the page's side that asks them.
//!
//! ```text
//! Coordinator (page) ─scatter Request→ Shard × N (workers), each with its own segments
//!                    ←gather Response─ merged, stale answers dropped
//! ```
//!
//! **Invariant:** no clock, no browser, no threads: both sides are plain values with a `handle`
//! function, and a native test runs any number of shards in a loop.
//! **Invariant:** one worker is a pool of one; no count depends on how many there are.
//! **Invariant:** only [`protocol`] derives `Serialize`.
//!
//! Tests: `tests/it/engine.rs`, `tests/it/groups.rs`, `tests/it/indicators.rs`.

pub mod coordinator;
mod export;
pub mod protocol;
pub mod shard;

/// What a worker may hold in all. The rest of the 4 GiB that it can address is for answers, for tables that
/// grow by being copied, and for the gaps between.
const WORKER_BYTES: u64 = 3 << 30;
