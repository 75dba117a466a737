//! Records one by one, and what they say together, as plainly as it can be said.

use std::collections::{BTreeMap, BTreeSet};

use trail_loupe::base::json::Value;
use trail_loupe::base::timestamp::Timestamp;
use trail_loupe::engine::protocol::{GroupRow, GroupValue};
use trail_loupe::query::parse;
use trail_loupe::record::fields::{self, Cell};
use trail_loupe::record::{category, field::FieldId, identity, user_agent};

use crate::pool::Pool;
use crate::query::naive::{Node, Record, holds};
use crate::{sample_files, shared_data};

/// Records with the files they came in.
pub(crate) struct World {
    pub(crate) files: Vec<(String, Vec<u8>)>,
    pub(crate) records: Vec<Record>,
}

impl World {
    /// The records of the sample.
    pub(crate) fn of_sample() -> Self {
        let (files, _) = sample_files::all();
        Self::of_files(files)
    }

    /// The records of the public data, where it is present.
    pub(crate) fn of_shared_data() -> Option<Self> {
        let (files, _) = shared_data::read_folder("data")?;
        Some(Self::of_files(files.into_iter().collect()))
    }

    pub(crate) fn of_files(files: Vec<(String, Vec<u8>)>) -> Self {
        let collected = crate::ingest::collect(files.clone(), &trail_loupe::ingest::Limits::default());
        let mut known: BTreeMap<String, Vec<serde_json::Value>> = BTreeMap::new();
        let mut records = Vec::new();
        for file in &collected.files {
            for record in &file.records {
                if !is_repeated(&record.json, &mut known) {
                    records.push(plain_record(&record.json, &file.path));
                }
            }
        }
        Self { files, records }
    }

    /// The files in a pool of workers.
    pub(crate) fn pool(&self, num_shards: u16, seed: u64) -> Pool {
        let mut pool = Pool::new(num_shards, seed);
        let status = pool.load(sample_files::given(&self.files));
        assert_eq!(status.events, self.records.len() as u64);
        pool
    }

    /// The records for which a filter holds.
    pub(crate) fn matching(&self, query: &str) -> Vec<&Record> {
        let parsed = parse(query);
        assert!(parsed.problems.is_empty(), "{query}: {:?}", parsed.problems);
        self.records.iter().filter(|record| holds(&parsed.expr, record)).collect()
    }
}

/// Whether a record with the same id and content came before.
fn is_repeated(json: &str, known: &mut BTreeMap<String, Vec<serde_json::Value>>) -> bool {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(json) else { return false };
    let id = value.as_object().into_iter().flatten().find(|(name, _)| name.eq_ignore_ascii_case("eventID"));
    let Some(id) = id.and_then(|(_, id)| id.as_str()).filter(|id| !id.is_empty()) else { return false };
    let same_id = known.entry(id.to_owned()).or_default();
    let is_repeated = same_id.contains(&value);
    if !is_repeated {
        same_id.push(value);
    }
    is_repeated
}

fn plain_record(json: &str, path: &str) -> Record {
    let mut fields = fields::extract(Value::new(json));
    let category = category::category(&fields).into_owned();
    let read_write = category::read_write(&fields, &category).map(str::to_owned);
    let user = identity::user_label(&fields);
    let agent_family = fields.first(FieldId::UserAgent).and_then(user_agent::family).map(str::to_owned);
    fields.set(FieldId::File, Cell::Absent);
    Record {
        node: Node::parse(json),
        user: user.map(|user| user.to_string()),
        category: Some(category),
        read_write,
        agent_family,
        file: Some(path.to_owned()),
        verdict: None,
    }
}

/// What a record holds under a path or under a name of ours, each value once.
pub(crate) fn values(record: &Record, field: &str) -> Vec<GroupValue> {
    let own = match field {
        "user" => Some(&record.user),
        "category" => Some(&record.category),
        "readWrite" => Some(&record.read_write),
        "userAgentFamily" => Some(&record.agent_family),
        "file" => Some(&record.file),
        _ => None,
    };
    if let Some(own) = own {
        return vec![own.clone().map_or(GroupValue::Missing, GroupValue::Text)];
    }
    if field == "trail" {
        return vec![GroupValue::Missing];
    }
    let path: Vec<String> = field.split('.').map(str::to_owned).collect();
    let mut found = Vec::new();
    record.node.reach(&path, &mut found);
    let texts: BTreeSet<&str> = found.iter().filter_map(|node| node.text()).collect();
    if !texts.is_empty() {
        return texts.into_iter().map(|text| GroupValue::Text(text.to_owned())).collect();
    }
    let has_object = found.iter().any(|node| matches!(node, Node::Object(_)));
    vec![if has_object { GroupValue::Object } else { GroupValue::Missing }]
}

/// First readable time of a record.
pub(crate) fn time(record: &Record) -> Option<i64> {
    let mut found = Vec::new();
    record.node.reach(&["eventTime".to_owned()], &mut found);
    found.iter().filter_map(|node| node.text()).find_map(Timestamp::parse).map(|time| time.0)
}

/// Everything that is said of a group, the sets themselves in place of their sizes.
#[derive(Default)]
struct Group {
    events: u64,
    errors: u64,
    extent: Option<(i64, i64)>,
    ips: BTreeSet<GroupValue>,
    users: BTreeSet<GroupValue>,
}

/// The groups of some records, by key, and how many records count in several.
pub(crate) fn groups(records: &[&Record], fields: &[&str]) -> (Vec<GroupRow>, u64) {
    let mut groups: BTreeMap<Vec<GroupValue>, Group> = BTreeMap::new();
    let mut repeated = 0;
    for record in records {
        let mut keys: Vec<Vec<GroupValue>> = vec![Vec::new()];
        for field in fields {
            let own = values(record, field);
            keys = keys
                .iter()
                .flat_map(|key| own.iter().map(move |value| [&key[..], std::slice::from_ref(value)].concat()))
                .collect();
        }
        repeated += u64::from(keys.len() > 1);
        for key in keys {
            let group = groups.entry(key).or_default();
            group.events += 1;
            group.errors += u64::from(values(record, "errorCode") != [GroupValue::Missing]);
            if let Some(time) = time(record) {
                let (first, last) = group.extent.unwrap_or((time, time));
                group.extent = Some((first.min(time), last.max(time)));
            }
            let texts = |field| {
                values(record, field).into_iter().filter(|value| matches!(value, GroupValue::Text(_)))
            };
            group.ips.extend(texts("sourceIPAddress"));
            group.users.extend(texts("user"));
        }
    }
    let folded = |key: &[GroupValue]| -> Vec<GroupValue> {
        let lower = |value: &GroupValue| match value {
            GroupValue::Text(text) => GroupValue::Text(text.to_ascii_lowercase()),
            other => other.clone(),
        };
        key.iter().map(lower).collect()
    };
    let mut spellings: BTreeMap<Vec<GroupValue>, u64> = BTreeMap::new();
    for key in groups.keys() {
        *spellings.entry(folded(key)).or_default() += 1;
    }
    let rows = groups.into_iter().map(|(key, group)| GroupRow {
        alike: spellings[&folded(&key)] - 1,
        key,
        events: group.events,
        errors: group.errors,
        extent: group.extent,
        ips: group.ips.len() as u64,
        users: group.users.len() as u64,
    });
    (rows.collect(), repeated)
}
