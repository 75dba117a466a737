//! Other programs with the same files and the same question: how many events of each name.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use xtask::bench::corpus::Corpus;

/// What a peer took.
#[derive(Debug, Clone)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) events: usize,
    /// Seconds, or why there are none.
    pub(crate) seconds: Result<f64, String>,
}

/// DuckDB on one thread: loads the records into a table of its own and counts in it.
const DUCKDB: &str = "
import duckdb, sys, time
db = duckdb.connect()
db.execute('SET threads = 1')
db.execute('SET enable_progress_bar = false')
files = sys.argv[1] + '/*.json.gz'
start = time.time()
db.execute(f\"CREATE TABLE events AS SELECT unnest(Records, recursive := false) AS record FROM read_json_auto('{files}', maximum_object_size = 100000000)\")
loaded = time.time() - start
rows = db.execute('SELECT count(*) FROM events').fetchone()[0]
print(rows, loaded)
";

const JQ: &str = "command -v zcat jq > /dev/null || { echo not installed >&2; exit 1; }
    zcat \"$1\"/*.json.gz | jq -c '.Records[] | [.eventTime, .eventName, .eventSource]' | wc -l";

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

fn duckdb(folder: &Path, events: usize) -> Result<f64, String> {
    // A virtual environment with DuckDB in it can be named.
    let python = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into());
    let said = said_by(Command::new(python).args(["-c", DUCKDB]).arg(folder))?;
    match said.split_once(' ').map(|(rows, seconds)| (rows.parse(), seconds.parse())) {
        Some((Ok(rows), Ok(seconds))) => of_all(rows, events).map(|()| seconds),
        _ => Err(format!("it said {said:?}")),
    }
}

fn jq(folder: &Path, events: usize) -> Result<f64, String> {
    let start = Instant::now();
    let said = said_by(Command::new("sh").args(["-c", JQ, "sh"]).arg(folder))?;
    let rows = said.parse().map_err(|_| format!("it said {said:?}"))?;
    of_all(rows, events).map(|()| start.elapsed().as_secs_f64())
}

/// What a program writes to standard output; where that is nothing, the last line of its complaint.
fn said_by(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|err| err.to_string())?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() && !said.is_empty() {
        return Ok(said);
    }
    let complaint = String::from_utf8_lossy(&output.stderr);
    Err(complaint.trim().lines().last().unwrap_or("it said nothing").to_owned())
}

fn of_all(rows: usize, events: usize) -> Result<(), String> {
    if rows == events { Ok(()) } else { Err(format!("it read {rows} of {events} events")) }
}
