//! What the pane does around the models: marks, sizes, links, counts, the text as delivered.

use trail_loupe::engine::protocol::EventKey;
use trail_loupe::view::detail::cells::shown;
use trail_loupe::view::detail::compare::MAX_COMPARED;
use trail_loupe::view::detail::counts::others;
use trail_loupe::view::detail::marked::Marked;
use trail_loupe::view::detail::mask::MASK;
use trail_loupe::view::detail::organization::copies_query;
use trail_loupe::view::detail::raw::RawText;
use trail_loupe::view::detail::session::{COLUMNS, SessionRow, copies, session, subject};
use trail_loupe::view::detail::split::{LEAST, MOST, Split};
use trail_loupe::view::detail::tree::Tree;
use trail_loupe::view::url::{Fragment, event_link};
use trail_loupe::view::view_state::ViewState;

use super::{find, sample, with_event};

fn key(row: u32) -> EventKey {
    EventKey { shard: 0, row }
}

#[test]
fn five_events_are_marked_and_one_is_the_reference() {
    let mut marked = Marked::default();
    for row in 0..MAX_COMPARED as u32 {
        assert!(!marked.is_full());
        marked.toggle(key(row)).expect("there is room");
    }
    assert!(marked.is_full() && marked.contains(key(4)) && !marked.contains(key(5)));
    let refused = marked.toggle(key(5)).expect_err("there is none");
    assert_eq!(refused, "5 events are marked; take a mark away first");
    assert_eq!(marked.reference(), 0);
    marked.pin(key(3));
    marked.pin(key(9));
    assert_eq!(marked.reference(), 3, "what is not marked cannot be pinned");
    marked.remove(key(0));
    assert_eq!((marked.reference(), marked.keys().len()), (2, 4));
    marked.toggle(key(3)).expect("a mark is taken away");
    assert_eq!(marked.reference(), 0, "without the pinned one the first counts");
    assert_eq!(marked.keys(), [key(1), key(2), key(4)]);
}

#[test]
fn the_border_moves_within_bounds() {
    let split = Split::default();
    assert_eq!(split.after_key(true, "ArrowLeft").map(|split| split.beside), Some(38.0));
    assert_eq!(split.after_key(false, "ArrowDown").map(|split| split.below), Some(50.0));
    assert_eq!(split.after_key(true, "Home").map(|split| (split.beside, split.below)), Some((MOST, 52.0)));
    assert_eq!(split.after_key(true, "End").map(|split| split.beside), Some(LEAST));
    assert_eq!(split.after_key(true, "a"), None);
    assert_eq!(split.with_share(true, 1_000.0).beside, MOST);
    assert_eq!(split.with_share(false, -4.0).below, LEAST);
    assert_eq!(split.with_share(false, f64::NAN), split);
}

#[test]
fn a_link_holds_the_id_alone() {
    let id = "a b/é#&=";
    let link = event_link(id);
    assert_eq!(link, "v=1&event=a%20b/%C3%A9%23%26=");
    let view = Fragment::decode(&link).view;
    assert_eq!(view, ViewState { event: Some(id.to_owned()), ..ViewState::default() });
}

#[test]
fn counts_are_said_in_words() {
    let cases = [
        (0, None, "no other event"),
        (1, Some((1_773_740_832_000, 1_773_740_832_000)), "1 other event, 2026-03-17 09:47:12Z"),
        (
            1_234,
            Some((1_773_740_832_000, 1_773_740_833_000)),
            "1,234 other events, first 2026-03-17 09:47:12Z, last 2026-03-17 09:47:13Z",
        ),
        (2, None, "2 other events, none with a readable time"),
    ];
    for (matches, extent, words) in cases {
        assert_eq!(others(matches, extent), words);
    }
}

#[test]
fn the_text_as_delivered_is_copied_byte_for_byte() {
    for record in sample() {
        let raw = RawText::new(&record.json);
        assert_eq!(raw.copy(true), record.json);
        let masked = raw.copy(false);
        assert_eq!(masked.matches(MASK).count(), raw.num_secrets);
        if raw.num_secrets == 0 {
            assert_eq!(masked, record.json);
        }
    }
    let text = "{\"a\":\"\u{202e}x\",\r\n\t\"b\":1}";
    let raw = RawText::new(text);
    assert_eq!(raw.copy(false), text);
    assert_eq!(raw.shown(false, false), ("{\"a\":\"⟨U+202E⟩x\",\n⇥\"b\":1}".to_owned(), 0));
    let long = format!("{{\"a\":\"{}\"}}", "é".repeat(100_000));
    let raw = RawText::new(&long);
    let (head, left_out) = raw.shown(false, false);
    assert_eq!(head.chars().count() + left_out, long.chars().count());
    assert!(left_out != 0 && raw.shown(false, true) == (long.clone(), 0));
}

#[test]
fn a_leaf_filters_both_ways_and_rows_know_what_is_above() {
    let tree = Tree::new(r#"{"a":{"b":["x",{"c":1}]},"d":null}"#);
    let rows: Vec<String> = tree.rows(0..9).into_iter().map(|row| row.path).collect();
    assert_eq!(rows, ["a", "a.b", "a.b[0]", "a.b[1]", "a.b[1].c", "d"]);
    assert_eq!(tree.filter_out(2).as_deref(), Some("-a.b:\"x\""));
    assert_eq!(tree.filter_out(5), None);
    let above: Vec<Option<usize>> = (0..7).map(|row| tree.parent_row(row)).collect();
    assert_eq!(above, [None, Some(0), Some(1), Some(1), Some(3), None, None]);
}

#[test]
fn a_copy_says_how_many_tokens_it_masks() {
    let sample = sample();
    let record = find(&sample, "/eventName=AssumeRole /userIdentity/type=IAMUser");
    let tree = Tree::new(&record.json);
    let secrets = |path: &str| {
        let row = tree.rows(0..500).iter().position(|row| row.path == path).expect("the row");
        (tree.num_secrets(row), tree.copy_subtree(row).expect("a copy").matches(MASK).count())
    };
    assert_eq!(secrets("responseElements.credentials.sessionToken"), (1, 1));
    assert_eq!(secrets("responseElements"), (1, 1));
    assert_eq!(secrets("userIdentity"), (0, 0));
    assert_eq!(tree.num_secrets(10_000), 0);
}

#[test]
fn cells_of_table_and_facets_hold_no_token() {
    for record in sample() {
        let Some(token) = record.value.pointer("/responseElements/credentials/sessionToken") else {
            continue;
        };
        let token = token.as_str().expect("a token");
        assert_eq!(shown("responseElements.credentials.sessionToken", token), MASK);
        assert!(
            !shown("requestParameters.url", &format!("https://x/?X-Amz-Security-Token={token}"))
                .contains(token)
        );
    }
    assert_eq!(shown("a.\"session-token\"", "opaque"), MASK);
    assert_eq!(shown("eventName", "GetSessionToken"), "GetSessionToken");
}

#[test]
fn a_session_is_joined_by_its_key() {
    let sample = sample();
    let by = |wanted: &str| with_event(&find(&sample, wanted).json, subject);
    let key = by("/userIdentity/accessKeyId=ASIADATAADMI1EXAMPLE").expect("a subject");
    assert_eq!(key.label, "access key ASIADATAADMI1EXAMPLE");
    assert_eq!(key.query, "userIdentity.accessKeyId:\"ASIADATAADMI1EXAMPLE\"");
    let principal = with_event(r#"{"userIdentity":{"type":"Root","principalId":"111122223333"}}"#, subject);
    assert_eq!(principal.expect("a subject").query, "userIdentity.principalId:\"111122223333\"");
    assert_eq!(with_event(r#"{"userIdentity":{"accessKeyId":""}}"#, subject), None);
}

#[test]
fn cells_become_rows_of_a_session_and_copies_fold() {
    let cells = |time: &str, error: &str, shared: &str, account: &str, kind: &str| -> Vec<Vec<String>> {
        let values = [
            time,
            "GetItem",
            "dynamodb.amazonaws.com",
            error,
            "eu-west-1",
            "203.0.113.77",
            "cli",
            shared,
            account,
            kind,
        ];
        assert_eq!(values.len(), COLUMNS.len());
        values.map(|value| (!value.is_empty()).then(|| value.to_owned()).into_iter().collect()).to_vec()
    };
    let all = vec![
        cells("2026-03-17T09:47:12Z", "", "s", "444455556666", "AWSAccount"),
        cells("2026-03-17T09:47:12Z", "", "s", "111122223333", "AssumedRole"),
        cells("some day", "AccessDenied", "", "111122223333", "AssumedRole"),
    ];
    let folded = copies(&all);
    assert_eq!(
        folded.iter().map(|action| (action.lead, action.copies.len())).collect::<Vec<_>>(),
        [(1, 2), (2, 1)]
    );
    let rows: Vec<SessionRow> = all.iter().map(|cells| SessionRow::of_cells(cells)).collect();
    assert_eq!((rows[0].time, rows[2].time), (Some(1_773_740_832_000), None));
    assert_eq!((rows[2].error.as_deref(), rows[0].error.as_deref()), (Some("AccessDenied"), None));
    assert_eq!(SessionRow::of_cells(&[]), SessionRow::default());
    let timeline = session(&rows);
    assert_eq!((timeline.untimed.len(), timeline.failed), (1, 1));
}

#[test]
fn only_actions_have_copies() {
    let sample = sample();
    let query = |wanted: &str| with_event(&find(&sample, wanted).json, copies_query);
    let shared = &find(&sample, "/eventName=AssumeRole /userIdentity/type=AWSAccount").value["sharedEventID"];
    assert_eq!(
        query("/eventName=AssumeRole /userIdentity/type=AWSAccount"),
        Some(format!("sharedEventID:\"{}\"", shared.as_str().expect("an id")))
    );
    // The two ends of an Insights period share an id too.
    assert_eq!(query("/insightDetails/state=End"), None);
}
