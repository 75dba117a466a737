//! The JSON tab: a record as rows that fold, built only where they are opened.
//!
//! **Invariant:** only opened parts are taken apart; a row's text is made when it is asked for.
//! **Invariant:** rows show the record as delivered: numbers as written, repeated names each with a
//! row, the ones that do not count marked.
//! **Invariant:** no row and no copy holds a session token, but [`Tree::revealed`].

use std::collections::HashMap;
use std::ops::Range;

use super::fact::shortened;
use super::mask;
use crate::base::json::{Kind, Value};
use crate::view::format::counted;

mod places;
mod search;

pub use search::{Hit, Search};

/// One visible row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// 0 for the members of the record.
    pub depth: usize,
    /// The member's name, or its place in a list.
    pub key: String,
    /// Whether `key` is a place in a list.
    pub is_element: bool,
    /// As it is shown: a string without quotes, cut where it is long; `3 members` of an object.
    pub value: String,
    pub is_cut: bool,
    pub kind: RowKind,
    /// Whether there is something to open: members, elements, or JSON inside a string.
    pub can_open: bool,
    pub is_open: bool,
    /// Whether it is a string that holds JSON.
    pub is_embedded: bool,
    pub is_masked: bool,
    /// Whether a later member of the same name counts instead.
    pub is_overridden: bool,
    /// To be shown and copied, with places in lists: `resources[0].ARN`.
    pub path: String,
    /// To be filtered by; `None` inside an embedded JSON text, which is one value to a filter.
    pub filter_path: Option<String>,
    /// Where it stands in the raw text, in bytes; inside an embedded JSON text, where the string
    /// stands.
    pub span: Range<usize>,
}

/// What kind of value a row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// A record as rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The record, then the JSON texts opened inside its strings.
    texts: Vec<String>,
    nodes: Vec<Node>,
    /// The nodes that are rows, in order.
    visible: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
struct Node {
    parent: Option<usize>,
    depth: usize,
    key: Key,
    /// Which text, and where in it.
    text: usize,
    span: Range<usize>,
    /// Members or elements.
    count: usize,
    /// The nodes below, once built.
    children: Option<Range<usize>>,
    is_open: bool,
    is_overridden: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Key {
    Member(String),
    Element(usize),
    /// The JSON text inside the string that is the parent, or the record itself.
    Root,
}

/// Rows that are opened unasked.
const OPEN_AT_FIRST: usize = 300;

/// Rows at most when everything is opened: the list stays quick, and the rest can be opened singly.
const MAX_OPEN_ROWS: usize = 50_000;

/// Characters of a value that a row shows.
const MAX_SHOWN_CHARS: usize = 1_000;

/// Levels that can be opened; JSON deeper than this is not a record.
const MAX_DEPTH: usize = 200;

impl Tree {
    /// The tree of a record; small ones are open throughout, large ones as far as a screenful needs.
    pub fn new(json: &str) -> Self {
        let mut tree = Self { texts: vec![json.to_owned()], nodes: Vec::new(), visible: Vec::new() };
        let root = Value::new(json);
        let at = mask::offset_of(json, root.text()).unwrap_or(0);
        tree.nodes.push(Node {
            parent: None,
            depth: 0,
            key: Key::Root,
            text: 0,
            span: at..at + root.text().len(),
            count: child_count(root),
            children: None,
            is_open: true,
            is_overridden: false,
        });
        tree.build(0);
        tree.visible = match tree.children(0) {
            children if children.is_empty() => vec![0],
            children => children.collect(),
        };
        tree.open_widely(OPEN_AT_FIRST);
        tree
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.visible.len()
    }

    pub fn is_empty(&self) -> bool {
        self.visible.is_empty()
    }

    /// The rows of a range, which is cut to those that exist.
    pub fn rows(&self, range: Range<usize>) -> Vec<Row> {
        let end = range.end.min(self.visible.len());
        let visible = self.visible.get(range.start.min(end)..end).unwrap_or_default();
        visible.iter().filter_map(|node| self.row_of(*node)).collect()
    }

    /// Opens or folds a row.
    pub fn toggle(&mut self, row: usize) {
        match self.visible.get(row).and_then(|node| self.nodes.get(*node)) {
            Some(node) if node.is_open => self.fold(row),
            Some(_) => self.open(row),
            None => {}
        }
    }

    /// Opens a row that has something below it.
    pub fn open(&mut self, row: usize) {
        let Some(&node) = self.visible.get(row) else { return };
        if self.nodes.get(node).is_none_or(|node| node.is_open || matches!(node.key, Key::Root)) {
            return;
        }
        self.build(node);
        if self.children(node).is_empty() {
            return;
        }
        if let Some(node) = self.nodes.get_mut(node) {
            node.is_open = true;
        }
        let mut below = Vec::new();
        self.collect_open(node, &mut below);
        self.visible.splice(row + 1..row + 1, below);
    }

    /// Folds a row.
    pub fn fold(&mut self, row: usize) {
        let Some(&node) = self.visible.get(row) else { return };
        let Some(depth) = self.nodes.get(node).map(|node| node.depth) else { return };
        let deeper = |at: &&usize| self.nodes.get(**at).is_some_and(|node| node.depth > depth);
        let below = self.visible.get(row + 1..).unwrap_or_default().iter().take_while(deeper).count();
        self.visible.drain(row + 1..row + 1 + below);
        if let Some(node) = self.nodes.get_mut(node) {
            node.is_open = false;
        }
    }

    /// Opens everything but JSON inside strings, as far as the list stays quick.
    pub fn open_all(&mut self) {
        self.open_widely(MAX_OPEN_ROWS);
    }

    /// Folds everything.
    pub fn fold_all(&mut self) {
        for node in self.nodes.iter_mut().skip(1) {
            node.is_open = false;
        }
        let root = self.nodes.first().map(|root| root.depth).unwrap_or_default();
        let top = |node: &usize| self.nodes.get(*node).is_some_and(|node| node.depth == root);
        self.visible.retain(top);
    }

    fn value(&self, node: usize) -> Option<Value<'_>> {
        let node = self.nodes.get(node)?;
        self.texts.get(node.text)?.get(node.span.clone()).map(Value::new)
    }

    fn children(&self, node: usize) -> Range<usize> {
        self.nodes.get(node).and_then(|node| node.children.clone()).unwrap_or(0..0)
    }

    /// Takes a value apart, once.
    fn build(&mut self, at: usize) {
        let Some(node) = self.nodes.get(at).filter(|node| node.children.is_none()) else { return };
        let depth = if matches!(node.key, Key::Root) { node.depth } else { node.depth + 1 };
        let mut text = node.text;
        if depth > MAX_DEPTH {
            return;
        }
        let embedded = self.value(at).and_then(embedded_json);
        if let Some(json) = embedded {
            text = self.texts.len();
            self.texts.push(json);
        }
        let Some(json) = self.texts.get(text) else { return };
        let whole = if text == self.nodes.get(at).map_or(0, |node| node.text) {
            self.value(at)
        } else {
            Some(Value::new(json))
        };
        let Some(value) = whole else { return };
        let mut built = Vec::new();
        let mut last_of: HashMap<String, usize> = HashMap::new();
        let mut add = |key: Key, value: Value<'_>| {
            let Some(from) = mask::offset_of(json, value.text()) else { return };
            built.push(Node {
                parent: Some(at),
                depth,
                key,
                text,
                span: from..from + value.text().len(),
                count: child_count(value),
                children: None,
                is_open: false,
                is_overridden: false,
            });
        };
        match value.kind() {
            Kind::Object(members) => {
                for (place, (name, member)) in members.enumerate() {
                    let name = name.decode().into_owned();
                    last_of.insert(name.clone(), place);
                    add(Key::Member(name), member);
                }
            }
            Kind::Array(elements) => {
                for (place, element) in elements.enumerate() {
                    add(Key::Element(place), element);
                }
            }
            _ => {}
        }
        for (place, node) in built.iter_mut().enumerate() {
            if let Key::Member(name) = &node.key {
                node.is_overridden = last_of.get(name).is_some_and(|last| *last != place);
            }
        }
        let from = self.nodes.len();
        self.nodes.append(&mut built);
        let children = from..self.nodes.len();
        if let Some(node) = self.nodes.get_mut(at) {
            node.children = Some(children);
        }
    }

    /// Opens objects and lists, the outer ones first, until there are about so many rows.
    fn open_widely(&mut self, rows: usize) {
        let mut queue: std::collections::VecDeque<usize> = self.visible.iter().copied().collect();
        let mut total = self.visible.len();
        while let Some(at) = queue.pop_front() {
            let Some(node) = self.nodes.get(at).filter(|node| node.count > 0 && at != 0) else { continue };
            if !node.is_open {
                if total + node.count > rows {
                    continue;
                }
                self.build(at);
                total += self.children(at).len();
                if let Some(node) = self.nodes.get_mut(at) {
                    node.is_open = true;
                }
            }
            queue.extend(self.children(at));
        }
        let tops: Vec<usize> = match self.children(0) {
            children if children.is_empty() => vec![0],
            children => children.collect(),
        };
        let mut visible = Vec::with_capacity(total);
        for top in tops {
            visible.push(top);
            self.collect_open(top, &mut visible);
        }
        self.visible = visible;
    }

    /// The rows below an open node.
    fn collect_open(&self, node: usize, out: &mut Vec<usize>) {
        if node == 0 || self.nodes.get(node).is_none_or(|node| !node.is_open) {
            return;
        }
        for child in self.children(node) {
            out.push(child);
            self.collect_open(child, out);
        }
    }

    fn row_of(&self, at: usize) -> Option<Row> {
        let node = self.nodes.get(at)?;
        let value = self.value(at)?;
        let (kind, text) = match value.kind() {
            Kind::Null => (RowKind::Null, "null".to_owned()),
            Kind::Bool(truth) => (RowKind::Bool, truth.to_string()),
            Kind::Number(number) => (RowKind::Number, number.to_owned()),
            Kind::String(text) => (RowKind::String, text.decode().into_owned()),
            Kind::Array(_) => (RowKind::Array, counted(node.count as u64, "element", "elements")),
            Kind::Object(_) => (RowKind::Object, counted(node.count as u64, "member", "members")),
        };
        let is_text = kind == RowKind::String;
        let masked = match is_text {
            true if mask::is_secret(self.name_of(at), &text) => mask::MASK.to_owned(),
            true => mask::mask_text(&text),
            false => text.clone(),
        };
        let is_embedded = is_text && embedded_json(value).is_some();
        let shown = shortened(&masked, MAX_SHOWN_CHARS);
        Some(Row {
            depth: node.depth,
            key: match &node.key {
                Key::Member(name) => name.clone(),
                Key::Element(place) => place.to_string(),
                Key::Root => String::new(),
            },
            is_element: matches!(node.key, Key::Element(_)),
            is_cut: shown.len() != masked.len(),
            value: shown.into_owned(),
            kind,
            can_open: at != 0 && (node.count > 0 || is_embedded),
            is_open: node.is_open && at != 0,
            is_embedded,
            is_masked: masked != text,
            is_overridden: node.is_overridden,
            path: self.path(at),
            filter_path: self.filter_path(at),
            span: self.raw_span(at),
        })
    }
}

fn child_count(value: Value<'_>) -> usize {
    match value.kind() {
        Kind::Object(members) => members.count(),
        Kind::Array(elements) => elements.count(),
        _ => 0,
    }
}

/// The JSON object or list that a string holds: a policy, an event pattern.
fn embedded_json(value: Value<'_>) -> Option<String> {
    let Kind::String(text) = value.kind() else { return None };
    if !text.escaped().trim_start().starts_with(['{', '[']) {
        return None;
    }
    let text = text.decode();
    let is_json = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    let is_empty = child_count(Value::new(&text)) == 0;
    (is_json && !is_empty).then(|| text.into_owned())
}
