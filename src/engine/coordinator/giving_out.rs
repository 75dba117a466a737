//! Which worker gets which file next.
//!
//! **Invariant:** a file that was given is pending, or in flight with one worker, or done.
//! **Invariant:** a worker is given no file that it may have no room for.

use std::collections::{BTreeSet, HashMap};
use std::ops::RangeInclusive;

use super::super::protocol::GivenId;
use super::room::Need;

/// How many files, and bytes of them, a worker has at a time: enough that it never waits for the page to read the
/// next one, even while the first answers are drawn, and little enough that memory holds few files twice.
const IN_FLIGHT_FILES: RangeInclusive<usize> = 3..=24;
const IN_FLIGHT_BYTES: u64 = 16 << 20;

/// A file that so many workers have ended with is not given to another.
const MOST_DEATHS: u32 = 2;

/// The files that were given, and who has them.
pub(super) struct GivingOut {
    /// Path and size of every file, by [`GivenId`].
    files: Vec<(String, u64)>,
    /// Files that no worker has, by size; the last one is given out next.
    pending: Vec<GivenId>,
    workers: Vec<Reader>,
    /// How many workers have ended while reading a file.
    deaths: HashMap<GivenId, u32>,
}

/// What is known of a worker.
struct Reader {
    /// Whether it takes files.
    is_reading: bool,
    has_started: bool,
    /// The files that it has been given.
    flight: BTreeSet<GivenId>,
    memory_bytes: u64,
}

impl Reader {
    /// One that holds nothing yet. `is_reading` says whether it takes files.
    fn new(is_reading: bool) -> Self {
        Self { is_reading, has_started: false, flight: BTreeSet::new(), memory_bytes: 0 }
    }
}

/// What comes of a file whose turn it is.
pub(super) enum Turn {
    /// It is the worker's now.
    Read { given: GivenId, path: String },
    /// The worker, which holds so many bytes, has no room for it.
    NoRoom { given: GivenId, held: u64 },
}

impl GivingOut {
    pub(super) fn new(num_workers: usize) -> Self {
        Self {
            files: Vec::new(),
            pending: Vec::new(),
            workers: (0..num_workers).map(|_| Reader::new(true)).collect(),
            deaths: HashMap::new(),
        }
    }

    /// Takes a file, or a part of one, in; it is pending.
    pub(super) fn add(&mut self, path: String, size: u64) -> GivenId {
        let given = GivenId(self.files.len() as u32);
        self.pending.push(given);
        self.files.push((path, size));
        given
    }

    pub(super) fn add_again(&mut self, given: GivenId) {
        self.pending.push(given);
    }

    /// Path and size of a file.
    pub(super) fn file(&self, given: GivenId) -> (&str, u64) {
        self.files.get(given.0 as usize).map_or(("", 0), |(path, size)| (path, *size))
    }

    pub(super) fn num_workers(&self) -> usize {
        self.workers.len()
    }

    /// How many workers take files.
    pub(super) fn num_readers(&self) -> usize {
        self.workers.iter().filter(|worker| worker.is_reading).count()
    }

    /// Whether nothing is pending or in flight.
    pub(super) fn is_done(&self) -> bool {
        self.pending.is_empty() && self.workers.iter().all(|worker| worker.flight.is_empty())
    }

    /// The pending files, which are so no more, in the order that they were given.
    pub(super) fn take_pending(&mut self) -> Vec<GivenId> {
        let mut pending = std::mem::take(&mut self.pending);
        pending.sort_unstable();
        pending
    }

    /// Puts what is pending in order: largest last, so that it is taken first and the workers finish together;
    /// suspects after all.
    pub(super) fn sort(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        pending.sort_by_key(|&given| (!self.is_suspect(given), self.file(given).1, std::cmp::Reverse(given)));
        self.pending = pending;
    }

    /// Gives a worker its next file; nothing if it has enough.
    pub(super) fn next(&mut self, shard: usize) -> Option<Turn> {
        let most = self.most_in_flight();
        let is_suspect_next = self.pending.last().is_some_and(|&given| self.is_suspect(given));
        let worker = self.workers.get(shard).filter(|worker| worker.is_reading)?;
        let bytes: u64 = worker.flight.iter().map(|&given| self.file(given).1).sum();
        let is_full = worker.flight.len() >= most || bytes >= IN_FLIGHT_BYTES;
        // A suspect is read alone: if this worker ends too, it is known which file it was.
        let is_alone = is_suspect_next || worker.flight.iter().any(|&given| self.is_suspect(given));
        if !worker.flight.is_empty() && (is_full || is_alone) {
            return None;
        }
        // A worker's first file is a small one: its rows are on screen while the large ones load.
        let is_first =
            !worker.has_started && self.pending.first().is_some_and(|&given| !self.is_suspect(given));
        let at = if is_first { 0 } else { self.pending.len().checked_sub(1)? };
        let given = *self.pending.get(at)?;
        let (path, size) = self.file(given);
        let path = path.to_owned();
        if !self.has_room(worker, &path, size) {
            // When the files on their way are read it is known what they really take.
            let held = worker.flight.is_empty().then_some(worker.memory_bytes)?;
            self.pending.remove(at);
            return Some(Turn::NoRoom { given, held });
        }
        self.pending.remove(at);
        let worker = self.workers.get_mut(shard)?;
        worker.has_started = true;
        worker.flight.insert(given);
        Some(Turn::Read { given, path })
    }

    /// How many files a worker may have now: the fewer are left, the fewer, so that all workers end together.
    fn most_in_flight(&self) -> usize {
        (self.pending.len() / self.num_readers().max(1))
            .clamp(*IN_FLIGHT_FILES.start(), *IN_FLIGHT_FILES.end())
    }

    fn has_room(&self, worker: &Reader, path: &str, size: u64) -> bool {
        let on_the_way = worker.flight.iter().map(|&given| self.file(given));
        Need::of(path, size).fits(worker.memory_bytes, on_the_way.map(|(path, size)| Need::of(path, size)))
    }

    /// A worker has read a file.
    pub(super) fn read(&mut self, given: GivenId) {
        self.deaths.remove(&given);
    }

    /// Takes a file from a worker; whether it had it.
    pub(super) fn take_from(&mut self, shard: usize, given: GivenId) -> bool {
        self.workers.get_mut(shard).is_some_and(|worker| worker.flight.remove(&given))
    }

    /// The worker that has a file.
    pub(super) fn worker_of(&self, given: GivenId) -> Option<usize> {
        self.workers.iter().position(|worker| worker.flight.contains(&given))
    }

    /// A worker has ended; the files that it had. `is_replaced` says whether another takes its place.
    pub(super) fn end_worker(&mut self, shard: usize, is_replaced: bool) -> Vec<GivenId> {
        let Some(worker) = self.workers.get_mut(shard) else { return Vec::new() };
        let flight = std::mem::replace(worker, Reader::new(is_replaced)).flight;
        // One of these files may be to blame; which one, their next reading tells.
        for &given in &flight {
            *self.deaths.entry(given).or_default() += 1;
        }
        flight.into_iter().collect()
    }

    /// Whether workers enough have ended with this file.
    pub(super) fn is_hopeless(&self, given: GivenId) -> bool {
        self.deaths.get(&given).is_some_and(|&deaths| deaths >= MOST_DEATHS)
    }

    /// Whether a worker has ended while this file was under way.
    fn is_suspect(&self, given: GivenId) -> bool {
        self.deaths.contains_key(&given)
    }

    /// A worker says what it holds; what all hold together.
    pub(super) fn memory(&mut self, shard: usize, bytes: u64) -> u64 {
        if let Some(worker) = self.workers.get_mut(shard) {
            worker.memory_bytes = bytes;
        }
        self.workers.iter().map(|worker| worker.memory_bytes).sum()
    }
}
