//! Matching events on their way to a file: counts of all workers, and their sorted runs merged.
//!
//! ```text
//! batches of each worker, in its order ─merge by sort key→ one order ─→ parts of the file
//! ```
//!
//! A record is written once every worker that has more has shown its next one: then the smallest is
//! known. A batch that is used up earns its worker the next.
//!
//! **Invariant:** the file depends neither on the number of workers nor on who answers first.
//! **Invariant:** a file is called whole only when it holds as many records as were counted.

use std::cmp::Ordering;
use std::collections::VecDeque;

use super::super::export;
use super::super::protocol::{
    Effect, ExportBatch, ExportChoice, ExportForm, ExportNews, ExportOrder, ExportTally, Request, SortKey,
    Update,
};
use super::super::shard::order;
use super::to_all;

/// The one export that is under way, if any.
pub(super) struct Export {
    num_shards: u16,
    /// Numbers the snapshots; answers about an earlier one are dropped.
    run: u32,
    order: Option<ExportOrder>,
    tally: ExportTally,
    /// Workers that have not looked at all of their snapshot yet.
    surveying: u16,
    merge: Option<Merge>,
}

/// The workers' runs, as far as they have come.
struct Merge {
    form: ExportForm,
    descending: bool,
    runs: Vec<Run>,
    expected: u64,
    written: u64,
    unreadable: u64,
}

/// What one worker has sent and is not written yet.
#[derive(Default)]
struct Run {
    batches: VecDeque<ExportBatch>,
    /// The next record of the first batch.
    at: usize,
    has_ended: bool,
}

impl Export {
    pub(super) fn new(num_shards: u16) -> Self {
        Self { num_shards, run: 0, order: None, tally: ExportTally::default(), surveying: 0, merge: None }
    }

    /// Has every worker take a snapshot and look at it.
    pub(super) fn begin(&mut self, order: ExportOrder) -> Vec<Effect> {
        self.run += 1;
        self.tally = ExportTally::default();
        self.surveying = self.num_shards;
        self.merge = None;
        let request = Request::BeginExport { run: self.run, order: order.clone() };
        self.order = Some(order);
        to_all(self.num_shards, &request)
    }

    pub(super) fn surveyed(&mut self, run: u32, part: ExportTally, is_whole: bool) -> Vec<Effect> {
        if run != self.run || self.surveying == 0 {
            return Vec::new();
        }
        self.tally.add(part);
        self.surveying -= u16::from(is_whole);
        vec![news(ExportNews::Surveyed { tally: self.tally, is_whole: self.surveying == 0 })]
    }

    /// Has the snapshot written.
    pub(super) fn write(&mut self, choice: ExportChoice) -> Vec<Effect> {
        let Some(order) = self.order.as_ref().filter(|_| self.surveying == 0 && self.merge.is_none()) else {
            return Vec::new();
        };
        let left_out = if choice.leaves_out_summaries { self.tally.summaries } else { 0 };
        self.merge = Some(Merge {
            form: order.form,
            descending: order.sort.descending,
            runs: (0..self.num_shards).map(|_| Run::default()).collect(),
            expected: self.tally.rows.saturating_sub(left_out),
            written: 0,
            unreadable: 0,
        });
        let opening = export::opening(order.form, &order.columns);
        let mut effects = vec![news(ExportNews::Part { text: opening, rows: 0 })];
        effects.extend(to_all(self.num_shards, &Request::WriteExport { run: self.run, choice }));
        effects
    }

    /// Takes in a worker's next records.
    pub(super) fn batch(&mut self, shard: u16, run: u32, batch: ExportBatch) -> Vec<Effect> {
        let Some(merge) = self.merge.as_mut().filter(|_| run == self.run) else { return Vec::new() };
        merge.add(shard, batch);
        let mut text = String::new();
        let used_up = merge.write(&mut text);
        let mut effects: Vec<Effect> = used_up
            .into_iter()
            .map(|shard| Effect::Send { shard, request: Request::ExportMore { run } })
            .collect();
        if merge.has_ended() {
            text.push_str(export::closing(merge.form, merge.written == 0));
        }
        if !text.is_empty() {
            effects.push(news(ExportNews::Part { text, rows: merge.written }));
        }
        if merge.has_ended() {
            effects.extend(self.end());
        }
        effects
    }

    /// Ends what is under way; nothing of it is heard again.
    pub(super) fn cancel(&mut self) -> Vec<Effect> {
        let request = Request::EndExport { run: self.run };
        self.run += 1;
        self.surveying = 0;
        (self.order, self.merge) = (None, None);
        to_all(self.num_shards, &request)
    }

    /// Ends what is under way with the reason; without anything under way nothing happens.
    pub(super) fn abandon(&mut self, why: String) -> Vec<Effect> {
        if self.order.is_none() {
            return Vec::new();
        }
        let mut effects = self.cancel();
        effects.push(news(ExportNews::Broken { why }));
        effects
    }

    fn end(&mut self) -> Vec<Effect> {
        let Some(Merge { written: rows, unreadable, expected, .. }) = self.merge.take() else {
            return Vec::new();
        };
        if rows + unreadable != expected {
            return self.abandon(format!("{rows} of {expected} events came, so the file is not whole"));
        }
        let mut effects = self.cancel();
        effects.push(news(ExportNews::Written { rows, unreadable }));
        effects
    }
}

impl Merge {
    fn add(&mut self, shard: u16, batch: ExportBatch) {
        self.unreadable += batch.unreadable;
        let Some(run) = self.runs.get_mut(usize::from(shard)) else { return };
        run.has_ended |= batch.is_last;
        run.batches.push_back(batch);
    }

    fn has_ended(&self) -> bool {
        self.runs.iter().all(|run| run.has_ended && run.batches.is_empty())
    }

    /// Writes every record whose place is known. Gives the workers that may send another batch.
    fn write(&mut self, text: &mut String) -> Vec<u16> {
        let mut used_up = Vec::new();
        loop {
            for (shard, run) in self.runs.iter_mut().enumerate() {
                while run.batches.front().is_some_and(|batch| run.at >= batch.keys.len()) {
                    run.batches.pop_front();
                    run.at = 0;
                    if !run.has_ended {
                        used_up.push(shard as u16);
                    }
                }
            }
            if self.runs.iter().any(|run| run.batches.is_empty() && !run.has_ended) {
                return used_up;
            }
            let Some((first, limit)) = self.first_two() else { return used_up };
            let limit = limit.cloned();
            self.write_run(first, limit.as_ref(), text);
        }
    }

    /// The worker whose next record comes first, and the next record of any other.
    fn first_two(&self) -> Option<(usize, Option<&SortKey>)> {
        let mut heads: Vec<(usize, &SortKey)> = self
            .runs
            .iter()
            .enumerate()
            .filter_map(|(shard, run)| Some((shard, run.batches.front()?.keys.get(run.at)?)))
            .collect();
        heads.sort_unstable_by(|(_, a), (_, b)| order::compare(a, b, self.descending));
        let mut heads = heads.into_iter();
        Some((heads.next()?.0, heads.next().map(|(_, key)| key)))
    }

    /// Writes the records of a worker's first batch that come before `limit`.
    fn write_run(&mut self, shard: usize, limit: Option<&SortKey>, text: &mut String) {
        let (form, descending) = (self.form, self.descending);
        let Some(run) = self.runs.get_mut(shard) else { return };
        let Some(batch) = run.batches.front() else { return };
        let comes_first = |key: &SortKey| match limit {
            Some(limit) => order::compare(key, limit, descending) == Ordering::Less,
            None => true,
        };
        let rest = batch.keys.get(run.at..).unwrap_or_default();
        // At least one: no other worker's next record comes before this one.
        let end = run.at + rest.partition_point(comes_first).max(1).min(rest.len());
        for at in run.at..end {
            let from =
                at.checked_sub(1).and_then(|before| batch.ends.get(before)).map_or(0, |&end| end as usize);
            let to = batch.ends.get(at).map_or(from, |&end| end as usize);
            text.push_str(export::lead(form, self.written == 0));
            text.push_str(batch.text.get(from..to).unwrap_or_default());
            self.written += 1;
        }
        run.at = end;
    }
}

fn news(news: ExportNews) -> Effect {
    Effect::Publish(Update::Export(news))
}
