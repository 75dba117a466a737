//! Facts as rows: each can be copied and filtered by, a masked one can be revealed.

use std::sync::Arc;

use leptos::prelude::*;

use crate::engine::protocol::RecordText;
use crate::ui::parts::icon::{Glyph, Icon};
use crate::ui::state::use_app;
use crate::view::detail::event::{Context, Event};
use crate::view::detail::fact::{Fact, FactKind};
use crate::view::format::visible;

/// The record that the facts below are of.
#[derive(Clone)]
pub(super) struct FactsOf(pub(super) Arc<RecordText>);

/// A list of facts.
#[component]
pub(super) fn Facts(facts: Vec<Fact>) -> impl IntoView {
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
    let is_masked = fact.kind == FactKind::Masked;
    let copy = fact.copy_text().map(|text| {
        let (text, label) = (text.to_owned(), fact.label.clone());
        let said = if is_masked {
            format!("{label} copied; the session token is masked")
        } else {
            format!("{label} copied")
        };
        view! {
            <button
                type="button"
                class="tl-icon-button"
                aria-label=format!("Copy {}", visible(&label))
                title="Copy"
                on:click=move |_| state.copy(text.clone(), said.clone())
            >
                <Icon glyph=Glyph::Copy/>
            </button>
        }
    });
    let secret = fact.path.clone().filter(|_| is_masked).and_then(|path| {
        let FactsOf(record) = use_context()?;
        let context = Context::from(&*record);
        Event::new(&record.json, &context).text(&path).map(std::borrow::Cow::into_owned)
    });
    let is_revealed = RwSignal::new(false);
    let value = visible(&fact.value).into_owned();
    let reveal = secret.is_some().then(|| {
        view! {
            <button
                type="button"
                class="tl-link"
                aria-pressed=move || is_revealed.get().to_string()
                on:click=move |_| is_revealed.update(|shown| *shown = !*shown)
            >
                {move || if is_revealed.get() { "Mask" } else { "Reveal" }}
            </button>
        }
    });
    let shown = move || match &secret {
        Some(secret) if is_revealed.get() => visible(secret).into_owned(),
        _ => value.clone(),
    };
    view! {
        <dt>{visible(&fact.label).into_owned()}</dt>
        <dd class=format!("tl-value tl-value--{}", fact.kind.name())>
            <bdi>{shown}</bdi>
            <span class="tl-facts__gestures">{filter_for} {filter_out} {copy}</span>
            {reveal}
            {fact.note.clone().map(|note| view! { <span class="tl-facts__note">{note}</span> })}
        </dd>
    }
}

/// A query that takes the place of the filter.
#[component]
pub(super) fn OpenQuery(label: String, query: String) -> impl IntoView {
    let state = use_app();
    let shown = visible(&query).into_owned();
    let same = query.clone();
    let is_current = move || state.view_state.with(|view| view.query == same);
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
