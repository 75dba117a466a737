//! The benchmark's logs: made up, the same bytes on every machine.
//!
//! An organization's trail over some accounts and Regions: sessions of a few dozen principals that last about an
//! hour, machines that poll, data events of S3, DynamoDB and Lambda, KMS calls beneath them, some errors. Records
//! have about 1.5 KB and compress to about an eighth, like real ones.
//!
//! **Invariant:** the bytes depend on the number of events and files alone.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::events;
use crate::project::{Failure, Outcome};
use crate::toolchain::scratch_dir;

/// Raised when the generator writes other bytes than before.
const EDITION: u32 = 1;

/// Level of gzip's own default, which CloudTrail's files look like as well.
const LEVEL: u32 = 6;

/// How large a corpus is to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub events: usize,
    pub files: usize,
}

/// A corpus on disk.
#[derive(Debug, Clone)]
pub struct Corpus {
    pub size: Size,
    pub paths: Vec<PathBuf>,
    pub gzip_bytes: u64,
    pub json_bytes: u64,
}

impl Corpus {
    /// Uncompressed bytes to compressed bytes.
    pub fn ratio(&self) -> f64 {
        self.json_bytes as f64 / self.gzip_bytes as f64
    }
}

/// Finds the corpus below the target folder, or writes it.
pub fn ensure(size: Size) -> Outcome<Corpus> {
    let folder = scratch_dir("bench")?.join(format!("corpus-{EDITION}-{}-{}", size.events, size.files));
    let marker = folder.join("complete");
    if !marker.is_file() {
        write_all(&folder, size)
            .map_err(Failure::while_doing(format!("cannot write {}", folder.display())))?;
        std::fs::write(&marker, "").map_err(Failure::while_doing("cannot mark the corpus as complete"))?;
    }
    measure(&folder, size).map_err(Failure::while_doing(format!("cannot read {}", folder.display())))
}

fn measure(folder: &Path, size: Size) -> std::io::Result<Corpus> {
    let mut corpus = Corpus { size, paths: Vec::new(), gzip_bytes: 0, json_bytes: 0 };
    for file in 0..size.files {
        let path = folder.join(file_name(file));
        let gzip = std::fs::read(&path)?;
        corpus.gzip_bytes += gzip.len() as u64;
        // Files of one member end with their own length.
        corpus.json_bytes += gzip.last_chunk::<4>().map_or(0, |len| u64::from(u32::from_le_bytes(*len)));
        corpus.paths.push(path);
    }
    Ok(corpus)
}

fn write_all(folder: &Path, size: Size) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers)
            .map(|worker| {
                scope.spawn(move || {
                    (worker..size.files).step_by(workers).try_for_each(|file| write_file(folder, size, file))
                })
            })
            .collect();
        running.into_iter().try_for_each(|thread| {
            thread.join().unwrap_or_else(|_| Err(std::io::Error::other("the generator panicked")))
        })
    })
}

fn write_file(folder: &Path, size: Size, file: usize) -> std::io::Result<()> {
    let (from, to) = (file * size.events / size.files, (file + 1) * size.events / size.files);
    let mut text = String::from("{\"Records\":[");
    for event in from..to {
        if event > from {
            text.push(',');
        }
        events::write(&mut text, file, event);
    }
    text.push_str("]}");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::new(LEVEL));
    encoder.write_all(text.as_bytes())?;
    std::fs::write(folder.join(file_name(file)), encoder.finish()?)
}

/// A trail's own form of a file name.
fn file_name(file: usize) -> String {
    let (account, region) = events::place(file);
    let mut name = format!("{account}_CloudTrail_{region}_");
    let minute = file * 5;
    let (day, hour, minute) = (17 + minute / 1_440, minute / 60 % 24, minute % 60);
    // Writing to a text cannot fail.
    let _ = write!(
        name,
        "202603{day:02}T{hour:02}{minute:02}Z_{:016x}.json.gz",
        (file as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    );
    name
}
