//! One event, whole.

use std::sync::Arc;

use leptos::html::Div;
use leptos::prelude::*;

use super::facts::FactsOf;
use super::json::JsonTab;
use super::marks::MarkButton;
use super::resize::Border;
use super::tabs::{IdentityTab, RelatedTab, ResourcesTab, SummaryTab, TrailTab};
use crate::base::json::Value;
use crate::engine::protocol::RecordText;
use crate::ui::clock::DetailTime;
use crate::ui::parts::button::IconButton;
use crate::ui::parts::icon::Glyph;
use crate::ui::state::{ShownRecord, use_app};
use crate::ui::surroundings::SurroundingsMenu;
use crate::ui::tabs::focus;
use crate::view::format::visible;
use crate::view::view_state::DetailTab;

#[component]
pub(in crate::ui) fn EventDetail() -> impl IntoView {
    let state = use_app();
    let shown = Memo::new(move |_| state.record.get());
    // The old record stays, dimmed, until the one that was asked for has come.
    let is_stale =
        Memo::new(move |_| state.record.with(|shown| shown.as_ref().map(|it| it.key)) != state.opened.get());
    let event_id = move || shown.with(|shown| shown.as_ref().and_then(|it| it.record.event_id.clone()));
    let place = Memo::new(move |_| {
        let opened = state.opened.get()?;
        state.rows.with(|rows| rows.index_of(opened)).or(state.cursor.get())
    });
    let is_first = Signal::derive(move || place.get().is_none_or(|place| place == 0));
    let is_last = Signal::derive(move || {
        let num_rows = state.table_scroll.scroll.with(|scroll| scroll.num_rows);
        place.get().is_none_or(|place| place + 1 >= num_rows)
    });
    let has_no_id = Signal::derive(move || event_id().is_none());
    let body = NodeRef::<Div>::new();
    // Stepping keeps the place; another tab begins at its start.
    Effect::new(move |_| {
        state.detail_tab.track();
        if let Some(body) = body.get_untracked() {
            body.set_scroll_top(0);
        }
    });
    view! {
        <section
            class="tl-detail"
            class:tl-detail--stale=move || is_stale.get()
            role="region"
            aria-label="Event detail"
            data-event-id=move || event_id().unwrap_or_default()
            on:keydown=move |event| {
                if event.key() == "Escape" && !event.default_prevented() {
                    state.close_detail();
                }
            }
        >
            <Border/>
            <header class="tl-detail__bar">
                <h2 class="tl-detail__name">
                    {move || {
                        let name = shown.with(|shown| shown.as_ref().map(|it| headline(&it.record)));
                        name.unwrap_or_else(|| "Event".to_owned())
                    }}
                </h2>
                <DetailTime/>
                <MarkButton/>
                <IconButton
                    label="Copy a link to this event"
                    glyph=Glyph::Link
                    is_disabled=has_no_id
                    on_press=move || {
                        if let Some(event_id) = event_id() {
                            state.copy_link(&event_id);
                        }
                    }
                />
                <SurroundingsMenu/>
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
                <IconButton label="Close event" glyph=Glyph::Close on_press=move || state.close_detail()/>
            </header>
            <p class="tl-detail__said" role="status">{move || state.detail.said.get()}</p>
            <DetailTabs/>
            <div
                class="tl-detail__body"
                id="detail-panel"
                role="tabpanel"
                aria-labelledby=move || tab_id(state.detail_tab.get())
                tabindex="0"
                node_ref=body
            >
                {move || shown.get().map(|shown| view! { <Tab shown tab=state.detail_tab.get()/> })}
            </div>
        </section>
    }
}

/// What stands under a tab.
#[component]
fn Tab(shown: ShownRecord, tab: DetailTab) -> impl IntoView {
    let ShownRecord { key, record } = shown;
    provide_context(FactsOf(record.clone()));
    match tab {
        DetailTab::Summary => view! { <Marks record=record.clone()/> <SummaryTab record key/> }.into_any(),
        DetailTab::Json => view! { <JsonTab record/> }.into_any(),
        DetailTab::Identity => view! { <IdentityTab record key/> }.into_any(),
        DetailTab::Resources => view! { <ResourcesTab record key/> }.into_any(),
        DetailTab::Related => view! { <RelatedTab record key/> }.into_any(),
        DetailTab::Trail => view! { <TrailTab/> }.into_any(),
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

/// The event's name, from the record's own text.
fn headline(record: &RecordText) -> String {
    let json = Value::new(&record.json);
    let name = json.member("eventName").and_then(Value::as_str);
    let name = name.or_else(|| json.member("insightDetails")?.member("eventName")?.as_str());
    visible(name.as_deref().unwrap_or("Event")).into_owned()
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
