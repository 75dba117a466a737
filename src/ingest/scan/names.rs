//! The names of the field table, found by their first and last eight bytes.

use std::sync::LazyLock;

use super::cursor::{Text, word};
use super::habits::Written;
use crate::record::field::FieldId;
use crate::record::fields::PathTree;

/// The names of all objects that lead to fields.
pub(super) static NAMES: LazyLock<Names> = LazyLock::new(Names::of_table);

/// The names of one object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(pub(super) u8);

/// The record itself.
pub(super) const ROOT: NodeId = NodeId(0);

/// The member whose blocks repeat.
const IDENTITY: &str = "userIdentity";

pub(super) struct Names {
    nodes: Vec<Node>,
}

/// The wanted members of one object.
#[derive(Default)]
pub(super) struct Node {
    /// Chosen so that no two names share a slot.
    factor: u64,
    /// The member of a slot, its index and 1 more.
    slots: Box<[u8]>,
    children: Vec<Child>,
    leaves: Vec<FieldId>,
    has_only_leaves: bool,
}

/// A wanted member.
pub(super) struct Child {
    name: &'static str,
    key: Key,
    /// How it stands in nearly every text.
    pub(super) written: Written,
    /// The field that its scalar is.
    pub(super) field: Option<FieldId>,
    /// What is wanted of the object that it is.
    pub(super) node: Option<NodeId>,
    /// Whether it is the block that repeats.
    pub(super) is_identity: bool,
}

/// What the table knows of a name.
pub(super) enum Found<'n> {
    /// It is this one, exactly.
    Child(usize, &'n Child),
    /// None of its names.
    Nothing,
    /// A closer look is needed.
    Doubt,
}

/// The first and last eight bytes of a name and its length: all of it up to 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    first: u64,
    last: u64,
    len: u64,
}

const SLOT_BITS: u32 = 7;

/// Makes letters lower case, and other bytes something that is the same for both cases.
const FOLD: u64 = 0x2020_2020_2020_2020;

impl Names {
    fn of_table() -> Self {
        let mut names = Self { nodes: Vec::new() };
        names.add(PathTree::of_table());
        names
    }

    fn add(&mut self, tree: &PathTree) -> NodeId {
        let id = NodeId(self.nodes.len() as u8);
        self.nodes.push(Node::default());
        let children: Vec<Child> = tree
            .children
            .iter()
            .map(|(name, below)| Child {
                name,
                key: Key::of(name.as_bytes()),
                written: Written::of(name),
                field: below.field,
                node: (!below.children.is_empty()).then(|| self.add(below)),
                is_identity: id == ROOT && *name == IDENTITY,
            })
            .collect();
        self.nodes[usize::from(id.0)] = Node::new(children);
        id
    }

    #[inline(always)]
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[usize::from(id.0)]
    }
}

impl Node {
    fn new(children: Vec<Child>) -> Self {
        let has_only_leaves = children.iter().all(|child| child.node.is_none());
        let leaves = children.iter().filter_map(|child| child.field).collect();
        let mut node = Self { factor: 1, slots: Box::default(), children, leaves, has_only_leaves };
        while !node.place_all() {
            // Any odd number will do as the next try.
            node.factor = node.factor.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(2);
        }
        node
    }

    /// Whether every name gets a slot of its own.
    fn place_all(&mut self) -> bool {
        let mut slots = vec![0u8; 1 << SLOT_BITS].into_boxed_slice();
        for (index, child) in self.children.iter().enumerate() {
            let slot = &mut slots[child.key.slot(self.factor)];
            if *slot != 0 {
                return false;
            }
            *slot = index as u8 + 1;
        }
        self.slots = slots;
        true
    }

    /// The fields that are members of this very object.
    pub(super) fn leaves(&self) -> &[FieldId] {
        &self.leaves
    }

    pub(super) fn has_only_leaves(&self) -> bool {
        self.has_only_leaves
    }

    /// A member by its index.
    #[inline(always)]
    pub(super) fn child(&self, index: usize) -> Option<&Child> {
        self.children.get(index)
    }

    /// Looks up the name at this place of `text`.
    #[inline(always)]
    pub(super) fn find(&self, text: &[u8], name: Text) -> Found<'_> {
        if name.is_escaped {
            return Found::Doubt;
        }
        let key = Key::at(text, name);
        let slot = self.slots.get(key.slot(self.factor)).copied().unwrap_or_default();
        let Some(index) = usize::from(slot).checked_sub(1) else { return Found::Nothing };
        let Some(child) = self.children.get(index) else { return Found::Nothing };
        if child.key.folded() != key.folded() {
            return Found::Nothing;
        }
        // Names of up to 16 bytes are wholly in their keys.
        let is_same = key.len <= 16 || text.get(name.start..name.end) == Some(child.name.as_bytes());
        if is_same && child.key == key { Found::Child(index, child) } else { Found::Doubt }
    }
}

impl Key {
    fn of(name: &[u8]) -> Self {
        let mut padded = name.to_vec();
        padded.resize(name.len() + 8, 0);
        Self::at(&padded, Text { start: 0, end: name.len(), is_escaped: false })
    }

    #[inline(always)]
    fn at(text: &[u8], name: Text) -> Self {
        let len = name.end - name.start;
        let Some(first) = word(text, name.start) else { return Self::near_end(text, name) };
        if len >= 8 {
            let last = word(text, name.end - 8).unwrap_or_default();
            return Self { first, last, len: len as u64 };
        }
        let mask = (1u64 << (8 * len)) - 1;
        Self { first: first & mask, last: 0, len: len as u64 }
    }

    /// Fewer than eight bytes follow the start of the name.
    #[inline(never)]
    fn near_end(text: &[u8], name: Text) -> Self {
        let bytes = text.get(name.start..name.end).unwrap_or_default();
        let first = bytes.iter().take(8).rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        Self { first, last: 0, len: bytes.len() as u64 }
    }

    #[inline(always)]
    fn folded(self) -> Self {
        Self { first: self.first | FOLD, last: self.last | FOLD, len: self.len }
    }

    #[inline(always)]
    fn slot(self, factor: u64) -> usize {
        let folded = self.folded();
        let mixed = (folded.first ^ folded.last.rotate_left(29) ^ folded.len).wrapping_mul(factor);
        (mixed >> (64 - SLOT_BITS)) as usize
    }
}
