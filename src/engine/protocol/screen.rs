//! What the screen is told.

use super::answers::{
    CoverageCell, FoundIndicator, GroupValue, Indicator, QueryCount, Series, TimeScale, ValueAsker,
};
use super::command::GroupQuestion;
use super::export::ExportNews;
use super::files::{FileRow, LoadStatus};
use super::ids::{EventKey, LookupId};
use super::rows::{RecordText, Sort};
use super::trail::{Explained, SimulationGroup, TrailTally};

/// What the user interface is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Update {
    Load(LoadStatus),
    /// Leaf files that were read since the last update of this kind.
    Files(Vec<FileRow>),
    Matches(Matches),
    /// The facets that are counted, in their order.
    Facets {
        query: String,
        facets: Vec<Facet>,
        /// Whether they are all that are wanted.
        is_whole: bool,
    },
    Timeline(Timeline),
    Groups(Groups),
    Indicators(IndicatorsFound),
    /// How the copies of one action were folded; `None` while they are not.
    Folding(Option<Folding>),
    Page(Page),
    Record {
        key: EventKey,
        record: Box<RecordText>,
    },
    Records {
        id: LookupId,
        found: FoundRecords,
    },
    Found {
        event_id: String,
        key: Option<EventKey>,
    },
    /// The answer to the asker's last [`Command::AskValues`](super::Command::AskValues), most frequent first.
    Values(ValueList),
    /// The counts of [`Command::SetCounts`](super::Command::SetCounts) that are known, and that of the empty text.
    Counts(Vec<QueryCount>),
    Paths(PathList),
    /// A file that was read is a trail's configuration.
    Configuration {
        path: String,
        text: String,
    },
    /// The place of an event among the sorted matches; `None` where it is not among them.
    Located {
        key: EventKey,
        query: String,
        index: Option<u64>,
    },
    /// Problems of the configuration texts.
    TrailReading(TrailReading),
    /// The verdicts under the filter; `None` while there is no valid configuration.
    Simulation(Option<Simulation>),
    Explained {
        key: EventKey,
        explained: Explained,
    },
    Coverage(Vec<CoverageCell>),
    /// SHA-256 by [`FileRow::number`].
    FileHashes(Vec<(u32, String)>),
    Export(ExportNews),
    /// A worker has ended, and its events are gone: their keys mean nothing any more.
    WorkerEnded {
        shard: u16,
        why: String,
    },
    Failed {
        what: String,
    },
}

/// The values of one field under the current filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facet {
    pub field: String,
    /// The most frequent values with the number of records that have each, most first.
    pub values: Vec<(String, u64)>,
    /// Records without the field.
    pub missing: u64,
    /// How many different values there are in all.
    pub distinct: u64,
}

/// Values of a field with the number of events that have each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueList {
    pub asker: ValueAsker,
    /// The filter text that the events are those of.
    pub context: String,
    pub field: String,
    pub typed: String,
    pub values: Vec<(String, u64)>,
    /// How many values contain what was typed.
    pub distinct: u64,
    /// Whether a worker has more values than it tells: counts may be too small then.
    pub is_cut: bool,
}

/// The paths of the loaded records with the number of events that have each, in no order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathList {
    /// Whether every record has been looked at; before, counts are only what was met so far.
    pub is_complete: bool,
    /// Whether there are more paths than are listed.
    pub is_cut: bool,
    pub paths: Vec<(String, u64)>,
}

/// The verdicts under a filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simulation {
    pub query: String,
    pub trail: TrailTally,
    /// By field, the largest groups first.
    pub groups: Vec<SimulationGroup>,
}

/// The answer to a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The filter text that this is for.
    pub query: String,
    pub matches: u64,
    pub total: u64,
    /// First and last readable time of the matches, milliseconds since 1970.
    pub extent: Option<(i64, i64)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    pub query: String,
    pub scale: TimeScale,
    pub series: Series,
    /// For each bucket a count for each value of the series, in the order of [`Series::names`].
    pub buckets: Vec<Vec<u64>>,
    pub untimed: u64,
}

impl Series {
    /// The stacked parts, in the order of the counts.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Outcome => &["success", "error"],
            Self::Category => &["Management", "Data", "NetworkActivity", "Insight", "other"],
            Self::ReadWrite => &["read", "write", "unknown"],
        }
    }
}

/// The matches with the copies of one action folded into one row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folding {
    /// The filter text that this is for, and its matches.
    pub query: String,
    pub matches: u64,
    /// Matches that stand in the row of another.
    pub folded: u64,
}

/// Rows of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub query: String,
    pub sort: Sort,
    pub is_folded: bool,
    pub columns: Vec<String>,
    /// The place of the first row among the sorted matches.
    pub first: u64,
    pub rows: Vec<TableRow>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    pub key: EventKey,
    pub event_id: Option<String>,
    pub is_contested: bool,
    pub cells: Vec<Vec<String>>,
    /// The copies of one action that this row stands for, its own event first; none where it stands
    /// for its event alone.
    pub copies: Vec<AccountCopy>,
}

/// The record of an action that one account has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountCopy {
    pub account: String,
    pub key: EventKey,
}

/// The answer to a lookup.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundRecords {
    /// How many there are in all.
    pub matches: u64,
    /// First and last readable time of all of them, milliseconds since 1970.
    pub extent: Option<(i64, i64)>,
    /// The earliest, in order of time; those without a readable time come last.
    pub events: Vec<FoundEvent>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct FoundEvent {
    pub key: EventKey,
    pub event_id: Option<String>,
    pub cells: Vec<Vec<String>>,
    /// The record, where texts were asked for.
    pub record: Option<RecordText>,
}

/// The groups of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    pub query: String,
    pub question: GroupQuestion,
    /// How many there are in all.
    pub num_groups: u64,
    /// Events that count in several groups, because a field of theirs has several values.
    pub repeated: u64,
    /// Events that have too many combinations of values and count in no group.
    pub left_out: u64,
    /// Groups that differ from another by letter case alone.
    pub alike: u64,
    /// The wanted ones, in order.
    pub rows: Vec<GroupRow>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRow {
    /// A value for each field.
    pub key: Vec<GroupValue>,
    pub events: u64,
    pub errors: u64,
    pub extent: Option<(i64, i64)>,
    /// How many different source IP addresses and users.
    pub ips: u64,
    pub users: u64,
    /// How many other groups differ from this one by letter case (ASCII) alone. Groups are exact, and
    /// the filter language is not: the filter of one takes the events of all of them.
    pub alike: u64,
}

/// Which indicators occur among all loaded events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndicatorsFound {
    /// What was looked for.
    pub list: Vec<Indicator>,
    /// Those that occur, by their place in the list.
    pub found: Vec<FoundIndicator>,
    /// Events in which some of them occurs.
    pub events: u64,
}

/// A problem of a configuration text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrailProblem {
    pub is_error: bool,
    pub code: &'static str,
    /// Counted from 1; 0 where no place can be named.
    pub line: u32,
    pub column: u32,
    pub exception: Option<&'static str>,
    pub message: String,
    pub remedy: String,
    /// For something surprising: its place among the [`TrailTally::concerns`].
    pub lint: Option<u32>,
}

/// What reading the configuration texts gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailReading {
    pub first: Vec<TrailProblem>,
    pub second: Vec<TrailProblem>,
    /// Whether there are verdicts.
    pub is_valid: bool,
}
