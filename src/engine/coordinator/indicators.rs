//! Which indicators occur, over all workers.

use std::collections::BTreeMap;

use super::super::protocol::{Effect, FoundIndicator, Indicator, IndicatorsFound, Request, Update};
use super::{Gather, to_all};
use crate::aggregate::histogram::join_extents;

/// The standing question about indicators. It is asked again when the loaded events have changed.
pub(super) struct IndicatorGather {
    num_shards: u16,
    run: u32,
    list: Vec<Indicator>,
    gather: Gather<(BTreeMap<u32, FoundIndicator>, u64)>,
}

impl IndicatorGather {
    pub(super) fn new(num_shards: u16) -> Self {
        Self { num_shards, run: 0, list: Vec::new(), gather: Gather::default() }
    }

    /// Takes a list in.
    pub(super) fn set(&mut self, list: Vec<Indicator>) -> Vec<Effect> {
        self.list = list;
        if self.list.is_empty() {
            // What is on its way is for another list.
            self.run += 1;
            return vec![Effect::Publish(Update::Indicators(IndicatorsFound::default()))];
        }
        self.ask()
    }

    /// Asks for the list in force, if there is one.
    pub(super) fn ask(&mut self) -> Vec<Effect> {
        if self.list.is_empty() {
            return Vec::new();
        }
        self.run += 1;
        self.gather.begin(self.num_shards);
        to_all(self.num_shards, &Request::Indicators { run: self.run, list: self.list.clone() })
    }

    /// Takes in what a worker found.
    pub(super) fn answer(&mut self, run: u32, found: Vec<FoundIndicator>, events: u64) -> Vec<Effect> {
        if run != self.run {
            return Vec::new();
        }
        let whole = self.gather.add(|(all, all_events)| {
            *all_events += events;
            for own in found {
                match all.get_mut(&own.place) {
                    Some(known) => {
                        known.events += own.events;
                        known.extent = join_extents(known.extent, own.extent);
                        known.fields |= own.fields;
                    }
                    None => {
                        all.insert(own.place, own);
                    }
                }
            }
        });
        let Some((found, events)) = whole else { return Vec::new() };
        let found = found.into_values().collect();
        vec![Effect::Publish(Update::Indicators(IndicatorsFound { list: self.list.clone(), found, events }))]
    }
}
