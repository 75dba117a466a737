//! A column's title: pressing it sorts, its edge pulls the width, and it can be dragged.
//!
//! All of it by keyboard too, from the title: Alt and an arrow move the column, Shift and an arrow
//! pull its edge, Delete gives it its usual width, P pins it.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::Element;

use super::parts::sort_mark::{SortMark, aria_sort};
use super::state::use_app;
use crate::view::column_layout::{KEY_STEP_PX, Side};
use crate::view::columns::Column;

/// A pointer that has moved less than this presses the title and drags nothing.
const DRAG_PX: i32 = 6;

const KEYS: &str = "Alt+ArrowLeft Alt+ArrowRight Shift+ArrowLeft Shift+ArrowRight Delete P";

#[component]
pub(super) fn HeaderCell(column: Column) -> impl IntoView {
    let state = use_app();
    let key = StoredValue::new(column.key.clone());
    let element = NodeRef::<Div>::new();
    let order = Memo::new(move |_| {
        state
            .view_state
            .with(|view| key.with_value(|key| view.sort.field == *key).then_some(view.sort.descending))
    });
    let drag = Drag::default();
    let on_press = move |_| {
        if !drag.has_just_ended() {
            key.with_value(|key| state.sort_by(key));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() {
            return;
        }
        let steps = match event.key().as_str() {
            "ArrowLeft" => -1,
            "ArrowRight" => 1,
            "Delete" | "Backspace" => {
                event.prevent_default();
                state.change_layout(true, |layout, _| key.with_value(|key| layout.reset_width(key)));
                return;
            }
            "p" | "P" if !event.alt_key() => {
                event.prevent_default();
                toggle_pin(state, &key.get_value());
                return;
            }
            _ => return,
        };
        if event.alt_key() {
            event.prevent_default();
            key.with_value(|key| state.reorder_columns(|layout, columns| layout.moved(columns, key, steps)));
            refocus(&key.get_value());
        } else if event.shift_key() {
            event.prevent_default();
            let width_px = element.get_untracked().map_or(0.0, |element| width_of(&element));
            let width_px = width_px + f64::from(KEY_STEP_PX * steps as i32);
            state.change_layout(true, |layout, _| key.with_value(|key| layout.set_width(key, width_px)));
        }
    };
    view! {
        <div
            class="tl-table__title"
            role="columnheader"
            aria-sort=move || aria_sort(order.get())
            data-field=column.key
            node_ref=element
        >
            <button
                type="button"
                class="tl-table__sort"
                aria-keyshortcuts=KEYS
                title="Press to sort, drag to move; Alt with arrows moves, Shift with arrows pulls the width, P pins"
                on:click=on_press
                on:keydown=on_key
                on:pointerdown=move |event| drag.begin(&event)
                on:pointermove=move |event| drag.go_on(&event)
                on:pointerup=move |event| {
                    if let Some((target, side)) = drag.end(&event) {
                        key.with_value(|key| {
                            state.reorder_columns(|layout, columns| layout.dropped(columns, key, &target, side));
                        });
                    }
                }
                on:pointercancel=move |_| drag.cancel()
            >
                <span class="tl-table__label">{column.title}</span>
                <SortMark order=order />
            </button>
            <Edge key=key element=element />
        </div>
    }
}

/// Pins a column or lets it go; says so where there are too many.
pub(super) fn toggle_pin(state: super::state::AppState, key: &str) {
    let mut is_done = true;
    state.change_layout(true, |layout, columns| is_done = layout.toggle_pin(columns, key));
    if !is_done {
        state.say_failure("four columns are pinned; let one of them go first".to_owned());
    }
}

/// The edge that is pulled. Keyboards pull it from the title.
#[component]
fn Edge(key: StoredValue<String>, element: NodeRef<Div>) -> impl IntoView {
    let state = use_app();
    // Where the pointer took hold, and how wide the column was.
    let held = RwSignal::new(None::<(f64, f64)>);
    let pull = move |event: &PointerEvent, is_final: bool| {
        let Some((from_px, width_px)) = held.get_untracked() else { return };
        let width_px = width_px + f64::from(event.client_x()) - from_px;
        state.change_layout(is_final, |layout, _| key.with_value(|key| layout.set_width(key, width_px)));
    };
    view! {
        <div
            class="tl-table__edge"
            aria-hidden="true"
            on:pointerdown=move |event: PointerEvent| {
                event.prevent_default();
                capture(&event);
                held.set(
                    element.get_untracked().map(|element| (f64::from(event.client_x()), width_of(&element))),
                );
            }
            on:pointermove=move |event| pull(&event, false)
            on:pointerup=move |event| {
                pull(&event, true);
                held.set(None);
            }
            on:pointercancel=move |_| held.set(None)
            on:dblclick=move |_| {
                state.change_layout(true, |layout, _| key.with_value(|key| layout.reset_width(key)));
            }
        ></div>
    }
}

/// A title on its way to another place.
#[derive(Clone, Copy)]
struct Drag {
    /// Where the pointer went down.
    from: StoredValue<Option<(i32, i32)>>,
    is_dragging: StoredValue<bool>,
    has_ended: StoredValue<bool>,
}

impl Default for Drag {
    fn default() -> Self {
        Self {
            from: StoredValue::new(None),
            is_dragging: StoredValue::new(false),
            has_ended: StoredValue::new(false),
        }
    }
}

impl Drag {
    fn begin(self, event: &PointerEvent) {
        self.has_ended.set_value(false);
        if event.button() == 0 {
            capture(event);
            self.from.set_value(Some((event.client_x(), event.client_y())));
        }
    }

    fn go_on(self, event: &PointerEvent) {
        let Some((x, y)) = self.from.get_value() else { return };
        if !self.is_dragging.get_value() {
            if (event.client_x() - x).abs() + (event.client_y() - y).abs() < DRAG_PX {
                return;
            }
            self.is_dragging.set_value(true);
        }
        mark(target_of(event));
    }

    /// The column that it was dropped beside. A press that dragged nothing is a click.
    fn end(self, event: &PointerEvent) -> Option<(String, Side)> {
        let was_dragging = self.is_dragging.get_value();
        self.cancel();
        self.has_ended.set_value(was_dragging);
        let (header, side) = was_dragging.then(|| target_of(event)).flatten()?;
        Some((header.get_attribute("data-field")?, side))
    }

    fn cancel(self) {
        self.from.set_value(None);
        self.is_dragging.set_value(false);
        mark(None);
    }

    /// Whether the click that follows belongs to the drag.
    fn has_just_ended(self) -> bool {
        let has_ended = self.has_ended.get_value();
        self.has_ended.set_value(false);
        has_ended
    }
}

/// The title under the pointer, and which half of it.
fn target_of(event: &PointerEvent) -> Option<(Element, Side)> {
    let under = document().element_from_point(event.client_x() as f32, event.client_y() as f32)?;
    let header = under.closest(".tl-table__title").ok().flatten()?;
    let bounds = header.get_bounding_client_rect();
    let is_after = f64::from(event.client_x()) > bounds.left() + bounds.width() / 2.0;
    Some((header, if is_after { Side::After } else { Side::Before }))
}

/// Marks where a dragged title would be dropped, and nowhere else.
fn mark(target: Option<(Element, Side)>) {
    if let Ok(marked) = document().query_selector_all(".tl-table__title[data-drop]") {
        for index in 0..marked.length() {
            if let Some(element) = marked.get(index).and_then(|node| node.dyn_into::<Element>().ok()) {
                element.remove_attribute("data-drop").ok();
            }
        }
    }
    if let Some((header, side)) = target {
        let side = if side == Side::Before { "before" } else { "after" };
        header.set_attribute("data-drop", side).ok();
    }
}

/// Moving a title in the page takes the keyboard from it; it gets it back.
fn refocus(key: &str) {
    let key = key.to_owned();
    request_animation_frame(move || {
        let Ok(titles) = document().query_selector_all(".tl-table__title") else { return };
        let titles = (0..titles.length()).filter_map(|at| titles.get(at)?.dyn_into::<Element>().ok());
        let mut own =
            titles.filter(|title| title.get_attribute("data-field").as_deref() == Some(key.as_str()));
        let button = own.next().and_then(|title| title.query_selector("button").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
            button.focus().ok();
        }
    });
}

fn width_of(element: &Element) -> f64 {
    element.get_bounding_client_rect().width()
}

/// Has all moves of this pointer told to the element that it went down on.
fn capture(event: &PointerEvent) {
    if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // Without capture a pull that leaves the element would end; it works without all the same.
        target.set_pointer_capture(event.pointer_id()).ok();
    }
}
