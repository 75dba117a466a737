//! `cargo xtask test`: every check, each under its own heading, stopping at the first that fails.

use std::process::Command;
use std::time::Instant;

use crate::build;
use crate::project::{Outcome, cargo, run};
use crate::toolchain::{WASM_TARGET, ensure_chromium, ensure_wasm_target};

/// Runs all checks in the order of their cost.
pub fn everything() -> Outcome {
    let start = Instant::now();
    ensure_wasm_target()?;
    ensure_chromium()?;
    step("format", cargo().args(["fmt", "--all", "--check"]))?;
    let deny = ["--", "-D", "warnings"];
    step(
        "lints, native",
        cargo().args(["clippy", "--workspace", "--all-targets", "--features", "xtask/e2e"]).args(deny),
    )?;
    step(
        "lints, wasm",
        cargo()
            .args([
                "clippy",
                "--target",
                WASM_TARGET,
                "--package",
                "trail-loupe",
                "--lib",
                "--test",
                "browser",
            ])
            .args(deny),
    )?;
    step("native tests", cargo().args(["test", "--workspace"]))?;
    step(
        "wasm tests in Chromium",
        cargo().args(["test", "--target", WASM_TARGET, "--package", "trail-loupe", "--test", "browser"]),
    )?;
    heading("release page");
    build::build(build::Profile::Release)?;
    heading("end-to-end tests in Chromium");
    end_to_end(&[])?;
    println!("\nall checks passed in {} s", start.elapsed().as_secs());
    Ok(())
}

/// Runs the end-to-end tests on `dist/index.html` as it is; `names` selects cases that contain one of them.
pub fn end_to_end(names: &[&str]) -> Outcome {
    ensure_chromium()?;
    // The driver is on the loopback address, whatever proxy the machine is told to use.
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "xtask", "--features", "e2e", "--bin", "e2e", "--"])
        .args(names);
    run(command.env("NO_PROXY", "127.0.0.1,localhost"))
}

fn step(title: &str, command: &mut Command) -> Outcome {
    heading(title);
    run(command)
}

fn heading(title: &str) {
    println!("\n== {title} ==");
}
