//! The form beside the text: selectors in the console's words.

use leptos::prelude::*;

use super::rows::{AddCondition, FieldEditor, Offers, ValueInput};
use crate::engine::protocol::ValueList;
use crate::ui::shared::SharedSignal;
use crate::view::format::visible;
use crate::view::trail_form::{
    BASIC_TYPES, Edit, Field, FormState, LogTemplate, Mode, NewSelector, Operator, SelectorForm,
    SelectorKind, SwitchState, TrailForm, changed, form, template_label, templates_of,
};

/// What every part of the form needs.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub(super) form: Memo<Option<TrailForm>>,
    pub(super) edit: Callback<Edit>,
    pub(super) offers: Offers,
}

impl Editor {
    /// Something of one selector, as long as it is there.
    pub(super) fn of_selector<T: Default>(self, at: usize, part: impl Fn(&SelectorForm) -> T) -> T {
        self.form
            .with(|form| form.as_ref().and_then(|form| form.selectors.get(at)).map(part).unwrap_or_default())
    }
}

/// The form. Each change writes the text anew.
#[component]
pub(super) fn FormEditor(
    text: SharedSignal<String>,
    /// Whether the text is the one to compare with.
    is_second: bool,
    judge_soon: Callback<()>,
    values: SharedSignal<Option<ValueList>>,
    on_ask_values: Callback<(String, String)>,
) -> impl IntoView {
    let trail = RwSignal::new(0usize);
    // The text before the form first wrote it in its own way.
    let before = RwSignal::new(None::<String>);
    let state = Memo::new(move |_| form(&text.read(), trail.get()));
    let ready = Memo::new(move |_| {
        state.with(|state| match state {
            FormState::Ready(form) => Some(form.as_ref().clone()),
            FormState::Waiting(_) => None,
        })
    });
    let edit = Callback::new(move |edit: Edit| {
        let old = text.get_untracked();
        let Some(new) = changed(&old, trail.get_untracked(), edit) else { return };
        if ready.with_untracked(|form| form.as_ref().is_some_and(|form| form.rewrites.is_some())) {
            before.set(Some(old));
        }
        text.set(new);
        judge_soon.run(());
    });
    let editor = Editor { form: ready, edit, offers: Offers::new(is_second, values, on_ask_values) };
    let waiting = move || {
        state.with(|state| match state {
            FormState::Waiting(0) => {
                Some("The text has an error; the form waits until it is mended.".to_owned())
            }
            FormState::Waiting(line) => {
                Some(format!("The text has an error on line {line}; the form waits until it is mended."))
            }
            FormState::Ready(_) => None,
        })
    };
    let remark = move || ready.with(|form| form.as_ref().and_then(|form| form.rewrites.clone()));
    let undo = move |_| {
        if let Some(old) = before.get_untracked() {
            text.set(old);
            before.set(None);
            judge_soon.run(());
        }
    };
    let (name, summary, test_id) = if is_second {
        ("Form of the second configuration", "Edit the second as a form", "second-simulator-form")
    } else {
        ("Form of the trail configuration", "Edit as a form", "simulator-form")
    };
    view! {
        <details class="tl-form" open=!is_second role="group" aria-label=name data-testid=test_id>
            <summary>{summary}</summary>
            {move || waiting().map(|words| view! { <p class="tl-form__note" role="status">{words}</p> })}
            {move || remark().map(|words| view! { <p class="tl-form__note">{visible(&words).into_owned()}</p> })}
            <Show when=move || before.with(Option::is_some)>
                <p class="tl-form__note">
                    "The form has written the text anew. "
                    <button type="button" class="tl-link" on:click=undo>"Back to the text as it was"</button>
                </p>
            </Show>
            <Show when=move || ready.with(Option::is_some)>
                <TrailChoice editor trail/>
                <Selectors editor/>
                <Scope editor/>
                <Kept editor/>
            </Show>
            {editor.offers.list()}
        </details>
    }
}

/// Which of several trails of the text is edited.
#[component]
fn TrailChoice(editor: Editor, trail: RwSignal<usize>) -> impl IntoView {
    move || {
        let trails =
            editor.form.with(|form| form.as_ref().map(|form| form.trails.clone()).unwrap_or_default());
        (!trails.is_empty()).then(|| {
            view! {
                <label class="tl-form__line">
                    <span>"Trail"</span>
                    <select
                        class="tl-select"
                        prop:value=move || trail.get().to_string()
                        on:change:target=move |event| trail.set(event.target().value().parse().unwrap_or(0))
                    >
                        {trails
                            .into_iter()
                            .enumerate()
                            .map(|(at, label)| view! { <option value=at.to_string()>{visible(&label).into_owned()}</option> })
                            .collect_view()}
                    </select>
                </label>
            }
        })
    }
}

#[component]
fn Selectors(editor: Editor) -> impl IntoView {
    let num_selectors =
        Memo::new(move |_| editor.form.with(|form| form.as_ref().map_or(0, |form| form.selectors.len())));
    let mode = Memo::new(move |_| editor.form.with(|form| form.as_ref().map(|form| form.mode)));
    let add = move |new: NewSelector| editor.edit.run(Edit::AddSelector(new));
    view! {
        <Show when=move || mode.get() == Some(Mode::Default)>
            <p class="tl-form__note">
                "No event selectors are stated: a new trail records all management events."
            </p>
        </Show>
        <For each=move || 0..num_selectors.get() key=|at| *at let(at)>
            <SelectorEditor editor at/>
        </For>
        <div class="tl-form__add" role="group" aria-label="Add event selectors">
            <Show
                when=move || mode.get() == Some(Mode::Basic)
                fallback=move || {
                    view! {
                        <button type="button" class="tl-button" on:click=move |_| add(NewSelector::Management)>
                            "+ Management events"
                        </button>
                        <button
                            type="button"
                            class="tl-button"
                            on:click=move |_| add(NewSelector::Data("AWS::S3::Object".to_owned()))
                        >
                            "+ Data events"
                        </button>
                        <button
                            type="button"
                            class="tl-button"
                            on:click=move |_| add(NewSelector::NetworkActivity("s3.amazonaws.com".to_owned()))
                        >
                            "+ Network activity events"
                        </button>
                    }
                }
            >
                <button type="button" class="tl-button" on:click=move |_| add(NewSelector::Basic)>
                    "+ Event selector"
                </button>
                <button type="button" class="tl-button" on:click=move |_| editor.edit.run(Edit::UseAdvanced)>
                    "Switch to advanced event selectors"
                </button>
            </Show>
        </div>
    }
}

/// One event selector.
#[component]
fn SelectorEditor(editor: Editor, at: usize) -> impl IntoView {
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
    let set = move |reads: bool, writes: bool| {
        editor.edit.run(Edit::SetReadWrite { selector: at, reads, writes });
    };
    // One of the two has to stay.
    let is_last = move |is_read: bool| {
        read_write.get().is_none_or(|(reads, writes)| if is_read { !writes } else { !reads })
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
                <label class="tl-simulator__check">
                    <input
                        type="checkbox"
                        prop:checked=move || read_write.get().is_some_and(|(reads, _)| reads)
                        disabled=move || is_last(true)
                        on:change:target=move |event| {
                            set(event.target().checked(), read_write.get_untracked().is_some_and(|(_, writes)| writes));
                        }
                    />
                    "Read"
                </label>
                <label class="tl-simulator__check">
                    <input
                        type="checkbox"
                        prop:checked=move || read_write.get().is_some_and(|(_, writes)| writes)
                        disabled=move || is_last(false)
                        on:change:target=move |event| {
                            set(read_write.get_untracked().is_some_and(|(reads, _)| reads), event.target().checked());
                        }
                    />
                    "Write"
                </label>
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

/// The data resources of a basic selector.
#[component]
fn Resources(editor: Editor, at: usize) -> impl IntoView {
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

/// Region, organization, logging: what the trail listens to.
#[component]
fn Scope(editor: Editor) -> impl IntoView {
    let switches = Memo::new(move |_| {
        editor.form.with(|form| form.as_ref().map(|form| form.scope.clone()).unwrap_or_default())
    });
    let home = move || {
        editor.form.with(|form| form.as_ref().map(|form| form.home_region.clone()).unwrap_or_default())
    };
    view! {
        <details class="tl-form__scope">
            <summary>"Scope: Regions, accounts, logging"</summary>
            {move || {
                switches
                    .get()
                    .into_iter()
                    .map(|(switch, label, state)| {
                        let (chosen, unknown) = match state {
                            SwitchState::NotStated => ("", None),
                            SwitchState::On => ("on", None),
                            SwitchState::Off => ("off", None),
                            SwitchState::Unknown(text) => ("unknown", Some(text)),
                        };
                        let option = |value: &'static str, label: String| {
                            view! { <option value=value selected=value == chosen>{label}</option> }
                        };
                        view! {
                            <label class="tl-form__line">
                                <span>{label}</span>
                                <select
                                    class="tl-select"
                                    on:change:target=move |event| {
                                        let is_on = match event.target().value().as_str() {
                                            "on" => Some(true),
                                            "off" => Some(false),
                                            "" => None,
                                            _ => return,
                                        };
                                        editor.edit.run(Edit::SetScope { switch, is_on });
                                    }
                                >
                                    {option("", "not stated".to_owned())}
                                    {option("on", "yes".to_owned())}
                                    {option("off", "no".to_owned())}
                                    {unknown.map(|text| option("unknown", visible(&text).into_owned()))}
                                </select>
                            </label>
                        }
                    })
                    .collect_view()
            }}
            <label class="tl-form__line">
                <span>"Home Region"</span>
                <input
                    class="tl-input"
                    type="text"
                    placeholder="not stated"
                    prop:value=home
                    on:change:target=move |event| editor.edit.run(Edit::SetHomeRegion(event.target().value()))
                />
            </label>
        </details>
    }
}

/// What the text says and the form leaves alone.
#[component]
fn Kept(editor: Editor) -> impl IntoView {
    let kept =
        move || editor.form.with(|form| form.as_ref().map(|form| form.kept.clone()).unwrap_or_default());
    move || {
        let lines = kept();
        (!lines.is_empty()).then(|| {
            view! {
                <p class="tl-form__note">
                    "Also in the text, kept as it is: " {visible(&lines.join("; ")).into_owned()} "."
                </p>
            }
        })
    }
}

/// The first operator that a new condition begins with.
pub(super) const FIRST_OPERATOR: Operator = Operator::Equals;
