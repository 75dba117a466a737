//! Gzip: all members of a file in one go.

use flate2::{Decompress, FlushDecompress, Status};

use super::limits::Limits;
use super::report::SkipReason;

/// What came out of a gzip file.
pub(super) struct Inflated {
    pub(super) text: Vec<u8>,
    /// Bytes of the file up to the end of its last whole member.
    pub(super) members_len: usize,
    /// What was wrong; the text up to there stands.
    pub(super) damage: Option<Damage>,
}

/// Why inflating ended before the file did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// The file ends inside a member.
    CutOff,
    /// A member is damaged: its code or its checksum is wrong.
    Corrupt,
    /// Something that is no gzip follows the last member.
    TrailingBytes,
    /// A limit was reached; the text is not to be used.
    Limit(SkipReason),
}

/// A hint of the file's own may be wrong, and memory is taken ahead: never trust more than this.
const HINT_BYTES: usize = 64 << 20;

/// The window of every gzip file.
const WINDOW_BITS: u8 = 15;

/// Inflates all members of `gzip`, no more than `room` bytes of text.
pub(super) fn inflate(gzip: &[u8], room: usize, limits: &Limits) -> Inflated {
    let room = room.min(limits.file_bytes);
    let mut inflated = Inflated { text: Vec::with_capacity(size_hint(gzip)), members_len: 0, damage: None };
    let mut rest = gzip;
    while rest.starts_with(&[0x1F, 0x8B]) {
        match inflate_member(rest, &mut inflated.text, gzip.len(), room, limits) {
            Ok(len) => {
                inflated.members_len += len;
                rest = gzip.get(inflated.members_len..).unwrap_or_default();
            }
            Err(damage) => {
                inflated.damage = Some(damage);
                return inflated;
            }
        }
    }
    // Blocks of tapes and of some copies are filled up with zeros.
    if rest.iter().any(|&byte| byte != 0) {
        inflated.damage = Some(Damage::TrailingBytes);
    }
    inflated
}

/// The length of the text as the last four bytes of a single member say.
fn size_hint(gzip: &[u8]) -> usize {
    let hint = gzip.last_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
    // One byte more, so that the end is seen without growing.
    hint.min(gzip.len().saturating_mul(32)).min(HINT_BYTES) + 1
}

/// Inflates the member at the start of `gzip` onto `text` and returns the member's length.
fn inflate_member(
    gzip: &[u8],
    text: &mut Vec<u8>,
    file_len: usize,
    room: usize,
    limits: &Limits,
) -> Result<usize, Damage> {
    let mut inflater = Decompress::new_gzip(WINDOW_BITS);
    loop {
        let read = inflater.total_in() as usize;
        let (len_before, rest) = (text.len(), gzip.get(read..).unwrap_or_default());
        let status = inflater.decompress_vec(rest, text, FlushDecompress::Finish);
        let written = text.len() - len_before;
        if text.len() > room {
            let reason =
                if room < limits.file_bytes { SkipReason::TotalTooLarge } else { SkipReason::FileTooLarge };
            return Err(Damage::Limit(reason));
        }
        if text.len() > limits.ratio_free_bytes && text.len() / limits.ratio.max(1) > file_len {
            return Err(Damage::Limit(SkipReason::RatioTooHigh));
        }
        match status {
            Ok(Status::StreamEnd) => return Ok(inflater.total_in() as usize),
            Ok(Status::Ok | Status::BufError) if text.len() == text.capacity() => {
                text.reserve(text.len().clamp(32 << 10, 64 << 20));
            }
            Ok(Status::Ok | Status::BufError) if written == 0 && inflater.total_in() as usize == read => {
                return Err(Damage::CutOff);
            }
            Ok(Status::Ok | Status::BufError) => {}
            Err(_) => return Err(Damage::Corrupt),
        }
    }
}
