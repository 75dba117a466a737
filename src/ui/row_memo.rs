//! A memo for things on the screen that come and go by the thousand, such as the rows of a table.
//!
//! The framework takes a reader that is gone out of a signal's list when that signal next changes, and never out of a
//! memo's. Rows read signals that hardly ever change (the cursor, the columns, the clock): without this, every row that
//! was ever scrolled past would stay in their lists.
//!
//! **Invariant:** what a row reads of the page's state it reads through a memo of this file, and the parts of the row
//! read that memo, whose list goes with it.

use leptos::prelude::*;
use leptos::reactive::graph::{Observer, Subscriber as _};

/// A memo that takes itself out of the lists of what it read when its owner goes.
pub(super) fn row_memo<T>(read: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    Memo::new(move |_| {
        if let Some(reader) = Observer::get() {
            on_cleanup(move || reader.clear_sources(&reader));
        }
        read()
    })
}
