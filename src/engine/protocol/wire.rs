//! What page and workers say to each other.

use serde::{Deserialize, Serialize};

use super::answers::{
    CoverageCell, FacetPart, FoundIndicator, GroupPart, Indicator, LeafReport, QueryCount, Series, TimeScale,
    ValueAsker,
};
use super::export::{ExportBatch, ExportChoice, ExportOrder, ExportTally};
use super::ids::{GivenId, LookupId, QueryId};
use super::rows::{
    FoundRow, KeyedRow, RecordDigest, RecordQuery, RecordText, SharedCopy, Sort, SortKey, TableOrder,
};
use super::trail::{Explained, SimulationGroup, TrailTally};

/// Raised with every change of the types that are sent; page and workers are one artifact, so a mismatch is
/// a fault of the build and is said as such.
pub const PROTOCOL_VERSION: u32 = 4;

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
    /// When nothing else is to be done, read the attached file for practice, and say nothing.
    Rehearse,
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
