//! Copies of one action in one row of the table, against a fold that looks at every pair.

use std::collections::HashMap;

use serde_json::{Value, json};
use trail_loupe::engine::protocol::{Command, EventKey, Folding, Page, Sort, TableRow, Update};

use crate::pool::Pool;

const ACCOUNTS: [&str; 4] = ["111122223333", "222233334444", "333344445555", "444455556666"];

/// The columns of the pages asked for.
const COLUMNS: [&str; 3] = ["eventID", "eventName", "recipientAccountId"];

/// The orders tried: every kind of column, a derived field and a path.
const FIELDS: [&str; 8] = [
    "eventTime",
    "eventName",
    "eventID",
    "sharedEventID",
    "recipientAccountId",
    "errorCode",
    "user",
    "requestParameters.n",
];

/// Numbers that only look drawn by chance.
struct Draw(u64);

impl Draw {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A record of an organization: most share an id with a few others, not all of other accounts.
fn record(number: usize, draw: &mut Draw) -> Value {
    let account = ACCOUNTS[draw.below(4) as usize];
    let time = draw.below(300);
    let name = ["Decrypt", "decrypt", "AssumeRole", "GetObject"][draw.below(4) as usize];
    let mut record = json!({
        "eventVersion": "1.08", "eventID": format!("event-{number:05}"), "eventSource": "kms.amazonaws.com",
        "eventTime": format!("2026-03-01T00:{:02}:{:02}Z", time / 60, time % 60),
        "eventName": name,
        "recipientAccountId": account,
        "userIdentity": { "type": "IAMUser", "userName": format!("u{}", draw.below(5)), "accountId": account },
        "requestParameters": { "n": format!("{}", draw.below(40)) },
    });
    let shared = draw.below(120);
    match draw.below(12) {
        0 => {}
        // The same GUID in another case is another text.
        1 => record["sharedEventID"] = json!(format!("00000000-0000-4000-8000-0000000000{shared:02X}")),
        2 => record["sharedEventID"] = json!(format!("not a guid {shared}")),
        3 => record["sharedEventID"] = json!(["00000000-0000-4000-8000-000000000001"]),
        4 if shared.is_multiple_of(2) => {
            record["sharedEventID"] = json!({ "id": "00000000-0000-4000-8000-000000000001" });
        }
        4 => record["sharedEventID"] = json!(""),
        _ => record["sharedEventID"] = json!(format!("00000000-0000-4000-8000-0000000000{shared:02x}")),
    }
    match draw.below(15) {
        0 => record["recipientAccountId"] = Value::Null,
        1 => record["eventCategory"] = json!("Insight"),
        2 => record["errorCode"] = json!("AccessDenied"),
        _ => {}
    }
    record
}

fn records(count: usize) -> Vec<Value> {
    let mut draw = Draw(7);
    (0..count).map(|number| record(number, &mut draw)).collect()
}

fn load(pool: &mut Pool, records: &[Value], records_each: usize) {
    let files: Vec<(String, Vec<u8>)> = records
        .chunks(records_each)
        .enumerate()
        .map(|(at, records)| (format!("{at}.json"), json!({ "Records": records }).to_string().into_bytes()))
        .collect();
    pool.load(files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect());
}

fn page(pool: &mut Pool, first: u64, count: u32) -> Page {
    let columns = COLUMNS.map(str::to_owned).to_vec();
    pool.command(Command::SetWindow { first, count, columns });
    last_page(pool)
}

fn last_page(pool: &Pool) -> Page {
    let page = pool.last(|update| match update {
        Update::Page(page) => Some(page.clone()),
        _ => None,
    });
    page.expect("a page was published")
}

fn folding(pool: &Pool) -> Option<Folding> {
    pool.last(|update| match update {
        Update::Folding(folding) => Some(folding.clone()),
        _ => None,
    })
    .flatten()
}

fn ids(rows: &[TableRow]) -> Vec<String> {
    rows.iter().map(|row| row.event_id.clone().unwrap_or_default()).collect()
}

/// The event ids of each row, by the rule as it is written: an event goes to the first row above that
/// has its id and not yet its account.
fn naive(unfolded: &[String], records: &HashMap<String, &Value>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let shared = |id: &String| -> Option<(String, String)> {
        let record = records[id];
        // A list of one id is that id.
        let shared = record["sharedEventID"].get(0).unwrap_or(&record["sharedEventID"]);
        let shared = shared.as_str().filter(|shared| !shared.is_empty())?;
        let account = record["recipientAccountId"].as_str()?;
        (record["eventCategory"] != "Insight").then(|| (shared.to_owned(), account.to_owned()))
    };
    for id in unfolded {
        let home = shared(id).and_then(|(own, account)| {
            rows.iter().position(|row| {
                let others: Vec<_> = row.iter().map(&shared).collect();
                others.iter().all(|other| {
                    other.as_ref().is_some_and(|(known, theirs)| *known == own && *theirs != account)
                })
            })
        });
        match home {
            Some(at) => rows[at].push(id.clone()),
            None => rows.push(vec![id.clone()]),
        }
    }
    rows
}

/// The rows with the copies that each says it stands for.
fn told(
    rows: &[TableRow],
    by_key: &HashMap<EventKey, String>,
    records: &HashMap<String, &Value>,
) -> Vec<Vec<String>> {
    rows.iter()
        .map(|row| {
            let copies: Vec<String> = row.copies.iter().map(|copy| by_key[&copy.key].clone()).collect();
            for (copy, id) in row.copies.iter().zip(&copies) {
                assert_eq!(records[id]["recipientAccountId"], copy.account.as_str());
            }
            if copies.is_empty() { vec![row.event_id.clone().unwrap_or_default()] } else { copies }
        })
        .collect()
}

#[test]
fn the_folded_table_is_the_unfolded_one_with_copies_left_out() {
    let records = records(420);
    let by_id: HashMap<String, &Value> = records
        .iter()
        .map(|record| (record["eventID"].as_str().unwrap_or_default().to_owned(), record))
        .collect();
    for num_shards in [1, 3] {
        let mut pool = Pool::new(num_shards, 11);
        load(&mut pool, &records, 37);
        for query in ["", "eventName:Decrypt"] {
            pool.command(Command::SetQuery { text: query.to_owned() });
            let matches = pool.matches().matches;
            for (field, descending) in FIELDS.iter().flat_map(|field| [(field, true), (field, false)]) {
                let name = format!("{field} {descending} {query:?} with {num_shards} workers");
                pool.command(Command::SetFolding(false));
                pool.command(Command::SetSort(Sort { field: (*field).to_owned(), descending }));
                let unfolded = page(&mut pool, 0, 500);
                assert!(
                    unfolded.rows.iter().all(|row| row.copies.is_empty()) && !unfolded.is_folded,
                    "{name}"
                );
                assert_eq!(folding(&pool), None, "{name}");
                let by_key: HashMap<EventKey, String> = unfolded
                    .rows
                    .iter()
                    .map(|row| (row.key, row.event_id.clone().unwrap_or_default()))
                    .collect();
                let expected = naive(&ids(&unfolded.rows), &by_id);
                pool.command(Command::SetFolding(true));
                let folded = page(&mut pool, 0, 500);
                assert!(folded.is_folded);
                let told = told(&folded.rows, &by_key, &by_id);
                let other = told.iter().zip(&expected).position(|(told, expected)| told != expected);
                assert_eq!((other, told.len()), (None, expected.len()), "{name}: first other row");
                let said = folding(&pool).expect("what was folded is said");
                assert_eq!(
                    (said.query.as_str(), said.matches, said.folded),
                    (query, matches, matches - expected.len() as u64),
                    "{name}"
                );
                assert!(
                    expected.iter().filter(|row| row.len() > 1).count() > 20,
                    "{name}: there is something to fold"
                );
                assert_eq!(pool.matches().matches, matches, "matches stay events");
                for first in [1, 63, 64, 130, expected.len() as u64 - 2] {
                    let part = page(&mut pool, first, 20);
                    let wanted: Vec<String> =
                        expected.iter().skip(first as usize).take(20).map(|row| row[0].clone()).collect();
                    assert_eq!((part.first, ids(&part.rows)), (first, wanted), "{name} from {first}");
                }
            }
        }
    }
}

#[test]
fn a_copy_is_found_in_the_row_that_stands_for_it() {
    let records = records(300);
    let mut pool = Pool::new(3, 5);
    load(&mut pool, &records, 20);
    pool.command(Command::SetFolding(true));
    let rows = page(&mut pool, 0, 400).rows;
    let mut copies = 0;
    for (place, row) in rows.iter().enumerate() {
        for copy in &row.copies {
            pool.command(Command::LocateEvent { key: copy.key, query: String::new() });
            let index = pool.last(|update| match update {
                Update::Located { key, index, .. } if *key == copy.key => Some(*index),
                _ => None,
            });
            assert_eq!(index, Some(Some(place as u64)));
            copies += 1;
        }
    }
    assert!(copies > 40, "{copies}");
}

#[test]
fn more_ids_than_one_step_asks_about_are_folded() {
    let records: Vec<Value> = (0..10_000)
        .map(|number| {
            let shared = number % 5_000;
            json!({
                "eventVersion": "1.08", "eventID": format!("event-{number:05}"), "eventName": "Decrypt",
                "eventTime": "2026-03-01T00:00:00Z", "recipientAccountId": ACCOUNTS[number / 5_000],
                "sharedEventID": format!("00000000-0000-4000-8000-{shared:012x}"),
            })
        })
        .collect();
    let mut pool = Pool::new(3, 2);
    load(&mut pool, &records, 700);
    pool.command(Command::SetFolding(true));
    let last = page(&mut pool, 4_990, 40);
    assert_eq!(last.rows.len(), 10);
    assert!(last.rows.iter().all(|row| row.copies.len() == 2));
    assert_eq!(folding(&pool).map(|folding| (folding.matches, folding.folded)), Some((10_000, 5_000)));
}

#[test]
fn the_last_wish_stands_whatever_crossed_on_the_way() {
    let records = records(200);
    for seed in 0..30 {
        let mut pool = Pool::new(3, seed);
        load(&mut pool, &records, 15);
        let mut settled = Pool::new(3, seed);
        load(&mut settled, &records, 15);
        let mut draw = Draw(seed);
        page(&mut pool, 0, 300);
        for _ in 0..12 {
            let command = match draw.below(4) {
                0 => Command::SetQuery { text: ["", "eventName:Decrypt"][draw.below(2) as usize].to_owned() },
                1 => {
                    let field = FIELDS[draw.below(8) as usize].to_owned();
                    Command::SetSort(Sort { field, descending: draw.below(2) == 0 })
                }
                _ => Command::SetFolding(draw.below(2) == 0),
            };
            settled.command(command.clone());
            pool.begin(command);
            for _ in 0..draw.below(9) {
                pool.step();
            }
        }
        pool.finish();
        let wanted = page(&mut settled, 0, 300);
        let shown = last_page(&pool);
        assert_eq!((ids(&shown.rows), shown.is_folded), (ids(&wanted.rows), wanted.is_folded), "seed {seed}");
        assert_eq!(folding(&pool), folding(&settled), "seed {seed}");
    }
}

#[test]
fn a_worker_that_ends_takes_its_copies_with_it() {
    let records: Vec<Value> = (0..60)
        .map(|number: usize| {
            json!({
                "eventVersion": "1.08", "eventID": format!("event-{number}"), "eventName": "Decrypt",
                "eventTime": "2026-03-01T00:00:00Z", "recipientAccountId": ACCOUNTS[number % 2],
                "sharedEventID": format!("00000000-0000-4000-8000-{:012x}", number / 2),
            })
        })
        .collect();
    for can_restart in [true, false] {
        let mut pool = Pool::new(3, 3);
        load(&mut pool, &records, 1);
        let total = page(&mut pool, 0, 100).rows.len();
        pool.command(Command::SetFolding(true));
        let rows = last_page(&pool).rows;
        assert_eq!((total, rows.len()), (60, 30));
        let shards = |row: &TableRow| row.copies.iter().map(|copy| copy.key.shard).collect::<Vec<_>>();
        let crosses = |row: &&TableRow| shards(row)[0] != shards(row)[1];
        assert!(rows.iter().filter(crosses).count() > 5, "workers share actions");
        pool.end_worker(1, can_restart);
        pool.finish();
        let expected = |row: &TableRow| shards(row).iter().filter(|shard| **shard != 1).count();
        let mut wanted: Vec<usize> = rows.iter().map(expected).filter(|copies| *copies > 0).collect();
        let mut left: Vec<usize> = last_page(&pool).rows.iter().map(|row| row.copies.len().max(1)).collect();
        wanted.sort_unstable();
        left.sort_unstable();
        assert_eq!(left, wanted);
        let folded = wanted.iter().filter(|copies| **copies == 2).count() as u64;
        assert_eq!(folding(&pool).map(|folding| folding.folded), Some(folded));
    }
}
