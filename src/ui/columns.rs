//! Which columns the table has, and in which order.

use leptos::prelude::*;

use super::state::use_app;
use crate::record::field::FIELDS;
use crate::view::columns::{Column, DEFAULT};

/// The id of the list of fields that the text box offers.
const OFFER_ID: &str = "column-offer";

#[component]
pub(super) fn ColumnChooser() -> impl IntoView {
    let state = use_app();
    let columns = Memo::new(move |_| state.view_state.with(|view| view.columns.clone()));
    let wanted = RwSignal::new(String::new());
    let add = move || {
        let key = wanted.get_untracked().trim().to_owned();
        if !key.is_empty() {
            state.change_columns(|columns| {
                if !columns.contains(&key) {
                    columns.push(key);
                }
            });
            wanted.set(String::new());
        }
    };
    view! {
        <details class="tl-columns">
            <summary class="tl-chip tl-chip--toggle">"Columns"</summary>
            <div class="tl-columns__panel" role="group" aria-label="Columns">
                <ol class="tl-columns__list">
                    <For each=move || columns.get() key=|key| key.clone() let(key)>
                        <ColumnItem key=key />
                    </For>
                </ol>
                <form
                    class="tl-columns__add"
                    on:submit=move |event| {
                        event.prevent_default();
                        add();
                    }
                >
                    <input
                        type="text"
                        class="tl-input"
                        aria-label="Column to add: a field or any path"
                        placeholder="Add a field or any path…"
                        list=OFFER_ID
                        spellcheck="false"
                        prop:value=wanted
                        on:input:target=move |event| wanted.set(event.target().value())
                    />
                    <datalist id=OFFER_ID>
                        {FIELDS.iter().map(|field| view! { <option value=field.name>{field.label}</option> }).collect_view()}
                    </datalist>
                </form>
                <button
                    type="button"
                    class="tl-link"
                    on:click=move |_| {
                        state.change_columns(|columns| *columns = DEFAULT.map(str::to_owned).to_vec());
                    }
                >
                    "The usual columns"
                </button>
            </div>
        </details>
    }
}

/// One column, which can be moved and taken away.
#[component]
fn ColumnItem(key: String) -> impl IntoView {
    let state = use_app();
    let title = Column::of(&key).title;
    let moved = move |steps: isize, key: String| {
        state.change_columns(|columns| {
            let Some(from) = columns.iter().position(|known| *known == key) else { return };
            let to = from.saturating_add_signed(steps).min(columns.len().saturating_sub(1));
            let column = columns.remove(from);
            columns.insert(to, column);
        });
    };
    let (left, right, gone) = (key.clone(), key.clone(), key);
    view! {
        <li class="tl-columns__item">
            <span class="tl-columns__name">{title.clone()}</span>
            <button
                type="button"
                class="tl-icon-button"
                aria-label=format!("Move {title} to the left")
                on:click=move |_| moved(-1, left.clone())
            >
                "↑"
            </button>
            <button
                type="button"
                class="tl-icon-button"
                aria-label=format!("Move {title} to the right")
                on:click=move |_| moved(1, right.clone())
            >
                "↓"
            </button>
            <button
                type="button"
                class="tl-icon-button"
                aria-label=format!("Remove the column {title}")
                on:click=move |_| {
                    state.change_columns(|columns| {
                        // The last one stays: a table without columns shows nothing.
                        if columns.len() > 1 {
                            columns.retain(|known| *known != gone);
                        }
                    });
                }
            >
                "×"
            </button>
        </li>
    }
}
