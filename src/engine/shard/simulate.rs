//! Trail configurations over the events of a worker.
//!
//! A verdict depends on a few columns only, so it is worked out once for each combination of their
//! codes; every other event of the same combination looks it up. What is counted is therefore the
//! reference decision of [`crate::selector::evaluate`] and no second one.

use std::collections::HashMap;

use super::super::protocol::{
    ConcernCount, Explained, ExplainedTrail, QueryId, Response, SimulationGroup, Tally, TrailTally,
};
use super::facts::FactKey;
use super::rows::split;
use super::{Sealed, Shard};
use crate::base::bitmap::Bitmap;
use crate::record::field::FieldId;
use crate::segment::{Column, RowId};
use crate::selector::evaluate::VerdictKind;
use crate::selector::facts::{Category, EventFacts};
use crate::selector::lint::{self, Concern};
use crate::selector::{TrailConfiguration, evaluate, explain, read};

/// The configurations in force, with the verdicts of every segment.
pub(super) struct Judgement {
    run: u32,
    first: Configured,
    second: Option<Configured>,
}

/// One configuration text with what it says about every row.
struct Configured {
    trails: Vec<TrailConfiguration>,
    concerns: Vec<Concern>,
    by_key: HashMap<FactKey, VerdictKind>,
    /// Of every segment, the verdict of every row.
    verdicts: Vec<Vec<VerdictKind>>,
}

impl Configured {
    fn new(text: &str) -> Self {
        let trails = read(text).configurations;
        let lints = trails.iter().flat_map(lint::lint);
        let concerns = lints.map(|lint| lint.concern).collect();
        Self { trails, concerns, by_key: HashMap::new(), verdicts: Vec::new() }
    }

    /// Several trails together record what any of them does.
    fn decide(&self, facts: &EventFacts<'_>) -> VerdictKind {
        let kinds = self.trails.iter().map(|trail| evaluate(trail, facts).kind());
        // A verdict that makes the others pointless comes first.
        let weight = |kind: &VerdictKind| match kind {
            VerdictKind::Recorded => 3,
            VerdictKind::CannotTell => 2,
            VerdictKind::NotRecorded => 1,
            VerdictKind::Never => 0,
        };
        kinds.max_by_key(weight).unwrap_or(VerdictKind::NotRecorded)
    }
}

/// The fields that a simulation is counted by.
const GROUP_FIELDS: [FieldId; 4] =
    [FieldId::EventSource, FieldId::EventName, FieldId::ResourceType, FieldId::User];

/// Verdicts of one group while it is counted.
type Group = (Tally, Tally, u64, u64);

impl Shard {
    /// Takes configurations in; without a text there are no verdicts any more.
    pub(super) fn judge(&mut self, run: u32, first: Option<&str>, second: Option<&str>) -> Vec<Response> {
        self.judgement = first.map(|first| Judgement {
            run,
            first: Configured::new(first),
            second: second.map(Configured::new),
        });
        self.complete_verdicts();
        self.values.forget();
        vec![Response::Judged { run }]
    }

    /// Gives every segment its verdicts.
    pub(super) fn complete_verdicts(&mut self) {
        let Some(mut judgement) = self.judgement.take() else { return };
        for configured in std::iter::once(&mut judgement.first).chain(&mut judgement.second) {
            while let Some(sealed) = self.segments.get(configured.verdicts.len()) {
                let verdicts = self.verdicts(configured, sealed);
                configured.verdicts.push(verdicts);
            }
        }
        self.judgement = Some(judgement);
    }

    fn verdicts(&self, configured: &mut Configured, sealed: &Sealed) -> Vec<VerdictKind> {
        let rows = 0..sealed.segment.num_rows() as u32;
        rows.map(RowId)
            .map(|row| match self.fact_key(sealed, row) {
                Some(key) => match configured.by_key.get(&key) {
                    Some(&kind) => kind,
                    None => {
                        let kind = configured.decide(&self.facts(sealed, row));
                        configured.by_key.insert(key, kind);
                        kind
                    }
                },
                None => configured.decide(&self.facts(sealed, row)),
            })
            .collect()
    }

    /// The word of the verdict on a row: the value of the field `trail`.
    pub(super) fn verdict_word(&self, row: u32) -> Option<&'static str> {
        let (segment, local) = split(row);
        let verdicts = &self.judgement.as_ref()?.first.verdicts;
        verdicts.get(segment)?.get(local.0 as usize).map(|kind| kind.wire())
    }

    /// The words of the verdicts of a segment's rows.
    pub(super) fn verdict_words(&self, segment: usize) -> Option<Vec<&'static str>> {
        let verdicts = self.judgement.as_ref()?.first.verdicts.get(segment)?;
        Some(verdicts.iter().map(|kind| kind.wire()).collect())
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
        let mut trail = TrailTally::default();
        let mut groups: Vec<HashMap<Option<u32>, Group>> = vec![HashMap::new(); GROUP_FIELDS.len()];
        let second = judgement.second.as_ref();
        for (segment, (sealed, set)) in self.segments.iter().zip(&selection.sets).enumerate() {
            let Some(first_kinds) = judgement.first.verdicts.get(segment) else { continue };
            let second_kinds = second.and_then(|second| second.verdicts.get(segment));
            for row in set.iter() {
                let Some(&kind) = first_kinds.get(row) else { continue };
                let other = second_kinds.and_then(|kinds| kinds.get(row)).copied();
                let (gained, lost) = match other {
                    Some(other) => (
                        u64::from(other == VerdictKind::Recorded && kind != VerdictKind::Recorded),
                        u64::from(other != VerdictKind::Recorded && kind == VerdictKind::Recorded),
                    ),
                    None => (0, 0),
                };
                add(&mut trail.first, kind);
                if let Some(other) = other {
                    add(&mut trail.second, other);
                }
                trail.gained += gained;
                trail.lost += lost;
                for (field, counts) in GROUP_FIELDS.into_iter().zip(&mut groups) {
                    let Column::Dict(column) = sealed.segment.column(field) else { continue };
                    let code = column.values(RowId(row as u32)).flatten().next().map(|code| code.0);
                    let group = counts.entry(code).or_default();
                    add(&mut group.0, kind);
                    if let Some(other) = other {
                        add(&mut group.1, other);
                    }
                    group.2 += gained;
                    group.3 += lost;
                }
            }
        }
        trail.charged = self.charged(&judgement.first, &selection.sets);
        trail.second_charged = second.map(|second| self.charged(second, &selection.sets)).unwrap_or_default();
        trail.concerns = self.concerns(&judgement.first, &selection.sets);
        let groups = GROUP_FIELDS
            .into_iter()
            .zip(groups)
            .flat_map(|(field, counts)| {
                let dictionary = self.dictionaries.get(field);
                counts.into_iter().map(move |(code, (first, second, gained, lost))| SimulationGroup {
                    field: field.field().name.to_owned(),
                    value: code
                        .and_then(|code| dictionary.text(crate::segment::DictCode(code)))
                        .map(str::to_owned),
                    first,
                    second,
                    gained,
                    lost,
                })
            })
            .collect();
        vec![Response::Simulation { id, run, trail: Box::new(trail), groups }]
    }

    /// Recorded events by how they are charged.
    fn charged(&self, configured: &Configured, sets: &[Bitmap]) -> [u64; 5] {
        let mut counts = [0; 5];
        for (segment, (sealed, set)) in self.segments.iter().zip(sets).enumerate() {
            let Some(kinds) = configured.verdicts.get(segment) else { continue };
            for row in set.iter().filter(|&row| kinds.get(row) == Some(&VerdictKind::Recorded)) {
                let facts = self.facts(sealed, RowId(row as u32));
                let slot = match (facts.category, facts.read_only) {
                    (Category::Management, Some(true)) => 0,
                    (Category::Management, Some(false)) => 1,
                    (Category::Management, None) => 2,
                    (Category::Data, _) => 3,
                    (Category::NetworkActivity, _) => 4,
                    _ => continue,
                };
                counts[slot] += 1;
            }
        }
        counts
    }

    /// For every surprising part of the configuration the events that it concerns.
    fn concerns(&self, configured: &Configured, sets: &[Bitmap]) -> Vec<ConcernCount> {
        let mut counts = vec![0u64; configured.concerns.len()];
        if counts.is_empty() {
            return Vec::new();
        }
        for (sealed, set) in self.segments.iter().zip(sets) {
            for row in set.iter() {
                let facts = self.facts(sealed, RowId(row as u32));
                for (count, concern) in counts.iter_mut().zip(&configured.concerns) {
                    *count += u64::from(concern.concerns(&facts));
                }
            }
        }
        counts
            .into_iter()
            .enumerate()
            .map(|(lint, events)| ConcernCount { lint: lint as u32, events })
            .collect()
    }

    /// The verdict on one event in words.
    pub(super) fn explained(&self, row: u32) -> Vec<Response> {
        let trails = self.judgement.as_ref().zip(self.facts_of(row)).map(|(judgement, facts)| {
            let trails = judgement.first.trails.iter().map(|trail| {
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
            });
            trails.collect()
        });
        vec![Response::Explained(Explained { row, trails: trails.unwrap_or_default() })]
    }
}

fn add(tally: &mut Tally, kind: VerdictKind) {
    *match kind {
        VerdictKind::Recorded => &mut tally.recorded,
        VerdictKind::NotRecorded => &mut tally.not_recorded,
        VerdictKind::Never => &mut tally.never,
        VerdictKind::CannotTell => &mut tally.undecided,
    } += 1;
}
