//! The sample's files and records, for tests that need a small world.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// The files of the sample, in the order of their paths, and their records.
pub(crate) fn all() -> (Vec<(String, Vec<u8>)>, Vec<Value>) {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("sample/AWSLogs")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the sample is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.to_string_lossy().into_owned(), fs::read(&path).expect("a file")));
            }
        }
    }
    files.sort();
    let mut records: Vec<Value> = Vec::new();
    for (_, bytes) in &files {
        let file: Value = serde_json::from_slice(bytes).expect("JSON");
        for record in file["Records"].as_array().expect("records") {
            if !records.contains(record) || record.get("eventID").is_none() {
                records.push(record.clone());
            }
        }
    }
    (files, records)
}

/// The files in the form that a drop gives them.
pub(crate) fn given(files: &[(String, Vec<u8>)]) -> Vec<(&str, Vec<u8>)> {
    files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())).collect()
}
