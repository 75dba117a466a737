//! The event detail: what it says of records of the sample, of odd ones written for it, and of any
//! record at all.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use serde_json::value::RawValue;
use trail_loupe::view::detail::event::{Context, Event};
use trail_loupe::view::detail::fact::Fact;

mod chain;
mod everything;
mod models;
mod pane;
mod services;
mod summary;
mod tree;

/// A record of the sample with the file that it lies in.
pub(crate) struct SampleRecord {
    pub(crate) json: String,
    pub(crate) file: String,
    pub(crate) value: Value,
}

/// Every record of the sample, byte for byte, in the order of the files.
pub(crate) fn sample() -> Vec<SampleRecord> {
    #[derive(serde::Deserialize)]
    struct LogFile<'a> {
        #[serde(rename = "Records", borrow)]
        records: Vec<&'a RawValue>,
    }
    let root = package().join("sample");
    let mut records = Vec::new();
    for path in files_below(&root.join("AWSLogs")) {
        let text = fs::read_to_string(&path).expect("a readable file");
        let file: LogFile<'_> = serde_json::from_str(&text).expect("a log file");
        let name = path.strip_prefix(&root).expect("below sample").display().to_string();
        records.extend(file.records.iter().map(|record| SampleRecord {
            json: record.get().to_owned(),
            file: name.clone(),
            value: serde_json::from_str(record.get()).expect("a record"),
        }));
    }
    records
}

pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The first record of the sample with these values: `/eventName=GetItem`, blanks between; a
/// value of `-` asks that there be none.
#[track_caller]
pub(crate) fn find<'r>(sample: &'r [SampleRecord], wanted: &str) -> &'r SampleRecord {
    let holds = |record: &&SampleRecord| {
        wanted.split(' ').all(|condition| {
            let (pointer, value) = condition.split_once('=').expect("a condition");
            let found = record.value.pointer(pointer).and_then(Value::as_str);
            if value == "-" { found.is_none() } else { found == Some(value) }
        })
    };
    sample.iter().find(holds).unwrap_or_else(|| panic!("no record with {wanted}"))
}

/// Compares with the text of a file below `tests/data/detail`; `UPDATE_EXPECT=1` writes it.
#[track_caller]
pub(crate) fn check_text(name: &str, found: &str) {
    let path = package().join("tests/data/detail").join(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, found).expect("written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == expected,
        "{name} differs; UPDATE_EXPECT=1 rewrites it\n--- found\n{found}\n--- expected\n{expected}"
    );
}

pub(crate) fn fact_line(fact: &Fact) -> String {
    let mut line = format!("- {}: {}", fact.label, fact.value);
    if fact.kind.name() != "plain" {
        line.push_str(&format!(" [{}]", fact.kind.name()));
    }
    if let Some(path) = &fact.path {
        line.push_str(&format!(" <{path}>"));
    }
    if let Some(written) = &fact.written {
        line.push_str(&format!(" = {written}"));
    }
    if let Some(note) = &fact.note {
        line.push_str(&format!(" ({note})"));
    }
    line
}

/// Opens a record without any context.
pub(crate) fn with_event<T>(json: &str, read: impl FnOnce(&Event<'_>) -> T) -> T {
    let context = Context::default();
    read(&Event::new(json, &context))
}
