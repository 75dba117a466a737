//! The bar at the top: name, views, and what can be done with files.

use leptos::prelude::*;

use super::file_inputs::FileInputs;
use super::parts::button::{Button, Weight};
use super::parts::icon::{Glyph, Icon};
use super::privacy::Privacy;
use super::state::use_app;
use super::tabs::Tabs;
use crate::view::load;

#[component]
pub(super) fn Header() -> impl IntoView {
    let state = use_app();
    let headline = Memo::new(move |_| load::headline(&state.shown_load()));
    let remarks = Memo::new(move |_| load::remarks(&state.shown_load()).join(", "));
    view! {
        <header class="tl-header">
            <h1 class="tl-header__name">
                <Icon glyph=Glyph::Loupe />
                "Trail Loupe"
            </h1>
            <Tabs />
            <p class="tl-header__state">
                <span class="tl-header__counts">{headline}</span>
                <span class="tl-header__remarks">{remarks}</span>
            </p>
            <div class="tl-header__actions">
                <Privacy />
                <FileInputs is_quiet=true />
                <Button
                    label="Close all files"
                    glyph=Glyph::Close
                    weight=Weight::Quiet
                    on_press=move || state.close_all()
                />
            </div>
        </header>
    }
}
