//! Repairs JSON as people publish it: missing braces, brackets, commas and quotes, trailing commas,
//! raw line breaks and bare quotes inside strings, wrong escapes, `..additional entries`.
//!
//! **Invariant:** nothing is invented but punctuation: every name and value that comes out stood in
//! the text, and what makes no sense is left out and counted.
//! **Invariant:** a record whose text breaks off in the middle of a value is left out, not completed:
//! a field that is merely lost must not look as if it had been absent.

use super::lenient_text::{name_at, push_escaped, string_at};

/// A text made whole.
#[derive(Debug, Default)]
pub(super) struct Repaired {
    /// One JSON value; empty where nothing was left of it.
    pub(super) json: String,
    /// Bytes of the text that it stands for.
    pub(super) len: usize,
    /// Bytes before each part that was left out.
    pub(super) left_out: Vec<usize>,
    /// Whether the text breaks off in the middle of a value.
    pub(super) is_cut_off: bool,
    /// Closing brackets that had to be guessed.
    guessed_closings: usize,
}

/// Repairs the value at the start of `text`. Without a bracket there, the members of an object whose
/// braces are missing are read.
pub(super) fn repair(text: &str, nesting_limit: usize) -> Repaired {
    let plain = Repairer::new(text, nesting_limit, false).run();
    if plain.guessed_closings == 0 {
        return plain;
    }
    // Where brackets are missing, the indentation tells best where they stood.
    Repairer::new(text, nesting_limit, true).run()
}

/// An object or array that is not closed yet.
struct Open {
    is_object: bool,
    /// The column of its first name, where that begins a line.
    column: Option<usize>,
    /// Where it was begun in the output, its name and comma included.
    out_before: usize,
    has_members: bool,
    /// Whether one of its members is one that records have.
    is_record: bool,
}

struct Repairer<'t> {
    text: &'t str,
    at: usize,
    out: String,
    stack: Vec<Open>,
    result: Repaired,
    by_indentation: bool,
    nesting_limit: usize,
    /// Whether the braces around everything are missing.
    is_bare: bool,
    junk_lines: usize,
    /// Where the member that is being read begins in the output.
    member_before: usize,
}

/// What a step found.
enum Step {
    Go,
    /// The value ends here.
    End,
    /// The text ends inside a value.
    CutOff,
}

impl<'t> Repairer<'t> {
    fn new(text: &'t str, nesting_limit: usize, by_indentation: bool) -> Self {
        Self {
            text,
            at: 0,
            out: String::new(),
            stack: Vec::new(),
            result: Repaired::default(),
            by_indentation,
            nesting_limit,
            is_bare: !text.trim_start().starts_with(['{', '[']),
            junk_lines: 0,
            member_before: 0,
        }
    }

    fn run(mut self) -> Repaired {
        if self.is_bare {
            self.open(true);
        } else {
            self.skip_blanks();
            let is_object = self.rest().starts_with('{');
            self.at += 1;
            self.open(is_object);
        }
        while let Some(top) = self.stack.last() {
            let step = if top.is_object { self.member() } else { self.element() };
            match step {
                Step::Go => {}
                Step::End => break,
                Step::CutOff => {
                    self.cut();
                    break;
                }
            }
        }
        let guessed = self.stack.len() - usize::from(self.is_bare && !self.stack.is_empty());
        self.result.guessed_closings += guessed;
        while !self.stack.is_empty() {
            self.close();
        }
        self.result.len = self.at.max(1);
        self.result.json = self.out;
        self.result
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        let trimmed =
            rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '\0' | '\u{FEFF}'));
        self.at += rest.len() - trimmed.len();
    }

    fn open(&mut self, is_object: bool) {
        self.out.push(if is_object { '{' } else { '[' });
        let out_before = self.member_before;
        self.stack.push(Open { is_object, column: None, out_before, has_members: false, is_record: false });
    }

    fn close(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.out.push(if open.is_object { '}' } else { ']' });
        }
    }

    /// Leaves the record out in whose middle the text ends.
    fn cut(&mut self) {
        self.result.is_cut_off = true;
        let in_array = |at: usize| at > 0 && self.stack.get(at - 1).is_some_and(|open| !open.is_object);
        let lost = self
            .stack
            .iter()
            .position(|open| open.is_record)
            .or_else(|| (0..self.stack.len()).rev().find(|&at| in_array(at)))
            .unwrap_or(0);
        if let Some(open) = self.stack.get(lost) {
            self.out.truncate(open.out_before);
        }
        self.stack.truncate(lost);
        self.at = self.text.len();
    }

    fn leave_out(&mut self, len: usize) {
        self.result.left_out.push(self.at);
        self.at += len.max(1);
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// One closing bracket.
    fn closing(&mut self, is_object: bool) {
        self.at += 1;
        let Some(depth) = self.stack.iter().rposition(|open| open.is_object == is_object) else {
            return;
        };
        self.result.guessed_closings += self.stack.len() - depth - 1;
        while self.stack.len() > depth {
            self.close();
        }
    }

    /// Reads a member of the innermost object, or its end.
    fn member(&mut self) -> Step {
        self.skip_blanks();
        let rest = self.rest();
        let Some(first) = rest.bytes().next() else {
            return Step::End;
        };
        match first {
            b'}' => self.closing(true),
            b']' if self.stack.iter().any(|open| !open.is_object) => self.closing(false),
            b'{' | b'[' => {
                // The next element of the list around it, before this object was closed.
                let Some(list) = self.stack.iter().rposition(|open| !open.is_object) else {
                    return Step::End;
                };
                self.result.guessed_closings += self.stack.len() - list - 1;
                while self.stack.len() > list + 1 {
                    self.close();
                }
            }
            _ => match name_at(rest) {
                Some((name, len)) => {
                    self.junk_lines = 0;
                    self.close_by_indentation();
                    return self.named(&name, len);
                }
                None => return self.junk(),
            },
        }
        Step::Go
    }

    fn named(&mut self, name: &str, len: usize) -> Step {
        let column = self.column();
        self.member_before = self.out.len();
        let Some(top) = self.stack.last_mut() else {
            return Step::End;
        };
        if !top.has_members {
            top.column = column;
        }
        if top.has_members {
            self.out.push(',');
        }
        top.has_members = true;
        top.is_record |= matches!(name, "eventVersion" | "eventName" | "CloudTrailEvent");
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\":");
        self.at += len;
        self.value()
    }

    fn element(&mut self) -> Step {
        self.skip_blanks();
        let rest = self.rest();
        let Some(first) = rest.bytes().next() else {
            return Step::End;
        };
        match first {
            b']' => {
                self.closing(false);
                return Step::Go;
            }
            b'}' => {
                self.closing(true);
                return Step::Go;
            }
            b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {}
            _ => return self.junk(),
        }
        let is_member = name_at(rest).is_some();
        if is_member {
            let depth = self.stack.len();
            self.close_by_indentation();
            if self.stack.len() < depth {
                return Step::Go;
            }
        }
        self.member_before = self.out.len();
        if let Some(top) = self.stack.last_mut() {
            if top.has_members {
                self.out.push(',');
            }
            top.has_members = true;
        }
        if is_member {
            // The braces of the element are missing.
            self.result.guessed_closings += 1;
            self.open(true);
            return Step::Go;
        }
        self.value()
    }

    fn value(&mut self) -> Step {
        let blanks = self.rest();
        self.at += blanks.len() - blanks.trim_start().len();
        let rest = self.rest();
        let Some(first) = rest.bytes().next() else {
            return Step::CutOff;
        };
        match first {
            b'{' | b'[' if self.stack.len() > self.nesting_limit => {
                self.out.push_str("null");
                self.at = self.text.len();
                return Step::End;
            }
            b'{' | b'[' => {
                self.at += 1;
                self.open(first == b'{');
            }
            b'"' if name_at(rest).is_some() => self.out.push_str("null"),
            b'"' => match string_at(rest) {
                Some((string, len)) => {
                    self.out.push('"');
                    self.out.push_str(&string);
                    self.out.push('"');
                    self.at += len;
                }
                None => return Step::CutOff,
            },
            b',' | b'}' | b']' => self.out.push_str("null"),
            _ => return self.bare_value(rest),
        }
        Step::Go
    }

    /// A number, a literal, or a text that lost its quotes.
    fn bare_value(&mut self, rest: &str) -> Step {
        let end = rest.find([',', '\n', '}', ']']).unwrap_or(rest.len());
        let word = rest.get(..end).unwrap_or_default().trim();
        if end == rest.len() && !word.ends_with('"') {
            return Step::CutOff;
        }
        self.at += end;
        if serde_json::from_str::<&serde_json::value::RawValue>(word).is_ok() {
            self.out.push_str(word);
        } else if word.starts_with("..") {
            self.result.left_out.push(self.at - end);
            self.out.push_str("null");
        } else {
            let word = word.trim_matches('"');
            self.out.push('"');
            let mut chars = word.chars().peekable();
            while let Some(c) = chars.next() {
                if c == '\\' && chars.peek().is_none() {
                    continue;
                }
                push_escaped(&mut self.out, c);
            }
            self.out.push('"');
        }
        Step::Go
    }

    /// Something that is neither a name nor a bracket.
    fn junk(&mut self) -> Step {
        let rest = self.rest();
        let end = rest.find('\n').unwrap_or(rest.len());
        let line = rest.get(..end).unwrap_or_default().trim();
        // `..additional entries` and comments stand for nothing.
        if line.starts_with("..") || line.starts_with('…') || line.starts_with("//") || line.starts_with("/*")
        {
            self.at += end;
            return Step::Go;
        }
        if end == rest.len() && line.starts_with('"') {
            // The text ends inside a name.
            return Step::CutOff;
        }
        let is_prose = line.starts_with("```") || (self.is_bare && self.stack.len() <= 1);
        self.junk_lines += 1;
        if is_prose || self.junk_lines > 2 {
            return Step::End;
        }
        self.leave_out(end);
        Step::Go
    }

    /// The column of the name that comes next, where it begins a line.
    fn column(&self) -> Option<usize> {
        let before = self.text.get(..self.at)?;
        let line = before.rsplit('\n').next().unwrap_or(before);
        line.trim().is_empty().then_some(line.len())
    }

    /// Closes what the indentation of the next name says is over.
    fn close_by_indentation(&mut self) {
        if !self.by_indentation {
            return;
        }
        let Some(column) = self.column() else {
            return;
        };
        let same = self.stack.iter().rposition(|open| open.is_object && open.column == Some(column));
        let Some(same) = same else {
            return;
        };
        let is_deeper =
            self.stack.iter().skip(same + 1).all(|open| open.column.is_none_or(|inner| inner > column));
        while is_deeper && self.stack.len() > same + 1 {
            self.result.guessed_closings += 1;
            self.close();
        }
    }
}
