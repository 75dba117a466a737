//! The parts of the event detail that are made of facts.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]

use std::sync::Arc;

use leptos::prelude::*;

use super::chain::ChainBlock;
use super::copies::CopiesBlock;
use super::counts::{COUNTED_AT_ONCE, CountedQuery};
use super::facts::Facts;
use super::insight_chart::InsightChart;
use super::session::SessionBlock;
use crate::engine::protocol::{EventKey, Explained, ExplainedTrail, RecordText};
use crate::ui::state::use_app;
use crate::view::detail::event::{Context, Event};
use crate::view::detail::identity::identity;
use crate::view::detail::insight::insight;
use crate::view::detail::related::related;
use crate::view::detail::resources::resources;
use crate::view::detail::summary::summary;
use crate::view::format::visible;

/// The sentence and the blocks.
#[component]
pub(super) fn SummaryTab(record: Arc<RecordText>, key: EventKey) -> impl IntoView {
    let context = Context::from(&*record);
    let event = Event::new(&record.json, &context);
    let summary = summary(&event);
    view! {
        <p class="tl-facts__sentence"><bdi>{visible(&summary.sentence).into_owned()}</bdi></p>
        {insight(&event).map(|insight| view! { <InsightChart insight key/> })}
        {summary
            .blocks
            .into_iter()
            .map(|block| {
                view! {
                    <section class="tl-facts__block">
                        <h3 class="tl-facts__title">{block.title}</h3>
                        <Facts facts=block.facts/>
                        {block.notes.into_iter().map(|note| view! { <p class="tl-facts__note">{note}</p> }).collect_view()}
                    </section>
                }
            })
            .collect_view()}
        <CopiesBlock record=record.clone() key/>
    }
}

/// Who acted, with what is known of them.
#[component]
pub(super) fn IdentityTab(record: Arc<RecordText>, key: EventKey) -> impl IntoView {
    let context = Context::from(&*record);
    let event = Event::new(&record.json, &context);
    let identity = identity(&event);
    let blocks = [
        ("Questions", identity.answers),
        ("Behind the session", identity.behind),
        ("In the record", identity.facts),
        ("The ARN, part by part", identity.arn),
    ];
    view! {
        <p class="tl-facts__sentence"><bdi>{visible(&identity.phrase).into_owned()}</bdi></p>
        <p class="tl-facts__note">{identity.explanation}</p>
        {blocks
            .into_iter()
            .filter(|(_, facts)| !facts.is_empty())
            .map(|(title, facts)| {
                view! {
                    <section class="tl-facts__block">
                        <h3 class="tl-facts__title">{title}</h3>
                        <Facts facts/>
                    </section>
                }
            })
            .collect_view()}
        {identity.traps.into_iter().map(|trap| view! { <p class="tl-facts__note">{trap}</p> }).collect_view()}
        <ChainBlock record=record.clone()/>
        <SessionBlock record=record.clone() key/>
    }
}

/// What the call touched.
#[component]
pub(super) fn ResourcesTab(record: Arc<RecordText>, key: EventKey) -> impl IntoView {
    let context = Context::from(&*record);
    let event = Event::new(&record.json, &context);
    let resources = resources(&event);
    if resources.is_empty() {
        return view! { <p class="tl-facts__note">"The record names no resource."</p> }.into_any();
    }
    resources
        .into_iter()
        .enumerate()
        .map(|(at, resource)| {
            let mut facts = vec![resource.fact()];
            facts.extend(resource.parts);
            view! {
                <section class="tl-facts__block">
                    <h3 class="tl-facts__title">
                        {resource.kind.map_or_else(|| "Resource".to_owned(), |kind| visible(&kind).into_owned())}
                    </h3>
                    <Facts facts/>
                    <CountedQuery
                        label="All events on it".to_owned()
                        query=resource.query
                        key
                        is_counted=at < COUNTED_AT_ONCE
                    />
                </section>
            }
        })
        .collect_view()
        .into_any()
}

/// Other events that belong to this one, each as a query.
#[component]
pub(super) fn RelatedTab(record: Arc<RecordText>, key: EventKey) -> impl IntoView {
    let context = Context::from(&*record);
    let event = Event::new(&record.json, &context);
    let related = related(&event);
    if related.is_empty() {
        return view! { <p class="tl-facts__note">"Nothing in the record leads to other events."</p> }
            .into_any();
    }
    view! {
        <ul class="tl-facts__related">
            {related
                .into_iter()
                .enumerate()
                .map(|(at, relation)| {
                    view! {
                        <li>
                            <CountedQuery label=relation.label query=relation.query key is_counted=at < COUNTED_AT_ONCE/>
                            <p class="tl-facts__note">{relation.note}</p>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
    .into_any()
}

/// The verdict of the trail simulator on this event.
#[component]
pub(super) fn TrailTab() -> impl IntoView {
    let state = use_app();
    let explained = Memo::new(move |_| {
        let opened = state.opened.get();
        let explained = state.explained.get();
        explained.filter(|(key, _)| Some(*key) == opened).map(|(_, explained)| explained)
    });
    move || {
        match explained.get().filter(|explained| !explained.trails.is_empty()).map(in_turn) {
        None => view! {
            <p class="tl-facts__note">
                "Put a trail's configuration into the Trail simulator, and the verdict on this event stands here."
            </p>
        }
        .into_any(),
        Some(trails) => trails
            .into_iter()
            .map(|(heading, trail)| {
                let place = trail.line.map(|line| format!(" (line {line})"));
                view! {
                    <section class="tl-facts__block" data-verdict=trail.verdict.clone()>
                        <h3 class="tl-facts__title">{heading}</h3>
                        <p class="tl-facts__sentence">{visible(&trail.headline).into_owned()} {place}</p>
                        <ul>
                            {trail
                                .reasons
                                .into_iter()
                                .map(|(text, line)| {
                                    let place = line.map(|line| format!(" (line {line})"));
                                    view! { <li>{visible(&text).into_owned()} {place}</li> }
                                })
                                .collect_view()}
                        </ul>
                        {trail
                            .assumptions
                            .into_iter()
                            .map(|text| view! { <p class="tl-facts__note">{text}</p> })
                            .collect_view()}
                    </section>
                }
            })
            .collect_view()
            .into_any(),
    }
    }
}

/// The trails of both configurations with their headings.
fn in_turn(explained: Explained) -> Vec<(String, ExplainedTrail)> {
    let named = |trail: ExplainedTrail, fallback: &str, note: &str| {
        let name = trail.trail.as_deref().map_or(fallback.to_owned(), |name| visible(name).into_owned());
        (format!("{name}{note}"), trail)
    };
    let has_second = !explained.second.is_empty();
    let note = if has_second { ", first configuration" } else { "" };
    let first = explained.trails.into_iter().map(|trail| named(trail, "Trail", note));
    let second = explained.second.into_iter().map(|trail| named(trail, "Trail", ", second configuration"));
    first.chain(second).collect()
}
