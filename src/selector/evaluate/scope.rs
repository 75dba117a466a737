//! Region, global services, logging and recursion: whether a trail listens to an event at all.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html>

use super::Outcome;
use super::verdict::{Doubt, ScopeMiss};
use crate::selector::facts::{Category, EventFacts, Fact};
use crate::selector::model::{Scope, TrailConfiguration, Value, is_stated};
use crate::selector::tables::{GLOBAL_SOURCES, lead_region};

/// Decides by scope alone.
pub(super) fn decide(configuration: &TrailConfiguration, facts: &EventFacts<'_>) -> Outcome<(), ScopeMiss> {
    let scope = &configuration.scope;
    if is_stated(scope.is_logging.as_ref(), false) {
        return Outcome::No(ScopeMiss::NotLogging);
    }
    let mut doubts = Vec::new();
    for outcome in [region(scope, facts), global_services(scope, facts), recursion(scope, facts)] {
        match outcome {
            Outcome::Yes(()) => {}
            Outcome::No(miss) => return Outcome::No(miss),
            Outcome::Open(more) => doubts.extend(more),
        }
    }
    if doubts.is_empty() { Outcome::Yes(()) } else { Outcome::Open(doubts) }
}

/// The one Region that a trail listens to; `None` where it listens to all or the text does not tell.
fn only_region(scope: &Scope) -> Option<&str> {
    let home = scope.home_region.as_ref().and_then(Value::known);
    home.filter(|_| is_stated(scope.is_multi_region.as_ref(), false))
}

fn region(scope: &Scope, facts: &EventFacts<'_>) -> Outcome<(), ScopeMiss> {
    let Some(home) = only_region(scope) else {
        return Outcome::Yes(());
    };
    if facts.withheld.contains(Fact::Region) {
        return Outcome::Open(vec![Doubt::Withheld(Fact::Region)]);
    }
    match facts.region {
        Some(seen) if seen == home => Outcome::Yes(()),
        Some(seen) if is_global(facts) && seen == lead_region(home) => {
            Outcome::No(ScopeMiss::GlobalServiceElsewhere { home: home.to_string(), seen: seen.to_string() })
        }
        seen => {
            Outcome::No(ScopeMiss::OtherRegion { home: home.to_string(), seen: seen.map(str::to_string) })
        }
    }
}

/// The flag only has effect where global services are recorded: in the lead Region of the partition.
fn global_services(scope: &Scope, facts: &EventFacts<'_>) -> Outcome<(), ScopeMiss> {
    let is_off = is_stated(scope.includes_global_services.as_ref(), false);
    let is_there = facts.region.is_some_and(|region| region == lead_region(region));
    if is_off && is_there && is_global(facts) {
        Outcome::No(ScopeMiss::GlobalServicesOff)
    } else {
        Outcome::Yes(())
    }
}

fn is_global(facts: &EventFacts<'_>) -> bool {
    facts.category == Category::Management
        && facts.event_source.is_some_and(|source| GLOBAL_SOURCES.contains(&source))
}

fn recursion(scope: &Scope, facts: &EventFacts<'_>) -> Outcome<(), ScopeMiss> {
    let is_delivery = matches!(
        (facts.event_source, facts.event_name),
        (Some("s3.amazonaws.com"), Some("PutObject")) | (Some("logs.amazonaws.com"), Some("PutLogEvents"))
    ) && matches!(facts.category, Category::Management | Category::Data);
    if !is_delivery || !is_stated(scope.has_recursive_logging.as_ref(), false) {
        return Outcome::Yes(());
    }
    if facts.withheld.contains(Fact::InvokedBy) {
        return Outcome::Open(vec![Doubt::Withheld(Fact::InvokedBy)]);
    }
    if facts.invoked_by == Some("cloudtrail.amazonaws.com") {
        Outcome::No(ScopeMiss::Recursive)
    } else {
        Outcome::Yes(())
    }
}
