//! Texts that are kept inflated, so that the next search or row need not inflate them again.
//!
//! A search goes over all texts in order. Where they are more than fit, keeping those that were asked for last
//! would let go of each just before it is asked for again; so what is kept stays, and the others pass through
//! a few rooms that are used again and again.
//!
//! **Invariant:** the kept texts together are no longer than the budget.
//! **Invariant:** texts that are asked for in the same order again and again find the same ones kept: one gives
//! way only when it was not asked for while more than all the texts there are have been inflated.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::store::BlobId;
use crate::base::gzip::Buffer;

/// How many texts beside the kept ones are at hand, for the rows on display.
const PASSING_TEXTS: usize = 4;

#[derive(Debug)]
pub(super) struct AtHand {
    /// Bytes of text that may be kept.
    budget: usize,
    kept: HashMap<BlobId, Kept>,
    kept_bytes: usize,
    /// The kept ones in the order in which they are looked at for one that can give way.
    queue: VecDeque<BlobId>,
    /// The last few asked for that are not kept, the latest at the end.
    passing: VecDeque<(BlobId, Rc<Buffer>)>,
    /// Bytes inflated so far: the clock.
    inflated_bytes: u64,
}

#[derive(Debug)]
struct Kept {
    text: Rc<Buffer>,
    /// What it takes of the budget.
    len: usize,
    /// The clock when it was last asked for.
    asked_at: u64,
}

impl AtHand {
    pub(super) fn new(budget: usize) -> Self {
        Self {
            budget,
            kept: HashMap::new(),
            kept_bytes: 0,
            queue: VecDeque::new(),
            passing: VecDeque::new(),
            inflated_bytes: 0,
        }
    }

    /// Lets go of everything; from now on so many bytes of text may be kept.
    pub(super) fn clear(&mut self, budget: usize) {
        *self = Self::new(budget);
    }

    pub(super) fn get(&mut self, id: BlobId) -> Option<Rc<Buffer>> {
        if let Some(kept) = self.kept.get_mut(&id) {
            kept.asked_at = self.inflated_bytes;
            return Some(Rc::clone(&kept.text));
        }
        let at = self.passing.iter().position(|(known, _)| *known == id)?;
        let entry = self.passing.remove(at)?;
        let text = Rc::clone(&entry.1);
        self.passing.push_back(entry);
        Some(text)
    }

    /// Takes in a text of `len` bytes that `inflate` puts into the room for it. `all_bytes` are those of all
    /// the texts there are; one that is not `worth_keeping` takes no longer to be had again than to be found.
    pub(super) fn add(
        &mut self,
        id: BlobId,
        len: usize,
        all_bytes: u64,
        worth_keeping: bool,
        inflate: impl FnOnce(&mut Buffer),
    ) -> Rc<Buffer> {
        self.inflated_bytes += len as u64;
        if worth_keeping && self.has_room(len, all_bytes) {
            let mut buffer = Buffer::default();
            inflate(&mut buffer);
            let text = Rc::new(buffer);
            let kept = Kept { text: Rc::clone(&text), len, asked_at: self.inflated_bytes };
            self.kept.insert(id, kept);
            self.kept_bytes += len;
            self.queue.push_back(id);
            return text;
        }
        let oldest = if self.passing.len() < PASSING_TEXTS { None } else { self.passing.pop_front() };
        let mut buffer = oldest.and_then(|(_, text)| Rc::try_unwrap(text).ok()).unwrap_or_default();
        inflate(&mut buffer);
        let text = Rc::new(buffer);
        self.passing.push_back((id, Rc::clone(&text)));
        text
    }

    /// Whether a text of `len` bytes may be kept; those that nobody asks for any more give way to it.
    fn has_room(&mut self, len: usize, all_bytes: u64) -> bool {
        while self.kept_bytes + len > self.budget {
            if len > self.budget {
                return false;
            }
            let Some(id) = self.queue.pop_front() else { return false };
            let is_asked_for =
                self.kept.get(&id).is_some_and(|kept| self.inflated_bytes - kept.asked_at <= all_bytes);
            if is_asked_for {
                // The next one is looked at next time.
                self.queue.push_back(id);
                return false;
            }
            if let Some(kept) = self.kept.remove(&id) {
                self.kept_bytes -= kept.len;
            }
        }
        true
    }

    /// Bytes of memory taken.
    pub(super) fn memory(&self) -> usize {
        self.kept_bytes + self.passing.iter().map(|(_, text)| text.len()).sum::<usize>()
    }
}
