//! The data resources of a basic selector.

use leptos::prelude::*;

use super::form::Editor;
use super::rows::ValueInput;
use crate::view::trail_form::{BASIC_TYPES, Edit, Field};

/// The data resources of a basic selector.
#[component]
pub(super) fn Resources(editor: Editor, at: usize) -> impl IntoView {
    let num_resources = Memo::new(move |_| editor.of_selector(at, |one| one.resources.len()));
    let (kind, value) = (RwSignal::new(BASIC_TYPES[0].to_owned()), RwSignal::new(String::new()));
    let add = move || {
        let typed = value.get_untracked().trim().to_owned();
        if !typed.is_empty() {
            editor.edit.run(Edit::AddResource {
                selector: at,
                resource_type: kind.get_untracked(),
                value: typed,
            });
            value.set(String::new());
        }
    };
    view! {
        <For each=move || 0..num_resources.get() key=|row| *row let(row)>
            <ResourceEditor editor at row/>
        </For>
        <div class="tl-form__row">
            <select
                class="tl-select"
                aria-label="Type of the data resource to add"
                on:change:target=move |event| kind.set(event.target().value())
            >
                {BASIC_TYPES.into_iter().map(|kind| view! { <option value=kind>{kind}</option> }).collect_view()}
            </select>
            <ValueInput
                editor
                label=Signal::stored("ARN of the data resource to add".to_owned())
                field=Signal::stored(Some(Field::ResourcesArn))
                is_network=Signal::stored(false)
                value=value.into()
                on_value=Callback::new(move |typed| value.set(typed))
                on_enter=Callback::new(move |()| add())
            />
            <button type="button" class="tl-button" on:click=move |_| add()>
                "+ Data resource"
            </button>
        </div>
    }
}

#[component]
fn ResourceEditor(editor: Editor, at: usize, row: usize) -> impl IntoView {
    let of = move || editor.of_selector(at, |one| one.resources.get(row).cloned());
    let shown = Memo::new(move |_| of());
    let text = move || shown.get().map(|(_, _, value)| value.text).unwrap_or_default();
    let place = move || shown.get_untracked().map(|(place, ..)| place);
    view! {
        <div class="tl-form__row">
            <span class="tl-form__what">{move || shown.get().map(|(_, kind, _)| kind)}</span>
            <ValueInput
                editor
                label=Signal::derive(move || format!("Data resource {}", row + 1))
                field=Signal::stored(Some(Field::ResourcesArn))
                is_network=Signal::stored(false)
                is_fixed=Signal::derive(move || shown.get().is_some_and(|(_, _, value)| value.is_fixed))
                value=Signal::derive(text)
                on_value=Callback::new(move |value| {
                    if let Some(at) = place() {
                        editor.edit.run(Edit::SetResource { at, value });
                    }
                })
            />
            <button
                type="button"
                class="tl-icon-button"
                aria-label=format!("Remove data resource {}", row + 1)
                on:click=move |_| {
                    if let Some(at) = place() {
                        editor.edit.run(Edit::RemoveResource(at));
                    }
                }
            >
                "×"
            </button>
        </div>
    }
}
