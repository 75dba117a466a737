//! stub
use super::leaf::LeafReader;
pub(super) fn read(_leaf: &mut LeafReader<'_>, _text: &str) {}
