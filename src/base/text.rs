//! How texts are ordered and numbers written for people, and how machines tell texts apart quickly.

use std::cmp::Ordering;

/// Letter case (ASCII) aside first, then byte by byte, so that the order is total.
pub fn order(a: &str, b: &str) -> Ordering {
    let folded = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(folded).cmp(b.bytes().map(folded)).then_with(|| a.cmp(b))
}

/// A number with its digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Whether two texts are the same; for texts of some tens of bytes, eight at a time. What the
/// standard library calls for it takes single bytes in wasm.
#[inline(always)]
pub fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let ((a_words, a_rest), (b_words, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let differing = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_le_bytes(*a) != u64::from_le_bytes(*b);
    if a_words.iter().zip(b_words).any(differing) {
        return false;
    }
    match (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        (Some(a), Some(b)) => u64::from_le_bytes(*a) == u64::from_le_bytes(*b),
        _ => a_rest.iter().zip(b_rest).all(|(a, b)| a == b),
    }
}

/// The first and the last eight bytes: with the length all of a text of up to 16 bytes.
#[inline(always)]
pub fn ends(text: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        return (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)));
    }
    (text.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0)
}

/// A quick hash. It need not resist an attacker who builds collisions: a log that does so slows its
/// own loading and changes no answer.
#[inline(always)]
pub fn hash(text: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |state: u64, word: u64| (state.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let (first, last) = ends(text);
    let mut state = mix(mix(text.len() as u64, first), last);
    if text.len() > 16 {
        let inside = text.get(8..text.len() - 8).unwrap_or_default();
        let (words, rest) = inside.as_chunks::<8>();
        // Both halves of a long text at once: a multiplication takes longer than a load.
        let (near, far) = words.split_at(words.len() / 2);
        let mut other = 0u64;
        for (near, far) in near.iter().zip(far) {
            state = mix(state, u64::from_le_bytes(*near));
            other = mix(other, u64::from_le_bytes(*far));
        }
        if let Some(odd) = far.get(near.len()) {
            other = mix(other, u64::from_le_bytes(*odd));
        }
        // The last inner bytes are covered by a word that ends with them.
        if !rest.is_empty()
            && let Some(word) = text.get(text.len() - 16..).and_then(<[u8]>::first_chunk::<8>)
        {
            other = mix(other, u64::from_le_bytes(*word));
        }
        state = mix(state, other);
    }
    state ^ state >> 32
}
