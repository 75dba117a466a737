//! Gzip: all members of a file in one go.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memchr;

use super::checksum::crc32;
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
    let body = header_len(gzip)?;
    let deflated = gzip.get(body..).unwrap_or_default();
    let start = text.len();
    // The checksum is ours: it is a fifth of the work where it is left to the inflater.
    let mut inflater = Decompress::new(false);
    loop {
        let read = inflater.total_in() as usize;
        let (len_before, rest) = (text.len(), deflated.get(read..).unwrap_or_default());
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
            Ok(Status::StreamEnd) => {
                let trailer = body + inflater.total_in() as usize;
                check_trailer(
                    gzip.get(trailer..).unwrap_or_default(),
                    text.get(start..).unwrap_or_default(),
                )?;
                return Ok(trailer + TRAILER_LEN);
            }
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

/// Bytes of checksum and length after the deflated text.
const TRAILER_LEN: usize = 8;

/// Compares a member's text with what is said of it at its end.
fn check_trailer(trailer: &[u8], text: &[u8]) -> Result<(), Damage> {
    let said = trailer.first_chunk::<TRAILER_LEN>().ok_or(Damage::CutOff)?;
    let found = u64::from(crc32(text)) | u64::from(text.len() as u32) << 32;
    if u64::from_le_bytes(*said) == found { Ok(()) } else { Err(Damage::Corrupt) }
}

/// The length of a member's header (RFC 1952, 2.3).
fn header_len(gzip: &[u8]) -> Result<usize, Damage> {
    const HAS_CHECKSUM: u8 = 1 << 1;
    const HAS_EXTRA: u8 = 1 << 2;
    const HAS_NAME: u8 = 1 << 3;
    const HAS_COMMENT: u8 = 1 << 4;
    const RESERVED: u8 = 0b1110_0000;
    const DEFLATE: u8 = 8;
    let &[_, _, method, flags, _, _, _, _, _, _] = gzip.first_chunk::<10>().ok_or(Damage::CutOff)?;
    if method != DEFLATE || flags & RESERVED != 0 {
        return Err(Damage::Corrupt);
    }
    let mut len = 10;
    if flags & HAS_EXTRA != 0 {
        let extra = gzip.get(len..).and_then(<[u8]>::first_chunk::<2>).ok_or(Damage::CutOff)?;
        len += 2 + usize::from(u16::from_le_bytes(*extra));
    }
    for text in [HAS_NAME, HAS_COMMENT] {
        if flags & text != 0 {
            len += 1 + gzip.get(len..).and_then(|rest| memchr(0, rest)).ok_or(Damage::CutOff)?;
        }
    }
    if flags & HAS_CHECKSUM != 0 {
        let said = gzip.get(len..).and_then(<[u8]>::first_chunk::<2>).ok_or(Damage::CutOff)?;
        if u16::from_le_bytes(*said) != crc32(gzip.get(..len).unwrap_or_default()) as u16 {
            return Err(Damage::Corrupt);
        }
        len += 2;
    }
    if len > gzip.len() { Err(Damage::CutOff) } else { Ok(len) }
}
