//! Who issued the credentials, back to where the loaded events end.

use std::sync::Arc;

use leptos::prelude::*;

use super::lookups::{Slot, use_settled};
use crate::engine::protocol::{FoundRecords, RecordQuery, RecordText};
use crate::ui::state::{AppState, use_app};
use crate::view::detail::chain::{ChainWalk, End, FoundRecord, Hop, Link};
use crate::view::format::{file_name, time, visible};

#[component]
pub(super) fn ChainBlock(record: Arc<RecordText>) -> impl IntoView {
    let state = use_app();
    let walk = RwSignal::new(ChainWalk::start(&record.json));
    let (slot, settled) = (Slot::new(), use_settled());
    // Asked again when there are more events: they may close a gap.
    Effect::new(move |_| {
        if settled.get().is_some() {
            follow(state, slot, ChainWalk::start(&record.json), walk);
        }
    });
    let is_done = Memo::new(move |_| walk.with(|walk| walk.next_lookup().is_none()));
    view! {
        <section class="tl-facts__block tl-chain" aria-label="Chain of credentials" aria-busy=move || (!is_done.get()).to_string()>
            <h3 class="tl-facts__title">"Where these credentials came from"</h3>
            <ol class="tl-chain__links">
                {move || {
                    walk.with(|walk| {
                        let chain = walk.chain();
                        let start = view! { <li class="tl-chain__link">{hop(&chain.start)}</li> };
                        let links = chain.links.iter().map(|it| link(state, it)).collect_view();
                        let end = match (&chain.end, walk.next_lookup()) {
                            (_, Some(_)) => view! { <li class="tl-chain__end">"looking for the event that issued them…"</li> }.into_any(),
                            (End::Origin(words), None) => {
                                view! { <li class="tl-chain__end" data-end="origin">{visible(words).into_owned()}</li> }.into_any()
                            }
                            (End::Gap(words), None) => {
                                view! {
                                    <li class="tl-chain__end tl-chain__end--gap" data-end="gap">
                                        "Gap: " {visible(words).into_owned()}
                                    </li>
                                }
                                .into_any()
                            }
                        };
                        view! { {start} {links} {end} }
                    })
                }}
            </ol>
        </section>
    }
}

/// Makes the next lookup of a walk, and with its answer the one after; `shown` follows.
fn follow(state: AppState, slot: Slot, mut walk: ChainWalk, shown: RwSignal<ChainWalk>) {
    let Some(lookup) = walk.next_lookup().cloned() else { return };
    let wanted =
        RecordQuery { text: lookup.query, limit: lookup.limit, columns: Vec::new(), with_text: true };
    slot.ask(state, wanted, None, move |found| {
        walk.answer(&records(found));
        shown.set(walk.clone());
        follow(state, slot, walk, shown);
    });
}

fn records(found: FoundRecords) -> Vec<FoundRecord> {
    let records = found.events.into_iter().filter_map(|event| {
        let record = event.record?;
        Some(FoundRecord { key: event.key, json: record.json, file: record.file })
    });
    records.collect()
}

fn hop(hop: &Hop) -> impl IntoView + use<> {
    let account = hop.account.as_ref().map(|account| format!(", account {account}"));
    view! {
        <span class="tl-chain__user">
            <bdi>{visible(&hop.user).into_owned()}</bdi>
        </span>
        <span class="tl-facts__note">
            {match &hop.access_key_id {
                Some(key) => format!("with key {}", visible(key)),
                None => "no access key in the record".to_owned(),
            }}
            {account}
        </span>
    }
}

fn link(state: AppState, link: &Link) -> impl IntoView + use<> {
    let (key, event_id) = (link.key, link.event_id.clone());
    let address = link.source_ip.as_ref().map(|address| format!(" from {}", visible(address)));
    let copies = (!link.copies.is_empty()).then(|| format!("; {} more in other accounts", link.copies.len()));
    view! {
        <li class="tl-chain__link" data-proof=link.event_id.clone().unwrap_or_default()>
            <span class="tl-chain__proof">
                "issued by "
                <button type="button" class="tl-link" on:click=move |_| state.open_other(key, event_id.clone())>
                    {visible(&link.event_name).into_owned()}
                </button>
                " "
                {link.time.as_deref().map(time)}
                {address}
            </span>
            <span class="tl-facts__note">
                {link.proof.label()} {copies} ", in "
                <bdi title=visible(&link.file).into_owned()>{visible(file_name(&link.file)).into_owned()}</bdi>
            </span>
            {link.note.clone().map(|note| view! { <span class="tl-facts__note">{note}</span> })}
            {hop(&link.caller)}
        </li>
    }
}
