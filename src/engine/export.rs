//! What an exported file looks like: records as they are, and cells as CSV.
//!
//! ```text
//! JSON    {"Records":[ record, record … ]}     each record's text as delivered
//! lines   record ⏎ record ⏎ …                  its line breaks and indentation taken out
//! CSV     header CRLF row CRLF …               RFC 4180, UTF-8, a guard before formulas
//! ```
//!
//! **Formulas.** A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@` (or their full-width
//! forms), a tab or a line break, and a log holds text that strangers wrote. Such a cell gets an
//! apostrophe in front, blanks before the sign or not, and so does one that begins with an
//! apostrophe: whoever takes one leading apostrophe away from every cell that has one gets exactly
//! the values of the log.
//!
//! **Several values** of one cell are divided by line feeds.
//!
//! **Invariant:** a record's text is never written anew: bytes outside line breaks and the blanks
//! right after them stay as they are.

use super::protocol::ExportForm;

/// What stands before the first record.
pub(super) fn opening(form: ExportForm, columns: &[String]) -> String {
    match form {
        ExportForm::Json => "{\"Records\":[\n".to_owned(),
        ExportForm::JsonLines => String::new(),
        ExportForm::Csv => {
            let mut header = csv_row(columns.iter().map(String::as_str));
            header.push_str(lead(form, false));
            header
        }
    }
}

/// What stands before a record, the first or a later one.
pub(super) fn lead(form: ExportForm, is_first: bool) -> &'static str {
    match form {
        ExportForm::Json if !is_first => ",\n",
        ExportForm::Json => "",
        ExportForm::JsonLines if !is_first => "\n",
        ExportForm::JsonLines => "",
        ExportForm::Csv if !is_first => "\r\n",
        ExportForm::Csv => "",
    }
}

/// What stands after the last record.
pub(super) fn closing(form: ExportForm, is_empty: bool) -> &'static str {
    match form {
        ExportForm::Json if is_empty => "]}\n",
        ExportForm::Json => "\n]}\n",
        _ if is_empty => "",
        ExportForm::JsonLines => "\n",
        ExportForm::Csv => "\r\n",
    }
}

/// A record on one line. JSON allows line breaks only between its parts, where nothing depends on
/// them.
pub(super) fn one_line(json: &str) -> String {
    if !json.contains(['\n', '\r']) {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len());
    let mut lines = json.split(['\n', '\r']);
    out.push_str(lines.next().unwrap_or_default());
    for line in lines {
        out.push_str(line.trim_start_matches([' ', '\t']));
    }
    out
}

/// A row of cells, without its end.
pub(super) fn csv_row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let mut row = String::new();
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            row.push(',');
        }
        push_cell(&mut row, cell);
    }
    row
}

fn push_cell(row: &mut String, cell: &str) {
    let is_guarded = needs_guard(cell);
    let is_quoted = is_guarded
        || cell.contains(['"', ',', '\n', '\r', ';', '\t'])
        || cell.starts_with(' ')
        || cell.ends_with(' ');
    if !is_quoted {
        row.push_str(cell);
        return;
    }
    row.push('"');
    if is_guarded {
        row.push('\'');
    }
    for (place, part) in cell.split('"').enumerate() {
        if place > 0 {
            row.push_str("\"\"");
        }
        row.push_str(part);
    }
    row.push('"');
}

/// Whether a spreadsheet might run the cell, or take its apostrophe for a guard.
fn needs_guard(cell: &str) -> bool {
    if cell.starts_with(['\'', '\t', '\r', '\n']) {
        return true;
    }
    let first = cell.chars().find(|c| !c.is_whitespace() && *c != '\u{FEFF}');
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'))
}
