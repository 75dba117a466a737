//! Which records are copies of one action.
//!
//! CloudTrail tells an action that concerns several accounts to each of them, in a record of its own
//! with the same `sharedEventID`.
//!
//! **Invariant:** copies are of different accounts. Where an account has several records with one
//! shared id, the first ones of all accounts are copies of each other, then the second ones.
//! **Invariant:** a record without a shared id or without a named account is a copy of none; so are
//! Insights events, whose shared id joins the Start to the End.

use std::collections::HashMap;
use std::hash::Hash;

/// Numbers the actions of records that come one after the other.
#[derive(Debug)]
pub struct Actions<Id, Account> {
    num_records: HashMap<(Id, Account), u32>,
}

impl<Id, Account> Default for Actions<Id, Account> {
    fn default() -> Self {
        Self { num_records: HashMap::new() }
    }
}

impl<Id: Hash + Eq, Account: Hash + Eq> Actions<Id, Account> {
    /// The place of the next record's action among those with this shared id.
    pub fn place(&mut self, shared_id: Id, account: Account) -> u32 {
        let next = self.num_records.entry((shared_id, account)).or_default();
        let place = *next;
        *next += 1;
        place
    }
}
