//! The terms of the filter as chips: each can be edited, turned into its opposite or taken away.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::query::edit::{self, Chip};
use crate::view::format;

/// The chips of a filter text; `on_query` puts another in force.
#[component]
pub(super) fn Chips(query: Signal<String>, on_query: Callback<String>) -> impl IntoView {
    // Which chip is being edited, in which text: in another text it is none.
    let edited = RwSignal::new(None::<(String, usize)>);
    move || {
        let text = query.get();
        let editing = edited.get().filter(|(of, _)| *of == text).map(|(_, index)| index);
        edit::chips(&text)
            .into_iter()
            .enumerate()
            .map(|(index, chip)| {
                if editing == Some(index) {
                    view! { <ChipInput text=text.clone() index written=chip.text edited on_query /> }
                        .into_any()
                } else {
                    view! { <PlainChip text=text.clone() index chip edited on_query /> }.into_any()
                }
            })
            .collect_view()
    }
}

#[component]
fn PlainChip(
    text: String,
    index: usize,
    chip: Chip,
    edited: RwSignal<Option<(String, usize)>>,
    on_query: Callback<String>,
) -> impl IntoView {
    let shown = format::visible(&chip.text).into_owned();
    let (negated, removed) = (edit::negate_chip(&text, index), edit::remove_chip(&text, index));
    view! {
        <span class="tl-chip" class:tl-chip--negated=chip.is_negated>
            <button
                type="button"
                class="tl-icon-button tl-chip__sign"
                aria-label=format!("Turn {shown} into its opposite")
                title="Turn into its opposite"
                on:click=move |_| on_query.run(negated.clone())
            >
                "±"
            </button>
            <button
                type="button"
                class="tl-chip__text"
                aria-label=format!("Edit {shown}")
                title="Edit"
                on:click=move |_| edited.set(Some((text.clone(), index)))
            >
                <bdi>{shown.clone()}</bdi>
            </button>
            <button
                type="button"
                class="tl-icon-button tl-chip__remove"
                aria-label=format!("Remove {shown}")
                on:click=move |_| on_query.run(removed.clone())
            >
                "×"
            </button>
        </span>
    }
}

/// A chip's term as a text box. Enter puts it in force, Escape leaves it as it was.
#[component]
fn ChipInput(
    text: String,
    index: usize,
    written: String,
    edited: RwSignal<Option<(String, usize)>>,
    on_query: Callback<String>,
) -> impl IntoView {
    let element = NodeRef::<Input>::new();
    let typed = RwSignal::new(written);
    let is_faulty = RwSignal::new(false);
    element.on_load(|element| {
        // Where the browser does not focus it, a press does.
        element.focus().ok();
        element.select();
    });
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => match edit::replace_chip(&text, index, &typed.read_untracked()) {
            Some(query) => {
                edited.set(None);
                on_query.run(query);
            }
            None => is_faulty.set(true),
        },
        "Escape" => {
            event.stop_propagation();
            edited.set(None);
        }
        _ => {}
    };
    view! {
        <span class="tl-chip">
            <input
                node_ref=element
                type="text"
                class="tl-chip__input"
                aria-label="Edit this part of the filter"
                aria-invalid=move || is_faulty.get().to_string()
                spellcheck="false"
                size=move || typed.read().chars().count().clamp(8, 80).to_string()
                prop:value=typed
                on:input:target=move |event| {
                    typed.set(event.target().value());
                    is_faulty.set(false);
                }
                on:keydown=on_key
                on:blur=move |_| edited.set(None)
            />
        </span>
    }
}
