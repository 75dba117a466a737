//! The border of the detail, which can be dragged and moved by keys.

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use crate::ui::state::use_app;
use crate::view::detail::split::{LEAST, MOST};

/// From this width on the detail stands beside the table; the style sheet says the same.
const BESIDE_FROM_PX: f64 = 1_200.0;

#[component]
pub(super) fn Border() -> impl IntoView {
    let state = use_app();
    let split = state.detail.split;
    let is_beside = RwSignal::new(is_wide());
    let listener = window_event_listener(ev::resize, move |_| {
        if is_beside.get_untracked() != is_wide() {
            is_beside.set(is_wide());
        }
    });
    on_cleanup(move || listener.remove());
    let element = NodeRef::<Div>::new();
    let drag = move |event: &ev::PointerEvent| {
        let Some(area) =
            element.get_untracked().and_then(|element| element.closest(".tl-events").ok()).flatten()
        else {
            return;
        };
        let area = area.get_bounding_client_rect();
        let share = if is_beside.get_untracked() {
            (area.right() - f64::from(event.client_x())) / area.width()
        } else {
            (area.bottom() - f64::from(event.client_y())) / area.height()
        };
        split.update(|split| *split = split.with_share(is_beside.get_untracked(), share * 100.0));
    };
    view! {
        <div
            class="tl-detail__border"
            node_ref=element
            role="separator"
            tabindex="0"
            aria-label="Size of the event detail"
            aria-orientation=move || if is_beside.get() { "vertical" } else { "horizontal" }
            aria-valuemin=LEAST.to_string()
            aria-valuemax=MOST.to_string()
            aria-valuenow=move || split.get().share(is_beside.get()).round().to_string()
            on:pointerdown=move |event| {
                event.prevent_default();
                if let Some(element) = element.get_untracked() {
                    // Without the capture the border follows only while the pointer is on it.
                    element.set_pointer_capture(event.pointer_id()).ok();
                }
            }
            on:pointermove=move |event| {
                let is_dragged = element
                    .get_untracked()
                    .is_some_and(|element| element.has_pointer_capture(event.pointer_id()));
                if is_dragged {
                    drag(&event);
                }
            }
            on:keydown=move |event| {
                if let Some(moved) = split.get_untracked().after_key(is_beside.get_untracked(), &event.key()) {
                    event.prevent_default();
                    split.set(moved);
                }
            }
        ></div>
    }
}

fn is_wide() -> bool {
    let width = web_sys::window().and_then(|window| window.inner_width().ok()?.as_f64());
    width.is_none_or(|width| width >= BESIDE_FROM_PX)
}
