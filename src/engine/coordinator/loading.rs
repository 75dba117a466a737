//! Which files are read by whom, and how far that is.

use std::collections::{BTreeMap, HashMap};

use super::super::protocol::{
    CoverageCell, Effect, FileRow, GivenId, LeafReport, LoadStatus, Phase, Request, Update,
};

/// How many files, and bytes of them, a worker has at a time: enough that it never waits for the
/// page to read the next one, and little enough that memory holds few files twice.
const IN_FLIGHT_FILES: usize = 8;
const IN_FLIGHT_BYTES: u64 = 16 << 20;

/// Files given, in flight and done.
pub(super) struct Loading {
    status: LoadStatus,
    /// Path and size of every given file, by [`GivenId`].
    given: Vec<(String, u64)>,
    /// Files that no worker has, by size; the last one is given out next.
    pending: Vec<GivenId>,
    /// Files that a worker has been given.
    in_flight: Vec<BTreeMap<GivenId, u64>>,
    leaves: Vec<FileRow>,
    number_of: HashMap<(u32, u32), u32>,
    /// Leaves that the screen has not been told of.
    changed: Vec<u32>,
    memory_bytes: Vec<u64>,
    waiting_for_seals: u16,
    is_sealing: bool,
    /// Whether a file was read that the sealing under way does not cover.
    has_unsealed: bool,
    has_started: Vec<bool>,
}

impl Loading {
    pub(super) fn new(num_shards: u16) -> Self {
        let shards = usize::from(num_shards);
        Self {
            status: LoadStatus::default(),
            given: Vec::new(),
            pending: Vec::new(),
            in_flight: vec![BTreeMap::new(); shards],
            leaves: Vec::new(),
            number_of: HashMap::new(),
            changed: Vec::new(),
            memory_bytes: vec![0; shards],
            waiting_for_seals: 0,
            is_sealing: false,
            has_unsealed: false,
            has_started: vec![false; shards],
        }
    }

    pub(super) fn add(&mut self, files: Vec<(String, u64)>) -> Vec<Effect> {
        if files.is_empty() {
            return Vec::new();
        }
        for (path, size) in files {
            self.pending.push(GivenId(self.given.len() as u32));
            self.status.bytes_total += size;
            self.status.given_total += 1;
            self.given.push((path, size));
        }
        // Largest last, so that it is taken first and the workers finish together.
        let given = &self.given;
        let size = |file: &GivenId| given.get(file.0 as usize).map_or(0, |(_, size)| *size);
        self.pending.sort_by_key(|file| (size(file), std::cmp::Reverse(*file)));
        self.status.phase = Phase::Loading;
        self.status.was_cancelled = false;
        let mut effects: Vec<Effect> = (0..self.in_flight.len()).flat_map(|shard| self.feed(shard)).collect();
        effects.extend(self.publish());
        effects
    }

    /// Gives a worker files until it has enough.
    fn feed(&mut self, shard: usize) -> Vec<Effect> {
        let mut effects = Vec::new();
        loop {
            let flight = &self.in_flight[shard];
            let bytes: u64 = flight.values().sum();
            if flight.len() >= IN_FLIGHT_FILES || (bytes >= IN_FLIGHT_BYTES && !flight.is_empty()) {
                return effects;
            }
            // A worker's first file is a small one: its rows are on screen while the large ones load.
            let next = if self.has_started[shard] || self.pending.is_empty() {
                self.pending.pop()
            } else {
                Some(self.pending.remove(0))
            };
            let Some(given) = next else { return effects };
            self.has_started[shard] = true;
            let (path, size) = self.given[given.0 as usize].clone();
            self.in_flight[shard].insert(given, size);
            let request = Request::Load { given, path };
            effects.push(Effect::Read { given, shard: shard as u16, request });
        }
    }

    /// Takes in the report of a leaf and gives it its number.
    pub(super) fn leaf(&mut self, report: LeafReport) -> u32 {
        let number = self.leaves.len() as u32;
        self.has_unsealed = true;
        self.status.files += 1;
        self.status.records += report.records;
        self.status.events += report.records;
        self.status.skipped += report.skipped;
        self.status.recovered += report.recovered;
        self.status.text_bytes += report.text_bytes;
        self.number_of.insert((report.given, report.member), number);
        self.leaves.push(FileRow { number, report, duplicates: 0 });
        self.changed.push(number);
        number
    }

    pub(super) fn loaded(&mut self, shard: u16, given: GivenId, memory_bytes: u64) -> Vec<Effect> {
        self.memory(shard, memory_bytes);
        self.finished(usize::from(shard), given)
    }

    pub(super) fn unreadable(&mut self, given: GivenId, why: &str) -> Vec<Effect> {
        let Some(shard) = self.in_flight.iter().position(|flight| flight.contains_key(&given)) else {
            return Vec::new();
        };
        self.not_read(given, "unreadable", "not readable", why.to_owned());
        self.finished(shard, given)
    }

    fn finished(&mut self, shard: usize, given: GivenId) -> Vec<Effect> {
        if self.in_flight[shard].remove(&given).is_some() {
            self.status.given_done += 1;
            self.status.bytes_done += self.size(given);
        }
        let mut effects = self.feed(shard);
        effects.extend(self.publish());
        effects
    }

    /// Names the files that are not read any more.
    pub(super) fn cancel(&mut self) -> Vec<Effect> {
        if self.status.phase != Phase::Loading {
            return Vec::new();
        }
        self.status.was_cancelled = true;
        let mut pending = std::mem::take(&mut self.pending);
        pending.sort_unstable();
        for given in pending {
            self.status.given_done += 1;
            self.status.bytes_done += self.size(given);
            self.not_read(given, "not-read", "not read", "loading was cancelled before this file".to_owned());
        }
        self.publish()
    }

    fn not_read(&mut self, given: GivenId, kind: &str, label: &str, reason: String) {
        let (path, size) = self.given[given.0 as usize].clone();
        self.leaf(LeafReport {
            given: given.0,
            path,
            kind: kind.to_owned(),
            kind_label: label.to_owned(),
            size_bytes: size,
            reasons: vec![reason],
            ..LeafReport::default()
        });
    }

    pub(super) fn memory(&mut self, shard: u16, bytes: u64) {
        if let Some(memory) = self.memory_bytes.get_mut(usize::from(shard)) {
            *memory = bytes;
        }
        self.status.memory_bytes = self.memory_bytes.iter().sum();
    }

    /// Whether every file is done and sealing begins now.
    pub(super) fn begin_sealing(&mut self) -> bool {
        let is_done = self.pending.is_empty() && self.in_flight.iter().all(BTreeMap::is_empty);
        if !is_done || self.is_sealing || self.status.phase != Phase::Loading {
            return false;
        }
        self.is_sealing = true;
        self.has_unsealed = false;
        self.waiting_for_seals = self.in_flight.len() as u16;
        true
    }

    /// Takes in that one worker has sealed; whether it was the last.
    pub(super) fn sealed(&mut self) -> bool {
        self.waiting_for_seals = self.waiting_for_seals.saturating_sub(1);
        self.waiting_for_seals == 0
    }

    /// Whether all files are read and settled.
    pub(super) fn is_ready(&self) -> bool {
        self.status.phase == Phase::Ready
    }

    /// Everything is settled, unless files were added meanwhile: then sealing comes again.
    pub(super) fn ready(&mut self) -> Vec<Effect> {
        self.is_sealing = false;
        if self.pending.is_empty() && self.in_flight.iter().all(BTreeMap::is_empty) && !self.has_unsealed {
            self.status.phase = Phase::Ready;
        }
        self.publish()
    }

    /// Sets the number of duplicates of every leaf that has some.
    pub(super) fn duplicates(&mut self, per_leaf: &HashMap<u32, u64>) -> Vec<Effect> {
        for row in &mut self.leaves {
            let duplicates = per_leaf.get(&row.number).copied().unwrap_or(0);
            if row.duplicates != duplicates {
                row.duplicates = duplicates;
                self.changed.push(row.number);
            }
        }
        self.status.duplicates = self.leaves.iter().map(|row| row.duplicates).sum();
        self.status.events = self.status.records - self.status.duplicates;
        self.publish()
    }

    /// Where a leaf stands in the order of dropping.
    pub(super) fn drop_order(&self, leaf: u32) -> (u32, u32) {
        self.leaves
            .get(leaf as usize)
            .map_or((u32::MAX, u32::MAX), |row| (row.report.given, row.report.member))
    }

    pub(super) fn number_of(&self, given: u32, member: u32) -> Option<u32> {
        self.number_of.get(&(given, member)).copied()
    }

    /// Merges the workers' cells and adds the log files that the files' names speak of.
    pub(super) fn coverage(&self, cells: Vec<CoverageCell>) -> Vec<CoverageCell> {
        let mut merged: BTreeMap<(String, String, i64), (u64, u64)> = BTreeMap::new();
        for cell in cells {
            merged.entry((cell.account, cell.region, cell.hour)).or_default().0 += cell.events;
        }
        for row in &self.leaves {
            let report = &row.report;
            if let (Some(account), Some(region), Some(hour)) = (&report.account, &report.region, report.hour)
            {
                merged.entry((account.clone(), region.clone(), hour)).or_default().1 += 1;
            }
        }
        merged
            .into_iter()
            .map(|((account, region, hour), (events, files))| CoverageCell {
                account,
                region,
                hour,
                events,
                files,
            })
            .collect()
    }

    fn size(&self, given: GivenId) -> u64 {
        self.given.get(given.0 as usize).map_or(0, |(_, size)| *size)
    }

    /// What the screen is to show now; files first, so that the counts never run ahead of the rows.
    fn publish(&mut self) -> Vec<Effect> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        let files: Vec<FileRow> =
            changed.into_iter().filter_map(|number| self.leaves.get(number as usize).cloned()).collect();
        let files = (!files.is_empty()).then_some(Update::Files(files));
        files.into_iter().chain([Update::Load(self.status.clone())]).map(Effect::Publish).collect()
    }
}
