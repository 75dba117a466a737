//! What is counted and found: files, values, groups, indicators.

use serde::{Deserialize, Serialize};

use crate::record::field::FieldId;

/// Who wants to know values: of each only the newest question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ValueAsker {
    /// The filter, to complete a value.
    Filter,
    /// The search within a facet.
    Facet,
    /// The form of the trail simulator.
    Trail,
}

/// How many of all events a filter text finds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryCount {
    pub query: String,
    pub matches: u64,
    /// First and last readable time of the matches, milliseconds since 1970.
    pub extent: Option<(i64, i64)>,
}

/// What became of one leaf file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LeafReport {
    pub given: u32,
    /// The place among the members of the given file.
    pub member: u32,
    pub path: String,
    /// The stable name of the kind (`data-kind`), and the words for it.
    pub kind: String,
    pub kind_label: String,
    /// Bytes as delivered, and after decompression.
    pub size_bytes: u64,
    pub text_bytes: u64,
    /// Records found, those later found to be duplicates included.
    pub records: u64,
    pub recovered: u64,
    pub skipped: u64,
    /// Every reason for something not read, and every remark, as sentences.
    pub reasons: Vec<String>,
    /// What this kind of source holds and cannot hold; may be empty.
    pub source_limits: String,
    /// Whether files of this kind hold events at all.
    pub is_log: bool,
    pub account: Option<String>,
    pub region: Option<String>,
    /// The hour of delivery by the file's name, milliseconds since 1970.
    pub hour: Option<i64>,
    /// Row and 64-bit id hash of every record with an id, in file order.
    pub ids: Vec<(u32, u64)>,
    /// The text of a file that is a trail's configuration.
    pub configuration: Option<String>,
}

/// Equal buckets of time. Bucket `i` is `[from + i·width, from + (i+1)·width)`, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeScale {
    pub from: i64,
    pub width: i64,
    pub buckets: u32,
}

/// What the bars of the timeline are stacked by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Series {
    #[default]
    Outcome,
    Category,
    ReadWrite,
}

/// Some of the values of one field under the current filter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FacetPart {
    pub field: String,
    /// Value and number of records, in no order, each value in one part.
    pub values: Vec<(String, u64)>,
    /// Records without the field; told with the last part.
    pub missing: u64,
    pub is_last: bool,
}

/// Events of one account, Region and hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageCell {
    pub account: String,
    pub region: String,
    /// Start of the hour, milliseconds since 1970.
    pub hour: i64,
    pub events: u64,
    /// Log files whose names say this hour.
    pub files: u64,
}

/// A value that rows are grouped by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GroupValue {
    /// The record lacks the field.
    Missing,
    /// An object stands there, and no value beside it.
    Object,
    Text(String),
}

/// One worker's rows of a group, or the rest of its different values where they were too many for
/// one answer: counts and times are then in the first part alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPart {
    /// What groups are ordered by before their keys.
    pub hash: u64,
    pub key: Vec<GroupValue>,
    pub events: u64,
    pub errors: u64,
    /// First and last readable time, milliseconds since 1970.
    pub extent: Option<(i64, i64)>,
    /// Different source IP addresses and users, in the order of their texts.
    pub ips: Vec<String>,
    pub users: Vec<String>,
}

/// What an indicator is; with it go the fields that it is looked for in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum IndicatorKind {
    Address,
    /// A range of addresses.
    Network,
    AccessKey,
    Arn,
    UserAgent,
    EventId,
}

impl IndicatorKind {
    pub const ALL: [Self; 6] =
        [Self::Address, Self::Network, Self::AccessKey, Self::Arn, Self::UserAgent, Self::EventId];

    /// The fields, all of them columns.
    pub fn fields(self) -> &'static [FieldId] {
        match self {
            Self::Address | Self::Network => &[FieldId::SourceIpAddress],
            Self::AccessKey => &[FieldId::UserAccessKeyId, FieldId::IssuedAccessKeyId],
            Self::Arn => {
                &[FieldId::UserArn, FieldId::SessionIssuerArn, FieldId::ResourceArn, FieldId::RoleArn]
            }
            Self::UserAgent => &[FieldId::UserAgent],
            Self::EventId => &[FieldId::EventId],
        }
    }
}

/// Something to look for: the whole value of a field, ASCII letter case ignored; an address in any
/// spelling.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Indicator {
    pub kind: IndicatorKind,
    pub text: String,
}

/// An indicator that occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundIndicator {
    /// Its place in the list.
    pub place: u32,
    pub events: u64,
    /// First and last readable time, milliseconds since 1970.
    pub extent: Option<(i64, i64)>,
    /// A bit for each of [`IndicatorKind::fields`] that holds it.
    pub fields: u8,
}
