//! The facets: the most frequent values of some fields under the current filter.

use std::sync::Arc;

use leptos::prelude::*;

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
    facets: Signal<Vec<Facet>>,
    /// Whether the counts are those of an earlier filter or of fewer events; the new ones are on their way.
    are_old: Signal<bool>,
    total: Signal<u64>,
    /// The search that is going on, and the values that it last found.
    search: RwSignal<Option<Search>>,
    found: Signal<Option<ValueList>>,
    /// Further fields that could be added.
    paths: Signal<Arc<Paths>>,
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
    facets: Signal<Vec<Facet>>,
    total: Signal<u64>,
    search: RwSignal<Option<Search>>,
    found: Signal<Option<ValueList>>,
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
    let searched = Memo::new(move |_| {
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
    let rows = move || {
        let field = name.get_value();
        let (values, missing) = (values(), missing());
        let most = values.iter().map(|(_, count)| *count).chain(missing).max().unwrap_or(1).max(1);
        let with_value = values.into_iter().map(|(value, count)| (Some(value), count));
        with_value
            .chain(missing.map(|count| (None, count)))
            .map(|(value, count)| view! { <FacetRow field=field.clone() value count most total on_filter /> })
            .collect_view()
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
        <div class="tl-facets__group" data-facet=field aria-busy=move || is_counting.get().to_string()>
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
                <ul class="tl-facets__values" role="list">{rows}</ul>
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

#[component]
fn FacetRow(
    field: String,
    value: Option<String>,
    count: u64,
    most: u64,
    total: Signal<u64>,
    on_filter: Callback<Gesture>,
) -> impl IntoView {
    let masked = value.as_ref().map(|value| cells::shown(&field, value).into_owned());
    let shown = match &masked {
        Some(value) if value.is_empty() => "(empty)".to_owned(),
        Some(value) => format::visible(value).into_owned(),
        None => "(missing)".to_owned(),
    };
    let share = move || {
        let total = total.get().max(1);
        format!("{:.1} % of the matches", count as f64 / total as f64 * 100.0)
    };
    let is_missing = value.is_none();
    let data_value = masked;
    let gesture = StoredValue::new((field, value));
    let act = move |leaves_out: bool| {
        let (field, value) = gesture.get_value();
        on_filter.run((field, value, leaves_out));
    };
    view! {
        <li
            class="tl-facets__row"
            class:tl-facets__row--missing=is_missing
            data-value=data_value
            data-missing=is_missing.then_some("true")
            data-count=count
            title=share
        >
            <button type="button" class="tl-facets__value" on:click=move |event| act(event.alt_key())>
                <bdi>{shown.clone()}</bdi>
            </button>
            <span class="tl-facets__count">{format::count(count)}</span>
            <span class="tl-facets__gestures">
                <button
                    type="button"
                    class="tl-icon-button"
                    aria-label=format!("Filter for {shown}")
                    title="Filter for, letter case aside; with Alt filter out"
                    on:click=move |event| act(event.alt_key())
                >
                    "+"
                </button>
                <button
                    type="button"
                    class="tl-icon-button"
                    aria-label=format!("Filter out {shown}")
                    title="Filter out, letter case aside"
                    on:click=move |_| act(true)
                >
                    "−"
                </button>
            </span>
            <meter class="tl-facets__bar" min="0" max=most value=count aria-hidden="true"></meter>
        </li>
    }
}
