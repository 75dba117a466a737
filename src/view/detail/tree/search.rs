//! Searching a record, folded parts too.

use crate::base::json::{Kind, Value};
use crate::view::detail::mask;

use super::{Key, Tree};

/// A place that a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The way down from the record: the place among the members or elements of each level.
    pub steps: Vec<usize>,
    /// Whether the name matched; else the value.
    pub is_key: bool,
}

/// What a search found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    pub hits: Vec<Hit>,
    /// Whether there are more than are listed.
    pub is_cut: bool,
}

/// Hits at most.
const MAX_HITS: usize = 2_000;

impl Tree {
    /// Finds a text in names and values, ASCII letter case ignored, in the order of the record.
    /// Session tokens are not searched.
    pub fn search(&self, text: &str) -> Search {
        let mut search = Search::default();
        let needle = text.to_ascii_lowercase();
        if let Some(root) = self.value(0).filter(|_| !needle.is_empty()) {
            let mut steps = Vec::new();
            visit(root, "", &needle, &mut steps, &mut search);
        }
        search
    }

    /// Opens what lies above a hit and answers its row.
    pub fn reveal(&mut self, hit: &Hit) -> Option<usize> {
        let mut node = 0;
        for (level, step) in hit.steps.iter().enumerate() {
            if level > 0 {
                let row = self.visible.iter().position(|visible| *visible == node)?;
                self.open(row);
            }
            let children = self.children(node);
            node = Some(children.start + step).filter(|child| children.contains(child))?;
        }
        self.visible.iter().position(|visible| *visible == node)
    }

    /// Whether a row is the one of a hit.
    pub fn is_hit(&self, row: usize, hit: &Hit) -> bool {
        let Some(&node) = self.visible.get(row) else { return false };
        let steps = self.ancestry(node).into_iter().filter(|node| !matches!(node.key, Key::Root));
        let places = steps.filter_map(|node| {
            let siblings = node.parent.map(|parent| self.children(parent))?;
            siblings.clone().position(|at| self.nodes.get(at).is_some_and(|known| std::ptr::eq(known, node)))
        });
        places.eq(hit.steps.iter().copied())
    }
}

fn visit(value: Value<'_>, name: &str, needle: &str, steps: &mut Vec<usize>, search: &mut Search) {
    if search.hits.len() >= MAX_HITS || steps.len() > super::MAX_DEPTH {
        search.is_cut = true;
        return;
    }
    match value.kind() {
        Kind::Object(members) => {
            for (place, (name, member)) in members.enumerate() {
                let name = name.decode();
                steps.push(place);
                if contains(&name, needle) {
                    search.hits.push(Hit { steps: steps.clone(), is_key: true });
                }
                visit(member, &name, needle, steps, search);
                steps.pop();
            }
        }
        Kind::Array(elements) => {
            for (place, element) in elements.enumerate() {
                steps.push(place);
                visit(element, name, needle, steps, search);
                steps.pop();
            }
        }
        Kind::Null => {
            if needle == "null" {
                search.hits.push(Hit { steps: steps.clone(), is_key: false });
            }
        }
        Kind::String(_) | Kind::Number(_) | Kind::Bool(_) => {
            let text = value.scalar().unwrap_or_default();
            let is_found = !mask::is_secret(name, &text) && contains(&mask::mask_text(&text), needle);
            if is_found {
                search.hits.push(Hit { steps: steps.clone(), is_key: false });
            }
        }
    }
}

fn contains(text: &str, needle: &str) -> bool {
    text.len() >= needle.len() && text.to_ascii_lowercase().contains(needle)
}
