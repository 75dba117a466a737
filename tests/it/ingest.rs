//! The door of `ingest`: bytes in, records and a report out.

use std::io::Write as _;

use trail_loupe::ingest::{
    DeliveredText, FileReport, FoundRecord, InputFile, KeptTexts, Limits, Origin, RecordSink, TextKind, read,
};

/// Everything that a reading hands over.
#[derive(Default)]
pub struct Collected {
    pub files: Vec<File>,
    pub ignored: Vec<String>,
}

pub struct File {
    pub path: String,
    pub records: Vec<Record>,
    pub report: FileReport,
}

pub struct Record {
    pub json: String,
    pub origin: Origin,
    pub wrapper: Option<String>,
    text: TextKind,
    offset: usize,
}

#[derive(Default)]
struct Sink {
    done: Collected,
    path: String,
    records: Vec<Record>,
}

impl RecordSink for Sink {
    fn begin_file(&mut self, path: &str) {
        path.clone_into(&mut self.path);
        assert!(self.records.is_empty(), "a file began before the last one ended");
    }

    fn record(&mut self, record: FoundRecord<'_>) {
        assert!(record.json.starts_with('{'), "no object: {}", record.json);
        serde_json::from_str::<serde_json::Value>(record.json).expect("valid JSON");
        self.records.push(Record {
            json: record.json.to_owned(),
            origin: record.origin,
            wrapper: record.wrapper.map(str::to_owned),
            text: record.text,
            offset: record.offset,
        });
    }

    /// What every file must keep to: counts agree, and every record lies where it was said to lie.
    fn end_file(&mut self, report: FileReport, texts: KeptTexts) {
        let records = std::mem::take(&mut self.records);
        assert_eq!(report.path, self.path);
        assert_eq!(report.records, records.len(), "{}", report.path);
        let recovered = records.iter().filter(|record| record.origin.recovered).count();
        assert_eq!(report.recovered, recovered, "{}", report.path);
        let delivered = texts.delivered.map(|text| match text {
            DeliveredText::Plain(text) => text,
            DeliveredText::Gzip(gzip) => gunzip(&gzip),
        });
        for record in &records {
            let text = match record.text {
                TextKind::Delivered => delivered.as_ref(),
                TextKind::Derived => texts.derived.as_ref(),
            };
            let text = text.expect("the text of a record is kept");
            let slice = &text[record.offset..record.offset + record.json.len()];
            assert_eq!(slice, record.json.as_bytes(), "{}", report.path);
        }
        self.done.files.push(File { path: std::mem::take(&mut self.path), records, report });
    }

    fn ignored_file(&mut self, path: &str) {
        self.done.ignored.push(path.to_owned());
    }
}

/// Reads files one after another.
pub fn collect(files: Vec<(String, Vec<u8>)>, limits: &Limits) -> Collected {
    let mut sink = Sink::default();
    for (path, bytes) in files {
        read(InputFile { path, bytes }, limits, &mut sink);
    }
    sink.done
}

pub fn gunzip(gzip: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(gzip), &mut text).expect("sound gzip");
    text
}

pub fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text).expect("memory");
    encoder.finish().expect("memory")
}

fn one(path: &str, bytes: &[u8]) -> File {
    let mut done = collect(vec![(path.to_owned(), bytes.to_vec())], &Limits::default());
    assert_eq!(done.files.len(), 1);
    done.files.remove(0)
}

const LOG: &str = r#"{"Records":[{"eventVersion":"1.08","eventID":"a","eventName":"PutRule","eventSource":"events.amazonaws.com"},
 {"eventVersion":"1.08","eventID":"b","eventName":"GetObject","eventSource":"s3.amazonaws.com"}]}"#;

#[test]
fn reads_a_log_file_plain_and_compressed() {
    for bytes in [LOG.as_bytes().to_vec(), gzip(LOG.as_bytes()), gzip(&gzip(LOG.as_bytes()))] {
        let file = one("x.json.gz", &bytes);
        assert_eq!(file.records.len(), 2);
        assert_eq!(file.report.kind.name(), "cloudtrail-log");
        assert_eq!(file.report.num_skipped(), 0);
    }
}
