//! Small line drawings. They say nothing that the text beside them does not say.

use leptos::prelude::*;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Glyph {
    Loupe,
    File,
    Folder,
    Sample,
    Drop,
    Close,
    Copy,
    Previous,
    Next,
    Ascending,
    Descending,
    Alert,
    Lock,
    Pin,
    Mark,
    Link,
}

impl Glyph {
    /// The drawing in a square of 16.
    fn path(self) -> &'static str {
        match self {
            Self::Loupe => "M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0Zm-1.3 3.2 4.3 4.3",
            Self::File => "M4 1.5h5l3.5 3.5v9.5h-8.5zM9 1.5V5h3.5",
            Self::Folder => "M1.5 3.5h4.5l1.5 2h7v8h-13z",
            Self::Sample => {
                "M6 1.5h4M7 1.5v5l-4.2 6.6a.9.9 0 0 0 .8 1.4h8.8a.9.9 0 0 0 .8-1.4L9 6.5v-5M5 10h6"
            }
            Self::Drop => "M8 1.5v8M4.8 6.3 8 9.5l3.2-3.2M2 10.5v4h12v-4",
            Self::Close => "m3.5 3.5 9 9m0-9-9 9",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Previous => "m3.5 10 4.5-4.5 4.5 4.5",
            Self::Next => "m3.5 6 4.5 4.5 4.5-4.5",
            Self::Ascending => "M8 13V3.5M4.5 7 8 3.5 11.5 7",
            Self::Descending => "M8 3v9.5M4.5 9 8 12.5l3.5-3.5",
            Self::Alert => "M8 2 1.5 13.5h13zM8 6.5v3.5M8 11.8v.2",
            Self::Lock => "M3.5 7h9v7h-9zM5.5 7V4.5a2.5 2.5 0 0 1 5 0V7",
            Self::Pin => "M5.5 1.5h5M6.5 1.5v5l-2 3h7l-2-3v-5M8 9.5v5",
            Self::Mark => "M4 2h8v12l-4-3-4 3z",
            Self::Link => "M6.5 9.5l3-3M7 5l2-2a2.8 2.8 0 0 1 4 4l-2 2M9 11l-2 2a2.8 2.8 0 0 1-4-4l2-2",
        }
    }
}

/// A drawing in the colour of the text around it.
#[component]
pub(crate) fn Icon(glyph: Glyph) -> impl IntoView {
    view! {
        <svg class="tl-icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d=glyph.path()></path>
        </svg>
    }
}
