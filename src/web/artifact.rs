//! What the bundler put into the page: its policy, the list of its parts, and packed texts.

use std::io::Read as _;

use flate2::read::GzDecoder;
use web_sys::{Document, Element};

/// The licences of everything linked in.
const LICENCES_ID: &str = "licences-gz";

/// The list of the page's parts.
const PARTS_ID: &str = "artifact";

/// The policy that the browser was given; empty in a page that was not bundled.
pub fn policy() -> String {
    let meta = document().and_then(|document| {
        document.query_selector("meta[http-equiv='Content-Security-Policy']").ok().flatten()
    });
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}

/// The list of the parts as the bundler wrote it; empty in a page that was not bundled.
pub fn parts() -> String {
    element(PARTS_ID).and_then(|element| element.text_content()).unwrap_or_default()
}

/// The licences of everything linked in; empty in a page that was not bundled.
pub fn licences() -> String {
    let packed = block(LICENCES_ID).unwrap_or_default();
    let mut text = String::new();
    // Packed by our own bundler; a page damaged since then has nothing to show here.
    GzDecoder::new(packed.as_slice()).read_to_string(&mut text).map_or_else(|_| String::new(), |_| text)
}

/// The bytes of a base64 block; `None` in a page that was not bundled.
pub(super) fn block(id: &str) -> Option<Vec<u8>> {
    let text = element(id)?.text_content()?;
    let decoded = web_sys::window()?.atob(text.trim()).ok()?;
    // `atob` gives one character of at most 255 a byte.
    Some(decoded.chars().map(|character| character as u8).collect())
}

fn element(id: &str) -> Option<Element> {
    document()?.get_element_by_id(id)
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
