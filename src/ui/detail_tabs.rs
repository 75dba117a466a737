//! The parts of the event detail that are made of facts.

#![expect(clippy::needless_pass_by_value, reason = "a component owns its properties")]

use std::sync::Arc;

use leptos::prelude::*;

use super::state::use_app;
use crate::engine::protocol::{Explained, ExplainedTrail, RecordText};
use crate::query::edit;
use crate::view::detail::event::{Context, Event};
use crate::view::detail::fact::Fact;
use crate::view::detail::identity::identity;
use crate::view::detail::insight::insight;
use crate::view::detail::related::related;
use crate::view::detail::resources::resources;
use crate::view::detail::summary::summary;
use crate::view::format::visible;

/// The sentence and the blocks.
#[component]
pub(super) fn SummaryTab(record: Arc<RecordText>) -> impl IntoView {
    let context = Context::from(&*record);
    let event = Event::new(&record.json, &context);
    let summary = summary(&event);
    view! {
        <p class="tl-facts__sentence"><bdi>{visible(&summary.sentence).into_owned()}</bdi></p>
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
        {insight(&event)
            .map(|insight| {
                let rates = [("Baseline", insight.baseline_rate), ("Insight", insight.insight_rate)];
                view! {
                    <section class="tl-facts__block">
                        <h3 class="tl-facts__title">{insight.counts}</h3>
                        <table class="tl-facts__rates">
                            <tbody>
                                {rates
                                    .into_iter()
                                    .filter_map(|(name, rate)| Some((name, rate?)))
                                    .map(|(name, rate)| {
                                        let most = insight.baseline_rate.unwrap_or(0.0).max(insight.insight_rate.unwrap_or(0.0));
                                        view! {
                                            <tr>
                                                <th scope="row">{name}</th>
                                                <td>{rate.to_string()}" a minute"</td>
                                                <td>
                                                    <meter min="0" max=most.max(f64::MIN_POSITIVE) value=rate aria-hidden="true"></meter>
                                                </td>
                                            </tr>
                                        }
                                    })
                                    .collect_view()}
                            </tbody>
                        </table>
                    </section>
                }
            })}
    }
}

/// Who acted, with what is known of them.
#[component]
pub(super) fn IdentityTab(record: Arc<RecordText>) -> impl IntoView {
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
    }
}

/// What the call touched.
#[component]
pub(super) fn ResourcesTab(record: Arc<RecordText>) -> impl IntoView {
    let context = Context::from(&*record);
    let event = Event::new(&record.json, &context);
    let resources = resources(&event);
    if resources.is_empty() {
        return view! { <p class="tl-facts__note">"The record names no resource."</p> }.into_any();
    }
    resources
        .into_iter()
        .map(|resource| {
            let mut facts = vec![resource.fact()];
            facts.extend(resource.parts);
            view! {
                <section class="tl-facts__block">
                    <h3 class="tl-facts__title">
                        {resource.kind.map_or_else(|| "Resource".to_owned(), |kind| visible(&kind).into_owned())}
                    </h3>
                    <Facts facts/>
                    <OpenQuery label="Other events on it".to_owned() query=resource.query/>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

/// Other events that belong to this one, each as a query.
#[component]
pub(super) fn RelatedTab(record: Arc<RecordText>) -> impl IntoView {
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
                .map(|relation| {
                    view! {
                        <li>
                            <OpenQuery label=relation.label query=relation.query/>
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

/// A list of facts, each of which can be filtered by.
#[component]
fn Facts(facts: Vec<Fact>) -> impl IntoView {
    view! {
        <dl class="tl-facts">
            {facts.into_iter().map(|fact| view! { <FactRow fact/> }).collect_view()}
        </dl>
    }
}

#[component]
fn FactRow(fact: Fact) -> impl IntoView {
    let state = use_app();
    let gesture = |term: Option<String>, name: &'static str, sign: &'static str| {
        term.map(|term| {
            view! {
                <button
                    type="button"
                    class="tl-icon-button"
                    aria-label=format!("{name} {}", visible(&fact.value))
                    title=name
                    on:click=move |_| state.add_term(&term)
                >
                    {sign}
                </button>
            }
        })
    };
    let filter_for = gesture(fact.filter_for(), "Filter for", "+");
    let filter_out = gesture(fact.filter_out(), "Filter out", "−");
    view! {
        <dt>{fact.label.clone()}</dt>
        <dd class=format!("tl-value tl-value--{}", fact.kind.name())>
            <bdi>{visible(&fact.value).into_owned()}</bdi>
            <span class="tl-facts__gestures">{filter_for} {filter_out}</span>
            {fact.note.clone().map(|note| view! { <span class="tl-facts__note">{note}</span> })}
        </dd>
    }
}

/// A query that takes the place of the filter.
#[component]
fn OpenQuery(label: String, query: String) -> impl IntoView {
    let state = use_app();
    let shown = visible(&query).into_owned();
    let is_same = query.clone();
    let is_current = move || state.view_state.with(|view| edit::has(&view.query, &is_same));
    view! {
        <button
            type="button"
            class="tl-link"
            title=shown
            disabled=is_current
            on:click=move |_| state.set_query(query.clone())
        >
            {label}
        </button>
    }
}
