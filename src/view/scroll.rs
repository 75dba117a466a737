//! A list of any length in an element of bounded height.
//!
//! Browsers stop laying out somewhere between 17 and 33 million pixels, a million rows of 28. Past
//! [`MAX_CONTENT_PX`] the scroll bar therefore stands for a shorter list than the real one:
//!
//! ```text
//! physical   0 ───────────── 8,000,000      what the browser scrolls
//! virtual    0 ─────────────────────────── 28,000,000      where the rows are
//! ```
//!
//! A long way (a drag of the bar) goes by proportion. A short way (a wheel, a touch) moves the rows by
//! exactly as many pixels, and once the hand rests the bar is put where it belongs
//! ([`Scroll::resting_physical_px`]), which moves no row.

/// Below what every browser lays out.
pub const MAX_CONTENT_PX: f64 = 8_000_000.0;

/// Rows drawn above and below the visible ones.
const OVERDRAW_ROWS: u64 = 4;

/// Where a list is scrolled to. All lengths are CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scroll {
    pub num_rows: u64,
    pub row_px: f64,
    /// The height in which rows are seen.
    pub viewport_px: f64,
    /// What the browser says.
    physical_px: f64,
    /// The distance of the viewport's top from the top of the first row.
    virtual_px: f64,
}

/// The rows to draw.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RowSpan {
    pub first: u64,
    pub count: u64,
    /// The distance of the first of them from the viewport's top; mostly above it.
    pub offset_px: f64,
}

impl Scroll {
    /// A list at its start.
    pub fn new(num_rows: u64, row_px: f64, viewport_px: f64) -> Self {
        Self { num_rows, row_px, viewport_px, ..Self::default() }
    }

    /// The height of the element that is scrolled.
    pub fn content_px(&self) -> f64 {
        self.virtual_content_px().min(MAX_CONTENT_PX)
    }

    fn virtual_content_px(&self) -> f64 {
        self.num_rows as f64 * self.row_px
    }

    fn max_physical_px(&self) -> f64 {
        (self.content_px() - self.viewport_px).max(0.0)
    }

    fn max_virtual_px(&self) -> f64 {
        (self.virtual_content_px() - self.viewport_px).max(0.0)
    }

    fn is_scaled(&self) -> bool {
        self.virtual_content_px() > MAX_CONTENT_PX
    }

    /// Takes in where the browser has scrolled to.
    pub fn scrolled_to(&mut self, physical_px: f64) {
        let physical_px = physical_px.clamp(0.0, self.max_physical_px());
        let way = physical_px - self.physical_px;
        self.physical_px = physical_px;
        let is_at_end = physical_px <= 0.0 || physical_px >= self.max_physical_px();
        if self.is_scaled() && way.abs() <= self.viewport_px && !is_at_end {
            self.virtual_px = (self.virtual_px + way).clamp(0.0, self.max_virtual_px());
        } else if way != 0.0 {
            self.virtual_px = self.by_proportion(physical_px, self.max_physical_px(), self.max_virtual_px());
        }
    }

    /// Where the browser's bar is, or should be put after anything but a scroll of the user's.
    pub fn physical_px(&self) -> f64 {
        self.physical_px
    }

    /// Where the bar should stand for the rows that are shown.
    pub fn resting_physical_px(&self) -> f64 {
        self.by_proportion(self.virtual_px, self.max_virtual_px(), self.max_physical_px())
    }

    /// Puts the bar where it belongs; the rows stay. Gives the place to scroll the element to.
    pub fn rest(&mut self) -> f64 {
        self.physical_px = self.resting_physical_px();
        self.physical_px
    }

    fn by_proportion(&self, at: f64, from_max: f64, to_max: f64) -> f64 {
        if !self.is_scaled() {
            return at.clamp(0.0, to_max);
        }
        if from_max <= 0.0 { 0.0 } else { (at / from_max * to_max).clamp(0.0, to_max) }
    }

    /// The list got longer or shorter, or the window another height: the first visible row stays.
    pub fn resize(&mut self, num_rows: u64, row_px: f64, viewport_px: f64) {
        if (num_rows, row_px, viewport_px) == (self.num_rows, self.row_px, self.viewport_px) {
            return;
        }
        let top_rows = if self.row_px > 0.0 { self.virtual_px / self.row_px } else { 0.0 };
        (self.num_rows, self.row_px, self.viewport_px) = (num_rows, row_px, viewport_px);
        self.virtual_px = (top_rows * row_px).clamp(0.0, self.max_virtual_px());
        self.rest();
    }

    /// Brings a row into view, by the shortest way. Gives the place to scroll the element to, or
    /// nothing where the row is in view already.
    pub fn reveal(&mut self, row: u64) -> Option<f64> {
        let top = row.min(self.num_rows.saturating_sub(1)) as f64 * self.row_px;
        let bottom_limit = (top + self.row_px - self.viewport_px).max(0.0);
        let wanted = if top < self.virtual_px {
            top
        } else if bottom_limit > self.virtual_px {
            bottom_limit
        } else {
            return None;
        };
        self.virtual_px = wanted.clamp(0.0, self.max_virtual_px());
        Some(self.rest())
    }

    /// The first row that is wholly in view.
    pub fn first_visible(&self) -> u64 {
        if self.row_px <= 0.0 { 0 } else { (self.virtual_px / self.row_px).ceil() as u64 }
    }

    /// How many rows are wholly visible, at least one.
    pub fn rows_per_screen(&self) -> u64 {
        if self.row_px <= 0.0 { 1 } else { ((self.viewport_px / self.row_px) as u64).max(1) }
    }

    /// The rows to draw.
    pub fn span(&self) -> RowSpan {
        if self.row_px <= 0.0 || self.num_rows == 0 {
            return RowSpan::default();
        }
        let top = (self.virtual_px / self.row_px) as u64;
        let first = top.saturating_sub(OVERDRAW_ROWS);
        let visible = (self.viewport_px / self.row_px).ceil() as u64 + 1;
        let end = (top + visible + OVERDRAW_ROWS).min(self.num_rows);
        RowSpan {
            first,
            count: end.saturating_sub(first),
            offset_px: first as f64 * self.row_px - self.virtual_px,
        }
    }
}

/// The rows to ask the engine for so that `span` is covered and the next few turns of the wheel are
/// too. The answer moves in steps, so that not every pixel is a question.
pub fn window_for(span: RowSpan, num_rows: u64) -> (u64, u32) {
    const STEP: u64 = 32;
    const AHEAD: u64 = 64;
    let first = span.first.saturating_sub(AHEAD) / STEP * STEP;
    let end = ((span.first + span.count + AHEAD).div_ceil(STEP) * STEP).min(num_rows.max(STEP));
    (first, u32::try_from(end.saturating_sub(first)).unwrap_or(u32::MAX))
}
