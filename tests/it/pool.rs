//! Page and workers in one loop: what the browser does with messages, without the browser.

use std::collections::VecDeque;

use trail_loupe::engine::coordinator::Coordinator;
use trail_loupe::engine::protocol::{
    Command, Effect, EventKey, FileRow, FoundRecords, LoadStatus, LookupId, Matches, Phase, RecordQuery,
    Response, Update,
};
use trail_loupe::engine::shard::Shard;
use trail_loupe::ingest::Limits;

/// A page with its workers. Which worker works next is drawn from `seed`, so that tests see many
/// orders of the same messages.
pub(crate) struct Pool {
    coordinator: Coordinator,
    shards: Vec<Shard>,
    limits: Limits,
    files: Vec<Vec<u8>>,
    pub(crate) updates: Vec<Update>,
    seed: u64,
    /// The file that ends every worker which is to read it.
    pub(crate) ends_workers: Option<u32>,
    ending: Vec<u16>,
    /// How many rows each worker has said that it has.
    pub(crate) num_rows: Vec<u64>,
}

impl Pool {
    pub(crate) fn new(num_shards: u16, seed: u64) -> Self {
        Self::with_limits(num_shards, seed, Limits::default())
    }

    /// A page whose workers read with limits of their own.
    pub(crate) fn with_limits(num_shards: u16, seed: u64, limits: Limits) -> Self {
        Self {
            coordinator: Coordinator::new(num_shards),
            shards: (0..num_shards).map(|_| Shard::with_limits(limits.clone())).collect(),
            limits,
            files: Vec::new(),
            updates: Vec::new(),
            seed: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            ends_workers: None,
            ending: Vec::new(),
            num_rows: vec![0; usize::from(num_shards)],
        }
    }

    /// Loads files to the end.
    pub(crate) fn load(&mut self, files: Vec<(&str, Vec<u8>)>) -> LoadStatus {
        let names =
            files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.len() as u64).into()).collect();
        self.files.extend(files.into_iter().map(|(_, bytes)| bytes));
        self.command(Command::AddFiles { files: names });
        let status = self.status();
        assert_eq!(status.phase, Phase::Ready, "loading comes to an end");
        assert_eq!(status.records, status.events + status.duplicates, "every record is kept or counted");
        status
    }

    /// Does what a command leads to, until nothing more happens.
    pub(crate) fn command(&mut self, command: Command) {
        self.begin(command);
        while self.step() {}
    }

    /// Hands a command over without letting the workers work.
    pub(crate) fn begin(&mut self, command: Command) {
        let effects = self.coordinator.command(command);
        self.carry_out(effects);
    }

    /// Hears what a worker says unasked.
    pub(crate) fn hear(&mut self, shard: u16, response: Response) {
        let effects = self.coordinator.response(shard, response);
        self.carry_out(effects);
    }

    /// Looks records up, to the end.
    pub(crate) fn find(&mut self, wanted: RecordQuery, except: Option<EventKey>) -> FoundRecords {
        let id = LookupId(self.updates.len() as u32);
        self.command(Command::FindRecords { id, wanted, except });
        let found = self.last(|update| match update {
            Update::Records { id: of, found } if *of == id => Some(found.clone()),
            _ => None,
        });
        found.expect("the lookup was answered")
    }

    /// The files that [`Command::AddFiles`] will name.
    pub(crate) fn hold(&mut self, files: Vec<Vec<u8>>) {
        self.files.extend(files);
    }

    /// Lets one worker do one piece of work; whether there was any.
    pub(crate) fn step(&mut self) -> bool {
        if let Some(shard) = self.ending.pop() {
            self.end_worker(shard, true);
            return true;
        }
        let busy: Vec<usize> =
            (0..self.shards.len()).filter(|&shard| self.shards[shard].has_work()).collect();
        if busy.is_empty() {
            return false;
        }
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        let shard = busy[(self.seed % busy.len() as u64) as usize];
        for response in self.shards[shard].step() {
            if let Response::Loaded { rows, .. } | Response::Sealed { rows, .. } = &response {
                self.num_rows[shard] = *rows;
            }
            let effects = self.coordinator.response(shard as u16, response);
            self.carry_out(effects);
        }
        true
    }

    /// Ends a worker as a panic or a lack of memory would: all it held and had to do is gone.
    pub(crate) fn end_worker(&mut self, shard: u16, can_restart: bool) {
        self.shards[usize::from(shard)] = self.new_shard();
        let effects = self.coordinator.worker_ended(shard, "out of memory", can_restart);
        self.carry_out(effects);
    }

    fn new_shard(&self) -> Shard {
        Shard::with_limits(self.limits.clone())
    }

    /// Works until nothing more happens.
    pub(crate) fn finish(&mut self) -> LoadStatus {
        while self.step() {}
        self.status()
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let mut effects: VecDeque<Effect> = effects.into();
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Send { shard, request } => {
                    self.shards[usize::from(shard)].receive(request, Vec::new());
                }
                Effect::Read { given, shard, request } => {
                    if self.ends_workers == Some(given.0) {
                        self.ending.push(shard);
                        continue;
                    }
                    let bytes = self.files[given.0 as usize].clone();
                    self.shards[usize::from(shard)].receive(request, bytes);
                    effects.extend(self.coordinator.command(Command::FileRead { given, outcome: Ok(()) }));
                }
                Effect::StartWorker { shard } => self.shards[usize::from(shard)] = self.new_shard(),
                Effect::Publish(update) => self.updates.push(update),
            }
        }
    }

    /// The last update that `pick` takes.
    pub(crate) fn last<T>(&self, pick: impl Fn(&Update) -> Option<T>) -> Option<T> {
        self.updates.iter().rev().find_map(pick)
    }

    /// What was published of one kind, in its order.
    pub(crate) fn all<T>(&self, pick: impl Fn(&Update) -> Option<T>) -> Vec<T> {
        self.updates.iter().filter_map(pick).collect()
    }

    pub(crate) fn status(&self) -> LoadStatus {
        let status = self.last(|update| match update {
            Update::Load(status) => Some(status.clone()),
            _ => None,
        });
        status.unwrap_or_default()
    }

    pub(crate) fn matches(&self) -> Matches {
        let matches = self.last(|update| match update {
            Update::Matches(matches) => Some(matches.clone()),
            _ => None,
        });
        matches.unwrap_or_default()
    }

    /// The files as last told, in load order.
    pub(crate) fn files(&self) -> Vec<FileRow> {
        let mut rows: Vec<FileRow> = Vec::new();
        for update in &self.updates {
            let Update::Files(changed) = update else { continue };
            for row in changed {
                match rows.iter_mut().find(|known| known.number == row.number) {
                    Some(known) => *known = row.clone(),
                    None => rows.push(row.clone()),
                }
            }
        }
        rows
    }
}
