//! Files are given out so that the workers end together: the coordinator with workers that take a moment for each
//! byte, held against the least time that any order could take.

use std::collections::VecDeque;

use trail_loupe::engine::coordinator::Coordinator;
use trail_loupe::engine::protocol::{Command, Effect, GivenId, Response};

/// Workers of which only the time that they take is real.
struct Crew {
    coordinator: Coordinator,
    sizes: Vec<u64>,
    /// What each worker has been given, and when it is done with the first of it.
    queues: Vec<VecDeque<GivenId>>,
    done_at: Vec<u64>,
    now: u64,
    most_waiting: usize,
}

impl Crew {
    fn new(num_workers: usize) -> Self {
        Self {
            coordinator: Coordinator::new(num_workers as u16),
            sizes: Vec::new(),
            queues: vec![VecDeque::new(); num_workers],
            done_at: vec![0; num_workers],
            now: 0,
            most_waiting: 0,
        }
    }

    fn add(&mut self, sizes: &[u64]) {
        self.sizes.extend(sizes);
        let files = sizes.iter().map(|&size| (format!("{size}.json.gz"), size).into()).collect();
        let effects = self.coordinator.command(Command::AddFiles { files });
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Read { given, shard, .. } = effect {
                let worker = usize::from(shard);
                if self.queues[worker].is_empty() {
                    self.done_at[worker] = self.now + self.sizes[given.0 as usize];
                }
                self.queues[worker].push_back(given);
                self.most_waiting = self.most_waiting.max(self.queues[worker].len());
            }
        }
    }

    /// Works until nothing is left; when that is.
    fn finish(&mut self) -> u64 {
        loop {
            let busy = (0..self.queues.len()).filter(|&worker| !self.queues[worker].is_empty());
            let Some(worker) = busy.min_by_key(|&worker| self.done_at[worker]) else { return self.now };
            self.now = self.done_at[worker];
            let given = self.queues[worker].pop_front().expect("a busy worker");
            if let Some(next) = self.queues[worker].front() {
                self.done_at[worker] = self.now + self.sizes[next.0 as usize];
            }
            let loaded = Response::Loaded { given, rows: 0, memory_bytes: 0 };
            let effects = self.coordinator.response(worker as u16, loaded);
            self.carry_out(effects);
        }
    }
}

/// Sizes between one and a hundred thousand, small ones more often.
fn mixed(count: usize) -> Vec<u64> {
    let mut state = count as u64;
    let draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        1 + (state >> 33) % 100_000 * ((state >> 50) % 100) / 100
    };
    std::iter::repeat_with(draw).take(count).collect()
}

#[test]
fn workers_end_together() {
    let huge = [vec![1_000_000], vec![1_000; 1_000]].concat();
    for num_workers in 1..=5 {
        for sizes in [vec![1_000; 600], mixed(40), mixed(300), mixed(5_000), huge.clone()] {
            // All at once, and named in portions while the first are read.
            for portion in [sizes.len(), 7] {
                let mut crew = Crew::new(num_workers);
                for sizes in sizes.chunks(portion) {
                    crew.add(sizes);
                }
                let took = crew.finish();
                let all: u64 = sizes.iter().sum();
                let longest = sizes.iter().max().copied().unwrap_or_default();
                let least = longest.max(all.div_ceil(num_workers as u64));
                let told = format!("{} files, {num_workers} workers, in {portion}s", sizes.len());
                assert_eq!(crew.queues.iter().map(VecDeque::len).sum::<usize>(), 0, "{told}");
                // A file that is named late may be a long one.
                let late = if portion < sizes.len() { longest } else { longest / 4 };
                assert!(took <= least + least / 10 + late, "{told}: {took} instead of {least}");
                assert!(crew.most_waiting <= 24, "{told}: {} at a time", crew.most_waiting);
            }
        }
    }
}

#[test]
fn a_few_files_keep_all_workers_busy() {
    for num_workers in 1..=4 {
        for files_each in 1..=5 {
            let mut crew = Crew::new(num_workers);
            crew.add(&vec![10; num_workers * files_each]);
            assert_eq!(
                crew.finish(),
                10 * files_each as u64,
                "{num_workers} workers, {files_each} files each"
            );
        }
    }
}
