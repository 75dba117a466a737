//! Rows of tables as records.
use super::envelope::Context;
use super::leaf::LeafReader;
use super::report::SkipReason;
use std::borrow::Cow;
pub(super) fn is_header(line: &str) -> bool {
    line.contains(',') && line.contains("vent")
}
pub(super) fn read_cells(
    leaf: &mut LeafReader<'_>,
    _cells: &[(Cow<'_, str>, Cow<'_, str>)],
    row: &str,
    _context: Context<'_>,
) {
    leaf.skip(SkipReason::UnknownTable, row, "");
}
pub(super) fn push_string(out: &mut String, text: &str) {
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}
