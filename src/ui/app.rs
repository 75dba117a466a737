//! The frame of the page.

use leptos::prelude::*;

use super::ahead::{Ahead, Stage};
use super::clock::ClockSwitch;
use super::columns::ColumnChooser;
use super::commands;
use super::detail::{CompareView, EventDetail, MarkBar};
use super::drop_zone::DropZone;
use super::explore::{FacetsView, Filter, SimulatorView, TimelineView};
use super::export::ExportPanel;
use super::files_view::FilesView;
use super::filter_help::FilterHelp;
use super::header::Header;
use super::load_status::{LoadProgress, LoadStatus, LostFiles};
use super::match_count::MatchCount;
use super::notices::Notices;
use super::palette::Palette;
use super::panes::Panes;
use super::saved::SavedSearches;
use super::shortcuts::Shortcuts;
use super::start_screen::StartScreen;
use super::state::{AppState, use_app};
use super::tabs::panel_id;
use super::typed_query;
use crate::view::view_state::Tab;

/// The whole page: the start screen, or the views of what is loaded.
#[component]
pub(super) fn App(state: AppState) -> impl IntoView {
    provide_context(state);
    commands::listen();
    typed_query::settle_before_acts(state);
    let views = Ahead::new(|| view! { <Views /> }.into_any());
    views.prepare();
    view! {
        <LoadStatus />
        <Show when=move || state.has_files() fallback=|| view! { <StartScreen /> }>
            <Stage views />
        </Show>
        <Notices />
        <DropZone />
        <Shortcuts />
        <FilterHelp />
        <Palette />
    }
}

/// The views of what is loaded.
#[component]
fn Views() -> impl IntoView {
    view! {
        <Header />
        <LoadProgress />
        <LostFiles />
        <main class="tl-main">
            <Panel tab=Tab::Events>
                <EventsView />
            </Panel>
            <Panel tab=Tab::Simulator>
                <SimulatorView />
            </Panel>
            <Panel tab=Tab::Files>
                <FilesView />
            </Panel>
        </main>
    }
}

/// A tab's panel. It is built when it is first shown, and kept while another one is, so that coming back finds it
/// as it was.
#[component]
fn Panel(tab: Tab, children: ChildrenFn) -> impl IntoView {
    let state = use_app();
    let is_hidden = Memo::new(move |_| state.view_state.with(|view| view.tab != tab));
    let is_built = Memo::new(move |before: Option<&bool>| before == Some(&true) || !is_hidden.get());
    view! {
        <div class="tl-panel" id=panel_id(tab) role="tabpanel" aria-label=tab.label() hidden=is_hidden>
            <Show when=move || is_built.get()>{children()}</Show>
        </div>
    }
}

/// The table of events, and beside it the one that is open.
#[component]
fn EventsView() -> impl IntoView {
    let state = use_app();
    let has_detail = move || state.opened.with(Option::is_some);
    view! {
        <div
            class="tl-events"
            class:tl-events--split=has_detail
            class:tl-events--compared=move || state.detail.is_comparing.get()
            style:--detail-beside=move || format!("{}%", state.detail.split.get().beside)
            style:--detail-below=move || format!("{}%", state.detail.split.get().below)
        >
            <div class="tl-events__bar">
                <Filter />
                <SavedSearches />
                <ColumnChooser />
                <ExportPanel />
                <ClockSwitch />
                <MatchCount />
            </div>
            <div class="tl-events__facets">
                <FacetsView />
            </div>
            <div class="tl-events__timeline">
                <TimelineView />
            </div>
            <div class="tl-events__table">
                <Panes />
                <MarkBar />
            </div>
            <Show when=has_detail>
                <EventDetail />
            </Show>
            <Show when=move || state.detail.is_comparing.get()>
                <CompareView />
            </Show>
        </div>
    }
}
