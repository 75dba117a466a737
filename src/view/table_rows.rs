//! The rows of the table that the page has at hand.

use std::collections::VecDeque;

use super::view_state::ViewState;
use crate::engine::protocol::{EventKey, Page, TableRow};

/// Pages that are kept: going back a little shows rows at once.
const MAX_PAGES: usize = 6;

/// The last answers, the newest last.
///
/// Rows of an outdated question are shown, marked as such, until the new answer has come: a blank
/// table would tell less.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableRows {
    pages: VecDeque<Page>,
    /// The loaded events or the filter have changed since the pages came.
    is_outdated: bool,
}

impl TableRows {
    /// Takes in an answer.
    pub fn add(&mut self, page: Page) {
        let is_same = |known: &Page| {
            known.query == page.query
                && known.sort == page.sort
                && known.is_folded == page.is_folded
                && known.columns == page.columns
        };
        if self.is_outdated || !self.pages.iter().all(is_same) {
            self.pages.clear();
        }
        self.is_outdated = false;
        self.pages.retain(|known| known.first != page.first);
        if self.pages.len() >= MAX_PAGES {
            self.pages.pop_front();
        }
        self.pages.push_back(page);
    }

    /// The events have changed; what is at hand is shown until the next answer.
    pub fn outdate(&mut self) {
        self.is_outdated = true;
    }

    /// The row at a place among the sorted matches.
    pub fn row(&self, index: u64) -> Option<&TableRow> {
        self.pages.iter().rev().find_map(|page| {
            let at = index.checked_sub(page.first)?;
            page.rows.get(usize::try_from(at).ok()?)
        })
    }

    /// The columns that the cells of [`TableRows::row`] stand for.
    pub fn columns(&self) -> &[String] {
        self.pages.back().map(|page| page.columns.as_slice()).unwrap_or_default()
    }

    /// The place of an event or of the row that stands for it, if it is at hand.
    pub fn index_of(&self, key: EventKey) -> Option<u64> {
        self.pages.iter().rev().find_map(|page| {
            let at = page.rows.iter().position(|row| stands_for(row, key))?;
            Some(page.first + at as u64)
        })
    }

    /// Whether the rows are not the answer to what is asked now.
    pub fn are_stale(&self, view: &ViewState) -> bool {
        let is_other = |page: &Page| {
            page.query != view.query || page.sort != view.sort || page.is_folded != view.folds_copies
        };
        self.is_outdated || self.pages.iter().any(is_other)
    }

    pub fn is_empty(&self) -> bool {
        self.pages.iter().all(|page| page.rows.is_empty())
    }
}

/// Whether the event is that of the row, or a copy that is folded into it.
pub fn stands_for(row: &TableRow, key: EventKey) -> bool {
    row.key == key || row.copies.iter().any(|copy| copy.key == key)
}
