//! How many events the filter lets through.

use leptos::prelude::*;

use super::state::use_app;
use crate::view::format::{count, counted};

#[component]
pub(super) fn MatchCount() -> impl IntoView {
    let state = use_app();
    let matches = state.matches;
    let number = move |pick: fn(&crate::engine::protocol::Matches) -> u64| {
        matches.with(|matches| matches.as_ref().map(|it| pick(it).to_string()))
    };
    let words = move || {
        matches.with(|matches| match matches {
            None => String::new(),
            Some(it) if it.matches == it.total => counted(it.total, "event", "events"),
            Some(it) => format!("{} of {}", count(it.matches), counted(it.total, "event", "events")),
        })
    };
    view! {
        <p
            class="tl-match-count"
            data-testid="match-count"
            role="status"
            data-matches=move || number(|it| it.matches)
            data-total=move || number(|it| it.total)
            data-query=move || matches.with(|matches| matches.as_ref().map(|it| it.query.clone()))
        >
            {words}
        </p>
    }
}
