//! Waiting for the browser to draw.

use std::cell::Cell;

use js_sys::Promise;
use js_sys::wasm_bindgen::JsCast as _;
use js_sys::wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// Whether a callback of [`request`] runs: what it changes is drawn by the frame that follows it.
    static IS_BEFORE_FRAME: Cell<bool> = const { Cell::new(false) };
}

/// A callback before the next frame; dropping it takes it back.
pub struct Frame {
    id: Option<i32>,
    _callback: Closure<dyn FnMut()>,
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let (Some(window), Some(id)) = (web_sys::window(), self.id) {
            // A frame that has been drawn cannot be taken back, and need not be.
            window.cancel_animation_frame(id).ok();
        }
    }
}

/// Calls back once, before the next frame is drawn.
pub fn request(callback: impl FnOnce() + 'static) -> Frame {
    let callback = Closure::once(move || {
        IS_BEFORE_FRAME.set(true);
        callback();
        IS_BEFORE_FRAME.set(false);
    });
    let function = callback.as_ref().unchecked_ref();
    let id = web_sys::window().and_then(|window| window.request_animation_frame(function).ok());
    Frame { id, _callback: callback }
}

/// Calls back once, after the next frame has been drawn.
pub fn after_paint(callback: impl FnOnce() + 'static) {
    // Between the callbacks before a frame and its drawing no task is run.
    let in_a_task = move || {
        let callback = Closure::once_into_js(callback);
        // Without a window there is nothing to paint.
        web_sys::window().map(|window| window.set_timeout_with_callback(callback.unchecked_ref()))
    };
    if IS_BEFORE_FRAME.get() {
        in_a_task();
        return;
    }
    let before_frame = Closure::once_into_js(move || {
        in_a_task();
    });
    web_sys::window().map(|window| window.request_animation_frame(before_frame.unchecked_ref()));
}

/// Comes back once the browser has had its turn.
pub async fn yield_now() {
    let promise = Promise::new(&mut |resolve, _| {
        // Without a window nobody waits.
        web_sys::window().map(|window| window.set_timeout_with_callback(&resolve));
    });
    JsFuture::from(promise).await.ok();
}
