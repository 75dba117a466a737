//! A panel that opens below a word of the bar, one at a time.

use leptos::attr::custom::custom_attribute;
use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

/// Panels of one group close each other.
const GROUP: &str = "bar-panel";

/// The panel; its children are what is in it. Escape closes it and gives the keyboard back.
#[component]
pub(crate) fn BarPanel(
    /// The word in the bar.
    label: &'static str,
    /// What is in it, as its accessible name.
    name: &'static str,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let details = NodeRef::<Details>::new();
    let close = move |event: leptos::ev::KeyboardEvent| {
        if event.key() != "Escape" || event.default_prevented() {
            return;
        }
        let Some(details) = details.get_untracked().filter(|details| details.has_attribute("open")) else {
            return;
        };
        event.prevent_default();
        event.stop_propagation();
        details.remove_attribute("open").ok();
        let word =
            details.first_element_child().and_then(|word| word.dyn_into::<web_sys::HtmlElement>().ok());
        if let Some(word) = word {
            // A word that cannot have the keyboard leaves it where it is.
            word.focus().ok();
        }
    };
    let group = custom_attribute("name", GROUP);
    view! {
        <details
            node_ref=details
            on:keydown=close
            class=format!("tl-bar-panel {class}")
            {..group}
        >
            <summary class="tl-chip tl-chip--toggle">{label}</summary>
            <div class="tl-bar-panel__body tl-popup" role="group" aria-label=name>
                {children()}
            </div>
        </details>
    }
}

/// Where something is kept under a name: Enter keeps it, and the name goes once that is done.
#[component]
pub(crate) fn BarPanelName(
    /// Its accessible name.
    label: &'static str,
    placeholder: &'static str,
    /// Whether it was kept.
    #[prop(into)]
    on_keep: Callback<String, bool>,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    view! {
        <form on:submit=move |event| {
            event.prevent_default();
            if on_keep.run(name.get_untracked()) {
                name.set(String::new());
            }
        }>
            <input
                type="text"
                class="tl-input"
                aria-label=label
                placeholder=placeholder
                spellcheck="false"
                prop:value=name
                on:input:target=move |event| name.set(event.target().value())
            />
        </form>
    }
}

/// Something kept under a name, in a list of a panel: pressing the name takes it into use, the cross deletes it.
#[component]
pub(crate) fn BarPanelItem(
    name: String,
    /// What it holds, on pointing at it.
    title: String,
    /// What the cross does, as its accessible name.
    delete_label: String,
    #[prop(into)] on_use: Callback<()>,
    #[prop(into)] on_delete: Callback<()>,
) -> impl IntoView {
    view! {
        <li class="tl-bar-panel__item">
            <button type="button" class="tl-bar-panel__apply" title=title on:click=move |_| on_use.run(())>
                {name}
            </button>
            <button
                type="button"
                class="tl-icon-button"
                aria-label=delete_label
                on:click=move |_| on_delete.run(())
            >
                "×"
            </button>
        </li>
    }
}
