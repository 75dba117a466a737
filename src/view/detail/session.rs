//! The session timeline: the events of one key or principal in order, and what they add up to.

use super::cells;
use super::event::Event;
use super::filter_text;
use super::organization::{self, CopyRow};
use super::words;
use crate::base::timestamp::Timestamp;
use crate::view::format::counted;

/// Whose events a session timeline shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// In words: `access key ASIA…`.
    pub label: String,
    /// Its events, the one at hand among them.
    pub query: String,
}

/// What joins the events of a session: the access key, else the principal.
pub fn subject(event: &Event<'_>) -> Option<Subject> {
    let by = |path: &str, words: &str| {
        let value = event.text(path)?;
        Some(Subject { label: format!("{words} {value}"), query: filter_text::term(path, &value) })
    };
    by("userIdentity.accessKeyId", "access key").or_else(|| by("userIdentity.principalId", "principal"))
}

/// The columns that [`SessionRow::of_cells`] and [`copies`] read, in their order.
pub const COLUMNS: [&str; 10] = [
    "eventTime",
    "eventName",
    "eventSource",
    "errorCode",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "sharedEventID",
    "recipientAccountId",
    "userIdentity.type",
];

/// Folds the copies of one action, for rows with the cells of [`COLUMNS`].
pub fn copies(rows: &[Vec<Vec<String>>]) -> Vec<organization::Folded> {
    let rows: Vec<CopyRow> = rows
        .iter()
        .map(|cells| CopyRow {
            shared_event_id: first(cells, 7),
            account: first(cells, 8),
            identity_type: first(cells, 9),
            is_insight: false,
        })
        .collect();
    organization::fold(&rows)
}

fn first(cells: &[Vec<String>], column: usize) -> Option<String> {
    cells.get(column)?.first().cloned()
}

impl SessionRow {
    /// A row from the cells of [`COLUMNS`], tokens masked.
    pub fn of_cells(row: &[Vec<String>]) -> Self {
        let shown = |column: usize| {
            let value = first(row, column)?;
            COLUMNS.get(column).map(|field| cells::shown(field, &value).into_owned())
        };
        let text = |column| shown(column).unwrap_or_default();
        Self {
            time: Timestamp::parse(&text(0)).map(|time| time.0),
            name: text(1),
            source: text(2),
            error: shown(3),
            region: text(4),
            ip: text(5),
            agent: text(6),
        }
    }
}

/// One event of the session, as a row of the table says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionRow {
    /// Milliseconds since 1970.
    pub time: Option<i64>,
    pub name: String,
    pub source: String,
    /// The error code, where there is one.
    pub error: Option<String>,
    pub region: String,
    pub ip: String,
    pub agent: String,
}

/// A session in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionTimeline {
    /// The events with a time in order, equal times as given.
    pub entries: Vec<Entry>,
    /// Places of rows without a readable time.
    pub untimed: Vec<usize>,
    /// Milliseconds since 1970.
    pub first: Option<i64>,
    pub last: Option<i64>,
    /// Every gap, longest first.
    pub gaps: Vec<Gap>,
    pub services: Vec<Tally>,
    pub names: Vec<Tally>,
    pub errors: Vec<Tally>,
    pub regions: Vec<Tally>,
    pub ips: Vec<Tally>,
    pub agents: Vec<Tally>,
    /// How many events failed.
    pub failed: u64,
}

/// One event of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place among the rows given.
    pub row: usize,
    pub time: i64,
    /// The silence before it, in milliseconds, where it counts as a gap.
    pub gap_before: Option<i64>,
    /// What is seen here for the first time, in words: `first event from 203.0.113.77`.
    pub firsts: Vec<String>,
}

/// A silence between two events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub from: i64,
    pub to: i64,
}

/// A value with its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    pub value: String,
    pub count: u64,
    /// Milliseconds since 1970.
    pub first: Option<i64>,
    pub last: Option<i64>,
}

/// A silence that is at least this long counts as a gap.
pub const GAP_MS: i64 = 15 * 60 * 1_000;

impl SessionTimeline {
    /// The session in one sentence.
    pub fn sentence(&self) -> String {
        let count = (self.entries.len() + self.untimed.len()) as u64;
        let mut out = counted(count, "event", "events");
        if let (Some(first), Some(last)) = (self.first, self.last) {
            out.push_str(&format!(" over {}", words::duration(last - first)));
        }
        out.push_str(&format!(
            ": {}, {}, {}, {}, {}",
            counted(self.services.len() as u64, "service", "services"),
            counted(self.regions.len() as u64, "Region", "Regions"),
            counted(self.ips.len() as u64, "source address", "source addresses"),
            counted(self.failed, "failure", "failures"),
            counted(self.gaps.len() as u64, "gap", "gaps"),
        ));
        out
    }
}

/// Puts a session's events in order and counts.
pub fn session(rows: &[SessionRow]) -> SessionTimeline {
    let mut order: Vec<(i64, usize)> =
        rows.iter().enumerate().filter_map(|(at, row)| Some((row.time?, at))).collect();
    order.sort_unstable();
    let mut timeline = SessionTimeline {
        untimed: rows.iter().enumerate().filter(|(_, row)| row.time.is_none()).map(|(at, _)| at).collect(),
        first: order.first().map(|(time, _)| *time),
        last: order.last().map(|(time, _)| *time),
        failed: rows.iter().filter(|row| row.error.is_some()).count() as u64,
        ..SessionTimeline::default()
    };
    let mut before: Option<i64> = None;
    for &(time, at) in &order {
        let gap = before.filter(|before| time - before >= GAP_MS);
        timeline.gaps.extend(gap.map(|from| Gap { from, to: time }));
        let firsts = rows.get(at).map(|row| timeline.count(row)).unwrap_or_default();
        // Everything is new in the first event, so nothing is worth saying.
        let firsts = if before.is_none() { Vec::new() } else { firsts };
        timeline.entries.push(Entry { row: at, time, gap_before: gap.map(|from| time - from), firsts });
        before = Some(time);
    }
    for at in timeline.untimed.clone() {
        if let Some(row) = rows.get(at) {
            timeline.count(row);
        }
    }
    timeline.gaps.sort_by_key(|gap| std::cmp::Reverse(gap.to - gap.from));
    for tallies in [
        &mut timeline.services,
        &mut timeline.names,
        &mut timeline.errors,
        &mut timeline.regions,
        &mut timeline.ips,
        &mut timeline.agents,
    ] {
        tallies.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
    }
    timeline
}

impl SessionTimeline {
    /// Counts a row in; answers what is new.
    fn count(&mut self, row: &SessionRow) -> Vec<String> {
        let mut firsts = Vec::new();
        let error = row.error.as_deref().unwrap_or_default();
        let mut add = |tallies: &mut Vec<Tally>, value: &str, words: &str| {
            if add_to(tallies, value, row.time) && !words.is_empty() {
                firsts.push(format!("first {words} {value}"));
            }
        };
        add(&mut self.services, &row.source, "event of");
        add(&mut self.names, &row.name, "");
        add(&mut self.errors, error, "error");
        add(&mut self.regions, &row.region, "event in");
        add(&mut self.ips, &row.ip, "event from");
        add(&mut self.agents, &row.agent, "event with user agent");
        firsts
    }
}

/// Whether the value is new.
fn add_to(tallies: &mut Vec<Tally>, value: &str, time: Option<i64>) -> bool {
    if value.is_empty() {
        return false;
    }
    if let Some(known) = tallies.iter_mut().find(|tally| tally.value == value) {
        known.count += 1;
        known.first = [known.first, time].into_iter().flatten().min();
        known.last = known.last.max(time);
        return false;
    }
    tallies.push(Tally { value: value.to_owned(), count: 1, first: time, last: time });
    true
}
