//! Names that come where they came the last time.
//!
//! One library writes the members of its records in one order. So the name that is expected next is compared as a
//! whole, quotes and colon included, before it is looked for: neither the end of the string has to be found then, nor
//! the name in the table.
//!
//! **Invariant:** what is expected changes no result: a name that is not there is looked up.

use super::cursor::word;
use super::names::NodeId;

/// A name in its quotes with its colon.
pub(super) struct Written {
    len: usize,
    words: [u64; WORDS],
    /// Ones for the bytes that count.
    masks: [u64; WORDS],
}

/// Longer names are always looked up.
const WORDS: usize = 4;

impl Written {
    pub(super) fn of(name: &str) -> Self {
        let written = format!("\"{name}\":").into_bytes();
        let words = |byte: &dyn Fn(usize) -> u8| {
            let bytes: [u8; WORDS * 8] = std::array::from_fn(byte);
            std::array::from_fn(|at| word(&bytes, at * 8).unwrap_or_default())
        };
        Self {
            len: written.len(),
            words: words(&|at| written.get(at).copied().unwrap_or_default()),
            masks: words(&|at| if at < written.len() { 0xFF } else { 0 }),
        }
    }

    /// Its length if it stands at the start of this text; near the end of a text it is not seen.
    #[inline(always)]
    pub(super) fn len_at(&self, text: &[u8]) -> Option<usize> {
        let here = text.first_chunk::<{ WORDS * 8 }>()?.as_chunks::<8>().0;
        let differing = here
            .iter()
            .zip(self.words)
            .zip(self.masks)
            .fold(0, |all, ((here, word), mask)| all | ((u64::from_le_bytes(*here) ^ word) & mask));
        (differing == 0 && self.len <= WORDS * 8).then_some(self.len)
    }
}

/// Which member of an object came last after which.
#[derive(Default)]
pub(super) struct Habits {
    /// By node and the member before, the index of the next one and 1 more.
    next: Vec<[u8; PLACES]>,
}

/// The places of an object: its start, after each member (the index of that and 1 more), and after a name that is not
/// of the table.
pub(super) const START: usize = 0;
pub(super) const AFTER_OTHERS: usize = PLACES - 1;

const PLACES: usize = 66;

impl Habits {
    /// The member that is expected at a place: after the member with this number, or one of the two others.
    #[inline(always)]
    pub(super) fn next(&self, node: NodeId, place: usize) -> Option<usize> {
        let next = *self.next.get(usize::from(node.0))?.get(place)?;
        usize::from(next).checked_sub(1)
    }

    #[inline(never)]
    pub(super) fn learn(&mut self, node: NodeId, place: usize, index: usize) {
        let node = usize::from(node.0);
        if self.next.len() <= node {
            self.next.resize(node + 1, [0; PLACES]);
        }
        if let Some(next) = self.next.get_mut(node).and_then(|next| next.get_mut(place)) {
            *next = index as u8 + 1;
        }
    }
}
