//! CSV files: Event history downloads, Athena and Lake results, and tables with a JSON column.

use std::borrow::Cow;

use super::envelope::Context;
use super::kind::FileKind;
use super::leaf::LeafReader;
use super::report::SkipReason;
use super::table::{TableKind, read_cells, table_kind};
use super::{S3Folder, recover};

/// Reads a text whose first line looks like the header of a table.
pub(super) fn read(leaf: &mut LeafReader<'_>, text: &str) {
    let trimmed = text.trim_start_matches(['\u{FEFF}', '\r', '\n', ' ']);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(trimmed.as_bytes());
    let columns: Vec<String> = match reader.headers() {
        Ok(headers) => headers.iter().map(str::to_owned).collect(),
        Err(_) => Vec::new(),
    };
    let kind = match table_kind(&columns) {
        TableKind::EventHistory => FileKind::CsvEventHistory,
        TableKind::EventHistoryOld => FileKind::CsvEventHistoryOld,
        TableKind::EventJson => FileKind::CsvLake,
        TableKind::JsonColumn => FileKind::CsvJsonColumn,
        // Athena quotes every cell.
        TableKind::Query if *leaf.folder() == S3Folder::Lake || !trimmed.starts_with('"') => {
            FileKind::CsvLake
        }
        TableKind::Query => FileKind::CsvAthena,
        TableKind::Similar => FileKind::OtherCsv,
        TableKind::Unknown if is_table(trimmed, columns.len()) => FileKind::OtherCsv,
        TableKind::Unknown => {
            recover::read_prose(leaf, text);
            return;
        }
    };
    let is_similar = table_kind(&columns) == TableKind::Similar;
    if kind != FileKind::CsvJsonColumn {
        leaf.saw(kind);
    }
    let context = Context { is_message: kind == FileKind::CsvJsonColumn, ..Context::top(kind) };
    let mut row = csv::StringRecord::new();
    loop {
        let is_read = reader.read_record(&mut row);
        let start = row.position().map_or(0, csv::Position::byte);
        let row_text = row_at(trimmed, start, reader.position().byte());
        match is_read {
            Ok(false) => break,
            Err(_) => leaf.skip(SkipReason::BadRow, row_text, ""),
            Ok(true) if kind == FileKind::OtherCsv => {
                let reason = if is_similar { SkipReason::UnknownTable } else { SkipReason::NotCloudTrail };
                leaf.skip(reason, row_text, "no header of an export known here");
            }
            Ok(true) if row.len() != columns.len() => {
                let detail = format!("{} cells, expected {}", row.len(), columns.len());
                leaf.skip(SkipReason::BadRow, row_text, &detail);
            }
            Ok(true) => {
                let cells: Vec<(Cow<'_, str>, Cow<'_, str>)> = columns
                    .iter()
                    .zip(&row)
                    .map(|(name, text)| (Cow::Borrowed(name.as_str()), Cow::Borrowed(text)))
                    .collect();
                read_cells(leaf, &cells, row_text, context);
            }
        }
    }
    if leaf.is_unseen() {
        leaf.saw(kind);
    }
}

/// A row's text, by the bytes before and after it.
fn row_at(text: &str, start: u64, end: u64) -> &str {
    let byte = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    text.get(byte(start)..byte(end)).unwrap_or_default().trim_start_matches(['\r', '\n'])
}

/// Whether the first rows have as many cells as the header, so that it is a table rather than prose
/// with commas.
fn is_table(text: &str, num_columns: usize) -> bool {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut rows = reader.records().take(5).peekable();
    num_columns > 1 && rows.peek().is_some() && rows.all(|row| row.is_ok_and(|row| row.len() == num_columns))
}
