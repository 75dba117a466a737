//! An export of the matching events: what it is at, what it asks, what it says.
//!
//! ```text
//! choosing ─form→ counting ─nothing to ask→ writing → written
//!                    └─ tokens, summaries → asking ─choice→ ┘
//! ```
//!
//! **Invariant:** tokens are written as delivered only after the user was told how many there are
//! and chose it.
//! **Invariant:** whatever the file does not show as it was delivered is said.

use super::format::{count, counted};
use crate::engine::protocol::{ExportChoice, ExportForm, ExportNews, ExportTally};

/// Where an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Choosing,
    Counting,
    Asking,
    Writing,
    Written,
}

/// The export on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportModel {
    pub stage: Stage,
    pub form: ExportForm,
    pub tally: ExportTally,
    pub choice: ExportChoice,
    /// Events in the file so far.
    pub rows: u64,
    /// Events that could not be had back from memory.
    pub unreadable: u64,
}

/// What is to be done with a piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    Wait,
    /// Nothing has to be asked: write.
    Write(ExportChoice),
    /// Append to the file.
    Append(&'a str),
    /// Offer the file.
    Offer,
    /// Let go of the file and say why.
    Drop(&'a str),
}

impl ExportModel {
    /// An export in this form that has just begun.
    pub fn begun(form: ExportForm) -> Self {
        Self { stage: Stage::Counting, form, ..Self::default() }
    }

    /// Takes in what the engine says, and gives what it asks for.
    pub fn take<'a>(&mut self, news: &'a ExportNews) -> Next<'a> {
        match (self.stage, news) {
            (Stage::Counting, ExportNews::Surveyed { tally, is_whole }) => {
                self.tally = *tally;
                if !is_whole {
                    return Next::Wait;
                }
                if self.has_tokens() || self.has_summaries() {
                    self.stage = Stage::Asking;
                    return Next::Wait;
                }
                Next::Write(self.write(ExportChoice::default()))
            }
            (Stage::Writing, ExportNews::Part { text, rows }) => {
                self.rows = *rows;
                Next::Append(text)
            }
            (Stage::Writing, ExportNews::Written { rows, unreadable }) => {
                (self.rows, self.unreadable) = (*rows, *unreadable);
                self.stage = Stage::Written;
                Next::Offer
            }
            (Stage::Counting | Stage::Asking | Stage::Writing, ExportNews::Broken { why }) => {
                *self = Self::default();
                Next::Drop(why)
            }
            // News of an export that was cancelled.
            _ => Next::Wait,
        }
    }

    /// Goes on with a choice.
    pub fn write(&mut self, choice: ExportChoice) -> ExportChoice {
        self.stage = Stage::Writing;
        self.choice = choice;
        choice
    }

    /// Whether something that would be written holds a session token.
    pub fn has_tokens(&self) -> bool {
        self.tally.with_tokens > 0
    }

    /// Whether there are events that have no record to be written.
    pub fn has_summaries(&self) -> bool {
        self.form != ExportForm::Csv && self.tally.summaries > 0
    }

    /// Whether work is under way that can be cancelled.
    pub fn is_under_way(&self) -> bool {
        matches!(self.stage, Stage::Counting | Stage::Asking | Stage::Writing)
    }

    /// Done, and in all, of the present stage.
    pub fn progress(&self) -> (u64, u64) {
        match self.stage {
            Stage::Choosing => (0, 0),
            Stage::Counting => (self.tally.rows, self.tally.matched),
            Stage::Asking | Stage::Writing | Stage::Written => (self.rows, self.expected()),
        }
    }

    fn expected(&self) -> u64 {
        let left_out = if self.choice.leaves_out_summaries { self.tally.summaries } else { 0 };
        self.tally.rows.saturating_sub(left_out)
    }

    /// What is going on, in words.
    pub fn headline(&self) -> String {
        let (done, total) = self.progress();
        match self.stage {
            Stage::Choosing => String::new(),
            Stage::Counting => format!("Looking for session tokens: {} of {}", count(done), events(total)),
            Stage::Asking => match (self.has_tokens(), self.form) {
                (true, ExportForm::Csv) => {
                    format!(
                        "{} of {} would show a session token.",
                        count(self.tally.with_tokens),
                        rows(total)
                    )
                }
                (true, _) => {
                    format!("{} of {} hold a session token.", count(self.tally.with_tokens), records(total))
                }
                (false, _) => {
                    format!("{} of {} have no original record.", count(self.tally.summaries), events(total))
                }
            },
            Stage::Writing => format!("Writing: {} of {}", count(done), events(total)),
            Stage::Written => format!("{} written.", events(done)),
        }
    }

    /// What the file shows otherwise than it was delivered, and what is not in it.
    pub fn remarks(&self, duplicates: u64) -> Vec<String> {
        let tally = &self.tally;
        let mut out = Vec::new();
        let mut say = |number: u64, text: String| {
            if number > 0 {
                out.push(text);
            }
        };
        if self.form != ExportForm::Csv {
            let is_left_out = self.choice.leaves_out_summaries;
            say(
                tally.summaries,
                match is_left_out {
                    true => format!(
                        "{} from tables without the original record left out.",
                        events(tally.summaries)
                    ),
                    false => format!(
                        "{} from tables without the original record: their JSON is made of the cells.",
                        events(tally.summaries)
                    ),
                },
            );
            say(
                tally.derived,
                format!(
                    "{} taken out of another form (a JSON string, a table's cell, UTF-16).",
                    records(tally.derived)
                ),
            );
            say(
                tally.wrapped,
                format!(
                    "{} came with fields around them; those are not in the file.",
                    records(tally.wrapped)
                ),
            );
        }
        say(tally.recovered, format!("{} saved out of damaged text.", records(tally.recovered)));
        say(
            tally.lossy,
            format!("In {} some characters may differ from what was recorded.", records(tally.lossy)),
        );
        say(
            self.unreadable,
            format!("Not in the file: {} that could not be had back from memory.", records(self.unreadable)),
        );
        say(
            tally.with_tokens,
            match self.choice.masks_tokens {
                true => format!("Session tokens masked in {}.", records(tally.with_tokens)),
                false => format!("Session tokens in {}, as delivered.", records(tally.with_tokens)),
            },
        );
        say(
            duplicates,
            format!(
                "Not in the file: {} found while loading.",
                counted(duplicates, "duplicate", "duplicates")
            ),
        );
        out
    }

    /// The name that the file is offered under; nothing of a log is in it.
    pub fn file_name(&self) -> String {
        let masked = if self.choice.masks_tokens && self.has_tokens() { "-masked" } else { "" };
        format!("cloudtrail-{}-events{masked}.{}", self.rows, ending(self.form))
    }
}

/// What an export would write: `matches` events, which the table shows in so many rows.
pub fn extent(matches: u64, rows: u64) -> String {
    let folded = matches.saturating_sub(rows);
    let among = match folded {
        0 => String::new(),
        _ => format!(", {} that the table folds away among them", counted(folded, "copy", "copies")),
    };
    format!("All {} under the filter{among}, in the table's order.", events(matches))
}

/// The forms, in the order in which they are offered, with what is said of each.
pub const FORMS: [(ExportForm, &str, &str); 3] = [
    (
        ExportForm::Csv,
        "CSV",
        "The visible columns, times in UTC. Cells that a spreadsheet might run get a leading '.",
    ),
    (ExportForm::Json, "JSON", "One document {\"Records\":[…]}, each record byte for byte as delivered."),
    (
        ExportForm::JsonLines,
        "NDJSON",
        "A record a line; only line breaks and indentation between values are taken out.",
    ),
];

/// The media type of a form.
pub fn media_type(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Csv => "text/csv;charset=utf-8",
        ExportForm::Json => "application/json",
        ExportForm::JsonLines => "application/x-ndjson",
    }
}

fn ending(form: ExportForm) -> &'static str {
    match form {
        ExportForm::Csv => "csv",
        ExportForm::Json => "json",
        ExportForm::JsonLines => "ndjson",
    }
}

fn events(number: u64) -> String {
    counted(number, "event", "events")
}

fn records(number: u64) -> String {
    counted(number, "record", "records")
}

fn rows(number: u64) -> String {
    counted(number, "row", "rows")
}
