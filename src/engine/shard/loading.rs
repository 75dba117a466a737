//! Files into segments.

use super::super::WORKER_BYTES;
use super::super::protocol::{GivenId, LeafReport, Response};
use super::rows::join;
use super::{Sealed, Shard};
use crate::base::bitmap::Bitmap;
use crate::base::json::Value;
use crate::base::text;
use crate::ingest::{
    self, FileReport, FoundRecord, InputFile, KeptText, RecordSink, Rest, TextContent, TextKind, TextNumber,
};
use crate::record::field::FieldId;
use crate::record::fields::{IdentityNumber, extract};
use crate::segment::{AT_HAND_BYTES, Blob, BlobId, Place};
use crate::selector;

/// A file of records of this worker; archives are taken apart into these.
pub(super) struct Leaf {
    pub(super) given: GivenId,
    pub(super) member: u32,
    pub(super) path: String,
    /// The file as delivered, in order, where it is kept.
    pub(super) delivered: Vec<BlobId>,
    /// SHA-256 of the file where what is kept does not give its bytes back.
    pub(super) sha256: Option<String>,
}

/// What is known of rows that are not in a segment yet, row by row.
#[derive(Default)]
pub(super) struct OpenFlags {
    summary: Vec<bool>,
    recovered: Vec<bool>,
    lossy: Vec<bool>,
}

impl Shard {
    /// Reads one given file, with all its members if it is an archive; a long one is only begun.
    pub(super) fn load(&mut self, given: GivenId, path: String, bytes: Vec<u8>) -> Vec<Response> {
        self.let_texts_go();
        let limits = self.limits.clone();
        let mut buffer = std::mem::take(&mut self.buffer);
        let file = OpenFile { given, member: 0, first_blob: 0, ids: Vec::new() };
        let mut loading = Loading { shard: self, file, responses: Vec::new() };
        let rest = ingest::begin(InputFile { path, bytes }, &limits, &mut buffer, &mut loading);
        let Loading { file, responses, .. } = loading;
        buffer.end();
        self.buffer = buffer;
        self.loaded_some(rest, file, responses)
    }

    /// Reads some more of a long file.
    pub(super) fn load_more(&mut self, begun: Begun) -> Vec<Response> {
        self.let_texts_go();
        let Begun { rest, file } = begun;
        let limits = self.limits.clone();
        let mut loading = Loading { shard: self, file, responses: Vec::new() };
        let rest = rest.read_more(&limits, &mut loading);
        let Loading { file, responses, .. } = loading;
        self.loaded_some(rest, file, responses)
    }

    fn loaded_some(&mut self, rest: Option<Rest>, file: OpenFile, responses: Vec<Response>) -> Vec<Response> {
        match rest {
            Some(rest) => {
                self.begun = Some(Begun { rest, file });
                responses
            }
            None => self.loaded(file.given, responses),
        }
    }

    fn loaded(&mut self, given: GivenId, mut responses: Vec<Response>) -> Vec<Response> {
        let full = std::mem::take(&mut self.unfinished);
        self.show(full);
        // Sealing at every doubling shows rows early and keeps the number of segments small.
        if self.builder.num_rows() as u64 >= self.visible_rows() {
            self.seal();
        }
        responses.push(Response::Loaded {
            given,
            rows: self.visible_rows(),
            memory_bytes: self.memory_bytes(),
        });
        responses
    }

    pub(super) fn seal_all(&mut self) -> Vec<Response> {
        self.let_texts_go();
        self.seal();
        vec![Response::Sealed { rows: self.visible_rows(), memory_bytes: self.memory_bytes() }]
    }

    /// Makes room for what is loaded. The fuller the worker, the less text it keeps inflated from now on.
    fn let_texts_go(&mut self) {
        self.store.let_go(0);
        let free = WORKER_BYTES.saturating_sub(self.memory_bytes());
        let budget = usize::try_from(free / 2).unwrap_or(usize::MAX);
        self.store.let_go(budget.min(AT_HAND_BYTES));
    }

    fn seal(&mut self) {
        if self.builder.num_rows() > 0 {
            let sealed = self.sealed_rows();
            self.show(vec![sealed]);
        }
    }

    /// From now on questions see these segments too.
    fn show(&mut self, mut segments: Vec<Sealed>) {
        if !segments.is_empty() {
            self.values.forget();
            self.whole = None;
            self.segments.append(&mut segments);
        }
    }

    /// The open rows as a segment.
    fn sealed_rows(&mut self) -> Sealed {
        let segment = self.builder.finish();
        let flags = std::mem::take(&mut self.open_flags);
        let rows = segment.num_rows();
        let map = |flags: &[bool]| Bitmap::from_fn(rows, |row| flags.get(row).copied().unwrap_or_default());
        Sealed {
            live: Bitmap::full(rows),
            summary: map(&flags.summary),
            recovered: map(&flags.recovered),
            lossy: map(&flags.lossy),
            contested: Bitmap::empty(rows),
            segment,
        }
    }
}

/// A long file that is read in steps.
pub(super) struct Begun {
    rest: Rest,
    file: OpenFile,
}

/// A given file while it is read.
struct OpenFile {
    given: GivenId,
    member: u32,
    /// The blob of the current leaf's first text; the others follow it.
    first_blob: u32,
    /// Row and id hash of the current leaf's records.
    ids: Vec<(u32, u64)>,
}

/// Takes the records of one given file in.
struct Loading<'s> {
    shard: &'s mut Shard,
    file: OpenFile,
    responses: Vec<Response>,
}

impl RecordSink for Loading<'_> {
    fn begin_file(&mut self, path: &str) {
        self.file.first_blob = self.shard.leaf_of_blob.len() as u32;
        self.shard.builder.begin_file(path, &mut self.shard.dictionaries);
        self.shard.leaves.push(Leaf {
            given: self.file.given,
            member: self.file.member,
            path: path.to_owned(),
            delivered: Vec::new(),
            sha256: None,
        });
    }

    fn record(&mut self, found: FoundRecord<'_>) {
        let blob = self.blob(found.text);
        let shard = &mut *self.shard;
        let extracted;
        let fields = match found.fields {
            Some(fields) => fields,
            None => {
                extracted = extract(Value::new(found.json));
                &extracted
            }
        };
        if shard.builder.is_full() {
            let sealed = shard.sealed_rows();
            shard.unfinished.push(sealed);
        }
        let segment = shard.segments.len() + shard.unfinished.len();
        let row = join(segment, shard.builder.num_rows());
        if let Some(id) = fields.first(FieldId::EventId).filter(|id| !id.is_empty()) {
            // Equal hashes only make rows candidates; their ids and contents decide.
            self.file.ids.push((row, text::hash(id.as_bytes())));
        }
        let place = Place { blob, offset: found.offset as u32, len: found.json.len() as u32 };
        shard.builder.push_with_derived(fields, place, &mut shard.dictionaries);
        shard.open_flags.summary.push(found.origin.summary_only);
        shard.open_flags.recovered.push(found.origin.recovered);
        shard.open_flags.lossy.push(found.origin.lossy);
        if let Some(wrapper) = found.wrapper {
            shard.wrappers.insert(row, wrapper.to_owned());
        }
    }

    fn knows_identity(&self, number: IdentityNumber) -> bool {
        self.shard.builder.knows_identity(number)
    }

    fn text(&mut self, text: KeptText<'_>) {
        let id = self.blob(text.number);
        let start = match text.kind {
            TextKind::Delivered { start } | TextKind::DeliveredAgain { start } => Some(start as u32),
            TextKind::Derived => None,
        };
        if let (TextKind::Delivered { .. }, Some(leaf)) = (text.kind, self.shard.leaves.last_mut()) {
            leaf.delivered.push(id);
        }
        if let Some(known) = self.shard.start_of_blob.get_mut(id.0 as usize) {
            *known = start;
        }
        let blob = match text.content {
            TextContent::Gzip { members, text_len } => Blob::Gzip { members, text_len },
            TextContent::Text(text) => Blob::from_text(text),
        };
        self.shard.store.put(id, blob);
    }

    fn end_file(&mut self, report: FileReport) {
        if let Some(leaf) = self.shard.leaves.last_mut() {
            leaf.sha256.clone_from(&report.sha256);
        }
        let ids = std::mem::take(&mut self.file.ids);
        let report = wire_report(report, self.file.given, self.file.member, ids);
        self.responses.push(Response::Leaf(Box::new(report)));
        self.file.member += 1;
    }
}

impl Loading<'_> {
    /// The blob of a text of the current leaf. Its records come before the text does.
    fn blob(&mut self, number: TextNumber) -> BlobId {
        let id = self.file.first_blob + number.0;
        let leaf = self.shard.leaves.len().saturating_sub(1) as u32;
        let num_blobs = self.shard.leaf_of_blob.len().max(id as usize + 1);
        self.shard.leaf_of_blob.resize(num_blobs, leaf);
        self.shard.start_of_blob.resize(num_blobs, None);
        BlobId(id)
    }
}

fn wire_report(mut report: FileReport, given: GivenId, member: u32, ids: Vec<(u32, u64)>) -> LeafReport {
    let holds_trails = |text: &String| !selector::read(text).configurations.is_empty();
    let configuration = report.configuration.take().filter(holds_trails);
    if configuration.is_some() {
        report.passed_over.clear();
    }
    let taken = configuration.as_ref().map(|_| CONFIGURATION_TAKEN.to_owned());
    let skips = report.skipped.iter().chain(&report.passed_over).map(ToString::to_string);
    let reasons = taken.into_iter().chain(skips).chain(report.notes.iter().map(ToString::to_string));
    LeafReport {
        given: given.0,
        member,
        path: report.path.clone(),
        kind: report.kind.name().to_owned(),
        kind_label: report.kind.label().to_owned(),
        size_bytes: report.size_bytes as u64,
        text_bytes: report.text_bytes as u64,
        records: report.records as u64,
        recovered: report.recovered as u64,
        skipped: report.num_skipped() as u64,
        reasons: reasons.collect(),
        source_limits: report.source.limits_text().to_owned(),
        account: report.hints.account.clone(),
        region: report.hints.region.clone(),
        hour: report.hints.hour.map(|hour| hour.0),
        is_log: report.kind.holds_events(),
        ids,
        configuration,
    }
}

/// What is said of a file that is a trail's configuration.
const CONFIGURATION_TAKEN: &str = "a trail's configuration, for the Trail simulator";

/// An hour, in milliseconds.
pub(super) const HOUR_MILLIS: i64 = 3_600_000;
