//! A place in a text, and the steps that JSON allows from there.
//!
//! Strings are passed sixteen bytes at a time, blanks eight.

use super::Stop;
use super::habits::Written;
use crate::base::lanes::{LANES, marks_in_string};

/// A place in a text.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
}

/// The inside of a string, or a scalar: from `start` to `end`.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) is_escaped: bool,
}

/// Arrays and objects inside each other that one value may have: a bit for each.
const MAX_LEVELS: usize = u64::BITS as usize;

/// Every byte of a word 1.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The words of a block that its hash is made of: they lie in the principal, the session and the key.
const HASHED_BYTES: std::ops::Range<usize> = 16..144;

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }

    pub(super) fn text(&self) -> &'a [u8] {
        self.text
    }

    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// The byte here; 0, which stands nowhere outside of strings, at the end of the text.
    #[inline(always)]
    pub(super) fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or_default()
    }

    #[inline(always)]
    pub(super) fn step(&mut self) {
        self.at += 1;
    }

    pub(super) fn advance(&mut self, len: usize) {
        self.at += len;
    }

    #[inline(always)]
    pub(super) fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek() == byte {
            self.at += 1;
            return Ok(());
        }
        Err(Stop)
    }

    /// Passes a name with its colon if it stands here.
    #[inline(always)]
    pub(super) fn pass_name(&mut self, name: &Written) -> bool {
        let len = self.text.get(self.at..).and_then(|rest| name.len_at(rest));
        self.at += len.unwrap_or_default();
        len.is_some()
    }

    pub(super) fn slice(&self, text: Text) -> &'a [u8] {
        self.text.get(text.start..text.end).unwrap_or_default()
    }

    /// Passes blanks and answers with the byte that follows.
    #[inline(always)]
    pub(super) fn skip_blanks(&mut self) -> u8 {
        let byte = self.peek();
        if byte > b' ' { byte } else { self.skip_some_blanks() }
    }

    #[inline(never)]
    fn skip_some_blanks(&mut self) -> u8 {
        loop {
            while self.word() == Some(u64::from(b' ') * ONES) {
                self.at += 8;
            }
            match self.peek() {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                byte => return byte,
            }
        }
    }

    #[inline(always)]
    fn word(&self) -> Option<u64> {
        word(self.text, self.at)
    }

    /// Passes the string that begins here.
    #[inline(always)]
    pub(super) fn string(&mut self) -> Result<Text, Stop> {
        self.expect(b'"')?;
        let start = self.at;
        let mut is_escaped = false;
        loop {
            match self.text.get(self.at..).and_then(<[u8]>::first_chunk::<LANES>) {
                Some(block) => match marks_in_string(block) {
                    0 => {
                        self.at += LANES;
                        continue;
                    }
                    marks => self.at += marks.trailing_zeros() as usize,
                },
                None => self.find_mark()?,
            }
            match self.peek() {
                b'"' => {
                    let end = self.at;
                    self.at += 1;
                    return Ok(Text { start, end, is_escaped });
                }
                b'\\' => {
                    is_escaped = true;
                    self.escape()?;
                }
                _ => return Err(Stop),
            }
        }
    }

    /// Goes to the next quote, backslash or control character, near the end of the text.
    #[inline(never)]
    fn find_mark(&mut self) -> Result<(), Stop> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let found = rest.iter().position(|&byte| byte < b' ' || byte == b'"' || byte == b'\\');
        self.at += found.ok_or(Stop)?;
        Ok(())
    }

    #[inline(never)]
    fn escape(&mut self) -> Result<(), Stop> {
        self.at += 1;
        match self.peek() {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {
                self.at += 1;
                Ok(())
            }
            b'u' => {
                let digits = self.text.get(self.at + 1..self.at + 5).ok_or(Stop)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(Stop);
                }
                self.at += 5;
                Ok(())
            }
            _ => Err(Stop),
        }
    }

    /// Passes the value that begins here.
    pub(super) fn skip_value(&mut self) -> Result<(), Stop> {
        self.skip_value_counting().map(drop)
    }

    /// Passes the value that begins here; answers how many arrays and objects were inside each
    /// other.
    #[inline(always)]
    pub(super) fn skip_value_counting(&mut self) -> Result<usize, Stop> {
        match self.peek() {
            b'"' => self.string().map(|_| 0),
            b'{' | b'[' => self.skip_nested(),
            _ => self.skip_scalar().map(|()| 0),
        }
    }

    #[inline(always)]
    fn skip_scalar(&mut self) -> Result<(), Stop> {
        match self.peek() {
            b't' => self.skip_literal(b"true"),
            b'f' => self.skip_literal(b"false"),
            b'n' => self.skip_literal(b"null"),
            _ => self.skip_number(),
        }
    }

    #[inline(always)]
    fn skip_literal(&mut self, literal: &'static [u8]) -> Result<(), Stop> {
        let end = self.at + literal.len();
        if self.text.get(self.at..end) != Some(literal) {
            return Err(Stop);
        }
        self.at = end;
        Ok(())
    }

    fn skip_number(&mut self) -> Result<(), Stop> {
        if self.peek() == b'-' {
            self.at += 1;
        }
        match self.peek() {
            b'0' => self.at += 1,
            b'1'..=b'9' => self.skip_digits()?,
            _ => return Err(Stop),
        }
        if self.peek() == b'.' {
            self.at += 1;
            self.skip_digits()?;
        }
        if matches!(self.peek(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            self.skip_digits()?;
        }
        Ok(())
    }

    /// One digit or more.
    fn skip_digits(&mut self) -> Result<(), Stop> {
        let start = self.at;
        while self.peek().is_ascii_digit() {
            self.at += 1;
        }
        if self.at == start { Err(Stop) } else { Ok(()) }
    }

    /// Passes the array or object that begins here.
    fn skip_nested(&mut self) -> Result<usize, Stop> {
        // A bit for each level around the cursor, the innermost lowest: 1 is an object.
        let (mut levels, mut depth, mut deepest) = (0u64, 0usize, 0usize);
        loop {
            let opened = self.peek();
            match opened {
                b'{' | b'[' => {
                    if depth == MAX_LEVELS {
                        return Err(Stop);
                    }
                    let is_object = opened == b'{';
                    levels = levels << 1 | u64::from(is_object);
                    depth += 1;
                    deepest = deepest.max(depth);
                    self.at += 1;
                    let next = self.skip_blanks();
                    // `]` and `}` are their opening brackets and 2 more.
                    if next != opened + 2 {
                        if is_object {
                            self.name()?;
                        }
                        continue;
                    }
                    self.at += 1;
                    levels >>= 1;
                    depth -= 1;
                }
                b'"' => {
                    self.string()?;
                }
                _ => self.skip_scalar()?,
            }
            loop {
                if depth == 0 {
                    return Ok(deepest);
                }
                let is_object = levels & 1 == 1;
                match self.skip_blanks() {
                    b',' => {
                        self.at += 1;
                        self.skip_blanks();
                        if is_object {
                            self.name()?;
                        }
                        break;
                    }
                    b'}' if is_object => {}
                    b']' if !is_object => {}
                    _ => return Err(Stop),
                }
                self.at += 1;
                levels >>= 1;
                depth -= 1;
            }
        }
    }

    /// Passes a member's name up to its value.
    #[inline(always)]
    fn name(&mut self) -> Result<(), Stop> {
        self.string()?;
        self.skip_blanks();
        self.expect(b':')?;
        self.skip_blanks();
        Ok(())
    }

    /// A hash of what follows; `None` near the end of the text.
    pub(super) fn hash_ahead(&self) -> Option<usize> {
        let ahead = self.text.get(self.at + HASHED_BYTES.start..self.at + HASHED_BYTES.end)?;
        let (words, _) = ahead.as_chunks::<8>();
        let hash = words.iter().fold(0u64, |hash, word| {
            (hash.rotate_left(23) ^ u64::from_le_bytes(*word)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        Some((hash >> 40) as usize)
    }

    /// Whether the `len` bytes at `start` stand here again.
    pub(super) fn repeats(&self, start: usize, len: usize) -> bool {
        let known = self.text.get(start..start + len).unwrap_or_default();
        let here = self.text.get(self.at..self.at + len).unwrap_or_default();
        if known.len() != here.len() {
            return false;
        }
        // Wide steps without a way out inside become vector instructions; wasm has no fast memcmp.
        let ((known, known_rest), (here, here_rest)) = (known.as_chunks::<64>(), here.as_chunks::<64>());
        known.iter().zip(here).all(|(known, here)| {
            known.iter().zip(here).fold(0, |differing, (known, here)| differing | (known ^ here)) == 0
        }) && known_rest == here_rest
    }
}

/// The eight bytes at `at`; `None` near the end.
#[inline(always)]
pub(super) fn word(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..).and_then(<[u8]>::first_chunk::<8>).map(|bytes| u64::from_le_bytes(*bytes))
}
