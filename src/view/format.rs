//! Values as people read them.

use std::borrow::Cow;

use crate::base::text;
use crate::base::timestamp::Timestamp;

/// More of a cell than this is not drawn; the whole value is in the event's detail.
const MAX_CELL_CHARS: usize = 400;

/// A number with separators between thousands.
pub fn count(number: u64) -> String {
    text::grouped(number)
}

/// A number and the word for it: `1 file`, `1,234 files`.
pub fn counted(number: u64, singular: &str, plural: &str) -> String {
    format!("{} {}", count(number), if number == 1 { singular } else { plural })
}

/// A size with three figures, in powers of 1000 as file managers and S3 show it.
pub fn bytes(number: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if number < 1_000 {
        return format!("{number} B");
    }
    let mut size = number as f64;
    let mut unit = "B";
    for next in UNITS {
        // What would be written as 1000 of a unit is written as 1 of the next.
        if size < 999.5 {
            break;
        }
        size /= 1_000.0;
        unit = next;
    }
    let decimals = if size < 9.995 {
        2
    } else if size < 99.95 {
        1
    } else {
        0
    };
    format!("{size:.decimals$} {unit}")
}

/// A record's time as the table shows it: `2023-07-10 12:04:05Z`, always in UTC and saying so.
///
/// A text that is no time is shown as it is.
pub fn time(written: &str) -> String {
    match Timestamp::parse(written) {
        Some(time) => millis(time.0),
        None => visible(written).into_owned(),
    }
}

/// Milliseconds since 1970 as [`time`] shows them.
pub fn millis(millis: i64) -> String {
    Timestamp(millis).to_string().replacen('T', " ", 1)
}

/// The day and the hour: `2023-07-10 12:00Z`.
pub fn hour(millis: i64) -> String {
    let (year, month, day, hour, minute, ..) = Timestamp(millis).to_civil();
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}Z")
}

/// A text in which every character that would hide or reorder something is replaced by a mark that
/// names it, as `⟨U+202E⟩`. Line breaks and tabs become single marks of their own.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '\n' => out.push('⏎'),
            '\t' => out.push('⇥'),
            _ if is_hidden(character) => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(character))),
            _ => out.push(character),
        }
    }
    Cow::Owned(out)
}

/// Whether a character is invisible, or changes how its neighbours are read.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// The values of a cell as one line, cut where no screen would show more.
pub fn cell(values: &[String]) -> String {
    let whole = match values {
        [] => return String::new(),
        [only] => visible(only).into_owned(),
        several => several.iter().map(|value| visible(value)).collect::<Vec<_>>().join(", "),
    };
    clip(whole, MAX_CELL_CHARS)
}

/// A value in two parts, of which one is the less telling: what stands before the resource in an ARN.
/// `None` where it is all one.
pub fn split_arn(text: &str) -> Option<(&str, &str)> {
    if !text.starts_with("arn:") {
        return None;
    }
    let (end, _) = text.match_indices(':').nth(4)?;
    let (lead, tail) = text.split_at(end + 1);
    (!tail.is_empty()).then_some((lead, tail))
}

/// The name of a service and the ending that all of them share. `None` where it is all one.
pub fn split_service(text: &str) -> Option<(&str, &str)> {
    let name = text.strip_suffix(".amazonaws.com").filter(|name| !name.is_empty())?;
    Some(text.split_at(name.len()))
}

/// The last part of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or(path)
}

/// At most `max_chars` characters, the last one an ellipsis where something was cut off.
pub fn clip(text: String, max_chars: usize) -> String {
    match text.char_indices().nth(max_chars) {
        None => text,
        Some(_) => {
            let mut kept: String = text.chars().take(max_chars.saturating_sub(1)).collect();
            kept.push('…');
            kept
        }
    }
}
