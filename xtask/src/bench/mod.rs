//! `cargo xtask bench`: how fast the page is, beside what a person would have otherwise.
//!
//! Flow: `corpus` (made-up logs of several sizes) → `native` (stages outside of a browser), `runs` (the page and the
//! browser's own means, in turn), `peers` (other programs) → `report` (a table, and `target/bench.json`).
//!
//! **Invariant:** what is compared runs in turn in the same round; only ratios within one run are said.

pub mod corpus;
mod events;

use crate::browsers::{Engine, ensure};
use crate::project::{Outcome, cargo, run as run_command};

/// Runs the benchmark program on `dist/index.html` as it is.
pub fn run(words: &[String]) -> Outcome {
    ensure(Engine::Chromium)?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "xtask", "--features", "e2e", "--bin", "bench", "--"])
        .args(words.iter().filter(|word| *word != "--keep"));
    // The driver is on the loopback address, whatever proxy the machine is told to use.
    run_command(command.env("NO_PROXY", "127.0.0.1,localhost"))
}
