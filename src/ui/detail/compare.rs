//! The marked events side by side, field by field.

use std::borrow::Cow;
use std::sync::Arc;

use leptos::html::Section;
use leptos::prelude::*;

use crate::base::json::Value;
use crate::engine::protocol::{EventKey, RecordText};
use crate::ui::parts::button::{Button, IconButton};
use crate::ui::parts::icon::Glyph;
use crate::ui::state::{AppState, use_app};
use crate::view::detail::compare::{Comparison, Row, compare};
use crate::view::format::{count, visible};

/// Rows that are drawn until someone wants more.
const FIRST_ROWS: usize = 400;

#[component]
pub(in crate::ui) fn CompareView() -> impl IntoView {
    let state = use_app();
    let records = Memo::new(move |_| {
        let marked = state.detail.marked.get();
        state.detail.compared.with(|compared| {
            let come = marked.keys().iter().filter_map(|key| Some((*key, compared.get(key)?.clone())));
            come.collect::<Vec<(EventKey, Arc<RecordText>)>>()
        })
    });
    let reference = Memo::new(move |_| {
        let pinned = state.detail.marked.with(|marked| marked.keys().get(marked.reference()).copied());
        records.with(|records| records.iter().position(|(key, _)| Some(*key) == pinned)).unwrap_or_default()
    });
    let comparison = Memo::new(move |_| {
        records.with(|records| {
            let texts: Vec<&str> = records.iter().map(|(_, record)| record.json.as_str()).collect();
            compare(&texts, reference.get())
        })
    });
    let hides_equal = RwSignal::new(false);
    let shows_all = RwSignal::new(false);
    let section = NodeRef::<Section>::new();
    section.on_load(|section| {
        // Where the browser refuses, the keyboard stays where it is.
        section.focus().ok();
    });
    let rows = move || {
        comparison.with(|comparison| {
            let limit = if shows_all.get() { usize::MAX } else { FIRST_ROWS };
            comparison
                .shown(hides_equal.get())
                .take(limit)
                .map(|row| row_view(comparison, row))
                .collect_view()
        })
    };
    let num_shown =
        Memo::new(move |_| comparison.with(|comparison| comparison.shown(hides_equal.get()).count()));
    let words = move || {
        let (all, equal) = comparison.with(|comparison| {
            (comparison.rows.len(), comparison.rows.iter().filter(|row| row.is_equal).count())
        });
        format!("{} of {} fields differ", count((all - equal) as u64), count(all as u64))
    };
    view! {
        <section
            class="tl-compare"
            role="region"
            aria-label="Compare events"
            tabindex="0"
            node_ref=section
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    state.show_comparison(false);
                }
            }
        >
            <header class="tl-compare__bar">
                <h2>"Compare events"</h2>
                <span class="tl-compare__count" role="status">{words}</span>
                <label class="tl-compare__switch">
                    <input
                        type="checkbox"
                        prop:checked=hides_equal
                        on:change:target=move |event| hides_equal.set(event.target().checked())
                    />
                    "Hide equal fields"
                </label>
                <IconButton label="Close the comparison" glyph=Glyph::Close on_press=move || state.show_comparison(false)/>
            </header>
            <div class="tl-compare__scroll">
                <table class="tl-compare__table" style:--events=move || records.with(Vec::len).to_string()>
                    <thead>
                        <tr>
                            <th scope="col">"Field"</th>
                            {move || {
                                let reference = reference.get();
                                records
                                    .get()
                                    .into_iter()
                                    .enumerate()
                                    .map(|(at, (key, record))| head(state, key, &record, at == reference))
                                    .collect_view()
                            }}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                <Show when=move || !shows_all.get() && FIRST_ROWS < num_shown.get()>
                    <Button label="Show all fields" on_press=move || shows_all.set(true)/>
                </Show>
            </div>
        </section>
    }
}

fn head(state: AppState, key: EventKey, record: &RecordText, is_reference: bool) -> impl IntoView + use<> {
    let text = |name: &str| Value::new(&record.json).member(name).and_then(Value::as_str);
    let name = visible(text("eventName").as_deref().unwrap_or("Event")).into_owned();
    let written = text("eventTime").map(Cow::into_owned);
    let when = move || written.as_ref().map(|written| state.time_text(written));
    let event_id = record.event_id.clone();
    view! {
        <th scope="col" data-compared=record.event_id.clone().unwrap_or_default() data-reference=is_reference.to_string()>
            <button
                type="button"
                class="tl-link"
                title="Open this event"
                on:click=move |_| state.open_other(key, event_id.clone())
            >
                {name.clone()}
            </button>
            <span class="tl-compare__time">{when}</span>
            <span class="tl-compare__actions">
                <button
                    type="button"
                    class="tl-link"
                    aria-pressed=is_reference.to_string()
                    on:click=move |_| state.pin(key)
                >
                    {if is_reference { "Reference" } else { "Make reference" }}
                </button>
                <button
                    type="button"
                    class="tl-link"
                    aria-label=format!("Remove {name}")
                    on:click=move |_| state.toggle_mark(key)
                >
                    "Remove"
                </button>
            </span>
        </th>
    }
}

fn row_view(comparison: &Comparison, row: &Row) -> impl IntoView + use<> {
    let cells = row
        .values
        .iter()
        .zip(&row.differs)
        .enumerate()
        .map(|(at, (value, differs))| {
            let is_marked = *differs && at != comparison.reference;
            let words = match value {
                Some(value) => visible(value).into_owned(),
                None => "not in this event".to_owned(),
            };
            view! {
                <td
                    class="tl-compare__cell tl-value"
                    class:tl-compare__cell--differs=is_marked
                    class:tl-compare__cell--absent=value.is_none()
                    data-differs=is_marked.to_string()
                >
                    {is_marked.then(|| view! { <span class="tl-visually-hidden">"differs: "</span> })}
                    <bdi>{words}</bdi>
                </td>
            }
        })
        .collect_view();
    view! {
        <tr data-path=row.path.clone() data-equal=row.is_equal.to_string()>
            <th scope="row" class="tl-compare__path">
                <bdi>{visible(&row.path).into_owned()}</bdi>
            </th>
            {cells}
        </tr>
    }
}
