//! The columns' layout.

use std::collections::BTreeMap;

use trail_loupe::view::column_layout::{Layout, MAX_PINNED, MAX_WIDTH_PX, MIN_WIDTH_PX, Side, lefts_px};
use trail_loupe::view::columns::{Column, grid_template, min_width_px};

fn keys(list: &str) -> Vec<String> {
    list.split_whitespace().map(str::to_owned).collect()
}

fn pinned(list: &str) -> Layout {
    Layout::new(BTreeMap::new(), keys(list))
}

#[test]
fn pinned_columns_stand_first_in_the_order_of_all() {
    for (pins, columns, expected) in
        [("", "a b c", "a b c"), ("c", "a b c", "c a b"), ("c a", "a b c", "a c b"), ("x", "a b c", "a b c")]
    {
        assert_eq!(pinned(pins).order(&keys(columns)), keys(expected), "{pins} in {columns}");
    }
}

#[test]
fn steps_follow_the_columns_as_they_stand() {
    for (pins, key, steps, expected) in [
        ("", None, 1, "a"),
        ("", None, -1, "d"),
        ("c", None, 1, "c"),
        ("c", Some("c"), 1, "a"),
        ("c", Some("a"), -1, "c"),
        ("c", Some("b"), 1, "d"),
        ("c", Some("c"), -1, "c"),
        ("c d", Some("d"), 1, "a"),
        ("c d", Some("b"), 5, "b"),
        ("c", Some("gone"), 1, "c"),
    ] {
        let (layout, columns) = (pinned(pins), keys("a b c d"));
        let place = layout.place_beside(&columns, key, steps);
        assert_eq!(layout.order(&columns)[place], expected, "{steps} from {key:?} with {pins:?} pinned");
    }
    assert_eq!(Layout::default().place_beside(&[], None, 1), 0);
}

#[test]
fn moving_stays_on_its_side_of_the_pins() {
    for (pins, key, steps, expected) in [
        ("", "b", -1, "b a c d"),
        ("", "b", 1, "a c b d"),
        ("", "b", -9, "b a c d"),
        ("", "b", 9, "a c d b"),
        ("a b", "a", 1, "b a c d"),
        ("a b", "b", 1, "a b c d"),
        ("a b", "c", -1, "a b c d"),
        ("a b", "d", -1, "a b d c"),
        ("", "x", 1, "a b c d"),
    ] {
        assert_eq!(pinned(pins).moved(&keys("a b c d"), key, steps), keys(expected), "{pins}: {key} {steps}");
    }
}

#[test]
fn a_dropped_column_stands_beside_its_target() {
    for (pins, key, target, side, expected) in [
        ("", "a", "c", Side::After, "b c a d"),
        ("", "a", "c", Side::Before, "b a c d"),
        ("", "d", "a", Side::Before, "d a b c"),
        ("", "a", "a", Side::After, "a b c d"),
        ("", "a", "x", Side::After, "a b c d"),
        ("a", "d", "a", Side::Before, "a d b c"),
        ("a b", "a", "d", Side::After, "b a c d"),
    ] {
        let found = pinned(pins).dropped(&keys("a b c d"), key, target, side);
        assert_eq!(found, keys(expected), "{pins}: {key} to {target}");
    }
}

#[test]
fn pins_are_few_and_can_be_taken_away() {
    let columns = keys("a b c d e f");
    let mut layout = Layout::default();
    for key in &columns[..MAX_PINNED] {
        assert!(layout.toggle_pin(&columns, key));
    }
    assert!(!layout.toggle_pin(&columns, "e"));
    assert!(layout.toggle_pin(&columns, "b") && layout.toggle_pin(&columns, "e"));
    assert_eq!(layout.order(&columns), keys("a c d e b f"));
    // Pins of columns that are gone from the table do not count.
    assert!(layout.toggle_pin(&keys("b f"), "f"));
    assert_eq!(layout.pinned(), keys("f"));
}

#[test]
fn a_chosen_width_holds_and_a_pinned_column_takes_no_share() {
    let columns = keys("eventTime eventName user");
    let mut layout = Layout::default();
    let plain = layout.arranged(&columns);
    assert_eq!(plain, Column::all(&columns));
    layout.set_width("eventName", 200.4);
    layout.toggle_pin(&columns, "eventTime");
    let arranged = layout.arranged(&columns);
    assert_eq!(
        grid_template(&arranged),
        format!("{}px 200px minmax({}px, 3fr)", plain[0].width_px, plain[2].width_px)
    );
    assert_eq!(min_width_px(&arranged), plain[0].width_px + 200 + plain[2].width_px);
    assert_eq!(lefts_px(&arranged), [0, plain[0].width_px, plain[0].width_px + 200, 0]);
    layout.reset_width("eventName");
    layout.toggle_pin(&columns, "eventTime");
    assert_eq!(layout.arranged(&columns), plain);
    for (asked, width) in [(-5.0, MIN_WIDTH_PX), (f64::MAX, MAX_WIDTH_PX), (f64::NAN, MAX_WIDTH_PX)] {
        layout.set_width("user", asked);
        assert_eq!(layout.widths_px()["user"], width);
    }
}
