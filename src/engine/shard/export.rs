//! A snapshot of the matches on its way to a file.
//!
//! ```text
//! begin → matching ─a segment a step→ surveying ─a stretch of rows a step→ waiting
//! write → sorted rows ─┬ window of rows ─texts, some a step→ batch ─┐ for each credit one
//!                      └──────────────────── next ←─────────────────┘
//! ```
//!
//! The snapshot has a query of its own, so that the one on screen may change meanwhile, and steps
//! are short, so that its answers do not wait.
//!
//! **Invariant:** what is written is what was surveyed: files that come later change neither.
//! **Invariant:** a batch is bounded by [`WINDOW_BYTES`] and one record.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::rc::Rc;

use super::super::export;
use super::super::protocol::{
    ExportBatch, ExportChoice, ExportForm, ExportOrder, ExportTally, Request, Response,
};
use super::Shard;
use super::rows::{join, split};
use crate::base::bitmap::Bitmap;
use crate::base::csv;
use crate::base::gzip::Buffer;
use crate::base::json::Value;
use crate::query::bind::{VERDICT_FIELD, bind};
use crate::query::exec::Matcher;
use crate::query::parse;
use crate::record::field::FieldId;
use crate::record::mask;
use crate::record::path;
use crate::segment::{BlobId, Place};

/// A step looks at this much text, or this many rows.
const STEP_BYTES: usize = 2 << 20;
const STEP_ROWS: usize = 8_192;

/// A batch holds about this much text, and at most this many rows.
const WINDOW_BYTES: usize = 2 << 20;
const WINDOW_ROWS: usize = 4_096;

/// Inflated texts that are kept from one window to the next: in the order of time the records of a
/// window lie in the same few files as those of the one before.
const KEPT_TEXT_BYTES: usize = 32 << 20;

/// The batches that a worker may be ahead of the page.
const FIRST_CREDIT: u32 = 2;

/// One snapshot; a newer one takes its place.
pub(super) struct Export {
    run: u32,
    order: ExportOrder,
    /// The order's, understood once.
    columns: Vec<ExportColumn>,
    stage: Stage,
}

struct ExportColumn {
    name: String,
    path: Vec<String>,
    /// Whether the record's text answers it.
    is_path: bool,
}

enum Stage {
    Matching { matcher: Box<Matcher>, sets: Vec<Bitmap> },
    Surveying { sets: Vec<Bitmap>, segment: usize, from: usize },
    Surveyed { sets: Vec<Bitmap> },
    Writing(Box<Writing>),
}

/// The rows on their way.
struct Writing {
    choice: ExportChoice,
    rows: Vec<u32>,
    /// The first row that is in no window yet.
    next: usize,
    credit: u32,
    window: Option<Window>,
    texts: Texts,
    is_ended: bool,
}

/// Rows that will be one batch.
struct Window {
    rows: Range<usize>,
    /// As they will be written, by place in the window.
    written: Vec<Option<String>>,
    /// Texts that are still to be read, with the places of the rows in them.
    open: Vec<(BlobId, Vec<usize>)>,
}

/// The texts that were read last.
#[derive(Default)]
struct Texts {
    kept: VecDeque<(BlobId, Rc<Buffer>)>,
    bytes: usize,
}

impl Export {
    pub(super) fn has_work(&self) -> bool {
        match &self.stage {
            Stage::Matching { .. } | Stage::Surveying { .. } => true,
            Stage::Surveyed { .. } => false,
            Stage::Writing(writing) => writing.credit > 0 && !writing.is_ended,
        }
    }

    /// Whether the cells or records of this file cannot be had without the records' texts.
    fn reads_texts(&self) -> bool {
        match self.order.form {
            ExportForm::Json | ExportForm::JsonLines => true,
            ExportForm::Csv => self.columns.iter().any(|column| column.is_path),
        }
    }
}

impl ExportColumn {
    fn new(name: &str) -> Self {
        let is_path = !name.eq_ignore_ascii_case(VERDICT_FIELD) && FieldId::from_name(name).is_none();
        Self { name: name.to_owned(), path: path::segments(name), is_path }
    }

    /// A value of the column without its tokens; `None` where it has none.
    fn masked(&self, value: &str) -> Option<String> {
        let name = self.path.last().map_or(self.name.as_str(), String::as_str);
        if mask::is_secret(name, value) {
            return Some(mask::MASK.to_owned());
        }
        let shown = mask::mask_text(value);
        (shown != value).then_some(shown)
    }
}

impl Shard {
    /// Takes in a request about a snapshot. One about a snapshot that was replaced does nothing.
    pub(super) fn receive_export(&mut self, request: Request) {
        match request {
            Request::BeginExport { run, order } => {
                let matcher = Box::new(Matcher::new(&bind(&parse(&order.query).expr)));
                self.complete_verdicts();
                let stage = Stage::Matching { matcher, sets: Vec::new() };
                let columns = order.columns.iter().map(|name| ExportColumn::new(name)).collect();
                self.export = Some(Export { run, order, columns, stage });
            }
            Request::WriteExport { run, choice } => {
                let Some(mut export) = self.export.take_if(|export| export.run == run) else { return };
                if let Stage::Surveyed { sets } = export.stage {
                    let rows = self.rows_to_write(sets, &export.order, choice);
                    export.stage = Stage::Writing(Box::new(Writing {
                        choice,
                        rows,
                        next: 0,
                        credit: FIRST_CREDIT,
                        window: None,
                        texts: Texts::default(),
                        is_ended: false,
                    }));
                }
                self.export = Some(export);
            }
            Request::ExportMore { run } => {
                if let Some(Export { stage: Stage::Writing(writing), .. }) =
                    self.export.as_mut().filter(|export| export.run == run)
                {
                    writing.credit += 1;
                }
            }
            Request::EndExport { run } => {
                self.export.take_if(|export| export.run <= run);
            }
            _ => {}
        }
    }

    /// Does one piece of the snapshot's work.
    pub(super) fn step_export(&mut self) -> Vec<Response> {
        let Some(mut export) = self.export.take() else { return Vec::new() };
        let response = match export.stage {
            Stage::Matching { mut matcher, mut sets } => {
                if let Some(set) = self.rows_of_segment(&mut matcher, sets.len()) {
                    sets.push(set);
                    export.stage = Stage::Matching { matcher, sets };
                    None
                } else {
                    let matched = sets.iter().map(|set| set.count() as u64).sum();
                    export.stage = Stage::Surveying { sets, segment: 0, from: 0 };
                    let tally = ExportTally { matched, ..ExportTally::default() };
                    Some(Response::ExportSurveyed { run: export.run, tally, is_whole: false })
                }
            }
            Stage::Surveying { sets, mut segment, mut from } => {
                export.stage = Stage::Surveyed { sets: Vec::new() };
                let tally = self.survey(&export, &sets, &mut segment, &mut from);
                let is_whole = segment >= sets.len();
                export.stage = match is_whole {
                    true => Stage::Surveyed { sets },
                    false => Stage::Surveying { sets, segment, from },
                };
                Some(Response::ExportSurveyed { run: export.run, tally, is_whole })
            }
            Stage::Surveyed { .. } => None,
            Stage::Writing(mut writing) => {
                export.stage = Stage::Surveyed { sets: Vec::new() };
                let batch = self.write_some(&export, &mut writing);
                export.stage = Stage::Writing(writing);
                batch.map(|batch| Response::ExportBatch { run: export.run, batch })
            }
        };
        self.export = Some(export);
        response.into_iter().collect()
    }

    /// Looks at a stretch of the snapshot, in the order of loading.
    fn survey(&self, export: &Export, sets: &[Bitmap], segment: &mut usize, from: &mut usize) -> ExportTally {
        let mut tally = ExportTally::default();
        let mut bytes = 0;
        while let (Some(set), Some(sealed)) = (sets.get(*segment), self.segments.get(*segment)) {
            let rows = sealed.segment.num_rows();
            while *from < rows {
                let at = *from;
                *from += 1;
                if !set.contains(at) {
                    continue;
                }
                let row = join(*segment, at);
                let place = sealed.segment.place(split(row).1);
                self.survey_row(export, row, place, &mut tally);
                bytes += place.map_or(0, |place| place.len as usize);
                if bytes >= STEP_BYTES || tally.rows >= STEP_ROWS as u64 {
                    return tally;
                }
            }
            *segment += 1;
            *from = 0;
        }
        *segment = sets.len();
        tally
    }

    fn survey_row(&self, export: &Export, row: u32, place: Option<Place>, tally: &mut ExportTally) {
        tally.rows += 1;
        let Some((sealed, local)) = self.sealed(row) else { return };
        let at = local.0 as usize;
        let is_summary = sealed.summary.contains(at);
        let is_derived = place.is_some_and(|place| self.delivered_offset(place).is_none());
        let is_recovered = sealed.recovered.contains(at);
        tally.summaries += u64::from(is_summary);
        tally.recovered += u64::from(is_recovered);
        tally.derived += u64::from(!is_summary && !is_recovered && is_derived);
        tally.lossy += u64::from(sealed.lossy.contains(at));
        tally.wrapped += u64::from(self.wrappers.contains_key(&row));
        let whole = place.filter(|_| export.reads_texts()).map(|place| (self.store.text(place.blob), place));
        let text = whole.as_ref().and_then(|(text, place)| text_at(text, *place));
        tally.unreadable += u64::from(export.reads_texts() && text.is_none());
        tally.with_tokens += u64::from(match export.order.form {
            ExportForm::Json | ExportForm::JsonLines => text.is_some_and(mask::has_token),
            ExportForm::Csv => export.columns.iter().any(|column| {
                let values = self.export_values(row, column, text);
                values.iter().any(|value| column.masked(value).is_some())
            }),
        });
    }

    /// The rows of a snapshot in the order of the table.
    fn rows_to_write(&self, mut sets: Vec<Bitmap>, order: &ExportOrder, choice: ExportChoice) -> Vec<u32> {
        if choice.leaves_out_summaries {
            for (set, sealed) in sets.iter_mut().zip(&self.segments) {
                set.and_not(&sealed.summary);
            }
        }
        self.sorted_rows(&sets, &order.sort)
    }

    /// Reads some of a window's texts; gives the batch when it has all.
    fn write_some(&self, export: &Export, writing: &mut Writing) -> Option<ExportBatch> {
        let mut window = match writing.window.take() {
            Some(window) => window,
            None => self.next_window(export, writing),
        };
        let mut bytes = 0;
        while let Some((blob, places)) = window.open.pop() {
            let text = writing.texts.read(self, blob);
            bytes += text.len();
            for at in places {
                let Some(&row) = writing.rows.get(window.rows.start + at) else { continue };
                let json = self.place(row).and_then(|place| text_at(&text, place));
                let written = json.and_then(|json| self.written(export, writing.choice, row, Some(json)));
                if let Some(slot) = window.written.get_mut(at) {
                    *slot = written;
                }
            }
            if bytes >= STEP_BYTES && !window.open.is_empty() {
                writing.window = Some(window);
                return None;
            }
        }
        writing.credit -= 1;
        writing.is_ended = writing.next >= writing.rows.len();
        let mut batch = ExportBatch { is_last: writing.is_ended, ..ExportBatch::default() };
        let rows = writing.rows.get(window.rows).unwrap_or_default();
        for (&row, written) in rows.iter().zip(window.written) {
            let Some(written) = written else {
                batch.unreadable += 1;
                continue;
            };
            batch.keys.push(self.sort_key(row, &export.order.sort));
            batch.text.push_str(&written);
            batch.ends.push(batch.text.len() as u32);
        }
        Some(batch)
    }

    /// The rows of the next batch. Those that need no text are written at once.
    fn next_window(&self, export: &Export, writing: &mut Writing) -> Window {
        let start = writing.next;
        let mut bytes = 0;
        let mut by_blob: HashMap<BlobId, Vec<usize>> = HashMap::new();
        let mut written = Vec::new();
        let reads_texts = export.reads_texts();
        while let Some(&row) = writing.rows.get(writing.next) {
            if bytes >= WINDOW_BYTES || written.len() >= WINDOW_ROWS {
                break;
            }
            if reads_texts {
                if let Some(place) = self.place(row) {
                    bytes += place.len as usize;
                    by_blob.entry(place.blob).or_default().push(written.len());
                }
                written.push(None);
            } else {
                let row = self.written(export, writing.choice, row, None);
                bytes += row.as_ref().map_or(0, String::len);
                written.push(row);
            }
            writing.next += 1;
        }
        let mut open: Vec<_> = by_blob.into_iter().collect();
        // The last comes first: texts are then read in the order of loading.
        open.sort_unstable_by_key(|(blob, _)| std::cmp::Reverse(*blob));
        Window { rows: start..writing.next, written, open }
    }

    /// A row as it stands in the file.
    fn written(&self, export: &Export, choice: ExportChoice, row: u32, json: Option<&str>) -> Option<String> {
        let record = |json: &str| if choice.masks_tokens { mask::mask(json).0 } else { json.to_owned() };
        match export.order.form {
            ExportForm::Json => json.map(record),
            ExportForm::JsonLines => json.map(|json| export::one_line(&record(json))),
            ExportForm::Csv => {
                let cell = |column: &ExportColumn| {
                    let mut values = self.export_values(row, column, json);
                    if choice.masks_tokens {
                        for value in &mut values {
                            if let Some(masked) = column.masked(value) {
                                *value = masked;
                            }
                        }
                    }
                    values.join("\n")
                };
                let cells: Vec<String> = export.columns.iter().map(cell).collect();
                Some(csv::row(cells.iter().map(String::as_str)))
            }
        }
    }

    fn export_values(&self, row: u32, column: &ExportColumn, json: Option<&str>) -> Vec<String> {
        match json {
            Some(json) if column.is_path => path::values_at(Value::new(json), &column.path),
            _ => self.path_values(row, &column.name),
        }
    }

    fn place(&self, row: u32) -> Option<Place> {
        let (sealed, local) = self.sealed(row)?;
        sealed.segment.place(local)
    }
}

impl Texts {
    fn read(&mut self, shard: &Shard, blob: BlobId) -> Rc<Buffer> {
        let entry = match self.kept.iter().position(|(known, _)| *known == blob) {
            Some(at) => self.kept.remove(at),
            None => None,
        };
        let text = match entry {
            Some((_, text)) => text,
            None => {
                let text = shard.store.text(blob);
                self.bytes += text.len();
                text
            }
        };
        self.kept.push_back((blob, Rc::clone(&text)));
        while self.bytes > KEPT_TEXT_BYTES && self.kept.len() > 1 {
            self.bytes -= self.kept.pop_front().map_or(0, |(_, text)| text.len());
        }
        text
    }
}

/// The text of one record; `None` where it cannot be had back whole.
fn text_at(text: &[u8], place: Place) -> Option<&str> {
    simdutf8::basic::from_utf8(place.bytes_in(text)?).ok()
}
