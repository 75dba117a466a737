//! UTC or local time: how times are shown, nothing else.

use std::borrow::Cow;

use leptos::prelude::*;

use super::state::use_app;
use crate::base::json::Value;

/// The switch, which says what is shown now.
#[component]
pub(in crate::ui) fn ClockSwitch() -> impl IntoView {
    let state = use_app();
    let is_local = state.kept.is_local_time;
    view! {
        <button
            type="button"
            class="tl-chip tl-chip--toggle"
            aria-label="Local time instead of UTC"
            aria-pressed=move || is_local.get().to_string()
            title="Times in UTC or in this device's zone; filters, exports and the address always mean UTC (z)"
            on:click=move |_| state.toggle_clock()
        >
            {move || if is_local.get() { "Local" } else { "UTC" }}
        </button>
    }
}

/// The time of the event whose detail is open, as the table shows it.
#[component]
pub(in crate::ui) fn DetailTime() -> impl IntoView {
    let state = use_app();
    let written = Memo::new(move |_| {
        state.record.with(|shown| {
            let record = Value::new(&shown.as_ref()?.record.json);
            record.member("eventTime")?.as_str().map(Cow::into_owned)
        })
    });
    view! {
        <time class="tl-detail__time">
            {move || written.get().map(|written| state.time_text(&written))}
        </time>
    }
}
