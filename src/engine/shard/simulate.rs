//! Trail configurations over the events of a worker: counts under the filter, words of a verdict.
//!
//! What is counted are outcomes, of which there are few; the sums of the protocol are made of them.

use super::super::protocol::{
    ConcernCount, Explained, ExplainedTrail, QueryId, Response, SimulationGroup, Tally, TrailTally,
};
use super::rows::split;
use super::verdicts::{Judgement, Outcome};
use super::{Sealed, Selection, Shard};
use crate::base::bitmap::Bitmap;
use crate::query::bind::VERDICT_FIELD;
use crate::query::exec::Verdicts;
use crate::record::field::FieldId;
use crate::segment::{Codes, Column, DictCode};
use crate::selector::evaluate::VerdictKind;
use crate::selector::{TrailConfiguration, evaluate, explain};

/// The fields that a simulation is counted by.
const GROUP_FIELDS: [FieldId; 4] =
    [FieldId::EventSource, FieldId::EventName, FieldId::ResourceType, FieldId::User];

impl Shard {
    /// Takes configurations in; without a text there are no verdicts any more.
    pub(super) fn judge(&mut self, run: u32, first: Option<&str>, second: Option<&str>) -> Vec<Response> {
        self.judgement = first.map(|first| Judgement::new(run, first, second));
        self.complete_verdicts();
        self.values.forget();
        if let Some(selection) = &mut self.selection {
            selection.order.take_if(|order| order.is_by(VERDICT_FIELD));
            selection.folded.take_if(|order| order.is_by(VERDICT_FIELD));
        }
        vec![Response::Judged { run }]
    }

    /// The words of the verdict on a row: the values of the field `trail`.
    pub(super) fn verdict_words(&self, row: u32) -> &[&'static str] {
        let (segment, local) = split(row);
        let words = self.judgement.as_ref().and_then(|judgement| {
            let outcome = *judgement.rows.get(segment)?.get(local.0 as usize)?;
            judgement.words.get(outcome as usize)
        });
        words.map(Vec::as_slice).unwrap_or_default()
    }

    /// The words of the verdicts of a segment's rows.
    pub(super) fn verdicts_of(&self, segment: usize) -> Option<Verdicts<'_>> {
        let judgement = self.judgement.as_ref()?;
        Some(Verdicts { of_rows: judgement.rows.get(segment)?, words: &judgement.filter_words })
    }

    /// Counts the verdicts under the current filter.
    pub(super) fn simulation(&mut self, id: QueryId, run: u32) -> Vec<Response> {
        self.complete_verdicts();
        let (Some(judgement), Some(selection)) = (
            self.judgement.as_ref().filter(|judgement| judgement.run == run),
            self.selection.as_ref().filter(|selection| selection.id == id),
        ) else {
            return Vec::new();
        };
        let trail = self.tally(judgement, selection);
        let groups = GROUP_FIELDS.into_iter().flat_map(|field| self.groups_by(field, judgement, selection));
        let groups = groups.collect();
        vec![Response::Simulation { id, run, trail: Box::new(trail), groups }]
    }

    fn tally(&self, judgement: &Judgement, selection: &Selection) -> TrailTally {
        let mut counts = vec![0u64; judgement.outcomes.len()];
        for (rows, set) in judgement.rows.iter().zip(&selection.sets) {
            for_each(set, rows, |_, outcome| {
                if let Some(count) = counts.get_mut(outcome as usize) {
                    *count += 1;
                }
            });
        }
        let mut trail = TrailTally {
            concerns: vec![ConcernCount::default(); judgement.num_first_concerns],
            second_concerns: vec![ConcernCount::default(); judgement.num_second_concerns()],
            ..TrailTally::default()
        };
        for concerns in [&mut trail.concerns, &mut trail.second_concerns] {
            for (lint, count) in concerns.iter_mut().enumerate() {
                count.lint = lint as u32;
            }
        }
        for (outcome, events) in judgement.outcomes.iter().zip(counts) {
            add(&mut trail.first, outcome.first, events);
            if let Some(second) = outcome.second {
                add(&mut trail.second, second, events);
            }
            trail.gained += if outcome.is_gained() { events } else { 0 };
            trail.lost += if outcome.is_lost() { events } else { 0 };
            let charge = outcome.charge.map(usize::from);
            for (kind, charged) in
                [(Some(outcome.first), &mut trail.charged), (outcome.second, &mut trail.second_charged)]
            {
                let slot = charge.and_then(|charge| charged.get_mut(charge));
                if let Some(slot) = slot.filter(|_| kind == Some(VerdictKind::Recorded)) {
                    *slot += events;
                }
            }
            let all = trail.concerns.iter_mut().chain(&mut trail.second_concerns);
            for (_, count) in all.enumerate().filter(|(at, _)| outcome.concerns.contains(&(*at as u32))) {
                count.events += events;
            }
        }
        trail
    }

    /// Counts by the values of a field; the first value counts where there are several.
    fn groups_by(
        &self,
        field: FieldId,
        judgement: &Judgement,
        selection: &Selection,
    ) -> Vec<SimulationGroup> {
        let dictionary = self.dictionaries.get(field);
        let kinds: Vec<usize> = judgement.outcomes.iter().map(Outcome::pair).collect();
        // Values that no selected row has take no room but their slot's number.
        let mut slots = vec![NO_SLOT; dictionary.len() + 1];
        let mut counts: Vec<(u32, [u32; PAIRS])> = Vec::new();
        for (segment, set) in selection.sets.iter().enumerate() {
            let (Some(sealed), Some(rows)) = (self.segments.get(segment), judgement.rows.get(segment)) else {
                continue;
            };
            let codes = first_codes(sealed, field);
            for_each(set, rows, |row, outcome| {
                let code = codes.get(row).copied().unwrap_or(0);
                let (Some(slot), Some(&pair)) = (slots.get_mut(code as usize), kinds.get(outcome as usize))
                else {
                    return;
                };
                if *slot == NO_SLOT {
                    *slot = counts.len() as u32;
                    counts.push((code, [0; PAIRS]));
                }
                if let Some((_, counts)) = counts.get_mut(*slot as usize) {
                    counts[pair] += 1;
                }
            });
        }
        counts
            .into_iter()
            .map(|(code, counts)| {
                let mut group = SimulationGroup {
                    field: field.field().name.to_owned(),
                    value: dictionary.text(DictCode(code)).map(str::to_owned),
                    ..SimulationGroup::default()
                };
                for (pair, events) in counts.into_iter().enumerate().filter(|(_, events)| *events > 0) {
                    let events = u64::from(events);
                    let (first, second) = Outcome::of_pair(pair);
                    add(&mut group.first, first, events);
                    if let Some(second) = second {
                        add(&mut group.second, second, events);
                        let (was, is) = (first == VerdictKind::Recorded, second == VerdictKind::Recorded);
                        group.gained += if is && !was { events } else { 0 };
                        group.lost += if was && !is { events } else { 0 };
                    }
                }
                group
            })
            .collect()
    }

    /// The verdict on one event in words.
    pub(super) fn explained(&self, row: u32) -> Vec<Response> {
        let both = self.judgement.as_ref().zip(self.facts_of(row)).map(|(judgement, facts)| {
            let explain_one = |trail: &TrailConfiguration| {
                let verdict = evaluate(trail, &facts);
                let words = explain::explain(trail, &verdict);
                ExplainedTrail {
                    trail: trail.label().map(str::to_owned),
                    verdict: verdict.kind().wire().to_owned(),
                    headline: words.headline,
                    line: explain::deciding_place(trail, &verdict).map(|place| place.line),
                    reasons: words
                        .lines
                        .into_iter()
                        .map(|line| (line.text, line.place.map(|place| place.line)))
                        .collect(),
                    assumptions: explain::assumptions(trail),
                }
            };
            let all = |trails: &[TrailConfiguration]| trails.iter().map(explain_one).collect::<Vec<_>>();
            (all(&judgement.first), judgement.second.as_deref().map(all).unwrap_or_default())
        });
        let (trails, second) = both.unwrap_or_default();
        vec![Response::Explained(Explained { row, trails, second })]
    }
}

const NO_SLOT: u32 = u32::MAX;

/// Pairs of a first kind and a second one, or none.
const PAIRS: usize = KINDS.len() * (KINDS.len() + 1);

const KINDS: [VerdictKind; 4] =
    [VerdictKind::Recorded, VerdictKind::NotRecorded, VerdictKind::Never, VerdictKind::CannotTell];

impl Outcome {
    /// Recorded by the second configuration alone.
    fn is_gained(&self) -> bool {
        self.first != VerdictKind::Recorded && self.second == Some(VerdictKind::Recorded)
    }

    /// Recorded by the first configuration alone.
    fn is_lost(&self) -> bool {
        self.first == VerdictKind::Recorded && self.second.is_some_and(|kind| kind != VerdictKind::Recorded)
    }

    /// The values of the field `trail`.
    pub(super) fn words(&self) -> Vec<&'static str> {
        let change = [(self.is_gained(), "gained"), (self.is_lost(), "lost")];
        let change = change.into_iter().filter(|(is, _)| *is).map(|(_, word)| word);
        std::iter::once(self.first.wire()).chain(change).collect()
    }

    /// The place of its two kinds among all pairs.
    fn pair(&self) -> usize {
        let place = |kind| KINDS.iter().position(|known| *known == kind).unwrap_or(0);
        place(self.first) * (KINDS.len() + 1) + self.second.map_or(0, |kind| place(kind) + 1)
    }

    fn of_pair(pair: usize) -> (VerdictKind, Option<VerdictKind>) {
        let (first, second) = (pair / (KINDS.len() + 1), pair % (KINDS.len() + 1));
        let second = second.checked_sub(1).and_then(|at| KINDS.get(at).copied());
        (KINDS.get(first).copied().unwrap_or(VerdictKind::NotRecorded), second)
    }
}

/// Calls with every selected row and its outcome.
fn for_each(set: &Bitmap, rows: &[u32], mut count: impl FnMut(usize, u32)) {
    if set.count() == rows.len() {
        return rows.iter().enumerate().for_each(|(row, &outcome)| count(row, outcome));
    }
    for row in set.iter() {
        if let Some(&outcome) = rows.get(row) {
            count(row, outcome);
        }
    }
}

/// The first code of every row; 0 where it has none.
fn first_codes(sealed: &Sealed, field: FieldId) -> Vec<u32> {
    let Column::Dict(column) = sealed.segment.column(field) else { return Vec::new() };
    // Rows of several values are put right below.
    let mut codes: Vec<u32> = match column.codes() {
        Codes::Constant(code, len) => vec![code.0; *len],
        Codes::U8(codes) => codes.iter().map(|&code| u32::from(code)).collect(),
        Codes::U16(codes) => codes.iter().map(|&code| u32::from(code)).collect(),
        Codes::U32(codes) => codes.to_vec(),
    };
    for spilled in column.spilled().rows() {
        if let Some(code) = codes.get_mut(spilled.row.0 as usize) {
            *code = spilled.values.iter().flatten().next().map_or(0, |code| code.0);
        }
    }
    codes
}

fn add(tally: &mut Tally, kind: VerdictKind, events: u64) {
    *match kind {
        VerdictKind::Recorded => &mut tally.recorded,
        VerdictKind::NotRecorded => &mut tally.not_recorded,
        VerdictKind::Never => &mut tally.never,
        VerdictKind::CannotTell => &mut tally.undecided,
    } += events;
}
