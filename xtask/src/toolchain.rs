//! What must be on the machine: the wasm target and, for tests, Chromium with its driver.
//!
//! **Invariant:** a package manager is called only as root on Debian; anywhere else the one command is printed.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::project::{Failure, Outcome, run, target_dir};

/// The target of the page.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The flags of every headless browser run: no sandbox because tests may run as root in a container, and nothing
/// that makes the browser talk to its maker.
pub const CHROMIUM_FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-default-apps",
    "--allow-browser-signin=false",
    "--disable-features=NetworkTimeServiceQuerying,OptimizationHints,AutofillServerCommunication",
];

const INSTALL_CHROMIUM: &str = "apt-get install -y --no-install-recommends chromium chromium-driver";

/// A browser and the WebDriver server that drives it.
#[derive(Debug, Clone)]
pub struct Chromium {
    /// The browser's program.
    pub browser: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

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

/// Finds Chromium and its driver, installing both where that is possible.
///
/// `CHROMIUM` and `CHROMEDRIVER` in the environment name them where they are not on the path.
pub fn ensure_chromium() -> Outcome<Chromium> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    if !is_root_on_debian() {
        return Err(Failure::new(format!(
            "Chromium and chromedriver are needed for tests. On Debian this installs them:\n\n    \
             sudo {INSTALL_CHROMIUM}\n\nElsewhere install both and put them on the PATH, or name them in CHROMIUM and CHROMEDRIVER."
        )));
    }
    println!("installing Chromium: {INSTALL_CHROMIUM}");
    run(apt_get().arg("update"))?;
    run(apt_get().args(INSTALL_CHROMIUM.split(' ').skip(1)))?;
    find_chromium().ok_or_else(|| Failure::new("Chromium was installed but cannot be found on the PATH"))
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

fn find_chromium() -> Option<Chromium> {
    let browser = named_by("CHROMIUM").or_else(|| {
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].iter().find_map(on_path)
    })?;
    let driver = named_by("CHROMEDRIVER").or_else(|| on_path(&"chromedriver"))?;
    Some(Chromium { browser, driver })
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

fn on_path(name: &&str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn is_root_on_debian() -> bool {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.starts_with(b"0\n"));
    is_root && Path::new("/etc/debian_version").exists()
}

/// A folder below the target folder, made when missing.
pub fn scratch_dir(name: &str) -> Outcome<PathBuf> {
    let folder = target_dir().join(name);
    std::fs::create_dir_all(&folder)
        .map_err(Failure::while_doing(format!("cannot make {}", folder.display())))?;
    Ok(folder)
}
