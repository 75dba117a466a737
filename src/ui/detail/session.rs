//! The events of the same key or principal, in order.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]

use std::sync::Arc;

use leptos::prelude::*;

use super::facts::OpenQuery;
use super::lookups::use_records;
use crate::engine::protocol::{EventKey, FoundEvent, FoundRecords, RecordQuery, RecordText};
use crate::ui::parts::button::Button;
use crate::ui::state::{AppState, use_app};
use crate::view::detail::event::{Context, Event};
use crate::view::detail::session::{
    COLUMNS, Entry, SessionRow, SessionTimeline, Tally, copies, session, subject,
};
use crate::view::detail::words::duration;
use crate::view::format::{count, counted, millis, visible};

/// Events of one session at most; what lies beyond is said to be left out.
const MAX_EVENTS: u32 = 2_000;

/// Events that are drawn until someone wants all.
const FIRST_ENTRIES: usize = 60;

/// Values of one kind that are listed.
const MAX_TALLIES: usize = 5;

#[component]
pub(super) fn SessionBlock(record: Arc<RecordText>, key: EventKey) -> impl IntoView {
    let context = Context::from(&*record);
    let subject = subject(&Event::new(&record.json, &context))?;
    let wanted = RecordQuery {
        text: subject.query.clone(),
        limit: MAX_EVENTS,
        columns: COLUMNS.map(str::to_owned).to_vec(),
        with_text: false,
    };
    let found = use_records(wanted, None);
    let shows_all = RwSignal::new(false);
    Some(view! {
        <section class="tl-facts__block tl-session" aria-label="Session timeline" aria-busy=move || found.with(Option::is_none).to_string()>
            <h3 class="tl-facts__title">"Everything done by " <bdi>{visible(&subject.label).into_owned()}</bdi></h3>
            {move || found.get().map(|found| view! { <Timeline found key shows_all/> })}
            <OpenQuery label="Show these events in the table".to_owned() query=subject.query/>
        </section>
    })
}

#[component]
fn Timeline(found: Arc<FoundRecords>, key: EventKey, shows_all: RwSignal<bool>) -> impl IntoView {
    let state = use_app();
    let cells: Vec<_> = found.events.iter().map(|event| event.cells.clone()).collect();
    // The copies of one action are one event of the session.
    let folded = copies(&cells);
    let rows: Vec<SessionRow> = folded
        .iter()
        .filter_map(|action| cells.get(action.lead).map(|cells| SessionRow::of_cells(cells)))
        .collect();
    let timeline = session(&rows);
    let left_out = found.matches.saturating_sub(found.events.len() as u64);
    let left_out = (left_out != 0).then(|| {
        format!(
            "The first {} are taken in here; {} later ones are not.",
            count(found.events.len() as u64),
            count(left_out)
        )
    });
    let num_copies = found.events.len() - rows.len();
    let num_copies = (num_copies != 0).then(|| {
        format!("{} in other accounts stand with their action.", counted(num_copies as u64, "copy", "copies"))
    });
    let tallies = [
        ("Services", &timeline.services),
        ("Errors", &timeline.errors),
        ("Regions", &timeline.regions),
        ("Source addresses", &timeline.ips),
        ("User agents", &timeline.agents),
    ]
    .into_iter()
    .filter(|(_, tallies)| !tallies.is_empty())
    .map(|(title, tallies)| tally_view(title, tallies))
    .collect_view();
    let strip = strip(&timeline, &rows);
    let num_entries = timeline.entries.len();
    let sentence = timeline.sentence();
    let untimed = (!timeline.untimed.is_empty()).then(|| {
        format!("{} without a readable time.", counted(timeline.untimed.len() as u64, "event", "events"))
    });
    let entries = move || {
        let limit = if shows_all.get() { num_entries } else { FIRST_ENTRIES };
        timeline
            .entries
            .iter()
            .take(limit)
            .filter_map(|entry| {
                let action = folded.get(entry.row)?;
                let lead = found.events.get(action.lead)?;
                let others = action.copies.iter().filter(|at| **at != action.lead);
                let others: Vec<&FoundEvent> = others.filter_map(|at| found.events.get(*at)).collect();
                Some(entry_view(state, entry, rows.get(entry.row)?, lead, &others, key))
            })
            .collect_view()
    };
    view! {
        <p class="tl-facts__sentence" data-testid="session-sentence">{sentence}</p>
        {[left_out, num_copies, untimed]
            .into_iter()
            .flatten()
            .map(|note| view! { <p class="tl-facts__note">{note}</p> })
            .collect_view()}
        {strip}
        <div class="tl-session__tallies">{tallies}</div>
        <ol class="tl-session__entries">{entries}</ol>
        <Show when=move || !shows_all.get() && FIRST_ENTRIES < num_entries>
            <Button label="Show all" on_press=move || shows_all.set(true)/>
        </Show>
    }
}

/// The events as marks on a line of time.
fn strip(timeline: &SessionTimeline, rows: &[SessionRow]) -> Option<impl IntoView + use<>> {
    let (first, last) = timeline.first.zip(timeline.last).filter(|(first, last)| first < last)?;
    let marks = timeline
        .entries
        .iter()
        .map(|entry| {
            let x = (entry.time - first) as f64 / (last - first) as f64 * 1_000.0;
            let has_failed = rows.get(entry.row).is_some_and(|row| row.error.is_some());
            view! {
                <line class="tl-session__tick" class:tl-session__tick--error=has_failed x1=x x2=x y1="2" y2="18"></line>
            }
        })
        .collect_view();
    Some(view! {
        <svg class="tl-session__strip" viewBox="-2 0 1004 20" preserveAspectRatio="none" aria-hidden="true">{marks}</svg>
        <p class="tl-session__ends">
            <span>{millis(first)}</span>
            <span>{millis(last)}</span>
        </p>
    })
}

fn tally_view(title: &'static str, tallies: &[Tally]) -> impl IntoView + use<> {
    let more = tallies.len().saturating_sub(MAX_TALLIES);
    let rows = tallies
        .iter()
        .take(MAX_TALLIES)
        .map(|tally| {
            let seen = match (tally.first, tally.last) {
                (Some(first), Some(last)) => format!("first {}, last {}", millis(first), millis(last)),
                _ => "without a readable time".to_owned(),
            };
            view! {
                <li title=seen>
                    <span class="tl-session__count">{count(tally.count)}</span>
                    " "
                    <bdi>{visible(&tally.value).into_owned()}</bdi>
                </li>
            }
        })
        .collect_view();
    view! {
        <div>
            <h4 class="tl-facts__title">{title}</h4>
            <ul>{rows} {(more != 0).then(|| view! { <li>{format!("and {more} more")}</li> })}</ul>
        </div>
    }
}

fn entry_view(
    state: AppState,
    entry: &Entry,
    row: &SessionRow,
    lead: &FoundEvent,
    copies: &[&FoundEvent],
    own: EventKey,
) -> impl IntoView + use<> {
    let is_own = lead.key == own || copies.iter().any(|copy| copy.key == own);
    let (key, event_id) = (lead.key, lead.event_id.clone());
    let time = entry.time;
    let gap = entry.gap_before.map(|gap| {
        view! { <li class="tl-session__gap">{format!("{} of silence", duration(gap))}</li> }
    });
    let copies = copies.iter().map(|copy| copy_link(state, copy)).collect_view();
    view! {
        {gap}
        <li class="tl-session__entry" aria-current=is_own.then_some("true")>
            <span class="tl-session__time">{move || state.stamp(time)}</span>
            " "
            <button type="button" class="tl-link" on:click=move |_| state.open_other(key, event_id.clone())>
                {visible(&row.name).into_owned()}
            </button>
            {row.error.as_ref().map(|error| view! { <span class="tl-session__error">{visible(error).into_owned()}</span> })}
            {copies}
            {(!entry.firsts.is_empty())
                .then(|| view! { <span class="tl-facts__note">{visible(&entry.firsts.join("; ")).into_owned()}</span> })}
        </li>
    }
}

/// A copy of the action in another account.
fn copy_link(state: AppState, copy: &FoundEvent) -> impl IntoView + use<> {
    let account = copy.cells.get(8).and_then(|values| values.first());
    let label = account.map_or_else(|| "another account".to_owned(), |account| visible(account).into_owned());
    let (key, event_id) = (copy.key, copy.event_id.clone());
    view! {
        <button
            type="button"
            class="tl-link tl-session__copy"
            title="The same action as this account recorded it"
            on:click=move |_| state.open_other(key, event_id.clone())
        >
            {format!("copy in {label}")}
        </button>
    }
}
