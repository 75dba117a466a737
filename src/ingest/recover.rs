//! Saves records out of malformed text.
use super::envelope::Context;
use super::kind::FileKind;
use super::leaf::LeafReader;
use super::report::SkipReason;

pub(super) fn has_markers(text: &str) -> bool {
    text.contains("eventVersion") || text.contains("eventName")
}
pub(super) fn read_line(leaf: &mut LeafReader<'_>, line: &str) {
    leaf.skip(SkipReason::InvalidJson, line, "");
}
pub(super) fn read_malformed(leaf: &mut LeafReader<'_>, text: &str) {
    leaf.saw(FileKind::MalformedJson);
    leaf.skip(SkipReason::InvalidJson, text, "");
}
pub(super) fn read_prose(leaf: &mut LeafReader<'_>, _text: &str) {
    leaf.saw(FileKind::PlainText);
}
pub(super) fn read_known_text(_leaf: &mut LeafReader<'_>, _text: &str, _kind: FileKind) {}
pub(super) fn read_embedded(leaf: &mut LeafReader<'_>, text: &str, _context: Context<'_>) {
    leaf.skip(SkipReason::InvalidJson, text, "");
}
