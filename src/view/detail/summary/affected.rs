//! What was touched, by the tables of the services and the record's own resources.

use crate::record::services::{self, Take, Touched};
use crate::view::detail::event::Event;
use crate::view::detail::fact::{Fact, listed};
use crate::view::detail::family::Family;
use crate::view::detail::resources::listed_resources;

use super::missing::is_omitted;
use super::{Block, absence};

pub(super) fn block(event: &Event<'_>) -> Block {
    let mut facts: Vec<Fact> = Vec::new();
    for touched in touched(event) {
        push_new(&mut facts, facts_of(event, touched));
    }
    for resource in listed_resources(event) {
        facts.push(resource.fact());
    }
    if event.family() == Family::ServiceEvent {
        push_new(&mut facts, event.leaf_facts("", "serviceEventDetails"));
    }
    if facts.is_empty() {
        facts = generic(event);
    }
    let mut block = Block::new("Affected", facts);
    if block.facts.is_empty() {
        block.facts.push(Fact::missing("Affected", None, nothing_named(event)));
    }
    for field in ["requestParameters", "responseElements", "additionalEventData"] {
        if is_omitted(event, field) {
            block.notes.push(format!("CloudTrail left {field} out because the record was too large."));
        }
    }
    block
}

/// The rows of the service's table that may concern this call.
pub(super) fn touched(event: &Event<'_>) -> Vec<&'static Touched> {
    let (Some(source), Some(name)) = (event.call("eventSource"), event.call("eventName")) else {
        return Vec::new();
    };
    services::find(&source).map(|service| service.touched_by(&name).collect()).unwrap_or_default()
}

/// What the record says of one row, each thing once.
pub(super) fn facts_of(event: &Event<'_>, touched: &Touched) -> Vec<Fact> {
    let mut facts = Vec::new();
    push_new(&mut facts, read(event, touched));
    facts
}

fn read(event: &Event<'_>, touched: &Touched) -> Vec<Fact> {
    let path = touched.path;
    match touched.take {
        Take::Value => event.facts(touched.label, path),
        Take::Leaves => event.leaf_facts(touched.label, path),
        Take::Names => {
            let names =
                event.all(path).into_iter().flat_map(|found| found.value.members().collect::<Vec<_>>());
            listed(touched.label, names.map(|(name, _)| Fact::said(touched.label, name.decode())).collect())
        }
        Take::Json => {
            let facts = event.facts(touched.label, path);
            facts.into_iter().map(|fact| fact.with_note("JSON: open it in the JSON tab")).collect()
        }
    }
}

/// Adds facts whose value is not there yet under the same label or path.
fn push_new(facts: &mut Vec<Fact>, more: Vec<Fact>) {
    for fact in more {
        let is_same = |known: &Fact| {
            let same_path = known.path.is_some() && known.path == fact.path;
            known.value == fact.value && (known.label == fact.label || same_path)
        };
        if !facts.iter().any(is_same) {
            facts.push(fact);
        }
    }
}

/// Parameters that a service without a table is shown with.
const MAX_GENERIC: usize = 12;

/// The first parameters of a call that no table knows.
fn generic(event: &Event<'_>) -> Vec<Fact> {
    let mut facts = event.leaf_facts("", &event.call_path("requestParameters"));
    facts.truncate(MAX_GENERIC);
    facts
}

fn nothing_named(event: &Event<'_>) -> String {
    match event.family() {
        Family::NetworkActivity => absence(event, "requestParameters"),
        Family::SignIn => "a sign-in touches no resource".to_owned(),
        _ => "the record names nothing that was touched".to_owned(),
    }
}
