//! `cargo xtask <command>`: the two commands of the house, `serve` and `test`, and their parts.

#![expect(clippy::print_stdout, reason = "a command line tool speaks on standard output")]

mod sample;

use std::process::ExitCode;

use xtask::browsers::{self, Engine};
use xtask::build::Profile;
use xtask::project::{Failure, Outcome};
use xtask::{bench, build, bundle, engines, serve, test, wasm_runner};

const USAGE: &str = "\
cargo xtask <command>

  serve [--open] [--port N]  build the release page, serve it on a loopback port, print the address
  test [--all-engines]       format, lints, native tests, wasm tests and end-to-end tests in Chromium; --all-engines
                             adds the end-to-end tests in Firefox and WebKitGTK
  build [--quick]            dist/index.html, the whole page in one file; --quick optimises less, to look at a change
  e2e [--keep|--quick] [NAME]  end-to-end tests only; --keep takes dist/index.html as it is; NAME selects cases;
                             --engine=firefox, webkitgtk or all takes other browsers
  bench [--keep] [--quick]   how fast the page is beside what a person would have otherwise; writes target/bench.json
  soak [N]                   N rounds (200) of load, ask and close on dist/index.html as it is, with what is left
  sample                     writes the folder sample/ anew
  bundle                     the last step of `build` alone; Trunk calls it after a release build
  wasm-runner FILE …         runs the tests of a wasm file in headless Chromium; cargo calls it";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        println!("{USAGE}");
        return ExitCode::FAILURE;
    };
    match dispatch(command, rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask {command}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(command: &str, rest: &[String]) -> Outcome {
    match command {
        "serve" => {
            let wish = ServeWish::parse(rest)?;
            build::build(Profile::Release)?;
            serve::serve_until_stopped(wish.port, wish.open)
        }
        "test" => match rest {
            [] => test::everything(&[Engine::Chromium]),
            [word] if word == "--all-engines" => test::everything(&Engine::ALL),
            _ => Err(Failure::new(format!("expected --all-engines or nothing, found {}", rest.join(" ")))),
        },
        "build" => build::build(profile_asked(rest)),
        "e2e" => {
            let keep = rest.iter().any(|word| word == "--keep");
            let names: Vec<&str> =
                rest.iter().map(String::as_str).filter(|word| !word.starts_with("--")).collect();
            if !keep {
                build::build(profile_asked(rest))?;
            }
            let engine = rest.iter().find_map(|word| word.strip_prefix("--engine=")).unwrap_or("chromium");
            if engine == "all" {
                for engine in Engine::ALL {
                    browsers::ensure(engine)?;
                }
                return engines::side_by_side(&Engine::ALL, &names);
            }
            let engine = Engine::named(engine)
                .ok_or_else(|| Failure::new("expected --engine=chromium, firefox, webkitgtk or all"))?;
            engines::end_to_end(engine, &names)
        }
        "bench" => {
            if !rest.iter().any(|word| word == "--keep") {
                build::build(Profile::Release)?;
            }
            bench::run(rest)
        }
        "soak" => engines::soak(rest.first().map_or("200", String::as_str)),
        "sample" => match sample::write(
            std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(std::path::Path::new(".")),
        ) {
            Ok(files) => {
                println!("sample/: {files} files");
                Ok(())
            }
            Err(err) => Err(Failure::new(format!("the sample could not be written: {err}"))),
        },
        "bundle" => bundle::after_trunk(),
        "wasm-runner" => wasm_runner::run(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(Failure::new(format!("unknown command\n\n{USAGE}"))),
    }
}

fn profile_asked(words: &[String]) -> Profile {
    if words.iter().any(|word| word == "--quick") { Profile::Quick } else { Profile::Release }
}

/// What `serve` was asked for.
struct ServeWish {
    port: u16,
    open: bool,
}

impl ServeWish {
    fn parse(words: &[String]) -> Outcome<Self> {
        let mut wish = Self { port: serve::USUAL_PORT, open: false };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--open" => wish.open = true,
                "--port" => {
                    let number = words.next().and_then(|text| text.parse().ok());
                    wish.port = number.ok_or_else(|| Failure::new("expected a port number after --port"))?;
                }
                other => {
                    return Err(Failure::new(format!("expected --open or --port N, found {other}")));
                }
            }
        }
        Ok(wish)
    }
}
