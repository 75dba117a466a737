//! The texts that the records of a worker lie in, kept compressed.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use lz4_flex::block as lz4;

use crate::base::gzip::{Buffer, MAGIC};
use crate::base::sha256::Hasher;

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
    /// Gzip members as delivered, which inflate to so many bytes.
    Gzip { members: Vec<u8>, text_len: usize },
    /// A text of so many bytes that did not come compressed, or is a part of one that did.
    Lz4 { block: Vec<u8>, text_len: usize },
    /// The text itself: short ones are not worth compressing.
    Plain(Vec<u8>),
}

/// Texts shorter than this are kept as they are.
const PLAIN_BELOW_BYTES: usize = 4_096;

/// How many inflated texts are kept at hand for the rows on display.
const INFLATED_TEXTS: usize = 4;

impl Blob {
    /// Keeps a text compressed, unless that is not worth it.
    pub fn from_text(text: &[u8]) -> Self {
        if text.len() >= PLAIN_BELOW_BYTES {
            let mut room = vec![0; lz4::get_maximum_output_size(text.len())];
            let len = lz4::compress_into(text, &mut room).ok().filter(|&len| len < text.len());
            if let Some(block) = len.and_then(|len| room.get(..len)) {
                return Self::Lz4 { block: block.to_vec(), text_len: text.len() };
            }
        }
        Self::Plain(text.to_vec())
    }

    /// Puts the text into `buffer`. What cannot be inflated any more is missing at its end.
    fn read_into(&self, buffer: &mut Buffer) {
        match self {
            Self::Plain(text) => buffer.copy(text),
            Self::Lz4 { block, text_len } => {
                // It was compressed here, so it is sound.
                buffer.fill(*text_len, |room| lz4::decompress_into(block, room).unwrap_or(0));
            }
            Self::Gzip { members, text_len } => {
                // The end is seen without growing where there is a byte more.
                buffer.begin(text_len + 1);
                let mut rest = &members[..];
                while rest.starts_with(&MAGIC) {
                    // It inflated when it was loaded; where it does not any more the reader sees the cut.
                    let Ok(len) = buffer.inflate_member(rest, |_| true) else { return };
                    rest = rest.get(len..).unwrap_or_default();
                }
            }
        }
    }

    fn memory(&self) -> usize {
        match self {
            Self::Gzip { members: bytes, .. } | Self::Lz4 { block: bytes, .. } | Self::Plain(bytes) => {
                bytes.capacity()
            }
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
        self.put(id, blob);
        id
    }

    /// Keeps a blob under an id that was given out before; the texts of a file come in any order.
    pub fn put(&mut self, id: BlobId, blob: Blob) {
        let at = id.0 as usize;
        while self.blobs.len() <= at {
            self.blobs.push(Blob::Plain(Vec::new()));
        }
        self.blobs[at] = blob;
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

    /// Hashes a blob's bytes as they were delivered.
    pub fn hash(&self, id: BlobId, hasher: &mut Hasher) {
        match self.blobs.get(id.0 as usize) {
            Some(Blob::Gzip { members: bytes, .. } | Blob::Plain(bytes)) => hasher.update(bytes),
            Some(Blob::Lz4 { .. }) => hasher.update(self.text(id).text()),
            None => {}
        }
    }

    /// Bytes of memory kept, inflated texts aside.
    pub fn memory(&self) -> usize {
        self.blobs.iter().map(Blob::memory).sum()
    }
}
