//! A worker's side: messages in, answers out, and long work cut into steps.
//!
//! After each message, and then again from the event loop for as long as the handler has work, steps are done for a few
//! milliseconds, one at least, and their answers are posted. Then the event loop turns, so that a newer message is seen
//! before the next one: this is how a query overtakes an older one, and loading never makes the page wait.
//!
//! A step that nobody waits for is done only once the page has been quiet for a while: right after an answer the next
//! question is likely, and the processor should be free for it.
//!
//! **Invariant:** at most one turn is waiting in the event loop at any time.
//! **Invariant:** a panic posts its message before the program ends; the page shows it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::wasm_bindgen::closure::Closure;
use js_sys::wasm_bindgen::{JsCast as _, JsValue};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

use super::BrowserError;

/// What a worker posts once its listener is set.
pub(super) const READY: &str = "ready";

/// What a worker posts once it holds its lock.
pub(super) const HELD: &str = "held";

/// What stands before a panic's message.
pub(super) const PANIC_PREFIX: &str = "panic: ";

/// How long no message must have come before what nobody waits for is begun or gone on with.
const QUIET_MS: u32 = 300;

/// How long steps follow each other without a look at newer messages: a turn of the event loop costs as much as many a
/// step.
const TURN_MS: f64 = 4.0;

/// The program of a worker.
pub trait Handler {
    /// Takes a message with its attached buffers; returns what to post at once.
    fn receive(&mut self, message: Vec<u8>, attachments: Vec<Vec<u8>>) -> Vec<Vec<u8>>;

    /// Whether a step would do something.
    fn has_work(&self) -> bool;

    /// Whether someone waits for that step.
    fn is_awaited(&self) -> bool;

    /// Does a bounded piece of work; returns what to post.
    fn step(&mut self) -> Vec<Vec<u8>>;
}

/// Serves `handler` for the rest of this worker's life. Does nothing but report when called outside a worker.
pub fn serve(handler: impl Handler + 'static) -> Result<(), BrowserError> {
    let scope = own_scope()?;
    report_panics();
    let channel = MessageChannel::new().map_err(|thrown| BrowserError::from_thrown(&thrown))?;
    let service = Rc::new(Service {
        handler: RefCell::new(handler),
        scope: scope.clone(),
        turn: channel.port2(),
        is_turn_waiting: Cell::new(false),
        quiet: RefCell::new(None),
        is_quiet: Cell::new(false),
    });

    let stepping = service.clone();
    let on_turn = Closure::<dyn FnMut(MessageEvent)>::new(move |_| stepping.take_turn());
    channel.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    // Both closures live as long as the worker.
    on_turn.forget();

    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        Rc::clone(&service).receive(&event);
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    Ok(())
}

struct Service<H> {
    handler: RefCell<H>,
    scope: DedicatedWorkerGlobalScope,
    /// Posting here makes the event loop come back to us.
    turn: MessagePort,
    is_turn_waiting: Cell<bool>,
    /// Runs out when no message has come for a while.
    quiet: RefCell<Option<Timeout>>,
    is_quiet: Cell<bool>,
}

impl<H: Handler + 'static> Service<H> {
    fn receive(self: Rc<Self>, event: &MessageEvent) {
        let posted = Array::from(&event.data());
        let mut parts = posted.iter().map(|part| Uint8Array::new(&part).to_vec());
        let message = parts.next().unwrap_or_default();
        let answers = self.handler.borrow_mut().receive(message, parts.collect());
        self.post_all(answers);
        self.is_quiet.set(false);
        self.ask_for_turn();
        let service = Rc::clone(&self);
        let quiet = Timeout::new(QUIET_MS, move || {
            service.is_quiet.set(true);
            service.ask_for_turn();
        });
        *self.quiet.borrow_mut() = Some(quiet);
    }

    /// Whether a step is to be done now.
    fn is_turn(&self) -> bool {
        let handler = self.handler.borrow();
        handler.is_awaited() || (self.is_quiet.get() && handler.has_work())
    }

    fn take_turn(&self) {
        self.is_turn_waiting.set(false);
        let clock = self.scope.performance();
        let now = || clock.as_ref().map_or(f64::INFINITY, web_sys::Performance::now);
        let end = now() + TURN_MS;
        while self.is_turn() {
            let answers = self.handler.borrow_mut().step();
            self.post_all(answers);
            if now() >= end {
                break;
            }
        }
        self.ask_for_turn();
    }

    fn ask_for_turn(&self) {
        if !self.is_turn_waiting.get() && self.is_turn() {
            self.is_turn_waiting.set(self.turn.post_message(&JsValue::NULL).is_ok());
        }
    }

    fn post_all(&self, answers: Vec<Vec<u8>>) {
        for answer in answers {
            let buffer: ArrayBuffer = Uint8Array::from(answer.as_slice()).buffer();
            // A buffer made here can always be moved; if not, the error event tells the page.
            if let Err(thrown) = self.scope.post_message_with_transfer(&buffer, &Array::of1(&buffer)) {
                js_sys::wasm_bindgen::throw_val(thrown);
            }
        }
    }
}

fn own_scope() -> Result<DedicatedWorkerGlobalScope, BrowserError> {
    js_sys::global().dyn_into().map_err(|_| BrowserError(String::from("this is not a worker")))
}

fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        if let Ok(scope) = own_scope() {
            // Nothing is left to tell it to if this fails; the trap that follows raises an error event as well.
            scope.post_message(&JsValue::from_str(&format!("{PANIC_PREFIX}{panic}"))).ok();
        }
    }));
}
