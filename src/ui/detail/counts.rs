//! How many other events a question finds.

use leptos::prelude::*;

use super::facts::OpenQuery;
use super::lookups::{use_records, use_settled};
use crate::engine::protocol::{EventKey, RecordQuery};
use crate::view::detail::counts::others;

/// Questions of one tab that are counted unasked: an answer may take the worker a look into every record.
pub(super) const COUNTED_AT_ONCE: usize = 12;

/// A question as a link, with the number of other events that answer it.
#[component]
pub(super) fn CountedQuery(label: String, query: String, key: EventKey, is_counted: bool) -> impl IntoView {
    let is_asked = RwSignal::new(is_counted);
    let counted = query.clone();
    view! {
        <OpenQuery label query/>
        {move || {
            if is_asked.get() {
                view! { <Count query=counted.clone() key/> }.into_any()
            } else {
                view! {
                    <button type="button" class="tl-link" on:click=move |_| is_asked.set(true)>"Count"</button>
                }
                .into_any()
            }
        }}
    }
}

/// The number of events other than the one at hand, with the first and the last of them.
#[component]
fn Count(query: String, key: EventKey) -> impl IntoView {
    let wanted = RecordQuery { text: query, ..RecordQuery::default() };
    let found = use_records(wanted, Some(key));
    let settled = use_settled();
    let words = move || match found.get() {
        Some(found) => others(found.matches, found.extent),
        None if settled.get().is_none() => "counted once everything is read".to_owned(),
        None => "counting…".to_owned(),
    };
    let count = move || found.with(|found| found.as_ref().map(|found| found.matches.to_string()));
    view! { <span class="tl-facts__count" data-others=count>{words}</span> }
}
