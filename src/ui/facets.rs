//! The facets: the most frequent values of some fields under the current filter.

use leptos::prelude::*;

use crate::engine::protocol::Facet;
use crate::record::field::FieldId;
use crate::view::detail::cells;
use crate::view::format;

/// A value to filter by: field, value (`None` for events without the field), and whether to leave
/// such events out.
pub(super) type Gesture = (String, Option<String>, bool);

/// The facets of the current filter.
#[component]
pub(super) fn FacetPanel(
    facets: Signal<Vec<Facet>>,
    total: Signal<u64>,
    on_filter: Callback<Gesture>,
    on_add: Callback<String>,
    on_remove: Callback<String>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let add = move || {
        let field = wanted.get_untracked().trim().to_owned();
        if !field.is_empty() {
            on_add.run(field);
            wanted.set(String::new());
        }
    };
    view! {
        <section class="tl-facets" role="region" aria-label="Facets">
            <For
                each=move || facets.get()
                key=|facet| facet.clone_key()
                children=move |facet| view! { <FacetGroup facet total on_filter on_remove/> }
            />
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
                    placeholder="Add a field…"
                    spellcheck="false"
                    prop:value=wanted
                    on:input:target=move |event| wanted.set(event.target().value())
                />
            </form>
        </section>
    }
}

/// A key that changes with the content, so that a group is drawn anew when its counts change.
trait ContentKey {
    fn clone_key(&self) -> (String, u64, Vec<(String, u64)>);
}

impl ContentKey for Facet {
    fn clone_key(&self) -> (String, u64, Vec<(String, u64)>) {
        (self.field.clone(), self.missing, self.values.clone())
    }
}

#[component]
fn FacetGroup(
    facet: Facet,
    total: Signal<u64>,
    on_filter: Callback<Gesture>,
    on_remove: Callback<String>,
) -> impl IntoView {
    let Facet { field, values, missing, distinct } = facet;
    let label = FieldId::from_name(&field).map_or_else(|| field.clone(), |id| id.field().label.to_owned());
    let more = distinct.saturating_sub(values.len() as u64);
    let most = values.iter().map(|(_, count)| *count).chain([missing]).max().unwrap_or(1).max(1);
    let search = RwSignal::new(String::new());
    let has_search = values.len() > 5;
    let remove_field = field.clone();
    let group_field = field.clone();
    let rows = values
        .into_iter()
        .map(|(value, count)| {
            let shown = value.to_lowercase();
            let is_hidden = move || !shown.contains(&search.read().to_lowercase());
            view! { <FacetRow field=field.clone() value=Some(value) count most total is_hidden=Signal::derive(is_hidden) on_filter/> }
        })
        .collect_view();
    let missing_row = (missing > 0).then(|| {
        let never = Signal::derive(|| false);
        view! { <FacetRow field=group_field.clone() value=None count=missing most total is_hidden=never on_filter/> }
    });
    view! {
        <details class="tl-facets__group" open data-facet=group_field.clone()>
            <summary class="tl-facets__title">
                <span>{label.clone()}</span>
                <span class="tl-facets__distinct">{format::count(distinct)}</span>
                <button
                    type="button"
                    class="tl-icon-button tl-facets__remove"
                    aria-label=format!("Remove the facet {label}")
                    title="Remove this facet"
                    on:click=move |event| {
                        event.prevent_default();
                        on_remove.run(remove_field.clone());
                    }
                >
                    "×"
                </button>
            </summary>
            {has_search
                .then(|| {
                    view! {
                        <input
                            type="search"
                            class="tl-input tl-facets__search"
                            aria-label=format!("Search within {label}")
                            placeholder="Search…"
                            on:input:target=move |event| search.set(event.target().value())
                        />
                    }
                })}
            <ul class="tl-facets__values">{rows} {missing_row}</ul>
            {(more > 0)
                .then(|| view! { <p class="tl-facets__more">{format!("and {} more", format::count(more))}</p> })}
        </details>
    }
}

#[component]
fn FacetRow(
    field: String,
    value: Option<String>,
    count: u64,
    most: u64,
    total: Signal<u64>,
    is_hidden: Signal<bool>,
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
    let act = move |leave_out: bool| {
        let (field, value) = (field.clone(), value.clone());
        move || on_filter.run((field.clone(), value.clone(), leave_out))
    };
    let (filter_for, filter_out, on_text, alt_on_text) = (act(false), act(true), act(false), act(true));
    view! {
        <li
            class="tl-facets__row"
            class:tl-facets__row--missing=is_missing
            class:tl-facets__row--hidden=is_hidden
            data-value=data_value
            data-missing=is_missing.then_some("true")
            data-count=count
            title=share
        >
            <button
                type="button"
                class="tl-facets__value"
                on:click=move |event| if event.alt_key() { alt_on_text() } else { on_text() }
            >
                <bdi>{shown.clone()}</bdi>
            </button>
            <span class="tl-facets__count">{format::count(count)}</span>
            <span class="tl-facets__gestures">
                <button
                    type="button"
                    class="tl-icon-button"
                    aria-label=format!("Filter for {shown}")
                    title="Filter for"
                    on:click=move |_| filter_for()
                >
                    "+"
                </button>
                <button
                    type="button"
                    class="tl-icon-button"
                    aria-label=format!("Filter out {shown}")
                    title="Filter out"
                    on:click=move |_| filter_out()
                >
                    "−"
                </button>
            </span>
            <meter class="tl-facets__bar" min="0" max=most value=count aria-hidden="true"></meter>
        </li>
    }
}
