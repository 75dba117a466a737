//! The end-to-end tests in one engine or several, and the soak test.
//!
//! Several engines are tested two at a time: a browser mostly waits. Each has a driver, a web server, profiles, files and
//! a clipboard of its own, so that one does not notice another.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use crate::axe;
use crate::browsers::{Engine, ensure};
use crate::project::{Failure, Outcome, cargo, run};

/// How many engines are tested at the same time.
const SIDE_BY_SIDE: usize = 2;

/// Runs the end-to-end tests on `dist/index.html` as it is; `names` selects cases that contain one of them.
pub fn end_to_end(engine: Engine, names: &[&str]) -> Outcome {
    ensure(engine)?;
    run(tests_in(engine).args(names))
}

/// The same in all these engines, which must be there. Each line that is told names its engine.
pub fn side_by_side(engines: &[Engine], names: &[&str]) -> Outcome {
    run(cargo().args(["build", "--quiet", "--package", "xtask", "--features", "e2e", "--bin", "e2e"]))?;
    // One fetch; two at once would write the same file.
    axe::script()?;
    let waiting = Mutex::new(engines.iter());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(|| {
                while let Some(engine) = next_of(&waiting) {
                    if let Err(failure) = run_telling(*engine, names) {
                        failures.lock().unwrap_or_else(PoisonError::into_inner).push(failure.to_string());
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(failures.join("\n"))) }
}

/// Runs the soak test with so many rounds on `dist/index.html` as it is.
pub fn soak(rounds: &str) -> Outcome {
    if rounds.parse::<usize>().is_err() {
        return Err(Failure::new(format!("expected a number of rounds, found {rounds}")));
    }
    ensure(Engine::Chromium)?;
    run(tests_in(Engine::Chromium).arg("soak::").env("SOAK_ROUNDS", rounds))
}

/// The engine whose turn it is. The lock is held no longer than for that.
fn next_of<'a>(waiting: &Mutex<impl Iterator<Item = &'a Engine>>) -> Option<&'a Engine> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).next()
}

fn run_telling(engine: Engine, names: &[&str]) -> Outcome {
    let mut running = tests_in(engine)
        .args(names)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Failure::while_doing(format!("cannot start the tests in {engine}")))?;
    let (told, complained) = (running.stdout.take(), running.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(|| tell(engine, told));
        scope.spawn(|| tell(engine, complained));
    });
    let status = running.wait().map_err(Failure::while_doing(format!("the tests in {engine}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("the end-to-end tests in {engine} ended with {status}")))
    }
}

fn tell(engine: Engine, output: Option<impl Read>) {
    for line in output.into_iter().flat_map(|output| BufReader::new(output).lines()).map_while(Result::ok) {
        println!("{engine:>9} | {line}");
    }
}

fn tests_in(engine: Engine) -> Command {
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "xtask", "--features", "e2e", "--bin", "e2e", "--"])
        .arg(format!("--engine={engine}"))
        // The driver is on the loopback address, whatever proxy the machine is told to use.
        .env("NO_PROXY", "127.0.0.1,localhost");
    command
}
