//! Trail Loupe: AWS CloudTrail log files, read in the browser tab.
//!
//! A person opens one HTML page and drops log files on it. The page inflates and parses them, and
//! answers questions about the events. There is no server, and nothing leaves the tab.
//!
//! # The way of a record
//!
//! ```text
//! File ─web::files→ bytes ─ingest→ record texts + a report on every file
//!                                   └record→ fields ─segment::builder→ Segment (columns) + kept text
//! filter text ──────────────→ rows of every segment ─┬─ a page of sorted rows
//!                                                    ├─ aggregate::terms      (facets)
//!                                                    ├─ aggregate::group      (groups)
//!                                                    ├─ aggregate::histogram  (timeline)
//!                                                    └─ engine::export        (a file)
//! shards (workers) ─engine::coordinator merges→ Update ─view→ plain models ─ui→ the screen
//! ```
//!
//! # The rooms
//!
//! Each may import only those of lower layers that `tests/it/layers.rs` lists for it.
//!
//! | layer | room | what it is |
//! |---|---|---|
//! | 0 | [`base`] | time, JSON text, bitmaps: knows no CloudTrail |
//! | 1 | [`record`] | the CloudTrail record: the field table, identity, category |
//! | 2 | [`ingest`] | bytes into records; every byte becomes a record or a counted reason |
//! | 2 | [`segment`] | records as columns, and their texts kept compressed |
//! | 3 | [`query`] | the filter language: text, tree, predicate, rows |
//! | 3 | [`aggregate`] | counts over rows; merging in any order gives the same answer |
//! | 4 | [`selector`] | the trail simulator: which events a trail's event selectors record, and why |
//! | 5 | [`engine`] | a worker's events ([`engine::shard`]), the page's side ([`engine::coordinator`]), what they say to each other ([`engine::protocol`]) |
//! | 6 | [`view`] | what the screen shows, as plain data |
//! | 7 | `web` | the browser's edge: workers, files and downloads, storage, clipboard, the address |
//! | 8 | `ui` | Leptos components |
//!
//! **Invariant:** everything up to `view` runs natively, without clock, browser or threads; only `web`,
//! `ui` and this file name browser crates.
//! **Invariant:** the rooms below `view`, which pass over every byte and every row, are a crate of their own
//! ([`trail_loupe_core`]), so that of our rooms they alone are compiled for speed.
//! **Invariant:** one wasm serves page and workers, by the two entries below; the workers are blob
//! workers, so that the page's policy binds them too.

pub use trail_loupe_core::{aggregate, base, engine, ingest, query, record, segment, selector};

pub mod view;

#[cfg(target_arch = "wasm32")]
pub mod web;

#[cfg(target_arch = "wasm32")]
pub mod ui;

/// Starts the page. `module` is the compiled module, `glue` the text that binds it: workers are made
/// of both.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start_app(module: wasm_bindgen::JsValue, glue: String) -> Result<(), wasm_bindgen::JsValue> {
    console_error_panic_hook::set_once();
    ui::start(web::pool::WorkerSource { module, glue })
}

/// Starts a worker.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start_worker() -> Result<(), wasm_bindgen::JsValue> {
    web::worker::serve(web::shard_host::ShardHost::default()).map_err(|error| error.to_string().into())
}
