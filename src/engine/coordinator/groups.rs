//! The groups of a query, joined from the streams of all workers.
//!
//! Every worker tells its groups in the same order of keys. A group is whole once every worker has
//! told a later one or its last; then it is counted, kept if it is among those that are wanted, and
//! its values are let go. So a million groups take no more memory than those on screen.

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};

use super::super::protocol::{
    Effect, GroupColumn, GroupPart, GroupQuestion, GroupRow, GroupSort, GroupValue, Groups, QueryId, Request,
    Response, Update,
};
use super::to_all;
use crate::aggregate::histogram::join_extents;
use crate::base::text;

/// The standing question about groups.
pub(super) struct GroupGather {
    num_shards: u16,
    /// Numbers the times that the question was asked; answers to older ones are dropped.
    run: u32,
    /// The query that they are about.
    id: QueryId,
    question: Option<GroupQuestion>,
    streams: Vec<Stream>,
    open: Option<OpenGroup>,
    /// The groups that have the same hash as the last one: those that differ from it by letter case
    /// alone are all among them.
    run_of_alike: Vec<GroupRow>,
    last_hash: Option<u64>,
    rows: Vec<GroupRow>,
    num_groups: u64,
    repeated: u64,
    left_out: u64,
    alike: u64,
}

/// What one worker has told and was not taken in.
#[derive(Default)]
struct Stream {
    parts: VecDeque<GroupPart>,
    is_last: bool,
    is_asked: bool,
}

/// A group of which more may come.
struct OpenGroup {
    hash: u64,
    row: GroupRow,
    /// The different values that each worker told, one run for each part.
    ips: Vec<String>,
    users: Vec<String>,
}

/// Rows are thrown out when there are this many times as many as wanted, and some.
const SLACK_ROWS: usize = 4_096;

impl GroupGather {
    pub(super) fn new(num_shards: u16) -> Self {
        Self {
            num_shards,
            run: 0,
            id: QueryId::default(),
            question: None,
            streams: Vec::new(),
            open: None,
            run_of_alike: Vec::new(),
            last_hash: None,
            rows: Vec::new(),
            num_groups: 0,
            repeated: 0,
            left_out: 0,
            alike: 0,
        }
    }

    /// Takes a question in; `None` for no more groups.
    pub(super) fn set(
        &mut self,
        question: Option<GroupQuestion>,
        id: QueryId,
        is_answered: bool,
    ) -> Vec<Effect> {
        self.question = question;
        if is_answered {
            self.ask(id)
        } else {
            // Asked once the query is answered; what is on its way is for another question.
            self.run += 1;
            Vec::new()
        }
    }

    /// Asks for the groups of a query.
    pub(super) fn ask(&mut self, id: QueryId) -> Vec<Effect> {
        self.run += 1;
        self.id = id;
        let Some(question) = &self.question else { return Vec::new() };
        self.streams = (0..self.num_shards).map(|_| Stream { is_asked: true, ..Stream::default() }).collect();
        (self.num_groups, self.repeated, self.left_out, self.alike) = (0, 0, 0, 0);
        (self.open, self.last_hash) = (None, None);
        self.run_of_alike.clear();
        self.rows.clear();
        to_all(self.num_shards, &Request::Groups { id, run: self.run, fields: question.fields.clone() })
    }

    /// Takes in what a worker tells. `id` and `query` are those in force.
    pub(super) fn answer(&mut self, shard: u16, response: Response, id: QueryId, query: &str) -> Vec<Effect> {
        let Response::Groups { run, parts, is_last, repeated, left_out } = response else {
            return Vec::new();
        };
        if run != self.run || id != self.id {
            return Vec::new();
        }
        let Some(stream) = self.streams.get_mut(usize::from(shard)) else { return Vec::new() };
        stream.parts.extend(parts);
        (stream.is_last, stream.is_asked) = (is_last, false);
        if is_last {
            self.repeated += repeated;
            self.left_out += left_out;
        }
        self.join();
        let mut effects = Vec::new();
        for (shard, stream) in self.streams.iter_mut().enumerate() {
            if stream.parts.is_empty() && !stream.is_last && !stream.is_asked {
                stream.is_asked = true;
                effects.push(Effect::Send { shard: shard as u16, request: Request::MoreGroups { run } });
            }
        }
        if self.streams.iter().all(|stream| stream.is_last && stream.parts.is_empty()) {
            effects.extend(self.finish(query));
        }
        effects
    }

    /// Takes parts in as long as no worker can still tell an earlier one.
    fn join(&mut self) {
        while self.streams.iter().all(|stream| stream.is_last || !stream.parts.is_empty()) {
            let heads = self.streams.iter().enumerate();
            let heads = heads.filter_map(|(at, stream)| Some((at, stream.parts.front()?)));
            let Some((at, _)) = heads.min_by(|(_, a), (_, b)| (a.hash, &a.key).cmp(&(b.hash, &b.key))) else {
                return;
            };
            if let Some(part) = self.streams.get_mut(at).and_then(|stream| stream.parts.pop_front()) {
                self.take(part);
            }
        }
    }

    fn take(&mut self, part: GroupPart) {
        let is_open =
            self.open.as_ref().is_some_and(|open| open.hash == part.hash && open.row.key == part.key);
        if !is_open {
            self.close();
        }
        let open = self.open.get_or_insert_with(|| OpenGroup {
            hash: part.hash,
            row: GroupRow { key: part.key, events: 0, errors: 0, extent: None, ips: 0, users: 0, alike: 0 },
            ips: Vec::new(),
            users: Vec::new(),
        });
        open.row.events += part.events;
        open.row.errors += part.errors;
        open.row.extent = join_extents(open.row.extent, part.extent);
        open.ips.extend(part.ips);
        open.users.extend(part.users);
    }

    /// Counts the open group, which is whole.
    fn close(&mut self) {
        let Some(OpenGroup { hash, mut row, ips, users }) = self.open.take() else { return };
        (row.ips, row.users) = (num_different(ips), num_different(users));
        self.num_groups += 1;
        if self.last_hash.replace(hash) != Some(hash) {
            self.end_run();
        }
        self.run_of_alike.push(row);
    }

    /// Takes the groups of one hash in.
    fn end_run(&mut self) {
        let Some(question) = &self.question else { return };
        if self.run_of_alike.len() > 1 {
            let mut spellings: HashMap<Vec<GroupValue>, u64> = HashMap::new();
            for row in &self.run_of_alike {
                *spellings.entry(folded(&row.key)).or_default() += 1;
            }
            for row in &mut self.run_of_alike {
                row.alike = spellings.get(&folded(&row.key)).map_or(0, |spellings| spellings - 1);
                self.alike += u64::from(row.alike > 0);
            }
        }
        self.rows.append(&mut self.run_of_alike);
        let top = question.top as usize;
        if self.rows.len() >= top.saturating_mul(2).saturating_add(SLACK_ROWS) {
            let sort = question.sort;
            self.rows.select_nth_unstable_by(top, |a, b| compare(a, b, sort));
            self.rows.truncate(top);
        }
    }

    fn finish(&mut self, query: &str) -> Vec<Effect> {
        self.close();
        self.end_run();
        let Some(question) = self.question.clone() else { return Vec::new() };
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_unstable_by(|a, b| compare(a, b, question.sort));
        rows.truncate(question.top as usize);
        vec![Effect::Publish(Update::Groups(Groups {
            query: query.to_owned(),
            question,
            num_groups: self.num_groups,
            repeated: self.repeated,
            left_out: self.left_out,
            alike: self.alike,
            rows,
        }))]
    }
}

/// A key as the filter language compares it.
fn folded(key: &[GroupValue]) -> Vec<GroupValue> {
    let fold = |value: &GroupValue| match value {
        GroupValue::Text(text) => GroupValue::Text(text.to_ascii_lowercase()),
        other => other.clone(),
    };
    key.iter().map(fold).collect()
}

/// How many different texts there are in a few sorted runs.
fn num_different(mut texts: Vec<String>) -> u64 {
    // The stable sort finds the runs and joins them.
    texts.sort();
    texts.dedup();
    texts.len() as u64
}

/// The order of rows on screen. What has no value is last in either direction, and equal rows are in
/// the order of their keys.
fn compare(a: &GroupRow, b: &GroupRow, sort: GroupSort) -> Ordering {
    let directed = |order: Ordering| if sort.descending { order.reverse() } else { order };
    let times = |pick: fn((i64, i64)) -> i64| match (a.extent, b.extent) {
        (Some(a), Some(b)) => directed(pick(a).cmp(&pick(b))),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    let order = match sort.by {
        GroupColumn::Key(place) => match (a.key.get(usize::from(place)), b.key.get(usize::from(place))) {
            (Some(GroupValue::Text(a)), Some(GroupValue::Text(b))) => directed(text::order(a, b)),
            (a, b) => rank(a).cmp(&rank(b)),
        },
        GroupColumn::Events => directed(a.events.cmp(&b.events)),
        GroupColumn::Errors => directed(a.errors.cmp(&b.errors)),
        GroupColumn::First => times(|(first, _)| first),
        GroupColumn::Last => times(|(_, last)| last),
        GroupColumn::Ips => directed(a.ips.cmp(&b.ips)),
        GroupColumn::Users => directed(a.users.cmp(&b.users)),
    };
    order.then_with(|| compare_keys(&a.key, &b.key))
}

fn compare_keys(a: &[GroupValue], b: &[GroupValue]) -> Ordering {
    let values = a.iter().zip(b).map(|(a, b)| match (a, b) {
        (GroupValue::Text(a), GroupValue::Text(b)) => text::order(a, b),
        (a, b) => rank(Some(a)).cmp(&rank(Some(b))),
    });
    values.fold(Ordering::Equal, Ordering::then)
}

/// Texts come before objects, objects before nothing.
fn rank(value: Option<&GroupValue>) -> u8 {
    match value {
        Some(GroupValue::Text(_)) => 0,
        Some(GroupValue::Object) => 1,
        Some(GroupValue::Missing) | None => 2,
    }
}
