//! Dropped bytes → CloudTrail records and a report.
//!
//! ```text
//! InputFile ─container→ leaf files ─detect→ text ─framing, csv_source→ JSON values ─envelope, wrapping→ records
//!                                                └─recover (malformed text) ────────┘    │
//!                       RecordSink ←─ begin_file, record…, the texts they lie in, end_file ──┘
//! ```
//!
//! **Invariant:** reading never fails as a whole and never panics: what can be read is handed over,
//! the rest is counted with its reason and its place.
//! **Invariant:** the content decides what a file is, never its name.
//! **Invariant:** every record handed over is one JSON object that `serde_json` holds valid, whose
//! nesting is within the limit.
//! **Invariant:** no record is changed in silence: texts made here are marked by their origin.
//! **Invariant:** a long text is handed over in blocks, and a record lies in one of them whole.
//! **Invariant:** this room knows no columns, no duplicates, no engine.
//!
//! Tests: `tests/it/ingest.rs` with `tests/data/records/`, and `tests/it/shared_data.rs`.

mod archive;
mod container;
mod csv_source;
mod detect;
mod envelope;
mod framing;
mod gzip;
mod kind;
mod known;
mod leaf;
mod lenient;
mod lenient_text;
mod limits;
mod long_text;
mod path_hints;
mod pieces;
mod recover;
mod report;
pub mod scan;
mod struct_text;
mod table;
mod utf16;
mod wrapping;

pub use container::Rest;
pub use kind::{FileKind, SourceKind};
pub use limits::Limits;
pub use path_hints::{PathHints, S3Folder};
pub use report::{FileReport, Note, Position, Skip, SkipReason};

use crate::base::gzip::Buffer;
use crate::record::fields::{IdentityNumber, RecordFields};

/// A file as dropped or pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// The path as dropped, its parts separated by `/`.
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Takes what [`read`] finds, in order: for each leaf file one `begin_file`, its records and the texts they
/// lie in, one `end_file`.
pub trait RecordSink {
    /// A leaf file begins. Members of archives are files of their own, below the archive's path.
    fn begin_file(&mut self, path: &str);

    /// A record of the file that began last.
    fn record(&mut self, record: FoundRecord<'_>);

    /// Whether the fields of a `userIdentity` block of the current file are remembered by its number:
    /// later records with this block come without them.
    fn knows_identity(&self, _number: IdentityNumber) -> bool {
        false
    }

    /// A text that records of the current file lie in. It comes after the first of them, and before the file
    /// ends.
    fn text(&mut self, text: KeptText<'_>);

    /// The file ends.
    fn end_file(&mut self, report: FileReport);

    /// A file that never holds anything (`.DS_Store`, empty folder markers): neither begun nor ended.
    fn ignored_file(&mut self, _path: &str) {}
}

/// One record as found.
#[derive(Clone, Copy, Debug)]
pub struct FoundRecord<'a> {
    /// One valid JSON object.
    pub json: &'a str,
    /// Its fields, where they were read on the way; identity numbers are the file's. Those of a
    /// `userIdentity` block that the sink [knows](RecordSink::knows_identity) may be left out.
    pub fields: Option<&'a RecordFields<'a>>,
    /// The text in which it lies.
    pub text: TextNumber,
    /// Bytes before it in that text.
    pub offset: usize,
    pub origin: Origin,
    /// A JSON object with the fields that stood around the record (`lookup-events`); they fill only
    /// what the record lacks and take no part in comparing records.
    pub wrapper: Option<&'a str>,
}

/// One of the texts that the records of a file lie in, numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TextNumber(pub u32);

/// A text that records of a file lie in.
#[derive(Debug)]
pub struct KeptText<'a> {
    pub number: TextNumber,
    pub kind: TextKind,
    pub content: TextContent<'a>,
}

/// What a text is of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextKind {
    /// A stretch of the file's decompressed text, verbatim, with `start` bytes before it. Where there is one
    /// there is the whole text, in stretches that come in order and without a gap.
    Delivered { start: usize },
    /// The same, once more: a record that crosses the border of two stretches.
    DeliveredAgain { start: usize },
    /// Made while reading: unescaped strings, rows as JSON, repaired records.
    Derived,
}

#[derive(Debug)]
pub enum TextContent<'a> {
    /// Gzip members that inflate to the text, the very bytes of the file.
    Gzip {
        members: Vec<u8>,
        text_len: usize,
    },
    Text(&'a [u8]),
}

/// How a record came to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Saved out of malformed text.
    pub recovered: bool,
    /// Made of a table's row: fields that the table does not show are unknown, not absent.
    pub summary_only: bool,
    /// Some characters or values may differ from what was recorded.
    pub lossy: bool,
}

/// Reads one file with everything inside it. `buffer` is room that serves many files.
pub fn read(file: InputFile, limits: &Limits, buffer: &mut Buffer, sink: &mut dyn RecordSink) {
    let mut rest = begin(file, limits, buffer, sink);
    while let Some(more) = rest {
        rest = more.read_more(limits, sink);
    }
}

/// Reads one file with everything inside it, or begins to: the rest of a long one is given, to be read in steps
/// before the next file.
pub fn begin(
    file: InputFile,
    limits: &Limits,
    buffer: &mut Buffer,
    sink: &mut dyn RecordSink,
) -> Option<Rest> {
    container::Opener::new(limits, buffer, sink).open_dropped(file)
}
