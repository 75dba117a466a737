//! Copies of one action in several accounts, folded into one.
//!
//! **Invariant:** what is a copy of what is said in [`crate::record::copies`].

use std::collections::HashMap;

use super::event::Event;
use super::family::Family;
use super::filter_text;
use crate::record::copies::Actions;

/// What folding needs of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CopyRow {
    pub shared_event_id: Option<String>,
    /// `recipientAccountId`.
    pub account: Option<String>,
    /// `userIdentity.type`.
    pub identity_type: Option<String>,
    pub is_insight: bool,
}

/// An action with its copies; most have one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The place of the row that stands for all: the caller's copy, which names the full identity.
    pub lead: usize,
    /// The places of all copies in the order given, the lead among them.
    pub copies: Vec<usize>,
}

/// The query for all copies of an event's action, itself among them; `None` where it has no shared id.
pub fn copies_query(event: &Event<'_>) -> Option<String> {
    let id = event.text("sharedEventID").filter(|_| event.family() != Family::Insight)?;
    Some(filter_text::term("sharedEventID", &id))
}

/// Folds rows; every row is in exactly one answer, in the order of the first of each.
pub fn fold(rows: &[CopyRow]) -> Vec<Folded> {
    let mut folded: Vec<Folded> = Vec::new();
    let mut actions = Actions::default();
    let mut known: HashMap<(&str, u32), usize> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        let id = row.shared_event_id.as_deref().filter(|id| !id.is_empty() && !row.is_insight);
        let action = id.zip(row.account.as_deref()).map(|(id, account)| (id, actions.place(id, account)));
        let place = action.map_or(folded.len(), |action| *known.entry(action).or_insert(folded.len()));
        match folded.get_mut(place) {
            Some(known) => known.copies.push(at),
            None => folded.push(Folded { lead: at, copies: vec![at] }),
        }
    }
    for action in &mut folded {
        let names_caller = |at: &usize| {
            let kind = rows.get(*at).and_then(|row| row.identity_type.as_deref());
            kind.is_some_and(|kind| !matches!(kind, "AWSAccount" | "AWSService" | "Unknown"))
        };
        action.lead = action.copies.iter().copied().find(names_caller).unwrap_or(action.lead);
    }
    folded
}
