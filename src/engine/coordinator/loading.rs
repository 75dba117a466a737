//! How far the reading of the files is, and what is to be read next.

use std::collections::{BTreeSet, HashMap};

use super::super::WORKER_BYTES;
use super::super::protocol::{Effect, GivenFile, GivenId, LeafReport, LoadStatus, Phase, Request, Update};
use super::giving_out::{GivingOut, Turn};
use super::leaves::{LOST_KIND, Leaves};
use super::parts::Parts;

/// Why a file was not read.
const CANCELLED: &str = "loading was cancelled before this file";

/// Files given, in flight and done.
pub(super) struct Loading {
    status: LoadStatus,
    out: GivingOut,
    parts: Parts,
    /// Drops whose files are still being named, and whether what comes of them is not wanted any more.
    num_adding: u32,
    is_cancelled: bool,
    leaves: Leaves,
    /// What was lost with its worker and is on its way again.
    again: BTreeSet<GivenId>,
    waiting_for_seals: u16,
    is_sealing: bool,
    /// Whether a file was read that the sealing under way does not cover.
    has_unsealed: bool,
}

impl Loading {
    pub(super) fn new(num_shards: u16) -> Self {
        Self {
            status: LoadStatus::default(),
            out: GivingOut::new(usize::from(num_shards)),
            parts: Parts::default(),
            num_adding: 0,
            is_cancelled: false,
            leaves: Leaves::default(),
            again: BTreeSet::new(),
            waiting_for_seals: 0,
            is_sealing: false,
            has_unsealed: false,
        }
    }

    /// The files of a drop will be named in portions.
    pub(super) fn begin_adding(&mut self) {
        self.num_adding += 1;
    }

    pub(super) fn end_adding(&mut self) {
        self.num_adding = self.num_adding.saturating_sub(1);
        self.is_cancelled &= self.num_adding > 0;
    }

    pub(super) fn add(&mut self, files: Vec<GivenFile>) -> Vec<Effect> {
        if files.is_empty() {
            return Vec::new();
        }
        for file in files {
            self.status.bytes_total += file.size_bytes;
            self.status.given_total += 1;
            self.give(file);
        }
        if self.is_cancelled {
            self.drop_pending(CANCELLED);
            return self.publish();
        }
        self.begin()
    }

    fn give(&mut self, GivenFile { path, size_bytes, parts }: GivenFile) {
        let [_, others @ ..] = parts.as_slice() else {
            self.out.add(path, size_bytes);
            return;
        };
        // What belongs to no part, such as the list of members, is counted with the first.
        let rest = size_bytes.saturating_sub(others.iter().map(|part| part.size_bytes).sum());
        let given = self.out.add(path.clone(), rest);
        for part in others {
            self.out.add(path.clone(), part.size_bytes);
        }
        self.parts.add(given, &parts);
    }

    /// Gives out what is pending.
    fn begin(&mut self) -> Vec<Effect> {
        self.out.sort();
        self.status.phase = Phase::Loading;
        self.status.was_cancelled = false;
        let mut effects = self.feed_all();
        self.give_up_without_readers();
        effects.extend(self.publish());
        effects
    }

    /// Gives all workers files until they have enough: one each in turn, so that a few files keep all of them busy.
    fn feed_all(&mut self) -> Vec<Effect> {
        let mut effects = Vec::new();
        loop {
            let given = effects.len();
            for shard in 0..self.out.num_workers() {
                effects.extend(self.feed_one(shard));
            }
            if effects.len() == given {
                return effects;
            }
        }
    }

    /// Gives a worker files until it has enough.
    fn feed(&mut self, shard: usize) -> Vec<Effect> {
        std::iter::from_fn(|| self.feed_one(shard)).collect()
    }

    fn feed_one(&mut self, shard: usize) -> Option<Effect> {
        loop {
            match self.out.next(shard)? {
                Turn::Read { given, path } => {
                    let request = Request::Load { given, path };
                    return Some(Effect::Read { given, shard: shard as u16, request });
                }
                Turn::NoRoom { given, held } => self.refuse(given, held),
            }
        }
    }

    /// Names a file that is too large for what a worker has left.
    fn refuse(&mut self, given: GivenId, held: u64) {
        self.done(given);
        if self.leaves.settle_lost(given, "there is no room left to read it again") {
            return;
        }
        let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
        let reason = format!(
            "it has {} MB, and {} of the {} MB that a worker of this tab may hold are taken; smaller files may still fit, and so may this one alone or unpacked",
            megabytes(self.size(given)),
            megabytes(held),
            megabytes(WORKER_BYTES),
        );
        self.not_read(given, ("no-room", "no room"), reason);
    }

    /// Takes in the report of a leaf that a worker has read, and gives it its number.
    pub(super) fn leaf(&mut self, shard: u16, report: LeafReport) -> u32 {
        self.add_leaf(Some(usize::from(shard)), report)
    }

    fn add_leaf(&mut self, holder: Option<usize>, report: LeafReport) -> u32 {
        self.has_unsealed = true;
        self.leaves.add(holder, report)
    }

    pub(super) fn loaded(&mut self, shard: u16, given: GivenId, memory_bytes: u64) -> Vec<Effect> {
        self.memory(shard, memory_bytes);
        self.out.read(given);
        self.finished(usize::from(shard), given)
    }

    pub(super) fn unreadable(&mut self, given: GivenId, why: &str) -> Vec<Effect> {
        let Some(shard) = self.out.worker_of(given) else { return Vec::new() };
        if !self.leaves.settle_lost(given, &format!("it could not be read again: {why}")) {
            self.not_read(given, ("unreadable", "not readable"), why.to_owned());
        }
        self.finished(shard, given)
    }

    fn finished(&mut self, shard: usize, given: GivenId) -> Vec<Effect> {
        if self.out.take_from(shard, given) {
            self.done(given);
            self.leaves.settle_lost(given, "it was no longer there when the archive was read again");
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
        self.is_cancelled = self.num_adding > 0;
        self.drop_pending(CANCELLED);
        self.publish()
    }

    /// Names the files whose events were with a worker that has ended. `is_replaced` says whether
    /// another takes its place.
    pub(super) fn lost(&mut self, shard: u16, why: &str, is_replaced: bool) -> Vec<Effect> {
        let flight = self.out.end_worker(usize::from(shard), is_replaced);
        self.memory(shard, 0);
        let shard = usize::from(shard);
        self.leaves.lose_held_by(shard, why);
        for given in flight {
            self.done(given);
            if !self.leaves.is_lost(given) {
                let reason = format!("the worker that was to read this file has ended: {why}");
                let number = self.not_read(given, LOST_KIND, reason);
                self.leaves.mark_lost(given, number);
            }
            if self.out.is_hopeless(given) {
                self.leaves.settle_lost(
                    given,
                    "a second worker has ended while reading it, so it is left alone now",
                );
            }
        }
        if self.status.phase != Phase::Empty {
            self.has_unsealed = true;
            self.status.phase = Phase::Loading;
        }
        let mut effects = self.feed(shard);
        self.give_up_without_readers();
        effects.extend(self.publish());
        effects
    }

    /// Reads the files again whose events are gone.
    pub(super) fn read_again(&mut self) -> Vec<Effect> {
        let again: Vec<GivenId> = self.to_read_again().collect();
        if again.is_empty() {
            return Vec::new();
        }
        for given in again {
            self.status.given_done -= u64::from(self.parts.again(given));
            self.status.bytes_done -= self.size(given);
            self.again.insert(given);
            self.out.add_again(given);
        }
        self.begin()
    }

    /// Lost files that are not on their way again.
    fn to_read_again(&self) -> impl Iterator<Item = GivenId> {
        self.leaves.lost().filter(|given| !self.again.contains(given))
    }

    /// Names the files that nobody is left to read.
    fn give_up_without_readers(&mut self) {
        if self.out.num_readers() == 0 {
            self.drop_pending("no worker is left to read this file");
        }
    }

    /// Names the files that wait, in their order: they are not read any more.
    fn drop_pending(&mut self, reason: &str) {
        for given in self.out.take_pending() {
            self.done(given);
            // A file that was lost before says so already.
            if !self.leaves.is_lost(given) {
                self.not_read(given, ("not-read", "not read"), reason.to_owned());
            }
        }
    }

    fn done(&mut self, given: GivenId) {
        self.again.remove(&given);
        self.status.given_done += u64::from(self.parts.done(given));
        self.status.bytes_done += self.size(given);
    }

    fn not_read(&mut self, given: GivenId, (kind, label): (&str, &str), reason: String) -> u32 {
        let (path, size) = self.out.file(given);
        let path = match self.parts.label(given) {
            Some(label) => format!("{path} ({label})"),
            None => path.to_owned(),
        };
        self.add_leaf(
            None,
            LeafReport {
                given: given.0,
                path,
                kind: kind.to_owned(),
                kind_label: label.to_owned(),
                size_bytes: size,
                reasons: vec![reason],
                ..LeafReport::default()
            },
        )
    }

    pub(super) fn memory(&mut self, shard: u16, bytes: u64) {
        self.status.memory_bytes = self.out.memory(usize::from(shard), bytes);
    }

    fn is_done(&self) -> bool {
        self.num_adding == 0 && self.out.is_done()
    }

    /// Whether every file is done and sealing begins now.
    pub(super) fn begin_sealing(&mut self) -> bool {
        if !self.is_done() || self.is_sealing || self.status.phase != Phase::Loading {
            return false;
        }
        self.is_sealing = true;
        self.has_unsealed = false;
        self.waiting_for_seals = self.out.num_workers() as u16;
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
        if self.is_done() && !self.has_unsealed {
            self.status.phase = Phase::Ready;
        }
        self.publish()
    }

    /// Sets the number of duplicates of every leaf that has some.
    pub(super) fn duplicates(&mut self, per_leaf: &HashMap<u32, u64>) -> Vec<Effect> {
        self.leaves.set_duplicates(per_leaf);
        self.publish()
    }

    /// The files that what was given came apart into.
    pub(super) fn leaves(&self) -> &Leaves {
        &self.leaves
    }

    fn size(&self, given: GivenId) -> u64 {
        self.out.file(given).1
    }

    /// What the screen is to show now; files first, so that the counts never run ahead of the rows.
    fn publish(&mut self) -> Vec<Effect> {
        let files = self.leaves.take_changed();
        self.leaves.tell(&mut self.status);
        let files = (!files.is_empty()).then_some(Update::Files(files));
        let lost: BTreeSet<GivenId> = self.to_read_again().map(|given| self.parts.file_of(given)).collect();
        self.status.lost = lost.len() as u64;
        files.into_iter().chain([Update::Load(self.status.clone())]).map(Effect::Publish).collect()
    }
}
