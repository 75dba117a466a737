//! End-to-end tests: a browser opens the finished page, as a person would, and the cases look at it.
//!
//! Flow: one driver and one web server for the run; a fresh browser for each case; after each case the harness itself
//! asks two more things: did the page complain, and did anything go to the network.
//!
//! A case is an `async fn name(page: &Page) -> Checked` in a file of `cases/`, listed in `cases/mod.rs`. It may assert.
//! Arguments select the cases whose name contains one of them; `--engine=firefox` or `--engine=webkitgtk` takes another
//! browser than Chromium, without the cases that need what only its driver can do.
//!
//! **Invariant:** the only way out of the browser is our own server, which notes whatever comes; a case in which
//! anything but the document was asked for has failed.

#![expect(clippy::print_stdout, reason = "a test runner speaks on standard output")]

mod browser;
mod cases;
mod network;
mod page;

use std::process::ExitCode;
use std::rc::Rc;
use std::time::Instant;

use tokio::task::LocalSet;
use xtask::browsers::{Engine, ensure};

use browser::{DriverServer, Stage};
use cases::{CASES, Case, why_left_out};
use page::Page;

/// What a case returns: nothing, or what went wrong.
pub(crate) type Checked<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let (flags, names): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|word| word.starts_with("--"));
    let mut engine = Engine::Chromium;
    for flag in flags {
        match flag.strip_prefix("--engine=").and_then(Engine::named) {
            Some(named) => engine = named,
            None => {
                eprintln!("expected --engine=chromium, firefox or webkitgtk, found {flag}");
                return ExitCode::FAILURE;
            }
        }
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let result = runtime
        .map_err(Into::into)
        .and_then(|runtime| LocalSet::new().block_on(&runtime, run_all(engine, &names)));
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("end-to-end tests could not run: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether all selected cases passed.
async fn run_all(engine: Engine, names: &[String]) -> Checked<bool> {
    let browser = ensure(engine).map_err(|failure| failure.to_string())?;
    let stage = Rc::new(Stage::set(engine)?);
    let driver = DriverServer::start(&browser)?;
    let (mut passed, mut failed) = (0, 0);
    let mut at_second = Vec::new();
    for case in
        CASES.iter().filter(|case| names.is_empty() || names.iter().any(|name| case.name.contains(name)))
    {
        if let Some(why) = why_left_out(case.name, engine) {
            println!("test {} ... left out: {why}", case.name);
            continue;
        }
        let start = Instant::now();
        let mut outcome = run_one(case, &driver, &stage).await;
        if let Err(Failure { what, may_be_chance: true }) = &outcome {
            println!("test {} ... is tried again after: {what}", case.name);
            at_second.push(case.name);
            outcome = run_one(case, &driver, &stage).await;
        }
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Ok(()) => {
                passed += 1;
                println!("test {} ... ok ({seconds:.1} s)", case.name);
            }
            Err(Failure { what, .. }) => {
                failed += 1;
                println!("test {} ... FAILED ({seconds:.1} s)\n    {what}", case.name);
            }
        }
    }
    if !at_second.is_empty() {
        println!("\ntried twice in {engine}: {}", at_second.join(", "));
    }
    println!("\nend-to-end in {engine}: {passed} passed, {failed} failed");
    Ok(failed == 0 && passed > 0)
}

/// Why a case did not pass.
struct Failure {
    what: String,
    /// A driver may lose its place and a busy machine be late: such a case has a second try. What the page complains
    /// of or asks the network for in a case that went well is never chance.
    may_be_chance: bool,
}

async fn run_one(case: &'static Case, driver: &DriverServer, stage: &Rc<Stage>) -> Result<(), Failure> {
    let chance = |what: String| Failure { what, may_be_chance: true };
    let page = Page::start(driver, stage).await.map_err(|error| chance(error.to_string()))?;
    // A task of its own, so that an assertion ends the case and not the run.
    let running = page.clone();
    let outcome = tokio::task::spawn_local(async move {
        let result = (case.run)(&running).await;
        result.map_err(|error| error.to_string())
    })
    .await;
    let outcome = match outcome {
        Ok(result) => result.map_err(chance),
        Err(_) => Err(chance("an assertion failed; its message stands above".to_owned())),
    };
    let judged = page.judge().await;
    let outcome = match (outcome, judged) {
        (Ok(()), Err(error)) => Err(chance(error.to_string())),
        (Ok(()), Ok(Some(what))) => Err(Failure { what, may_be_chance: false }),
        // A case that failed half-way may have provoked a complaint of its own.
        (outcome, _) => outcome,
    };
    if outcome.is_err() {
        // What helps to understand; without it the failure still stands.
        for complaint in page.complaints().await.unwrap_or_default() {
            println!("    the page complained: {complaint}");
        }
        page.picture_of_failure(case.name).await.ok();
    }
    page.quit().await;
    outcome
}
