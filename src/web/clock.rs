//! The time zone of the device.

use js_sys::Date;
use js_sys::wasm_bindgen::JsValue;

/// How many minutes the local time is ahead of UTC at a point in time, milliseconds since 1970.
/// Summer time makes it differ within one log.
pub fn minutes_ahead(millis: i64) -> i32 {
    let behind = Date::new(&JsValue::from_f64(millis as f64)).get_timezone_offset();
    if behind.is_finite() { -(behind as i32) } else { 0 }
}
