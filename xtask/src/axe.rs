//! axe-core, the accessibility checker: fetched once from npm into `target/`, never part of the page.

use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use sha2::{Digest as _, Sha256};

use crate::project::{Failure, Outcome, run};
use crate::toolchain::scratch_dir;

const VERSION: &str = "4.14.1";

/// Of the package as npm has it: another one is not run.
const SHA256: &str = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745";

/// The script that puts `axe` into a page.
pub fn source() -> Outcome<String> {
    let folder = scratch_dir("axe")?;
    let package = folder.join(format!("axe-core-{VERSION}.tgz"));
    if !package.is_file() {
        let wanted = format!("axe-core@{VERSION}");
        run(std::process::Command::new("npm").current_dir(&folder).args(["pack", "--silent", &wanted]))
            .map_err(Failure::while_doing(format!(
                "the accessibility tests need {wanted} of npm; put its package at {}",
                package.display()
            )))?;
    }
    let packed = std::fs::read(&package)
        .map_err(Failure::while_doing(format!("cannot read {}", package.display())))?;
    let sum: String = Sha256::digest(&packed).iter().map(|byte| format!("{byte:02x}")).collect();
    if sum != SHA256 {
        return Err(Failure::new(format!("{} has the SHA-256 {sum}, expected {SHA256}", package.display())));
    }
    script(&packed)
}

fn script(packed: &[u8]) -> Outcome<String> {
    let mut archive = tar::Archive::new(GzDecoder::new(packed));
    let members = archive.entries().map_err(Failure::while_doing("cannot open the package of axe-core"))?;
    for mut member in members.flatten() {
        if member.path().is_ok_and(|path| path == PathBuf::from("package/axe.min.js")) {
            let mut text = String::new();
            member.read_to_string(&mut text).map_err(Failure::while_doing("axe.min.js"))?;
            return Ok(text);
        }
    }
    Err(Failure::new("the package of axe-core holds no axe.min.js"))
}
