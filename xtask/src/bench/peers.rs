//! Other programs with the same files and the same question: how many events of each name.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use xtask::bench::corpus::Corpus;

/// What a peer took.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) events: usize,
    /// Seconds; nothing where it is not installed.
    pub(crate) seconds: Option<f64>,
}

/// DuckDB on one thread: loads the records into a table of its own and counts in it.
const DUCKDB: &str = "
import duckdb, sys, time
db = duckdb.connect()
db.execute('SET threads = 1')
files = sys.argv[1] + '/*.json.gz'
start = time.time()
db.execute(f\"CREATE TABLE events AS SELECT unnest(Records, recursive := false) AS record FROM read_json_auto('{files}', maximum_object_size = 100000000)\")
loaded = time.time() - start
rows = db.execute('SELECT count(*) FROM events').fetchone()[0]
print(rows, loaded)
";

const JQ: &str =
    "zcat \"$1\"/*.json.gz | jq -c '.Records[] | [.eventTime, .eventName, .eventSource]' | wc -l";

/// Runs every peer on the largest corpus.
pub(crate) fn all(corpora: &[Corpus]) -> Vec<Peer> {
    let Some(corpus) = corpora.last() else { return Vec::new() };
    let Some(folder) = corpus.paths.first().and_then(|path| path.parent()) else { return Vec::new() };
    vec![
        Peer {
            name: "DuckDB, one thread",
            events: corpus.size.events,
            seconds: duckdb(folder, corpus.size.events),
        },
        Peer { name: "zcat | jq", events: corpus.size.events, seconds: jq(folder, corpus.size.events) },
    ]
}

fn duckdb(folder: &Path, events: usize) -> Option<f64> {
    // A virtual environment with DuckDB in it can be named.
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python).args(["-c", DUCKDB]).arg(folder).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let (rows, seconds) = text.trim().split_once(' ')?;
    (rows.parse() == Ok(events)).then(|| seconds.parse().ok()).flatten()
}

fn jq(folder: &Path, events: usize) -> Option<f64> {
    let start = Instant::now();
    let output = Command::new("sh").args(["-c", JQ, "sh"]).arg(folder).stderr(Stdio::null()).output().ok()?;
    let lines: usize = String::from_utf8_lossy(&output.stdout).trim().parse().ok()?;
    (lines == events).then(|| start.elapsed().as_secs_f64())
}
