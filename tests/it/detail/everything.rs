//! Any record at all: every model answers, says something and holds no token.

use std::fs;

use serde_json::Value;
use trail_loupe::query::parser::parse;
use trail_loupe::view::detail::chain::{FoundRecord, Lookup, resolve};
use trail_loupe::view::detail::compare::compare;
use trail_loupe::view::detail::identity::identity;
use trail_loupe::view::detail::insight::{aggregated_counts, insight};
use trail_loupe::view::detail::mask::mask;
use trail_loupe::view::detail::related::related;
use trail_loupe::view::detail::resources::resources;
use trail_loupe::view::detail::summary::summary;
use trail_loupe::view::detail::tree::Tree;

use super::{files_below, package, sample, with_event};

#[track_caller]
fn check(json: &str) {
    with_event(json, |event| {
        let summary = summary(event);
        assert!(summary.sentence.ends_with('.') && summary.sentence.len() > 20, "{}", summary.sentence);
        assert!(!summary.sentence.contains("  ") && !summary.sentence.contains(" ,"), "{}", summary.sentence);
        assert_eq!(summary.blocks.len(), 5);
        for fact in summary.blocks.iter().flat_map(|block| &block.facts) {
            assert!(!fact.label.is_empty() && !fact.value.is_empty(), "{fact:?} of {json}");
            assert_eq!(mask(&fact.value).0, fact.value);
        }
        assert!(!identity(event).phrase.is_empty());
        let gestures = summary.blocks.iter().flat_map(|block| &block.facts);
        let gestures = gestures.flat_map(|fact| [fact.filter_for(), fact.filter_out()]).flatten();
        let related = related(event).into_iter().map(|related| related.query);
        let resources = resources(event).into_iter().map(|resource| resource.query);
        gestures.chain(related).chain(resources).for_each(|query| check_query(&query));
        let _ = (insight(event), aggregated_counts(event));
    });
    let mut tree = Tree::new(json);
    tree.open_all();
    let rows = tree.rows(0..tree.len());
    (0..tree.len()).filter_map(|row| tree.filter_for(row)).for_each(|query| check_query(&query));
    assert!(rows.iter().all(|row| mask(&row.value).1 == 0));
    for row in (0..tree.len()).rev() {
        tree.toggle(row);
    }
    let _ = (compare(&[json, "{}"], 0), resolve(json, no_answer));
}

fn no_answer(lookup: &Lookup) -> Vec<FoundRecord> {
    check_query(&lookup.query);
    Vec::new()
}

/// The filter language reads the query without a problem, and as one that asks for something.
#[track_caller]
fn check_query(query: &str) {
    let parsed = parse(query);
    assert!(
        parsed.problems.is_empty() && !parsed.expr.to_string().is_empty(),
        "{query}: {:?}",
        parsed.problems
    );
}

#[test]
fn every_record_of_the_sample() {
    sample().iter().for_each(|record| check(&record.json));
}

/// Every record of the sample with one member after another put to null, a number or a list.
#[test]
fn every_field_may_be_anything() {
    let sample = sample();
    for record in sample.iter().step_by(17) {
        let Value::Object(members) = &record.value else { continue };
        for name in members.keys() {
            for odd in [Value::Null, 7.into(), vec![Value::Null, "x".into()].into(), "{\"a\":[1]}".into()] {
                let mut changed = record.value.clone();
                changed[name] = odd;
                check(&changed.to_string());
            }
            let mut shorter = members.clone();
            shorter.remove(name);
            check(&Value::Object(shorter).to_string());
        }
    }
}

#[test]
fn texts_that_are_no_record() {
    let deep = format!("{}1{}", "{\"a\":[".repeat(300), "]}".repeat(300));
    for text in ["{}", "[]", "null", "7", "\"text\"", "", "{\"eventName\":", "{\"\":\"\"}", &deep] {
        check(text);
    }
}

/// Real records, where they are at hand: whatever they hold, the models answer.
#[test]
fn records_from_elsewhere() {
    let folder = package().join("../shared/data");
    let mut seen = 0;
    for path in files_below(&folder) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let whole = serde_json::from_str::<Value>(&text).ok().into_iter();
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        for value in whole.chain(lines) {
            let records = match value {
                Value::Object(mut file) if file.get("Records").is_some_and(Value::is_array) => {
                    file.remove("Records").and_then(|records| records.as_array().cloned()).unwrap_or_default()
                }
                Value::Array(records) => records,
                record => vec![record],
            };
            // A part of each large file is enough.
            let step = records.len() / 100 + 1;
            for record in records.into_iter().filter(Value::is_object).step_by(step) {
                seen += 1;
                check(&record.to_string());
            }
        }
    }
    assert!(seen > 500 || !folder.exists(), "{seen} records");
}
