//! One field of every record of a segment.

use super::RowId;
use super::dictionary::DictCode;
use super::identifier::IdentColumn;

/// A column by its encoding.
#[derive(Debug)]
pub enum Column {
    Time(TimeColumn),
    Dict(DictColumn),
    Ident(IdentColumn),
}

impl Column {
    /// Bytes of memory kept.
    pub fn memory(&self) -> usize {
        match self {
            Self::Time(times) => times.memory(),
            Self::Dict(dict) => dict.memory(),
            Self::Ident(ident) => ident.memory(),
        }
    }
}

/// The rows of a column that hold something else than one value or none, in rising order.
#[derive(Debug)]
pub struct Spilled<V> {
    rows: Vec<SpilledRow<V>>,
}

/// One such row.
#[derive(Debug)]
pub struct SpilledRow<V> {
    pub row: RowId,
    /// A place for each array element, `None` where the element has no value.
    pub values: Box<[Option<V>]>,
    /// Whether an object stands there: present without being a value.
    pub has_object: bool,
}

impl<V> Default for Spilled<V> {
    fn default() -> Self {
        Self { rows: Vec::new() }
    }
}

impl<V> Spilled<V> {
    /// The entry of a row.
    pub fn get(&self, row: RowId) -> Option<&SpilledRow<V>> {
        let at = self.rows.binary_search_by_key(&row, |entry| entry.row).ok()?;
        self.rows.get(at)
    }

    /// Every entry, rows rising.
    pub fn iter(&self) -> impl Iterator<Item = &SpilledRow<V>> {
        self.rows.iter()
    }

    /// All entries, rows rising.
    pub fn rows(&self) -> &[SpilledRow<V>] {
        &self.rows
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn push(&mut self, row: RowId, values: Vec<Option<V>>, has_object: bool) {
        debug_assert!(self.rows.last().is_none_or(|last| last.row < row));
        self.rows.push(SpilledRow { row, values: values.into_boxed_slice(), has_object });
    }

    pub(super) fn memory(&self) -> usize {
        let values: usize = self.rows.iter().map(|entry| entry.values.len() * size_of::<Option<V>>()).sum();
        self.rows.capacity() * size_of::<SpilledRow<V>>() + values
    }
}

/// The codes of a dictionary column, as narrow as the segment allows. In the narrow forms the
/// largest value of the type stands for [`DictCode::SPILLED`].
#[derive(Debug)]
pub enum Codes {
    /// Every row has this code.
    Constant(DictCode, usize),
    U8(Box<[u8]>),
    U16(Box<[u16]>),
    U32(Box<[u32]>),
}

/// A field whose values are codes into the field's dictionary.
#[derive(Debug)]
pub struct DictColumn {
    codes: Codes,
    spilled: Spilled<DictCode>,
}

impl DictColumn {
    /// A column without a value in any row.
    pub(super) fn absent(rows: usize) -> Self {
        Self { codes: Codes::Constant(DictCode::ABSENT, rows), spilled: Spilled::default() }
    }

    pub(super) fn new(codes: &[u32], spilled: Spilled<DictCode>) -> Self {
        let first = codes.first().copied().unwrap_or(0);
        let largest = codes.iter().copied().filter(|&code| code != DictCode::SPILLED.0).max().unwrap_or(0);
        let codes = if largest <= first && codes.iter().all(|&code| code == first) {
            Codes::Constant(DictCode(first), codes.len())
        } else if largest < u32::from(u8::MAX) {
            Codes::U8(codes.iter().map(|&code| u8::try_from(code).unwrap_or(u8::MAX)).collect())
        } else if largest < u32::from(u16::MAX) {
            Codes::U16(codes.iter().map(|&code| u16::try_from(code).unwrap_or(u16::MAX)).collect())
        } else {
            Codes::U32(codes.into())
        };
        Self { codes, spilled }
    }

    /// The number of rows.
    pub fn len(&self) -> usize {
        match &self.codes {
            Codes::Constant(_, len) => *len,
            Codes::U8(codes) => codes.len(),
            Codes::U16(codes) => codes.len(),
            Codes::U32(codes) => codes.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code of a row: of its one value, [`DictCode::ABSENT`], or [`DictCode::SPILLED`].
    pub fn code(&self, row: RowId) -> DictCode {
        let at = row.0 as usize;
        match &self.codes {
            Codes::Constant(code, len) if at < *len => *code,
            Codes::Constant(..) => DictCode::ABSENT,
            Codes::U8(codes) => codes.get(at).map_or(DictCode::ABSENT, |&code| widen(code, u8::MAX)),
            Codes::U16(codes) => codes.get(at).map_or(DictCode::ABSENT, |&code| widen(code, u16::MAX)),
            Codes::U32(codes) => codes.get(at).map_or(DictCode::ABSENT, |&code| DictCode(code)),
        }
    }

    /// The codes of a row, a place for each array element.
    pub fn values(&self, row: RowId) -> impl Iterator<Item = Option<DictCode>> + '_ {
        let code = self.code(row);
        let spilled = if code == DictCode::SPILLED {
            self.spilled.get(row).map_or(&[][..], |entry| &entry.values)
        } else {
            &[]
        };
        let one = (code != DictCode::SPILLED && code != DictCode::ABSENT).then_some(Some(code));
        one.into_iter().chain(spilled.iter().copied())
    }

    /// The codes as stored, for kernels that run over a whole column.
    pub fn codes(&self) -> &Codes {
        &self.codes
    }

    /// The rows whose values are not one code.
    pub fn spilled(&self) -> &Spilled<DictCode> {
        &self.spilled
    }

    fn memory(&self) -> usize {
        let codes = match &self.codes {
            Codes::Constant(..) => 0,
            Codes::U8(codes) => codes.len(),
            Codes::U16(codes) => codes.len() * 2,
            Codes::U32(codes) => codes.len() * 4,
        };
        codes + self.spilled.memory()
    }
}

fn widen<T: Copy + PartialEq + Into<u32>>(code: T, spilled: T) -> DictCode {
    if code == spilled { DictCode::SPILLED } else { DictCode(code.into()) }
}

/// The event time of every record.
#[derive(Debug, Default)]
pub struct TimeColumn {
    millis: Vec<i64>,
    /// What is written where it is not CloudTrail's own form of the time.
    written: Spilled<String>,
}

impl TimeColumn {
    /// Stands for a record without a readable time.
    pub const UNTIMED: i64 = i64::MIN;

    /// Milliseconds since 1970 of every row, [`TimeColumn::UNTIMED`] where no time can be read.
    /// Of several values the first readable one stands here.
    pub fn millis(&self) -> &[i64] {
        &self.millis
    }

    /// The written values of rows that CloudTrail's own form of the time does not give back:
    /// other forms, no time at all, or several values.
    pub fn written(&self) -> &Spilled<String> {
        &self.written
    }

    /// Adds the time of a row; rows before it that had none are untimed.
    pub(super) fn push(&mut self, row: RowId, millis: i64) {
        self.fill_to(row.0 as usize);
        self.millis.push(millis);
    }

    pub(super) fn push_written(
        &mut self,
        row: RowId,
        millis: i64,
        values: Vec<Option<String>>,
        has_object: bool,
    ) {
        self.written.push(row, values, has_object);
        self.push(row, millis);
    }

    /// Leaves the rows from the last one on untimed, up to `rows` rows in all.
    pub(super) fn fill_to(&mut self, rows: usize) {
        if self.millis.len() < rows {
            self.millis.resize(rows, Self::UNTIMED);
        }
    }

    fn memory(&self) -> usize {
        self.millis.capacity() * 8 + self.written.memory()
    }
}
