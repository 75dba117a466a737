//! Texts that people type or paste, and addresses.

use trail_loupe::query::{bind, edit, exec::Matcher, parse, suggest};
use trail_loupe::selector::read::examine;
use trail_loupe::selector::source;
use trail_loupe::view::url::Fragment;

/// A filter: what is read prints as a text that reads the same, and every edit of it is a filter too.
pub fn query(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parsed = parse(text);
    let units = text.encode_utf16().count();
    for problem in &parsed.problems {
        assert!(problem.from <= problem.to && problem.to <= units, "a problem lies in the text");
    }
    let printed = parsed.expr.to_string();
    let again = parse(&printed);
    assert!(again.problems.is_empty(), "{text:?} prints as {printed:?}: {:?}", again.problems);
    assert_eq!(again.expr.to_string(), printed);
    Matcher::new(&bind::bind(&parsed.expr));

    for chip in edit::chips(text) {
        assert!(text.get(chip.span.from..chip.span.to).is_some(), "a chip is a part of the text");
    }
    edit::time_range(text);
    // One edit and one cursor a text, chosen by the text itself: a fuzzer tries each in many texts that hardly differ.
    let choice = bytes.iter().map(|byte| usize::from(*byte)).sum::<usize>();
    let edited = match choice % 3 {
        0 => edit::add(text, "readWrite:write"),
        1 => edit::toggle(text, "errorCode:*"),
        _ => edit::with_time_range(text, Some((0, 1_000))),
    };
    let problems = parse(&edited).problems;
    assert!(problems.is_empty(), "{text:?} became {edited:?}: {problems:?}");
    let cursor = [0, units / 2, units][choice / 3 % 3];
    for completion in suggest::complete(text, cursor, None) {
        assert!(completion.cursor <= completion.text.encode_utf16().count());
    }
}

/// An address: what is read is written as a fragment that reads the same.
pub fn fragment(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = Fragment::decode(&text);
    let written = read.encode();
    assert_eq!(Fragment::decode(&written), read, "{text:?} is written as {written:?}");
}

/// A trail's configuration in JSON.
pub fn selector_json(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    source::json::read(text).ok();
    configuration(text);
}

/// One in YAML.
pub fn selector_yaml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    source::yaml::read(text).ok();
    configuration(text);
}

/// One in Terraform's language.
pub fn selector_hcl(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    source::hcl::read(text).ok();
    configuration(text);
}

fn configuration(text: &str) {
    let reading = examine(text);
    assert_eq!(reading, examine(text), "the same text reads the same");
    let lines = text.split(['\n', '\r']).count() as u32 + 1;
    for problem in &reading.problems {
        assert!(problem.line <= lines, "a problem lies in the text: {problem:?}");
        assert!(!problem.message.is_empty());
    }
}
