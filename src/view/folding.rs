//! The table with the copies of one action in one row.
//!
//! **Invariant:** counts stay those of events; rows and folded copies are said beside them.

use super::format::{count, counted, visible};
use crate::engine::protocol::{AccountCopy, Folding, Matches};

/// The events that may have copies, as a filter.
pub const SHARED_QUERY: &str = "sharedEventID:*";

/// The column that the badge stands in, where the table has it.
const BADGE_COLUMN: &str = "eventName";

/// The rows of the table. Until it is known what is folded every match has a row.
pub fn num_rows(matches: Option<&Matches>, folding: Option<&Folding>) -> u64 {
    let Some(matches) = matches else { return 0 };
    let folded = folding.filter(|folding| is_of(folding, matches)).map_or(0, |folding| folding.folded);
    matches.matches.saturating_sub(folded)
}

/// Whether the answer is about these matches.
pub fn is_of(folding: &Folding, matches: &Matches) -> bool {
    (&folding.query, folding.matches) == (&matches.query, matches.matches)
}

/// What was folded, in words.
pub fn words(folding: &Folding) -> String {
    if folding.folded == 0 {
        return "No copies to fold".to_owned();
    }
    format!(
        "{} in {}; {} folded",
        counted(folding.matches, "event", "events"),
        counted(folding.matches.saturating_sub(folding.folded), "row", "rows"),
        counted(folding.folded, "copy", "copies"),
    )
}

/// The words on the badge of a row; `None` where the row stands for its event alone.
pub fn badge(copies: &[AccountCopy]) -> Option<String> {
    (copies.len() > 1).then(|| format!("{} accounts", count(copies.len() as u64)))
}

/// The column of the badge.
pub fn badge_column(columns: &[String]) -> Option<&str> {
    columns.iter().find(|column| *column == BADGE_COLUMN).or(columns.first()).map(String::as_str)
}

/// A line of the list of copies: the account as it can be shown, and a note.
pub fn copy_line(copies: &[AccountCopy], at: usize) -> Option<(String, &'static str)> {
    let account = visible(&copies.get(at)?.account).into_owned();
    Some((account, if at == 0 { "this row" } else { "" }))
}
