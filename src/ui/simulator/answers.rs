//! Verdicts in numbers: the summary, the comparison, the cost, the groups.

use leptos::prelude::*;

use crate::engine::protocol::{Simulation, Tally};
use crate::query::edit::value_term;
use crate::ui::shared::SharedSignal;
use crate::view::format;
use crate::view::simulator::{
    CostInput, PRICE_LABELS, cost, groups, more_groups, parts, price, price_source, verdict_term, with_price,
};

/// Groups shown of one field.
const MOST_GROUPS: usize = 12;

/// The four numbers, each a way to its events.
#[component]
pub(super) fn Summary(
    simulation: SharedSignal<Option<Simulation>>,
    on_filter: Callback<String>,
) -> impl IntoView {
    let count = move |part: fn(&Tally) -> u64| {
        simulation.with(|simulation| simulation.as_ref().map(|it| part(&it.trail.first).to_string()))
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
                                            on:click=move |_| on_filter.run(verdict_term(word))
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

/// What the second configuration gains and loses, each a way to its events.
#[component]
pub(super) fn Comparison(
    simulation: SharedSignal<Option<Simulation>>,
    on_filter: Callback<String>,
) -> impl IntoView {
    let change = move |word: &'static str, events: u64| {
        view! {
            <button
                type="button"
                class="tl-link"
                data-change=word
                data-events=events.to_string()
                disabled=events == 0
                on:click=move |_| on_filter.run(verdict_term(word))
            >
                {format::counted(events, "event", "events")}
            </button>
        }
    };
    move || {
        simulation.with(|simulation| {
            let trail = &simulation.as_ref()?.trail;
            (trail.second != Tally::default()).then(|| {
                view! {
                    <p class="tl-simulator__compare" data-testid="simulator-comparison">
                        "The second configuration records "
                        <strong>{format::count(trail.second.recorded)}</strong>
                        ": it gains "
                        {change("gained", trail.gained)}
                        " and loses "
                        {change("lost", trail.lost)}
                        "."
                    </p>
                }
            })
        })
    }
}

/// An estimate of what the recorded events cost.
#[component]
pub(super) fn Cost(
    simulation: SharedSignal<Option<Simulation>>,
    extent: Signal<Option<(i64, i64)>>,
    first: SharedSignal<String>,
    second: SharedSignal<String>,
    prices: RwSignal<CostInput>,
) -> impl IntoView {
    let estimates = Memo::new(move |_| {
        simulation.with(|simulation| {
            let trail = &simulation.as_ref()?.trail;
            let input = prices.get();
            let of = |charged, undecided, text: &str| cost(charged, undecided, text, extent.get(), &input);
            let one = of(trail.charged, trail.first.undecided, &first.read());
            let has_second = trail.second != Tally::default();
            let other = has_second.then(|| of(trail.second_charged, trail.second.undecided, &second.read()));
            Some((one, other))
        })
    });
    let line = |label: &'static str, loaded_usd: f64, month_usd: Option<f64>| {
        let month = month_usd.map(|usd| format!(", {usd:.2} USD for 30 days at the same rate"));
        view! { <p data-testid="simulator-cost">{format!("{label}: {loaded_usd:.4} USD")} {month}</p> }
    };
    let price_input = move |at: usize, label: &'static str| {
        view! {
            <label class="tl-simulator__price">
                <span>{label}</span>
                <input
                    class="tl-input"
                    type="text"
                    inputmode="decimal"
                    prop:value=move || prices.with(|input| price(&input.prices, at).to_string())
                    on:change:target=move |event| {
                        if let Some(changed) = with_price(prices.get_untracked().prices, at, &event.target().value()) {
                            prices.update(|input| input.prices = changed);
                        }
                        // What is no price gives way to the one in force.
                        event.target().set_value(&price(&prices.get_untracked().prices, at).to_string());
                    }
                />
            </label>
        }
    };
    view! {
        <section class="tl-simulator__cost">
            <h2 class="tl-simulator__heading">"Estimated cost, no bill"</h2>
            {move || {
                estimates
                    .get()
                    .map(|(one, other)| {
                        let label = if other.is_some() { "First configuration" } else { "The recorded events" };
                        let mut notes = one.notes.clone();
                        for note in other.iter().flat_map(|other| &other.notes) {
                            if !notes.contains(note) {
                                notes.push(note.clone());
                            }
                        }
                        view! {
                            {line(label, one.loaded_usd, one.month_usd)}
                            {other.map(|other| line("Second configuration", other.loaded_usd, other.month_usd))}
                            <ul class="tl-simulator__notes">
                                {notes.into_iter().map(|note| view! { <li>{note}</li> }).collect_view()}
                            </ul>
                        }
                    })
            }}
            <details>
                <summary>"Prices"</summary>
                <p class="tl-simulator__note">{move || prices.with(|input| price_source(&input.prices))}</p>
                <div class="tl-simulator__prices">
                    {PRICE_LABELS.into_iter().enumerate().map(|(at, label)| price_input(at, label)).collect_view()}
                    <label class="tl-simulator__check">
                        <input
                            type="checkbox"
                            prop:checked=move || prices.with(|input| input.is_further_copy)
                            on:change:target=move |event| {
                                let is_on = event.target().checked();
                                prices.update(|input| input.is_further_copy = is_on);
                            }
                        />
                        "Another trail already delivers the free copy of management events"
                    </label>
                    <button type="button" class="tl-link" on:click=move |_| prices.set(CostInput::default())>
                        "The listed prices"
                    </button>
                </div>
            </details>
        </section>
    }
}

/// The verdicts by the values of a field.
#[component]
pub(super) fn Groups(
    simulation: SharedSignal<Option<Simulation>>,
    field: &'static str,
    title: &'static str,
    on_filter: Callback<String>,
) -> impl IntoView {
    let change = move |term: String, word: &'static str, sign: &'static str, events: u64| {
        let number = format!("{sign}{}", format::count(events));
        let shown = if events == 0 {
            number.into_any()
        } else {
            let both = format!("{term} {}", verdict_term(word));
            view! {
                <button type="button" class="tl-link" title="Show these events" on:click=move |_| on_filter.run(both.clone())>
                    {number}
                </button>
            }
            .into_any()
        };
        view! { <td class="tl-simulator__cell">{shown}</td> }
    };
    move || {
        simulation.with(|simulation| {
            let simulation = simulation.as_ref()?;
            let has_second = simulation.trail.second != Tally::default();
            let more = more_groups(simulation, field, MOST_GROUPS);
            let rows = groups(simulation, field, MOST_GROUPS)
                .into_iter()
                .map(|group| {
                    let value = group.value.clone();
                    let shown = value.as_deref().map_or("(missing)".into(), |text| format::visible(text).into_owned());
                    let term = match &value {
                        Some(value) => value_term(field, value),
                        None => format!("-{field}:*"),
                    };
                    let own = term.clone();
                    view! {
                        <tr data-group=value.unwrap_or_default()>
                            <th scope="row">
                                <button type="button" class="tl-link" on:click=move |_| on_filter.run(own.clone())>
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
                                        {change(term.clone(), "gained", "+", group.gained)}
                                        {change(term, "lost", "−", group.lost)}
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
                                        <th scope="col">"Gained"</th>
                                        <th scope="col">"Lost"</th>
                                    }
                                })}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {more.map(|words| view! { <p class="tl-simulator__note">{words}</p> })}
            })
        })
    }
}
