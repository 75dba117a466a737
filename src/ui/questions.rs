//! The ready questions, with how many of all events each finds.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::state::use_app;
use super::tabs::focus;
use crate::view::format;
use crate::view::questions::{QUESTIONS, Question};

const BUTTON_ID: &str = "ready-questions";

#[component]
pub(super) fn Questions() -> impl IntoView {
    let is_open = RwSignal::new(false);
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" && is_open.get_untracked() {
            event.stop_propagation();
            is_open.set(false);
            focus(BUTTON_ID);
        }
    };
    let mut groups: Vec<&str> = QUESTIONS.iter().map(|question| question.group).collect();
    groups.dedup();
    let groups = StoredValue::new(groups);
    view! {
        <div class="tl-questions" on:keydown=on_key>
            <button
                type="button"
                id=BUTTON_ID
                class="tl-chip tl-chip--toggle"
                aria-expanded=move || is_open.get().to_string()
                aria-controls="ready-questions-panel"
                on:click=move |_| is_open.update(|open| *open = !*open)
            >
                "Ready questions"
            </button>
            <Show when=move || is_open.get()>
                <button
                    type="button"
                    class="tl-questions__veil"
                    tabindex="-1"
                    aria-hidden="true"
                    on:click=move |_| is_open.set(false)
                ></button>
                <div
                    class="tl-questions__panel"
                    id="ready-questions-panel"
                    role="region"
                    aria-label="Ready questions"
                >
                    {groups
                        .get_value()
                        .into_iter()
                        .map(|group| {
                            let questions = QUESTIONS.iter().filter(|question| question.group == group);
                            view! {
                                <section class="tl-questions__group">
                                    <h3 class="tl-questions__title">{group}</h3>
                                    <ul>
                                        {questions
                                            .map(|question| view! { <QuestionItem question is_open /> })
                                            .collect_view()}
                                    </ul>
                                </section>
                            }
                        })
                        .collect_view()}
                    <p class="tl-questions__note">
                        "Numbers are of all events, whatever the filter. A question replaces the filter."
                    </p>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn QuestionItem(question: &'static Question, is_open: RwSignal<bool>) -> impl IntoView {
    let state = use_app();
    let count = Memo::new(move |_| {
        state.counts.with(|counts| {
            counts.iter().find(|count| count.query == question.query).map(|count| count.matches)
        })
    });
    view! {
        <li>
            <button
                type="button"
                class="tl-questions__question"
                class:tl-questions__question--empty=move || count.get() == Some(0)
                title=question.query
                data-query=question.query
                data-matches=move || count.get()
                on:click=move |_| {
                    is_open.set(false);
                    state.ask_question(question);
                }
            >
                <span>{question.label}</span>
                <span class="tl-questions__count">
                    {move || count.get().map_or_else(|| "counting…".to_owned(), format::count)}
                </span>
            </button>
        </li>
    }
}
