//! Bytes that claim to be log files.

use std::collections::HashMap;
use std::io::Read as _;

use serde_json::value::RawValue;
use trail_loupe::base::gzip::Buffer;
use trail_loupe::base::json::Value;
use trail_loupe::base::zip::ZipList;
use trail_loupe::ingest::scan::scan;
use trail_loupe::ingest::{
    FileReport, FoundRecord, InputFile, KeptText, Limits, RecordSink, TextContent, TextKind, read,
};
use trail_loupe::record::field::FIELDS;
use trail_loupe::record::fields::extract;

/// Small, so that a bomb costs a fuzzer no more than a moment, and that a text has many blocks.
fn limits() -> Limits {
    Limits {
        file_bytes: 1 << 18,
        ratio_free_bytes: 1 << 14,
        total_bytes: 1 << 19,
        members: 64,
        nesting_depth: 4,
        envelope_depth: 4,
        block_bytes: 64,
        step_bytes: 256,
        ..Limits::default()
    }
}

/// Anything: gzip, zip, tar, text; a zip archive in parts as well.
pub fn container(bytes: &[u8]) {
    read_whole("dropped", bytes);
    let parts = ZipList::of(bytes).and_then(|(list, entries)| list.cut(entries, 1));
    for part in parts.unwrap_or_default() {
        let part = part.of(bytes).expect("a part lies in its file");
        read_with("dropped", &part, &limits());
    }
}

/// Text in any of its framings.
pub fn framing(bytes: &[u8]) {
    read_whole("dropped.json", String::from_utf8_lossy(bytes).as_bytes());
}

/// A table with a name that says so.
pub fn csv(bytes: &[u8]) {
    read_whole("dropped.csv", String::from_utf8_lossy(bytes).as_bytes());
}

fn read_whole(path: &str, bytes: &[u8]) {
    let in_steps = read_with(path, bytes, &limits());
    let at_once = read_with(path, bytes, &Limits { step_bytes: usize::MAX, ..limits() });
    assert_eq!(in_steps, at_once, "a file is read alike in any steps");
}

fn read_with(path: &str, bytes: &[u8], limits: &Limits) -> Vec<FileReport> {
    let mut sink = Sink::default();
    let file = InputFile { path: path.to_owned(), bytes: bytes.to_vec() };
    read(file, limits, &mut Buffer::default(), &mut sink);
    assert!(!sink.is_open, "the last file has not ended");
    assert!(!sink.reports.is_empty() || sink.has_ignored, "what was given is named");
    sink.reports
}

/// Holds what a sink is promised against what it gets.
#[derive(Default)]
struct Sink {
    is_open: bool,
    reports: Vec<FileReport>,
    has_ignored: bool,
    /// JSON, text and offset, and whether it was saved out of malformed text.
    records: Vec<(String, u32, usize, bool)>,
    texts: HashMap<u32, Vec<u8>>,
    /// Bytes of the delivered text so far.
    delivered_len: usize,
}

impl RecordSink for Sink {
    fn begin_file(&mut self, _path: &str) {
        assert!(!self.is_open, "a file began before the last one ended");
        self.is_open = true;
    }

    fn record(&mut self, found: FoundRecord<'_>) {
        assert!(self.is_open, "a record outside any file");
        assert!(found.json.starts_with('{'), "no object: {}", found.json);
        serde_json::from_str::<&RawValue>(found.json).expect("a record is valid JSON");
        if let Some(wrapper) = found.wrapper {
            serde_json::from_str::<&RawValue>(wrapper).expect("a wrapper is valid JSON");
        }
        let extracted = extract(Value::new(found.json));
        if let Some(fields) = found.fields {
            for field in &FIELDS {
                assert_eq!(fields.get(field.id), extracted.get(field.id), "{}", field.name);
            }
        }
        self.records.push((found.json.to_owned(), found.text.0, found.offset, found.origin.recovered));
    }

    fn text(&mut self, text: KeptText<'_>) {
        let bytes = match text.content {
            TextContent::Text(text) => text.to_vec(),
            TextContent::Gzip { members, .. } => gunzip(&members),
        };
        if let TextKind::Delivered { start } = text.kind {
            assert_eq!(start, self.delivered_len, "blocks come in order, without a gap");
            self.delivered_len += bytes.len();
        }
        assert!(self.texts.insert(text.number.0, bytes).is_none(), "a text comes once");
    }

    fn end_file(&mut self, report: FileReport) {
        assert!(self.is_open, "a file ended that never began");
        self.is_open = false;
        let records = std::mem::take(&mut self.records);
        assert_eq!(report.records, records.len());
        assert_eq!(report.recovered, records.iter().filter(|record| record.3).count());
        let texts = std::mem::take(&mut self.texts);
        for (json, text, offset, _) in &records {
            let slice = texts.get(text).and_then(|text| text.get(*offset..*offset + json.len()));
            assert_eq!(slice, Some(json.as_bytes()), "a record lies where it is said to lie");
        }
        let delivered_len = std::mem::take(&mut self.delivered_len);
        assert!(delivered_len == 0 || delivered_len == report.text_bytes, "the text is kept whole");
        self.reports.push(report);
    }

    fn ignored_file(&mut self, _path: &str) {
        self.has_ignored = true;
    }
}

fn gunzip(gzip: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(gzip).read_to_end(&mut text).expect("kept gzip is sound");
    text
}

/// The fast scanner: whatever it accepts, `serde_json` accepts, with the same elements and fields.
pub fn scanner(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(found) = scan(text, 60) else { return };
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    let whole = values.next().expect("a value").expect("accepted text is JSON");
    assert_eq!(found.len(), values.byte_offset());
    let list = match whole.get().as_bytes().first() {
        Some(b'{') => {
            let lists = Value::new(whole.get()).members().filter(|(name, _)| name.is("Records"));
            lists.last().map(|(_, list)| list.text()).expect("accepted text has records")
        }
        _ => whole.get(),
    };
    let expected: Vec<&RawValue> = serde_json::from_str(list).expect("a list of records");
    let mut scanned = Vec::new();
    found.each(0, &mut |element| {
        scanned.push(element.json);
        let Some(fields) = element.fields else { return false };
        let reference = extract(Value::new(element.json));
        for field in &FIELDS {
            assert_eq!(fields.get(field.id), reference.get(field.id), "{}", field.name);
        }
        false
    });
    assert_eq!(scanned, expected.into_iter().map(RawValue::get).collect::<Vec<_>>());
}
