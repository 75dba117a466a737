//! A pasted list of addresses, keys and the like: what its lines are, and the filter text for those
//! that occur.
//!
//! The filter has no name for a list, and its text is its only state. So the text holds the
//! indicators that occur among the loaded events: for these files that is exactly the whole list, and
//! it is short enough for an address where a list of thousands is not.

use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};

use super::format::{count, counted};
use crate::engine::protocol::{FoundIndicator, Indicator, IndicatorKind, IndicatorsFound};
use crate::query::ast::quoted;
use crate::query::edit;
use crate::record::field::FieldId;

/// A list as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndicatorList {
    /// Each once, in the order of the list.
    pub indicators: Vec<Indicator>,
    pub refused: Vec<Refused>,
    /// How many stood there again.
    pub repeated: u64,
}

/// What is no indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Counted from 1.
    pub line: u64,
    pub text: String,
    pub reason: &'static str,
}

/// The longest filter text made of a list: it stands in the filter's line and in the address.
pub const MAX_TERM_LEN: usize = 8_000;

/// What people call a kind.
pub fn label(kind: IndicatorKind) -> &'static str {
    match kind {
        IndicatorKind::Address => "IP address",
        IndicatorKind::Network => "IP range",
        IndicatorKind::AccessKey => "Access key",
        IndicatorKind::Arn => "ARN",
        IndicatorKind::UserAgent => "User agent",
        IndicatorKind::EventId => "Event ID",
    }
}

/// Reads a list: an indicator a line, or several with commas, semicolons, bars or blanks between
/// them. What follows `#` is a remark.
pub fn read(text: &str) -> IndicatorList {
    let mut list = IndicatorList::default();
    // Values are compared without regard to letter case.
    let mut known: HashSet<(IndicatorKind, String)> = HashSet::new();
    for (number, line) in (1u64..).zip(text.trim_start_matches('\u{feff}').lines()) {
        let line = without_remark(line);
        if line.is_empty() {
            continue;
        }
        let mut add = |indicator: Indicator| {
            if known.insert((indicator.kind, indicator.text.to_ascii_lowercase())) {
                list.indicators.push(indicator);
            } else {
                list.repeated += 1;
            }
        };
        if let Some(indicator) = indicator(line) {
            add(indicator);
            continue;
        }
        let pieces: Vec<&str> = pieces(line).collect();
        let read: Vec<Option<Indicator>> = pieces.iter().map(|piece| indicator(piece)).collect();
        // A line without any indicator is one thing that is none.
        let refused = if read.iter().any(Option::is_some) {
            let pieces = pieces.iter().zip(&read).filter(|(_, read)| read.is_none());
            pieces.map(|(piece, _)| *piece).collect()
        } else {
            vec![line]
        };
        read.into_iter().flatten().for_each(&mut add);
        list.refused.extend(refused.into_iter().map(|text| Refused {
            line: number,
            text: text.to_owned(),
            reason: reason(text),
        }));
    }
    list
}

fn without_remark(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with('#') || line.starts_with("//") {
        return "";
    }
    trimmed(line.find(" #").and_then(|at| line.get(..at)).unwrap_or(line))
}

/// Without blanks and quotation marks around it, and without a comma after it.
fn trimmed(text: &str) -> &str {
    text.trim()
        .trim_end_matches([',', ';'])
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'))
}

/// What a text is; `None` where it is no indicator.
fn indicator(written: &str) -> Option<Indicator> {
    for prefix in ["agent:", "userAgent:"] {
        let head = written.get(..prefix.len()).unwrap_or_default();
        if head.eq_ignore_ascii_case(prefix) {
            let agent = trimmed(written.get(prefix.len()..).unwrap_or_default());
            return (!agent.is_empty())
                .then(|| Indicator { kind: IndicatorKind::UserAgent, text: agent.to_owned() });
        }
    }
    // A user agent stays as it is written, with all that stands behind its name.
    let is_agent = is_user_agent(written) && pieces(written).next().and_then(precise).is_none();
    precise(written)
        .or_else(|| is_agent.then(|| Indicator { kind: IndicatorKind::UserAgent, text: written.to_owned() }))
}

/// The parts of a line that holds several indicators.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.split([',', ';', '|', '\t', ' ']).map(trimmed).filter(|piece| !piece.is_empty())
}

/// A text that can be nothing else.
fn precise(written: &str) -> Option<Indicator> {
    let made = |kind, text: String| Some(Indicator { kind, text });
    // Lists of addresses are often written so that nobody follows them by accident.
    let text = written.replace("[.]", ".").replace("(.)", ".").replace("[:]", ":");
    if let Ok(address) = text.parse::<IpAddr>() {
        return made(IndicatorKind::Address, address.to_string());
    }
    if let Some((network, is_single)) = network(&text) {
        return made(if is_single { IndicatorKind::Address } else { IndicatorKind::Network }, network);
    }
    if text.contains(['*', ' ', ',']) {
        return None;
    }
    if text.starts_with("arn:") && text.matches(':').count() >= 5 {
        return made(IndicatorKind::Arn, text);
    }
    if is_access_key(&text) {
        return made(IndicatorKind::AccessKey, text.to_ascii_uppercase());
    }
    is_guid(&text).then(|| Indicator { kind: IndicatorKind::EventId, text: text.to_ascii_lowercase() })
}

/// A range by its first address; one that holds a single address is that address.
fn network(text: &str) -> Option<(String, bool)> {
    let (address, prefix_len) = text.split_once('/')?;
    let is_number = !prefix_len.is_empty() && prefix_len.len() <= 3;
    if !is_number || !prefix_len.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let prefix_len: u32 = prefix_len.parse().ok()?;
    let (first, width) = match address.parse().ok()? {
        IpAddr::V4(own) => {
            let rest = 32u32.checked_sub(prefix_len)?;
            let mask = u32::MAX.checked_shl(rest).unwrap_or(0);
            (IpAddr::V4((own.to_bits() & mask).into()), 32)
        }
        IpAddr::V6(own) => {
            let rest = 128u32.checked_sub(prefix_len)?;
            let mask = u128::MAX.checked_shl(rest).unwrap_or(0);
            (IpAddr::V6((own.to_bits() & mask).into()), 128)
        }
    };
    if prefix_len == width {
        Some((first.to_string(), true))
    } else {
        Some((format!("{first}/{prefix_len}"), false))
    }
}

/// Long-term, temporary, bearer and context-specific keys.
fn is_access_key(text: &str) -> bool {
    let head = text.get(..4).unwrap_or_default();
    (16..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ["AKIA", "ASIA", "ABIA", "ACCA"].iter().any(|known| head.eq_ignore_ascii_case(known))
}

fn is_guid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
        && groups.concat().bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Words of which one is `name/version`, as every tool's is.
fn is_user_agent(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '!' | '+');
    let is_product = |word: &str| {
        word.trim_start_matches('[').split_once('/').is_some_and(|(name, version)| {
            let version = version.strip_prefix('v').unwrap_or(version);
            name.chars().all(is_plain)
                && name.contains(|c: char| c.is_ascii_alphabetic())
                && version.starts_with(|c: char| c.is_ascii_digit())
        })
    };
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '[')
        && !text.contains('*')
        && text.split_whitespace().any(is_product)
}

/// Why a text is no indicator.
fn reason(text: &str) -> &'static str {
    let is_hex = |len: usize| text.len() == len && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_span = text.split_once('-').is_some_and(|(from, to)| {
        let is_address = |text: &str| text.trim().parse::<IpAddr>().is_ok();
        is_address(from) && is_address(to)
    });
    let is_range = text.split_once('/').is_some_and(|(address, _)| address.parse::<IpAddr>().is_ok());
    let head = text.get(..4).unwrap_or_default();
    if text.contains('*') {
        "it has a wildcard: write it as a term of the filter"
    } else if text.contains("://") {
        "it is a web address; CloudTrail records IP addresses"
    } else if text.parse::<SocketAddr>().is_ok() {
        "it is an address with a port: write the address alone"
    } else if is_span {
        "it is a span of addresses: write it as a range such as 192.0.2.0/24"
    } else if is_range {
        "it is no range of addresses: the number after the slash is too large or no number"
    } else if ["AROA", "AIDA", "AGPA", "AIPA", "ANPA"].contains(&head) && text.len() >= 16 {
        "it is a principal ID: filter by userIdentity.principalId"
    } else if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        "it is an account ID: filter by recipientAccountId or userIdentity.accountId"
    } else if is_hex(32) || is_hex(40) || is_hex(64) {
        "it is the hash of a file; CloudTrail records none"
    } else if text.starts_with("arn:") {
        "it is no whole ARN"
    } else if text.contains('.') && !text.contains(char::is_whitespace) {
        "it is no address; CloudTrail records no host names of callers"
    } else {
        "it is no IP address or range, access key, ARN, event ID or user agent (name/version); \
         before any other user agent write \"agent:\""
    }
}

/// The fields that hold an indicator.
pub fn found_in(indicator: &Indicator, found: &FoundIndicator) -> Vec<FieldId> {
    let fields = indicator.kind.fields().iter().zip(0u8..);
    fields.filter(|(_, bit)| found.fields >> bit & 1 == 1).map(|(field, _)| *field).collect()
}

/// The filter text that holds for exactly the events in which some of these occur; `None` where it
/// would be longer than [`MAX_TERM_LEN`], or where none occurs.
pub fn term<'a>(found: impl IntoIterator<Item = (&'a Indicator, &'a FoundIndicator)>) -> Option<String> {
    let mut by_field: Vec<(FieldId, Vec<String>)> = Vec::new();
    for (indicator, found) in found {
        for field in found_in(indicator, found) {
            let value = written(indicator);
            match by_field.iter_mut().find(|(known, _)| *known == field) {
                Some((_, values)) => values.push(value),
                None => by_field.push((field, vec![value])),
            }
        }
    }
    let terms: Vec<String> = by_field
        .iter()
        .map(|(field, values)| {
            let name = field.field().name;
            match &values[..] {
                [only] => format!("{name}:{only}"),
                several => format!("{name}:({})", several.join(" OR ")),
            }
        })
        .collect();
    let term = match &terms[..] {
        [] => return None,
        [only] => only.clone(),
        several => format!("({})", several.join(" OR ")),
    };
    (term.len() <= MAX_TERM_LEN).then_some(term)
}

/// Each that occurs, with what it is.
pub fn pairs(answer: &IndicatorsFound) -> impl Iterator<Item = (&Indicator, &FoundIndicator)> {
    answer.found.iter().filter_map(|found| Some((answer.list.get(found.place as usize)?, found)))
}

/// A value as the filter reads it. An address of the longer kind has many spellings, so it stands as
/// the range that holds it alone.
fn written(indicator: &Indicator) -> String {
    match (indicator.kind, indicator.text.parse::<IpAddr>()) {
        (IndicatorKind::Network, _) => indicator.text.clone(),
        (IndicatorKind::Address, Ok(IpAddr::V6(address))) => format!("{address}/128"),
        _ => quoted(&indicator.text),
    }
}

/// A filter text with the events of a term, or without them.
pub fn filtered(query: &str, term: &str, leaves_out: bool) -> String {
    if leaves_out { edit::add(query, &edit::negated(term)) } else { edit::add(query, term) }
}

/// Those that occur, the most frequent first; of equals the earlier in the list.
pub fn rows(answer: &IndicatorsFound) -> Vec<(Indicator, FoundIndicator)> {
    let mut rows: Vec<(Indicator, FoundIndicator)> =
        pairs(answer).map(|(indicator, found)| (indicator.clone(), found.clone())).collect();
    rows.sort_by_key(|(_, found)| std::cmp::Reverse(found.events));
    rows
}

/// Those that do not occur, a line each.
pub fn absent(answer: &IndicatorsFound) -> String {
    let occurring: HashSet<u32> = answer.found.iter().map(|found| found.place).collect();
    let absent = (0u32..).zip(&answer.list).filter(|(place, _)| !occurring.contains(place));
    absent.map(|(_, indicator)| indicator.text.as_str()).collect::<Vec<_>>().join("\n")
}

/// How many occur, in one sentence.
pub fn summary(answer: &IndicatorsFound) -> String {
    let (found, all) = (answer.found.len() as u64, answer.list.len() as u64);
    if found == 0 {
        return match all {
            1 => "The one indicator does not occur.".to_owned(),
            many => format!("None of the {} indicators occurs.", count(many)),
        };
    }
    let events = counted(answer.events, "event", "events");
    let verb = if found == 1 { "occurs" } else { "occur" };
    format!("{} of {} {verb}, in {events}.", count(found), counted(all, "indicator", "indicators"))
}
