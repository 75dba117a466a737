//! The browser's edge in a real browser: what needs a page, and no engine. The finished page has its own tests.

#![cfg(target_arch = "wasm32")]

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Uint8Array};
use trail_loupe::web::files::{Offer, PickedFile};
use trail_loupe::web::pool::{MAX_WORKERS, PoolEvent, WorkerPool, WorkerSource, choose_worker_count};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{DataTransfer, File};

wasm_bindgen_test_configure!(run_in_browser);

fn file(name: &str, content: &str) -> File {
    File::new_with_str_sequence(&Array::of1(&content.into()), name).expect("a file from a text")
}

#[wasm_bindgen_test]
fn worker_count_is_chosen_within_bounds() {
    for (fragment, cores, expected) in [
        ("", 2.0, 2),
        ("", 64.0, MAX_WORKERS),
        ("", 0.0, 1),
        ("", f64::NAN, 1),
        ("#workers=3", 64.0, 3),
        ("#v=1&workers=0", 4.0, 1),
        ("workers=99999", 4.0, 32),
        ("#workers=many", 4.0, 4),
    ] {
        assert_eq!(choose_worker_count(fragment, cores), expected, "{fragment} with {cores} cores");
    }
}

#[wasm_bindgen_test]
async fn a_file_is_read_whole() {
    let picked = PickedFile::new("folder/a.json".into(), file("a.json", "{\"Records\":[]}"));
    assert_eq!(picked.size_bytes, 14);
    let buffer = picked.read().await.expect("a readable file");
    assert_eq!(Uint8Array::new(&buffer).to_vec(), b"{\"Records\":[]}");
}

#[wasm_bindgen_test]
async fn a_transfer_is_taken_before_its_event_ends() {
    let transfer = DataTransfer::new().expect("a transfer");
    for name in ["a.json", "b.json"] {
        transfer.items().add_with_file(&file(name, name)).expect("an added file");
    }
    transfer.items().add_with_str_and_type("not a file", "text/plain").expect("an added text");
    let offer = Offer::of_transfer(&transfer);
    // The browser empties it when the event is over.
    transfer.items().clear().expect("an emptied transfer");
    let (mut paths, mut unreadable) = (Vec::new(), Vec::new());
    offer
        .unpack(|picked| {
            paths.extend(picked.files.into_iter().map(|file| file.path));
            unreadable.extend(picked.unreadable);
        })
        .await;
    assert_eq!(paths, ["a.json", "b.json"]);
    assert!(unreadable.is_empty());
}

#[wasm_bindgen_test]
async fn many_files_come_in_portions_and_in_their_order() {
    let transfer = DataTransfer::new().expect("a transfer");
    let names: Vec<String> = (0..300).map(|number| format!("{number}.json")).collect();
    for name in &names {
        transfer.items().add_with_file(&file(name, name)).expect("an added file");
    }
    let mut paths = Vec::new();
    Offer::of_transfer(&transfer)
        .unpack(|picked| paths.extend(picked.files.into_iter().map(|file| file.path)))
        .await;
    assert_eq!(paths, names);
}

/// A worker that answers without the program, and one that breaks.
const SOURCES: [(&str, &[&str]); 3] = [
    (ECHO, &["0: early", "0: late"]),
    ("throw new Error('broken on purpose');", &["0 failed: Uncaught Error: broken on purpose"]),
    ("self.postMessage('panic: gone'); self.postMessage('panic: gone');", &["0 failed: gone"]),
];

/// Stands in for the glue: says that it is ready only after a while, and answers in order with what it got.
const ECHO: &str = "self.wasm_bindgen = {
    initSync() {},
    start_worker() { self.onmessage = (event) => self.postMessage(event.data[0], [event.data[0]]); },
};";

#[wasm_bindgen_test]
async fn workers_answer_or_are_told_to_have_failed() {
    for (script, expected) in SOURCES {
        let seen = Rc::new(RefCell::new(Vec::new()));
        let noted = seen.clone();
        let source = WorkerSource { module: JsValue::NULL, glue: script.into() };
        let pool = WorkerPool::spawn(&source, 1, move |event| {
            noted.borrow_mut().push(match event {
                PoolEvent::Reply { worker, message } => {
                    format!("{worker}: {}", String::from_utf8_lossy(&message))
                }
                PoolEvent::Failed { worker, reason, .. } => format!("{worker} failed: {reason}"),
            });
        })
        .expect("a started worker");
        // Posted before it can be ready, and after.
        pool.post(0, b"early", &[]).expect("a waiting message");
        TimeoutFuture::new(500).await;
        let is_alive = pool.post(0, b"late", &[]).is_ok();
        TimeoutFuture::new(200).await;
        assert_eq!(*seen.borrow(), expected, "{script}");
        assert_eq!(is_alive, script == ECHO, "{script}");
    }
}
