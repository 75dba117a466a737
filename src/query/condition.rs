//! Questions to one value. Columns, paths and free text all ask them of the same text: of a string
//! as decoded, of a number as written, of a boolean as `true` or `false`.

use std::collections::HashSet;
use std::net::IpAddr;

use super::ast::Wildcard;
use super::finder::{Finder, Glob, Prefilter};
use super::operand::{Decimal, Network, TimeSpan, Version};
use super::pattern::Pattern;
use crate::base::timestamp::Timestamp;

/// What must hold of some element of a field.
#[derive(Clone, Debug)]
pub enum Condition {
    /// It is not null: objects and empty texts too.
    Present,
    /// It is a string, number or boolean of which this holds.
    Value(ValueTest),
}

/// A question to a text.
#[derive(Clone, Debug)]
pub enum ValueTest {
    Literals(Literals),
    Wildcard(WildcardTest),
    Contains(ContainsTest),
    Regex(Pattern),
    /// An address inside one of the ranges.
    Networks(Vec<Network>),
    /// A record's time in `from..to`.
    Time(TimeSpan),
    /// A JSON number within the bounds.
    Number(Bounds<Decimal>),
    /// A version within the bounds.
    Version(Bounds<Version>),
    /// It holds of the text or of the text without `.amazonaws.com`.
    WithoutHost(Box<ValueTest>),
    /// One of them holds.
    Any(Vec<ValueTest>),
}

impl ValueTest {
    pub fn matches(&self, text: &str) -> bool {
        match self {
            Self::Literals(literals) => literals.contains(text),
            Self::Wildcard(wildcard) => wildcard.glob.matches(text),
            Self::Contains(contains) => contains.finder.is_in(text.as_bytes()),
            Self::Regex(pattern) => pattern.is_in(text),
            Self::Networks(networks) => text
                .parse::<IpAddr>()
                .is_ok_and(|address| networks.iter().any(|network| network.contains(address))),
            Self::Time(span) => {
                Timestamp::parse(text).is_some_and(|time| span.from <= time.0 && time.0 < span.to)
            }
            Self::Number(bounds) => Decimal::parse(text).is_some_and(|number| bounds.contain(&number)),
            Self::Version(bounds) => Version::parse(text).is_some_and(|version| bounds.contain(&version)),
            Self::WithoutHost(test) => {
                test.matches(text) || without_host(text).is_some_and(|short| test.matches(short))
            }
            Self::Any(tests) => tests.iter().any(|test| test.matches(text)),
        }
    }

    /// A text without which no string can match, where there is one.
    pub(super) fn prefilter(&self) -> Option<Prefilter> {
        match self {
            Self::Literals(literals) => literals.only().and_then(Prefilter::new),
            Self::Wildcard(wildcard) => Prefilter::new(&wildcard.longest),
            Self::Contains(contains) => Prefilter::new(&contains.text),
            Self::Regex(pattern) => Prefilter::new(pattern.required()),
            Self::Any(tests) if tests.len() == 1 => tests.first()?.prefilter(),
            _ => None,
        }
    }
}

fn without_host(text: &str) -> Option<&str> {
    const HOST: &str = ".amazonaws.com";
    let (short, host) = text.split_at_checked(text.len().checked_sub(HOST.len())?)?;
    host.eq_ignore_ascii_case(HOST).then_some(short)
}

/// Texts of which a value is one, ASCII letter case ignored.
#[derive(Clone, Debug, Default)]
pub struct Literals {
    lower: HashSet<String>,
}

impl Literals {
    pub fn insert(&mut self, text: &str) {
        self.lower.insert(text.to_ascii_lowercase());
    }

    pub fn is_empty(&self) -> bool {
        self.lower.is_empty()
    }

    pub fn contains(&self, text: &str) -> bool {
        match self.only() {
            Some(only) => only.eq_ignore_ascii_case(text),
            None => self.lower.contains(&text.to_ascii_lowercase()),
        }
    }

    /// The texts in lower case, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.lower.iter().map(String::as_str)
    }

    fn only(&self) -> Option<&str> {
        if self.lower.len() == 1 { self.lower.iter().next().map(String::as_str) } else { None }
    }
}

/// A value with `*` and `?` in it.
#[derive(Clone, Debug)]
pub struct WildcardTest {
    glob: Glob,
    longest: String,
}

impl WildcardTest {
    /// The whole value matches; with `inside` a part of it.
    pub fn new(wildcard: &Wildcard, inside: bool) -> Self {
        let literals = wildcard.parts.iter().filter_map(|part| match part {
            super::ast::WildcardPart::Literal(text) => Some(text),
            _ => None,
        });
        let longest = literals.max_by_key(|text| text.len()).cloned().unwrap_or_default();
        Self { glob: Glob::new(wildcard, inside), longest }
    }
}

/// A value with this text in it, ASCII letter case ignored.
#[derive(Clone, Debug)]
pub struct ContainsTest {
    finder: Finder,
    text: String,
}

impl ContainsTest {
    pub fn new(text: &str) -> Self {
        Self { finder: Finder::new(text), text: text.to_owned() }
    }
}

/// Lower and upper end, each with whether it belongs to the range.
#[derive(Clone, Debug)]
pub struct Bounds<T> {
    pub low: Option<(T, bool)>,
    pub high: Option<(T, bool)>,
}

impl<T: Ord> Bounds<T> {
    fn contain(&self, value: &T) -> bool {
        let above =
            self.low.as_ref().is_none_or(|(low, included)| low < value || (*included && low == value));
        let below =
            self.high.as_ref().is_none_or(|(high, included)| value < high || (*included && high == value));
        above && below
    }
}
