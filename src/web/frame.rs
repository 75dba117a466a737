//! Waiting for the browser to draw.

use js_sys::wasm_bindgen::JsCast as _;
use js_sys::wasm_bindgen::closure::Closure;

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
    let callback = Closure::once(callback);
    let function = callback.as_ref().unchecked_ref();
    let id = web_sys::window().and_then(|window| window.request_animation_frame(function).ok());
    Frame { id, _callback: callback }
}

/// Calls back once, after the next frame has been drawn.
pub fn after_paint(callback: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(move || {
        gloo::timers::callback::Timeout::new(0, callback).forget();
    });
    if let Some(window) = web_sys::window() {
        // Without a window there is nothing to paint.
        window.request_animation_frame(callback.unchecked_ref()).ok();
    }
}
