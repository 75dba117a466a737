//! Commands carried out, and the keys that give them.
//!
//! Single keys do nothing while something is being typed, and can be switched off altogether.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::state::{AppState, use_app};
use super::tabs::focus;
use crate::query::edit;
use crate::view::columns;
use crate::view::commands::{Action, command_of_key};
use crate::view::questions::QUESTIONS;
use crate::view::timeline::{PRESETS, shifted};
use crate::view::view_state::{Tab, ViewState};
use crate::web::storage;

/// The id of the filter's text box.
pub(super) const FILTER_ID: &str = "filter-text";

/// Under this name it is kept that single keys are off.
const KEYS_SETTING: &str = "trail-loupe.single-keys";
const OFF: &str = "off";

/// Whether single keys are on, by the setting that was kept.
pub(super) fn are_keys_on() -> bool {
    storage::read(KEYS_SETTING).as_deref() != Some(OFF)
}

/// Listens to the keys of the whole page for as long as it is there.
pub(super) fn listen() {
    let state = use_app();
    let listener = window_event_listener(ev::keydown, move |event| on_key(state, &event));
    on_cleanup(move || listener.remove());
}

fn on_key(state: AppState, event: &KeyboardEvent) {
    let key = event.key();
    let has_modifier = event.ctrl_key() || event.meta_key();
    if has_modifier && !event.alt_key() && key.eq_ignore_ascii_case("k") {
        event.prevent_default();
        state.run(&Action::ShowPalette);
        return;
    }
    if key == "F1" {
        event.prevent_default();
        state.run(&Action::ShowFilterHelp);
        return;
    }
    if has_modifier || event.alt_key() || event.default_prevented() || is_typing(event) {
        return;
    }
    let Some(command) = command_of_key(&key) else { return };
    // The list of keys can always be had, or nobody could switch them on again.
    let is_on = state.keys_are_on.get_untracked() || command.action == Action::ShowShortcuts;
    if is_on && (!command.needs_files || state.has_files_untracked()) {
        event.prevent_default();
        state.run(&command.action);
    }
}

/// Whether the key belongs to a text that is being written or a choice that is being made.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

impl AppState {
    /// Carries a command out.
    pub(super) fn run(self, action: &Action) {
        match action {
            Action::ShowTab(tab) => self.show_tab(*tab),
            Action::GoToFilter => {
                self.show_tab(Tab::Events);
                // Nothing in a panel that is still hidden takes the focus.
                request_animation_frame(|| focus(FILTER_ID));
            }
            Action::GoToTable => {
                self.show_tab(Tab::Events);
                request_animation_frame(move || self.table_scroll.focus());
            }
            Action::ClearFilter => self.set_query(String::new()),
            Action::ToggleTerm(term) => self.toggle_term(term),
            Action::ShowFilterHelp => self.is_filter_help_open.set(true),
            Action::ShowShortcuts => self.are_shortcuts_open.set(true),
            Action::ShowPalette => {
                self.wants_paths.set(true);
                self.is_palette_open.set(true);
            }
            Action::FilterByCell(leaves_out) => self.filter_by_cell(*leaves_out),
            Action::CloseEvent => self.close_detail(),
            Action::ShowSurroundings if self.opened.get_untracked().is_some() => self.ask_surroundings(),
            Action::ShowSurroundings => {}
            Action::ShowPane(pane) => {
                self.show_tab(Tab::Events);
                self.show_pane(*pane);
            }
            Action::ToggleFolding => self.toggle_folding(),
            Action::MarkEvent => self.toggle_mark_at_cursor(),
            Action::CompareEvents => self.show_comparison(!self.detail.is_comparing.get_untracked()),
            Action::ClearMarks => self.clear_marks(),
            Action::LastStretch(at) => self.show_last(*at),
            Action::WholeTime => self.set_time_range(None),
            Action::ShiftTime(is_forward) => self.shift_time(*is_forward),
            Action::SplitBy(series) => self.set_series(*series),
            Action::SortBy(field) => self.sort_by(field),
            Action::AddColumn(field) => {
                self.add_column(field);
            }
            Action::RemoveColumn(field) => self.change_columns(|columns| {
                // The last one stays: a table without columns shows nothing.
                if columns.len() > 1 {
                    columns.retain(|known| known != field);
                }
            }),
            Action::UsualColumns => {
                self.change_columns(|keys| *keys = columns::DEFAULT.map(str::to_owned).to_vec());
            }
            Action::AddFacet(field) => self.change_facets(|view| view.add_facet(field)),
            Action::RemoveFacet(field) => self.change_facets(|view| view.remove_facet(field)),
            Action::UsualFacets => self.change_facets(|view| {
                let usual = ViewState::default();
                (view.facets, view.folded) = (usual.facets, usual.folded);
            }),
            Action::Ask(at) => {
                if let Some(question) = QUESTIONS.get(*at) {
                    self.ask_question(question);
                }
            }
            Action::SwitchClock => self.toggle_clock(),
            Action::SwitchKeys => self.switch_keys(!self.keys_are_on.get_untracked()),
            Action::TrySample => self.try_sample(),
            Action::CloseFiles => self.close_all(),
        }
    }

    /// Switches single keys on or off, here and when the page is opened again.
    pub(super) fn switch_keys(self, are_on: bool) {
        self.keys_are_on.set(are_on);
        // Where the browser keeps nothing the setting lasts as long as the page.
        storage::keep(KEYS_SETTING, if are_on { "on" } else { OFF }).ok();
    }

    /// Sets the time range in milliseconds, its end not included, or takes it away.
    pub(super) fn set_time_range(self, range: Option<(i64, i64)>) {
        let query = self.view_state.with_untracked(|view| edit::with_time_range(&view.query, range));
        self.set_query(query);
    }

    /// Shows the stretch of a preset before the end of the data.
    pub(super) fn show_last(self, preset: usize) {
        if let (Some(preset), Some((_, last))) = (PRESETS.get(preset), self.data_extent()) {
            self.set_time_range(Some(preset.range(last)));
        }
    }

    /// First and last time of all events, whatever the filter; `None` while it is not known.
    pub(super) fn data_extent(self) -> Option<(i64, i64)> {
        self.counts.with(|counts| counts.iter().find(|count| count.query.is_empty())?.extent)
    }

    fn shift_time(self, is_forward: bool) {
        let range = self.view_state.with_untracked(|view| edit::time_range(&view.query));
        if let Some(range) = range.and_then(|range| shifted(range, is_forward)) {
            self.set_time_range(Some(range));
        }
    }
}
