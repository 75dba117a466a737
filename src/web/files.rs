//! Files as people give them: picked, dropped or pasted, alone or as folders.
//!
//! Flow: `FileList` or `DataTransfer` → [`PickedFile`]s with the path inside what was given → [`PickedFile::read`].
//! Which of them are worth reading is decided later, where it can be reported.
//!
//! **Invariant:** every file and folder given is either in the list or named as unreadable.
//! **Invariant:** bytes are read on the page's thread: one engine cannot read a dropped file inside a blob worker.

use std::collections::VecDeque;
use std::future::Future;

use js_sys::wasm_bindgen::{JsCast, JsValue};
use js_sys::{Array, ArrayBuffer, Promise, Reflect};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    DataTransfer, DataTransferItem, File, FileList, FileSystemDirectoryEntry, FileSystemDirectoryReader,
    FileSystemEntry, FileSystemFileEntry,
};

use super::BrowserError;

/// A file that the browser lets us read.
#[derive(Debug, Clone)]
pub struct PickedFile {
    /// Its path inside what was given, with `/` between folders; a lone file's name.
    pub path: String,
    /// Its length in bytes.
    pub size_bytes: u64,
    file: File,
}

impl PickedFile {
    /// Wraps a file under the path it came with.
    pub fn new(path: String, file: File) -> Self {
        // A length is a whole number below 2^53.
        Self { path, size_bytes: file.size() as u64, file }
    }

    /// Reads all of it. The buffer can be moved to a worker.
    pub async fn read(&self) -> Result<ArrayBuffer, BrowserError> {
        // A slice is a plain Blob over the same bytes; reading it works where reading a File does not.
        let blob = self.file.slice().map_err(|thrown| BrowserError::from_thrown(&thrown))?;
        let read = JsFuture::from(blob.array_buffer()).await;
        read.map(JsCast::unchecked_into).map_err(|thrown| BrowserError::from_thrown(&thrown))
    }
}

/// What a drop or a paste contained.
#[derive(Debug, Default)]
pub struct Picked {
    /// The files, folders walked in depth-first order of their listing.
    pub files: Vec<PickedFile>,
    /// Paths that the browser would not open, with its reason.
    pub unreadable: Vec<(String, BrowserError)>,
}

/// The files of an input element; with a folder input the paths start with the folder's name.
pub fn files_of_list(list: &FileList) -> Vec<PickedFile> {
    (0..list.length()).filter_map(|index| list.get(index)).map(picked_with_own_path).collect()
}

/// The files of a drop or paste, folders included.
///
/// The browser empties a `DataTransfer` when its event is over, so what is in it is taken now; the walk through folders
/// is the returned future.
pub fn files_of_transfer(transfer: &DataTransfer) -> impl Future<Output = Picked> + 'static {
    let items = transfer.items();
    let given: VecDeque<Given> = (0..items.length()).filter_map(|index| items.get(index)).filter_map(take).collect();
    walk(given)
}

/// A thing to be walked.
enum Given {
    File(File),
    Entry(FileSystemEntry),
}

/// An entry where the browser has one, else the bare file: a folder is seen only through its entry.
fn take(item: DataTransferItem) -> Option<Given> {
    if item.kind() != "file" {
        return None;
    }
    let entry = item.webkit_get_as_entry().ok().flatten().map(Given::Entry);
    entry.or_else(|| item.get_as_file().ok().flatten().map(Given::File))
}

async fn walk(mut given: VecDeque<Given>) -> Picked {
    let mut picked = Picked::default();
    while let Some(next) = given.pop_front() {
        let entry = match next {
            Given::File(file) => {
                picked.files.push(picked_with_own_path(file));
                continue;
            }
            Given::Entry(entry) => entry,
        };
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_directory() {
            let (found, stopped) = list_folder(entry.unchecked_ref::<FileSystemDirectoryEntry>()).await;
            for child in found.into_iter().rev() {
                given.push_front(Given::Entry(child));
            }
            picked.unreadable.extend(stopped.map(|error| (path, error)));
        } else {
            match open(entry.unchecked_ref::<FileSystemFileEntry>()).await {
                Ok(file) => picked.files.push(PickedFile::new(path, file)),
                Err(error) => picked.unreadable.push((path, error)),
            }
        }
    }
    picked
}

fn picked_with_own_path(file: File) -> PickedFile {
    // Not in every binding of File: the path below the chosen folder, empty for a lone file.
    let inside = Reflect::get(&file, &JsValue::from_str("webkitRelativePath")).ok().and_then(|path| path.as_string());
    let path = inside.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name());
    PickedFile::new(path, file)
}

/// A listing comes in portions of at most a hundred; an empty one is the end. What was listed before an error is kept.
async fn list_folder(folder: &FileSystemDirectoryEntry) -> (Vec<FileSystemEntry>, Option<BrowserError>) {
    let reader = folder.create_reader();
    let mut found = Vec::new();
    loop {
        match next_portion(&reader).await {
            Ok(portion) if portion.length() == 0 => return (found, None),
            Ok(portion) => found.extend(portion.iter().map(JsCast::unchecked_into::<FileSystemEntry>)),
            Err(error) => return (found, Some(error)),
        }
    }
}

async fn next_portion(reader: &FileSystemDirectoryReader) -> Result<Array, BrowserError> {
    settle(|resolve, reject| reader.read_entries_with_callback_and_callback(resolve, reject))
        .await
        .map(|portion| Array::from(&portion))
}

async fn open(entry: &FileSystemFileEntry) -> Result<File, BrowserError> {
    settle(|resolve, reject| {
        entry.file_with_callback_and_callback(resolve, reject);
        Ok(())
    })
    .await
    .map(JsCast::unchecked_into)
}

/// Awaits one of the old interfaces that take two callbacks.
async fn settle(
    start: impl FnOnce(&js_sys::Function, &js_sys::Function) -> Result<(), JsValue>,
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
