//! Copies of one action, folded into the row that comes first in the order of the table.
//!
//! ```text
//! all workers: hashes of shared ids → those that repeat → their rows, some at a time
//!   → ids and accounts are compared → what each worker leaves out of its order
//! ```
//!
//! **Invariant:** the folded table is the unfolded one with rows left out: their order stays.
//! **Invariant:** equal hashes only make candidates; the texts of the ids decide.
//! **Invariant:** what the page takes in at once is a number for each match, or the rows of a few
//! thousand ids: it is never held up.

use std::collections::HashMap;

use super::super::protocol::{
    AccountCopy, Effect, EventKey, Folding, QueryId, Request, Response, SharedCopy, Sort,
};
use super::super::shard::order;
use super::{Gather, to_all};
use crate::record::copies::Actions;

/// Hashes whose rows are asked for at once.
const HASHES_A_STEP: usize = 2_048;

/// What is folded in the table of one query and order.
pub(super) struct Fold {
    num_shards: u16,
    /// Numbers the times that folding began; answers for older ones are dropped.
    run: u32,
    id: QueryId,
    sort: Sort,
    hashes: Gather<Vec<u64>>,
    /// The hashes that several rows have, those to be asked about next at the end. They are the same
    /// in every order of one query.
    repeated: Option<(QueryId, Vec<u64>)>,
    num_asked: usize,
    copies: Gather<Vec<(u16, SharedCopy)>>,
    folded: Folded,
    is_done: bool,
}

/// Which rows stand for which.
#[derive(Default)]
struct Folded {
    accounts: Vec<String>,
    codes: HashMap<String, u32>,
    /// The copies of each action that has several, in the order of the table, with their accounts.
    actions: Vec<Vec<(EventKey, u32)>>,
    /// For each of those copies its action.
    action_of: HashMap<EventKey, u32>,
}

impl Fold {
    pub(super) fn new(num_shards: u16, sort: Sort) -> Self {
        Self {
            num_shards,
            run: 0,
            id: QueryId::default(),
            sort,
            hashes: Gather::default(),
            repeated: None,
            num_asked: 0,
            copies: Gather::default(),
            folded: Folded::default(),
            is_done: false,
        }
    }

    /// Whether everything is known.
    pub(super) fn is_done(&self) -> bool {
        self.is_done
    }

    /// Forgets everything.
    pub(super) fn end(&mut self) {
        *self = Self { run: self.run + 1, ..Self::new(self.num_shards, self.sort.clone()) };
    }

    /// Begins for a query that is answered, and an order.
    pub(super) fn begin(&mut self, id: QueryId, sort: &Sort) -> Vec<Effect> {
        let repeated = self.repeated.take().filter(|(of, _)| *of == id);
        self.end();
        (self.id, self.sort, self.repeated) = (id, sort.clone(), repeated);
        if self.repeated.is_some() {
            return self.ask_copies();
        }
        self.hashes.begin(self.num_shards);
        to_all(self.num_shards, &Request::SharedIds { id, run: self.run })
    }

    /// Takes in one worker's answer. Once everything is known the last requests make the workers
    /// fold.
    pub(super) fn answer(&mut self, shard: u16, response: Response) -> Vec<Effect> {
        match response {
            Response::SharedIds { id, run, hashes } if (id, run) == (self.id, self.run) => {
                let Some(all) = self.hashes.add(|all| all.extend(hashes)) else { return Vec::new() };
                self.repeated = Some((id, repeated(all)));
                self.ask_copies()
            }
            Response::Copies { id, run, copies } if (id, run) == (self.id, self.run) => {
                let tagged = copies.into_iter().map(|copy| (shard, copy));
                let Some(copies) = self.copies.add(|all| all.extend(tagged)) else { return Vec::new() };
                self.folded.add(copies, self.sort.descending);
                self.ask_copies()
            }
            _ => Vec::new(),
        }
    }

    /// How many matches stand in the row of another.
    pub(super) fn summary(&self, query: &str, matches: u64) -> Folding {
        let folded = self.folded.action_of.len() - self.folded.actions.len();
        Folding { query: query.to_owned(), matches, folded: folded as u64 }
    }

    /// The event in whose row an event stands.
    pub(super) fn row_of(&self, key: EventKey) -> EventKey {
        self.folded.action(key).and_then(|copies| copies.first()).map_or(key, |(lead, _)| *lead)
    }

    /// The copies that the row of an event stands for.
    pub(super) fn copies(&self, key: EventKey) -> Vec<AccountCopy> {
        let copies = self.folded.action(key).into_iter().flatten();
        let account = |code: u32| self.folded.accounts.get(code as usize).cloned().unwrap_or_default();
        copies.map(|(key, code)| AccountCopy { account: account(*code), key: *key }).collect()
    }

    /// Asks for the rows of the next hashes; without any, says what is to be left out.
    fn ask_copies(&mut self) -> Vec<Effect> {
        let all = self.repeated.as_ref().map(|(_, hashes)| hashes.as_slice()).unwrap_or_default();
        let rest = all.get(self.num_asked..).unwrap_or_default();
        let hashes: Vec<u64> = rest.iter().take(HASHES_A_STEP).copied().collect();
        if hashes.is_empty() {
            self.is_done = true;
            return self.tell();
        }
        self.num_asked += hashes.len();
        self.copies.begin(self.num_shards);
        let request = Request::Copies { id: self.id, run: self.run, sort: self.sort.clone(), hashes };
        to_all(self.num_shards, &request)
    }

    fn tell(&self) -> Vec<Effect> {
        let mut hidden: Vec<Vec<u32>> = vec![Vec::new(); usize::from(self.num_shards)];
        for (key, _) in self.folded.actions.iter().flat_map(|copies| copies.iter().skip(1)) {
            if let Some(rows) = hidden.get_mut(usize::from(key.shard)) {
                rows.push(key.row);
            }
        }
        let requests = (0..self.num_shards).zip(hidden).map(|(shard, hidden)| Effect::Send {
            shard,
            request: Request::Fold { id: self.id, sort: self.sort.clone(), hidden },
        });
        requests.collect()
    }
}

impl Folded {
    /// Folds the rows of some shared ids, all of each.
    fn add(&mut self, mut copies: Vec<(u16, SharedCopy)>, descending: bool) {
        copies.sort_unstable_by(|(_, a), (_, b)| order::compare(&a.key, &b.key, descending));
        let mut actions = Actions::default();
        let mut by_action: HashMap<(&str, u32), Vec<(EventKey, u32)>> = HashMap::new();
        for (shard, copy) in &copies {
            let place = actions.place(copy.shared_id.as_str(), copy.account.as_str());
            let code = self.code(&copy.account);
            let key = EventKey { shard: *shard, row: copy.key.row };
            by_action.entry((&copy.shared_id, place)).or_default().push((key, code));
        }
        for copies in by_action.into_values().filter(|copies| copies.len() > 1) {
            let action = self.actions.len() as u32;
            self.action_of.extend(copies.iter().map(|(key, _)| (*key, action)));
            self.actions.push(copies);
        }
    }

    fn code(&mut self, account: &str) -> u32 {
        if let Some(code) = self.codes.get(account) {
            return *code;
        }
        let code = self.accounts.len() as u32;
        self.accounts.push(account.to_owned());
        self.codes.insert(account.to_owned(), code);
        code
    }

    fn action(&self, key: EventKey) -> Option<&Vec<(EventKey, u32)>> {
        self.actions.get(*self.action_of.get(&key)? as usize)
    }
}

/// What occurs more than once, each once, rising.
fn repeated(mut hashes: Vec<u64>) -> Vec<u64> {
    // The stable sort finds the runs of the workers and joins them.
    hashes.sort();
    let mut repeated = Vec::new();
    for pair in hashes.windows(2) {
        if let [first, second] = pair
            && first == second
            && repeated.last() != Some(first)
        {
            repeated.push(*first);
        }
    }
    repeated
}
