//! The address's fragment and the history of the tab.

use gloo::events::EventListener;
use js_sys::wasm_bindgen::JsValue;

/// The fragment without its `#`, as it stands in the address.
pub fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// The address of the page without its fragment.
pub fn page_address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or_default().to_owned()
}

/// Writes the fragment, as a new place in the history or in place of the present one.
pub fn set_fragment(fragment: &str, is_new_place: bool) {
    let Some(window) = web_sys::window() else { return };
    let Ok(history) = window.history() else { return };
    let address = match (fragment.is_empty(), window.location().href()) {
        (false, _) => format!("#{fragment}"),
        // An address without its fragment has to be written out.
        (true, Ok(href)) => href.split('#').next().unwrap_or_default().to_owned(),
        (true, Err(_)) => "#".to_owned(),
    };
    let written = if is_new_place {
        history.push_state_with_url(&JsValue::NULL, "", Some(&address))
    } else {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address))
    };
    // Browsers refuse when it is written too often; the next change writes it again.
    written.ok();
}

/// Calls back when the user goes back, forward, or edits the address. Lasts as long as the page.
pub fn on_navigation(callback: impl Fn() + 'static) {
    if let Some(window) = web_sys::window() {
        // `popstate` comes for edits of the fragment as well.
        EventListener::new(&window, "popstate", move |_| callback()).forget();
    }
}
