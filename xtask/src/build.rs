//! `cargo xtask build`: cargo compiles the wasm, the bundler makes one page of it.

use std::path::PathBuf;

use crate::bundle;
use crate::project::{Outcome, cargo, root, run, target_dir};
use crate::toolchain::{WASM_TARGET, ensure_wasm_target};

/// How a page is compiled; each is a profile of `Cargo.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// What people get.
    Release,
    /// Half optimised, for looking at a change: compiled several times sooner, and slower in the browser.
    Quick,
}

impl Profile {
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Quick => "quick",
        }
    }
}

/// Builds `dist/index.html` from nothing.
pub fn build(profile: Profile) -> Outcome {
    ensure_wasm_target()?;
    compile("trail-loupe", profile)?;
    bundle::bundle(&compiled_module(profile), &crate::project::dist_dir())
}

/// Where cargo leaves the module of a profile.
pub fn compiled_module(profile: Profile) -> PathBuf {
    module("trail_loupe", profile)
}

/// The module that unpacks the program, compiled. However the page is compiled, it is what people get.
pub fn compiled_unpacker() -> Outcome<PathBuf> {
    compile("trail-loupe-unpack", Profile::Release)?;
    Ok(module("trail_loupe_unpack", Profile::Release))
}

fn module(name: &str, profile: Profile) -> PathBuf {
    target_dir().join(WASM_TARGET).join(profile.name()).join(name).with_extension("wasm")
}

fn compile(package: &str, profile: Profile) -> Outcome {
    // The list of registries below is complete only once everything is there.
    run(cargo().args(["fetch", "--quiet", "--target", WASM_TARGET]))?;
    run(cargo()
        .args(["build", "--profile", profile.name(), "--lib", "--package", package])
        .args(["--target", WASM_TARGET])
        .arg("--config")
        .arg(format!("target.{WASM_TARGET}.rustflags=[{}]", quoted_path_remaps())))
}

/// Panic messages name source files. Shortening the paths keeps the builder's home and registry out of the page, and
/// lets the same sources give the same bytes wherever they lie. Cargo joins this list to the flags of
/// `.cargo/config.toml`.
fn quoted_path_remaps() -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let place_of = |variable: &str, usual: &str| {
        std::env::var_os(variable).map_or_else(|| home.join(usual), PathBuf::from)
    };
    let cargo_home = place_of("CARGO_HOME", ".cargo");
    // The compiler takes the last one that fits, so the longer paths follow the shorter.
    let mut remaps = vec![
        (place_of("RUSTUP_HOME", ".rustup"), "/rustup"),
        (cargo_home.clone(), "/cargo"),
        (root(), "/trail-loupe"),
    ];
    // A folder a registry, named after its host; there is none before the first download.
    let registries = std::fs::read_dir(cargo_home.join("registry").join("src"));
    let mut folders: Vec<PathBuf> =
        registries.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.sort();
    remaps.extend(folders.into_iter().map(|folder| (folder, "/crates")));
    let quoted = remaps.iter().map(|(from, to)| format!("'--remap-path-prefix={}={to}'", from.display()));
    quoted.collect::<Vec<_>>().join(",")
}
