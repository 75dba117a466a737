//! How far loading is: for everyone on screen, and for scripts and screen readers by attributes.

use leptos::prelude::*;

use super::parts::button::Button;
use super::parts::icon::{Glyph, Icon};
use super::state::use_app;
use crate::engine::protocol::Phase;
use crate::view::load;

/// The state in attributes. Its text changes seldom, so that a screen reader is not flooded; it is
/// not drawn, since the header says the same.
#[component]
pub(super) fn LoadStatus() -> impl IntoView {
    let state = use_app();
    let status = Memo::new(move |_| state.shown_load());
    let headline = Memo::new(move |_| status.with(load::headline));
    view! {
        <div
            class="tl-visually-hidden"
            data-testid="load-status"
            role="status"
            data-state=move || status.with(|status| status.phase.name())
            data-files=move || status.with(|status| status.files.to_string())
            data-records=move || status.with(|status| status.records.to_string())
            data-events=move || status.with(|status| status.events.to_string())
            data-duplicates=move || status.with(|status| status.duplicates.to_string())
            data-skipped=move || status.with(|status| status.skipped.to_string())
            data-recovered=move || status.with(|status| status.recovered.to_string())
        >
            {headline}
        </div>
    }
}

/// The bar while files are read, with the way to stop.
#[component]
pub(super) fn LoadProgress() -> impl IntoView {
    let state = use_app();
    let is_loading = Memo::new(move |_| state.load.with(|load| load.phase == Phase::Loading));
    let percent = Memo::new(move |_| state.load.with(load::percent));
    let words = Memo::new(move |_| state.load.with(load::progress));
    view! {
        <Show when=move || is_loading.get()>
            <div class="tl-progress">
                <div
                    class="tl-progress__track"
                    role="progressbar"
                    aria-label="Reading files"
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || percent.get().to_string()
                    aria-valuetext=words
                >
                    <div class="tl-progress__bar" style:width=move || format!("{}%", percent.get())></div>
                </div>
                <p class="tl-progress__words">{words}</p>
                <Button label="Cancel" on_press=move || state.cancel_load() />
            </div>
        </Show>
    }
}

/// Files that went with a worker, until they are read again.
#[component]
pub(super) fn LostFiles() -> impl IntoView {
    let state = use_app();
    let num_lost = Memo::new(move |_| state.load.with(|load| load.lost));
    view! {
        <div role="status">
            <Show when=move || { num_lost.get() > 0 }>
                <div class="tl-progress tl-progress--lost">
                    <Icon glyph=Glyph::Alert />
                    <p class="tl-progress__words">{move || load::lost(num_lost.get())}</p>
                    <Button label="Read them again" on_press=move || state.read_lost_again() />
                </div>
            </Show>
        </div>
    }
}
