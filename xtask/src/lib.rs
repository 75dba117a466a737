//! The project's own build tool: everything a fresh machine needs beyond rustup and cargo.
//!
//! Flow: `toolchain` and `browsers` (is all there? install it) → `build` (cargo, release, wasm) → `bundle` (one HTML file with its
//! policy) → `serve` (look at it) or `test` (prove it). `wasm_runner` is what cargo calls to run wasm tests.
//!
//! **Invariant:** nothing is installed but the wasm target and, as root on Debian, the browsers of the tests; every
//! other tool is a library pinned by `Cargo.lock`, or built below `target/`.
//! **Invariant:** the bundler reads only files of this project and the licences of its locked crates, and writes the same
//! bytes for the same input.

#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

pub mod axe;
pub mod bench;
pub mod browsers;
pub mod build;
pub mod bundle;
pub mod engines;
pub mod project;
pub mod serve;
pub mod test;
pub mod toolchain;
pub mod wasm_runner;
