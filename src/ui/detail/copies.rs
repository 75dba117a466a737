//! The records of one action in several accounts, as one.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]

use std::sync::Arc;

use leptos::prelude::*;

use super::lookups::use_records;
use crate::engine::protocol::{EventKey, FoundRecords, RecordQuery, RecordText};
use crate::ui::state::{AppState, use_app};
use crate::view::detail::event::{Context, Event};
use crate::view::detail::organization;
use crate::view::detail::session::{COLUMNS, copies};
use crate::view::format::visible;

/// Copies of one action at most: one for each account of an organization that it concerns.
const MAX_COPIES: u32 = 64;

/// Nothing where the action is not recorded in several accounts.
#[component]
pub(super) fn CopiesBlock(record: Arc<RecordText>, key: EventKey) -> impl IntoView {
    let state = use_app();
    let context = Context::from(&*record);
    let text = organization::copies_query(&Event::new(&record.json, &context))?;
    let wanted = RecordQuery {
        text,
        limit: MAX_COPIES,
        columns: COLUMNS.map(str::to_owned).to_vec(),
        with_text: false,
    };
    let found = use_records(wanted, None);
    Some(move || found.get().and_then(|found| block(state, &found, key)))
}

fn block(state: AppState, found: &FoundRecords, own: EventKey) -> Option<impl IntoView + use<>> {
    let cells: Vec<_> = found.events.iter().map(|event| event.cells.clone()).collect();
    let is_own = |at: &usize| found.events.get(*at).is_some_and(|event| event.key == own);
    let action = copies(&cells).into_iter().find(|action| action.copies.iter().any(is_own))?;
    if action.copies.len() < 2 {
        return None;
    }
    let rows = action
        .copies
        .iter()
        .filter_map(|at| {
            let event = found.events.get(*at)?;
            let account = event.cells.get(8).and_then(|values| values.first()).map(|account| visible(account).into_owned());
            let account = account.unwrap_or_else(|| "an account that is not named".to_owned());
            let role = if *at == action.lead { "names the caller in full" } else { "sees the caller from outside" };
            let (key, event_id) = (event.key, event.event_id.clone());
            let name = if event.key == own {
                view! { <span>{account}</span> <strong>" (this record)"</strong> }.into_any()
            } else {
                view! {
                    <button type="button" class="tl-link" on:click=move |_| state.open_other(key, event_id.clone())>
                        {account}
                    </button>
                }
                .into_any()
            };
            Some(view! { <li data-copy=event.event_id.clone().unwrap_or_default()>{name} <span class="tl-facts__note">{role}</span></li> })
        })
        .collect_view();
    Some(view! {
        <section class="tl-facts__block" aria-label="Copies in other accounts">
            <h3 class="tl-facts__title">{format!("One action, recorded in {} accounts", action.copies.len())}</h3>
            <ul class="tl-facts__related">{rows}</ul>
        </section>
    })
}
