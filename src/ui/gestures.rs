//! Gestures on the values of the table: filter for, filter out, by pointer and by keyboard.
//!
//! The buttons stand only in the cells that the pointer and the keyboard are at, so that a screen of
//! rows costs no more than its values.

use gloo::timers::callback::Timeout;
use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::event_table::{FIRST_ROW_INDEX, Standing, values_of};
use super::state::{AppState, use_app};
use crate::view::explore::gesture_term;

/// How long the pointer rests on a cell before its buttons are there.
const REST_MS: u32 = 160;

/// A cell of the table, and who is at it.
#[derive(Clone, Copy)]
pub(super) struct CellPlace {
    pub(super) row: u64,
    pub(super) column: usize,
    is_pointed: bool,
    is_focused: bool,
}

impl CellPlace {
    /// The cell of a field in a row that something goes on at.
    pub(super) fn new(row: u64, column: usize, field: &str, standing: &Standing) -> Self {
        Self {
            row,
            column,
            is_pointed: standing.pointed.as_deref() == Some(field),
            is_focused: standing.focused.as_deref() == Some(field),
        }
    }

    /// The buttons of the cell while someone is at it. `shown` is its text.
    pub(super) fn gestures(self, field: &str, shown: &str) -> Option<impl IntoView + use<>> {
        let (field, shown) = (field.to_owned(), shown.to_owned());
        (self.is_focused || self.is_pointed)
            .then(|| view! { <CellGestures row=self.row field shown is_focused=self.is_focused /> })
    }
}

#[component]
fn CellGestures(row: u64, field: String, shown: String, is_focused: bool) -> impl IntoView {
    let state = use_app();
    let shown = if shown.is_empty() { "(missing)".to_owned() } else { shown };
    let field = StoredValue::new(field);
    let act = move |event: MouseEvent, leaves_out: bool| {
        event.stop_propagation();
        state.filter_by(row, &field.get_value(), leaves_out);
    };
    // The keyboard stays with the table.
    let keep_focus = |event: MouseEvent| event.prevent_default();
    view! {
        <span class="tl-gestures" class:tl-gestures--focused=is_focused>
            <button
                type="button"
                class="tl-gestures__button"
                tabindex="-1"
                aria-label=format!("Filter for {shown}")
                title="Filter for (f); with Alt filter out"
                on:mousedown=keep_focus
                on:click=move |event| {
                    let leaves_out = event.alt_key();
                    act(event, leaves_out);
                }
            >
                "+"
            </button>
            <button
                type="button"
                class="tl-gestures__button"
                tabindex="-1"
                aria-label=format!("Filter out {shown}")
                title="Filter out (e)"
                on:mousedown=keep_focus
                on:click=move |event| act(event, true)
            >
                "−"
            </button>
        </span>
    }
}

impl AppState {
    /// Opens the row that was pressed; with Alt leaves out the value that was.
    pub(super) fn press_row(self, row: u64, event: &MouseEvent) {
        match cell_under(event).filter(|_| event.alt_key()) {
            Some((row, field)) => self.filter_by(row, &field, true),
            None => self.open_row(row),
        }
    }

    /// Takes in which cell the pointer is over. It must rest there: a press on its way opens the row,
    /// and no button slips under it.
    pub(super) fn point_at(self, event: &PointerEvent) {
        let cell = cell_under(event);
        if self.pointed_cell.with_untracked(|known| *known == cell) {
            return self.resting.set_value(None);
        }
        self.point_away();
        if let Some(cell) = cell {
            let rest = Timeout::new(REST_MS, move || self.pointed_cell.set(Some(cell)));
            self.resting.set_value(Some(rest));
        }
    }

    /// The pointer is over no cell.
    pub(super) fn point_away(self) {
        self.resting.set_value(None);
        if self.pointed_cell.with_untracked(Option::is_some) {
            self.pointed_cell.set(None);
        }
    }

    /// Moves the keyboard from cell to cell of its row.
    pub(super) fn move_cell(self, steps: isize) {
        if self.cursor.get_untracked().is_none() {
            self.move_cursor(0);
        }
        let there = self.kept.layout.with_untracked(|layout| {
            let here = self.cursor_column.get_untracked();
            self.view_state.with_untracked(|view| layout.place_beside(&view.columns, here.as_deref(), steps))
        });
        self.cursor_column.set(self.column_order().get(there).cloned());
        if let Some(row) = self.cursor.get_untracked()
            && let Some(cell) = document().get_element_by_id(&cell_id(row, there))
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
            cell.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }

    /// Filters by the cell that the keyboard is at, else by the one under the pointer.
    pub(super) fn filter_by_cell(self, leaves_out: bool) {
        let focused = self.cursor.get_untracked().zip(self.cursor_column.get_untracked());
        if let Some((row, field)) = focused.or_else(|| self.pointed_cell.get_untracked()) {
            self.filter_by(row, &field, leaves_out);
        }
    }

    /// Filters by the values of a cell, or by their lack.
    pub(super) fn filter_by(self, row: u64, field: &str, leaves_out: bool) {
        let values = self.rows.with_untracked(|rows| {
            // A row that has not come yet has no values that could be meant.
            rows.row(row).map(|row| values_of(row, rows.columns(), field))
        });
        if let Some(values) = values {
            self.add_gesture(field, &values, leaves_out);
        }
    }

    /// Filters by values of a field, or by their lack; says why where that cannot be.
    pub(super) fn add_gesture(self, field: &str, values: &[String], leaves_out: bool) {
        match gesture_term(field, values, leaves_out) {
            Ok(term) => self.add_term(&term),
            Err(why) => self.say_failure(why),
        }
    }
}

/// Row and field of the cell that an event happened in.
fn cell_under(event: &MouseEvent) -> Option<(u64, String)> {
    let target: web_sys::Element = event.target()?.dyn_into().ok()?;
    let cell = target.closest("[role=gridcell]").ok().flatten()?;
    let row = cell.closest("[role=row]").ok().flatten()?.get_attribute("aria-rowindex")?;
    let row = row.parse::<u64>().ok()?.checked_sub(FIRST_ROW_INDEX)?;
    Some((row, cell.get_attribute("data-field")?))
}

/// The id of a cell, for assistive technology.
pub(super) fn cell_id(row: u64, column: usize) -> String {
    format!("event-cell-{row}-{column}")
}
