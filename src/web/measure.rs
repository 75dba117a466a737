//! The browser's clock and its User Timing entries.

use js_sys::wasm_bindgen::{JsCast as _, JsValue};
use js_sys::{Function, Object, Reflect};

/// Milliseconds since the page was opened.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// A value of a measure's detail.
pub enum Detail<'a> {
    Number(f64),
    Text(&'a str),
}

/// Enters a measure from a point in time until now; it stays in the browser's list.
pub fn measure(name: &str, start_ms: f64, detail: &[(&str, Detail<'_>)]) {
    // A browser that refuses to measure still shows the page.
    try_measure(name, start_ms, detail).ok();
}

fn try_measure(name: &str, start_ms: f64, detail: &[(&str, Detail<'_>)]) -> Result<(), JsValue> {
    let performance = web_sys::window().and_then(|window| window.performance()).ok_or(JsValue::NULL)?;
    let fields = Object::new();
    for (key, value) in detail {
        let value = match value {
            Detail::Number(number) => JsValue::from_f64(*number),
            Detail::Text(text) => JsValue::from_str(text),
        };
        Reflect::set(&fields, &JsValue::from_str(key), &value)?;
    }
    let options = Object::new();
    Reflect::set(&options, &JsValue::from_str("start"), &JsValue::from_f64(start_ms))?;
    Reflect::set(&options, &JsValue::from_str("end"), &JsValue::from_f64(performance.now()))?;
    Reflect::set(&options, &JsValue::from_str("detail"), &fields)?;
    // The form with options is not in every version of the bindings.
    let function: Function = Reflect::get(&performance, &JsValue::from_str("measure"))?.dyn_into()?;
    function.call2(&performance, &JsValue::from_str(name), &options).map(|_| ())
}
