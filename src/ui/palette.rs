//! The command palette: everything that can be done, found by a few letters.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::parts::dialog::Dialog;
use super::state::use_app;
use crate::view::commands::{Action, Entry, entries, search};
use crate::view::format;

/// How many commands are listed at a time.
const MOST_SHOWN: usize = 50;

#[component]
pub(super) fn Palette() -> impl IntoView {
    let state = use_app();
    view! {
        <Dialog label="Command palette" class="tl-palette" is_open=state.is_palette_open>
            <PaletteSearch />
        </Dialog>
    }
}

#[component]
fn PaletteSearch() -> impl IntoView {
    let state = use_app();
    let typed = RwSignal::new(String::new());
    let chosen = RwSignal::new(0usize);
    let all = Memo::new(move |_| {
        let has_files = state.has_files();
        let paths = state.paths.get();
        state
            .view_state
            .with(|view| state.counts.with(|counts| entries(view, has_files, counts, &paths.offered)))
    });
    let found = Memo::new(move |_| {
        let mut found = all.with(|all| search(all, &typed.read()));
        found.truncate(MOST_SHOWN);
        found
    });
    let run = move |action: Action| {
        // The dialog first gives the keyboard back; then the command may take it elsewhere.
        state.is_palette_open.set(false);
        request_animation_frame(move || state.run(&action));
    };
    let on_key = move |event: KeyboardEvent| {
        let count = found.read_untracked().len();
        let last = count.saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|at| *at = if *at >= last { 0 } else { *at + 1 }),
            "ArrowUp" => chosen.update(|at| *at = if *at == 0 { last } else { *at - 1 }),
            "Enter" => {
                let action = found.with_untracked(|found| {
                    found.get(chosen.get_untracked()).map(|entry| entry.action.clone())
                });
                if let Some(action) = action {
                    run(action);
                }
            }
            // There is nowhere else to go.
            "Tab" => {}
            _ => return,
        }
        event.prevent_default();
        reveal(chosen.get_untracked());
    };
    view! {
        <input
            type="text"
            class="tl-input tl-palette__input"
            role="combobox"
            aria-label="Command"
            aria-autocomplete="list"
            aria-expanded="true"
            aria-controls="tl-palette-list"
            aria-activedescendant=move || (!found.read().is_empty()).then(|| option_id(chosen.get()))
            placeholder="Do what? Words in any order"
            autocomplete="off"
            spellcheck="false"
            autofocus
            prop:value=typed
            on:input:target=move |event| {
                typed.set(event.target().value());
                chosen.set(0);
            }
            on:keydown=on_key
        />
        <ul class="tl-palette__list" id="tl-palette-list" role="listbox" aria-label="Commands">
            {move || {
                found
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, entry)| option(at, entry, chosen, run))
                    .collect_view()
            }}
        </ul>
        <Show when=move || found.read().is_empty()>
            <p class="tl-palette__none" role="status">"Nothing is called that."</p>
        </Show>
    }
}

fn option(
    at: usize,
    entry: Entry,
    chosen: RwSignal<usize>,
    run: impl Fn(Action) + Copy + 'static,
) -> impl IntoView {
    let Entry { title, note, action } = entry;
    view! {
        <li
            id=option_id(at)
            class="tl-palette__option"
            role="option"
            aria-selected=move || (chosen.get() == at).to_string()
            on:click=move |_| run(action.clone())
        >
            <span>{title}</span>
            <span class="tl-palette__note">{format::visible(&note).into_owned()}</span>
        </li>
    }
}

fn option_id(at: usize) -> String {
    format!("tl-palette-{at}")
}

fn reveal(at: usize) {
    if let Some(option) = document().get_element_by_id(&option_id(at)) {
        option.scroll_into_view_with_scroll_into_view_options(&nearest());
    }
}

/// Scrolls no further than needed.
fn nearest() -> web_sys::ScrollIntoViewOptions {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options
}
