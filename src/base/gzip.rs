//! Gzip members (RFC 1952), inflated into a buffer that serves many of them, in one go or in steps.

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
}

/// A buffer larger than this is let go of after use.
const KEPT_BYTES: usize = 64 << 20;

/// What a file says of its text's length may be wrong, and memory is set aside by it: never trust more than
/// this, nor more than so many times the file's length. Trail logs reach 16 times.
const HINT_BYTES: usize = 1 << 30;
const HINT_RATIO: usize = 16;

/// By how much a buffer grows at a time. What is set aside beyond that is only cleared when it is needed.
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
        if self.bytes.capacity() - self.len > KEPT_BYTES {
            self.bytes.shrink_to_fit();
        }
        self.bytes
    }

    /// Empties the buffer for a text of about this length.
    pub fn begin(&mut self, len: usize) {
        self.len = 0;
        // What was set aside for a text that never came counts too.
        if self.bytes.capacity() > KEPT_BYTES {
            self.bytes = Vec::new();
        }
        if self.bytes.len() < len {
            self.bytes.resize(len, 0);
        }
    }

    /// Empties the buffer for the text of a file of members. As much room as the file says it needs is set
    /// aside, so that the text is not copied while it grows.
    pub fn begin_inflating(&mut self, gzip: &[u8]) {
        let hint = size_hint(gzip);
        self.begin(0);
        // The hint may be wrong: what there is no room for is asked for again when it is needed.
        let _ = self.bytes.try_reserve_exact(hint.saturating_sub(self.bytes.len()));
        self.bytes.resize(self.bytes.len().max(hint.min(KEPT_BYTES)), 0);
    }

    /// Makes room after the text, for one of at most `until` bytes.
    fn grow(&mut self, until: usize) {
        let more = self.len.clamp(*GROWTH.start(), *GROWTH.end());
        self.bytes.resize(self.len.saturating_add(more).min(until), 0);
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
    ///
    /// # Errors
    /// What is wrong; what could be inflated stands in the buffer.
    pub fn inflate_member(&mut self, gzip: &[u8]) -> Result<usize, Fault> {
        let len = Member::begin(gzip, self)?.inflate(gzip, self, usize::MAX)?;
        // No text is that long.
        len.ok_or(Fault::CutOff)
    }
}

/// A member that is inflated in steps.
#[derive(Debug)]
pub struct Member {
    inflater: Decompress,
    /// Bytes of its header.
    header_len: usize,
    /// Bytes of the buffer's text before its own.
    text_start: usize,
    /// The checksum of so many bytes of its own text.
    sum: u32,
    summed_len: usize,
}

impl Member {
    /// Begins with the member at the start of `gzip`, whose text is to come after that of `buffer`.
    ///
    /// # Errors
    /// What is wrong with its header.
    pub fn begin(gzip: &[u8], buffer: &Buffer) -> Result<Self, Fault> {
        // The checksum is ours: it is a fifth of the work where it is left to the inflater.
        let inflater = Decompress::new(false);
        let header_len = header_len(gzip)?;
        Ok(Self { inflater, header_len, text_start: buffer.len, sum: 0, summed_len: 0 })
    }

    /// Bytes of the member that are behind.
    pub fn position(&self) -> usize {
        self.header_len + self.inflater.total_in() as usize
    }

    /// Inflates onto the text until that is `until` bytes long or the member ends; then its length is given.
    ///
    /// # Errors
    /// What is wrong; what could be inflated stands in the buffer.
    pub fn inflate(
        &mut self,
        gzip: &[u8],
        buffer: &mut Buffer,
        until: usize,
    ) -> Result<Option<usize>, Fault> {
        while buffer.len < until {
            if buffer.len == buffer.bytes.len() {
                buffer.grow(until);
            }
            let (read, written) = (self.inflater.total_in(), self.inflater.total_out());
            let rest = gzip.get(self.position()..).unwrap_or_default();
            let end = buffer.bytes.len().min(until);
            let room = buffer.bytes.get_mut(buffer.len..end).unwrap_or_default();
            let status = self.inflater.decompress(rest, room, FlushDecompress::Finish);
            buffer.len += (self.inflater.total_out() - written) as usize;
            match status {
                Ok(Status::StreamEnd) => {
                    let trailer = self.position();
                    self.sum_up(buffer);
                    self.check(gzip.get(trailer..).unwrap_or_default())?;
                    return Ok(Some(trailer + TRAILER_LEN));
                }
                Ok(Status::Ok | Status::BufError) => {
                    let is_stuck = self.inflater.total_in() == read && self.inflater.total_out() == written;
                    if is_stuck {
                        return Err(Fault::CutOff);
                    }
                }
                Err(_) => return Err(Fault::Corrupt),
            }
        }
        self.sum_up(buffer);
        Ok(None)
    }

    fn sum_up(&mut self, buffer: &Buffer) {
        let new = buffer.text().get(self.text_start + self.summed_len..).unwrap_or_default();
        self.sum = crc32(self.sum, new);
        self.summed_len += new.len();
    }

    /// Compares the text with what is said of it at the member's end.
    fn check(&self, trailer: &[u8]) -> Result<(), Fault> {
        let said = trailer.first_chunk::<TRAILER_LEN>().ok_or(Fault::CutOff)?;
        let found = u64::from(self.sum) | u64::from(self.summed_len as u32) << 32;
        if u64::from_le_bytes(*said) == found { Ok(()) } else { Err(Fault::Corrupt) }
    }
}

/// The length of the text as the last four bytes of a single member say, and a byte more, so that its
/// end is seen without growing.
fn size_hint(gzip: &[u8]) -> usize {
    let hint = gzip.last_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize);
    hint.min(gzip.len().saturating_mul(HINT_RATIO)).min(HINT_BYTES) + 1
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
        if u16::from_le_bytes(*said) != crc32(0, gzip.get(..len).unwrap_or_default()) as u16 {
            return Err(Fault::Corrupt);
        }
        len += 2;
    }
    if len > gzip.len() { Err(Fault::CutOff) } else { Ok(len) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_that_a_file_asked_for_in_vain_is_let_go_of() {
        // Its last bytes say that it holds 4 GiB; it holds nothing.
        let mut gzip = vec![0; KEPT_BYTES / 8];
        gzip.extend([0xFF; 4]);
        let mut buffer = Buffer::default();
        buffer.begin_inflating(&gzip);
        assert!(buffer.bytes.capacity() > KEPT_BYTES);
        buffer.end();
        assert_eq!(buffer.bytes.capacity(), 0);
        buffer.begin_inflating(&gzip);
        assert_eq!(buffer.into_text().capacity(), 0);
    }
}
