//! Every published configuration of the shared data is accepted, or refused at the right line for the right reason.

use trail_loupe::selector::read;

use super::records::{files, shared};

/// Published texts that are wrong as published: the end of the path, the line, the code.
const REFUSED: &[(&str, u32, &str)] = &[
    ("malformed/awscli-examples__put-event-selectors__04.output.json", 18, "json-trailing-comma"),
    ("malformed/awscli-examples__put-event-selectors__06.output.json", 17, "json-trailing-comma"),
    ("cloudtrail-additional-cli-commands__01.txt", 10, "json-syntax"),
    ("cloudtrail-additional-cli-commands__02.txt", 9, "json-syntax"),
    ("cloudtrail-additional-cli-commands__07.txt", 19, "json-trailing-comma"),
    ("cloudtrail-additional-cli-commands__10.txt", 1, "json-syntax"),
    ("cloudtrail-additional-cli-commands__12.txt", 1, "json-syntax"),
    ("cloudtrail-additional-cli-commands__13.txt", 1, "json-syntax"),
    ("cloudtrail-additional-cli-commands__15.txt", 1, "json-syntax"),
    ("cloudtrail-additional-cli-commands__17.txt", 1, "json-syntax"),
    ("cloudtrail-additional-cli-commands__20.txt", 46, "json-trailing-comma"),
    ("cloudtrail-additional-cli-commands__21.txt", 32, "json-open-string"),
    ("logging-data-events-with-cloudtrail__03.txt", 10, "json-trailing-comma"),
    ("logging-data-events-with-cloudtrail__11.txt", 26, "json-open-string"),
    // Commands that hold no selectors.
    ("describe-trails__01.cmd.txt", 1, "command-without-selectors"),
    ("get-event-selectors__01.cmd.txt", 1, "command-without-selectors"),
    ("lookup-events__01.cmd.txt", 1, "command-without-selectors"),
];

#[test]
fn every_published_configuration_is_answered() {
    let Some(folder) = shared("selectors") else {
        return;
    };
    let mut faults = Vec::new();
    for path in files(&folder).iter().filter(|path| !path.ends_with("README.md")) {
        let text = std::fs::read_to_string(path).expect("a readable file");
        let reading = read::examine(&text);
        let errors: Vec<String> = reading
            .problems
            .iter()
            .filter(|problem| problem.is_error())
            .map(|problem| format!("{problem}"))
            .collect();
        let first = reading.problems.iter().find(|problem| problem.is_error());
        let wanted = REFUSED.iter().find(|(end, ..)| path.to_string_lossy().ends_with(end));
        let is_right = match (wanted, first) {
            (None, None) => !reading.is_refused(),
            (Some((_, line, code)), Some(problem)) => problem.line == *line && problem.code == *code,
            _ => false,
        };
        if !is_right {
            faults.push(format!("{}: {errors:?}", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
