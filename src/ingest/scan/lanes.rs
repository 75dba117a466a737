//! Sixteen bytes at a time: where the next byte stands that matters inside a string.
//!
//! The only file of this room that knows of a processor.

/// Bytes looked at together.
pub(super) const LANES: usize = 16;

/// A bit for each byte that is a quote, a backslash or a control character, the first byte lowest.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub(super) fn marks_in_string(block: &[u8; LANES]) -> u32 {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u64x2, v128_or};
    let (words, _) = block.as_chunks::<8>();
    let bytes = u64x2(u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]));
    let quote = u8x16_eq(bytes, u8x16_splat(b'"'));
    let backslash = u8x16_eq(bytes, u8x16_splat(b'\\'));
    let control = u8x16_lt(bytes, u8x16_splat(b' '));
    u32::from(u8x16_bitmask(v128_or(v128_or(quote, backslash), control)))
}

/// The same for every other processor, which only tests and tools run on.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
pub(super) fn marks_in_string(block: &[u8; LANES]) -> u32 {
    let is_mark = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    block.iter().enumerate().fold(0, |marks, (at, &byte)| marks | u32::from(is_mark(byte)) << at)
}
