//! Marking events to be compared.

use leptos::prelude::*;

use crate::engine::protocol::EventKey;
use crate::ui::parts::button::{Button, Weight};
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::state::use_app;

/// The mark of a row of the table; pressing it does not open the row.
#[component]
pub(in crate::ui) fn MarkBox(key: Option<EventKey>, is_marked: bool) -> impl IntoView {
    let state = use_app();
    view! {
        <span class="tl-mark" role="gridcell">
            <button
                type="button"
                class="tl-mark__box"
                tabindex="-1"
                aria-label="Mark to compare"
                title="Mark to compare (m)"
                aria-pressed=is_marked.to_string()
                on:click=move |event| {
                    event.stop_propagation();
                    if let Some(key) = key {
                        state.toggle_mark(key);
                    }
                }
            ></button>
        </span>
    }
}

/// The mark of the event that is open.
#[component]
pub(super) fn MarkButton() -> impl IntoView {
    let state = use_app();
    let is_marked =
        move || state.opened.get().is_some_and(|key| state.detail.marked.with(|marked| marked.contains(key)));
    view! {
        <button
            type="button"
            class="tl-button tl-button--quiet tl-button--square"
            aria-label="Mark to compare"
            title="Mark to compare (m)"
            aria-pressed=move || is_marked().to_string()
            on:click=move |_| {
                if let Some(key) = state.opened.get_untracked() {
                    state.toggle_mark(key);
                }
            }
        >
            <Icon glyph=Glyph::Mark/>
        </button>
    }
}

/// How many events are marked, and what can be done with them.
#[component]
pub(in crate::ui) fn MarkBar() -> impl IntoView {
    let state = use_app();
    let num_marked = Memo::new(move |_| state.detail.marked.with(|marked| marked.keys().len()));
    view! {
        <Show when=move || num_marked.get() != 0>
            <div class="tl-marks" role="group" aria-label="Marked events">
                <span class="tl-marks__count" role="status" data-marked=move || num_marked.get().to_string()>
                    {move || match num_marked.get() {
                        1 => "1 event marked; mark another to compare".to_owned(),
                        several => format!("{several} events marked"),
                    }}
                </span>
                <Show when=move || num_marked.get().gt(&1)>
                    <Button label="Compare" on_press=move || state.show_comparison(true)/>
                </Show>
                <Button label="Clear marks" weight=Weight::Quiet on_press=move || state.clear_marks()/>
            </div>
        </Show>
    }
}
