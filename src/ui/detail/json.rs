//! The JSON tab: the record as a tree, or its text as delivered.

use std::sync::Arc;

use leptos::prelude::*;

use super::json_tree::JsonTree;
use super::raw::RawView;
use crate::engine::protocol::RecordText;
use crate::ui::state::use_app;
use crate::view::detail::mask::mask;
use crate::view::detail::pretty::pretty;
use crate::view::format::{bytes, count, visible};

#[component]
pub(super) fn JsonTab(record: Arc<RecordText>) -> impl IntoView {
    let state = use_app();
    let is_raw = state.detail.is_raw;
    let form = move |wants_raw: bool, label: &'static str| {
        view! {
            <button
                type="button"
                class="tl-chip tl-chip--toggle"
                aria-pressed=move || (is_raw.get() == wants_raw).to_string()
                on:click=move |_| is_raw.set(wants_raw)
            >
                {label}
            </button>
        }
    };
    let size = bytes(record.json.len() as u64);
    let origin = match record.offset {
        Some(offset) => format!("{}, from byte {}, {size}", visible(&record.file), count(offset)),
        None => format!("{}, {size}, made from another form", visible(&record.file)),
    };
    let wrapper = record.wrapper.as_deref().map(|wrapper| {
        let lines: Vec<_> = pretty(&mask(wrapper).0).lines().map(|line| visible(line).into_owned()).collect();
        lines.join("\n")
    });
    view! {
        <div class="tl-json">
            <div class="tl-json__bar">
                <div class="tl-json__forms" role="group" aria-label="Form">
                    {form(false, "Tree")} {form(true, "As delivered")}
                </div>
                <p class="tl-detail__origin tl-value">{origin}</p>
            </div>
            {move || {
                if is_raw.get() {
                    view! { <RawView record=record.clone()/> }.into_any()
                } else {
                    view! { <JsonTree record=record.clone()/> }.into_any()
                }
            }}
            {wrapper
                .map(|text| {
                    view! {
                        <details class="tl-json__wrapper">
                            <summary>"Delivered in"</summary>
                            <pre class="tl-json__text-block" tabindex="0" aria-label="Wrapper as JSON">{text}</pre>
                        </details>
                    }
                })}
        </div>
    }
}
