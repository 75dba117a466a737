//! A dialog above the page: the browser keeps the keyboard inside it and gives it back afterwards.

use leptos::html;
use leptos::prelude::*;

use crate::ui::shared::SharedSignal;

/// A dialog, there while `is_open`. Escape and a press beside it close it.
#[component]
pub(crate) fn Dialog(
    /// Its accessible name.
    label: &'static str,
    /// A class of its own.
    class: &'static str,
    is_open: SharedSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let content = StoredValue::new(children);
    view! {
        <Show when=move || is_open.get()>
            <OpenDialog label class is_open>
                {content.with_value(|content| content())}
            </OpenDialog>
        </Show>
    }
}

#[component]
fn OpenDialog(
    label: &'static str,
    class: &'static str,
    is_open: SharedSignal<bool>,
    children: Children,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        if let Some(element) = element.get() {
            // It throws where it is shown already, and then nothing is to be done.
            element.show_modal().ok();
        }
    });
    // Closing it, and not only taking it away, gives the keyboard back to where it was.
    on_cleanup(move || {
        if let Some(element) = element.try_get_untracked().flatten() {
            element.close();
        }
    });
    view! {
        <dialog
            node_ref=element
            class=format!("tl-dialog {class}")
            role="dialog"
            aria-modal="true"
            aria-label=label
            on:cancel=move |event: web_sys::Event| {
                event.prevent_default();
                is_open.set(false);
            }
            // The page's own keys are not those of the dialog.
            on:keydown=move |event| event.stop_propagation()
            on:click=move |event| {
                // A press inside is one on something in the box.
                if event.target() == event.current_target() {
                    is_open.set(false);
                }
            }
        >
            <div class="tl-dialog__box">{children()}</div>
        </dialog>
    }
}
