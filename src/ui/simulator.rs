//! The trail simulator: a configuration in, verdicts on every event out.

use leptos::prelude::*;

use crate::engine::protocol::{Simulation, Tally, TrailProblem, TrailReading};
use crate::view::format;
use crate::view::simulator::{ExportForm, assumptions, costs, export, groups, parts, templates};

/// How long typing must rest before the text is judged, in milliseconds.
const PAUSE_MILLIS: u32 = 350;

/// Groups shown of one field.
const MOST_GROUPS: usize = 12;

/// The fields that verdicts are grouped by, with their headings.
const GROUPINGS: [(&str, &str); 4] = [
    ("eventSource", "Service"),
    ("eventName", "Event name"),
    ("resources.type", "Resource type"),
    ("user", "User"),
];

/// The simulator. `on_trail` judges by two texts; `on_filter` adds a term to the filter and shows the
/// events.
#[component]
pub(super) fn SimulatorPanel(
    first: RwSignal<String>,
    second: RwSignal<String>,
    reading: Signal<TrailReading>,
    simulation: Signal<Option<Simulation>>,
    /// First and last time of the events counted, milliseconds since 1970.
    extent: Signal<Option<(i64, i64)>>,
    on_trail: Callback<(String, String)>,
    on_filter: Callback<String>,
    on_copy: Callback<String>,
) -> impl IntoView {
    let pending = StoredValue::new_local(None::<gloo::timers::callback::Timeout>);
    let judge_soon = move || {
        let judge = move || on_trail.run((first.get_untracked(), second.get_untracked()));
        pending.set_value(Some(gloo::timers::callback::Timeout::new(PAUSE_MILLIS, judge)));
    };
    let points = StoredValue::new(templates());
    view! {
        <div class="tl-simulator">
            <div class="tl-simulator__texts">
                <p class="tl-simulator__intro">
                    "Paste a trail's event selectors: the answer of " <code>"aws cloudtrail get-event-selectors"</code>
                    ", a CLI command, CloudFormation or Terraform. Every loaded event is judged by them. A log holds only
                    what some trail recorded, so events that nobody logged cannot be shown here."
                </p>
                <label class="tl-simulator__label">
                    "Starting point"
                    <select
                        class="tl-select"
                        on:change:target=move |event| {
                            let text = event
                                .target()
                                .value()
                                .parse()
                                .ok()
                                .and_then(|at: usize| points.with_value(|points| points.get(at).map(|p| p.text.clone())));
                            if let Some(text) = text {
                                first.set(text);
                                judge_soon();
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
                <ConfigurationText name="Trail configuration" text=first judge_soon=Callback::new(move |()| judge_soon())/>
                <Problems problems=Signal::derive(move || reading.get().first)/>
                <details class="tl-simulator__second" open>
                    <summary>"Compare with a second configuration"</summary>
                    <ConfigurationText
                        name="Second configuration"
                        text=second
                        judge_soon=Callback::new(move |()| judge_soon())
                    />
                    <Problems problems=Signal::derive(move || reading.get().second)/>
                </details>
                <Export first on_copy/>
            </div>
            <div class="tl-simulator__answers">
                <Summary simulation on_filter/>
                <Show when=move || simulation.read().is_some()>
                    <Comparison simulation/>
                    <Cost simulation extent/>
                    <Assumptions first/>
                    {GROUPINGS
                        .map(|(field, title)| view! { <Groups simulation field title on_filter/> })
                        .collect_view()}
                </Show>
            </div>
        </div>
    }
}

#[component]
fn ConfigurationText(name: &'static str, text: RwSignal<String>, judge_soon: Callback<()>) -> impl IntoView {
    view! {
        <label class="tl-simulator__label">
            <span aria-hidden="true">{name}</span>
            <textarea
                class="tl-simulator__text"
                aria-label=name
                rows="14"
                spellcheck="false"
                autocomplete="off"
                prop:value=text
                on:input:target=move |event| {
                    text.set(event.target().value());
                    judge_soon.run(());
                }
            ></textarea>
        </label>
    }
}

#[component]
fn Problems(problems: Signal<Vec<TrailProblem>>) -> impl IntoView {
    view! {
        <ul class="tl-simulator__problems" aria-live="polite">
            {move || {
                problems
                    .get()
                    .into_iter()
                    .map(|problem| {
                        let severity = if problem.is_error { "error" } else { "warning" };
                        let place = (problem.line > 0).then(|| format!("line {}: ", problem.line));
                        let remedy = (!problem.remedy.is_empty()).then(|| format!("; {}", problem.remedy));
                        view! {
                            <li
                                class=format!("tl-simulator__problem tl-simulator__problem--{severity}")
                                data-testid="simulator-problem"
                                data-severity=severity
                                data-code=problem.code
                            >
                                <strong>{severity}</strong>
                                " "
                                {place}
                                {problem.message}
                                {remedy}
                                {problem.exception.map(|name| view! { " " <code>{name}</code> })}
                            </li>
                        }
                    })
                    .collect_view()
            }}
        </ul>
    }
}

#[component]
fn Summary(simulation: Signal<Option<Simulation>>, on_filter: Callback<String>) -> impl IntoView {
    let count = move |of: fn(&Tally) -> u64| {
        simulation.with(|simulation| simulation.as_ref().map(|simulation| of(&simulation.trail.first)))
    };
    view! {
        <div
            class="tl-simulator__summary"
            data-testid="simulator-summary"
            role="status"
            data-recorded=move || count(|tally| tally.recorded)
            data-not-recorded=move || count(|tally| tally.not_recorded)
            data-never=move || count(|tally| tally.never)
            data-undecided=move || count(|tally| tally.undecided)
        >
            {move || {
                simulation
                    .with(|simulation| match simulation {
                        None => {
                            view! { <p class="tl-simulator__none">"No valid configuration yet, so no verdicts."</p> }.into_any()
                        }
                        Some(simulation) => {
                            parts(simulation.trail.first)
                                .map(|(label, word, events)| {
                                    view! {
                                        <button
                                            type="button"
                                            class=format!("tl-simulator__count tl-simulator__count--{word}")
                                            title="Show these events"
                                            on:click=move |_| on_filter.run(format!("trail:\"{word}\""))
                                        >
                                            <span class="tl-simulator__number">{format::count(events)}</span>
                                            <span>{label}</span>
                                        </button>
                                    }
                                })
                                .collect_view()
                                .into_any()
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn Comparison(simulation: Signal<Option<Simulation>>) -> impl IntoView {
    move || {
        simulation.with(|simulation| {
            let trail = &simulation.as_ref()?.trail;
            (trail.second != Tally::default()).then(|| {
                view! {
                    <p class="tl-simulator__compare">
                        "The second configuration records "
                        <strong>{format::count(trail.second.recorded)}</strong>
                        ": it gains "
                        <strong>{format::count(trail.gained)}</strong>
                        " events and loses "
                        <strong>{format::count(trail.lost)}</strong>
                        "."
                    </p>
                }
            })
        })
    }
}

#[component]
fn Cost(simulation: Signal<Option<Simulation>>, extent: Signal<Option<(i64, i64)>>) -> impl IntoView {
    move || {
        simulation.with(|simulation| {
            let trail = &simulation.as_ref()?.trail;
            let (first, second) = costs(trail, extent.get());
            let has_second = trail.second != Tally::default();
            let month =
                |usd: Option<f64>| usd.map(|usd| format!(", {usd:.2} USD for 30 days at the same rate"));
            Some(view! {
                <div class="tl-simulator__cost">
                    <p>
                        {format!("Estimated cost of the recorded events: {:.4} USD", first.loaded_usd)}
                        {month(first.month_usd)}
                        {has_second
                            .then(|| {
                                format!(
                                    "; second configuration: {:.4} USD{}",
                                    second.loaded_usd,
                                    month(second.month_usd).unwrap_or_default(),
                                )
                            })}
                    </p>
                    <ul class="tl-simulator__notes">
                        {first.notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
                    </ul>
                </div>
            })
        })
    }
}

#[component]
fn Assumptions(first: RwSignal<String>) -> impl IntoView {
    move || {
        let lines = assumptions(&first.read());
        (!lines.is_empty()).then(|| {
            view! {
                <details class="tl-simulator__assumptions">
                    <summary>"Assumed where the configuration is silent"</summary>
                    <ul>{lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
                </details>
            }
        })
    }
}

#[component]
fn Groups(
    simulation: Signal<Option<Simulation>>,
    field: &'static str,
    title: &'static str,
    on_filter: Callback<String>,
) -> impl IntoView {
    move || {
        simulation.with(|simulation| {
            let simulation = simulation.as_ref()?;
            let has_second = simulation.trail.second != Tally::default();
            let rows = groups(simulation, field, MOST_GROUPS)
                .into_iter()
                .map(|group| {
                    let value = group.value.clone();
                    let shown = value.as_deref().map_or("(missing)".into(), |text| format::visible(text).into_owned());
                    let term = match &value {
                        Some(value) => crate::query::edit::value_term(field, value),
                        None => format!("-{field}:*"),
                    };
                    view! {
                        <tr>
                            <th scope="row">
                                <button type="button" class="tl-link" on:click=move |_| on_filter.run(term.clone())>
                                    <bdi>{shown}</bdi>
                                </button>
                            </th>
                            {parts(group.first)
                                .map(|(_, word, events)| {
                                    view! {
                                        <td class=format!("tl-simulator__cell tl-simulator__cell--{word}")>
                                            {format::count(events)}
                                        </td>
                                    }
                                })
                                .collect_view()}
                            {has_second
                                .then(|| {
                                    view! {
                                        <td class="tl-simulator__cell">{format!("+{}", format::count(group.gained))}</td>
                                        <td class="tl-simulator__cell">{format!("−{}", format::count(group.lost))}</td>
                                    }
                                })}
                        </tr>
                    }
                })
                .collect_view();
            Some(view! {
                <table class="tl-simulator__groups">
                    <caption>{title}</caption>
                    <thead>
                        <tr>
                            <td></td>
                            {parts(Tally::default()).map(|(label, ..)| view! { <th scope="col">{label}</th> }).collect_view()}
                            {has_second
                                .then(|| {
                                    view! {
                                        <th scope="col">"gained"</th>
                                        <th scope="col">"lost"</th>
                                    }
                                })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            })
        })
    }
}

#[component]
fn Export(first: RwSignal<String>, on_copy: Callback<String>) -> impl IntoView {
    let form = RwSignal::new(ExportForm::Json);
    view! {
        <details class="tl-simulator__export">
            <summary>"Write it in another form"</summary>
            <div class="tl-simulator__forms" role="group" aria-label="Form">
                {ExportForm::ALL
                    .map(|choice| {
                        view! {
                            <button
                                type="button"
                                class="tl-chip tl-chip--toggle"
                                aria-pressed=move || if form.get() == choice { "true" } else { "false" }
                                on:click=move |_| form.set(choice)
                            >
                                {choice.label()}
                            </button>
                        }
                    })
                    .collect_view()}
                <button
                    type="button"
                    class="tl-button"
                    on:click=move |_| on_copy.run(export(&first.read_untracked(), form.get_untracked()))
                >
                    "Copy"
                </button>
            </div>
            <pre class="tl-simulator__exported">{move || export(&first.read(), form.get())}</pre>
        </details>
    }
}
