use trail_loupe::query::edit::{
    add, chips, has, negate_chip, negated, remove, remove_chip, replace_chip, time_range, toggle, value_term,
    with_time_range, without_term_at,
};
use trail_loupe::query::parse;
use trail_loupe::query::parser::MAX_NESTING;

fn good(text: String) -> String {
    assert!(parse(&text).problems.is_empty(), "{text}");
    text
}

#[test]
fn chips_are_the_terms_that_all_must_hold() {
    let texts = |text: &str| -> Vec<(String, bool, Option<String>)> {
        chips(text)
            .into_iter()
            .map(|chip| (chip.text, chip.is_negated, chip.path.map(|path| path.to_string())))
            .collect()
    };
    let chip = |text: &str, negated, path: Option<&str>| (text.to_owned(), negated, path.map(str::to_owned));
    assert_eq!(texts(""), []);
    assert_eq!(
        texts("a AND NOT f:x (b OR c) -\"d e\""),
        [
            chip("a", false, None),
            chip("NOT f:x", true, Some("f")),
            chip("(b OR c)", false, None),
            chip("-\"d e\"", true, None)
        ]
    );
    assert_eq!(texts("a OR b"), [chip("a OR b", false, None)]);
    assert_eq!(texts("é f:x g:"), [chip("é", false, None), chip("f:x", false, Some("f"))]);
}

#[test]
fn a_term_is_added_once_and_replaces_its_opposite() {
    let term = value_term("userAgent", r#"a "b" \c"#);
    assert_eq!(term, r#"userAgent:"a \"b\" \\c""#);
    assert_eq!(good(add("", &term)), term);
    assert_eq!(good(add(&term, &term)), term);
    assert_eq!(good(add("x", "f:\"v\"")), "x f:\"v\"");
    assert_eq!(good(add("x F:v y", "f:\"v\"")), "x F:v y");
    assert_eq!(good(add("x NOT f:v y", "f:\"v\"")), "x f:\"v\" y");
    assert_eq!(good(add("x f:v", "-f:\"v\"")), "x -f:\"v\"");
    assert_eq!(good(add("a OR b", "c")), "(a OR b) c");
    assert_eq!(good(add("a", "b OR c")), "a (b OR c)");
    assert_eq!(good(add("f:10.0.0.0/8", "f:\"10.0.0.0/8\"")), "f:10.0.0.0/8 f:\"10.0.0.0/8\"");
    // What cannot be read is left behind, what can be is kept.
    assert_eq!(good(add("region:x error:", "f:\"v\"")), "region:x f:\"v\"");
    assert_eq!(good(add("\"open", "f:\"v\"")), "\"open\" f:\"v\"");
}

#[test]
fn a_term_is_taken_away() {
    assert_eq!(good(remove("a AND f:\"v\" AND b", "f:v")), "a b");
    assert_eq!(good(remove("f:v", "f:v")), "");
    assert_eq!(good(remove("a OR f:v", "f:v")), "a OR f:v");
    assert_eq!(good(remove_chip("a  OR b", 0)), "");
    assert_eq!(good(remove_chip("a -b (c OR d)", 1)), "a (c OR d)");
    assert_eq!(good(remove_chip("(a OR b) c", 1)), "(a OR b)");
    assert_eq!(remove_chip("a b", 7), "a b");
    // Without the middle term the slashes would be a regular expression.
    assert_eq!(good(remove_chip("f:/tmp g:\"/v\" h:a/", 1)), r"f:\/tmp h:a/");
}

#[test]
fn toggles_are_their_own_inverse() {
    for (text, term) in [("a OR b", "readWrite:write"), ("", "error:*"), ("x", "-user:*.amazonaws.com")] {
        let on = good(toggle(text, term));
        assert!(has(&on, term) && !has(text, term), "{on}");
        let off = good(toggle(&on, term));
        assert!(!has(&off, term));
        assert_eq!(off.trim_matches(['(', ')']), text);
    }
}

#[test]
fn opposites_are_opposites() {
    for (term, opposite) in
        [("a", "-a"), ("NOT a", "a"), ("-(a OR b)", "(a OR b)"), ("a OR b", "-(a OR b)"), ("not(a)", "(a)")]
    {
        assert_eq!(negated(term), opposite);
    }
    assert_eq!(good(negate_chip("a f:x b", 1)), "a -f:x b");
    assert_eq!(good(negate_chip("a -(x OR y)", 1)), "a (x OR y)");
}

#[test]
fn the_time_range_is_one_term() {
    let from = 1_688_947_200_000;
    assert_eq!(
        good(with_time_range("time>=2023 a eventTime<2024 -time:2025", Some((from, from + 60_000)))),
        "a -time:2025 eventTime:[2023-07-10T00:00:00Z TO 2023-07-10T00:00:59Z]"
    );
    assert_eq!(
        good(with_time_range("", Some((from, from + 500)))),
        "eventTime:[2023-07-10T00:00:00Z TO 2023-07-10T00:00:00.499Z]"
    );
    assert_eq!(good(with_time_range("a time:2023", None)), "a");
    assert_eq!(good(with_time_range("", Some((i64::MIN, i64::MAX)))), {
        "eventTime:[0000-01-01T00:00:00Z TO 9999-12-31T23:59:59Z]"
    });
    for (from, to) in
        [(from, from + 1), (from, from + 1_000), (from + 1, from + 1_001), (from, from + 86_400_000)]
    {
        let text = with_time_range("a OR b", Some((from, to)));
        assert_eq!(time_range(&text), Some((Some(from), Some(to))), "{text}");
    }
    assert_eq!(time_range("a"), None);
    assert_eq!(time_range("time>=2023-07-10 time<2023-07-11"), Some((Some(from), Some(from + 86_400_000))));
}

#[test]
fn a_chip_is_written_anew() {
    assert_eq!(replace_chip("a f:x b", 1, "f:y").map(good), Some("a f:y b".to_owned()));
    assert_eq!(replace_chip("a f:x b", 1, "g:1 OR h:2").map(good), Some("a (g:1 OR h:2) b".to_owned()));
    assert_eq!(replace_chip("a f:x b", 1, "g:1 -h:2").map(good), Some("a g:1 -h:2 b".to_owned()));
    assert_eq!(replace_chip("a f:x b", 1, "  ").map(good), Some("a b".to_owned()));
    assert_eq!(replace_chip("a f:x b", 1, "f:"), None);
    assert_eq!(replace_chip("a OR b", 0, "c").map(good), Some("c".to_owned()));
}

#[test]
fn a_term_that_is_being_written_is_left_out() {
    for (marked, expected) in [
        ("error:* eventName:Cre|", "error:*"),
        ("error:* eventName:|", "error:*"),
        ("error:* -eventName:\"Cre|", "error:*"),
        ("eventName:Cr|e error:* x", "error:* x"),
        ("a (b OR c:x|) d", "a d"),
        ("a OR c:x|", ""),
        ("c:x|", ""),
        ("|", ""),
        ("a ip:(1 OR 2|", "a"),
        ("🦀 c:|", "🦀"),
    ] {
        let (before, after) = marked.split_once('|').expect("a cursor");
        let text = [before, after].concat();
        assert_eq!(good(without_term_at(&text, before.encode_utf16().count())), expected, "{marked}");
    }
}

#[test]
fn an_edit_never_nests_deeper_than_the_language() {
    for levels in MAX_NESTING - 4..MAX_NESTING + 4 {
        let text = format!("a OR {}b", "(c OR d ".repeat(levels));
        let readable = good(remove(&text, "no such term"));
        let depth = levels.min(MAX_NESTING);
        // A term beside it needs one level more, its opposite two.
        for (edited, more) in [
            (add(&text, "errorCode:*"), 1),
            (toggle(&text, "errorCode:*"), 1),
            (with_time_range(&text, Some((0, 1_000))), 1),
            (negate_chip(&text, 0), 2),
        ] {
            let is_left = depth + more > MAX_NESTING;
            assert_eq!(good(edited.clone()) == readable, is_left, "{levels}: {edited}");
        }
        assert_eq!(replace_chip(&text, 0, "x:1"), Some("x:1".to_owned()));
    }
}
