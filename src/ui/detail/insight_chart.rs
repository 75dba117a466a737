//! An Insights event drawn: the usual rate beside the unusual one, in all and by what it is made of.

use leptos::prelude::*;

use super::lookups::use_records;
use crate::engine::protocol::{EventKey, RecordQuery};
use crate::ui::state::use_app;
use crate::view::detail::insight::{Bar, Insight};
use crate::view::detail::words::short_number;
use crate::view::format::{millis, visible};

/// Length of the longest bar, in units of the drawing.
const FULL: f64 = 200.0;

#[component]
pub(super) fn InsightChart(insight: Insight, key: EventKey) -> impl IntoView {
    let unit = format!("{} a minute", insight.counts);
    let all = insight.rate_shares().map(|(baseline, insight_share)| Bar {
        label: "All".to_owned(),
        value: String::new(),
        baseline: insight.baseline_rate.unwrap_or_default(),
        insight: insight.insight_rate.unwrap_or_default(),
        baseline_share: baseline,
        insight_share,
    });
    let factor = insight.factor().map(|factor| format!("{} times the usual rate", short_number(factor)));
    let minutes = |minutes: Option<f64>| {
        minutes
            .map_or_else(|| "an unknown time".to_owned(), |minutes| format!("{} min", short_number(minutes)))
    };
    let spans = format!(
        "Usual: averaged over {}. Unusual: over {}.",
        minutes(insight.baseline_minutes),
        minutes(insight.insight_minutes)
    );
    let groups = insight
        .attributions
        .iter()
        .map(|split| view! { <BarGroup title=format!("By {}", split.label) bars=split.bars.clone() unit=unit.clone()/> })
        .collect_view();
    view! {
        <section class="tl-facts__block tl-insight" aria-label="Usual and unusual rate">
            <h3 class="tl-facts__title">"Usual and unusual rate, " {unit.clone()}</h3>
            <p class="tl-insight__key">
                <span class="tl-insight__swatch tl-insight__swatch--usual"></span>
                "usual "
                <span class="tl-insight__swatch tl-insight__swatch--unusual"></span>
                "unusual"
            </p>
            {factor.map(|factor| view! { <p>{factor}</p> })}
            <p class="tl-facts__note">{spans}</p>
            {all.map(|bar| view! { <BarGroup title=String::new() bars=vec![bar] unit=unit.clone()/> })}
            {groups}
            {insight.pair_query.map(|query| view! { <OtherEnd query key/> })}
        </section>
    }
}

#[component]
fn BarGroup(title: String, bars: Vec<Bar>, unit: String) -> impl IntoView {
    let rows = bars
        .into_iter()
        .map(|bar| {
            let label = visible(&bar.label).into_owned();
            let (usual, unusual) = (short_number(bar.baseline), short_number(bar.insight));
            let words = format!("{label}: usually {usual} {unit}, here {unusual}");
            view! {
                <li class="tl-insight__row">
                    <span class="tl-insight__label tl-value"><bdi>{label}</bdi></span>
                    <svg class="tl-insight__bars" viewBox="0 0 200 16" preserveAspectRatio="none" role="img" aria-label=words>
                        <rect class="tl-insight__usual" x="0" y="1" height="6" width=bar.baseline_share * FULL></rect>
                        <rect class="tl-insight__unusual" x="0" y="9" height="6" width=bar.insight_share * FULL></rect>
                    </svg>
                    <span class="tl-insight__rates" aria-hidden="true">{usual} " → " {unusual}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        {(!title.is_empty()).then(|| view! { <h4 class="tl-facts__title">{title}</h4> })}
        <ul class="tl-insight__list">{rows}</ul>
    }
}

/// The event at the other end of the unusual period.
#[component]
fn OtherEnd(query: String, key: EventKey) -> impl IntoView {
    let state = use_app();
    let columns = vec!["insightDetails.state".to_owned(), "eventTime".to_owned()];
    let found = use_records(RecordQuery { text: query, limit: 8, columns, with_text: false }, Some(key));
    move || {
        let found = found.get()?;
        if found.events.is_empty() {
            return Some(view! { <p class="tl-facts__note">"The event at the other end of the period is not in these files."</p> }.into_any());
        }
        let links = found.events.iter().map(|event| {
            let state_word = event.cells.first().and_then(|values| values.first());
            let label = match state_word {
                Some(word) => format!("Open the {} event", visible(word)),
                None => "Open the other event".to_owned(),
            };
            let (key, event_id) = (event.key, event.event_id.clone());
            view! {
                <button type="button" class="tl-link" on:click=move |_| state.open_other(key, event_id.clone())>
                    {label}
                </button>
            }
        });
        let when =
            found.extent.map(|(first, _)| view! { <span class="tl-facts__note">{millis(first)}</span> });
        Some(view! { <p>{links.collect_view()} {when}</p> }.into_any())
    }
}
