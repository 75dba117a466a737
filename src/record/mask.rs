//! Session tokens: where they stand in a record, and a copy without them.
//!
//! An STS session token is not needed to read a log and works as part of a credential until it
//! expires. AWS logs it as an opaque text; it is masked wherever it stands: by the name of its
//! member, and by its look inside any other text (an address with `X-Amz-Security-Token`, JSON inside
//! a string).
//!
//! **Invariant:** masking changes nothing but the characters of tokens: every other byte stays.

use std::ops::Range;

use memchr::{memchr_iter, memchr2_iter, memmem};

use crate::base::json::{Kind, Value};

use super::withheld;

/// What stands in a copy where a token stood.
pub const MASK: &str = "[session token masked]";

/// Member names whose strings are tokens or secrets, lower case, without `-` and `_`.
/// `clientToken`, `nextToken` and their like are no credentials and not among them.
const SECRET_NAMES: &[&str] = &[
    "sessiontoken",
    "securitytoken",
    "xamzsecuritytoken",
    "secretaccesskey",
    "awssessiontoken",
    "awssecretaccesskey",
    "signintoken",
    "webidentitytoken",
    "samlassertion",
    "idtoken",
    "accesstoken",
    "refreshtoken",
    "bearertoken",
    "authorizationtoken",
];

/// Every one of [`SECRET_NAMES`] holds one of these.
const NAME_PARTS: &[&[u8]] = &[b"token", b"assertion", b"secret"];

/// How the tokens of STS begin, through its formats.
const TOKEN_STARTS: &[&str] =
    &["IQoJb3JpZ2lu", "FwoGZXIvYXdz", "FQoGZXIvYXdz", "FQoDYXdz", "AQoDYXdz", "AQoEXAMPLE"];

/// A run shorter than this is not taken for a token by its look.
const MIN_TOKEN_CHARS: usize = 40;

/// Levels that are looked into; JSON deeper than this is not a record.
const MAX_DEPTH: usize = 200;

/// Whether a member of this name holds a token or another secret part of a credential.
pub fn is_secret_name(name: &str) -> bool {
    let plain =
        name.bytes().filter(|byte| !matches!(byte, b'-' | b'_')).map(|byte| byte.to_ascii_lowercase());
    SECRET_NAMES.iter().any(|known| known.bytes().eq(plain.clone()))
}

/// The places of tokens in a text that is no JSON: those that look like one.
pub fn tokens_in_text(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..) {
        let Some(start) = TOKEN_STARTS.iter().filter_map(|start| rest.find(start)).min() else {
            break;
        };
        let start = from + start;
        let run = text.get(start..).unwrap_or_default();
        let len = run.bytes().take_while(|byte| is_token_byte(*byte)).count();
        if len >= MIN_TOKEN_CHARS {
            found.push(start..start + len);
        }
        from = start + len.max(1);
    }
    found
}

/// Characters of base64 in both alphabets, and `%` of an address.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_' | b'%')
}

/// Whether a string under this name is to be masked as a whole.
pub fn is_secret(name: &str, text: &str) -> bool {
    !text.is_empty() && is_secret_name(name) && withheld::reason("", text).is_none() && text != MASK
}

/// The places of all tokens in a record, as byte ranges of its text, in order.
pub fn token_spans(json: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    collect(json, Value::new(json), "", 0, &mut spans);
    spans
}

/// Whether there is a token in a record. Most records are told by a glance at their bytes.
pub fn has_token(json: &str) -> bool {
    may_have_token(json.as_bytes()) && !token_spans(json).is_empty()
}

/// Whether any token, or any name that one could stand under, occurs. Names may be written with
/// escapes, so a text with those is never told by the glance.
fn may_have_token(json: &[u8]) -> bool {
    memchr_iter(b'\\', json).any(|at| json.get(at + 1) == Some(&b'u'))
        || TOKEN_STARTS.iter().any(|start| memmem::find(json, start.as_bytes()).is_some())
        || NAME_PARTS.iter().any(|part| has_folded(json, part))
}

/// Whether a text holds these letters, whatever their case, with or without `-` and `_` among them.
fn has_folded(text: &[u8], lower: &[u8]) -> bool {
    let Some(first) = lower.first() else { return true };
    memchr2_iter(*first, first.to_ascii_uppercase(), text).any(|at| {
        let rest = text.get(at..).unwrap_or_default().iter();
        let mut letters = rest.filter(|byte| !matches!(byte, b'-' | b'_')).map(u8::to_ascii_lowercase);
        lower.iter().all(|letter| letters.next() == Some(*letter))
    })
}

/// A copy of the record without its tokens, and how many were masked. Everything else stays byte
/// for byte.
pub fn mask(json: &str) -> (String, usize) {
    let spans = token_spans(json);
    let mut out = String::with_capacity(json.len());
    let mut from = 0;
    for span in &spans {
        out.push_str(json.get(from..span.start).unwrap_or_default());
        out.push_str(MASK);
        from = span.end;
    }
    out.push_str(json.get(from..).unwrap_or_default());
    (out, spans.len())
}

/// A text as it may be shown: tokens in it replaced.
pub fn mask_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for span in tokens_in_text(text) {
        out.push_str(text.get(from..span.start).unwrap_or_default());
        out.push_str(MASK);
        from = span.end;
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

fn collect(json: &str, value: Value<'_>, name: &str, depth: usize, spans: &mut Vec<Range<usize>>) {
    if depth > MAX_DEPTH {
        spans.extend(offset_of(json, value.text()).into_iter().flat_map(|at| shifted(value.text(), at)));
        return;
    }
    match value.kind() {
        Kind::Object(members) => {
            for (name, member) in members {
                collect(json, member, &name.decode(), depth + 1, spans);
            }
        }
        Kind::Array(elements) => {
            for element in elements {
                collect(json, element, name, depth + 1, spans);
            }
        }
        Kind::String(text) => {
            let Some(at) = offset_of(json, text.escaped()) else { return };
            if is_secret(name, text.escaped()) {
                spans.push(at..at + text.escaped().len());
            } else {
                spans.extend(shifted(text.escaped(), at));
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}

fn shifted(text: &str, at: usize) -> impl Iterator<Item = Range<usize>> {
    tokens_in_text(text).into_iter().map(move |span| span.start + at..span.end + at)
}

/// Where a slice of a text begins in it; `None` for a text from elsewhere.
pub fn offset_of(whole: &str, part: &str) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    (offset + part.len() <= whole.len()).then_some(offset)
}
