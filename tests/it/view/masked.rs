//! Tokens outside of the detail: whatever shows, copies or filters by single values.

use trail_loupe::engine::protocol::{GroupQuestion, GroupRow, GroupValue, Groups, ValueAsker, ValueList};
use trail_loupe::view::detail::cells;
use trail_loupe::view::detail::mask::MASK;
use trail_loupe::view::detail::session::{COLUMNS, SessionRow};
use trail_loupe::view::explore::{completing, gesture_term};
use trail_loupe::view::groups::{self, Grouping};

const FIELD: &str = "responseElements.credentials.sessionToken";

/// Opaque, and told by the name of its member alone.
const SECRET: &str = "an-opaque-text-of-any-look";

/// Told by its look wherever it stands.
fn token() -> String {
    format!("IQoJb3JpZ2luX2Vj{}", "Ab1+/".repeat(12))
}

#[test]
fn a_token_is_masked_by_the_name_of_its_member_however_the_path_is_written() {
    for field in [
        FIELD,
        "responseElements.credentials.SESSIONTOKEN",
        "responseElements.credentials.\"sessionToken\"",
        "\"sessionToken\"",
        "\"a.b\".\"session\\Token\"",
    ] {
        assert_eq!(cells::shown(field, SECRET), MASK, "{field}");
        assert!(cells::is_masked(field, SECRET), "{field}");
    }
    for field in ["eventName", "requestParameters.\"x.sessionToken\"", "requestParameters.nextToken"] {
        assert_eq!(cells::shown(field, SECRET), SECRET, "{field}");
    }
    let address = format!("https://example.com/?X-Amz-Security-Token={}&x=1", token());
    assert_eq!(
        cells::shown("requestParameters.url", &address),
        format!("https://example.com/?X-Amz-Security-Token={MASK}&x=1")
    );
}

#[test]
fn no_gesture_puts_a_token_into_the_filter() {
    for leaves_out in [false, true] {
        let values = ["plain".to_owned(), SECRET.to_owned()];
        let why = gesture_term(FIELD, &values, leaves_out).expect_err("a token");
        assert!(why.contains(&format!("{FIELD}:*")) && !why.contains(SECRET), "{why}");
        gesture_term("userAgent", &[token()], leaves_out).expect_err("a token");
        gesture_term(FIELD, &[], leaves_out).expect("the lack of a value is no token");
    }
}

#[test]
fn no_completion_is_a_token() {
    let list = |field: &str| ValueList {
        asker: ValueAsker::Filter,
        context: String::new(),
        field: field.to_owned(),
        typed: String::new(),
        values: vec![(SECRET.to_owned(), 3), (token(), 2), ("2026-03-01T10:00:00Z".to_owned(), 1)],
        distinct: 3,
        is_cut: false,
    };
    assert_eq!(completing(list(FIELD)).values, []);
    let others = completing(list("requestParameters.x")).values;
    assert_eq!(others, [(SECRET.to_owned(), 3), ("2026-03-01T10:00:00Z".to_owned(), 1)]);
}

#[test]
fn groups_show_copy_and_filter_by_no_token() {
    let key = vec![GroupValue::Text("AssumeRole".to_owned()), GroupValue::Text(SECRET.to_owned())];
    let row = GroupRow { key, events: 1, errors: 0, extent: None, ips: 1, users: 1, alike: 0 };
    let fields = vec!["eventName".to_owned(), FIELD.to_owned()];
    let question = GroupQuestion { fields: fields.clone(), sort: Grouping::default().sort(), top: 1 };
    let groups = Groups {
        query: String::new(),
        question,
        num_groups: 1,
        repeated: 0,
        left_out: 0,
        alike: 0,
        rows: vec![row.clone()],
    };
    assert_eq!(groups::shown(FIELD, &row.key[1]), MASK);
    assert_eq!(groups::name(&fields, &row), format!("AssumeRole, {MASK}"));
    let csv = groups::csv(&groups);
    assert!(csv.contains(MASK) && !csv.contains(SECRET), "{csv}");
    for leaves_out in [false, true] {
        let why = groups::filtered("", &fields, &row.key, leaves_out).expect_err("a token");
        assert!(!why.contains(SECRET), "{why}");
    }
}

#[test]
fn a_session_timeline_shows_no_token() {
    let cells: Vec<Vec<String>> = COLUMNS.iter().map(|_| vec![format!("x {}", token())]).collect();
    let row = SessionRow::of_cells(&cells);
    for text in [&row.name, &row.source, &row.region, &row.ip, &row.agent, &row.error.unwrap_or_default()] {
        assert_eq!(*text, format!("x {MASK}"));
    }
}
