//! The hours that the files speak of, by account and Region, and the gaps.

use std::sync::Arc;

use leptos::prelude::*;

use super::state::use_app;
use crate::view::coverage::{CellState, Coverage, Series};
use crate::view::format::{count, counted, hour, visible};

/// The drawing's height in units of its own; a column is one unit wide.
const CELL_HEIGHT: u32 = 10;

/// Gaps that are listed before someone asks for all.
const FIRST_GAPS: usize = 6;

#[component]
pub(super) fn CoverageView() -> impl IntoView {
    let state = use_app();
    view! {
        <section class="tl-coverage" aria-label="Coverage">
            {move || state.coverage.get().map(|coverage| view! { <Matrix coverage=coverage /> })}
        </section>
    }
}

#[component]
fn Matrix(coverage: Arc<Coverage>) -> impl IntoView {
    // What the pointer is over, in words.
    let reading = RwSignal::new(None::<String>);
    let unit = coverage.unit_label();
    let from = hour(coverage.from);
    let to = hour(coverage.column_from(coverage.num_columns));
    let states: Vec<CellState> = CellState::ALL
        .into_iter()
        .filter(|state| *state != CellState::Outside)
        .filter(|state| coverage.series.iter().any(|one| one.columns.iter().any(|cell| cell.state == *state)))
        .collect();
    let num_series = coverage.series.len();
    let rows = (0..num_series)
        .map(|number| view! { <SeriesRow coverage=coverage.clone() number=number reading=reading /> })
        .collect_view();
    view! {
        <div class="tl-coverage__bar">
            <h2>"Coverage"</h2>
            <p class="tl-coverage__span">{format!("{from} to {to}, a column is {unit}")}</p>
            <ul class="tl-coverage__legend">
                {states
                    .into_iter()
                    .map(|state| {
                        let class = format!("tl-coverage__key tl-coverage__key--{}", state.key());
                        view! { <li class=class>{state.label()}</li> }
                    })
                    .collect_view()}
            </ul>
        </div>
        <div class="tl-coverage__scroll">
            <div class="tl-coverage__rows" role="list" on:pointerleave=move |_| reading.set(None)>
                {rows}
            </div>
        </div>
        <p class="tl-coverage__reading">
            {move || reading.get().unwrap_or_else(|| "Point at a column to read it.".to_owned())}
        </p>
        <Gaps coverage=coverage />
    }
}

#[component]
fn SeriesRow(coverage: Arc<Coverage>, number: usize, reading: RwSignal<Option<String>>) -> impl IntoView {
    let series = coverage.series.get(number)?;
    let name =
        |text: &str| if text.is_empty() { "not stated".to_owned() } else { visible(text).into_owned() };
    let (account, region) = (name(&series.account), name(&series.region));
    let label = format!("{account} {region}: {}", series.summary());
    let summary = match (series.names_tell, series.missing_hours) {
        (true, 0) | (false, _) => String::new(),
        (true, hours) => format!("{} missing", counted(hours, "hour", "hours")),
    };
    let view_box = format!("0 0 {} {CELL_HEIGHT}", coverage.num_columns);
    let paths = paths(series, coverage.most_events)
        .into_iter()
        .map(|(class, path)| view! { <path class=class d=path></path> })
        .collect_view();
    let events = count(series.events);
    let on_move = {
        let (account, region) = (account.clone(), region.clone());
        move |event: leptos::ev::PointerEvent| {
            let element: web_sys::Element = event_target::<web_sys::Element>(&event);
            let Ok(Some(drawing)) = element.closest("svg") else { return };
            let place = drawing.get_bounding_client_rect();
            let part = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
            let column = (part.clamp(0.0, 0.999_999) * f64::from(coverage.num_columns)) as u32;
            let words = coverage.series.get(number).and_then(|series| {
                let cell = series.columns.get(column as usize)?;
                Some(series.cell_label(*cell))
            });
            let time = coverage.column_label(column);
            reading.set(words.map(|words| format!("{account} {region}, {time}: {words}")));
        }
    };
    Some(view! {
        <div class="tl-coverage__row" role="listitem" aria-label=label>
            <span class="tl-coverage__account tl-value--code">{account}</span>
            <span class="tl-coverage__region">{region}</span>
            <svg
                class="tl-coverage__cells"
                viewBox=view_box
                preserveAspectRatio="none"
                aria-hidden="true"
                on:pointermove=on_move
            >
                {paths}
            </svg>
            <span class="tl-coverage__events">{events}</span>
            <span class="tl-coverage__missing">{summary}</span>
        </div>
    })
}

/// One path for all cells of a look. Events have four strengths, by the fullest column of all.
fn paths(series: &Series, most_events: u64) -> Vec<(String, String)> {
    let mut paths: Vec<(String, String)> = Vec::new();
    for (column, cell) in series.columns.iter().enumerate() {
        let class = match cell.state {
            CellState::Outside => continue,
            CellState::Active | CellState::Partial => {
                let strength = strength(cell.events, most_events);
                format!("tl-coverage__cell tl-coverage__cell--{strength}")
            }
            state => format!("tl-coverage__cell tl-coverage__cell--{}", state.key()),
        };
        put(&mut paths, class, &format!("M{column} 0h1v{CELL_HEIGHT}h-1z"));
        if cell.state == CellState::Partial {
            let notch = format!("M{column} {}h1v2h-1z", CELL_HEIGHT - 2);
            put(&mut paths, "tl-coverage__cell tl-coverage__cell--gap".to_owned(), &notch);
        }
    }
    // Marks of gaps lie above the cells that they are in.
    paths.sort_by_key(|(class, _)| class.ends_with("--gap"));
    paths
}

fn put(paths: &mut Vec<(String, String)>, class: String, shape: &str) {
    match paths.iter_mut().find(|(known, _)| *known == class) {
        Some((_, path)) => path.push_str(shape),
        None => paths.push((class, shape.to_owned())),
    }
}

/// 1 to 4, each step a factor: hours differ by orders of magnitude.
fn strength(events: u64, most_events: u64) -> u32 {
    let part = (events as f64).ln_1p() / (most_events as f64).ln_1p().max(f64::MIN_POSITIVE);
    ((part * 4.0).ceil() as u32).clamp(1, 4)
}

#[component]
fn Gaps(coverage: Arc<Coverage>) -> impl IntoView {
    let num_gaps = coverage.gaps.len();
    let shows_all = RwSignal::new(num_gaps <= FIRST_GAPS);
    let heading = match num_gaps as u64 + coverage.more_gaps {
        0 => "No hour is missing between the first and the last log file of any account and Region whose file names tell hours.".to_owned(),
        gaps => format!("{} between log files", counted(gaps, "gap", "gaps")),
    };
    let list = move || {
        let limit = if shows_all.get() { num_gaps } else { FIRST_GAPS };
        coverage
            .gaps
            .iter()
            .take(limit)
            .map(|gap| {
                let hours = counted(gap.hours(), "hour", "hours");
                let (account, region) =
                    (visible(&gap.account).into_owned(), visible(&gap.region).into_owned());
                let time = format!("{} to {}", hour(gap.from), hour(gap.to));
                view! {
                    <li class="tl-coverage__gap">
                        <span class="tl-value--code">{account}</span>
                        " "
                        {region}
                        ": no log file from "
                        {time}
                        " ("
                        {hours}
                        ")"
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <p class="tl-coverage__heading">{heading}</p>
        <ul class="tl-coverage__gaps">{list}</ul>
        <Show when=move || !shows_all.get()>
            <button type="button" class="tl-button tl-button--quiet" on:click=move |_| shows_all.set(true)>
                {format!("Show {num_gaps} gaps")}
            </button>
        </Show>
    }
}
