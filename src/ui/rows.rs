//! Rows that come and go by the thousand, such as those of a table.
//!
//! The framework leaves an owner that is gone in the list of the one above it: with its own keyed list, every row that
//! was ever scrolled past would stay there.
//!
//! **Invariant:** what outlives a row and is read by it is [`Shared`](super::shared::Shared).

use std::hash::Hash;

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::{SerializableKey, keyed};

use super::state::use_app;

/// The view of each of `items`, which is also its key, kept for as long as the item is among them. A row finds the state
/// of the page, and nothing else that is provided above the list.
pub(super) fn rows<T, V>(
    items: impl Fn() -> Vec<T> + Send + 'static,
    row: impl Fn(T) -> V + Send + Clone + 'static,
) -> impl IntoView
where
    T: Copy + Eq + Hash + SerializableKey + Send + 'static,
    V: IntoView + 'static,
{
    let state = use_app();
    let in_list = move |_, item| {
        let owner = Owner::default();
        let view = owner.with(|| {
            provide_context(state);
            row(item)
        });
        (drop, OwnedView::new_with_owner(view, owner))
    };
    move || keyed(items(), |item| *item, in_list.clone())
}
