//! The views of what is loaded, built ahead of the first files.
//!
//! Building them takes as long as loading tens of thousands of events, and the first rows would wait for it. So they
//! are built while the start screen is all there is to see, outside of the document; the first files put them in.

use std::any::Any;
use std::time::Duration;

use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;

/// What the start screen has for itself before the views are built: a click on it comes first.
const HEAD_START: Duration = Duration::from_millis(100);

/// Views that nobody sees yet.
#[derive(Clone, Copy)]
pub(super) struct Ahead {
    /// Theirs alone: those that were there before are gone from it.
    owner: StoredValue<Owner>,
    build: fn() -> AnyView,
    built: StoredValue<Option<Built>, LocalStorage>,
    /// While they are in the document there are no others.
    is_shown: StoredValue<bool>,
}

/// Views in an element of their own; they end with it.
struct Built {
    element: HtmlElement,
    _mounted: Box<dyn Any>,
}

impl Ahead {
    /// Views that `build` makes, with the contexts of the caller, and as long as it at most.
    pub(super) fn new(build: fn() -> AnyView) -> Self {
        Self {
            owner: StoredValue::new(Owner::new()),
            build,
            built: StoredValue::new_local(None),
            is_shown: StoredValue::new(false),
        }
    }

    /// Builds them once the start screen has had its time.
    pub(super) fn prepare(self) {
        set_timeout(
            move || {
                if !self.is_shown.get_value() && self.built.with_value(Option::is_none) {
                    self.built.set_value(self.build());
                }
            },
            HEAD_START,
        );
    }

    fn show(self) -> Option<Built> {
        self.is_shown.set_value(true);
        self.built.try_update_value(Option::take).flatten().or_else(|| self.build())
    }

    fn build(self) -> Option<Built> {
        let element: HtmlElement = document().create_element("div").ok()?.dyn_into().ok()?;
        element.set_class_name("tl-app");
        let mounted =
            self.owner.with_value(|owner| owner.with_cleanup(|| mount_to(element.clone(), self.build)));
        Some(Built { element, _mounted: Box::new(mounted) })
    }
}

/// The place of the views in the document. When it goes, they go, and new ones are prepared.
#[component]
pub(super) fn Stage(views: Ahead) -> impl IntoView {
    let built = StoredValue::new_local(views.show());
    let stage = NodeRef::<leptos::html::Div>::new();
    stage.on_load(move |stage| {
        built.with_value(|built| {
            if let Some(built) = built {
                // An element of this document is always taken.
                stage.append_child(&built.element).ok();
            }
        });
    });
    on_cleanup(move || {
        views.is_shown.set_value(false);
        views.prepare();
    });
    view! { <div class="tl-stage" node_ref=stage></div> }
}
