//! CRC-32 of a long text, several times faster than by tables.
//!
//! The checksum is the rest of a division, so a multiple of the divisor may be added to the text
//! without changing it. `1 + y⁸⁹ + y¹¹⁷ + y¹⁵⁵ + y³⁰⁰` with `y = x⁶⁴` is such a multiple: adding it, a
//! word of the text becomes zero when it is added to the words 145, 183, 211 and 300 places after it.
//! All words but the last few hundred vanish this way, with whole words and nothing but `xor`, and
//! only what is left is divided.
//!
//! **Invariant:** the sum is that of `flate2::Crc`.

use flate2::Crc;

/// How many places after a word it is added.
const OFFSETS: [usize; 4] = [145, 183, 211, 300];

/// The words that are still to be added to later ones.
const WINDOW: usize = OFFSETS[3];

/// The words of one step: fewer than the smallest offset, so that no word of a step is added to
/// another one of the same step.
const STEP: usize = 144;

/// Steps between two moves of the window.
const STEPS: usize = 24;

/// Texts shorter than this are divided as they are.
const MIN_LEN: usize = 16 << 10;

/// The CRC-32 of a text, as gzip has it, that goes on with `text` after one whose sum is `sum`; that of nothing
/// is 0.
pub fn crc32(sum: u32, text: &[u8]) -> u32 {
    if text.len() < MIN_LEN {
        return divide(sum, text);
    }
    let mut words = vec![0u64; WINDOW + STEP * STEPS];
    let (steps, _) = text.as_chunks::<{ STEP * 8 }>();
    // The last words take what the others are added to; they must all be there.
    let num_steps = steps.len() - WINDOW.div_ceil(STEP);
    let (folded, tail) = text.split_at(num_steps * STEP * 8);
    let (steps, _) = folded.as_chunks::<{ STEP * 8 }>();
    let mut at = WINDOW;
    for (index, step) in steps.iter().enumerate() {
        if at == words.len() {
            words.copy_within(at - WINDOW.., 0);
            at = WINDOW;
        }
        add(&mut words, at, step);
        if index == 0 {
            // The division would add the inverted sum to the first four bytes.
            words[at] ^= u64::from(!sum);
        }
        at += STEP;
    }
    // What the words of the window are added to, in the tail.
    let mut tail = tail.to_vec();
    for (place, word) in tail.as_chunks_mut::<8>().0.iter_mut().take(WINDOW).enumerate() {
        let earlier = OFFSETS.iter().filter(|&&offset| offset > place);
        let added = earlier.fold(0, |sum, offset| sum ^ words[at + place - offset]);
        *word = (u64::from_le_bytes(*word) ^ added).to_le_bytes();
    }
    // What the division begins with is in the words already.
    divide(!0, &tail)
}

/// The sum by tables.
fn divide(sum: u32, text: &[u8]) -> u32 {
    // Each byte of the earlier sum is added to one of the text; those beyond its end are left as they are.
    let mut first = sum.to_le_bytes();
    let (start, rest) = text.split_at(text.len().min(first.len()));
    for (byte, added) in first.iter_mut().zip(start) {
        *byte ^= added;
    }
    let mut crc = Crc::new();
    crc.update(first.get(..start.len()).unwrap_or_default());
    crc.update(rest);
    crc.sum() ^ sum.checked_shr(8 * start.len() as u32).unwrap_or(0)
}

/// The words of one step from `at` on: those of the text, and the earlier ones that are added to them.
fn add(words: &mut [u64], at: usize, step: &[u8; STEP * 8]) {
    let (before, now) = words.split_at_mut(at);
    let earlier = |offset: usize| before[at - offset..at - offset + STEP].iter();
    let [a, b, c, d] = OFFSETS.map(earlier);
    let now = now.iter_mut().zip(step.as_chunks::<8>().0);
    for (((((word, text), a), b), c), d) in now.zip(a).zip(b).zip(c).zip(d) {
        *word = u64::from_le_bytes(*text) ^ a ^ b ^ c ^ d;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_that_of_the_tables() {
        let mut state = 1u64;
        let text: Vec<u8> = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .take(200_000)
        .collect();
        let near = |len: usize| len.saturating_sub(9)..len + 9;
        let lens =
            near(8).chain(near(MIN_LEN)).chain(near(STEP * 8 * 20)).chain(near(STEP * 8 * (STEPS + 3)));
        for len in lens.chain([199_999, 200_000]) {
            for text in [&text[..len], &vec![0; len], &vec![0xFF; len]] {
                let mut crc = Crc::new();
                crc.update(text);
                assert_eq!(crc32(0, text), crc.sum(), "{len} bytes");
                for part in [0, 1, 2, 3, 4, 5, len / 3, len.saturating_sub(3), len] {
                    let (one, other) = text.split_at(part.min(len));
                    assert_eq!(crc32(crc32(0, one), other), crc.sum(), "{part} of {len} bytes");
                }
            }
        }
    }
}
