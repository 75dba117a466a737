//! Files of cases: a line at the margin is an input, the indented lines below it what is expected.

use std::path::{Path, PathBuf};

pub(super) fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/query").join(path)
}

/// Runs `answer` on every case of a file and compares, line by line.
pub(super) fn check_file(path: &Path, mut answer: impl FnMut(&str) -> String) {
    let text = std::fs::read_to_string(path).expect("a file of cases");
    let (mut rewritten, mut num_cases) = (String::new(), 0);
    let mut wrong = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        rewritten += &format!("{line}\n");
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let mut expected = String::new();
        while let Some(next) = lines.next_if(|next| next.starts_with("    ")) {
            expected += &format!("{}\n", &next[4..]);
        }
        num_cases += 1;
        let actual = answer(line);
        for line in actual.lines() {
            rewritten += &format!("    {line}\n");
        }
        if actual.trim_end() != expected.trim_end() {
            wrong +=
                &format!("{line}\n  expected {}\n  found    {}\n", expected.trim_end(), actual.trim_end());
        }
    }
    assert!(num_cases > 0, "no cases in {}", path.display());
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, rewritten).expect("the file can be written");
    } else {
        assert!(wrong.is_empty(), "{}:\n{wrong}", path.display());
    }
}
