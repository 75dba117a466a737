//! How many other events a question finds, in words.

use crate::view::format;

/// The number of other events with the first and the last of them: `3 other events, 2026-03-17 09:47:12Z
/// to 2026-03-17 10:02:55Z`.
pub fn others(matches: u64, extent: Option<(i64, i64)>) -> String {
    if matches == 0 {
        return "no other event".to_owned();
    }
    let count = format::counted(matches, "other event", "other events");
    match extent {
        Some((first, last)) if first == last => format!("{count}, {}", format::millis(first)),
        Some((first, last)) => {
            format!("{count}, first {}, last {}", format::millis(first), format::millis(last))
        }
        None => format!("{count}, none with a readable time"),
    }
}
