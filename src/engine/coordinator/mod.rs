//! The page's side: scatters what the user interface asks over the workers, gathers the answers.
//!
//! ```text
//! command(Command) ─┐
//!                   ├→ Vec<Effect>: requests to workers, files to read, updates for the screen
//! response(Response)┘
//! ```
//!
//! What the screen shows is a standing question ([`view`]): it is asked again whenever the loaded
//! events change, and an answer that is no longer wanted is dropped.

mod duplicates;
mod groups;
mod indicators;
mod loading;
mod trail;
mod view;

use super::protocol::{Command, CoverageCell, Effect, EventKey, Request, Response, Update};

use crate::aggregate::terms::Terms;
use duplicates::Registry;
use groups::GroupGather;
use indicators::IndicatorGather;
use loading::Loading;
use trail::Trail;
use view::View;

/// The state of one set of workers. Closing all files ends it together with its workers.
pub struct Coordinator {
    num_shards: u16,
    loading: Loading,
    registry: Registry,
    view: View,
    trail: Trail,
    groups: GroupGather,
    indicators: IndicatorGather,
    coverage: Gather<Vec<CoverageCell>>,
    hashes: Gather<Vec<(u32, String)>>,
    found: Gather<Option<EventKey>>,
    values: Gather<Terms>,
    /// What the values on their way are to complete.
    completing: (u32, String, String),
}

/// How many values are offered to complete a text.
const COMPLETIONS: usize = 12;

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
            loading: Loading::new(num_shards),
            registry: Registry::default(),
            view: View::new(num_shards),
            trail: Trail::new(num_shards),
            groups: GroupGather::new(num_shards),
            indicators: IndicatorGather::new(num_shards),
            coverage: Gather::default(),
            hashes: Gather::default(),
            found: Gather::default(),
            values: Gather::default(),
            completing: (0, String::new(), String::new()),
        }
    }

    /// Takes in what the user interface asks.
    pub fn command(&mut self, command: Command) -> Vec<Effect> {
        match command {
            Command::AddFiles { files } => self.loading.add(files),
            Command::FileRead { given, outcome } => match outcome {
                Ok(()) => Vec::new(),
                Err(why) => {
                    let mut effects = self.loading.unreadable(given, &why);
                    effects.extend(self.seal_if_all_loaded());
                    effects
                }
            },
            Command::CancelLoad => {
                let mut effects = self.loading.cancel();
                effects.extend(self.seal_if_all_loaded());
                effects
            }
            Command::SetQuery { text } => self.view.set_query(text),
            Command::SetSort(sort) => self.view.set_sort(sort),
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
            Command::FindEvent { event_id } => {
                self.found.begin(self.num_shards);
                self.to_all(&Request::Find { event_id })
            }
            Command::AskValues { field, typed } => {
                let serial = self.completing.0 + 1;
                self.completing = (serial, field.clone(), typed.clone());
                self.values.begin(self.num_shards);
                self.to_all(&Request::Values { serial, field, typed })
            }
            Command::AskCoverage => {
                self.coverage.begin(self.num_shards);
                self.to_all(&Request::Coverage)
            }
            Command::SetTrail { first, second } => self.trail.set(&first, &second),
            Command::ExplainEvent(key) => {
                vec![Effect::Send { shard: key.shard, request: Request::Explain { row: key.row } }]
            }
            Command::AskFileHashes => {
                self.hashes.begin(self.num_shards);
                self.to_all(&Request::FileHashes)
            }
        }
    }

    /// Takes in a worker's answer.
    pub fn response(&mut self, shard: u16, response: Response) -> Vec<Effect> {
        match response {
            Response::Leaf(mut report) => {
                let ids = std::mem::take(&mut report.ids);
                let leaf = self.loading.leaf(*report);
                self.registry.add(shard, leaf, &ids);
                Vec::new()
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
                    .map(|cells| Effect::Publish(Update::Coverage(self.loading.coverage(cells))))
                    .into_iter()
                    .collect()
            }
            Response::FileHashes { hashes } => {
                let numbered = hashes.into_iter().filter_map(|(given, member, hash)| {
                    Some((self.loading.number_of(given.0, member)?, hash))
                });
                let numbered: Vec<_> = numbered.collect();
                let whole = self.hashes.add(|all| all.extend(numbered));
                whole.map(|all| Effect::Publish(Update::FileHashes(all))).into_iter().collect()
            }
            Response::Values { serial, values } if serial == self.completing.0 => {
                let part = Terms { counts: values.into_iter().collect(), missing: 0 };
                let (_, field, typed) = self.completing.clone();
                let whole = self.values.add(|all| all.merge(part));
                whole
                    .map(|terms| Update::Values { field, typed, values: terms.top(COMPLETIONS) })
                    .map(Effect::Publish)
                    .into_iter()
                    .collect()
            }
            Response::Judged { run } => {
                // A filter may speak of verdicts, and a column may show them.
                if self.trail.judged(run) { self.view.refresh() } else { Vec::new() }
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

    fn to_all(&self, request: &Request) -> Vec<Effect> {
        to_all(self.num_shards, request)
    }

    /// When every file is done, makes all rows visible, which is the last step before duplicates.
    fn seal_if_all_loaded(&mut self) -> Vec<Effect> {
        if self.loading.begin_sealing() { self.to_all(&Request::Seal) } else { Vec::new() }
    }

    fn find_duplicates(&mut self) -> Vec<Effect> {
        let order = |leaf: u32| self.loading.drop_order(leaf);
        let requests = self.registry.candidates(order);
        if requests.is_empty() {
            return self.ready();
        }
        requests.into_iter().map(|(shard, request)| Effect::Send { shard, request }).collect()
    }

    fn ready(&mut self) -> Vec<Effect> {
        let mut effects = self.loading.ready();
        effects.extend(self.seal_if_all_loaded());
        effects.extend(self.view.refresh());
        effects.extend(self.indicators.ask());
        effects
    }
}

fn to_all(num_shards: u16, request: &Request) -> Vec<Effect> {
    (0..num_shards).map(|shard| Effect::Send { shard, request: request.clone() }).collect()
}
