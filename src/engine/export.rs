//! What an exported file looks like: records as they are, and cells as CSV.
//!
//! ```text
//! JSON    {"Records":[ record, record … ]}     each record's text as delivered
//! lines   record ⏎ record ⏎ …                  its line breaks and indentation taken out
//! CSV     header CRLF row CRLF …               as `base::csv` writes it
//! ```
//!
//! **Several values** of one cell are divided by line feeds.
//!
//! **Invariant:** a record's text is never written anew: bytes outside line breaks and the blanks
//! right after them stay as they are.

use super::protocol::ExportForm;
use crate::base::csv;

/// What stands before the first record.
pub(super) fn opening(form: ExportForm, columns: &[String]) -> String {
    match form {
        ExportForm::Json => "{\"Records\":[\n".to_owned(),
        ExportForm::JsonLines => String::new(),
        ExportForm::Csv => {
            let mut header = csv::row(columns.iter().map(String::as_str));
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
