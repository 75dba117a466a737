//! Facets and timeline, against counting record by record.

use std::collections::BTreeMap;

use serde_json::Value;
use trail_loupe::aggregate::histogram;
use trail_loupe::engine::protocol::{Command, Facet, Series, Timeline, Update};

use crate::pool::Pool;
use crate::sample_files;

/// Every string, number and boolean under a path, each once.
fn values(record: &Value, path: &[&str], out: &mut Vec<String>) {
    match (record, path) {
        (Value::Array(elements), _) => elements.iter().for_each(|element| values(element, path, out)),
        (Value::Object(members), [first, rest @ ..]) => {
            for (_, member) in members.iter().filter(|(name, _)| name.eq_ignore_ascii_case(first)) {
                values(member, rest, out);
            }
        }
        (Value::String(text), []) => out.push(text.clone()),
        (Value::Number(_) | Value::Bool(_), []) => out.push(record.to_string()),
        _ => {}
    }
    out.sort();
    out.dedup();
}

fn loaded(num_shards: u16) -> (Pool, Vec<Value>) {
    let (files, records) = sample_files::all();
    let mut pool = Pool::new(num_shards, 3);
    let status = pool.load(sample_files::given(&files));
    assert_eq!(status.events, records.len() as u64);
    (pool, records)
}

fn facets(pool: &Pool) -> Vec<Facet> {
    pool.last(|update| match update {
        Update::Facets { facets, .. } => Some(facets.clone()),
        _ => None,
    })
    .expect("facets were published")
}

fn timeline(pool: &Pool) -> Timeline {
    pool.last(|update| match update {
        Update::Timeline(timeline) => Some(timeline.clone()),
        _ => None,
    })
    .expect("a timeline was published")
}

#[test]
fn facets_count_what_the_records_say() {
    let fields = [
        "eventName",
        "eventSource",
        "awsRegion",
        "errorCode",
        "sourceIPAddress",
        "recipientAccountId",
        "userIdentity.accessKeyId",
        "resources.type",
        "resources.ARN",
        "readOnly",
        "eventID",
        "requestParameters.bucketName",
        "tlsDetails.tlsVersion",
        "requestParameters.tagSpecificationSet.items.resourceType",
    ];
    for num_shards in [1, 3] {
        let (mut pool, records) = loaded(num_shards);
        let names = fields.map(str::to_owned).to_vec();
        pool.command(Command::SetFacets { fields: names, top: 1_000 });
        assert_eq!(facets(&pool).len(), fields.len());
        for (facet, field) in facets(&pool).into_iter().zip(fields) {
            assert_eq!(facet.field, field);
            let path: Vec<&str> = field.split('.').collect();
            let mut expected: BTreeMap<String, u64> = BTreeMap::new();
            let mut missing = 0;
            for record in &records {
                let mut found = Vec::new();
                values(record, &path, &mut found);
                missing += u64::from(found.is_empty());
                for value in found {
                    *expected.entry(value).or_default() += 1;
                }
            }
            assert_eq!(facet.missing, missing, "{field}");
            assert_eq!(facet.distinct, expected.len() as u64, "{field}");
            assert!(facet.values.is_sorted_by(|(_, a), (_, b)| a >= b), "{field}: most frequent first");
            assert_eq!(facet.values.into_iter().collect::<BTreeMap<_, _>>(), expected, "{field}");
        }
        pool.command(Command::SetFacets { fields: vec!["eventName".to_owned()], top: 3 });
        assert_eq!(facets(&pool)[0].values.len(), 3);
    }
}

#[test]
fn buckets_and_untimed_events_are_all_events() {
    for num_shards in [1, 2] {
        let (mut pool, records) = loaded(num_shards);
        for series in [Series::Outcome, Series::Category, Series::ReadWrite] {
            for buckets in [1, 7, 60, 500] {
                pool.command(Command::SetTimeline { series, buckets });
                let timeline = timeline(&pool);
                assert_eq!(
                    (timeline.series, timeline.buckets.len() as u32),
                    (series, timeline.scale.buckets)
                );
                assert!(timeline.scale.buckets <= buckets);
                assert!(timeline.buckets.iter().all(|parts| parts.len() == series.names().len()));
                let sum: u64 = timeline.buckets.iter().flatten().sum();
                assert_eq!(sum + timeline.untimed, records.len() as u64);
                let errors: u64 = timeline.buckets.iter().map(|parts| parts[1]).sum();
                if series == Series::Outcome {
                    let expected = records.iter().filter(|record| record.get("errorCode").is_some()).count();
                    assert_eq!(errors, expected as u64);
                }
            }
        }
    }
}

#[test]
fn buckets_are_readable_and_never_too_many() {
    let hour = 3_600_000;
    let day = 24 * hour;
    let cases = [
        (None, 60, 1_000, 1),
        (Some((0, 0)), 60, 1_000, 1),
        (Some((500, 59_400)), 60, 1_000, 60),
        (Some((0, 60_000)), 60, 2_000, 31),
        (Some((hour + 1, 25 * hour)), 60, 1_800_000, 49),
        (Some((-day, 89 * day)), 100, day, 91),
        (Some((0, 20_000 * day)), 60, 64 * 7 * day, 46),
    ];
    for (extent, most, width, num_buckets) in cases {
        let scale = histogram::scale(extent, most);
        assert_eq!((scale.width, scale.num_buckets), (width, num_buckets), "{extent:?}");
        let (first, last) = extent.unwrap_or_default();
        assert!(scale.from <= first && last < scale.from + scale.width * scale.num_buckets as i64);
    }
}
