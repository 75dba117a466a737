//! The fast path: splits the text of a trail's log file into its records.
//!
//! **Invariant:** one pass, no allocation a record, and the records are slices of the text.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// A `{"Records":[…]}` object.
pub(super) struct Split<'a> {
    /// The elements, each one valid JSON value.
    pub(super) elements: Vec<&'a str>,
    /// The length of the object.
    pub(super) len: usize,
}

/// Splits the `{"Records":[…]}` object at the start of `text`, whatever follows it.
///
/// `None` where the text begins with anything else, or where the object is not valid JSON.
pub(super) fn split(text: &str) -> Option<Split<'_>> {
    if !begins_with_records(text) {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let elements = deserializer.deserialize_map(WrapperVisitor).ok()?;
    let len = deserializer.into_iter::<IgnoredAny>().byte_offset();
    Some(Split { elements, len })
}

/// Whether the text begins with `{"Records":[`, blanks aside.
fn begins_with_records(text: &str) -> bool {
    let after = |text: &'_ str, token: &str| text.trim_ascii_start().strip_prefix(token).map(str::len);
    let mut rest = text;
    for token in ["{", "\"Records\"", ":", "["] {
        match after(rest, token).and_then(|left| rest.get(rest.len() - left..)) {
            Some(left) => rest = left,
            None => return false,
        }
    }
    true
}

struct WrapperVisitor;

impl<'de> Visitor<'de> for WrapperVisitor {
    type Value = Vec<&'de str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with Records")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut elements = Vec::new();
        let mut is_first = true;
        while let Some(is_records) = map.next_key_seed(RecordsName)? {
            if is_first {
                map.next_value_seed(ElementsSeed(&mut elements))?;
                is_first = false;
            } else if is_records {
                // A repeated name: left to the slow path, where the last one counts.
                return Err(A::Error::custom("Records twice"));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(elements)
    }
}

/// Answers whether a name is `Records`.
struct RecordsName;

impl<'de> DeserializeSeed<'de> for RecordsName {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for RecordsName {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<bool, E> {
        Ok(name == "Records")
    }
}

struct ElementsSeed<'v, 'de>(&'v mut Vec<&'de str>);

impl<'de> DeserializeSeed<'de> for ElementsSeed<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ElementsSeed<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(element) = seq.next_element::<&RawValue>()? {
            self.0.push(element.get());
        }
        Ok(())
    }
}
