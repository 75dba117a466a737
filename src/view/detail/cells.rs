//! Single values outside of the detail, in tables, facets, groups and completions: tokens are masked
//! there too, and no gesture puts one into the filter, which the address and the history hold.

use std::borrow::Cow;

use super::fact::last_segment;
use super::mask;
use crate::record::path;

/// A value of a field as it may be shown or copied.
pub fn shown<'a>(field: &str, value: &'a str) -> Cow<'a, str> {
    if mask::is_secret(&name_of(field), value) {
        return Cow::Borrowed(mask::MASK);
    }
    if mask::tokens_in_text(value).is_empty() {
        Cow::Borrowed(value)
    } else {
        Cow::Owned(mask::mask_text(value))
    }
}

/// Whether a value is shown otherwise than it stands in the record.
pub fn is_masked(field: &str, value: &str) -> bool {
    shown(field, value) != value
}

/// Why a value of this field cannot be filtered by, and what can be asked instead.
pub fn refusal(field: &str) -> String {
    format!(
        "a session token is not put into the filter, because the address and the history would hold it; \
         {field}:* finds every event that has one"
    )
}

/// The member that the values of a field stand under.
fn name_of(field: &str) -> Cow<'_, str> {
    if field.contains('"') {
        path::segments(field).pop().map_or(Cow::Borrowed(field), Cow::Owned)
    } else {
        Cow::Borrowed(last_segment(field))
    }
}
