//! What must be there to build: the wasm target, and folders to work in.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::{Failure, Outcome, run, target_dir};

/// The target of the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// Adds the wasm target where it is missing.
pub fn ensure_wasm_target() -> Outcome {
    if has_wasm_target() {
        return Ok(());
    }
    println!("adding the target {WASM_TARGET}");
    run(Command::new("rustup").args(["target", "add", WASM_TARGET])).map_err(Failure::while_doing(format!(
        "the standard library of {WASM_TARGET} is missing; `rustup target add {WASM_TARGET}` would install it"
    )))
}

fn has_wasm_target() -> bool {
    let asked = Command::new("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]).output();
    asked.is_ok_and(|answer| {
        let folder = String::from_utf8_lossy(&answer.stdout);
        answer.status.success() && Path::new(folder.trim()).is_dir()
    })
}

/// A folder below the target folder, made when missing.
pub fn scratch_dir(name: &str) -> Outcome<PathBuf> {
    let folder = target_dir().join(name);
    std::fs::create_dir_all(&folder)
        .map_err(Failure::while_doing(format!("cannot make {}", folder.display())))?;
    Ok(folder)
}
