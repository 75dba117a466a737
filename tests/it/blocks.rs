//! Long texts are kept in blocks: at the doors of `ingest` and of the engine, held against the bytes of the
//! files that were written here.

use std::collections::HashMap;
use std::io::Read as _;

use serde_json::{Value, json};
use trail_loupe::base::sha256;
use trail_loupe::engine::protocol::{
    Command, ExportChoice, ExportForm, ExportNews, ExportOrder, GivenId, LookupId, RecordQuery, RecordText,
    Request, Response, Sort, Update,
};
use trail_loupe::engine::shard::Shard;
use trail_loupe::ingest::{Limits, TextKind};

use crate::ingest::{Record, collect, gzip};
use crate::pool::Pool;

/// A file with the records that must be found in it.
struct Case {
    name: &'static str,
    bytes: Vec<u8>,
    /// The decompressed text, as far as there is one.
    text: Vec<u8>,
    /// Each with its place in that text; none where the text had to be made.
    records: Vec<(String, Option<usize>)>,
}

impl Case {
    /// A file whose records stand in its text as they are.
    fn verbatim(name: &'static str, bytes: Vec<u8>, text: String, records: Vec<String>) -> Self {
        let place = |record: String| {
            let at = text.find(&record).expect("a record of the text");
            (record, Some(at))
        };
        let records = records.into_iter().map(place).collect();
        Self { name, bytes, text: text.into_bytes(), records }
    }

    fn derived(name: &'static str, bytes: Vec<u8>, records: Vec<String>) -> Self {
        let records = records.into_iter().map(|record| (record, None)).collect();
        Self { name, text: bytes.clone(), bytes, records }
    }
}

/// A record of exactly so many bytes, filled up with a text of several bytes a character.
pub(crate) fn record(number: usize, len: usize) -> String {
    let id = format!("00000000-0000-4000-8000-{number:012x}");
    let with = |note: &str| {
        json!({
            "eventVersion": "1.08",
            "eventID": id,
            "eventName": format!("Name{}", number % 4),
            "eventSource": "ec2.amazonaws.com",
            "eventTime": format!("2026-03-01T{:02}:{:02}:00Z", number / 60 % 24, number % 60),
            "userIdentity": { "type": "IAMUser", "userName": format!("u{}", number % 3) },
            "requestParameters": { "note": note, "word": format!("needle{}", number % 7) },
        })
        .to_string()
    };
    let missing = len - with("").len();
    let fits = |left: &mut usize, c: char| {
        *left = left.checked_sub(c.len_utf8())?;
        Some(c)
    };
    let note: String = "ä€😀".chars().cycle().scan(missing, fits).collect();
    let note = format!("{note}{}", ".".repeat(missing - note.len()));
    let record = with(&note);
    assert_eq!(record.len(), len);
    record
}

/// The numbers of the records of one file, which no other file has.
pub(crate) fn numbers(case: usize) -> std::ops::Range<usize> {
    case * 100..case * 100 + 40
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |bits, at| bits << 8 | u32::from(three.get(at).copied().unwrap_or(0)));
        let digit = |at: usize| match at <= three.len() {
            true => char::from(DIGITS[(bits >> (18 - 6 * at) & 63) as usize]),
            false => '=',
        };
        text.extend((0..4).map(digit));
    }
    text
}

pub(crate) fn log(records: &[String]) -> String {
    format!("{{\"Records\":[{}]}}", records.join(","))
}

/// The limit of the blocks that the sizes below are made for.
pub(crate) const BLOCK_BYTES: usize = 1_000;

fn cases() -> Vec<Case> {
    let same = |case: usize, len: usize| -> Vec<String> { numbers(case).map(|at| record(at, len)).collect() };
    let mut cases = Vec::new();

    let records = same(0, 330);
    let text = log(&records);
    cases.push(Case::verbatim("plain.json", text.clone().into(), text, records));

    // Twelve bytes before, a comma between: the second record ends where a block may end at the latest.
    let records: Vec<String> = numbers(1).map(|at| record(at, if at % 2 == 0 { 493 } else { 494 })).collect();
    let text = log(&records);
    assert!(text[..BLOCK_BYTES].ends_with('}'));
    cases.push(Case::verbatim("exact.json", text.clone().into(), text, records));

    let records: Vec<String> =
        numbers(2).map(|at| record(at, if at % 10 == 3 { 5_000 } else { 300 })).collect();
    let text = log(&records);
    cases.push(Case::verbatim("huge.json", text.clone().into(), text, records));

    // The longest record is the last one, and the text ends with it.
    let records: Vec<String> = numbers(3).map(|at| record(at, 300 + at % 100 * 100)).collect();
    let text = records.join("\n");
    cases.push(Case::verbatim("lines.json", text.clone().into(), text, records));

    // Long stretches without a record, before, between and behind.
    let records = same(4, 310);
    let noise = "{\"message\":\"nothing that CloudTrail wrote, ö\"}\n".repeat(60);
    let halves = [&records[..3], &records[3..]].map(|half| half.join("\n"));
    let text = format!("{noise}{}\n{noise}{}\n{noise}", halves[0], halves[1]);
    cases.push(Case::verbatim("noise.json", text.clone().into(), text, records));

    let records = same(5, 420);
    let text = log(&records);
    cases.push(Case::verbatim("log.json.gz", gzip(text.as_bytes()), text, records));

    let records = same(6, 370);
    let text = log(&records);
    let members: Vec<u8> = text.as_bytes().chunks(777).flat_map(gzip).collect();
    cases.push(Case::verbatim("members.json.gz", members, text, records));

    // Cut inside of a record, which is not whole any more; inside of a character the text has to be mended.
    for (number, name, is_boundary) in [(7, "cut.json.gz", true), (12, "cut-character.json.gz", false)] {
        let mut records = same(number, 350);
        let text = log(&records);
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).expect("memory");
        let mut bytes = encoder.finish().expect("memory");
        bytes.truncate(bytes.len() - 5_000);
        let rest = loop {
            let mut rest = Vec::new();
            flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut rest).expect_err("it is cut");
            if text.is_char_boundary(rest.len()) == is_boundary {
                break rest;
            }
            bytes.pop();
        };
        records.retain(|record| String::from_utf8_lossy(&rest).contains(record.as_str()));
        assert!((20..39).contains(&records.len()), "{}", records.len());
        cases.push(match String::from_utf8(rest) {
            Ok(rest) => Case::verbatim(name, bytes, rest, records),
            Err(_) => Case::derived(name, bytes, records),
        });
    }

    // A message carries a record as a string: it is unescaped.
    let records = same(8, 340);
    let message = |record: &String| json!({ "eventSource": "aws:sqs", "body": record }).to_string();
    let elements: Vec<String> = records
        .iter()
        .enumerate()
        .map(|(at, record)| if at % 3 == 0 { message(record) } else { record.clone() })
        .collect();
    let text = log(&elements);
    let records = records.into_iter().map(|record| {
        let at = text.find(&record);
        (record, at)
    });
    let records: Vec<_> = records.collect();
    assert!(records.iter().any(|(_, at)| at.is_none()) && records.iter().any(|(_, at)| at.is_some()));
    cases.push(Case { name: "messages.json", bytes: text.clone().into(), text: text.into(), records });

    let records = same(9, 390);
    let text = base64(log(&records).as_bytes());
    cases.push(Case::derived("encoded.txt", text.into(), records));

    let records = same(10, 360);
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["id", "@message", "more"]).expect("memory");
    for record in &records {
        table.write_record(["1", record, "x"]).expect("memory");
    }
    cases.push(Case::derived("table.csv", table.into_inner().expect("memory"), records));

    // A name that is repeated: the last value stands first, and the long one before it comes after it.
    let records = [1_101, 1_102].map(|number| record(number, if number == 1_101 { 3_500 } else { 300 }));
    let text = format!("{{\"a\":{},\"b\":{},\"a\":{}}}", record(1_100, 400), records[0], records[1]);
    cases.push(Case::verbatim("again.json", text.clone().into(), text, records.to_vec()));
    cases
}

pub(crate) const STEP_BYTES: usize = 1_500;

/// Small blocks, and several steps for every text that has some.
pub(crate) fn limits(block_bytes: usize) -> Limits {
    Limits { block_bytes, step_bytes: STEP_BYTES, ..Limits::default() }
}

#[test]
fn blocks_are_the_whole_text_and_every_record_lies_in_one_of_them() {
    for case in cases() {
        for block_bytes in [1, 64, 999, BLOCK_BYTES, 1_001, 4_096, usize::MAX] {
            let told = format!("{} in blocks of {block_bytes}", case.name);
            let files = vec![(case.name.to_owned(), case.bytes.clone())];
            let file = collect(files, &limits(block_bytes)).files.remove(0);
            let found: HashMap<&str, Option<usize>> = file
                .records
                .iter()
                .map(|record| {
                    let at = match file.texts[record.text.0 as usize].0 {
                        TextKind::Delivered { start } | TextKind::DeliveredAgain { start } => {
                            Some(start + record.offset)
                        }
                        TextKind::Derived => None,
                    };
                    (record.json.as_str(), at)
                })
                .collect();
            let expected = case.records.iter().map(|(json, at)| (json.as_str(), *at)).collect();
            assert_eq!(found, expected, "{told}");
            assert_eq!(file.records.len(), case.records.len(), "{told}");

            let mut whole: Vec<u8> = Vec::new();
            for (kind, text) in &file.texts {
                if let TextKind::Delivered { start } = kind {
                    assert_eq!(*start, whole.len(), "{told}: in order, without a gap");
                    whole.extend(text);
                }
            }
            let is_delivered = case.records.iter().any(|(_, at)| at.is_some());
            assert!(whole == if is_delivered { case.text.clone() } else { Vec::new() }, "{told}");

            let longest = case.records.iter().map(|(json, _)| json.len()).max().unwrap_or_default();
            let most = block_bytes.max(longest + 1);
            let is_whole = case.text.len() / 2 <= block_bytes;
            for (kind, text) in &file.texts {
                let may_be_long = is_whole && *kind != TextKind::Derived;
                assert!(may_be_long || text.len() <= most, "{told}: a {kind:?} of {} bytes", text.len());
            }
        }
    }
}

#[test]
fn a_text_is_read_alike_in_any_steps() {
    for case in cases() {
        let read = |step_bytes: usize| {
            let limits = Limits { step_bytes, ..limits(BLOCK_BYTES) };
            collect(vec![(case.name.to_owned(), case.bytes.clone())], &limits).files.remove(0)
        };
        let at_once = read(usize::MAX);
        for step_bytes in [0, 1, 300, 1_500, 10_000] {
            let file = read(step_bytes);
            assert_eq!(file.report, at_once.report, "{} in steps of {step_bytes}", case.name);
            let same = |(one, other): (&Record, &Record)| {
                (&one.json, one.origin, &one.wrapper) == (&other.json, other.origin, &other.wrapper)
            };
            assert!(file.records.iter().zip(&at_once.records).all(same), "{}", case.name);
        }
    }
}

#[test]
fn a_block_goes_on_for_as_long_as_the_next_record_fits() {
    let starts = |name: &str| -> Vec<usize> {
        let case = cases().into_iter().find(|case| case.name == name).expect("a case");
        let file = collect(vec![(name.to_owned(), case.bytes)], &limits(BLOCK_BYTES)).files.remove(0);
        let starts = file.texts.iter().map(|(kind, _)| match kind {
            TextKind::Delivered { start } | TextKind::DeliveredAgain { start } => *start,
            TextKind::Derived => usize::MAX,
        });
        starts.collect()
    };
    assert_eq!(starts("exact.json")[..3], [0, 1_000, 1_990]);
    assert_eq!(starts("plain.json")[..3], [0, 674, 1_667]);
    // Four blocks are cut out of the long record before it is known of; then it is one for itself.
    assert_eq!(starts("again.json"), [0, 1_000, 2_000, 3_000, 3_915, 410]);
}

/// Pools of one and of three workers with all files.
fn pools() -> [Pool; 2] {
    [1, 3].map(|num_shards| {
        let mut pool = Pool::with_limits(num_shards, u64::from(num_shards) + 5, limits(BLOCK_BYTES));
        let cases = cases();
        let records: usize = cases.iter().map(|case| case.records.len()).sum();
        let status = pool.load(cases.iter().map(|case| (case.name, case.bytes.clone())).collect());
        assert_eq!((status.records, status.duplicates), (records as u64, 0));
        pool
    })
}

fn wanted(text: &str, limit: u32) -> RecordQuery {
    RecordQuery { text: text.to_owned(), limit, columns: Vec::new(), with_text: true }
}

#[test]
fn every_record_is_shown_as_it_stands_at_its_place_in_the_file() {
    for mut pool in pools() {
        for case in cases() {
            for (json, at) in &case.records {
                let id: Value = serde_json::from_str(json).expect("JSON");
                let found = pool.find(wanted(&format!("eventID:{}", id["eventID"]), 2), None);
                assert_eq!(found.matches, 1);
                let record = found.events[0].record.clone().expect("its text");
                let RecordText { json: shown, file, offset, .. } = record;
                let at = at.map(|at| at as u64);
                assert_eq!((shown.as_str(), file.as_str(), offset), (json.as_str(), case.name, at));
            }
        }
    }
}

#[test]
fn a_search_finds_what_is_in_the_blocks_again_and_again() {
    let all: Vec<String> = cases().into_iter().flat_map(|case| case.records).map(|(json, _)| json).collect();
    let count = |holds: &dyn Fn(&str) -> bool| all.iter().filter(|json| holds(json)).count() as u64;
    for mut pool in pools() {
        for _ in 0..2 {
            for word in ["needle3", "needle6", "😀ä€😀", "no such word"] {
                let found = pool.find(wanted(&format!("\"{word}\""), 1), None);
                assert_eq!(found.matches, count(&|json| json.contains(word)), "{word}");
            }
            let found = pool.find(wanted("requestParameters.word:needle5 eventName:Name2", 1), None);
            let holds = |json: &str| json.contains("\"needle5\"") && json.contains("\"Name2\"");
            assert_eq!(found.matches, count(&holds));
            let found = pool.find(wanted("userIdentity.userName:u1", 1), None);
            assert_eq!(found.matches, count(&|json| json.contains("\"u1\"")));
        }
    }
}

#[test]
fn records_are_exported_as_they_stand() {
    let mut expected: Vec<String> =
        cases().into_iter().flat_map(|case| case.records).map(|(json, _)| json).collect();
    expected.sort();
    // What was saved out of a damaged text is counted as that.
    let cases = cases().into_iter().filter(|case| case.name != "cut-character.json.gz");
    let derived = cases.flat_map(|case| case.records).filter(|(_, at)| at.is_none()).count() as u64;
    for mut pool in pools() {
        pool.updates.clear();
        pool.command(Command::BeginExport(ExportOrder {
            query: String::new(),
            sort: Sort { field: "eventTime".to_owned(), descending: false },
            form: ExportForm::JsonLines,
            columns: Vec::new(),
        }));
        pool.command(Command::WriteExport(ExportChoice::default()));
        let mut written = String::new();
        for news in pool.all(|update| match update {
            Update::Export(news) => Some(news.clone()),
            _ => None,
        }) {
            match news {
                ExportNews::Part { text, .. } => written.push_str(&text),
                ExportNews::Surveyed { tally, is_whole: true } => {
                    assert_eq!((tally.derived, tally.unreadable), (derived, 0));
                }
                ExportNews::Surveyed { .. } => {}
                ExportNews::Written { unreadable, .. } => assert_eq!(unreadable, 0),
                ExportNews::Broken { why } => panic!("{why}"),
            }
        }
        let mut lines: Vec<&str> = written.lines().collect();
        lines.sort_unstable();
        assert_eq!(lines, expected);
    }
}

#[test]
fn fingerprints_are_those_of_the_files_as_delivered() {
    for mut pool in pools() {
        pool.command(Command::AskFileHashes);
        let hashes = pool.last(|update| match update {
            Update::FileHashes(hashes) => Some(hashes.clone()),
            _ => None,
        });
        let hashes: HashMap<u32, String> = hashes.expect("hashes were published").into_iter().collect();
        let cases = cases();
        let files = pool.files();
        assert_eq!(files.len(), cases.len());
        for row in files {
            let case = cases.iter().find(|case| case.name == row.report.path).expect("a file that was given");
            assert_eq!(hashes[&row.number], sha256::hex(&case.bytes), "{}", case.name);
        }
    }
}

/// Steps a worker until it has answered a lookup; gives the matches.
fn matches_of(shard: &mut Shard, id: u32, text: &str) -> u64 {
    let id = LookupId(id);
    shard.receive(Request::Records { id, wanted: wanted(text, 0), except: None }, Vec::new());
    loop {
        for response in shard.step() {
            match response {
                Response::Records { id: of, matches, .. } if of == id => return matches,
                Response::Loaded { .. } => panic!("questions go before files"),
                _ => {}
            }
        }
    }
}

#[test]
fn while_a_long_file_is_read_questions_about_the_others_are_answered() {
    let other = log(&(5_000..5_040).map(|number| record(number, 330)).collect::<Vec<_>>());
    for case in cases() {
        let mut shard = Shard::with_limits(limits(BLOCK_BYTES));
        shard.receive(Request::Load { given: GivenId(0), path: "other.json".into() }, other.clone().into());
        shard.receive(Request::Seal, Vec::new());
        while shard.is_awaited() {
            shard.step();
        }
        shard.receive(Request::Load { given: GivenId(1), path: case.name.into() }, case.bytes.clone());
        shard.receive(Request::FileHashes, Vec::new());
        shard.receive(Request::Seal, Vec::new());
        let (mut steps, mut leaves, mut hashes) = (0, 0, Vec::new());
        'loading: loop {
            // Nothing is seen of a file that is not read to its end.
            assert_eq!(matches_of(&mut shard, steps, "requestParameters.word:*"), 40, "{}", case.name);
            assert_eq!(matches_of(&mut shard, steps, "eventName:Name1"), 10, "{}", case.name);
            steps += 1;
            for response in shard.step() {
                match response {
                    Response::Leaf(_) => leaves += 1,
                    Response::Loaded { given, .. } => {
                        assert_eq!(given, GivenId(1));
                        break 'loading;
                    }
                    _ => {}
                }
            }
        }
        while shard.is_awaited() {
            for response in shard.step() {
                if let Response::FileHashes { hashes: all } = response {
                    hashes = all;
                }
            }
        }
        assert_eq!(leaves, 1);
        // Texts that are no JSON, or not sound, are read at once, when they have been inflated.
        let is_gzip = case.bytes.starts_with(&[0x1F, 0x8B]);
        let inflating = if is_gzip { case.text.len() / STEP_BYTES } else { 0 };
        let is_in_steps =
            case.name.ends_with(".json") || ["log.json.gz", "members.json.gz"].contains(&case.name);
        let reading = if is_in_steps { case.records.len() / 8 } else { 1 };
        let expected = (inflating + reading) as u32;
        assert!(steps >= expected, "{}: {steps} steps", case.name);
        let all = case.records.len() as u64 + 40;
        assert_eq!(matches_of(&mut shard, steps, "requestParameters.word:*"), all, "{}", case.name);
        let hash = sha256::hex(&case.bytes);
        assert!(hashes.iter().any(|(given, _, of)| *given == GivenId(1) && *of == hash), "{}", case.name);
    }
}

#[test]
fn inflated_texts_make_room_for_more_files() {
    let load = |pool: &mut Pool, cases: &[Case]| {
        pool.load(cases.iter().map(|case| (case.name, case.bytes.clone())).collect()).memory_bytes
    };
    let cases = cases();
    let (first, second) = cases.split_at(6);
    for num_shards in [1, 3] {
        let [quiet, asked] = [false, true].map(|is_asked| {
            let mut pool = Pool::with_limits(num_shards, 3, limits(BLOCK_BYTES));
            load(&mut pool, first);
            if is_asked {
                pool.find(wanted("\"no such word\"", 1), None);
            }
            load(&mut pool, second)
        });
        assert_eq!(quiet, asked);
    }
}
