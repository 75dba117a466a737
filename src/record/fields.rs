//! One record's wanted fields, borrowed from its text.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::field::{FIELDS, FieldId};
use crate::base::json::{Kind, Value};

/// What one record says under one path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell<'a> {
    /// Nothing, or nothing but null.
    #[default]
    Absent,
    /// One string, number (as written) or boolean: nearly every cell.
    One(Cow<'a, str>),
    /// Everything else: the path leads through an array, to several values, or to an object.
    List(CellList<'a>),
}

/// The values of a path that leads through arrays or to something that is no scalar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellList<'a> {
    /// A value for every element met, in order; `None` for an element without one, so that sibling
    /// paths of one array (`resources.type`, `resources.ARN`) line up.
    pub values: Vec<Option<Cow<'a, str>>>,
    /// Whether an object stands there: it is present without being a value.
    pub has_object: bool,
}

impl<'a> Cell<'a> {
    /// The first value.
    pub fn first(&self) -> Option<&str> {
        self.values().next()
    }

    /// The values in order.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        let (one, list): (Option<&Cow<'a, str>>, &[Option<Cow<'a, str>>]) = match self {
            Self::Absent => (None, &[]),
            Self::One(value) => (Some(value), &[]),
            Self::List(list) => (None, &list.values),
        };
        one.into_iter().chain(list.iter().flatten()).map(AsRef::as_ref)
    }

    /// How many places there are, empty ones included.
    fn len(&self) -> usize {
        match self {
            Self::Absent => 0,
            Self::One(_) => 1,
            Self::List(list) => list.values.len(),
        }
    }

    /// Whether something that is not null stands there.
    pub fn is_present(&self) -> bool {
        match self {
            Self::Absent => false,
            Self::One(_) => true,
            Self::List(list) => list.has_object || list.values.iter().any(Option::is_some),
        }
    }

    /// A list that holds no more than one value is that value.
    fn simplify(&mut self) {
        if let Self::List(list) = self
            && !list.has_object
            && list.values.iter().flatten().count() <= 1
            && (list.values.len() <= 1 || list.values.iter().all(Option::is_none))
        {
            let only = list.values.drain(..).flatten().next();
            *self = only.map_or(Self::Absent, Self::One);
        }
    }

    fn list(&mut self) -> &mut CellList<'a> {
        if let Self::List(list) = self {
            return list;
        }
        let values = match std::mem::take(self) {
            Self::One(value) => vec![Some(value)],
            Self::Absent | Self::List(_) => Vec::new(),
        };
        *self = Self::List(CellList { values, has_object: false });
        match self {
            Self::List(list) => list,
            Self::Absent | Self::One(_) => unreachable!("assigned a list above"),
        }
    }
}

/// A cell for each row of [`FIELDS`].
///
/// **Invariant:** the bit of a field is set where its cell is not absent, so that a record costs as
/// much as it says, not as much as it could say.
#[derive(Clone, Debug)]
pub struct RecordFields<'a> {
    cells: [Cell<'a>; FIELDS.len()],
    present: u64,
    identity: Option<IdentityNumber>,
}

const _: () = assert!(FIELDS.len() <= u64::BITS as usize, "a bit for each field");

/// Says that records have the same `userIdentity` block, byte for byte: those of one file with equal
/// numbers. A block without a number may be equal to any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdentityNumber(pub u32);

impl Default for RecordFields<'_> {
    fn default() -> Self {
        Self { cells: std::array::from_fn(|_| Cell::Absent), present: 0, identity: None }
    }
}

impl<'a> RecordFields<'a> {
    pub fn get(&self, field: FieldId) -> &Cell<'a> {
        &self.cells[field as usize]
    }

    pub fn set(&mut self, field: FieldId, cell: Cell<'a>) {
        let bit = 1 << field as u32;
        if matches!(cell, Cell::Absent) {
            self.present &= !bit;
        } else {
            self.present |= bit;
        }
        self.cells[field as usize] = cell;
    }

    /// The first value of a field.
    pub fn first(&self, field: FieldId) -> Option<&str> {
        self.get(field).first()
    }

    /// The fields with a cell that is not absent, in the order of the table.
    pub fn present(&self) -> impl Iterator<Item = FieldId> + use<> {
        fields_of(self.present)
    }

    /// Those of them that stand in `userIdentity`.
    pub fn present_in_identity(&self) -> impl Iterator<Item = FieldId> + use<> {
        fields_of(self.present & IN_IDENTITY)
    }

    /// Those of them that stand anywhere else.
    pub fn present_outside_identity(&self) -> impl Iterator<Item = FieldId> + use<> {
        fields_of(self.present & !IN_IDENTITY)
    }

    /// The number of the record's `userIdentity` block, where it has one.
    pub fn identity(&self) -> Option<IdentityNumber> {
        self.identity
    }

    /// Says which `userIdentity` block the record has.
    pub fn set_identity(&mut self, number: IdentityNumber) {
        self.identity = Some(number);
    }

    /// Makes every cell absent again.
    pub fn clear(&mut self) {
        for field in self.present() {
            self.cells[field as usize] = Cell::Absent;
        }
        self.present = 0;
        self.identity = None;
    }

    /// Adds the value of element `element` of an array; elements before it that gave none get an
    /// empty place.
    pub fn push_element(&mut self, field: FieldId, element: usize, text: Cow<'a, str>) {
        let list = self.open(field).list();
        list.values.resize(element, None);
        list.values.push(Some(text));
    }

    /// Gives the elements after the last one with a value an empty place.
    pub fn end_elements(&mut self, field: FieldId, elements: usize) {
        if let Cell::List(list) = &mut self.cells[field as usize] {
            list.values.resize(elements, None);
        }
    }

    /// The cell of a field that is about to get something.
    fn open(&mut self, field: FieldId) -> &mut Cell<'a> {
        self.present |= 1 << field as u32;
        &mut self.cells[field as usize]
    }
}

/// The bits of the fields in `userIdentity`.
const IN_IDENTITY: u64 = {
    let (mut bits, mut at) = (0, 0);
    while at < FIELDS.len() {
        if begins_with(FIELDS[at].name, "userIdentity.") {
            bits |= 1 << at;
        }
        at += 1;
    }
    bits
};

const fn begins_with(text: &str, start: &str) -> bool {
    let (text, start) = (text.as_bytes(), start.as_bytes());
    let mut at = 0;
    while at < start.len() {
        if at >= text.len() || text[at] != start[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// The fields of a set of bits, rising.
#[inline(always)]
fn fields_of(mut bits: u64) -> impl Iterator<Item = FieldId> {
    std::iter::from_fn(move || {
        let field = FIELDS.get(bits.trailing_zeros() as usize)?.id;
        bits &= bits - 1;
        Some(field)
    })
}

/// Reads the fields of the table out of one record. `record` is a valid JSON object.
///
/// Names are compared without regard to ASCII letter case, arrays are walked through, and of
/// members with exactly the same name the last counts. The derived fields stay absent.
pub fn extract<'a>(record: Value<'a>) -> RecordFields<'a> {
    let mut fields = RecordFields::default();
    read_object(record, &PATHS, &mut fields, false);
    for field in fields.present() {
        fields.cells[field as usize].simplify();
        if fields.cells[field as usize] == Cell::Absent {
            fields.present &= !(1 << field as u32);
        }
    }
    fields
}

/// The paths of the table as a tree of their segments.
#[derive(Debug, Default)]
pub struct PathTree {
    /// What may follow, at most 64 in number.
    pub children: Vec<(&'static str, PathTree)>,
    /// The field whose path ends here.
    pub field: Option<FieldId>,
}

impl PathTree {
    /// The tree of all paths.
    pub fn of_table() -> &'static Self {
        &PATHS
    }
}

static PATHS: LazyLock<PathTree> = LazyLock::new(|| {
    let mut root = PathTree::default();
    for field in FIELDS.iter().filter(|field| !field.derived) {
        let mut node = &mut root;
        for segment in field.name.split('.') {
            let at = match node.children.iter().position(|(known, _)| *known == segment) {
                Some(at) => at,
                None => {
                    node.children.push((segment, PathTree::default()));
                    node.children.len() - 1
                }
            };
            node = &mut node.children[at].1;
        }
        node.field = Some(field.id);
    }
    root
});

/// Reads one object. Children are numbered by their place in the tree, and a child that is met
/// twice in one object means repeated names: then the object is read again, each name once.
fn read_object<'a>(object: Value<'a>, paths: &PathTree, fields: &mut RecordFields<'a>, in_array: bool) {
    let mut seen = 0u64;
    let mut found: Vec<(usize, Value<'a>)> = Vec::new();
    let mut repeated = false;
    for (name, value) in object.members() {
        let known = if name.escaped().contains('\\') {
            let name = name.decode();
            paths.children.iter().position(|(segment, _)| segment.eq_ignore_ascii_case(&name))
        } else {
            let name = name.escaped();
            paths.children.iter().position(|(segment, _)| segment.eq_ignore_ascii_case(name))
        };
        if let Some(child) = known {
            repeated |= seen >> child & 1 == 1;
            seen |= 1 << child;
            found.push((child, value));
        }
    }
    if repeated {
        found = object
            .last_members()
            .into_iter()
            .filter_map(|(name, value)| {
                let child =
                    paths.children.iter().position(|(segment, _)| segment.eq_ignore_ascii_case(&name))?;
                Some((child, value))
            })
            .collect();
    }
    for (child, value) in found {
        read_value(value, &paths.children[child].1, fields, in_array);
    }
}

fn read_value<'a>(value: Value<'a>, paths: &PathTree, fields: &mut RecordFields<'a>, in_array: bool) {
    match value.kind() {
        Kind::Null => {}
        Kind::Array(elements) => {
            for element in elements {
                let before = if in_array { Vec::new() } else { lengths(paths, fields) };
                read_value(element, paths, fields, true);
                pad(fields, &before);
            }
        }
        Kind::Object(_) => {
            if let Some(field) = paths.field {
                fields.open(field).list().has_object = true;
            }
            read_object(value, paths, fields, in_array);
        }
        Kind::String(_) | Kind::Number(_) | Kind::Bool(_) => {
            if let (Some(field), Some(text)) = (paths.field, value.scalar()) {
                let cell = fields.open(field);
                if *cell == Cell::Absent && !in_array {
                    *cell = Cell::One(text);
                } else {
                    cell.list().values.push(Some(text));
                }
            }
        }
    }
}

/// How many values each field below `paths` has so far.
fn lengths(paths: &PathTree, fields: &RecordFields<'_>) -> Vec<(FieldId, usize)> {
    let mut out = Vec::new();
    collect(paths, &mut out);
    for (field, len) in &mut out {
        *len = fields.get(*field).len();
    }
    out
}

fn collect(paths: &PathTree, out: &mut Vec<(FieldId, usize)>) {
    out.extend(paths.field.map(|field| (field, 0)));
    for (_, child) in &paths.children {
        collect(child, out);
    }
}

/// Gives every field that the element left out an empty place, so that siblings line up.
fn pad(fields: &mut RecordFields<'_>, before: &[(FieldId, usize)]) {
    for &(field, len) in before {
        if fields.get(field).len() == len {
            fields.open(field).list().values.push(None);
        }
    }
}
