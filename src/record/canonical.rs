//! When two records are the same: equal as parsed JSON, however they are written.

use sha2::{Digest as _, Sha256};

use crate::base::json::{Kind, Value};

/// SHA-256 of the record's canonical form. Two records have the same digest exactly when their
/// parsed JSON is equal: the order of members, blanks, escapes and the spelling of numbers do not
/// matter, and of members with the same name the last counts.
pub fn digest(record: Value<'_>) -> [u8; 32] {
    let mut hasher = Sha256::new();
    write(record, &mut hasher);
    hasher.finalize().into()
}

fn write(value: Value<'_>, out: &mut Sha256) {
    match value.kind() {
        Kind::Null => out.update(b"n"),
        Kind::Bool(truth) => out.update(if truth { b"t" } else { b"f" }),
        Kind::Number(text) => {
            let number = CanonicalNumber::new(text);
            out.update(if number.is_negative { b"-" } else { b"+" });
            write_text(&number.digits, out);
            out.update(number.exponent.to_le_bytes());
        }
        Kind::String(text) => {
            out.update(b"s");
            write_text(&text.decode(), out);
        }
        Kind::Array(elements) => {
            out.update(b"[");
            for element in elements {
                write(element, out);
            }
            out.update(b"]");
        }
        Kind::Object(_) => {
            let mut members = value.last_members();
            members.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
            out.update(b"{");
            for (name, member) in members {
                write_text(&name, out);
                write(member, out);
            }
            out.update(b"}");
        }
    }
}

/// The length goes first, so that no two sequences of texts run together alike.
fn write_text(text: &str, out: &mut Sha256) {
    out.update((text.len() as u64).to_le_bytes());
    out.update(text.as_bytes());
}

/// A number as its significant digits and a power of ten: `1`, `1.0` and `10e-1` are one number,
/// and none is rounded.
struct CanonicalNumber {
    is_negative: bool,
    /// Without zeros at either end; empty for zero.
    digits: String,
    exponent: i64,
}

impl CanonicalNumber {
    fn new(text: &str) -> Self {
        let (is_negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse().unwrap_or(i64::MAX / 2)),
            None => (text, 0i64),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = [whole, fraction].concat();
        let significant = all.trim_start_matches('0').trim_end_matches('0');
        if significant.is_empty() {
            return Self { is_negative: false, digits: String::new(), exponent: 0 };
        }
        let zeros_at_end = all.len() - all.trim_end_matches('0').len();
        let exponent = exponent.saturating_sub(fraction.len() as i64).saturating_add(zeros_at_end as i64);
        Self { is_negative, digits: significant.to_owned(), exponent }
    }
}
