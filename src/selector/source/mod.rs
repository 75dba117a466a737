//! Text of any supported language → one tree of nodes with places.
//!
//! JSON, YAML, HCL and command lines all become [`Node`]s; what the nodes mean is decided in `read`.
//!
//! **Invariant:** no reader panics, and none recurses deeper than [`MAX_DEPTH`].
//! **Invariant:** whatever a language computes (interpolations, functions) is a template node, never dropped.

pub mod command;
pub mod hcl;
pub mod json;
pub mod yaml;

use super::model::Place;
use super::problem::Problem;

/// Deeper nesting than any template has; keeps recursion far from the stack's end.
pub const MAX_DEPTH: usize = 96;

/// The most nodes a text may become; YAML aliases could otherwise multiply without end.
pub const MAX_NODES: usize = 500_000;

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub kind: NodeKind,
    pub place: Place,
}

/// What a [`Node`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    Null,
    Bool(bool),
    /// The number as written.
    Number(String),
    Text(String),
    /// Text that is computed elsewhere, wholly or in part, with `${…}` for the unknown parts.
    Template(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// One entry of a map. Keys may repeat: an HCL block that stands three times is three entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub key: String,
    pub place: Place,
    pub value: Node,
}

impl Node {
    /// Makes a node.
    pub fn new(kind: NodeKind, place: Place) -> Node {
        Node { kind, place }
    }

    /// The entries of a map; none for anything else.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            NodeKind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.kind {
            NodeKind::List(items) => items,
            _ => &[],
        }
    }

    /// The first entry whose key is `key`, in whichever case and joining it is written:
    /// `ReadWriteType`, `readWriteType` and `read_write_type` are one key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| is_key(&entry.key, key))
    }

    /// The value of [`Node::entry`], where it is not null.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value).filter(|value| value.kind != NodeKind::Null)
    }

    /// The text of a text node.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// What this is, for messages.
    pub fn describe(&self) -> String {
        match &self.kind {
            NodeKind::Null => "null".to_string(),
            NodeKind::Bool(value) => value.to_string(),
            NodeKind::Number(number) => format!("the number {number}"),
            NodeKind::Text(text) => format!("the text \"{}\"", shorten(text)),
            NodeKind::Template(text) => format!("the expression {}", shorten(text)),
            NodeKind::List(_) => "a list".to_string(),
            NodeKind::Map(_) => "an object".to_string(),
        }
    }
}

/// Whether two keys are the same but for case and joining.
pub fn is_key(written: &str, key: &str) -> bool {
    let letters = |text: &str| -> Vec<u8> {
        text.bytes()
            .filter(|byte| !matches!(byte, b'_' | b'-'))
            .map(|byte| byte.to_ascii_lowercase())
            .collect()
    };
    written == key || letters(written) == letters(key)
}

/// At most 60 characters of a text, for messages.
pub fn shorten(text: &str) -> String {
    const LIMIT: usize = 60;
    if text.chars().count() <= LIMIT {
        return text.to_string();
    }
    text.chars().take(LIMIT - 1).chain(['…']).collect()
}

/// Turns byte offsets of one text into places.
pub struct Places<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Places<'a> {
    /// Finds the lines of `text`.
    pub fn new(text: &'a str) -> Places<'a> {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Places { text, line_starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The place of the character at byte `offset`.
    pub fn at(&self, offset: usize) -> Place {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count());
        Place {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
        }
    }
}

/// A document that could not be read.
pub type Unreadable = Box<Problem>;
