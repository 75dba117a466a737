//! The matches by the values of up to three fields.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::parts::sort_mark::{SortMark, aria_sort};
use super::rows::rows;
use super::shared::SharedSignal;
use super::state::{AppState, use_app};
use crate::engine::protocol::{GroupColumn, GroupRow, GroupSort, GroupValue, Groups};
use crate::view::detail::cells;
use crate::view::format;
use crate::view::groups::{self, Grouping};
use crate::view::scroll::Scroll;
use crate::view::view_state::Pane;

/// The header is row 1 of the grid, and rows are counted from 1.
const FIRST_ROW_INDEX: u64 = 2;

/// Widths of the columns, in CSS pixels.
const KEY_WIDTH_PX: usize = 136;
const GESTURES_WIDTH_PX: usize = 92;
const OTHER_WIDTHS_PX: [usize; 6] = [78, 70, 96, 70, 156, 156];

/// The groups, one a row.
#[component]
pub(super) fn GroupTable() -> impl IntoView {
    let state = use_app();
    let list = state.group_scroll;
    let grouping = Memo::new(move |_| state.view_state.with(|view| view.grouping.clone()));
    let cursor = SharedSignal::new(None::<u64>);
    let num_groups = move || state.groups.with(|groups| groups.as_ref().map_or(0, |it| it.num_groups));
    let is_old =
        Memo::new(move |_| state.groups.with(|groups| groups.as_ref().is_some_and(|it| is_stale(state, it))));
    let span = Memo::new(move |_| list.scroll.with(Scroll::span));
    let indices = move || {
        let span = span.get();
        (span.first..span.first + span.count).collect::<Vec<u64>>()
    };
    let num_fields = move || grouping.with(|grouping| grouping.fields().len());
    let template = move || {
        let others = OTHER_WIDTHS_PX.map(|width| format!("{width}px")).join(" ");
        let key = format!("minmax({KEY_WIDTH_PX}px, 1fr)");
        format!("{} {others} {GESTURES_WIDTH_PX}px", vec![key; num_fields()].join(" "))
    };
    let min_width =
        move || num_fields() * KEY_WIDTH_PX + OTHER_WIDTHS_PX.iter().sum::<usize>() + GESTURES_WIDTH_PX;
    let element = list.mount();
    view! {
        <div
            class="tl-table"
            class:tl-table--stale=move || is_old.get()
            node_ref=element
            role="grid"
            aria-label="Groups"
            aria-rowcount=move || (num_groups() + 1).to_string()
            aria-busy=move || is_old.get().to_string()
            aria-activedescendant=move || cursor.get().map(row_id)
            tabindex="0"
            on:scroll=move |_| list.on_scroll()
            on:keydown=move |event| on_key(state, cursor, &event)
        >
            <div
                class="tl-table__content"
                role="presentation"
                style:min-width=move || format!("{}px", min_width())
                style:--columns=template
            >
                <div class="tl-table__head" role="rowgroup">
                    <div class="tl-table__row tl-table__row--head" role="row" aria-rowindex="1">
                        {move || {
                            grouping
                                .get()
                                .columns()
                                .into_iter()
                                .map(|(column, title, field)| view! { <HeaderCell column title field /> })
                                .collect_view()
                        }}
                        <div class="tl-table__title" role="columnheader">
                            <span class="tl-visually-hidden">"Filter"</span>
                        </div>
                    </div>
                </div>
                <div
                    class="tl-table__spacer"
                    role="presentation"
                    style:height=move || list.scroll.with(|scroll| format!("{}px", scroll.content_px()))
                >
                    <div class="tl-table__view" role="presentation">
                        <div
                            class="tl-table__rows"
                            role="rowgroup"
                            style:transform=move || format!("translateY({}px)", span.get().offset_px)
                        >
                            {rows(indices, move |index| view! { <Row index=index cursor=cursor /> })}
                        </div>
                    </div>
                </div>
            </div>
            {move || {
                let is_empty = state.groups.with(|groups| groups.as_ref().is_some_and(|it| it.rows.is_empty()));
                (is_empty && !is_old.get()).then(|| view! { <p class="tl-table__empty">"No event matches, so there is no group."</p> })
            }}
        </div>
        {move || {
            let remarks =
                state.groups.with(|groups| groups.as_ref().map(|it| groups::remarks(it)).unwrap_or_default());
            (!remarks.is_empty()).then(|| view! { <p class="tl-groups__note">{remarks.join(" ")}</p> })
        }}
    }
}

/// A column's title; pressing it sorts.
#[component]
fn HeaderCell(column: GroupColumn, title: String, field: Option<String>) -> impl IntoView {
    let state = use_app();
    let order = Memo::new(move |_| {
        let GroupSort { by, descending } = state.view_state.with(|view| view.grouping.sort());
        (by == column).then_some(descending)
    });
    view! {
        <div class="tl-table__title" role="columnheader" aria-sort=move || aria_sort(order.get()) data-field=field>
            <button
                type="button"
                class="tl-table__sort"
                on:click=move |_| state.change_grouping(|grouping: &mut Grouping| grouping.sort_by(column))
            >
                <span>{title}</span>
                <SortMark order=order />
            </button>
        </div>
    }
}

/// One group, with what it filters by.
#[component]
fn Row(index: u64, cursor: SharedSignal<Option<u64>>) -> impl IntoView {
    let state = use_app();
    let row = Memo::new(move |_| state.groups.with(|groups| row_at(groups.as_ref(), index)));
    move || {
        let row = row.get()?;
        let fields = state.groups.with_untracked(|groups| {
            groups.as_ref().map(|it| it.question.fields.clone()).unwrap_or_default()
        });
        let name = groups::gesture_name(&fields, &row);
        let mut alike = groups::alike_mark(&row);
        let (first, last) = (row.extent.map(|(first, _)| first), row.extent.map(|(_, last)| last));
        // The mark stands behind the first value.
        let keys = row.key.iter().zip(fields).map(|(value, field)| key_cell(value, field, alike.take()));
        let keys = keys.collect_view();
        Some(view! {
            <div
                class="tl-table__row tl-groups__row"
                class:tl-table__row--cursor=move || cursor.get() == Some(index)
                class:tl-table__row--odd=index % 2 == 1
                id=row_id(index)
                role="row"
                aria-rowindex=(index + FIRST_ROW_INDEX).to_string()
                data-events=row.events
                data-errors=row.errors
                data-ips=row.ips
                data-users=row.users
                data-alike=(row.alike > 0).then_some(row.alike)
                data-first=first
                data-last=last
                on:click=move |event| {
                    cursor.set(Some(index));
                    filter(state, index, event.alt_key());
                }
            >
                {keys}
                <div class="tl-table__cell tl-groups__number" role="gridcell">{format::count(row.events)}</div>
                <div class="tl-table__cell tl-groups__number" class:tl-table__cell--error=row.errors != 0 role="gridcell">
                    {format::count(row.errors)}
                </div>
                <div class="tl-table__cell tl-groups__number" role="gridcell">{format::count(row.ips)}</div>
                <div class="tl-table__cell tl-groups__number" role="gridcell">{format::count(row.users)}</div>
                <div class="tl-table__cell tl-table__cell--time" role="gridcell">{groups::seen(first)}</div>
                <div class="tl-table__cell tl-table__cell--time" role="gridcell">{groups::seen(last)}</div>
                <div class="tl-table__cell tl-groups__gestures" role="gridcell">
                    <RowButton label=format!("Filter for {name}") sign="+" on_press=move || filter(state, index, false) />
                    <RowButton label=format!("Filter out {name}") sign="−" on_press=move || filter(state, index, true) />
                    <RowButton label=format!("Show the events of {name}") sign="→" on_press=move || show_events(state, index) />
                </div>
            </div>
        })
    }
}

fn key_cell(value: &GroupValue, field: String, alike: Option<(String, String)>) -> impl IntoView + use<> {
    let shown = groups::shown(&field, value);
    let (text, is_missing) = match value {
        GroupValue::Text(text) => (Some(cells::shown(&field, text).into_owned()), false),
        GroupValue::Object => (None, false),
        GroupValue::Missing => (None, true),
    };
    let is_none = text.is_none();
    view! {
        <div
            class="tl-table__cell tl-groups__key"
            class:tl-groups__key--none=is_none
            role="gridcell"
            data-field=field
            data-value=text
            data-missing=is_missing.then_some("true")
            title=shown.clone()
        >
            <bdi>{shown.clone()}</bdi>
            {alike.map(|(mark, words)| view! { <span class="tl-groups__alike" title=words>{mark}</span> })}
        </div>
    }
}

/// A gesture of a row. The keyboard has keys of its own for it.
#[component]
fn RowButton(label: String, sign: &'static str, on_press: impl Fn() + 'static) -> impl IntoView {
    view! {
        <button
            type="button"
            class="tl-icon-button"
            tabindex="-1"
            aria-label=label.clone()
            title=label
            on:click=move |event| {
                event.stop_propagation();
                on_press();
            }
        >
            {sign}
        </button>
    }
}

fn row_at(groups: Option<&Arc<Groups>>, index: u64) -> Option<GroupRow> {
    groups?.rows.get(usize::try_from(index).ok()?).cloned()
}

/// Whether these groups are not the answer to what is asked now.
pub(super) fn is_stale(state: AppState, groups: &Groups) -> bool {
    state.view_state.with(|view| view.query != groups.query || view.grouping.question() != groups.question)
}

/// Asks for the events of a group as well, or leaves them out.
fn filter(state: AppState, index: u64, leaves_out: bool) {
    let Some(query) = filtered(state, index, leaves_out) else { return };
    state.set_query(query);
}

/// Shows the events of a group.
fn show_events(state: AppState, index: u64) {
    let Some(query) = filtered(state, index, false) else { return };
    state.set_query(query);
    state.show_pane(Pane::Events);
    // Nothing in a table that is still hidden takes the focus.
    request_animation_frame(move || state.table_scroll.focus());
}

fn filtered(state: AppState, index: u64, leaves_out: bool) -> Option<String> {
    state.groups.with_untracked(|groups| {
        let groups = groups.as_ref()?;
        let row = groups.rows.get(usize::try_from(index).ok()?)?;
        let query = state.view_state.with_untracked(|view| view.query.clone());
        let filtered = groups::filtered(&query, &groups.question.fields, &row.key, leaves_out);
        filtered.map_err(|why| state.say_failure(why)).ok()
    })
}

fn row_id(index: u64) -> String {
    format!("group-row-{index}")
}

fn on_key(state: AppState, cursor: SharedSignal<Option<u64>>, event: &KeyboardEvent) {
    // A key pressed on a button inside is the button's.
    let is_own = event.target() == event.current_target();
    if !is_own || event.ctrl_key() || event.meta_key() {
        return;
    }
    let list = state.group_scroll;
    let Some(last) = list.scroll.with_untracked(|scroll| scroll.num_rows).checked_sub(1) else { return };
    let here = cursor.get_untracked();
    let moved =
        |steps: i64| here.map_or(list.first_visible(), |here| here.saturating_add_signed(steps)).min(last);
    let page = i64::try_from(list.rows_per_screen()).unwrap_or(1);
    let next = match (event.key().as_str(), here) {
        ("ArrowDown" | "j", _) => moved(1),
        ("ArrowUp" | "k", _) => moved(-1),
        ("PageDown", _) => moved(page),
        ("PageUp", _) => moved(-page),
        ("Home", _) => 0,
        ("End", _) => last,
        ("Enter", Some(here)) => {
            event.prevent_default();
            return filter(state, here, event.alt_key());
        }
        ("o", Some(here)) => {
            event.prevent_default();
            return show_events(state, here);
        }
        _ => return,
    };
    event.prevent_default();
    cursor.set(Some(next));
    list.reveal(next);
}
