//! The events, one a row, as many as there are.

use leptos::prelude::*;

use super::column_header::HeaderCell;
use super::detail::MarkBox;
use super::folding::CopiesBadge;
use super::gestures::{CellPlace, cell_id};
use super::row_memo::row_memo;
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
    let columns = Memo::new(move |_| state.columns());
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
    list.element.on_load(move |_| list.watch());

    view! {
        <div
            class="tl-table"
            class:tl-table--stale=move || is_stale.get()
            node_ref=list.element
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
                            <For each=move || indices.get() key=|index| *index let(index)>
                                <Row index=index columns=columns />
                            </For>
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

/// One place of the table: its event, or a placeholder until it has come.
#[component]
fn Row(index: u64, columns: Memo<Vec<Column>>) -> impl IntoView {
    let state = use_app();
    let row = row_memo(move || state.rows.with(|rows| rows.row(index).cloned()));
    // The cells' own columns: right after a change of columns the rows at hand are still the old ones.
    let keys = row_memo(move || state.rows.with(|rows| rows.columns().to_vec()));
    let columns = row_memo(move || columns.get());
    let is_selected = row_memo(move || {
        let opened = state.opened.get();
        opened.is_some_and(|opened| row.with(|row| row.as_ref().is_some_and(|row| stands_for(row, opened))))
    });
    // The cells of this row that the pointer and the keyboard are at: a move in another row wakes nothing.
    let pointed =
        row_memo(move || state.pointed_cell.get().filter(|(row, _)| *row == index).map(|(_, field)| field));
    let is_cursor = row_memo(move || state.cursor.get() == Some(index));
    let focused =
        row_memo(move || (state.cursor.get() == Some(index)).then(|| state.cursor_column.get()).flatten());
    let is_error =
        move || row.with(|row| row.as_ref().is_some_and(|row| has_value(row, &keys.read(), "errorCode")));
    // The cells are written in this clock; they are drawn anew when it changes.
    let is_local_time = row_memo(move || state.kept.is_local_time.get());
    let cells = move || {
        is_local_time.track();
        let columns = columns.get();
        let badge = row.with(|row| row.as_ref().and_then(|row| folding::badge(&row.copies)));
        let badge_at = badge.as_ref().and_then(|_| {
            let keys: Vec<String> = columns.iter().map(|column| column.key.clone()).collect();
            let key = folding::badge_column(&keys)?.to_owned();
            keys.into_iter().position(|known| known == key)
        });
        columns
            .into_iter()
            .enumerate()
            .map(|(at, column)| {
                let values =
                    row.with(|row| row.as_ref().map(|row| values_of(row, &keys.read(), &column.key)));
                let badge = badge.clone().filter(|_| badge_at == Some(at));
                cell(column, values, badge, CellPlace { row: index, column: at, pointed, focused })
            })
            .collect_view()
    };
    view! {
        <div
            class="tl-table__row"
            class:tl-table__row--cursor=move || is_cursor.get()
            class:tl-table__row--open=move || is_selected.get()
            class:tl-table__row--error=is_error
            class:tl-table__row--contested=move || row.with(|row| row.as_ref().is_some_and(|row| row.is_contested))
            class:tl-table__row--odd=index % 2 == 1
            id=row_id(index)
            role="row"
            aria-rowindex=(index + FIRST_ROW_INDEX).to_string()
            aria-selected=move || is_selected.get().to_string()
            data-event-id=move || row.with(|row| row.as_ref().map(|row| row.event_id.clone().unwrap_or_default()))
            data-event-key=move || row.with(|row| row.as_ref().map(|row| key_text(row.key)))
            on:click=move |event| state.press_row(index, &event)
        >
            <MarkBox key=Signal::derive(move || row.with(|row| row.as_ref().map(|row| row.key)))/>
            {cells}
        </div>
    }
}

fn cell(
    column: Column,
    values: Option<Vec<String>>,
    badge: Option<String>,
    place: CellPlace,
) -> impl IntoView {
    let id = cell_id(place.row, place.column);
    let Some(values) = values else {
        return view! {
            <div class="tl-table__cell" role="gridcell" id=id data-field=column.key>
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
    let class = match column.kind {
        CellKind::Time => "tl-table__cell tl-table__cell--time",
        CellKind::Name => "tl-table__cell",
        CellKind::Code => "tl-table__cell tl-table__cell--code",
        CellKind::Error => "tl-table__cell tl-table__cell--error",
        CellKind::ReadWrite if text == "write" => "tl-table__cell tl-table__cell--write",
        CellKind::ReadWrite => "tl-table__cell tl-table__cell--read",
        CellKind::Verdict => match values.first().map(String::as_str) {
            Some("recorded") => "tl-table__cell tl-table__cell--recorded",
            Some("not-recorded") => "tl-table__cell tl-table__cell--not-recorded",
            _ => "tl-table__cell",
        },
    };
    let title = (!text.is_empty()).then(|| text.clone());
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
    let is_badged = badge.is_some();
    let content = match badge {
        Some(words) => {
            view! { <span class="tl-table__main">{content}</span> <CopiesBadge row=place.row words /> }
                .into_any()
        }
        None => content,
    };
    let gestures = place.gestures(column.key.clone(), text.clone());
    view! {
        <div
            class=class
            class:tl-table__cell--parted=arn.is_some()
            class:tl-table__cell--badged=is_badged
            role="gridcell"
            id=id
            data-field=column.key
            title=title
        >
            {content}
            {gestures}
        </div>
    }
    .into_any()
}

pub(super) fn values_of(row: &TableRow, keys: &[String], key: &str) -> Vec<String> {
    let place = keys.iter().position(|known| known == key);
    place.and_then(|place| row.cells.get(place)).cloned().unwrap_or_default()
}

fn has_value(row: &TableRow, keys: &[String], key: &str) -> bool {
    !values_of(row, keys, key).is_empty()
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
