//! The texts that the records of a worker lie in, kept compressed.

use std::cell::RefCell;
use std::rc::Rc;

use lz4_flex::block as lz4;

use super::at_hand::AtHand;
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

/// The most text of a worker that is kept inflated. So much is searched several times faster, without the
/// packed texts of a million events taking a worker's memory twice.
pub const AT_HAND_BYTES: usize = 96 << 20;

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
                    let Ok(len) = buffer.inflate_member(rest) else { return };
                    rest = rest.get(len..).unwrap_or_default();
                }
            }
        }
    }

    fn text_len(&self) -> usize {
        match self {
            Self::Gzip { text_len, .. } | Self::Lz4 { text_len, .. } => *text_len,
            Self::Plain(text) => text.len(),
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

/// The blobs of a worker, some of them inflated.
#[derive(Debug)]
pub struct RecordStore {
    blobs: Vec<Blob>,
    /// Bytes of memory that they take, and bytes of their texts.
    blob_bytes: usize,
    text_bytes: u64,
    at_hand: RefCell<AtHand>,
}

impl Default for RecordStore {
    fn default() -> Self {
        Self {
            blobs: Vec::new(),
            blob_bytes: 0,
            text_bytes: 0,
            at_hand: RefCell::new(AtHand::new(AT_HAND_BYTES)),
        }
    }
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

    /// Keeps a blob under an id that has none yet; the texts of a file come in any order.
    pub fn put(&mut self, id: BlobId, blob: Blob) {
        let at = id.0 as usize;
        while self.blobs.len() <= at {
            self.blobs.push(Blob::Plain(Vec::new()));
        }
        self.blob_bytes += blob.memory();
        self.text_bytes += blob.text_len() as u64;
        self.blobs[at] = blob;
    }

    /// Lets go of the inflated texts; from now on so many bytes of them may be kept.
    pub fn let_go(&mut self, budget: usize) {
        self.at_hand.get_mut().clear(budget);
    }

    /// The text of a blob, inflated unless it is at hand.
    pub fn text(&self, id: BlobId) -> Rc<Buffer> {
        let mut at_hand = self.at_hand.borrow_mut();
        if let Some(text) = at_hand.get(id) {
            return text;
        }
        let Some(blob) = self.blobs.get(id.0 as usize) else { return Rc::default() };
        let is_packed = !matches!(blob, Blob::Plain(_));
        at_hand.add(id, blob.text_len(), self.text_bytes, is_packed, |buffer| blob.read_into(buffer))
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
            Some(blob @ Blob::Lz4 { .. }) => {
                let mut buffer = Buffer::default();
                blob.read_into(&mut buffer);
                hasher.update(&buffer);
            }
            None => {}
        }
    }

    /// Bytes of memory taken, inflated texts included.
    pub fn memory(&self) -> usize {
        self.blob_bytes + self.at_hand.borrow().memory()
    }
}
