//! One event, whole.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::clock::DetailTime;
use super::detail_tabs::{IdentityTab, RelatedTab, ResourcesTab, SummaryTab, TrailTab};
use super::parts::button::{Button, IconButton};
use super::parts::icon::Glyph;
use super::state::use_app;
use super::tabs::focus;
use crate::engine::protocol::RecordText;
use crate::view::detail::mask::mask;
use crate::view::format::{count, counted, visible};
use crate::view::json_lines::{JsonLine, json_lines};
use crate::view::view_state::DetailTab;
use crate::web::clipboard;

/// Longer records are cut here until someone wants all of it: the browser lays out every line.
const FIRST_LINES: usize = 1_500;

#[component]
pub(super) fn EventDetail() -> impl IntoView {
    let state = use_app();
    let record = Memo::new(move |_| state.record.with(|shown| shown.as_ref().map(|it| it.record.clone())));
    // The old record stays, dimmed, until the one that was asked for has come.
    let is_stale =
        Memo::new(move |_| state.record.with(|shown| shown.as_ref().map(|it| it.key)) != state.opened.get());
    let event_id = move || record.with(|record| record.as_ref().and_then(|it| it.event_id.clone()));
    let place = Memo::new(move |_| {
        let opened = state.opened.get()?;
        state.rows.with(|rows| rows.index_of(opened)).or(state.cursor.get())
    });
    let is_first = Signal::derive(move || place.get().is_none_or(|place| place == 0));
    let is_last = Signal::derive(move || {
        let num_rows = state.table_scroll.scroll.with(|scroll| scroll.num_rows);
        place.get().is_none_or(|place| place + 1 >= num_rows)
    });
    view! {
        <section
            class="tl-detail"
            class:tl-detail--stale=move || is_stale.get()
            role="region"
            aria-label="Event detail"
            data-event-id=move || event_id().unwrap_or_default()
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    state.close_detail();
                }
            }
        >
            <header class="tl-detail__bar">
                <h2 class="tl-detail__name">{move || record.with(|record| record.as_ref().map(|it| headline(it)))}</h2>
                <DetailTime />
                <IconButton
                    label="Previous event"
                    glyph=Glyph::Previous
                    is_disabled=is_first
                    on_press=move || state.step_event(-1)
                />
                <IconButton
                    label="Next event"
                    glyph=Glyph::Next
                    is_disabled=is_last
                    on_press=move || state.step_event(1)
                />
                <IconButton label="Close event" glyph=Glyph::Close on_press=move || state.close_detail() />
            </header>
            <DetailTabs />
            {move || {
                record
                    .get()
                    .map(|record| {
                        let tab = state.detail_tab.get();
                        view! {
                            <div
                                class="tl-detail__body"
                                id="detail-panel"
                                role="tabpanel"
                                aria-labelledby=tab_id(tab)
                                tabindex="0"
                            >
                                {match tab {
                                    DetailTab::Summary => view! { <Marks record=record.clone()/> <SummaryTab record/> }.into_any(),
                                    DetailTab::Json => view! { <JsonTab record/> }.into_any(),
                                    DetailTab::Identity => view! { <IdentityTab record/> }.into_any(),
                                    DetailTab::Resources => view! { <ResourcesTab record/> }.into_any(),
                                    DetailTab::Related => view! { <RelatedTab record/> }.into_any(),
                                    DetailTab::Trail => view! { <TrailTab/> }.into_any(),
                                }}
                            </div>
                        }
                    })
            }}
        </section>
    }
}

/// The tabs of the detail; stepping to another event keeps the tab.
#[component]
fn DetailTabs() -> impl IntoView {
    let state = use_app();
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let steps = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let next = state.detail_tab.get_untracked().neighbour(steps);
        state.detail_tab.set(next);
        focus(&tab_id(next));
    };
    view! {
        <div class="tl-tabs tl-tabs--detail" role="tablist" aria-label="Parts of the event" on:keydown=on_key>
            {DetailTab::ALL
                .map(|tab| {
                    let is_selected = move || state.detail_tab.get() == tab;
                    view! {
                        <button
                            type="button"
                            class="tl-tabs__tab"
                            id=tab_id(tab)
                            role="tab"
                            aria-selected=move || is_selected().to_string()
                            aria-controls="detail-panel"
                            tabindex=move || if is_selected() { "0" } else { "-1" }
                            on:click=move |_| state.detail_tab.set(tab)
                        >
                            {tab.label()}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

fn tab_id(tab: DetailTab) -> String {
    format!("detail-tab-{}", tab.label().to_lowercase())
}

#[component]
fn Marks(record: Arc<RecordText>) -> impl IntoView {
    view! {
        <ul class="tl-detail__marks">
            {marks(&record).into_iter().map(|mark| view! { <li class="tl-detail__mark">{mark}</li> }).collect_view()}
        </ul>
    }
}

/// The record's own text. Session tokens stay masked until someone asks for them.
#[component]
fn JsonTab(record: Arc<RecordText>) -> impl IntoView {
    let origin = match record.offset {
        Some(offset) => format!("{}, from byte {}", visible(&record.file), count(offset)),
        None => visible(&record.file).into_owned(),
    };
    let (masked, num_secrets) = mask(&record.json);
    let is_revealed = RwSignal::new(num_secrets == 0);
    let (raw, masked) = (StoredValue::new(record.json.clone()), StoredValue::new(masked));
    let shown = move || if is_revealed.get() { raw.get_value() } else { masked.get_value() };
    view! {
        <p class="tl-detail__origin tl-value">{origin}</p>
        <Show when=move || num_secrets != 0>
            <p class="tl-detail__mark">
                {format!("This record holds {}, masked here and in copies.", counted(num_secrets as u64, "secret", "secrets"))}
                <Button
                    label="Reveal"
                    on_press=move || is_revealed.set(true)
                />
            </p>
        </Show>
        <div class="tl-detail__title">
            <h3>"Record"</h3>
            {move || view! { <CopyButton text=shown() /> }}
        </div>
        {move || view! { <JsonText text=shown() label="Record as JSON" /> }}
        {record
            .wrapper
            .clone()
            .map(|wrapper| {
                view! {
                    <div class="tl-detail__title">
                        <h3>"Delivered in"</h3>
                    </div>
                    <JsonText text=wrapper label="Wrapper as JSON" />
                }
            })}
    }
}

/// A text as indented JSON.
#[component]
fn JsonText(text: String, label: &'static str) -> impl IntoView {
    let lines = StoredValue::new(json_lines(&text));
    let num_lines = lines.with_value(Vec::len);
    let shows_all = RwSignal::new(num_lines <= FIRST_LINES);
    let shown = move || {
        let limit = if shows_all.get() { num_lines } else { FIRST_LINES };
        lines.with_value(|lines| lines.iter().take(limit).map(json_line).collect_view())
    };
    view! {
        <pre class="tl-json" tabindex="0" aria-label=label>
            {shown}
        </pre>
        <Show when=move || !shows_all.get()>
            <Button label="Show the rest" on_press=move || shows_all.set(true) />
        </Show>
    }
}

fn json_line(line: &JsonLine) -> impl IntoView + use<> {
    let indent = "  ".repeat(line.depth);
    let hang = format!("{}ch", 2 * line.depth + 2);
    let spans = line
        .spans
        .iter()
        .map(|span| {
            let class = format!("tl-json__{}", span.kind.key());
            view! { <span class=class>{span.text.clone()}</span> }
        })
        .collect_view();
    view! { <div class="tl-json__line" style:--hang=hang>{indent}{spans}"\n"</div> }
}

#[component]
fn CopyButton(text: String) -> impl IntoView {
    let state = use_app();
    let is_copied = RwSignal::new(false);
    let text = StoredValue::new(text);
    let copy = move || {
        spawn_local(async move {
            match clipboard::copy(&text.get_value()).await {
                Ok(()) => is_copied.set(true),
                Err(err) => state.say_failure(format!("the browser does not copy: {err}")),
            }
        });
    };
    view! {
        <span class="tl-detail__copied" role="status">{move || is_copied.get().then_some("Copied")}</span>
        <Button label="Copy JSON" glyph=Glyph::Copy on_press=copy />
    }
}

/// Name and time, from the record's own text.
fn headline(record: &RecordText) -> String {
    let json: serde_json::Value = serde_json::from_str(&record.json).unwrap_or_default();
    let text = |name: &str| json.get(name).and_then(|value| value.as_str()).map(str::to_owned);
    let name = text("eventName").unwrap_or_else(|| "Event".to_owned());
    visible(&name).into_owned()
}

/// What is special about this record's way into the page.
fn marks(record: &RecordText) -> Vec<&'static str> {
    [
        (record.is_summary, "Summary only: the export does not hold the whole record"),
        (record.is_recovered, "Recovered from malformed text"),
        (record.is_contested, "Another record has the same event ID and other content"),
    ]
    .into_iter()
    .filter_map(|(applies, words)| applies.then_some(words))
    .collect()
}
