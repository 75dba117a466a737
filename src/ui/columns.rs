//! Which columns the table has, in which order, which stay in view; and sets of them under names.

use std::time::Duration;

use leptos::prelude::*;

use super::column_header::toggle_pin;
use super::parts::bar_panel::{BarPanel, BarPanelItem, BarPanelName};
use super::parts::icon::{Glyph, Icon};
use super::state::use_app;
use crate::record::field::FIELDS;
use crate::view::columns::{Column, DEFAULT};
use crate::view::saved::ColumnSet;

/// The id of the list of fields that the text box offers.
const OFFER_ID: &str = "column-offer";

#[component]
pub(super) fn ColumnChooser() -> impl IntoView {
    let state = use_app();
    let columns = Memo::new(move |_| {
        state.kept.layout.with(|layout| state.view_state.with(|view| layout.order(&view.columns)))
    });
    let wanted = RwSignal::new(String::new());
    let add = move || {
        let key = wanted.get_untracked().trim().to_owned();
        if !key.is_empty() && state.add_column(&key) {
            wanted.set(String::new());
        }
    };
    view! {
        <BarPanel label="Columns" name="Columns" class="tl-columns">
                <ol class="tl-bar-panel__list">
                    <For each=move || columns.get() key=|key| key.clone() let(key)>
                        <ColumnItem key=key />
                    </For>
                </ol>
                <form
                    class="tl-bar-panel__form"
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
                        on:keydown=move |event| {
                            if event.key() == "Enter" {
                                // Where a list of offers is open, WebKit gives the key to the list alone and sends no
                                // form. By then it has written the offer that was chosen, if one was.
                                set_timeout(add, Duration::ZERO);
                            }
                        }
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
                <ColumnSets />
        </BarPanel>
    }
}

/// One column, which can be moved and taken away.
#[component]
fn ColumnItem(key: String) -> impl IntoView {
    let state = use_app();
    let title = Column::of(&key).title;
    let moved = move |steps: isize, key: &str| {
        state.reorder_columns(|layout, columns| layout.moved(columns, key, steps));
    };
    let (left, right, pinned, gone) = (key.clone(), key.clone(), key.clone(), key.clone());
    let is_pinned = move || state.kept.layout.with(|layout| layout.is_pinned(&key));
    view! {
        <li class="tl-bar-panel__item">
            <span class="tl-bar-panel__name">{title.clone()}</span>
            <button
                type="button"
                class="tl-icon-button tl-columns__pin"
                aria-label=format!("Keep {title} in view")
                title="Keep in view at the left"
                aria-pressed=move || is_pinned().to_string()
                on:click=move |_| toggle_pin(state, &pinned)
            >
                <Icon glyph=Glyph::Pin />
            </button>
            <button
                type="button"
                class="tl-icon-button"
                aria-label=format!("Move {title} to the left")
                on:click=move |_| moved(-1, &left)
            >
                "↑"
            </button>
            <button
                type="button"
                class="tl-icon-button"
                aria-label=format!("Move {title} to the right")
                on:click=move |_| moved(1, &right)
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

/// Columns kept under names, and the present ones under a new name.
#[component]
fn ColumnSets() -> impl IntoView {
    let state = use_app();
    let sets = Memo::new(move |_| state.kept.saved.with(|saved| saved.column_sets.clone()));
    let keep = move |name: String| {
        let columns = state.view_state.with_untracked(|view| view.columns.clone());
        let layout = state.kept.layout.get_untracked();
        let columns = layout.order(&columns);
        state.change_saved(|saved| saved.keep_columns(&name, &columns, &layout))
    };
    view! {
        <h3 class="tl-bar-panel__title">"Column sets"</h3>
        <ul class="tl-bar-panel__list">
            {move || sets.get().into_iter().map(|set| view! { <SetItem set=set /> }).collect_view()}
        </ul>
        <BarPanelName label="Name for the present columns" placeholder="Save these columns as…" on_keep=keep />
        <p class="tl-bar-panel__note" role="status">
            {move || state.kept.problem.get()}
        </p>
    }
}

/// A set of columns: pressing it shows them.
#[component]
fn SetItem(set: ColumnSet) -> impl IntoView {
    let state = use_app();
    let (name, gone) = (set.name.clone(), set.name.clone());
    let delete_label = format!("Delete the column set {name}");
    let title = set.columns.join(", ");
    let on_use = move |()| state.use_column_set(set.clone());
    let on_delete = move |()| {
        state.change_saved(|saved| {
            saved.column_sets.retain(|known| known.name != gone);
            Ok(())
        });
    };
    view! { <BarPanelItem name title delete_label on_use on_delete /> }
}
