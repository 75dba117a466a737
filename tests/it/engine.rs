//! The engine at its door: any number of workers in a loop.

use serde_json::{Value, json};
use trail_loupe::engine::coordinator::Coordinator;
use trail_loupe::engine::protocol::{
    Command, Effect, EventKey, GivenFile, GivenId, Page, Phase, QueryId, RecordText, Request, Response, Sort,
    Update,
};
use trail_loupe::engine::shard::Shard;

use crate::pool::Pool;

/// A record with an id, a time and a name; `more` is merged in.
fn record(id: &str, time: &str, name: &str, more: &Value) -> Value {
    let mut record = json!({
        "eventVersion": "1.08", "eventID": id, "eventTime": time, "eventName": name,
        "eventSource": "ec2.amazonaws.com", "awsRegion": "eu-west-1", "recipientAccountId": "111122223333",
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        record[key] = value.clone();
    }
    record
}

fn log_file(records: &[Value]) -> Vec<u8> {
    json!({ "Records": records }).to_string().into_bytes()
}

fn page(pool: &Pool) -> Page {
    pool.last(|update| match update {
        Update::Page(page) => Some(page.clone()),
        _ => None,
    })
    .expect("a page was published")
}

fn opened(pool: &mut Pool, key: EventKey) -> RecordText {
    pool.command(Command::OpenRecord(key));
    pool.last(|update| match update {
        Update::Record { key: of, record } if *of == key => Some((**record).clone()),
        _ => None,
    })
    .expect("a record was published")
}

/// Files whose sorted rows are known: the number in the name is the place in time.
fn many_files(num_files: usize, records_each: usize) -> Vec<(String, Vec<u8>)> {
    let total = num_files * records_each;
    (0..num_files)
        .map(|file| {
            let records: Vec<Value> = (0..records_each)
                .map(|index| {
                    let place = (file * records_each + index) * 7_919 % total;
                    let id = format!("00000000-0000-4000-8000-{place:012x}");
                    let time =
                        format!("2026-03-01T{:02}:{:02}:{:02}Z", place / 3_600, place / 60 % 60, place % 60);
                    record(&id, &time, &format!("Name{place:06}"), &json!({}))
                })
                .collect();
            (format!("file{file}.json"), log_file(&records))
        })
        .collect()
}

fn given(files: &[(String, Vec<u8>)]) -> Vec<(&str, Vec<u8>)> {
    files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect()
}

#[test]
fn every_page_of_every_sort_is_right_for_any_number_of_workers() {
    let files = many_files(13, 101);
    let total = 13 * 101;
    for num_shards in [1, 2, 5] {
        let mut pool = Pool::new(num_shards, u64::from(num_shards));
        let status = pool.load(given(&files));
        assert_eq!((status.events, status.duplicates, status.files), (total, 0, 13));
        assert_eq!((pool.matches().matches, pool.matches().total), (total, total));
        for (field, descending) in
            [("eventTime", true), ("eventTime", false), ("eventName", true), ("eventID", false)]
        {
            pool.command(Command::SetSort(Sort { field: field.to_owned(), descending }));
            for first in [0u64, 1, 63, 64, 500, 1_290, total - 3] {
                let columns = vec!["eventName".to_owned(), "eventTime".to_owned()];
                pool.command(Command::SetWindow { first, count: 40, columns });
                let page = page(&pool);
                let names: Vec<&str> = page.rows.iter().map(|row| row.cells[0][0].as_str()).collect();
                let expected: Vec<String> = (first..total.min(first + 40))
                    .map(|place| if descending { total - 1 - place } else { place })
                    .map(|place| format!("Name{place:06}"))
                    .collect();
                assert_eq!(names, expected, "{field} {descending} from {first} with {num_shards} workers");
                assert_eq!(page.first, first);
            }
        }
    }
}

/// What a page at a place of the table asks its two workers when both have selected their rows.
fn asked_after_the_count(first: u64) -> Vec<Request> {
    let mut coordinator = Coordinator::new(2);
    coordinator.command(Command::SetWindow { first, count: 40, columns: vec!["eventName".to_owned()] });
    let asked = coordinator.command(Command::SetQuery { text: "eventName:*".to_owned() });
    let id = requests(&asked).into_iter().find_map(|request| match request {
        Request::Query { id, .. } => Some(*id),
        _ => None,
    });
    let id = id.expect("the question goes to the workers");
    let matches = || Response::Matches { id, matches: 900, total: 900, extent: None };
    coordinator.response(0, matches());
    requests(&coordinator.response(1, matches())).into_iter().cloned().collect()
}

fn requests(effects: &[Effect]) -> Vec<&Request> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Send { request, .. } => Some(request),
            _ => None,
        })
        .collect()
}

#[test]
fn the_first_page_does_not_wait_for_the_order_and_no_more_rows_are_sent_than_wanted() {
    let limits = |first| -> Vec<u32> {
        asked_after_the_count(first)
            .iter()
            .filter_map(|request| match request {
                Request::Rows { limit, .. } => Some(*limit),
                _ => None,
            })
            .collect()
    };
    assert_eq!(limits(0), [40, 40]);
    assert_eq!(limits(20), [60, 60]);
    assert!(limits(500).is_empty(), "where the page begins is not known yet");
}

#[test]
fn equal_values_keep_drop_order_and_absent_ones_come_last() {
    let rows = |names: &[Option<&str>]| -> Vec<u8> {
        let records: Vec<Value> = names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let mut record = record("", "2026-03-01T00:00:00Z", "x", &json!({ "errorCode": name }));
                record["requestParameters"] = json!({ "place": index });
                record
            })
            .collect();
        log_file(&records)
    };
    for num_shards in [1, 3] {
        let mut pool = Pool::new(num_shards, 9);
        pool.load(vec![
            ("a.json", rows(&[None, Some("b"), Some("A")])),
            ("b.json", rows(&[Some("a"), Some("B"), None, Some("b")])),
        ]);
        let columns = vec!["errorCode".to_owned(), "requestParameters.place".to_owned(), "file".to_owned()];
        pool.command(Command::SetWindow { first: 0, count: 10, columns });
        for (descending, expected) in
            [(false, ["A", "a", "B", "b", "b", "-", "-"]), (true, ["b", "b", "B", "a", "A", "-", "-"])]
        {
            pool.command(Command::SetSort(Sort { field: "errorCode".to_owned(), descending }));
            let page = page(&pool);
            let codes: Vec<&str> =
                page.rows.iter().map(|row| row.cells[0].first().map_or("-", String::as_str)).collect();
            assert_eq!(codes, expected);
            let equal: Vec<String> = page
                .rows
                .iter()
                .filter(|row| row.cells[0] == ["b"])
                .map(|row| row.cells[2].join(""))
                .collect();
            assert_eq!(equal, ["a.json", "b.json"], "equal values keep drop order");
        }
    }
}

#[test]
fn duplicates_are_counted_alike_for_any_number_of_workers_and_any_order_of_loading() {
    let a =
        record("id-1", "2026-03-01T00:00:00Z", "RunInstances", &json!({ "requestParameters": { "n": 50 } }));
    let a_written_differently =
        br#"{"Records":[{"requestParameters":{"n":50.0},"recipientAccountId":"111122223333","awsRegion":"eu-west-1","eventSource":"ec2.amazonaws.com","eventName":"Run\u0049nstances","eventTime":"2026-03-01T00:00:00Z","eventID":"id-1","eventVersion":"1.08"}]}"#;
    let other_content = record("id-1", "2026-03-01T00:00:01Z", "RunInstances", &json!({}));
    let without_id = record("", "2026-03-01T00:00:00Z", "RunInstances", &json!({}));
    let csv = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n\
        alice,,2026-03-01T00:00:00Z,ec2.amazonaws.com,RunInstances,eu-west-1,192.0.2.1,,,[],,id-1,false,AwsApiCall,111122223333,Management\n\
        alice,,2026-03-01T00:00:00Z,ec2.amazonaws.com,RunInstances,eu-west-1,192.0.2.1,,,[],,id-2,false,AwsApiCall,111122223333,Management\n";
    for num_shards in [1, 2, 4] {
        for seed in 0..4 {
            let mut pool = Pool::new(num_shards, seed);
            let status = pool.load(vec![
                ("summary.csv", csv.as_bytes().to_vec()),
                ("1.json", log_file(&[a.clone(), without_id.clone(), without_id.clone()])),
                ("2.json", a_written_differently.to_vec()),
                ("3.json", log_file(std::slice::from_ref(&other_content))),
                ("4.json", log_file(std::slice::from_ref(&a))),
            ]);
            assert_eq!((status.records, status.events, status.duplicates), (8, 5, 3), "{num_shards} workers");
            let per_file: Vec<(String, u64)> =
                pool.files().iter().map(|row| (row.report.path.clone(), row.duplicates)).collect();
            let mut per_file = per_file;
            per_file.sort();
            let expected = [("1.json", 0), ("2.json", 1), ("3.json", 0), ("4.json", 1), ("summary.csv", 1)];
            assert_eq!(per_file, expected.map(|(path, count)| (path.to_owned(), count)));
            pool.command(Command::SetWindow { first: 0, count: 10, columns: vec!["file".to_owned()] });
            let contested: Vec<String> = page(&pool)
                .rows
                .iter()
                .filter(|row| row.is_contested)
                .map(|row| row.cells[0].join(""))
                .collect();
            assert_eq!(contested.len(), 2);
            assert!(contested.contains(&"1.json".to_owned()) && contested.contains(&"3.json".to_owned()));
        }
    }
}

#[test]
fn a_later_drop_is_settled_against_the_earlier_one() {
    let files = many_files(3, 10);
    let mut pool = Pool::new(2, 5);
    pool.load(given(&files));
    let status = pool.load(given(&files));
    assert_eq!((status.records, status.events, status.duplicates, status.files), (60, 30, 30, 6));
    assert!(pool.files().iter().all(|row| row.duplicates == if row.number < 3 { 0 } else { 10 }));
    assert_eq!(pool.matches().total, 30);
}

#[test]
fn a_record_comes_back_byte_for_byte_with_its_place() {
    let text = br#"{"Records": [ {"eventVersion":"1.08",  "eventID":"x-1","n":1.50e3}, {"eventVersion":"1.0","eventID":"x-2"} ]}"#;
    let mut pool = Pool::new(1, 1);
    pool.load(vec![("folder/log.json", text.to_vec())]);
    pool.command(Command::FindEvent { event_id: "x-1".to_owned() });
    let key = pool.last(|update| match update {
        Update::Found { event_id, key } if event_id == "x-1" => *key,
        _ => None,
    });
    let record = opened(&mut pool, key.expect("the event is found"));
    assert_eq!(record.json, r#"{"eventVersion":"1.08",  "eventID":"x-1","n":1.50e3}"#);
    assert_eq!((record.file.as_str(), record.offset), ("folder/log.json", Some(14)));
}

#[test]
fn cancelling_keeps_what_is_loaded_and_names_the_rest() {
    let files = many_files(40, 3);
    for steps in [0, 1, 5, 100] {
        let mut pool = Pool::new(2, 1);
        pool.hold(files.iter().map(|(_, bytes)| bytes.clone()).collect());
        let names = files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64).into()).collect();
        pool.begin(Command::AddFiles { files: names });
        for _ in 0..steps {
            pool.step();
        }
        pool.command(Command::CancelLoad);
        let status = pool.status();
        assert_eq!(status.phase, Phase::Ready, "after {steps} steps");
        let rows = pool.files();
        let not_read = rows.iter().filter(|row| row.report.kind == "not-read").count() as u64;
        assert_eq!(rows.len(), 40);
        assert_eq!(status.records, (40 - not_read) * 3);
        assert_eq!(pool.matches().total, status.events);
        assert_eq!(status.was_cancelled, not_read > 0);
        assert!(
            rows.iter().filter(|row| row.report.kind == "not-read").all(|row| !row.report.reasons.is_empty())
        );
    }
}

#[test]
fn files_added_while_others_load_are_settled_too() {
    let files = many_files(12, 5);
    for steps in 0..40 {
        let mut pool = Pool::new(2, steps);
        pool.hold(files.iter().chain(&files).map(|(_, bytes)| bytes.clone()).collect());
        let names: Vec<GivenFile> =
            files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64).into()).collect();
        pool.begin(Command::AddFiles { files: names.clone() });
        for _ in 0..steps {
            pool.step();
        }
        pool.command(Command::AddFiles { files: names });
        let status = pool.status();
        assert_eq!(
            (status.phase, status.events, status.duplicates),
            (Phase::Ready, 60, 60),
            "after {steps} steps"
        );
        assert_eq!(pool.matches().total, 60);
    }
}

#[test]
fn loading_ends_when_all_files_of_a_drop_are_named() {
    let files = many_files(12, 5);
    let names: Vec<GivenFile> =
        files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64).into()).collect();
    // How many files a portion has, and after which portion the rest is not wanted any more.
    for (portion, cancelled_after) in
        [(1, None), (5, None), (12, None), (5, Some(0)), (5, Some(1)), (1, Some(7))]
    {
        let mut pool = Pool::new(2, portion as u64);
        pool.hold(files.iter().map(|(_, bytes)| bytes.clone()).collect());
        pool.command(Command::BeginAdding);
        for (at, names) in names.chunks(portion).enumerate() {
            pool.command(Command::AddFiles { files: names.to_vec() });
            assert_eq!(pool.status().phase, Phase::Loading, "more may come");
            if cancelled_after == Some(at) {
                pool.command(Command::CancelLoad);
            }
        }
        pool.command(Command::EndAdding);
        let read = cancelled_after.map_or(12, |at| (portion * (at + 1)) as u64);
        let status = pool.status();
        assert_eq!((status.phase, status.given_done, status.given_total), (Phase::Ready, 12, 12));
        assert_eq!((status.events, status.was_cancelled), (read * 5, cancelled_after.is_some()));
        let not_read = pool.files().iter().filter(|row| row.report.kind == "not-read").count() as u64;
        assert_eq!(not_read, 12 - read);
        // The next drop is read again.
        pool.hold(files[..2].iter().map(|(_, bytes)| bytes.clone()).collect());
        pool.command(Command::AddFiles { files: names[..2].to_vec() });
        assert_eq!((pool.status().phase, pool.status().was_cancelled), (Phase::Ready, false));
        assert_eq!(pool.status().records, read * 5 + 10);
    }
}

#[test]
fn rows_of_a_narrower_filter_stand_in_the_order_of_all() {
    // Values repeat, some are missing, and every fourth record is a duplicate that comes later.
    let names = ["GetObject", "PutObject", "getobject", "DeleteObject", "ListBuckets"];
    let records: Vec<Value> = (0..120)
        .map(|at| {
            let code = (at % 3 == 0).then(|| format!("code-{}", at % 7));
            let time = format!("2026-03-01T00:{:02}:00Z", at * 37 % 60);
            record(&format!("id-{at}"), &time, names[at % 5], &json!({ "errorCode": code }))
        })
        .collect();
    let again: Vec<Value> = records.iter().step_by(4).cloned().collect();
    let files = || vec![("a.json", log_file(&records)), ("b.json", log_file(&again))];
    let queries = [
        "",
        "eventName:GetObject",
        "",
        "-errorCode:*",
        "eventName:(PutObject OR ListBuckets)",
        "eventID:id-7",
    ];
    for num_shards in [1, 2] {
        for field in ["eventTime", "eventName", "errorCode"] {
            let sort = |descending| Sort { field: field.to_owned(), descending };
            let mut pool = Pool::new(num_shards, 3);
            let window = || Command::SetWindow { first: 0, count: 200, columns: vec!["eventID".to_owned()] };
            pool.load(files());
            pool.command(window());
            for (query, descending) in queries.into_iter().flat_map(|query| [(query, true), (query, false)]) {
                pool.command(Command::SetSort(sort(descending)));
                pool.command(Command::SetQuery { text: query.to_owned() });
                // An engine that was never asked for all rows sorts those that match.
                let mut fresh = Pool::new(num_shards, 3);
                fresh.command(Command::SetSort(sort(descending)));
                fresh.command(Command::SetQuery { text: query.to_owned() });
                fresh.load(files());
                fresh.command(window());
                let ids =
                    |pool: &Pool| page(pool).rows.iter().map(|row| row.cells[0].clone()).collect::<Vec<_>>();
                assert_eq!(ids(&pool), ids(&fresh), "{query} by {field}, {num_shards} workers");
            }
        }
    }
}

#[test]
fn the_fingerprint_of_a_file_is_that_of_its_delivered_bytes() {
    let log = log_file(&[record("id-1", "2026-03-01T00:00:00Z", "RunInstances", &json!({}))]);
    let gzip = crate::ingest::gzip(&log);
    let mut damaged = gzip.clone();
    damaged.truncate(gzip.len() - 3);
    let mut trailing = gzip.clone();
    trailing.extend(b"rubbish");
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(String::from_utf8_lossy(&log).encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let files = vec![
        ("plain.json", log.clone()),
        ("log.json.gz", gzip.clone()),
        ("twice.json.gz", crate::ingest::gzip(&gzip)),
        ("cut.json.gz", damaged),
        ("trailing.json.gz", trailing),
        ("utf16.json", utf16),
        ("notes.txt", b"remember the milk".to_vec()),
        ("empty.json", Vec::new()),
        ("table.parquet", b"PAR1 and more".to_vec()),
        ("broken.json", b"{\"Records\":[{\"eventVersion\":\"1.08\",\"eventID\":\"x\"},]".to_vec()),
    ];
    let mut pool = Pool::new(2, 7);
    pool.load(files.clone());
    pool.command(Command::AskFileHashes);
    let hashes = pool
        .last(|update| match update {
            Update::FileHashes(hashes) => Some(hashes.clone()),
            _ => None,
        })
        .expect("hashes were published");
    for row in pool.files() {
        let (_, bytes) =
            files.iter().find(|(name, _)| *name == row.report.path).expect("a file that was given");
        let hash = hashes.iter().find(|(number, _)| *number == row.number).map(|(_, hash)| hash.as_str());
        assert_eq!(hash, Some(trail_loupe::base::sha256::hex(bytes).as_str()), "{}", row.report.path);
    }
    let known = trail_loupe::base::sha256::hex(b"short");
    assert_eq!(known, "f9b0078b5df596d2ea19010c001bbd009e651de2c57e8fb7e355f31eb9d3f739");
}

#[test]
fn what_has_no_room_is_named_and_the_rest_is_read() {
    let files = many_files(6, 3);
    for num_workers in [1, 3] {
        let mut pool = Pool::new(num_workers, 1);
        pool.hold(files.iter().map(|(_, bytes)| bytes.clone()).collect());
        let mut names: Vec<GivenFile> =
            files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64).into()).collect();
        // Sizes as a file manager says them; what a worker holds is small.
        names[1] = ("huge.json".to_owned(), 5 << 30).into();
        names[4] = ("large.json.gz".to_owned(), 700 << 20).into();
        pool.command(Command::AddFiles { files: names });
        assert_eq!(pool.status().phase, Phase::Ready);
        assert_eq!(pool.status().records, 4 * 3);
        let rows = pool.files();
        let mut refused: Vec<&str> = rows
            .iter()
            .filter(|row| row.report.kind == "no-room" && row.report.reasons.len() == 1)
            .map(|row| row.report.path.as_str())
            .collect();
        refused.sort_unstable();
        assert_eq!(refused, ["huge.json", "large.json.gz"]);
        assert_eq!(rows.len(), 6);
    }
}

#[test]
fn a_filter_that_reads_records_goes_in_steps_that_a_newer_one_ends() {
    let padding = "x".repeat(1_500);
    let records: Vec<String> = (0..6_000)
        .map(|number| {
            let word = if number % 1_000 == 0 { "needle" } else { "hay" };
            format!(r#"{{"eventName":"A","requestParameters":{{"p":"{padding}","q":"{word} {number}"}}}}"#)
        })
        .collect();
    let log = format!("{{\"Records\":[{}]}}", records.join(","));
    let mut shard = Shard::default();
    shard.receive(Request::Load { given: GivenId(0), path: "log.json".to_owned() }, log.into_bytes());
    shard.receive(Request::Seal, Vec::new());
    while shard.has_work() {
        shard.step();
    }
    let ask = |id: u32, text: &str| Request::Query { id: QueryId(id), text: text.to_owned() };
    let matches = |responses: Vec<Response>| {
        responses.into_iter().find_map(|response| match response {
            Response::Matches { id, matches, .. } => Some((id.0, matches)),
            _ => None,
        })
    };
    for (id, text, expected) in [
        (1, "needle", 6),
        (2, "requestParameters.q:needle*", 6),
        (3, "needle OR requestParameters.q:hay*", 6_000),
    ] {
        shard.receive(ask(id, text), Vec::new());
        let mut steps = 0;
        let answer = loop {
            steps += 1;
            if let Some(answer) = matches(shard.step()) {
                break answer;
            }
        };
        assert_eq!(answer, (id, expected), "{text}");
        assert!(steps > 2, "{text} took {steps} steps");
    }
    shard.receive(ask(4, "needle"), Vec::new());
    assert_eq!(matches(shard.step()), None);
    shard.receive(ask(5, "eventName:A"), Vec::new());
    let mut answers = Vec::new();
    while shard.has_work() {
        answers.extend(matches(shard.step()));
    }
    assert_eq!(answers, [(5, 6_000)]);
}
