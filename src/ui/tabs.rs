//! The views, as tabs.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

use super::state::use_app;
use crate::view::view_state::Tab;

#[component]
pub(super) fn Tabs() -> impl IntoView {
    let state = use_app();
    let selected = Memo::new(move |_| state.view_state.with(|view| view.tab));
    let on_key = move |event: leptos::ev::KeyboardEvent| {
        let steps = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        event.prevent_default();
        let next = selected.get_untracked().neighbour(steps);
        state.show_tab(next);
        focus(&tab_id(next));
    };
    view! {
        <div class="tl-tabs" role="tablist" aria-label="Views" on:keydown=on_key>
            {Tab::ALL
                .map(|tab| {
                    let is_selected = move || selected.get() == tab;
                    view! {
                        <button
                            type="button"
                            class="tl-tabs__tab"
                            id=tab_id(tab)
                            role="tab"
                            aria-selected=move || is_selected().to_string()
                            aria-controls=panel_id(tab)
                            tabindex=move || if is_selected() { "0" } else { "-1" }
                            on:click=move |_| state.show_tab(tab)
                        >
                            {tab.label()}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

/// The id of a tab's panel.
pub(super) fn panel_id(tab: Tab) -> String {
    format!("panel-{}", tab.key())
}

fn tab_id(tab: Tab) -> String {
    format!("tab-{}", tab.key())
}

pub(super) fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // An element that cannot take the focus leaves it where it is.
        element.focus().ok();
    }
}
