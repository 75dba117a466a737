//! Any path into a record, answered from its text.

use std::borrow::Cow;

use crate::base::json::{Kind, Value};

/// The segments of a path as the user writes it: divided by dots, a segment with dots, colons or
/// blanks in quotes (`requestParameters."x.y"`).
pub fn segments(path: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = path.chars();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '"' => quoted = !quoted,
            '\\' if quoted => out.last_mut().into_iter().for_each(|last| last.extend(chars.next())),
            '.' if !quoted => out.push(String::new()),
            c => out.last_mut().into_iter().for_each(|last| last.push(c)),
        }
    }
    out
}

/// Calls `found` with every value that the path leads to, null included: names are compared without
/// regard to ASCII letter case, arrays are walked through, of members with exactly the same name the
/// last counts. Stops when `found` answers `true`, and says whether it did.
pub fn walk<'a>(record: Value<'a>, path: &[String], found: &mut impl FnMut(Value<'a>) -> bool) -> bool {
    if let Kind::Array(mut elements) = record.kind() {
        return elements.any(|element| walk(element, path, found));
    }
    let Some((first, rest)) = path.split_first() else {
        return found(record);
    };
    let mut matches: Vec<(Cow<'a, str>, Value<'a>)> = Vec::new();
    for (name, value) in record.members() {
        let name = name.decode();
        if name.eq_ignore_ascii_case(first) {
            match matches.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 = value,
                None => matches.push((name, value)),
            }
        }
    }
    matches.into_iter().any(|(_, value)| walk(value, rest, found))
}

/// The strings, numbers (as written) and booleans that the path leads to, in the record's order.
pub fn values(record: Value<'_>, path: &str) -> Vec<String> {
    values_at(record, &segments(path))
}

/// The same for a path whose segments are known.
pub fn values_at(record: Value<'_>, path: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    walk(record, path, &mut |value| {
        out.extend(value.scalar().map(Cow::into_owned));
        false
    });
    out
}
