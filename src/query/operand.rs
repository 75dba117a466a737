//! What stands after `<`, `>` and in ranges: numbers, times, versions; and address ranges.

use std::cmp::Ordering;
use std::net::IpAddr;

use crate::base::timestamp::Timestamp;

/// The milliseconds `from..to` that a written time stands for: a day, an hour, a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    pub from: i64,
    pub to: i64,
}

impl TimeSpan {
    /// Where a span without a start begins; the one value below stands for no time.
    pub const EARLIEST: i64 = i64::MIN + 1;

    /// Reads `2026`, `2026-07`, `2026-07-29`, then `T` or a blank with hour, minute, second and a
    /// fraction, each with `Z` or an offset after it. Without a zone it is UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { rest: text.as_bytes() };
        let year = reader.digits(4)?;
        let month = reader.after(b"-", 2);
        let day = month.and_then(|_| reader.after(b"-", 2));
        let hour = day.and_then(|_| reader.after(b"Tt ", 2));
        let minute = hour.and_then(|_| reader.after(b":", 2));
        let second = minute.and_then(|_| reader.after(b":", 2));
        let fraction = second.and_then(|_| reader.fraction());
        let offset = zone_offset_minutes(reader.rest)? * 60_000;
        let start = Timestamp::from_civil(
            year,
            month.unwrap_or(1),
            day.unwrap_or(1),
            hour.unwrap_or(0),
            minute.unwrap_or(0),
            second.unwrap_or(0),
        )?
        .0;
        let (start, len) = match (month, day, hour, minute, second, fraction) {
            (None, ..) => (start, Timestamp::from_civil(year + 1, 1, 1, 0, 0, 0)?.0 - start),
            (Some(12), None, ..) => (start, 31 * 86_400_000),
            (Some(month), None, ..) => (start, Timestamp::from_civil(year, month + 1, 1, 0, 0, 0)?.0 - start),
            (_, _, None, ..) => (start, 86_400_000),
            (_, _, _, None, ..) => (start, 3_600_000),
            (_, _, _, _, None, _) => (start, 60_000),
            (.., None) => (start, 1_000),
            (.., Some((millis, len))) => (start + millis, len),
        };
        Some(Self { from: start - offset, to: start + len - offset })
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn digits(&mut self, len: usize) -> Option<i64> {
        let (digits, rest) = self.rest.split_at_checked(len)?;
        let number = digits.iter().try_fold(0i64, |sum, &digit| {
            digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0'))
        })?;
        self.rest = rest;
        Some(number)
    }

    /// A number after one of the marks; without it nothing is read.
    fn after(&mut self, marks: &[u8], len: usize) -> Option<i64> {
        let before = self.rest;
        let (mark, rest) = before.split_first()?;
        if !marks.contains(mark) {
            return None;
        }
        self.rest = rest;
        // An offset such as `-05:00` may stand where a further number could.
        let number = self.digits(len);
        if number.is_none() {
            self.rest = before;
        }
        number
    }

    /// `.fff`: the milliseconds, and how many of them the digits leave open.
    fn fraction(&mut self) -> Option<(i64, i64)> {
        let digits = self.rest.strip_prefix(b".")?;
        let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if len == 0 {
            return None;
        }
        let (digits, rest) = digits.split_at_checked(len)?;
        let place = |index: usize| digits.get(index).map_or(0, |digit| i64::from(digit - b'0'));
        self.rest = rest;
        let open = [100, 10, 1].get(len - 1).copied().unwrap_or(1);
        Some((place(0) * 100 + place(1) * 10 + place(2), open))
    }
}

/// Minutes east of UTC of `Z`, `+hh:mm`, `+hhmm`, `+hh` or nothing.
fn zone_offset_minutes(zone: &[u8]) -> Option<i64> {
    let number = |a: u8, b: u8| {
        (a.is_ascii_digit() && b.is_ascii_digit()).then(|| i64::from(a - b'0') * 10 + i64::from(b - b'0'))
    };
    let (sign, hours, minutes) = match *zone {
        [] | [b'Z' | b'z'] => return Some(0),
        [sign, a, b] => (sign, number(a, b)?, 0),
        [sign, a, b, c, d] | [sign, a, b, b':', c, d] => (sign, number(a, b)?, number(c, d)?),
        _ => return None,
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    match sign {
        b'+' => Some(hours * 60 + minutes),
        b'-' => Some(-(hours * 60 + minutes)),
        _ => None,
    }
}

/// A JSON number as exact as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decimal {
    is_negative: bool,
    /// Significant digits, without zeros at either end; empty for zero. The value is `0.digits × 10^exponent`.
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    /// Reads a number in JSON's grammar; anything else is none.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let (is_negative, unsigned) = match bytes.strip_prefix(b"-") {
            Some(rest) => (true, rest),
            None => (false, bytes),
        };
        let (whole, rest) = split_digits(unsigned);
        if whole.is_empty() || (whole.len() > 1 && whole.first() == Some(&b'0')) {
            return None;
        }
        let (fraction, rest) = match rest.strip_prefix(b".") {
            Some(rest) => {
                let (fraction, rest) = split_digits(rest);
                if fraction.is_empty() {
                    return None;
                }
                (fraction, rest)
            }
            None => (&[][..], rest),
        };
        let power = match rest.split_first() {
            None => 0,
            Some((b'e' | b'E', rest)) => parse_power(rest)?,
            Some(_) => return None,
        };
        let all: Vec<u8> = whole.iter().chain(fraction).copied().collect();
        let leading = all.iter().take_while(|&&digit| digit == b'0').count();
        let trailing = all.iter().rev().take_while(|&&digit| digit == b'0').count();
        let digits = all.get(leading..all.len().saturating_sub(trailing)).unwrap_or_default().to_vec();
        if digits.is_empty() {
            return Some(Self { is_negative: false, digits, exponent: 0 });
        }
        let exponent = power.saturating_add(whole.len() as i64 - leading as i64);
        Some(Self { is_negative, digits, exponent })
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.is_negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let magnitude = || self.exponent.cmp(&other.exponent).then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            0 => Ordering::Equal,
            1 => magnitude(),
            _ => magnitude().reverse(),
        })
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn split_digits(text: &[u8]) -> (&[u8], &[u8]) {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at_checked(len).unwrap_or((text, &[]))
}

/// The exponent after `e`; beyond all bounds it stays at the bound.
fn parse_power(text: &[u8]) -> Option<i64> {
    let (is_negative, digits) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    // Half the range, so that adding the number of digits cannot leave it.
    let power = digits
        .iter()
        .fold(0i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0')))
        .min(i64::MAX / 2);
    Some(if is_negative { -power } else { power })
}

/// A version by its parts: 1.10 is later than 1.9, and 1 is 1.0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Without zeros at the end.
    parts: Vec<u64>,
}

impl Version {
    /// Reads integers with dots between them.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = Vec::new();
        for part in text.split('.') {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            parts.push(part.parse().unwrap_or(u64::MAX));
        }
        while parts.last() == Some(&0) {
            parts.pop();
        }
        Some(Self { parts })
    }
}

/// A range of addresses of one family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix_len: u8,
}

impl Network {
    /// Reads `10.0.0.0/8` or `2001:db8::/32`.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix_len) = text.split_once('/')?;
        if prefix_len.is_empty()
            || prefix_len.len() > 3
            || !prefix_len.bytes().all(|byte| byte.is_ascii_digit())
        {
            return None;
        }
        let address: IpAddr = address.parse().ok()?;
        let prefix_len: u8 = prefix_len.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        (prefix_len <= longest).then_some(Self { address, prefix_len })
    }

    /// Whether it is an address of the same family inside the range.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let rest = 32 - u32::from(self.prefix_len);
                (own.to_bits() ^ other.to_bits()).checked_shr(rest).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let rest = 128 - u32::from(self.prefix_len);
                (own.to_bits() ^ other.to_bits()).checked_shr(rest).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}
