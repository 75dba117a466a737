//! A column made for one question: of a path that no segment keeps.

use super::RowId;
use super::column::{DictColumn, Spilled};
use super::dictionary::DictCode;

/// Codes of a segment's rows, given row by row. Rows that are not given have no value.
#[derive(Debug)]
pub struct MadeColumn {
    codes: Vec<u32>,
    spilled: Spilled<DictCode>,
}

impl MadeColumn {
    /// For a segment of `rows` rows.
    pub fn new(rows: usize) -> Self {
        Self { codes: vec![DictCode::ABSENT.0; rows], spilled: Spilled::default() }
    }

    /// What a row holds: its values, and whether an object stands there. Rows come in rising order,
    /// each once; a row past the end is ignored.
    pub fn set(&mut self, row: RowId, values: &[DictCode], has_object: bool) {
        let Some(code) = self.codes.get_mut(row.0 as usize) else { return };
        match values {
            [] if !has_object => {}
            [only] if !has_object => *code = only.0,
            several => {
                *code = DictCode::SPILLED.0;
                self.spilled.push(row, several.iter().copied().map(Some).collect(), has_object);
            }
        }
    }

    /// The column as the segments keep theirs.
    pub fn finish(self) -> DictColumn {
        DictColumn::new(&self.codes, self.spilled)
    }
}
