mod sample;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("sample") => match sample::write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..")) {
            Ok(_) => ExitCode::SUCCESS,
            Err(err) => {
                eprintln!("sample: {err}");
                ExitCode::FAILURE
            }
        },
        _ => ExitCode::FAILURE,
    }
}
