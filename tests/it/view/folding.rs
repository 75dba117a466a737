use trail_loupe::engine::protocol::{AccountCopy, EventKey, Folding, Matches};
use trail_loupe::view::folding::{badge, badge_column, copy_line, num_rows, words};

#[test]
fn rows_and_words_say_what_was_folded() {
    let matches = Matches { query: "a".into(), matches: 1_204, total: 2_000, extent: None };
    let folding = |query: &str, matches, folded| Folding { query: query.into(), matches, folded };
    for (answer, rows) in [
        (None, 1_204),
        (Some(folding("a", 1_204, 54)), 1_150),
        (Some(folding("a", 1_204, 0)), 1_204),
        // Answers to another filter, or to fewer events, say nothing of these rows.
        (Some(folding("b", 1_204, 54)), 1_204),
        (Some(folding("a", 1_000, 54)), 1_204),
    ] {
        assert_eq!(num_rows(Some(&matches), answer.as_ref()), rows, "{answer:?}");
    }
    assert_eq!(num_rows(None, Some(&folding("a", 1_204, 54))), 0);
    assert_eq!(words(&folding("a", 1_204, 54)), "1,204 events in 1,150 rows; 54 copies folded");
    assert_eq!(words(&folding("a", 2, 1)), "2 events in 1 row; 1 copy folded");
    assert_eq!(words(&folding("a", 7, 0)), "No copies to fold");
}

#[test]
fn a_badge_stands_where_a_row_has_copies() {
    let copy = |account: &str, row| AccountCopy { account: account.into(), key: EventKey { shard: 0, row } };
    let copies = [copy("111122223333", 4), copy("4444\u{202e}55556666", 2)];
    assert_eq!(badge(&copies).as_deref(), Some("2 accounts"));
    assert_eq!((badge(&[]), badge(&copies[..1])), (None, None));
    assert_eq!(copy_line(&copies, 0), Some(("111122223333".to_owned(), "this row")));
    let (account, note) = copy_line(&copies, 1).expect("there are two");
    assert!(!account.contains('\u{202e}') && note.is_empty(), "{account}");
    assert_eq!(copy_line(&copies, 2), None);
    let columns = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    assert_eq!(badge_column(&columns(&["eventTime", "eventName"])), Some("eventName"));
    assert_eq!(badge_column(&columns(&["user", "eventTime"])), Some("user"));
    assert_eq!(badge_column(&[]), None);
}
