//! Questions about the loaded events.

use std::collections::HashMap;

use super::super::protocol::{CoverageCell, QueryId, Request, Response};
use super::loading::HOUR_MILLIS;
use super::{Running, Selection, Shard};
use crate::base::bitmap::Bitmap;
use crate::base::json::Value;
use crate::record::field::FieldId;
use crate::record::path;
use crate::segment::{Column, RowId, TimeColumn};

impl Shard {
    pub(super) fn answer(&mut self, question: Request) -> Vec<Response> {
        match question {
            Request::Query { id, text } => self.run(Running { id, text, sets: Vec::new() }),
            Request::Facets { id, fields } => self.facets(id, &fields),
            Request::Timeline { id, scale, series } => self.timeline(id, scale, series),
            Request::Fences { id, sort } => self.fences(id, sort),
            Request::Rows { id, sort, pivot, limit, columns } => {
                self.page(id, sort, pivot.as_ref(), limit, &columns)
            }
            Request::Digests { rows } => self.digests(&rows),
            Request::Settle { duplicates, contested } => self.settle(&duplicates, &contested),
            Request::Record { row } => self.record_text(row),
            Request::Find { event_id } => self.find(event_id),
            Request::Coverage => self.coverage(),
            Request::FileHashes => {
                self.hashing = Some(Vec::new());
                Vec::new()
            }
            Request::Load { .. } | Request::Seal => Vec::new(),
        }
    }

    /// Does one segment of a query.
    pub(super) fn run(&mut self, mut running: Running) -> Vec<Response> {
        if let Some(sealed) = self.segments.get(running.sets.len()) {
            running.sets.push(self.select(&running.text, sealed));
            if running.sets.len() < self.segments.len() {
                self.running = Some(running);
                return Vec::new();
            }
        }
        let Running { id, sets, .. } = running;
        let matches = sets.iter().map(|set| set.count() as u64).sum();
        let extent = self.extent(&sets);
        self.selection = Some(Selection { id, sets, order: None });
        vec![Response::Matches { id, matches, total: self.live_rows(), extent }]
    }

    /// First and last readable time of the rows.
    fn extent(&self, sets: &[Bitmap]) -> Option<(i64, i64)> {
        let times = self.segments.iter().zip(sets).flat_map(|(sealed, set)| {
            let millis = sealed.segment.times().millis();
            set.iter()
                .filter_map(|row| millis.get(row).copied())
                .filter(|&millis| millis != TimeColumn::UNTIMED)
        });
        times.fold(None, |extent, time| match extent {
            None => Some((time, time)),
            Some((first, last)) => Some((first.min(time), last.max(time))),
        })
    }

    /// The values of a row under any path: from its column, else from its record.
    pub(super) fn path_values(&self, row: u32, name: &str) -> Vec<String> {
        match FieldId::from_name(name) {
            Some(field) => self.field_values(row, field),
            None => {
                self.record_json(row).map(|json| path::values(Value::new(&json), name)).unwrap_or_default()
            }
        }
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
impl Shard {
    fn facets(&mut self, _id: QueryId, _f: &[String]) -> Vec<Response> {
        vec![]
    }
    fn timeline(
        &mut self,
        _id: QueryId,
        _s: super::super::protocol::TimeScale,
        _x: super::super::protocol::Series,
    ) -> Vec<Response> {
        vec![]
    }
    fn select(&self, _t: &str, s: &super::Sealed) -> Bitmap {
        s.live.clone()
    }
}
