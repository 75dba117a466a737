pub mod scan;

use crate::base::timestamp::Timestamp;
#[derive(Clone, Default)]
pub struct Limits {}
pub struct InputFile {
    pub path: String,
    pub bytes: Vec<u8>,
}
pub trait RecordSink {
    fn begin_file(&mut self, path: &str);
    fn record(&mut self, r: FoundRecord<'_>);
    fn end_file(&mut self, report: FileReport, texts: KeptTexts);
}
#[derive(Default)]
pub struct Origin {
    pub recovered: bool,
    pub summary_only: bool,
    pub lossy: bool,
}
pub struct FoundRecord<'a> {
    pub json: &'a str,
    pub text: TextKind,
    pub offset: usize,
    pub origin: Origin,
    pub wrapper: Option<&'a str>,
}
pub enum TextKind {
    Delivered,
    Derived,
}
pub struct KeptTexts {
    pub delivered: Option<DeliveredText>,
    pub derived: Option<Vec<u8>>,
}
pub enum DeliveredText {
    Gzip(Vec<u8>),
    Plain(Vec<u8>),
}
#[derive(Default)]
pub struct Hints {
    pub account: Option<String>,
    pub region: Option<String>,
    pub delivered_at: Option<Timestamp>,
}
pub struct K;
impl K {
    pub fn name(&self) -> &'static str {
        "cloudtrail-log"
    }
    pub fn label(&self) -> &'static str {
        "x"
    }
}
pub struct FileReport {
    pub path: String,
    pub kind: K,
    pub size_bytes: usize,
    pub text_bytes: usize,
    pub records: u64,
    pub recovered: u64,
    pub hints: Hints,
}
impl FileReport {
    pub fn num_skipped(&self) -> u64 {
        0
    }
    pub fn reasons(&self) -> Vec<String> {
        vec![]
    }
    pub fn cannot_contain(&self) -> Option<&'static str> {
        None
    }
}
pub fn read(file: InputFile, _l: &Limits, sink: &mut dyn RecordSink) {
    sink.begin_file(&file.path);
    let text = String::from_utf8(file.bytes.clone()).unwrap();
    #[derive(serde::Deserialize)]
    struct R<'a> {
        #[serde(borrow, rename = "Records")]
        r: Vec<&'a serde_json::value::RawValue>,
    }
    let mut n = 0;
    if let Ok(r) = serde_json::from_str::<R>(&text) {
        for v in r.r {
            n += 1;
            let j = v.get();
            sink.record(FoundRecord {
                json: j,
                text: TextKind::Delivered,
                offset: j.as_ptr() as usize - text.as_ptr() as usize,
                origin: Origin::default(),
                wrapper: None,
            });
        }
    }
    sink.end_file(
        FileReport {
            path: file.path,
            kind: K,
            size_bytes: text.len(),
            text_bytes: text.len(),
            records: n,
            recovered: 0,
            hints: Hints::default(),
        },
        KeptTexts { delivered: Some(DeliveredText::Plain(file.bytes)), derived: None },
    );
}
