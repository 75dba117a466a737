//! Questions about the loaded events.

use std::collections::HashMap;

use super::super::protocol::{CoverageCell, QueryId, Request, Response, Series, TimeScale};
use super::hashing::Hashing;
use super::loading::HOUR_MILLIS;
use super::{Running, Selection, Shard};
use crate::aggregate::histogram::{self, Histogram, Scale, Split};
use crate::base::bitmap::Bitmap;
use crate::query::bind::{VERDICT_FIELD, bind};
use crate::query::exec::{Matcher, Pass, Source};
use crate::query::parse;
use crate::record::field::FieldId;
use crate::record::path;
use crate::segment::{Column, RowId, TimeColumn};

impl Shard {
    pub(super) fn answer(&mut self, question: Request) -> Vec<Response> {
        if self.waits_for_order(&question) {
            return Vec::new();
        }
        match question {
            Request::Query { id, text } => {
                let matcher = Matcher::new(&bind(&parse(&text).expr));
                self.complete_verdicts();
                self.run(Running { id, matcher, sets: Vec::new(), pass: None })
            }
            Request::Facets { id, run, fields } => self.facets(id, run, fields),
            Request::Timeline { id, scale, series } => self.timeline(id, scale, series),
            Request::Groups { id, run, fields } => self.groups(id, run, fields),
            Request::MoreGroups { run } => self.more_groups(run),
            Request::Indicators { run, list } => self.indicators(run, &list),
            Request::SharedIds { id, run } => self.shared_ids(id, run),
            Request::Copies { id, run, sort, hashes } => self.copies(id, run, &sort, &hashes),
            Request::Fold { id, sort, hidden } => {
                self.fold(id, sort, &hidden);
                Vec::new()
            }
            Request::Fences { id, order } => self.fences(id, order),
            Request::Rows { id, order, pivot, limit, columns } => {
                self.page(id, order, pivot.as_ref(), limit, &columns)
            }
            Request::KeyOf { id, order, row } => self.key_of(id, order, row),
            Request::Rank { id, order, key } => self.rank(id, order, &key),
            Request::Digests { rows } => self.digests(&rows),
            Request::Settle { duplicates, contested } => self.settle(&duplicates, &contested),
            Request::Record { row } => self.record_text(row).map(Response::Record).into_iter().collect(),
            Request::Find { event_id } => self.find(event_id),
            Request::Judge { run, first, second } => self.judge(run, first.as_deref(), second.as_deref()),
            Request::Simulation { id, run } => self.simulation(id, run),
            Request::Explain { row } => self.explained(row),
            Request::Coverage => self.coverage(),
            Request::FileHashes => {
                self.hashing = Some(Hashing::default());
                Vec::new()
            }
            // These have queues of their own.
            Request::Load { .. }
            | Request::Seal
            | Request::Values { .. }
            | Request::Count { .. }
            | Request::Paths { .. }
            | Request::Rehearse
            | Request::BeginExport { .. }
            | Request::WriteExport { .. }
            | Request::ExportMore { .. }
            | Request::EndExport { .. }
            | Request::Records { .. }
            | Request::ForgetRecords { .. } => Vec::new(),
        }
    }

    /// Does one segment of a query, or a part of one where records have to be read.
    pub(super) fn run(&mut self, mut running: Running) -> Vec<Response> {
        let segment = running.sets.len();
        let pass = running.pass.take().or_else(|| self.pass_over(&mut running.matcher, segment));
        if let Some(mut pass) = pass {
            if pass.step(&self.store) {
                running.pass = Some(pass);
                self.running = Some(running);
                return Vec::new();
            }
            running.sets.push(pass.finish());
            if running.sets.len() < self.segments.len() {
                self.running = Some(running);
                return Vec::new();
            }
        }
        let Running { id, sets, .. } = running;
        let matches = sets.iter().map(|set| set.count() as u64).sum();
        let extents =
            self.segments.iter().zip(&sets).map(|(sealed, set)| histogram::extent(&sealed.segment, set));
        let extent = extents.fold(None, histogram::join_extents);
        self.selection = Some(Selection { id, sets, order: None, shared: None, folded: None });
        vec![Response::Matches { id, matches, total: self.live_rows(), extent }]
    }

    /// The live rows of a segment that match; `None` past the last segment.
    pub(super) fn rows_of_segment(&self, matcher: &mut Matcher, segment: usize) -> Option<Bitmap> {
        let mut pass = self.pass_over(matcher, segment)?;
        while pass.step(&self.store) {}
        Some(pass.finish())
    }

    /// The way of a filter over a segment, to be gone step by step; `None` past the last segment.
    pub(super) fn pass_over(&self, matcher: &mut Matcher, segment: usize) -> Option<Pass> {
        let sealed = self.segments.get(segment)?;
        Some(matcher.begin(&Source {
            segment: &sealed.segment,
            dictionaries: &self.dictionaries,
            store: &self.store,
            live: Some(&sealed.live),
            verdicts: self.verdicts_of(segment),
        }))
    }

    /// The values of a row under any path: from its column, else from its record.
    pub(super) fn path_values(&self, row: u32, name: &str) -> Vec<String> {
        if name.eq_ignore_ascii_case(VERDICT_FIELD) {
            return self.verdict_words(row).iter().map(|word| (*word).to_owned()).collect();
        }
        match FieldId::from_name(name) {
            Some(field) => self.field_values(row, field),
            None => self.with_record(row, |record| path::values(record, name)).unwrap_or_default(),
        }
    }

    fn timeline(&self, id: QueryId, scale: TimeScale, series: Series) -> Vec<Response> {
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == id) else {
            return Vec::new();
        };
        let split = split_of(series);
        let buckets = Scale { from: scale.from, width: scale.width, num_buckets: scale.buckets as usize };
        let mut histogram = Histogram::empty(buckets, split);
        for (sealed, set) in self.segments.iter().zip(&selection.sets) {
            histogram.add(&sealed.segment, &self.dictionaries, set, buckets, split);
        }
        let Histogram { buckets, untimed } = histogram;
        vec![Response::Timeline { id, scale, series, buckets, untimed }]
    }

    fn coverage(&self) -> Vec<Response> {
        let mut cells: HashMap<(u32, u32, i64), u64> = HashMap::new();
        for sealed in &self.segments {
            let (Column::Dict(accounts), Column::Dict(regions)) = (
                sealed.segment.column(FieldId::RecipientAccountId),
                sealed.segment.column(FieldId::AwsRegion),
            ) else {
                continue;
            };
            let millis = sealed.segment.times().millis();
            for row in sealed.live.iter() {
                let Some(&time) = millis.get(row).filter(|&&time| time != TimeColumn::UNTIMED) else {
                    continue;
                };
                let first = |column: &crate::segment::DictColumn| {
                    column.values(RowId(row as u32)).flatten().next().map_or(0, |code| code.0)
                };
                let hour = time.div_euclid(HOUR_MILLIS) * HOUR_MILLIS;
                *cells.entry((first(accounts), first(regions), hour)).or_default() += 1;
            }
        }
        let text = |field, code| {
            let dictionary = self.dictionaries.get(field);
            dictionary.text(crate::segment::DictCode(code)).unwrap_or_default().to_owned()
        };
        let mut cells: Vec<CoverageCell> = cells
            .into_iter()
            .map(|((account, region, hour), events)| CoverageCell {
                account: text(FieldId::RecipientAccountId, account),
                region: text(FieldId::AwsRegion, region),
                hour,
                events,
                files: 0,
            })
            .collect();
        cells.sort_unstable_by(|a, b| (&a.account, &a.region, a.hour).cmp(&(&b.account, &b.region, b.hour)));
        vec![Response::Coverage { cells }]
    }
}

/// How the bars of the timeline are split.
fn split_of(series: Series) -> Split {
    match series {
        Series::Outcome => Split::Outcome,
        Series::Category => {
            Split::Values(FieldId::Category, &["Management", "Data", "NetworkActivity", "Insight"])
        }
        Series::ReadWrite => Split::Values(FieldId::ReadWrite, &["read", "write"]),
    }
}
