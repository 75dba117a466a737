//! A typed filter on its way into force.
//!
//! The workers have it at once, and mostly find its matches in a millisecond or two. The rest of the page follows with
//! their answer, or after a moment without one: the browser would first draw a frame for chips and remarks, and the
//! answer would wait for it longer than for the workers.
//!
//! **Invariant:** no press, key or step through the tab's history sees the filter before it.

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo::timers::callback::Timeout;
use leptos::prelude::*;

use super::state::AppState;
use crate::engine::protocol::Command;
use crate::web::measure::now_ms;

/// How long the page waits for an answer.
const LONGEST_MILLIS: u32 = 12;

/// What a person does that may depend on the filter in force.
const ACTS: [&str; 9] =
    ["keydown", "pointerdown", "pointerup", "mousedown", "click", "input", "change", "drop", "paste"];

/// What is ahead of the page.
#[derive(Default)]
pub(super) struct Ahead {
    /// A filter that the workers have and the page does not show.
    coming: Option<Coming>,
    /// The filter that they were asked about last.
    asked: Option<String>,
}

struct Coming {
    query: String,
    since_ms: f64,
    _timer: Timeout,
}

impl AppState {
    /// Puts a filter in force that was typed.
    pub(super) fn set_typed_query(self, query: String) {
        if self.table_scroll.first_visible() > 0 {
            // The rows that are wanted are others once it is in force.
            self.set_query(query);
            return;
        }
        let since_ms = now_ms();
        self.ask_query(&query);
        let _timer = Timeout::new(LONGEST_MILLIS, move || self.settle_typed_query());
        self.ahead.update_value(|ahead| ahead.coming = Some(Coming { query, since_ms, _timer }));
    }

    /// Forgets a filter that is not in force yet: another one is newer.
    pub(super) fn drop_typed_query(self) {
        self.ahead.update_value(|ahead| ahead.coming = None);
    }

    /// Asks the workers about a filter, unless they were asked about it last.
    pub(super) fn ask_query(self, query: &str) {
        if self.ahead.with_value(|ahead| ahead.asked.as_deref() != Some(query)) {
            self.ahead.update_value(|ahead| ahead.asked = Some(query.to_owned()));
            self.ask(Command::SetQuery { text: query.to_owned() });
        }
    }

    /// The workers are others, and were not asked about anything.
    pub(super) fn forget_asked_query(self) {
        self.ahead.update_value(|ahead| ahead.asked = None);
    }

    /// Shows a filter that the workers have.
    pub(super) fn settle_typed_query(self) {
        if let Some(coming) = self.ahead.try_update_value(|ahead| ahead.coming.take()).flatten() {
            self.set_query_since(coming.query, coming.since_ms);
        }
    }
}

/// Whatever a person does next comes after it.
pub(super) fn settle_before_acts(state: AppState) {
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: true };
    for act in ACTS {
        let settle = move |_: &_| state.settle_typed_query();
        EventListener::new_with_options(&document(), act, options, settle).forget();
    }
}
