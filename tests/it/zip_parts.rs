//! A zip archive in parts: each an archive of its own, together the same files as the whole, and read by any number
//! of workers, which may end at any moment.

use std::io::{Cursor, Write as _};

use trail_loupe::base::zip::{ZipList, ZipPart};
use trail_loupe::engine::protocol::{Command, GivenFile, GivenPart, LoadStatus, Phase};
use trail_loupe::ingest::Limits;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::blocks::{log, record};
use crate::ingest::{Collected, collect, gzip, zip};
use crate::pool::Pool;

const NUM_RECORDS: usize = 3;

/// The text of a member: records that no other one has.
fn text(member: usize) -> String {
    log(&(0..NUM_RECORDS).map(|at| record(member * NUM_RECORDS + at, 380)).collect::<Vec<_>>())
}

/// An archive with members of every kind.
fn archive() -> Vec<u8> {
    let texts: Vec<String> = (0..12).map(text).collect();
    let packed: Vec<Vec<u8>> = texts.iter().map(|text| gzip(text.as_bytes())).collect();
    let inner = zip(&[("in.json", texts[10].as_bytes()), ("in.json.gz", &packed[11])]);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.set_comment("a comment").expect("a short comment");
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.add_directory("logs", stored).expect("a folder");
    let mut add = |name: &str, options: SimpleFileOptions, bytes: &[u8]| {
        writer.start_file(name, options).expect("a member");
        writer.write_all(bytes).expect("memory");
    };
    for (member, bytes) in packed[..8].iter().enumerate() {
        let (name, options) = match member % 2 {
            0 => (format!("logs/{member}.json.gz"), stored),
            _ => (format!("logs/{member}.json.gz"), SimpleFileOptions::default()),
        };
        add(&name, options, bytes);
    }
    add("logs/.DS_Store", stored, b"x");
    add("plain.json", SimpleFileOptions::default(), texts[8].as_bytes());
    add("empty.json", stored, b"");
    add("inner.zip", stored, &inner);
    add("last.json", stored, texts[9].as_bytes());
    writer.add_directory("logs/empty", stored).expect("a folder");
    writer.finish().expect("an archive").into_inner()
}

/// The same archive with all numbers of its list in 64 bits, as some writers do where one of them needs that.
fn widened(bytes: &[u8]) -> Vec<u8> {
    let list = ZipList::find(bytes.len() as u64, bytes).expect("a list").place;
    let (list_start, list_end) = (list.start as usize, list.end as usize);
    let number =
        |at: usize, len: usize| (0..len).rev().fold(0, |all, byte| all << 8 | u64::from(bytes[at + byte]));
    let mut wide = bytes[..list_start].to_vec();
    let mut at = list_start;
    let mut num_members = 0u64;
    while at < list_end {
        let name_end = at + 46 + number(at + 28, 2) as usize;
        let end = name_end + number(at + 30, 2) as usize + number(at + 32, 2) as usize;
        let extra = [
            &b"UT\x05\0\x03abcd\x01\0\x18\0"[..],
            &number(at + 24, 4).to_le_bytes(),
            &number(at + 20, 4).to_le_bytes(),
            &number(at + 42, 4).to_le_bytes(),
            b"ux\x01\0a",
        ]
        .concat();
        let extra_len = (number(at + 30, 2) + extra.len() as u64) as u16;
        wide.extend(
            [&bytes[at..at + 20], &[0xFF; 8], &bytes[at + 28..at + 30], &extra_len.to_le_bytes()].concat(),
        );
        wide.extend([&bytes[at + 32..at + 42], &[0xFF; 4], &bytes[at + 46..name_end], &extra].concat());
        wide.extend(&bytes[name_end..end]);
        (at, num_members) = (end, num_members + 1);
    }
    let end = wide.len() as u64;
    wide.extend([&b"PK\x06\x06\x2C\0\0\0\0\0\0\0\x2D\0\x2D\0"[..], &[0; 8]].concat());
    for number in [num_members, num_members, end - list.start, list.start] {
        wide.extend(number.to_le_bytes());
    }
    wide.extend([&b"PK\x06\x07\0\0\0\0"[..], &end.to_le_bytes(), &[1, 0, 0, 0]].concat());
    wide.extend([&b"PK\x05\x06\0\0\0\0"[..], &[0xFF; 12], &bytes[list_end + 20..]].concat());
    wide
}

fn parts(bytes: &[u8], part_bytes: u64) -> Option<Vec<ZipPart>> {
    let (list, entries) = ZipList::of(bytes)?;
    list.cut(entries, part_bytes)
}

/// A part as a worker is given it.
fn part_bytes(bytes: &[u8], part: &ZipPart) -> Vec<u8> {
    part.of(bytes).expect("a part lies in its file")
}

fn read(archives: Vec<Vec<u8>>) -> Collected {
    let named = archives.into_iter().map(|bytes| ("a.zip".to_owned(), bytes)).collect();
    collect(named, &Limits::default())
}

fn read_in_parts(bytes: &[u8], parts: &[ZipPart]) -> Collected {
    read(parts.iter().map(|part| part_bytes(bytes, part)).collect())
}

fn records(read: &Collected) -> Vec<&str> {
    read.files.iter().flat_map(|file| &file.records).map(|record| record.json.as_str()).collect()
}

#[test]
fn parts_hold_the_same_files_as_the_whole() {
    let one = zip(&[("x.json", text(0).as_bytes())]);
    // Streamed: lengths and checksums stand after the members.
    let mut streamed = ZipWriter::new_stream(Vec::new());
    for member in 0..5 {
        let options = SimpleFileOptions::default();
        streamed.start_file(format!("{member}.json"), options).expect("a member");
        streamed.write_all(text(member).as_bytes()).expect("memory");
    }
    let streamed = streamed.finish().expect("an archive").into_inner();
    for (name, bytes, num_records) in [
        ("all kinds", archive(), 36),
        ("64 bits", widened(&archive()), 36),
        ("one", one, 3),
        ("streamed", streamed, 15),
    ] {
        let whole = read(vec![bytes.clone()]);
        assert_eq!(records(&whole).len(), num_records, "{name}");
        let mut most_parts = 0;
        for part_bytes in [0, 1, 500, 900, 2_000, u64::MAX] {
            let parts = parts(&bytes, part_bytes).expect("an archive that can be cut");
            let told = format!("{name} in parts of {part_bytes}");
            let joined = parts.iter().map(|part| part.members.clone()).reduce(|all, next| {
                assert_eq!(all.end, next.start, "{told}");
                all.start..next.end
            });
            let in_parts = read_in_parts(&bytes, &parts);
            assert_eq!(in_parts.ignored, whole.ignored, "{told}");
            assert_eq!(in_parts.files.len(), whole.files.len(), "{told}");
            for (file, same) in in_parts.files.iter().zip(&whole.files) {
                assert_eq!(file.report, same.report, "{told}");
                assert!(file.texts == same.texts, "{told}");
            }
            assert_eq!(records(&in_parts), records(&whole), "{told}");
            most_parts = most_parts.max(parts.len());
            assert_eq!(joined.map(|members| members.start), Some(0), "{told}");
            assert!(part_bytes < u64::MAX || parts.len() == 1, "{told}");
        }
        let members = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let is_file = |&at: &usize| members.clone().by_index(at).expect("a member").is_file();
        assert_eq!(most_parts, (0..members.len()).filter(is_file).count(), "{name}");
    }
}

/// More members than the record after a list can count.
const MANY: u32 = 70_000;

fn many_members() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for member in 0..MANY {
        writer.start_file(format!("{member}/.DS_Store"), stored).expect("a member");
    }
    writer.finish().expect("an archive").into_inner()
}

#[test]
fn an_archive_of_very_many_members_is_cut() {
    let bytes = many_members();
    for part_bytes in [100_000, u64::MAX] {
        let parts = parts(&bytes, part_bytes).expect("an archive that can be cut");
        assert!(parts.len() > 1 && parts.last().map(|part| part.members.end) == Some(MANY));
        let in_parts = read_in_parts(&bytes, &parts);
        assert!(
            in_parts.ignored.iter().enumerate().all(|(at, path)| *path == format!("a.zip/{at}/.DS_Store"))
        );
        assert_eq!((in_parts.ignored.len(), in_parts.files.len()), (MANY as usize, 0));
    }
}

/// Some writers count modulo 65,536: what the list names is read all the same, or missed by name.
#[test]
fn members_that_are_not_counted_are_read() {
    let count = |bytes: &[u8], num_members: u16| {
        let list = ZipList::find(bytes.len() as u64, bytes).expect("a list").place;
        let entries = &bytes[..list.end as usize];
        let [num, len, start] = [u64::from(num_members), list.end - list.start, list.start];
        let (num, len, start) = (num as u16, len as u32, start as u32);
        let end =
            [&num.to_le_bytes()[..], &num.to_le_bytes(), &len.to_le_bytes(), &start.to_le_bytes()].concat();
        [entries, b"PK\x05\x06\0\0\0\0", &end, &[0, 0]].concat()
    };
    let bytes = archive();
    let whole = read(vec![bytes.clone()]);
    for num_members in [0, 1, 14] {
        let fewer = count(&bytes, num_members);
        for read in [read(vec![fewer.clone()]), read_in_parts(&fewer, &parts(&fewer, 900).expect("parts"))] {
            assert_eq!(records(&read), records(&whole), "{num_members} counted");
        }
    }
    let many = count(&many_members(), (MANY % 0x1_0000) as u16);
    assert_eq!(read(vec![many]).ignored.len(), MANY as usize);
    // Members of which the list does not say where they end are not cut out of it.
    let both = zip(&[("1.json", text(1).as_bytes()), ("2.json", text(2).as_bytes())]);
    let list = ZipList::find(both.len() as u64, &both).expect("a list").place;
    let (start, end) = (list.start as usize, list.end as usize);
    let half = (end - start) / 2;
    let swapped =
        [&both[..start], &both[start + half..end], &both[start..start + half], &both[end..]].concat();
    assert_eq!(parts(&swapped, 1), None);
    let read = read(vec![count(&swapped, 1)]);
    assert_eq!(records(&read).len(), NUM_RECORDS);
    let told = read.files.last().expect("a file").report.skipped[0].to_string();
    assert!(told.contains("names 1 files more than it counts"), "{told}");
}

/// Members of one name are files of their own.
#[test]
fn no_member_is_lost_for_its_name() {
    let members: Vec<(String, String)> = (0..4).map(|at| (format!("log-{at}.json"), text(at))).collect();
    let named: Vec<(&str, &[u8])> =
        members.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
    let mut bytes = zip(&named);
    for at in 0..bytes.len() - 8 {
        if bytes[at..].starts_with(b"log-2.js") || bytes[at..].starts_with(b"log-3.js") {
            bytes[at + 4] = b'1';
        }
    }
    let whole = read(vec![bytes.clone()]);
    let paths: Vec<&str> = whole.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["a.zip/log-0.json", "a.zip/log-1.json", "a.zip/log-1.json", "a.zip/log-1.json"]);
    assert_eq!(records(&whole).len(), 4 * NUM_RECORDS);
    let parts = parts(&bytes, 1).expect("an archive that can be cut");
    assert_eq!(records(&read_in_parts(&bytes, &parts)), records(&whole));
}

/// What a damaged list still names is read, and the rest is counted.
#[test]
fn a_damaged_list_is_read_as_far_as_it_goes() {
    let bytes = archive();
    let list = ZipList::find(bytes.len() as u64, &bytes).expect("a list").place;
    let mut damaged = bytes.clone();
    let entries = &bytes[list.start as usize..];
    let name_at = entries.windows(14).position(|name| name == b"logs/5.json.gz").expect("the sixth file");
    damaged[list.start as usize + name_at - 46] = b'X';
    assert_eq!(parts(&damaged, 1), None);
    let read = read(vec![damaged]);
    assert_eq!(records(&read).len(), 5 * NUM_RECORDS);
    let last = &read.files.last().expect("a file").report;
    assert_eq!((last.path.as_str(), last.num_skipped()), ("a.zip", 1));
    let told = last.skipped[0].to_string();
    assert!(told.contains("its list of files is damaged, 9 of 15 are not read"), "{told}");
}

/// Wherever an archive is damaged, its parts lose no more than the whole.
#[test]
fn parts_of_a_damaged_archive_lose_no_more() {
    let bytes = archive();
    let mut num_cut = 0;
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        let Some(parts) = parts(&damaged, 1_000) else { continue };
        num_cut += 1;
        if at % 5 != 0 && at > 100 {
            continue;
        }
        let (in_parts, whole) = (read_in_parts(&damaged, &parts), read(vec![damaged]));
        let in_parts = records(&in_parts);
        let lost: Vec<_> = records(&whole).into_iter().filter(|record| !in_parts.contains(record)).collect();
        assert!(lost.is_empty(), "changed at {at}: {lost:?}");
    }
    assert!(num_cut > bytes.len() / 2, "{num_cut} of {}", bytes.len());
    // Where numbers have 64 bits, any of them.
    let wide = widened(&bytes);
    let list = ZipList::find(wide.len() as u64, &wide).expect("a list").place;
    for at in list.start as usize..wide.len() {
        let mut damaged = wide.clone();
        damaged[at] ^= 0xFF;
        let Some(parts) = parts(&damaged, 1_000) else { continue };
        let ends = parts.iter().map(|part| (part.place.start, part.place.end));
        let joined = ends.reduce(|all, next| if all.1 == next.0 { (all.0, next.1) } else { (1, 0) });
        assert_eq!(joined, Some((0, list.start)), "changed at {at}");
    }
}

/// Archives of which the list alone does not say where each member lies are read whole.
#[test]
fn doubtful_archives_are_not_cut() {
    let bytes = zip(&[("1.json", text(1).as_bytes()), ("2.json", text(2).as_bytes())]);
    let list = ZipList::find(bytes.len() as u64, &bytes).expect("a list").place;
    let (start, end) = (list.start as usize, list.end as usize);
    let half = (end - start) / 2;
    let changed = |at: usize, new: &[u8]| {
        let mut bytes = bytes.clone();
        bytes[at..at + new.len()].copy_from_slice(new);
        bytes
    };
    let swapped = [&bytes[..start], &bytes[start + half..end], &bytes[start..start + half], &bytes[end..]];
    let doubtful = [
        ("nothing", Vec::new()),
        ("no archive", vec![b'x'; 100]),
        ("bytes before it", [b"#!/bin/sh\n", bytes.as_slice()].concat()),
        ("bytes after it", [bytes.as_slice(), b"\n"].concat()),
        ("cut off", bytes[..bytes.len() - 1].to_vec()),
        ("no members", zip(&[])),
        ("another order", swapped.concat()),
        ("one place for two", changed(start + half + 42, &[0, 0, 0, 0])),
        ("a place beyond", changed(start + half + 42, &[0, 0, 0, 1])),
        ("a length beyond", changed(start + 20, &[0xFE, 0xFF, 0xFF, 0xFF])),
        ("64 bits", changed(start + 42, &[0xFF; 4])),
        ("a second disk", changed(start + 34, &[1, 0])),
        ("more members than listed", changed(end + 8, &[3, 0, 3, 0])),
        ("another list", changed(end + 16, &[0, 0, 0, 0])),
        ("a name beyond the list", changed(start + half + 28, &[0xFF, 0xFF])),
    ];
    assert_eq!(parts(&bytes, 1).map(|parts| parts.len()), Some(2));
    for (name, bytes) in doubtful {
        assert_eq!(parts(&bytes, 1), None, "{name}");
    }
}

/// Two archives in parts and a file between them, given to a page with so many workers.
fn begun(num_workers: u16, seed: u64) -> Pool {
    let mut pool = Pool::new(num_workers, seed);
    let mut files = Vec::new();
    let mut add = |first: usize| {
        let texts: Vec<(String, String)> =
            (first..first + 10).map(|at| (format!("{at}.json"), text(at))).collect();
        let named: Vec<(&str, &[u8])> =
            texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let bytes = zip(&named);
        let parts = parts(&bytes, 1_000).expect("an archive that can be cut");
        files.extend(parts.iter().map(|part| part_bytes(&bytes, part)));
        let given = parts.iter().map(|part| GivenPart {
            members: part.members.clone(),
            size_bytes: part.place.end - part.place.start,
        });
        GivenFile { path: format!("{first}.zip"), size_bytes: bytes.len() as u64, parts: given.collect() }
    };
    let first = add(0);
    let second = add(10);
    let lone = text(20).into_bytes();
    let given = vec![first, second, ("lone.json".to_owned(), lone.len() as u64).into()];
    pool.hold(files.into_iter().chain([lone]).collect());
    pool.begin(Command::AddFiles { files: given });
    pool
}

const ALL_FILES: u64 = 21;

fn check(pool: &Pool, status: &LoadStatus, what: &str) {
    assert_eq!(status.phase, Phase::Ready, "{what}");
    assert_eq!((status.given_done, status.given_total), (3, 3), "{what}: archives count as one file each");
    assert_eq!(status.bytes_done, status.bytes_total, "{what}");
    let rows = pool.files();
    // Whatever was not read is named, with the members that it would have been.
    let mut named = 0;
    for row in &rows {
        let path = &row.report.path;
        named += match path.split_once(".zip (members ").and_then(|(_, rest)| rest.split_once(" of 10)")) {
            Some((members, "")) => {
                let (first, last) = members.split_once(" to ").expect("two numbers");
                last.parse::<u64>().expect("a number") + 1 - first.parse::<u64>().expect("a number")
            }
            _ => {
                assert!(path.ends_with(".json"), "{what}: {path}");
                1
            }
        };
    }
    assert_eq!(named, ALL_FILES, "{what}");
    let kept = rows.iter().filter(|row| row.report.records > 0).count();
    assert_eq!(status.events, (kept * NUM_RECORDS) as u64, "{what}");
}

#[test]
fn all_workers_read_one_archive() {
    for num_workers in 1..=4 {
        let mut pool = begun(num_workers, 7);
        let status = pool.finish();
        check(&pool, &status, "read");
        assert_eq!(status.events, ALL_FILES * NUM_RECORDS as u64);
        let readers = pool.num_rows.iter().filter(|&&rows| rows > 0).count();
        assert_eq!(readers, usize::from(num_workers), "workers that have rows");
        let paths: Vec<String> = pool.files().into_iter().map(|row| row.report.path).collect();
        assert!(paths.contains(&"10.zip/13.json".to_owned()), "{paths:?}");
    }
}

#[test]
fn parts_are_cancelled_lost_and_read_again() {
    for moment in 0..40 {
        for num_workers in [1, 2, 3] {
            let what = format!("{num_workers} workers, after {moment} steps");
            let mut pool = begun(num_workers, moment);
            for _ in 0..moment {
                pool.step();
            }
            pool.command(Command::CancelLoad);
            let status = pool.finish();
            check(&pool, &status, &format!("{what}, cancelled"));

            let mut pool = begun(num_workers, moment);
            for _ in 0..moment {
                pool.step();
            }
            pool.end_worker(0, true);
            let status = pool.finish();
            check(&pool, &status, &format!("{what}, a worker ended"));
            let archives = |name: &str| {
                pool.files().iter().any(|row| row.report.kind == "lost" && row.report.path.starts_with(name))
            };
            let lost = ["0.zip", "10.zip", "lone"].into_iter().filter(|name| archives(name)).count();
            assert_eq!(status.lost, lost as u64, "{what}: archives count as one file each");
            pool.command(Command::ReadLostAgain);
            let status = pool.finish();
            check(&pool, &status, &format!("{what}, read again"));
            assert_eq!((status.lost, status.events), (0, ALL_FILES * NUM_RECORDS as u64), "{what}");
        }
    }
}
