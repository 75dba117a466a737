//! What a file is, by its bytes and then by its text; names are never trusted.

use super::kind::FileKind;

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Gzip,
    Zip,
    Tar,
    /// A format that is known and not read here, with what to do instead.
    Unsupported(FileKind, &'static str),
    /// No container: a text, or nothing known.
    None,
}

const REPACK: &str = "unpack the file and drop its content";
const COLUMNAR: &str = "export the records as JSON or CSV, or drop the log files of the trail";

pub(super) fn detect_container(bytes: &[u8]) -> Container {
    const MAGIC: &[(&[u8], Container)] = &[
        (&[0x1F, 0x8B], Container::Gzip),
        (b"PK\x03\x04", Container::Zip),
        (b"PK\x05\x06", Container::Zip),
        (b"BZh", Container::Unsupported(FileKind::Bzip2, REPACK)),
        (&[0x28, 0xB5, 0x2F, 0xFD], Container::Unsupported(FileKind::Zstandard, REPACK)),
        (&[0xFD, b'7', b'z', b'X', b'Z'], Container::Unsupported(FileKind::Xz, REPACK)),
        (&[b'7', b'z', 0xBC, 0xAF, 0x27, 0x1C], Container::Unsupported(FileKind::SevenZip, REPACK)),
        (b"PAR1", Container::Unsupported(FileKind::Parquet, COLUMNAR)),
        (b"ORC", Container::Unsupported(FileKind::Orc, COLUMNAR)),
    ];
    if let Some((_, container)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        // Three letters may as well begin a text.
        let is_word = matches!(container, Container::Unsupported(FileKind::Orc | FileKind::Bzip2, _))
            && bytes.get(3).is_none_or(|byte| byte.is_ascii_alphabetic() || *byte == b' ');
        if !is_word {
            return *container;
        }
    }
    if is_tar(bytes) { Container::Tar } else { Container::None }
}

/// A tar header: the mark of the newer formats, or a checksum that fits for the oldest one.
fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..512) else {
        return false;
    };
    if header.get(257..262) == Some(b"ustar") {
        return true;
    }
    let Some(field) = header.get(148..156) else {
        return false;
    };
    let digits: String = field.iter().map(|&byte| char::from(byte)).collect();
    let Ok(checksum) = u32::from_str_radix(digits.trim_matches(|c| c == ' ' || c == '\0'), 8) else {
        return false;
    };
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    let field_sum: u32 = field.iter().map(|&byte| u32::from(byte)).sum();
    checksum != 0 && sum - field_sum + 8 * u32::from(b' ') == checksum
}

/// What the text as a whole looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextShape {
    Empty,
    /// Begins like JSON.
    Json,
    /// Lines of a timestamp, a blank and a JSON object.
    TimedLines,
    /// Nothing but base64.
    Base64,
    /// A line of names divided by commas.
    Csv,
    /// Known, and without records.
    Other(FileKind),
    Prose,
}

pub(super) fn detect_text(text: &str) -> TextShape {
    let trimmed = text.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '\0' || c == '\u{FEFF}');
    match trimmed.as_bytes().first() {
        None => TextShape::Empty,
        Some(b'{') => TextShape::Json,
        Some(b'[') if looks_like_array(trimmed) => TextShape::Json,
        Some(&first) => detect_other(trimmed, first),
    }
}

/// What a text is that does not begin as JSON objects and arrays do.
fn detect_other(trimmed: &str, first: u8) -> TextShape {
    let line = trimmed.lines().next().unwrap_or_default();
    match first {
        _ if timed_message(line).is_some() => TextShape::TimedLines,
        b'"' if serde_json::from_str::<&serde_json::value::RawValue>(trimmed).is_ok() => TextShape::Json,
        _ if is_base64(trimmed) => TextShape::Base64,
        _ => match known_log(trimmed, line) {
            Some(kind) => TextShape::Other(kind),
            None if super::table::is_header(line) => TextShape::Csv,
            None if trimmed.get(..4_096).unwrap_or(trimmed).bytes().filter(|byte| *byte == 0).count() > 8 => {
                TextShape::Other(FileKind::Binary)
            }
            None => TextShape::Prose,
        },
    }
}

/// Whether `[` opens an array rather than a Markdown link or an access log.
fn looks_like_array(text: &str) -> bool {
    let next = text.get(1..).unwrap_or_default().trim_start().bytes().next();
    matches!(next, None | Some(b'{' | b'[' | b'"' | b']' | b'.' | b'/'))
}

/// The message of a line `2026-03-01T08:10:11.000Z {…}`.
pub(super) fn timed_message(line: &str) -> Option<&str> {
    let (time, message) = line.split_once(' ')?;
    let is_time = (20..=30).contains(&time.len())
        && time.ends_with('Z')
        && crate::base::timestamp::Timestamp::parse(time).is_some();
    is_time.then_some(message.trim_start())
}

fn is_base64(text: &str) -> bool {
    let text = text.trim_ascii();
    text.len() >= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\n' | b'\r'))
        && text.lines().next().is_some_and(|line| line.len() >= 60)
}

fn known_log(text: &str, line: &str) -> Option<FileKind> {
    let words: Vec<&str> = line.split_ascii_whitespace().take(16).collect();
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let lines = || text.lines().take(20);
    if line.starts_with("version account-id interface-id")
        || (word(0) == "2" && word(1).len() == 12 && word(2).starts_with("eni-"))
    {
        return Some(FileKind::VpcFlowLog);
    }
    let is_elb_type = matches!(word(0), "http" | "https" | "h2" | "grpcs" | "ws" | "wss" | "tls");
    if is_elb_type
        && word(1).contains('T')
        && (word(2).starts_with("app/") || word(2).starts_with("net/") || word(2).len() > 1)
        && words.len() > 8
    {
        return Some(FileKind::ElbLog);
    }
    if word(0).len() == 64 && word(0).bytes().all(|byte| byte.is_ascii_hexdigit()) && word(2).starts_with('[')
    {
        return Some(FileKind::S3AccessLog);
    }
    if line.starts_with("+--") || line.starts_with("---") && lines().any(|line| line.starts_with("|  ")) {
        return Some(FileKind::CliTable);
    }
    if text.contains("CloudTrailEvent:")
        && lines().any(|line| line == "Events:" || line.starts_with("- AccessKeyId:"))
    {
        return Some(FileKind::CliYaml);
    }
    (line.starts_with("EVENTS\t")).then_some(FileKind::CliText)
}
