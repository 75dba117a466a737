//! Points in time as records write them.

use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z, rounded down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Reads a record's time: blanks around it are dropped; `T`, `t` or a blank stands between
    /// date and time; without a zone it is UTC. Fractions beyond milliseconds are cut off.
    ///
    /// `None` for everything else, such as a date alone or a time of day without its zone in
    /// words.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.trim_ascii().as_bytes();
        let (civil, rest) = bytes.split_at_checked(19)?;
        let number = |from: usize, len: usize| -> Option<i64> {
            civil.get(from..from + len)?.iter().try_fold(0i64, |sum, &digit| {
                digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0'))
            })
        };
        let marks = (civil[4], civil[7], civil[10], civil[13], civil[16]);
        if !matches!(marks, (b'-', b'-', b'T' | b't' | b' ', b':', b':')) {
            return None;
        }
        let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
        let (hour, minute, second) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
        // A leap second is written as 60 and counted as the second that follows.
        if hour > 23 || minute > 59 || second > 60 || day < 1 || day > days_in_month(year, month)? {
            return None;
        }
        let (millis, zone) = fraction(rest)?;
        let offset_minutes = zone_offset_minutes(zone)?;
        let seconds = days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
            - offset_minutes * 60;
        Some(Self(seconds * 1_000 + millis))
    }

    /// The start of a UTC calendar second, `None` where there is no such day or time.
    pub fn from_civil(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<Self> {
        let valid = day >= 1
            && day <= days_in_month(year, month)?
            && (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second);
        valid.then(|| {
            Self((days_from_civil(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000)
        })
    }

    /// Year, month, day, hour, minute, second and millisecond in UTC.
    pub fn to_civil(self) -> (i64, i64, i64, i64, i64, i64, i64) {
        let (days, in_day) = (self.0.div_euclid(86_400_000), self.0.rem_euclid(86_400_000));
        let (year, month, day) = civil_from_days(days);
        let (seconds, millis) = (in_day / 1_000, in_day % 1_000);
        (year, month, day, seconds / 3_600, seconds / 60 % 60, seconds % 60, millis)
    }

    /// Whether `text`, from which this time was parsed, is exactly the form that CloudTrail writes
    /// for it, so that the text need not be kept beside the time.
    pub fn is_written_as(self, text: &str) -> bool {
        let bytes = text.as_bytes();
        bytes.len() == 20 && bytes[10] == b'T' && bytes[19] == b'Z' && bytes[17] < b'6'
    }
}

/// ISO 8601 in UTC with `Z`; milliseconds only where there are some.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second, millis) = self.to_civil();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if millis != 0 {
            write!(f, ".{millis:03}")?;
        }
        f.write_str("Z")
    }
}

/// Milliseconds of `.fff…` at the start, and what follows.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.' | b',', digits)) = text.split_first().map(|(first, rest)| (*first, rest)) else {
        return Some((0, text));
    };
    let len = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if len == 0 {
        return None;
    }
    let (digits, rest) = digits.split_at(len);
    let millis =
        (0..3).fold(0, |sum, place| sum * 10 + digits.get(place).map_or(0, |digit| i64::from(digit - b'0')));
    Some((millis, rest))
}

/// Minutes east of UTC of `Z`, `+hh:mm`, `+hhmm`, `+hh` or nothing.
fn zone_offset_minutes(zone: &[u8]) -> Option<i64> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let (sign, hour, minute) = match *zone {
        [] | [b'Z' | b'z'] => return Some(0),
        [sign, a, b] => (sign, digit(a)? * 10 + digit(b)?, 0),
        [sign, a, b, c, d] | [sign, a, b, b':', c, d] => {
            (sign, digit(a)? * 10 + digit(b)?, digit(c)? * 10 + digit(d)?)
        }
        _ => return None,
    };
    let minutes = hour * 60 + minute;
    match sign {
        b'+' if minutes < 24 * 60 => Some(minutes),
        b'-' if minutes < 24 * 60 => Some(-minutes),
        _ => None,
    }
}

fn days_in_month(year: i64, month: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. Years are counted from March, so
/// that the leap day is a year's last.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
