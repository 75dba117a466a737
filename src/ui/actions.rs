//! Everything that a component may do to the state.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::state::AppState;
use super::surroundings::FIRST_ID;
use super::tabs::focus;
use crate::engine::protocol::{Command, EventKey, Series};
use crate::query::edit;
use crate::view::columns;
use crate::view::files::FileList;
use crate::view::groups::Grouping;
use crate::view::load;
use crate::view::questions::Question;
use crate::view::simulator::{self, Placement};
use crate::view::view_state::{Pane, Tab, ViewState};
use crate::web::engine::Engine;
use crate::web::files::{Offer, Picked};
use crate::web::measure::now_ms;
use crate::web::sample;

/// How long closed files can be had back.
const UNDO_TIME: Duration = Duration::from_secs(10);

/// The name that pasted text is given.
const PASTED_NAME: &str = "pasted.json";

impl AppState {
    /// Reads files, or what a folder holds, after those that are there, and says what could not be opened.
    pub(super) fn add_offer(self, offer: Offer) {
        if offer.is_empty() {
            return;
        }
        self.finish_closing();
        // Timed from here, if anything comes of it.
        let mut since = Some(now_ms());
        let adding = self.engine.with_value(Engine::begin_adding);
        spawn_local(async move {
            let take = |picked: Picked| {
                for (path, reason) in picked.unreadable {
                    self.say_failure(format!("{path} could not be opened: {reason}"));
                }
                if let Some(since) = since.take_if(|_| !picked.files.is_empty()) {
                    self.timing.update_value(|timing| {
                        timing.load_since_ms.get_or_insert(since);
                        timing.rows_since_ms.get_or_insert(since);
                    });
                }
                self.engine.with_value(|engine| engine.add_files(&adding, picked.files));
            };
            offer.unpack(take).await;
            self.engine.with_value(|engine| engine.end_adding(&adding));
        });
    }

    /// Reads a pasted text as a file.
    pub(super) fn add_text(self, text: &str) {
        match sample::file_of_text(PASTED_NAME, text) {
            Ok(file) => self.add_offer(Offer::of_file(file)),
            Err(err) => self.say_failure(format!("the pasted text could not be read: {err}")),
        }
    }

    /// Reads the sample that the page carries.
    pub(super) fn try_sample(self) {
        match sample::sample() {
            Ok(Some(file)) => self.add_offer(Offer::of_file(file)),
            Ok(None) => self.say_failure("this page was built without its sample".to_owned()),
            Err(err) => self.say_failure(format!("the sample could not be read: {err}")),
        }
    }

    /// Reads no more files; what is loaded stays.
    pub(super) fn cancel_load(self) {
        self.ask(Command::CancelLoad);
    }

    /// Reads the files again whose events went with a worker.
    pub(super) fn read_lost_again(self) {
        self.ask(Command::ReadLostAgain);
    }

    /// Says that a worker has ended, and shows nothing of it any more.
    pub(super) fn forget_worker(self, shard: u16, why: &str) {
        self.say_failure(load::worker_ended(shard, why));
        self.rows.set(Default::default());
        self.listed_copies.set(None);
        self.files.update(FileList::forget_hashes);
        if self.opened.get_untracked().is_some_and(|key| key.shard == shard) {
            // The address still names the event: it is looked for once everything is settled.
            self.opened.set(None);
            self.record.set(None);
        }
    }

    /// Takes everything off the screen. For a moment it can be had back.
    pub(super) fn close_all(self) {
        self.is_closing.set(true);
        let epoch = self.engine_epoch.get_untracked();
        set_timeout(
            move || {
                // Another closing, begun after this one was undone, has a timer of its own; at worst
                // its moment is shorter.
                if self.engine_epoch.get_untracked() == epoch {
                    self.finish_closing();
                }
            },
            UNDO_TIME,
        );
    }

    /// Takes the files back that were just closed.
    pub(super) fn undo_close(self) {
        self.is_closing.set(false);
    }

    /// Lets go of closed files for good.
    pub(super) fn finish_closing(self) {
        if !self.is_closing.get_untracked() {
            return;
        }
        if let Err(err) = self.engine.with_value(Engine::reset) {
            self.say_failure(err.to_string());
        }
        self.load.set(Default::default());
        self.files.set(Default::default());
        self.matches.set(None);
        self.rows.set(Default::default());
        self.coverage.set(None);
        self.facets.set(Vec::new());
        self.facet_values.set(None);
        self.trail_values.set(None);
        self.values.set(None);
        self.counts.set(Vec::new());
        self.paths.set(Default::default());
        self.timeline.set(None);
        self.groups.set(None);
        self.indicators.set(None);
        self.simulation.set(None);
        self.explained.set(None);
        self.failures.set(Vec::new());
        self.configured.set(Vec::new());
        self.timing.set_value(Default::default());
        self.end_export();
        self.close_event();
        self.clear_marks();
        self.engine_epoch.update(|epoch| *epoch += 1);
        self.is_closing.set(false);
    }

    /// Puts a filter text in force.
    pub(super) fn set_query(self, query: String) {
        self.drop_typed_query();
        self.set_query_since(query, now_ms());
    }

    /// Puts a filter text in force that was asked for at that time.
    pub(super) fn set_query_since(self, query: String, since_ms: f64) {
        self.timing.update_value(|timing| {
            timing.query_since_ms = Some(since_ms);
            timing.query_waits = [true; 4];
        });
        self.change_view(|view| view.query = query);
        self.cursor.set(None);
        self.table_scroll.to_start();
        self.group_scroll.to_start();
    }

    /// Judges every event by the configuration texts of the simulator.
    pub(super) fn judge_by(self, first: String, second: String) {
        self.timing.update_value(|timing| timing.trail_since_ms = Some(now_ms()));
        self.ask(Command::SetTrail { first, second });
    }

    /// Puts a file that is a trail's configuration into the simulator, and says so.
    pub(super) fn take_configuration(self, path: &str, text: &str) {
        let (first, second) = (self.trail.get_untracked(), self.second_trail.get_untracked());
        let placement = simulator::place(&first, &second, text);
        self.configured.update(|all| all.push(placement.words(path)));
        match placement {
            Placement::First(text) => self.trail.set(text),
            Placement::Second(text) => self.second_trail.set(text),
            Placement::Full => return,
        }
        self.judge_by(self.trail.get_untracked(), self.second_trail.get_untracked());
    }

    pub(super) fn dismiss_configured(self) {
        self.configured.set(Vec::new());
    }

    /// Adds a term to the filter, or takes it away.
    pub(super) fn toggle_term(self, term: &str) {
        let query = self.view_state.with_untracked(|view| edit::toggle(&view.query, term));
        self.set_query(query);
    }

    /// Adds a term to the filter.
    pub(super) fn add_term(self, term: &str) {
        let query = self.view_state.with_untracked(|view| edit::add(&view.query, term));
        self.set_query(query);
    }

    /// Changes the columns of the table.
    pub(super) fn change_columns(self, change: impl FnOnce(&mut Vec<String>)) {
        self.change_view(|view| change(&mut view.columns));
    }

    /// Adds a column to the table; a refusal is shown. Whether it is there.
    pub(super) fn add_column(self, key: &str) -> bool {
        let mut outcome = Ok(());
        self.change_columns(|columns| outcome = columns::add(columns, key));
        outcome.map_err(|why| self.say_failure(why)).is_ok()
    }

    /// Puts a ready question in force, with the facets that answer it on top.
    pub(super) fn ask_question(self, question: &Question) {
        self.set_query(question.query.to_owned());
        self.change_view(|view| {
            view.tab = Tab::Events;
            for field in question.facets.iter().rev() {
                view.add_facet(field);
            }
        });
    }

    /// Changes which facets there are, or how they are shown.
    pub(super) fn change_facets(self, change: impl FnOnce(&mut ViewState)) {
        self.change_view(change);
    }

    /// Splits the bars of the timeline by something else.
    pub(super) fn set_series(self, series: Series) {
        self.change_view(|view| view.series = series);
    }

    /// Shows the events, their groups, or the list of indicators.
    pub(super) fn show_pane(self, pane: Pane) {
        self.change_view(|view| view.pane = pane);
    }

    /// Changes by which fields the matches are grouped, and in which order.
    pub(super) fn change_grouping(self, change: impl FnOnce(&mut Grouping)) {
        self.change_view(|view| change(&mut view.grouping));
        self.group_scroll.to_start();
    }

    /// Shows a view.
    pub(super) fn show_tab(self, tab: Tab) {
        self.change_view(|view| view.tab = tab);
    }

    /// Sorts the table by a column; by the same again, the other way round.
    pub(super) fn sort_by(self, field: &str) {
        self.change_view(|view| view.sort_by(field));
        self.cursor.set(None);
        self.table_scroll.to_start();
    }

    /// Puts the copies of one action in one row, or each in its own; an open event stays in view.
    pub(super) fn toggle_folding(self) {
        self.change_view(|view| view.folds_copies = !view.folds_copies);
        self.listed_copies.set(None);
        self.cursor.set(None);
        self.table_scroll.to_start();
        self.locate_opened();
    }

    /// Goes to another place of the history.
    pub(super) fn restore_view(self, view: ViewState) {
        if view.event.is_none() {
            self.opened.set(None);
            self.record.set(None);
        }
        self.change_view(|known| *known = view);
        self.locate_opened();
    }

    /// Offers what can be asked around the event that is open.
    pub(super) fn ask_surroundings(self) {
        self.asks_surroundings.set(true);
        // What does not stand there yet takes no focus.
        request_animation_frame(|| focus(FIRST_ID));
    }

    /// Shows what a filter text finds around the event that is open. The filter that stood is one
    /// step back in the history, and the event stays in view.
    pub(super) fn show_surroundings(self, query: String) {
        self.asks_surroundings.set(false);
        self.set_query(query);
        self.show_pane(Pane::Events);
        self.locate_opened();
    }

    /// Asks where the event that is open stands among the matches.
    fn locate_opened(self) {
        if let Some(key) = self.opened.get_untracked() {
            let query = self.view_state.with_untracked(|view| view.query.clone());
            self.ask(Command::LocateEvent { key, query });
        }
    }

    /// Brings the event that is open into view, in the midst of those around it.
    pub(super) fn take_located(self, key: EventKey, query: &str, index: Option<u64>) {
        let is_wanted = self.opened.get_untracked() == Some(key)
            && self.view_state.with_untracked(|view| view.query == query);
        if let Some(index) = index.filter(|_| is_wanted) {
            self.cursor.set(Some(index));
            // The list has its new length on the page only in the next frame.
            request_animation_frame(move || self.table_scroll.reveal_amid(index));
        }
    }

    /// Moves the keyboard's place in the table; an open detail follows it.
    pub(super) fn move_cursor(self, steps: i64) {
        let from = self.cursor.get_untracked();
        let first_visible = self.table_scroll.first_visible();
        match from {
            Some(from) => self.put_cursor(from.saturating_add_signed(steps)),
            None => self.put_cursor(first_visible),
        }
    }

    /// Puts the keyboard's place; past the end is the end.
    pub(super) fn put_cursor(self, index: u64) {
        let Some(last) = self.num_rows().checked_sub(1) else { return };
        let index = index.min(last);
        self.cursor.set(Some(index));
        self.table_scroll.reveal(index);
        if self.opened.get_untracked().is_some() {
            self.open_row(index);
        }
    }

    /// Opens the detail of the keyboard's place.
    pub(super) fn open_cursor(self) {
        if let Some(index) = self.cursor.get_untracked() {
            self.open_row(index);
        }
    }

    /// Opens the detail of a place in the table, at once or when its row has come.
    pub(super) fn open_row(self, index: u64) {
        self.cursor.set(Some(index));
        let row = self.rows.with_untracked(|rows| rows.row(index).map(|row| (row.key, row.event_id.clone())));
        match row {
            Some((key, event_id)) => {
                self.opening.set(None);
                self.open_event(key, event_id);
            }
            None => {
                self.opening.set(Some(index));
                self.table_scroll.reveal(index);
            }
        }
    }

    /// Opens the event beside the one that is open.
    pub(super) fn step_event(self, steps: i64) {
        let opened = self.opened.get_untracked();
        let here = opened.and_then(|key| self.rows.with_untracked(|rows| rows.index_of(key)));
        if let Some(here) = here.or(self.cursor.get_untracked()) {
            self.put_cursor(here.saturating_add_signed(steps));
        }
    }

    /// Closes the detail; the keyboard goes back to the table.
    pub(super) fn close_detail(self) {
        self.close_event();
        self.table_scroll.focus();
    }

    /// Shows no event.
    pub(super) fn close_event(self) {
        self.opened.set(None);
        self.opening.set(None);
        self.asks_surroundings.set(false);
        self.record.set(None);
        self.change_view(|view| view.event = None);
    }

    /// Takes in where the event of the address is.
    pub(super) fn take_found(self, event_id: &str, key: Option<EventKey>) {
        let is_wanted = self.view_state.with_untracked(|view| view.event.as_deref() == Some(event_id));
        match key {
            Some(key) if is_wanted => self.open_event(key, Some(event_id.to_owned())),
            None if is_wanted => self.change_view(|view| view.event = None),
            _ => {}
        }
    }

    /// Shows a failure until it is dismissed. The same one is shown once.
    pub(super) fn say_failure(self, what: String) {
        if self.failures.with_untracked(|failures| !failures.contains(&what)) {
            self.failures.update(|failures| failures.push(what));
        }
    }

    pub(super) fn dismiss_failure(self, what: &str) {
        self.failures.update(|failures| failures.retain(|known| known != what));
    }

    /// Sends a request to the engine.
    pub(super) fn ask(self, command: Command) {
        self.engine.with_value(|engine| engine.ask(command));
    }

    pub(super) fn open_event(self, key: EventKey, event_id: Option<String>) {
        if self.opened.get_untracked() != Some(key) {
            self.opening_begins();
            self.opened.set(Some(key));
            self.ask(Command::OpenRecord(key));
        }
        self.change_view(|view| view.event = event_id);
    }

    fn num_rows(self) -> u64 {
        self.table_scroll.scroll.with_untracked(|scroll| scroll.num_rows)
    }

    /// Changes the view state; what stays the same wakes nobody.
    fn change_view(self, change: impl FnOnce(&mut ViewState)) {
        let mut view = self.view_state.get_untracked();
        change(&mut view);
        if self.view_state.with_untracked(|known| *known != view) {
            self.view_state.set(view);
        }
    }
}
