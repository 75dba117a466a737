//! The form beside the text: selectors in the console's words.

use leptos::prelude::*;

use super::rows::Offers;
use super::selector::SelectorEditor;
use crate::engine::protocol::ValueList;
use crate::ui::shared::SharedSignal;
use crate::view::format::visible;
use crate::view::trail_form::{
    Edit, FormState, Mode, NewSelector, Operator, SelectorForm, SwitchState, TrailForm, changed, form,
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
