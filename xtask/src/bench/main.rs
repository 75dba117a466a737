//! The benchmark's program; `cargo xtask bench` builds the page and starts it.
//!
//! `--quick` takes the two small corpora and few rounds; `--events N` takes the corpus of that size alone.

#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

#[path = "../e2e/browser.rs"]
#[expect(dead_code, reason = "the benchmark opens the page from disk only")]
mod browser;
mod native;
mod peers;
mod report;
mod runs;

use std::process::ExitCode;

use tokio::task::LocalSet;
use xtask::bench::corpus::{self, Corpus, Size};
use xtask::browsers::{Engine, ensure};

use report::Report;
use runs::{Means, Runs};

/// What every step returns: a value, or what went wrong.
pub(crate) type Checked<T = ()> = Result<T, Box<dyn std::error::Error>>;

/// The corpora, from small to large.
const SIZES: [Size; 3] = [
    Size { events: 10_000, files: 6 },
    Size { events: 100_000, files: 57 },
    Size { events: 1_000_000, files: 562 },
];

/// The largest corpus that `--quick` takes.
const QUICK_EVENTS: usize = 100_000;

/// What is compared, in the order of each round.
const MEANS: [Means; 3] = [Means::Native, Means::Page { workers: 1 }, Means::Page { workers: 2 }];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result =
        runtime.map_err(Into::into).and_then(|runtime| LocalSet::new().block_on(&runtime, measure(&words)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the benchmark could not run: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(words: &[String]) -> Checked {
    let is_quick = words.iter().any(|word| word == "--quick");
    let only: Option<usize> =
        words.iter().skip_while(|word| *word != "--events").nth(1).and_then(|word| word.parse().ok());
    let rounds = if is_quick { 3 } else { 5 };
    let is_wanted = |size: &&Size| match only {
        Some(events) => size.events == events,
        None => !is_quick || size.events <= QUICK_EVENTS,
    };
    let corpora = SIZES.iter().filter(is_wanted).map(|&size| made(size)).collect::<Checked<Vec<Corpus>>>()?;
    let mut report = Report::begin(&corpora)?;
    report.native(native::stages(&corpora)?);
    let chromium = ensure(Engine::Chromium).map_err(|failure| failure.to_string())?;
    let runs = Runs::start(&chromium)?;
    for corpus in &corpora {
        for round in 0..rounds {
            for means in MEANS {
                let timing = runs.load(means, corpus).await?;
                println!(
                    "  {} events, round {}: {means} {:.0} ms",
                    corpus.size.events,
                    round + 1,
                    timing.load_ms
                );
                report.timing(means, corpus, timing);
            }
        }
    }
    report.peers(peers::all(&corpora));
    report.finish()
}

fn made(size: Size) -> Checked<Corpus> {
    Ok(corpus::ensure(size).map_err(|failure| failure.to_string())?)
}
