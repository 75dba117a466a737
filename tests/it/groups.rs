//! Groups, against an evaluation record by record.

mod model;
pub(crate) mod plain;

use serde_json::json;
use trail_loupe::engine::protocol::{
    Command, GroupColumn, GroupQuestion, GroupRow, GroupSort, GroupValue, Groups, Update,
};

use crate::pool::Pool;
use plain::World;

const ALL: u32 = 1_000_000;
const MOST_FIRST: GroupSort = GroupSort { by: GroupColumn::Events, descending: true };

/// Columns of every encoding, derived fields, paths that lead through arrays, to objects, to nothing.
const FIELDS: [&str; 24] = [
    "eventName",
    "eventSource",
    "user",
    "category",
    "readWrite",
    "file",
    "trail",
    "eventTime",
    "eventID",
    "errorCode",
    "sourceIPAddress",
    "awsRegion",
    "recipientAccountId",
    "userIdentity.type",
    "userIdentity.accessKeyId",
    "resources.ARN",
    "resources.type",
    "insightDetails",
    "requestParameters",
    "requestParameters.bucketName",
    "requestParameters.tagSpecificationSet.items.resourceType",
    "tlsDetails.tlsVersion",
    "additionalEventData.bytesTransferredOut",
    "noSuchField.anywhere",
];

fn ask(pool: &mut Pool, fields: &[&str], sort: GroupSort, top: u32) -> Groups {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    pool.command(Command::SetGroups(Some(GroupQuestion { fields, sort, top })));
    last(pool)
}

fn last(pool: &Pool) -> Groups {
    pool.last(|update| match update {
        Update::Groups(groups) => Some(groups.clone()),
        _ => None,
    })
    .expect("groups were published")
}

/// Many combinations of one to three fields, the same in every run.
fn combinations(how_many: usize) -> Vec<Vec<&'static str>> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let singles = FIELDS.iter().map(|field| vec![*field]);
    let drawn = (0..how_many).map(|_| (0..2 + next(2)).map(|_| FIELDS[next(FIELDS.len())]).collect());
    singles.collect::<Vec<_>>().into_iter().chain(drawn.collect::<Vec<_>>()).collect()
}

fn check(world: &World, queries: &[&str], how_many: usize) {
    for num_shards in [1, 3] {
        let mut pool = world.pool(num_shards, 11);
        for query in queries {
            let records = world.matching(query);
            pool.command(Command::SetGroups(None));
            pool.command(Command::SetQuery { text: (*query).to_owned() });
            assert_eq!(pool.matches().matches, records.len() as u64, "{query}");
            for fields in combinations(how_many) {
                let (expected, repeated) = plain::groups(&records, &fields);
                let mut found = ask(&mut pool, &fields, MOST_FIRST, ALL);
                let case = format!("{query} by {fields:?} with {num_shards} workers");
                let counts = (found.num_groups, found.repeated, found.left_out);
                assert_eq!(counts, (expected.len() as u64, repeated, 0), "{case}");
                assert!(found.rows.is_sorted_by(|a, b| a.events >= b.events), "{case}");
                found.rows.sort_by(|a, b| a.key.cmp(&b.key));
                assert_eq!(found.rows, expected, "{case}");
                let sum: u64 = found.rows.iter().map(|row| row.events).sum();
                assert!(sum >= records.len() as u64);
                assert_eq!(sum == records.len() as u64, repeated == 0, "{case}: sums say what repeats");
            }
        }
    }
}

#[test]
fn groups_of_the_sample_are_those_of_its_records() {
    let queries = ["", "errorCode:*", "readWrite:write -userIdentity.type:AWSService", "eventName:nothing"];
    check(&World::of_sample(), &queries, 60);
}

#[test]
fn groups_of_the_public_data_are_those_of_its_records() {
    let Some(world) = World::of_shared_data() else { return };
    check(&world, &[""], 6);
}

/// Events that share a name in hundreds, each with an address of its own.
fn many_events(num_files: usize, events_each: usize) -> Vec<(String, Vec<u8>)> {
    (0..num_files)
        .map(|file| {
            let records: Vec<_> = (0..events_each)
                .map(|at| {
                    let number = file * events_each + at;
                    let minute = number * 37 % 1_440;
                    json!({
                        "eventVersion": "1.08",
                        "eventTime": format!("2026-03-01T{:02}:{:02}:00Z", minute / 60, minute % 60),
                        "eventName": if number.is_multiple_of(50) { "Rare" } else { "Usual" },
                        "sourceIPAddress": format!("10.{}.{}.{}", number % 5, number / 250 % 250, number % 250),
                        "requestParameters": { "key": format!("object-{}", number % 11_000) },
                    })
                })
                .collect();
            (format!("{file}.json"), json!({ "Records": records }).to_string().into_bytes())
        })
        .collect()
}

#[test]
fn more_groups_and_values_than_one_answer_holds_are_all_counted() {
    let world = World::of_files(many_events(6, 2_000));
    let records = world.matching("");
    for num_shards in [1, 4] {
        let mut pool = world.pool(num_shards, 5);
        for fields in [&["eventName"][..], &["requestParameters.key"], &["sourceIPAddress", "eventName"]] {
            let (expected, _) = plain::groups(&records, fields);
            let mut all = ask(&mut pool, fields, MOST_FIRST, ALL).rows;
            let top = ask(&mut pool, fields, MOST_FIRST, 10);
            assert_eq!(top.num_groups, expected.len() as u64);
            assert_eq!(top.rows, all[..expected.len().min(10)], "the top of the whole order");
            all.sort_by(|a, b| a.key.cmp(&b.key));
            assert_eq!(all, expected, "{fields:?} with {num_shards} workers");
        }
    }
}

#[test]
fn an_event_with_too_many_combinations_is_said_to_be_left_out() {
    let list = |len: usize| (0..len).map(|at| format!("value-{at}")).collect::<Vec<_>>();
    let record = |len: usize| json!({ "eventVersion": "1.08", "eventName": "Many", "requestParameters": { "a": list(len), "b": list(len), "c": list(len) } });
    let file = json!({ "Records": [record(21), record(22), record(1)] }).to_string().into_bytes();
    let mut pool = Pool::new(1, 1);
    pool.load(vec![("many.json", file)]);
    let fields = ["requestParameters.a", "requestParameters.b", "requestParameters.c"];
    let found = ask(&mut pool, &fields, MOST_FIRST, ALL);
    assert_eq!((found.num_groups, found.repeated, found.left_out), (21 * 21 * 21, 1, 1));
    assert_eq!(found.rows.iter().map(|row| row.events).sum::<u64>(), 21 * 21 * 21 + 1);
    let found = ask(&mut pool, &fields[..2], MOST_FIRST, ALL);
    assert_eq!((found.num_groups, found.repeated, found.left_out), (22 * 22, 2, 0));
}

#[test]
fn every_order_is_right_and_absent_values_come_last() {
    let world = World::of_sample();
    let mut pool = world.pool(3, 2);
    let fields = ["errorCode", "resources.type"];
    let columns = [
        GroupColumn::Key(0),
        GroupColumn::Key(1),
        GroupColumn::Events,
        GroupColumn::Errors,
        GroupColumn::First,
        GroupColumn::Last,
        GroupColumn::Ips,
        GroupColumn::Users,
    ];
    for by in columns {
        for descending in [false, true] {
            let rows = ask(&mut pool, &fields, GroupSort { by, descending }, ALL).rows;
            let place = |row: &GroupRow| -> (bool, i64, String) {
                let number = |value: u64| (false, value as i64, String::new());
                match by {
                    GroupColumn::Key(at) => match &row.key[usize::from(at)] {
                        GroupValue::Text(text) => (false, 0, text.to_ascii_lowercase()),
                        GroupValue::Object | GroupValue::Missing => (true, 0, String::new()),
                    },
                    GroupColumn::Events => number(row.events),
                    GroupColumn::Errors => number(row.errors),
                    GroupColumn::First => {
                        (row.extent.is_none(), row.extent.map_or(0, |(first, _)| first), String::new())
                    }
                    GroupColumn::Last => {
                        (row.extent.is_none(), row.extent.map_or(0, |(_, last)| last), String::new())
                    }
                    GroupColumn::Ips => number(row.ips),
                    GroupColumn::Users => number(row.users),
                }
            };
            let is_ordered = |a: &GroupRow, b: &GroupRow| {
                let (a, b) = (place(a), place(b));
                match (a.0, b.0) {
                    (false, true) => true,
                    (true, false) => false,
                    _ if descending => (a.1, a.2) >= (b.1, b.2),
                    _ => (a.1, a.2) <= (b.1, b.2),
                }
            };
            assert!(rows.is_sorted_by(is_ordered), "{by:?} {descending}");
        }
    }
}

#[test]
fn a_step_of_a_grouping_by_a_path_reads_no_more_for_longer_records() {
    let steps = |len: usize| {
        let record = |at: usize| {
            json!({ "eventVersion": "1.08", "eventID": format!("id-{at}"),
                    "requestParameters": { "n": at % 5, "filler": "x".repeat(len) } })
        };
        let file = json!({ "Records": (0..60).map(record).collect::<Vec<_>>() }).to_string().into_bytes();
        let mut pool = Pool::new(1, 1);
        pool.load(vec![("long.json", file)]);
        let fields = vec!["requestParameters.n".to_owned()];
        pool.begin(Command::SetGroups(Some(GroupQuestion { fields, sort: MOST_FIRST, top: ALL })));
        let mut steps = 0;
        while pool.step() {
            steps += 1;
        }
        assert_eq!(last(&pool).rows.iter().map(|row| row.events).collect::<Vec<_>>(), [12; 5]);
        steps
    };
    assert_eq!(steps(10), 1);
    assert!(steps(200_000) >= 6, "12 MB are more than one step");
}

#[test]
fn a_newer_query_ends_an_older_grouping() {
    let world = World::of_files(many_events(6, 500));
    let fields = vec!["requestParameters.key".to_owned(), "eventName".to_owned()];
    let question = GroupQuestion { fields, sort: MOST_FIRST, top: ALL };
    for num_shards in [1, 3] {
        for steps in 0..12 {
            let mut pool = world.pool(num_shards, steps);
            pool.begin(Command::SetGroups(Some(question.clone())));
            for _ in 0..steps {
                pool.step();
            }
            pool.command(Command::SetQuery { text: "eventName:Rare".to_owned() });
            for update in &pool.updates {
                let Update::Groups(groups) = update else { continue };
                let (expected, _) =
                    plain::groups(&world.matching(&groups.query), &["requestParameters.key", "eventName"]);
                let sum = |rows: &[GroupRow]| rows.iter().map(|row| row.events).sum::<u64>();
                assert_eq!(sum(&groups.rows), sum(&expected), "{} after {steps} steps", groups.query);
            }
            assert_eq!(last(&pool).query, "eventName:Rare");
        }
    }
}
