//! By which fields the matches are grouped, and how many groups there are.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::group_table::is_stale;
use super::parts::button::{Button, Weight};
use super::parts::icon::Glyph;
use super::state::use_app;
use crate::record::field::FIELDS;
use crate::view::groups::{self, MAX_FIELDS};
use crate::web::clipboard;

/// The id of the list of fields that the text boxes offer.
const OFFER_ID: &str = "group-offer";

/// The fields that the matches are grouped by, and how many groups there are.
#[component]
pub(super) fn GroupBar() -> impl IntoView {
    let state = use_app();
    let num_fields = Memo::new(move |_| state.view_state.with(|view| view.grouping.fields().len()));
    let groups = move || state.groups.get();
    let copy = move || {
        let Some(text) = state.groups.with_untracked(|groups| groups.as_ref().map(|it| groups::csv(it)))
        else {
            return;
        };
        spawn_local(async move {
            if let Err(err) = clipboard::copy(&text).await {
                state.say_failure(format!("the browser does not copy: {err}"));
            }
        });
    };
    view! {
        <div class="tl-groups__fields" role="group" aria-label="Fields to group by">
            {(0..MAX_FIELDS)
                .map(|place| {
                    view! {
                        <Show when=move || place <= num_fields.get()>
                            <FieldBox place=place />
                        </Show>
                    }
                })
                .collect_view()}
            <datalist id=OFFER_ID>
                {FIELDS.iter().map(|field| view! { <option value=field.name>{field.label}</option> }).collect_view()}
            </datalist>
        </div>
        <span
            class="tl-groups__count"
            role="status"
            data-testid="group-count"
            data-groups=move || groups().map(|groups| groups.num_groups)
            data-repeated=move || groups().map(|groups| groups.repeated)
            data-left-out=move || groups().map(|groups| groups.left_out)
            data-query=move || groups().map(|groups| groups.query.clone())
            data-fields=move || groups().map(|groups| groups.question.fields.join(","))
        >
            {move || {
                match groups() {
                    Some(groups) if !is_stale(state, &groups) => groups::summary(&groups),
                    _ => "Grouping…".to_owned(),
                }
            }}
        </span>
        <Button label="Copy as CSV" weight=Weight::Quiet glyph=Glyph::Copy on_press=copy />
    }
}

/// One field; an empty box takes it away.
#[component]
fn FieldBox(place: usize) -> impl IntoView {
    let state = use_app();
    let field = Memo::new(move |_| {
        state.view_state.with(|view| view.grouping.fields().get(place).cloned().unwrap_or_default())
    });
    let is_refused = RwSignal::new(false);
    let (word, name) =
        if place == 0 { ("by", "Field to group by") } else { ("then", "Further field to group by") };
    let take = move |element: web_sys::HtmlInputElement| {
        let written = element.value();
        let is_same = written.trim() == field.get_untracked();
        let is_taken =
            state.view_state.with_untracked(|view| view.grouping.clone().set_field(place, &written));
        is_refused.set(!is_same && !is_taken);
        if is_taken {
            state.change_grouping(|grouping| {
                grouping.set_field(place, &written);
            });
        }
        if is_taken || written.trim().is_empty() {
            // The name as the page spells it; an emptied first field comes back.
            element.set_value(&field.get_untracked());
        }
    };
    view! {
        <label class="tl-groups__field">
            <span aria-hidden="true">{word}</span>
            <input
                type="text"
                class="tl-input"
                aria-label=name
                placeholder="A field or any path…"
                list=OFFER_ID
                spellcheck="false"
                autocomplete="off"
                aria-invalid=move || is_refused.get().to_string()
                title=move || is_refused.get().then_some("This field is there already, or it cannot be a field")
                prop:value=field
                on:change:target=move |event| take(event.target())
            />
        </label>
    }
}
