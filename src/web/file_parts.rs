//! Archives in parts, so that several workers read one of them, and none has to hold all of it.
//!
//! ```text
//! the end of the file → where its list of members lies → the list → parts, each an archive of its own
//! ```

use std::ops::Range;

use js_sys::{ArrayBuffer, Uint8Array};

use super::BrowserError;
use super::files::PickedFile;
use crate::base::zip::{END_BYTES, PART_BEGIN, ZipList, ZipPart};
use crate::engine::protocol::{GivenFile, GivenPart};

/// A longer list is not read here: the page has room for it only as long as it is about files.
const MOST_LIST_BYTES: u64 = 32 << 20;

/// Members of about so many bytes are a part: enough that asking for it costs little, and little enough that all
/// workers have some of an archive that takes one of them a while.
const PART_BYTES: u64 = 2 << 20;

impl PickedFile {
    /// Whether a look at its list of members is worth while.
    pub(super) fn may_have_parts(&self) -> bool {
        self.path.to_ascii_lowercase().ends_with(".zip") && self.size_bytes > PART_BYTES
    }

    /// Finds the parts that an archive can be read in. Where there are none, or the browser does not let it be read
    /// now, it is read whole, and what is wrong with it said then.
    pub(super) async fn find_parts(&mut self) {
        self.parts = self.parts().await.unwrap_or_default();
    }

    async fn parts(&self) -> Option<Vec<ZipPart>> {
        if self.bytes(0..PART_BEGIN.len() as u64).await? != PART_BEGIN {
            return None;
        }
        let end = self.size_bytes.saturating_sub(END_BYTES)..self.size_bytes;
        let list = ZipList::find(self.size_bytes, &self.bytes(end).await?)?;
        if list.place.end - list.place.start > MOST_LIST_BYTES {
            return None;
        }
        let parts = list.cut(&self.bytes(list.place.clone()).await?, PART_BYTES)?;
        (parts.len() > 1).then_some(parts)
    }

    /// What the engine is told of it.
    pub(super) fn given(&self) -> GivenFile {
        let parts = self.parts.iter().map(|part| GivenPart {
            members: part.members.clone(),
            size_bytes: part.place.end - part.place.start,
        });
        GivenFile { path: self.path.clone(), size_bytes: self.size_bytes, parts: parts.collect() }
    }

    /// Reads one of its parts. The buffer can be moved to a worker.
    pub(super) async fn read_part(&self, part: &ZipPart) -> Result<ArrayBuffer, BrowserError> {
        self.read_between(PART_BEGIN, &part.place, &part.end).await
    }

    async fn bytes(&self, place: Range<u64>) -> Option<Vec<u8>> {
        let read = self.read_between(&[], &place, &[]).await.ok()?;
        Some(Uint8Array::new(&read).to_vec())
    }
}
