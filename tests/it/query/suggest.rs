use trail_loupe::query::hints::{KnownPaths, hints};
use trail_loupe::query::parse;
use trail_loupe::query::suggest::{Completion, CountedValues, Wanted, complete, complete_with_paths, wanted};
use trail_loupe::query::{FieldPath, Span};

/// The text with `|` where the cursor stands: what is wanted, and the text that would be replaced.
fn at_cursor(marked: &str) -> (String, usize) {
    let (before, after) = marked.split_once('|').expect("a cursor");
    ([before, after].concat(), before.encode_utf16().count())
}

fn check(marked: &str, expected: &str) {
    let (text, cursor) = at_cursor(marked);
    let replaced = |span: Span| span.of(&text).to_owned();
    let found = match wanted(&text, cursor) {
        Wanted::Nothing => "nothing".to_owned(),
        Wanted::Field { typed, span } => format!("field {typed:?} for {:?}", replaced(span)),
        Wanted::Value { field, typed, span } => {
            format!("value of {field} {typed:?} for {:?}", replaced(span))
        }
    };
    assert_eq!(found, expected, "{marked}");
}

#[test]
fn what_is_typed_is_known_at_every_place() {
    for (marked, expected) in [
        ("|", r#"field "" for """#),
        ("ev|", r#"field "ev" for "ev""#),
        ("ev|ent", r#"field "ev" for "event""#),
        ("a ev|ent:x", r#"field "ev" for "event""#),
        ("🦀 ev|", r#"field "ev" for "ev""#),
        ("a |", r#"field "" for """#),
        ("a | b", r#"field "" for """#),
        ("(|", r#"field "" for """#),
        ("-ev|", r#"field "ev" for "ev""#),
        ("NOT ev|", r#"field "ev" for "ev""#),
        ("or|", r#"field "or" for "or""#),
        ("requestParameters.b|", r#"field "requestParameters.b" for "requestParameters.b""#),
        ("eventName:|", r#"value of eventName "" for """#),
        ("eventName:| x", r#"value of eventName "" for """#),
        ("eventName:De|", r#"value of eventName "De" for "De""#),
        ("eventName:De|lete x", r#"value of eventName "De" for "Delete""#),
        ("eventName:or|", r#"value of eventName "or" for "or""#),
        ("agent:\"aws c|", r#"value of agent "aws c" for "\"aws c""#),
        ("agent:\"aws c|\" x", r#"value of agent "aws c" for "\"aws c\"""#),
        ("agent:\"aws c| f:\"x\"", r#"value of agent "aws c" for "\"aws c""#),
        ("agent:\"aws\"|", r#"value of agent "aws" for "\"aws\"""#),
        ("a.\"b c\":x|", r#"value of a."b c" "x" for "x""#),
        ("ip:(|", r#"value of ip "" for """#),
        ("ip:(|)", r#"value of ip "" for """#),
        ("ip:(10|", r#"value of ip "10" for "10""#),
        ("ip:(10.1 OR |", r#"value of ip "" for """#),
        ("ip:(10.1 OR 2001:d|)", r#"value of ip "2001:d" for "2001:d""#),
        ("ip:(10.1 |", "nothing"),
        ("ip:(10.1) |", r#"field "" for """#),
        ("time>2|", "nothing"),
        ("time:[20|", "nothing"),
        ("f:De*|", "nothing"),
        ("f:/re/|", "nothing"),
        ("\"some te|", "nothing"),
        ("*x|", "nothing"),
    ] {
        check(marked, expected);
    }
}

#[test]
fn every_place_of_any_text_has_an_answer() {
    let text = "-(a:\"b\\\"c\" OR 🦀 d.\"e f\">=5 ip:(1 OR \"2\" 3) x:[1 TO 2] :) NOT \"";
    for cursor in 0..text.encode_utf16().count() + 3 {
        for cut in text.char_indices().map(|(at, _)| &text[..at]) {
            for completion in complete(cut, cursor, Some(counted("ip", "", &[("v".to_owned(), 1)]))) {
                assert!(completion.cursor <= completion.text.encode_utf16().count());
            }
        }
    }
}

fn counted<'a>(field: &'a str, typed: &'a str, values: &'a [(String, u64)]) -> CountedValues<'a> {
    CountedValues { field, typed, values, is_cut: false }
}

fn shown(completions: &[Completion]) -> Vec<(&str, &str)> {
    completions.iter().map(|completion| (completion.label.as_str(), completion.note.as_str())).collect()
}

#[test]
fn fields_are_completed_by_name_part_and_label() {
    let (text, cursor) = at_cursor("x usera| y");
    let found = complete(&text, cursor, None);
    assert_eq!(found[0].text, "x userAgent: y");
    assert_eq!(found[0].cursor, 12);
    assert_eq!(shown(&found)[0], ("userAgent", "User agent"));
    let found = complete("awsR|ion:x".replace('|', "").as_str(), 4, None);
    assert_eq!(found[0].text, "awsRegion:x");
    let names = |typed: &str| -> Vec<String> {
        complete(typed, typed.len(), None).into_iter().map(|completion| completion.label).collect()
    };
    assert_eq!(names("sourceI"), ["sourceIPAddress", "userIdentity.sessionContext.sourceIdentity"]);
    assert!(names("trai").contains(&"trail".to_owned()));
    assert_eq!(names("no such"), Vec::<String>::new());
    assert_eq!(names("").len(), 12);
    assert!(names("NO").contains(&"NOT".to_owned()));
}

#[test]
fn paths_of_records_are_offered_with_their_counts() {
    let paths = [
        ("requestParameters.\"x.y\"".to_owned(), Some(12_345)),
        ("requestParameters.z".to_owned(), None),
        ("eventName".to_owned(), Some(1)),
        // In a filter this is the resource's type.
        ("type".to_owned(), Some(7)),
    ];
    let offered = |typed: &str| complete_with_paths(typed, typed.len(), None, &paths);
    let found = offered("requestP");
    assert!(shown(&found).contains(&("requestParameters.\"x.y\"", "12,345 events")));
    assert!(shown(&found).contains(&("requestParameters.z", "counting…")));
    assert_eq!(shown(&offered("eventNam"))[0], ("eventName", "Event name · 1 event"));
    assert!(offered("typ").iter().all(|completion| completion.note != "7 events"));
}

#[test]
fn a_whole_name_is_followed_by_operators() {
    let labels = |typed: &str| -> Vec<String> {
        complete(typed, typed.len(), None).into_iter().map(|completion| completion.label).collect()
    };
    assert_eq!(labels("errorCode")[..3], ["errorCode:", "errorCode:*", "errorCode:("]);
    assert_eq!(
        labels("eventTime")[..5],
        ["eventTime:", "eventTime:*", "eventTime:(", "eventTime>=", "eventTime<"]
    );
}

#[test]
fn values_are_written_quoted() {
    let values = [("a \"b\"".to_owned(), 1), ("c".to_owned(), 20)];
    let (text, cursor) = at_cursor("x agent:a| y");
    let found = complete(&text, cursor, Some(counted("agent", "a", &values)));
    assert_eq!(shown(&found), [("a \"b\"", "1 event"), ("c", "20 events")]);
    assert_eq!(found[0].text, r#"x agent:"a \"b\"" y"#);
    assert_eq!(found[0].cursor, 17);
    assert!(parse(&found[0].text).problems.is_empty());
    let cut = CountedValues { is_cut: true, ..counted("agent", "a", &values) };
    assert_eq!(complete(&text, cursor, Some(cut))[0].note, "at least 1 event");
    // Values for something typed before are not offered.
    assert!(complete(&text, cursor, Some(counted("agent", "", &values))).is_empty());
    assert!(complete(&text, cursor, None).is_empty());
}

#[test]
fn unknown_fields_are_hints() {
    let mut known = KnownPaths::default();
    known.insert(&FieldPath::dotted("requestParameters.bucketName"));
    known.insert(&FieldPath::dotted("sourceIPAddress"));
    let said = |text: &str, has_configuration| -> Vec<(String, usize, usize)> {
        let found = hints(text, &known, has_configuration);
        found.into_iter().map(|hint| (hint.message, hint.from, hint.to)).collect()
    };
    assert_eq!(said("REQUESTparameters:* requestParameters.BUCKETNAME:x free", false), []);
    // By an alias; our own fields are always there.
    assert_eq!(said("ip:x SOURCEIPADDRESS:x user:x -file:y", false), []);
    assert_eq!(said("error:*", false), [("no loaded event has the field `error`".to_owned(), 0, 7)]);
    assert_eq!(
        said("é -(nope.\"x y\":1 OR trail:recorded)", false),
        [
            ("no loaded event has the field `nope.\"x y\"`".to_owned(), 4, 16),
            ("no trail configuration is loaded, so no event has a verdict".to_owned(), 20, 34),
        ]
    );
    assert_eq!(said("trail:recorded", true), []);
}
