//! Which hours of which account and Region the loaded files speak of, and where they are silent.
//!
//! A log file names account, Region and the time of delivery. Hours for which no file is there are
//! gaps; hours with files but without events are quiet. Where no file of an account and Region has
//! such a name, an hour without events is only "no events": nothing can be said of files.

use std::collections::BTreeMap;

use super::format::{count, counted, hour};
use crate::engine::protocol::CoverageCell;

/// An hour, in milliseconds.
const HOUR_MILLIS: i64 = 3_600_000;

/// More columns than this are drawn as longer spans of time.
const MAX_COLUMNS: i64 = 336;

/// The lengths that a column may have, in hours.
const COLUMN_HOURS: [i64; 7] = [1, 3, 6, 24, 168, 720, 8_760];

/// More gaps than this are only counted.
const MAX_GAPS: usize = 200;

/// The matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Coverage {
    /// Start of the first column, milliseconds since 1970.
    pub from: i64,
    /// The length of a column in hours.
    pub column_hours: i64,
    pub num_columns: u32,
    /// By account and Region.
    pub series: Vec<Series>,
    /// Events in the fullest column of all.
    pub most_events: u64,
    /// Spans without a log file, the longest first.
    pub gaps: Vec<Gap>,
    /// Gaps beyond those listed.
    pub more_gaps: u64,
}

/// Events and files by hours since 1970.
type Hours = BTreeMap<i64, (u64, u64)>;

/// One account and Region.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub account: String,
    pub region: String,
    pub columns: Vec<Cell>,
    pub events: u64,
    pub files: u64,
    /// Hours between the first and the last that have neither file nor event.
    pub missing_hours: u64,
    /// Whether the files' names tell the hours that they are for.
    pub names_tell: bool,
}

/// One span of time of one account and Region.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub events: u64,
    pub files: u64,
    /// Hours inside the series without file and event.
    pub missing_hours: u32,
    pub state: CellState,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellState {
    /// Before the first or after the last hour that anything is known of.
    #[default]
    Outside,
    /// No log file for at least one hour, and no event in the whole span.
    Gap,
    /// No event; whether there were log files cannot be said.
    Unknown,
    /// Log files without events.
    Quiet,
    /// Events, but for some hours no log file.
    Partial,
    Active,
}

impl CellState {
    pub const ALL: [Self; 6] =
        [Self::Outside, Self::Gap, Self::Unknown, Self::Quiet, Self::Partial, Self::Active];

    /// The words of the legend.
    pub fn label(self) -> &'static str {
        match self {
            Self::Outside => "outside the loaded time",
            Self::Gap => "no log file",
            Self::Unknown => "no events, files unknown",
            Self::Quiet => "log file without events",
            Self::Partial => "events, some hours without a log file",
            Self::Active => "events",
        }
    }

    /// The part of a class name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Outside => "outside",
            Self::Gap => "gap",
            Self::Unknown => "unknown",
            Self::Quiet => "quiet",
            Self::Partial => "partial",
            Self::Active => "active",
        }
    }
}

/// Hours without a log file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    pub account: String,
    pub region: String,
    /// Milliseconds since 1970; `to` is the first hour that is not missing.
    pub from: i64,
    pub to: i64,
}

impl Gap {
    pub fn hours(&self) -> u64 {
        u64::try_from((self.to - self.from) / HOUR_MILLIS).unwrap_or_default()
    }
}

impl Coverage {
    /// The matrix of these cells; `None` where none has an account or Region.
    pub fn of(cells: &[CoverageCell]) -> Option<Self> {
        let mut by_series: BTreeMap<(&str, &str), Hours> = BTreeMap::new();
        for cell in cells {
            let hours = by_series.entry((&cell.account, &cell.region)).or_default();
            let sums = hours.entry(cell.hour.div_euclid(HOUR_MILLIS)).or_default();
            sums.0 += cell.events;
            sums.1 += cell.files;
        }
        let first = by_series.values().filter_map(|hours| hours.keys().next()).min().copied()?;
        let last = by_series.values().filter_map(|hours| hours.keys().next_back()).max().copied()?;
        let span_hours = last - first + 1;
        let column_hours =
            COLUMN_HOURS.into_iter().find(|hours| span_hours / hours < MAX_COLUMNS).unwrap_or(span_hours);
        let from = first.div_euclid(column_hours) * column_hours;
        let num_columns = u32::try_from((last - from) / column_hours + 1).unwrap_or(u32::MAX);

        let mut gaps = Vec::new();
        let series: Vec<Series> = by_series
            .iter()
            .map(|((account, region), hours)| {
                Series::of(account, region, hours, Columns { from, column_hours, num_columns }, &mut gaps)
            })
            .collect();
        gaps.sort_by(|a, b| {
            b.hours()
                .cmp(&a.hours())
                .then_with(|| (&a.account, &a.region, a.from).cmp(&(&b.account, &b.region, b.from)))
        });
        let more_gaps = gaps.len().saturating_sub(MAX_GAPS) as u64;
        gaps.truncate(MAX_GAPS);
        Some(Self {
            from: from * HOUR_MILLIS,
            column_hours,
            num_columns,
            most_events: series
                .iter()
                .flat_map(|one| &one.columns)
                .map(|cell| cell.events)
                .max()
                .unwrap_or(0),
            series,
            gaps,
            more_gaps,
        })
    }

    /// The start of a column.
    pub fn column_from(&self, column: u32) -> i64 {
        self.from + i64::from(column) * self.column_hours * HOUR_MILLIS
    }

    /// A column's time in words.
    pub fn column_label(&self, column: u32) -> String {
        let from = self.column_from(column);
        format!("{} – {}", hour(from), hour(from + self.column_hours * HOUR_MILLIS))
    }

    /// The length of a column in words.
    pub fn unit_label(&self) -> String {
        match self.column_hours {
            1 => "one hour".to_owned(),
            24 => "one day".to_owned(),
            168 => "one week".to_owned(),
            720 => "30 days".to_owned(),
            8_760 => "365 days".to_owned(),
            hours => format!("{hours} hours"),
        }
    }
}

#[derive(Clone, Copy)]
struct Columns {
    /// Hours since 1970.
    from: i64,
    column_hours: i64,
    num_columns: u32,
}

impl Series {
    fn of(account: &str, region: &str, hours: &Hours, shape: Columns, gaps: &mut Vec<Gap>) -> Self {
        let names_tell = hours.values().any(|(_, files)| *files > 0);
        let mut columns = vec![Cell::default(); shape.num_columns as usize];
        let mut missing_hours = 0;
        let mut previous: Option<i64> = None;
        for (&at, &(events, files)) in hours {
            if let Some(before) = previous.filter(|before| at - before > 1) {
                missing_hours += (at - before - 1) as u64;
                shape.mark_missing(&mut columns, before + 1, at);
                if names_tell {
                    gaps.push(Gap {
                        account: account.to_owned(),
                        region: region.to_owned(),
                        from: (before + 1) * HOUR_MILLIS,
                        to: at * HOUR_MILLIS,
                    });
                }
            }
            previous = Some(at);
            if let Some(cell) = columns.get_mut(shape.column_of(at)) {
                cell.events += events;
                cell.files += files;
                cell.state = CellState::Quiet;
            }
        }
        for cell in &mut columns {
            cell.state = state_of(cell, names_tell);
        }
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            events: columns.iter().map(|cell| cell.events).sum(),
            files: columns.iter().map(|cell| cell.files).sum(),
            columns,
            missing_hours: if names_tell { missing_hours } else { 0 },
            names_tell,
        }
    }

    /// The series in one sentence, for those who do not see the colours.
    pub fn summary(&self) -> String {
        let mut text = counted(self.events, "event", "events");
        if self.names_tell {
            text.push_str(&format!(", {}", counted(self.files, "log file", "log files")));
            text.push_str(&match self.missing_hours {
                0 => ", no hour missing".to_owned(),
                hours => format!(", {} without a log file", counted(hours, "hour", "hours")),
            });
        } else {
            text.push_str(", the files' names do not tell hours");
        }
        text
    }

    /// What a cell says.
    pub fn cell_label(&self, cell: Cell) -> String {
        match cell.state {
            CellState::Outside => "outside the loaded time".to_owned(),
            CellState::Gap => {
                format!("no log file ({})", counted(u64::from(cell.missing_hours), "hour", "hours"))
            }
            CellState::Unknown => "no events; the files' names do not tell hours".to_owned(),
            CellState::Quiet => format!("{}, no events", counted(cell.files, "log file", "log files")),
            CellState::Partial => format!(
                "{}, {}, {} without a log file",
                counted(cell.events, "event", "events"),
                counted(cell.files, "log file", "log files"),
                counted(u64::from(cell.missing_hours), "hour", "hours"),
            ),
            CellState::Active if self.names_tell => format!(
                "{}, {}",
                counted(cell.events, "event", "events"),
                counted(cell.files, "log file", "log files"),
            ),
            CellState::Active => format!("{} events", count(cell.events)),
        }
    }
}

impl Columns {
    fn column_of(self, at: i64) -> usize {
        usize::try_from((at - self.from) / self.column_hours).unwrap_or_default()
    }

    /// Counts the hours `from..to` as missing in the columns they fall into.
    fn mark_missing(self, columns: &mut [Cell], from: i64, to: i64) {
        let mut at = from;
        while at < to {
            let column = self.column_of(at);
            let end = (self.from + (column as i64 + 1) * self.column_hours).min(to);
            if let Some(cell) = columns.get_mut(column) {
                cell.missing_hours += (end - at) as u32;
            }
            at = end;
        }
    }
}

fn state_of(cell: &Cell, names_tell: bool) -> CellState {
    let is_known = cell.state == CellState::Quiet;
    match (cell.events, cell.missing_hours) {
        (0, 0) if !is_known => CellState::Outside,
        (0, 0) => CellState::Quiet,
        (0, _) if !names_tell => CellState::Unknown,
        (0, _) => CellState::Gap,
        (_, 0) => CellState::Active,
        (_, _) if !names_tell => CellState::Active,
        _ => CellState::Partial,
    }
}
