//! What the user keeps under names: filters and sets of columns. They can leave the page as one
//! JSON file and come back, here or elsewhere ([`file`]).
//!
//! **Invariant:** nothing comes from a log but what the user typed or clicked into a filter.
//! **Invariant:** what is kept can be read again: everything that reading would refuse is refused
//! when it is to be kept, with the reason and a way out.

mod file;
mod stored;

use super::column_layout::Layout;
use super::columns::{self, MAX_COLUMNS};
use super::format::count;
use crate::query::parser;

pub use file::{FILE_NAME, UNREAD_FILE_NAME, VERSION, layout_from_json, layout_to_json};
pub use stored::Stored;

const MAX_FILE_BYTES: usize = 1 << 20;
const MAX_ITEMS: usize = 500;
const MAX_NAME_CHARS: usize = 80;
const MAX_QUERY_BYTES: usize = 16_384;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saved {
    pub searches: Vec<SavedSearch>,
    pub column_sets: Vec<ColumnSet>,
}

/// A filter text under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    pub name: String,
    pub query: String,
}

/// Columns under a name, with their layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSet {
    pub name: String,
    pub columns: Vec<String>,
    pub layout: Layout,
}

impl Saved {
    /// Keeps a filter; another one of the same name is replaced.
    ///
    /// # Errors
    /// Why it cannot be kept: its name, its text, or that there is no room. Nothing is changed then.
    pub fn keep_search(&mut self, name: &str, query: &str) -> Result<(), String> {
        let name = checked_name(name)?;
        check_query(query)?;
        self.change(|saved| {
            put(&mut saved.searches, SavedSearch { name, query: query.to_owned() }, |search| &search.name);
        })
    }

    /// Keeps columns; another set of the same name is replaced.
    ///
    /// # Errors
    /// Why they cannot be kept: their name, their number or paths, or that there is no room. Nothing
    /// is changed then.
    pub fn keep_columns(&mut self, name: &str, columns: &[String], layout: &Layout) -> Result<(), String> {
        let name = checked_name(name)?;
        check_columns(columns)?;
        let widths = layout.widths_px().iter().filter(|(key, _)| columns.contains(key));
        let widths = widths.map(|(key, width)| (key.clone(), *width)).collect();
        let pinned = layout.pinned().iter().filter(|key| columns.contains(key)).cloned().collect();
        let set = ColumnSet { name, columns: columns.to_vec(), layout: Layout::new(widths, pinned) };
        self.change(|saved| put(&mut saved.column_sets, set, |set| &set.name))
    }

    /// Takes in what a file holds. What is here already stays; something else of the same name comes
    /// in under a name of its own. Gives how many came in.
    ///
    /// # Errors
    /// Where there is no room for all of it. Nothing is changed then.
    pub fn merge(&mut self, other: Self) -> Result<usize, String> {
        let before = self.searches.len() + self.column_sets.len();
        self.change(|saved| {
            for mut search in other.searches {
                let is_known = |known: &SavedSearch| known.name == search.name && known.query == search.query;
                if saved.searches.iter().any(is_known) {
                    continue;
                }
                let is_taken = |name: &str| saved.searches.iter().any(|known| known.name == name);
                search.name = free_name(search.name, is_taken);
                saved.searches.push(search);
            }
            for mut set in other.column_sets {
                if saved.column_sets.contains(&set) {
                    continue;
                }
                let is_taken = |name: &str| saved.column_sets.iter().any(|known| known.name == name);
                set.name = free_name(set.name, is_taken);
                saved.column_sets.push(set);
            }
        })?;
        Ok(self.searches.len() + self.column_sets.len() - before)
    }

    /// Makes a change, unless there is no room for what comes of it.
    fn change(&mut self, change: impl FnOnce(&mut Self)) -> Result<(), String> {
        let mut changed = self.clone();
        change(&mut changed);
        if changed.searches.len().max(changed.column_sets.len()) > MAX_ITEMS {
            return Err(format!("there is room for {MAX_ITEMS} of a kind; take some away first"));
        }
        if changed.to_json().len() > MAX_FILE_BYTES {
            return Err("there is room for 1 MiB in all; take some away first".to_owned());
        }
        *self = changed;
        Ok(())
    }
}

fn checked_name(name: &str) -> Result<String, String> {
    let name = name.trim();
    match name.chars().count() {
        0 => Err("a name is needed".to_owned()),
        1..=MAX_NAME_CHARS => Ok(name.to_owned()),
        _ => Err(format!("a name has at most {MAX_NAME_CHARS} characters")),
    }
}

fn check_query(query: &str) -> Result<(), String> {
    if query.len() > MAX_QUERY_BYTES {
        let (most, own) = (count(MAX_QUERY_BYTES as u64), count(query.len() as u64));
        return Err(format!(
            "a filter that is kept has at most {most} bytes and this one has {own}; shorten it, or keep it in parts"
        ));
    }
    match parser::parse(query).problems.first() {
        Some(problem) => {
            Err(format!("the filter has a fault, which must be mended first: {}", problem.message))
        }
        None => Ok(()),
    }
}

fn check_columns(keys: &[String]) -> Result<(), String> {
    if keys.is_empty() {
        return Err("a set has at least one column".to_owned());
    }
    if keys.len() > MAX_COLUMNS {
        return Err(format!(
            "a set has at most {MAX_COLUMNS} columns and this one has {}; take some away first",
            count(keys.len() as u64)
        ));
    }
    match keys.iter().find(|key| !columns::is_key(key)) {
        Some(key) => Err(format!("\"{key}\" is no path of a field; take that column away first")),
        None => Ok(()),
    }
}

fn put<T>(list: &mut Vec<T>, item: T, name: impl Fn(&T) -> &String) {
    match list.iter_mut().find(|known| name(known) == name(&item)) {
        Some(known) => *known = item,
        None => list.push(item),
    }
}

/// The name, or the first with a number after it that is not taken.
fn free_name(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&name) {
        return name;
    }
    let numbered = |number: usize| {
        let end = format!(" ({number})");
        let room = MAX_NAME_CHARS - end.chars().count();
        let start: String = name.chars().take(room).collect();
        format!("{}{end}", start.trim_end())
    };
    (2..).map(numbered).find(|name| !is_taken(name)).unwrap_or(name)
}
