//! Keys that work everywhere on the page, and the dialog that lists them.
//!
//! Single keys do nothing while something is being typed, and can be switched off altogether.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::parts::button::Button;
use super::state::{AppState, use_app};
use super::tabs::focus;
use crate::view::view_state::Tab;

/// The keys with what they do.
const KEYS: [(&str, &str); 15] = [
    ("/", "go to the filter"),
    ("?", "show these keys"),
    ("1, 2, 3", "Events, Trail simulator, Files"),
    ("j, k or ↓, ↑", "next, previous event in the table"),
    ("Home, End, Page Up, Page Down", "move through the table"),
    ("Enter or o", "open the event"),
    ("m", "mark the event to compare it, or take the mark away"),
    ("c", "compare the marked events, or go back"),
    ("Esc", "close the event, or this list"),
    ("← → in tabs", "next, previous tab"),
    ("← → in the timeline", "move; with Shift mark a stretch; Enter applies it; Delete takes it away"),
    ("↓ ↑ in the filter", "choose a completion; Enter takes it"),
    ("Alt and click on a value", "leave it out"),
    ("w, e", "write events only, errors only"),
    ("z", "times in UTC or local"),
];

/// The id of the filter's text box.
pub(super) const FILTER_ID: &str = "filter-text";

#[component]
pub(super) fn Shortcuts() -> impl IntoView {
    let state = use_app();
    let is_open = RwSignal::new(false);
    let are_on = RwSignal::new(true);
    let listener = window_event_listener(ev::keydown, move |event| on_key(state, is_open, are_on, &event));
    on_cleanup(move || listener.remove());
    view! {
        <Show when=move || is_open.get()>
            <div class="tl-shortcuts" role="dialog" aria-modal="true" aria-label="Keyboard shortcuts">
                <h2 class="tl-shortcuts__title">"Keyboard shortcuts"</h2>
                <dl class="tl-facts">
                    {KEYS
                        .map(|(keys, what)| {
                            view! {
                                <dt>
                                    <kbd>{keys}</kbd>
                                </dt>
                                <dd>{what}</dd>
                            }
                        })
                        .collect_view()}
                </dl>
                <label class="tl-shortcuts__switch">
                    <input
                        type="checkbox"
                        prop:checked=are_on
                        on:change:target=move |event| are_on.set(event.target().checked())
                    />
                    "Single keys are on"
                </label>
                <Button label="Close" on_press=move || is_open.set(false) />
            </div>
        </Show>
    }
}

fn on_key(state: AppState, is_open: RwSignal<bool>, are_on: RwSignal<bool>, event: &KeyboardEvent) {
    if event.key() == "Escape" && is_open.get_untracked() {
        is_open.set(false);
        return;
    }
    if event.ctrl_key()
        || event.meta_key()
        || event.alt_key()
        || event.default_prevented()
        || is_typing(event)
    {
        return;
    }
    let key = event.key();
    // The list of keys can always be had, or nobody could switch them on again.
    if key == "?" {
        is_open.update(|open| *open = !*open);
        return;
    }
    if !are_on.get_untracked() || !state.has_files_untracked() {
        return;
    }
    match key.as_str() {
        "/" => {
            event.prevent_default();
            state.show_tab(Tab::Events);
            // Nothing in a panel that is still hidden takes the focus.
            request_animation_frame(|| focus(FILTER_ID));
        }
        "1" => state.show_tab(Tab::Events),
        "2" => state.show_tab(Tab::Simulator),
        "3" => state.show_tab(Tab::Files),
        "z" => state.toggle_clock(),
        "m" => state.toggle_mark_at_cursor(),
        "c" => state.show_comparison(!state.detail.is_comparing.get_untracked()),
        "w" => state.toggle_term(crate::view::explore::TOGGLES[0].term),
        "e" => state.toggle_term(crate::view::explore::TOGGLES[1].term),
        _ => {}
    }
}

/// Whether the key belongs to a text that is being written or a choice that is being made.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}
