//! Comparing records field by field.
//!
//! **Invariant:** a row stands for one path; every path of every record has exactly one row.
//! **Invariant:** values are compared as written, tokens too, but tokens are not shown.

use std::collections::HashMap;

use super::filter_text;
use super::mask;
use crate::base::json::{Kind, Value};

/// Records side by side at most.
pub const MAX_COMPARED: usize = 5;

/// Levels that are compared member by member; what lies deeper is compared as text.
const MAX_DEPTH: usize = 64;

/// Records side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// Which record the others are held against.
    pub reference: usize,
    pub columns: usize,
    pub rows: Vec<Row>,
}

/// One path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// With the places in lists, `resources[0].ARN`.
    pub path: String,
    /// The path for filters, without them.
    pub filter_path: String,
    /// A value for every record; `None` where it lacks the path.
    pub values: Vec<Option<String>>,
    /// Whether all records have the same here.
    pub is_equal: bool,
    /// For every record, whether it differs from the reference.
    pub differs: Vec<bool>,
}

impl Comparison {
    /// The rows to show: all, or only those in which something differs.
    pub fn shown(&self, hide_equal: bool) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| !(hide_equal && row.is_equal))
    }
}

/// Compares up to [`MAX_COMPARED`] records; further ones are left out.
pub fn compare(records: &[&str], reference: usize) -> Comparison {
    let records = records.get(..MAX_COMPARED).unwrap_or(records);
    let reference = if reference < records.len() { reference } else { 0 };
    let leaves: Vec<Vec<Leaf>> = records.iter().map(|json| leaves(json)).collect();
    let by_path: Vec<HashMap<&str, &Leaf>> =
        leaves.iter().map(|leaves| leaves.iter().map(|leaf| (leaf.path.as_str(), leaf)).collect()).collect();
    let rows = union(&leaves).into_iter().map(|leaf| {
        let cells: Vec<Option<&Leaf>> =
            by_path.iter().map(|paths| paths.get(leaf.path.as_str()).copied()).collect();
        let written = |cell: &Option<&Leaf>| cell.map(|leaf| leaf.written.clone());
        let pinned = cells.get(reference).and_then(written);
        let differs: Vec<bool> = cells.iter().map(|cell| written(cell) != pinned).collect();
        Row {
            path: leaf.path.clone(),
            filter_path: leaf.filter_path.clone(),
            is_equal: !differs.contains(&true),
            values: cells.iter().map(|cell| cell.map(|leaf| leaf.shown.clone())).collect(),
            differs,
        }
    });
    Comparison { reference, columns: records.len(), rows: rows.collect() }
}

struct Leaf {
    path: String,
    filter_path: String,
    shown: String,
    /// What is compared.
    written: String,
}

/// All paths, in the order of the records: a path that only later ones have stands after the one
/// that it follows there.
fn union(records: &[Vec<Leaf>]) -> Vec<&Leaf> {
    let mut order: Vec<&Leaf> = Vec::new();
    for leaves in records {
        let places: HashMap<&str, usize> =
            order.iter().enumerate().map(|(at, leaf)| (leaf.path.as_str(), at)).collect();
        // New leaves by the place that they come after.
        let mut after: HashMap<usize, Vec<&Leaf>> = HashMap::new();
        let mut next = 0;
        for leaf in leaves {
            match places.get(leaf.path.as_str()) {
                Some(at) => next = at + 1,
                None => after.entry(next).or_default().push(leaf),
            }
        }
        if after.is_empty() {
            continue;
        }
        let mut merged = Vec::with_capacity(order.len() + leaves.len());
        for at in 0..=order.len() {
            merged.extend(after.remove(&at).into_iter().flatten());
            merged.extend(order.get(at));
        }
        order = merged;
    }
    order
}

fn leaves(json: &str) -> Vec<Leaf> {
    let mut out = Vec::new();
    collect(Value::new(json), "", "", "", 0, &mut out);
    let mut seen = HashMap::new();
    // Of repeated names the last counts.
    for (at, leaf) in out.iter().enumerate() {
        seen.insert(leaf.path.clone(), at);
    }
    let mut at = 0;
    out.retain(|leaf| {
        at += 1;
        seen.get(&leaf.path) == Some(&(at - 1))
    });
    out
}

fn collect(value: Value<'_>, name: &str, path: &str, filter_path: &str, depth: usize, out: &mut Vec<Leaf>) {
    let mut count = 0usize;
    match value.kind() {
        Kind::Object(members) if depth < MAX_DEPTH => {
            for (name, member) in members {
                count += 1;
                let name = name.decode();
                let (mut path, mut filter_path) = (path.to_owned(), filter_path.to_owned());
                filter_text::push_segment(&mut path, &name);
                filter_text::push_segment(&mut filter_path, &name);
                collect(member, &name, &path, &filter_path, depth + 1, out);
            }
        }
        Kind::Array(elements) if depth < MAX_DEPTH => {
            for element in elements {
                let path = format!("{path}[{count}]");
                count += 1;
                collect(element, name, &path, filter_path, depth + 1, out);
            }
        }
        _ => {}
    }
    if count == 0 {
        let written = value.text().to_owned();
        let shown = match value.as_str() {
            Some(text) if mask::is_secret(name, &text) => mask::MASK.to_owned(),
            Some(text) => mask::mask_text(&text),
            None => mask::mask(&written).0,
        };
        out.push(Leaf { path: path.to_owned(), filter_path: filter_path.to_owned(), shown, written });
    }
}
