//! The door of `ingest`: bytes in, records and a report out.

use std::collections::HashMap;
use std::io::Write as _;

use trail_loupe::base::gzip::Buffer;
use trail_loupe::ingest::{
    FileReport, FoundRecord, InputFile, KeptText, Limits, Origin, RecordSink, TextContent, TextKind,
    TextNumber, begin, read,
};

/// Everything that a reading hands over.
#[derive(Default)]
pub(crate) struct Collected {
    pub(crate) files: Vec<File>,
    pub(crate) ignored: Vec<String>,
}

pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) records: Vec<Record>,
    pub(crate) report: FileReport,
    /// The texts that the records lie in, by number.
    pub(crate) texts: Vec<(TextKind, Vec<u8>)>,
}

pub(crate) struct Record {
    pub(crate) json: String,
    pub(crate) origin: Origin,
    pub(crate) wrapper: Option<String>,
    pub(crate) text: TextNumber,
    pub(crate) offset: usize,
}

#[derive(Default)]
struct Sink {
    done: Collected,
    path: String,
    records: Vec<Record>,
    texts: HashMap<u32, (TextKind, Vec<u8>)>,
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

    fn text(&mut self, text: KeptText<'_>) {
        let bytes = match text.content {
            TextContent::Text(text) => text.to_vec(),
            TextContent::Gzip { members, text_len } => {
                let text = gunzip(&members);
                assert_eq!(text.len(), text_len, "{}", self.path);
                text
            }
        };
        let before = self.texts.insert(text.number.0, (text.kind, bytes));
        assert!(before.is_none(), "a text comes once: {}", self.path);
    }

    /// What every file must keep to: counts agree, and every record lies where it was said to lie.
    fn end_file(&mut self, report: FileReport) {
        let records = std::mem::take(&mut self.records);
        assert_eq!(report.path, self.path);
        assert_eq!(report.records, records.len(), "{}", report.path);
        let recovered = records.iter().filter(|record| record.origin.recovered).count();
        assert_eq!(report.recovered, recovered, "{}", report.path);
        let mut texts: Vec<_> = std::mem::take(&mut self.texts).into_iter().collect();
        texts.sort_unstable_by_key(|(number, _)| *number);
        assert!(texts.iter().map(|(number, _)| *number).eq(0..texts.len() as u32), "numbered without gaps");
        let texts: Vec<_> = texts.into_iter().map(|(_, text)| text).collect();
        for record in &records {
            let (_, text) = &texts[record.text.0 as usize];
            let slice = &text[record.offset..record.offset + record.json.len()];
            assert_eq!(slice, record.json.as_bytes(), "{}", report.path);
        }
        self.done.files.push(File { path: std::mem::take(&mut self.path), records, report, texts });
    }

    fn ignored_file(&mut self, path: &str) {
        self.done.ignored.push(path.to_owned());
    }
}

/// In how many steps a file is read.
pub(crate) fn num_steps(bytes: &[u8], limits: &Limits) -> usize {
    let mut sink = Sink::default();
    let file = InputFile { path: "file".to_owned(), bytes: bytes.to_vec() };
    let mut rest = begin(file, limits, &mut Buffer::default(), &mut sink);
    let mut steps = 1;
    while let Some(more) = rest {
        rest = more.read_more(limits, &mut sink);
        steps += 1;
    }
    steps
}

/// Reads files one after another.
pub(crate) fn collect(files: Vec<(String, Vec<u8>)>, limits: &Limits) -> Collected {
    let mut sink = Sink::default();
    for (path, bytes) in files {
        read(InputFile { path, bytes }, limits, &mut Buffer::default(), &mut sink);
    }
    sink.done
}

pub(crate) fn gunzip(gzip: &[u8]) -> Vec<u8> {
    let mut text = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(gzip), &mut text).expect("sound gzip");
    text
}

pub(crate) fn gzip(text: &[u8]) -> Vec<u8> {
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

/// What the test data says of one folder of `tests/data/records`.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Expected {
    kind: String,
    records: usize,
    recovered: usize,
    summary_only: usize,
    lossy: usize,
    with_wrapper: usize,
    skipped: Vec<String>,
    passed_over: Vec<String>,
    notes: Vec<String>,
    /// `eventID` (or `eventId`) of each record, in order.
    ids: Vec<Option<String>>,
    /// The records that were made here: summaries and repaired ones.
    made: Vec<serde_json::Value>,
}

fn expected_of(file: &File) -> Expected {
    let report = &file.report;
    let count = |is: fn(&Record) -> bool| file.records.iter().filter(|record| is(record)).count();
    let id = |record: &Record| {
        let value: serde_json::Value = serde_json::from_str(&record.json).ok()?;
        Some(value.get("eventID").or_else(|| value.get("eventId"))?.as_str()?.to_owned())
    };
    let is_made = |record: &&Record| record.origin.summary_only || record.origin.lossy;
    Expected {
        kind: report.kind.name().to_owned(),
        records: report.records,
        recovered: report.recovered,
        summary_only: count(|record| record.origin.summary_only),
        lossy: count(|record| record.origin.lossy),
        with_wrapper: count(|record| record.wrapper.is_some()),
        skipped: report.skipped.iter().map(ToString::to_string).collect(),
        passed_over: report.passed_over.iter().map(ToString::to_string).collect(),
        notes: report.notes.iter().map(ToString::to_string).collect(),
        ids: file.records.iter().map(id).collect(),
        made: (file.records.iter().filter(is_made))
            .filter_map(|record| serde_json::from_str(&record.json).ok())
            .collect(),
    }
}

/// Reads `tests/data/records/<shape>/input.*`, as it is and under a name that says nothing, plain and
/// gzipped, and compares with `expected.json` beside it; `UPDATE_EXPECT=1` writes that file.
fn check(folder: &std::path::Path) {
    let input = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.file_stem().is_some_and(|stem| stem == "input"))
        .expect("an input");
    let bytes = std::fs::read(&input).expect("readable");
    let name = input.file_name().expect("a name").to_string_lossy().into_owned();
    let found = expected_of(&one(&name, &bytes));
    let path = folder.join("expected.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let text = serde_json::to_string_pretty(&found).expect("plain values") + "\n";
        std::fs::write(&path, text).expect("writable");
    }
    let text = std::fs::read_to_string(&path).expect("expected.json");
    let expected: Expected = serde_json::from_str(&text).expect("expected.json");
    assert_eq!(found, expected, "{}", folder.display());
    for (name, bytes) in [("unnamed", bytes.clone()), ("x.gz", gzip(&bytes))] {
        assert_eq!(expected_of(&one(name, &bytes)), expected, "{} as {name}", folder.display());
    }
}

#[test]
fn reads_every_shape() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records");
    let mut folders: Vec<_> =
        std::fs::read_dir(root).expect("test data").map(|entry| entry.expect("an entry").path()).collect();
    folders.retain(|path| path.is_dir());
    folders.sort();
    assert!(folders.len() > 60);
    for folder in folders {
        check(&folder);
    }
}

/// A file that must be read without a panic whatever it holds, and what is said of it: kind, records,
/// the reasons and the notes.
fn check_hostile(name: &str, bytes: &[u8], limits: &Limits, expected: &[&str]) {
    let done = collect(vec![(name.to_owned(), bytes.to_vec())], limits);
    let found: Vec<String> = done
        .files
        .iter()
        .map(|file| {
            let report = &file.report;
            let texts = |list: &[trail_loupe::ingest::Skip]| {
                list.iter().map(|skip| format!(" | {skip}")).collect::<String>()
            };
            let notes: String = report.notes.iter().map(|note| format!(" | {note}")).collect();
            format!(
                "{} {} {}{}{}{notes}",
                file.path,
                report.kind.name(),
                report.records,
                texts(&report.skipped),
                texts(&report.passed_over)
            )
        })
        .collect();
    assert_eq!(found, expected, "{name}");
}

pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a member");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, *bytes).expect("memory");
    }
    builder.into_inner().expect("memory")
}

#[test]
fn opens_archives_inside_each_other() {
    let limits = Limits::default();
    let log = gzip(LOG.as_bytes());
    let key = format!(
        "AWSLogs/o-example/111122223333/CloudTrail/us-east-1/2026/03/01/{}/111122223333_CloudTrail_us-east-1_20260301T0810Z_x.json.gz",
        "long".repeat(40)
    );
    let inner = gzip(&tar(&[(&key, &log), ("._x", b"x"), ("empty.json", b"")]));
    let outer = zip(&[
        ("a/logs.tgz", &inner),
        ("__MACOSX/a", b"x"),
        ("a/.DS_Store", b"x"),
        ("plain.json", LOG.as_bytes()),
    ]);
    let done = collect(vec![("outer.zip".into(), outer)], &limits);
    let paths: Vec<(String, usize)> =
        done.files.iter().map(|file| (file.path.clone(), file.records.len())).collect();
    assert_eq!(
        paths,
        [
            (format!("outer.zip/a/logs.tgz/{key}"), 2),
            ("outer.zip/a/logs.tgz/empty.json".to_owned(), 0),
            ("outer.zip/plain.json".to_owned(), 2)
        ]
    );
    let ignored = ["outer.zip/a/logs.tgz/._x", "outer.zip/__MACOSX/a", "outer.zip/a/.DS_Store"];
    assert_eq!(done.ignored, ignored);
    let hints = &done.files[0].report.hints;
    assert_eq!(hints.account.as_deref(), Some("111122223333"));
    assert_eq!(hints.organization.as_deref(), Some("o-example"));
    assert_eq!(hints.region.as_deref(), Some("us-east-1"));
    assert_eq!(hints.delivered_at.map(|at| at.to_string()).as_deref(), Some("2026-03-01T08:10:00Z"));
    assert_eq!(hints.hour.map(|at| at.to_string()).as_deref(), Some("2026-03-01T08:00:00Z"));
}

/// Whatever an archive lists, something is named.
#[test]
fn an_archive_without_files_is_named() {
    let limits = Limits::default();
    let empty = zip(&[]);
    let told = ["a.zip archive 0 | the archive holds no files"];
    check_hostile("a.zip", &empty, &limits, &told);
    let mut folders = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    folders.add_directory("a/b", zip::write::SimpleFileOptions::default()).expect("a folder");
    check_hostile("a.zip", &folders.finish().expect("a zip").into_inner(), &limits, &told);
    // The list of members is gone, the members are not.
    let unlisted = [&zip(&[("x.json", LOG.as_bytes())])[..60], &empty].concat();
    check_hostile(
        "a.zip",
        &unlisted,
        &limits,
        &["a.zip archive 0 | 1: compressed text damaged or cut off: its list of files is empty"],
    );
    let mut folders = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_entry_type(tar::EntryType::Directory);
    header.set_size(0);
    folders.append_data(&mut header, "a/b", std::io::empty()).expect("a folder");
    check_hostile(
        "a.tar",
        &folders.into_inner().expect("a tar"),
        &limits,
        &["a.tar archive 0 | the archive holds no files"],
    );
}

#[test]
fn stays_within_its_limits_and_says_so() {
    let limits = Limits::default();
    let log = gzip(LOG.as_bytes());
    let joined = [log.clone(), log.clone()].concat();
    check_hostile("joined.gz", &joined, &limits, &["joined.gz cloudtrail-log 4"]);
    check_hostile(
        "padded.gz",
        &[log.clone(), vec![0; 512]].concat(),
        &limits,
        &["padded.gz cloudtrail-log 2"],
    );
    check_hostile(
        "trailing.gz",
        &[log.clone(), b"trash".to_vec()].concat(),
        &limits,
        &["trailing.gz cloudtrail-log 2 | bytes after the end of the compressed text were ignored"],
    );
    let mut wrong_sum = log.clone();
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 1;
    check_hostile(
        "sum.gz",
        &wrong_sum,
        &limits,
        &["sum.gz cloudtrail-log 2 | the compressed text is damaged; what could be inflated was read"],
    );
    let cut = &joined[..log.len() * 2 - 40];
    check_hostile(
        "cut.gz",
        cut,
        &limits,
        &[
            "cut.gz cloudtrail-log 2 | 1: breaks off in the middle of a value (line 2) | the compressed text is cut off; what came before was read",
        ],
    );
    check_hostile(
        "nothing.gz",
        &log[..10],
        &limits,
        &["nothing.gz gzip 0 | 1: compressed text damaged or cut off: nothing can be inflated"],
    );
    let bomb = gzip(&vec![b' '; 3 << 20]);
    let small = Limits { file_bytes: 1 << 20, ..Limits::default() };
    check_hostile("bomb.gz", &bomb, &small, &["bomb.gz gzip 0 | 1: larger than a file may be"]);
    // One byte too many, and damage behind it: what is too large is not read, whatever else it is.
    let exact = Limits { file_bytes: LOG.len() - 1, ..Limits::default() };
    check_hostile("sum.gz", &wrong_sum, &exact, &["sum.gz gzip 0 | 1: larger than a file may be"]);
    let suspicious = Limits { ratio_free_bytes: 1 << 20, ..Limits::default() };
    check_hostile(
        "ratio.gz",
        &bomb,
        &suspicious,
        &["ratio.gz gzip 0 | 1: compressed to a suspicious degree"],
    );
    let zipped = zip(&[("bomb", &vec![b' '; 3 << 20]), ("x.json", LOG.as_bytes())]);
    check_hostile(
        "a.zip",
        &zipped,
        &suspicious,
        &["a.zip/bomb archive 0 | 1: compressed to a suspicious degree", "a.zip/x.json cloudtrail-log 2"],
    );
    let total = Limits { total_bytes: 300, ..Limits::default() };
    check_hostile(
        "t.zip",
        &zip(&[("1.json", LOG.as_bytes()), ("2.json", LOG.as_bytes())]),
        &total,
        &[
            "t.zip/1.json cloudtrail-log 2",
            "t.zip/2.json archive 0 | 1: larger than everything together may be",
        ],
    );
    let few = Limits { members: 1, ..Limits::default() };
    check_hostile(
        "m.zip",
        &zip(&[("1.json", LOG.as_bytes()), ("2.json", LOG.as_bytes())]),
        &few,
        &[
            "m.zip/1.json cloudtrail-log 2",
            "m.zip/2.json archive 0 | 1: more members than an archive may have",
        ],
    );
    let mut nested = LOG.as_bytes().to_vec();
    for _ in 0..12 {
        nested = gzip(&nested);
    }
    check_hostile(
        "deep.gz",
        &nested,
        &limits,
        &["deep.gz archive 0 | 1: more archives inside each other than the limit"],
    );
    check_hostile(
        "broken.zip",
        b"PK\x03\x04 and nothing else",
        &limits,
        &[
            "broken.zip archive 0 | 1: compressed text damaged or cut off: invalid Zip archive: Could not find EOCD",
        ],
    );
}

#[test]
fn names_what_it_cannot_read() {
    let limits = Limits::default();
    let repack = "unpack the file and drop its content";
    let export = "export the records as JSON or CSV, or drop the log files of the trail";
    for (magic, kind, label, advice) in [
        (&b"BZh91AY&SY"[..], "bzip2", "bzip2", repack),
        (&[0x28, 0xB5, 0x2F, 0xFD, 0][..], "zstandard", "Zstandard", repack),
        (&[0xFD, b'7', b'z', b'X', b'Z', 0][..], "xz", "xz", repack),
        (&b"PAR1\x15"[..], "parquet", "Parquet", export),
        (&b"ORC\x0a"[..], "orc", "ORC", export),
    ] {
        let expected = format!("x {kind} 0 | 1: format cannot be read here: {label} | {advice}");
        check_hostile("x", magic, &limits, &[&expected]);
    }
    check_hostile("empty", b"", &limits, &["empty empty 0"]);
    check_hostile("blank", b" \n\t", &limits, &["blank empty 0"]);
    check_hostile("folder/", b"", &limits, &[]);
    check_hostile("binary", &[0, 159, 146, 150, 1, 2, 3], &limits, &["binary binary 0 | 1: not CloudTrail"]);
    let flow = "AWSLogs/111122223333/vpcflowlogs/us-east-1/2026/03/01/x.log";
    let expected = format!(
        "{flow} vpc-flow-log 0 | 1: not CloudTrail (line 1) | stands in a folder of another service: vpcflowlogs"
    );
    check_hostile(flow, b"something of its own", &limits, &[&expected]);
}

#[test]
fn decodes_other_encodings_and_says_so() {
    let limits = Limits::default();
    let utf16 = |encode: fn(u16) -> [u8; 2]| {
        "\u{FEFF}".encode_utf16().chain(LOG.encode_utf16()).flat_map(encode).collect::<Vec<u8>>()
    };
    for bytes in [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes)] {
        check_hostile("x.json", &bytes, &limits, &["x.json cloudtrail-log 2 | the text is UTF-16"]);
    }
    let bad = LOG.replace("PutRule", "Put\u{1}Rule").into_bytes();
    let bad: Vec<u8> = bad.into_iter().map(|byte| if byte == 1 { 0xFF } else { byte }).collect();
    check_hostile("x.json", &bad, &limits, &["x.json cloudtrail-log 2 | invalid UTF-8 was replaced"]);
    check_hostile(
        "x.json.gz",
        LOG.as_bytes(),
        &limits,
        &["x.json.gz cloudtrail-log 2 | named as gzip, but not compressed"],
    );
}

/// Every prefix of every shape, and every shape with a byte changed: nothing panics, and the checks of
/// the sink hold.
#[test]
fn survives_cut_and_damaged_files() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/records");
    for folder in std::fs::read_dir(root).expect("test data") {
        let folder = folder.expect("an entry").path();
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let bytes = std::fs::read(path).expect("readable");
            let step = (bytes.len() / 40).max(1);
            for at in (0..bytes.len()).step_by(step) {
                one("cut", &bytes[..at]);
                let mut damaged = bytes.clone();
                damaged[at] = b"\"{}[],\\\0\xFF"[at % 9];
                one("damaged", &damaged);
            }
        }
    }
}

/// Brackets, quotes and names in numbers that would hurt if anything took the square of them.
#[test]
fn takes_no_more_than_linear_time() {
    let many = 20_000;
    for text in [
        "{".repeat(many),
        "[".repeat(many),
        "{\"a\":".repeat(many),
        "{\"eventName\":".repeat(many),
        "{\"eventName\":[".repeat(many),
        "\"eventName\" ".repeat(many),
        "{\"eventName\":\"a\",,\n".repeat(many),
        "{\"eventName\":\"".repeat(many),
        "x eventVersion: y\n".repeat(many),
        "{\"Records\":[".repeat(many),
        "{\"CloudTrailEvent\":\"{\\\"eventName".repeat(many),
        "a,b\n\"".repeat(many),
        "2026-03-01T08:10:11.000Z {\n".repeat(many),
    ] {
        let started = std::time::Instant::now();
        collect(vec![("x".to_owned(), text.clone().into_bytes())], &Limits::default());
        // Generous: an optimised build takes milliseconds; the square would take minutes.
        assert!(started.elapsed().as_secs() < 20, "{}", &text[..40]);
    }
}

#[test]
fn names_every_kind_once() {
    use trail_loupe::ingest::FileKind;
    let mut names: Vec<&str> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
    for name in &names {
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        assert_eq!(FileKind::from_name(name).map(FileKind::name), Some(*name));
    }
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), FileKind::ALL.len());
}
