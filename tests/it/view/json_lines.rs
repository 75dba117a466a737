use trail_loupe::view::json_lines::{json_lines, to_text};

fn check(text: &str, expected: &str) {
    assert_eq!(to_text(&json_lines(text)), expected, "{text}");
}

#[test]
fn values_keep_the_way_they_are_written() {
    check(
        r#" {"a":{"b" : [1.50,2e400, true,null],"c":"x\u0041\"y"}, "a":12345678901234567890} "#,
        "{\n  \"a\": {\n    \"b\": [\n      1.50,\n      2e400,\n      true,\n      null\n    ],\n    \
         \"c\": \"x\\u0041\\\"y\"\n  },\n  \"a\": 12345678901234567890\n}\n",
    );
}

#[test]
fn empty_ones_stay_on_their_line() {
    check(r#"{"a":{ },"b":[ ],"c":[[]]}"#, "{\n  \"a\": {},\n  \"b\": [],\n  \"c\": [\n    []\n  ]\n}\n");
}

#[test]
fn hidden_characters_are_shown() {
    check("{\"a\u{202e}\":\"\u{200b}\"}", "{\n  \"a⟨U+202E⟩\": \"⟨U+200B⟩\"\n}\n");
}

#[test]
fn broken_text_loses_nothing() {
    for text in ["", "}", "{\"a", "[1,", "\"open \\\"", "]]}}", "{\"a\":tru", "é{ü"] {
        let kept = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(kept(&to_text(&json_lines(text))), kept(text));
    }
}

/// Against serde_json's own layout, for names in order and numbers that it prints as written.
#[test]
fn agrees_with_another_printer() {
    let text = r#"{"Records":[{"a":"b","c":{"d":[1,2,{"e":null}],"f":false}},[],{}]}"#;
    let value: serde_json::Value = serde_json::from_str(text).expect("valid");
    check(text, &format!("{}\n", serde_json::to_string_pretty(&value).expect("printable")));
}
