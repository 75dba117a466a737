//! The sample that the page carries.

use js_sys::Uint8Array;
use web_sys::{File, FilePropertyBag};

use super::BrowserError;
use super::files::PickedFile;

/// The element that holds it, put there by the bundler.
const BLOCK_ID: &str = "sample-tgz";

/// The name it is given as.
const NAME: &str = "trail-loupe-sample.tar.gz";

/// The sample as a file; `None` in a page that was not bundled.
///
/// # Errors
/// When the browser makes no file of it.
pub fn sample() -> Result<Option<PickedFile>, BrowserError> {
    let block = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(BLOCK_ID));
    let Some(text) = block.and_then(|block| block.text_content()) else { return Ok(None) };
    let window = web_sys::window();
    let decoded = window.and_then(|window| window.atob(text.trim()).ok()).unwrap_or_default();
    // `atob` gives one character of at most 255 a byte.
    let bytes: Vec<u8> = decoded.chars().map(|character| character as u8).collect();
    file_of_bytes(NAME, &bytes, "application/gzip").map(Some)
}

/// A pasted text as a file.
///
/// # Errors
/// When the browser makes no file of it.
pub fn file_of_text(name: &str, text: &str) -> Result<PickedFile, BrowserError> {
    file_of_bytes(name, text.as_bytes(), "text/plain")
}

fn file_of_bytes(name: &str, bytes: &[u8], kind: &str) -> Result<PickedFile, BrowserError> {
    let options = FilePropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence_and_options(&parts, name, &options)
        .map(|file| PickedFile::new(name.to_owned(), file))
        .map_err(|thrown| BrowserError::from_thrown(&thrown))
}
