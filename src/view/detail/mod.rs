//! One event as an investigator reads it: every tab of the event detail as plain data.
//!
//! ```text
//! record JSON + Context ─Event::new─┬─ summary     one sentence and five blocks of facts
//!                                   ├─ identity    who, in words; the ARN taken apart
//!                                   ├─ resources   each resource, and the query for its other events
//!                                   ├─ related     queries: same request, session, address, copies, pairs
//!                                   └─ insight     baseline against insight, as chart data
//! record JSON ─┬─ tree      rows of the JSON view, folded and searched
//!              ├─ pretty    formatted text
//!              ├─ raw       the text as delivered, ready to be shown
//!              ├─ cells     single values in tables, facets and groups, tokens masked
//!              ├─ mask      session tokens out of a copy, the rest byte for byte (`record::mask`)
//!              └─ compare   up to five records, path by path
//! record JSON + lookups ── chain       who issued the key, back to where the records end
//! rows of a query ──┬─ session        one key's events in order: gaps, services, errors
//!                   ├─ organization   copies of one action folded into one
//!                   └─ counts         how many others there are, in words
//! keys ─ marked      the events chosen to be compared
//! split              how much room the detail has
//! ```
//!
//! **Invariant:** any JSON is accepted: a member may be missing, null or of any type.
//! **Invariant:** what is not in the record is never shown as if it were: a fact says by its kind
//! whether it is plain, withheld by AWS, missing, masked by us or inferred.
//! **Invariant:** no session token stands in any text of these models unless the caller asks to
//! reveal it.
//! **Invariant:** every query is text of the filter language with its values quoted.
//!
//! Tests: `tests/it/detail.rs`, expectations in `tests/data/detail`.

pub mod cells;
pub mod chain;
pub mod compare;
pub mod counts;
pub mod event;
pub mod fact;
pub mod family;
pub mod filter_text;
pub mod identity;
pub mod insight;
pub mod marked;
pub mod organization;
pub mod pretty;
pub mod raw;
pub mod related;
pub mod resources;
pub mod session;
pub mod split;
pub mod summary;
pub mod tree;
pub mod words;

pub use crate::record::{mask, withheld};
