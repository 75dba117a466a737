//! What the page finds stored from an earlier visit.
//!
//! ```text
//! stored text ─┬─ readable            → Saved
//!              └─ not, or not whole   → what can be read; the text itself is set aside, unchanged
//! ```
//!
//! **Invariant:** a text that cannot be read whole is stored over only once it is set aside, and only one
//! text is set aside at a time: a second one locks the place until the user has let go of the first.

use super::Saved;
use crate::view::format::counted;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    pub saved: Saved,
    /// The text that is set aside, or is to be.
    pub aside: Option<String>,
    /// Whether `aside` must be stored in its place now.
    pub is_new_aside: bool,
    /// Whether nothing may be stored over what is there.
    pub is_locked: bool,
    /// What could not be read, for a notice.
    pub note: Option<String>,
}

impl Stored {
    /// Reads the stored text, beside the one that an earlier visit set aside.
    pub fn open(stored: Option<&str>, aside: Option<String>) -> Self {
        let Some(text) = stored else { return Self { aside, ..Self::default() } };
        let (saved, faults) = Saved::from_storage(text);
        let Some(first) = faults.first() else { return Self { saved, aside, ..Self::default() } };
        let is_known = aside.as_deref() == Some(text);
        let is_locked = aside.is_some() && !is_known;
        let more = faults.len() as u64 - 1;
        let more = if more == 0 {
            String::new()
        } else {
            format!(", and {}", counted(more, "more fault", "more faults"))
        };
        let rest = "The rest is here; the whole text is kept as it was, under Saved";
        Self {
            saved,
            is_new_aside: aside.is_none(),
            is_locked,
            note: (!is_known)
                .then(|| format!("Something that was saved cannot be read: {first}{more}. {rest}.")),
            aside: aside.or_else(|| Some(text.to_owned())),
        }
    }
}
