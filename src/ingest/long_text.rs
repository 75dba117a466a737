//! A long text of JSON values, read in steps.

use super::detect::{TextShape, detect_text};
use super::framing::Values;
use super::leaf::{Kept, LeafReader, LeafState};
use super::{Limits, RecordSink, utf16};

/// A text that was begun.
pub(super) struct LongText {
    text: String,
    values: Values,
    /// None once the file has ended.
    leaf: Option<LeafState>,
}

/// Bytes as a text of JSON values; the bytes again where they are not one.
pub(super) fn json_text(bytes: Vec<u8>) -> Result<String, Vec<u8>> {
    if utf16::is_likely(&bytes) {
        return Err(bytes);
    }
    let text = String::from_utf8(bytes).map_err(std::string::FromUtf8Error::into_bytes)?;
    match detect_text(&text) {
        TextShape::Json => Ok(text),
        _ => Err(text.into_bytes()),
    }
}

impl LongText {
    /// Begins with a text, and reads nothing of it.
    pub(super) fn begin(mut leaf: LeafReader<'_>, text: String) -> Self {
        let values = leaf.begin_json(&text);
        let leaf = Some(leaf.leave_off(&text));
        Self { text, values, leaf }
    }

    /// Reads some more of it, with the limits and into the sink that it was begun with; whether there is more.
    pub(super) fn read_more(&mut self, limits: &Limits, sink: &mut dyn RecordSink) -> bool {
        let Some(state) = self.leaf.take() else { return false };
        let mut leaf = LeafReader::resume(state, limits, sink);
        if self.values.read_some(&mut leaf, &self.text, limits.step_bytes) {
            self.leaf = Some(leaf.leave_off(&self.text));
            return true;
        }
        leaf.end_text(&self.text);
        leaf.end(Kept::Text(self.text.as_bytes()));
        false
    }
}
