//! The public data beside the project, where it is present: nothing panics, nothing is lost.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trail_loupe::ingest::Limits;

use crate::ingest::{Collected, collect, gunzip};

/// Files that a plain JSON reader cannot make sense of: the end of the path, kind, records, recovered,
/// skipped.
const ODD: &[(&str, &str, usize, usize, usize)] = &[
    ("SerializerTestFileBadJsonFormat.json", "cloudtrail-log", 2, 2, 0),
    ("malformed/cloudtrail-event-reference-user-identity__01.json", "recovered-text", 1, 1, 0),
    ("malformed/cloudtrail-event-reference__01.json", "recovered-text", 1, 1, 0),
    ("malformed/cloudtrail-log-file-examples__06.json", "cloudtrail-log", 1, 1, 0),
    ("malformed/view-cloudtrail-events-cli__01.json", "lookup-events", 1, 1, 0),
    // Java code; no record in it.
    ("malformed/time-to-live-ttl-streams__01.json", "plain-text", 0, 0, 0),
    ("malformed/cloudtrail-integration__06.json", "recovered-text", 1, 1, 0),
    ("malformed/cloudtrail-integration__07.json", "recovered-text", 1, 1, 0),
    ("malformed/cloudtrail-integration__08.json", "recovered-text", 1, 1, 0),
    ("malformed/id_credentials_temp_control-access_monitor__01.json", "recovered-text", 1, 1, 0),
    ("malformed/logging-using-cloudtrail__01.json", "recovered-text", 1, 1, 0),
    ("malformed/awscli-examples__put-event-selectors__04.output.json", "event-selectors", 0, 0, 0),
    ("malformed/awscli-examples__put-event-selectors__06.output.json", "event-selectors", 0, 0, 0),
    ("lifecycle-configure-notification__01.invalid-json.txt", "s3-notification", 0, 0, 0),
    ("notification-content-structure__02.invalid-json.txt", "s3-notification", 0, 0, 0),
    // Derived from data events by its author, with Python literals for cells: named, not guessed at.
    ("AWS_S3_HoneyBucketLogs.csv", "other-csv", 0, 0, 301),
    ("aws_s3_honeybucketlogs.zip/AWS_S3_HoneyBucketLogs.csv", "other-csv", 0, 0, 301),
];

/// Kinds of the documents, commands and templates, which hold no record.
const DOCUMENTS: &[&str] = &["plain-text", "event-selectors", "trail-description", "insight-selectors"];

#[test]
fn reads_all_of_the_public_data() {
    let Some((given, all)) = read_folder("data") else {
        return;
    };
    let mut seen_odd = 0;
    for file in &all.files {
        let (path, report) = (&file.path, &file.report);
        let odd = ODD.iter().filter(|(end, ..)| path.ends_with(end)).max_by_key(|(end, ..)| end.len());
        let plain = given.get(path).and_then(|bytes| plain_values(bytes));
        if let Some((_, kind, records, recovered, skipped)) = odd {
            seen_odd += 1;
            let found = (report.kind.name(), report.records, report.recovered, report.num_skipped());
            assert_eq!(found, (*kind, *records, *recovered, *skipped), "{path}");
            let has_reason = *records > 0 || !report.skipped.is_empty() || !report.passed_over.is_empty();
            assert!(has_reason, "{path} without a reason");
        } else if let Some(values) = plain {
            let expected: Vec<Value> = values.iter().flat_map(plain_records).collect();
            let found: Vec<Value> = (file.records.iter())
                .map(|record| serde_json::from_str(&record.json).expect("valid"))
                .collect();
            assert_eq!(found, expected, "{path}");
            assert_eq!((report.recovered, report.num_skipped()), (0, 0), "{path}");
            let is_empty_list = matches!(values.first(), Some(Value::Array(list)) if list.is_empty())
                || values.first().is_some_and(|value| value["Records"] == Value::Array(Vec::new()));
            assert!(
                !found.is_empty() || is_empty_list || report.num_passed_over() > 0,
                "{path} without a reason"
            );
        } else {
            assert!(DOCUMENTS.contains(&report.kind.name()), "{path}: {}", report.kind.name());
            assert_eq!((report.records, report.num_skipped()), (0, 0), "{path}");
            assert!(report.num_passed_over() > 0, "{path} without a reason");
        }
    }
    assert_eq!(seen_odd, ODD.len());
    // Every file was reported once, the archive through its member.
    assert_eq!(all.files.len(), given.len());
    assert!(all.ignored.is_empty());
}

/// Names of the example records of each document, in order.
const EXAMPLES: &[(&str, &[&str])] = &[
    ("001_", &["DeleteItem"]),
    (
        "003_",
        &[
            "PutMetricAlarm",
            "PutRule",
            "CreateExportTask",
            "ListMonitors",
            "CreateMonitor",
            "DescribeCanaries",
            "UpdateCanary",
            "GetCanaryRuns",
        ],
    ),
];

#[test]
fn loses_no_example_record_of_the_documents() {
    let Some((_, all)) = read_folder("seeds") else {
        return;
    };
    for file in &all.files {
        let expected = EXAMPLES
            .iter()
            .find(|(start, _)| file.path.starts_with(start))
            .map_or(&[][..], |(_, names)| names);
        let records: Vec<Value> =
            file.records.iter().map(|record| serde_json::from_str(&record.json).expect("valid")).collect();
        let names: Vec<&str> = records.iter().filter_map(|record| record["eventName"].as_str()).collect();
        assert_eq!(names, expected, "{}", file.path);
        assert_eq!(file.report.recovered, expected.len());
        assert_eq!(file.report.num_skipped(), 0);
        if file.path.starts_with("001_") {
            // Published without its braces and with a quote missing: every field is there all the same.
            let record = records.first().expect("a record");
            assert_eq!(record.as_object().map(serde_json::Map::len), Some(18));
            let identity = &record["userIdentity"]["sessionContext"];
            assert_eq!(identity["sessionIssuer"]["accountId"], "<accountId>");
            assert_eq!(identity["attributes"]["mfaAuthenticated"], "false");
            assert_eq!(record["requestParameters"]["returnValue"], "NONE");
            assert_eq!(record["resources"][0]["type"], "AWS::DynamoDB::Table");
        }
    }
}

#[test]
fn reads_the_examples_pasted_one_by_one() {
    let Some((_, all)) = read_folder("seeds") else {
        return;
    };
    for record in all.files.iter().flat_map(|file| &file.records) {
        let pasted = collect(vec![("pasted.json".into(), record.json.clone().into())], &Limits::default());
        assert_eq!(pasted.files.iter().map(|file| file.records.len()).collect::<Vec<_>>(), [1]);
    }
}

pub(crate) fn read_folder(folder: &str) -> Option<(BTreeMap<String, Vec<u8>>, Collected)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    let files = path.is_dir().then(|| files_below(&path))?;
    let all = collect(files.clone().into_iter().collect(), &Limits::default());
    Some((files, all))
}

/// Every file below `folder`, by its path below it.
fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("readable folder") {
            let path = entry.expect("readable folder").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
                found.insert(name, std::fs::read(path).expect("readable file"));
            }
        }
    }
    found
}

/// The JSON values of a file that is JSON or JSON lines.
fn plain_values(bytes: &[u8]) -> Option<Vec<Value>> {
    let text = if bytes.starts_with(&[0x1F, 0x8B]) { gunzip(bytes) } else { bytes.to_vec() };
    if let Ok(value) = serde_json::from_slice(&text) {
        return Some(vec![value]);
    }
    let text = String::from_utf8(text).ok()?;
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).ok()).collect()
}

/// The records of a value by the simplest rules that the plain shapes need.
fn plain_records(value: &Value) -> Vec<Value> {
    let is_notice =
        |record: &Value| record["eventSource"].as_str().is_some_and(|source| source.starts_with("aws:"));
    if let Some(list) = value["Records"].as_array() {
        list.iter().filter(|record| !is_notice(record)).cloned().collect()
    } else if let Some(list) = value.as_array().or(value["Events"].as_array()) {
        list.iter().flat_map(plain_records).collect()
    } else if let Some(record) = value["CloudTrailEvent"].as_str() {
        vec![serde_json::from_str(record).expect("a record in a string")]
    } else if value["detail"].is_object() {
        plain_records(&value["detail"])
    } else if !is_notice(value) && (value.get("eventVersion").is_some() || value.get("eventName").is_some()) {
        vec![value.clone()]
    } else {
        Vec::new()
    }
}

/// Duplicates by the plain reading of the rule: the same non-empty id and equal parsed JSON as a
/// record that stays, the earlier one staying.
fn plain_duplicates(collected: &Collected) -> u64 {
    let mut kept: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut duplicates = 0;
    for record in collected.files.iter().flat_map(|file| &file.records) {
        let Ok(value) = serde_json::from_str::<Value>(&record.json) else { continue };
        let id =
            value.as_object().into_iter().flatten().find(|(name, _)| name.eq_ignore_ascii_case("eventID"));
        let Some(id) = id.and_then(|(_, id)| id.as_str()).filter(|id| !id.is_empty()) else { continue };
        let same_id = kept.entry(id.to_owned()).or_default();
        if same_id.contains(&value) {
            duplicates += 1;
        } else {
            same_id.push(value);
        }
    }
    duplicates
}

#[test]
fn everything_dropped_together_is_accounted_for() {
    let Some((files, collected)) = read_folder("data") else { return };
    let records: usize = collected.files.iter().map(|file| file.records.len()).sum();
    let duplicates = plain_duplicates(&collected);
    for num_shards in [1, 3] {
        let mut pool = crate::pool::Pool::new(num_shards, 17);
        let status = pool.load(files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())).collect());
        assert_eq!(status.records, records as u64, "{num_shards} workers");
        assert_eq!(status.duplicates, duplicates, "{num_shards} workers");
        assert_eq!(status.files, collected.files.len() as u64, "{num_shards} workers");
        let rows = pool.files();
        assert_eq!(rows.iter().map(|row| row.duplicates).sum::<u64>(), duplicates);
        assert!(
            rows.iter().all(|row| row.report.records > 0 || !row.report.kind.is_empty()),
            "a file without records has a kind that says what it is"
        );
    }
}
