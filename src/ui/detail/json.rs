//! The JSON tab: the record as a tree, or its text as delivered.

use std::sync::Arc;

use leptos::prelude::*;

use super::json_tree::JsonTree;
use super::raw::RawView;
use crate::engine::protocol::RecordText;
use crate::ui::state::use_app;
use crate::view::detail::mask::{mask, token_spans};
use crate::view::detail::pretty::pretty;
use crate::view::format::{bytes, count, counted, file_name, visible};

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
    let (file, path) = (visible(file_name(&record.file)).into_owned(), visible(&record.file).into_owned());
    let origin = match record.offset {
        Some(offset) => format!("{file}, from byte {}, {size}", count(offset)),
        None => format!("{file}, {size}, made from another form"),
    };
    let num_secrets = token_spans(&record.json).len();
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
                <p class="tl-detail__origin tl-value" title=path>{origin}</p>
            </div>
            {(num_secrets != 0)
                .then(|| {
                    let secrets =
                        counted(num_secrets as u64, "session token or secret", "session tokens or secrets");
                    view! { <p class="tl-detail__mark">{format!("This record holds {secrets}, masked here and in copies.")}</p> }
                })}
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
