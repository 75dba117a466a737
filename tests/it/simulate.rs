//! The trail simulator at the engine's door: verdicts by columns against a decision record by record.

use std::collections::BTreeMap;

use serde_json::Value;
use trail_loupe::base::json::Value as Json;
use trail_loupe::engine::protocol::{Command, Simulation, TrailReading, Update};
use trail_loupe::record::category;
use trail_loupe::record::fields::extract;
use trail_loupe::selector::evaluate::VerdictKind;
use trail_loupe::selector::{Category, EventFacts};
use trail_loupe::selector::{evaluate, read};

use crate::pool::Pool;
use crate::sample_files;
use crate::selector::records;

const CONFIGURATIONS: &[&str] = &[
    r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#,
    r#"[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true,"ExcludeManagementEventSources":["kms.amazonaws.com"]}]"#,
    r#"[{"IncludeManagementEvents":false,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]},{"Type":"AWS::DynamoDB::Table","Values":["arn:aws:dynamodb"]}]}]"#,
    r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::DynamoDB::Stream"]}]}]"#,
    r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::Timestream::Table"]}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]},{"Field":"readOnly","Equals":["true"]}]}]"#,
    r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["NetworkActivity"]},{"Field":"eventSource","Equals":["kms.amazonaws.com"]},{"Field":"errorCode","Equals":["VpceAccessDenied"]}]}]"#,
];

/// The facts of a record; a missing category is inferred as everywhere.
fn facts_of(record: &Value) -> EventFacts<'_> {
    let mut facts = records::facts(record);
    if facts.category_is_inferred {
        let text = record.to_string();
        facts.category = match category::category(&extract(Json::new(&text))).as_ref() {
            "Management" => Category::Management,
            "Data" => Category::Data,
            "NetworkActivity" => Category::NetworkActivity,
            "Insight" => Category::Insight,
            "Aggregated" => Category::Aggregated,
            other => panic!("an inferred category: {other}"),
        };
    }
    facts
}

fn simulation(pool: &Pool) -> Option<Simulation> {
    pool.last(|update| match update {
        Update::Simulation(simulation) => Some(simulation.clone()),
        _ => None,
    })
    .flatten()
}

/// The kinds of verdict on the sample's records, and those of one event source, record by record.
fn expected(records: &[Value], configuration: &str) -> BTreeMap<VerdictKind, u64> {
    let reading = read(configuration);
    let mut counts = BTreeMap::new();
    for record in records {
        *counts.entry(evaluate(&reading.configurations[0], &facts_of(record)).kind()).or_default() += 1;
    }
    counts
}

#[test]
fn counts_by_columns_are_those_of_every_record() {
    let (files, records) = sample_files::all();
    for num_shards in [1, 3] {
        let mut pool = Pool::new(num_shards, 11);
        pool.load(sample_files::given(&files));
        for configuration in CONFIGURATIONS {
            pool.command(Command::SetTrail { first: (*configuration).to_owned(), second: String::new() });
            let counted = simulation(&pool).expect("verdicts").trail.first;
            let expected = expected(&records, configuration);
            let of = |kind| expected.get(&kind).copied().unwrap_or_default();
            assert_eq!(counted.recorded, of(VerdictKind::Recorded), "{configuration}");
            assert_eq!(counted.not_recorded, of(VerdictKind::NotRecorded), "{configuration}");
            assert_eq!(counted.never, of(VerdictKind::Never), "{configuration}");
            assert_eq!(counted.undecided, of(VerdictKind::CannotTell), "{configuration}");
        }
    }
}

#[test]
fn two_configurations_are_compared_and_groups_add_up() {
    let (files, records) = sample_files::all();
    let mut pool = Pool::new(2, 1);
    pool.load(sample_files::given(&files));
    let (first, second) = (CONFIGURATIONS[0], CONFIGURATIONS[1]);
    pool.command(Command::SetTrail { first: first.to_owned(), second: second.to_owned() });
    let simulation = simulation(&pool).expect("verdicts");
    let kinds = |configuration: &str| -> Vec<VerdictKind> {
        let reading = read(configuration);
        records.iter().map(|record| evaluate(&reading.configurations[0], &facts_of(record)).kind()).collect()
    };
    let is_recorded = |kind: &VerdictKind| *kind == VerdictKind::Recorded;
    let pairs: Vec<_> = kinds(first).into_iter().zip(kinds(second)).collect();
    let gained = pairs.iter().filter(|(a, b)| !is_recorded(a) && is_recorded(b)).count() as u64;
    let lost = pairs.iter().filter(|(a, b)| is_recorded(a) && !is_recorded(b)).count() as u64;
    assert_eq!((simulation.trail.gained, simulation.trail.lost), (gained, lost));
    assert!(lost > 0);
    for field in ["eventSource", "eventName", "resources.type", "user"] {
        let groups = simulation.groups.iter().filter(|group| group.field == field);
        let recorded: u64 = groups.clone().map(|group| group.first.recorded).sum();
        let lost: u64 = groups.map(|group| group.lost).sum();
        assert_eq!((recorded, lost), (simulation.trail.first.recorded, simulation.trail.lost), "{field}");
    }
    let charged: u64 = simulation.trail.charged.iter().sum();
    assert_eq!(charged, simulation.trail.first.recorded);
}

#[test]
fn an_unusable_text_gives_problems_and_no_verdicts() {
    let (files, _) = sample_files::all();
    let mut pool = Pool::new(1, 1);
    pool.load(sample_files::given(&files));
    pool.command(Command::SetTrail { first: CONFIGURATIONS[0].to_owned(), second: String::new() });
    assert!(simulation(&pool).is_some());
    pool.command(Command::SetTrail {
        first: r#"[{"ReadWriteType":"read-only"}]"#.to_owned(),
        second: String::new(),
    });
    assert_eq!(simulation(&pool), None);
    let reading: TrailReading = pool
        .last(|update| match update {
            Update::TrailReading(reading) => Some(reading.clone()),
            _ => None,
        })
        .expect("the text was read");
    assert!(!reading.is_valid && reading.first.iter().any(|problem| problem.is_error));
}
