//! How texts are ordered for people.

use std::cmp::Ordering;

/// Letter case (ASCII) aside first, then byte by byte, so that the order is total.
pub fn order(a: &str, b: &str) -> Ordering {
    let folded = |byte: u8| byte.to_ascii_lowercase();
    a.bytes().map(folded).cmp(b.bytes().map(folded)).then_with(|| a.cmp(b))
}
