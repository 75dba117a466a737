//! Files as people give them: picked, dropped or pasted, alone or as folders.
//!
//! Flow: `FileList` or `DataTransfer` → [`Offer`] → portions of [`PickedFile`]s with the path inside what was given →
//! [`PickedFile::read`]. Which of them are worth reading is decided later, where it can be reported.
//!
//! **Invariant:** every file and folder given is either in the list or named as unreadable.
//! **Invariant:** bytes are read on the page's thread: one engine cannot read a dropped file inside a blob worker.

use std::collections::VecDeque;
use std::ops::Range;

use js_sys::wasm_bindgen::{JsCast, JsValue};
use js_sys::{Array, ArrayBuffer, AsyncIterator, Function, IteratorNext, Promise, Reflect, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, DataTransfer, DataTransferItem, File, FileList, FileSystemDirectoryEntry,
    FileSystemDirectoryHandle, FileSystemDirectoryReader, FileSystemEntry, FileSystemFileEntry,
    FileSystemFileHandle, FileSystemHandle, FileSystemHandleKind,
};

use super::measure::now_ms;
use super::{BrowserError, frame};
use crate::base::zip::ZipPart;

/// A file that the browser lets us read.
#[derive(Debug, Clone)]
pub struct PickedFile {
    /// Its path inside what was given, with `/` between folders; a lone file's name.
    pub path: String,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// The parts that an archive is read in; none where it is read whole.
    pub(super) parts: Vec<ZipPart>,
    file: File,
}

impl PickedFile {
    /// Wraps a file under the path it came with.
    pub fn new(path: String, file: File) -> Self {
        // A length is a whole number below 2^53.
        Self { path, size_bytes: file.size() as u64, parts: Vec::new(), file }
    }

    /// Reads all of it. The buffer can be moved to a worker.
    pub async fn read(&self) -> Result<ArrayBuffer, BrowserError> {
        let read = self.read_by(Blob::array_buffer).await?;
        all_of(read, self.size_bytes)
    }

    /// Reads bytes of it, with others before and after them. The buffer can be moved to a worker.
    pub(super) async fn read_between(
        &self,
        before: &[u8],
        place: &Range<u64>,
        after: &[u8],
    ) -> Result<ArrayBuffer, BrowserError> {
        let inner = self.file.slice_with_f64_and_f64(place.start as f64, place.end as f64);
        let [before_it, after_it] = [before, after].map(Uint8Array::from);
        let joined =
            inner.and_then(|inner| Blob::new_with_blob_sequence(&Array::of3(&before_it, &inner, &after_it)));
        let joined = joined.map_err(|thrown| BrowserError::from_thrown(&thrown))?;
        let read = JsFuture::from(joined.array_buffer()).await;
        let num_bytes = before.len() as u64 + (place.end - place.start) + after.len() as u64;
        all_of(read.map_err(|thrown| BrowserError::from_thrown(&thrown))?, num_bytes)
    }

    /// Reads all of it as text.
    pub async fn read_text(&self) -> Result<String, BrowserError> {
        let read = self.read_by(Blob::text).await?;
        Ok(read.as_string().unwrap_or_default())
    }

    async fn read_by(&self, begin: fn(&Blob) -> Promise) -> Result<JsValue, BrowserError> {
        let refused = match JsFuture::from(begin(&self.file)).await {
            Ok(read) => return Ok(read),
            Err(thrown) => BrowserError::from_thrown(&thrown),
        };
        // A slice is a plain Blob over the bytes as they are now; reading it works where reading a File does not.
        // Making one holds up the page while the browser asks the disk, so it is the second choice.
        let blob = self.file.slice().map_err(|thrown| BrowserError::from_thrown(&thrown))?;
        // Of a file that is gone a slice is empty, and reads as such.
        if blob.size() == 0.0 {
            return Err(refused);
        }
        JsFuture::from(begin(&blob)).await.map_err(|thrown| BrowserError::from_thrown(&thrown))
    }
}

/// What was read, if it is as much as there was.
fn all_of(read: JsValue, num_bytes: u64) -> Result<ArrayBuffer, BrowserError> {
    // One engine gives what it has of a file that goes away meanwhile, and calls that all.
    let read: ArrayBuffer = read.unchecked_into();
    let read_bytes = u64::from(read.byte_length());
    if read_bytes != num_bytes {
        let what = format!("it changed while it was read: it had {num_bytes} bytes, {read_bytes} came");
        return Err(BrowserError(what));
    }
    Ok(read)
}

/// A portion of what a drop or a paste contained.
#[derive(Debug, Default)]
pub struct Picked {
    /// The files, folders walked in depth-first order of their listing.
    pub files: Vec<PickedFile>,
    /// Paths that the browser would not open, with its reason.
    pub unreadable: Vec<(String, BrowserError)>,
}

impl Picked {
    /// Takes out the archives whose lists of members are to be read first.
    fn take_archives(&mut self) -> impl Iterator<Item = PickedFile> {
        self.files.extract_if(.., |file| file.may_have_parts())
    }

    fn add(&mut self, path: String, opened: Result<File, BrowserError>) {
        match opened {
            Ok(file) => self.files.push(PickedFile::new(path, file)),
            Err(error) => self.unreadable.push((path, error)),
        }
    }
}

/// The files of an input element; with a folder input the paths start with the folder's name.
pub fn files_of_list(list: &FileList) -> Vec<PickedFile> {
    (0..list.length()).filter_map(|index| list.get(index)).map(picked_with_own_path).collect()
}

/// What a person gave, before a look at any of it.
#[derive(Default)]
pub struct Offer(VecDeque<Given>);

/// For so long the page may be held up by naming files: asking for a file's length, which is on a disk, takes the
/// browser a while.
const PORTION_MS: f64 = 4.0;

impl Offer {
    /// One file under a name of its own.
    pub fn of_file(file: PickedFile) -> Self {
        Self(VecDeque::from([Given::Picked(file)]))
    }

    /// The files of an input element.
    pub fn of_list(list: &FileList) -> Self {
        Self((0..list.length()).filter_map(|index| list.get(index)).map(Given::File).collect())
    }

    /// The files of a drop or paste, folders included.
    ///
    /// The browser empties a `DataTransfer` when its event is over, so what is in it is taken now.
    pub fn of_transfer(transfer: &DataTransfer) -> Self {
        let items = transfer.items();
        Self(
            (0..items.length()).filter_map(|index| items.get(index)).filter_map(|item| take(&item)).collect(),
        )
    }

    /// Adds what another one holds.
    pub fn join(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names the files, folders walked, portion by portion: reading the first need not wait for the name of the last,
    /// nor the page for all of them. Archives that are read in parts come last: only they wait for their lists. A
    /// portion may be empty.
    pub async fn unpack(self, mut on_portion: impl FnMut(Picked)) {
        let Self(mut given) = self;
        let mut picked = Picked::default();
        let mut archives = Vec::new();
        let mut since = now_ms();
        while let Some(next) = given.pop_front() {
            walk(next, &mut given, &mut picked).await;
            if now_ms() - since > PORTION_MS {
                archives.extend(picked.take_archives());
                on_portion(std::mem::take(&mut picked));
                frame::yield_now().await;
                since = now_ms();
            }
        }
        archives.extend(picked.take_archives());
        on_portion(picked);
        for mut archive in archives {
            archive.find_parts().await;
            on_portion(Picked { files: vec![archive], ..Picked::default() });
        }
    }
}

/// A thing to be walked.
///
/// Every browser lists a dropped folder through entries, but Chromium refuses that to a page opened from disk; there it
/// lists the folder through handles, which it alone has.
enum Given {
    File(File),
    /// A file that has its path.
    Picked(PickedFile),
    Entry(FileSystemEntry),
    /// A dropped folder's handle, still to come; the entry names it if it never does.
    PromisedHandle(Promise, FileSystemEntry),
    /// A handle with its path.
    Handle(FileSystemHandle, String),
}

fn take(item: &DataTransferItem) -> Option<Given> {
    if item.kind() != "file" {
        return None;
    }
    let entry = item.webkit_get_as_entry().ok().flatten();
    match entry.filter(FileSystemEntry::is_directory) {
        Some(folder) => Some(match promised_handle(item).filter(|_| is_opened_from_disk()) {
            Some(promise) => Given::PromisedHandle(promise, folder),
            None => Given::Entry(folder),
        }),
        None => item.get_as_file().ok().flatten().map(Given::File),
    }
}

fn promised_handle(item: &DataTransferItem) -> Option<Promise> {
    // Not in the bindings: only some browsers have it.
    let method = Reflect::get(item, &JsValue::from_str("getAsFileSystemHandle")).ok()?;
    method.dyn_ref::<Function>()?.call0(item).ok()?.dyn_into().ok()
}

fn is_opened_from_disk() -> bool {
    web_sys::window()
        .and_then(|window| window.location().protocol().ok())
        .is_some_and(|protocol| protocol == "file:")
}

/// Names a file, or puts what a folder holds in front of what is still to be walked.
async fn walk(next: Given, given: &mut VecDeque<Given>, picked: &mut Picked) {
    let (path, found, stopped) = match next {
        Given::File(file) => {
            picked.files.push(picked_with_own_path(file));
            return;
        }
        Given::Picked(file) => {
            picked.files.push(file);
            return;
        }
        Given::Entry(entry) => {
            let path = entry.full_path().trim_start_matches('/').to_owned();
            if entry.is_file() {
                picked.add(path, open_entry(entry.unchecked_ref()).await);
                return;
            }
            let (found, stopped) = list_entries(entry.unchecked_ref()).await;
            (path, found, stopped)
        }
        Given::PromisedHandle(promise, entry) => match JsFuture::from(promise).await {
            Ok(handle) => {
                given.push_front(Given::Handle(handle.unchecked_into(), entry.name()));
                return;
            }
            Err(thrown) => (entry.name(), Vec::new(), Some(BrowserError::from_thrown(&thrown))),
        },
        Given::Handle(handle, path) => {
            if handle.kind() == FileSystemHandleKind::File {
                picked.add(path, open_handle(handle.unchecked_ref()).await);
                return;
            }
            let (found, stopped) = list_handles(handle.unchecked_ref(), &path).await;
            (path, found, stopped)
        }
    };
    for child in found.into_iter().rev() {
        given.push_front(child);
    }
    picked.unreadable.extend(stopped.map(|error| (path, error)));
}

fn picked_with_own_path(file: File) -> PickedFile {
    // Not in every binding of File: the path below the chosen folder, empty for a lone file.
    let inside =
        Reflect::get(&file, &JsValue::from_str("webkitRelativePath")).ok().and_then(|path| path.as_string());
    let path = inside.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name());
    PickedFile::new(path, file)
}

/// A listing comes in portions of at most a hundred; an empty one is the end. What was listed before an error is kept.
async fn list_entries(folder: &FileSystemDirectoryEntry) -> (Vec<Given>, Option<BrowserError>) {
    let reader = folder.create_reader();
    let mut found = Vec::new();
    loop {
        match next_portion(&reader).await {
            Ok(portion) if portion.length() == 0 => return (found, None),
            Ok(portion) => found.extend(portion.iter().map(|entry| Given::Entry(entry.unchecked_into()))),
            Err(error) => return (found, Some(error)),
        }
    }
}

/// What was listed before an error is kept.
async fn list_handles(folder: &FileSystemDirectoryHandle, path: &str) -> (Vec<Given>, Option<BrowserError>) {
    let listing: AsyncIterator = folder.values().unchecked_into();
    let mut found = Vec::new();
    loop {
        let turn = match listing.next() {
            Ok(promise) => JsFuture::from(Promise::from(JsValue::from(promise))).await,
            Err(thrown) => Err(thrown),
        };
        match turn.map(JsCast::unchecked_into::<IteratorNext>) {
            Ok(next) if next.done() => return (found, None),
            Ok(next) => {
                let handle: FileSystemHandle = next.value().unchecked_into();
                let inner = format!("{path}/{}", handle.name());
                found.push(Given::Handle(handle, inner));
            }
            Err(thrown) => return (found, Some(BrowserError::from_thrown(&thrown))),
        }
    }
}

async fn next_portion(reader: &FileSystemDirectoryReader) -> Result<Array, BrowserError> {
    settle(|resolve, reject| reader.read_entries_with_callback_and_callback(resolve, reject))
        .await
        .map(|portion| Array::from(&portion))
}

async fn open_handle(handle: &FileSystemFileHandle) -> Result<File, BrowserError> {
    let opened = JsFuture::from(Promise::from(JsValue::from(handle.get_file()))).await;
    opened.map(JsCast::unchecked_into).map_err(|thrown| BrowserError::from_thrown(&thrown))
}

async fn open_entry(entry: &FileSystemFileEntry) -> Result<File, BrowserError> {
    settle(|resolve, reject| {
        entry.file_with_callback_and_callback(resolve, reject);
        Ok(())
    })
    .await
    .map(JsCast::unchecked_into)
}

/// Awaits one of the old interfaces that take two callbacks.
async fn settle(
    start: impl FnOnce(&Function, &Function) -> Result<(), JsValue>,
) -> Result<JsValue, BrowserError> {
    let mut start = Some(start);
    let promise = Promise::new(&mut |resolve, reject| {
        if let Some(start) = start.take()
            && let Err(thrown) = start(&resolve, &reject)
        {
            reject.call1(&JsValue::UNDEFINED, &thrown).ok();
        }
    });
    JsFuture::from(promise).await.map_err(|thrown| BrowserError::from_thrown(&thrown))
}
