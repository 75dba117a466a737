//! The licences of everything that is linked into the page, as one text.
//!
//! Which crates those are cargo says, for the target and the features of the page; the texts lie in the crates' own
//! folders. Crates that only run while building (procedural macros, build scripts) are not in the page.
//!
//! **Invariant:** a linked crate without a licence expression fails the build.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::project::{Failure, Outcome, cargo};
use crate::toolchain::WASM_TARGET;

/// The packages that the page is made of, the one that gives it its version first.
const PAGE: [&str; 2] = ["trail-loupe", "trail-loupe-unpack"];

/// What is linked in and is no crate of the lock file.
const STANDARD_LIBRARY: &str = "The Rust standard library: MIT OR Apache-2.0, © The Rust Project Developers.";

/// A crate that is linked in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Linked {
    name: String,
    version: String,
    licence: String,
    /// Empty where the crate brings no text of its own.
    text: String,
}

/// What cargo knows about the page.
pub(super) struct Crates {
    /// The version of the page.
    pub(super) version: String,
    /// The licences of everything that is linked in.
    pub(super) licences: String,
}

/// Asks cargo.
pub(super) fn crates() -> Outcome<Crates> {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", WASM_TARGET])
        .output()
        .map_err(Failure::while_doing("cargo metadata"))?;
    if !output.status.success() {
        return Err(Failure::new(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let metadata: Value =
        serde_json::from_slice(&output.stdout).map_err(Failure::while_doing("cargo metadata"))?;
    let packages = metadata["packages"].as_array();
    let page = packages.and_then(|packages| packages.iter().find(|package| package["name"] == PAGE[0]));
    let version = page.map(|page| word(&page["version"])).unwrap_or_default();
    Ok(Crates { version, licences: written(&linked(&metadata)?) })
}

/// One list of crates, then every text once, with the crates that it is for.
fn written(crates: &[Linked]) -> String {
    let mut out = String::from("Trail Loupe is licensed under Apache-2.0. It contains:\n\n");
    out.push_str(STANDARD_LIBRARY);
    out.push('\n');
    let mut by_text: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for linked in crates {
        let name = format!("{} {}", linked.name, linked.version);
        out.push_str(&format!("{name}: {}\n", linked.licence));
        by_text.entry(&linked.text).or_default().push(name);
    }
    let mut texts: Vec<(Vec<String>, &str)> =
        by_text.into_iter().map(|(text, names)| (names, text)).collect();
    texts.sort();
    for (names, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        out.push_str(&format!("\n---- {} ----\n\n{}\n", names.join(", "), text.trim_end()));
    }
    out
}

/// The crates that the page depends on at run time.
fn linked(metadata: &Value) -> Outcome<Vec<Linked>> {
    let list = |value: &Value, name: &str| value[name].as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> =
        list(metadata, "packages").into_iter().map(|package| (word(&package["id"]), package)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"], "nodes").into_iter().map(|node| (word(&node["id"]), node)).collect();
    let is_own = |package: &Value| PAGE.iter().any(|name| package["name"] == *name);
    let own = packages.iter().filter(|(_, package)| is_own(package));
    let mut waiting: Vec<String> = own.map(|(id, _)| id.clone()).collect();
    let mut seen = BTreeSet::new();
    let mut crates = Vec::new();
    while let Some(id) = waiting.pop() {
        let (Some(package), Some(node)) = (packages.get(&id), nodes.get(&id)) else { continue };
        let is_macro = list(package, "targets").iter().any(|target| target["kind"][0] == "proc-macro");
        if is_macro || !seen.insert(id) {
            continue;
        }
        for dependency in list(node, "deps") {
            // A kind of null is a dependency at run time; the others are for building and testing.
            if list(&dependency, "dep_kinds").iter().any(|kind| kind["kind"].is_null()) {
                waiting.push(word(&dependency["pkg"]));
            }
        }
        if !is_own(package) {
            crates.push(read(package)?);
        }
    }
    crates.sort();
    Ok(crates)
}

fn read(package: &Value) -> Outcome<Linked> {
    let (name, version) = (word(&package["name"]), word(&package["version"]));
    let licence = word(&package["license"]);
    if licence.is_empty() {
        return Err(Failure::new(format!("{name} {version} names no licence")));
    }
    let manifest = word(&package["manifest_path"]);
    let text = match Path::new(&manifest).parent() {
        Some(folder) => licence_text(folder, &licence)?,
        None => String::new(),
    };
    Ok(Linked { name, version, licence, text })
}

/// The text that the crate's use here rests on: the MIT one where there is a choice, being short; else all there are.
fn licence_text(folder: &Path, licence: &str) -> Outcome<String> {
    let told = format!("cannot list {}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(Failure::while_doing(&told))? {
        let path = entry.map_err(Failure::while_doing(&told))?.path();
        let name =
            path.file_name().map(|name| name.to_string_lossy().to_ascii_uppercase()).unwrap_or_default();
        let is_text = ["LICENSE", "LICENCE", "COPYING", "UNLICENSE", "NOTICE"]
            .iter()
            .any(|start| name.starts_with(start));
        if is_text && path.is_file() {
            files.push((name, path));
        }
    }
    files.sort();
    if licence.contains("MIT") && files.iter().any(|(name, _)| name.contains("MIT")) {
        files.retain(|(name, _)| name.contains("MIT") || name.starts_with("NOTICE"));
    }
    let texts: Result<Vec<String>, Failure> = files.iter().map(|(_, path)| super::read_text(path)).collect();
    Ok(texts?.iter().map(|text| text.trim()).collect::<Vec<_>>().join("\n\n"))
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_of_the_page_is_listed_with_a_licence() {
        let Crates { version, licences: text } = crates().expect("the crates of the page");
        assert!(version.contains('.'), "{version}");
        for name in ["leptos 0.8", "wasm-bindgen 0.2", "flate2 1", "serde_json 1", "regex-automata 0.4"] {
            assert!(text.contains(&format!("\n{name}")), "{name}");
        }
        // These run while building, and only there.
        for name in ["walrus", "wasm-bindgen-cli"] {
            assert!(!text.contains(&format!("\n{name} ")), "{name}");
        }
        assert!(text.contains("Permission is hereby granted"));
        assert!(!text.contains(&*crate::project::root().to_string_lossy()), "no path of this machine");
        assert_eq!(text, crates().expect("the crates of the page").licences);
    }

    #[test]
    fn equal_texts_stand_once() {
        let linked = |name: &str, text: &str| Linked {
            name: name.into(),
            version: "1.0.0".into(),
            licence: "MIT".into(),
            text: text.into(),
        };
        let text = written(&[linked("a", "the text"), linked("b", "the text"), linked("c", "")]);
        assert_eq!(text.matches("the text").count(), 1);
        assert!(text.contains("---- a 1.0.0, b 1.0.0 ----") && text.contains("\nc 1.0.0: MIT\n"), "{text}");
    }
}
