//! JSON → nodes. Stops at the first fault and names it with its place.
//!
//! Several values one after the other are several documents: people paste the answers of two calls together.

use super::{Entry, MAX_DEPTH, Node, NodeKind, Places, Unreadable, shorten};
use crate::selector::model::Place;
use crate::selector::problem::Problem;

/// Reads every JSON value of `text`. A string with `${…}` inside is a template: a placeholder nobody filled in.
pub fn read(text: &str) -> Result<Vec<Node>, Unreadable> {
    let places = Places::new(text);
    read_at(text, &|offset| places.at(offset))
}

/// The same for a text that was taken out of another; `place_at` maps its byte offsets to the outer places.
pub fn read_at(text: &str, place_at: &dyn Fn(usize) -> Place) -> Result<Vec<Node>, Unreadable> {
    let mut reader = Reader { text, at: 0, place_at };
    let mut documents = Vec::new();
    reader.skip_blanks();
    while reader.at < text.len() {
        documents.push(reader.value(0)?);
        reader.skip_blanks();
        if reader.peek() == Some(b',') && !documents.is_empty() {
            return Err(reader.fault("json-syntax", "expected the end of the text, found `,`"));
        }
    }
    Ok(documents)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    place_at: &'a dyn Fn(usize) -> Place,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn place(&self) -> Place {
        (self.place_at)(self.at)
    }

    fn fault(&self, code: &'static str, message: impl Into<String>) -> Unreadable {
        Box::new(Problem::error(code, self.place(), message))
    }

    /// What stands here, for a message.
    fn found(&self) -> String {
        let rest = self.text.get(self.at..).unwrap_or("");
        match rest.chars().next() {
            None => "the end of the text".to_string(),
            Some('"') => {
                let end = rest.char_indices().skip(1).find(|(_, c)| matches!(c, '"' | '\n'));
                format!(
                    "`{}`",
                    shorten(
                        rest.get(..end.map_or(rest.len(), |(at, c)| at + usize::from(c == '"')))
                            .unwrap_or(rest)
                    )
                )
            }
            Some(c) if c.is_alphanumeric() || matches!(c, '-' | '_') => {
                let word: String = rest
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
                    .collect();
                format!("`{}`", shorten(&word))
            }
            Some(c) => format!("`{c}`"),
        }
    }

    fn expected(&self, what: &str) -> Unreadable {
        self.fault("json-syntax", format!("expected {what}, found {}", self.found()))
    }

    fn value(&mut self, depth: usize) -> Result<Node, Unreadable> {
        if depth > MAX_DEPTH {
            return Err(self.fault("too-deep", format!("nested deeper than {MAX_DEPTH} levels")));
        }
        let place = self.place();
        let kind = match self.peek() {
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => {
                let text = self.string()?;
                if is_template(&text) { NodeKind::Template(text) } else { NodeKind::Text(text) }
            }
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node::new(kind, place))
    }

    fn map(&mut self, depth: usize) -> Result<NodeKind, Unreadable> {
        self.at += 1;
        let mut entries = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(NodeKind::Map(entries));
        }
        loop {
            self.skip_blanks();
            let place = self.place();
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in double quotes"));
            }
            let key = self.string()?;
            self.skip_blanks();
            if self.peek() != Some(b':') {
                return Err(self.expected("`:` after the key"));
            }
            self.at += 1;
            self.skip_blanks();
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, place, value });
            if self.ends(b'}', "`,` or `}`")? {
                return Ok(NodeKind::Map(entries));
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<NodeKind, Unreadable> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_blanks();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(NodeKind::List(items));
        }
        loop {
            self.skip_blanks();
            items.push(self.value(depth + 1)?);
            if self.ends(b']', "`,` or `]`")? {
                return Ok(NodeKind::List(items));
            }
        }
    }

    /// Steps over a comma (false) or the closing bracket (true).
    fn ends(&mut self, close: u8, expected: &str) -> Result<bool, Unreadable> {
        self.skip_blanks();
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(true)
            }
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_blanks();
                if self.peek() == Some(close) {
                    self.at = comma;
                    let message = format!("a comma before the closing `{}`", char::from(close));
                    return Err(Box::new(
                        self.fault("json-trailing-comma", message).remedy("take the comma out"),
                    ));
                }
                Ok(false)
            }
            found => {
                let fault = self.expected(expected);
                // A forgotten comma is noticed only at the next value, often a line later.
                let is_forgotten = matches!(found, Some(b'"' | b'{' | b'['));
                Err(if is_forgotten { Box::new(fault.remedy("put a comma before it")) } else { fault })
            }
        }
    }

    fn string(&mut self) -> Result<String, Unreadable> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or("");
            let plain = rest
                .bytes()
                .position(|byte| byte == b'"' || byte == b'\\' || byte < 0x20)
                .unwrap_or(rest.len());
            out.push_str(rest.get(..plain).unwrap_or(""));
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                _ => {
                    self.at = start;
                    let message = format!("a string without its closing quote: {}", self.found());
                    return Err(self.fault("json-open-string", message));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Unreadable> {
        let bytes = self.text.as_bytes();
        let simple = match bytes.get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("json-syntax", "an escape that JSON does not know")),
        };
        self.at += 2;
        Ok(simple)
    }

    fn unicode(&mut self) -> Result<char, Unreadable> {
        let unit = |at: usize| {
            let digits = self.text.get(at + 2..at + 6)?;
            let is_unit =
                self.text.get(at..at + 2)? == "\\u" && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            is_unit.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
        };
        let (first, second) = (unit(self.at), unit(self.at + 6));
        let (code, length) = match (first, second) {
            (Some(high @ 0xD800..=0xDBFF), Some(low @ 0xDC00..=0xDFFF)) => {
                (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), 12)
            }
            (Some(code), _) => (code, 6),
            (None, _) => {
                return Err(self.fault("json-syntax", "expected four hexadecimal digits after `\\u`"));
            }
        };
        let Some(character) = char::from_u32(code) else {
            return Err(self.fault("json-syntax", "half of a surrogate pair"));
        };
        self.at += length;
        Ok(character)
    }

    fn number(&mut self) -> Result<NodeKind, Unreadable> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let end = rest
            .bytes()
            .position(|b| !matches!(b, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E'))
            .unwrap_or(rest.len());
        let written = rest.get(..end).unwrap_or("");
        // The grammar of numbers is left to the one judge of JSON in the house.
        if serde_json::from_str::<serde_json::Number>(written).is_err() {
            return Err(self.expected("a number"));
        }
        self.at += end;
        Ok(NodeKind::Number(written.to_string()))
    }

    fn word(&mut self) -> Result<NodeKind, Unreadable> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let words =
            [("true", NodeKind::Bool(true)), ("false", NodeKind::Bool(false)), ("null", NodeKind::Null)];
        for (word, kind) in words {
            let follows = rest.strip_prefix(word).map(|after| after.bytes().next());
            if follows
                .is_some_and(|next| !next.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
            {
                self.at += word.len();
                return Ok(kind);
            }
        }
        Err(self.expected("a value"))
    }
}

fn is_template(text: &str) -> bool {
    text.find("${").is_some_and(|at| text.get(at..).is_some_and(|rest| rest.contains('}')))
}
