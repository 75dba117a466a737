//! Chains of the sample, evaluated on its files by a plain reading of the queries.

use serde_json::Value;
use trail_loupe::base::timestamp::Timestamp;
use trail_loupe::engine::protocol::{EventKey, RecordQuery};
use trail_loupe::view::detail::chain::{Chain, End, FoundRecord, Lookup, Proof, resolve};

use super::{SampleRecord, find, sample};
use crate::pool::Pool;

/// The records that a lookup's query describes, read term by term.
fn lookup(records: &[SampleRecord], lookup: &Lookup) -> Vec<FoundRecord> {
    let found = records.iter().enumerate().filter(|(_, record)| matches(record, &lookup.query));
    found
        .take(lookup.limit as usize)
        .map(|(at, record)| FoundRecord {
            key: EventKey { shard: 0, row: at as u32 },
            json: record.json.clone(),
            file: record.file.clone(),
        })
        .collect()
}

fn matches(record: &SampleRecord, query: &str) -> bool {
    if let Some((before, range)) = query.split_once(" eventTime:[") {
        let (from, to) = range.trim_end_matches(']').split_once(" TO ").expect("a range");
        let time = |text: &str| Timestamp::parse(text).expect("a time");
        let own = time(record.value["eventTime"].as_str().unwrap_or("1970-01-01T00:00:00Z"));
        return matches(record, before) && time(from) <= own && own <= time(to);
    }
    query.split_whitespace().all(|term| match term.split_once(":\"") {
        Some((path, value)) if !term.starts_with('"') => {
            let pointer = format!("/{}", path.replace('.', "/"));
            record.value.pointer(&pointer).and_then(Value::as_str) == Some(value.trim_end_matches('"'))
        }
        _ => record.json.contains(term.trim_matches('"')),
    })
}

fn resolve_in(records: &[SampleRecord], start: &SampleRecord) -> Chain {
    resolve(&start.json, |question| lookup(records, question))
}

fn told(chain: &Chain) -> String {
    let mut out =
        format!("{} ({})\n", chain.start.user, chain.start.access_key_id.as_deref().unwrap_or("no key"));
    for link in &chain.links {
        out.push_str(&format!(
            "<- {} {} {} from {}, {}, {} copies, in {}: {} ({})\n",
            link.event_name,
            link.time.as_deref().unwrap_or("-"),
            link.event_id.as_deref().unwrap_or("-"),
            link.source_ip.as_deref().unwrap_or("-"),
            link.proof.label(),
            link.copies.len(),
            link.file.rsplit('/').next().unwrap_or_default(),
            link.caller.user,
            link.caller.access_key_id.as_deref().unwrap_or("no key"),
        ));
    }
    match &chain.end {
        End::Origin(words) => out.push_str(&format!("origin: {words}\n")),
        End::Gap(words) => out.push_str(&format!("gap: {words}\n")),
    }
    out
}

const LAST_HOP: &str = "/userIdentity/accessKeyId=ASIADATAADMI1EXAMPLE /eventName=Scan";

#[test]
fn three_hops_resolve_with_the_events_that_prove_them() {
    let sample = sample();
    let chain = resolve_in(&sample, find(&sample, LAST_HOP));
    super::check_text("chain/three-hops.txt", &told(&chain));
    let keys: Vec<_> = chain.links.iter().filter_map(|link| link.caller.access_key_id.as_deref()).collect();
    assert_eq!(keys, ["ASIAOPSAUTOM1EXAMPLE", "ASIADEVTOOLS1EXAMPLE", "AKIAIOSFODNN7EXAMPLE"]);
    assert!(chain.links.iter().all(|link| link.proof == Proof::AccessKey && link.event_id.is_some()));
    assert!(matches!(chain.end, End::Origin(_)));
}

#[test]
fn without_the_middle_file_the_gap_is_named() {
    let mut sample = sample();
    let start =
        sample.iter().position(|record| std::ptr::eq(record, find(&sample, LAST_HOP))).expect("the record");
    let start = sample.remove(start);
    sample.retain(|record| !record.file.contains("111122223333_CloudTrail_eu-west-1_20260317T10"));
    let chain = resolve_in(&sample, &start);
    super::check_text("chain/middle-file-missing.txt", &told(&chain));
    assert_eq!(chain.links.len(), 1);
    let End::Gap(gap) = &chain.end else { panic!("{:?}", chain.end) };
    assert!(
        gap.contains("the event that issued this key (ASIAOPSAUTOM1EXAMPLE) is not in these files"),
        "{gap}"
    );
}

/// The same through the engine, for any number of workers: what the page does.
#[test]
fn the_engine_proves_what_a_plain_reading_proves() {
    let root = super::package().join("sample");
    let paths = super::files_below(&root.join("AWSLogs"));
    let sample = sample();
    let start = find(&sample, LAST_HOP);
    for (expected, without) in [
        ("chain/three-hops.txt", None),
        ("chain/middle-file-missing.txt", Some("111122223333_CloudTrail_eu-west-1_20260317T10")),
    ] {
        for num_shards in [1, 3] {
            let names: Vec<String> = paths
                .iter()
                .map(|path| path.strip_prefix(&root).expect("below sample").display().to_string())
                .collect();
            let files =
                names.iter().zip(&paths).filter(|(name, _)| without.is_none_or(|part| !name.contains(part)));
            let files = files.map(|(name, path)| (name.as_str(), std::fs::read(path).expect("readable")));
            let mut pool = Pool::new(num_shards, 5);
            pool.load(files.collect());
            let chain = resolve(&start.json, |lookup| {
                let wanted = RecordQuery {
                    text: lookup.query.clone(),
                    limit: lookup.limit,
                    columns: Vec::new(),
                    with_text: true,
                };
                let found = pool.find(wanted, None).events.into_iter();
                let records = found.filter_map(|event| {
                    let record = event.record?;
                    Some(FoundRecord { key: event.key, json: record.json, file: record.file })
                });
                records.collect()
            });
            super::check_text(expected, &told(&chain));
        }
    }
}

#[test]
fn sessions_of_the_same_name_are_not_joined() {
    let sample = sample();
    // carol's own DevTools session shares role and session name with the thief's.
    let own = resolve_in(&sample, find(&sample, "/userIdentity/accessKeyId=ASIACAROLHONSEXAMPLE"));
    let thief = resolve_in(&sample, find(&sample, "/userIdentity/accessKeyId=ASIADEVTOOLS1EXAMPLE"));
    let proof = |chain: &Chain| chain.links.first().and_then(|link| link.time.clone());
    assert_eq!(proof(&own).as_deref(), Some("2026-03-17T08:45:20Z"));
    assert_eq!(proof(&thief).as_deref(), Some("2026-03-17T09:47:12Z"));
}

#[test]
fn other_beginnings_are_named() {
    let sample = sample();
    let cases = [
        ("federated-user", "/userIdentity/type=FederatedUser"),
        ("function", "/userIdentity/accessKeyId=ASIAORDERAPI0EXAMPLE"),
        ("web-identity", "/userIdentity/accessKeyId=ASIADEPLOY471EXAMPLE"),
        ("console", "/userIdentity/userName=bob /eventName=CreateTable"),
        ("identity-center", "/userIdentity/accessKeyId=ASIARESPONDR0EXAMPLE /eventName=StartLogging"),
        ("insight", "/insightDetails/state=Start"),
        ("no-type", "/eventName=RotateKey"),
        ("another-account", "/eventType=AwsVpceEvent"),
    ];
    let told: String = cases
        .iter()
        .map(|(name, wanted)| format!("# {name}\n{}\n", told(&resolve_in(&sample, find(&sample, wanted)))))
        .collect();
    super::check_text("chain/beginnings.txt", &told);
}

fn record(id: &str, key: &str, issues: &str, time: &str, created: &str) -> SampleRecord {
    let json = format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"AssumedRole","principalId":"AROAEXAMPLEID0000001:s","accessKeyId":"{key}","sessionContext":{{"attributes":{{"creationDate":"{created}"}}}}}},"eventTime":"{time}","eventSource":"sts.amazonaws.com","eventName":"AssumeRole","responseElements":{{"credentials":{{"accessKeyId":"{issues}","expiration":"Mar 17, 2026, 11:00:00\u202fAM"}}}},"eventID":"{id}"}}"#
    );
    let value = serde_json::from_str(&json).expect("a record");
    SampleRecord { json, file: String::new(), value }
}

#[test]
fn guards_of_time_and_cycles() {
    let use_at = |time: &str, created: &str| {
        record("use", "ASIAEXAMPLEKEY00000A", "ASIAEXAMPLEKEY00000Z", time, created)
    };
    let issued = || record("one", "AKIAIOSFODNN7EXAMPLE", "ASIAEXAMPLEKEY00000A", "2026-03-17T10:00:00Z", "");
    let told = |records: Vec<SampleRecord>, start: &SampleRecord| told(&resolve_in(&records, start));

    let good = told(vec![issued()], &use_at("2026-03-17T10:30:00Z", "2026-03-17T10:00:02Z"));
    assert!(good.contains("<- AssumeRole 2026-03-17T10:00:00Z"), "{good}");
    let other_start = told(vec![issued()], &use_at("2026-03-17T10:30:00Z", "2026-03-17T10:00:03Z"));
    assert!(other_start.contains("but the session began at 2026-03-17T10:00:03Z"), "{other_start}");
    let expired = told(vec![issued()], &use_at("2026-03-17T11:30:00Z", "2026-03-17T10:00:00Z"));
    assert!(expired.contains("but they expired at 2026-03-17T11:00:00Z"), "{expired}");

    let circle = vec![
        record(
            "one",
            "ASIAEXAMPLEKEY00000B",
            "ASIAEXAMPLEKEY00000A",
            "2026-03-17T10:00:00Z",
            "2026-03-17T10:00:00Z",
        ),
        record(
            "two",
            "ASIAEXAMPLEKEY00000A",
            "ASIAEXAMPLEKEY00000B",
            "2026-03-17T10:00:00Z",
            "2026-03-17T10:00:00Z",
        ),
    ];
    let around = told(circle, &use_at("2026-03-17T10:00:00Z", "2026-03-17T10:00:00Z"));
    assert_eq!(around.matches("<-").count(), 2, "{around}");
    assert!(around.contains("gap:"), "{around}");

    let rivals = vec![
        issued(),
        record("two", "AKIAIOSFODNN7EXAMPLE", "ASIAEXAMPLEKEY00000A", "2026-03-17T10:00:01Z", ""),
    ];
    let torn = told(rivals, &use_at("2026-03-17T10:30:00Z", "2026-03-17T10:00:00Z"));
    assert!(torn.contains("two events fit"), "{torn}");
}
