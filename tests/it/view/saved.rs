//! What is kept under names, and the file that it travels in.

use std::collections::BTreeMap;

use trail_loupe::view::column_layout::Layout;
use trail_loupe::view::saved::{Saved, layout_from_json, layout_to_json};

fn columns() -> Vec<String> {
    ["eventTime", "requestParameters.bucketName"].map(str::to_owned).to_vec()
}

fn filled() -> Saved {
    let mut saved = Saved::default();
    saved.keep_search("Root", "userIdentity.type:Root").expect("kept");
    saved.keep_search(" Söhne \"x\" ", "eventName:\"a \\\" b\" -errorCode:*").expect("kept");
    let widths = BTreeMap::from([("eventTime".to_owned(), 160), ("gone".to_owned(), 100)]);
    let layout = Layout::new(widths, vec!["eventTime".to_owned(), "gone".to_owned()]);
    saved.keep_columns("Buckets", &columns(), &layout).expect("kept");
    saved
}

#[test]
fn what_leaves_as_a_file_comes_back_the_same() {
    for saved in [Saved::default(), filled()] {
        assert_eq!(Saved::from_json(&saved.to_json()), Ok(saved));
    }
    let set = &filled().column_sets[0];
    assert_eq!(set.layout.pinned(), ["eventTime"], "what is no column of the set is not kept with it");
    assert_eq!(layout_from_json(&layout_to_json(&set.layout)).as_ref(), Some(&set.layout));
    assert_eq!(layout_from_json("{\"pinned\":1}"), None);
}

#[test]
fn a_name_is_used_once() {
    let mut saved = filled();
    saved.keep_search("Root", "eventName:ConsoleLogin").expect("replaced");
    assert_eq!(saved.searches.len(), 2);
    assert_eq!(saved.searches[0].query, "eventName:ConsoleLogin");
    assert_eq!(saved.keep_search("  ", "x"), Err("a name is needed".to_owned()));
    assert!(saved.keep_search(&"x".repeat(81), "x").is_err());
}

#[test]
fn a_file_adds_and_replaces_nothing() {
    let mut saved = filled();
    let mut other = filled();
    assert_eq!(saved.merge(other.clone()), 0, "all of it is there");
    other.keep_search("Root", "errorCode:*").expect("replaced");
    other.keep_columns("Buckets", &columns()[..1], &Layout::default()).expect("replaced");
    assert_eq!(saved.merge(other), 2);
    assert_eq!(saved.searches[0].query, "userIdentity.type:Root");
    assert_eq!(
        (saved.searches[2].name.as_str(), saved.searches[2].query.as_str()),
        ("Root (2)", "errorCode:*")
    );
    assert_eq!(saved.column_sets[1].name, "Buckets (2)");
}

#[test]
fn a_file_with_a_fault_brings_nothing_and_says_where() {
    let whole = |searches: &str, sets: &str| {
        format!(
            r#"{{"format":"trail-loupe-saved","version":1,"searches":[{searches}],"columnSets":[{sets}]}}"#
        )
    };
    let root = r#"{"name":"Root","query":"x"}"#;
    for (text, message) in [
        ("[]".to_owned(), "the file: expected an object, found a list"),
        ("{}".to_owned(), "format is missing"),
        (
            r#"{"format":"har"}"#.to_owned(),
            "format: expected \"trail-loupe-saved\"; this is no file of saved searches",
        ),
        (r#"{"format":"trail-loupe-saved"}"#.to_owned(), "version is missing"),
        (
            r#"{"format":"trail-loupe-saved","version":7}"#.to_owned(),
            "version 7 is newer than this page, which reads 1",
        ),
        (r#"{"format":"trail-loupe-saved","version":"1"}"#.to_owned(), "version: expected 1"),
        (r#"{"format":"trail-loupe-saved","version":1}"#.to_owned(), "searches is missing"),
        (whole("3", ""), "searches[0]: expected an object, found a number"),
        (whole(r#"{"name":"a"}"#, ""), "searches[0].query is missing"),
        (whole(r#"{"name":"a","query":1}"#, ""), "searches[0].query: expected a text, found a number"),
        (whole(r#"{"name":"a","query":"x","colour":1}"#, ""), "searches[0].colour is unknown to version 1"),
        (whole(r#"{"name":" ","query":"x"}"#, ""), "searches[0].name: a name is needed"),
        (whole(&format!("{root},{root}"), ""), "searches: two have the name \"Root\""),
        (
            whole("", r#"{"name":"a","columns":[],"pinned":[],"widths":{}}"#),
            "columnSets[0].columns: expected the paths of 1 to 64 columns",
        ),
        (
            whole("", r#"{"name":"a","columns":["x"],"pinned":[],"widths":{"x":-1}}"#),
            "columnSets[0].widths.x: expected a whole number, found a number",
        ),
        (
            whole("", r#"{"name":"a","columns":["x"],"pinned":"x","widths":{}}"#),
            "columnSets[0].pinned: expected a list, found a text",
        ),
    ] {
        assert_eq!(Saved::from_json(&text), Err(message.to_owned()));
    }
    let open_quote = Saved::from_json(&whole(r#"{"name":"a","query":"x:\"y"}"#, "")).expect_err("a fault");
    assert!(open_quote.starts_with("searches[0].query: "), "{open_quote}");
    assert!(Saved::from_json("{").expect_err("a fault").starts_with("the file is no JSON: "));
    assert!(Saved::from_json(&" ".repeat(2 << 20)).expect_err("a fault").contains("too large"));
}
