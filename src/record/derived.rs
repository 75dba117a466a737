//! The fields of the table that are ours: inferred, resolved, or known from the file.

use super::field::FieldId;
use super::fields::{Cell, RecordFields};
use super::{category, identity};

/// Sets `category`, `readWrite`, `user` and `file` from the record's own fields and the path of the
/// file that it lies in.
pub fn set(fields: &mut RecordFields<'_>, path: &str) {
    let category = category::category(fields).into_owned();
    let read_write = category::read_write(fields, &category);
    let user = identity::user_label(fields);
    let one = |text: String| Cell::One(text.into());
    fields.set(FieldId::ReadWrite, read_write.map_or(Cell::Absent, |text| Cell::One(text.into())));
    fields.set(FieldId::Category, one(category));
    fields.set(FieldId::User, user.map_or(Cell::Absent, one));
    fields.set(FieldId::File, one(path.to_owned()));
}
