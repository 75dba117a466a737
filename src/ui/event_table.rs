//! The events, one a row, as many as there are.

use leptos::prelude::*;

use super::column_header::HeaderCell;
use super::detail::MarkBox;
use super::folding::CopiesBadge;
use super::gestures::{CellPlace, cell_id};
use super::rows::rows;
use super::shared::Shared;
use super::state::{AppState, use_app};
use crate::engine::protocol::{EventKey, TableRow};
use crate::view::column_layout::lefts_px;
use crate::view::columns::{CellKind, Column, grid_template, min_width_px};
use crate::view::detail::cells;
use crate::view::folding;
use crate::view::format;
use crate::view::scroll::Scroll;
use crate::view::simulator::verdict_text;
use crate::view::table_rows::stands_for;

/// The header is row 1 of the grid, and rows are counted from 1.
pub(super) const FIRST_ROW_INDEX: u64 = 2;

#[component]
pub(super) fn EventTable() -> impl IntoView {
    let state = use_app();
    let list = state.table_scroll;
    let columns = Shared::memo(move |_| state.columns());
    let is_stale =
        Memo::new(move |_| state.view_state.with(|view| state.rows.with(|rows| rows.are_stale(view))));
    let num_rows = Memo::new(move |_| list.scroll.with(|scroll| scroll.num_rows));
    let span = Memo::new(move |_| list.scroll.with(Scroll::span));
    let indices = Memo::new(move |_| {
        let span = span.get();
        (span.first..span.first + span.count).collect::<Vec<u64>>()
    });
    let active = move || {
        let cursor = state.cursor.get()?;
        let column = state.cursor_column.get();
        let place = columns.with(|columns| columns.iter().position(|it| Some(&it.key) == column.as_ref()));
        let id = || place.map_or_else(|| row_id(cursor), |place| cell_id(cursor, place));
        indices.with(|indices| indices.contains(&cursor)).then(id)
    };
    let element = list.mount();

    view! {
        <div
            class="tl-table"
            class:tl-table--stale=move || is_stale.get()
            node_ref=element
            role="grid"
            aria-label="Events"
            aria-rowcount=move || (num_rows.get() + 1).to_string()
            aria-colcount=move || columns.with(Vec::len).to_string()
            aria-busy=move || is_stale.get().to_string()
            aria-activedescendant=active
            tabindex="0"
            on:scroll=move |_| list.on_scroll()
            on:keydown=move |event| on_key(state, &event)
            on:pointerover=move |event| state.point_at(&event)
            on:pointerleave=move |_| state.point_away()
        >
            <div
                class="tl-table__content"
                role="presentation"
                style:min-width=move || format!("calc({}px + var(--mark-width))", columns.with(|columns| min_width_px(columns)))
                style:--columns=move || columns.with(|columns| grid_template(columns))
                style:--pin-2=move || columns.with(|columns| format!("{}px", lefts_px(columns)[1]))
                style:--pin-3=move || columns.with(|columns| format!("{}px", lefts_px(columns)[2]))
                style:--pin-4=move || columns.with(|columns| format!("{}px", lefts_px(columns)[3]))
                data-pinned=move || state.num_pinned().to_string()
            >
                <div class="tl-table__head" role="rowgroup">
                    <div class="tl-table__row tl-table__row--head" role="row" aria-rowindex="1">
                        <For each=move || columns.get() key=|column| column.key.clone() let(column)>
                            <HeaderCell column=column />
                        </For>
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
                            {rows(move || indices.get(), move |index| view! { <Row index=index columns=columns /> })}
                        </div>
                    </div>
                </div>
            </div>
            <Show when=move || num_rows.get() == 0 && state.matches.with(Option::is_some)>
                <p class="tl-table__empty">"No events"</p>
            </Show>
        </div>
    }
}

/// What is going on at a row.
#[derive(Clone, PartialEq)]
pub(super) struct Standing {
    is_open: bool,
    is_marked: bool,
    /// Whether the keyboard is at it.
    is_cursor: bool,
    /// The fields of the cells that the pointer and the keyboard are at.
    pub(super) pointed: Option<String>,
    pub(super) focused: Option<String>,
}

/// One place of the table: its event, or a placeholder until it has come.
///
/// It is one effect: a screen of rows is drawn anew with every answer, and effects cost more than comparing what a row
/// shows with what it showed.
#[component]
fn Row(index: u64, columns: Shared<Memo<Vec<Column>>>) -> impl IntoView {
    let state = use_app();
    // One memo, not one for the event and another that reads it: an effect that reads both can miss a change.
    let place = Memo::new(move |_| {
        let row = state.rows.with(|rows| rows.row(index).cloned());
        let is_cursor = state.cursor.get() == Some(index);
        let pointed = state.pointed_cell.get().filter(|(row, _)| *row == index).map(|(_, field)| field);
        let opened = state.opened.get();
        let standing = Standing {
            is_open: opened.zip(row.as_ref()).is_some_and(|(opened, row)| stands_for(row, opened)),
            is_marked: row.as_ref().is_some_and(|row| state.is_marked(row.key)),
            is_cursor,
            pointed,
            focused: is_cursor.then(|| state.cursor_column.get()).flatten(),
        };
        (row, standing)
    });
    // The cells' own columns: right after a change of columns the rows at hand are still the old ones.
    let keys = Memo::new(move |_| state.rows.with(|rows| rows.columns().to_vec()));
    move || {
        // Times are written in this clock.
        state.kept.is_local_time.track();
        place.with(|(row, standing)| {
            columns.with(|columns| keys.with(|keys| row_view(index, row.as_ref(), keys, columns, standing)))
        })
    }
}

fn row_view(
    index: u64,
    row: Option<&TableRow>,
    keys: &[String],
    columns: &[Column],
    standing: &Standing,
) -> impl IntoView + use<> {
    let state = use_app();
    let badge = row.and_then(|row| folding::badge(&row.copies)).and_then(|words| {
        let shown: Vec<String> = columns.iter().map(|column| column.key.clone()).collect();
        let key = folding::badge_column(&shown)?.to_owned();
        Some((key, words))
    });
    let cells: Vec<_> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let values = row.map(|row| values_of(row, keys, &column.key));
            let words = badge.as_ref().filter(|(key, _)| *key == column.key).map(|(_, words)| words.clone());
            cell(column, values, words, CellPlace::new(index, at, &column.key, standing))
        })
        .collect();
    let class: Vec<&str> = [
        ("tl-table__row", true),
        ("tl-table__row--odd", index % 2 == 1),
        ("tl-table__row--cursor", standing.is_cursor),
        ("tl-table__row--open", standing.is_open),
        ("tl-table__row--error", row.is_some_and(|row| has_value(row, keys, "errorCode"))),
        ("tl-table__row--contested", row.is_some_and(|row| row.is_contested)),
    ]
    .into_iter()
    .filter_map(|(class, is_on)| is_on.then_some(class))
    .collect();
    view! {
        <div
            class=class.join(" ")
            id=row_id(index)
            role="row"
            aria-rowindex=(index + FIRST_ROW_INDEX).to_string()
            aria-selected=standing.is_open.to_string()
            data-event-id=row.map(|row| row.event_id.clone().unwrap_or_default())
            data-event-key=row.map(|row| key_text(row.key))
            on:click=move |event| state.press_row(index, &event)
        >
            <MarkBox key=row.map(|row| row.key) is_marked=standing.is_marked />
            {cells}
        </div>
    }
}

fn cell(column: &Column, values: Option<Vec<String>>, badge: Option<String>, place: CellPlace) -> AnyView {
    let id = cell_id(place.row, place.column);
    let Some(values) = values else {
        return view! {
            <div class="tl-table__cell" role="gridcell" id=id data-field=column.key.clone()>
                <span class="tl-table__waiting"></span>
            </div>
        }
        .into_any();
    };
    let values: Vec<String> =
        values.iter().map(|value| cells::shown(&column.key, value).into_owned()).collect();
    let text = match column.kind {
        CellKind::Time => {
            values.first().map(|value| untrack(|| use_app().time_text(value))).unwrap_or_default()
        }
        CellKind::Verdict => verdict_text(&values),
        _ => format::cell(&values),
    };
    let is_service = column.key == "eventSource";
    let arn = format::split_arn(&text);
    let service = is_service.then(|| format::split_service(&text)).flatten();
    let content = match (arn, service) {
        (Some((lead, tail)), _) => view! {
            <span class="tl-table__lead">{lead.to_owned()}</span>
            <span class="tl-table__tail">{tail.to_owned()}</span>
        }
        .into_any(),
        (None, Some((name, suffix))) => view! {
            {name.to_owned()}
            <span class="tl-table__suffix">{suffix.to_owned()}</span>
        }
        .into_any(),
        (None, None) => text.clone().into_any(),
    };
    let class = [
        Some("tl-table__cell"),
        kind_class(column.kind, &text, &values),
        arn.is_some().then_some("tl-table__cell--parted"),
        badge.is_some().then_some("tl-table__cell--badged"),
    ];
    let class: Vec<&str> = class.into_iter().flatten().collect();
    let content = match badge {
        Some(words) => {
            view! { <span class="tl-table__main">{content}</span> <CopiesBadge row=place.row words /> }
                .into_any()
        }
        None => content,
    };
    view! {
        <div
            class=class.join(" ")
            role="gridcell"
            id=id
            data-field=column.key.clone()
            title=(!text.is_empty()).then(|| text.clone())
        >
            {content}
            {place.gestures(&column.key, &text)}
        </div>
    }
    .into_any()
}

fn kind_class(kind: CellKind, text: &str, values: &[String]) -> Option<&'static str> {
    match kind {
        CellKind::Time => Some("tl-table__cell--time"),
        CellKind::Name => None,
        CellKind::Code => Some("tl-table__cell--code"),
        CellKind::Error => Some("tl-table__cell--error"),
        CellKind::ReadWrite if text == "write" => Some("tl-table__cell--write"),
        CellKind::ReadWrite => Some("tl-table__cell--read"),
        CellKind::Verdict => match values.first().map(String::as_str) {
            Some("recorded") => Some("tl-table__cell--recorded"),
            Some("not-recorded") => Some("tl-table__cell--not-recorded"),
            _ => None,
        },
    }
}

pub(super) fn values_of(row: &TableRow, keys: &[String], key: &str) -> Vec<String> {
    let place = keys.iter().position(|known| known == key);
    place.and_then(|place| row.cells.get(place)).cloned().unwrap_or_default()
}

fn has_value(row: &TableRow, keys: &[String], key: &str) -> bool {
    let place = keys.iter().position(|known| known == key);
    place.and_then(|place| row.cells.get(place)).is_some_and(|values| !values.is_empty())
}

fn key_text(key: EventKey) -> String {
    format!("{}-{}", key.shard, key.row)
}

fn row_id(index: u64) -> String {
    format!("event-row-{index}")
}

fn on_key(state: AppState, event: &leptos::ev::KeyboardEvent) {
    // A key pressed on a button inside is the button's.
    let is_own = event.target() == event.current_target();
    if !is_own || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let page = i64::try_from(state.table_scroll.rows_per_screen()).unwrap_or(1);
    match event.key().as_str() {
        "ArrowDown" | "j" => state.move_cursor(1),
        "ArrowUp" | "k" => state.move_cursor(-1),
        "PageDown" => state.move_cursor(page),
        "PageUp" => state.move_cursor(-page),
        "Home" => state.put_cursor(0),
        "End" => state.put_cursor(u64::MAX),
        "Enter" | "o" => state.open_cursor(),
        "a" => state.list_copies_at_cursor(),
        "ArrowRight" => state.move_cell(1),
        "ArrowLeft" => state.move_cell(-1),
        "Escape" if state.cursor_column.get_untracked().is_some() => state.cursor_column.set(None),
        "Escape" => state.close_event(),
        _ => return,
    }
    event.prevent_default();
}
