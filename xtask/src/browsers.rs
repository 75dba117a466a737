//! The browsers of the tests: which engines there are, and where their programs are found or how they are installed.
//!
//! **Invariant:** a package manager is called only as root on Debian; anywhere else the one command is printed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::project::{Failure, Outcome, cargo, run, target_dir};

/// The engines that the page is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chrome, Edge and their kin.
    Chromium,
    /// Gecko.
    Firefox,
    /// The engine of Safari, as GTK has it.
    WebKitGtk,
}

/// A browser and the WebDriver server that drives it.
#[derive(Debug, Clone)]
pub struct Browser {
    /// What it runs on.
    pub engine: Engine,
    /// The browser's program.
    pub program: PathBuf,
    /// The driver's program.
    pub driver: PathBuf,
}

/// The flags of every headless Chromium: no sandbox because tests may run as root in a container, and nothing that
/// makes the browser talk to its maker.
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

/// The driver of Firefox, which Debian has no package of; built below `target/`.
const GECKODRIVER_VERSION: &str = "0.37.1";

impl Engine {
    /// All of them, the one that every test run uses first.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKitGtk];

    /// The engine of that name, in any case.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|engine| engine.to_string().eq_ignore_ascii_case(name))
    }

    /// Debian's packages that hold browser and driver.
    fn packages(self) -> &'static str {
        match self {
            Self::Chromium => "chromium chromium-driver",
            Self::Firefox => "firefox-esr",
            Self::WebKitGtk => "webkit2gtk-driver xvfb",
        }
    }

    /// The variables that name browser and driver where they are not on the path.
    fn variables(self) -> (&'static str, &'static str) {
        match self {
            Self::Chromium => ("CHROMIUM", "CHROMEDRIVER"),
            Self::Firefox => ("FIREFOX", "GECKODRIVER"),
            Self::WebKitGtk => ("MINIBROWSER", "WEBKITWEBDRIVER"),
        }
    }

    fn usual_programs(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
            Self::Firefox => &["firefox-esr", "firefox"],
            Self::WebKitGtk => &["MiniBrowser"],
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKitGtk => "WebKitGTK",
        })
    }
}

/// Finds a browser of the engine and its driver, installing both where that is possible.
///
/// The environment names them where they are not on the path: `CHROMIUM`, `CHROMEDRIVER`, `FIREFOX`, `GECKODRIVER`,
/// `MINIBROWSER`, `WEBKITWEBDRIVER`.
pub fn ensure(engine: Engine) -> Outcome<Browser> {
    if let Some(found) = find(engine) {
        return Ok(found);
    }
    let install = format!("apt-get install -y --no-install-recommends {}", engine.packages());
    if find_program(engine).is_none() || (engine != Engine::Firefox && find_driver(engine).is_none()) {
        if !is_root_on_debian() {
            let (browser, driver) = engine.variables();
            return Err(Failure::new(format!(
                "{engine} and its WebDriver server are needed for tests. On Debian this installs them:\n\n    \
                 sudo {install}\n\nElsewhere install both and put them on the PATH, or name them in {browser} and {driver}."
            )));
        }
        println!("installing {engine}: {install}");
        run(apt_get().arg("update"))?;
        run(apt_get().args(install.split(' ').skip(1)))?;
    }
    if engine == Engine::Firefox && find_driver(engine).is_none() {
        println!("building geckodriver {GECKODRIVER_VERSION} once");
        // Unoptimised: it only passes messages on, and is there in half the time.
        run(cargo().args(["install", "--quiet", "--locked", "--debug", "geckodriver"]).args([
            "--version",
            GECKODRIVER_VERSION,
            "--root",
            &tools_dir().to_string_lossy(),
        ]))?;
    }
    find(engine)
        .ok_or_else(|| Failure::new(format!("{engine} was installed but cannot be found on the PATH")))
}

fn find(engine: Engine) -> Option<Browser> {
    if engine == Engine::WebKitGtk {
        on_path("Xvfb")?;
    }
    Some(Browser { engine, program: find_program(engine)?, driver: find_driver(engine)? })
}

fn find_program(engine: Engine) -> Option<PathBuf> {
    named_by(engine.variables().0)
        .or_else(|| engine.usual_programs().iter().copied().find_map(on_path))
        .or_else(|| (engine == Engine::WebKitGtk).then(find_minibrowser).flatten())
}

fn find_driver(engine: Engine) -> Option<PathBuf> {
    named_by(engine.variables().1).or_else(|| match engine {
        Engine::Chromium => on_path("chromedriver"),
        Engine::Firefox => on_path("geckodriver")
            .or_else(|| Some(tools_dir().join("bin/geckodriver")).filter(|path| path.is_file())),
        Engine::WebKitGtk => on_path("WebKitWebDriver"),
    })
}

/// WebKitGTK's own test browser lies in a folder of the library, which is named after machine and version.
fn find_minibrowser() -> Option<PathBuf> {
    let machines = std::fs::read_dir("/usr/lib").ok()?.flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = machines
        .filter_map(|machine| std::fs::read_dir(machine).ok())
        .flat_map(|libraries| libraries.flatten().map(|entry| entry.path().join("MiniBrowser")))
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found.pop()
}

/// Where programs lie that were built for this project's tests alone.
fn tools_dir() -> PathBuf {
    target_dir().join("tools")
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    command
}

fn named_by(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_file())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn is_root_on_debian() -> bool {
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.starts_with(b"0\n"));
    is_root && Path::new("/etc/debian_version").exists()
}
