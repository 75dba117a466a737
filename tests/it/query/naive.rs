//! The filter language on one record at a time, as plainly as it can be said: it shares the syntax
//! tree with the crate and nothing else.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::LazyLock;

use regex_lite::Regex;
use serde_json::value::RawValue;
use trail_loupe::query::ast::{FieldPath, Operator, Test, Value, ValueKind, WildcardPart};
use trail_loupe::query::{Expr, ExprKind};

/// A JSON value whose numbers keep their text. Of members with the same name the last is kept.
pub(crate) enum Node {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    Array(Vec<Node>),
    Object(BTreeMap<String, Node>),
}

impl Node {
    pub(crate) fn parse(json: &str) -> Self {
        let raw: &RawValue = serde_json::from_str(json).expect("valid JSON");
        Self::of(raw)
    }

    fn of(raw: &RawValue) -> Self {
        let json = raw.get();
        match json.as_bytes()[0] {
            b'n' => Self::Null,
            b't' | b'f' => Self::Bool(json == "true"),
            b'"' => Self::Text(serde_json::from_str(json).expect("a string")),
            b'[' => {
                let elements: Vec<&RawValue> = serde_json::from_str(json).expect("an array");
                Self::Array(elements.into_iter().map(Self::of).collect())
            }
            b'{' => {
                let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).expect("an object");
                Self::Object(members.into_iter().map(|(name, raw)| (name, Self::of(raw))).collect())
            }
            _ => Self::Number(json.to_owned()),
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Bool(true) => Some("true"),
            Self::Bool(false) => Some("false"),
            Self::Number(text) | Self::Text(text) => Some(text),
            Self::Null | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// The elements under a path.
    pub(crate) fn reach<'a>(&'a self, path: &[String], out: &mut Vec<&'a Node>) {
        match (self, path) {
            (Self::Array(elements), _) => elements.iter().for_each(|element| element.reach(path, out)),
            (_, []) => out.push(self),
            (Self::Object(members), [first, rest @ ..]) => {
                for (name, member) in members {
                    if name.eq_ignore_ascii_case(first) {
                        member.reach(rest, out);
                    }
                }
            }
            _ => {}
        }
    }

    fn leaves<'a>(&'a self, out: &mut Vec<&'a str>) {
        match self {
            Self::Array(elements) => elements.iter().for_each(|element| element.leaves(out)),
            Self::Object(members) => members.values().for_each(|member| member.leaves(out)),
            _ => out.extend(self.text()),
        }
    }
}

/// A record with what the crate derives of it.
pub(crate) struct Record {
    pub(crate) node: Node,
    pub(crate) user: Option<String>,
    pub(crate) category: Option<String>,
    pub(crate) read_write: Option<String>,
    pub(crate) agent_family: Option<String>,
    pub(crate) file: Option<String>,
    pub(crate) verdict: Option<&'static str>,
}

const ALIASES: [(&str, &[&str]); 11] = [
    ("ip", &["sourceIPAddress"]),
    ("service", &["eventSource"]),
    ("action", &["eventName"]),
    ("error", &["errorCode"]),
    ("key", &["userIdentity", "accessKeyId"]),
    ("account", &["recipientAccountId"]),
    ("region", &["awsRegion"]),
    ("agent", &["userAgent"]),
    ("time", &["eventTime"]),
    ("resource", &["resources", "ARN"]),
    ("type", &["resources", "type"]),
];

pub(crate) fn holds(expr: &Expr, record: &Record) -> bool {
    match &expr.kind {
        ExprKind::All => true,
        ExprKind::And(parts) => parts.iter().all(|part| holds(part, record)),
        ExprKind::Or(parts) => parts.iter().any(|part| holds(part, record)),
        ExprKind::Not(inner) => !holds(inner, record),
        ExprKind::Group(inner) => holds(inner, record),
        ExprKind::Text(value) => {
            let mut leaves = Vec::new();
            record.node.leaves(&mut leaves);
            leaves.into_iter().any(|leaf| match &value.kind {
                ValueKind::Word(text) | ValueKind::Quoted(text) => {
                    leaf.to_ascii_lowercase().contains(&text.to_ascii_lowercase())
                }
                ValueKind::Wildcard(wildcard) => {
                    let mut parts = vec![WildcardPart::AnyRun];
                    parts.extend(wildcard.parts.iter().cloned());
                    parts.push(WildcardPart::AnyRun);
                    wildcard_matches(&parts, leaf)
                }
                ValueKind::Regex(pattern) => regex_matches(pattern, leaf),
            })
        }
        ExprKind::Field(term) => holds_for_field(&term.path, &term.test, record),
    }
}

fn holds_for_field(path: &FieldPath, test: &Test, record: &Record) -> bool {
    let single = match &path.segments[..] {
        [only] => only.to_ascii_lowercase(),
        _ => String::new(),
    };
    let own = |value: &Option<String>| value.clone().map(Node::Text);
    let derived = match single.as_str() {
        "user" => Some(own(&record.user)),
        "category" => Some(own(&record.category)),
        "readwrite" => Some(own(&record.read_write)),
        "useragentfamily" => Some(own(&record.agent_family)),
        "file" => Some(own(&record.file)),
        "trail" => Some(record.verdict.map(|word| Node::Text(word.to_owned()))),
        _ => None,
    };
    let mut found = Vec::new();
    match &derived {
        Some(value) => found.extend(value),
        None => {
            let alias = ALIASES.iter().find(|(alias, _)| *alias == single);
            let segments: Vec<String> = match alias {
                Some((_, segments)) => segments.iter().map(|segment| (*segment).to_owned()).collect(),
                None => path.segments.clone(),
            };
            record.node.reach(&segments, &mut found);
        }
    }
    let is_version = single == "eventversion";
    let is_service = single == "service";
    found.into_iter().any(|element| {
        let is_star = |value: &Value| matches!(&value.kind, ValueKind::Wildcard(wildcard) if wildcard.parts == [WildcardPart::AnyRun]);
        match test {
            Test::Present => !matches!(element, Node::Null),
            Test::Is(value) => equals(value, element, is_service),
            Test::AnyOf(values) => values.iter().any(|value| {
                if is_star(value) { !matches!(element, Node::Null) } else { equals(value, element, is_service) }
            }),
            Test::Compare(operator, value) => {
                let Some(text) = element.text() else { return false };
                let wanted: &[Ordering] = match operator {
                    Operator::Is => unreachable!("a comparison"),
                    Operator::Greater => &[Ordering::Greater],
                    Operator::GreaterOrEqual => &[Ordering::Greater, Ordering::Equal],
                    Operator::Less => &[Ordering::Less],
                    Operator::LessOrEqual => &[Ordering::Less, Ordering::Equal],
                };
                compare(text, value.kind.literal().expect("an operand is a literal"), is_version).is_some_and(|order| wanted.contains(&order))
            }
            Test::Range(low, high) => {
                let Some(text) = element.text() else { return false };
                let low = compare(text, low.kind.literal().expect("an operand is a literal"), is_version);
                let high = compare(text, high.kind.literal().expect("an operand is a literal"), is_version);
                low.is_some_and(Ordering::is_ge) && high.is_some_and(Ordering::is_le)
            }
        }
    })
}

fn equals(value: &Value, element: &Node, is_service: bool) -> bool {
    let Some(text) = element.text() else { return false };
    if is_service {
        let lower = text.to_ascii_lowercase();
        if let Some(short) = lower.strip_suffix(".amazonaws.com")
            && equals_text(value, &text[..short.len()])
        {
            return true;
        }
    }
    equals_text(value, text)
}

fn equals_text(value: &Value, text: &str) -> bool {
    match &value.kind {
        ValueKind::Word(wanted) => {
            wanted.eq_ignore_ascii_case(text) || is_in_network(wanted, text) || is_at(wanted, text)
        }
        ValueKind::Quoted(wanted) => wanted.eq_ignore_ascii_case(text) || is_at(wanted, text),
        ValueKind::Wildcard(wildcard) => wildcard_matches(&wildcard.parts, text),
        ValueKind::Regex(pattern) => regex_matches(pattern, text),
    }
}

fn regex_matches(pattern: &str, text: &str) -> bool {
    thread_local! {
        static COMPILED: RefCell<BTreeMap<String, Regex>> = const { RefCell::new(BTreeMap::new()) };
    }
    COMPILED.with_borrow_mut(|compiled| {
        let regex = compiled
            .entry(pattern.to_owned())
            .or_insert_with(|| Regex::new(pattern).expect("a valid pattern"));
        regex.is_match(text)
    })
}

fn is_at(wanted: &str, text: &str) -> bool {
    compare_times(text, wanted) == Some(Ordering::Equal)
}

/// Every way of cutting the text, remembered by length.
fn wildcard_matches(parts: &[WildcardPart], text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let mut reachable = vec![false; chars.len() + 1];
    reachable[0] = true;
    for part in parts {
        let mut next = vec![false; chars.len() + 1];
        for at in (0..=chars.len()).filter(|&at| reachable[at]) {
            match part {
                WildcardPart::AnyRun => next[at..].fill(true),
                WildcardPart::AnyOne if at < chars.len() => next[at + 1] = true,
                WildcardPart::AnyOne => {}
                WildcardPart::Literal(literal) => {
                    let end = at + literal.chars().count();
                    if end <= chars.len()
                        && literal.chars().zip(&chars[at..end]).all(|(a, b)| a.eq_ignore_ascii_case(b))
                    {
                        next[end] = true;
                    }
                }
            }
        }
        reachable = next;
    }
    reachable[chars.len()]
}

fn is_in_network(network: &str, text: &str) -> bool {
    let Some((base, len)) = network.split_once('/') else { return false };
    let (Ok(base), Ok(len), Ok(address)) =
        (base.parse::<IpAddr>(), len.parse::<usize>(), text.parse::<IpAddr>())
    else {
        return false;
    };
    let bits = |address: IpAddr| -> String {
        match address {
            IpAddr::V4(address) => address.octets().iter().map(|byte| format!("{byte:08b}")).collect(),
            IpAddr::V6(address) => address.octets().iter().map(|byte| format!("{byte:08b}")).collect(),
        }
    };
    let (base, address) = (bits(base), bits(address));
    base.len() == address.len() && len <= base.len() && base[..len] == address[..len]
}

/// How a value stands to an operand: inside its span is equal.
fn compare(text: &str, operand: &str, is_version: bool) -> Option<Ordering> {
    if let Some(order) = compare_times(text, operand) {
        return Some(order);
    }
    if is_version && let Some(operand) = version(operand) {
        return Some(version(text)?.cmp(&operand));
    }
    Some(compare_numbers(&number(text)?, &number(operand)?))
}

fn version(text: &str) -> Option<[u64; 8]> {
    static VERSION: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[0-9]+(\.[0-9]+)*$").expect("a valid pattern"));
    let mut parts = [0; 8];
    VERSION.is_match(text).then(|| {
        text.split('.').enumerate().for_each(|(at, part)| parts[at] = part.parse().expect("digits"));
        parts
    })
}

/// Sign, and all digits before and after the point.
type Number = (bool, String, String);

fn number(text: &str) -> Option<Number> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$")
            .expect("the pattern allows nothing else")
    });
    let parts = NUMBER.captures(text)?;
    let group = |at: usize| parts.get(at).map_or("", |group| group.as_str());
    let mut before: Vec<char> = group(2).chars().collect();
    let mut after: Vec<char> = group(3).chars().collect();
    let power: i64 = group(4).parse().unwrap_or(0);
    for _ in 0..power.max(0) {
        before.push(if after.is_empty() { '0' } else { after.remove(0) });
    }
    for _ in power.min(0)..0 {
        after.insert(0, before.pop().unwrap_or('0'));
    }
    let before: String = before.into_iter().collect();
    let after: String = after.into_iter().collect();
    let (before, after) = (before.trim_start_matches('0'), after.trim_end_matches('0'));
    let is_zero = before.is_empty() && after.is_empty();
    Some((group(1) == "-" && !is_zero, before.to_owned(), after.to_owned()))
}

fn compare_numbers(a: &Number, b: &Number) -> Ordering {
    let size = a.1.len().cmp(&b.1.len()).then_with(|| a.1.cmp(&b.1)).then_with(|| a.2.cmp(&b.2));
    match (a.0, b.0) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => size,
        (true, true) => size.reverse(),
    }
}

fn compare_times(text: &str, operand: &str) -> Option<Ordering> {
    let (from, to) = span(operand)?;
    let time = record_time(text)?;
    Some(if time < from {
        Ordering::Less
    } else if time < to {
        Ordering::Equal
    } else {
        Ordering::Greater
    })
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Milliseconds since 1970, counted day by day.
fn millis(year: i64, month: i64, day: i64, in_day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
        return None;
    }
    let of_year = |year: i64| (1..=12).map(|month| days_in(year, month)).sum::<i64>();
    let years: i64 =
        if year >= 1970 { (1970..year).map(of_year).sum() } else { -(year..1970).map(of_year).sum::<i64>() };
    let days = years + (1..month).map(|month| days_in(year, month)).sum::<i64>() + day - 1;
    Some(days * 86_400_000 + in_day)
}

fn offset(zone: &str) -> Option<i64> {
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    if zone.is_empty() || zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let hours: i64 = digits[..2].parse().expect("the pattern allows nothing else");
    let minutes: i64 = digits[2..].parse().unwrap_or(0);
    let size = (hours * 60 + minutes) * 60_000;
    (hours < 24 && minutes < 60).then_some(if zone.starts_with('-') { -size } else { size })
}

fn record_time(text: &str) -> Option<i64> {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:[.,]([0-9]+))?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?$",
        )
        .expect("the pattern allows nothing else")
    });
    let parts = TIME.captures(text.trim_matches([' ', '\t', '\n', '\r', '\x0C']))?;
    let int = |at: usize| parts[at].parse::<i64>().expect("the pattern allows nothing else");
    if int(4) > 23 || int(5) > 59 || int(6) > 60 {
        return None;
    }
    let fraction = parts.get(7).map_or("", |group| group.as_str());
    let fraction: i64 = format!("{fraction}000")[..3].parse().expect("the pattern allows nothing else");
    let in_day = ((int(4) * 60 + int(5)) * 60 + int(6)) * 1_000 + fraction;
    let zone = parts.get(8).map_or("", |group| group.as_str());
    Some(millis(int(1), int(2), int(3), in_day)? - offset(zone)?)
}

fn span(operand: &str) -> Option<(i64, i64)> {
    static OPERAND: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:[Tt ]([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:\.([0-9]+))?)?)?)?)?)?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?$",
        )
        .expect("the pattern allows nothing else")
    });
    let parts = OPERAND.captures(operand)?;
    let group = |at: usize| parts.get(at).map(|group| group.as_str());
    let int = |at: usize, default: i64| {
        group(at).map_or(default, |text| text.parse().expect("the pattern allows nothing else"))
    };
    let (year, month, day) = (int(1, 0), int(2, 1), int(3, 1));
    if int(4, 0) > 23 || int(5, 0) > 59 || int(6, 0) > 59 {
        return None;
    }
    let fraction = group(7).unwrap_or("");
    let in_day = ((int(4, 0) * 60 + int(5, 0)) * 60 + int(6, 0)) * 1_000
        + format!("{fraction}000")[..3].parse::<i64>().expect("the pattern allows nothing else");
    let from = millis(year, month, day, in_day)?;
    let len = if group(2).is_none() {
        (1..=12).map(|month| days_in(year, month)).sum::<i64>() * 86_400_000
    } else if group(3).is_none() {
        days_in(year, month) * 86_400_000
    } else if group(4).is_none() {
        86_400_000
    } else if group(5).is_none() {
        3_600_000
    } else if group(6).is_none() {
        60_000
    } else {
        match fraction.len() {
            0 => 1_000,
            1 => 100,
            2 => 10,
            _ => 1,
        }
    };
    let offset = offset(group(8).unwrap_or(""))?;
    Some((from - offset, from + len - offset))
}
