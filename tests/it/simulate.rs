//! The trail simulator at the engine's door: verdicts by columns against a decision record by record.

use std::collections::BTreeMap;

use serde_json::Value;
use trail_loupe::base::json::Value as Json;
use trail_loupe::engine::protocol::{
    Command, GivenId, QueryId, Request, Response, Simulation, TrailReading, Update, ValueAsker,
};
use trail_loupe::engine::shard::Shard;
use trail_loupe::record::category;
use trail_loupe::record::fields::extract;
use trail_loupe::selector::evaluate::VerdictKind;
use trail_loupe::selector::{Category, EventFacts, TrailConfiguration};
use trail_loupe::selector::{evaluate, lint, read};
use trail_loupe::view::simulator::concern_terms;

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
    r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::"],"NotEndsWith":[".csv","1"]},{"Field":"userIdentity.arn","NotStartsWith":["arn:aws:sts::"]}]}]"#,
    r#"{"IsMultiRegionTrail":false,"HomeRegion":"eu-west-1","IncludeGlobalServiceEvents":false,"RecursiveLogging":false,"EventSelectors":[{"ReadWriteType":"ReadOnly","DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::${var.bucket}/"]}]}]}"#,
];

/// The texts of all cases of the selector room that are not refused.
fn case_texts() -> Vec<String> {
    let texts = crate::selector::edits::all_texts().into_iter().map(|(_, text)| text);
    texts.filter(|text| !text.is_empty() && !read::examine(text).is_refused()).collect()
}

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

fn reading(pool: &Pool) -> TrailReading {
    let reading = pool.last(|update| match update {
        Update::TrailReading(reading) => Some(reading.clone()),
        _ => None,
    });
    reading.expect("the texts were read")
}

/// What the trails of a text together do with a record.
fn decide(trails: &[TrailConfiguration], facts: &EventFacts<'_>) -> VerdictKind {
    let kinds: Vec<VerdictKind> = trails.iter().map(|trail| evaluate(trail, facts).kind()).collect();
    let order =
        [VerdictKind::Recorded, VerdictKind::CannotTell, VerdictKind::NotRecorded, VerdictKind::Never];
    order.into_iter().find(|kind| kinds.contains(kind)).expect("a trail")
}

/// The kinds of verdict on some records, record by record.
fn expected(records: &[Value], configuration: &str) -> BTreeMap<VerdictKind, u64> {
    let trails = read(configuration).configurations;
    let mut counts = BTreeMap::new();
    for record in records {
        *counts.entry(decide(&trails, &facts_of(record))).or_default() += 1;
    }
    counts
}

/// The four counts of a text, and the events of each of its lints, record by record.
fn by_records(text: &str, facts: &[EventFacts<'_>]) -> ([u64; 4], Vec<u64>) {
    let trails = read(text).configurations;
    let mut counts = [0; 4];
    for facts in facts {
        counts[match decide(&trails, facts) {
            VerdictKind::Recorded => 0,
            VerdictKind::NotRecorded => 1,
            VerdictKind::Never => 2,
            VerdictKind::CannotTell => 3,
        }] += 1;
    }
    let lints = trails.iter().flat_map(lint::lint);
    let concerned = lints.map(|lint| facts.iter().filter(|one| lint.concern.concerns(one)).count() as u64);
    (counts, concerned.collect())
}

/// Every configuration there is, over every record of the cases and of the sample: columns against records, and the
/// events that a lint concerns against the lint's own question.
#[test]
fn every_configuration_counts_by_columns_as_by_records() {
    let (_, mut records) = sample_files::all();
    records.extend(crate::selector::records::case_records());
    let text = serde_json::json!({ "Records": records }).to_string();
    let mut pool = Pool::new(2, 5);
    pool.load(vec![("all.json", text.into_bytes())]);
    // Records that are equal to another one are counted once.
    let mut kept: Vec<Value> = Vec::new();
    for record in records {
        if record["eventID"].as_str().is_none_or(str::is_empty) || !kept.contains(&record) {
            kept.push(record);
        }
    }
    let facts: Vec<EventFacts<'_>> = kept.iter().map(facts_of).collect();
    let texts = case_texts();
    let wanted: Vec<([u64; 4], Vec<u64>)> = texts.iter().map(|text| by_records(text, &facts)).collect();
    for (at, first) in texts.iter().enumerate() {
        let other = (at * 7 + 3) % texts.len();
        pool.command(Command::SetTrail { first: first.clone(), second: texts[other].clone() });
        let trail = simulation(&pool).expect("verdicts").trail;
        for (at, counted, concerns) in
            [(at, trail.first, &trail.concerns), (other, trail.second, &trail.second_concerns)]
        {
            let counted = [counted.recorded, counted.not_recorded, counted.never, counted.undecided];
            let concerned: Vec<u64> = concerns.iter().map(|concern| concern.events).collect();
            assert_eq!((counted, concerned), wanted[at], "{}", texts[at]);
        }
    }
    assert!(texts.len() > 100 && kept.len() > 500, "{} texts, {} records", texts.len(), kept.len());
}

/// The terms that lead from a lint to its events find as many as it says, also under another filter, and none
/// of their words is among the values of the field.
#[test]
fn the_events_of_a_lint_are_found_by_its_term() {
    let (_, mut records) = sample_files::all();
    records.extend(crate::selector::records::case_records());
    let text = serde_json::json!({ "Records": records }).to_string();
    let mut pool = Pool::new(3, 5);
    pool.load(vec![("all.json", text.into_bytes())]);
    let texts = case_texts();
    let (mut asked, mut numbered) = (0, 0);
    for (at, first) in texts.iter().enumerate().step_by(2) {
        let second = texts[(at * 5 + 1) % texts.len()].clone();
        pool.command(Command::SetQuery { text: String::new() });
        pool.command(Command::SetTrail { first: first.clone(), second });
        let told = reading(&pool);
        let trail = simulation(&pool).expect("verdicts").trail;
        for (problems, concerns, is_second) in
            [(&told.first, &trail.concerns, false), (&told.second, &trail.second_concerns, true)]
        {
            let terms = concern_terms(problems, is_second);
            assert_eq!(terms.len(), concerns.len(), "every lint has a term");
            for concern in concerns.iter().filter(|concern| concern.events != 0) {
                let term = &terms[&concern.lint];
                pool.command(Command::SetQuery { text: term.clone() });
                assert_eq!(pool.matches().matches, concern.events, "{term} of {first}");
                asked += 1;
                numbered += u32::from(term.ends_with("-2\""));
            }
        }
    }
    assert!(asked > 40 && numbered > 0, "{asked} terms, {numbered} of them numbered");
    let asked = Command::AskValues {
        asker: ValueAsker::Facet,
        context: String::new(),
        field: "trail".to_owned(),
        typed: String::new(),
        limit: 100,
    };
    pool.command(asked);
    let values = pool.last(|update| match update {
        Update::Values(list) => Some(list.values.clone()),
        _ => None,
    });
    let values = values.expect("values of the field");
    assert!(!values.is_empty() && values.iter().all(|(value, _)| !value.contains("warning")), "{values:?}");
}

#[test]
fn a_newer_configuration_ends_the_older_ones_that_wait() {
    let mut shard = Shard::default();
    let log = br#"{"Records":[{"eventVersion":"1.08","eventName":"CreateKey"}]}"#.to_vec();
    shard.receive(Request::Load { given: GivenId(0), path: "log.json".to_owned() }, log);
    shard.receive(Request::Seal, Vec::new());
    shard.receive(Request::Query { id: QueryId(1), text: String::new() }, Vec::new());
    while shard.has_work() {
        shard.step();
    }
    for run in 1..=3 {
        let judge = Request::Judge { run, first: Some(CONFIGURATIONS[0].to_owned()), second: None };
        shard.receive(judge, Vec::new());
        shard.receive(Request::Simulation { id: QueryId(1), run }, Vec::new());
    }
    let mut runs = Vec::new();
    while shard.has_work() {
        runs.extend(shard.step().into_iter().map(|response| match response {
            Response::Judged { run } => ("judged", run),
            Response::Simulation { run, .. } => ("counted", run),
            other => panic!("{other:?}"),
        }));
    }
    assert_eq!(runs, [("judged", 3), ("counted", 3)]);
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

/// What the second configuration gains and loses can be filtered for, beside the verdicts of the first.
#[test]
fn gains_and_losses_are_words_of_the_filter() {
    let (files, _) = sample_files::all();
    let mut pool = Pool::new(2, 1);
    pool.load(sample_files::given(&files));
    let (first, second) = (CONFIGURATIONS[1], CONFIGURATIONS[2]);
    pool.command(Command::SetTrail { first: first.to_owned(), second: second.to_owned() });
    let trail = simulation(&pool).expect("verdicts").trail;
    assert!(trail.gained > 0 && trail.lost > 0);
    let mut find = |text: &str| {
        pool.command(Command::SetQuery { text: text.to_owned() });
        let matches = pool.last(|update| match update {
            Update::Matches(matches) => Some(matches.clone()),
            _ => None,
        });
        matches.filter(|matches| matches.query == text).expect("an answer").matches
    };
    assert_eq!(find("trail:gained"), trail.gained);
    assert_eq!(find("trail:lost"), trail.lost);
    assert_eq!(find("trail:recorded trail:lost"), trail.lost);
    assert_eq!(find("trail:recorded"), trail.first.recorded);
    assert_eq!(find("trail:recorded trail:gained"), 0);
    assert_eq!(find("trail:recorded -trail:lost OR trail:gained"), trail.second.recorded);
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
    let reading = reading(&pool);
    assert!(!reading.is_valid && reading.first.iter().any(|problem| problem.is_error));
}

/// A file that is a configuration is handed on whole, in whichever language; logs and notes are not.
#[test]
fn configurations_among_the_files_are_handed_on() {
    let files: &[(&str, &str, bool)] = &[
        (
            "selectors.json",
            r#"{"TrailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/t","EventSelectors":[{"ReadWriteType":"All"}]}"#,
            true,
        ),
        ("array.json", r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]"#, true),
        ("trails.json", r#"{"trailList":[{"Name":"t","IsMultiRegionTrail":true}]}"#, true),
        (
            "template.yaml",
            "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Properties:\n      IsLogging: true\n",
            true,
        ),
        (
            "answer.yaml",
            "AdvancedEventSelectors:\n- FieldSelectors:\n  - Field: eventCategory\n    Equals:\n    - Management\n",
            true,
        ),
        (
            "main.tf",
            "resource \"aws_cloudtrail\" \"t\" {\n  event_selector {\n    read_write_type = \"All\"\n  }\n}\n",
            true,
        ),
        (
            "plan.json",
            r#"{"format_version":"1.2","planned_values":{"root_module":{"resources":[{"type":"aws_cloudtrail","name":"t","values":{"name":"t","event_selector":[{"read_write_type":"All"}]}}]}}}"#,
            true,
        ),
        ("notes.md", "The event_selector of the trail is in main.tf.", false),
        (
            "log.json",
            r#"{"Records":[{"eventVersion":"1.08","eventID":"a","eventName":"PutEventSelectors","requestParameters":{"eventSelectors":[{"readWriteType":"All"}],"EventSelectors":[]}}]}"#,
            false,
        ),
    ];
    let mut pool = Pool::new(2, 3);
    pool.load(files.iter().map(|(name, text, _)| (*name, text.as_bytes().to_vec())).collect());
    let mut found: Vec<(String, String)> = pool.all(|update| match update {
        Update::Configuration { path, text } => Some((path.clone(), text.clone())),
        _ => None,
    });
    found.sort();
    let mut wanted: Vec<(String, String)> = files
        .iter()
        .filter(|(.., is_configuration)| *is_configuration)
        .map(|(name, text, _)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    wanted.sort();
    assert_eq!(found, wanted);
}
