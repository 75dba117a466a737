//! The texts that the records of a worker lie in, kept compressed.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::Read as _;
use std::rc::Rc;

use crate::base::gzip::{Buffer, MAGIC, size_hint};
use crate::base::sha256;
use flate2::Compression;

/// One kept text of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId(pub u32);

/// Where the text of a record lies: `len` bytes from `offset` of a blob's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub blob: BlobId,
    pub offset: u32,
    pub len: u32,
}

impl Place {
    /// The bytes of the record in the text of its blob; `None` where the text ends before it does.
    pub fn bytes_in(self, text: &[u8]) -> Option<&[u8]> {
        let start = self.offset as usize;
        text.get(start..start.checked_add(self.len as usize)?)
    }
}

/// A text as it is kept.
#[derive(Debug)]
pub enum Blob {
    /// Gzip members as delivered.
    Gzip(Vec<u8>),
    /// A text that did not come compressed, compressed here.
    Compressed(Vec<u8>),
    /// The text itself: short ones are not worth compressing.
    Plain(Vec<u8>),
}

/// Texts shorter than this are kept as they are.
const PLAIN_BELOW_BYTES: usize = 4_096;

/// How many inflated texts are kept at hand for the rows on display.
const INFLATED_TEXTS: usize = 4;

impl Blob {
    /// Keeps a text that did not come compressed.
    pub fn from_text(text: Vec<u8>) -> Self {
        if text.len() < PLAIN_BELOW_BYTES {
            return Self::Plain(text);
        }
        let mut gzip = Vec::new();
        let mut encoder = flate2::read::GzEncoder::new(&text[..], Compression::fast());
        match encoder.read_to_end(&mut gzip) {
            Ok(_) => {
                gzip.shrink_to_fit();
                Self::Compressed(gzip)
            }
            Err(_) => Self::Plain(text),
        }
    }

    /// Puts the text into `buffer`. What cannot be inflated any more is missing at its end.
    fn read_into(&self, buffer: &mut Buffer) {
        match self {
            Self::Plain(text) => buffer.copy(text),
            Self::Gzip(gzip) | Self::Compressed(gzip) => {
                buffer.begin(size_hint(gzip));
                let mut rest = &gzip[..];
                while rest.starts_with(&MAGIC) {
                    // It inflated when it was loaded; where it does not any more the reader sees the cut.
                    let Ok(len) = buffer.inflate_member(rest, |_| true) else { return };
                    rest = rest.get(len..).unwrap_or_default();
                }
            }
        }
    }

    /// The bytes as they were delivered.
    fn delivered(&self) -> Cow<'_, [u8]> {
        match self {
            Self::Gzip(bytes) | Self::Plain(bytes) => Cow::Borrowed(bytes),
            Self::Compressed(_) => {
                let mut buffer = Buffer::default();
                self.read_into(&mut buffer);
                Cow::Owned(buffer.to_vec())
            }
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Gzip(bytes) | Self::Compressed(bytes) | Self::Plain(bytes) => bytes.capacity(),
        }
    }
}

/// The blobs of a worker, with the last few inflated.
#[derive(Debug, Default)]
pub struct RecordStore {
    blobs: Vec<Blob>,
    inflated: RefCell<VecDeque<(BlobId, Rc<Buffer>)>>,
}

impl RecordStore {
    /// The id that the next blob will get.
    pub fn next_id(&self) -> BlobId {
        BlobId(self.blobs.len() as u32)
    }

    pub fn push(&mut self, blob: Blob) -> BlobId {
        let id = self.next_id();
        self.blobs.push(blob);
        id
    }

    /// The text of a blob, inflated unless it is among the last few asked for.
    pub fn text(&self, id: BlobId) -> Rc<Buffer> {
        let mut inflated = self.inflated.borrow_mut();
        if let Some(at) = inflated.iter().position(|(known, _)| *known == id)
            && let Some(entry) = inflated.remove(at)
        {
            let text = Rc::clone(&entry.1);
            inflated.push_back(entry);
            return text;
        }
        // The room of the text that was longest not asked for.
        let oldest = if inflated.len() < INFLATED_TEXTS { None } else { inflated.pop_front() };
        let mut buffer = oldest.and_then(|(_, text)| Rc::try_unwrap(text).ok()).unwrap_or_default();
        match self.blobs.get(id.0 as usize) {
            Some(blob) => blob.read_into(&mut buffer),
            None => buffer.begin(0),
        }
        let text = Rc::new(buffer);
        inflated.push_back((id, Rc::clone(&text)));
        text
    }

    /// The text of one record; `None` where its place does not exist.
    pub fn record(&self, place: Place) -> Option<String> {
        let text = self.text(place.blob);
        simdutf8::basic::from_utf8(place.bytes_in(text.text())?).ok().map(str::to_owned)
    }

    /// SHA-256 in hex of a blob's bytes as delivered; `None` for an unknown blob.
    pub fn sha256(&self, id: BlobId) -> Option<String> {
        Some(sha256::hex(&self.blobs.get(id.0 as usize)?.delivered()))
    }

    /// Bytes of memory kept, inflated texts aside.
    pub fn memory(&self) -> usize {
        self.blobs.iter().map(Blob::memory).sum()
    }
}
