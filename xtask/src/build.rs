//! `cargo xtask build`: cargo compiles the release wasm, the bundler makes one page of it.

use std::path::PathBuf;

use crate::bundle;
use crate::project::{Outcome, cargo, root, run, target_dir};
use crate::toolchain::{WASM_TARGET, ensure_wasm_target};

/// Builds `dist/index.html` from nothing.
pub fn build() -> Outcome {
    ensure_wasm_target()?;
    compile()?;
    bundle::bundle(&compiled_module(), &crate::project::dist_dir())
}

/// Where cargo leaves the release module.
pub fn compiled_module() -> PathBuf {
    target_dir()
        .join(WASM_TARGET)
        .join("release")
        .join("trail_loupe.wasm")
}

fn compile() -> Outcome {
    run(cargo()
        .args([
            "build",
            "--release",
            "--lib",
            "--package",
            "trail-loupe",
            "--target",
            WASM_TARGET,
        ])
        .arg("--config")
        .arg(format!(
            "target.{WASM_TARGET}.rustflags=[{}]",
            quoted_path_remaps()
        )))
}

/// Panic messages name source files. Shortening the paths keeps the builder's home out of the page, and lets the same
/// sources give the same bytes wherever they lie. Cargo joins this list to the flags of `.cargo/config.toml`.
fn quoted_path_remaps() -> String {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cargo_home =
        std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let rustup_home =
        std::env::var_os("RUSTUP_HOME").map_or_else(|| home.join(".rustup"), PathBuf::from);
    [
        (cargo_home, "/cargo"),
        (rustup_home, "/rustup"),
        (root(), "/trail-loupe"),
    ]
    .map(|(from, to)| format!("'--remap-path-prefix={}={to}'", from.display()))
    .join(",")
}
