//! The one struct of signals that all components share.

use std::sync::Arc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::detail::DetailState;
use super::export_actions::ExportFile;
use super::folding::ListedCopies;
use super::kept::Kept;
use super::parts::virtual_scroll::VirtualScroll;
use super::shared::SharedSignal;
use super::typed_query::Ahead;
use super::{commands, effects, updates};
use crate::engine::protocol::{
    EventKey, Explained, Facet, Folding, Groups, IndicatorsFound, LoadStatus, Matches, Phase, QueryCount,
    RecordText, Simulation, Timeline, TrailReading, ValueList,
};
use crate::view::coverage::Coverage;
use crate::view::export::ExportModel;
use crate::view::files::FileList;
use crate::view::folding;
use crate::view::paths::Paths;
use crate::view::table_rows::TableRows;
use crate::view::url::Fragment;
use crate::view::view_state::{DetailTab, ViewState};
use crate::web::BrowserError;
use crate::web::engine::Engine;
use crate::web::location;
use crate::web::pool::{WorkerSource, choose_worker_count};

/// The state of the page. Copies are the same state.
#[derive(Clone, Copy)]
pub(super) struct AppState {
    /// What the user asked to see; the address holds it.
    pub(super) view_state: SharedSignal<ViewState>,

    // What the engine said last.
    pub(super) load: SharedSignal<LoadStatus>,
    pub(super) files: SharedSignal<FileList>,
    pub(super) matches: SharedSignal<Option<Matches>>,
    pub(super) folding: SharedSignal<Option<Folding>>,
    pub(super) rows: SharedSignal<TableRows>,
    pub(super) record: SharedSignal<Option<ShownRecord>>,
    pub(super) coverage: SharedSignal<Option<Arc<Coverage>>>,
    pub(super) facets: SharedSignal<Vec<Facet>>,
    /// The loaded events or the filter have changed since the facets came.
    pub(super) are_facets_old: SharedSignal<bool>,
    pub(super) timeline: SharedSignal<Option<Timeline>>,
    pub(super) groups: SharedSignal<Option<Arc<Groups>>>,
    pub(super) indicators: SharedSignal<Option<Arc<IndicatorsFound>>>,
    /// Values that complete what is being typed in the filter, and those found within a facet.
    pub(super) values: SharedSignal<Option<ValueList>>,
    pub(super) facet_values: SharedSignal<Option<ValueList>>,
    /// Values for a box of the simulator's form.
    pub(super) trail_values: SharedSignal<Option<ValueList>>,
    pub(super) paths: SharedSignal<Arc<Paths>>,
    /// How many of all events the ready questions find, as far as it is known.
    pub(super) counts: SharedSignal<Vec<QueryCount>>,
    pub(super) trail_reading: SharedSignal<TrailReading>,
    pub(super) simulation: SharedSignal<Option<Simulation>>,
    pub(super) explained: SharedSignal<Option<(EventKey, Explained)>>,
    pub(super) export: SharedSignal<ExportModel>,
    /// What went wrong and has not been dismissed.
    pub(super) failures: SharedSignal<Vec<String>>,
    /// What is to be told about files that were configurations of trails.
    pub(super) configured: SharedSignal<Vec<String>>,

    // What the user is at, and no address holds.
    /// Whether someone has been at the filter, which offers and judges paths.
    pub(super) wants_paths: SharedSignal<bool>,
    pub(super) detail_tab: SharedSignal<DetailTab>,
    /// The texts of the trail simulator.
    pub(super) trail: SharedSignal<String>,
    pub(super) second_trail: SharedSignal<String>,
    /// The list of indicators as it was pasted.
    pub(super) indicator_text: SharedSignal<String>,
    /// Whether the choice of an event's surroundings is open.
    pub(super) asks_surroundings: SharedSignal<bool>,
    pub(super) detail: DetailState,
    /// The event whose detail is open.
    pub(super) opened: SharedSignal<Option<EventKey>>,
    /// The place in the table that the keyboard is at.
    pub(super) cursor: SharedSignal<Option<u64>>,
    /// A place in the table to be opened as soon as its row has come.
    pub(super) opening: SharedSignal<Option<u64>>,
    /// The column of the cell that the keyboard is at, and the cell that the pointer is over.
    pub(super) cursor_column: SharedSignal<Option<String>>,
    pub(super) pointed_cell: SharedSignal<Option<(u64, String)>>,
    /// The copies of a row that are listed to choose from.
    pub(super) listed_copies: SharedSignal<Option<ListedCopies>>,
    /// Runs out when the pointer has rested on a cell.
    pub(super) resting: StoredValue<Option<Timeout>, LocalStorage>,
    pub(super) is_palette_open: SharedSignal<bool>,
    pub(super) are_shortcuts_open: SharedSignal<bool>,
    pub(super) is_filter_help_open: SharedSignal<bool>,
    pub(super) keys_are_on: SharedSignal<bool>,
    /// All files are closed, but can still be had back.
    pub(super) is_closing: SharedSignal<bool>,
    pub(super) table_scroll: VirtualScroll,
    pub(super) group_scroll: VirtualScroll,
    /// Raised when the engine starts afresh: standing questions are asked again.
    pub(super) engine_epoch: SharedSignal<u32>,

    /// What outlasts the tab.
    pub(super) kept: Kept,

    pub(super) workers: StoredValue<Option<u32>>,
    pub(super) timing: StoredValue<Timing>,
    pub(super) ahead: StoredValue<Ahead, LocalStorage>,
    pub(super) export_file: StoredValue<ExportFile, LocalStorage>,
    pub(super) engine: StoredValue<Engine, LocalStorage>,
}

/// The record in the detail, with its place in the engine.
#[derive(Clone, PartialEq)]
pub(super) struct ShownRecord {
    pub(super) key: EventKey,
    pub(super) record: Arc<RecordText>,
}

/// When files were handed over, until it has been measured how long they took.
#[derive(Clone, Copy, Default)]
pub(super) struct Timing {
    pub(super) load_since_ms: Option<f64>,
    pub(super) rows_since_ms: Option<f64>,
    /// When the filter in force was applied, until all of its answers are shown.
    pub(super) query_since_ms: Option<f64>,
    /// Which of its answers are still to come.
    pub(super) query_waits: [bool; 4],
    /// When the trail's configuration was applied, until its verdicts are shown.
    pub(super) trail_since_ms: Option<f64>,
}

impl AppState {
    /// Reads the address and starts the engine.
    ///
    /// # Errors
    /// When the browser starts no worker.
    pub(super) fn start(source: WorkerSource) -> Result<Self, BrowserError> {
        let text = location::fragment();
        let fragment = Fragment::decode(&text);
        let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
        let updates = updates::Sink::default();
        let engine = Engine::start(source, choose_worker_count(&text, cores), updates.receiver())?;
        let matches = SharedSignal::new(None::<Matches>);
        let folding = SharedSignal::new(None::<Folding>);
        let num_rows = Memo::new(move |_| {
            matches
                .with(|matches| folding.with(|folding| folding::num_rows(matches.as_ref(), folding.as_ref())))
        });
        let groups = SharedSignal::new(None::<Arc<Groups>>);
        let num_groups =
            Memo::new(move |_| groups.with(|groups| groups.as_ref().map_or(0, |it| it.rows.len() as u64)));
        let state = Self {
            view_state: SharedSignal::new(fragment.view),
            load: SharedSignal::default(),
            files: SharedSignal::default(),
            matches,
            folding,
            rows: SharedSignal::default(),
            record: SharedSignal::new(None),
            coverage: SharedSignal::new(None),
            facets: SharedSignal::default(),
            are_facets_old: SharedSignal::new(false),
            timeline: SharedSignal::new(None),
            groups,
            indicators: SharedSignal::new(None),
            values: SharedSignal::new(None),
            facet_values: SharedSignal::new(None),
            trail_values: SharedSignal::new(None),
            paths: SharedSignal::default(),
            counts: SharedSignal::default(),
            trail_reading: SharedSignal::default(),
            simulation: SharedSignal::new(None),
            explained: SharedSignal::new(None),
            wants_paths: SharedSignal::new(false),
            export: SharedSignal::default(),
            detail_tab: SharedSignal::default(),
            trail: SharedSignal::default(),
            second_trail: SharedSignal::default(),
            indicator_text: SharedSignal::default(),
            asks_surroundings: SharedSignal::new(false),
            failures: SharedSignal::default(),
            configured: SharedSignal::default(),
            detail: DetailState::new(),
            opened: SharedSignal::new(None),
            cursor: SharedSignal::new(None),
            opening: SharedSignal::new(None),
            cursor_column: SharedSignal::new(None),
            pointed_cell: SharedSignal::new(None),
            listed_copies: SharedSignal::new(None),
            resting: StoredValue::new_local(None),
            is_palette_open: SharedSignal::new(false),
            are_shortcuts_open: SharedSignal::new(false),
            is_filter_help_open: SharedSignal::new(false),
            keys_are_on: SharedSignal::new(commands::are_keys_on()),
            is_closing: SharedSignal::new(false),
            table_scroll: VirtualScroll::new(num_rows),
            group_scroll: VirtualScroll::new(num_groups),
            engine_epoch: SharedSignal::new(0),
            kept: Kept::load(),
            workers: StoredValue::new(fragment.workers),
            timing: StoredValue::default(),
            ahead: StoredValue::new_local(Ahead::default()),
            export_file: StoredValue::new_local(ExportFile::default()),
            engine: StoredValue::new_local(engine),
        };
        updates.connect(state);
        if let Some(note) = state.kept.note.try_update_value(Option::take).flatten() {
            state.say_failure(note);
        }
        effects::start(state);
        Ok(state)
    }

    /// What the page shows of loading: nothing is there once everything is being closed.
    pub(super) fn shown_load(self) -> LoadStatus {
        if self.is_closing.get() { LoadStatus::default() } else { self.load.get() }
    }

    /// Whether there are files on screen.
    pub(super) fn has_files(self) -> bool {
        !self.is_closing.get() && self.load.with(|load| load.phase != Phase::Empty)
    }

    /// The same, without following it.
    pub(super) fn has_files_untracked(self) -> bool {
        untrack(move || self.has_files())
    }
}

/// The state, in any component.
pub(super) fn use_app() -> AppState {
    expect_context()
}
