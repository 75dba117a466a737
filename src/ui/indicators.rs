//! A list of addresses, keys and the like: which of them occur.

use std::sync::Arc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, HtmlInputElement};

use super::state::{AppState, use_app};
use crate::engine::protocol::{FoundIndicator, Indicator, IndicatorKind, IndicatorsFound, Phase};
use crate::view::indicators::{self, IndicatorList};
use crate::view::{format, groups};
use crate::web::files::{Offer, PickedFile, files_of_list};

/// How long typing must rest before the list is read, in milliseconds.
const PAUSE_MILLIS: u32 = 350;

/// The most lines that are drawn of a table; how many more there are is said.
const MAX_ROWS: usize = 1_000;

#[component]
pub(super) fn IndicatorsView() -> impl IntoView {
    let state = use_app();
    let list = Memo::new(move |_| state.indicator_text.with(|text| indicators::read(text)));
    // The answer to another list is none.
    let answer = Memo::new(move |_| {
        state.indicators.get().filter(|answer| list.with(|list| list.indicators == answer.list))
    });
    view! {
        <div class="tl-indicators">
            <div class="tl-indicators__list">
                <ListBox />
                <Scope />
                {move || list.with(|list| (!list.refused.is_empty()).then(|| refused(list)))}
            </div>
            <div class="tl-indicators__answer">
                <Summary list answer />
                {move || answer.get().filter(|answer| !answer.list.is_empty()).map(|answer| view! { <Found answer /> })}
            </div>
        </div>
    }
}

/// The text of the list; a file can be dropped on it.
#[component]
fn ListBox() -> impl IntoView {
    let state = use_app();
    let typed = RwSignal::new(state.indicator_text.get_untracked());
    let pending = StoredValue::new_local(None::<Timeout>);
    let apply = move |text: String| {
        typed.set(text.clone());
        pending.set_value(None);
        state.indicator_text.set(text);
    };
    let on_input = move |text: String| {
        typed.set(text.clone());
        pending.set_value(Some(Timeout::new(PAUSE_MILLIS, move || state.indicator_text.set(text))));
    };
    let read = move |file: PickedFile| {
        spawn_local(async move {
            match file.read_text().await {
                Ok(text) => apply(text),
                Err(err) => state.say_failure(format!("{} could not be read: {err}", file.path)),
            }
        });
    };
    let on_drop = move |event: DragEvent| {
        let Some(transfer) =
            event.data_transfer().filter(|transfer| transfer.files().is_some_and(|files| files.length() > 0))
        else {
            return;
        };
        // It is no log: the page leaves it to us.
        event.prevent_default();
        let offer = Offer::of_transfer(&transfer);
        spawn_local(async move {
            let mut files = Vec::new();
            offer.unpack(|picked| files.extend(picked.files)).await;
            if let Some(file) = files.into_iter().next() {
                read(file);
            }
        });
    };
    let on_file = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(file) = input.files().and_then(|files| files_of_list(&files).into_iter().next()) {
            read(file);
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    view! {
        <label class="tl-indicators__label" for="indicator-text">"Indicators, one a line"</label>
        <textarea
            id="indicator-text"
            class="tl-indicators__text"
            aria-label="Indicators, one a line"
            spellcheck="false"
            placeholder="192.0.2.7\n198.51.100.0/24\nAKIAIOSFODNN7EXAMPLE\narn:aws:iam::111122223333:user/example\nBoto3/1.9.201 Python/3.7"
            prop:value=typed
            on:input:target=move |event| on_input(event.target().value())
            on:drop=on_drop
        ></textarea>
        <div class="tl-indicators__buttons">
            <label class="tl-button tl-button--quiet">
                <input class="tl-visually-hidden" type="file" on:change=on_file />
                <span>"Open a list"</span>
            </label>
            <button
                type="button"
                class="tl-button tl-button--quiet"
                disabled=move || typed.read().is_empty()
                on:click=move |_| apply(String::new())
            >
                "Clear the list"
            </button>
        </div>
    }
}

/// Where is looked, in the words of the fields.
#[component]
fn Scope() -> impl IntoView {
    view! {
        <details class="tl-indicators__scope">
            <summary>"Where is looked"</summary>
            <p>"Among all loaded events, whatever the filter. The whole value must be the same, letter case aside; nothing else of a record is searched:"</p>
            <dl class="tl-facts">
                {IndicatorKind::ALL
                    .map(|kind| {
                        let fields: Vec<&str> = kind.fields().iter().map(|field| field.field().name).collect();
                        view! {
                            <dt>{indicators::label(kind)}</dt>
                            <dd class="tl-value tl-value--code">{fields.join(", ")}</dd>
                        }
                    })
                    .collect_view()}
            </dl>
        </details>
    }
}

/// The lines that are no indicators.
fn refused(list: &IndicatorList) -> impl IntoView + use<> {
    let number = format::counted(
        list.refused.len() as u64,
        "text could not be read as an indicator",
        "texts could not be read as indicators",
    );
    let more = list.refused.len().saturating_sub(MAX_ROWS) as u64;
    let items = list.refused.iter().take(MAX_ROWS).map(|refused| {
        view! {
            <li>
                {format!("Line {}: ", format::count(refused.line))}
                <bdi class="tl-value tl-value--code">{format::visible(&refused.text).into_owned()}</bdi>
                {format!(" — {}", refused.reason)}
            </li>
        }
    });
    let items = items.collect_view();
    view! {
        <details class="tl-indicators__refused" open>
            <summary>{number}</summary>
            <ul>{items}</ul>
            {(more > 0).then(|| format!("and {} more", format::count(more)))}
        </details>
    }
}

/// How many occur, and the filter by them all.
#[component]
fn Summary(list: Memo<IndicatorList>, answer: Memo<Option<Arc<IndicatorsFound>>>) -> impl IntoView {
    let state = use_app();
    let is_loading = move || state.load.with(|load| load.phase == Phase::Loading);
    let sentence = move || {
        let is_empty = list.with(|list| list.indicators.is_empty());
        match answer.get() {
            _ if is_empty => "Paste a list, or drop a file with one, to see which of it occurs.".to_owned(),
            Some(answer) if is_loading() => {
                format!("{} Files are still being read.", indicators::summary(&answer))
            }
            Some(answer) => indicators::summary(&answer),
            None => "Looking…".to_owned(),
        }
    };
    let repeated = move || {
        let repeated = list.with(|list| list.repeated);
        (repeated > 0)
            .then(|| format!(" {} left aside.", format::counted(repeated, "repeat is", "repeats are")))
    };
    let has_found =
        move || answer.with(|answer| answer.as_ref().is_some_and(|answer| !answer.found.is_empty()));
    let term = Memo::new(move |_| {
        answer.with(|answer| answer.as_ref().and_then(|answer| indicators::term(indicators::pairs(answer))))
    });
    view! {
        <div class="tl-indicators__summary">
            <p
                role="status"
                data-testid="indicator-count"
                data-listed=move || list.with(|list| list.indicators.len())
                data-refused=move || list.with(|list| list.refused.len())
                data-occurring=move || answer.with(|answer| answer.as_ref().map(|answer| answer.found.len()))
                data-events=move || answer.with(|answer| answer.as_ref().map(|answer| answer.events))
            >
                {sentence}
                {repeated}
            </p>
            <Show when=has_found>
                {move || match term.get() {
                    Some(term) => {
                        let (keeps, leaves_out) = (term.clone(), term);
                        view! {
                            <button type="button" class="tl-button" on:click=move |_| filter(state, &keeps, false)>
                                "Filter for all that occur"
                            </button>
                            <button type="button" class="tl-button" on:click=move |_| filter(state, &leaves_out, true)>
                                "Filter them out"
                            </button>
                            <span class="tl-indicators__note">
                                "Exact for the files that are loaded now: the filter names those that occur."
                            </span>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <span class="tl-indicators__note">
                                "More occur than one filter can name. Filter by single ones, or shorten the list."
                            </span>
                        }
                            .into_any()
                    }
                }}
            </Show>
        </div>
    }
}

/// Those that occur, and the names of the others.
#[component]
fn Found(answer: Arc<IndicatorsFound>) -> impl IntoView {
    let state = use_app();
    let rows = indicators::rows(&answer);
    let more = rows.len().saturating_sub(MAX_ROWS) as u64;
    let has_rows = !rows.is_empty();
    let absent = indicators::absent(&answer);
    let num_absent = (answer.list.len() - rows.len()) as u64;
    let rows = rows.iter().take(MAX_ROWS).map(|(indicator, found)| row(state, indicator, found));
    let rows = rows.collect_view();
    view! {
        {has_rows
            .then(|| {
                view! {
                    <table class="tl-indicators__table" aria-label="Indicators that occur">
                        <thead>
                            <tr>
                                <th scope="col">
                                    <span class="tl-visually-hidden">"Filter"</span>
                                </th>
                                <th scope="col">"Indicator"</th>
                                <th scope="col">"Kind"</th>
                                <th scope="col">"Events"</th>
                                <th scope="col">"First seen"</th>
                                <th scope="col">"Last seen"</th>
                                <th scope="col">"Found in"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                }
            })}
        {(more > 0).then(|| view! { <p>{format!("and {} more that occur", format::count(more))}</p> })}
        {(num_absent > 0)
            .then(|| {
                view! {
                    <details class="tl-indicators__absent">
                        <summary>{format!("{} not occur", format::counted(num_absent, "does", "do"))}</summary>
                        <pre class="tl-value tl-value--code" tabindex="0" aria-label="Indicators that do not occur">
                            {absent}
                        </pre>
                    </details>
                }
            })}
    }
}

fn row(state: AppState, indicator: &Indicator, found: &FoundIndicator) -> impl IntoView + use<> {
    let shown = format::visible(&indicator.text).into_owned();
    let fields = indicators::found_in(indicator, found);
    let fields: Vec<&str> = fields.into_iter().map(|field| field.field().name).collect();
    let term = indicators::term([(indicator, found)]).unwrap_or_default();
    let (first, last) = (found.extent.map(|(first, _)| first), found.extent.map(|(_, last)| last));
    let gesture = move |sign: &'static str, words: &str, leaves_out: bool| {
        let (term, label) = (term.clone(), format!("{words} {shown}"));
        view! {
            <button
                type="button"
                class="tl-icon-button"
                aria-label=label.clone()
                title=label
                on:click=move |_| filter(state, &term, leaves_out)
            >
                {sign}
            </button>
        }
    };
    view! {
        <tr data-indicator=indicator.text.clone() data-events=found.events>
            <td class="tl-indicators__gestures">
                {gesture.clone()("+", "Filter for", false)}
                {gesture("−", "Filter out", true)}
            </td>
            <td class="tl-indicators__value">
                <bdi class="tl-value tl-value--code">{format::visible(&indicator.text).into_owned()}</bdi>
            </td>
            <td>{indicators::label(indicator.kind)}</td>
            <td class="tl-groups__number">{format::count(found.events)}</td>
            <td class="tl-indicators__time">{groups::seen(first)}</td>
            <td class="tl-indicators__time">{groups::seen(last)}</td>
            <td class="tl-value tl-value--code">{fields.join(", ")}</td>
        </tr>
    }
}

fn filter(state: AppState, term: &str, leaves_out: bool) {
    let query = state.view_state.with_untracked(|view| indicators::filtered(&view.query, term, leaves_out));
    state.set_query(query);
}
