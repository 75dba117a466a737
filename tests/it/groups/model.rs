//! What the table of groups asks, shows and filters by.

use serde_json::{Value, json};
use trail_loupe::engine::protocol::{GroupColumn, GroupQuestion, GroupRow, GroupSort, GroupValue, Groups};
use trail_loupe::view::groups::{self, Grouping, field_name};
use trail_loupe::view::url::Fragment;
use trail_loupe::view::view_state::{Pane, ViewState};

use super::plain::{self, World};
use super::{ALL, MOST_FIRST, ask};
use crate::query::naive::Record;

fn grouping(fields: &[&str]) -> Grouping {
    let fields: Vec<String> = fields.iter().map(|field| (*field).to_owned()).collect();
    Grouping::of(&fields).expect("fields")
}

fn text(text: &str) -> GroupValue {
    GroupValue::Text(text.to_owned())
}

#[test]
fn a_field_is_named_as_the_filter_names_it() {
    for (written, name) in [
        ("eventName", Some("eventName")),
        (" EVENTNAME ", Some("eventName")),
        ("ip", Some("sourceIPAddress")),
        ("Service", Some("eventSource")),
        ("resource", Some("resources.ARN")),
        ("trail", Some("trail")),
        ("requestParameters.bucketName", Some("requestParameters.bucketName")),
        ("requestParameters.x y", Some("requestParameters.\"x y\"")),
        ("requestParameters.\"x.y\"", Some("requestParameters.\"x.y\"")),
        ("a\"b", Some("ab")),
        ("arn", Some("\"arn\"")),
        ("x:y", Some("\"x:y\"")),
        ("", None),
        ("  ", None),
    ] {
        assert_eq!(field_name(written).as_deref(), name, "{written}");
    }
}

#[test]
fn fields_are_put_in_and_taken_away() {
    let mut own = Grouping::default();
    assert_eq!(own.fields(), ["eventName"]);
    assert!(own.set_field(1, "user") && own.set_field(2, "region"));
    assert_eq!(own.fields(), ["eventName", "user", "awsRegion"]);
    assert!(!own.set_field(3, "errorCode"), "three at most");
    assert!(!own.set_field(0, "user"), "no field twice");
    own.set_sort(GroupSort { by: GroupColumn::Key(2), descending: false });
    assert!(own.set_field(1, " "));
    assert_eq!(own.fields(), ["eventName", "awsRegion"]);
    assert_eq!(own.sort(), Grouping::default().sort(), "an order by a field that is gone is gone");
    assert!(own.set_field(0, "") && !own.set_field(0, ""), "the last one stays");
    assert_eq!(own.fields(), ["awsRegion"]);
}

#[test]
fn the_address_holds_the_grouping() {
    let views = [
        ViewState { pane: Pane::Groups, ..ViewState::default() },
        ViewState { pane: Pane::Indicators, ..ViewState::default() },
        ViewState { grouping: grouping(&["user", "requestParameters.\"a,b%2C\""]), ..ViewState::default() },
    ];
    for view in views {
        let fragment = Fragment { view, workers: None };
        assert_eq!(Fragment::decode(&fragment.encode()), fragment, "{}", fragment.encode());
    }
    let mut view = ViewState { pane: Pane::Groups, ..ViewState::default() };
    view.grouping = grouping(&["userIdentity.type", "eventName"]);
    for (by, descending, word) in [
        (GroupColumn::Key(1), false, "2"),
        (GroupColumn::Events, false, "events"),
        (GroupColumn::Errors, true, "-errors"),
        (GroupColumn::First, false, "first"),
        (GroupColumn::Last, true, "-last"),
        (GroupColumn::Ips, true, "-ips"),
        (GroupColumn::Users, false, "users"),
    ] {
        view.grouping.set_sort(GroupSort { by, descending });
        let fragment = Fragment { view: view.clone(), workers: None };
        let written = format!("v=1&pane=groups&group=userIdentity.type,eventName&order={word}");
        assert_eq!(fragment.encode(), written);
        assert_eq!(Fragment::decode(&written), fragment);
    }
}

#[test]
fn a_damaged_grouping_degrades_to_what_can_be_read() {
    let read = |text: &str| Fragment::decode(text).view;
    assert_eq!(read("pane=nowhere").pane, Pane::Events);
    assert_eq!(read("pane=groups&group=,,").grouping, Grouping::default());
    assert_eq!(
        read("group=eventName,,eventname,user,awsRegion,errorCode").grouping.fields(),
        ["eventName", "user", "awsRegion"]
    );
    assert_eq!(read("group=user&order=3").grouping, grouping(&["user"]));
    assert_eq!(read("group=user&order=sideways").grouping, grouping(&["user"]));
    assert_eq!(read("order=-errors&group=user").grouping.sort().by, GroupColumn::Errors, "in any order");
    assert_eq!(read("v=2&pane=groups").pane, Pane::Events, "a later version may mean something else");
}

fn filtered(query: &str, fields: &[String], key: &[GroupValue], leaves_out: bool) -> String {
    groups::filtered(query, fields, key, leaves_out).expect("no value is masked")
}

/// The term of a row finds the events that the row counts, and with them those of the rows that it is
/// said to be alike.
fn check_terms(world: &World, fields: &[&str]) -> usize {
    let records = world.matching("");
    let own = grouping(fields);
    let (rows, _) = plain::groups(&records, fields);
    for row in &rows {
        let is_joined = |record: &&&Record| {
            fields.iter().zip(&row.key).all(|(field, value)| {
                plain::values(record, field).iter().any(|own| match (own, value) {
                    (GroupValue::Text(own), GroupValue::Text(value)) => own.eq_ignore_ascii_case(value),
                    (own, value) => own == value,
                })
            })
        };
        let joined = records.iter().filter(is_joined).count();
        assert!(row.alike > 0 || joined as u64 == row.events, "{row:?} is not said to be alike another");
        let kept = filtered("", own.fields(), &row.key, false);
        assert_eq!(world.matching(&kept).len(), joined, "{kept}");
        let rest = filtered("", own.fields(), &row.key, true);
        assert_eq!(world.matching(&rest).len(), records.len() - joined, "{rest}");
    }
    rows.iter().filter(|row| row.alike > 0).count()
}

#[test]
fn a_row_filters_by_exactly_its_events() {
    let world = World::of_sample();
    for fields in [
        &["eventName"][..],
        &["errorCode", "user"],
        &["resources.ARN", "eventName"],
        &["requestParameters", "insightDetails"],
        &["sourceIPAddress", "userIdentity.accessKeyId", "readWrite"],
        &["requestParameters.bucketName"],
    ] {
        check_terms(&world, fields);
    }
}

#[test]
fn a_row_that_differs_by_letter_case_alone_says_what_its_filter_finds() {
    let record = |at: usize, name: &str, key: &str| {
        json!({ "eventVersion": "1.08", "eventID": format!("id-{at}"), "eventName": name,
                "requestParameters": { "key": key } })
    };
    let names =
        [("GetObject", "a.txt"), ("getobject", "A.TXT"), ("GetObject", "A.txt"), ("GETOBJECT", "b.txt")];
    let records: Vec<_> = (0..12).map(|at| record(at, names[at % 4].0, names[at % 4].1)).collect();
    let file = |records: &[Value]| json!({ "Records": records }).to_string().into_bytes();
    let files = vec![("a.json".to_owned(), file(&records[..5])), ("b.json".to_owned(), file(&records[5..]))];
    let world = World::of_files(files);
    assert_eq!(check_terms(&world, &["eventName"]), 3);
    assert_eq!(check_terms(&world, &["requestParameters.key"]), 3);
    assert_eq!(check_terms(&world, &["eventName", "requestParameters.key"]), 3);
    // And the engine says the same, whichever worker holds what.
    for (num_shards, seed) in [(1, 1), (2, 2), (2, 3)] {
        let mut pool = world.pool(num_shards, seed);
        for fields in
            [&["eventName"][..], &["requestParameters.key"], &["eventName", "requestParameters.key"]]
        {
            let found = ask(&mut pool, fields, MOST_FIRST, ALL);
            let mut rows = found.rows;
            rows.sort_by(|a, b| a.key.cmp(&b.key));
            assert_eq!(rows, plain::groups(&world.matching(""), fields).0);
            assert_eq!(found.alike, 3, "{fields:?}");
        }
    }
}

#[test]
fn terms_join_the_filter_that_stands() {
    let fields = ["eventName".to_owned(), "errorCode".to_owned()];
    for (key, leaves_out, expected) in [
        (
            [text("Get\"x\""), GroupValue::Missing],
            false,
            r#"region:us-east-1 eventName:"Get\"x\"" -errorCode:*"#,
        ),
        ([text("A"), text("")], true, r#"region:us-east-1 -(eventName:"A" errorCode:"")"#),
        (
            [GroupValue::Object, GroupValue::Missing],
            false,
            "region:us-east-1 eventName:* -eventName:/^/ -errorCode:*",
        ),
    ] {
        assert_eq!(filtered("region:us-east-1", &fields, &key, leaves_out), expected);
    }
    let one = &fields[..1];
    assert_eq!(filtered("", one, &[GroupValue::Missing], true), "eventName:*");
    assert_eq!(filtered("eventName:\"A\"", one, &[text("A")], true), "-eventName:\"A\"");
}

#[test]
fn a_table_says_what_it_shows() {
    let row = |key: Vec<GroupValue>, extent| GroupRow {
        key,
        events: 2,
        errors: 1,
        extent,
        ips: 1,
        users: 0,
        alike: 0,
    };
    let rows = vec![
        row(vec![text("=cmd()"), GroupValue::Missing], Some((0, 1_500))),
        row(vec![text("a,\"b\"\u{202e}"), text("")], None),
        row(vec![GroupValue::Object, text("x")], None),
    ];
    let question = GroupQuestion {
        fields: vec!["user".into(), "requestParameters.\"a b\"".into()],
        sort: Grouping::default().sort(),
        top: 3,
    };
    let mut shown = Groups {
        query: String::new(),
        question,
        num_groups: 1_234,
        repeated: 1,
        left_out: 2_000,
        alike: 2,
        rows,
    };
    assert_eq!(groups::summary(&shown), "1,234 groups, the first 3 shown");
    assert_eq!(
        groups::remarks(&shown),
        [
            "1 event has several values and counts under each of them.",
            "2,000 events have too many combinations of values and count in no group.",
            "2 groups differ from another only by letter case, which filters do not tell apart: the filter of such \
             a row finds every spelling. A regular expression finds one, as in eventName:/^GetObject$/.",
        ]
    );
    assert_eq!(groups::name(&shown.question.fields, &shown.rows[1]), "a,\"b\"⟨U+202E⟩, (empty)");
    assert_eq!(groups::name(&shown.question.fields, &shown.rows[2]), "(an object), x");
    let twin = GroupRow { alike: 2, ..shown.rows[2].clone() };
    assert_eq!(groups::gesture_name(&shown.question.fields, &twin), "(an object), x, in any letter case");
    assert_eq!(groups::gesture_name(&shown.question.fields, &shown.rows[2]), "(an object), x");
    assert_eq!(groups::alike_mark(&twin).expect("a mark").0, "+2 spellings");
    assert_eq!(groups::alike_mark(&shown.rows[2]), None);
    assert_eq!(
        groups::csv(&shown),
        "user,\"requestParameters.\"\"a b\"\"\",events,errors,sourceIPAddresses,users,firstSeen,lastSeen\r\n\
         \"'=cmd()\",,2,1,1,0,1970-01-01T00:00:00Z,1970-01-01T00:00:01.500Z\r\n\
         \"a,\"\"b\"\"\u{202e}\",,2,1,1,0,,\r\n\
         (an object),x,2,1,1,0,,\r\n"
    );
    (shown.num_groups, shown.repeated, shown.left_out, shown.alike) = (3, 0, 0, 0);
    assert_eq!(groups::summary(&shown), "3 groups");
    assert!(groups::remarks(&shown).is_empty());
}
