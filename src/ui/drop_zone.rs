//! Dropping and pasting, anywhere on the page and at any time; and the question before leaving it.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{DataTransfer, DragEvent, HtmlElement};

use super::parts::icon::{Glyph, Icon};
use super::state::use_app;
use crate::web::files::Offer;

/// Listens, and while files are dragged over the page says that it takes them.
#[component]
pub(super) fn DropZone() -> impl IntoView {
    let state = use_app();
    // Entering a child is told before leaving its parent; the pointer is outside when all are left.
    let depth = RwSignal::new(0i32);
    let is_dragging = Memo::new(move |_| depth.get() > 0);

    let listeners = [
        window_event_listener(ev::dragenter, move |event| {
            if has_files(&event) {
                event.prevent_default();
                depth.update(|depth| *depth += 1);
            }
        }),
        window_event_listener(ev::dragover, move |event| {
            // Without this the browser would open the file in place of the page.
            if has_files(&event) {
                event.prevent_default();
            }
        }),
        window_event_listener(ev::dragleave, move |event| {
            if has_files(&event) {
                depth.update(|depth| *depth = (*depth - 1).max(0));
            }
        }),
        window_event_listener(ev::drop, move |event| {
            depth.set(0);
            // A part of the page may have taken what is its own.
            let is_ours = !event.default_prevented() && has_files(&event);
            if let Some(transfer) = event.data_transfer().filter(|_| is_ours) {
                event.prevent_default();
                state.add_offer(Offer::of_transfer(&transfer));
            }
        }),
        window_event_listener(ev::paste, move |event| {
            let Some(transfer) = event.clipboard_data() else { return };
            if transfer.items().length() > 0 && holds_files(&transfer) {
                event.prevent_default();
                state.add_offer(Offer::of_transfer(&transfer));
            } else if !is_typing() {
                let text = transfer.get_data("text/plain").unwrap_or_default();
                if !text.trim().is_empty() {
                    event.prevent_default();
                    state.add_text(&text);
                }
            }
        }),
        window_event_listener(ev::beforeunload, move |event| {
            if state.has_files() {
                event.prevent_default();
                // Older browsers ask only for this.
                event.set_return_value("files are open");
            }
        }),
    ];
    on_cleanup(move || listeners.into_iter().for_each(leptos::prelude::WindowListenerHandle::remove));

    view! {
        <Show when=move || is_dragging.get()>
            <div class="tl-drop-overlay" aria-hidden="true">
                <div class="tl-drop-overlay__frame">
                    <Icon glyph=Glyph::Drop />
                    <p>"Drop to open"</p>
                </div>
            </div>
        </Show>
    }
}

fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| holds_files(&transfer))
}

fn holds_files(transfer: &DataTransfer) -> bool {
    transfer.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files"))
}

/// Whether the focus is where text is typed: a paste is then the field's.
fn is_typing() -> bool {
    let Some(element) = document().active_element() else { return false };
    let is_field = match element.tag_name().as_str() {
        "TEXTAREA" => true,
        "INPUT" => element.get_attribute("type").is_none_or(|kind| kind == "text" || kind == "search"),
        _ => false,
    };
    is_field || element.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
}
