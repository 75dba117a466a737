//! A shell command line → words with places, and the AWS CLI's shorthand syntax → nodes.
//!
//! Enough of a shell to read what documentation prints: quotes, `\` and `^` and backtick continuation, comments,
//! several commands. Nothing is expanded: `$NAME` is kept as a template.

use super::{Entry, MAX_DEPTH, Node, NodeKind, Places, Unreadable};
use crate::selector::model::Place;
use crate::selector::problem::Problem;

/// One word of a command, quotes taken off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    /// For every byte of `text`, the byte of the command text it came from.
    pub offsets: Vec<usize>,
    /// Where the word starts, quotes included.
    pub start: usize,
}

impl Word {
    /// The source offset of byte `at` of the text; past the end, that of the last byte.
    pub fn source(&self, at: usize) -> usize {
        let last = self.offsets.last().map_or(self.start, |last| last + 1);
        self.offsets.get(at).copied().unwrap_or(last)
    }
}

/// Splits a text into commands of words. A newline inside a command whose line break is not escaped ends it,
/// unless the next line starts with a quote or an option, as some documentation prints it: the second result names those.
pub fn split(text: &str) -> Result<(Vec<Vec<Word>>, Vec<Place>), Unreadable> {
    let places = Places::new(text);
    let mut splitter = Splitter {
        text,
        places: &places,
        at: 0,
        commands: Vec::new(),
        current: Vec::new(),
        loose_breaks: Vec::new(),
    };
    splitter.run()?;
    Ok((splitter.commands, splitter.loose_breaks))
}

struct Splitter<'a> {
    text: &'a str,
    places: &'a Places<'a>,
    at: usize,
    commands: Vec<Vec<Word>>,
    current: Vec<Word>,
    loose_breaks: Vec<Place>,
}

impl Splitter<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().nth(ahead))
    }

    fn run(&mut self) -> Result<(), Unreadable> {
        while let Some(character) = self.peek(0) {
            match character {
                '\n' => self.line_end(),
                ';' | '|' | '&' => {
                    self.at += 1;
                    self.finish();
                }
                '#' => self.skip_line(),
                '\\' | '^' | '`' if self.continues_here() => self.skip_line(),
                _ if character.is_whitespace() => self.at += character.len_utf8(),
                _ => {
                    let word = self.word()?;
                    self.current.push(word);
                }
            }
        }
        self.finish();
        Ok(())
    }

    fn finish(&mut self) {
        // A prompt that was copied along is not part of the command.
        if self.current.first().is_some_and(|word| matches!(word.text.as_str(), "$" | "%" | ">")) {
            self.current.remove(0);
        }
        if !self.current.is_empty() {
            self.commands.push(std::mem::take(&mut self.current));
        }
    }

    /// Whether a continuation character stands at the end of its line.
    fn continues_here(&self) -> bool {
        let rest = self.text.get(self.at + 1..).unwrap_or("");
        rest.lines().next().is_none_or(|line| line.trim().is_empty()) && !rest.is_empty()
    }

    fn skip_line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or("");
        self.at += rest.find('\n').map_or(rest.len(), |at| at + usize::from(!rest.starts_with('#')));
    }

    fn line_end(&mut self) {
        let place = self.places.at(self.at);
        self.at += 1;
        let next = self.text.get(self.at..).unwrap_or("").trim_start();
        let goes_on = next.starts_with("'") || next.starts_with('"') || next.starts_with("--");
        let wants_value = self.current.last().is_some_and(|word| word.text.starts_with("--"))
            && next.starts_with(['[', '{']);
        if !self.current.is_empty() && (goes_on || wants_value) {
            self.loose_breaks.push(place);
        } else {
            self.finish();
        }
    }

    fn word(&mut self) -> Result<Word, Unreadable> {
        let mut word = Word { text: String::new(), offsets: Vec::new(), start: self.at };
        while let Some(character) = self.peek(0) {
            match character {
                '\'' | '"' => self.quoted(character, &mut word)?,
                '\\' | '^' | '`' if self.continues_here() => self.skip_line(),
                '\\' => {
                    self.at += 1;
                    self.take(&mut word);
                }
                ';' | '|' | '&' => break,
                _ if character.is_whitespace() => break,
                _ => self.take(&mut word),
            }
        }
        Ok(word)
    }

    fn take(&mut self, word: &mut Word) {
        if let Some(character) = self.peek(0) {
            word.text.push(character);
            for byte in 0..character.len_utf8() {
                word.offsets.push(self.at + byte);
            }
            self.at += character.len_utf8();
        }
    }

    fn quoted(&mut self, quote: char, word: &mut Word) -> Result<(), Unreadable> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek(0) {
                None => {
                    let message = format!("a quote {quote} that is never closed");
                    return Err(Box::new(Problem::error(
                        "command-open-quote",
                        self.places.at(start),
                        message,
                    )));
                }
                Some(character) if character == quote => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') if quote == '"' => {
                    if !matches!(self.peek(1), Some('"' | '\\' | '$' | '`' | '\n')) {
                        self.take(word);
                        continue;
                    }
                    self.at += 1;
                    self.take(word);
                }
                Some(_) => self.take(word),
            }
        }
    }
}

/// Reads the shorthand syntax of the AWS CLI: `Name=x,FieldSelectors=[{Field=eventCategory,Equals=[Management]}]`.
/// Each word is one item of the list.
pub fn shorthand(words: &[Word], places: &Places<'_>) -> Result<Node, Unreadable> {
    let mut items = Vec::new();
    for word in words {
        let mut reader = Shorthand { word, places, at: 0 };
        let item = reader.pairs(None, 0)?;
        if reader.at < word.text.len() {
            return Err(reader.fault("expected `,` or the end of the shorthand"));
        }
        items.push(item);
    }
    let place = items.first().map_or(Place::default(), |item| item.place);
    Ok(Node::new(NodeKind::List(items), place))
}

struct Shorthand<'a> {
    word: &'a Word,
    places: &'a Places<'a>,
    at: usize,
}

impl Shorthand<'_> {
    fn peek(&self) -> Option<u8> {
        self.word.text.as_bytes().get(self.at).copied()
    }

    fn place(&self) -> Place {
        self.places.at(self.word.source(self.at))
    }

    fn fault(&self, message: &str) -> Unreadable {
        Box::new(Problem::error("shorthand-syntax", self.place(), message))
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// `Key=value,Key=value` up to `close`.
    fn pairs(&mut self, close: Option<u8>, depth: usize) -> Result<Node, Unreadable> {
        if depth > MAX_DEPTH {
            return Err(self.fault("nested too deep"));
        }
        let place = self.place();
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            self.skip_blanks();
            if self.peek() == close {
                return Ok(Node::new(NodeKind::Map(entries), place));
            }
            let key_place = self.place();
            let key = self.plain(b"=,[]{}");
            if key.is_empty() || self.peek() != Some(b'=') {
                return Err(self.fault("expected `Key=value`"));
            }
            self.at += 1;
            let mut value = self.value(depth + 1)?;
            // `Equals=a,b`: values without a key of their own join the list before them.
            while self.peek() == Some(b',') && !self.next_is_pair() {
                self.at += 1;
                let next = self.value(depth + 1)?;
                value = match value.kind {
                    NodeKind::List(mut items) => {
                        items.push(next);
                        Node::new(NodeKind::List(items), value.place)
                    }
                    kind => Node::new(NodeKind::List(vec![Node::new(kind, value.place), next]), value.place),
                };
            }
            entries.push(Entry { key, place: key_place, value });
            self.skip_blanks();
            match self.peek() {
                Some(b',') => self.at += 1,
                other if other == close => {}
                _ => return Err(self.fault("expected `,` between the pairs")),
            }
        }
    }

    fn next_is_pair(&self) -> bool {
        let rest = self.word.text.get(self.at + 1..).unwrap_or("");
        let end = rest.find([',', '=', '[', ']', '{', '}']).unwrap_or(rest.len());
        rest.get(end..).is_some_and(|after| after.starts_with('=')) || rest.is_empty()
    }

    fn value(&mut self, depth: usize) -> Result<Node, Unreadable> {
        if depth > MAX_DEPTH {
            return Err(self.fault("nested too deep"));
        }
        self.skip_blanks();
        let place = self.place();
        let kind = match self.peek() {
            Some(b'[') => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip_blanks();
                    match self.peek() {
                        None => return Err(self.fault("expected `]`")),
                        Some(b']') => break,
                        Some(b',') => self.at += 1,
                        Some(_) => items.push(self.value(depth + 1)?),
                    }
                }
                self.at += 1;
                NodeKind::List(items)
            }
            Some(b'{') => {
                self.at += 1;
                let map = self.pairs(Some(b'}'), depth + 1)?;
                if self.peek() != Some(b'}') {
                    return Err(self.fault("expected `}`"));
                }
                self.at += 1;
                map.kind
            }
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                let text = self.plain(&[quote]);
                if self.peek() != Some(quote) {
                    return Err(self.fault("a quote that is never closed"));
                }
                self.at += 1;
                text_kind(text)
            }
            _ => {
                let start = self.at;
                let text = self.plain(b",[]{}");
                if self.at == start && matches!(self.peek(), Some(b'[' | b'{' | b'}')) {
                    return Err(self.fault("expected a value"));
                }
                text_kind(text.trim_end().to_string())
            }
        };
        Ok(Node::new(kind, place))
    }

    fn plain(&mut self, stops: &[u8]) -> String {
        let rest = self.word.text.get(self.at..).unwrap_or("");
        let end = rest.bytes().position(|byte| stops.contains(&byte)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or("").to_string()
    }
}

fn text_kind(text: String) -> NodeKind {
    match text.as_str() {
        "true" => NodeKind::Bool(true),
        "false" => NodeKind::Bool(false),
        _ if text.contains("${") => NodeKind::Template(text),
        _ => NodeKind::Text(text),
    }
}
