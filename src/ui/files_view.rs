//! Every file and what became of it, below the hours that the files speak of.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::coverage_view::CoverageView;
use super::state::use_app;
use crate::engine::protocol::{FileRow, Phase};
use crate::view::files::{self, Fate, FileFilter};
use crate::view::format::{count, visible};
use crate::view::view_state::Tab;

/// Rows that are laid out at first, and then with each press of the button.
const ROWS_A_STEP: usize = 2_000;

/// As many of them are drawn without giving the browser a turn.
const ROWS_A_FRAME: usize = 40;

#[component]
pub(super) fn FilesView() -> impl IntoView {
    let state = use_app();
    let filter = RwSignal::new(FileFilter::All);
    let limit = RwSignal::new(ROWS_A_STEP);
    let rows = Memo::new(move |_| state.files.with(|list| list.rows(filter.get())));
    // Rows that nobody sees are not drawn while files load, and never many at once: there may be thousands.
    let is_due = Memo::new(move |_| {
        state.view_state.with(|view| view.tab == Tab::Files)
            || state.load.with(|load| load.phase == Phase::Ready)
    });
    let num_drawn = RwSignal::new(0usize);
    Effect::new(move |_| {
        let wanted = rows.with(Vec::len).min(limit.get());
        if is_due.get() && num_drawn.get() < wanted {
            // The view may be gone by then.
            let more = move || {
                num_drawn.try_update(|drawn| *drawn += ROWS_A_FRAME);
            };
            set_timeout(more, Duration::ZERO);
        }
    });
    let shown = Memo::new(move |before: Option<&Vec<Arc<FileRow>>>| {
        if !is_due.get() {
            return before.cloned().unwrap_or_default();
        }
        let most = limit.get().min(num_drawn.get());
        rows.with(|rows| rows.iter().take(most).cloned().collect())
    });
    let num_hidden = move || rows.with(Vec::len).saturating_sub(limit.get());
    view! {
        <div class="tl-files">
            <CoverageView />
            <section class="tl-files__section" aria-label="Files">
                <div class="tl-files__bar">
                    <h2>"Files"</h2>
                    <div class="tl-choice" role="group" aria-label="Which files">
                        {FileFilter::ALL
                            .map(|choice| {
                                view! {
                                    <button
                                        type="button"
                                        class="tl-choice__option"
                                        aria-pressed=move || (filter.get() == choice).to_string()
                                        on:click=move |_| filter.set(choice)
                                    >
                                        {choice.label()}
                                        " "
                                        <span class="tl-choice__count">
                                            {move || {
                                                state.files.with(|list| count(list.count(choice) as u64))
                                            }}
                                        </span>
                                    </button>
                                }
                            })
                            .collect_view()}
                    </div>
                </div>
                <div class="tl-files__scroll">
                    <table class="tl-files__table">
                        <thead>
                            <tr>
                                <th scope="col">"File"</th>
                                <th scope="col">"Kind"</th>
                                <th scope="col" class="tl-files__number">"Size"</th>
                                <th scope="col" class="tl-files__number">"Records"</th>
                                <th scope="col" class="tl-files__number">"Events"</th>
                                <th scope="col" class="tl-files__number">"Duplicates"</th>
                                <th scope="col" class="tl-files__number">"Recovered"</th>
                                <th scope="col" class="tl-files__number">"Unreadable"</th>
                            </tr>
                        </thead>
                        <tbody>
                            <For
                                each=move || shown.get()
                                key=|row| (row.number, row.duplicates, row.report.records)
                                let(row)
                            >
                                <Row row=row />
                            </For>
                        </tbody>
                    </table>
                </div>
                <Show when=move || { num_hidden() > 0 }>
                    <button
                        type="button"
                        class="tl-button"
                        on:click=move |_| limit.update(|limit| *limit += ROWS_A_STEP)
                    >
                        {move || format!("Show more of {} files", count(num_hidden() as u64))}
                    </button>
                </Show>
            </section>
        </div>
    }
}

#[component]
fn Row(row: Arc<FileRow>) -> impl IntoView {
    let state = use_app();
    let report = &row.report;
    let number = row.number;
    let events = files::events(&row);
    let (folder, name) = files::split_path(&report.path);
    let fate = Fate::of(&row);
    let fate_class = match fate {
        Fate::Read => "tl-files__fate tl-files__fate--read",
        Fate::Partly => "tl-files__fate tl-files__fate--partly",
        Fate::Empty => "tl-files__fate tl-files__fate--empty",
        Fate::NoLog => "tl-files__fate tl-files__fate--none",
    };
    let sha256 = move || state.files.with(|list| list.sha256(number).map(str::to_owned));
    let cell = |value: u64| {
        let class = if value == 0 { "tl-files__number tl-files__number--zero" } else { "tl-files__number" };
        view! { <td class=class>{count(value)}</td> }
    };
    view! {
        <tr
            class="tl-files__row"
            data-file=report.path.clone()
            data-kind=report.kind.clone()
            data-records=report.records.to_string()
            data-events=events.to_string()
            data-duplicates=row.duplicates.to_string()
            data-skipped=report.skipped.to_string()
            data-recovered=report.recovered.to_string()
        >
            <td class="tl-files__file">
                <div class="tl-files__path" title=visible(&report.path).into_owned()>
                    <p class="tl-files__name">{name}</p>
                    <p class="tl-files__folder">{folder}</p>
                </div>
                {report
                    .reasons
                    .iter()
                    .map(|reason| view! { <p class="tl-files__reason">{visible(reason).into_owned()}</p> })
                    .collect_view()}
                {move || {
                    sha256()
                        .map(|sum| {
                            view! {
                                <p class="tl-files__sum">
                                    "SHA-256 " <span class="tl-value tl-value--code">{sum}</span>
                                </p>
                            }
                        })
                }}
            </td>
            <td class="tl-files__kind">
                <span class=fate_class>{fate.label()}</span>
                <span>{visible(&report.kind_label).into_owned()}</span>
                {(!report.source_limits.is_empty())
                    .then(|| view! { <p class="tl-files__remark">{visible(&report.source_limits).into_owned()}</p> })}
            </td>
            <td class="tl-files__number">{files::size(&row)}</td>
            {cell(report.records)}
            {cell(events)}
            {cell(row.duplicates)}
            {cell(report.recovered)}
            {cell(report.skipped)}
        </tr>
    }
}
