//! The clipboard.

use wasm_bindgen_futures::JsFuture;

use super::BrowserError;

/// Copies a text.
///
/// # Errors
/// What the browser says; some refuse where the page is opened from disk.
pub async fn copy(text: &str) -> Result<(), BrowserError> {
    let Some(window) = web_sys::window() else { return Ok(()) };
    let written = JsFuture::from(window.navigator().clipboard().write_text(text)).await;
    written.map(|_| ()).map_err(|thrown| BrowserError::from_thrown(&thrown))
}
