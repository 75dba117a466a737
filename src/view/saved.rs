//! What the user keeps under names: filters and sets of columns. They can leave the page as one
//! JSON file and come back, here or elsewhere.
//!
//! ```text
//! {"format": "trail-loupe-saved", "version": 1,
//!  "searches": [{"name": "Root", "query": "userIdentity.type:Root"}],
//!  "columnSets": [{"name": "S3", "columns": ["eventTime", "requestParameters.bucketName"],
//!                  "pinned": ["eventTime"], "widths": {"eventTime": 160}}]}
//! ```
//!
//! Reading is strict: a member that is unknown, missing or of another type is a fault with its place,
//! and a file with a fault brings nothing.
//!
//! **Invariant:** nothing comes from a log but what the user typed or clicked into a filter.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::column_layout::Layout;
use crate::query::parser;

/// Raised when the meaning of a member changes.
pub const VERSION: u64 = 1;

/// The name under which the file is offered.
pub const FILE_NAME: &str = "trail-loupe-saved.json";

const FORMAT: &str = "trail-loupe-saved";
const MAX_FILE_BYTES: usize = 1 << 20;
const MAX_ITEMS: usize = 500;
const MAX_NAME_CHARS: usize = 80;
const MAX_QUERY_BYTES: usize = 16_384;
const MAX_COLUMNS: usize = 64;

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
    /// When the name is empty or too long, or there are too many.
    pub fn keep_search(&mut self, name: &str, query: &str) -> Result<(), String> {
        let name = checked_name(name)?;
        let search = SavedSearch { name, query: query.to_owned() };
        put(&mut self.searches, search, |search| &search.name)
    }

    /// Keeps columns; another set of the same name is replaced.
    ///
    /// # Errors
    /// When the name is empty or too long, or there are too many.
    pub fn keep_columns(&mut self, name: &str, columns: &[String], layout: &Layout) -> Result<(), String> {
        let name = checked_name(name)?;
        let widths = layout.widths_px().iter().filter(|(key, _)| columns.contains(key));
        let widths = widths.map(|(key, width)| (key.clone(), *width)).collect();
        let pinned = layout.pinned().iter().filter(|key| columns.contains(key)).cloned().collect();
        let set = ColumnSet { name, columns: columns.to_vec(), layout: Layout::new(widths, pinned) };
        put(&mut self.column_sets, set, |set| &set.name)
    }

    /// Takes in what a file holds. What is here already stays; something else of the same name comes
    /// in under a name of its own. Gives how many came in.
    pub fn merge(&mut self, other: Self) -> usize {
        let before = self.searches.len() + self.column_sets.len();
        for mut search in other.searches {
            if self.searches.iter().any(|known| known.name == search.name && known.query == search.query) {
                continue;
            }
            search.name = free_name(search.name, |name| self.searches.iter().any(|known| known.name == name));
            self.searches.push(search);
        }
        for mut set in other.column_sets {
            if self.column_sets.contains(&set) {
                continue;
            }
            set.name = free_name(set.name, |name| self.column_sets.iter().any(|known| known.name == name));
            self.column_sets.push(set);
        }
        self.searches.len() + self.column_sets.len() - before
    }

    /// The file.
    pub fn to_json(&self) -> String {
        let searches: Vec<Value> = self
            .searches
            .iter()
            .map(|search| json!({ "name": search.name, "query": search.query }))
            .collect();
        let sets: Vec<Value> = self
            .column_sets
            .iter()
            .map(|set| {
                json!({ "name": set.name, "columns": set.columns, "pinned": set.layout.pinned(),
                        "widths": set.layout.widths_px() })
            })
            .collect();
        let file = json!({ "format": FORMAT, "version": VERSION, "searches": searches, "columnSets": sets });
        format!("{file:#}\n")
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn from_json(text: &str) -> Result<Self, String> {
        if text.len() > MAX_FILE_BYTES {
            return Err("the file is too large for saved searches".to_owned());
        }
        let file: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}'))
            .map_err(|err| format!("the file is no JSON: {err}"))?;
        let mut file = Members::of(&file, "the file")?;
        let format = file.text("format")?;
        if format != FORMAT {
            return Err(format!("format: expected \"{FORMAT}\"; this is no file of saved searches"));
        }
        match file.take("version")?.as_u64() {
            Some(VERSION) => {}
            Some(newer @ 2..) => {
                return Err(format!("version {newer} is newer than this page, which reads {VERSION}"));
            }
            _ => return Err(format!("version: expected {VERSION}")),
        }
        let searches = file.list("searches", search)?;
        let column_sets = file.list("columnSets", column_set)?;
        file.end()?;
        are_different("searches", searches.iter().map(|search| &search.name))?;
        are_different("columnSets", column_sets.iter().map(|set| &set.name))?;
        Ok(Self { searches, column_sets })
    }
}

/// The layout as it is kept from one visit to the next.
pub fn layout_to_json(layout: &Layout) -> String {
    json!({ "pinned": layout.pinned(), "widths": layout.widths_px() }).to_string()
}

/// The layout that was kept; one that cannot be read is as good as none.
pub fn layout_from_json(text: &str) -> Option<Layout> {
    let value: Value = serde_json::from_str(text).ok()?;
    layout(&mut Members::of(&value, "layout").ok()?).ok()
}

fn search(mut members: Members<'_>) -> Result<SavedSearch, String> {
    let name = checked_name(&members.text("name")?).map_err(|why| members.fault("name", &why))?;
    let query = members.text("query")?;
    if query.len() > MAX_QUERY_BYTES {
        return Err(members.fault("query", "it is too long"));
    }
    if let Some(problem) = parser::parse(&query).problems.first() {
        return Err(members.fault("query", &problem.message));
    }
    members.end()?;
    Ok(SavedSearch { name, query })
}

fn column_set(mut members: Members<'_>) -> Result<ColumnSet, String> {
    let name = checked_name(&members.text("name")?).map_err(|why| members.fault("name", &why))?;
    let columns = members.texts("columns")?;
    let is_path = |key: &String| !key.is_empty() && !key.starts_with('-') && !key.contains(',');
    if columns.is_empty() || columns.len() > MAX_COLUMNS || !columns.iter().all(is_path) {
        return Err(members.fault("columns", "expected the paths of 1 to 64 columns"));
    }
    let layout = layout(&mut members)?;
    members.end()?;
    Ok(ColumnSet { name, columns, layout })
}

fn layout(members: &mut Members<'_>) -> Result<Layout, String> {
    let pinned = members.texts("pinned")?;
    let written = members.take("widths")?;
    let mut widths = BTreeMap::new();
    for (key, width) in written.as_object().ok_or_else(|| members.expected("widths", "an object", written))? {
        let number = width.as_u64().and_then(|width| u32::try_from(width).ok());
        let path = format!("widths.{key}");
        widths.insert(key.clone(), number.ok_or_else(|| members.expected(&path, "a whole number", width))?);
    }
    Ok(Layout::new(widths, pinned))
}

/// The members of an object that are still to be read.
struct Members<'a> {
    place: String,
    left: Map<String, Value>,
    whole: &'a Map<String, Value>,
}

impl<'a> Members<'a> {
    fn of(value: &'a Value, place: &str) -> Result<Self, String> {
        let whole = value
            .as_object()
            .ok_or_else(|| format!("{place}: expected an object, found {}", shown(value)))?;
        let place = if place == "the file" { String::new() } else { format!("{place}.") };
        Ok(Self { place, left: whole.clone(), whole })
    }

    fn take(&mut self, name: &str) -> Result<&'a Value, String> {
        self.left.remove(name);
        self.whole.get(name).ok_or_else(|| format!("{}{name} is missing", self.place))
    }

    fn text(&mut self, name: &str) -> Result<String, String> {
        let value = self.take(name)?;
        value.as_str().map(str::to_owned).ok_or_else(|| self.expected(name, "a text", value))
    }

    fn texts(&mut self, name: &str) -> Result<Vec<String>, String> {
        let value = self.take(name)?;
        let list = value.as_array().ok_or_else(|| self.expected(name, "a list", value))?;
        let text =
            |each: &Value| each.as_str().map(str::to_owned).ok_or_else(|| self.expected(name, "texts", each));
        list.iter().map(text).collect()
    }

    fn list<T>(&mut self, name: &str, read: fn(Members<'_>) -> Result<T, String>) -> Result<Vec<T>, String> {
        let value = self.take(name)?;
        let list = value.as_array().ok_or_else(|| self.expected(name, "a list", value))?;
        if list.len() > MAX_ITEMS {
            return Err(self.fault(name, "there are more than 500"));
        }
        let each = |(at, value)| read(Members::of(value, &format!("{}{name}[{at}]", self.place))?);
        list.iter().enumerate().map(each).collect()
    }

    fn end(self) -> Result<(), String> {
        match self.left.keys().next() {
            Some(name) => Err(format!("{}{name} is unknown to version {VERSION}", self.place)),
            None => Ok(()),
        }
    }

    fn expected(&self, name: &str, what: &str, found: &Value) -> String {
        self.fault(name, &format!("expected {what}, found {}", shown(found)))
    }

    fn fault(&self, name: &str, why: &str) -> String {
        format!("{}{name}: {why}", self.place)
    }
}

/// A value in a message: what it is, not what it says.
fn shown(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
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

fn put<T>(list: &mut Vec<T>, item: T, name: impl Fn(&T) -> &String) -> Result<(), String> {
    if let Some(known) = list.iter_mut().find(|known| name(known) == name(&item)) {
        *known = item;
        return Ok(());
    }
    if list.len() >= MAX_ITEMS {
        return Err(format!("there is room for {MAX_ITEMS}; take one away first"));
    }
    list.push(item);
    Ok(())
}

fn free_name(name: String, is_taken: impl Fn(&str) -> bool) -> String {
    if !is_taken(&name) {
        return name;
    }
    let numbered = (2..).map(|number| format!("{name} ({number})"));
    numbered.into_iter().find(|name| !is_taken(name)).unwrap_or(name)
}

fn are_different<'a>(list: &str, names: impl Iterator<Item = &'a String>) -> Result<(), String> {
    let mut seen: Vec<&String> = Vec::new();
    for name in names {
        if seen.contains(&name) {
            return Err(format!("{list}: two have the name \"{name}\""));
        }
        seen.push(name);
    }
    Ok(())
}
