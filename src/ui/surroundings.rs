//! What happened around the event that is open.

use leptos::prelude::*;

use super::state::use_app;
use super::tabs::focus;
use crate::view::surroundings::{MINUTES, Surroundings, USUAL_MINUTES};

/// The id of the first choice, which takes the focus.
pub(super) const FIRST_ID: &str = "surroundings-first";

const BUTTON_ID: &str = "surroundings-button";

/// The choice of what the events around share with this one, and how far they may be away.
#[component]
pub(super) fn SurroundingsMenu() -> impl IntoView {
    let state = use_app();
    let is_open = state.asks_surroundings;
    let minutes = RwSignal::new(USUAL_MINUTES);
    let around = Memo::new(move |_| {
        state.record.with(|shown| shown.as_ref().and_then(|shown| Surroundings::of(&shown.record.json)))
    });
    let close = move || {
        is_open.set(false);
        focus(BUTTON_ID);
    };
    view! {
        <div
            class="tl-around"
            on:keydown=move |event| {
                if event.key() == "Escape" && is_open.get_untracked() {
                    event.stop_propagation();
                    close();
                }
            }
        >
            <button
                type="button"
                id=BUTTON_ID
                class="tl-button tl-button--quiet"
                title="What happened around this event (s)"
                aria-expanded=move || is_open.get().to_string()
                on:click=move |_| if is_open.get_untracked() { close() } else { state.ask_surroundings() }
            >
                "Around"
            </button>
            <Show when=move || is_open.get()>
                <div class="tl-around__panel" role="group" aria-label="Surroundings of the event">
                    {move || match around.get() {
                        Some(around) => view! { <Choices around minutes /> }.into_any(),
                        None => {
                            view! {
                                <p id=FIRST_ID tabindex="-1">
                                    "This event has no readable time, so nothing can be said to be around it."
                                </p>
                            }
                                .into_any()
                        }
                    }}
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Choices(around: Surroundings, minutes: RwSignal<u32>) -> impl IntoView {
    let state = use_app();
    let around = StoredValue::new(around);
    let choices = around.with_value(|around| around.choices.clone());
    let is_none = choices.is_empty();
    view! {
        <label class="tl-around__minutes">
            "Up to "
            <select
                aria-label="Minutes before and after"
                on:change:target=move |event| {
                    if let Ok(chosen) = event.target().value().parse() {
                        minutes.set(chosen);
                    }
                }
            >
                {MINUTES
                    .map(|own| {
                        view! {
                            <option value=own.to_string() selected=move || minutes.get() == own>
                                {own}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
            " minutes before and after"
        </label>
        {choices
            .into_iter()
            .enumerate()
            .map(|(at, choice)| {
                let (label, value) = (choice.scope.label(), choice.value.clone());
                view! {
                    <button
                        type="button"
                        class="tl-around__choice"
                        id=(at == 0).then_some(FIRST_ID)
                        on:click=move |_| {
                            let query = around.with_value(|around| around.query(&choice, minutes.get_untracked()));
                            state.show_surroundings(query);
                        }
                    >
                        <span>{label}</span>
                        <span class="tl-value tl-value--code">{value}</span>
                    </button>
                }
            })
            .collect_view()}
        {is_none
            .then(|| view! { <p id=FIRST_ID tabindex="-1">"This event names no account, identity or address."</p> })}
        <p class="tl-around__note">"The filter is set aside; Back returns to it."</p>
    }
}
