//! The JSON tab: rows, folding, search, copies, masks and formatted text.

use std::fmt::Write as _;

use serde_json::Value;
use trail_loupe::view::detail::mask::{MASK, mask, token_spans};
use trail_loupe::view::detail::pretty::pretty;
use trail_loupe::view::detail::tree::{RowKind, Tree};

use super::{find, sample};

const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE1234";

fn row_named(tree: &Tree, path: &str) -> usize {
    let rows = tree.rows(0..tree.len());
    rows.iter().position(|row| row.path == path).unwrap_or_else(|| panic!("no row {path}"))
}

#[test]
fn rows_fold_and_open() {
    let mut tree = Tree::new(r#" {"a":{"b":[1,2.50,{"c":null}],"x.y":"v"},"d":[],"a ":true} "#);
    let text = |tree: &Tree| {
        let rows = tree.rows(0..usize::MAX);
        rows.iter()
            .map(|row| format!("{}{}={}", "  ".repeat(row.depth), row.key, row.value))
            .collect::<Vec<_>>()
    };
    let all = [
        "a=2 members",
        "  b=3 elements",
        "    0=1",
        "    1=2.50",
        "    2=1 member",
        "      c=null",
        "  x.y=v",
        "d=0 elements",
        "a =true",
    ];
    assert_eq!(text(&tree), all);
    tree.fold(row_named(&tree, "a.b"));
    assert_eq!(text(&tree), [all[0], all[1], all[6], all[7], all[8]]);
    tree.toggle(0);
    assert_eq!(text(&tree), ["a=2 members", "d=0 elements", "a =true"]);
    tree.toggle(0);
    tree.open(1);
    assert_eq!(text(&tree), all);
    tree.fold_all();
    assert_eq!(tree.len(), 3);
    tree.open_all();
    assert_eq!(text(&tree), all);
    let leaf = row_named(&tree, "a.\"x.y\"");
    assert_eq!(tree.filter_for(leaf).as_deref(), Some("a.\"x.y\":\"v\""));
    let number = row_named(&tree, "a.b[1]");
    assert_eq!(tree.filter_for(number).as_deref(), Some("a.b:\"2.50\""));
    assert_eq!(tree.filter_for(0), None);
    // Beyond the end nothing happens.
    tree.toggle(99);
    assert!(tree.rows(50..99).is_empty());
}

#[test]
fn spans_point_at_the_bytes_as_delivered() {
    for record in sample() {
        let tree = Tree::new(&record.json);
        for row in tree.rows(0..tree.len()) {
            let written = &record.json[row.span.clone()];
            let value: Value = serde_json::from_str(written).expect("a value");
            match row.kind {
                RowKind::String if !row.is_masked && !row.is_cut => {
                    assert_eq!(value.as_str(), Some(row.value.as_str()));
                }
                RowKind::Number => assert_eq!(written, row.value),
                _ => {}
            }
        }
    }
}

#[test]
fn strings_that_hold_json_open() {
    let sample = sample();
    let record = find(&sample, "/eventName=PutRule");
    let mut tree = Tree::new(&record.json);
    let at = row_named(&tree, "requestParameters.eventPattern");
    let before = tree.len();
    let row = tree.rows(at..at + 1).remove(0);
    assert!(row.is_embedded && row.can_open && !row.is_open);
    tree.open(at);
    assert!(tree.len() > before);
    let first = tree.rows(at + 1..at + 2).remove(0);
    assert_eq!((first.key.as_str(), first.depth), ("source", row.depth + 1));
    assert_eq!(first.filter_path, None);
    assert_eq!(first.span, row.span);
    tree.fold(at);
    assert_eq!(tree.len(), before);
}

#[test]
fn repeated_names_are_all_shown_and_the_last_counts() {
    let tree = Tree::new(r#"{"a":1,"b":2,"a":3}"#);
    let overridden: Vec<bool> = tree.rows(0..9).iter().map(|row| row.is_overridden).collect();
    assert_eq!(overridden, [true, false, false]);
}

#[test]
fn search_finds_folded_rows_and_no_tokens() {
    let json =
        format!(r#"{{"a":{{"deep":[{{"Needle":1}},"a needle"]}},"sessionToken":"{TOKEN}","needles":null}}"#);
    let mut tree = Tree::new(&json);
    tree.fold_all();
    let search = tree.search("NEEDLE");
    assert_eq!(search.hits.len(), 3);
    let paths: Vec<String> = search
        .hits
        .iter()
        .map(|hit| {
            let row = tree.reveal(hit).expect("a row");
            assert!(tree.is_hit(row, hit));
            tree.rows(row..row + 1).remove(0).path
        })
        .collect();
    assert_eq!(paths, ["a.deep[0].Needle", "a.deep[1]", "needles"]);
    assert!(tree.search("ZWNFWEFN").hits.is_empty() && tree.search("2luX2Vj").hits.is_empty());
    assert!(tree.search("").hits.is_empty());
}

#[test]
fn copies_and_rows_are_masked_until_asked() {
    let sample = sample();
    let record = find(&sample, "/eventName=AssumeRole /userIdentity/type=IAMUser");
    let token = record.value["responseElements"]["credentials"]["sessionToken"].as_str().expect("a token");
    let tree = Tree::new(&record.json);
    let row = row_named(&tree, "responseElements.credentials.sessionToken");
    let shown = tree.rows(row..row + 1).remove(0);
    assert!(shown.is_masked && shown.value == MASK);
    assert_eq!(tree.copy_value(row).as_deref(), Some(MASK));
    assert_eq!(tree.filter_for(row), None);
    assert_eq!(tree.revealed(row).as_deref(), Some(token));
    let above = row_named(&tree, "responseElements");
    assert!(!tree.copy_subtree(above).expect("a text").contains(token));
    assert!(!tree.copy_value(above).expect("a text").contains(token));
}

#[test]
fn masking_changes_tokens_alone() {
    let cases = [
        (
            format!(r#"{{"sessionToken" : "{TOKEN}" , "n":1.0e-5}}"#),
            format!(r#"{{"sessionToken" : "{MASK}" , "n":1.0e-5}}"#),
            1,
        ),
        (
            format!(r#"{{"u":"https://x/?X-Amz-Security-Token={TOKEN}&a=1"}}"#),
            format!(r#"{{"u":"https://x/?X-Amz-Security-Token={MASK}&a=1"}}"#),
            1,
        ),
        (
            format!(r#"{{"s":"{{\"sessionToken\":\"{TOKEN}\"}}"}}"#),
            format!(r#"{{"s":"{{\"sessionToken\":\"{MASK}\"}}"}}"#),
            1,
        ),
        (
            r#"{"SESSION_TOKEN":["short","b"]}"#.to_owned(),
            format!(r#"{{"SESSION_TOKEN":["{MASK}","{MASK}"]}}"#),
            2,
        ),
        (
            r#"{"clientToken":"4ad08950","nextToken":"abc","sessionToken":"","x":"HIDDEN"}"#.to_owned(),
            String::new(),
            0,
        ),
        (r#"{"sessionToken":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#.to_owned(), String::new(), 0),
        (r#"{"sessionToken":null,"logins":{}}"#.to_owned(), String::new(), 0),
    ];
    for (json, masked, count) in cases {
        let expected = if count == 0 { json.clone() } else { masked };
        assert_eq!(mask(&json), (expected, count));
    }
}

#[test]
fn no_token_of_the_sample_survives_a_mask() {
    let mut tokens = 0;
    for record in sample() {
        let (masked, count) = mask(&record.json);
        tokens += count;
        assert_eq!(token_spans(&record.json).len(), count);
        assert!(!masked.contains("EXAMPLETOKEN"), "{masked}");
        if count == 0 {
            assert_eq!(masked, record.json);
        }
        serde_json::from_str::<Value>(&masked).expect("still JSON");
    }
    assert!(tokens >= 15, "{tokens}");
}

#[test]
fn formatted_text_is_the_same_json() {
    assert_eq!(
        pretty(r#"{"a":[1,2.50,"x\u0041,{"],"b":{},"c":[ ],"d":{"e":null}}"#),
        "{\n  \"a\": [\n    1,\n    2.50,\n    \"x\\u0041,{\"\n  ],\n  \"b\": {},\n  \"c\": [],\n  \"d\": {\n    \"e\": null\n  }\n}"
    );
    for record in sample() {
        let formatted = pretty(&record.json);
        let again: Value = serde_json::from_str(&formatted).expect("still JSON");
        assert_eq!(again, record.value);
        assert_eq!(pretty(&formatted), formatted);
    }
    for odd in ["", "{", "}}", "\"", "{\"a\":", "[[[", "nonsense \\ \"x", "\u{fffd}"] {
        let _ = pretty(odd);
        let mut tree = Tree::new(odd);
        tree.open_all();
        assert!(tree.len() <= 4);
        assert_eq!(mask(odd).1, 0);
    }
}

#[test]
fn a_record_of_a_megabyte_opens_as_far_as_needed() {
    let mut json = String::from("{\"requestParameters\":{\"items\":[");
    for at in 0..12_000 {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(
            json,
            "{comma}{{\"id\":{at},\"name\":\"entry number {at}\",\"tags\":[\"a\",\"b\"],\"on\":true,\"x\":\"{}\"}}",
            "y".repeat(20)
        );
    }
    json.push_str("]}}");
    assert!(json.len() > 1_000_000);
    let mut tree = Tree::new(&json);
    assert!(tree.len() < 400, "{}", tree.len());
    let items = row_named(&tree, "requestParameters.items");
    tree.open(items);
    assert_eq!(tree.len(), 12_002);
    let last = tree.rows(12_001..12_002).remove(0);
    assert_eq!(last.path, "requestParameters.items[11999]");
    let search = tree.search("entry number 7777");
    assert_eq!(search.hits.len(), 1);
    assert!(tree.reveal(&search.hits[0]).is_some());
    tree.open_all();
    assert!(tree.len() <= 50_000);
}
