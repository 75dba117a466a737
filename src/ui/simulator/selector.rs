//! One event selector: its subject, its boxes, its conditions.

use leptos::prelude::*;

use super::form::Editor;
use super::resources::Resources;
use super::rows::{AddCondition, FieldEditor, ValueInput};
use crate::view::format::visible;
use crate::view::trail_form::{Edit, Field, LogTemplate, SelectorKind, template_label, templates_of};

/// One event selector.
#[component]
pub(super) fn SelectorEditor(editor: Editor, at: usize) -> impl IntoView {
    let title = move || editor.of_selector(at, |one| one.title.clone());
    let kind = Memo::new(move |_| editor.of_selector(at, |one| Some(one.kind)));
    let is_basic = move || matches!(kind.get(), Some(SelectorKind::Basic { .. }));
    let subject = Memo::new(move |_| editor.of_selector(at, |one| one.subject.clone()));
    let num_fields = Memo::new(move |_| editor.of_selector(at, |one| one.fields.len()));
    let more = Memo::new(move |_| editor.of_selector(at, |one| one.more_fields.clone()));
    let kept = move || editor.of_selector(at, |one| one.kept.clone());
    view! {
        <fieldset class="tl-form__selector" data-selector=at.to_string()>
            <legend class="tl-form__title">{title}</legend>
            <button
                type="button"
                class="tl-icon-button tl-form__remove"
                aria-label=move || format!("Remove {}", title())
                on:click=move |_| editor.edit.run(Edit::RemoveSelector(at))
            >
                "×"
            </button>
            <Show when=move || !is_basic()>
                <label class="tl-form__line">
                    <span>"Selector name"</span>
                    <input
                        class="tl-input"
                        type="text"
                        placeholder="optional"
                        prop:value=move || editor.of_selector(at, |one| one.name.clone())
                        on:change:target=move |event| {
                            editor.edit.run(Edit::SetName { selector: at, name: event.target().value() });
                        }
                    />
                </label>
            </Show>
            {move || subject.with(Option::is_some).then(|| view! { <Subject editor at/> })}
            <Boxes editor at/>
            <Show when=is_basic>
                <Resources editor at/>
            </Show>
            <For each=move || 0..num_fields.get() key=|row| *row let(row)>
                <FieldEditor editor at row/>
            </For>
            {move || {
                let fields = more.get();
                (!fields.is_empty()).then(|| view! { <AddCondition editor at fields/> })
            }}
            {move || kept().into_iter().map(|what| view! {
                <p class="tl-form__note">"Kept as it is: " {visible(&what).into_owned()}</p>
            }).collect_view()}
        </fieldset>
    }
}

/// The resource type or event source, and the template.
#[component]
fn Subject(editor: Editor, at: usize) -> impl IntoView {
    let is_network = move || editor.of_selector(at, |one| one.kind == SelectorKind::NetworkActivity);
    let field = move || if is_network() { Field::EventSource } else { Field::ResourcesType };
    let chosen = Memo::new(move |_| editor.of_selector(at, |one| Some(one.template)));
    let label = move || if is_network() { "Event source" } else { "Resource type" };
    let templates = move || {
        let offered = templates_of(is_network()).iter().copied();
        let own = chosen.get().filter(|own| !templates_of(is_network()).contains(own));
        offered.chain(own).enumerate().collect::<Vec<_>>()
    };
    let choose = move |value: String| {
        let wanted = templates().into_iter().find(|(at, _)| at.to_string() == value);
        if let Some((_, template)) = wanted {
            editor.edit.run(Edit::SetTemplate { selector: at, template });
        }
    };
    view! {
        <label class="tl-form__line">
            <span>{label}</span>
            <ValueInput
                editor
                label=Signal::derive(move || label().to_owned())
                field=Signal::derive(move || Some(field()))
                is_network=Signal::derive(is_network)
                value=Signal::derive(move || editor.of_selector(at, |one| one.subject.clone().unwrap_or_default()))
                on_value=Callback::new(move |value: String| {
                    if !value.is_empty() {
                        editor.edit.run(Edit::SetRequired { selector: at, field: field(), value });
                    }
                })
            />
        </label>
        <label class="tl-form__line">
            <span>"Log selector template"</span>
            <select class="tl-select" on:change:target=move |event| choose(event.target().value())>
                {move || {
                    let own = chosen.get();
                    templates()
                        .into_iter()
                        .map(|(place, template)| {
                            view! {
                                <option
                                    value=place.to_string()
                                    selected=own == Some(template)
                                    disabled=template == LogTemplate::Custom
                                >
                                    {template_label(template)}
                                </option>
                            }
                        })
                        .collect_view()
                }}
            </select>
        </label>
    }
}

/// `Read`, `Write`, and the sources left out.
#[component]
fn Boxes(editor: Editor, at: usize) -> impl IntoView {
    let read_write = Memo::new(move |_| editor.of_selector(at, |one| one.read_write));
    let excluded = Memo::new(move |_| editor.of_selector(at, |one| one.excluded.clone()));
    let management = Memo::new(move |_| {
        editor.of_selector(at, |one| match one.kind {
            SelectorKind::Basic { management } => Some(management),
            _ => None,
        })
    });
    // One of the two has to stay: each can be changed only while the other is on.
    let is_on = move |is_read: bool| {
        read_write.get().is_some_and(|(reads, writes)| if is_read { reads } else { writes })
    };
    let set = move |is_read: bool, is_on: bool| {
        let (reads, writes) = read_write.get_untracked().unwrap_or_default();
        let (reads, writes) = if is_read { (is_on, writes) } else { (reads, is_on) };
        editor.edit.run(Edit::SetReadWrite { selector: at, reads, writes });
    };
    view! {
        <div class="tl-form__boxes">
            <Show when=move || management.with(Option::is_some)>
                <label class="tl-simulator__check">
                    <input
                        type="checkbox"
                        prop:checked=move || management.get() == Some(true)
                        on:change:target=move |event| {
                            editor.edit.run(Edit::SetManagement { selector: at, is_on: event.target().checked() });
                        }
                    />
                    "Management events"
                </label>
            </Show>
            <Show when=move || read_write.with(Option::is_some)>
                {[("Read", true), ("Write", false)]
                    .map(|(label, is_read)| {
                        view! {
                            <label class="tl-simulator__check">
                                <input
                                    type="checkbox"
                                    prop:checked=move || is_on(is_read)
                                    disabled=move || !is_on(!is_read)
                                    on:change:target=move |event| set(is_read, event.target().checked())
                                />
                                {label}
                            </label>
                        }
                    })
                    .collect_view()}
            </Show>
            {move || {
                excluded
                    .get()
                    .into_iter()
                    .map(|(source, is_excluded)| {
                        view! {
                            <label class="tl-simulator__check">
                                <input
                                    type="checkbox"
                                    prop:checked=is_excluded
                                    on:change:target=move |event| {
                                        editor.edit.run(Edit::SetExcluded {
                                            selector: at,
                                            source: source.to_owned(),
                                            is_excluded: event.target().checked(),
                                        });
                                    }
                                />
                                {format!("Exclude {source}")}
                            </label>
                        }
                    })
                    .collect_view()
            }}
        </div>
    }
}
