//! The two inputs that open files and folders.

use leptos::attr::custom::custom_attribute;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::parts::icon::{Glyph, Icon};
use super::state::use_app;
use crate::web::files::Offer;

/// `Open log files` and `Open a folder`. The inputs themselves look hidden; their labels are drawn.
#[component]
pub(super) fn FileInputs(
    /// Without frames, for a bar.
    #[prop(optional)]
    is_quiet: bool,
) -> impl IntoView {
    let state = use_app();
    let take = move |event: leptos::ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        if let Some(list) = input.files() {
            state.add_offer(Offer::of_list(&list));
        }
        // So that the same file can be chosen again.
        input.set_value("");
    };
    let class = if is_quiet { "tl-button tl-button--quiet" } else { "tl-button" };
    let first_class = if is_quiet { class } else { "tl-button tl-button--primary" };
    let directory = custom_attribute("webkitdirectory", "");
    view! {
        <label class=first_class>
            <input class="tl-visually-hidden" type="file" multiple=true on:change=take />
            <Icon glyph=Glyph::File />
            <span>"Open log files"</span>
        </label>
        <label class=class>
            <input class="tl-visually-hidden" type="file" multiple=true {..directory} on:change=take />
            <Icon glyph=Glyph::Folder />
            <span>"Open a folder"</span>
        </label>
    }
}
