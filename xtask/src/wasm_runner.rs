//! Runs a wasm test binary in headless Chromium; cargo calls it as the target's `runner`.

use std::process::Command;

use wasm_bindgen_cli::wasm_bindgen_test_runner;

use crate::browsers::{CHROMIUM_FLAGS, Engine, ensure};
use crate::project::{Failure, Outcome};
use crate::toolchain::scratch_dir;

/// How long one test binary may take, in seconds: a debug build starts slowly on a busy machine.
const TIMEOUT_SECS: &str = "120";

/// How long the driver may take to open its port, in seconds.
const DRIVER_TIMEOUT_SECS: &str = "30";

/// Set in the environment of the child that does the work.
const PREPARED: &str = "TRAIL_LOUPE_RUNNER_PREPARED";

/// Runs the tests of the wasm file named first; what follows goes to the test runner.
///
/// The runner takes its settings from the environment, which a running program cannot change safely: the first call
/// starts this program again with the settings in place.
pub fn run(arguments: &[String]) -> Outcome {
    if std::env::var_os(PREPARED).is_some() { run_tests(arguments) } else { start_prepared(arguments) }
}

fn run_tests(arguments: &[String]) -> Outcome {
    let words = std::iter::once("wasm-bindgen-test-runner").chain(arguments.iter().map(String::as_str));
    wasm_bindgen_test_runner::run_cli_with_args(words).map_err(|error| Failure::new(format!("{error:#}")))
}

fn start_prepared(arguments: &[String]) -> Outcome {
    let chromium = ensure(Engine::Chromium)?;
    let capabilities = serde_json::json!({
        "goog:chromeOptions": { "args": CHROMIUM_FLAGS, "binary": chromium.program },
    });
    let settings = scratch_dir("xtask")?.join("webdriver.json");
    std::fs::write(&settings, capabilities.to_string())
        .map_err(Failure::while_doing("cannot write webdriver.json"))?;
    let own = std::env::current_exe().map_err(Failure::while_doing("cannot find this program"))?;
    let status = Command::new(own)
        .arg("wasm-runner")
        .args(arguments)
        .env(PREPARED, "1")
        .env("CHROMEDRIVER", chromium.driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", settings)
        .env("WASM_BINDGEN_TEST_TIMEOUT", TIMEOUT_SECS)
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", DRIVER_TIMEOUT_SECS)
        .status()
        .map_err(Failure::while_doing("cannot start this program again"))?;
    if status.success() { Ok(()) } else { Err(Failure::new("the wasm tests failed")) }
}
