//! Any text is answered, whatever it is; the JSON reader judges as serde_json does.

use trail_loupe::selector::source::json;
use trail_loupe::selector::{Problem, evaluate, explain, read, write};

use super::records::{Dice, files, root, shared};

/// All configuration texts at hand.
fn texts() -> Vec<String> {
    let own = files(&root().join("tests/data/selector"))
        .into_iter()
        .filter(|path| path.file_stem().is_some_and(|stem| stem == "configuration"));
    let published = shared("selectors").map(|folder| files(&folder)).unwrap_or_default();
    own.chain(published).filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// Goes through everything that can be asked of a text.
fn ask(text: &str) {
    let reading = read::examine(text);
    assert!(
        !reading.configurations.is_empty() || reading.problems.iter().any(Problem::is_error),
        "no answer to {text:?}"
    );
    for problem in &reading.problems {
        assert!(problem.line as usize <= text.lines().count() + 1, "{problem} in {text:?}");
        assert!(!problem.message.is_empty(), "{problem:?}");
    }
    for configuration in &reading.configurations {
        let verdict = evaluate(configuration, &Default::default());
        let _ = explain::one_line(configuration, &verdict);
        let _ = (write::cli_json(configuration), write::cli_command(configuration));
        let _ = (
            write::cloudformation_yaml(std::slice::from_ref(configuration)),
            write::terraform(std::slice::from_ref(configuration)),
        );
    }
}

#[test]
fn damaged_texts_are_answered() {
    let mut dice = Dice::new(11);
    let pieces = [
        "{", "}", "[", "]", "\"", "'", ",", ":", "\\", "\n", "${", "é", "\u{0}", "*", "&a ", "!Sub ",
        "<<EOF\n", "--", "=", "%{", "null", "|", "#",
    ];
    for text in texts().iter().filter(|text| text.len() < 6000) {
        for _ in 0..25 {
            let mut damaged: Vec<char> = text.chars().collect();
            for _ in 0..=dice.below(3) {
                let at = dice.below(damaged.len() + 1);
                match dice.below(3) {
                    0 => damaged.truncate(at),
                    1 if at < damaged.len() => drop(damaged.remove(at)),
                    _ => drop(damaged.splice(at..at, dice.pick(&pieces).chars())),
                }
            }
            ask(&damaged.into_iter().collect::<String>());
        }
    }
}

#[test]
fn hostile_texts_are_answered() {
    let deep = 100_000;
    for piece in [
        "[",
        "{\"a\":",
        "a: [",
        "x = [",
        "x = (",
        "x = !",
        "x = -",
        "x = a ? ",
        "- ",
        "? ",
        "a:\n ",
        "\"${",
        "!x ",
        "&a [*a, ",
        "aws cloudtrail put-event-selectors --event-selectors [",
        "'",
    ] {
        ask(&piece.repeat(deep.min(400_000 / piece.len())));
    }
    ask(&format!("x = {}1", "a.b[".repeat(5000)));
    ask(&format!("aws cloudtrail put-event-selectors --event-selectors {}", "A=[{".repeat(5000)));
    let laughs: String = (1..40).map(|n| format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1)).collect();
    ask(&format!("a0: &a0 [x, x]\n{laughs}"));
    for text in [
        "\u{feff}[]",
        "%",
        "---",
        "...",
        "\r\n\r\n",
        "aws cloudtrail",
        "aws",
        "$ aws cloudtrail put-event-selectors --",
        "resource {",
        "\"",
        "''",
        "'[",
        "\\",
        "#",
        "=",
        "a=",
        "\u{2028}",
    ] {
        ask(text);
    }
}

#[test]
fn the_json_reader_accepts_what_json_is() {
    let mut dice = Dice::new(3);
    let pieces = [
        "{",
        "}",
        "[",
        "]",
        "\"a\"",
        ",",
        ":",
        "1",
        "-",
        "0.5e3",
        "01",
        "true",
        "nul",
        " ",
        "\n",
        "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\"",
        "\"\\x\"",
    ];
    let mut accepted = 0;
    for _ in 0..60_000 {
        let text: String = (0..=dice.below(7)).map(|_| *dice.pick(&pieces)).collect();
        let ours = json::read(&text).is_ok();
        let stream = serde_json::Deserializer::from_str(&text).into_iter::<serde_json::Value>();
        let theirs = stream.collect::<Vec<_>>().iter().all(Result::is_ok);
        // Values that touch (`1"a"`) are separate documents to us and may be an error to the stream.
        assert!(ours == theirs || ours, "{text:?}");
        assert!(!ours || !theirs || json::read(&text).is_ok());
        if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
            accepted += 1;
            assert!(ours, "{text:?}");
        } else if json::read(&text).is_ok_and(|documents| documents.len() == 1) {
            panic!("one document to us, none to serde_json: {text:?}");
        }
    }
    assert!(accepted > 500, "{accepted}");
}
