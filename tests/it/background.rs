//! What workers find out when nobody waits: counts of filter texts and the paths of records; and the
//! values of a field under a filter. Each against looking at the records one by one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use trail_loupe::aggregate::paths::PathCounter;
use trail_loupe::base::json::Value as Text;
use trail_loupe::base::timestamp::Timestamp;
use trail_loupe::engine::protocol::{
    Command, GivenId, PathList, Phase, QueryCount, Request, Response, Update, ValueAsker, ValueList,
};
use trail_loupe::engine::shard::Shard;
use trail_loupe::view::paths::Paths;
use trail_loupe::view::questions::QUESTIONS;

use crate::ingest::gzip;
use crate::pool::Pool;
use crate::sample_files;

fn loaded(num_shards: u16, seed: u64) -> (Pool, Vec<Value>) {
    let (files, records) = sample_files::all();
    let mut pool = Pool::new(num_shards, seed);
    pool.load(sample_files::given(&files));
    (pool, records)
}

fn paths(pool: &Pool) -> PathList {
    let last = pool.last(|update| match update {
        Update::Paths(list) => Some(list.clone()),
        _ => None,
    });
    last.expect("paths were published")
}

fn counts(pool: &Pool) -> BTreeMap<String, QueryCount> {
    let last = pool.last(|update| match update {
        Update::Counts(counts) => Some(counts.clone()),
        _ => None,
    });
    last.expect("counts were published").into_iter().map(|count| (count.query.clone(), count)).collect()
}

/// The lower-case paths of a record under which something is that is not null.
fn paths_of(value: &Value, path: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Null => {}
        Value::Array(elements) => elements.iter().for_each(|element| paths_of(element, path, out)),
        Value::Object(members) => {
            out.insert(path.to_owned());
            for (name, member) in members {
                let name = name.to_ascii_lowercase();
                let name = if name.contains(['.', ':', ' ']) { format!("\"{name}\"") } else { name };
                paths_of(member, &format!("{path}.{name}"), out);
            }
        }
        _ => {
            out.insert(path.to_owned());
        }
    }
}

fn naive_paths(records: &[Value]) -> BTreeMap<String, u64> {
    let mut expected = BTreeMap::new();
    for record in records {
        let mut found = BTreeSet::new();
        paths_of(record, "", &mut found);
        for path in found.iter().filter_map(|path| path.strip_prefix('.')) {
            *expected.entry(path.to_owned()).or_default() += 1;
        }
    }
    expected
}

#[test]
fn the_census_counts_the_records_that_have_each_path() {
    for num_shards in [1, 3] {
        let (mut pool, records) = loaded(num_shards, 5);
        assert!(!pool.updates.iter().any(|update| matches!(update, Update::Paths(list) if list.is_complete)));
        pool.command(Command::WantPaths);
        let list = paths(&pool);
        assert!(list.is_complete && !list.is_cut);
        let found: BTreeMap<String, u64> =
            list.paths.iter().map(|(path, count)| (path.to_ascii_lowercase(), *count)).collect();
        assert_eq!(found, naive_paths(&records), "{num_shards} workers");
        // And each number is that of the filter that asks for the path.
        let rare = list.paths.iter().filter(|(_, count)| *count < 20).take(40);
        for (path, count) in rare {
            pool.command(Command::SetQuery { text: format!("{path}:*") });
            assert_eq!(pool.matches().matches, *count, "{path}");
        }
    }
}

#[test]
fn the_census_begins_anew_when_files_are_added() {
    let (mut pool, records) = loaded(2, 1);
    pool.command(Command::WantPaths);
    let before = paths(&pool);
    let added = json!({ "Records": [{ "eventVersion": "1.08", "eventID": "new", "eventTime": "2026-03-01T00:00:00Z",
        "requestParameters": { "brand.new": [null, { "x": null, "Y": [1] }] } }] });
    pool.load(vec![("added.json", added.to_string().into_bytes())]);
    let after = paths(&pool);
    assert!(after.is_complete);
    let count = |list: &PathList, path: &str| {
        list.paths.iter().find(|(known, _)| known == path).map(|(_, count)| *count)
    };
    assert_eq!(count(&after, "requestParameters.\"brand.new\""), Some(1));
    assert_eq!(count(&after, "requestParameters.\"brand.new\".Y"), Some(1));
    assert_eq!(count(&after, "requestParameters.\"brand.new\".x"), None);
    assert_eq!(count(&after, "eventTime"), count(&before, "eventTime").map(|count| count + 1));
    assert_eq!(count(&before, "eventTime"), naive_paths(&records).get("eventtime").copied());
}

#[test]
fn names_that_are_repeated_count_once_and_the_last_of_them() {
    let mut counter = PathCounter::default();
    for record in [
        r#"{"a":{"b":1},"a":{"c":2}}"#,
        r#"{"a":1,"A":{"b":1}}"#,
        r#"{"a":1,"\u0061":null,"d":[{"e":1},{"E":2},[{"e":3}],null]}"#,
        r#"{"a":null,"d":[],"f":{},"g":[null],"h":""}"#,
    ] {
        counter.add(Text::new(record));
    }
    let found: BTreeMap<String, u64> =
        counter.counts().map(|(names, records)| (names.join("."), records)).collect();
    let expected = [("A", 2), ("A.b", 1), ("A.c", 1), ("d", 1), ("d.E", 1), ("f", 1), ("h", 1)];
    assert_eq!(found, expected.map(|(path, count)| (path.to_owned(), count)).into());
    assert!(!counter.is_cut());
}

#[test]
fn a_cut_census_says_so_and_nothing_is_judged_by_it() {
    let mut counter = PathCounter::with_limit(2);
    counter.add(Text::new(r#"{"a":1,"b":2,"c":3}"#));
    assert!(counter.is_cut());
    assert_eq!(counter.counts().count(), 2);
    let list = |is_complete, is_cut| PathList {
        is_complete,
        is_cut,
        paths: vec![("rare".to_owned(), 1), ("eventName".to_owned(), 5)],
    };
    let whole = Paths::of(list(true, false));
    assert_eq!(whole.offered[0], ("eventName".to_owned(), Some(5)), "the most frequent first");
    assert_eq!(whole.hints("nope:1 rare:1 -nope:2", false).len(), 1);
    for uncertain in [list(false, false), list(true, true)] {
        let paths = Paths::of(uncertain);
        assert!(paths.offered.iter().all(|(_, count)| count.is_none()));
        assert!(paths.hints("nope:1", false).is_empty());
    }
}

#[test]
fn every_ready_question_is_counted_as_its_filter_is() {
    for num_shards in [1, 2] {
        let (mut pool, records) = loaded(num_shards, 9);
        // The counts are of all events, whatever is filtered.
        pool.command(Command::SetQuery { text: "eventName:ConsoleLogin".to_owned() });
        let queries: Vec<String> = QUESTIONS.iter().map(|question| question.query.to_owned()).collect();
        pool.command(Command::SetCounts { queries });
        let counts = counts(&pool);
        assert_eq!(counts.len(), QUESTIONS.len() + 1);
        let times = records.iter().filter_map(|record| Timestamp::parse(record["eventTime"].as_str()?));
        let times: Vec<i64> = times.map(|time| time.0).collect();
        assert_eq!(counts[""].matches, records.len() as u64);
        assert_eq!(counts[""].extent, times.iter().min().copied().zip(times.iter().max().copied()));
        let mut num_found = 0;
        for question in &QUESTIONS {
            pool.command(Command::SetQuery { text: question.query.to_owned() });
            assert_eq!(counts[question.query].matches, pool.matches().matches, "{}", question.label);
            assert_eq!(counts[question.query].extent, pool.matches().extent, "{}", question.label);
            num_found += u64::from(counts[question.query].matches > 0);
        }
        assert!(num_found > 10, "the sample answers many of them: {num_found}");
    }
}

#[test]
fn counts_are_forgotten_while_files_load_and_come_again() {
    let (mut pool, records) = loaded(2, 4);
    pool.command(Command::SetCounts { queries: vec!["eventName:*".to_owned(), "nothing".to_owned()] });
    let named = naive_paths(&records)["eventname"];
    assert_eq!(counts(&pool)["eventName:*"].matches, named);
    let added = json!({ "Records": [{ "eventVersion": "1.08", "eventID": "n", "eventName": "nothing" }] });
    pool.hold(vec![added.to_string().into_bytes()]);
    pool.begin(Command::AddFiles { files: vec![("added.json".to_owned(), 10).into()] });
    assert!(counts(&pool).is_empty(), "an old count is no answer for the events to come");
    while pool.step() {}
    assert_eq!(pool.status().phase, Phase::Ready);
    assert_eq!(counts(&pool)["eventName:*"].matches, named + 1);
    assert_eq!(counts(&pool)["nothing"].matches, 1);
    // What is known is not asked again; what is not wanted any more is not told.
    pool.command(Command::SetCounts { queries: vec!["errorCode:*".to_owned()] });
    assert!(counts(&pool).contains_key("errorCode:*"));
}

fn values(pool: &mut Pool, context: &str, field: &str, typed: &str, limit: u32) -> ValueList {
    pool.command(Command::AskValues {
        asker: ValueAsker::Facet,
        context: context.to_owned(),
        field: field.to_owned(),
        typed: typed.to_owned(),
        limit,
    });
    let last = pool.last(|update| match update {
        Update::Values(list) => Some(list.clone()),
        _ => None,
    });
    last.expect("values were published")
}

#[test]
fn values_are_counted_under_their_own_context() {
    let (mut pool, records) = loaded(3, 2);
    // The filter in force is another one.
    pool.command(Command::SetQuery { text: "eventName:nothing".to_owned() });
    for (field, pointer, typed) in [
        ("eventName", "/eventName", ""),
        ("eventName", "/eventName", "CREATE"),
        ("action", "/eventName", "get"),
        ("requestParameters.bucketName", "/requestParameters/bucketName", ""),
        ("tlsDetails.tlsVersion", "/tlsDetails/tlsVersion", "1.3"),
        ("tlsDetails.tlsVersion", "/tlsDetails/tlsVersion", ""),
    ] {
        for context in ["", "readOnly:true"] {
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            let in_context = |record: &&Value| context.is_empty() || record["readOnly"] == json!(true);
            for record in records.iter().filter(in_context) {
                if let Some(value) = record.pointer(pointer).and_then(Value::as_str)
                    && value.to_lowercase().contains(&typed.to_lowercase())
                {
                    *expected.entry(value.to_owned()).or_default() += 1;
                }
            }
            let list = values(&mut pool, context, field, typed, 1_000);
            assert_eq!((list.context.as_str(), list.typed.as_str()), (context, typed));
            assert_eq!(list.distinct, expected.len() as u64);
            assert_eq!(list.values.into_iter().collect::<BTreeMap<_, _>>(), expected, "{field} {typed}");
        }
    }
    let list = values(&mut pool, "", "eventName", "", 2);
    assert_eq!((list.values.len(), list.is_cut), (2, false));
    assert!(list.distinct > 2 && list.values[0].1 >= list.values[1].1);
}

#[test]
fn of_two_questions_for_values_the_newer_is_answered() {
    for steps in 0..12 {
        let (mut pool, _) = loaded(2, steps);
        let before = pool.updates.len();
        for typed in ["", "1", "1.2"] {
            pool.begin(Command::AskValues {
                asker: ValueAsker::Filter,
                context: "tlsDetails.tlsVersion:*".to_owned(),
                field: "tlsDetails.tlsVersion".to_owned(),
                typed: typed.to_owned(),
                limit: 5,
            });
            for _ in 0..steps {
                pool.step();
            }
        }
        while pool.step() {}
        let told: Vec<&ValueList> = pool.updates[before..]
            .iter()
            .filter_map(|update| match update {
                Update::Values(list) => Some(list),
                _ => None,
            })
            .collect();
        let last = told.last().expect("an answer");
        assert_eq!(last.typed, "1.2");
        assert!(last.values.iter().all(|(value, _)| value.contains("1.2")), "{last:?}");
    }
}

/// Nobody hears of what is read for practice, whenever the first file comes.
#[test]
fn a_rehearsal_leaves_nothing_behind() {
    let (files, _) = sample_files::all();
    let (path, bytes) = &files[0];
    let answers = |shard: &mut Shard| {
        shard.receive(Request::Load { given: GivenId(0), path: path.clone() }, bytes.clone());
        shard.receive(Request::Seal, Vec::new());
        let mut answers = Vec::new();
        while shard.has_work() {
            answers.extend(shard.step());
        }
        answers
    };
    let plain = answers(&mut Shard::default());
    assert!(plain.iter().any(|answer| matches!(answer, Response::Loaded { rows: 1.., .. })));
    let mut num_steps = 0;
    for most in [0, 1, 2, 7, 30, usize::MAX] {
        let mut shard = Shard::default();
        shard.receive(Request::Rehearse, gzip(bytes));
        num_steps = 0;
        while shard.has_work() && num_steps < most {
            assert!(!shard.is_awaited(), "nobody waits for it");
            assert_eq!(shard.step(), []);
            num_steps += 1;
        }
        assert_eq!(answers(&mut shard), plain, "after {num_steps} steps");
    }
    // Files are read and questions answered, one a step.
    assert!(num_steps > 30, "{num_steps} steps");
}
