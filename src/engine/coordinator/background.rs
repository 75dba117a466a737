//! Counts and paths that the workers find when they have nothing else to do.
//!
//! **Invariant:** a count is told once every worker has said its part, and is forgotten when the
//! loaded events change.

use std::collections::{BTreeMap, HashMap};

use super::super::protocol::{Effect, PathList, QueryCount, Request, Response, Update};
use super::{Gather, to_all};
use crate::aggregate::histogram;
use crate::query::bind::text_asks_for_verdicts;

pub(super) struct Background {
    num_shards: u16,
    /// Whether all files are read and settled.
    is_ready: bool,
    /// Numbers what is asked; answers to anything older are dropped.
    run: u32,
    queries: Vec<String>,
    counting: HashMap<String, Gather<QueryCount>>,
    counted: HashMap<String, QueryCount>,
    wants_paths: bool,
    paths_run: u32,
    /// What each worker has said last.
    paths: Vec<PathList>,
}

impl Background {
    pub(super) fn new(num_shards: u16) -> Self {
        Self {
            num_shards,
            is_ready: false,
            run: 0,
            queries: Vec::new(),
            counting: HashMap::new(),
            counted: HashMap::new(),
            wants_paths: false,
            paths_run: 0,
            paths: Vec::new(),
        }
    }

    /// The counts that are wanted. The empty text's is always among them.
    pub(super) fn set_counts(&mut self, queries: Vec<String>) -> Vec<Effect> {
        self.queries = queries;
        self.count()
    }

    pub(super) fn want_paths(&mut self) -> Vec<Effect> {
        if std::mem::replace(&mut self.wants_paths, true) {
            return Vec::new();
        }
        self.list_paths()
    }

    /// The loaded events are about to change: nothing is known of them any more.
    pub(super) fn unsettled(&mut self) -> Vec<Effect> {
        // Before that nothing was told.
        if !std::mem::replace(&mut self.is_ready, false) {
            return Vec::new();
        }
        self.counting.clear();
        self.counted.clear();
        self.paths.clear();
        vec![Effect::Publish(Update::Counts(Vec::new())), Effect::Publish(Update::Paths(PathList::default()))]
    }

    /// The loaded events are settled.
    pub(super) fn settled(&mut self) -> Vec<Effect> {
        self.is_ready = true;
        let mut effects = self.count();
        effects.extend(self.list_paths());
        effects
    }

    /// Verdicts of the trail simulator have changed, and with them the texts that speak of them.
    pub(super) fn judged(&mut self) -> Vec<Effect> {
        let before = self.counted.len();
        self.counted.retain(|query, _| !text_asks_for_verdicts(query));
        if self.counted.len() == before && self.counting.is_empty() { Vec::new() } else { self.count() }
    }

    /// Asks for all counts that are not known. Workers drop what they had not yet counted.
    fn count(&mut self) -> Vec<Effect> {
        let mut effects = vec![self.tell_counts()];
        let empty = String::new();
        let wanted = std::iter::once(&empty).chain(&self.queries);
        let mut unknown: Vec<String> = Vec::new();
        for query in wanted.filter(|query| !self.counted.contains_key(*query)) {
            if !unknown.contains(query) {
                unknown.push(query.clone());
            }
        }
        self.counting.clear();
        if !self.is_ready || unknown.is_empty() {
            return effects;
        }
        self.run += 1;
        for query in &unknown {
            let mut gather = Gather::default();
            gather.begin(self.num_shards);
            self.counting.insert(query.clone(), gather);
        }
        effects.extend(to_all(self.num_shards, &Request::Count { run: self.run, queries: unknown }));
        effects
    }

    fn list_paths(&mut self) -> Vec<Effect> {
        if !self.is_ready || !self.wants_paths {
            return Vec::new();
        }
        self.paths_run += 1;
        self.paths = vec![PathList::default(); usize::from(self.num_shards)];
        to_all(self.num_shards, &Request::Paths { run: self.paths_run })
    }

    /// Takes in a worker's part.
    pub(super) fn answer(&mut self, shard: u16, response: Response) -> Vec<Effect> {
        match response {
            Response::Counted { run, count } if run == self.run => {
                let Some(gather) = self.counting.get_mut(&count.query) else { return Vec::new() };
                let query = count.query.clone();
                let whole = gather.add(|all| {
                    all.matches += count.matches;
                    all.extent = histogram::join_extents(all.extent, count.extent);
                });
                let Some(whole) = whole else { return Vec::new() };
                self.counting.remove(&query);
                self.counted.insert(query.clone(), QueryCount { query, ..whole });
                vec![self.tell_counts()]
            }
            Response::Paths { run, is_done, is_cut, paths } if run == self.paths_run => {
                match self.paths.get_mut(usize::from(shard)) {
                    Some(known) => *known = PathList { is_complete: is_done, is_cut, paths },
                    None => return Vec::new(),
                }
                vec![Effect::Publish(Update::Paths(self.path_list()))]
            }
            _ => Vec::new(),
        }
    }

    fn tell_counts(&self) -> Effect {
        Effect::Publish(Update::Counts(self.counted.values().cloned().collect()))
    }

    /// What all workers have said, spellings that differ in letter case only taken together.
    fn path_list(&self) -> PathList {
        let mut merged: BTreeMap<String, (&str, u64)> = BTreeMap::new();
        for (path, records) in self.paths.iter().flat_map(|list| &list.paths) {
            let entry = merged.entry(path.to_ascii_lowercase()).or_insert((path, 0));
            entry.0 = entry.0.min(path);
            entry.1 += records;
        }
        PathList {
            is_complete: self.paths.iter().all(|list| list.is_complete),
            is_cut: self.paths.iter().any(|list| list.is_cut),
            paths: merged.into_values().map(|(path, records)| (path.to_owned(), records)).collect(),
        }
    }
}
