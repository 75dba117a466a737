//! `cargo xtask test`: every check, each under its own heading, stopping at the first that fails.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::browsers::{Engine, ensure};
use crate::project::{Failure, Outcome, cargo, dist_dir, run};
use crate::toolchain::{WASM_TARGET, ensure_wasm_target, scratch_dir};
use crate::{build, bundle, engines};

/// Runs all checks in the order of their cost; `engines` are those of the end-to-end tests.
///
/// An engine that cannot be had on this machine is told and left out, but in CI, where `CI` is set, it is an error.
pub fn everything(engines: &[Engine]) -> Outcome {
    let start = Instant::now();
    ensure_wasm_target()?;
    let mut found = Vec::new();
    let mut absent = Vec::new();
    for engine in engines {
        match ensure(*engine) {
            Ok(_) => found.push(*engine),
            Err(failure) if *engine != Engine::Chromium && std::env::var_os("CI").is_none() => {
                println!("NOT TESTED in {engine}: {failure}\n");
                absent.push(engine.to_string());
            }
            Err(failure) => return Err(failure),
        }
    }
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
                "--package",
                "trail-loupe-unpack",
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
    heading("the same bytes again");
    bundle_again()?;
    heading("end-to-end tests");
    engines::side_by_side(&found, &[])?;
    if !absent.is_empty() {
        println!("\nNOT TESTED in {}: how to install what is missing stands at the top", absent.join(", "));
    }
    println!("\nall checks passed in {} s", start.elapsed().as_secs());
    Ok(())
}

/// Bundles the release page a second time; whoever builds it must get what everyone gets.
fn bundle_again() -> Outcome {
    let folder = scratch_dir("bundled-again")?;
    bundle::bundle(&build::compiled_module(build::Profile::Release), &folder)?;
    let read = |folder: &Path| {
        let path = folder.join("index.html");
        std::fs::read(&path).map_err(Failure::while_doing(format!("cannot read {}", path.display())))
    };
    if read(&folder)? == read(&dist_dir())? {
        Ok(())
    } else {
        Err(Failure::new("the same module gave another page the second time"))
    }
}

fn step(title: &str, command: &mut Command) -> Outcome {
    heading(title);
    run(command)
}

fn heading(title: &str) {
    println!("\n== {title} ==");
}
