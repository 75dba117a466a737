//! The public data beside the project, where it is present: nothing panics, nothing is lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::ingest::{Collected, collect};
use trail_loupe::ingest::Limits;

fn shared(folder: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    path.is_dir().then_some(path)
}

/// Every file below `folder`, by its path below it.
fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("readable folder") {
            let path = entry.expect("readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read(path).expect("readable file"));
            }
        }
    }
    found.into_iter().collect()
}

pub(crate) fn read_folder(folder: &str) -> Option<Collected> {
    let path = shared(folder)?;
    Some(collect(files_below(&path), &Limits::default()))
}

#[test]
fn dump() {
    for folder in ["data", "seeds"] {
        let Some(all) = read_folder(folder) else { return };
        for file in &all.files {
            let report = &file.report;
            for record in &file.records {
                if record.origin.recovered {
                    println!("REC {}", record.json);
                }
            }
            println!(
                "{} | {} | {} {} | {} | {} || {}",
                report.path,
                report.kind.name(),
                report.records,
                report.recovered,
                report.skipped.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
                report.passed_over.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
                report.notes.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            );
        }
    }
}
