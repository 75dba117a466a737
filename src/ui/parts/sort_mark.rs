//! How a column's title says that the table is sorted by it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// What `aria-sort` says: whether the order is descending, or nothing where it is by another column.
pub(crate) fn aria_sort(order: Option<bool>) -> &'static str {
    match order {
        Some(false) => "ascending",
        Some(true) => "descending",
        None => "none",
    }
}

/// The same as an arrow.
#[component]
pub(crate) fn SortMark(order: Memo<Option<bool>>) -> impl IntoView {
    move || {
        order.get().map(|descending| {
            let glyph = if descending { Glyph::Descending } else { Glyph::Ascending };
            view! { <Icon glyph=glyph /> }
        })
    }
}
