//! The commands of the page: one table for the keys, the list of keys and the command palette.
//!
//! A new command is a row of [`COMMANDS`] and an arm where the page carries actions out.

use super::columns::Column;
use super::explore::{TOGGLES, label_of};
use super::format;
use super::questions::QUESTIONS;
use super::timeline::PRESETS;
use super::view_state::{Pane, Tab, ViewState};
use crate::engine::protocol::{QueryCount, Series};
use crate::query::suggest::CountedPath;
use crate::record::field::{FIELDS, FieldId};

/// What a command does.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    ShowTab(Tab),
    GoToFilter,
    ClearFilter,
    GoToTable,
    ToggleTerm(&'static str),
    ShowFilterHelp,
    ShowShortcuts,
    ShowPalette,
    /// On the value of the table's cell that the keyboard is at; whether to leave it out.
    FilterByCell(bool),
    CloseEvent,
    /// What happened around the event that is open.
    ShowSurroundings,
    ShowPane(Pane),
    /// Copies of one action in one row, or each in its own.
    ToggleFolding,
    /// Marks the event that the keyboard is at for comparing.
    MarkEvent,
    CompareEvents,
    ClearMarks,
    /// By its place in [`PRESETS`].
    LastStretch(usize),
    WholeTime,
    /// Earlier, by the length of the time range; or later.
    ShiftTime(bool),
    SplitBy(Series),
    SortBy(String),
    AddColumn(String),
    RemoveColumn(String),
    UsualColumns,
    AddFacet(String),
    RemoveFacet(String),
    UsualFacets,
    /// By its place in [`QUESTIONS`].
    Ask(usize),
    SwitchKeys,
    /// Times in UTC, or in the zone of the device.
    SwitchClock,
    TrySample,
    CloseFiles,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Command {
    pub title: &'static str,
    /// Single keys, as the browser names them, that do it while nothing is being typed.
    pub keys: &'static [&'static str],
    /// Other keys that do it, in words.
    pub more_keys: &'static str,
    pub action: Action,
    /// Whether it can be done before files are open.
    pub needs_files: bool,
}

/// Everything with a name and perhaps a key.
pub const COMMANDS: &[Command] = &[
    command("Go to the filter", &["/"], Action::GoToFilter),
    command("Clear the filter", &[], Action::ClearFilter),
    command("Go to the table of events", &["t"], Action::GoToTable),
    always("Show the command palette", &[], "Ctrl+K or ⌘K", Action::ShowPalette),
    always("Show how filters are written", &[], "F1", Action::ShowFilterHelp),
    always("Show the keyboard shortcuts", &["?"], "", Action::ShowShortcuts),
    command("Show the events", &["1"], Action::ShowTab(Tab::Events)),
    command("Show the trail simulator", &["2"], Action::ShowTab(Tab::Simulator)),
    command("Show the files", &["3"], Action::ShowTab(Tab::Files)),
    command("Write events only, on or off", &["w"], Action::ToggleTerm(TOGGLES[0].term)),
    command("Errors only, on or off", &["!"], Action::ToggleTerm(TOGGLES[1].term)),
    command("Hide AWS services, on or off", &["h"], Action::ToggleTerm(TOGGLES[2].term)),
    command("Filter for the cell's value", &["f", "+"], Action::FilterByCell(false)),
    command("Filter out the cell's value", &["e", "-"], Action::FilterByCell(true)),
    command("The whole time", &["0"], Action::WholeTime),
    command("Back in time by the time range", &["["], Action::ShiftTime(false)),
    command("Forward in time by the time range", &["]"], Action::ShiftTime(true)),
    command("Split the timeline by success and errors", &[], Action::SplitBy(Series::Outcome)),
    command("Split the timeline by category", &[], Action::SplitBy(Series::Category)),
    command("Split the timeline by read and write", &[], Action::SplitBy(Series::ReadWrite)),
    command("The usual columns", &[], Action::UsualColumns),
    command("The usual facets", &[], Action::UsualFacets),
    command("Mark the event to compare it, on or off", &["m"], Action::MarkEvent),
    command("Compare the marked events, or go back", &["c"], Action::CompareEvents),
    command("Clear all marks", &[], Action::ClearMarks),
    command("Close the event", &[], Action::CloseEvent),
    command("Show what happened around the open event", &["s"], Action::ShowSurroundings),
    command("Show the matching events one by one", &[], Action::ShowPane(Pane::Events)),
    command("Group the matching events", &["g"], Action::ShowPane(Pane::Groups)),
    command("Look for a list of indicators", &["i"], Action::ShowPane(Pane::Indicators)),
    command("Fold organization copies, on or off", &[], Action::ToggleFolding),
    command("Times in UTC or local", &["z"], Action::SwitchClock),
    always("Single keys, on or off", &[], "", Action::SwitchKeys),
    always("Try the sample", &[], "", Action::TrySample),
    command("Close all files", &[], Action::CloseFiles),
];

/// Keys that belong to a part of the page, with what they do there.
pub const KEYS_OF_PARTS: &[(&str, &str)] = &[
    ("j, k or ↓, ↑", "next, previous event in the table"),
    ("→, ←", "next, previous cell of the event, for f and e"),
    ("Home, End, Page Up, Page Down", "move through the table"),
    ("Enter or o", "open the event"),
    ("a", "list the accounts of a row with folded copies"),
    ("Esc", "close the event, or what lies above the page"),
    ("Alt and click on a value", "leave it out"),
    ("Enter, Alt and Enter, o in groups", "filter for the group, leave it out, show its events"),
    ("Alt and ← → on a column's title", "move the column"),
    ("Shift and ← → on a column's title", "pull its edge; Delete gives it its usual width"),
    ("p on a column's title", "keep the column in view, or let it go"),
    ("↓ ↑ in the filter", "choose a completion; Enter takes it"),
    ("← → in tabs", "next, previous tab"),
    ("← → in the timeline", "move; with Shift mark a stretch; Enter applies it; Delete takes it away"),
];

const fn command(title: &'static str, keys: &'static [&'static str], action: Action) -> Command {
    Command { title, keys, more_keys: "", action, needs_files: true }
}

const fn always(
    title: &'static str,
    keys: &'static [&'static str],
    more_keys: &'static str,
    action: Action,
) -> Command {
    Command { title, keys, more_keys, action, needs_files: false }
}

impl Command {
    /// Its keys in words; empty where it has none.
    pub fn keys_text(&self) -> String {
        let single = self.keys.join(" or ");
        match (single.is_empty(), self.more_keys.is_empty()) {
            (_, true) => single,
            (true, false) => self.more_keys.to_owned(),
            (false, false) => format!("{single} or {}", self.more_keys),
        }
    }
}

/// The command of a single key.
pub fn command_of_key(key: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.keys.contains(&key))
}

/// Something that the palette offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub title: String,
    /// Its key, or how many events it finds.
    pub note: String,
    pub action: Action,
}

/// How many paths of the records the palette offers besides the fields.
const MOST_PATHS: usize = 300;

/// Everything that can be done now, in the order of an empty search.
pub fn entries(
    view: &ViewState,
    has_files: bool,
    counts: &[QueryCount],
    paths: &[CountedPath],
) -> Vec<Entry> {
    let mut out: Vec<Entry> = COMMANDS
        .iter()
        .filter(|command| (has_files || !command.needs_files) && command.action != Action::ShowPalette)
        .map(|command| entry(command.title.to_owned(), command.keys_text(), command.action.clone()))
        .collect();
    if !has_files {
        return out;
    }
    out.extend(QUESTIONS.iter().enumerate().map(|(at, question)| {
        let count = counts.iter().find(|count| count.query == question.query);
        let note = count.map(|count| format::counted(count.matches, "event", "events")).unwrap_or_default();
        entry(format!("{}: {}", question.group, question.label), note, Action::Ask(at))
    }));
    out.extend(PRESETS.iter().enumerate().map(|(at, preset)| {
        entry(format!("Time: {}", preset.title), String::new(), Action::LastStretch(at))
    }));
    for key in &view.columns {
        let title = Column::of(key).title;
        out.push(entry(format!("Sort by {title}"), key.clone(), Action::SortBy(key.clone())));
        out.push(entry(format!("Remove the column {title}"), key.clone(), Action::RemoveColumn(key.clone())));
    }
    for field in &view.facets {
        let action = Action::RemoveFacet(field.clone());
        out.push(entry(format!("Remove the facet {}", label_of(field)), field.clone(), action));
    }
    let further = paths.iter().map(|(path, _)| path.as_str());
    let further = further.filter(|path| FieldId::from_name(path).is_none()).take(MOST_PATHS);
    for name in FIELDS.iter().map(|field| field.name).chain(further) {
        let is_in = |known: &[String]| known.iter().any(|field| field == name);
        if !is_in(&view.columns) {
            let action = Action::AddColumn(name.to_owned());
            out.push(entry(format!("Add the column {}", label_of(name)), name.to_owned(), action));
        }
        if !is_in(&view.facets) {
            let action = Action::AddFacet(name.to_owned());
            out.push(entry(format!("Add the facet {}", label_of(name)), name.to_owned(), action));
        }
    }
    out
}

fn entry(title: String, note: String, action: Action) -> Entry {
    Entry { title, note, action }
}

/// The entries that fit what was typed, the best first: every word must be found, at the start of a
/// word, inside one, or as letters of one in this order.
pub fn search(entries: &[Entry], typed: &str) -> Vec<Entry> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let mut found: Vec<(u32, &Entry)> = entries
        .iter()
        .filter_map(|entry| {
            let text = format!("{} {}", entry.title, entry.note).to_lowercase();
            let ranks: Option<Vec<u32>> = words.iter().map(|word| rank(&text, word)).collect();
            Some((ranks?.iter().sum(), entry))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, entry)| entry.clone()).collect()
}

/// How well a word fits a text, less is better; `None` where it does not.
fn rank(text: &str, word: &str) -> Option<u32> {
    if own_words(text).any(|own| own == word) {
        Some(0)
    } else if own_words(text).any(|own| own.starts_with(word)) {
        Some(1)
    } else if text.contains(word) {
        Some(3)
    } else if word.chars().count() > 2 && own_words(text).any(|own| has_in_order(own, word)) {
        Some(9)
    } else {
        None
    }
}

fn own_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

fn has_in_order(text: &str, letters: &str) -> bool {
    let mut rest = text.chars();
    letters.chars().all(|letter| rest.any(|c| c == letter))
}
