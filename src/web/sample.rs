//! The sample that the page carries.

use js_sys::Uint8Array;
use web_sys::{File, FilePropertyBag};

use super::files::PickedFile;
use super::{BrowserError, artifact};

/// The element that holds it, put there by the bundler.
const BLOCK_ID: &str = "sample-tgz";

/// The name it is given as.
const NAME: &str = "trail-loupe-sample.tar.gz";

/// The sample as a file; `None` in a page that was not bundled.
///
/// # Errors
/// When the browser makes no file of it.
pub fn sample() -> Result<Option<PickedFile>, BrowserError> {
    sample_bytes().map(|bytes| file_of_bytes(NAME, &bytes, "application/gzip")).transpose()
}

/// The sample as bytes; `None` in a page that was not bundled.
pub(super) fn sample_bytes() -> Option<Vec<u8>> {
    artifact::block(BLOCK_ID)
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
