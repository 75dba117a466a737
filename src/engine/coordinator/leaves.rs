//! The files of records that what was given comes apart into: what was told of each, who has its events, and which
//! are lost with their worker.
//!
//! **Invariant:** the totals are those of the rows.
//! **Invariant:** a leaf that was lost and is read again keeps its number.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::protocol::{CoverageCell, FileRow, GivenId, LeafReport, LoadStatus};

/// The kind of a leaf whose events are gone with their worker.
pub(super) const LOST_KIND: (&str, &str) = ("lost", "lost");

/// All leaves, by their numbers.
#[derive(Default)]
pub(super) struct Leaves {
    rows: Vec<FileRow>,
    /// Who holds the events of a leaf; `None` for those that nobody has read.
    holders: Vec<Option<usize>>,
    number_of: HashMap<(u32, u32), u32>,
    totals: Totals,
    /// What was given and is gone with its worker, with the leaves that say so.
    lost: BTreeMap<GivenId, BTreeSet<u32>>,
    /// Leaves that the screen has not been told of.
    changed: Vec<u32>,
}

#[derive(Default)]
struct Totals {
    records: u64,
    duplicates: u64,
    skipped: u64,
    recovered: u64,
    text_bytes: u64,
}

impl Leaves {
    /// Takes in what was told of a leaf, and who has its events; its number.
    pub(super) fn add(&mut self, holder: Option<usize>, report: LeafReport) -> u32 {
        self.totals.records += report.records;
        self.totals.skipped += report.skipped;
        self.totals.recovered += report.recovered;
        self.totals.text_bytes += report.text_bytes;
        let place = (report.given, report.member);
        let known = self.number_of.get(&place).copied();
        let lost = self.lost.get_mut(&GivenId(report.given));
        let number = match known.filter(|number| lost.is_some_and(|lost| lost.remove(number))) {
            Some(number) => number,
            None => {
                self.rows.push(FileRow::default());
                self.holders.push(None);
                self.rows.len() as u32 - 1
            }
        };
        self.number_of.insert(place, number);
        self.rows[number as usize] = FileRow { number, report, duplicates: 0 };
        self.holders[number as usize] = holder;
        self.changed.push(number);
        number
    }

    /// A worker has ended: takes the events of its leaves out of the totals.
    pub(super) fn lose_held_by(&mut self, shard: usize, why: &str) {
        for number in 0..self.rows.len() {
            if self.holders[number] == Some(shard) {
                self.lose(number as u32, format!("the worker that held these events has ended: {why}"));
            }
        }
    }

    fn lose(&mut self, number: u32, reason: String) {
        let row = &mut self.rows[number as usize];
        let (kind, label) = LOST_KIND;
        let empty = LeafReport {
            given: row.report.given,
            member: row.report.member,
            path: row.report.path.clone(),
            kind: kind.to_owned(),
            kind_label: label.to_owned(),
            size_bytes: row.report.size_bytes,
            reasons: vec![reason],
            ..LeafReport::default()
        };
        let report = std::mem::replace(&mut row.report, empty);
        let duplicates = std::mem::take(&mut row.duplicates);
        self.holders[number as usize] = None;
        self.totals.records -= report.records;
        self.totals.duplicates -= duplicates;
        self.totals.skipped -= report.skipped;
        self.totals.recovered -= report.recovered;
        self.totals.text_bytes -= report.text_bytes;
        self.mark_lost(GivenId(report.given), number);
        self.changed.push(number);
    }

    /// The leaf stands for something that is lost.
    pub(super) fn mark_lost(&mut self, given: GivenId, number: u32) {
        self.lost.entry(given).or_default().insert(number);
    }

    /// Ends the hope for what is still lost of something that has been read again; whether there was any.
    pub(super) fn settle_lost(&mut self, given: GivenId, reason: &str) -> bool {
        let Some(leaves) = self.lost.remove(&given) else { return false };
        for &number in &leaves {
            if let Some(row) = self.rows.get_mut(number as usize) {
                row.report.reasons.push(reason.to_owned());
                self.changed.push(number);
            }
        }
        !leaves.is_empty()
    }

    pub(super) fn is_lost(&self, given: GivenId) -> bool {
        self.lost.contains_key(&given)
    }

    /// What was given and is lost, in order.
    pub(super) fn lost(&self) -> impl Iterator<Item = GivenId> {
        self.lost.keys().copied()
    }

    /// Sets the number of duplicates of every leaf.
    pub(super) fn set_duplicates(&mut self, per_leaf: &HashMap<u32, u64>) {
        for row in &mut self.rows {
            let duplicates = per_leaf.get(&row.number).copied().unwrap_or(0);
            if row.duplicates != duplicates {
                row.duplicates = duplicates;
                self.changed.push(row.number);
            }
        }
        self.totals.duplicates = self.rows.iter().map(|row| row.duplicates).sum();
    }

    /// Where a leaf stands in the order of dropping.
    pub(super) fn drop_order(&self, leaf: u32) -> (u32, u32) {
        self.rows.get(leaf as usize).map_or((u32::MAX, u32::MAX), |row| (row.report.given, row.report.member))
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
        for row in &self.rows {
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

    /// Says the totals.
    pub(super) fn tell(&self, status: &mut LoadStatus) {
        let Totals { records, duplicates, skipped, recovered, text_bytes } = self.totals;
        status.files = self.rows.len() as u64;
        (status.records, status.duplicates, status.events) = (records, duplicates, records - duplicates);
        (status.skipped, status.recovered, status.text_bytes) = (skipped, recovered, text_bytes);
    }

    /// The rows that have changed since they were last taken.
    pub(super) fn take_changed(&mut self) -> Vec<FileRow> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        changed.into_iter().filter_map(|number| self.rows.get(number as usize).cloned()).collect()
    }
}
