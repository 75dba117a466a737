//! The page's side of the workers: start N of them, send bytes, receive bytes.
//!
//! A worker's script is the glue that started the page itself plus a few lines, from a blob address; its program is the
//! module that the page has compiled. A message is an array: the bytes, then the attached buffers, all of them moved,
//! not copied. An answer is one buffer.
//!
//! **Invariant:** no message is lost: until a worker says that it is ready, its messages wait here in order.
//! **Invariant:** a worker that fails is told of once, terminated and never heard of again; its neighbours go on.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::wasm_bindgen::closure::Closure;
use js_sys::wasm_bindgen::{JsCast as _, JsValue};
use js_sys::{Array, ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Url, Worker};

use super::BrowserError;
use super::worker::{HELD, PANIC_PREFIX, READY};

/// More workers than this only divide the memory: reading is bound by memory speed, and some browsers report more
/// cores than there are.
pub const MAX_WORKERS: usize = 8;

/// The most workers that a start parameter may ask for.
pub const MAX_REQUESTED_WORKERS: usize = 32;

/// What a worker is made from; the boot script hands it over.
#[derive(Debug, Clone)]
pub struct WorkerSource {
    /// The module that the page runs on, a `WebAssembly.Module`.
    pub module: JsValue,
    /// The text of wasm-bindgen's glue.
    pub glue: String,
}

/// What a pool tells its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PoolEvent {
    /// A worker posted bytes.
    Reply {
        /// The worker's index.
        worker: usize,
        /// What it posted.
        message: Vec<u8>,
    },
    /// A worker could not start, its program failed, or the browser ended it. Its segments are gone.
    Failed {
        /// The worker's index.
        worker: usize,
        /// Why, for a person.
        reason: String,
        /// Whether it had started: then another one is likely to start as well.
        had_started: bool,
    },
}

/// A fixed number of workers. Dropping it terminates them.
pub struct WorkerPool {
    seats: Vec<Seat>,
    /// For workers that take the place of others; a pool without workers has none.
    maker: Option<(WorkerSource, EventSink)>,
}

impl WorkerPool {
    /// Starts `count` workers, at least one. `on_event` is called from the event loop, never from within a call to the
    /// pool, so it may call the pool itself.
    pub fn spawn(
        source: &WorkerSource,
        count: usize,
        on_event: impl FnMut(PoolEvent) + 'static,
    ) -> Result<Self, BrowserError> {
        let address = script_address(&source.glue)?;
        let on_event: EventSink = Rc::new(RefCell::new(on_event));
        let seats: Result<Vec<Seat>, BrowserError> =
            (0..count.max(1)).map(|index| Seat::start(index, &address, source, &on_event)).collect();
        Ok(Self { seats: seats?, maker: Some((source.clone(), on_event)) })
    }

    /// A pool without workers, for a browser that starts none.
    pub fn empty() -> Self {
        Self { seats: Vec::new(), maker: None }
    }

    /// Starts a worker in the place of one that has failed.
    pub fn restart(&mut self, worker: usize) -> Result<(), BrowserError> {
        let (Some(seat), Some((source, on_event))) = (self.seats.get_mut(worker), &self.maker) else {
            return Err(BrowserError(format!("there is no worker {worker}")));
        };
        seat.state.borrow_mut().retire();
        *seat = Seat::start(worker, &script_address(&source.glue)?, source, on_event)?;
        Ok(())
    }

    /// The number of workers, failed ones included.
    pub fn worker_count(&self) -> usize {
        self.seats.len()
    }

    /// Sends bytes and buffers to a worker; the buffers are moved away from the page. A message to a failed worker is
    /// an error.
    pub fn post(
        &self,
        worker: usize,
        message: &[u8],
        attachments: &[ArrayBuffer],
    ) -> Result<(), BrowserError> {
        let seat =
            self.seats.get(worker).ok_or_else(|| BrowserError(format!("there is no worker {worker}")))?;
        let bytes = Uint8Array::from(message).buffer();
        let parts: Array = std::iter::once(&bytes).chain(attachments).map(JsValue::from).collect();
        seat.post(parts)
    }

    /// Ends all workers at once; nothing more is heard of them.
    pub fn terminate(&self) {
        for seat in &self.seats {
            seat.state.borrow_mut().retire();
        }
    }
}

impl Drop for WorkerPool {
    fn drop(&mut self) {
        self.terminate();
    }
}

/// How many workers to start: `#workers=N` in the address wins, else one a core, within bounds.
///
/// `fragment` is the address's fragment with or without its `#`; `cores` what the browser reports.
pub fn choose_worker_count(fragment: &str, cores: f64) -> usize {
    let asked = fragment
        .trim_start_matches('#')
        .split('&')
        .filter_map(|part| part.strip_prefix("workers="))
        .find_map(|number| number.parse::<usize>().ok());
    match asked {
        Some(count) => count.clamp(1, MAX_REQUESTED_WORKERS),
        // A saturating conversion: a browser that reports nothing sensible gets one worker.
        None => (cores as usize).clamp(1, MAX_WORKERS),
    }
}

type EventSink = Rc<RefCell<dyn FnMut(PoolEvent)>>;

/// One worker's place in the pool.
struct Seat {
    state: Rc<RefCell<SeatState>>,
    // Kept alive as long as the worker may call them.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// The phases of a worker's life.
enum SeatState {
    /// Not ready yet; messages wait.
    Starting {
        worker: Worker,
        waiting: Vec<Array>,
        /// Kept valid while the browser reads the script.
        _address: ScriptAddress,
    },
    Ready {
        worker: Worker,
    },
    Retired,
}

impl SeatState {
    fn worker(&self) -> Option<&Worker> {
        match self {
            Self::Starting { worker, .. } | Self::Ready { worker } => Some(worker),
            Self::Retired => None,
        }
    }

    /// Ends it; whether it had started, or `None` when it was not alive.
    fn retire(&mut self) -> Option<bool> {
        let worker = self.worker()?;
        worker.set_onmessage(None);
        worker.set_onerror(None);
        worker.terminate();
        let had_started = matches!(self, Self::Ready { .. });
        *self = Self::Retired;
        Some(had_started)
    }

    fn become_ready(&mut self) -> Result<(), BrowserError> {
        if let Self::Starting { worker, waiting, .. } = std::mem::replace(self, Self::Retired) {
            let sent: Result<(), BrowserError> =
                waiting.iter().try_for_each(|parts| transfer(&worker, parts));
            *self = Self::Ready { worker };
            sent?;
        }
        Ok(())
    }
}

impl Seat {
    fn start(
        index: usize,
        address: &ScriptAddress,
        source: &WorkerSource,
        on_event: &EventSink,
    ) -> Result<Self, BrowserError> {
        let worker = Worker::new(&address.0).map_err(|thrown| BrowserError::from_thrown(&thrown))?;
        let lock = lock_name();
        worker
            .post_message(&Array::of2(&source.module, &lock))
            .map_err(|thrown| BrowserError::from_thrown(&thrown))?;
        let starting =
            SeatState::Starting { worker: worker.clone(), waiting: Vec::new(), _address: address.clone() };
        let state = Rc::new(RefCell::new(starting));

        let fail = {
            let (state, on_event) = (state.clone(), on_event.clone());
            // The borrow ends before the owner is told: it may call the pool.
            move |reason: String| {
                let retired = state.borrow_mut().retire();
                if let Some(had_started) = retired {
                    (*on_event.borrow_mut())(PoolEvent::Failed { worker: index, reason, had_started });
                }
            }
        };
        let on_message = {
            let (state, on_event, fail) = (state.clone(), on_event.clone(), fail.clone());
            Closure::new(move |event: MessageEvent| {
                let posted = event.data();
                if let Some(buffer) = posted.dyn_ref::<ArrayBuffer>() {
                    let message = Uint8Array::new(buffer).to_vec();
                    (*on_event.borrow_mut())(PoolEvent::Reply { worker: index, message });
                    return;
                }
                let word = posted.as_string().unwrap_or_default();
                if word == READY {
                    let sent = state.borrow_mut().become_ready();
                    if let Err(error) = sent {
                        fail(error.to_string());
                    }
                } else if word == HELD {
                    let fail = fail.clone();
                    when_free(&lock, move || fail(String::from("the browser has ended it")));
                } else if let Some(message) = word.strip_prefix(PANIC_PREFIX) {
                    fail(message.to_owned());
                }
            })
        };
        let on_error = Closure::new(move |event: ErrorEvent| {
            event.prevent_default();
            fail(reason_of(&event.message()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self { state, _on_message: on_message, _on_error: on_error })
    }

    fn post(&self, parts: Array) -> Result<(), BrowserError> {
        match &mut *self.state.borrow_mut() {
            SeatState::Starting { waiting, .. } => {
                waiting.push(parts);
                Ok(())
            }
            SeatState::Ready { worker } => transfer(worker, &parts),
            SeatState::Retired => Err(BrowserError(String::from("the worker has ended"))),
        }
    }
}

/// What an error event means. A panic has told its own message before; what traps without one has
/// found no memory.
fn reason_of(message: &str) -> String {
    match message {
        "" => String::from("it could not start"),
        _ if message.contains("unreachable") => format!("most likely out of memory ({message})"),
        _ => message.to_owned(),
    }
}

/// A name that no other worker of any tab has.
fn lock_name() -> JsValue {
    JsValue::from_str(&format!("trail-loupe-{}-{}", js_sys::Date::now(), js_sys::Math::random()))
}

/// Calls back when a lock is free, which is when the worker that holds it has ended.
fn when_free(lock: &JsValue, call: impl FnOnce() + 'static) {
    // Not in the bindings: only pages in a secure context have locks.
    let member = |of: &JsValue, name: &str| Reflect::get(of, &JsValue::from_str(name)).ok();
    let locks = web_sys::window().and_then(|window| member(&window.navigator(), "locks"));
    let Some(locks) = locks.filter(JsValue::is_object) else { return };
    let request = member(&locks, "request").and_then(|request| request.dyn_into::<Function>().ok());
    let nothing_to_do = Closure::once_into_js(|| {});
    let asked = request.and_then(|request| request.call2(&locks, lock, &nothing_to_do).ok());
    let Some(freed) = asked.and_then(|promise| promise.dyn_into::<Promise>().ok()) else { return };
    spawn_local(async move {
        if JsFuture::from(freed).await.is_ok() {
            call();
        }
    });
}

fn transfer(worker: &Worker, parts: &Array) -> Result<(), BrowserError> {
    worker.post_message_with_transfer(parts, parts).map_err(|thrown| BrowserError::from_thrown(&thrown))
}

/// A blob address, given back to the browser when the last worker that starts from it is ready.
#[derive(Clone)]
struct ScriptAddress(Rc<RevokedOnDrop>);

struct RevokedOnDrop(String);

impl std::ops::Deref for RevokedOnDrop {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Drop for RevokedOnDrop {
    fn drop(&mut self) {
        // Nothing to be done about an address that cannot be given back.
        Url::revoke_object_url(&self.0).ok();
    }
}

fn script_address(glue: &str) -> Result<ScriptAddress, BrowserError> {
    let parts = Array::of2(&glue.into(), &include_str!("worker_boot.js").into());
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let address = Blob::new_with_str_sequence_and_options(&parts, &kind)
        .and_then(|script| Url::create_object_url_with_blob(&script))
        .map_err(|thrown| BrowserError::from_thrown(&thrown))?;
    Ok(ScriptAddress(Rc::new(RevokedOnDrop(address))))
}
