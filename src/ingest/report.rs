//! What is said about a file once it has been read.

use std::fmt;

use super::kind::{FileKind, SourceKind};
use super::path_hints::PathHints;

/// One leaf file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReport {
    /// As dropped; members of archives below the archive's path.
    pub path: String,
    pub kind: FileKind,
    /// Bytes as delivered: of an archive's member, as it lies in the archive, uncompressed.
    pub size_bytes: usize,
    /// Bytes of the decompressed text.
    pub text_bytes: usize,
    /// Records handed over, duplicates not considered.
    pub records: usize,
    /// How many of them were saved out of malformed text.
    pub recovered: usize,
    /// SHA-256 in hex of the bytes as delivered, where the kept text does not give them back;
    /// `None` also where they were never at hand (a member of a damaged archive).
    pub sha256: Option<String>,
    /// What looked like records or lines of records and could not be read, by reason.
    pub skipped: Vec<Skip>,
    /// What is no CloudTrail record and was never meant to be one, by reason.
    pub passed_over: Vec<Skip>,
    /// What the reader should know besides.
    pub notes: Vec<Note>,
    /// What the path says.
    pub hints: PathHints,
    /// What this kind of source cannot contain.
    pub source: SourceKind,
    /// The text of a file that speaks of a trail's selectors and holds no record.
    pub configuration: Option<String>,
}

impl FileReport {
    pub(super) fn new(path: &str, size_bytes: usize) -> Self {
        Self {
            path: path.to_owned(),
            kind: FileKind::Empty,
            size_bytes,
            text_bytes: 0,
            records: 0,
            recovered: 0,
            sha256: None,
            skipped: Vec::new(),
            passed_over: Vec::new(),
            notes: Vec::new(),
            hints: PathHints::from_path(path),
            source: SourceKind::NoEvents,
            configuration: None,
        }
    }

    /// How many things could not be read.
    pub fn num_skipped(&self) -> usize {
        self.skipped.iter().map(|skip| skip.count).sum()
    }

    /// How many things were no CloudTrail records.
    pub fn num_passed_over(&self) -> usize {
        self.passed_over.iter().map(|skip| skip.count).sum()
    }

    pub(super) fn skip(&mut self, reason: SkipReason, at: Option<Position>, detail: &str) {
        add(if reason.is_loss() { &mut self.skipped } else { &mut self.passed_over }, reason, at, detail);
    }

    pub(super) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}

fn add(list: &mut Vec<Skip>, reason: SkipReason, at: Option<Position>, detail: &str) {
    match list.iter_mut().find(|skip| skip.reason == reason) {
        Some(skip) => {
            skip.count += 1;
            if skip.lines.len() < Skip::MAX_LINES {
                skip.lines.extend(at.map(|at| at.byte));
            }
        }
        None => list.push(Skip {
            reason,
            count: 1,
            first: at,
            // Bytes until the reader turns them into lines.
            lines: at.map(|at| at.byte).into_iter().collect(),
            detail: detail.chars().take(Skip::MAX_DETAIL_CHARS).collect(),
        }),
    }
}

/// Things that were not read, for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    pub reason: SkipReason,
    pub count: usize,
    /// Where the first of them lies in the file's text, where that can be told.
    pub first: Option<Position>,
    /// The lines of the first few.
    pub lines: Vec<usize>,
    /// What exactly was wrong with the first of them; may be empty.
    pub detail: String,
}

impl Skip {
    /// Of how many things the line is kept.
    pub const MAX_LINES: usize = 20;
    const MAX_DETAIL_CHARS: usize = 200;
}

/// `3 lines that are not valid JSON (lines 2, 5, 9): expected value`.
impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.count, self.reason)?;
        if !self.lines.is_empty() {
            f.write_str(if self.lines.len() == 1 { " (line " } else { " (lines " })?;
            for (index, line) in self.lines.iter().enumerate() {
                write!(f, "{}{line}", if index == 0 { "" } else { ", " })?;
            }
            f.write_str(if self.lines.len() < self.count { ", …)" } else { ")" })?;
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        Ok(())
    }
}

/// A place in a file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// Bytes before it.
    pub byte: usize,
}

/// Why something was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SkipReason {
    /// A line or a piece of text that is no valid JSON.
    InvalidJson,
    /// A record whose text breaks off in the middle of a value.
    CutOff,
    /// A part of a recovered record that made no sense and was left out.
    PartLeftOut,
    /// An element of a list of records that is no object.
    NotAnObject,
    /// Arrays and objects inside each other beyond the limit.
    TooDeep,
    /// Envelopes inside each other beyond the limit.
    TooManyEnvelopes,
    /// An embedded text (base64, gzip, JSON string) that cannot be decoded.
    Undecodable,
    /// A row of a CSV file that does not fit its header.
    BadRow,
    /// A row of a table that is no CloudTrail export known here.
    UnknownTable,
    /// A compressed text that is damaged or breaks off.
    DamagedArchive,
    /// An encrypted member of an archive.
    Encrypted,
    /// A format or compression that cannot be read here.
    Unsupported,
    /// More decompressed bytes than a file may have.
    FileTooLarge,
    /// More decompressed bytes than everything together may have.
    TotalTooLarge,
    /// A suspicious ratio of decompressed to compressed bytes.
    RatioTooHigh,
    /// Containers inside each other beyond the limit.
    TooManyContainers,
    /// More members than an archive may have.
    TooManyMembers,
    /// A message or object that is no CloudTrail record.
    NotCloudTrail,
    /// A health check of a subscription.
    ControlMessage,
}

impl SkipReason {
    /// Whether something that looks like a record, or a place where records may have been, is lost.
    /// Where it is not, nothing was ever there.
    pub fn is_loss(self) -> bool {
        !matches!(self, Self::NotCloudTrail | Self::ControlMessage | Self::Unsupported)
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::InvalidJson => "not valid JSON",
            Self::CutOff => "breaks off in the middle of a value",
            Self::PartLeftOut => "part of a recovered record left out",
            Self::NotAnObject => "not a JSON object",
            Self::TooDeep => "nested deeper than the limit",
            Self::TooManyEnvelopes => "more envelopes inside each other than the limit",
            Self::Undecodable => "embedded text cannot be decoded",
            Self::BadRow => "row does not fit the header",
            Self::UnknownTable => "row of a table that is no known CloudTrail export",
            Self::DamagedArchive => "compressed text damaged or cut off",
            Self::Encrypted => "encrypted member of an archive",
            Self::Unsupported => "format cannot be read here",
            Self::FileTooLarge => "larger than a file may be",
            Self::TotalTooLarge => "larger than everything together may be",
            Self::RatioTooHigh => "compressed to a suspicious degree",
            Self::TooManyContainers => "more archives inside each other than the limit",
            Self::TooManyMembers => "more members than an archive may have",
            Self::NotCloudTrail => "not CloudTrail",
            Self::ControlMessage => "health check of a subscription",
        })
    }
}

/// What the reader should know of a file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The compressed text breaks off; what came before was read.
    CompressedCutOff,
    /// The compressed text is damaged; what came before was read.
    CompressedDamaged,
    /// Something follows the compressed text.
    TrailingBytes,
    /// Some text was no UTF-8; the bytes were replaced.
    InvalidUtf8,
    /// The text was UTF-16.
    Utf16,
    /// NUL characters or line separators stand where JSON allows none.
    StrayCharacters,
    /// An object names a member twice; the last one counts.
    RepeatedName(String),
    /// Records that hold only what a table shows of them.
    SummaryOnly,
    /// The named extension says gzip, the content is not compressed.
    NotCompressed,
    /// Times without a zone: they stand in the browser's zone of whoever saved the file.
    TimesWithoutZone,
    /// Values that the export's form does not tell apart for certain.
    AmbiguousValues,
    /// Records in more than one shape.
    MixedShapes,
    /// The file stands in a folder of another service.
    Folder(String),
    /// How the file can be had in a form that can be read.
    Advice(&'static str),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CompressedCutOff => {
                f.write_str("the compressed text is cut off; what came before was read")
            }
            Self::CompressedDamaged => {
                f.write_str("the compressed text is damaged; what could be inflated was read")
            }
            Self::TrailingBytes => f.write_str("bytes after the end of the compressed text were ignored"),
            Self::InvalidUtf8 => f.write_str("invalid UTF-8 was replaced"),
            Self::Utf16 => f.write_str("the text is UTF-16"),
            Self::StrayCharacters => f.write_str("NUL characters or line separators were ignored"),
            Self::RepeatedName(name) => {
                write!(f, "a name occurs twice in an object, the last one counts: {name}")
            }
            Self::SummaryOnly => f.write_str("summary only: the records lack what the table does not show"),
            Self::NotCompressed => f.write_str("named as gzip, but not compressed"),
            Self::TimesWithoutZone => f.write_str("the times have no zone and are read as UTC"),
            Self::AmbiguousValues => f.write_str("some values cannot be told apart for certain in this form"),
            Self::MixedShapes => f.write_str("records in more than one shape"),
            Self::Folder(name) => write!(f, "stands in a folder of another service: {name}"),
            Self::Advice(text) => f.write_str(text),
        }
    }
}
