//! UTF-16 texts, as a PowerShell redirect writes them.

/// The text of bytes that are UTF-16, and whether every unit of it stood for a character. `None` for
/// bytes that do not look like UTF-16.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, bool)> {
    let order = byte_order(bytes)?;
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut units = pairs.iter().map(|pair| order(*pair)).peekable();
    units.next_if_eq(&BYTE_ORDER_MARK);
    let mut is_sound = odd.is_empty();
    // Nearly all of a log is ASCII: a byte a unit.
    let mut text = String::with_capacity(pairs.len());
    for unit in char::decode_utf16(units) {
        is_sound &= unit.is_ok();
        text.push(unit.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Some((text, is_sound))
}

/// Whether bytes look like UTF-16.
pub(super) fn is_likely(bytes: &[u8]) -> bool {
    byte_order(bytes).is_some()
}

const BYTE_ORDER_MARK: u16 = 0xFEFF;

fn byte_order(bytes: &[u8]) -> Option<fn([u8; 2]) -> u16> {
    match bytes {
        [0xFF, 0xFE, ..] => Some(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => Some(u16::from_be_bytes),
        // Without the mark: ASCII letters with a zero beside each.
        [b'{' | b'[', 0, b'\r' | b'\n' | b' ' | b'"' | b'{', 0, ..] => Some(u16::from_le_bytes),
        [0, b'{' | b'[', 0, b'\r' | b'\n' | b' ' | b'"' | b'{', ..] => Some(u16::from_be_bytes),
        _ => None,
    }
}
