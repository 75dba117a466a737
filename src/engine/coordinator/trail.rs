//! The trail simulator's texts, and the gathering of what the workers say about them.

use std::collections::HashMap;

use super::super::protocol::{
    ConcernCount, Effect, QueryId, Request, Response, Simulation, SimulationGroup, Tally, TrailProblem,
    TrailReading, TrailTally, Update,
};
use super::{Gather, to_all};
use crate::selector::{self, Problem};

/// The configuration in force. A text that cannot be used gives its problems and no verdicts.
pub(super) struct Trail {
    num_shards: u16,
    run: u32,
    is_valid: bool,
    /// The texts that verdicts are by; none while they cannot be used.
    texts: (Option<String>, Option<String>),
    judged: Gather<()>,
    counted: Gather<(TrailTally, HashMap<GroupKey, SimulationGroup>)>,
}

/// Field and value of a group.
type GroupKey = (String, Option<String>);

impl Trail {
    pub(super) fn new(num_shards: u16) -> Self {
        Self {
            num_shards,
            run: 0,
            is_valid: false,
            texts: (None, None),
            judged: Gather::default(),
            counted: Gather::default(),
        }
    }

    pub(super) fn set(&mut self, first: &str, second: &str) -> Vec<Effect> {
        self.run += 1;
        let is_empty = |text: &str| text.trim().is_empty();
        let reading = selector::read::examine(first);
        let second_reading = (!is_empty(second)).then(|| selector::read::examine(second));
        let is_second_refused = second_reading.as_ref().is_some_and(selector::Reading::is_refused);
        self.is_valid = !is_empty(first) && !reading.is_refused() && !is_second_refused;
        let problems = |problems: &[Problem]| problems.iter().map(wire_problem).collect();
        let told = TrailReading {
            first: if is_empty(first) { Vec::new() } else { problems(&reading.problems) },
            second: second_reading.map(|reading| problems(&reading.problems)).unwrap_or_default(),
            is_valid: self.is_valid,
        };
        let text = |text: &str| (self.is_valid && !is_empty(text)).then(|| text.to_owned());
        self.texts = (text(first), text(second));
        let mut effects = vec![Effect::Publish(Update::TrailReading(told))];
        if !self.is_valid {
            effects.push(Effect::Publish(Update::Simulation(None)));
        }
        effects.extend(self.judge());
        effects
    }

    /// Has everything judged anew: a worker was replaced.
    pub(super) fn again(&mut self) -> Vec<Effect> {
        if self.run == 0 {
            return Vec::new();
        }
        self.run += 1;
        self.judge()
    }

    fn judge(&mut self) -> Vec<Effect> {
        let (first, second) = self.texts.clone();
        self.judged.begin(self.num_shards);
        to_all(self.num_shards, &Request::Judge { run: self.run, first, second })
    }

    /// Takes in that a worker has its verdicts; whether all have.
    pub(super) fn judged(&mut self, run: u32) -> bool {
        run == self.run && self.judged.add(|()| {}).is_some()
    }

    /// Asks for the counts under a query.
    pub(super) fn ask(&mut self, id: QueryId) -> Vec<Effect> {
        if !self.is_valid {
            return Vec::new();
        }
        self.counted.begin(self.num_shards);
        to_all(self.num_shards, &Request::Simulation { id, run: self.run })
    }

    /// Takes in one worker's counts.
    pub(super) fn counted(&mut self, response: Response, query: &str) -> Vec<Effect> {
        let Response::Simulation { run, trail, groups, .. } = response else { return Vec::new() };
        if run != self.run {
            return Vec::new();
        }
        let whole = self.counted.add(|(all, by_key)| {
            merge(all, *trail);
            for group in groups {
                let merged = by_key.entry((group.field.clone(), group.value.clone())).or_insert_with(|| {
                    SimulationGroup {
                        field: group.field.clone(),
                        value: group.value.clone(),
                        ..SimulationGroup::default()
                    }
                });
                merge_tally(&mut merged.first, group.first);
                merge_tally(&mut merged.second, group.second);
                merged.gained += group.gained;
                merged.lost += group.lost;
            }
        });
        let Some((trail, by_key)) = whole else { return Vec::new() };
        let mut groups: Vec<SimulationGroup> = by_key.into_values().collect();
        groups.sort_unstable_by(|a, b| {
            let size = |group: &SimulationGroup| std::cmp::Reverse(sum(group.first));
            (&a.field, size(a), &a.value).cmp(&(&b.field, size(b), &b.value))
        });
        let simulation = Simulation { query: query.to_owned(), trail, groups };
        vec![Effect::Publish(Update::Simulation(Some(simulation)))]
    }
}

fn sum(tally: Tally) -> u64 {
    tally.recorded + tally.not_recorded + tally.never + tally.undecided
}

fn merge(all: &mut TrailTally, part: TrailTally) {
    merge_tally(&mut all.first, part.first);
    merge_tally(&mut all.second, part.second);
    all.gained += part.gained;
    all.lost += part.lost;
    for (count, with) in all.charged.iter_mut().zip(part.charged) {
        *count += with;
    }
    for (count, with) in all.second_charged.iter_mut().zip(part.second_charged) {
        *count += with;
    }
    merge_concerns(&mut all.concerns, part.concerns);
    merge_concerns(&mut all.second_concerns, part.second_concerns);
}

fn merge_concerns(all: &mut Vec<ConcernCount>, part: Vec<ConcernCount>) {
    for concern in part {
        match all.iter_mut().find(|known| known.lint == concern.lint) {
            Some(known) => known.events += concern.events,
            None => all.push(concern),
        }
    }
}

fn merge_tally(all: &mut Tally, part: Tally) {
    all.recorded += part.recorded;
    all.not_recorded += part.not_recorded;
    all.never += part.never;
    all.undecided += part.undecided;
}

fn wire_problem(problem: &Problem) -> TrailProblem {
    TrailProblem {
        is_error: problem.is_error(),
        code: problem.code,
        line: problem.line,
        column: problem.column,
        exception: problem.exception,
        message: problem.message.clone(),
        remedy: problem.remedy.clone(),
        lint: problem.lint,
    }
}
