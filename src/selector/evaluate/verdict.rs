//! The answer for one event.

use crate::selector::facts::Fact;
use crate::selector::model::{Operator, ReadWriteType};

/// Whether a trail records an event, and what decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Recorded {
        by: RecordedBy,
        remarks: Vec<Remark>,
    },
    NotRecorded(NotRecorded),
    /// Event selectors do not decide about this category; the category.
    Never(String),
    /// The verdict turns on every one of these, which are not known.
    CannotTell(Vec<Doubt>),
}

/// The four kinds of verdict, for counts and filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum VerdictKind {
    Recorded,
    NotRecorded,
    Never,
    CannotTell,
}

impl VerdictKind {
    /// The word of filters: `trail:recorded`.
    pub fn wire(self) -> &'static str {
        match self {
            VerdictKind::Recorded => "recorded",
            VerdictKind::NotRecorded => "not-recorded",
            VerdictKind::Never => "never",
            VerdictKind::CannotTell => "undecided",
        }
    }
}

impl Verdict {
    /// Which of the four this is.
    pub fn kind(&self) -> VerdictKind {
        match self {
            Verdict::Recorded { .. } => VerdictKind::Recorded,
            Verdict::NotRecorded(_) => VerdictKind::NotRecorded,
            Verdict::Never(_) => VerdictKind::Never,
            Verdict::CannotTell(_) => VerdictKind::CannotTell,
        }
    }
}

/// What records an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordedBy {
    /// A selector, counted from 0, and which of its parts.
    Selector { selector: usize, part: Part },
    /// The management events that a trail without stated selectors records.
    Default,
    /// Logged whatever the selectors say.
    Always,
}

/// The part of a selector that lets an event in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A basic selector's management events.
    Management,
    /// A value of a basic selector's data resources.
    DataResource { resource_type: String, value: String },
    /// All field selectors of an advanced selector hold.
    AllFields,
}

/// Something to say beside the verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// The record has no category of its own.
    CategoryInferred,
    /// A condition holds because the record lacks the field.
    AbsentFieldPassed(&'static str),
    /// The ARN compared is only a prefix, as in listings of a bucket.
    PrefixOnly(String),
    /// The function's ARN in the record is qualified by a version or alias; AWS does not document that it matches.
    QualifiedArn(String),
}

/// Why an event is not recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotRecorded {
    /// The trail does not listen there at all.
    Scope(ScopeMiss),
    /// Each selector's first failing condition.
    Selectors(Vec<SelectorMiss>),
}

/// What of the trail's scope leaves an event out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeMiss {
    NotLogging,
    OtherRegion {
        home: String,
        seen: Option<String>,
    },
    /// A global service's event, recorded in the lead Region, which is not the trail's.
    GlobalServiceElsewhere {
        home: String,
        seen: String,
    },
    GlobalServicesOff,
    /// `RecursiveLogging` is off and CloudTrail's own delivery caused this.
    Recursive,
}

/// Why a selector does not take an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectorMiss {
    /// Counted from 0.
    pub selector: usize,
    pub failure: Failure,
    /// How little is missing, where it is one condition.
    pub near_miss: Option<NearMiss>,
}

/// The first condition that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// Without stated selectors only management events are recorded.
    DefaultSelector {
        category: String,
    },
    /// Basic selectors cannot select this category.
    CategoryNotInBasic {
        category: String,
    },
    ManagementOff,
    SourceExcluded {
        source: String,
    },
    ReadWrite {
        wanted: ReadWriteType,
        is_read: bool,
    },
    NoDataResources,
    NoMatchingResource {
        seen: Vec<String>,
    },
    Field(FieldFailure),
}

/// A field selector that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFailure {
    /// Which of the selector's field selectors, counted from 0.
    pub index: usize,
    pub field: String,
    /// The operators and values asked for.
    pub asked: String,
    /// The deselecting operator and value that hit; `None`: no selecting one does.
    pub deselected_by: Option<(Operator, String)>,
    pub seen: Seen,
}

/// The value that a condition saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    Absent,
    Text(String),
    /// Values of several `resources` entries.
    Several(Vec<String>),
}

/// One condition away, and what would change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NearMiss {
    /// Another operator would match with the same value.
    Operator {
        asked: Operator,
        would: Operator,
        value: String,
    },
    /// The value lacks a trailing slash, or has one too many.
    TrailingSlash {
        value: String,
    },
    Case {
        value: String,
    },
    /// A role's ARN was given; records hold the session's.
    SessionArn {
        value: String,
    },
    /// A prefix without its slash hits a longer name as well.
    PrefixTooBroad {
        value: String,
    },
    /// `*` is an ordinary character.
    Wildcard {
        value: String,
    },
    /// The record's resources are of another type of the same service.
    OtherType {
        seen: String,
    },
    /// Basic selectors compare this type's ARNs whole.
    WholeArn {
        value: String,
    },
    /// Only reads against writes stands in the way.
    ReadWrite {
        is_read: bool,
    },
    /// One condition fails, and nothing simple would mend it.
    OneCondition,
}

/// Something that is not known and decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The source of the record left a field out.
    Withheld(Fact),
    /// The record has no `readOnly` and a condition asks for it.
    ReadOnlyMissing,
    /// A value of the configuration is computed elsewhere.
    UnknownValue(String),
    /// A field that the table of fields does not have yet.
    UnknownField(String),
}
