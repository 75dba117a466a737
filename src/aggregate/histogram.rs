//! Events over time, split into the parts of a series.

use crate::base::timestamp::Timestamp;
use crate::record::field::FieldId;
use crate::segment::{Codes, DictCode, DictColumn, Dictionaries, RowId, RowSet, Segment, TimeColumn};

/// What the parts of a bucket are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Without and with an error code.
    Outcome,
    /// The value of a field: the listed values, and all others last.
    Values(FieldId, &'static [&'static str]),
}

impl Split {
    /// How many parts there are.
    pub fn num_parts(self) -> usize {
        match self {
            Self::Outcome => 2,
            Self::Values(_, values) => values.len() + 1,
        }
    }
}

/// Equal buckets: bucket `i` is `[from + i·width, from + (i + 1)·width)`, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    pub from: i64,
    pub width: i64,
    pub num_buckets: usize,
}

/// Records by bucket and part, and the records without a readable time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Histogram {
    pub buckets: Vec<Vec<u64>>,
    pub untimed: u64,
}

/// Widths that people read off a clock or a calendar, in milliseconds.
const WIDTHS: [i64; 19] = [
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000,
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000,
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000,
    86_400_000,
    604_800_000,
];

/// 1970-01-05 was the first Monday: weeks begin on it.
const FIRST_MONDAY: i64 = 4 * 86_400_000;

/// Buckets over a stretch of time, both ends included: the narrowest readable width that needs no
/// more than `most` buckets, aligned to the clock.
pub fn scale(extent: Option<(i64, i64)>, most: usize) -> Scale {
    let (first, last) = extent.unwrap_or((0, 0));
    let most = most.max(1) as i64;
    let week = WIDTHS[WIDTHS.len() - 1];
    let buckets = |width: i64| {
        let origin = if width % week == 0 { FIRST_MONDAY } else { 0 };
        let start = (first - origin).div_euclid(width);
        let end = (last - origin).div_euclid(width);
        (start * width + origin, end - start + 1)
    };
    let mut width = WIDTHS.into_iter().find(|&width| buckets(width).1 <= most).unwrap_or(week);
    while buckets(width).1 > most {
        width = width.saturating_mul(2);
    }
    let (from, num_buckets) = buckets(width);
    Scale { from, width, num_buckets: num_buckets as usize }
}

impl Histogram {
    /// Buckets without records.
    pub fn empty(scale: Scale, split: Split) -> Self {
        Self { buckets: vec![vec![0; split.num_parts()]; scale.num_buckets], untimed: 0 }
    }

    /// Adds the rows of a segment. Rows outside the scale, which is that of the same rows, do not
    /// occur; if they do they are left out.
    pub fn add(
        &mut self,
        segment: &Segment,
        dictionaries: &Dictionaries,
        rows: &RowSet,
        scale: Scale,
        split: Split,
    ) {
        let part = PartOf::new(segment, dictionaries, split);
        let millis = segment.times().millis();
        let width = scale.width.max(1);
        // Rows of a file stand near each other in time: most fall into the bucket of the one before.
        let (mut from, mut bucket) = (i64::MIN, usize::MAX);
        for row in rows.iter() {
            let Some(&time) = millis.get(row) else { continue };
            if time == TimeColumn::UNTIMED {
                self.untimed += 1;
                continue;
            }
            if bucket == usize::MAX || time < from || time - from >= width {
                let number = (time - scale.from).div_euclid(width);
                from = scale.from + number * width;
                bucket = usize::try_from(number).unwrap_or(usize::MAX);
            }
            let counts = self.buckets.get_mut(bucket);
            if let Some(count) = counts.and_then(|counts| counts.get_mut(part.of(row))) {
                *count += 1;
            }
        }
    }

    /// Adds another worker's counts over the same scale.
    pub fn merge(&mut self, other: &Self) {
        self.untimed += other.untimed;
        if self.buckets.is_empty() {
            self.buckets.clone_from(&other.buckets);
            return;
        }
        for (bucket, with) in self.buckets.iter_mut().zip(&other.buckets) {
            for (count, with) in bucket.iter_mut().zip(with) {
                *count += with;
            }
        }
    }
}

/// Joins two stretches of time.
pub fn join_extents(a: Option<(i64, i64)>, b: Option<(i64, i64)>) -> Option<(i64, i64)> {
    match (a, b) {
        (Some((a_first, a_last)), Some((b_first, b_last))) => {
            Some((a_first.min(b_first), a_last.max(b_last)))
        }
        (extent, None) | (None, extent) => extent,
    }
}

/// First and last readable time of the rows.
pub fn extent(segment: &Segment, rows: &RowSet) -> Option<(i64, i64)> {
    let millis = segment.times().millis();
    let times = rows.iter().filter_map(|row| millis.get(row).copied());
    let times = times.filter(|&time| time != TimeColumn::UNTIMED);
    let (first, last) =
        times.fold((i64::MAX, i64::MIN), |(first, last), time| (first.min(time), last.max(time)));
    (first <= last).then_some((first, last))
}

/// A bucket's bounds as text, for tables and screen readers.
pub fn bounds(scale: Scale, bucket: usize) -> (Timestamp, Timestamp) {
    let from = scale.from + scale.width * bucket as i64;
    (Timestamp(from), Timestamp(from + scale.width))
}

/// The part that a row belongs to.
struct PartOf<'a> {
    column: Option<&'a DictColumn>,
    by_code: Vec<u8>,
    other: usize,
}

impl<'a> PartOf<'a> {
    fn new(segment: &'a Segment, dictionaries: &Dictionaries, split: Split) -> Self {
        let field = match split {
            Split::Outcome => FieldId::ErrorCode,
            Split::Values(field, _) => field,
        };
        let column = segment.dict(field);
        let other = split.num_parts() - 1;
        let part = |text: &str| match split {
            Split::Outcome => 1,
            Split::Values(_, values) => {
                values.iter().position(|value| value.eq_ignore_ascii_case(text)).unwrap_or(other)
            }
        };
        let absent = match split {
            Split::Outcome => 0,
            Split::Values(..) => other,
        };
        let texts = dictionaries.get(field).iter().map(|(_, text)| part(text));
        let by_code = std::iter::once(absent).chain(texts).map(|part| part as u8).collect();
        Self { column, by_code, other }
    }

    fn of(&self, row: usize) -> usize {
        let Some(column) = self.column else { return self.other };
        let code = match column.codes() {
            Codes::Constant(code, _) => *code,
            _ => column.code(RowId(row as u32)),
        };
        let code = if code == DictCode::SPILLED {
            column.values(RowId(row as u32)).flatten().next().unwrap_or(DictCode::ABSENT)
        } else {
            code
        };
        self.by_code.get(code.0 as usize).map_or(self.other, |&part| usize::from(part))
    }
}
