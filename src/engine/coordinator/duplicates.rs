//! Which records are duplicates of one that is kept.
//!
//! A record is a duplicate when another has the same non-empty event id and equal parsed JSON; the
//! earliest in drop order stays. A CSV summary is a duplicate of its full record, in either order.
//! The same id with other content stays and is marked. Ids come as 64-bit hashes with every file;
//! only where hashes repeat are ids and contents fetched, once all files are read, so the counts
//! depend neither on the number of workers nor on the order of loading.

use std::collections::{BTreeMap, HashMap, HashSet};

use hashbrown::HashTable;

use super::super::protocol::{RecordDigest, Request};

/// Every record with an id, by the hash of the id. Records are numbered as they come.
#[derive(Default)]
pub(super) struct Registry {
    ids: Ids,
    /// The first record of each hash. Split by the lowest bits of the hash: a table that grows is then a
    /// small one, and the page is never held up by it.
    tables: Vec<HashTable<First>>,
    /// All records of hashes that occur more than once.
    repeated: HashMap<u64, Vec<u32>>,
    /// Drop order of the leaves of candidates.
    order: HashMap<u32, (u32, u32)>,
    leaf_of: HashMap<(u16, u32), u32>,
    waiting: usize,
    digests: Vec<(u16, RecordDigest)>,
    waiting_to_settle: usize,
}

/// The first record of a hash, with the upper half of that hash: a table that grows asks for it again and again.
#[derive(Clone, Copy)]
struct First {
    record: u32,
    upper: u32,
}

/// The hashes of all ids: twelve bytes a record, which there may be millions of.
#[derive(Default)]
struct Ids {
    leaves: Vec<LeafIds>,
    num_records: u32,
}

/// Those of one leaf.
struct LeafIds {
    shard: u16,
    leaf: u32,
    /// The number of the first record.
    first: u32,
    rows: Box<[u32]>,
    hashes: Box<[u64]>,
}

#[derive(Clone, Copy)]
struct Holder {
    shard: u16,
    leaf: u32,
    row: u32,
}

impl Ids {
    /// Numbers the records of a leaf; the number of the first.
    fn push(&mut self, shard: u16, leaf: u32, ids: &[(u32, u64)]) -> u32 {
        let first = self.num_records;
        self.num_records += ids.len() as u32;
        let (rows, hashes): (Vec<u32>, Vec<u64>) = ids.iter().copied().unzip();
        self.leaves.push(LeafIds { shard, leaf, first, rows: rows.into(), hashes: hashes.into() });
        first
    }

    fn place(&self, record: u32) -> (&LeafIds, usize) {
        let after = self.leaves.partition_point(|leaf| leaf.first <= record);
        let leaf = &self.leaves[after - 1];
        (leaf, (record - leaf.first) as usize)
    }

    fn hash(&self, record: u32) -> u64 {
        let (leaf, at) = self.place(record);
        leaf.hashes[at]
    }

    fn holder(&self, record: u32) -> Holder {
        let (leaf, at) = self.place(record);
        Holder { shard: leaf.shard, leaf: leaf.leaf, row: leaf.rows[at] }
    }
}

impl First {
    fn new(record: u32, hash: u64) -> Self {
        Self { record, upper: (hash >> 32) as u32 }
    }

    /// What a table goes by, which is other bits where addresses have 32 of them: the upper half is the better mixed
    /// one, and the lowest bits have chosen the table.
    fn mixed(&self) -> u64 {
        u64::from(self.upper) << 32 | u64::from(self.upper)
    }
}

/// The number of tables that the registry is split into.
const NUM_TABLES: usize = 256;

/// What was decided.
#[derive(Default)]
pub(super) struct Verdict {
    pub(super) per_leaf: HashMap<u32, u64>,
    pub(super) per_shard: BTreeMap<u16, Request>,
}

impl Registry {
    /// Takes in the ids of a leaf.
    pub(super) fn add(&mut self, shard: u16, leaf: u32, ids: &[(u32, u64)]) {
        self.tables.resize_with(NUM_TABLES, HashTable::default);
        let records = self.ids.push(shard, leaf, ids)..;
        let known = &self.ids;
        for (&(_, hash), record) in ids.iter().zip(records) {
            let Some(table) = self.tables.get_mut(hash as usize % NUM_TABLES) else { continue };
            let new = First::new(record, hash);
            let is_same = |first: &First| first.upper == new.upper && known.hash(first.record) == hash;
            match table.find(new.mixed(), is_same) {
                None => {
                    table.insert_unique(new.mixed(), new, First::mixed);
                }
                Some(first) => {
                    self.repeated.entry(hash).or_insert_with(|| vec![first.record]).push(record);
                }
            }
        }
    }

    /// The requests that fetch ids and contents of everything that may be a duplicate.
    pub(super) fn candidates(&mut self, order: impl Fn(u32) -> (u32, u32)) -> Vec<(u16, Request)> {
        let mut by_shard: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
        self.leaf_of.clear();
        self.order.clear();
        for &record in self.repeated.values().flatten() {
            let holder = self.ids.holder(record);
            by_shard.entry(holder.shard).or_default().push(holder.row);
            self.leaf_of.insert((holder.shard, holder.row), holder.leaf);
            self.order.insert(holder.leaf, order(holder.leaf));
        }
        self.waiting = by_shard.len();
        self.digests.clear();
        by_shard.into_iter().map(|(shard, rows)| (shard, Request::Digests { rows })).collect()
    }

    /// Takes in a worker's digests; the verdict when it was the last.
    pub(super) fn digests(&mut self, shard: u16, records: Vec<RecordDigest>) -> Option<Verdict> {
        self.digests.extend(records.into_iter().map(|record| (shard, record)));
        self.waiting = self.waiting.checked_sub(1)?;
        (self.waiting == 0).then(|| self.decide())
    }

    /// Lets go of everything a worker held. A hash stays repeated even when one holder is left: its
    /// record may have been taken out as a duplicate, and comes back with the next verdict.
    pub(super) fn forget(&mut self, shard: u16) {
        let (ids, repeated) = (&self.ids, &mut self.repeated);
        repeated.retain(|_, records| {
            records.retain(|&record| ids.holder(record).shard != shard);
            !records.is_empty()
        });
        for table in &mut self.tables {
            table.retain(|first| {
                match repeated.get(&ids.hash(first.record)).and_then(|records| records.first()) {
                    Some(&record) => {
                        first.record = record;
                        true
                    }
                    None => ids.holder(first.record).shard != shard,
                }
            });
        }
        // Nothing has their numbers any more.
        for leaf in self.ids.leaves.iter_mut().filter(|leaf| leaf.shard == shard) {
            (leaf.rows, leaf.hashes) = (Box::default(), Box::default());
        }
        self.leaf_of.retain(|&(holder, _), _| holder != shard);
        self.digests.retain(|&(holder, _)| holder != shard);
    }

    fn decide(&mut self) -> Verdict {
        let mut by_id: HashMap<String, Vec<(u16, RecordDigest)>> = HashMap::new();
        for (shard, record) in std::mem::take(&mut self.digests) {
            by_id.entry(record.event_id.clone()).or_default().push((shard, record));
        }
        let mut duplicates: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
        let mut contested: BTreeMap<u16, Vec<u32>> = BTreeMap::new();
        let mut verdict = Verdict::default();
        for mut records in by_id.into_values() {
            records.sort_unstable_by_key(|(shard, record)| {
                let leaf = self.leaf_of.get(&(*shard, record.row)).copied().unwrap_or_default();
                (self.order.get(&leaf).copied(), record.row)
            });
            let has_full = records.iter().any(|(_, record)| !record.is_summary);
            let mut contents: HashSet<[u8; 32]> = HashSet::new();
            let mut kept = Vec::new();
            for (shard, record) in &records {
                let is_covered = record.is_summary && has_full;
                if is_covered || !contents.insert(record.digest) {
                    duplicates.entry(*shard).or_default().push(record.row);
                    if let Some(&leaf) = self.leaf_of.get(&(*shard, record.row)) {
                        *verdict.per_leaf.entry(leaf).or_default() += 1;
                    }
                } else {
                    kept.push((*shard, record.row));
                }
            }
            if kept.len() > 1 {
                for (shard, row) in kept {
                    contested.entry(shard).or_default().push(row);
                }
            }
        }
        let shards: HashSet<u16> = self.leaf_of.keys().map(|&(shard, _)| shard).collect();
        self.waiting_to_settle = shards.len();
        verdict.per_shard = shards
            .into_iter()
            .map(|shard| {
                let duplicates = duplicates.remove(&shard).unwrap_or_default();
                let contested = contested.remove(&shard).unwrap_or_default();
                (shard, Request::Settle { duplicates, contested })
            })
            .collect();
        verdict
    }

    /// Takes in that a worker has taken its duplicates out; whether it was the last.
    pub(super) fn settled(&mut self) -> bool {
        self.waiting_to_settle = self.waiting_to_settle.saturating_sub(1);
        self.waiting_to_settle == 0
    }
}
