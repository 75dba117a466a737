//! Filter, facets, timeline and simulator, tied to the state of the page.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::facets::{FacetPanel, Gesture};
use super::query_bar::QueryBar;
use super::simulator::SimulatorPanel;
use super::state::use_app;
use super::timeline::TimelinePanel;
use crate::engine::protocol::Command;
use crate::query::edit;
use crate::view::view_state::Tab;
use crate::web::clipboard;

/// The filter bar.
#[component]
pub(super) fn Filter() -> impl IntoView {
    let state = use_app();
    let query = Memo::new(move |_| state.view_state.with(|view| view.query.clone()));
    view! {
        <QueryBar
            query=query.into()
            on_query=Callback::new(move |text| state.set_query(text))
            values=state.values.into()
            on_ask_values=Callback::new(move |(field, typed)| state.ask(Command::AskValues { field, typed }))
        />
    }
}

/// The facets beside the table.
#[component]
pub(super) fn FacetsView() -> impl IntoView {
    let state = use_app();
    let total = Memo::new(move |_| state.matches.with(|matches| matches.as_ref().map_or(0, |it| it.matches)));
    let on_filter = move |(field, value, leaves_out): Gesture| {
        // Leaving out the events that lack a field keeps those that have it.
        let term = match value {
            Some(value) if leaves_out => edit::negated(&edit::value_term(&field, &value)),
            Some(value) => edit::value_term(&field, &value),
            None if leaves_out => format!("{field}:*"),
            None => format!("-{field}:*"),
        };
        state.add_term(&term);
    };
    let on_add = move |field: String| {
        state.facet_fields.update(|fields| {
            if !fields.contains(&field) {
                fields.push(field);
            }
        });
    };
    let on_remove =
        move |field: String| state.facet_fields.update(|fields| fields.retain(|known| *known != field));
    view! {
        <FacetPanel
            facets=state.facets.into()
            total=total.into()
            on_filter=Callback::new(on_filter)
            on_add=Callback::new(on_add)
            on_remove=Callback::new(on_remove)
        />
    }
}

/// The timeline above the table.
#[component]
pub(super) fn TimelineView() -> impl IntoView {
    let state = use_app();
    let on_range = move |range| {
        let query = state.view_state.with_untracked(|view| edit::with_time_range(&view.query, range));
        state.set_query(query);
    };
    view! {
        <TimelinePanel
            timeline=state.timeline.into()
            series=state.series.into()
            on_series=Callback::new(move |series| state.series.set(series))
            on_range=Callback::new(on_range)
            offset=Signal::derive(move || state.offset())
        />
    }
}

/// The trail simulator.
#[component]
pub(super) fn SimulatorView() -> impl IntoView {
    let state = use_app();
    let extent = Memo::new(move |_| state.matches.with(|matches| matches.as_ref().and_then(|it| it.extent)));
    let on_trail = move |(first, second)| state.judge_by(first, second);
    let on_filter = move |term: String| {
        state.add_term(&term);
        state.show_tab(Tab::Events);
    };
    let on_copy = move |text: String| {
        spawn_local(async move {
            if let Err(err) = clipboard::copy(&text).await {
                state.say_failure(format!("the browser does not copy: {err}"));
            }
        });
    };
    view! {
        <SimulatorPanel
            first=state.trail
            second=state.second_trail
            reading=state.trail_reading.into()
            simulation=state.simulation.into()
            extent=extent.into()
            on_trail=Callback::new(on_trail)
            on_filter=Callback::new(on_filter)
            on_copy=Callback::new(on_copy)
        />
    }
}
