//! The events under the filter as a file.

use leptos::prelude::*;

use super::parts::bar_panel::BarPanel;
use super::parts::button::{Button, Weight};
use super::state::use_app;
use crate::engine::protocol::{ExportChoice, Phase};
use crate::view::export::{ExportModel, FORMS, Stage, extent};
use crate::view::folding::num_rows;
use crate::view::format::counted;

#[component]
pub(super) fn ExportPanel() -> impl IntoView {
    let state = use_app();
    let stage = Memo::new(move |_| state.export.with(|export| export.stage));
    let headline = Memo::new(move |_| state.export.with(ExportModel::headline));
    view! {
        <BarPanel label="Export" name="Export" class="tl-export">
            <div class="tl-export__body" data-testid="export" data-stage=move || stage_name(stage.get())>
                <Show when=move || matches!(stage.get(), Stage::Choosing | Stage::Written)>
                    <Forms />
                </Show>
                <p class="tl-export__headline" role="status">
                    {headline}
                </p>
                <Show when=move || matches!(stage.get(), Stage::Counting | Stage::Writing)>
                    <Progress />
                </Show>
                <Show when=move || stage.get() == Stage::Asking>
                    <Question />
                </Show>
                <Show when=move || stage.get() == Stage::Written>
                    <Written />
                </Show>
            </div>
        </BarPanel>
    }
}

/// The forms to choose from.
#[component]
fn Forms() -> impl IntoView {
    let state = use_app();
    let extent = Memo::new(move |_| {
        state.matches.with(|matches| {
            let rows = state.folding.with(|folding| num_rows(matches.as_ref(), folding.as_ref()));
            extent(matches.as_ref().map_or(0, |it| it.matches), rows)
        })
    });
    let is_loading = Memo::new(move |_| state.load.with(|load| load.phase != Phase::Ready));
    view! {
        <p class="tl-export__lead">
            {move || match is_loading.get() {
                true => "Files are still being read. An export waits for the last of them.".to_owned(),
                false => extent.get(),
            }}
        </p>
        <ul class="tl-export__forms">
            {FORMS
                .map(|(form, name, what)| {
                    view! {
                        <li class="tl-export__form">
                            <button
                                type="button"
                                class="tl-button"
                                aria-label=format!("Export as {name}")
                                disabled=move || is_loading.get()
                                on:click=move |_| state.begin_export(form)
                            >
                                {name}
                            </button>
                            <span>{what}</span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

/// How far it is, and a way out.
#[component]
fn Progress() -> impl IntoView {
    let state = use_app();
    let progress = Memo::new(move |_| state.export.with(ExportModel::progress));
    view! {
        <progress
            class="tl-export__progress"
            aria-label="Export"
            max=move || progress.get().1.max(1).to_string()
            prop:value=move || progress.get().0 as f64
        ></progress>
        <Button label="Cancel export" on_press=move || state.end_export() />
    }
}

/// What the user has to decide before anything is written.
#[component]
fn Question() -> impl IntoView {
    let state = use_app();
    let has_tokens = Memo::new(move |_| state.export.with(ExportModel::has_tokens));
    let summaries = Memo::new(move |_| {
        state.export.with(|export| if export.has_summaries() { export.tally.summaries } else { 0 })
    });
    let leaves_out = RwSignal::new(false);
    let write = move |masks_tokens| {
        let leaves_out_summaries = leaves_out.get_untracked();
        state.write_export(ExportChoice { masks_tokens, leaves_out_summaries });
    };
    view! {
        <Show when=move || has_tokens.get()>
            <p>"Until it expires a session token works as part of a credential. Masked, its characters alone are replaced."</p>
        </Show>
        <Show when=move || summaries.get() != 0>
            <p>"A CSV table shows only some fields of a record; the JSON of its rows is made here, of their cells."</p>
            <label class="tl-export__choice">
                <input
                    type="checkbox"
                    prop:checked=leaves_out
                    on:change:target=move |event| leaves_out.set(event.target().checked())
                />
                {move || format!("Leave out {} made of table rows", counted(summaries.get(), "event", "events"))}
            </label>
        </Show>
        <div class="tl-export__actions">
            <Show
                when=move || has_tokens.get()
                fallback=move || view! { <Button label="Write the file" on_press=move || write(false) /> }
            >
                <Button label="Write masked" on_press=move || write(true) />
                <Button label="Write as delivered" on_press=move || write(false) />
            </Show>
            <Button label="Cancel export" weight=Weight::Quiet on_press=move || state.end_export() />
        </div>
    }
}

/// What is in the file, and a way to save it once more.
#[component]
fn Written() -> impl IntoView {
    let state = use_app();
    let remarks = move || {
        let duplicates = state.load.with(|load| load.duplicates);
        state.export.with(|export| export.remarks(duplicates))
    };
    view! {
        <ul class="tl-export__remarks">
            {move || remarks().into_iter().map(|remark| view! { <li>{remark}</li> }).collect_view()}
        </ul>
        <div class="tl-export__actions">
            <Button label="Save again" on_press=move || state.save_export() />
            <Button label="Done" weight=Weight::Quiet on_press=move || state.end_export() />
        </div>
    }
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Choosing => "choosing",
        Stage::Counting => "counting",
        Stage::Asking => "asking",
        Stage::Writing => "writing",
        Stage::Written => "written",
    }
}
