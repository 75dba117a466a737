//! Prices, approximate: Regions differ, and no figure here is fit for a bill.
//!
//! Source: <https://aws.amazon.com/cloudtrail/pricing/>

/// The month of the price list.
pub const PRICES_AS_OF: &str = "2025-07";

/// US dollars per 100,000 events.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// The first copy of management events of a Region is free; this is for every further copy.
    pub further_management_copy: f64,
    pub data: f64,
    pub network_activity: f64,
    /// Per Insight type; write events are analysed once by each type.
    pub insight_on_management: f64,
}

/// What the price list said at [`PRICES_AS_OF`].
pub const LISTED: Prices =
    Prices { further_management_copy: 2.0, data: 0.1, network_activity: 0.1, insight_on_management: 0.35 };

/// The number of events that a price is for.
pub const EVENTS_PER_PRICE: f64 = 100_000.0;
