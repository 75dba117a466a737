//! How fast the stages of loading are on this machine, outside of a browser, on one thread.
//!
//! `cargo bench --bench load -- FOLDER` reads the gzipped log files of a folder. Each figure is the whole way up to and
//! with its stage, in megabytes of JSON a second, the median of several interleaved rounds; the last line is JSON.

#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use trail_loupe::engine::protocol::{GivenId, Request};
use trail_loupe::engine::shard::Shard;
use trail_loupe::ingest::scan::scan;
use trail_loupe::record::field::FieldId;

const ROUNDS: usize = 7;

/// Nesting as the page allows it.
const MAX_DEPTH: usize = 100;

/// A stage, and what it makes of the files: a number that keeps it from being left out.
type Stage = (&'static str, fn(&[Vec<u8>]) -> usize);

const STAGES: [Stage; 4] =
    [("inflate", inflate_all), ("scan", scan_all), ("extract", extract_all), ("build", build_all)];

fn main() -> ExitCode {
    let folder = std::env::args().skip(1).find(|word| !word.starts_with("--"));
    let Some(files) =
        folder.and_then(|folder| read_folder(Path::new(&folder)).ok()).filter(|all| !all.is_empty())
    else {
        println!("name a folder of gzipped log files: cargo bench --bench load -- FOLDER");
        // Called by `cargo test --benches` there is nothing to measure.
        return ExitCode::SUCCESS;
    };
    let json_bytes: usize = files.iter().map(|gzip| inflate(gzip).len()).sum();
    let mut times = [const { Vec::<Duration>::new() }; STAGES.len()];
    for _ in 0..ROUNDS {
        for ((_, stage), times) in STAGES.iter().zip(&mut times) {
            let start = Instant::now();
            std::hint::black_box(stage(&files));
            times.push(start.elapsed());
        }
    }
    let mut figures = Vec::new();
    for ((name, _), times) in STAGES.iter().zip(&mut times) {
        times.sort();
        let rate = |time: Duration| json_bytes as f64 / 1e6 / time.as_secs_f64();
        let (median, best, worst) = (rate(times[ROUNDS / 2]), rate(times[0]), rate(times[ROUNDS - 1]));
        println!("{name:<8} {median:>6.0} MB/s   ({worst:.0} to {best:.0})");
        figures.push(format!("\"{name}\":{median:.1}"));
    }
    println!("{{{}}}", figures.join(","));
    ExitCode::SUCCESS
}

fn read_folder(folder: &Path) -> std::io::Result<Vec<Vec<u8>>> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    paths.retain(|path| path.extension().is_some_and(|end| end == "gz"));
    paths.sort();
    paths.iter().map(std::fs::read).collect()
}

fn inflate(gzip: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(gzip.len() * 10);
    // A file that is cut counts with what is there.
    flate2::read::MultiGzDecoder::new(gzip).read_to_end(&mut text).unwrap_or_default();
    text
}

fn inflate_all(files: &[Vec<u8>]) -> usize {
    files.iter().map(|gzip| inflate(gzip).len()).sum()
}

fn scan_each(files: &[Vec<u8>], mut use_list: impl FnMut(&trail_loupe::ingest::scan::Scan<'_>)) {
    for gzip in files {
        let text = inflate(gzip);
        if let Some(list) = simdutf8::basic::from_utf8(&text).ok().and_then(|text| scan(text, MAX_DEPTH).ok())
        {
            use_list(&list);
        }
    }
}

fn scan_all(files: &[Vec<u8>]) -> usize {
    let mut bytes = 0;
    scan_each(files, |list| bytes += list.len());
    bytes
}

fn extract_all(files: &[Vec<u8>]) -> usize {
    let mut bytes = 0;
    scan_each(files, |list| {
        list.each(0, &mut |record| {
            let name = record.fields.and_then(|fields| fields.first(FieldId::EventName).map(str::len));
            bytes += name.unwrap_or_default();
            false
        });
    });
    bytes
}

fn build_all(files: &[Vec<u8>]) -> usize {
    let mut shard = Shard::default();
    let mut responses = 0;
    for (number, gzip) in files.iter().enumerate() {
        let request = Request::Load { given: GivenId(number as u32), path: format!("{number}.json.gz") };
        shard.receive(request, gzip.clone());
        responses += shard.step().len();
    }
    shard.receive(Request::Seal, Vec::new());
    responses + shard.step().len()
}
