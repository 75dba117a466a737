//! All members of a gzip file, as far as the limits allow.

use super::limits::Limits;
use super::report::SkipReason;
use crate::base::gzip::{Buffer, Fault, MAGIC, size_hint};

/// What came of a gzip file; its text is in the buffer.
pub(super) struct Inflated {
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

/// Inflates all members of `gzip` into `buffer`, no more than `room` bytes of text.
pub(super) fn inflate(gzip: &[u8], room: usize, limits: &Limits, buffer: &mut Buffer) -> Inflated {
    let limit = |len: usize| {
        if len > room.min(limits.file_bytes) {
            let is_total = room < limits.file_bytes;
            return Some(if is_total { SkipReason::TotalTooLarge } else { SkipReason::FileTooLarge });
        }
        let is_bomb = len > limits.ratio_free_bytes && len / limits.ratio.max(1) > gzip.len();
        is_bomb.then_some(SkipReason::RatioTooHigh)
    };
    buffer.begin(size_hint(gzip));
    let mut inflated = Inflated { members_len: 0, damage: None };
    let mut rest = gzip;
    while rest.starts_with(&MAGIC) {
        match buffer.inflate_member(rest, |len| limit(len).is_none()) {
            Ok(len) => {
                inflated.members_len += len;
                rest = gzip.get(inflated.members_len..).unwrap_or_default();
            }
            Err(fault) => {
                inflated.damage = Some(match fault {
                    Fault::CutOff => Damage::CutOff,
                    Fault::Corrupt => Damage::Corrupt,
                    Fault::Refused => {
                        Damage::Limit(limit(buffer.text().len()).unwrap_or(SkipReason::FileTooLarge))
                    }
                });
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
