//! The browser's edge: workers and files, in terms of bytes.
//!
//! Flow: the page reads files with [`files`], hands their buffers to a [`pool`] of workers, and gets bytes back; inside
//! a worker, [`worker`] feeds them to a handler. What the bytes mean is the engine's business.
//!
//! **Invariant:** no rule of CloudTrail lives here, and nothing here reads or writes a message's content.
//! **Invariant:** nothing here talks to a network; workers start from blob addresses, which the page's policy binds too.
//!
//! Tests: `tests/browser.rs`.

pub mod artifact;
pub mod clipboard;
pub mod clock;
pub mod download;
pub mod engine;
mod file_parts;
pub mod files;
pub mod frame;
pub mod location;
pub mod measure;
pub mod pool;
pub mod resize;
pub mod sample;
pub mod shard_host;
pub mod storage;
pub mod worker;

use std::fmt;

use js_sys::wasm_bindgen::JsValue;

/// Something that the browser refused, in its own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserError(String);

impl BrowserError {
    /// Reads the message of whatever was thrown.
    pub(crate) fn from_thrown(thrown: &JsValue) -> Self {
        let text = js_sys::Reflect::get(thrown, &JsValue::from_str("message"))
            .ok()
            .and_then(|message| message.as_string())
            .or_else(|| thrown.as_string());
        Self(
            text.filter(|text| !text.is_empty())
                .unwrap_or_else(|| String::from("the browser gave no reason")),
        )
    }
}

impl fmt::Display for BrowserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
