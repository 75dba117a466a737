//! What page and workers say to each other.

use serde::{Deserialize, Serialize};

use super::export::{ExportBatch, ExportChoice, ExportOrder, ExportTally};
use crate::record::field::FieldId;

/// Raised with every change of the types below; page and workers are one artifact, so a mismatch is
/// a fault of the build and is said as such.
pub const PROTOCOL_VERSION: u32 = 3;

/// Numbers the queries of one page; a newer one makes the older stale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct QueryId(pub u32);

/// Numbers the lookups of one page: questions for records apart from the filter in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LookupId(pub u32);

/// A file that the user gave, in the order given. Members of an archive share its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GivenId(pub u32);

/// One event of the page: which worker has it, and its row there (segment in the upper 16 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventKey {
    pub shard: u16,
    pub row: u32,
}

/// What the page asks of one worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Read a file; its bytes are the message's attachment.
    Load { given: GivenId, path: String },
    /// No more files for now: make every row visible.
    Seal,
    /// Say id and content digest of rows whose ids may repeat elsewhere.
    Digests { rows: Vec<u32> },
    /// Take duplicates out of every answer, and mark rows whose id another content shares.
    Settle { duplicates: Vec<u32>, contested: Vec<u32> },
    /// Select the rows that the filter text describes; the other questions then speak of them.
    Query { id: QueryId, text: String },
    /// The values of some fields under a query. Those that were asked for before in the same run are
    /// not counted again, and those that are no longer among them not at all.
    Facets { id: QueryId, run: u32, fields: Vec<String> },
    /// The histogram under a query.
    Timeline { id: QueryId, scale: TimeScale, series: Series },
    /// The hashes of the shared ids of those matches that can be copies of an action.
    SharedIds { id: QueryId, run: u32 },
    /// The matches with these hashes, which several have; hashes rising.
    Copies { id: QueryId, run: u32, sort: Sort, hashes: Vec<u64> },
    /// Sort the matches, and leave these rows out where a folded order is asked for.
    Fold { id: QueryId, sort: Sort, hidden: Vec<u32> },
    /// Sort the matches, and say every [`FENCE_STEP`]th sort key.
    Fences { id: QueryId, order: TableOrder },
    /// Rows from the pivot on (from the start without one) in the order.
    Rows { id: QueryId, order: TableOrder, pivot: Option<SortKey>, limit: u32, columns: Vec<String> },
    /// The place in the order of a row; nothing where it is not among the matches.
    KeyOf { id: QueryId, order: TableOrder, row: u32 },
    /// How many rows come before a place in the order.
    Rank { id: QueryId, order: TableOrder, key: SortKey },
    /// The text of a record.
    Record { row: u32 },
    /// Records apart from the query in force; the row `except` is left out.
    Records { id: LookupId, wanted: RecordQuery, except: Option<u32> },
    /// Nobody waits for this lookup any more.
    ForgetRecords { id: LookupId },
    /// The first event with this id.
    Find { event_id: String },
    /// The values of a field under a filter text of its own that contain what was typed. A newer
    /// question of the same asker makes an older one pointless.
    Values { asker: ValueAsker, serial: u32, context: String, field: String, typed: String },
    /// Judge every event by trail configurations; without a first one there are no verdicts.
    Judge { run: u32, first: Option<String>, second: Option<String> },
    /// Count the verdicts under a query.
    Simulation { id: QueryId, run: u32 },
    /// The verdict on a row in words.
    Explain { row: u32 },
    /// Events by account, Region and hour.
    Coverage,
    /// Group the rows of a query by the values of some fields, and say the first of the groups.
    Groups { id: QueryId, run: u32, fields: Vec<String> },
    /// More groups of the same run.
    MoreGroups { run: u32 },
    /// Which of these occur among all events, whatever the filter.
    Indicators { run: u32, list: Vec<Indicator> },
    /// SHA-256 of the files of this worker, as delivered.
    FileHashes,
    /// Take a snapshot of the matches and count what is in it.
    BeginExport { run: u32, order: ExportOrder },
    /// Sort the snapshot and send its first batches.
    WriteExport { run: u32, choice: ExportChoice },
    /// One batch more may be sent.
    ExportMore { run: u32 },
    /// Let go of this snapshot and of earlier ones.
    EndExport { run: u32 },
    /// When nothing else is to be done, count the events of each of these filter texts, in place of
    /// those that are still to be counted.
    Count { run: u32, queries: Vec<String> },
    /// When nothing else is to be done, list the paths of all records.
    Paths { run: u32 },
}

/// The distance of two fences, in rows.
pub const FENCE_STEP: u32 = 64;

/// What a worker answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// One leaf file (an archive's members singly) has been read.
    Leaf(Box<LeafReport>),
    /// A given file with all its members has been read.
    Loaded {
        given: GivenId,
        rows: u64,
        memory_bytes: u64,
    },
    Sealed {
        rows: u64,
        memory_bytes: u64,
    },
    Digests {
        records: Vec<RecordDigest>,
    },
    Settled,
    Matches {
        id: QueryId,
        matches: u64,
        total: u64,
        extent: Option<(i64, i64)>,
    },
    /// Values of fields as they are counted, fields in any order.
    Facets {
        id: QueryId,
        run: u32,
        parts: Vec<FacetPart>,
    },
    Timeline {
        id: QueryId,
        scale: TimeScale,
        series: Series,
        buckets: Vec<Vec<u64>>,
        untimed: u64,
    },
    /// Rising; as often as there are rows with it.
    SharedIds {
        id: QueryId,
        run: u32,
        hashes: Vec<u64>,
    },
    Copies {
        id: QueryId,
        run: u32,
        copies: Vec<SharedCopy>,
    },
    Fences {
        id: QueryId,
        order: TableOrder,
        fences: Vec<SortKey>,
    },
    Rows {
        id: QueryId,
        order: TableOrder,
        rank: u64,
        rows: Vec<KeyedRow>,
    },
    KeyOf {
        id: QueryId,
        order: TableOrder,
        row: u32,
        key: Option<SortKey>,
    },
    Rank {
        id: QueryId,
        order: TableOrder,
        rank: u64,
    },
    Record(Box<RecordText>),
    Records {
        id: LookupId,
        matches: u64,
        extent: Option<(i64, i64)>,
        rows: Vec<FoundRow>,
    },
    Found {
        event_id: String,
        row: Option<u32>,
    },
    Values {
        asker: ValueAsker,
        serial: u32,
        values: Vec<(String, u64)>,
        /// Whether there are more than are told, so that sums over workers may be too small.
        is_cut: bool,
    },
    Judged {
        run: u32,
    },
    Simulation {
        id: QueryId,
        run: u32,
        trail: Box<TrailTally>,
        groups: Vec<SimulationGroup>,
    },
    Explained(Explained),
    Coverage {
        cells: Vec<CoverageCell>,
    },
    /// Groups in the order that all workers share.
    Groups {
        run: u32,
        parts: Vec<GroupPart>,
        is_last: bool,
        /// Rows that count in several groups, and rows that count in none because they would in too
        /// many; of all groups together.
        repeated: u64,
        left_out: u64,
    },
    Indicators {
        run: u32,
        /// Those that occur.
        found: Vec<FoundIndicator>,
        /// Rows in which some of them occurs.
        events: u64,
    },
    FileHashes {
        hashes: Vec<(GivenId, u32, String)>,
    },
    /// The answer to one text of [`Request::Count`].
    Counted {
        run: u32,
        count: QueryCount,
    },
    /// The paths of the records so far.
    Paths {
        run: u32,
        /// Whether every record has been looked at.
        is_done: bool,
        /// Whether there are more paths than are listed.
        is_cut: bool,
        paths: Vec<(String, u64)>,
    },
    /// More of a snapshot has been looked at; the counts are to be added.
    ExportSurveyed {
        run: u32,
        tally: ExportTally,
        is_whole: bool,
    },
    ExportBatch {
        run: u32,
        batch: ExportBatch,
    },
    /// The worker cannot go on with this; the text says what and why.
    Failed {
        what: String,
    },
}

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

/// Id and content of one record, for deciding duplicates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDigest {
    pub row: u32,
    pub event_id: String,
    /// SHA-256 of the record's canonical form: equal for equal parsed JSON.
    pub digest: [u8; 32],
    /// Whether it is only a summary of a record (CSV).
    pub is_summary: bool,
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

/// The order of the table.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Sort {
    /// A CloudTrail path or the name of a derived field.
    pub field: String,
    pub descending: bool,
}

/// An order of the table. The page numbers them: an answer about an older one is stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableOrder {
    pub run: u32,
    pub sort: Sort,
    /// Whether the rows of [`Request::Fold`] are left out.
    pub is_folded: bool,
}

/// A record of an action that may have been told to other accounts too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedCopy {
    pub key: SortKey,
    /// `sharedEventID`.
    pub shared_id: String,
    /// `recipientAccountId`.
    pub account: String,
}

/// A place in the order: the value, and the drop order among equals. Rows without a value come last
/// in either direction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortKey {
    pub value: SortValue,
    pub given: u32,
    pub member: u32,
    pub row: u32,
}

/// What rows are compared by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SortValue {
    Time(i64),
    Text(String),
    Absent,
}

/// A row of the table with its place in the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyedRow {
    pub key: SortKey,
    pub event_id: Option<String>,
    /// Whether another record has the same id and other content.
    pub is_contested: bool,
    /// For every column asked for, its values in the record's order.
    pub cells: Vec<Vec<String>>,
}

/// Which records a lookup wants, and what of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordQuery {
    /// Filter text.
    pub text: String,
    /// The earliest records are answered, so many at most; all are counted.
    pub limit: u32,
    pub columns: Vec<String>,
    /// Whether the texts of the records are wanted.
    pub with_text: bool,
}

/// A record that a lookup found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundRow {
    pub key: SortKey,
    pub event_id: Option<String>,
    /// For every column asked for, its values in the record's order.
    pub cells: Vec<Vec<String>>,
    pub record: Option<Box<RecordText>>,
}

/// The text of one record with its origin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordText {
    pub row: u32,
    pub event_id: Option<String>,
    /// The record's JSON as delivered, byte for byte where it was delivered as JSON.
    pub json: String,
    pub file: String,
    /// Byte offset in the decompressed text of the file; `None` where the text was made from
    /// another form (CSV, a string inside JSON).
    pub offset: Option<u64>,
    pub is_summary: bool,
    pub is_recovered: bool,
    /// Some characters or values may differ from what was recorded.
    pub is_lossy: bool,
    pub is_contested: bool,
    pub user: Option<String>,
    pub category: Option<String>,
    pub read_write: Option<String>,
    /// Fields of the wrapper that the record came in, as JSON.
    pub wrapper: Option<String>,
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

/// Verdicts by kind. Their sum is the number of events counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub recorded: u64,
    pub not_recorded: u64,
    /// Never delivered to a trail by event selectors.
    pub never: u64,
    pub undecided: u64,
}

/// What the configurations say about the events under a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailTally {
    pub first: Tally,
    /// All zero without a second configuration.
    pub second: Tally,
    /// Recorded by the second configuration alone, and by the first alone.
    pub gained: u64,
    pub lost: u64,
    /// Recorded events by charge: management reads, writes and unknown, data, network activity.
    pub charged: [u64; 5],
    pub second_charged: [u64; 5],
    pub concerns: Vec<ConcernCount>,
    pub second_concerns: Vec<ConcernCount>,
}

/// How many events a surprising part of the configuration concerns; lints count from 0 over all
/// trails of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcernCount {
    pub lint: u32,
    pub events: u64,
}

/// The verdicts of the events that share a value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimulationGroup {
    pub field: String,
    /// `None` for events without the field.
    pub value: Option<String>,
    pub first: Tally,
    pub second: Tally,
    pub gained: u64,
    pub lost: u64,
}

/// The verdict on one event, for each trail of the first configuration and of the second.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    pub row: u32,
    pub trails: Vec<ExplainedTrail>,
    pub second: Vec<ExplainedTrail>,
}

/// What one trail does with an event, and which line decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExplainedTrail {
    pub trail: Option<String>,
    /// `recorded`, `not-recorded`, `never` or `undecided`.
    pub verdict: String,
    pub headline: String,
    /// The line of the configuration that records it, counted from 1.
    pub line: Option<u32>,
    /// A reason for each selector, with its line.
    pub reasons: Vec<(String, Option<u32>)>,
    pub assumptions: Vec<String>,
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

/// A message of the protocol as bytes.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_allocvec(message).expect("messages hold nothing that cannot be written")
}

/// The message that the bytes hold.
///
/// # Errors
/// The text says what the bytes are not; that page and worker differ is a fault of the build.
pub fn decode<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, String> {
    postcard::from_bytes(bytes).map_err(|err| format!("page and worker do not understand each other: {err}"))
}
