//! How much is read before a file is left alone.

use super::report::SkipReason;

/// The most a single file may inflate to. CloudTrail caps its own files at 50 MB; joined archives
/// are larger, and a text must stay below 4 GiB of addresses together with what is made of it.
const FILE_BYTES: usize = 1 << 30;

/// How many times larger than its compressed bytes a text may be. Trail logs reach 16, the most
/// repetitive ones about 100; deflate itself ends at 1,032, where only bombs are.
const RATIO: usize = 250;

/// A text below this size may have any ratio: it cannot hurt.
const RATIO_FREE_BYTES: usize = 32 << 20;

/// How deeply containers may be nested: a zip of a tar of gzip inside gzip is four.
const NESTING_DEPTH: usize = 8;

/// How deeply envelopes may be nested inside each other.
const ENVELOPE_DEPTH: usize = 6;

/// How deeply the JSON of one record may be nested. The deepest real record has 11 levels.
const JSON_DEPTH: usize = 100;

/// The most that all members of one dropped archive may inflate to together.
const TOTAL_BYTES: usize = 2 << 30;

/// How many members of one archive are read.
const MEMBERS: usize = 200_000;

/// Text of one block. To show a record its block is unpacked, which takes some milliseconds for this much;
/// much smaller ones would only be more of them. What fits into two is kept whole: CloudTrail's own files
/// are smaller, and gzip as it came is the least that they can take.
const BLOCK_BYTES: usize = 4 << 20;

/// Text that is read in one step where it is in blocks: about a tenth of a second of work.
const STEP_BYTES: usize = 16 << 20;

/// The limits of one reading; the default is right for the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Decompressed bytes of one file, and bytes of the texts made out of it.
    pub file_bytes: usize,
    /// Decompressed bytes to compressed bytes, beyond [`Limits::ratio_free_bytes`].
    pub ratio: usize,
    /// Decompressed bytes up to which the ratio does not matter.
    pub ratio_free_bytes: usize,
    /// Containers inside each other.
    pub nesting_depth: usize,
    /// Envelopes inside each other.
    pub envelope_depth: usize,
    /// Arrays and objects inside each other within one record.
    pub json_depth: usize,
    /// Decompressed bytes of everything inside one dropped file, or one part of an archive that is read in parts.
    pub total_bytes: usize,
    /// Members of the same.
    pub members: usize,
    /// A text longer than two blocks of so many bytes is handed over in blocks, cut between records.
    pub block_bytes: usize,
    /// Such a text is read in steps of about so many bytes.
    pub step_bytes: usize,
}

impl Limits {
    /// The most text that so many packed bytes may hold, where `room` bytes of all that a dropped file may
    /// inflate to are left; and what is said where they hold more.
    pub(super) fn most_text(&self, packed_len: usize, room: usize) -> (usize, SkipReason) {
        let by_ratio = packed_len.saturating_mul(self.ratio).max(self.ratio_free_bytes);
        let [mut most, total, ratio] = [
            (self.file_bytes, SkipReason::FileTooLarge),
            (room, SkipReason::TotalTooLarge),
            (by_ratio, SkipReason::RatioTooHigh),
        ];
        for other in [total, ratio] {
            if other.0 < most.0 {
                most = other;
            }
        }
        most
    }

    /// Whether a file's text of this length is handed over in blocks.
    pub(super) fn is_in_blocks(&self, text_len: usize) -> bool {
        text_len / 2 > self.block_bytes
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: FILE_BYTES,
            ratio: RATIO,
            ratio_free_bytes: RATIO_FREE_BYTES,
            nesting_depth: NESTING_DEPTH,
            envelope_depth: ENVELOPE_DEPTH,
            json_depth: JSON_DEPTH,
            total_bytes: TOTAL_BYTES,
            members: MEMBERS,
            block_bytes: BLOCK_BYTES,
            step_bytes: STEP_BYTES,
        }
    }
}
