//! The file that saved filters and columns travel and are stored in.
//!
//! ```text
//! {"format": "trail-loupe-saved", "version": 1,
//!  "searches": [{"name": "Root", "query": "userIdentity.type:Root"}],
//!  "columnSets": [{"name": "S3", "columns": ["eventTime", "requestParameters.bucketName"],
//!                  "pinned": ["eventTime"], "widths": {"eventTime": 160}}]}
//! ```
//!
//! Reading is strict: a member that is unknown, missing or of another type is a fault with its place.
//! A file with a fault that is given to the page brings nothing; of what the page itself has stored
//! only the faulty item is left out, and the faults are told.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    ColumnSet, MAX_FILE_BYTES, MAX_ITEMS, Saved, SavedSearch, check_columns, check_query, checked_name,
};
use crate::view::column_layout::Layout;

/// Raised when the meaning of a member changes.
pub const VERSION: u64 = 1;

/// The name under which the file is offered.
pub const FILE_NAME: &str = "trail-loupe-saved.json";

/// The name under which a text is offered that cannot be read.
pub const UNREAD_FILE_NAME: &str = "trail-loupe-saved-unread.json";

const FORMAT: &str = "trail-loupe-saved";

/// What is done about a fault: reading ends with it, or goes on without the faulty item.
type OnFault<'a> = &'a mut dyn FnMut(String) -> Result<(), String>;

impl Saved {
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

    /// Reads a file that was given to the page.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn from_json(text: &str) -> Result<Self, String> {
        read(text, &mut Err)
    }

    /// Reads what the page has stored, as far as it can be read, and tells what cannot be.
    pub fn from_storage(text: &str) -> (Self, Vec<String>) {
        let mut faults = Vec::new();
        let outcome = read(text, &mut |fault| {
            faults.push(fault);
            Ok(())
        });
        let saved = outcome.unwrap_or_else(|fault| {
            faults.push(fault);
            Self::default()
        });
        (saved, faults)
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

fn read(text: &str, on_fault: OnFault<'_>) -> Result<Saved, String> {
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
    let searches = items(&mut file, "searches", search, |search| &search.name, on_fault)?;
    let column_sets = items(&mut file, "columnSets", column_set, |set| &set.name, on_fault)?;
    file.end().or_else(&mut *on_fault)?;
    Ok(Saved { searches, column_sets })
}

/// The items of a list that can be read, of different names.
fn items<T>(
    file: &mut Members<'_>,
    list: &str,
    read: fn(Members<'_>) -> Result<T, String>,
    name: fn(&T) -> &String,
    on_fault: OnFault<'_>,
) -> Result<Vec<T>, String> {
    let mut items: Vec<T> = Vec::new();
    let written = match file.objects(list) {
        Ok(written) => written,
        Err(fault) => {
            on_fault(fault)?;
            &[]
        }
    };
    if written.len() > MAX_ITEMS {
        on_fault(format!("{list}: there are more than {MAX_ITEMS}"))?;
    }
    for (at, value) in written.iter().take(MAX_ITEMS).enumerate() {
        match Members::of(value, &format!("{list}[{at}]")).and_then(read) {
            Ok(item) if items.iter().any(|known| name(known) == name(&item)) => {
                on_fault(format!("{list}: two have the name \"{}\"", name(&item)))?;
            }
            Ok(item) => items.push(item),
            Err(fault) => on_fault(fault)?,
        }
    }
    Ok(items)
}

fn search(mut members: Members<'_>) -> Result<SavedSearch, String> {
    let name = checked_name(&members.text("name")?).map_err(|why| members.fault("name", &why))?;
    let query = members.text("query")?;
    check_query(&query).map_err(|why| members.fault("query", &why))?;
    members.end()?;
    Ok(SavedSearch { name, query })
}

fn column_set(mut members: Members<'_>) -> Result<ColumnSet, String> {
    let name = checked_name(&members.text("name")?).map_err(|why| members.fault("name", &why))?;
    let columns = members.texts("columns")?;
    check_columns(&columns).map_err(|why| members.fault("columns", &why))?;
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

    fn objects(&mut self, name: &str) -> Result<&'a [Value], String> {
        let value = self.take(name)?;
        let list = value.as_array().ok_or_else(|| self.expected(name, "a list", value))?;
        Ok(list)
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
