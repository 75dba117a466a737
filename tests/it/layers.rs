//! The import directions of the house, as an allowlist.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Every room and what it may import. A path such as `record::field` admits that module alone.
const ROOMS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("record", &["base"]),
    ("ingest", &["base", "record"]),
    ("segment", &["base", "record"]),
    ("query", &["base", "record", "segment"]),
    ("aggregate", &["base", "record::field", "segment"]),
    ("selector", &["base", "record", "query", "segment"]),
    ("engine", &["base", "record", "ingest", "segment", "query", "aggregate", "selector"]),
    (
        "view",
        &[
            "base",
            "record",
            "query::token",
            "query::parser",
            "query::ast",
            "query::edit",
            "query::examples",
            "query::hints",
            "query::suggest",
            "engine::protocol",
            "selector",
        ],
    ),
    ("web", &["base", "engine"]),
    (
        "ui",
        &[
            "base",
            "view",
            "web",
            "record::field",
            "engine::protocol",
            "query::token",
            "query::parser",
            "query::edit",
            "query::examples",
            "query::hints",
            "query::suggest",
        ],
    ),
];

/// The roots of the two crates: they name their rooms.
const ROOTS: [&str; 2] = ["lib.rs", "core"];

/// Crates of the browser, and the only places that may name them.
const BROWSER_CRATES: &[&str] = &[
    "web_sys",
    "js_sys",
    "gloo",
    "leptos",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "console_error_panic_hook",
];
const BROWSER_ROOMS: &[&str] = &["web", "ui", "lib.rs"];

/// A file past the first length is a place to look for a second purpose; past the second it fails.
const LONG_LINES: usize = 400;
const TOO_LONG_LINES: usize = 800;

#[test]
fn rooms_import_only_what_the_house_allows() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut faults = Vec::new();
    for (path, room, text) in sources() {
        let Some(allowed) = allowed.get(room.as_str()) else {
            if !ROOTS.contains(&room.as_str()) {
                faults.push(format!("{}: the room `{room}` is not in the table", path.display()));
            }
            continue;
        };
        for import in imports(&text) {
            let target = import.split("::").next().unwrap_or_default();
            let is_room = ROOMS.iter().any(|(known, _)| *known == target);
            let is_allowed = target == room
                || allowed.iter().any(|may| import == *may || import.starts_with(&format!("{may}::")));
            if is_room && !is_allowed {
                faults.push(format!("{}: imports crate::{import}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "imports against the house:\n{}", faults.join("\n"));
}

/// The one file that may ask for the processor: its vector instructions.
const PROCESSOR_FILE: &str = "base/lanes.rs";

#[test]
fn browser_crates_are_named_only_at_the_edge() {
    let mut faults = Vec::new();
    for (path, room, text) in sources() {
        if BROWSER_ROOMS.contains(&room.as_str()) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if BROWSER_CRATES.iter().any(|name| code.contains(&format!("{name}::")))
                || (code.contains("target_arch") && !path.ends_with(PROCESSOR_FILE))
            {
                faults.push(format!("{}:{}: {}", path.display(), number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "the browser outside web, ui and lib.rs:\n{}", faults.join("\n"));
}

#[test]
fn files_stay_short() {
    let mut faults = Vec::new();
    for (path, _, text) in sources() {
        let lines = text.lines().count();
        if lines > TOO_LONG_LINES {
            faults.push(format!("{}: {lines} lines", path.display()));
        } else if lines > LONG_LINES {
            println!("look for a second purpose in {}: {lines} lines", path.display());
        }
    }
    assert!(faults.is_empty(), "files too long to have one purpose:\n{}", faults.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let text = "use crate::base::json;\nuse crate::{record::field::FieldId, segment};\nuse crate::view::{url, format};\nlet x = crate::query::parser::parse(\"\");\n// crate::ui is only named";
    let seen = imports(text);
    assert_eq!(
        seen,
        [
            "base::json",
            "query::parser::parse",
            "record::field::FieldId",
            "segment",
            "view::format",
            "view::url"
        ]
    );
}

/// Every source file with its room and text.
fn sources() -> Vec<(PathBuf, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("an entry of src").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let inside = path.strip_prefix(&src).expect("below src");
                let room = inside.components().next().expect("a name").as_os_str().to_string_lossy();
                let room = room.strip_suffix(".rs").filter(|name| *name != "lib").unwrap_or(&room).to_owned();
                out.push((path.clone(), room, fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    out
}

/// The paths after `crate::` in code, braces taken apart one level deep.
fn imports(text: &str) -> Vec<String> {
    let code: Vec<&str> = text.lines().filter_map(|line| line.split("//").next()).collect();
    let code = code.join(" ");
    let mut out = Vec::new();
    for after in code.split("crate::").skip(1) {
        let path: String =
            after.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
        match after.get(path.len()..).and_then(|rest| rest.strip_prefix('{')) {
            Some(group) => {
                let group = group.split('}').next().unwrap_or_default();
                let parts = group.split(',').map(str::trim).filter(|part| !part.is_empty());
                out.extend(parts.map(|part| format!("{path}{}", part.split('{').next().unwrap_or_default())));
            }
            None => out.push(path.trim_end_matches(':').to_owned()),
        }
    }
    out.sort();
    out.dedup();
    out
}
