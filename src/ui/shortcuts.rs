//! The dialog that lists the keys.

use leptos::prelude::*;

use super::parts::button::Button;
use super::parts::dialog::Dialog;
use super::state::use_app;
use crate::view::commands::{COMMANDS, KEYS_OF_PARTS};

#[component]
pub(super) fn Shortcuts() -> impl IntoView {
    let state = use_app();
    let is_open = state.are_shortcuts_open;
    view! {
        <Dialog label="Keyboard shortcuts" class="tl-shortcuts" is_open=is_open>
            <h2 class="tl-dialog__title">"Keyboard shortcuts"</h2>
            <dl class="tl-shortcuts__list">
                {COMMANDS
                    .iter()
                    .map(|command| (command.keys_text(), command.title))
                    .filter(|(keys, _)| !keys.is_empty())
                    .map(|(keys, title)| shortcut(keys, title))
                    .collect_view()}
                {KEYS_OF_PARTS.iter().map(|(keys, what)| shortcut((*keys).to_owned(), what)).collect_view()}
            </dl>
            <div class="tl-dialog__foot">
                <label class="tl-shortcuts__switch">
                    <input
                        type="checkbox"
                        prop:checked=move || state.keys_are_on.get()
                        on:change:target=move |event| state.switch_keys(event.target().checked())
                    />
                    "Single keys are on"
                </label>
                <Button label="Close" on_press=move || is_open.set(false) />
            </div>
        </Dialog>
    }
}

fn shortcut(keys: String, what: &'static str) -> impl IntoView {
    view! {
        <div class="tl-shortcuts__row">
            <dt>
                <kbd class="tl-key">{keys}</kbd>
            </dt>
            <dd>{what}</dd>
        </div>
    }
}
