//! Builds a segment row by row.
//!
//! What repeats is paid for once: the `userIdentity` block of a session, the category of a kind of
//! call, the values of a column (see `memo.rs`).

use super::column::{Column, DictColumn, Spilled, TimeColumn};
use super::dictionary::{DictCode, Dictionaries, Dictionary};
use super::identifier::IdentColumn;
use super::memo::{CallKey, CallMemo, IdentityMemo, TimeMemo, ValueMemo};
use super::store::Place;
use super::{MAX_ROWS, RowId, Segment};
use crate::record::field::{Encoding, FIELDS, FieldId};
use crate::record::fields::{Cell, CellList, IdentityNumber, RecordFields};
use crate::record::{category, identity, user_agent};

/// Rows that are not a segment yet. A builder gives one segment after another, all with the same
/// dictionaries.
#[derive(Debug)]
pub struct SegmentBuilder {
    columns: Vec<OpenColumn>,
    places: Vec<Place>,
    file: DictCode,
    identities: IdentityMemo,
    calls: CallMemo,
    times: TimeMemo,
    /// By the code of a user agent its family's, where it has been worked out.
    agent_families: Vec<Option<DictCode>>,
}

#[derive(Debug)]
enum OpenColumn {
    Time(TimeColumn),
    Dict(OpenDict),
    Ident(IdentColumn),
}

/// The codes of a column. Rows past its end have no value.
#[derive(Debug, Default)]
struct OpenDict {
    codes: Vec<u32>,
    spilled: Spilled<DictCode>,
    memo: ValueMemo,
}

impl Default for SegmentBuilder {
    fn default() -> Self {
        Self {
            columns: FIELDS.iter().map(|field| OpenColumn::new(field.encoding)).collect(),
            places: Vec::new(),
            file: DictCode::ABSENT,
            identities: IdentityMemo::default(),
            calls: CallMemo::default(),
            times: TimeMemo::default(),
            agent_families: Vec::new(),
        }
    }
}

impl SegmentBuilder {
    /// How many rows wait for their segment.
    pub fn num_rows(&self) -> usize {
        self.places.len()
    }

    /// Whether the next row must go into another segment.
    pub fn is_full(&self) -> bool {
        self.places.len() >= MAX_ROWS
    }

    /// Says which file the records from now on lie in. Their identity numbers begin anew.
    pub fn begin_file(&mut self, path: &str, dictionaries: &mut Dictionaries) {
        self.file = dictionaries.get_mut(FieldId::File).intern(path);
        self.identities.clear();
    }

    /// Adds one record with exactly the fields that stand in `fields`.
    pub fn push(&mut self, fields: &RecordFields<'_>, place: Place, dictionaries: &mut Dictionaries) {
        let row = RowId(self.places.len() as u32);
        self.places.push(place);
        for field in fields.present() {
            self.push_cell(row, field, fields.get(field), dictionaries);
        }
    }

    /// Whether the fields of this `userIdentity` block of the current file are remembered.
    pub fn knows_identity(&self, number: IdentityNumber) -> bool {
        self.identities.get(number).is_some()
    }

    /// Adds one record of the file that began last, and works out the derived fields: `fields` holds
    /// none of them, and may lack those of a `userIdentity` block that is
    /// [known](SegmentBuilder::knows_identity).
    pub fn push_with_derived(
        &mut self,
        fields: &RecordFields<'_>,
        place: Place,
        dictionaries: &mut Dictionaries,
    ) {
        let row = RowId(self.places.len() as u32);
        self.places.push(place);
        self.push_identity(row, fields, dictionaries);
        for field in fields.present_outside_identity() {
            self.push_cell(row, field, fields.get(field), dictionaries);
        }
        self.push_call(row, fields, dictionaries);
        self.push_agent_family(row, fields, dictionaries);
        self.set_code(row, FieldId::File, self.file);
    }

    /// The rows so far as a segment; the builder is empty again.
    pub fn finish(&mut self) -> Segment {
        let places = std::mem::take(&mut self.places);
        let columns = self.columns.iter_mut().map(|column| column.finish(places.len())).collect();
        Segment::new(columns, places)
    }

    fn push_cell(&mut self, row: RowId, field: FieldId, cell: &Cell<'_>, dictionaries: &mut Dictionaries) {
        match self.columns.get_mut(field as usize) {
            Some(OpenColumn::Dict(dict)) => dict.push(row, cell, dictionaries.get_mut(field)),
            Some(OpenColumn::Ident(idents)) => match cell {
                Cell::Absent => {}
                Cell::One(text) => idents.push(row, text),
                Cell::List(list) => idents.push_spilled(row, owned(list), list.has_object),
            },
            Some(OpenColumn::Time(times)) => push_time(times, &mut self.times, row, cell),
            None => {}
        }
    }

    /// The fields of `userIdentity`, and who that is.
    fn push_identity(&mut self, row: RowId, fields: &RecordFields<'_>, dictionaries: &mut Dictionaries) {
        let number = fields.identity();
        if let Some(codes) = number.and_then(|number| self.identities.get(number)) {
            for &(field, code) in codes {
                if let Some(OpenColumn::Dict(dict)) = self.columns.get_mut(field as usize) {
                    dict.set(row, code);
                }
            }
            return;
        }
        for field in fields.present_in_identity() {
            self.push_cell(row, field, fields.get(field), dictionaries);
        }
        if let Some(user) = identity::user_label(fields) {
            self.push_cell(row, FieldId::User, &Cell::One(user.into()), dictionaries);
        }
        let Some(number) = number else { return };
        let mut is_plain = true;
        let named = fields.present_in_identity().chain([FieldId::User]);
        let codes: Vec<(FieldId, DictCode)> = named
            .map(|field| (field, self.code(row, field)))
            .inspect(|(_, code)| is_plain &= *code != DictCode::SPILLED)
            .collect();
        if is_plain {
            self.identities.add(number, &codes);
        }
    }

    /// Category and read/write, which follow from the kind of call.
    fn push_call(&mut self, row: RowId, fields: &RecordFields<'_>, dictionaries: &mut Dictionaries) {
        let key = self.call_key(row, fields);
        if let Some((category, read_write)) = key.and_then(|key| self.calls.get(key)) {
            self.set_code(row, FieldId::Category, category);
            self.set_code(row, FieldId::ReadWrite, read_write);
            return;
        }
        let category = category::category(fields);
        let read_write = category::read_write(fields, &category)
            .map_or(DictCode::ABSENT, |text| dictionaries.get_mut(FieldId::ReadWrite).intern(text));
        let category = dictionaries.get_mut(FieldId::Category).intern(&category);
        self.set_code(row, FieldId::Category, category);
        self.set_code(row, FieldId::ReadWrite, read_write);
        if let Some(key) = key {
            self.calls.add(key, (category, read_write));
        }
    }

    /// The family of the user agent, worked out once for every agent.
    fn push_agent_family(&mut self, row: RowId, fields: &RecordFields<'_>, dictionaries: &mut Dictionaries) {
        let agent = self.code(row, FieldId::UserAgent);
        if agent == DictCode::ABSENT {
            return;
        }
        if let Some(&Some(family)) = self.agent_families.get(agent.0 as usize) {
            return self.set_code(row, FieldId::UserAgentFamily, family);
        }
        let family = fields
            .first(FieldId::UserAgent)
            .and_then(user_agent::family)
            .map_or(DictCode::ABSENT, |family| dictionaries.get_mut(FieldId::UserAgentFamily).intern(family));
        self.set_code(row, FieldId::UserAgentFamily, family);
        // Of several agents in one record only the code of the list is known.
        if agent != DictCode::SPILLED {
            let at = agent.0 as usize;
            self.agent_families.resize(self.agent_families.len().max(at + 1), None);
            if let Some(known) = self.agent_families.get_mut(at) {
                *known = Some(family);
            }
        }
    }

    /// Everything that category and read/write follow from; `None` where that is not only codes.
    fn call_key(&self, row: RowId, fields: &RecordFields<'_>) -> Option<CallKey> {
        let is_present = |field| fields.get(field).is_present();
        if [FieldId::InsightDetails, FieldId::TimeWindow, FieldId::Summary].into_iter().any(is_present) {
            return None;
        }
        let own = self.code(row, FieldId::EventCategory);
        let resource_type = match own {
            DictCode::ABSENT => self.code(row, FieldId::ResourceType),
            // Only a record without a category of its own is judged by its resources.
            _ => DictCode::ABSENT,
        };
        let codes = [
            self.code(row, FieldId::EventName),
            self.code(row, FieldId::EventSource),
            self.code(row, FieldId::EventType),
            self.code(row, FieldId::ReadOnly),
            self.code(row, FieldId::ManagementEvent),
            own,
            resource_type,
        ];
        codes.iter().all(|&code| code != DictCode::SPILLED).then_some(CallKey(codes))
    }

    /// The code of an open row.
    fn code(&self, row: RowId, field: FieldId) -> DictCode {
        match self.columns.get(field as usize) {
            Some(OpenColumn::Dict(dict)) => {
                dict.codes.get(row.0 as usize).map_or(DictCode::ABSENT, |&code| DictCode(code))
            }
            _ => DictCode::ABSENT,
        }
    }

    fn set_code(&mut self, row: RowId, field: FieldId, code: DictCode) {
        if let Some(OpenColumn::Dict(dict)) = self.columns.get_mut(field as usize) {
            dict.set(row, code);
        }
    }
}

impl OpenColumn {
    fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Time => Self::Time(TimeColumn::default()),
            Encoding::Dictionary => Self::Dict(OpenDict::default()),
            Encoding::Identifier => Self::Ident(IdentColumn::default()),
        }
    }

    /// The column of `rows` rows; what is left is empty.
    fn finish(&mut self, rows: usize) -> Column {
        match self {
            Self::Time(times) => {
                times.fill_to(rows);
                Column::Time(std::mem::take(times))
            }
            Self::Dict(dict) => {
                let column = match dict.codes.is_empty() {
                    true => DictColumn::absent(rows),
                    false => {
                        dict.codes.resize(rows, DictCode::ABSENT.0);
                        DictColumn::new(&dict.codes, std::mem::take(&mut dict.spilled))
                    }
                };
                // The room is used again by the next segment.
                dict.codes.clear();
                Column::Dict(column)
            }
            Self::Ident(idents) => {
                idents.fill_to(rows);
                Column::Ident(std::mem::take(idents))
            }
        }
    }
}

impl OpenDict {
    #[inline(always)]
    fn push(&mut self, row: RowId, cell: &Cell<'_>, dictionary: &mut Dictionary) {
        match cell {
            Cell::One(text) => {
                let code = self.memo.intern(text, dictionary);
                self.set(row, code);
            }
            Cell::Absent => {}
            Cell::List(list) => self.push_list(row, list, dictionary),
        }
    }

    fn push_list(&mut self, row: RowId, list: &CellList<'_>, dictionary: &mut Dictionary) {
        let values = list
            .values
            .iter()
            .map(|value| value.as_ref().map(|text| self.memo.intern(text, dictionary)))
            .collect();
        self.spilled.push(row, values, list.has_object);
        self.set(row, DictCode::SPILLED);
    }

    /// Gives a row its code; rows before it that had none have no value.
    #[inline(always)]
    fn set(&mut self, row: RowId, code: DictCode) {
        let row = row.0 as usize;
        if self.codes.len() < row {
            self.codes.resize(row, DictCode::ABSENT.0);
        }
        self.codes.push(code.0);
    }
}

fn push_time(times: &mut TimeColumn, memo: &mut TimeMemo, row: RowId, cell: &Cell<'_>) {
    match cell {
        Cell::Absent => {}
        Cell::One(text) => match memo.parse(text) {
            Some(time) if time.is_written_as(text) => times.push(row, time.0),
            other => {
                let millis = other.map_or(TimeColumn::UNTIMED, |time| time.0);
                times.push_written(row, millis, vec![Some(text.as_ref().to_owned())], false);
            }
        },
        Cell::List(list) => {
            let first = list.values.iter().flatten().find_map(|text| memo.parse(text));
            let millis = first.map_or(TimeColumn::UNTIMED, |time| time.0);
            times.push_written(row, millis, owned(list), list.has_object);
        }
    }
}

fn owned(list: &CellList<'_>) -> Vec<Option<String>> {
    list.values.iter().map(|value| value.as_ref().map(|text| text.as_ref().to_owned())).collect()
}
