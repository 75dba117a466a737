//! What the page asks of the engine, and what the engine asks of the browser.

use super::answers::{Indicator, Series, ValueAsker};
use super::export::{ExportChoice, ExportOrder};
use super::files::GivenFile;
use super::ids::{EventKey, GivenId, LookupId};
use super::rows::{RecordQuery, Sort};
use super::screen::Update;
use super::wire::Request;

/// What the user interface asks for. What it shows is a question that stands: the coordinator
/// answers it again whenever the loaded events change.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Files of a drop will be named, portion by portion: until they all are, loading is not at its end.
    BeginAdding,
    /// Files were dropped, chosen or pasted; their bytes are asked for with [`Effect::Read`].
    AddFiles {
        files: Vec<GivenFile>,
    },
    /// All files of a drop are named.
    EndAdding,
    /// The bytes of a file have been read (handed to `worker` as an attachment), or could not be.
    FileRead {
        given: GivenId,
        outcome: Result<(), String>,
    },
    /// Keep what is loaded and read no more.
    CancelLoad,
    /// Read the files again whose events are gone with their worker.
    ReadLostAgain,
    /// The filter text in force.
    SetQuery {
        text: String,
    },
    SetSort(Sort),
    /// Whether the copies of one action stand in one row of the table.
    SetFolding(bool),
    /// The part of the table on screen, in rows of the sorted matches, and its columns.
    SetWindow {
        first: u64,
        count: u32,
        columns: Vec<String>,
    },
    /// The facets on screen, how many values of each.
    SetFacets {
        fields: Vec<String>,
        top: u32,
    },
    SetTimeline {
        series: Series,
        buckets: u32,
    },
    /// The groups on screen; `None` while there is no table of them.
    SetGroups(Option<GroupQuestion>),
    /// The indicators to look for; empty for none.
    SetIndicators(Vec<Indicator>),
    OpenRecord(EventKey),
    /// Say where the event stands in the table of this query, once it is in force and answered.
    LocateEvent {
        key: EventKey,
        query: String,
    },
    /// Records apart from the filter in force, answered once. The event `except` is left out.
    FindRecords {
        id: LookupId,
        wanted: RecordQuery,
        except: Option<EventKey>,
    },
    /// Nobody waits for this lookup any more.
    ForgetRecords(LookupId),
    FindEvent {
        event_id: String,
    },
    /// Values of a field that contain what was typed, under a filter text of its own; the `limit`
    /// most frequent ones.
    AskValues {
        asker: ValueAsker,
        context: String,
        field: String,
        typed: String,
        limit: u32,
    },
    /// Filter texts whose counts over all events are wanted, now and whenever the events change.
    SetCounts {
        queries: Vec<String>,
    },
    /// The paths of the records are wanted, from now on.
    WantPaths,
    AskCoverage,
    AskFileHashes,
    /// The configuration texts of the trail simulator; empty for none.
    SetTrail {
        first: String,
        second: String,
    },
    ExplainEvent(EventKey),
    /// Count what an export of these events would hold.
    BeginExport(ExportOrder),
    /// Write what was counted.
    WriteExport(ExportChoice),
    CancelExport,
}

/// What the coordinator wants done.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send a request to a worker.
    Send { shard: u16, request: Request },
    /// Read a file and hand its bytes with this request to the worker, then say
    /// [`Command::FileRead`].
    Read { given: GivenId, shard: u16, request: Request },
    /// Start a new worker in the place of one that has ended.
    StartWorker { shard: u16 },
    /// Tell the user interface.
    Publish(Update),
}

/// By which fields the matches are grouped, and which of the groups are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupQuestion {
    /// Up to three CloudTrail paths or names of derived fields.
    pub fields: Vec<String>,
    pub sort: GroupSort,
    /// How many groups are wanted from the top.
    pub top: u32,
}

/// The order of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GroupSort {
    pub by: GroupColumn,
    pub descending: bool,
}

/// What groups can be ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupColumn {
    /// The value of the field at this place.
    Key(u8),
    Events,
    Errors,
    First,
    Last,
    Ips,
    Users,
}
