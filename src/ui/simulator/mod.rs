//! The trail simulator: a configuration in, verdicts on every event out.
//!
//! The texts are the only state; form, problems, assumptions, hints and exports are read from them.

mod answers;
mod export;
mod form;
mod resources;
mod rows;
mod selector;
mod texts;

use leptos::prelude::*;

use self::answers::{Comparison, Cost, Groups, Summary};
use self::export::Export;
use self::form::FormEditor;
use self::texts::{Assumptions, ConfigurationText, Hints, Problems, StartingPoint};
use crate::engine::protocol::{ConcernCount, Simulation, TrailProblem, TrailReading, ValueList};
use crate::ui::shared::SharedSignal;
use crate::view::simulator::CostInput;

/// How long typing must rest before the text is judged, in milliseconds.
const PAUSE_MILLIS: u32 = 350;

/// The fields that verdicts are grouped by, with their headings.
const GROUPINGS: [(&str, &str); 4] = [
    ("eventSource", "Service"),
    ("eventName", "Event name"),
    ("resources.type", "Resource type"),
    ("user", "User"),
];

/// The simulator. `on_trail` judges by two texts; `on_filter` adds a term to the filter and shows the
/// events.
#[component]
pub(super) fn SimulatorPanel(
    first: SharedSignal<String>,
    second: SharedSignal<String>,
    reading: SharedSignal<TrailReading>,
    simulation: SharedSignal<Option<Simulation>>,
    /// First and last time of the events counted, milliseconds since 1970.
    extent: Signal<Option<(i64, i64)>>,
    /// Values of the loaded events for the field that was asked for last.
    values: SharedSignal<Option<ValueList>>,
    on_ask_values: Callback<(String, String)>,
    on_trail: Callback<(String, String)>,
    on_filter: Callback<String>,
    on_copy: Callback<String>,
    /// Name, media type and content of a file to save.
    on_save: Callback<(&'static str, &'static str, String)>,
) -> impl IntoView {
    let pending = StoredValue::new_local(None::<gloo::timers::callback::Timeout>);
    let judge_soon = Callback::new(move |()| {
        let judge = move || on_trail.run((first.get_untracked(), second.get_untracked()));
        pending.set_value(Some(gloo::timers::callback::Timeout::new(PAUSE_MILLIS, judge)));
    });
    let prices = RwSignal::new(CostInput::default());
    let concerns = Signal::derive(move || concern_counts(&simulation.read(), false));
    let second_concerns = Signal::derive(move || concern_counts(&simulation.read(), true));
    view! {
        <div class="tl-simulator">
            <div class="tl-simulator__texts">
                <p class="tl-simulator__intro">
                    "Paste or drop a trail's event selectors: the answer of " <code>"aws cloudtrail get-event-selectors"</code>
                    ", a CLI command, CloudFormation or Terraform. Every loaded event is judged by them. A log holds only
                    what some trail recorded, so events that nobody logged cannot be shown here."
                </p>
                <Configuration
                    is_second=false
                    text=first
                    problems=Signal::derive(move || reading.get().first)
                    concerns
                    judge_soon
                    values
                    on_ask_values
                    on_filter
                    on_copy
                    on_save
                />
                <details class="tl-simulator__second" open>
                    <summary>"Compare with a second configuration"</summary>
                    <button
                        type="button"
                        class="tl-link"
                        on:click=move |_| {
                            second.set(first.get_untracked());
                            judge_soon.run(());
                        }
                    >
                        "Begin with a copy of the first"
                    </button>
                    <Configuration
                        is_second=true
                        text=second
                        problems=Signal::derive(move || reading.get().second)
                        concerns=second_concerns
                        judge_soon
                        values
                        on_ask_values
                        on_filter
                        on_copy
                        on_save
                    />
                </details>
            </div>
            <div class="tl-simulator__answers">
                <Summary simulation on_filter/>
                <Assumptions title="Assumed where the configuration is silent" text=first/>
                <Assumptions title="Assumed where the second configuration is silent" text=second/>
                <Show when=move || simulation.read().is_some()>
                    <Comparison simulation on_filter/>
                    <Cost simulation extent first second prices/>
                </Show>
                <Hints title="What audit rules would say of this configuration" text=first/>
                <Hints title="What audit rules would say of the second configuration" text=second/>
                <Show when=move || simulation.read().is_some()>
                    {GROUPINGS
                        .map(|(field, title)| view! { <Groups simulation field title on_filter/> })
                        .collect_view()}
                </Show>
            </div>
        </div>
    }
}

/// One configuration: where to begin, its text, what is wrong with it, the same as a form, and as other tools
/// take it.
#[component]
fn Configuration(
    /// Whether it is the one to compare with.
    is_second: bool,
    text: SharedSignal<String>,
    problems: Signal<Vec<TrailProblem>>,
    concerns: Signal<Vec<ConcernCount>>,
    judge_soon: Callback<()>,
    values: SharedSignal<Option<ValueList>>,
    on_ask_values: Callback<(String, String)>,
    on_filter: Callback<String>,
    on_copy: Callback<String>,
    on_save: Callback<(&'static str, &'static str, String)>,
) -> impl IntoView {
    let name = if is_second { "Second configuration" } else { "Trail configuration" };
    view! {
        <StartingPoint text judge_soon/>
        <ConfigurationText name text judge_soon/>
        <Problems problems concerns is_second on_filter/>
        <FormEditor text is_second judge_soon values on_ask_values/>
        <Export text is_second on_copy on_save/>
    }
}

fn concern_counts(simulation: &Option<Simulation>, is_second: bool) -> Vec<ConcernCount> {
    let trail = simulation.as_ref().map(|simulation| &simulation.trail);
    let concerns = trail.map(|trail| if is_second { &trail.second_concerns } else { &trail.concerns });
    concerns.cloned().unwrap_or_default()
}
