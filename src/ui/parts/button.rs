//! The button.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// How much a button asks for attention.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Weight {
    #[default]
    Plain,
    /// Without a frame, among others of its kind.
    Quiet,
}

impl Weight {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "tl-button",
            Self::Quiet => "tl-button tl-button--quiet",
        }
    }
}

/// A button with its word, and a drawing before it.
#[component]
pub(crate) fn Button(
    /// The word on it, which is its accessible name.
    label: &'static str,
    #[prop(optional)] weight: Weight,
    #[prop(optional, into)] glyph: Option<Glyph>,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class=weight.class() on:click=move |_| on_press()>
            {glyph.map(|glyph| view! { <Icon glyph=glyph /> })}
            <span>{label}</span>
        </button>
    }
}

/// A square button with a drawing only; its name is its tooltip as well.
#[component]
pub(crate) fn IconButton(
    /// What it does, as its accessible name.
    label: &'static str,
    glyph: Glyph,
    #[prop(optional, into)] is_disabled: Signal<bool>,
    on_press: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="tl-button tl-button--quiet tl-button--square"
            aria-label=label
            title=label
            disabled=move || is_disabled.get()
            on:click=move |_| on_press()
        >
            <Icon glyph=glyph />
        </button>
    }
}
