//! How much room the detail has beside the table, or below it.

/// The detail's share of width and height, in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Split {
    /// Where it stands beside the table.
    pub beside: f64,
    /// Where it stands below.
    pub below: f64,
}

/// Shares in which both parts can still be read.
pub const LEAST: f64 = 20.0;
pub const MOST: f64 = 80.0;

/// What an arrow key changes.
pub const STEP: f64 = 2.0;

impl Default for Split {
    fn default() -> Self {
        Self { beside: 36.0, below: 52.0 }
    }
}

impl Split {
    /// The share that counts.
    pub fn share(self, is_beside: bool) -> f64 {
        if is_beside { self.beside } else { self.below }
    }

    /// With another share; one that is no number changes nothing.
    #[must_use]
    pub fn with_share(mut self, is_beside: bool, share: f64) -> Self {
        if share.is_finite() {
            let share = share.clamp(LEAST, MOST);
            *(if is_beside { &mut self.beside } else { &mut self.below }) = share;
        }
        self
    }

    /// After a key on the border: towards the table the detail grows. `None` for other keys.
    pub fn after_key(self, is_beside: bool, key: &str) -> Option<Self> {
        let share = match key {
            "ArrowLeft" | "ArrowUp" => self.share(is_beside) + STEP,
            "ArrowRight" | "ArrowDown" => self.share(is_beside) - STEP,
            "Home" => MOST,
            "End" => LEAST,
            _ => return None,
        };
        Some(self.with_share(is_beside, share))
    }
}
