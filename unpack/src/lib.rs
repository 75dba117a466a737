//! Unpacks the program: an LZMA stream with its header, as `xtask/src/bundle/pack.rs` writes it.
//!
//! In JavaScript the same takes two to three times as long. It goes in steps, so that the page is drawn between them,
//! and so that the browser can put its better code in the place of its quick one: it never does within a call.

#![cfg(target_arch = "wasm32")]

use lzma_rust2::{LzmaReader, Read, Result};
use wasm_bindgen::prelude::*;

/// Bytes that one step unpacks: some milliseconds.
const STEP_BYTES: usize = 1 << 18;

/// A stream that is being unpacked.
#[wasm_bindgen]
pub struct Unpacker {
    reader: LzmaReader<Packed>,
    unpacked: Vec<u8>,
    /// How much of it is there.
    len: usize,
}

#[wasm_bindgen]
impl Unpacker {
    /// For a stream of `length` unpacked bytes.
    ///
    /// # Errors
    /// When it is damaged at its beginning.
    #[wasm_bindgen(constructor)]
    pub fn new(packed: Vec<u8>, length: usize) -> std::result::Result<Unpacker, JsError> {
        // The stream comes with the page: its memory has no limit but what the bundler chose.
        let reader = LzmaReader::new_mem_limit(Packed { bytes: packed, at: 0 }, u32::MAX, None);
        Ok(Self { reader: reader.map_err(|_| damaged())?, unpacked: vec![0; length], len: 0 })
    }

    /// Goes on; answers whether all is unpacked.
    ///
    /// # Errors
    /// When the stream is damaged.
    pub fn step(&mut self) -> std::result::Result<bool, JsError> {
        let end = self.unpacked.len().min(self.len + STEP_BYTES);
        let room = self.unpacked.get_mut(self.len..end).unwrap_or_default();
        self.reader.read_exact(room).map_err(|_| damaged())?;
        self.len = end;
        Ok(end == self.unpacked.len())
    }

    /// The unpacked bytes.
    pub fn finish(self) -> Vec<u8> {
        self.unpacked
    }
}

fn damaged() -> JsError {
    JsError::new("the packed program is damaged")
}

/// Bytes that are read once.
struct Packed {
    bytes: Vec<u8>,
    at: usize,
}

impl Read for Packed {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = rest.len().min(into.len());
        if let (Some(into), Some(from)) = (into.get_mut(..len), rest.get(..len)) {
            into.copy_from_slice(from);
        }
        self.at += len;
        Ok(len)
    }
}
