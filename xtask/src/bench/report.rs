//! What was measured, as a table and as `target/bench.json`.

use std::collections::BTreeMap;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use xtask::bench::corpus::Corpus;
use xtask::project::{dist_dir, target_dir};

use crate::Checked;
use crate::native::Stages;
use crate::peers::Peer;
use crate::runs::{Means, Timing};

/// Everything measured so far.
pub(crate) struct Report {
    machine: String,
    page_bytes: (usize, usize),
    corpora: Vec<Corpus>,
    stages: Stages,
    timings: BTreeMap<(usize, Means), Vec<Timing>>,
    peers: Vec<Peer>,
}

/// Several figures of one thing.
#[derive(Debug, Clone, Copy)]
struct Spread {
    least: f64,
    median: f64,
    most: f64,
}

impl Spread {
    fn of(figures: impl Iterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = figures.collect();
        sorted.sort_by(f64::total_cmp);
        Some(Self { least: *sorted.first()?, median: *sorted.get(sorted.len() / 2)?, most: *sorted.last()? })
    }

    fn json(self) -> Value {
        json!({ "median": self.median, "least": self.least, "most": self.most })
    }
}

impl Report {
    pub(crate) fn begin(corpora: &[Corpus]) -> Checked<Self> {
        let page = std::fs::read(dist_dir().join("index.html"))
            .map_err(|_| "dist/index.html is missing; `cargo xtask build` makes it")?;
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&page)?;
        Ok(Self {
            machine: machine(),
            page_bytes: (page.len(), encoder.finish()?.len()),
            corpora: corpora.to_vec(),
            stages: Stages::new(),
            timings: BTreeMap::new(),
            peers: Vec::new(),
        })
    }

    pub(crate) fn native(&mut self, stages: Stages) {
        self.stages = stages;
    }

    pub(crate) fn timing(&mut self, means: Means, corpus: &Corpus, timing: Timing) {
        self.timings.entry((corpus.size.events, means)).or_default().push(timing);
    }

    pub(crate) fn peers(&mut self, peers: Vec<Peer>) {
        self.peers = peers;
    }

    /// Prints the table and writes the file.
    pub(crate) fn finish(&self) -> Checked {
        println!("\n{}", self.table());
        let path = target_dir().join("bench.json");
        std::fs::write(&path, format!("{:#}\n", self.json()))?;
        println!("written to target/bench.json");
        Ok(())
    }

    fn of(&self, events: usize, means: Means, figure: impl Fn(&Timing) -> Option<f64>) -> Option<Spread> {
        Spread::of(self.timings.get(&(events, means))?.iter().filter_map(figure))
    }

    fn load(&self, events: usize, means: Means) -> Option<Spread> {
        self.of(events, means, |timing| Some(timing.load_ms))
    }

    /// The table in the form that `docs/performance.md` keeps.
    fn table(&self) -> String {
        let mut lines = vec![self.machine.clone(), String::new()];
        lines.push(format!("The page has {} bytes, {} gzipped.\n", self.page_bytes.0, self.page_bytes.1));
        lines.push(String::from(
            "| events | means | load, ms | spread | MB/s | against native | first rows, ms | longest task, ms | memory an event, B |",
        ));
        lines.push(String::from("|---|---|---|---|---|---|---|---|---|"));
        for corpus in &self.corpora {
            let events = corpus.size.events;
            for (&(_, means), _) in self.timings.iter().filter(|((size, _), _)| *size == events) {
                let Some(load) = self.load(events, means) else { continue };
                let native = self.load(events, Means::Native);
                let whole = |figure: Option<Spread>| {
                    figure.map_or_else(|| String::from("–"), |figure| format!("{:.0}", figure.median))
                };
                lines.push(format!(
                    "| {events} | {means} | {:.0} | {:.0}–{:.0} | {:.0} | {} | {} | {} | {} |",
                    load.median,
                    load.least,
                    load.most,
                    corpus.json_bytes as f64 / 1e3 / load.median,
                    native.map_or_else(String::new, |native| format!("{:.2}×", native.median / load.median)),
                    whole(self.of(events, means, |timing| timing.first_rows_ms)),
                    whole(self.of(events, means, |timing| timing.longest_task_ms)),
                    whole(
                        self.of(events, means, |timing| Some(timing.resident_bytes? as f64 / events as f64))
                    ),
                ));
            }
        }
        lines.push(String::new());
        lines.extend(self.start());
        lines.extend(self.growth());
        lines.extend(self.queries());
        lines.extend(self.question_tasks());
        lines.extend(self.details());
        for peer in &self.peers {
            lines.push(match &peer.seconds {
                Ok(seconds) => {
                    let rate = peer.events as f64 / seconds;
                    let ours = self.load(peer.events, Means::Page { workers: 1 });
                    let ratio = ours.map_or_else(String::new, |ours| {
                        format!("; the page with one worker is {:.1}× as fast", seconds * 1e3 / ours.median)
                    });
                    format!("{}: {rate:.0} events/s{ratio}", peer.name)
                }
                Err(why) => format!("{}: skipped, {why}", peer.name),
            });
        }
        lines.join("\n")
    }

    /// How soon the page is there, over all of its loads.
    fn start(&self) -> Option<String> {
        let all = |figure: fn(&Timing) -> Option<f64>| {
            let pages = self.timings.iter().filter(|((_, means), _)| matches!(means, Means::Page { .. }));
            Spread::of(pages.flat_map(|(_, timings)| timings).filter_map(figure))
        };
        let (paint, usable) = (all(|timing| timing.first_paint_ms)?, all(|timing| timing.usable_ms)?);
        Some(format!(
            "First paint after {:.0} ms (least {:.0}), usable after {:.0} ms (least {:.0}).\n",
            paint.median, paint.least, usable.median, usable.least
        ))
    }

    /// Time and memory from each corpus to the next: the page itself is in both.
    fn growth(&self) -> Vec<String> {
        let one = Means::Page { workers: 1 };
        let resident =
            |events| self.of(events, one, |timing| timing.resident_bytes.map(|bytes| bytes as f64));
        let mut lines = Vec::new();
        for pair in self.corpora.windows(2) {
            let [small, large] = pair else { continue };
            if let (Some(before), Some(after)) = (resident(small.size.events), resident(large.size.events)) {
                let events = (large.size.events - small.size.events) as f64;
                lines.push(format!(
                    "{} → {} events, one worker: {:.0} B of memory for each event more",
                    small.size.events,
                    large.size.events,
                    (after.median - before.median) / events
                ));
            }
            if let (Some(before), Some(after)) =
                (self.load(small.size.events, one), self.load(large.size.events, one))
            {
                lines.push(format!(
                    "{} → {} events, one worker: {:.1}× the time",
                    small.size.events,
                    large.size.events,
                    after.median / before.median
                ));
            }
        }
        lines
    }

    fn queries(&self) -> Vec<String> {
        let Some(events) = self.corpora.last().map(|corpus| corpus.size.events) else { return Vec::new() };
        let native = self.load(events, Means::Native).map(|load| load.median);
        let mut lines = Vec::new();
        for workers in [1, 2] {
            let Some(timings) = self.timings.get(&(events, Means::Page { workers })) else { continue };
            let mut by_name: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
            for (name, ms) in
                timings.iter().flat_map(|timing| timing.queries.iter().chain(&timing.simulations))
            {
                by_name.entry(name).or_default().push(*ms);
            }
            for (name, figures) in by_name {
                let Some(spread) = Spread::of(figures.into_iter()) else { continue };
                let share = native.map_or_else(String::new, |native| {
                    format!(", {:.2} % of native's load", spread.median / native * 100.0)
                });
                lines.push(format!(
                    "{events} events, {workers} workers, {name}: {:.1} ms{share}",
                    spread.median
                ));
            }
        }
        lines
    }

    /// How fluent typing stays.
    fn question_tasks(&self) -> Vec<String> {
        let of_means = |(&(events, means), timings): (&(usize, Means), &Vec<Timing>)| {
            let asked: usize = timings.iter().map(questions_asked).sum();
            let tasks = |of: fn(&Timing) -> &[f64]| {
                let all: Vec<f64> = timings.iter().flat_map(of).copied().collect();
                format!("{}, the longest {:.0} ms", all.len(), all.iter().copied().fold(0.0, f64::max))
            };
            (asked > 0).then(|| {
                format!(
                    "{events} events, {means}, tasks of the main thread over 50 ms in {asked} questions: while they were typed {}; from Enter to the answer {}",
                    tasks(|timing| &timing.typing_tasks),
                    tasks(|timing| &timing.answer_tasks)
                )
            })
        };
        self.timings.iter().filter_map(of_means).collect()
    }

    /// How long it takes from a click on a row to its detail.
    fn details(&self) -> Vec<String> {
        let of_means = |(&(events, means), timings): (&(usize, Means), &Vec<Timing>)| {
            let figures = details(timings);
            let part = |name: &str, figures: &[f64]| {
                let (half, most) = (percentile(figures, 50)?, percentile(figures, 95)?);
                Some(format!("{name} p50 {half:.1} ms, p95 {most:.1} ms"))
            };
            let [answered, painting, whole] = &figures;
            Some(format!(
                "{events} events, {means}, click to detail of {} random events: {}; {}; {}",
                whole.len(),
                part("record there", answered)?,
                part("painted after that", painting)?,
                part("in all", whole)?,
            ))
        };
        self.timings.iter().filter_map(of_means).collect()
    }

    fn json(&self) -> Value {
        let loads: Vec<Value> = self
            .timings
            .keys()
            .map(|&(events, means)| {
                let spread =
                    |figure: fn(&Timing) -> Option<f64>| self.of(events, means, figure).map(Spread::json);
                let tasks = |of: fn(&Timing) -> &Vec<f64>| {
                    self.timings.get(&(events, means)).map(|timings| timings.iter().map(of).collect::<Vec<_>>())
                };
                json!({
                    "events": events,
                    "means": means.to_string(),
                    "loadMs": spread(|timing| Some(timing.load_ms)),
                    "firstPaintMs": spread(|timing| timing.first_paint_ms),
                    "usableMs": spread(|timing| timing.usable_ms),
                    "firstRowsMs": spread(|timing| timing.first_rows_ms),
                    "longTasks": spread(|timing| Some(timing.long_tasks? as f64)),
                    "longestTaskMs": spread(|timing| timing.longest_task_ms),
                    "typingTasksMs": tasks(|timing| &timing.typing_tasks),
                    "answerTasksMs": tasks(|timing| &timing.answer_tasks),
                    "residentBytes": spread(|timing| Some(timing.resident_bytes? as f64)),
                    "peakBytes": spread(|timing| Some(timing.peak_bytes? as f64)),
                    "detailMs": self.timings.get(&(events, means)).map(|timings| {
                        let both = |figures: &[f64]| json!({ "p50": percentile(figures, 50), "p95": percentile(figures, 95) });
                        let [answered, painting, whole] = details(timings);
                        json!({ "answered": both(&answered), "painting": both(&painting), "whole": both(&whole), "events": whole.len() })
                    }),
                    "queries": self.timings.get(&(events, means)).map(|timings| {
                        timings.iter().map(|timing| json!(timing.queries)).collect::<Vec<_>>()
                    }),
                    "simulations": self.timings.get(&(events, means)).map(|timings| {
                        timings.iter().map(|timing| json!(timing.simulations)).collect::<Vec<_>>()
                    }),
                })
            })
            .collect();
        let corpora: Vec<Value> = self
            .corpora
            .iter()
            .map(|corpus| {
                json!({
                    "events": corpus.size.events, "files": corpus.size.files,
                    "gzipBytes": corpus.gzip_bytes, "jsonBytes": corpus.json_bytes, "ratio": corpus.ratio(),
                })
            })
            .collect();
        let peers: Vec<Value> = self
            .peers
            .iter()
            .map(|peer| json!({ "name": peer.name, "events": peer.events, "seconds": peer.seconds.as_ref().ok() }))
            .collect();
        json!({
            "machine": self.machine,
            "pageBytes": self.page_bytes.0,
            "pageGzipBytes": self.page_bytes.1,
            "corpora": corpora,
            "nativeStagesMBs": self.stages,
            "loads": loads,
            "peers": peers,
        })
    }
}

fn questions_asked(timing: &Timing) -> usize {
    timing.queries.iter().filter(|(name, _)| name.starts_with("query:")).count()
}

/// Milliseconds from the click to the record, from there to its painting, and of both, of every event opened.
fn details(timings: &[Timing]) -> [Vec<f64>; 3] {
    let opened = || timings.iter().flat_map(|timing| timing.details.iter().copied());
    [
        opened().map(|(answered, _)| answered).collect(),
        opened().map(|(answered, painted)| painted - answered).collect(),
        opened().map(|(_, painted)| painted).collect(),
    ]
}

/// The figure that so many of a hundred do not exceed.
fn percentile(figures: &[f64], percent: usize) -> Option<f64> {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

/// The machine in one line.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let field = |path: &str, name: &str| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        line.split_once(':').map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    format!(
        "{cores} cores of {}, {} of memory, {} {}",
        field("/proc/cpuinfo", "model name"),
        field("/proc/meminfo", "MemTotal"),
        std::env::consts::OS,
        std::env::consts::ARCH
    )
}
