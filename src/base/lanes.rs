//! Sixteen bytes of JSON at a time: where the next byte stands that matters.
//!
//! The only file that knows of a processor.

/// Bytes looked at together.
pub const LANES: usize = 16;

/// A bit for each byte that is a quote, a backslash or a control character, the first byte lowest.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub fn marks_in_string(block: &[u8; LANES]) -> u32 {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, v128_or};
    let bytes = load(block);
    let quote = u8x16_eq(bytes, u8x16_splat(b'"'));
    let backslash = u8x16_eq(bytes, u8x16_splat(b'\\'));
    let control = u8x16_lt(bytes, u8x16_splat(b' '));
    u32::from(u8x16_bitmask(v128_or(v128_or(quote, backslash), control)))
}

/// A bit for each byte that is a quote, a brace or a bracket, the first byte lowest.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
pub fn marks_outside_strings(block: &[u8; LANES]) -> u32 {
    use std::arch::wasm32::{u8x16_bitmask, u8x16_eq, u8x16_splat, v128_or};
    let bytes = load(block);
    // A brace is its bracket with one bit more.
    let folded = v128_or(bytes, u8x16_splat(0x20));
    let (opening, closing) = (u8x16_eq(folded, u8x16_splat(b'{')), u8x16_eq(folded, u8x16_splat(b'}')));
    let quote = u8x16_eq(bytes, u8x16_splat(b'"'));
    u32::from(u8x16_bitmask(v128_or(v128_or(opening, closing), quote)))
}

#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[inline(always)]
fn load(block: &[u8; LANES]) -> std::arch::wasm32::v128 {
    let (words, _) = block.as_chunks::<8>();
    std::arch::wasm32::u64x2(u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1]))
}

/// The same for every other processor, which only tests and tools run on.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
pub fn marks_in_string(block: &[u8; LANES]) -> u32 {
    marks(block, |byte| byte < b' ' || byte == b'"' || byte == b'\\')
}

/// The same for every other processor.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
pub fn marks_outside_strings(block: &[u8; LANES]) -> u32 {
    marks(block, |byte| byte == b'"' || byte | 0x20 == b'{' || byte | 0x20 == b'}')
}

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
#[inline(always)]
fn marks(block: &[u8; LANES], is_mark: impl Fn(u8) -> bool) -> u32 {
    block.iter().enumerate().fold(0, |marks, (at, &byte)| marks | u32::from(is_mark(byte)) << at)
}
