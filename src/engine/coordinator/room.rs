//! How much a worker can still take, worked out before a file is given to it: a worker that runs out of
//! memory ends, and its events with it.
//!
//! A worker addresses 4 GiB. What is kept of a file is known once it is read; before that it is
//! estimated from above by its size.

use super::super::WORKER_BYTES;

/// Kept for each byte of a packed file: the file itself, or blocks of twice its size at most where it is a
/// large one, and columns and dictionaries of about its size.
const KEPT_OF_PACKED: u64 = 4;

/// Needed beside that while a packed file is read: its text, and where the fields stand in it. Trail
/// logs inflate to 16 times their size at most, and no text above 1 GiB is read.
const READING_PACKED: u64 = 22;
const READING_PACKED_AT_MOST: u64 = 3 << 29;

/// The same for a file that is not packed: it is kept in packed blocks, and read where it lies.
const KEPT_OF_PLAIN: u64 = 1;
const READING_PLAIN: u64 = 2;

/// What a file needs of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    kept: u64,
    reading: u64,
}

impl Need {
    /// An estimate by what a file is called and how large it is.
    pub(super) fn of(path: &str, size: u64) -> Self {
        let path = path.to_ascii_lowercase();
        let is_packed = [".gz", ".tgz", ".zip"].iter().any(|end| path.ends_with(end));
        let times = |factor: u64| size.saturating_mul(factor);
        if is_packed {
            return Self {
                kept: times(KEPT_OF_PACKED),
                reading: times(READING_PACKED).min(READING_PACKED_AT_MOST),
            };
        }
        Self { kept: times(KEPT_OF_PLAIN), reading: times(READING_PLAIN) }
    }

    /// Whether a worker has room for the file beside what it holds and what is on its way to it.
    pub(super) fn fits(self, held: u64, on_the_way: impl Iterator<Item = Self>) -> bool {
        let (mut kept, mut reading) = (self.kept, self.reading);
        for other in on_the_way {
            kept = kept.saturating_add(other.kept);
            // One file is read at a time.
            reading = reading.max(other.reading);
        }
        held.saturating_add(kept).saturating_add(reading) <= WORKER_BYTES
    }
}
