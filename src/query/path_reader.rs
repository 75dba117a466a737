//! The values under a path, read out of the texts of many records.

use super::finder::Prefilter;
use crate::base::json::{Kind, Value};
use crate::record::path;

/// A path that is asked of one record after another.
#[derive(Clone, Debug)]
pub struct PathReader {
    segments: Vec<String>,
    /// The names on the way, the last one first: it is the rarest. Without all of them in its text
    /// a record has no value, and is not read.
    names: Vec<Prefilter>,
}

impl PathReader {
    pub fn new(segments: Vec<String>) -> Self {
        let names = segments.iter().rev().filter_map(|segment| Prefilter::new(segment)).collect();
        Self { segments, names }
    }

    /// Hands the strings, numbers (as written) and booleans under the path to `found`, in the
    /// record's order, and says whether an object stands there.
    pub fn read(&self, json: &[u8], mut found: impl FnMut(&str)) -> bool {
        if !self.names.iter().all(|name| name.may_be_in(json)) {
            return false;
        }
        let Ok(text) = simdutf8::basic::from_utf8(json) else { return false };
        let mut has_object = false;
        path::walk(Value::new(text), &self.segments, &mut |value| {
            match value.scalar() {
                Some(scalar) => found(&scalar),
                None => has_object |= matches!(value.kind(), Kind::Object(_)),
            }
            false
        });
        has_object
    }
}
