//! The scrolling of a list of any length: [`Scroll`] bound to an element.
//!
//! The element holds a spacer of [`Scroll::content_px`]; in it, a box that sticks to the viewport's
//! top draws the rows of [`Scroll::span`], moved by the span's offset. Whatever the compositor
//! scrolls ahead of the program, the rows stay in view.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use leptos::html::Div;
use leptos::prelude::*;
use web_sys::HtmlDivElement;

use crate::ui::shared::{Shared, SharedSignal};
use crate::view::scroll::Scroll;
use crate::web::resize::{SizeWatch, length_token_px, watch_size};

/// The tokens of the style sheet that say how high a row and the sticky header are.
const ROW_TOKEN: &str = "--row-height";
const HEADER_TOKEN: &str = "--header-height";

/// After this pause the scroll bar is put where it belongs.
const REST_MS: u32 = 150;

/// The scrolling of one list. Copies are the same.
#[derive(Clone, Copy)]
pub(crate) struct VirtualScroll {
    /// The element that scrolls, once there is one.
    element: StoredValue<Option<HtmlDivElement>, LocalStorage>,
    /// Where the list is, for as many rows as there are now.
    pub(in crate::ui) scroll: Shared<Memo<Scroll>>,
    /// Where it was when it was last moved.
    moved: SharedSignal<Scroll>,
    /// Height of a row and of the viewport.
    size_px: SharedSignal<(f64, f64)>,
    resting: StoredValue<Rc<RefCell<Option<Timeout>>>, LocalStorage>,
    watch: StoredValue<Option<SizeWatch>, LocalStorage>,
}

impl VirtualScroll {
    /// For a list of `num_rows` rows.
    pub(crate) fn new(num_rows: Memo<u64>) -> Self {
        let moved = SharedSignal::new(Scroll::default());
        let size_px = SharedSignal::new((0.0, 0.0));
        let scroll = Shared::memo(move |_| {
            let (row_px, viewport_px) = size_px.get();
            let mut scroll = moved.get();
            scroll.resize(num_rows.get(), row_px, viewport_px);
            scroll
        });
        let this = Self {
            element: StoredValue::new_local(None),
            scroll,
            moved,
            size_px,
            resting: StoredValue::new_local(Rc::default()),
            watch: StoredValue::new_local(None),
        };
        this.follow_length();
        this
    }

    /// The element of a view is to be the one that scrolls. Once it is mounted it is measured, now and whenever its
    /// size changes.
    pub(crate) fn mount(self) -> NodeRef<Div> {
        let place = NodeRef::<Div>::new();
        place.on_load(move |element| {
            self.element.set_value(Some(element.clone()));
            self.measure();
            self.watch.set_value(watch_size(&element, move || self.measure()));
            element.set_scroll_top(self.scroll.get_untracked().physical_px() as i32);
        });
        place
    }

    fn measure(self) {
        let Some(element) = self.element.get_value() else { return };
        let header_px = length_token_px(&element, HEADER_TOKEN).unwrap_or(0.0);
        let row_px = length_token_px(&element, ROW_TOKEN).unwrap_or(0.0);
        let height_px = f64::from(element.client_height());
        // A hidden list has no height; its rows are then as they were.
        if height_px > 0.0 {
            let size = (row_px, (height_px - header_px).max(0.0));
            if self.size_px.get_untracked() != size {
                self.size_px.set(size);
            }
        }
    }

    /// Takes in that the user has scrolled.
    pub(crate) fn on_scroll(self) {
        let Some(element) = self.element.get_value() else { return };
        let mut scroll = self.scroll.get_untracked();
        scroll.scrolled_to(f64::from(element.scroll_top()));
        self.moved.set(scroll);
        let rest = Timeout::new(REST_MS, move || self.rest());
        self.resting.with_value(|resting| *resting.borrow_mut() = Some(rest));
    }

    /// Brings a row into view.
    pub(crate) fn reveal(self, row: u64) {
        let mut scroll = self.scroll.get_untracked();
        if let Some(physical_px) = scroll.reveal(row) {
            self.moved.set(scroll);
            self.put_bar(physical_px);
        }
    }

    /// Brings a row into the middle of the view, unless it is in view already.
    pub(crate) fn reveal_amid(self, row: u64) {
        let scroll = self.scroll.get_untracked();
        let (first, rows) = (scroll.first_visible(), scroll.rows_per_screen());
        if row < first || row >= first + rows {
            let half = rows / 2;
            self.reveal(if row < first { row.saturating_sub(half) } else { row.saturating_add(half) });
            self.reveal(row);
        }
    }

    /// Goes to the first row.
    pub(crate) fn to_start(self) {
        self.reveal(0);
    }

    /// The first row that is in view.
    pub(crate) fn first_visible(self) -> u64 {
        self.scroll.get_untracked().first_visible()
    }

    /// How many rows a page key goes.
    pub(crate) fn rows_per_screen(self) -> u64 {
        self.scroll.get_untracked().rows_per_screen()
    }

    /// Gives the list the keyboard.
    pub(crate) fn focus(self) {
        if let Some(element) = self.element.get_value() {
            // A list that is not shown leaves the keyboard where it is.
            element.focus().ok();
        }
    }

    fn rest(self) {
        let mut scroll = self.scroll.get_untracked();
        let before_px = scroll.physical_px();
        let physical_px = scroll.rest();
        if (physical_px - before_px).abs() >= 1.0 {
            self.moved.set(scroll);
            self.put_bar(physical_px);
        }
    }

    fn put_bar(self, physical_px: f64) {
        if let Some(element) = self.element.get_value() {
            element.set_scroll_top(physical_px as i32);
        }
    }

    /// When the list gets longer or shorter its rows stay, and so the bar may have to move.
    fn follow_length(self) {
        let length = Memo::new(move |_| self.scroll.with(|scroll| (scroll.num_rows, scroll.viewport_px)));
        Effect::new(move |_| {
            length.track();
            let wanted_px = self.scroll.get_untracked().physical_px();
            if let Some(element) = self.element.get_value()
                && (f64::from(element.scroll_top()) - wanted_px).abs() >= 1.0
            {
                element.set_scroll_top(wanted_px as i32);
            }
        });
    }
}
