//! What files, events and questions are called.

use serde::{Deserialize, Serialize};

/// Numbers the queries of one page; a newer one makes the older stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueryId(pub u32);

/// Numbers the lookups of one page: questions for records apart from the filter in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LookupId(pub u32);

/// A file that the user gave, or a part of one that is read in parts, in the order given. Its members share its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GivenId(pub u32);

/// One event of the page: which worker has it, and its row there (segment in the upper 16 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventKey {
    pub shard: u16,
    pub row: u32,
}
