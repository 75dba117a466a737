//! The facets: the most frequent values of some fields under the current filter.

use std::sync::Arc;

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::shared::{Shared, SharedSignal};
use crate::engine::protocol::{Facet, ValueList};
use crate::record::field::FIELDS;
use crate::view::detail::cells;
use crate::view::explore::{field_of, label_of};
use crate::view::format;
use crate::view::paths::Paths;

/// A value to filter by: field, value (`None` for events without the field), and whether to leave
/// such events out.
pub(super) type Gesture = (String, Option<String>, bool);

/// A search among all values of one facet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Search {
    pub(super) field: String,
    pub(super) typed: String,
}

/// The id of the list of fields that the text box offers.
const OFFER_ID: &str = "facet-offer";

/// How many paths the text box offers besides the fields.
const OFFERED_PATHS: usize = 500;

/// The facets of the current filter.
#[component]
pub(super) fn FacetPanel(
    /// The fields, top to bottom, and those of them that are folded.
    fields: Signal<Vec<String>>,
    folded: Signal<Vec<String>>,
    facets: SharedSignal<Vec<Facet>>,
    /// Whether the counts are those of an earlier filter or of fewer events; the new ones are on their way.
    are_old: SharedSignal<bool>,
    total: Signal<u64>,
    /// The search that is going on, and the values that it last found.
    search: RwSignal<Option<Search>>,
    found: SharedSignal<Option<ValueList>>,
    /// Further fields that could be added.
    paths: SharedSignal<Arc<Paths>>,
    on_filter: Callback<Gesture>,
    on_add: Callback<String>,
    on_remove: Callback<String>,
    on_fold: Callback<(String, bool)>,
    /// Someone is about to add a field.
    on_use: Callback<()>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let add = move || {
        if let Some(field) = field_of(&wanted.read_untracked()) {
            on_add.run(field);
        }
        wanted.set(String::new());
    };
    view! {
        <section class="tl-facets" role="region" aria-label="Facets" aria-busy=move || are_old.get().to_string()>
            <form
                class="tl-facets__add"
                on:submit=move |event| {
                    event.prevent_default();
                    add();
                }
            >
                <input
                    type="text"
                    class="tl-input"
                    aria-label="Field to add as a facet"
                    placeholder="Add a field or any path…"
                    list=OFFER_ID
                    spellcheck="false"
                    prop:value=wanted
                    on:focus=move |_| on_use.run(())
                    on:input:target=move |event| wanted.set(event.target().value())
                />
                <datalist id=OFFER_ID>
                    {FIELDS
                        .iter()
                        .map(|field| view! { <option value=field.name>{field.label}</option> })
                        .collect_view()}
                    {move || {
                        let paths = paths.get();
                        let further = paths.offered.iter().take(OFFERED_PATHS);
                        further.map(|(path, _)| view! { <option value=path.clone()></option> }).collect_view()
                    }}
                </datalist>
            </form>
            <For
                each=move || fields.get()
                key=String::clone
                children=move |field| {
                    view! {
                        <FacetGroup field folded facets total search found on_filter on_remove on_fold />
                    }
                }
            />
        </section>
    }
}

#[component]
fn FacetGroup(
    field: String,
    folded: Signal<Vec<String>>,
    facets: SharedSignal<Vec<Facet>>,
    total: Signal<u64>,
    search: RwSignal<Option<Search>>,
    found: SharedSignal<Option<ValueList>>,
    on_filter: Callback<Gesture>,
    on_remove: Callback<String>,
    on_fold: Callback<(String, bool)>,
) -> impl IntoView {
    let label = label_of(&field).to_owned();
    let name = StoredValue::new(field.clone());
    let is_folded = Memo::new(move |_| name.with_value(|name| folded.with(|folded| folded.contains(name))));
    let facet = Memo::new(move |_| {
        name.with_value(|name| {
            facets.with(|facets| facets.iter().find(|facet| facet.field == *name).cloned())
        })
    });
    let searched = Shared::memo(move |_| {
        search.with(|search| {
            let search = search.as_ref()?;
            name.with_value(|name| search.field == *name).then(|| search.typed.clone())
        })
    });
    // What the search has found; until it has, the values stay as they were.
    let list = Memo::new(move |before: Option<&Option<ValueList>>| {
        let typed = searched.get()?;
        let fits = |list: &ValueList| name.with_value(|name| list.field == *name) && list.typed == typed;
        found
            .with(|found| found.as_ref().filter(|list| fits(list)).cloned())
            .or_else(|| before.cloned().flatten())
    });
    let values = move || match list.get() {
        Some(list) => list.values,
        None => facet.with(|facet| facet.as_ref().map(|facet| facet.values.clone()).unwrap_or_default()),
    };
    let missing = move || {
        let count = facet.with(|facet| facet.as_ref().map_or(0, |facet| facet.missing));
        (count > 0 && searched.get().is_none()).then_some(count)
    };
    let rows = Memo::new(move |_| {
        let with_value = values().into_iter().map(|(value, count)| (Some(value), count));
        with_value.chain(missing().map(|count| (None, count))).collect::<Vec<_>>()
    });
    let row_views = move || {
        // The same counts can be another share of other matches, so every answer is drawn.
        facets.track();
        let field = name.get_value();
        rows.with(|rows| {
            let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(1).max(1);
            let total = total.get_untracked().max(1);
            let rows = rows.iter().enumerate();
            rows.map(|(place, (value, count))| {
                facet_row(&field, value.as_deref(), place, Share { count: *count, most, total })
            })
            .collect_view()
        })
    };
    // One listener for all rows: they are drawn anew with every answer.
    let on_press = move |event: MouseEvent| {
        let Some((place, is_out)) = pressed_row(&event) else { return };
        let value = rows.with_untracked(|rows| rows.get(place).map(|(value, _)| value.clone()));
        if let Some(value) = value {
            on_filter.run((name.get_value(), value, is_out || event.alt_key()));
        }
    };
    let distinct = move || facet.with(|facet| facet.as_ref().map(|facet| facet.distinct));
    let more = move || {
        let shown = facet.with(|facet| facet.as_ref().map_or(0, |facet| facet.values.len() as u64));
        let more = distinct().unwrap_or_default().saturating_sub(shown);
        (more > 0 && searched.get().is_none()).then_some(more)
    };
    let not_listed = move || {
        list.with(|list| {
            let list = list.as_ref()?;
            let left = list.distinct.saturating_sub(list.values.len() as u64);
            (left > 0).then(|| format!("and {} more; type to narrow down", format::count(left)))
        })
    };
    let look_for = move |typed: String| search.set(Some(Search { field: name.get_value(), typed }));
    let is_counting = Memo::new(move |_| !is_folded.get() && total.get() > 0 && facet.with(Option::is_none));
    let search_label = StoredValue::new(format!("Search within {label}"));
    let remove_label = format!("Remove the facet {label}");
    view! {
        <div
            class="tl-facets__group"
            class:tl-facets__group--cut=move || !is_folded.get() && more().is_some()
            style:--rows=move || if is_folded.get() { 0 } else { rows.with(Vec::len) }.to_string()
            data-facet=field
            aria-busy=move || is_counting.get().to_string()
        >
            <div class="tl-facets__head">
                <button
                    type="button"
                    class="tl-facets__title"
                    aria-expanded=move || (!is_folded.get()).to_string()
                    on:click=move |_| on_fold.run((name.get_value(), !is_folded.get_untracked()))
                >
                    <span>{label}</span>
                    <span class="tl-facets__distinct">
                        {move || distinct().filter(|_| !is_folded.get()).map(format::count)}
                    </span>
                </button>
                <button
                    type="button"
                    class="tl-icon-button"
                    aria-label=remove_label
                    title="Remove this facet"
                    on:click=move |_| on_remove.run(name.get_value())
                >
                    "×"
                </button>
            </div>
            <Show when=move || !is_folded.get()>
                <Show when=move || { more().is_some() || searched.get().is_some() }>
                    <input
                        type="search"
                        class="tl-input tl-facets__search"
                        aria-label=search_label.get_value()
                        placeholder="Search…"
                        prop:value=move || searched.get().unwrap_or_default()
                        on:input:target=move |event| {
                            let typed = event.target().value();
                            if typed.is_empty() { search.set(None) } else { look_for(typed) }
                        }
                    />
                </Show>
                <Show when=move || is_counting.get()>
                    <p class="tl-facets__note" role="status">"counting…"</p>
                </Show>
                <ul class="tl-facets__values" role="list" on:click=on_press>{row_views}</ul>
                {move || {
                    more().map(|more| {
                        view! {
                            <button
                                type="button"
                                class="tl-facets__more"
                                on:click=move |_| look_for(String::new())
                            >
                                {format!("{} more…", format::count(more))}
                            </button>
                        }
                    })
                }}
                {move || not_listed().map(|text| view! { <p class="tl-facets__note">{text}</p> })}
                <Show when=move || searched.read().as_deref() == Some("")>
                    <button type="button" class="tl-facets__more" on:click=move |_| search.set(None)>
                        "Fewer"
                    </button>
                </Show>
            </Show>
        </div>
    }
}

/// How many matches have a value.
#[derive(Clone, Copy)]
struct Share {
    count: u64,
    /// Of the most frequent value.
    most: u64,
    /// All matches.
    total: u64,
}

/// The attribute that says what a button of a row does: `for` or `out`.
const ACT: &str = "data-act";

/// The attribute that says which row it is.
const PLACE: &str = "data-place";

/// The row whose button was pressed, and whether it leaves the value out.
fn pressed_row(event: &MouseEvent) -> Option<(usize, bool)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let act = target.closest(&format!("[{ACT}]")).ok()??.get_attribute(ACT)?;
    let place = target.closest(&format!("[{PLACE}]")).ok()??.get_attribute(PLACE)?;
    Some((place.parse().ok()?, act == "out"))
}

fn facet_row(field: &str, value: Option<&str>, place: usize, share: Share) -> impl IntoView + use<> {
    let Share { count, most, total } = share;
    let masked = value.map(|value| cells::shown(field, value).into_owned());
    let shown = match &masked {
        Some(value) if value.is_empty() => "(empty)".to_owned(),
        Some(value) => format::visible(value).into_owned(),
        None => "(missing)".to_owned(),
    };
    let percent = |of: u64| count as f64 / of as f64 * 100.0;
    view! {
        <li
            class=if value.is_none() { "tl-facets__row tl-facets__row--missing" } else { "tl-facets__row" }
            data-value=masked
            data-missing=value.is_none().then_some("true")
            data-count=count
            data-place=place
            style:--bar=format!("{:.1}%", percent(most))
            title=format!("{:.1} % of the matches", percent(total))
        >
            <button type="button" class="tl-facets__value" data-act="for">
                <bdi>{shown.clone()}</bdi>
            </button>
            <span class="tl-facets__count">{format::count(count)}</span>
            <span class="tl-facets__gestures">
                <button
                    type="button"
                    class="tl-icon-button"
                    data-act="for"
                    aria-label=format!("Filter for {shown}")
                    title="Filter for, letter case aside; with Alt filter out"
                >
                    "+"
                </button>
                <button
                    type="button"
                    class="tl-icon-button"
                    data-act="out"
                    aria-label=format!("Filter out {shown}")
                    title="Filter out, letter case aside"
                >
                    "−"
                </button>
            </span>
        </li>
    }
}
