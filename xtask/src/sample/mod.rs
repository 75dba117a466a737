//! The sample data set: one invented day in an organization's trail, told event by event.
//!
//! Chapters in the order of the day: [`ordinary`] (the background), [`morning`], [`routine`],
//! [`intrusion`],
//! [`theft`], [`cover_up`], [`response`]; [`families`] has the records that are no API calls. They
//! add [`event`]s of the [`cast`] to the [`log`], which becomes files under `sample/`; [`sts`] issues
//! credentials, [`shapes`] knows what one service's calls look like, [`ids`] invents ids.
//!
//! `sample/README.md` tells the same story to the reader; `tests/it/sample.rs` checks that the files
//! hold all that the page has to show.
//!
//! **Invariant:** no clock, no randomness: the same source yields the same bytes.

mod cast;
mod cover_up;
mod event;
mod families;
mod ids;
mod intrusion;
mod log;
mod morning;
mod ordinary;
mod response;
mod routine;
mod shapes;
mod sts;
mod theft;

use std::path::Path;
use std::{fs, io};

use self::log::{Log, LogFile};

/// Writes the sample under `root/sample`, replacing the log files that are there.
///
/// # Errors
/// When a file cannot be removed or written.
pub(crate) fn write(root: &Path) -> io::Result<usize> {
    let sample = root.join("sample");
    match fs::remove_dir_all(sample.join("AWSLogs")) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => return Err(err),
        _ => {}
    }
    let files = files();
    for LogFile { path, bytes } in &files {
        let path = sample.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)?;
    }
    Ok(files.len())
}

/// Every log file of the story, ordered by path.
fn files() -> Vec<LogFile> {
    let mut log = Log::default();
    ordinary::tell(&mut log);
    morning::tell(&mut log);
    routine::tell(&mut log);
    let chain = intrusion::tell(&mut log);
    theft::tell(&mut log, &chain.dev_tools, &chain.data_admin);
    cover_up::tell(&mut log, &chain.dev_tools);
    response::tell(&mut log);
    families::tell(&mut log);
    log.into_files()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// The files in the repository are what this source makes, no more and no less.
    #[test]
    fn the_files_in_sample_are_up_to_date() {
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample");
        let mut found = BTreeMap::new();
        let mut folders: Vec<PathBuf> = vec![sample.join("AWSLogs")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("sample/ is there: run `cargo xtask sample`") {
                let path = entry.expect("a readable folder").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let key = path.strip_prefix(&sample).expect("below sample").to_owned();
                    found.insert(key, fs::read(&path).expect("a readable file"));
                }
            }
        }
        let made: BTreeMap<PathBuf, Vec<u8>> =
            super::files().into_iter().map(|file| (PathBuf::from(file.path), file.bytes)).collect();
        let names = |files: &BTreeMap<PathBuf, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&made), "run `cargo xtask sample`");
        for (path, bytes) in &made {
            assert!(found[path] == *bytes, "{} differs: run `cargo xtask sample`", path.display());
        }
    }
}
