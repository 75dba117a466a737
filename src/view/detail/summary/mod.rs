//! The Summary tab: one plain sentence, then what, who, affected, result and context.

use super::event::Event;
use super::fact::Fact;
use super::family::Family;

mod affected;
mod context;
mod families;
mod missing;
mod result;
mod sentence;
mod what;
mod who;

pub use missing::absence;
pub use result::{Outcome, outcome};

/// The Summary tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Who did what, to what, from where, when, with what result.
    pub sentence: String,
    pub family: Family,
    /// What, who, affected, result, context, in this order.
    pub blocks: Vec<Block>,
}

/// A block of facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    pub title: &'static str,
    pub facts: Vec<Fact>,
    /// What a reader should know besides, as sentences.
    pub notes: Vec<String>,
}

impl Block {
    fn new(title: &'static str, facts: Vec<Fact>) -> Self {
        Self { title, facts, notes: Vec::new() }
    }
}

/// Sums an event up.
pub fn summary(event: &Event<'_>) -> Summary {
    let (what, who, affected) = match event.family() {
        Family::Insight => families::insight(event),
        Family::Aggregated => families::aggregated(event),
        Family::LakeItem | Family::Unknown => families::unknown(event),
        _ => (what::block(event), who::block(event), affected::block(event)),
    };
    let affected = match affected.facts.is_empty() {
        true => {
            Block { facts: vec![Fact::missing("Affected", None, "the record names nothing")], ..affected }
        }
        false => affected,
    };
    Summary {
        sentence: sentence::sentence(event),
        family: event.family(),
        blocks: vec![what, who, affected, result::block(event), context::block(event)],
    }
}
