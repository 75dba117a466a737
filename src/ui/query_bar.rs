//! The filter: one text, its chips, what is wrong with it, and how to complete it.

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::shortcuts::FILTER_ID;
use super::state::ValueList;
use crate::query::suggest::{Completion, Wanted, complete, wanted};
use crate::query::{edit, parser};
use crate::view::explore::{QUESTIONS, TOGGLES};
use crate::view::format;

/// How long typing must rest before the text applies, in milliseconds.
const PAUSE_MILLIS: u32 = 350;

/// The filter bar. `query` is the text in force; `on_query` puts another in force.
#[component]
pub(super) fn QueryBar(
    query: Signal<String>,
    on_query: Callback<String>,
    /// Field, what was typed, and values with counts that complete it.
    values: Signal<Option<ValueList>>,
    on_ask_values: Callback<(String, String)>,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let typed = RwSignal::new(query.get_untracked());
    let cursor = RwSignal::new(0usize);
    let is_open = RwSignal::new(false);
    let chosen = RwSignal::new(None::<usize>);
    let pending = StoredValue::new_local(None::<gloo::timers::callback::Timeout>);
    // The text follows the query in force whenever something else than typing changed it.
    Effect::new(move |_| {
        let query = query.get();
        if typed.get_untracked() != query {
            typed.set(query);
        }
    });
    let problems = Memo::new(move |_| parser::parse(&typed.read()).problems);
    let apply = move || {
        pending.set_value(None);
        let text = typed.get_untracked();
        if problems.read_untracked().is_empty() && text != query.get_untracked() {
            on_query.run(text);
        }
    };
    let on_input = move |text: String| {
        typed.set(text);
        chosen.set(None);
        is_open.set(true);
        if let Some(element) = input.get_untracked() {
            cursor.set(element.selection_start().ok().flatten().unwrap_or(0) as usize);
        }
        if let Wanted::Value { field, typed, .. } = wanted(&typed.read_untracked(), cursor.get_untracked()) {
            on_ask_values.run((field, typed));
        }
        pending.set_value(Some(gloo::timers::callback::Timeout::new(PAUSE_MILLIS, apply)));
    };
    let completions = Memo::new(move |_| -> Vec<Completion> {
        if !is_open.get() {
            return Vec::new();
        }
        values.with(|values| {
            let values = values
                .as_ref()
                .map(|(field, typed, values)| (field.as_str(), typed.as_str(), values.as_slice()));
            complete(&typed.read(), cursor.get(), values)
        })
    });
    let accept = move |completion: Completion| {
        typed.set(completion.text.clone());
        is_open.set(false);
        chosen.set(None);
        if let Some(element) = input.get_untracked() {
            element.set_value(&completion.text);
            let at = completion.cursor as u32;
            // The place of the cursor is a comfort; the text is right without it.
            element.set_selection_range(at, at).ok();
            element.focus().ok();
        }
        cursor.set(completion.cursor);
        apply();
    };
    let on_key = move |event: KeyboardEvent| {
        let count = completions.read_untracked().len();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                chosen.update(|chosen| *chosen = Some(chosen.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                event.prevent_default();
                chosen
                    .update(|chosen| *chosen = Some(chosen.map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Enter" => {
                event.prevent_default();
                let picked =
                    chosen.get_untracked().and_then(|at| completions.read_untracked().get(at).cloned());
                match picked {
                    Some(completion) => accept(completion),
                    None => {
                        is_open.set(false);
                        apply();
                    }
                }
            }
            "Escape" => {
                if is_open.get_untracked() && count > 0 {
                    event.stop_propagation();
                }
                is_open.set(false);
            }
            _ => {}
        }
    };
    view! {
        <div class="tl-query">
            <div class="tl-query__line">
                <input
                    node_ref=input
                    id=FILTER_ID
                    type="text"
                    class="tl-query__input"
                    role="combobox"
                    aria-label="Filter events"
                    aria-autocomplete="list"
                    aria-expanded=move || if completions.read().is_empty() { "false" } else { "true" }
                    aria-controls="tl-query-completions"
                    aria-activedescendant=move || chosen.get().map(|at| format!("tl-completion-{at}"))
                    aria-invalid=move || if problems.read().is_empty() { "false" } else { "true" }
                    placeholder="Filter events: eventName:Delete* -errorCode:* ip:10.0.0.0/8 or any words"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=typed
                    on:input:target=move |event| on_input(event.target().value())
                    on:keydown=on_key
                    on:blur=move |_| is_open.set(false)
                />
                <Show when=move || !typed.read().is_empty()>
                    <button
                        type="button"
                        class="tl-icon-button tl-query__clear"
                        aria-label="Clear the filter"
                        on:click=move |_| {
                            typed.set(String::new());
                            on_query.run(String::new());
                        }
                    >
                        "×"
                    </button>
                </Show>
                <ul class="tl-query__completions" id="tl-query-completions" role="listbox" aria-label="Completions">
                    {move || {
                        completions
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, completion)| {
                                let picked = completion.clone();
                                view! {
                                    <li
                                        id=format!("tl-completion-{at}")
                                        class="tl-query__completion"
                                        role="option"
                                        aria-selected=move || if chosen.get() == Some(at) { "true" } else { "false" }
                                        // Before the blur of the input takes the list away.
                                        on:mousedown=move |event| {
                                            event.prevent_default();
                                            accept(picked.clone());
                                        }
                                    >
                                        <bdi>{format::visible(&completion.label).into_owned()}</bdi>
                                        <span class="tl-query__note">{completion.note}</span>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </div>
            {move || {
                problems
                    .get()
                    .into_iter()
                    .next()
                    .map(|problem| {
                        let marked = typed.with(|text| format::marked(text, problem.from, problem.to));
                        view! {
                            <div
                                class="tl-query__problem"
                                role="alert"
                                data-testid="query-problem"
                                data-from=problem.from
                                data-to=problem.to
                            >
                                <p>{problem.message.clone()} {problem.suggestion.as_ref().map(|hint| format!(" — {hint}"))}</p>
                                <pre class="tl-query__caret" aria-hidden="true">{marked}</pre>
                            </div>
                        }
                    })
            }}
            <div class="tl-query__chips">
                {TOGGLES
                    .map(|toggle| {
                        let is_on = move || edit::has(&query.read(), toggle.term);
                        view! {
                            <button
                                type="button"
                                class="tl-chip tl-chip--toggle"
                                aria-pressed=move || if is_on() { "true" } else { "false" }
                                on:click=move |_| on_query.run(edit::toggle(&query.read_untracked(), toggle.term))
                            >
                                {toggle.label}
                            </button>
                        }
                    })
                    .collect_view()}
                <Questions on_query/>
                <Chips query on_query/>
            </div>
        </div>
    }
}

/// The terms of the filter, each of which can be negated or taken away.
#[component]
fn Chips(query: Signal<String>, on_query: Callback<String>) -> impl IntoView {
    move || {
        let chips = edit::chips(&query.read());
        chips
            .into_iter()
            .enumerate()
            .map(|(index, chip)| {
                let shown = format::visible(&chip.text).into_owned();
                view! {
                    <span class="tl-chip" class:tl-chip--negated=chip.is_negated>
                        <button
                            type="button"
                            class="tl-chip__text"
                            title="Turn into its opposite"
                            on:click=move |_| on_query.run(edit::negate_chip(&query.read_untracked(), index))
                        >
                            <bdi>{shown.clone()}</bdi>
                        </button>
                        <button
                            type="button"
                            class="tl-icon-button tl-chip__remove"
                            aria-label=format!("Remove {shown}")
                            on:click=move |_| on_query.run(edit::remove_chip(&query.read_untracked(), index))
                        >
                            "×"
                        </button>
                    </span>
                }
            })
            .collect_view()
    }
}

/// The ready questions.
#[component]
fn Questions(on_query: Callback<String>) -> impl IntoView {
    let mut groups: Vec<&str> = QUESTIONS.iter().map(|question| question.group).collect();
    groups.dedup();
    let choose = move |event: leptos::ev::Targeted<leptos::ev::Event, web_sys::HtmlSelectElement>| {
        let at = event.target().value();
        if let Some(question) = at.parse().ok().and_then(|at: usize| QUESTIONS.get(at)) {
            on_query.run(question.query.to_owned());
        }
        event.target().set_value("");
    };
    view! {
        <select class="tl-chip tl-chip--questions" aria-label="Ready questions" on:change:target=choose>
            <option value="">"Ready questions…"</option>
            {groups
                .into_iter()
                .map(|group| {
                    let questions = QUESTIONS
                        .iter()
                        .enumerate()
                        .filter(|(_, question)| question.group == group)
                        .map(|(at, question)| view! { <option value=at.to_string()>{question.label}</option> })
                        .collect_view();
                    view! { <optgroup label=group>{questions}</optgroup> }
                })
                .collect_view()}
        </select>
    }
}
