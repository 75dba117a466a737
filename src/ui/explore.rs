//! Filter, facets, timeline and simulator, tied to the state of the page.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::facets::{FacetPanel, Gesture, Search};
use super::query_bar::QueryBar;
use super::simulator::SimulatorPanel;
use super::state::use_app;
use super::timeline::TimelinePanel;
use crate::engine::protocol::{Command, ValueAsker};
use crate::query::edit;
use crate::view::simulator::VERDICT_COLUMN;
use crate::view::timeline::PRESETS;
use crate::view::view_state::Tab;
use crate::web::download::FileParts;
use crate::web::{BrowserError, clipboard};

/// How many values complete a text.
const COMPLETIONS: u32 = 12;

/// How many values a search within a facet lists.
const FOUND_VALUES: u32 = 200;

/// The filter bar.
#[component]
pub(super) fn Filter() -> impl IntoView {
    let state = use_app();
    let query = Memo::new(move |_| state.view_state.with(|view| view.query.clone()));
    let hints = Memo::new(move |_| {
        let has_configuration = state.simulation.with(Option::is_some);
        query.with(|query| state.paths.with(|paths| paths.hints(query, has_configuration)))
    });
    view! {
        <QueryBar
            query=query.into()
            on_query=Callback::new(move |text| state.set_query(text))
            on_typed=Callback::new(move |text| state.set_typed_query(text))
            values=state.values
            on_ask_values=Callback::new(move |(context, field, typed)| {
                let asker = ValueAsker::Filter;
                state.ask(Command::AskValues { asker, context, field, typed, limit: COMPLETIONS });
            })
            paths=state.paths
            hints=hints.into()
            on_use=Callback::new(move |()| state.wants_paths.set(true))
            on_help=Callback::new(move |()| state.is_filter_help_open.set(true))
        />
    }
}

/// The facets beside the table.
#[component]
pub(super) fn FacetsView() -> impl IntoView {
    let state = use_app();
    let total = Memo::new(move |_| state.matches.with(|matches| matches.as_ref().map_or(0, |it| it.matches)));
    let fields = Memo::new(move |_| state.view_state.with(|view| view.facets.clone()));
    let folded = Memo::new(move |_| state.view_state.with(|view| view.folded.clone()));
    let search = RwSignal::new(None::<Search>);
    // The counts of a search are those of the filter in force, whenever it or the events change.
    Effect::new(move |_| {
        state.matches.track();
        let context = state.view_state.with(|view| view.query.clone());
        if let Some(Search { field, typed }) = search.get() {
            let asker = ValueAsker::Facet;
            state.ask(Command::AskValues { asker, context, field, typed, limit: FOUND_VALUES });
        }
    });
    let on_filter = move |(field, value, leaves_out): Gesture| {
        let values: Vec<String> = value.into_iter().collect();
        state.add_gesture(&field, &values, leaves_out);
    };
    view! {
        <FacetPanel
            fields=fields.into()
            folded=folded.into()
            facets=state.facets
            are_old=state.are_facets_old
            total=total.into()
            search=search
            found=state.facet_values
            paths=state.paths
            on_filter=Callback::new(on_filter)
            on_add=Callback::new(move |field: String| state.change_facets(|view| view.add_facet(&field)))
            on_remove=Callback::new(move |field: String| state.change_facets(|view| view.remove_facet(&field)))
            on_fold=Callback::new(move |(field, is_folded): (String, bool)| {
                state.change_facets(|view| view.fold(&field, is_folded));
            })
            on_use=Callback::new(move |()| state.wants_paths.set(true))
        />
    }
}

/// The timeline above the table.
#[component]
pub(super) fn TimelineView() -> impl IntoView {
    let state = use_app();
    let series = Memo::new(move |_| state.view_state.with(|view| view.series));
    let preset = Memo::new(move |_| {
        let range = state.view_state.with(|view| edit::time_range(&view.query));
        let (from, to) = range.and_then(|(from, to)| Some((from?, to?)))?;
        let (_, last) = state.data_extent()?;
        PRESETS.iter().position(|preset| preset.range(last) == (from, to))
    });
    let has_presets = Memo::new(move |_| state.data_extent().is_some());
    let is_old = Memo::new(move |_| {
        let is_of = |query: &str| {
            state.matches.with(|matches| matches.as_ref().is_some_and(|matches| matches.query == query))
        };
        state.timeline.with(|timeline| timeline.as_ref().is_some_and(|timeline| !is_of(&timeline.query)))
    });
    view! {
        <TimelinePanel
            timeline=state.timeline
            is_old=is_old.into()
            series=series.into()
            on_series=Callback::new(move |series| state.set_series(series))
            on_range=Callback::new(move |range| state.set_time_range(range))
            preset=preset.into()
            has_presets=has_presets.into()
            on_preset=Callback::new(move |at| state.show_last(at))
            offset=Signal::derive(move || state.offset())
        />
    }
}

/// How long a saved file stays at its address: the browser reads it after the click.
const SAVED_FOR: Duration = Duration::from_secs(60);

/// The trail simulator.
#[component]
pub(super) fn SimulatorView() -> impl IntoView {
    let state = use_app();
    let extent = Memo::new(move |_| state.matches.with(|matches| matches.as_ref().and_then(|it| it.extent)));
    let on_trail = move |(first, second)| state.judge_by(first, second);
    let on_filter = move |term: String| {
        state.change_columns(|columns| {
            if !columns.iter().any(|column| column == VERDICT_COLUMN) {
                columns.insert(0, VERDICT_COLUMN.to_owned());
            }
        });
        state.add_term(&term);
        state.show_tab(Tab::Events);
    };
    let on_ask_values = move |(field, typed): (String, String)| {
        let (asker, context) = (ValueAsker::Trail, String::new());
        state.ask(Command::AskValues { asker, context, field, typed, limit: COMPLETIONS });
    };
    let on_copy = move |text: String| {
        spawn_local(async move {
            if let Err(err) = clipboard::copy(&text).await {
                state.say_failure(format!("the browser does not copy: {err}"));
            }
        });
    };
    let on_save = move |(name, kind, text): (&'static str, &'static str, String)| {
        if let Err(err) = save(name, kind, &text) {
            state.say_failure(format!("the browser does not save the file: {err}"));
        }
    };
    view! {
        <SimulatorPanel
            first=state.trail
            second=state.second_trail
            reading=state.trail_reading
            simulation=state.simulation
            extent=extent.into()
            values=state.trail_values
            on_ask_values=Callback::new(on_ask_values)
            on_trail=Callback::new(on_trail)
            on_filter=Callback::new(on_filter)
            on_copy=Callback::new(on_copy)
            on_save=Callback::new(on_save)
        />
    }
}

fn save(name: &str, kind: &str, text: &str) -> Result<(), BrowserError> {
    let mut parts = FileParts::default();
    parts.push(text)?;
    let file = parts.finish(kind)?;
    file.save(name)?;
    set_timeout(move || drop(file), SAVED_FOR);
    Ok(())
}
