//! Trail Loupe: CloudTrail log files, read in the browser tab.

pub mod base;
pub mod record;
pub mod segment;
pub mod engine;
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
    ui::start(&web::pool::WorkerSource { module, glue })
}

/// Starts a worker.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn start_worker() -> Result<(), wasm_bindgen::JsValue> {
    web::worker::serve(ui::Echo::default()).map_err(|error| error.to_string().into())
}
