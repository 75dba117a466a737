//! What a row is called, where it stands, and what of it goes to the clipboard or into a filter.

use std::ops::Range;

use crate::base::json::Value;
use crate::query::edit;
use crate::view::detail::filter_text;
use crate::view::detail::mask;
use crate::view::detail::pretty::pretty;

use super::{Key, Node, Tree};

impl Tree {
    /// The value of a row for the clipboard: a string's text, anything else as JSON; tokens masked.
    pub fn copy_value(&self, row: usize) -> Option<String> {
        let (node, value) = self.value_at(row)?;
        Some(match value.as_str() {
            Some(text) if mask::is_secret(self.name_of(node), &text) => mask::MASK.to_owned(),
            Some(text) => mask::mask_text(&text),
            None => mask::mask(value.text()).0,
        })
    }

    /// How many tokens and secrets stand in a row with all below it: a copy holds them masked.
    pub fn num_secrets(&self, row: usize) -> usize {
        let Some((node, value)) = self.value_at(row) else { return 0 };
        match value.as_str() {
            Some(text) if mask::is_secret(self.name_of(node), &text) => 1,
            Some(text) => mask::tokens_in_text(&text).len(),
            None => mask::token_spans(value.text()).len(),
        }
    }

    /// The row that a row stands below.
    pub fn parent_row(&self, row: usize) -> Option<usize> {
        let parent = self.nodes.get(*self.visible.get(row)?)?.parent?;
        let above = self.visible.get(..row)?;
        above.iter().rposition(|node| *node == parent)
    }

    /// The row with all below it as formatted JSON; tokens masked.
    pub fn copy_subtree(&self, row: usize) -> Option<String> {
        let (node, value) = self.value_at(row)?;
        let is_secret = value.as_str().is_some_and(|text| mask::is_secret(self.name_of(node), &text));
        if is_secret {
            Some(format!("\"{}\"", mask::MASK))
        } else {
            Some(pretty(&mask::mask(value.text()).0))
        }
    }

    /// The text of a row with its tokens, for a click that asks to see one.
    pub fn revealed(&self, row: usize) -> Option<String> {
        let (_, value) = self.value_at(row)?;
        value.scalar().map(std::borrow::Cow::into_owned)
    }

    /// The filter for records with the value of a leaf.
    pub fn filter_for(&self, row: usize) -> Option<String> {
        let (node, value) = self.value_at(row)?;
        let text = value.scalar()?;
        let is_masked = mask::is_secret(self.name_of(node), &text) || mask::mask_text(&text) != text;
        let path = self.filter_path(node).filter(|_| !is_masked)?;
        Some(filter_text::term(&path, &text))
    }

    /// The filter for records without the value of a leaf.
    pub fn filter_out(&self, row: usize) -> Option<String> {
        self.filter_for(row).map(|term| edit::negated(&term))
    }

    fn value_at(&self, row: usize) -> Option<(usize, Value<'_>)> {
        let node = *self.visible.get(row)?;
        Some((node, self.value(node)?))
    }

    /// The name that a value stands under, lists skipped.
    pub(super) fn name_of(&self, at: usize) -> &str {
        let mut next = self.nodes.get(at);
        while let Some(node) = next {
            if let Key::Member(name) = &node.key {
                return name;
            }
            next = node.parent.and_then(|parent| self.nodes.get(parent));
        }
        ""
    }

    /// The nodes from the record down to one, the record left out.
    pub(super) fn ancestry(&self, at: usize) -> Vec<&Node> {
        let mut nodes = Vec::new();
        let mut next = self.nodes.get(at);
        while let Some(node) = next.filter(|node| node.parent.is_some()) {
            nodes.push(node);
            next = node.parent.and_then(|parent| self.nodes.get(parent));
        }
        nodes.reverse();
        nodes
    }

    pub(super) fn path(&self, at: usize) -> String {
        let mut path = String::new();
        for node in self.ancestry(at) {
            match &node.key {
                Key::Member(name) => filter_text::push_segment(&mut path, name),
                Key::Element(place) => path.push_str(&format!("[{place}]")),
                Key::Root => {}
            }
        }
        path
    }

    pub(super) fn filter_path(&self, at: usize) -> Option<String> {
        let ancestry = self.ancestry(at);
        if ancestry.is_empty() || ancestry.iter().any(|node| node.text != 0) {
            return None;
        }
        Some(filter_text::path(ancestry.into_iter().filter_map(|node| match &node.key {
            Key::Member(name) => Some(name.as_str()),
            Key::Element(_) | Key::Root => None,
        })))
    }

    pub(super) fn raw_span(&self, at: usize) -> Range<usize> {
        let mut next = self.nodes.get(at);
        while let Some(node) = next {
            if node.text == 0 {
                return node.span.clone();
            }
            next = node.parent.and_then(|parent| self.nodes.get(parent));
        }
        0..0
    }
}
