//! The filter: one text, what is wrong with it, what is worth saying of it, and how to complete it.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::chips::Chips;
use super::commands::FILTER_ID;
use super::questions::Questions;
use super::shared::SharedSignal;
use crate::engine::protocol::ValueList;
use crate::query::hints::Hint;
use crate::query::suggest::{Completion, CountedValues, Wanted, complete_with_paths, wanted};
use crate::query::{edit, parser};
use crate::view::explore::TOGGLES;
use crate::view::format;
use crate::view::paths::Paths;

/// How long typing must rest before the text applies, in milliseconds.
const PAUSE_MILLIS: u32 = 350;

/// The filter bar. `query` is the text in force; `on_query` puts another in force.
#[component]
pub(super) fn QueryBar(
    query: Signal<String>,
    on_query: Callback<String>,
    /// The same for a text that was typed: it comes in force in a moment.
    on_typed: Callback<String>,
    /// Values with counts that complete what is being typed.
    values: SharedSignal<Option<ValueList>>,
    /// Asks for those of a field that contain a text, under a filter text.
    on_ask_values: Callback<(String, String, String)>,
    paths: SharedSignal<Arc<Paths>>,
    /// Remarks on the text in force.
    hints: Signal<Vec<Hint>>,
    /// Someone is at the filter.
    on_use: Callback<()>,
    on_help: Callback<()>,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let typed = RwSignal::new(query.get_untracked());
    let cursor = RwSignal::new(0usize);
    let is_open = RwSignal::new(false);
    let chosen = SharedSignal::new(None::<usize>);
    let pending = StoredValue::new_local(None::<gloo::timers::callback::Timeout>);
    // The completions have done their work once the text is in force.
    let closes = StoredValue::new(false);
    // The text follows the query in force whenever something else than typing changed it.
    Effect::new(move |_| {
        let query = query.get();
        if closes.try_update_value(std::mem::take) == Some(true) {
            is_open.set(false);
        }
        if typed.get_untracked() != query {
            typed.set(query);
        }
    });
    // A text that is still being typed is not yet faulty: its problems are named after a pause.
    let is_resting = RwSignal::new(true);
    let problems = Memo::new(move |_| parser::parse(&typed.read()).problems);
    let shown_problem =
        Memo::new(move |_| is_resting.get().then(|| problems.read().first().cloned()).flatten());
    // Whether another text comes in force.
    let apply = move || {
        pending.set_value(None);
        is_resting.set(true);
        let text = typed.get_untracked();
        let is_another = problems.read_untracked().is_empty() && text != query.get_untracked();
        if is_another {
            on_typed.run(text);
        }
        is_another
    };
    // Offers completions at the cursor.
    let open = move || {
        chosen.set(None);
        closes.set_value(false);
        is_open.set(true);
        if let Some(element) = input.get_untracked() {
            cursor.set(element.selection_start().ok().flatten().unwrap_or(0) as usize);
        }
        let text = typed.get_untracked();
        let at = cursor.get_untracked();
        if let Wanted::Value { field, typed, .. } = wanted(&text, at) {
            on_ask_values.run((edit::without_term_at(&text, at), field, typed));
        }
    };
    let on_input = move |text: String| {
        typed.set(text);
        is_resting.set(false);
        open();
        pending.set_value(Some(gloo::timers::callback::Timeout::new(PAUSE_MILLIS, move || _ = apply())));
    };
    let completions = Memo::new(move |_| -> Vec<Completion> {
        if !is_open.get() {
            return Vec::new();
        }
        values.with(|values| {
            let values = values.as_ref().map(|list| CountedValues {
                field: &list.field,
                typed: &list.typed,
                values: &list.values,
                is_cut: list.is_cut,
            });
            complete_with_paths(&typed.read(), cursor.get(), values, &paths.read().offered)
        })
    });
    // Values are wanted and have not come yet.
    let is_counting = Memo::new(move |_| match wanted(&typed.read(), cursor.get()) {
        Wanted::Value { field, typed, .. } if is_open.get() => values
            .with(|values| values.as_ref().is_none_or(|list| list.field != field || list.typed != typed)),
        _ => false,
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
        // After a field comes its value: it is offered at once.
        match wanted(&completion.text, completion.cursor) {
            Wanted::Value { typed, .. } if typed.is_empty() => open(),
            _ => _ = apply(),
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let count = completions.read_untracked().len();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                event.prevent_default();
                chosen.update(|chosen| *chosen = Some(chosen.map_or(0, |at| (at + 1) % count)));
            }
            "ArrowDown" => {
                event.prevent_default();
                open();
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
                    None if apply() => closes.set_value(true),
                    None => is_open.set(false),
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
                    aria-invalid=move || shown_problem.read().is_some().to_string()
                    placeholder="Filter events: eventName:Delete* -errorCode:* ip:10.0.0.0/8 or any words"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    prop:value=typed
                    on:input:target=move |event| on_input(event.target().value())
                    on:keydown=on_key
                    on:focus=move |_| on_use.run(())
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
                <button
                    type="button"
                    class="tl-icon-button tl-query__help"
                    aria-label="How filters are written"
                    title="How filters are written (F1)"
                    on:click=move |_| on_help.run(())
                >
                    "?"
                </button>
                <Show when=move || is_counting.get()>
                    <p class="tl-query__counting" role="status">"counting values…"</p>
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
                shown_problem
                    .get()
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
            {move || {
                hints
                    .get()
                    .into_iter()
                    .map(|hint| {
                        view! {
                            <p
                                class="tl-query__hint"
                                role="status"
                                data-testid="query-hint"
                                data-from=hint.from
                                data-to=hint.to
                            >
                                {hint.message}
                            </p>
                        }
                    })
                    .collect_view()
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
                <Questions />
                <Chips query on_query/>
            </div>
        </div>
    }
}
