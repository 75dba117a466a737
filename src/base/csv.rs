//! Rows of CSV (RFC 4180) that a spreadsheet opens without running anything in them.
//!
//! **Formulas.** A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@` (or their full-width
//! forms), a tab or a line break, and a log holds text that strangers wrote. Such a cell gets an
//! apostrophe in front, blanks before the sign or not, and so does one that begins with an
//! apostrophe: whoever takes one leading apostrophe away from every cell that has one gets exactly
//! the values of the log.

/// A row of cells, without its end.
pub fn row<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
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
