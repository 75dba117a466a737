//! Hearing of an element's size.

use js_sys::Array;
use js_sys::wasm_bindgen::JsCast as _;
use js_sys::wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};

/// Watches one element until dropped.
pub struct SizeWatch {
    observer: ResizeObserver,
    _callback: Closure<dyn FnMut(Array)>,
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls back now-ish and whenever the size of `element` changes. `None` where the browser cannot.
pub fn watch_size(element: &Element, callback: impl Fn() + 'static) -> Option<SizeWatch> {
    let callback = Closure::<dyn FnMut(Array)>::new(move |_| callback());
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(SizeWatch { observer, _callback: callback })
}

/// A length token of the style sheet, in CSS pixels: the value of a custom property such as
/// `--row-height`.
pub fn length_token_px(element: &Element, name: &str) -> Option<f64> {
    let style = web_sys::window()?.get_computed_style(element).ok()??;
    style.get_property_value(name).ok()?.trim().strip_suffix("px")?.trim().parse().ok()
}
