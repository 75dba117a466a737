//! What the engine says, taken into the state.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::{Update as _, *};

use super::state::AppState;
use crate::engine::protocol::{LoadStatus, Phase, Simulation, Update, ValueAsker};
use crate::view::coverage::Coverage;
use crate::view::explore::completing;
use crate::view::paths::Paths;
use crate::view::table_rows::TableRows;
use crate::view::view_state::Tab;
use crate::web::engine::News;
use crate::web::frame;
use crate::web::measure::{Detail, measure};

/// Carries updates to a state that is made after the engine.
#[derive(Clone, Default)]
pub(super) struct Sink(Rc<Cell<Option<AppState>>>);

impl Sink {
    /// The engine's end.
    pub(super) fn receiver(&self) -> impl Fn(Vec<News>) + 'static {
        let sink = self.clone();
        move |news| {
            if let Some(state) = sink.0.get() {
                state.take_in(news);
            }
        }
    }

    /// From now on updates go there.
    pub(super) fn connect(&self, state: AppState) {
        self.0.set(Some(state));
    }
}

impl AppState {
    /// Takes in what gathered since the last frame. Of what replaces itself only the last is kept.
    fn take_in(self, news: Vec<News>) {
        self.settle_typed_query();
        let mut load = None;
        let mut files = Vec::new();
        for News { update, there_ms } in news {
            match update {
                Update::Load(status) => load = Some(status),
                Update::Files(rows) => files.extend(rows),
                Update::Matches(matches) => {
                    self.answered("query-count", 0, &matches.query, there_ms);
                    self.rows.update(TableRows::outdate);
                    self.are_facets_old.set(true);
                    self.matches.set(Some(matches));
                }
                Update::Folding(folding) => self.folding.set(folding),
                Update::Page(page) => self.take_page(page, there_ms),
                Update::Record { key, record } => self.take_record(key, *record),
                Update::Records { id, found } => self.take_records(id, found),
                Update::Found { event_id, key } => self.take_found(&event_id, key),
                Update::Coverage(cells) => self.coverage.set(Coverage::of(&cells).map(Arc::new)),
                Update::FileHashes(hashes) => self.files.update(|list| list.add_hashes(hashes)),
                Update::Export(news) => self.take_export(&news),
                Update::WorkerEnded { shard, why } => self.forget_worker(shard, &why),
                Update::Failed { what } => self.say_failure(what),
                Update::Facets { query, facets, is_whole } => {
                    if is_whole {
                        self.answered("query-facets", 1, &query, there_ms);
                    }
                    self.are_facets_old.set(false);
                    self.facets.set(facets);
                }
                Update::Timeline(timeline) => {
                    self.answered("query-timeline", 2, &timeline.query, there_ms);
                    self.timeline.set(Some(timeline));
                }
                Update::Values(list) => match list.asker {
                    ValueAsker::Filter => self.values.set(Some(completing(list))),
                    ValueAsker::Facet => self.facet_values.set(Some(list)),
                    ValueAsker::Trail => self.trail_values.set(Some(completing(list))),
                },
                Update::Counts(counts) => self.counts.set(counts),
                Update::Paths(list) => self.paths.set(Arc::new(Paths::of(list))),
                Update::Groups(groups) => self.groups.set(Some(Arc::new(groups))),
                Update::Indicators(found) => self.indicators.set(Some(Arc::new(found))),
                Update::Located { key, query, index } => self.take_located(key, &query, index),
                Update::Configuration { path, text } => self.take_configuration(&path, &text),
                Update::TrailReading(reading) => self.trail_reading.set(reading),
                Update::Simulation(simulation) => {
                    self.measure_simulation(simulation.as_ref());
                    self.simulation.set(simulation);
                }
                Update::Explained { key, explained } => self.explained.set(Some((key, explained))),
            }
        }
        if !files.is_empty() {
            self.files.update(|list| list.add(files));
        }
        if let Some(status) = load {
            let was_ready = self.load.with_untracked(|load| load.phase == Phase::Ready);
            if status.phase == Phase::Ready && !was_ready {
                self.measure_load(&status);
                // Nothing but configurations: there they are to be seen.
                if status.records == 0 && self.configured.with_untracked(|all| !all.is_empty()) {
                    self.show_tab(Tab::Simulator);
                }
            }
            self.load.set(status);
        }
    }

    fn take_page(self, page: crate::engine::protocol::Page, there_ms: f64) {
        self.answered("query-page", 3, &page.query, there_ms);
        let has_rows = !page.rows.is_empty();
        self.rows.update(|rows| rows.add(page));
        if has_rows && let Some(since) = self.timing.with_value(|timing| timing.rows_since_ms) {
            self.timing.update_value(|timing| timing.rows_since_ms = None);
            frame::after_paint(move || measure("first-rows", since, &[]));
        }
        let opening = self.opening.get_untracked();
        if let Some(index) =
            opening.filter(|index| self.rows.with_untracked(|rows| rows.row(*index).is_some()))
        {
            self.open_row(index);
        }
    }

    /// Measures one of the four answers to the filter in force, once, when it has been painted; the
    /// last of them ends the measure of the whole. Its detail says when the page had the answer.
    fn answered(self, name: &'static str, answer: usize, query: &str, there_ms: f64) {
        let Some(since) = self.timing.with_value(|timing| timing.query_since_ms) else { return };
        let is_wanted = self.view_state.with_untracked(|view| view.query == query)
            && self.timing.with_value(|timing| timing.query_waits.get(answer) == Some(&true));
        if !is_wanted {
            return;
        }
        self.timing.update_value(|timing| {
            if let Some(waits) = timing.query_waits.get_mut(answer) {
                *waits = false;
            }
        });
        let is_last = self.timing.with_value(|timing| !timing.query_waits.contains(&true));
        if is_last {
            self.timing.update_value(|timing| timing.query_since_ms = None);
        }
        let query = query.to_owned();
        let answered_ms = there_ms - since;
        frame::after_paint(move || {
            let matches = self.matches.with_untracked(|matches| matches.as_ref().map_or(0, |it| it.matches));
            let detail = [
                ("query", Detail::Text(&query)),
                ("matches", Detail::Number(matches as f64)),
                ("answeredMs", Detail::Number(answered_ms)),
            ];
            measure(name, since, &detail);
            if is_last {
                measure("query", since, &detail);
            }
        });
    }

    fn measure_simulation(self, simulation: Option<&Simulation>) {
        let Some(since) = self.timing.with_value(|timing| timing.trail_since_ms) else { return };
        self.timing.update_value(|timing| timing.trail_since_ms = None);
        if let Some(recorded) = simulation.map(|simulation| simulation.trail.first.recorded) {
            measure("simulate", since, &[("recorded", Detail::Number(recorded as f64))]);
        }
    }

    fn measure_load(self, status: &LoadStatus) {
        let Some(since) = self.timing.with_value(|timing| timing.load_since_ms) else { return };
        self.timing.update_value(|timing| timing.load_since_ms = None);
        let number = |value: u64| Detail::Number(value as f64);
        let workers = self.engine.with_value(|engine| engine.num_workers() as u64);
        let detail = [
            ("files", number(status.files)),
            ("bytes", number(status.bytes_total)),
            ("jsonBytes", number(status.text_bytes)),
            ("records", number(status.records)),
            ("workers", number(workers)),
        ];
        measure("load", since, &detail);
    }
}
