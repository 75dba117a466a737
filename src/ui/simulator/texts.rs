//! The configuration texts, and what is read from them.

use leptos::prelude::*;

use crate::engine::protocol::{ConcernCount, TrailProblem};
use crate::ui::shared::SharedSignal;
use crate::view::format::visible;
use crate::view::simulator::{assumptions, concern_terms, concerned, hints, templates};

/// Puts a starting point in the place of the text.
#[component]
pub(super) fn StartingPoint(text: SharedSignal<String>, judge_soon: Callback<()>) -> impl IntoView {
    let points = StoredValue::new(templates());
    view! {
        <label class="tl-simulator__label">
            "Starting point"
            <select
                class="tl-select"
                on:change:target=move |event| {
                    let chosen = event
                        .target()
                        .value()
                        .parse()
                        .ok()
                        .and_then(|at: usize| points.with_value(|points| points.get(at).map(|p| p.text.clone())));
                    if let Some(chosen) = chosen {
                        text.set(chosen);
                        judge_soon.run(());
                    }
                    event.target().set_value("");
                }
            >
                <option value="">"Choose…"</option>
                {points
                    .get_value()
                    .into_iter()
                    .enumerate()
                    .map(|(at, point)| view! { <option value=at.to_string()>{point.label}</option> })
                    .collect_view()}
            </select>
        </label>
    }
}

#[component]
pub(super) fn ConfigurationText(
    name: &'static str,
    text: SharedSignal<String>,
    judge_soon: Callback<()>,
) -> impl IntoView {
    view! {
        <label class="tl-simulator__label">
            <span aria-hidden="true">{name}</span>
            <textarea
                class="tl-simulator__text"
                aria-label=name
                rows="14"
                spellcheck="false"
                autocomplete="off"
                prop:value=move || text.get()
                on:input:target=move |event| {
                    text.set(event.target().value());
                    judge_soon.run(());
                }
            ></textarea>
        </label>
    }
}

/// What is wrong with a text and what may surprise, with the number of loaded events it is about, which
/// leads to them.
#[component]
pub(super) fn Problems(
    problems: Signal<Vec<TrailProblem>>,
    concerns: Signal<Vec<ConcernCount>>,
    /// Whether the text is the one to compare with.
    is_second: bool,
    on_filter: Callback<String>,
) -> impl IntoView {
    let one = move |problem: TrailProblem, term: Option<String>| {
        let severity = if problem.is_error { "error" } else { "warning" };
        let place = (problem.line > 0).then(|| format!("line {}: ", problem.line));
        let exception = problem.exception.map(|exception| format!(" ({exception})"));
        let remedy = (!problem.remedy.is_empty()).then(|| format!("; {}", visible(&problem.remedy)));
        let lint = problem.lint;
        let events = move || {
            let words = concerned(lint, &concerns.read())?;
            let is_about_some =
                concerns.read().iter().any(|known| Some(known.lint) == lint && known.events != 0);
            let shown = match term.clone().filter(|_| is_about_some) {
                None => view! { <span class="tl-simulator__concern">{words}</span> }.into_any(),
                Some(term) => view! {
                    <button
                        type="button"
                        class="tl-link tl-simulator__concern"
                        title="Show these events"
                        on:click=move |_| on_filter.run(term.clone())
                    >
                        {words}
                    </button>
                }
                .into_any(),
            };
            Some(shown)
        };
        view! {
            <li
                class=format!("tl-simulator__problem tl-simulator__problem--{severity}")
                data-testid="simulator-problem"
                data-severity=severity
                data-code=problem.code
                data-events=move || lint.and_then(|lint| {
                    concerns.read().iter().find(|known| known.lint == lint).map(|known| known.events.to_string())
                })
            >
                <strong>{severity}</strong>
                " "
                {place}
                {visible(&problem.message).into_owned()}
                {exception}
                {remedy}
                {events}
            </li>
        }
    };
    view! {
        <ul class="tl-simulator__problems" aria-live="polite">
            {move || {
                let problems = problems.get();
                let terms = concern_terms(&problems, is_second);
                let term = |problem: &TrailProblem| problem.lint.and_then(|lint| terms.get(&lint).cloned());
                problems.iter().map(|problem| one(problem.clone(), term(problem))).collect_view()
            }}
        </ul>
    }
}

/// What the verdicts take for granted.
#[component]
pub(super) fn Assumptions(title: &'static str, text: SharedSignal<String>) -> impl IntoView {
    move || {
        let lines = assumptions(&text.read());
        (!lines.is_empty()).then(|| {
            view! {
                <details class="tl-simulator__assumptions" open>
                    <summary>{title}</summary>
                    <ul class="tl-simulator__notes">
                        {lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}
                    </ul>
                </details>
            }
        })
    }
}

/// What audit rules ask for, and whether the configuration gives it.
#[component]
pub(super) fn Hints(title: &'static str, text: SharedSignal<String>) -> impl IntoView {
    let all = Memo::new(move |_| hints(&text.read()));
    move || {
        let trails = all.get();
        let has_names = trails.len() > 1;
        (!trails.is_empty()).then(|| {
            let tables = trails
                .into_iter()
                .map(|(label, hints)| {
                    let rows = hints
                        .into_iter()
                        .map(|hint| {
                            view! {
                                <tr data-control=hint.control data-state=hint.state>
                                    <th scope="row">{hint.control}</th>
                                    <td>{hint.asks_for} <span class="tl-simulator__aside">{hint.cis}</span></td>
                                    <td class=format!("tl-simulator__state tl-simulator__state--{}", hint.state)>
                                        {hint.words}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view();
                    view! {
                        <table class="tl-simulator__hints">
                            {has_names.then(|| view! { <caption>{visible(&label).into_owned()}</caption> })}
                            <tbody>{rows}</tbody>
                        </table>
                    }
                })
                .collect_view();
            view! {
                <details class="tl-simulator__coverage">
                    <summary>{title}</summary>
                    <p class="tl-simulator__note">
                        "Read from this text alone; another trail of the account may cover what this one does not."
                    </p>
                    {tables}
                </details>
            }
        })
    }
}
