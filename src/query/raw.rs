//! What no column holds, asked of a record's text.

use std::cell::OnceCell;

use memchr::memchr2;

use super::condition::{Condition, ValueTest};
use super::finder::Prefilter;
use crate::base::json::{Kind, RawStr, Value};
use crate::record::path;

/// A question to the text of a record.
#[derive(Clone, Debug)]
pub(super) struct RawTest {
    question: Question,
    /// Texts without which the answer is no: a scan over the bytes spares most records the reading.
    prefilters: Vec<Prefilter>,
}

#[derive(Clone, Debug)]
enum Question {
    Path { segments: Vec<String>, condition: Condition },
    Leaf(ValueTest),
}

impl RawTest {
    pub(super) fn path(segments: &[String], condition: &Condition) -> Self {
        // The last name first: the others are those of many paths.
        let names = segments.iter().rev().filter_map(|segment| Prefilter::new(segment));
        let value = match condition {
            Condition::Present => None,
            Condition::Value(test) => test.prefilter(),
        };
        Self {
            question: Question::Path { segments: segments.to_vec(), condition: condition.clone() },
            // The value first: most records that have the field have another one.
            prefilters: value.into_iter().chain(names).collect(),
        }
    }

    pub(super) fn leaf(test: &ValueTest) -> Self {
        Self { question: Question::Leaf(test.clone()), prefilters: test.prefilter().into_iter().collect() }
    }

    /// Looks for the first of the texts without which the answer is no, in a whole text at once.
    pub(super) fn find_in_blob(&self, text: &[u8], hits: &mut BlobHits) {
        hits.next = 0;
        hits.places.clear();
        hits.is_known = false;
        let Some(first) = self.prefilters.first().filter(|_| hits.spare_reading()) else { return };
        hits.is_known = true;
        hits.places.extend(first.places_in(text).map(|place| place as u32));
    }

    /// Whether the answer is yes for a record; `hits` are those in its blob.
    pub(super) fn holds_for(&self, record: &RecordText<'_>, hits: &mut BlobHits) -> bool {
        if !hits.are_in(record) {
            return false;
        }
        let mut others = self.prefilters.iter().skip(1);
        if hits.spare_reading() && !others.all(|prefilter| prefilter.may_be_in(record.bytes)) {
            return false;
        }
        let Some(text) = record.text() else {
            return false;
        };
        let record = Value::new(text);
        match &self.question {
            Question::Path { segments, condition } => {
                path::walk(record, segments, &mut |value| holds_for_value(condition, value))
            }
            Question::Leaf(test) => any_value(text, test) && any_leaf(record, test),
        }
    }
}

/// Where one text stands in a blob: records without it need no look. A text that most records have is
/// not looked for any more: it costs more than the reading that it spares.
#[derive(Debug, Default)]
pub(super) struct BlobHits {
    /// Rising.
    places: Vec<u32>,
    /// The first place that is not before the last record asked for.
    next: usize,
    /// Whether anything was looked for.
    is_known: bool,
    /// Records asked for where something was looked for, and those of them that have it.
    num_asked: u32,
    num_hit: u32,
}

/// So many records tell whether a text is a frequent one.
const TELLING_RECORDS: u32 = 64;

impl BlobHits {
    /// Whether most records are spared by looking for the text.
    fn spare_reading(&self) -> bool {
        self.num_asked < TELLING_RECORDS || self.num_hit < self.num_asked / 2
    }

    /// Whether the text begins in the record, or nothing was looked for. Records come in the order of
    /// the blob's text.
    fn are_in(&mut self, record: &RecordText<'_>) -> bool {
        if !self.is_known {
            return true;
        }
        let (start, end) = (record.start, record.start + record.bytes.len());
        while self.places.get(self.next).is_some_and(|&place| (place as usize) < start) {
            self.next += 1;
        }
        let is_hit = self.places.get(self.next).is_some_and(|&place| (place as usize) < end);
        self.num_asked += 1;
        self.num_hit += u32::from(is_hit);
        is_hit
    }
}

/// The bytes of one record, judged to be text once at most.
pub(super) struct RecordText<'a> {
    bytes: &'a [u8],
    /// Bytes before it in its blob.
    start: usize,
    text: OnceCell<Option<&'a str>>,
}

impl<'a> RecordText<'a> {
    pub(super) fn new(bytes: &'a [u8], start: usize) -> Self {
        Self { bytes, start, text: OnceCell::new() }
    }

    fn text(&self) -> Option<&'a str> {
        *self.text.get_or_init(|| simdutf8::basic::from_utf8(self.bytes).ok())
    }
}

fn holds_for_value(condition: &Condition, value: Value<'_>) -> bool {
    match (condition, value.kind()) {
        (_, Kind::Null | Kind::Array(_)) => false,
        (Condition::Present, _) => true,
        (Condition::Value(_), Kind::Object(_)) => false,
        (Condition::Value(test), _) => value.scalar().is_some_and(|text| test.matches(&text)),
    }
}

/// Whether the test holds of some string, number or boolean, members counted whose name is written
/// again: one pass over the text, in which most records without a match end.
fn any_value(json: &str, test: &ValueTest) -> bool {
    let bytes = json.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        match byte {
            b'"' => {
                at += string_len(bytes.get(at..).unwrap_or_default());
                let after = bytes.get(at..).unwrap_or_default();
                let is_name = after.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':');
                if is_name {
                    continue;
                }
            }
            b'-' | b'0'..=b'9' | b't' | b'f' => {
                let rest = bytes.get(at..).unwrap_or_default();
                at += rest
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
                    .count();
            }
            // The letters of `null` are none of the above.
            _ => {
                at += 1;
                continue;
            }
        }
        let value = json.get(start..at).map(Value::new);
        if value.and_then(Value::scalar).is_some_and(|text| test.matches(&text)) {
            return true;
        }
    }
    false
}

/// The length of the string at the start, both quotation marks included.
fn string_len(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(found) = memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
        at += found;
        if bytes.get(at) == Some(&b'"') {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

/// Whether the test holds of some string, number or boolean. A member does not count where a later
/// one has exactly its name, which is looked for only where a member holds.
fn any_leaf(value: Value<'_>, test: &ValueTest) -> bool {
    match value.kind() {
        Kind::Null => false,
        Kind::Array(mut elements) => elements.any(|element| any_leaf(element, test)),
        Kind::Object(mut members) => {
            while let Some((name, member)) = members.next() {
                if any_leaf(member, test) && !members.clone().any(|(later, _)| is_same_name(name, later)) {
                    return true;
                }
            }
            false
        }
        Kind::String(_) | Kind::Number(_) | Kind::Bool(_) => {
            value.scalar().is_some_and(|text| test.matches(&text))
        }
    }
}

fn is_same_name(one: RawStr<'_>, other: RawStr<'_>) -> bool {
    one.escaped() == other.escaped()
        || ((one.escaped().contains('\\') || other.escaped().contains('\\'))
            && one.decode() == other.decode())
}
