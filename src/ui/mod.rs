//! What the page shows. For now only that its workers answer and that given files are found and readable.

use std::cell::RefCell;

use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};

use crate::web::files::{Picked, files_of_list, files_of_transfer};
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

    let (given, set_given) = signal((0, 0, String::new()));
    let take = move |picked: Picked| {
        wasm_bindgen_futures::spawn_local(async move {
            set_given.set(count_bytes(&picked).await);
        });
    };
    let listen = move |target: &web_sys::EventTarget, kind: &'static str| {
        let options = gloo::events::EventListenerOptions::enable_prevent_default();
        let listener = gloo::events::EventListener::new_with_options(target, kind, options, move |event| {
            event.prevent_default();
            let transfer = event.dyn_ref::<web_sys::DragEvent>().and_then(web_sys::DragEvent::data_transfer);
            if let Some(transfer) = transfer.filter(|_| event.type_() == "drop") {
                let walking = files_of_transfer(&transfer);
                wasm_bindgen_futures::spawn_local(async move { take(walking.await) });
            }
        });
        listener.forget();
    };
    listen(&window, "dragover");
    listen(&window, "drop");
    let on_paste = gloo::events::EventListener::new(&window, "paste", move |event| {
        let transfer =
            event.dyn_ref::<web_sys::ClipboardEvent>().and_then(web_sys::ClipboardEvent::clipboard_data);
        if let Some(text) = transfer.and_then(|transfer| transfer.get_data("text/plain").ok()) {
            set_given.set((1, u32::try_from(text.len()).unwrap_or(u32::MAX), text));
        }
    });
    on_paste.forget();
    let pick = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        if let Some(list) = input.and_then(|input| input.files()) {
            take(Picked { files: files_of_list(&list), unreadable: Vec::new() });
        }
    };

    let page = window.document().ok_or("no document")?;
    let app = page.get_element_by_id("app").ok_or("no place for the app")?;
    mount_to(app.unchecked_into(), move || {
        view! {
            <p data-testid="worker-echo" data-state=move || state.get().0 data-workers=count>
                {move || state.get().1}
            </p>
            <input type="file" multiple aria-label="Open log files" on:change=pick/>
            <p
                data-testid="load-status" role="status" data-state=move || if given.get().0 == 0 { "empty" } else { "ready" }
                data-files=move || given.get().0 data-bytes=move || given.get().1
                data-records="0" data-events="0" data-duplicates="0" data-skipped="0" data-recovered="0"
            >
                {move || given.get().2}
            </p>
        }
    })
    .forget();
    Ok(())
}

/// How many files, how many bytes all of them hold as read, and their paths with the reasons of unreadable ones.
async fn count_bytes(picked: &Picked) -> (usize, u32, String) {
    let mut bytes = 0;
    for file in &picked.files {
        bytes += file.read().await.map_or(0, |buffer| buffer.byte_length());
    }
    let paths = picked.files.iter().map(|file| file.path.clone());
    let unreadable = picked.unreadable.iter().map(|(path, error)| format!("unreadable {path}: {error}"));
    (picked.files.len(), bytes, paths.chain(unreadable).collect::<Vec<_>>().join("\n"))
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
