//! What the page shows. For now only that its workers answer.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::web::pool::{PoolEvent, WorkerPool, WorkerSource, choose_worker_count};
use crate::web::worker::Handler;

/// What each worker posts to one message: an answer and two steps.
const ANSWERS_A_WORKER: usize = 3;

thread_local! {
    static POOL: RefCell<Option<WorkerPool>> = const { RefCell::new(None) };
}

/// Mounts the page and asks every worker once.
pub fn start(source: &WorkerSource) -> Result<(), JsValue> {
    let (state, set_state) = signal((String::from("waiting"), String::new()));
    let window = web_sys::window().ok_or("no window")?;
    let fragment = window.location().hash().unwrap_or_default();
    let count = choose_worker_count(&fragment, window.navigator().hardware_concurrency());
    let mut answers = Vec::new();
    let pool = WorkerPool::spawn(source, count, move |event| match event {
        PoolEvent::Reply { message, .. } => {
            answers.push(String::from_utf8_lossy(&message).into_owned());
            if answers.len() == count * ANSWERS_A_WORKER {
                set_state.set((String::from("answered"), answers.join(" ")));
            }
        }
        PoolEvent::Failed { reason, .. } => set_state.set((String::from("failed"), reason)),
    })
    .map_err(|error| error.to_string())?;
    for worker in 0..count {
        let attached = js_sys::Uint8Array::from([1u8, 2, 3].as_slice()).buffer();
        // A way to see what a failing worker looks like: `#fail`.
        let message = if fragment.contains("fail") { "panic" } else { "echo" };
        pool.post(worker, message.as_bytes(), &[attached]).map_err(|error| error.to_string())?;
    }
    POOL.with(|kept| kept.replace(Some(pool)));

    let page = window.document().ok_or("no document")?;
    let app = page.get_element_by_id("app").ok_or("no place for the app")?;
    mount_to(app.unchecked_into(), move || {
        view! {
            <p data-testid="worker-echo" data-state=move || state.get().0 data-workers=count>
                {move || state.get().1}
            </p>
        }
    })
    .forget();
    Ok(())
}

/// Answers with what came in, then counts down in two steps.
#[derive(Debug, Default)]
pub struct Echo {
    steps_left: u8,
}

impl Handler for Echo {
    fn receive(&mut self, message: Vec<u8>, attachments: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
        assert!(message != b"panic", "asked to fail");
        self.steps_left = 2;
        let attached: usize = attachments.iter().map(Vec::len).sum();
        vec![format!("{}+{attached}", String::from_utf8_lossy(&message)).into_bytes()]
    }

    fn has_work(&self) -> bool {
        self.steps_left > 0
    }

    fn step(&mut self) -> Vec<Vec<u8>> {
        self.steps_left -= 1;
        vec![format!("step{}", self.steps_left).into_bytes()]
    }
}
