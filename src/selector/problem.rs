//! What is wrong with a configuration, at its place.

use std::fmt;

use super::model::Place;

/// Whether CloudTrail would refuse the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Unreadable, or refused by CloudTrail: no verdicts are given.
    Error,
    /// Accepted, and worth a look.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        })
    }
}

/// One problem, with where it is and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    /// A stable name, in words joined by hyphens.
    pub code: &'static str,
    /// The exception that CloudTrail answers with, where it is known.
    pub exception: Option<&'static str>,
    /// Counted from 1; 0 where no place can be named.
    pub line: u32,
    /// Counted from 1, in characters.
    pub column: u32,
    /// Lower case, no full stop, the value last.
    pub message: String,
    /// What to write instead; may be empty.
    pub remedy: String,
    /// Which lint this is, counted over all configurations of the text; `None` for what is no lint.
    pub lint: Option<u32>,
}

impl Problem {
    /// Something CloudTrail refuses or that cannot be read.
    pub fn error(code: &'static str, place: Place, message: impl Into<String>) -> Problem {
        Problem::new(Severity::Error, code, place, message.into())
    }

    /// Something CloudTrail accepts.
    pub fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Problem {
        Problem::new(Severity::Warning, code, place, message.into())
    }

    fn new(severity: Severity, code: &'static str, place: Place, message: String) -> Problem {
        let Place { line, column } = place;
        Problem { severity, code, exception: None, line, column, message, remedy: String::new(), lint: None }
    }

    /// Names the exception that CloudTrail answers with.
    #[must_use]
    pub fn exception(mut self, exception: &'static str) -> Problem {
        self.exception = Some(exception);
        self
    }

    /// Says what to write instead.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Problem {
        self.remedy = remedy.into();
        self
    }

    /// Whether this refuses the configuration.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// One line: `line 3:7: error [code] (Exception): message; remedy`.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}:{}: {} [{}]", self.line, self.column, self.severity, self.code)?;
        if let Some(exception) = self.exception {
            write!(f, " ({exception})")?;
        }
        write!(f, ": {}", self.message)?;
        if !self.remedy.is_empty() {
            write!(f, "; {}", self.remedy)?;
        }
        Ok(())
    }
}
