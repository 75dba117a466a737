//! The clipboard. Pages on plain http have no interface to it; there a copy by the browser's own command is filled in.

use js_sys::Reflect;
use js_sys::wasm_bindgen::closure::Closure;
use js_sys::wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, Document, HtmlDocument, Window};

use super::BrowserError;

/// Copies a text.
///
/// # Errors
/// What the browser says; some refuse where the page is opened from disk.
pub async fn copy(text: &str) -> Result<(), BrowserError> {
    let Some(window) = web_sys::window() else { return Ok(()) };
    if has_clipboard(&window) {
        let written = JsFuture::from(window.navigator().clipboard().write_text(text)).await;
        return written.map(|_| ()).map_err(|thrown| BrowserError::from_thrown(&thrown));
    }
    let document = window.document().and_then(|document| document.dyn_into::<HtmlDocument>().ok());
    document.map_or(Ok(()), |document| copy_by_command(&document, text))
}

/// The bindings promise one always; a page in no secure context has none.
fn has_clipboard(window: &Window) -> bool {
    Reflect::get(&window.navigator(), &JsValue::from_str("clipboard")).is_ok_and(|found| found.is_object())
}

fn copy_by_command(document: &HtmlDocument, text: &str) -> Result<(), BrowserError> {
    let text = text.to_owned();
    let fill = Closure::<dyn FnMut(ClipboardEvent)>::new(move |event: ClipboardEvent| {
        event.prevent_default();
        event.stop_propagation();
        // Without a transfer there is nothing to fill, and the command tells that it failed.
        if let Some(transfer) = event.clipboard_data() {
            transfer.set_data("text/plain", &text).ok();
        }
    });
    let (own, handler): (&Document, _) = (document.as_ref(), fill.as_ref().unchecked_ref());
    let failed = |thrown: JsValue| BrowserError::from_thrown(&thrown);
    own.add_event_listener_with_callback_and_bool("copy", handler, true).map_err(failed)?;
    let copied = document.exec_command("copy").map_err(failed);
    own.remove_event_listener_with_callback_and_bool("copy", handler, true).map_err(failed)?;
    match copied {
        Ok(true) => Ok(()),
        Ok(false) => {
            Err(BrowserError(String::from("this page is on plain http, and its copy command was refused")))
        }
        Err(error) => Err(error),
    }
}
