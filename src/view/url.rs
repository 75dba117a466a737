//! The view state in the address.
//!
//! Everything stands after the `#`, which no browser sends to a server.
//!
//! ```text
//! fragment = part *( "&" part )        part = name "=" percent-encoded value
//! v=1 & q=errorCode:* & sort=-eventName & copies=folded & columns=eventTime,eventName & facets=user,eventName
//! folded=user & series=category & event=<id> & tab=files & workers=2
//! pane=groups & group=user,eventName & order=-errors
//! ```
//!
//! A part that equals the default is left out. Reading is forgiving: a part that is unknown, damaged
//! or out of range is dropped and the rest stands; of a part given twice the last one counts.

use super::columns::{MAX_COLUMNS, is_key};
use super::groups::{self, Grouping};
use super::view_state::{Pane, Tab, ViewState, series_from_key, series_key};
use crate::engine::protocol::Sort;

/// Raised when the meaning of a part changes; parts of older versions are then translated here.
pub const VERSION: u32 = 1;

/// The word for copies that stand in one row.
const FOLDED: &str = "folded";

/// The longest text that is taken from an address.
const MAX_TEXT_LEN: usize = 16_384;

/// What an address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fragment {
    pub view: ViewState,
    /// The start parameter `workers`; kept so that a reload measures the same.
    pub workers: Option<u32>,
}

impl Fragment {
    /// Reads a fragment with or without its `#`.
    pub fn decode(text: &str) -> Self {
        let mut fragment = Self::default();
        let parts: Vec<(&str, String)> = text
            .trim_start_matches('#')
            .split('&')
            .filter_map(|part| part.split_once('='))
            .filter_map(|(name, value)| Some((name, decode_text(value)?)))
            .filter(|(_, value)| value.len() <= MAX_TEXT_LEN)
            .collect();
        // A later version may mean something else by the same names; only what cannot change is read.
        let version = parts.iter().rfind(|(name, _)| *name == "v").and_then(|(_, value)| value.parse().ok());
        let is_known = version.unwrap_or(VERSION) <= VERSION;
        for (name, value) in parts {
            match name {
                "workers" => fragment.workers = value.parse().ok().or(fragment.workers),
                _ if is_known => fragment.view.set(name, value),
                _ => {}
            }
        }
        fragment
    }

    /// The fragment without its `#`; empty for the default view.
    pub fn encode(&self) -> String {
        let (view, default) = (&self.view, ViewState::default());
        let mut parts = Vec::new();
        let mut put = |name: &str, value: &str| parts.push(format!("{name}={}", encode_text(value)));
        if view.query != default.query {
            put("q", &view.query);
        }
        if view.sort != default.sort {
            put("sort", &format!("{}{}", if view.sort.descending { "-" } else { "" }, view.sort.field));
        }
        if view.folds_copies {
            put("copies", FOLDED);
        }
        if view.columns != default.columns {
            put("columns", &list_text(&view.columns));
        }
        if view.facets != default.facets {
            put("facets", &list_text(&view.facets));
        }
        if view.folded != default.folded {
            put("folded", &list_text(&view.folded));
        }
        if view.series != default.series {
            put("series", series_key(view.series));
        }
        if let Some(event) = &view.event {
            put("event", event);
        }
        if view.tab != default.tab {
            put("tab", view.tab.key());
        }
        if view.pane != default.pane {
            put("pane", view.pane.key());
        }
        if view.grouping.fields() != default.grouping.fields() {
            // A path may have commas of its own.
            let fields = view.grouping.fields().iter();
            let fields = fields.map(|field| field.replace('%', "%25").replace(',', "%2C"));
            put("group", &fields.collect::<Vec<_>>().join(","));
        }
        if view.grouping.sort() != default.grouping.sort() {
            put("order", &groups::sort_key(view.grouping.sort()));
        }
        if !parts.is_empty() {
            parts.insert(0, format!("v={VERSION}"));
        }
        if let Some(workers) = self.workers {
            parts.push(format!("workers={workers}"));
        }
        parts.join("&")
    }
}

/// The fragment of a link to one event: its id, and nothing else of the view.
pub fn event_link(event_id: &str) -> String {
    let view = ViewState { event: Some(event_id.to_owned()), ..ViewState::default() };
    Fragment { view, workers: None }.encode()
}

impl ViewState {
    /// Takes one decoded part in, or leaves everything as it is.
    fn set(&mut self, name: &str, value: String) {
        match name {
            "q" => self.query = value,
            "sort" => {
                let (descending, field) = match value.strip_prefix('-') {
                    Some(field) => (true, field),
                    None => (false, value.as_str()),
                };
                if is_key(field) {
                    self.sort = Sort { field: field.to_owned(), descending };
                }
            }
            "copies" => self.folds_copies = value == FOLDED,
            "columns" => {
                let columns = paths(&value);
                if !columns.is_empty() {
                    self.columns = columns;
                }
            }
            "facets" => self.facets = paths(&value),
            "folded" => self.folded = paths(&value),
            "series" => self.series = series_from_key(&value).unwrap_or(self.series),
            "event" if !value.is_empty() => self.event = Some(value),
            "pane" => self.pane = Pane::from_key(&value).unwrap_or(self.pane),
            "group" => {
                let sort = self.grouping.sort();
                let fields: Vec<String> = value.split(',').filter_map(decode_text).collect();
                if let Some(grouping) = Grouping::of(&fields) {
                    self.grouping = grouping;
                    self.grouping.set_sort(sort);
                }
            }
            "order" => {
                if let Some(sort) = groups::sort_of_key(&value) {
                    self.grouping.set_sort(sort);
                }
            }
            "tab" => self.tab = Tab::from_key(&value).unwrap_or(self.tab),
            _ => {}
        }
    }
}

/// Paths side by side; one may have commas of its own.
fn list_text(paths: &[String]) -> String {
    let written = paths.iter().map(|path| path.replace('%', "%25").replace(',', "%2C"));
    written.collect::<Vec<_>>().join(",")
}

/// The different paths of a list.
fn paths(list: &str) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for path in list.split(',').filter_map(decode_text) {
        if is_key(&path) && paths.len() < MAX_COLUMNS && !paths.contains(&path) {
            paths.push(path);
        }
    }
    paths
}

/// Percent-encodes all but the characters that a query is readable by. Browsers leave these alone in
/// fragments, and none of them ends a link when an address is pasted into a text.
fn encode_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => out.push(char::from(byte)),
            b'-' | b'_' | b'.' | b'~' | b'*' | b':' | b',' | b'/' | b'@' | b'=' | b'!' | b'$' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// `None` where an escape is cut off or the bytes are no UTF-8.
fn decode_text(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, tail) = rest.split_at_checked(2)?;
        let digit = |byte: u8| char::from(byte).to_digit(16);
        let value = digit(*digits.first()?)? * 16 + digit(*digits.last()?)?;
        bytes.push(u8::try_from(value).ok()?);
        rest = tail;
    }
    String::from_utf8(bytes).ok()
}
