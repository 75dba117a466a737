//! What a configuration would cost, estimated from the loaded events.
//!
//! **Invariant:** an estimate says what it leaves out and what it extrapolates; it is never a bill.

use super::tables::prices::{EVENTS_PER_PRICE, Prices};

/// Events that a configuration records, by how they are charged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub management_reads: u64,
    pub management_writes: u64,
    /// Management events without `readOnly`.
    pub management_unknown: u64,
    pub data: u64,
    pub network_activity: u64,
    /// Events whose verdict is open; not charged in the estimate.
    pub undecided: u64,
}

impl Counts {
    /// All management events.
    pub fn management(&self) -> u64 {
        self.management_reads + self.management_writes + self.management_unknown
    }
}

/// What the counts alone do not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Circumstances {
    /// From the first to the last loaded event.
    pub span_secs: f64,
    /// Whether another trail already delivers the free first copy of management events.
    pub is_further_copy: bool,
    pub has_call_rate_insights: bool,
    pub has_error_rate_insights: bool,
}

/// One kind of charge.
#[derive(Clone, Debug, PartialEq)]
pub struct Charge {
    pub what: &'static str,
    pub num_events: u64,
    /// US dollars for the loaded events.
    pub loaded_usd: f64,
}

/// An estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    pub charges: Vec<Charge>,
    /// US dollars for the loaded events.
    pub loaded_usd: f64,
    /// US dollars for 30 days at the same rate; `None` where the events span too little time to say.
    pub month_usd: Option<f64>,
    pub notes: Vec<String>,
}

/// Less than an hour says nothing about a month.
const SHORTEST_SPAN_SECS: f64 = 3600.0;
const MONTH_SECS: f64 = 30.0 * 86_400.0;

/// Estimates the cost of what a configuration records.
pub fn estimate(counts: &Counts, circumstances: &Circumstances, prices: &Prices) -> Estimate {
    let charge = |what, num_events: u64, price: f64| Charge {
        what,
        num_events,
        loaded_usd: to_f64(num_events) / EVENTS_PER_PRICE * price,
    };
    let management_price = if circumstances.is_further_copy { prices.further_management_copy } else { 0.0 };
    let mut charges = vec![
        charge("management events", counts.management(), management_price),
        charge("data events", counts.data, prices.data),
        charge("network activity events", counts.network_activity, prices.network_activity),
    ];
    if circumstances.has_call_rate_insights {
        charges.push(charge(
            "API call rate Insights",
            counts.management_writes,
            prices.insight_on_management,
        ));
    }
    if circumstances.has_error_rate_insights {
        charges.push(charge("API error rate Insights", counts.management(), prices.insight_on_management));
    }
    let loaded_usd: f64 = charges.iter().map(|charge| charge.loaded_usd).sum();
    let is_long_enough = circumstances.span_secs >= SHORTEST_SPAN_SECS;
    let month_usd = is_long_enough.then(|| loaded_usd * MONTH_SECS / circumstances.span_secs);
    Estimate { charges, loaded_usd, month_usd, notes: notes(counts, circumstances) }
}

fn notes(counts: &Counts, circumstances: &Circumstances) -> Vec<String> {
    let mut notes = vec![
        format!("Approximate prices of {}; Regions differ.", super::tables::prices::PRICES_AS_OF),
        "Only events that some trail already recorded are counted; a wider selection costs more than this shows.".to_string(),
        "Storage, delivery to CloudWatch Logs, KMS and Insights on data events are not included.".to_string(),
    ];
    if !circumstances.is_further_copy {
        notes.push("The first copy of management events in each Region is free.".to_string());
    }
    notes.push(if circumstances.span_secs >= SHORTEST_SPAN_SECS {
        format!("A month is extrapolated from {:.1} hours of events.", circumstances.span_secs / 3600.0)
    } else {
        "The events span less than an hour: no month is extrapolated.".to_string()
    });
    if counts.undecided > 0 {
        notes.push(format!("{} events whose verdict is open are not counted.", counts.undecided));
    }
    notes
}

/// Exact up to 2^53 events.
fn to_f64(count: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no log has 2^53 events")]
    let value = count as f64;
    value
}
