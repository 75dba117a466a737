//! The paths of records, with the number of records that have each.
//!
//! A record has a path where something that is not null stands under it, as the filter `path:*`
//! asks: arrays are walked through, names are compared without regard to ASCII letter case, and of
//! members with exactly the same name the last one counts.

use std::collections::HashMap;

use crate::base::json::{Kind, Value};

/// The most paths of one worker. Records can name things of their users' own making (tags, keys of
/// items), and a list of all of them is no help to anybody.
pub const MAX_PATHS: usize = 50_000;

/// Paths so far, as a tree of their names.
#[derive(Clone, Debug)]
pub struct PathCounter {
    /// The first one is the record itself.
    nodes: Vec<Node>,
    num_records: u64,
    /// Numbers objects, so that a name that is repeated in one of them is noticed.
    num_objects: u64,
    max_paths: usize,
    is_cut: bool,
}

#[derive(Clone, Debug, Default)]
struct Node {
    parent: usize,
    /// Of all spellings the one that sorts first, so that the order of records does not matter.
    name: String,
    /// By every spelling met, and by the lower-case one.
    children: HashMap<String, usize>,
    records: u64,
    last_record: u64,
    last_object: u64,
}

impl Default for PathCounter {
    fn default() -> Self {
        Self::with_limit(MAX_PATHS)
    }
}

impl PathCounter {
    /// A counter of at most so many paths.
    pub fn with_limit(max_paths: usize) -> Self {
        Self { nodes: vec![Node::default()], num_records: 0, num_objects: 0, max_paths, is_cut: false }
    }

    /// Adds one record, a valid JSON object.
    pub fn add(&mut self, record: Value<'_>) {
        self.num_records += 1;
        if let Kind::Object(_) = record.kind() {
            self.add_object(0, record);
        }
    }

    /// How many records have been added.
    pub fn num_records(&self) -> u64 {
        self.num_records
    }

    /// Whether there were more paths than are listed; the counts of those that are stay exact.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Every path as its names, with the number of records that have it.
    pub fn counts(&self) -> impl Iterator<Item = (Vec<&str>, u64)> {
        self.nodes.iter().filter(|node| node.records > 0).map(|node| (self.names(node), node.records))
    }

    fn names<'a>(&'a self, node: &'a Node) -> Vec<&'a str> {
        let mut names = vec![node.name.as_str()];
        let mut parent = node.parent;
        while let Some(above) = self.nodes.get(parent).filter(|_| parent != 0) {
            names.push(&above.name);
            parent = above.parent;
        }
        names.reverse();
        names
    }

    fn add_value(&mut self, at: usize, value: Value<'_>) {
        match value.kind() {
            Kind::Null => {}
            Kind::Array(elements) => elements.for_each(|element| self.add_value(at, element)),
            Kind::Object(_) => {
                self.count(at);
                self.add_object(at, value);
            }
            Kind::String(_) | Kind::Number(_) | Kind::Bool(_) => self.count(at),
        }
    }

    fn add_object(&mut self, at: usize, object: Value<'_>) {
        self.num_objects += 1;
        let number = self.num_objects;
        let mut found = Vec::new();
        let mut is_repeated = false;
        for (name, value) in object.members() {
            let Some(child) = self.child(at, &name.decode()) else { continue };
            if let Some(node) = self.nodes.get_mut(child) {
                is_repeated |= node.last_object == number;
                node.last_object = number;
            }
            found.push((child, value));
        }
        if is_repeated {
            let members = object.last_members();
            found =
                members.iter().filter_map(|(name, value)| Some((self.child(at, name)?, *value))).collect();
        }
        for (child, value) in found {
            self.add_value(child, value);
        }
    }

    fn count(&mut self, at: usize) {
        if let Some(node) = self.nodes.get_mut(at)
            && node.last_record != self.num_records
        {
            node.last_record = self.num_records;
            node.records += 1;
        }
    }

    /// The place of a name below another one; `None` where there are too many paths.
    fn child(&mut self, parent: usize, name: &str) -> Option<usize> {
        if let Some(&child) = self.nodes.get(parent)?.children.get(name) {
            return Some(child);
        }
        let lower = name.to_ascii_lowercase();
        let child = match self.nodes.get(parent)?.children.get(&lower) {
            Some(&child) => child,
            None if self.nodes.len() > self.max_paths => {
                self.is_cut = true;
                return None;
            }
            None => {
                self.nodes.push(Node { parent, name: name.to_owned(), ..Node::default() });
                self.nodes.len() - 1
            }
        };
        let node = self.nodes.get_mut(child)?;
        if name < node.name.as_str() {
            name.clone_into(&mut node.name);
        }
        let children = &mut self.nodes.get_mut(parent)?.children;
        children.insert(lower, child);
        children.insert(name.to_owned(), child);
        Some(child)
    }
}
