//! The timeline: bars of the current filter, and a brush that sets the time range.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::shared::SharedSignal;
use crate::engine::protocol::{Series, Timeline};
use crate::view::format;
use crate::view::timeline::{
    HEIGHT, PRESETS, bounds, bucket_at, bucket_text, outlines, stretch, ticks, width_text,
};

/// The timeline of the current filter. `on_range` sets the time range in milliseconds, its end not
/// included, or takes it away.
#[component]
pub(super) fn TimelinePanel(
    timeline: SharedSignal<Option<Timeline>>,
    series: Signal<Series>,
    on_series: Callback<Series>,
    on_range: Callback<Option<(i64, i64)>>,
    /// How far the shown time is ahead of UTC, in minutes; nothing for UTC.
    offset: Signal<fn(i64) -> Option<i32>>,
    /// Whether it is that of an older answer than the count.
    is_old: Signal<bool>,
    /// The preset that the time range is, by its place.
    preset: Signal<Option<usize>>,
    /// Whether the end of the data is known.
    has_presets: Signal<bool>,
    on_preset: Callback<usize>,
) -> impl IntoView {
    let total = move || {
        timeline.with(|timeline| {
            timeline.as_ref().map_or(0, |timeline| timeline.buckets.iter().flatten().sum::<u64>())
        })
    };
    let untimed = move || timeline.with(|timeline| timeline.as_ref().map_or(0, |timeline| timeline.untimed));
    let edge = move |last: bool| {
        timeline.with(|timeline| {
            timeline.as_ref().filter(|timeline| !timeline.buckets.is_empty()).map(|timeline| {
                let (first, end) = (0, timeline.buckets.len() - 1);
                let (from, to) = bounds(timeline.scale, if last { end } else { first });
                if last { to.to_string() } else { from.to_string() }
            })
        })
    };
    let bucket_width = move || {
        timeline.with(|timeline| {
            let timeline =
                timeline.as_ref().filter(|timeline| timeline.buckets.iter().flatten().any(|it| *it > 0));
            timeline.map(|timeline| format!("bars of {}", width_text(timeline.scale.width)))
        })
    };
    view! {
        <section
            class="tl-timeline"
            role="region"
            aria-label="Timeline"
            aria-busy=move || is_old.get().to_string()
            data-total=total
            data-untimed=untimed
            data-from=move || edge(false)
            data-to=move || edge(true)
        >
            <div class="tl-timeline__head">
                <SeriesChoice series on_series/>
                <span class="tl-timeline__note">{bucket_width}</span>
                <Show when=move || { untimed() > 0 }>
                    <span class="tl-timeline__note">
                        {move || format!("{} without a readable time", format::count(untimed()))}
                    </span>
                </Show>
                <div class="tl-timeline__presets" role="group" aria-label="Last part of the data">
                    {PRESETS
                        .iter()
                        .enumerate()
                        .map(|(at, shown)| {
                            view! {
                                <button
                                    type="button"
                                    class="tl-timeline__preset"
                                    title=shown.title
                                    aria-pressed=move || (preset.get() == Some(at)).to_string()
                                    disabled=move || !has_presets.get()
                                    on:click=move |_| on_preset.run(at)
                                >
                                    {shown.label}
                                </button>
                            }
                        })
                        .collect_view()}
                    <button type="button" class="tl-timeline__preset" on:click=move |_| on_range.run(None)>
                        "Whole time"
                    </button>
                </div>
            </div>
            <Plot timeline on_range offset/>
        </section>
    }
}

#[component]
fn SeriesChoice(series: Signal<Series>, on_series: Callback<Series>) -> impl IntoView {
    let choices = [
        (Series::Outcome, "Success and errors"),
        (Series::Category, "Category"),
        (Series::ReadWrite, "Read and write"),
    ];
    view! {
        <label class="tl-timeline__series">
            <span class="tl-visually-hidden">"Bars split by"</span>
            <select on:change:target=move |event| {
                let chosen = event.target().selected_index();
                if let Some((chosen, _)) = usize::try_from(chosen).ok().and_then(|at| choices.get(at)) {
                    on_series.run(*chosen);
                }
            }>
                {choices
                    .map(|(choice, label)| {
                        view! { <option selected=move || series.get() == choice>{label}</option> }
                    })
                    .collect_view()}
            </select>
        </label>
        <span class="tl-timeline__legend">
            {move || {
                let series = series.get();
                series
                    .names()
                    .iter()
                    .enumerate()
                    .map(|(part, name)| {
                        view! {
                            <span class="tl-timeline__key">
                                <svg class="tl-timeline__swatch" viewBox="0 0 8 8" aria-hidden="true">
                                    <rect class=part_class(series, part) width="8" height="8"/>
                                </svg>
                                {*name}
                            </span>
                        }
                    })
                    .collect_view()
            }}
        </span>
    }
}

/// The class that gives a part of a series its colour.
fn part_class(series: Series, part: usize) -> String {
    let group = match series {
        Series::Outcome => "outcome",
        Series::Category => "category",
        Series::ReadWrite => "access",
    };
    format!("tl-timeline__part tl-timeline__part--{group}-{part}")
}

#[component]
fn Plot(
    timeline: SharedSignal<Option<Timeline>>,
    on_range: Callback<Option<(i64, i64)>>,
    offset: Signal<fn(i64) -> Option<i32>>,
) -> impl IntoView {
    let stamp = move |millis| format::millis_at(millis, offset.get()(millis));
    // The two ends of the brush, in buckets; the second moves.
    let brush = SharedSignal::new(None::<(usize, usize)>);
    let is_dragging = RwSignal::new(false);
    let pointed = RwSignal::new(None::<usize>);
    let scale = move || timeline.with(|timeline| timeline.as_ref().map(|timeline| timeline.scale));
    let bucket_under = move |event: &PointerEvent| {
        let target: Element = event.current_target()?.dyn_into().ok()?;
        let bounds = target.get_bounding_client_rect();
        let fraction = (f64::from(event.client_x()) - bounds.left()) / bounds.width().max(1.0);
        Some(bucket_at(scale()?, fraction))
    };
    let apply = move || {
        if let (Some((a, b)), Some(scale)) = (brush.get_untracked(), scale()) {
            on_range.run(Some(stretch(scale, a, b)));
        }
        brush.set(None);
    };
    let on_down = move |event: PointerEvent| {
        if let Some(bucket) = bucket_under(&event).filter(|_| event.button() == 0) {
            if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok())
            {
                // Without capture a drag that leaves the plot would never end; it works without all the same.
                target.set_pointer_capture(event.pointer_id()).ok();
            }
            is_dragging.set(true);
            brush.set(Some((bucket, bucket)));
        }
    };
    let on_move = move |event: PointerEvent| {
        let bucket = bucket_under(&event);
        if pointed.get_untracked() != bucket {
            pointed.set(bucket);
        }
        if is_dragging.get_untracked()
            && let (Some((start, _)), Some(bucket)) = (brush.get_untracked(), bucket)
        {
            brush.set(Some((start, bucket)));
        }
    };
    let on_up = move |_: PointerEvent| {
        if is_dragging.get_untracked() {
            is_dragging.set(false);
            // A mere click is no range: a double click takes the range away.
            if brush.get_untracked().is_some_and(|(a, b)| a != b) {
                apply();
            } else {
                brush.set(None);
            }
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(last) = scale().map(|scale| scale.buckets.max(1) as usize - 1) else { return };
        let (start, end) = brush.get_untracked().unwrap_or((0, 0));
        let moved = match event.key().as_str() {
            "ArrowLeft" => end.saturating_sub(1),
            "ArrowRight" => (end + 1).min(last),
            "Home" => 0,
            "End" => last,
            "Enter" => {
                event.prevent_default();
                return apply();
            }
            "Escape" => return brush.set(None),
            "Delete" | "Backspace" => return on_range.run(None),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        brush.set(Some(if event.shift_key() { (start, moved) } else { (moved, moved) }));
    };
    let brushed = move || {
        let (a, b) = brush.get()?;
        let (from, to) = stretch(scale()?, a, b);
        Some(format!("{} to {}", stamp(from), stamp(to)))
    };
    let pointed_at = move || {
        let bucket = pointed.get().filter(|_| brush.get().is_none())?;
        timeline.with(|timeline| bucket_text(timeline.as_ref()?, bucket, stamp))
    };
    view! {
        <div
            class="tl-timeline__plot"
            tabindex="0"
            role="group"
            aria-label="Time range: arrow keys move, with Shift they extend, Enter applies, Delete takes the range away"
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointerleave=move |_| pointed.set(None)
            on:dblclick=move |_| on_range.run(None)
            on:keydown=on_key
        >
            {move || {
                timeline
                    .with(|timeline| {
                        timeline
                            .as_ref()
                            .map(|timeline| {
                                let series = timeline.series;
                                let width = timeline.scale.buckets.max(1);
                                view! {
                                    <svg
                                        class="tl-timeline__bars"
                                        viewBox=format!("0 0 {width} {HEIGHT}")
                                        preserveAspectRatio="none"
                                        aria-hidden="true"
                                    >
                                        {outlines(timeline)
                                            .into_iter()
                                            .enumerate()
                                            .map(|(part, outline)| {
                                                view! { <path class=part_class(series, part) d=outline/> }
                                            })
                                            .collect_view()}
                                        {move || {
                                            brush
                                                .get()
                                                .map(|(a, b)| {
                                                    view! {
                                                        <rect
                                                            class="tl-timeline__brush"
                                                            x=a.min(b)
                                                            y="0"
                                                            width=a.abs_diff(b) + 1
                                                            height=HEIGHT
                                                        />
                                                    }
                                                })
                                        }}
                                    </svg>
                                    <div class="tl-timeline__ticks" aria-hidden="true">
                                        {ticks(timeline.scale, 4, stamp)
                                            .into_iter()
                                            // Without events there is no time to speak of.
                                            .filter(|_| !timeline.buckets.iter().flatten().all(|events| *events == 0))
                                            .map(|(at, text)| {
                                                view! {
                                                    <span class="tl-timeline__tick" style:left=format!("{}%", at * 100.0)>
                                                        {text}
                                                    </span>
                                                }
                                            })
                                            .collect_view()}
                                    </div>
                                }
                            })
                    })
            }}
            <div class="tl-timeline__brushed" role="status">{brushed}</div>
            <div class="tl-timeline__brushed" aria-hidden="true">{pointed_at}</div>
        </div>
    }
}
