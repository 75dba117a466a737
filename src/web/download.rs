//! A file that is made in the page and saved by the browser.
//!
//! The parts go to the browser one by one, which keeps them outside the program's memory; the file
//! is only a list of them. It is offered at a `blob:` address, a way that needs no network.

use js_sys::wasm_bindgen::JsCast as _;
use js_sys::{Array, Uint8Array};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use super::BrowserError;

/// A file in the making.
#[derive(Debug, Default)]
pub struct FileParts {
    parts: Array,
}

impl FileParts {
    /// Appends a text.
    ///
    /// # Errors
    /// What the browser says, as when it has no room left.
    pub fn push(&mut self, text: &str) -> Result<(), BrowserError> {
        let bytes = Uint8Array::from(text.as_bytes());
        let part = Blob::new_with_u8_array_sequence(&Array::of1(&bytes))
            .map_err(|thrown| BrowserError::from_thrown(&thrown))?;
        self.parts.push(&part);
        Ok(())
    }

    /// Makes the file.
    ///
    /// # Errors
    /// What the browser says.
    pub fn finish(self, media_type: &str) -> Result<FinishedFile, BrowserError> {
        let kind = BlobPropertyBag::new();
        kind.set_type(media_type);
        Blob::new_with_blob_sequence_and_options(&self.parts, &kind)
            .and_then(|blob| Url::create_object_url_with_blob(&blob))
            .map(|address| FinishedFile { address })
            .map_err(|thrown| BrowserError::from_thrown(&thrown))
    }
}

/// A file that can be saved until this is dropped.
#[derive(Debug)]
pub struct FinishedFile {
    address: String,
}

impl FinishedFile {
    /// Has the browser save it under a name.
    ///
    /// # Errors
    /// What the browser says.
    pub fn save(&self, name: &str) -> Result<(), BrowserError> {
        let Some(page) = web_sys::window().and_then(|window| window.document()) else { return Ok(()) };
        let made = page.create_element("a").and_then(|link| {
            link.set_attribute("href", &self.address)?;
            link.set_attribute("download", name)?;
            Ok(link)
        });
        let link = made.map_err(|thrown| BrowserError::from_thrown(&thrown))?;
        if let Ok(link) = link.dyn_into::<HtmlElement>() {
            link.click();
        }
        Ok(())
    }
}

impl Drop for FinishedFile {
    fn drop(&mut self) {
        // An address that is gone already needs no revoking.
        Url::revoke_object_url(&self.address).ok();
    }
}
