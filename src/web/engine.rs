//! The engine in a browser: the coordinator with its workers, and files that are read for them.
//!
//! ```text
//! ui ─Command→ Coordinator ─Effect→ worker pool, file reader
//! ui ←Updates, one batch a frame── Coordinator ←Response── worker pool
//! ```
//!
//! Each answer of a worker is taken in by a task of its own, so that the page is never held up by
//! many at once; what they mean for the screen is gathered and handed over once a frame. How far
//! loading is can wait longer: drawing it anew for every file would take the time that reading needs.
//!
//! **Invariant:** after [`Engine::reset`] nothing of the time before is heard of again.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen_futures::spawn_local;

use super::files::PickedFile;
use super::measure::now_ms;
use super::pool::{PoolEvent, WorkerPool, WorkerSource};
use super::sample::sample_bytes;
use super::{BrowserError, frame};
use crate::engine::coordinator::Coordinator;
use crate::engine::protocol::{self, Command, Effect, GivenId, Phase, Request, Update};

/// Updates are handed over after this long at the latest: a tab in the background draws no frames, and
/// while files are read their number may be a moment old.
const LONGEST_WAIT_MS: u32 = 200;

/// A count waits so long for its timeline, which mostly follows at once: drawn in two frames, the second would
/// hold up everything else that is asked.
const COUNT_WAIT_MS: u32 = 40;

/// The start screen has this time for itself before a rehearsal is asked for; a worker begins with it when it has
/// heard nothing for a while.
const REHEARSAL_DELAY_MS: u32 = 300;

/// A handle on the engine of this page. Clones are the same engine.
#[derive(Clone)]
pub struct Engine(Rc<RefCell<Running>>);

/// An update, and when the page had it, in milliseconds since the page began.
pub struct News {
    pub update: Update,
    pub there_ms: f64,
}

/// A drop whose files come in portions. After a reset they are dropped.
#[derive(Debug)]
pub struct Adding {
    generation: u32,
}

struct Running {
    source: WorkerSource,
    num_workers: usize,
    pool: WorkerPool,
    coordinator: Coordinator,
    /// By [`GivenId`]: the file, and which of its parts. They are kept, so that a file can be read again when its
    /// worker has ended; a handle on a file holds none of its bytes but the list of an archive.
    files: Vec<(Rc<PickedFile>, Option<usize>)>,
    /// For each worker, how many there were before it: what was read for one of those is dropped.
    successions: Vec<u32>,
    /// Raised by a reset: what an older one began is dropped.
    generation: u32,
    waiting: Vec<News>,
    on_updates: Rc<dyn Fn(Vec<News>)>,
    handover: Option<Handover>,
}

/// The frame and the timers that wait to hand updates over; the first of them does.
struct Handover {
    frame: Option<frame::Frame>,
    of_count: Option<Timeout>,
    _timer: Timeout,
}

/// How long an update can wait to be handed over.
enum Patience {
    NextFrame,
    Timeline,
    Progress,
}

impl Patience {
    fn of(update: &Update) -> Self {
        match update {
            Update::Load(status) if status.phase == Phase::Loading => Self::Progress,
            Update::Files(_) => Self::Progress,
            Update::Matches(_) => Self::Timeline,
            _ => Self::NextFrame,
        }
    }
}

impl Engine {
    /// Starts `num_workers` workers. `on_updates` is called from the event loop, never from within a
    /// call to the engine.
    ///
    /// # Errors
    /// When the browser starts no worker.
    pub fn start(
        source: WorkerSource,
        num_workers: usize,
        on_updates: impl Fn(Vec<News>) + 'static,
    ) -> Result<Self, BrowserError> {
        let on_updates: Rc<dyn Fn(Vec<News>)> = Rc::new(on_updates);
        let mut failure = None;
        let engine = Rc::new_cyclic(|own: &Weak<RefCell<Running>>| {
            let pool = start_pool(&source, num_workers, own.clone(), 0).unwrap_or_else(|err| {
                failure = Some(err);
                WorkerPool::empty()
            });
            let num_workers = pool.worker_count();
            RefCell::new(Running {
                source,
                num_workers,
                pool,
                coordinator: new_coordinator(num_workers),
                files: Vec::new(),
                successions: vec![0; num_workers],
                generation: 0,
                waiting: Vec::new(),
                on_updates,
                handover: None,
            })
        });
        match failure {
            Some(err) => Err(err),
            None => {
                let engine = Self(engine);
                let rehearsing = engine.clone();
                Timeout::new(REHEARSAL_DELAY_MS, move || rehearsing.rehearse()).forget();
                Ok(engine)
            }
        }
    }

    /// Has a worker read the sample for practice. What the browser compiles then serves all of them.
    fn rehearse(&self) {
        let running = self.0.borrow();
        if running.files.is_empty()
            && let Some(file) = sample_bytes()
        {
            let file = Uint8Array::from(file.as_slice()).buffer();
            // A worker that cannot be told of it says so when it is asked for something.
            running.pool.post(0, &protocol::encode(&Request::Rehearse), &[file]).ok();
        }
    }

    /// The number of workers.
    pub fn num_workers(&self) -> usize {
        self.0.borrow().num_workers
    }

    /// Files will come, portion by portion: loading is not at its end before [`Engine::end_adding`].
    pub fn begin_adding(&self) -> Adding {
        let generation = self.0.borrow().generation;
        self.ask(Command::BeginAdding);
        Adding { generation }
    }

    /// All files of a drop have come.
    pub fn end_adding(&self, adding: &Adding) {
        if self.is_current(adding) {
            self.ask(Command::EndAdding);
        }
    }

    fn is_current(&self, adding: &Adding) -> bool {
        self.0.borrow().generation == adding.generation
    }

    /// Takes files in, after those that were given before.
    pub fn add_files(&self, adding: &Adding, files: Vec<PickedFile>) {
        if files.is_empty() || !self.is_current(adding) {
            return;
        }
        let named = files.iter().map(PickedFile::given).collect();
        {
            let mut running = self.0.borrow_mut();
            for file in files.into_iter().map(Rc::new) {
                match file.parts.len() {
                    0 => running.files.push((file, None)),
                    parts => running.files.extend((0..parts).map(|part| (file.clone(), Some(part)))),
                }
            }
        }
        self.ask(Command::AddFiles { files: named });
    }

    /// Asks the engine for something.
    pub fn ask(&self, command: Command) {
        let effects = self.0.borrow_mut().coordinator.command(command);
        self.perform(effects);
    }

    /// Lets go of all files and events, and starts new workers.
    ///
    /// # Errors
    /// When the browser starts no worker; the engine then has none.
    pub fn reset(&self) -> Result<(), BrowserError> {
        let mut running = self.0.borrow_mut();
        running.generation += 1;
        running.pool.terminate();
        let pool =
            start_pool(&running.source, running.num_workers, Rc::downgrade(&self.0), running.generation)?;
        running.pool = pool;
        running.coordinator = new_coordinator(running.num_workers);
        running.files.clear();
        running.waiting.clear();
        running.handover = None;
        Ok(())
    }

    fn perform(&self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Send { shard, request } => {
                    let sent =
                        self.0.borrow().pool.post(usize::from(shard), &protocol::encode(&request), &[]);
                    if let Err(err) = sent {
                        self.publish(Update::Failed { what: err.to_string() });
                    }
                }
                Effect::Read { given, shard, request } => self.read(given, shard, &request),
                Effect::StartWorker { shard } => self.start_worker(shard),
                Effect::Publish(update) => self.publish(update),
            }
        }
    }

    /// Reads a file and hands its bytes to a worker.
    fn read(&self, given: GivenId, shard: u16, request: &Request) {
        let (file, generation, succession) = {
            let running = self.0.borrow();
            let file = running.files.get(given.0 as usize).cloned();
            (file, running.generation, running.succession(shard))
        };
        let message = protocol::encode(request);
        let engine = self.clone();
        spawn_local(async move {
            let read = match file {
                Some((file, part)) => match part.and_then(|part| file.parts.get(part)) {
                    Some(part) => file.read_part(part).await,
                    None => file.read().await,
                }
                .map_err(|err| err.to_string()),
                None => Err("the file is gone".to_owned()),
            };
            let is_wanted = {
                let running = engine.0.borrow();
                running.generation == generation && running.succession(shard) == succession
            };
            if !is_wanted {
                return;
            }
            let sent = read.and_then(|bytes| {
                let running = engine.0.borrow();
                running.pool.post(usize::from(shard), &message, &[bytes]).map_err(|err| err.to_string())
            });
            engine.ask(Command::FileRead { given, outcome: sent });
        });
    }

    fn hear(&self, event: PoolEvent) {
        match event {
            PoolEvent::Reply { worker, message } => match protocol::decode(&message) {
                Ok(response) => {
                    let effects = self.0.borrow_mut().coordinator.response(worker as u16, response);
                    self.perform(effects);
                }
                Err(what) => self.publish(Update::Failed { what }),
            },
            PoolEvent::Failed { worker, reason, had_started } => {
                self.worker_ended(worker as u16, &reason, had_started);
            }
        }
    }

    fn worker_ended(&self, shard: u16, why: &str, can_restart: bool) {
        let effects = {
            let mut running = self.0.borrow_mut();
            if let Some(succession) = running.successions.get_mut(usize::from(shard)) {
                *succession += 1;
            }
            running.coordinator.worker_ended(shard, why, can_restart)
        };
        self.perform(effects);
    }

    fn start_worker(&self, shard: u16) {
        let started = self.0.borrow_mut().pool.restart(usize::from(shard));
        if let Err(err) = started {
            self.worker_ended(shard, &err.to_string(), false);
        }
    }

    fn publish(&self, update: Update) {
        self.keep(News { update, there_ms: now_ms() });
    }

    /// Keeps what is to be handed over.
    fn keep(&self, news: News) {
        let patience = Patience::of(&news.update);
        let mut running = self.0.borrow_mut();
        running.waiting.push(news);
        let after = |millis: u32| {
            let by_timer = self.clone();
            Timeout::new(millis, move || by_timer.hand_over())
        };
        let handover = running.handover.get_or_insert_with(|| Handover {
            frame: None,
            of_count: None,
            _timer: after(LONGEST_WAIT_MS),
        });
        match patience {
            Patience::NextFrame if handover.frame.is_none() => {
                let by_frame = self.clone();
                handover.frame = Some(frame::request(move || by_frame.hand_over()));
            }
            Patience::Timeline if handover.of_count.is_none() => {
                handover.of_count = Some(after(COUNT_WAIT_MS));
            }
            _ => {}
        }
    }

    fn hand_over(&self) {
        let (updates, later, on_updates, handover) = {
            let mut running = self.0.borrow_mut();
            let (updates, later) = for_one_frame(std::mem::take(&mut running.waiting));
            (updates, later, running.on_updates.clone(), running.handover.take())
        };
        // Not dropped before the end: the closure that runs now is one of them.
        let _keep = handover;
        for news in later {
            self.keep(news);
        }
        on_updates(updates);
    }
}

/// Parts what is drawn now from what comes a frame later: the count first, then rows, then facets, since all of them
/// together would hold the page up. Those of an older answer never wait: nothing may overtake the count that they belong
/// to.
fn for_one_frame(mut waiting: Vec<News>) -> (Vec<News>, Vec<News>) {
    let of_last = waiting.iter().rposition(|news| matches!(news.update, Update::Matches(_)));
    let newest = waiting.split_off(of_last.unwrap_or_default());
    let has_rows = newest.iter().any(|news| matches!(news.update, Update::Page(_)));
    let (later, now): (Vec<News>, Vec<News>) = newest.into_iter().partition(|news| match news.update {
        Update::Page(_) => of_last.is_some(),
        Update::Facets { .. } => of_last.is_some() || has_rows,
        _ => false,
    });
    waiting.extend(now);
    (waiting, later)
}

impl Running {
    fn succession(&self, shard: u16) -> u32 {
        self.successions.get(usize::from(shard)).copied().unwrap_or_default()
    }
}

fn new_coordinator(num_workers: usize) -> Coordinator {
    Coordinator::new(u16::try_from(num_workers).unwrap_or(u16::MAX))
}

fn start_pool(
    source: &WorkerSource,
    num_workers: usize,
    owner: Weak<RefCell<Running>>,
    generation: u32,
) -> Result<WorkerPool, BrowserError> {
    WorkerPool::spawn(source, num_workers, move |event| {
        let Some(running) = owner.upgrade() else { return };
        let is_current = running.borrow().generation == generation;
        if is_current {
            Engine(running).hear(event);
        }
    })
}
