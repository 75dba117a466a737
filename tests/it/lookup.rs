//! Lookups: records apart from the filter in force, compared with a plain reading of the records.

use serde_json::{Value, json};
use trail_loupe::base::timestamp::Timestamp;
use trail_loupe::engine::protocol::{
    Command, EventKey, FoundRecords, LookupId, RecordQuery, Request, Response, SortKey, SortValue, Update,
};
use trail_loupe::engine::shard::Shard;

use crate::pool::Pool;

/// Records whose order in time is not that of the files; some without a time, one twice.
fn files() -> Vec<(String, Vec<Value>)> {
    const NAMES: [&str; 3] = ["GetItem", "PutItem", "Scan"];
    let record = |number: usize| {
        let mut record = json!({
            "eventVersion": "1.08",
            "eventID": format!("00000000-0000-4000-8000-{number:012x}"),
            "eventName": NAMES[number % 3],
            "eventSource": "dynamodb.amazonaws.com",
            "eventTime": format!("2026-03-01T{:02}:{:02}:00Z", number * 7 % 24, number * 31 % 60),
            "sourceIPAddress": format!("203.0.113.{}", number % 5),
            "requestParameters": {"tableName": format!("table-{}", number % 4)},
            "userIdentity": {"type": "IAMUser", "accessKeyId": format!("AKIAEXAMPLE{}", number % 6)},
        });
        if number.is_multiple_of(11) {
            record["eventTime"] = json!("some day");
        }
        record
    };
    let mut files: Vec<(String, Vec<Value>)> = (0..7)
        .map(|file| (format!("file{file}.json"), (0..40).map(|at| record(at * 7 + file)).collect()))
        .collect();
    let again = files[0].1[3].clone();
    files[4].1.push(again);
    files
}

fn pool(num_shards: u16) -> Pool {
    let mut pool = Pool::new(num_shards, 41 + u64::from(num_shards));
    let files = files();
    let given = files
        .iter()
        .map(|(name, records)| (name.as_str(), json!({ "Records": records }).to_string().into_bytes()));
    let status = pool.load(given.collect());
    assert_eq!((status.events, status.duplicates), (280, 1));
    pool
}

fn wanted(text: &str, limit: u32) -> RecordQuery {
    let columns = vec!["eventName".to_owned(), "requestParameters.tableName".to_owned()];
    RecordQuery { text: text.to_owned(), limit, columns, with_text: true }
}

fn time(record: &Value) -> Option<i64> {
    Timestamp::parse(record["eventTime"].as_str()?).map(|time| time.0)
}

/// Query texts with what they mean.
type Meaning = (&'static str, fn(&Value) -> bool);
const QUERIES: [Meaning; 6] = [
    ("", |_| true),
    ("eventName:\"Scan\"", |record| record["eventName"] == "Scan"),
    // No column: read from the records.
    ("requestParameters.tableName:\"table-2\"", |record| {
        record["requestParameters"]["tableName"] == "table-2"
    }),
    ("-userIdentity.accessKeyId:\"AKIAEXAMPLE1\" sourceIPAddress:203.0.113.4", |record| {
        record["userIdentity"]["accessKeyId"] != "AKIAEXAMPLE1" && record["sourceIPAddress"] == "203.0.113.4"
    }),
    ("eventTime:[2026-03-01T05:00:00Z TO 2026-03-01T06:30:00Z]", |record| {
        time(record).is_some_and(|time| (1_772_341_200_000..=1_772_346_600_000).contains(&time))
    }),
    ("eventName:\"Nothing\"", |_| false),
];

#[test]
fn records_are_counted_and_the_earliest_come_whole() {
    let records: Vec<(String, Value)> = files()
        .into_iter()
        .flat_map(|(name, records)| records.into_iter().map(move |record| (name.clone(), record)))
        .collect();
    for num_shards in [1, 2, 5] {
        let mut pool = pool(num_shards);
        pool.command(Command::SetQuery { text: "eventName:\"PutItem\"".to_owned() });
        let standing = pool.matches();
        for (text, holds) in QUERIES {
            let mut naive: Vec<&(String, Value)> = Vec::new();
            for entry in records.iter().filter(|(_, record)| holds(record)) {
                // The record that was delivered twice counts once.
                if !naive.iter().any(|(_, known)| *known == entry.1) {
                    naive.push(entry);
                }
            }
            let times = naive.iter().filter_map(|(_, record)| time(record));
            let extent = times.clone().min().zip(times.max());
            naive.sort_by_key(|(_, record)| time(record).unwrap_or(i64::MAX));
            for limit in [0, 1, 16, 1_000] {
                let found = pool.find(wanted(text, limit), None);
                assert_eq!((found.matches, found.extent), (naive.len() as u64, extent), "{text}");
                assert_eq!(found.events.len(), naive.len().min(limit as usize), "{text}");
                for (event, (file, record)) in found.events.iter().zip(&naive) {
                    let told = event.record.as_ref().expect("the text was asked for");
                    assert_eq!(serde_json::from_str::<Value>(&told.json).expect("a record"), *record);
                    assert_eq!((&told.file, event.event_id.as_deref()), (file, record["eventID"].as_str()));
                    let at = told.offset.expect("delivered as JSON") as usize;
                    let delivered = json!({ "Records": files().into_iter().find(|(name, _)| name == file).expect("it").1 });
                    assert!(delivered.to_string()[at..].starts_with(&told.json));
                    let cell = |at: usize| event.cells[at].first().map(String::as_str);
                    assert_eq!(cell(0), record["eventName"].as_str());
                    assert_eq!(cell(1), record["requestParameters"]["tableName"].as_str());
                }
            }
        }
        assert_eq!(pool.matches(), standing, "the filter in force is not touched");
    }
}

#[test]
fn the_event_itself_can_be_left_out() {
    for num_shards in [1, 3] {
        let mut pool = pool(num_shards);
        let all = pool.find(wanted("eventName:\"Scan\"", 1_000), None);
        for own in [0, 40, all.events.len() - 1] {
            let key = all.events[own].key;
            let others = pool.find(wanted("eventName:\"Scan\"", 1_000), Some(key));
            assert_eq!(others.matches + 1, all.matches);
            let keys: Vec<EventKey> = others.events.iter().map(|event| event.key).collect();
            let expected: Vec<EventKey> =
                all.events.iter().map(|event| event.key).filter(|other| *other != key).collect();
            assert_eq!(keys, expected);
            // One that does not match changes nothing.
            let none = pool.find(wanted("eventName:\"GetItem\"", 0), Some(key));
            assert_eq!(none.matches, pool.find(wanted("eventName:\"GetItem\"", 0), None).matches);
        }
    }
}

#[test]
fn what_nobody_waits_for_is_never_told() {
    let mut pool = pool(3);
    let (first, second) = (LookupId(7), LookupId(8));
    let ask = |id, text: &str| Command::FindRecords { id, wanted: wanted(text, 4), except: None };
    let answers = |pool: &Pool| -> Vec<LookupId> {
        let told = pool.updates.iter().filter_map(|update| match update {
            Update::Records { id, .. } => Some(*id),
            _ => None,
        });
        told.collect()
    };
    pool.begin(ask(first, "eventName:\"Scan\""));
    pool.begin(ask(second, "eventName:\"PutItem\""));
    // Two workers have answered the first, or begun to.
    pool.step();
    pool.step();
    pool.begin(Command::ForgetRecords(first));
    while pool.step() {}
    assert_eq!(answers(&pool), [second]);
    // Forgetting twice, or after the answer, is harmless.
    pool.command(Command::ForgetRecords(first));
    pool.command(Command::ForgetRecords(second));
    assert_eq!(answers(&pool), [second]);
}

#[test]
fn a_query_of_the_screen_goes_first() {
    let mut shard = Shard::default();
    let id = LookupId(1);
    shard.receive(Request::Records { id, wanted: wanted("", 0), except: None }, Vec::new());
    shard.receive(Request::Query { id: Default::default(), text: String::new() }, Vec::new());
    let mut answers = Vec::new();
    while shard.has_work() {
        answers.extend(shard.step());
    }
    assert!(
        matches!(answers[..], [Response::Matches { .. }, Response::Records { matches: 0, .. }]),
        "{answers:?}"
    );
}

#[test]
fn answers_of_a_stranger_are_dropped() {
    let mut pool = Pool::new(2, 1);
    let key = SortKey { value: SortValue::Absent, given: 0, member: 0, row: 0 };
    let row =
        trail_loupe::engine::protocol::FoundRow { key, event_id: None, cells: Vec::new(), record: None };
    let stray = Response::Records { id: LookupId(9), matches: 1, extent: None, rows: vec![row] };
    pool.hear(0, stray);
    assert_eq!(pool.updates, []);
    assert_eq!(pool.find(wanted("", 5), None), FoundRecords::default());
}
