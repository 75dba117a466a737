//! All effects of the page: requests that follow the state, the address, the title.

use leptos::prelude::*;

use super::state::AppState;
use crate::engine::protocol::{Command, Phase};
use crate::view::url::Fragment;
use crate::view::view_state::{Pane, Tab, ViewState};
use crate::view::{explore, files, folding, indicators, load, questions, scroll};
use crate::web::location;

/// Starts them. They last as long as the page.
pub(super) fn start(state: AppState) {
    ask_for_rows(state);
    ask_for_overview(state);
    ask_in_background(state);
    ask_for_groups(state);
    judge_by_trail(state);
    ask_for_files_view(state);
    ask_for_event(state);
    keep_address(state);
    keep_title(state);
}

/// The filter, the order and the part of the table on screen.
fn ask_for_rows(state: AppState) {
    let view_state = state.view_state;
    let sort = Memo::new(move |_| view_state.with(|view| view.sort.clone()));
    let is_folded = Memo::new(move |_| view_state.with(|view| view.folds_copies));
    let window = Memo::new(move |_| {
        let scroll = state.table_scroll.scroll.get();
        let (first, count) = scroll::window_for(scroll.span(), scroll.num_rows);
        (first, count, view_state.with(|view| view.columns.clone()))
    });
    Effect::new(move |_| {
        state.engine_epoch.track();
        state.ask(Command::SetSort(sort.get()));
    });
    Effect::new(move |_| {
        state.engine_epoch.track();
        state.ask(Command::SetFolding(is_folded.get()));
    });
    // At every change of the view: what the workers were asked about ahead of it may be another filter.
    Effect::new(move |before: Option<u32>| {
        let epoch = state.engine_epoch.get();
        if before != Some(epoch) {
            state.forget_asked_query();
        }
        view_state.with(|view| state.ask_query(&view.query));
        epoch
    });
    Effect::new(move |_| {
        state.engine_epoch.track();
        let (first, count, columns) = window.get();
        state.ask(Command::SetWindow { first, count, columns });
    });
}

/// The facets and the timeline.
fn ask_for_overview(state: AppState) {
    let fields = Memo::new(move |_| state.view_state.with(ViewState::open_facets));
    let series = Memo::new(move |_| state.view_state.with(|view| view.series));
    Effect::new(move |_| {
        state.engine_epoch.track();
        state.ask(Command::SetFacets { fields: fields.get(), top: explore::TOP_VALUES });
    });
    Effect::new(move |_| {
        state.engine_epoch.track();
        state.ask(Command::SetTimeline { series: series.get(), buckets: explore::TIMELINE_BUCKETS });
    });
}

/// What is worked out when nothing else is to be done: how many events the ready questions find, and
/// once someone is at the filter, which paths there are.
fn ask_in_background(state: AppState) {
    Effect::new(move |_| {
        state.engine_epoch.track();
        let questions = questions::QUESTIONS.iter().map(|question| question.query);
        let queries = questions.chain([folding::SHARED_QUERY]).map(str::to_owned).collect();
        state.ask(Command::SetCounts { queries });
    });
    Effect::new(move |_| {
        state.engine_epoch.track();
        if state.wants_paths.get() {
            state.ask(Command::WantPaths);
        }
    });
}

/// The groups, while they are on screen, and the indicators.
fn ask_for_groups(state: AppState) {
    let question = Memo::new(move |_| {
        state.view_state.with(|view| (view.pane == Pane::Groups).then(|| view.grouping.question()))
    });
    Effect::new(move |_| {
        state.engine_epoch.track();
        state.ask(Command::SetGroups(question.get()));
    });
    Effect::new(move |_| {
        state.engine_epoch.track();
        let list = state.indicator_text.with(|text| indicators::read(text));
        state.ask(Command::SetIndicators(list.indicators));
    });
}

/// The verdicts of the trail simulator, and the one on the event that is open.
fn judge_by_trail(state: AppState) {
    Effect::new(move |_| {
        state.engine_epoch.track();
        let (first, second) = (state.trail.get_untracked(), state.second_trail.get_untracked());
        if !first.is_empty() {
            state.ask(Command::SetTrail { first, second });
        }
    });
    Effect::new(move |_| {
        let is_judged = state.simulation.with(Option::is_some);
        if let Some(key) = state.opened.get().filter(|_| is_judged) {
            state.ask(Command::ExplainEvent(key));
        }
    });
}

/// Coverage and sums, once someone looks and everything is read.
fn ask_for_files_view(state: AppState) {
    let is_shown = Memo::new(move |_| {
        let tab = state.view_state.with(|view| view.tab);
        (tab == Tab::Files && state.has_files()).then(|| state.load.with(|load| (load.phase, load.events)))
    });
    Effect::new(move |_| {
        if let Some((Phase::Ready, _)) = is_shown.get() {
            state.ask(Command::AskCoverage);
            if state.files.with_untracked(|list| files::hashes_are_wanted(list, Phase::Ready)) {
                state.ask(Command::AskFileHashes);
            }
        }
    });
}

/// The event that the address names, once it can be there.
fn ask_for_event(state: AppState) {
    let wanted = Memo::new(move |_| {
        let event = state.view_state.with(|view| view.event.clone());
        let is_ready = state.load.with(|load| load.phase == Phase::Ready);
        event.filter(|_| is_ready && state.opened.with(Option::is_none))
    });
    Effect::new(move |_| {
        if let Some(event_id) = wanted.get() {
            state.ask(Command::FindEvent { event_id });
        }
    });
}

/// The address follows the view, and the view follows the tab's history.
fn keep_address(state: AppState) {
    let view_state = state.view_state;
    Effect::new(move |before: Option<ViewState>| {
        let view = view_state.get();
        let fragment = Fragment { view: view.clone(), workers: state.workers.get_value() }.encode();
        if let Some(before) = before
            && fragment != location::fragment()
        {
            location::set_fragment(&fragment, !before.steps_to(&view));
        }
        view
    });
    location::on_navigation(move || {
        state.settle_typed_query();
        state.restore_view(Fragment::decode(&location::fragment()).view);
    });
}

fn keep_title(state: AppState) {
    let title = Memo::new(move |_| load::title(&state.shown_load()));
    Effect::new(move |_| document().set_title(&title.get()));
}
