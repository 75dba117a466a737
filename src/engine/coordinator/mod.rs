//! The page's side: scatters what the user interface asks over the workers, gathers the answers.
//!
//! ```text
//! command(Command) ─┐
//!                   ├→ Vec<Effect>: requests to workers, files to read, updates for the screen
//! response(Response)┘
//! ```
//!
//! What the screen shows is a standing question (`view.rs`): it is asked again whenever the loaded
//! events change, and an answer that is no longer wanted is dropped.

mod background;
mod crew;
mod duplicates;
mod export;
mod facets;
mod fold;
mod giving_out;
mod groups;
mod indicators;
mod leaves;
mod loading;
mod lookup;
mod parts;
mod room;
mod trail;
mod view;

use std::collections::VecDeque;

use super::protocol::{
    Command, CoverageCell, Effect, EventKey, Request, Response, Update, ValueAsker, ValueList,
};

use crate::aggregate::terms::Terms;
use background::Background;
use crew::Crew;
use duplicates::Registry;
use export::Export;
use groups::GroupGather;
use indicators::IndicatorGather;
use loading::Loading;
use lookup::Lookups;
use trail::Trail;
use view::View;

/// The state of one set of workers. Closing all files ends it together with its workers.
pub struct Coordinator {
    num_shards: u16,
    crew: Crew,
    loading: Loading,
    registry: Registry,
    view: View,
    trail: Trail,
    export: Export,
    lookups: Lookups,
    groups: GroupGather,
    indicators: IndicatorGather,
    coverage: Gather<Vec<CoverageCell>>,
    hashes: Gather<Vec<(u32, String)>>,
    found: Gather<Option<EventKey>>,
    values: [AskedValues; 3],
    background: Background,
}

/// The last question of one asker of values, and its answers on their way to one.
#[derive(Default)]
struct AskedValues {
    serial: u32,
    context: String,
    field: String,
    typed: String,
    limit: u32,
    gather: Gather<(Terms, bool)>,
}

/// Answers of several workers on their way to one.
#[derive(Debug, Default)]
struct Gather<T> {
    waiting: u16,
    so_far: T,
}

impl<T: Default> Gather<T> {
    /// Begins anew for an answer of each of `num_shards` workers.
    fn begin(&mut self, num_shards: u16) {
        *self = Self { waiting: num_shards, so_far: T::default() };
    }

    /// Adds one worker's part; gives the whole when it was the last.
    fn add(&mut self, merge: impl FnOnce(&mut T)) -> Option<T> {
        self.waiting = self.waiting.checked_sub(1)?;
        merge(&mut self.so_far);
        (self.waiting == 0).then(|| std::mem::take(&mut self.so_far))
    }
}

impl Coordinator {
    /// For workers numbered `0..num_shards`, which hold nothing yet.
    pub fn new(num_shards: u16) -> Self {
        Self {
            num_shards,
            crew: Crew::new(num_shards),
            loading: Loading::new(num_shards),
            registry: Registry::default(),
            view: View::new(num_shards),
            trail: Trail::new(num_shards),
            export: Export::new(num_shards),
            lookups: Lookups::new(num_shards),
            groups: GroupGather::new(num_shards),
            indicators: IndicatorGather::new(num_shards),
            coverage: Gather::default(),
            hashes: Gather::default(),
            found: Gather::default(),
            values: Default::default(),
            background: Background::new(num_shards),
        }
    }

    /// Takes in what the user interface asks.
    pub fn command(&mut self, command: Command) -> Vec<Effect> {
        let effects = self.obey(command);
        self.dispatch(effects)
    }

    /// Takes in a worker's answer.
    pub fn response(&mut self, shard: u16, response: Response) -> Vec<Effect> {
        self.crew.answered(shard, &response);
        let effects = self.take(shard, response);
        self.dispatch(effects)
    }

    /// Takes in that a worker has ended, and its events with it. With `can_restart` another takes
    /// its place.
    pub fn worker_ended(&mut self, shard: u16, why: &str, can_restart: bool) -> Vec<Effect> {
        if shard >= self.num_shards || self.crew.is_vacant(shard) {
            return Vec::new();
        }
        let debts = self.crew.debts(shard);
        let mut effects = vec![Effect::Publish(Update::WorkerEnded { shard, why: why.to_owned() })];
        if can_restart {
            effects.push(Effect::StartWorker { shard });
        } else {
            self.crew.stand_in_for(shard);
        }
        self.registry.forget(shard);
        effects.extend(self.export.abandon("a worker has stopped, and its events with it".to_owned()));
        effects.extend(self.background.unsettled());
        effects.extend(debts.into_iter().map(|request| Effect::Send { shard, request }));
        effects.extend(self.trail.again());
        effects.extend(self.loading.lost(shard, why, can_restart));
        self.view.forget(shard);
        effects.extend(self.events_changed());
        self.dispatch(effects)
    }

    /// Answers what no worker will answer; the rest is for the browser.
    fn dispatch(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut waiting = VecDeque::from(effects);
        let mut out = Vec::with_capacity(waiting.len());
        while let Some(effect) = waiting.pop_front() {
            if let Effect::Send { shard, request } = &effect
                && let Some(responses) = self.crew.asked(*shard, request)
            {
                for response in responses {
                    waiting.extend(self.take(*shard, response));
                }
                continue;
            }
            out.push(effect);
        }
        out
    }

    fn obey(&mut self, command: Command) -> Vec<Effect> {
        let num_shards = self.num_shards;
        match command {
            Command::BeginAdding => {
                self.loading.begin_adding();
                Vec::new()
            }
            Command::EndAdding => {
                self.loading.end_adding();
                self.seal_if_all_loaded()
            }
            Command::AddFiles { files } => {
                let mut effects = self.loading.add(files);
                effects.extend(self.unsettle());
                effects.extend(self.seal_if_all_loaded());
                effects
            }
            Command::FileRead { given, outcome } => match outcome {
                Ok(()) => Vec::new(),
                Err(why) => {
                    let mut effects = self.loading.unreadable(given, &why);
                    effects.extend(self.seal_if_all_loaded());
                    effects
                }
            },
            Command::ReadLostAgain => {
                let mut effects = self.loading.read_again();
                effects.extend(self.unsettle());
                effects.extend(self.seal_if_all_loaded());
                effects
            }
            Command::CancelLoad => {
                let mut effects = self.loading.cancel();
                effects.extend(self.seal_if_all_loaded());
                effects
            }
            Command::SetQuery { text } => self.view.set_query(text),
            Command::SetSort(sort) => self.view.set_sort(sort),
            Command::SetFolding(is_folded) => self.view.set_folding(is_folded),
            Command::SetWindow { first, count, columns } => self.view.set_window(first, count, columns),
            Command::SetFacets { fields, top } => self.view.set_facets(fields, top),
            Command::SetTimeline { series, buckets } => self.view.set_timeline(series, buckets),
            Command::SetGroups(question) => {
                self.groups.set(question, self.view.id(), self.view.is_answered())
            }
            Command::SetIndicators(list) => self.indicators.set(list),
            Command::OpenRecord(key) => {
                vec![Effect::Send { shard: key.shard, request: Request::Record { row: key.row } }]
            }
            Command::LocateEvent { key, query } => self.view.locate(key, query),
            Command::FindRecords { id, wanted, except } => self.lookups.ask(id, &wanted, except),
            Command::ForgetRecords(id) => self.lookups.forget(id),
            Command::FindEvent { event_id } => {
                self.found.begin(self.num_shards);
                self.to_all(&Request::Find { event_id })
            }
            Command::AskValues { asker, context, field, typed, limit } => {
                let asked = self.asked_mut(asker);
                let serial = asked.serial + 1;
                *asked = AskedValues { serial, context, field, typed, limit, gather: Gather::default() };
                asked.gather.begin(num_shards);
                let request = Request::Values {
                    asker,
                    serial,
                    context: asked.context.clone(),
                    field: asked.field.clone(),
                    typed: asked.typed.clone(),
                };
                self.to_all(&request)
            }
            Command::SetCounts { queries } => self.background.set_counts(queries),
            Command::WantPaths => self.background.want_paths(),
            Command::AskCoverage => {
                self.coverage.begin(self.num_shards);
                self.to_all(&Request::Coverage)
            }
            Command::SetTrail { first, second } => self.trail.set(&first, &second),
            Command::ExplainEvent(key) => {
                vec![Effect::Send { shard: key.shard, request: Request::Explain { row: key.row } }]
            }
            Command::BeginExport(order) => self.export.begin(order),
            Command::WriteExport(choice) => self.export.write(choice),
            Command::CancelExport => self.export.cancel(),
            Command::AskFileHashes => {
                self.hashes.begin(self.num_shards);
                self.to_all(&Request::FileHashes)
            }
        }
    }

    fn take(&mut self, shard: u16, response: Response) -> Vec<Effect> {
        match response {
            Response::Leaf(mut report) => {
                let ids = std::mem::take(&mut report.ids);
                let path = report.path.clone();
                let text = report.configuration.take();
                let leaf = self.loading.leaf(shard, *report);
                self.registry.add(shard, leaf, &ids);
                let found = text.map(|text| Effect::Publish(Update::Configuration { path, text }));
                found.into_iter().collect()
            }
            Response::Loaded { given, rows, memory_bytes } => {
                let mut effects = self.loading.loaded(shard, given, memory_bytes);
                effects.extend(self.view.rows_visible(shard, rows));
                effects.extend(self.seal_if_all_loaded());
                effects
            }
            Response::Sealed { rows, memory_bytes } => {
                self.loading.memory(shard, memory_bytes);
                let mut effects = self.view.rows_visible(shard, rows);
                if self.loading.sealed() {
                    effects.extend(self.find_duplicates());
                }
                effects
            }
            Response::Digests { records } => {
                let Some(verdict) = self.registry.digests(shard, records) else { return Vec::new() };
                let mut effects = self.loading.duplicates(&verdict.per_leaf);
                if verdict.per_shard.is_empty() {
                    // Whoever held the candidates has ended meanwhile.
                    effects.extend(self.ready());
                }
                let settle = verdict.per_shard.into_iter();
                effects.extend(settle.map(|(shard, request)| Effect::Send { shard, request }));
                effects
            }
            Response::Settled => {
                if self.registry.settled() {
                    self.ready()
                } else {
                    Vec::new()
                }
            }
            Response::Record(record) => {
                let key = EventKey { shard, row: record.row };
                vec![Effect::Publish(Update::Record { key, record })]
            }
            Response::Records { id, matches, extent, rows } => {
                self.lookups.answer(shard, id, matches, extent, rows)
            }
            Response::Found { event_id, row } => {
                let found = self.found.add(|key| {
                    if key.is_none() {
                        *key = row.map(|row| EventKey { shard, row });
                    }
                });
                found.map(|key| Effect::Publish(Update::Found { event_id, key })).into_iter().collect()
            }
            Response::Coverage { cells } => {
                let whole = self.coverage.add(|all| all.extend(cells));
                whole
                    .map(|cells| Effect::Publish(Update::Coverage(self.loading.leaves().coverage(cells))))
                    .into_iter()
                    .collect()
            }
            Response::FileHashes { hashes } => {
                let numbered = hashes.into_iter().filter_map(|(given, member, hash)| {
                    Some((self.loading.leaves().number_of(given.0, member)?, hash))
                });
                let numbered: Vec<_> = numbered.collect();
                let whole = self.hashes.add(|all| all.extend(numbered));
                whole.map(|all| Effect::Publish(Update::FileHashes(all))).into_iter().collect()
            }
            Response::Values { asker, serial, values, is_cut } => {
                self.gather_values(asker, serial, values, is_cut)
            }
            Response::Counted { .. } | Response::Paths { .. } => self.background.answer(shard, response),
            Response::Judged { run } => {
                if !self.trail.judged(run) {
                    return Vec::new();
                }
                let mut effects = self.background.judged();
                if self.view.filters_by_verdict() {
                    effects.extend(self.view.refresh());
                    return effects;
                }
                // The rows stay what they are. Unless they are just being selected, they can be counted at once.
                if self.view.is_answered() {
                    effects.extend(self.trail.ask(self.view.id()));
                }
                effects.extend(self.view.verdicts_changed());
                effects
            }
            Response::Simulation { id, .. } if self.view.is_current(id) => {
                self.trail.counted(response, self.view.text())
            }
            Response::Indicators { run, found, events } => self.indicators.answer(run, found, events),
            Response::Groups { .. } => self.groups.answer(shard, response, self.view.id(), self.view.text()),
            Response::Explained(explained) => {
                let key = EventKey { shard, row: explained.row };
                vec![Effect::Publish(Update::Explained { key, explained })]
            }
            Response::ExportSurveyed { run, tally, is_whole } => self.export.surveyed(run, tally, is_whole),
            Response::ExportBatch { run, batch } => self.export.batch(shard, run, batch),
            Response::Failed { what } => vec![Effect::Publish(Update::Failed { what })],
            answer => {
                let is_count = matches!(answer, Response::Matches { .. });
                let mut effects = self.view.answer(shard, answer);
                if is_count && !effects.is_empty() {
                    effects.extend(self.trail.ask(self.view.id()));
                    effects.extend(self.groups.ask(self.view.id()));
                }
                effects
            }
        }
    }

    /// Forgets what was found out about all events, once they are about to be others.
    fn unsettle(&mut self) -> Vec<Effect> {
        if self.loading.is_ready() { Vec::new() } else { self.background.unsettled() }
    }

    fn to_all(&self, request: &Request) -> Vec<Effect> {
        to_all(self.num_shards, request)
    }

    fn asked_mut(&mut self, asker: ValueAsker) -> &mut AskedValues {
        let [filter, facet, trail] = &mut self.values;
        match asker {
            ValueAsker::Filter => filter,
            ValueAsker::Facet => facet,
            ValueAsker::Trail => trail,
        }
    }

    fn gather_values(
        &mut self,
        asker: ValueAsker,
        serial: u32,
        values: Vec<(String, u64)>,
        is_cut: bool,
    ) -> Vec<Effect> {
        let asked = self.asked_mut(asker);
        if asked.serial != serial {
            return Vec::new();
        }
        let part = Terms { counts: values.into_iter().collect(), missing: 0 };
        let whole = asked.gather.add(|(terms, any_cut)| {
            terms.merge(part);
            *any_cut |= is_cut;
        });
        let Some((terms, is_cut)) = whole else { return Vec::new() };
        let list = ValueList {
            asker,
            context: asked.context.clone(),
            field: asked.field.clone(),
            typed: asked.typed.clone(),
            distinct: terms.counts.len() as u64,
            values: terms.top(asked.limit as usize),
            is_cut,
        };
        vec![Effect::Publish(Update::Values(list))]
    }

    /// When every file is done, makes all rows visible, which is the last step before duplicates.
    fn seal_if_all_loaded(&mut self) -> Vec<Effect> {
        if self.loading.begin_sealing() { self.to_all(&Request::Seal) } else { Vec::new() }
    }

    fn find_duplicates(&mut self) -> Vec<Effect> {
        let order = |leaf: u32| self.loading.leaves().drop_order(leaf);
        let requests = self.registry.candidates(order);
        if requests.is_empty() {
            return self.ready();
        }
        requests.into_iter().map(|(shard, request)| Effect::Send { shard, request }).collect()
    }

    fn ready(&mut self) -> Vec<Effect> {
        let mut effects = self.loading.ready();
        effects.extend(self.events_changed());
        effects
    }

    /// Asks again for what stands on screen, once the loaded events are others.
    fn events_changed(&mut self) -> Vec<Effect> {
        let mut effects = self.seal_if_all_loaded();
        effects.extend(self.view.refresh());
        if self.loading.is_ready() {
            effects.extend(self.background.settled());
        }
        effects.extend(self.indicators.ask());
        effects
    }
}

fn to_all(num_shards: u16, request: &Request) -> Vec<Effect> {
    (0..num_shards).map(|shard| Effect::Send { shard, request: request.clone() }).collect()
}
