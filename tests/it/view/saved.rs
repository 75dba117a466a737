//! What is kept under names, and the file that it travels in.

use std::collections::BTreeMap;

use trail_loupe::view::column_layout::Layout;
use trail_loupe::view::columns;
use trail_loupe::view::saved::{Saved, Stored, layout_from_json, layout_to_json};
use trail_loupe::view::url::Fragment;
use trail_loupe::view::view_state::ViewState;

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
    assert_eq!(saved.merge(other.clone()), Ok(0), "all of it is there");
    other.keep_search("Root", "errorCode:*").expect("replaced");
    other.keep_columns("Buckets", &columns()[..1], &Layout::default()).expect("replaced");
    assert_eq!(saved.merge(other), Ok(2));
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
            "columnSets[0].columns: a set has at least one column",
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

/// A file with a healthy search, then this one, then a healthy set of columns.
fn with_item(search: &str) -> String {
    format!(
        r#"{{"format":"trail-loupe-saved","version":1,"searches":[{{"name":"Good","query":"x"}},{search}],
            "columnSets":[{{"name":"Set","columns":["eventTime"],"pinned":[],"widths":{{}}}}]}}"#
    )
}

#[test]
fn what_could_not_be_read_again_is_not_kept() {
    let numbered = |count: usize| (0..count).map(|at| format!("f{at}")).collect::<Vec<_>>();
    let layout = Layout::default();
    let mut saved = filled();
    for (columns, why) in [
        (numbered(65), "a set has at most 64 columns and this one has 65; take some away first"),
        (vec!["-x".to_owned()], "\"-x\" is no path of a field; take that column away first"),
        (vec![String::new()], "\"\" is no path of a field; take that column away first"),
        (Vec::new(), "a set has at least one column"),
    ] {
        assert_eq!(saved.keep_columns("Set", &columns, &layout), Err(why.to_owned()));
    }
    let long = "x".repeat(16_385);
    assert_eq!(
        saved.keep_search("Long", &long),
        Err("a filter that is kept has at most 16,384 bytes and this one has 16,385; shorten it, or keep it in parts"
            .to_owned())
    );
    let why = saved.keep_search("Faulty", "eventName:\"a").expect_err("an open quote");
    assert!(why.starts_with("the filter has a fault, which must be mended first: "), "{why}");
    assert_eq!(saved, filled(), "what is refused changes nothing");
    // At the limits, and with a comma in a path, it can be kept and comes back.
    saved.keep_columns("Most", &numbered(64), &layout).expect("64 columns");
    saved.keep_columns("Comma", &["tags.\"a,b\"".to_owned()], &layout).expect("a comma in a name");
    saved.keep_search("Longest", &long[1..]).expect("16,384 bytes");
    assert_eq!(Saved::from_json(&saved.to_json()), Ok(saved));
}

#[test]
fn a_full_store_takes_nothing_more_and_stays_readable() {
    let mut saved = Saved::default();
    for at in 0..500 {
        saved.keep_search(&format!("s{at}"), "x").expect("there is room");
    }
    let full = saved.clone();
    assert!(saved.keep_search("one more", "x").expect_err("it is full").contains("room for 500"));
    saved.keep_search("s3", "y").expect("in the place of another");
    assert!(saved.merge(filled()).expect_err("it is full").contains("room for 500"));
    assert_eq!(saved.searches.len(), full.searches.len());
    assert_eq!(Saved::from_json(&saved.to_json()).as_ref(), Ok(&saved));

    let mut large = Saved::default();
    let query = "x".repeat(16_384);
    let refused = (0..100).find_map(|at| large.keep_search(&format!("s{at}"), &query).err());
    assert!(refused.expect("it is full").contains("room for 1 MiB"));
    assert_eq!(Saved::from_json(&large.to_json()), Ok(large));
}

#[test]
fn a_name_that_is_taken_gets_a_number_and_stays_a_name() {
    let name = "n".repeat(80);
    let mut saved = Saved::default();
    saved.keep_search(&name, "x").expect("kept");
    for (round, query) in ["y", "z"].into_iter().enumerate() {
        let mut other = Saved::default();
        other.keep_search(&name, query).expect("kept");
        assert_eq!(saved.merge(other), Ok(1));
        assert_eq!(saved.searches[round + 1].name, format!("{} ({})", "n".repeat(76), round + 2));
    }
    assert_eq!(Saved::from_json(&saved.to_json()), Ok(saved));
}

#[test]
fn of_what_is_stored_only_the_bad_item_is_left_out() {
    for (item, fault) in [
        (r#"{"name":"Bad","query":"x:\"y"}"#, "searches[1].query: "),
        (r#"{"name":"Bad","query":"x","colour":1}"#, "searches[1].colour is unknown to version 1"),
        (r#"{"name":"Good","query":"y"}"#, "searches: two have the name \"Good\""),
        ("7", "searches[1]: expected an object, found a number"),
    ] {
        let text = with_item(item);
        assert!(Saved::from_json(&text).expect_err("strict").starts_with(fault));
        let (saved, faults) = Saved::from_storage(&text);
        assert!(faults.len() == 1 && faults[0].starts_with(fault), "{faults:?}");
        let names: Vec<&str> = saved.searches.iter().map(|search| search.name.as_str()).collect();
        assert_eq!((names.as_slice(), saved.column_sets.len()), (&["Good"][..], 1), "{item}");
    }
    let (saved, faults) = Saved::from_storage("{");
    assert!(saved == Saved::default() && faults[0].starts_with("the file is no JSON: "), "{faults:?}");
    let text = filled().to_json();
    assert_eq!(Saved::from_storage(&text), (filled(), Vec::new()));
}

#[test]
fn what_cannot_be_read_is_set_aside_and_never_written_over() {
    let (good, bad) = (filled().to_json(), with_item("7"));
    let nothing = Stored::open(None, None);
    assert_eq!(nothing, Stored::default());
    let whole = Stored::open(Some(&good), Some(bad.clone()));
    assert_eq!((&whole.saved, whole.is_locked, whole.is_new_aside), (&filled(), false, false));
    assert_eq!((whole.aside.as_ref(), whole.note), (Some(&bad), None), "what was set aside stays");

    let first = Stored::open(Some(&bad), None);
    assert_eq!((first.aside.as_ref(), first.is_new_aside, first.is_locked), (Some(&bad), true, false));
    assert_eq!(
        first.note.as_deref(),
        Some(
            "Something that was saved cannot be read: searches[1]: expected an object, found a number. \
             The rest is here; the whole text is kept as it was, under Saved."
        )
    );
    let again = Stored::open(Some(&bad), first.aside);
    assert_eq!((again.is_new_aside, again.is_locked, again.note), (false, false, None), "told once");
    let newer = r#"{"format":"trail-loupe-saved","version":2}"#;
    let other = Stored::open(Some(newer), again.aside);
    assert_eq!((other.aside.as_ref(), other.is_new_aside, other.is_locked), (Some(&bad), false, true));
    assert!(other.note.expect("a note").contains("version 2 is newer than this page"));
}

#[test]
fn a_column_that_is_added_can_be_kept_and_stands_in_the_address() {
    let mut keys = vec!["eventTime".to_owned()];
    for key in ["tags.\"a,b\"", "eventTime", "100%"] {
        columns::add(&mut keys, key).expect("a path");
    }
    assert_eq!(keys, ["eventTime", "tags.\"a,b\"", "100%"]);
    let mut view = ViewState { columns: keys.clone(), ..ViewState::default() };
    view.sort.field.clone_from(&keys[1]);
    let fragment = Fragment { view, workers: None };
    assert_eq!(Fragment::decode(&fragment.encode()), fragment);
    assert!(columns::add(&mut keys, "-x").expect_err("a sign").contains("\"-x\""));
    while keys.len() < columns::MAX_COLUMNS {
        let key = format!("f{}", keys.len());
        columns::add(&mut keys, &key).expect("there is room");
    }
    assert!(columns::add(&mut keys, "one.more").expect_err("it is full").contains("at most 64 columns"));
}
