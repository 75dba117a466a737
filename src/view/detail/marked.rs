//! The events that are marked to be compared.

use super::compare::MAX_COMPARED;
use crate::engine::protocol::EventKey;

/// Marked events in the order of marking, the pinned one apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marked {
    keys: Vec<EventKey>,
    /// The event that the others are held against; the first where none was pinned.
    pinned: Option<EventKey>,
}

impl Marked {
    pub fn keys(&self) -> &[EventKey] {
        &self.keys
    }

    pub fn contains(&self, key: EventKey) -> bool {
        self.keys.contains(&key)
    }

    pub fn is_full(&self) -> bool {
        self.keys.len() >= MAX_COMPARED
    }

    /// Marks an event, or takes its mark away. Says so when there is room for no more.
    pub fn toggle(&mut self, key: EventKey) -> Result<(), String> {
        if self.contains(key) {
            self.remove(key);
        } else if self.is_full() {
            return Err(format!("{MAX_COMPARED} events are marked; take a mark away first"));
        } else {
            self.keys.push(key);
        }
        Ok(())
    }

    pub fn remove(&mut self, key: EventKey) {
        self.keys.retain(|known| *known != key);
        self.pinned = self.pinned.filter(|pinned| *pinned != key);
    }

    /// Pins an event that is marked as the reference.
    pub fn pin(&mut self, key: EventKey) {
        if self.contains(key) {
            self.pinned = Some(key);
        }
    }

    /// The reference's place among the marked.
    pub fn reference(&self) -> usize {
        self.pinned.and_then(|pinned| self.keys.iter().position(|key| *key == pinned)).unwrap_or_default()
    }
}
