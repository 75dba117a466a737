//! The organization trail's bucket: records in, log files under their S3 keys out.
//!
//! Records are gathered by receiving account, kind of log, Region and hour; each such group is one
//! delivered file. Within a file the order is not that of time, as in real ones.
//!
//! **Invariant:** every record is in exactly one file, unless it is redelivered on purpose, and a
//! file's name carries the hour of its events.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::event::{DATE, Event};
use super::ids;

/// Folder and name infix of a kind of log.
pub(super) const ORDINARY: &str = "CloudTrail";
pub(super) const INSIGHT: &str = "CloudTrail-Insight";
pub(super) const NETWORK: &str = "CloudTrail-NetworkActivity";
pub(super) const AGGREGATED: &str = "CloudTrail-Aggregated";

const ORGANIZATION: &str = "o-exampleorg1";

/// A file's path under `sample/` and its bytes.
pub(super) struct LogFile {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    account: String,
    folder: &'static str,
    region: &'static str,
    /// Hour of delivery.
    hour: u8,
}

/// The bucket while it fills.
#[derive(Default)]
pub(super) struct Log {
    files: BTreeMap<Place, Vec<Value>>,
    /// How often a label has occurred: equal events need ids of their own.
    occurrences: BTreeMap<String, u32>,
}

impl Log {
    /// Delivers an event in the hour in which it happened; returns its `eventID`.
    pub(super) fn add(&mut self, event: Event) -> String {
        let hour = hour_of(&event.clock);
        self.add_late(event, hour)
    }

    /// Delivers an event in the file of a later hour.
    pub(super) fn add_late(&mut self, event: Event, hour: u8) -> String {
        let label = event.label();
        let count = self.occurrences.entry(label.clone()).or_default();
        *count += 1;
        let id = ids::guid(&format!("event {label} {count}"));
        let place = place(&event.recipient, ORDINARY, event.region, hour);
        let record = event.into_record(&id);
        self.files.entry(place).or_default().push(record);
        id
    }

    /// Delivers an event to the caller's account and, as seen from outside, to the resource owner's.
    pub(super) fn add_both(&mut self, event: Event, caller: &super::cast::Caller, owner: &str) {
        let shared_id = ids::guid(&format!("shared {}", event.label()));
        let event = event.shared(&shared_id);
        self.add(event.clone());
        self.add(event.seen_as(&caller.as_foreigner()).recipient(owner));
    }

    /// Delivers a record of another family as it stands.
    pub(super) fn add_record(
        &mut self,
        folder: &'static str,
        account: &str,
        region: &'static str,
        hour: u8,
        record: Value,
    ) {
        let place = place(account, folder, region, hour);
        self.files.entry(place).or_default().push(record);
    }

    /// Delivers a record once more in the file of a later hour, byte for byte.
    pub(super) fn redeliver(&mut self, id: &str, hour: u8) {
        let found = self.files.iter().find_map(|(place, records)| {
            let record = records.iter().find(|record| record["eventID"] == id)?;
            Some((place.clone(), record.clone()))
        });
        let Some((place, record)) = found else {
            panic!("the story redelivers an event it never told: {id}");
        };
        self.files.entry(Place { hour, ..place }).or_default().push(record);
    }

    /// Delivers a file without events.
    pub(super) fn add_empty_file(&mut self, account: &str, region: &'static str, hour: u8) {
        self.files.entry(place(account, ORDINARY, region, hour)).or_default();
    }

    /// Every file, ordered by path.
    pub(super) fn into_files(self) -> Vec<LogFile> {
        let mut files: Vec<LogFile> = self
            .files
            .into_iter()
            .map(|(place, mut records)| {
                // Delivery keeps no order: about by time, not quite.
                records.sort_by_cached_key(|record| {
                    let id = record["eventID"].as_str().unwrap_or_default().to_owned();
                    let time = record["eventTime"].as_str().unwrap_or_default();
                    (time.get(..15).unwrap_or_default().to_owned(), id)
                });
                LogFile {
                    path: path(&place),
                    bytes: format!("{}\n", json!({ "Records": records })).into_bytes(),
                }
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files
    }
}

fn place(account: &str, folder: &'static str, region: &'static str, hour: u8) -> Place {
    Place { account: account.to_owned(), folder, region, hour }
}

/// The S3 key; the name's time is that of delivery, in the last minutes of the hour.
fn path(place: &Place) -> String {
    let Place { account, folder, region, hour } = place;
    let label = format!("file {account} {folder} {region} {hour}");
    let minute = 55 + ids::below(&label, 5);
    let compact = DATE.replace('-', "");
    let slashes = DATE.replace('-', "/");
    let unique = ids::mixed(&label, 16);
    format!(
        "AWSLogs/{ORGANIZATION}/{account}/{folder}/{region}/{slashes}/\
         {account}_{folder}_{region}_{compact}T{hour:02}{minute:02}Z_{unique}.json"
    )
}

/// The hour of `HH:MM:SS`; the last five minutes of an hour stay free for delivery.
fn hour_of(clock: &str) -> u8 {
    let mut parts = clock.split(':').map(str::parse::<u8>);
    match (parts.next(), parts.next(), parts.next()) {
        (Some(Ok(hour)), Some(Ok(minute)), Some(Ok(second))) if hour < 24 && minute < 55 && second < 60 => {
            hour
        }
        _ => panic!("not a time at which the story may have an event: {clock}"),
    }
}
