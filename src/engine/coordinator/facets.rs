//! The facets of the query in force, field by field as the workers count them.
//!
//! A run stands for one query over one state of the verdicts. Within it a field is counted once: what
//! is known is not asked again when another field comes or one goes.

use std::collections::HashMap;

use super::super::protocol::{Effect, Facet, FacetPart, QueryId, Request, Update};
use super::super::shard::facets::is_counted_at_once;
use super::{Gather, to_all};
use crate::aggregate::terms::Terms;
use crate::query::bind::VERDICT_FIELD;

pub(super) struct FacetGather {
    num_shards: u16,
    /// Answers to older runs are dropped.
    run: u32,
    fields: Vec<String>,
    /// How many values of each are wanted.
    top: u32,
    counting: HashMap<String, Gather<Terms>>,
    counted: HashMap<String, Facet>,
}

impl FacetGather {
    pub(super) fn new(num_shards: u16) -> Self {
        Self {
            num_shards,
            run: 0,
            fields: Vec::new(),
            top: 0,
            counting: HashMap::new(),
            counted: HashMap::new(),
        }
    }

    /// Whether verdicts are among what is shown.
    pub(super) fn show_verdicts(&self) -> bool {
        self.fields.iter().any(|field| field.eq_ignore_ascii_case(VERDICT_FIELD))
    }

    /// Takes the wanted fields in. `answered` is the query in force with its filter text, once its
    /// rows are selected.
    pub(super) fn set(
        &mut self,
        fields: Vec<String>,
        top: u32,
        answered: Option<(QueryId, &str)>,
    ) -> Vec<Effect> {
        self.fields = fields;
        if std::mem::replace(&mut self.top, top) != top {
            self.forget();
        }
        let Some((id, query)) = answered else { return Vec::new() };
        let mut effects = self.ask(id);
        if self.is_whole() {
            effects.push(self.news(query));
        }
        effects
    }

    /// Counts everything anew, for a query whose rows have just been selected, or for new verdicts.
    pub(super) fn begin(&mut self, id: QueryId, query: &str) -> Vec<Effect> {
        self.forget();
        let mut effects = self.ask(id);
        // What is on screen is of another query; where nothing replaces it at once it goes.
        if !self.fields.iter().any(|field| is_counted_at_once(field)) {
            effects.push(self.news(query));
        }
        effects
    }

    /// Takes in a worker's part; news where a field is whole with it.
    pub(super) fn answer(&mut self, run: u32, parts: Vec<FacetPart>, query: &str) -> Vec<Effect> {
        if run != self.run {
            return Vec::new();
        }
        let before = self.counted.len();
        for FacetPart { field, values, missing, is_last } in parts {
            let Some(gather) = self.counting.get_mut(&field) else { continue };
            let part = Terms { counts: values.into_iter().collect(), missing };
            if !is_last {
                gather.so_far.merge(part);
                continue;
            }
            if let Some(terms) = gather.add(|all| all.merge(part)) {
                self.counting.remove(&field);
                let (missing, distinct) = (terms.missing, terms.counts.len() as u64);
                let values = terms.top(self.top as usize);
                self.counted.insert(field.clone(), Facet { field, values, missing, distinct });
            }
        }
        if self.counted.len() == before { Vec::new() } else { vec![self.news(query)] }
    }

    fn forget(&mut self) {
        self.run += 1;
        self.counting.clear();
        self.counted.clear();
    }

    /// Asks for what is wanted and not known; the workers go on with what they have begun of it.
    fn ask(&mut self, id: QueryId) -> Vec<Effect> {
        let unknown = |field: &&String| !self.counted.contains_key(*field);
        let fields: Vec<String> = self.fields.iter().filter(unknown).cloned().collect();
        for field in &fields {
            self.counting.entry(field.clone()).or_insert_with(|| {
                let mut gather = Gather::default();
                gather.begin(self.num_shards);
                gather
            });
        }
        if self.counting.is_empty() {
            return Vec::new();
        }
        to_all(self.num_shards, &Request::Facets { id, run: self.run, fields })
    }

    fn is_whole(&self) -> bool {
        self.fields.iter().all(|field| self.counted.contains_key(field))
    }

    fn news(&self, query: &str) -> Effect {
        let facets = self.fields.iter().filter_map(|field| self.counted.get(field)).cloned().collect();
        Effect::Publish(Update::Facets { query: query.to_owned(), facets, is_whole: self.is_whole() })
    }
}
