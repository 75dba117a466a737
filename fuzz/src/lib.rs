//! What is fuzzed, as functions that a fuzzer and a plain test call alike.
//!
//! Each takes any bytes and panics where a promise of the room behind it is broken; to return is to pass. The targets in
//! `fuzz_targets/` hand them to libFuzzer; `tests/it/fuzz.rs` of the page runs the same functions, on the seeds and on
//! changed copies of them, with every `cargo test`.

mod ingest;
mod text;

pub use ingest::{container, csv, framing, scanner};
pub use text::{fragment, query, selector_hcl, selector_json, selector_yaml};

/// A target with the folder of its seeds.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 9] = [
    ("container", container),
    ("framing", framing),
    ("csv", csv),
    ("scanner", scanner),
    ("query", query),
    ("fragment", fragment),
    ("selector_json", selector_json),
    ("selector_yaml", selector_yaml),
    ("selector_hcl", selector_hcl),
];
