//! How the table's columns are laid out: what was pulled wider, and what stays in view at the left.
//!
//! Pinned columns stand first, in the order in which the others would. The order itself belongs to
//! the view state; the layout only arranges it.
//!
//! **Invariant:** keys and widths only; no value of a log is here.

use std::collections::BTreeMap;

use super::columns::Column;

/// No column is narrower or wider, in CSS pixels.
pub const MIN_WIDTH_PX: u32 = 48;
pub const MAX_WIDTH_PX: u32 = 1_600;

/// How far a key pulls an edge, in CSS pixels.
pub const KEY_STEP_PX: i32 = 16;

/// The most columns that stay in view: more would leave no room for the rest.
pub const MAX_PINNED: usize = 4;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    widths_px: BTreeMap<String, u32>,
    pinned: Vec<String>,
}

/// Where a column that is dragged is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Before,
    After,
}

impl Layout {
    /// A layout as it was kept; widths are brought into their bounds.
    pub fn new(widths_px: BTreeMap<String, u32>, mut pinned: Vec<String>) -> Self {
        pinned.truncate(MAX_PINNED);
        let bounded = |(key, width): (String, u32)| (key, width.clamp(MIN_WIDTH_PX, MAX_WIDTH_PX));
        Self { widths_px: widths_px.into_iter().map(bounded).collect(), pinned }
    }

    /// The columns whose width was chosen.
    pub fn widths_px(&self) -> &BTreeMap<String, u32> {
        &self.widths_px
    }

    /// The columns that stay in view, shown or not.
    pub fn pinned(&self) -> &[String] {
        &self.pinned
    }

    pub fn is_pinned(&self, key: &str) -> bool {
        self.pinned.iter().any(|known| known == key)
    }

    /// Gives a column a width.
    pub fn set_width(&mut self, key: &str, width_px: f64) {
        if width_px.is_nan() {
            return;
        }
        let width_px = width_px.round().clamp(f64::from(MIN_WIDTH_PX), f64::from(MAX_WIDTH_PX)) as u32;
        self.widths_px.insert(key.to_owned(), width_px);
    }

    /// Lets a column have the width that its values usually need.
    pub fn reset_width(&mut self, key: &str) {
        self.widths_px.remove(key);
    }

    /// Pins a column, or lets it go; whether it was done. Of the columns of the table no more than
    /// [`MAX_PINNED`] are pinned.
    pub fn toggle_pin(&mut self, columns: &[String], key: &str) -> bool {
        if self.is_pinned(key) {
            self.pinned.retain(|known| known != key);
            return true;
        }
        if self.num_pinned(columns) >= MAX_PINNED {
            return false;
        }
        // Those of columns that are not in the table give way.
        self.pinned.retain(|known| columns.contains(known));
        self.pinned.push(key.to_owned());
        true
    }

    /// How many of these columns are pinned.
    pub fn num_pinned(&self, columns: &[String]) -> usize {
        columns.iter().filter(|key| self.is_pinned(key)).count().min(MAX_PINNED)
    }

    /// The columns from left to right.
    pub fn order(&self, columns: &[String]) -> Vec<String> {
        let (pinned, others): (Vec<_>, Vec<_>) = columns.iter().cloned().partition(|key| self.is_pinned(key));
        pinned.into_iter().chain(others).collect()
    }

    /// The place, counted from the left, that is `steps` to the right of a column; within the table.
    /// From no column of the table it is the first, or going left the last.
    pub fn place_beside(&self, columns: &[String], key: Option<&str>, steps: isize) -> usize {
        let order = self.order(columns);
        let last = order.len().saturating_sub(1);
        match key.and_then(|key| order.iter().position(|known| known == key)) {
            Some(here) => here.saturating_add_signed(steps).min(last),
            None if steps > 0 => 0,
            None => last,
        }
    }

    /// The columns from left to right with their widths. A chosen width takes no share of what is
    /// left over, and neither does a pinned column.
    pub fn arranged(&self, columns: &[String]) -> Vec<Column> {
        let arrange = |key: &String| {
            let column = Column::of(key);
            let chosen = self.widths_px.get(key).copied();
            let is_fixed = chosen.is_some() || self.is_pinned(key);
            Column {
                width_px: chosen.unwrap_or(column.width_px),
                share: if is_fixed { 0 } else { column.share },
                ..column
            }
        };
        self.order(columns).iter().map(arrange).collect()
    }

    /// The columns after one was moved by `steps` places; it does not leave the pinned ones, nor
    /// come among them.
    pub fn moved(&self, columns: &[String], key: &str, steps: isize) -> Vec<String> {
        let mut order = self.order(columns);
        let Some(from) = order.iter().position(|known| known == key) else { return order };
        let column = order.remove(from);
        order.insert(from.saturating_add_signed(steps).min(order.len()), column);
        self.order(&order)
    }

    /// The columns after one was dropped beside another.
    pub fn dropped(&self, columns: &[String], key: &str, target: &str, side: Side) -> Vec<String> {
        let order = self.order(columns);
        if key == target || !order.iter().any(|known| known == target) {
            return order;
        }
        let mut rest: Vec<String> = order.into_iter().filter(|known| known != key).collect();
        let place = rest.iter().position(|known| known == target).unwrap_or(rest.len());
        rest.insert(place + usize::from(side == Side::After), key.to_owned());
        self.order(&rest)
    }
}

/// How far from the left edge each of the first [`MAX_PINNED`] columns stays, in CSS pixels.
pub fn lefts_px(columns: &[Column]) -> [u32; MAX_PINNED] {
    let mut left = 0;
    let mut lefts = [0; MAX_PINNED];
    for (place, column) in lefts.iter_mut().zip(columns) {
        *place = left;
        left += column.width_px;
    }
    lefts
}
