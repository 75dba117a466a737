//! Facets of fields that are no column, and the order by one: they are worked out a little at a time,
//! and hold nothing up.

use std::collections::BTreeMap;

use serde_json::json;
use trail_loupe::engine::protocol::{Command, EventKey, Facet, Page, Sort, Update};

use crate::pool::Pool;

/// Some megabytes of records: more than one step reads.
const NUM_FILES: usize = 4;
const EVENTS_EACH: usize = 800;

/// Every tenth event is rare; keys repeat, and every seventh event has none.
fn files() -> Vec<(String, Vec<u8>)> {
    let record = |number: usize| {
        let mut parameters =
            json!({ "tags": [{ "n": number % 3 }, { "n": number % 2 }], "filler": "x".repeat(1_200) });
        if !number.is_multiple_of(7) {
            parameters["key"] = json!(format!("object-{}", number % 2_000));
        }
        json!({ "eventVersion": "1.08", "eventID": format!("id-{number}"),
                "eventTime": format!("2026-03-01T00:{:02}:00Z", number % 60),
                "eventName": if number.is_multiple_of(10) { "Rare" } else { "Usual" }, "requestParameters": parameters })
    };
    let file = |file: usize| {
        let records: Vec<_> = (0..EVENTS_EACH).map(|at| record(file * EVENTS_EACH + at)).collect();
        (format!("{file}.json"), json!({ "Records": records }).to_string().into_bytes())
    };
    (0..NUM_FILES).map(file).collect()
}

fn loaded(num_shards: u16, seed: u64) -> Pool {
    let files = files();
    let mut pool = Pool::new(num_shards, seed);
    pool.load(files.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect());
    pool
}

fn set_facets(fields: &[&str]) -> Command {
    Command::SetFacets { fields: fields.iter().map(|field| (*field).to_owned()).collect(), top: 10_000 }
}

/// What was told of facets: the filter, the fields and whether they are all.
fn told(pool: &Pool) -> Vec<(String, Vec<String>, bool)> {
    pool.all(|update| match update {
        Update::Facets { query, facets, is_whole } => {
            let fields = facets.iter().map(|facet| facet.field.clone()).collect();
            Some((query.clone(), fields, *is_whole))
        }
        _ => None,
    })
}

fn last(pool: &Pool) -> Vec<Facet> {
    let last = pool.last(|update| match update {
        Update::Facets { facets, is_whole: true, .. } => Some(facets.clone()),
        _ => None,
    });
    last.expect("every facet was told")
}

/// The keys of the events with every `step`th number.
fn keys(step: usize) -> (BTreeMap<String, u64>, u64) {
    let mut expected = BTreeMap::new();
    let mut missing = 0;
    for number in (0..NUM_FILES * EVENTS_EACH).step_by(step) {
        if number.is_multiple_of(7) {
            missing += 1;
        } else {
            *expected.entry(format!("object-{}", number % 2_000)).or_default() += 1;
        }
    }
    (expected, missing)
}

fn check_keys(facet: &Facet, step: usize) {
    let (expected, missing) = keys(step);
    assert_eq!(facet.field, "requestParameters.key");
    assert_eq!((facet.distinct, facet.missing), (expected.len() as u64, missing));
    assert_eq!(facet.values.iter().cloned().collect::<BTreeMap<_, _>>(), expected);
}

#[test]
fn a_facet_on_a_path_is_counted_in_steps_and_columns_do_not_wait_for_it() {
    for num_shards in [1, 3] {
        let mut pool = loaded(num_shards, 7);
        let before = pool.updates.len();
        pool.begin(set_facets(&["requestParameters.key", "eventName", "eventTime"]));
        let mut steps = 0;
        while pool.step() {
            steps += 1;
        }
        assert!(steps >= 5, "{steps} steps");
        pool.updates.drain(..before);
        let told = told(&pool);
        assert_eq!(told[0].1, ["eventName"], "columns come first");
        assert!(
            !told[0].2 && told.last().is_some_and(|(_, fields, is_whole)| *is_whole && fields.len() == 3)
        );
        check_keys(&last(&pool)[0], 1);
        let times = &last(&pool)[2];
        assert_eq!((times.distinct, times.missing), (60, 0));
    }
}

/// How many steps the worker takes until a filter is answered.
fn steps_to_matches(pool: &mut Pool, query: &str) -> usize {
    pool.begin(Command::SetQuery { text: query.to_owned() });
    let mut steps = 0;
    while pool.matches().query != query {
        assert!(pool.step(), "it is answered");
        steps += 1;
    }
    steps
}

#[test]
fn a_newer_query_ends_a_facet_that_is_being_counted() {
    for steps in 0..4 {
        let mut pool = loaded(1, steps);
        let alone = steps_to_matches(&mut pool, "eventName:Usual");
        pool.command(Command::SetQuery { text: String::new() });
        pool.updates.clear();
        pool.begin(set_facets(&["requestParameters.key"]));
        for _ in 0..steps {
            pool.step();
        }
        assert!(!told(&pool).iter().any(|(_, _, is_whole)| *is_whole), "it takes longer");
        assert_eq!(
            steps_to_matches(&mut pool, "eventName:Rare"),
            alone,
            "nothing of the old facet comes first"
        );
        let before = pool.updates.len();
        pool.finish();
        pool.updates.drain(..before);
        assert_eq!(told(&pool).last().map(|told| told.0.as_str()), Some("eventName:Rare"));
        check_keys(&last(&pool)[0], 10);
    }
}

#[test]
fn what_is_counted_is_not_counted_again_when_fields_come_and_go() {
    for num_shards in [1, 2] {
        let mut pool = loaded(num_shards, 3);
        pool.command(set_facets(&["requestParameters.key"]));
        // Known already: told at once, without any step.
        pool.updates.clear();
        pool.begin(set_facets(&["requestParameters.key"]));
        check_keys(&last(&pool)[0], 1);
        pool.finish();
        // A field that comes joins those that are known.
        pool.command(set_facets(&["eventName", "requestParameters.key"]));
        let fields: Vec<String> = last(&pool).into_iter().map(|facet| facet.field).collect();
        assert_eq!(fields, ["eventName", "requestParameters.key"]);
    }
    // A field that goes and comes again while it is counted, at any moment, is counted once.
    for steps in [0, 1, 2, 3, 5] {
        let mut pool = loaded(2, steps);
        for fields in [
            &["requestParameters.key", "requestParameters.tags.n"][..],
            &["eventName"],
            &["eventName", "requestParameters.key"],
        ] {
            pool.begin(set_facets(fields));
            for _ in 0..steps {
                pool.step();
            }
        }
        pool.finish();
        let facets = last(&pool);
        assert_eq!(facets[0].values.iter().map(|(_, count)| count).sum::<u64>(), 3_200);
        check_keys(&facets[1], 1);
    }
}

#[test]
fn facets_of_every_kind_are_told_under_a_filter_that_finds_nothing() {
    let mut pool = loaded(2, 1);
    pool.command(set_facets(&["eventName", "eventID", "eventTime", "trail", "requestParameters.key"]));
    pool.command(Command::SetQuery { text: "eventName:nothing".to_owned() });
    let facets = last(&pool);
    assert_eq!(facets.len(), 5);
    assert!(facets.iter().all(|facet| (facet.distinct, facet.missing) == (0, 0)), "{facets:?}");
    pool.command(set_facets(&[]));
    assert!(last(&pool).is_empty());
}

fn page(pool: &Pool) -> Option<Page> {
    pool.last(|update| match update {
        Update::Page(page) => Some(page.clone()),
        _ => None,
    })
}

#[test]
fn an_order_by_a_path_is_found_in_steps_and_a_newer_query_ends_it() {
    let window = |columns: &[&str]| Command::SetWindow {
        first: 0,
        count: 4_000,
        columns: columns.iter().map(|column| (*column).to_owned()).collect(),
    };
    let by_key =
        |descending| Command::SetSort(Sort { field: "requestParameters.key".to_owned(), descending });
    for (num_shards, descending) in [(1, false), (3, true)] {
        let mut pool = loaded(num_shards, 5);
        pool.command(window(&["requestParameters.key"]));
        pool.begin(by_key(descending));
        let mut steps = 0;
        while pool.step() {
            steps += 1;
        }
        assert!(steps >= 4, "{steps} steps");
        let page = page(&pool).expect("a page");
        assert_eq!((page.sort.field.as_str(), page.rows.len()), ("requestParameters.key", 3_200));
        let keys: Vec<&[String]> = page.rows.iter().map(|row| row.cells[0].as_slice()).collect();
        let num_keyed = keys.iter().filter(|key| !key.is_empty()).count();
        assert!(keys[num_keyed..].iter().all(|key| key.is_empty()), "without a value last");
        let is_ordered = |a: &&[String], b: &&[String]| if descending { a >= b } else { a <= b };
        assert!(keys[..num_keyed].is_sorted_by(is_ordered));
    }
    for steps in 0..3 {
        let mut pool = loaded(1, steps);
        pool.command(window(&["eventName"]));
        let alone = steps_to_matches(&mut pool, "eventName:Usual");
        pool.command(Command::SetQuery { text: String::new() });
        pool.begin(by_key(false));
        for _ in 0..steps {
            pool.step();
        }
        assert!(page(&pool).is_none_or(|page| page.sort.field == "eventTime"), "it takes longer");
        // The place of an event waits for the order, whatever becomes of it.
        let key = EventKey { shard: 0, row: 5 };
        pool.begin(Command::LocateEvent { key, query: String::new() });
        pool.begin(Command::SetQuery { text: "eventName:Rare".to_owned() });
        assert!(steps_to_matches(&mut pool, "eventName:Rare") <= alone + 1);
        pool.finish();
        assert_eq!(page(&pool).expect("a page").rows.len(), 320);
        pool.command(Command::SetQuery { text: String::new() });
        pool.begin(Command::SetSort(Sort { field: "requestParameters.key".to_owned(), descending: true }));
        pool.command(Command::LocateEvent { key, query: String::new() });
        let located = pool.last(|update| match update {
            Update::Located { key: of, index, .. } => Some((*of, *index)),
            _ => None,
        });
        let (_, index) = located.filter(|(of, _)| *of == key).expect("it is located");
        let rows = page(&pool).expect("a page").rows;
        assert_eq!(index, rows.iter().position(|row| row.key == key).map(|index| index as u64));
    }
}

/// More different values than one answer holds.
#[test]
fn many_values_are_told_in_parts_and_all_of_them() {
    let records: Vec<_> = (0..20_000)
        .map(|number| json!({ "eventVersion": "1.08", "eventID": format!("id-{number}"), "x": number / 2 }))
        .collect();
    let file = json!({ "Records": records }).to_string().into_bytes();
    let mut pool = Pool::new(1, 1);
    pool.load(vec![("many.json", file)]);
    pool.command(set_facets(&["x", "eventID"]));
    let facets = last(&pool);
    assert_eq!((facets[0].distinct, facets[1].distinct), (10_000, 20_000));
    assert!(facets[0].values.iter().all(|(_, count)| *count == 2));
}
