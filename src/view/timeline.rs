//! The timeline as bars, and a stretch of it as times.

use super::format::count;
use crate::base::timestamp::Timestamp;
use crate::engine::protocol::{TimeScale, Timeline};

/// The height that the fullest bucket gets, in units of the drawing.
pub const HEIGHT: f64 = 100.0;

/// A stretch of time before the end of the loaded events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// On its button.
    pub label: &'static str,
    pub title: &'static str,
    millis: i64,
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

pub const PRESETS: [Preset; 5] = [
    Preset { label: "15 min", title: "the last 15 minutes of the data", millis: 15 * MINUTE },
    Preset { label: "1 h", title: "the last hour of the data", millis: HOUR },
    Preset { label: "4 h", title: "the last 4 hours of the data", millis: 4 * HOUR },
    Preset { label: "24 h", title: "the last 24 hours of the data", millis: DAY },
    Preset { label: "7 d", title: "the last 7 days of the data", millis: 7 * DAY },
];

impl Preset {
    /// The stretch up to the last event, whose second is the last one in it.
    pub fn range(self, last_event: i64) -> (i64, i64) {
        let end = last_event.div_euclid(1_000).saturating_add(1).saturating_mul(1_000);
        (end.saturating_sub(self.millis), end)
    }
}

/// The time range as long as this one right before it, or right after it. `None` where one of its
/// ends is open.
pub fn shifted(range: (Option<i64>, Option<i64>), is_forward: bool) -> Option<(i64, i64)> {
    let (from, to) = (range.0?, range.1?);
    let width = to.checked_sub(from).filter(|width| *width > 0)?;
    let shift = if is_forward { width } else { -width };
    Some((from.checked_add(shift)?, to.checked_add(shift)?))
}

/// How much of its bucket's width a bar has.
const BAR_WIDTH: f64 = 0.88;

/// A bucket with events is never invisible: each part that has any gets at least this height.
const LEAST_HEIGHT: f64 = 1.5;

/// The bars as one outline for each part of the series, in the form of an SVG path: a bucket is 1 wide,
/// the fullest [`HEIGHT`] high, and the parts of a bucket stand on each other.
pub fn outlines(timeline: &Timeline) -> Vec<String> {
    let fullest = timeline.buckets.iter().map(|parts| parts.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let mut outlines = vec![String::new(); timeline.series.names().len()];
    for (bucket, parts) in timeline.buckets.iter().enumerate() {
        let left = bucket as f64 + (1.0 - BAR_WIDTH) / 2.0;
        let mut bottom = HEIGHT;
        for (outline, &events) in outlines.iter_mut().zip(parts).filter(|(_, events)| **events > 0) {
            let height = (events as f64 / fullest as f64 * HEIGHT).max(LEAST_HEIGHT);
            let top = (bottom - height).max(0.0);
            outline.push_str(&format!("M{left:.2} {bottom:.2}V{top:.2}h{BAR_WIDTH}V{bottom:.2}z"));
            bottom = top;
        }
    }
    outlines
}

/// What a bucket holds, in words; nothing where it holds no events. `stamp` writes a point in time.
pub fn bucket_text(timeline: &Timeline, bucket: usize, stamp: impl Fn(i64) -> String) -> Option<String> {
    let events = timeline.buckets.get(bucket)?.iter().zip(timeline.series.names());
    let counts: Vec<String> = events
        .filter(|(events, _)| **events > 0)
        .map(|(events, name)| format!("{} {name}", count(*events)))
        .collect();
    let (from, _) = bounds(timeline.scale, bucket);
    (!counts.is_empty()).then(|| format!("{}: {}", stamp(from.0), counts.join(", ")))
}

/// Start and end of a bucket; the end is not in it.
pub fn bounds(scale: TimeScale, bucket: usize) -> (Timestamp, Timestamp) {
    let from = scale.from.saturating_add(scale.width.saturating_mul(bucket as i64));
    (Timestamp(from), Timestamp(from.saturating_add(scale.width)))
}

/// The bucket at a fraction of the width, 0 at the left edge and 1 at the right.
pub fn bucket_at(scale: TimeScale, fraction: f64) -> usize {
    let last = f64::from(scale.buckets.max(1) - 1);
    (fraction * f64::from(scale.buckets)).floor().clamp(0.0, last) as usize
}

/// The stretch of time that two buckets and what lies between them cover, in milliseconds; the end
/// is not in it.
pub fn stretch(scale: TimeScale, a: usize, b: usize) -> (i64, i64) {
    (bounds(scale, a.min(b)).0.0, bounds(scale, a.max(b)).1.0)
}

/// The width of a bucket in words.
pub fn width_text(width_millis: i64) -> String {
    const UNITS: [(i64, &str); 5] = [
        (604_800_000, "week"),
        (86_400_000, "day"),
        (3_600_000, "hour"),
        (60_000, "minute"),
        (1_000, "second"),
    ];
    let (unit, name) =
        UNITS.into_iter().find(|(unit, _)| width_millis % unit == 0).unwrap_or((1, "millisecond"));
    match width_millis / unit {
        1 => format!("1 {name}"),
        several => format!("{several} {name}s"),
    }
}

/// Times to write below the bars: a few, at fractions of the width. The day stands where it is
/// another than before. `stamp` writes a point in time, the day before a blank.
pub fn ticks(scale: TimeScale, most: usize, stamp: impl Fn(i64) -> String) -> Vec<(f64, String)> {
    let buckets = scale.buckets.max(1) as usize;
    let step = buckets.div_ceil(most.max(1)).max(1);
    let mut day_before = String::new();
    (0..buckets)
        .step_by(step)
        .map(|bucket| {
            let written = stamp(bounds(scale, bucket).0.0);
            let (day, time) = written.split_once(' ').unwrap_or((&written, ""));
            let text = match (scale.width >= DAY, day == day_before) {
                (true, _) => day.to_owned(),
                (false, true) => time.to_owned(),
                (false, false) => written.clone(),
            };
            day.clone_into(&mut day_before);
            (bucket as f64 / buckets as f64, text)
        })
        .collect()
}
