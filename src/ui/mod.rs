//! The page: Leptos components, one file each, and the state they share.
//!
//! ```text
//! a click → a named action of AppState → ViewState ──effect→ Command ─→ Engine
//! the DOM ← memos ←───────────── what the engine said last ←─ Update ←─┘
//! ```
//!
//! **Invariant:** what can be derived is a memo; effects send a request, write the address, set the
//! title, or put the scroll bar, and never write a signal.
//! **Invariant:** components change state only by the actions in `actions` and `detail::actions`.
//! **Invariant:** text from a log becomes a text node or an attribute's value, never markup.
//! **Invariant:** no raw colour and no inline style but computed geometry; classes are `tl-` and BEM.
//!
//! Tests: the end-to-end cases of `xtask`; whatever a native test can ask stands in `view`.

#![expect(unreachable_pub, reason = "the component macro writes properties as `pub`")]

mod actions;
mod ahead;
mod app;
mod chips;
mod clock;
mod column_header;
mod columns;
mod commands;
mod coverage_view;
mod detail;
mod drop_zone;
mod effects;
mod event_table;
mod explore;
mod export;
mod export_actions;
mod facets;
mod file_inputs;
mod files_view;
mod filter_help;
mod folding;
mod gestures;
mod group_bar;
mod group_table;
mod header;
mod indicators;
mod kept;
mod load_status;
mod match_count;
mod notices;
mod palette;
mod panes;
mod parts;
mod privacy;
mod query_bar;
mod questions;
mod rows;
mod saved;
mod shared;
mod shortcuts;
mod simulator;
mod start_screen;
mod state;
mod surroundings;
mod tabs;
mod timeline;
mod typed_query;
mod updates;

use std::cell::RefCell;
use std::rc::Rc;

use leptos::mount::mount_to;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::web::files::Offer;
use crate::web::pool::WorkerSource;

use app::App;

/// The element that holds the static start screen and then the app.
const APP_ID: &str = "app";

/// Mounts the page in place of the static start screen, which looks the same.
///
/// # Errors
/// When there is no place for it or the browser starts no worker.
pub fn start(source: WorkerSource) -> Result<(), JsValue> {
    let page = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let place = page.get_element_by_id(APP_ID).ok_or("no place for the app")?;
    let early = files_given_early(&place);
    let problem = Rc::new(RefCell::new(None));
    let told = problem.clone();
    let cleared = place.clone();
    mount_to(place.unchecked_into(), move || match state::AppState::start(source) {
        Ok(state) => {
            cleared.set_inner_html("");
            state.add_offer(early);
            Some(leptos::view! { <App state=state /> })
        }
        Err(err) => {
            *told.borrow_mut() = Some(err.to_string());
            None
        }
    })
    .forget();
    match problem.take() {
        Some(problem) => Err(problem.into()),
        None => Ok(()),
    }
}

/// What was put into the static inputs before the program ran.
fn files_given_early(place: &web_sys::Element) -> Offer {
    let none = Offer::default();
    let Ok(inputs) = place.query_selector_all("input[type=file]") else { return none };
    (0..inputs.length())
        .filter_map(|index| inputs.get(index)?.dyn_into::<web_sys::HtmlInputElement>().ok()?.files())
        .fold(none, |offer, list| offer.join(Offer::of_list(&list)))
}
