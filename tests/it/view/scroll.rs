use trail_loupe::view::scroll::{MAX_CONTENT_PX, Scroll, window_for};

const ROW_PX: f64 = 28.0;
const VIEWPORT_PX: f64 = 700.0;
const LENGTHS: [u64; 7] = [0, 1, 24, 26, 1_000, 285_714, 10_000_000];

/// Rows that are wholly or partly in view.
fn visible(scroll: &Scroll) -> (u64, u64) {
    let span = scroll.span();
    let top = (-span.offset_px / ROW_PX).floor() as u64 + span.first;
    let bottom = ((VIEWPORT_PX - span.offset_px) / ROW_PX - 1e-6).floor() as u64 + span.first;
    (top, bottom.min(scroll.num_rows.saturating_sub(1)))
}

#[test]
fn no_browser_is_asked_for_too_much_height() {
    for num_rows in LENGTHS {
        let scroll = Scroll::new(num_rows, ROW_PX, VIEWPORT_PX);
        assert!(scroll.content_px() <= MAX_CONTENT_PX);
        assert!(scroll.span().count <= 40, "{num_rows}");
        assert!(scroll.span().first + scroll.span().count <= num_rows);
    }
}

#[test]
fn both_ends_are_reached_by_the_bar() {
    for num_rows in LENGTHS.into_iter().filter(|rows| *rows > 0) {
        let mut scroll = Scroll::new(num_rows, ROW_PX, VIEWPORT_PX);
        scroll.scrolled_to(f64::MAX);
        assert_eq!(visible(&scroll).1, num_rows - 1, "{num_rows}");
        scroll.scrolled_to(0.0);
        assert_eq!(visible(&scroll).0, 0, "{num_rows}");
    }
}

#[test]
fn a_turn_of_the_wheel_moves_rows_by_as_much() {
    for num_rows in [1_000, 10_000_000] {
        let mut scroll = Scroll::new(num_rows, ROW_PX, VIEWPORT_PX);
        let mut physical = scroll.content_px() / 2.0;
        scroll.scrolled_to(physical);
        let before = visible(&scroll).0;
        for _ in 0..4 {
            physical += 70.0;
            scroll.scrolled_to(physical);
        }
        assert_eq!(visible(&scroll).0, before + 10, "{num_rows}");
    }
}

#[test]
fn resting_moves_the_bar_and_no_row() {
    let mut scroll = Scroll::new(10_000_000, ROW_PX, VIEWPORT_PX);
    scroll.scrolled_to(4_000_000.0);
    scroll.scrolled_to(4_000_600.0);
    let before = scroll.span();
    let rested = scroll.rest();
    assert!(rested > 4_000_000.0 && rested < 4_000_600.0, "{rested}");
    assert_eq!(scroll.span(), before);
    // The browser reports the place that it was given, rounded perhaps; the rows stay.
    scroll.scrolled_to(rested);
    assert_eq!(scroll.span(), before);
}

#[test]
fn every_row_can_be_revealed() {
    for num_rows in LENGTHS.into_iter().filter(|rows| *rows > 0) {
        let mut scroll = Scroll::new(num_rows, ROW_PX, VIEWPORT_PX);
        for part in [0, 7, 50, 93, 100, 12] {
            let row = (num_rows - 1) * part / 100;
            scroll.reveal(row);
            let (top, bottom) = visible(&scroll);
            assert!(top <= row && row <= bottom, "row {row} of {num_rows} outside {top}..={bottom}");
            assert_eq!(scroll.reveal(row), None, "a row in view is left where it is");
        }
    }
}

#[test]
fn a_growing_list_stays_where_it_is() {
    let mut scroll = Scroll::new(1_000, ROW_PX, VIEWPORT_PX);
    scroll.scrolled_to(2_800.0);
    let before = visible(&scroll).0;
    scroll.resize(10_000_000, ROW_PX, VIEWPORT_PX);
    assert_eq!(visible(&scroll).0, before);
    scroll.resize(50, ROW_PX, VIEWPORT_PX);
    assert_eq!(visible(&scroll).1, 49);
}

#[test]
fn a_window_covers_what_is_drawn() {
    for num_rows in LENGTHS {
        let mut scroll = Scroll::new(num_rows, ROW_PX, VIEWPORT_PX);
        for at in [0.0, 500.0, 100_000.0, MAX_CONTENT_PX] {
            scroll.scrolled_to(at);
            let span = scroll.span();
            let (first, count) = window_for(span, num_rows);
            assert!(first <= span.first && span.first + span.count <= first + u64::from(count));
            assert!(count <= 256);
        }
    }
}

#[test]
fn an_unmeasured_list_draws_nothing() {
    let mut scroll = Scroll::default();
    scroll.scrolled_to(10.0);
    assert_eq!(scroll.span().count, 0);
    assert_eq!(scroll.rows_per_screen(), 1);
}
