//! What stands where the table of events is: the events, their groups, or the indicators.

use leptos::prelude::*;

use super::event_table::EventTable;
use super::folding::{CopiesList, FoldBar};
use super::group_bar::GroupBar;
use super::group_table::GroupTable;
use super::indicators::IndicatorsView;
use super::state::use_app;
use crate::view::view_state::Pane;

#[component]
pub(super) fn Panes() -> impl IntoView {
    let state = use_app();
    let pane = Memo::new(move |_| state.view_state.with(|view| view.pane));
    view! {
        <div class="tl-panes">
            <div class="tl-panes__bar">
                <div class="tl-panes__switch" role="group" aria-label="Show">
                    {Pane::ALL
                        .map(|own| {
                            view! {
                                <button
                                    type="button"
                                    class="tl-panes__choice"
                                    aria-pressed=move || (pane.get() == own).to_string()
                                    on:click=move |_| state.show_pane(own)
                                >
                                    {own.label()}
                                </button>
                            }
                        })
                        .collect_view()}
                </div>
                <Show when=move || pane.get() == Pane::Events>
                    <FoldBar />
                </Show>
                <Show when=move || pane.get() == Pane::Groups>
                    <GroupBar />
                </Show>
            </div>
            // The table of events is kept, so that coming back finds it as it was.
            <div class="tl-panes__body" hidden=move || pane.get() != Pane::Events>
                <EventTable />
                <CopiesList />
            </div>
            <Show when=move || pane.get() == Pane::Groups>
                <div class="tl-panes__body">
                    <GroupTable />
                </div>
            </Show>
            <Show when=move || pane.get() == Pane::Indicators>
                <div class="tl-panes__body">
                    <IndicatorsView />
                </div>
            </Show>
        </div>
    }
}
