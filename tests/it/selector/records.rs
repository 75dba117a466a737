//! Records as JSON values, for tests: the facts a selector looks at, and a walker over the shared data.

use std::path::{Path, PathBuf};

use serde_json::Value as Json;
use trail_loupe::selector::facts::Fact;
use trail_loupe::selector::{Category, EventFacts, FactSet, ResourceFacts};

/// The facts of a record. `_withheld` names fields that a test's source leaves out.
pub(crate) fn facts(record: &Json) -> EventFacts<'_> {
    let text = |path: &str| record.pointer(path).and_then(Json::as_str);
    let category = text("/eventCategory").map(Category::from_wire);
    let withheld = record["_withheld"].as_array().into_iter().flatten().filter_map(Json::as_str);
    let withheld: FactSet = withheld
        .map(|name| *Fact::ALL.iter().find(|fact| fact.wire() == name).expect("a known fact"))
        .collect();
    let resources = record["resources"].as_array().into_iter().flatten().map(|entry| {
        let arn = entry["ARN"].as_str().or(entry["arn"].as_str());
        let prefix = entry["ARNPrefix"].as_str();
        ResourceFacts {
            resource_type: entry["type"].as_str(),
            arn: arn.or(prefix),
            is_prefix_only: arn.is_none() && prefix.is_some(),
        }
    });
    EventFacts {
        category: category.unwrap_or_else(|| inferred(record)),
        category_is_inferred: category.is_none(),
        read_only: read_only(record),
        event_source: text("/eventSource"),
        event_name: text("/eventName"),
        event_type: text("/eventType"),
        error_code: text("/errorCode"),
        user_identity_arn: text("/userIdentity/arn"),
        invoked_by: text("/userIdentity/invokedBy"),
        vpc_endpoint_id: text("/vpcEndpointId"),
        session_credential_from_console: text("/sessionCredentialFromConsole") == Some("true"),
        region: text("/awsRegion"),
        recipient_account: text("/recipientAccountId"),
        resources: resources.collect(),
        withheld,
    }
}

pub(super) fn read_only(record: &Json) -> Option<bool> {
    match &record["readOnly"] {
        Json::Bool(value) => Some(*value),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

fn inferred(record: &Json) -> Category<'static> {
    match (record["eventType"].as_str(), record["managementEvent"].as_bool()) {
        (Some("AwsCloudTrailInsight"), _) => Category::Insight,
        (Some("AwsVpceEvent" | "AwsVpceEvents"), _) => Category::NetworkActivity,
        (_, Some(false)) => Category::Data,
        _ => Category::Management,
    }
}

/// The root of this package.
pub(super) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The shared data, where it is there.
pub(super) fn shared(folder: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(folder);
    path.is_dir().then_some(path)
}

/// All files below a folder, sorted.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The records of the case folders whose source withheld nothing.
pub(crate) fn case_records() -> Vec<Json> {
    let texts = files(&root().join("tests/data/selector")).into_iter();
    let texts = texts
        .filter(|path| path.ends_with("records.json"))
        .filter_map(|path| std::fs::read_to_string(path).ok());
    let cases = texts.filter_map(|text| serde_json::from_str::<Vec<Json>>(&text).ok()).flatten();
    let records = cases.map(|mut case| case["record"].take());
    records.filter(|record| record.is_object() && record["_withheld"].is_null()).collect()
}

/// Every object with an `eventName` anywhere in the readable JSON and JSON lines of the shared data, gzip undone.
pub(super) fn shared_records() -> Vec<Json> {
    let mut records = Vec::new();
    for path in shared("").map(|folder| files(&folder)).unwrap_or_default() {
        let Ok(bytes) = std::fs::read(&path) else {
            continue;
        };
        let text = if path.extension().is_some_and(|ext| ext == "gz") {
            let mut text = String::new();
            let mut decoder = flate2::read::GzDecoder::new(bytes.as_slice());
            if std::io::Read::read_to_string(&mut decoder, &mut text).is_err() {
                continue;
            }
            text
        } else {
            String::from_utf8_lossy(&bytes).into_owned()
        };
        match serde_json::from_str::<Json>(&text) {
            Ok(value) => collect(value, &mut records),
            Err(_) => text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .for_each(|value| collect(value, &mut records)),
        }
    }
    records
}

fn collect(value: Json, into: &mut Vec<Json>) {
    match value {
        Json::Object(map) if map.contains_key("eventName") && map.contains_key("eventSource") => {
            into.push(Json::Object(map));
        }
        Json::Object(map) => map.into_iter().for_each(|(_, value)| collect(value, into)),
        Json::Array(items) => items.into_iter().for_each(|item| collect(item, into)),
        _ => {}
    }
}

/// A small generator of numbers; the same seed gives the same tests.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `limit`.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}
