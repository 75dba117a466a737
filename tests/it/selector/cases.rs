//! Folders of `tests/data/selector`: a configuration, records with the verdict each must get, and the texts.
//!
//! `records.json` is written by hand: `[{"verdict": "recorded", "record": {…}}]`. `expected.txt` holds the problems and the
//! explanation of every verdict; `UPDATE_EXPECT=1` rewrites it.

use std::path::Path;

use serde_json::Value as Json;
use trail_loupe::selector::{evaluate, explain, read};

use super::records::{facts, root};

/// Runs one folder; the answer names what differs.
fn check(folder: &Path) -> Result<usize, String> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or("?");
    let mut entries =
        std::fs::read_dir(folder).expect("a readable folder").flatten().map(|entry| entry.path());
    let configuration = entries
        .find(|path| path.file_stem().is_some_and(|stem| stem == "configuration"))
        .expect("a configuration");
    let text = std::fs::read_to_string(configuration).expect("a readable configuration");
    let reading = read::examine(&text);
    let mut out: String = reading.problems.iter().map(|problem| format!("{problem}\n")).collect();
    let records = std::fs::read_to_string(folder.join("records.json")).unwrap_or_else(|_| "[]".to_string());
    let records: Vec<Json> = serde_json::from_str(&records).map_err(|err| format!("{name}: {err}"))?;
    let mut faults = Vec::new();
    if reading.is_refused() {
        out.push_str("refused\n");
    }
    for (index, case) in records.iter().enumerate() {
        let wanted = case["verdict"].as_str().unwrap_or("?");
        let facts = facts(&case["record"]);
        let verdicts: Vec<_> = reading
            .configurations
            .iter()
            .filter(|_| !reading.is_refused())
            .map(|one| (one, evaluate(one, &facts)))
            .collect();
        let got = if verdicts.is_empty() {
            "refused".to_string()
        } else {
            verdicts.iter().map(|(_, v)| v.kind().wire()).collect::<Vec<_>>().join(" ")
        };
        if got != wanted {
            faults.push(format!("{name}, record {index}: expected {wanted}, got {got}"));
        }
        for (one, verdict) in &verdicts {
            out.push_str(&format!("{index}: {}\n", explain::one_line(one, verdict)));
        }
    }
    let expected_path = folder.join("expected.txt");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&expected_path, &out).expect("a writable folder");
    } else {
        let expected = std::fs::read_to_string(&expected_path).unwrap_or_default();
        if expected != out {
            faults.push(format!("{name}: texts differ\n--- expected\n{expected}--- got\n{out}"));
        }
    }
    if faults.is_empty() { Ok(records.len()) } else { Err(faults.join("\n")) }
}

#[test]
fn every_case_gets_its_verdicts_and_its_texts() {
    let folder = root().join("tests/data/selector");
    let mut folders: Vec<_> = std::fs::read_dir(folder)
        .expect("cases")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    let results: Vec<_> = folders.iter().map(|folder| check(folder)).collect();
    let faults: Vec<&String> = results.iter().filter_map(|result| result.as_ref().err()).collect();
    assert!(
        faults.is_empty(),
        "{}",
        faults.iter().map(|fault| fault.as_str()).collect::<Vec<_>>().join("\n")
    );
    assert!(folders.len() >= 100, "only {} cases", folders.len());
}
