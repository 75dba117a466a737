//! The reference decision: one event, one configuration, one verdict.
//!
//! ```text
//! recorded = scope allows it  AND  any selector matches
//! ```
//! Truth has three values. Something unknown (withheld by the source, computed elsewhere) only makes the verdict
//! [`Verdict::CannotTell`] where the verdict turns on it: a selector that matches anyway records, a condition that
//! fails anyway fails.
//!
//! A value of the configuration that is an interpolation takes part the same way: its known ends are compared, and
//! where they leave it open the verdict is `CannotTell`, naming the value.
//!
//! **Invariant:** where a configuration states no scope, it is assumed wide (every Region and account, logging all the
//! time, global services, recursive logging): an assumption shown, never a doubt.

mod advanced;
mod basic;
mod near_miss;
mod scope;
mod verdict;

pub(super) use advanced::field_holds;
pub use advanced::{FieldText, field_text};
pub use basic::is_all_of_service;
pub(super) use basic::{any_is, data_resource_holds, type_holds};
pub use near_miss::is_session_of;
pub use verdict::{
    Doubt, Failure, FieldFailure, NearMiss, NotRecorded, Part, RecordedBy, Remark, ScopeMiss, Seen,
    SelectorMiss, Verdict, VerdictKind,
};

use super::facts::{Category, EventFacts};
use super::model::{ConfigurationKind, Selectors, TrailConfiguration, Value};

/// What a selector, or any part of the decision, says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome<Y, N> {
    Yes(Y),
    No(N),
    Open(Vec<Doubt>),
}

impl<Y, N> Outcome<Y, N> {
    /// The answer without its reasons; `None` where it is open.
    fn truth(&self) -> Option<bool> {
        match self {
            Outcome::Yes(_) => Some(true),
            Outcome::No(_) => Some(false),
            Outcome::Open(_) => None,
        }
    }
}

/// Decides about one event.
pub fn evaluate(configuration: &TrailConfiguration, facts: &EventFacts<'_>) -> Verdict {
    if is_never(configuration.kind, facts.category) {
        return Verdict::Never(facts.category.wire().to_string());
    }
    let scope_doubts = match scope::decide(configuration, facts) {
        Outcome::No(miss) => return Verdict::NotRecorded(NotRecorded::Scope(miss)),
        Outcome::Yes(()) => Vec::new(),
        Outcome::Open(doubts) => doubts,
    };
    match any_selector(configuration, facts) {
        Outcome::No(misses) => Verdict::NotRecorded(NotRecorded::Selectors(misses)),
        Outcome::Yes((by, mut remarks)) if scope_doubts.is_empty() => {
            if facts.category_is_inferred {
                remarks.insert(0, Remark::CategoryInferred);
            }
            Verdict::Recorded { by, remarks }
        }
        Outcome::Yes(_) => Verdict::CannotTell(scope_doubts),
        Outcome::Open(doubts) => Verdict::CannotTell(unique(scope_doubts.into_iter().chain(doubts))),
    }
}

/// Trails get derived events by other means than event selectors. An event data store selects even Insights and
/// configuration items by their category, but not aggregated events.
fn is_never(kind: ConfigurationKind, category: Category<'_>) -> bool {
    match kind {
        ConfigurationKind::Trail => !category.is_selectable_on_trails(),
        ConfigurationKind::EventDataStore => category == Category::Aggregated,
    }
}

type Any = Outcome<(RecordedBy, Vec<Remark>), Vec<SelectorMiss>>;

fn any_selector(configuration: &TrailConfiguration, facts: &EventFacts<'_>) -> Any {
    // Lambda reports a disabled event source mapping to every trail.
    if facts.event_source == Some("lambda.amazonaws.com") && facts.event_name == Some("LambdaESMDisabled") {
        return Outcome::Yes((RecordedBy::Always, Vec::new()));
    }
    let mut misses = Vec::new();
    let mut doubts: Vec<Doubt> = configuration.unknown_selectors.iter().map(unknown_value).collect();
    let outcomes: Box<dyn Iterator<Item = One>> = match configuration.selectors() {
        Selectors::Default => return default_selector(facts),
        Selectors::Basic(selectors) => {
            Box::new(selectors.iter().map(|selector| basic::decide(selector, facts)))
        }
        Selectors::Advanced(selectors) => {
            Box::new(selectors.iter().map(|selector| advanced::decide(selector, facts)))
        }
    };
    for (selector, outcome) in outcomes.enumerate() {
        match outcome {
            Outcome::Yes((part, remarks)) => {
                return Outcome::Yes((RecordedBy::Selector { selector, part }, remarks));
            }
            Outcome::No((failure, near_miss)) => misses.push(SelectorMiss { selector, failure, near_miss }),
            Outcome::Open(more) => doubts.extend(more),
        }
    }
    if doubts.is_empty() { Outcome::No(misses) } else { Outcome::Open(unique(doubts)) }
}

/// What one selector says.
type One = Outcome<(Part, Vec<Remark>), (Failure, Option<NearMiss>)>;

fn default_selector(facts: &EventFacts<'_>) -> Any {
    if facts.category == Category::Management {
        return Outcome::Yes((RecordedBy::Default, Vec::new()));
    }
    let failure = Failure::DefaultSelector { category: facts.category.wire().to_string() };
    Outcome::No(vec![SelectorMiss { selector: 0, failure, near_miss: None }])
}

fn unknown_value(value: &Value) -> Doubt {
    Doubt::UnknownValue(value.text.clone())
}

fn unique(doubts: impl IntoIterator<Item = Doubt>) -> Vec<Doubt> {
    doubts.into_iter().fold(Vec::new(), |mut seen, doubt| {
        if !seen.contains(&doubt) {
            seen.push(doubt);
        }
        seen
    })
}
