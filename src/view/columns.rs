//! The columns of the event table.

use super::simulator::VERDICT_COLUMN;
use crate::record::field::FieldId;

/// The columns that a fresh page shows, in the order of the AWS console's own list.
pub const DEFAULT: [&str; 9] = [
    "eventTime",
    "eventName",
    "user",
    "eventSource",
    "sourceIPAddress",
    "awsRegion",
    "errorCode",
    "resources.ARN",
    "readWrite",
];

/// The most columns of a table.
pub const MAX_COLUMNS: usize = 64;

/// Whether a text can be the key of a column: a path, which no sign stands before.
pub fn is_key(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-')
}

/// Adds a column at the right, unless it is there already.
///
/// # Errors
/// Why there cannot be such a column.
pub fn add(columns: &mut Vec<String>, key: &str) -> Result<(), String> {
    if columns.iter().any(|known| known == key) {
        return Ok(());
    }
    if !is_key(key) {
        return Err(format!("\"{key}\" is no path of a field: none begins with a sign"));
    }
    if columns.len() >= MAX_COLUMNS {
        return Err(format!("a table has at most {MAX_COLUMNS} columns; take one away first"));
    }
    columns.push(key.to_owned());
    Ok(())
}

/// How the cells of a column are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// A point in time.
    Time,
    /// A name made of words.
    Name,
    /// An id, address or ARN: fixed width.
    Code,
    /// An error.
    Error,
    /// `read` or `write`.
    ReadWrite,
    /// What the trail simulator says.
    Verdict,
}

/// A column, described.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The CloudTrail path or the name of a derived field.
    pub key: String,
    pub title: String,
    pub kind: CellKind,
    /// The width that its usual values need, in CSS pixels, and its share of what is left over.
    pub width_px: u32,
    pub share: u32,
}

impl Column {
    /// The column of a key; any path can be one.
    pub fn of(key: &str) -> Self {
        let (title, kind, width_px, share) = match key {
            "eventTime" => ("Time", CellKind::Time, 158, 0),
            "eventName" => ("Event name", CellKind::Name, 130, 3),
            "user" => ("User", CellKind::Name, 118, 3),
            "eventSource" => ("Event source", CellKind::Name, 116, 2),
            "sourceIPAddress" => ("Source IP", CellKind::Code, 120, 1),
            "awsRegion" => ("Region", CellKind::Name, 92, 0),
            "errorCode" => ("Error code", CellKind::Error, 92, 2),
            "resources.ARN" => ("Resources", CellKind::Code, 84, 4),
            "readWrite" => ("Read/Write", CellKind::ReadWrite, 92, 0),
            VERDICT_COLUMN => ("Verdict", CellKind::Verdict, 156, 0),
            _ => {
                let field = FieldId::from_name(key).map(FieldId::field);
                return Self {
                    key: key.to_owned(),
                    title: field.map_or(key, |field| field.label).to_owned(),
                    kind: CellKind::Code,
                    width_px: 180,
                    share: 1,
                };
            }
        };
        Self { key: key.to_owned(), title: title.to_owned(), kind, width_px, share }
    }

    /// The columns of these keys.
    pub fn all(keys: &[String]) -> Vec<Self> {
        keys.iter().map(|key| Self::of(key)).collect()
    }
}

/// The value of `grid-template-columns` for these columns.
pub fn grid_template(columns: &[Column]) -> String {
    let track = |column: &Column| match column.share {
        0 => format!("{}px", column.width_px),
        share => format!("minmax({}px, {share}fr)", column.width_px),
    };
    columns.iter().map(track).collect::<Vec<_>>().join(" ")
}

/// The narrowest that the columns can be side by side, in CSS pixels.
pub fn min_width_px(columns: &[Column]) -> u32 {
    columns.iter().map(|column| column.width_px).sum()
}
