//! Time and JSON text, against the plainest other way to read them.

use serde_json::Value as Json;
use trail_loupe::base::bitmap::Bitmap;
use trail_loupe::base::json::{Kind, Value, nesting};
use trail_loupe::base::text;
use trail_loupe::base::timestamp::Timestamp;

#[test]
fn times_are_read_in_every_form_that_records_have() {
    let cases: &[(&str, Option<&str>)] = &[
        ("2023-07-10T12:01:02Z", Some("2023-07-10T12:01:02Z")),
        ("2020-10-20T15:00:25Z ", Some("2020-10-20T15:00:25Z")),
        ("2022-09-25 16:16:37", Some("2022-09-25T16:16:37Z")),
        ("2024-06-03 15:23:22.000000000", Some("2024-06-03T15:23:22Z")),
        ("2023-06-11 16:26:29.125", Some("2023-06-11T16:26:29.125Z")),
        ("2023-06-11T16:26:29.1Z", Some("2023-06-11T16:26:29.100Z")),
        ("2023-06-11T16:26:29.9999Z", Some("2023-06-11T16:26:29.999Z")),
        ("2022-02-08 09:23:37+11:00", Some("2022-02-07T22:23:37Z")),
        ("2021-11-18T09:41:02-0800", Some("2021-11-18T17:41:02Z")),
        ("2016-12-31T23:59:60Z", Some("2017-01-01T00:00:00Z")),
        ("2024-02-29T00:00:00Z", Some("2024-02-29T00:00:00Z")),
        ("2023-02-29T00:00:00Z", None),
        ("2023-13-01T00:00:00Z", None),
        ("2023-01-01T24:00:00Z", None),
        ("2023-01-01", None),
        ("2020-05-13, 04:52:01 PM", None),
        ("ThisIsAWrongEventTime", None),
        ("", None),
        ("2023-07-10T12:01:02Zjunk", None),
        ("2023-07-10T12:01:02.Z", None),
        ("２０２３-07-10T12:01:02Z", None),
    ];
    for (written, expected) in cases {
        let read = Timestamp::parse(written).map(|time| time.to_string());
        assert_eq!(read.as_deref(), *expected, "{written:?}");
    }
}

#[test]
fn every_day_of_four_centuries_is_written_and_read_back() {
    let mut expected = (1_900, 1, 1);
    let first = Timestamp::from_civil(1_900, 1, 1, 0, 0, 0).expect("a day").0;
    for day in 0..146_097 {
        let time = Timestamp(first + day * 86_400_000);
        let (year, month, of_month, ..) = time.to_civil();
        assert_eq!((year, month, of_month), expected);
        assert_eq!(Timestamp::parse(&time.to_string()), Some(time));
        assert!(time.is_written_as(&time.to_string()));
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = [31, if leap { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        expected = match (month, of_month == days[month as usize - 1]) {
            (12, true) => (year + 1, 1, 1),
            (_, true) => (year, month + 1, 1),
            _ => (year, month, of_month + 1),
        };
    }
}

/// The text as `serde_json` would have it from what the walker says.
fn rebuilt(value: Value<'_>) -> Json {
    match value.kind() {
        Kind::Null => Json::Null,
        Kind::Bool(truth) => Json::Bool(truth),
        Kind::Number(text) => serde_json::from_str(text).expect("a number"),
        Kind::String(text) => Json::String(text.decode().into_owned()),
        Kind::Array(elements) => elements.map(rebuilt).collect(),
        Kind::Object(_) => value
            .last_members()
            .into_iter()
            .map(|(name, member)| (name.into_owned(), rebuilt(member)))
            .collect(),
    }
}

#[test]
fn the_walker_sees_what_serde_json_sees() {
    let cases = [
        r#"{}"#,
        r#"[]"#,
        r#" [ ] "#,
        r#"{"a":1,"b":[true,false,null,-1.5e+10,"x"],"c":{"d":{}}}"#,
        "{\r\n\t\"a\" : [ 1 , 2 ,\n3 ] , \"b\" :\"\"\n}",
        r#"{"a\"b":"\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00","z":"é😀"}"#,
        r#"{"a":1,"a":2,"\u0061":3,"b":{"a":"]},{[\""}}"#,
        r#"[[[[{"deep":["}"]}]]]]"#,
        r#""just text""#,
        "12",
        "null",
    ];
    for text in cases {
        let expected: Json = serde_json::from_str(text).expect("valid JSON");
        assert_eq!(rebuilt(Value::new(text)), expected, "{text}");
    }
}

#[test]
fn a_lone_surrogate_is_replaced_and_the_rest_stays() {
    let text = r#"{"a":"x\ud800y\udc00\ud83dz\u0031"}"#;
    let value = Value::new(text).member("a").and_then(Value::as_str);
    assert_eq!(value.as_deref(), Some("x\u{fffd}y\u{fffd}\u{fffd}z1"));
}

#[test]
fn invalid_text_never_panics_or_hangs() {
    let text = r#"{"a":[1,{"b":"c\u00e9\\"}],"d":"é😀","e":-1.5}"#;
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        for start in (0..=end).filter(|&start| text.is_char_boundary(start)) {
            let value = Value::new(&text[start..end]);
            trail_loupe::base::json::any_leaf(value, &mut |_| false);
            let _ = (value.members().count(), value.elements().count(), nesting(value.text()));
        }
    }
}

#[test]
fn nesting_counts_brackets_outside_strings() {
    for (text, depth) in [("1", 0), ("[]", 1), (r#"{"a":"[[["}"#, 1), (r#"[{"a":[1]},[2]]"#, 3)] {
        assert_eq!(nesting(text), depth, "{text}");
    }
}

#[test]
fn a_bitmap_is_a_set() {
    for len in [0, 1, 63, 64, 65, 130] {
        let thirds = Bitmap::from_fn(len, |bit| bit % 3 == 0);
        let evens = Bitmap::from_fn(len, |bit| bit % 2 == 0);
        let as_set = |map: &Bitmap| map.iter().collect::<Vec<_>>();
        let expected = |test: fn(usize) -> bool| (0..len).filter(|&bit| test(bit)).collect::<Vec<_>>();
        let mut both = thirds.clone();
        both.and(&evens);
        assert_eq!(as_set(&both), expected(|bit| bit % 6 == 0));
        let mut either = thirds.clone();
        either.or(&evens);
        assert_eq!(as_set(&either), expected(|bit| bit % 3 == 0 || bit % 2 == 0));
        let mut only = thirds.clone();
        only.and_not(&evens);
        assert_eq!(as_set(&only), expected(|bit| bit % 3 == 0 && bit % 2 != 0));
        let mut none = thirds.clone();
        none.invert();
        assert_eq!(as_set(&none), expected(|bit| bit % 3 != 0));
        assert_eq!((Bitmap::full(len).count(), Bitmap::empty(len).any()), (len, false));
        let values: Vec<usize> = (0..len).collect();
        assert_eq!(Bitmap::of_values(&values, |value| value % 3 == 0), thirds);
        let sixths = expected(|bit| bit % 6 == 0);
        assert!(both.is_within(&thirds));
        assert_eq!(thirds.is_within(&both), sixths.len() == thirds.count());
        // What is left after a few bits, one by one and at once.
        let mut ones = thirds.iter();
        let few: Vec<usize> = ones.by_ref().take(2).collect();
        let rest = ones.fold(Vec::new(), |mut rest, bit| {
            rest.push(bit);
            rest
        });
        assert_eq!([few, rest].concat(), as_set(&thirds));
        assert!(!Bitmap::full(len).contains(len));
    }
}

#[test]
fn texts_order_without_regard_to_case_first() {
    let mut texts = ["b", "B", "a", "Ab", "A", "aB", ""];
    texts.sort_by(|a, b| text::order(a, b));
    assert_eq!(texts, ["", "A", "a", "Ab", "aB", "B", "b"]);
}
