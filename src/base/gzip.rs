//! Gzip members (RFC 1952), each inflated in one go into a buffer that serves many of them.

use flate2::{Decompress, FlushDecompress, Status};
use memchr::memchr;

use super::checksum::crc32;

/// Where members begin.
pub const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// Room for a text that is used again for the next one: bytes that have been taken from the system
/// and written to once are not taken and cleared again.
#[derive(Debug, Default)]
pub struct Buffer {
    bytes: Vec<u8>,
    len: usize,
}

/// Why a member could not be inflated to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The bytes end inside the member.
    CutOff,
    /// Its code, its checksum or its length is wrong.
    Corrupt,
    /// The caller would have no more of it.
    Refused,
}

/// A buffer larger than this is let go of after use.
const KEPT_BYTES: usize = 64 << 20;

/// A hint of the file's own may be wrong, and memory is taken ahead: never trust more than this.
const HINT_BYTES: usize = 64 << 20;

/// By how much a buffer grows at a time.
const GROWTH: std::ops::RangeInclusive<usize> = 32 << 10..=64 << 20;

/// Bytes of checksum and length after the deflated text.
const TRAILER_LEN: usize = 8;

impl std::ops::Deref for Buffer {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.text()
    }
}

impl Buffer {
    /// The text so far.
    pub fn text(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    /// The text so far, without the room.
    pub fn into_text(mut self) -> Vec<u8> {
        self.bytes.truncate(self.len);
        self.bytes
    }

    /// Empties the buffer for a text of about this length.
    pub fn begin(&mut self, len: usize) {
        self.len = 0;
        if self.bytes.len() > KEPT_BYTES {
            self.bytes = Vec::new();
        }
        if self.bytes.len() < len {
            self.bytes.resize(len, 0);
        }
    }

    /// Holds a copy of a text.
    pub fn copy(&mut self, text: &[u8]) {
        self.begin(text.len());
        if let Some(room) = self.bytes.get_mut(..text.len()) {
            room.copy_from_slice(text);
            self.len = text.len();
        }
    }

    /// Lets `write` fill the room for a text of at most `len` bytes; it answers how many it wrote.
    pub fn fill(&mut self, len: usize, write: impl FnOnce(&mut [u8]) -> usize) {
        self.begin(len);
        if let Some(room) = self.bytes.get_mut(..len) {
            self.len = write(room).min(len);
        }
    }

    /// Lets go of the room where it is large; the text is gone.
    pub fn end(&mut self) {
        self.begin(0);
    }

    /// Inflates the member at the start of `gzip` onto the text and returns the member's length.
    /// `allows` is asked from time to time whether a text of this length is welcome.
    ///
    /// # Errors
    /// What is wrong; what could be inflated stands in the buffer.
    pub fn inflate_member(&mut self, gzip: &[u8], allows: impl Fn(usize) -> bool) -> Result<usize, Fault> {
        let body = header_len(gzip)?;
        let deflated = gzip.get(body..).unwrap_or_default();
        let start = self.len;
        // The checksum is ours: it is a fifth of the work where it is left to the inflater.
        let mut inflater = Decompress::new(false);
        loop {
            let (read, written) = (inflater.total_in(), inflater.total_out());
            let rest = deflated.get(read as usize..).unwrap_or_default();
            let room = self.bytes.get_mut(self.len..).unwrap_or_default();
            let status = inflater.decompress(rest, room, FlushDecompress::Finish);
            let added = (inflater.total_out() - written) as usize;
            self.len += added;
            if !allows(self.len) {
                return Err(Fault::Refused);
            }
            match status {
                Ok(Status::StreamEnd) => {
                    let trailer = body + inflater.total_in() as usize;
                    let text = self.text().get(start..).unwrap_or_default();
                    check_trailer(gzip.get(trailer..).unwrap_or_default(), text)?;
                    return Ok(trailer + TRAILER_LEN);
                }
                Ok(Status::Ok | Status::BufError) if self.len == self.bytes.len() => {
                    let more = self.len.clamp(*GROWTH.start(), *GROWTH.end());
                    self.bytes.resize(self.len + more, 0);
                }
                Ok(Status::Ok | Status::BufError) if added == 0 && inflater.total_in() == read => {
                    return Err(Fault::CutOff);
                }
                Ok(Status::Ok | Status::BufError) => {}
                Err(_) => return Err(Fault::Corrupt),
            }
        }
    }
}

/// The length of the text as the last four bytes of a single member say, and a byte more, so that its
/// end is seen without growing.
pub fn size_hint(gzip: &[u8]) -> usize {
    let hint = gzip.last_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
    hint.min(gzip.len().saturating_mul(32)).min(HINT_BYTES) + 1
}

/// Compares a member's text with what is said of it at its end.
fn check_trailer(trailer: &[u8], text: &[u8]) -> Result<(), Fault> {
    let said = trailer.first_chunk::<TRAILER_LEN>().ok_or(Fault::CutOff)?;
    let found = u64::from(crc32(text)) | u64::from(text.len() as u32) << 32;
    if u64::from_le_bytes(*said) == found { Ok(()) } else { Err(Fault::Corrupt) }
}

/// The length of a member's header.
fn header_len(gzip: &[u8]) -> Result<usize, Fault> {
    const HAS_CHECKSUM: u8 = 1 << 1;
    const HAS_EXTRA: u8 = 1 << 2;
    const HAS_NAME: u8 = 1 << 3;
    const HAS_COMMENT: u8 = 1 << 4;
    const RESERVED: u8 = 0b1110_0000;
    const DEFLATE: u8 = 8;
    let &[_, _, method, flags, _, _, _, _, _, _] = gzip.first_chunk::<10>().ok_or(Fault::CutOff)?;
    if method != DEFLATE || flags & RESERVED != 0 {
        return Err(Fault::Corrupt);
    }
    let mut len = 10;
    if flags & HAS_EXTRA != 0 {
        let extra = gzip.get(len..).and_then(<[u8]>::first_chunk::<2>).ok_or(Fault::CutOff)?;
        len += 2 + usize::from(u16::from_le_bytes(*extra));
    }
    for text in [HAS_NAME, HAS_COMMENT] {
        if flags & text != 0 {
            len += 1 + gzip.get(len..).and_then(|rest| memchr(0, rest)).ok_or(Fault::CutOff)?;
        }
    }
    if flags & HAS_CHECKSUM != 0 {
        let said = gzip.get(len..).and_then(<[u8]>::first_chunk::<2>).ok_or(Fault::CutOff)?;
        if u16::from_le_bytes(*said) != crc32(gzip.get(..len).unwrap_or_default()) as u16 {
            return Err(Fault::Corrupt);
        }
        len += 2;
    }
    if len > gzip.len() { Err(Fault::CutOff) } else { Ok(len) }
}
