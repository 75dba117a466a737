//! Single values outside of the detail, in the table and in facets: tokens are masked there too.

use std::borrow::Cow;

use super::fact::last_segment;
use super::mask;

/// A value of a column or facet as it may be shown.
pub fn shown<'a>(path: &str, value: &'a str) -> Cow<'a, str> {
    if mask::is_secret(last_segment(path), value) {
        return Cow::Borrowed(mask::MASK);
    }
    if mask::tokens_in_text(value).is_empty() {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(mask::mask_text(value))
    }
}
