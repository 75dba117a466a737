//! What outlasts the tab: the columns' layout, searches and column sets under names, the clock.
//!
//! The signals hold it; the browser's storage is only told. Where that fails the page goes on, and
//! says once that what is kept ends with the tab.

use leptos::prelude::*;

use super::shared::SharedSignal;
use super::state::AppState;
use crate::view::column_layout::Layout;
use crate::view::columns::Column;
use crate::view::format;
use crate::view::saved::{ColumnSet, Saved, Stored, layout_from_json, layout_to_json};
use crate::web::{clock, storage};

const LAYOUT: &str = "trail-loupe.layout";
const SAVED: &str = "trail-loupe.saved";
const UNREAD: &str = "trail-loupe.saved.unread";
const CLOCK: &str = "trail-loupe.clock";
const LOCAL: &str = "local";
const UTC: &str = "utc";

/// What is kept, as it is on this page.
#[derive(Clone, Copy)]
pub(super) struct Kept {
    pub(super) layout: SharedSignal<Layout>,
    pub(super) saved: SharedSignal<Saved>,
    /// A text that was stored and cannot be read whole: it is set aside as it is.
    pub(super) unread: SharedSignal<Option<String>>,
    /// Whether another such text lies where what is saved is stored: nothing is stored over it.
    is_locked: SharedSignal<bool>,
    /// What of it could not be read, until it is told.
    pub(super) note: StoredValue<Option<String>>,
    /// Times are shown in the zone of the device; the default is UTC.
    pub(super) is_local_time: SharedSignal<bool>,
    /// Why what is kept here will not outlast the tab.
    pub(super) problem: SharedSignal<Option<String>>,
}

impl Kept {
    /// What was kept before. What cannot be read is set aside.
    pub(in crate::ui) fn load() -> Self {
        let stored = Stored::open(storage::read(SAVED).as_deref(), storage::read(UNREAD));
        let Stored { saved, aside, is_new_aside, mut is_locked, note } = stored;
        if let Some(text) = aside.as_ref().filter(|_| is_new_aside) {
            is_locked = storage::keep(UNREAD, text).is_err();
        }
        Self {
            layout: SharedSignal::new(
                storage::read(LAYOUT).and_then(|text| layout_from_json(&text)).unwrap_or_default(),
            ),
            saved: SharedSignal::new(saved),
            unread: SharedSignal::new(aside),
            is_locked: SharedSignal::new(is_locked),
            note: StoredValue::new(note),
            is_local_time: SharedSignal::new(storage::read(CLOCK).as_deref() == Some(LOCAL)),
            problem: SharedSignal::new(None),
        }
    }

    fn keep(self, name: &str, text: &str) {
        let problem = storage::keep(name, text).err().map(|err| err.to_string());
        self.say(problem);
    }

    fn say(self, problem: Option<String>) {
        self.problem.set(problem.map(|why| format!("Kept only until this tab is closed: {why}.")));
    }

    fn keep_saved(self, saved: &Saved) {
        if self.is_locked.get_untracked() {
            self.say(Some(
                "what is stored cannot be read and is not written over until you discard it".to_owned(),
            ));
        } else {
            self.keep(SAVED, &saved.to_json());
        }
    }

    /// What is saved, with what another tab may have stored meanwhile.
    fn newest_saved(self) -> Saved {
        let stored = storage::read(SAVED).map(|text| Saved::from_storage(&text));
        match stored {
            Some((saved, faults)) if faults.is_empty() => saved,
            _ => self.saved.get_untracked(),
        }
    }
}

impl AppState {
    /// The table's columns from left to right.
    pub(in crate::ui) fn columns(self) -> Vec<Column> {
        self.kept.layout.with(|layout| self.view_state.with(|view| layout.arranged(&view.columns)))
    }

    /// Their keys, without following them.
    pub(in crate::ui) fn column_order(self) -> Vec<String> {
        self.kept
            .layout
            .with_untracked(|layout| self.view_state.with_untracked(|view| layout.order(&view.columns)))
    }

    pub(in crate::ui) fn num_pinned(self) -> usize {
        self.kept.layout.with(|layout| self.view_state.with(|view| layout.num_pinned(&view.columns)))
    }

    /// Changes the layout of the columns. While a width is being pulled it is not kept each time.
    pub(in crate::ui) fn change_layout(self, is_final: bool, change: impl FnOnce(&mut Layout, &[String])) {
        let mut layout = self.kept.layout.get_untracked();
        self.view_state.with_untracked(|view| change(&mut layout, &view.columns));
        if is_final {
            self.kept.keep(LAYOUT, &layout_to_json(&layout));
        }
        if self.kept.layout.with_untracked(|known| *known != layout) {
            self.kept.layout.set(layout);
        }
    }

    /// Orders the columns anew.
    pub(in crate::ui) fn reorder_columns(self, order: impl FnOnce(&Layout, &[String]) -> Vec<String>) {
        let layout = self.kept.layout.get_untracked();
        self.change_columns(|columns| *columns = order(&layout, columns));
    }

    /// Changes what is kept under names; a refusal is shown.
    pub(in crate::ui) fn change_saved(self, change: impl FnOnce(&mut Saved) -> Result<(), String>) -> bool {
        let mut saved = self.kept.newest_saved();
        match change(&mut saved) {
            Ok(()) => {
                self.kept.keep_saved(&saved);
                self.kept.saved.set(saved);
                true
            }
            Err(why) => {
                self.say_failure(why);
                false
            }
        }
    }

    /// Lets go of the text that was set aside. Where another could not be, it is now.
    pub(in crate::ui) fn discard_unread(self) {
        let is_locked = self.kept.is_locked.get_untracked();
        let next = storage::read(SAVED)
            .filter(|text| is_locked && self.kept.unread.get_untracked().as_ref() != Some(text));
        let outcome = match &next {
            Some(text) => storage::keep(UNREAD, text),
            None => storage::forget(UNREAD),
        };
        if let Err(err) = outcome {
            return self.say_failure(format!("it cannot be discarded: {err}"));
        }
        self.kept.is_locked.set(false);
        self.kept.unread.set(next);
        self.kept.keep_saved(&self.kept.saved.get_untracked());
    }

    /// Shows a set of columns.
    pub(in crate::ui) fn use_column_set(self, set: ColumnSet) {
        self.change_layout(true, |layout, _| *layout = set.layout);
        self.change_columns(|columns| *columns = set.columns);
    }

    /// Shows times in UTC, or in the zone of the device.
    pub(in crate::ui) fn toggle_clock(self) {
        let is_local = !self.kept.is_local_time.get_untracked();
        self.kept.is_local_time.set(is_local);
        self.kept.keep(CLOCK, if is_local { LOCAL } else { UTC });
    }

    /// A record's time as it is shown now.
    pub(in crate::ui) fn time_text(self, written: &str) -> String {
        format::time_at(written, self.offset())
    }

    /// Milliseconds since 1970 as they are shown now.
    pub(in crate::ui) fn stamp(self, millis: i64) -> String {
        format::millis_at(millis, self.offset()(millis))
    }

    /// How far the shown time is ahead of UTC at a point in time; nothing where it is UTC.
    pub(in crate::ui) fn offset(self) -> fn(i64) -> Option<i32> {
        if self.kept.is_local_time.get() { |millis| Some(clock::minutes_ahead(millis)) } else { |_| None }
    }
}
