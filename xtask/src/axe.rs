//! The accessibility checker axe-core, taken from the npm registry for the tests alone.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::Command;

use flate2::read::GzDecoder;

use crate::project::{Failure, Outcome, run};
use crate::toolchain::scratch_dir;

/// The version that the tests were written against.
const VERSION: &str = "4.14.1";

/// The file inside the package.
const SCRIPT: &str = "package/axe.min.js";

/// The script's text; the package is fetched once and kept below `target/`.
pub fn script() -> Outcome<String> {
    let folder = scratch_dir("tools")?;
    let package = folder.join(format!("axe-core-{VERSION}.tgz"));
    if !package.is_file() {
        println!("fetching axe-core {VERSION}");
        run(Command::new("npm")
            .args(["pack", "--silent", &format!("axe-core@{VERSION}"), "--pack-destination"])
            .arg(&folder))
        .map_err(Failure::while_doing(
            "axe-core is needed for the accessibility tests, and npm to fetch it",
        ))?;
    }
    read_entry(&package)
}

fn read_entry(package: &PathBuf) -> Outcome<String> {
    let telling = || format!("cannot read {}", package.display());
    let file = fs::File::open(package).map_err(Failure::while_doing(telling()))?;
    let mut archive = tar::Archive::new(GzDecoder::new(file));
    for entry in archive.entries().map_err(Failure::while_doing(telling()))? {
        let mut entry = entry.map_err(Failure::while_doing(telling()))?;
        if entry.path().is_ok_and(|path| path.as_os_str() == SCRIPT) {
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(Failure::while_doing(telling()))?;
            return Ok(text);
        }
    }
    Err(Failure::new(format!("{} holds no {SCRIPT}", package.display())))
}
