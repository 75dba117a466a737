use trail_loupe::engine::protocol::{AccountCopy, EventKey, Page, Sort, TableRow};
use trail_loupe::view::table_rows::TableRows;
use trail_loupe::view::view_state::ViewState;

fn sort(field: &str) -> Sort {
    Sort { field: field.into(), descending: true }
}

fn page(query: &str, first: u64, rows: u32) -> Page {
    let row = |row| TableRow {
        key: EventKey { shard: 0, row },
        event_id: None,
        is_contested: false,
        cells: Vec::new(),
        copies: Vec::new(),
    };
    let first_row = first as u32;
    Page {
        query: query.into(),
        sort: sort("eventTime"),
        is_folded: false,
        columns: vec!["eventTime".into()],
        first,
        rows: (first_row..first_row + rows).map(row).collect(),
    }
}

fn view(query: &str, field: &str) -> ViewState {
    ViewState { query: query.into(), sort: sort(field), ..ViewState::default() }
}

fn row_at(rows: &TableRows, index: u64) -> Option<u32> {
    rows.row(index).map(|row| row.key.row)
}

#[test]
fn pages_of_one_answer_stand_together() {
    let mut rows = TableRows::default();
    rows.add(page("", 0, 10));
    rows.add(page("", 64, 10));
    assert_eq!(row_at(&rows, 3), Some(3));
    assert_eq!(row_at(&rows, 70), Some(70));
    assert_eq!(row_at(&rows, 10), None);
    assert_eq!(rows.index_of(EventKey { shard: 0, row: 65 }), Some(65));
    assert!(!rows.are_stale(&view("", "eventTime")));
}

#[test]
fn old_rows_stay_until_the_new_answer() {
    let mut rows = TableRows::default();
    rows.add(page("", 0, 10));
    assert!(rows.are_stale(&view("x", "eventTime")));
    assert!(rows.are_stale(&view("", "eventName")));
    assert_eq!(row_at(&rows, 3), Some(3));
    rows.add(page("x", 64, 10));
    assert_eq!(row_at(&rows, 3), None);
    assert!(!rows.are_stale(&view("x", "eventTime")));
}

#[test]
fn changed_events_outdate_every_page() {
    let mut rows = TableRows::default();
    rows.add(page("", 0, 10));
    rows.add(page("", 64, 10));
    rows.outdate();
    assert!(rows.are_stale(&view("", "eventTime")));
    assert_eq!(row_at(&rows, 3), Some(3));
    rows.add(page("", 64, 10));
    assert_eq!(row_at(&rows, 3), None);
}

#[test]
fn few_pages_are_kept() {
    let mut rows = TableRows::default();
    for number in 0..100 {
        rows.add(page("", number * 10, 10));
    }
    assert_eq!(row_at(&rows, 0), None);
    assert_eq!(row_at(&rows, 995), Some(995));
}

#[test]
fn a_folded_row_stands_for_its_copies() {
    let mut rows = TableRows::default();
    rows.add(page("", 0, 3));
    let copy = |shard, row| AccountCopy { account: "111122223333".into(), key: EventKey { shard, row } };
    let mut folded = page("", 0, 2);
    folded.is_folded = true;
    folded.rows[1].copies = vec![copy(0, 1), copy(4, 9)];
    rows.add(folded);
    assert_eq!(rows.index_of(EventKey { shard: 4, row: 9 }), Some(1));
    assert_eq!(rows.index_of(EventKey { shard: 0, row: 2 }), None, "rows of the other kind are gone");
    assert!(rows.are_stale(&view("", "eventTime")));
    assert!(!rows.are_stale(&ViewState { folds_copies: true, ..view("", "eventTime") }));
}
