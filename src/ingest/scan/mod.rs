//! The fast path: one pass over the text of a log file finds each record's extent and the fields of
//! the table in it.
//!
//! ```text
//! text ─scan→ Scan (extents, and spans of the wanted values) ─each→ Scanned { json, fields }
//! ```
//!
//! Reads `{"Records":[…]}` and `[…]`, whatever follows them. Nothing is handed over before the whole
//! list is known to be sound, so that a damaged text can be left to the general way as if it had
//! never been seen.
//!
//! **Invariant:** a text is accepted only where `serde_json` accepts it: structure, strings, escapes,
//! numbers, literals. Everything else is a [`Fault`], and the general way decides.
//! **Invariant:** the fields are those of [`extract`](crate::record::fields::extract), or none where
//! a record gives rise to doubt: a name that is repeated, escaped or differs from the table's in
//! letter case only; an object or an array where the table expects a scalar; deep nesting.
//! **Invariant:** the text is valid UTF-8, which the type says.
//!
//! Tests: `tests/it/scan.rs`.

mod cursor;
mod names;

use crate::base::json::Value;
use crate::record::field::FieldId;
use crate::record::fields::{Cell, IdentityNumber, RecordFields};

use cursor::{Cursor, Text};
use names::{Child, Found, NAMES, NodeId, ROOT};

/// The text is not one that the scanner takes; it says nothing of what is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes before the place where the scanner gave up.
    pub offset: usize,
}

/// Stops the scan of a text; the cursor stands where the [`Fault`] is.
struct Stop;

/// A list of records that is sound to its end.
#[derive(Debug)]
pub struct Scan<'a> {
    text: &'a str,
    len: usize,
    found: Findings,
}

/// A scan without its text, which is to be had elsewhere.
#[derive(Debug, Default)]
pub(super) struct Detached {
    len: usize,
    found: Findings,
}

/// How many elements of a list have been handed over.
#[derive(Debug, Default)]
pub(super) struct Progress {
    num_elements: usize,
    /// The blocks that the sink knows, by number.
    known: Vec<bool>,
}

/// One element of the list.
#[derive(Clone, Copy, Debug)]
pub struct Scanned<'a, 'f> {
    /// Any valid JSON value, without blanks around it.
    pub json: &'a str,
    /// The fields of an object that gives rise to no doubt.
    pub fields: Option<&'f RecordFields<'a>>,
}

/// What a pass brings together.
#[derive(Debug, Default)]
struct Findings {
    elements: Vec<Element>,
    spans: Vec<Span>,
    identities: Vec<Identity>,
    /// The last identity of each hash, its index and 1 more; empty before the first.
    latest_identity: Vec<u32>,
}

/// The extent of an element, and its spans: from `first_span` to the next element's.
#[derive(Clone, Copy, Debug)]
struct Element {
    start: u32,
    end: u32,
    first_span: u32,
    has_fields: bool,
}

/// Where the value of a field stands.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    len: u32,
    /// The element of an array of several, counted from 1; 0 outside of such.
    element: u16,
    is_escaped: bool,
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Field(FieldId),
    /// A `userIdentity` block that stood in the text before; `start` is its index.
    Identity,
    /// A `userIdentity` block begins that was not seen before; `start` is its index.
    NewIdentity,
    /// An array of `len` objects ends; `start` is the node of its elements.
    ArrayEnd,
}

/// A `userIdentity` block where it stands first.
#[derive(Clone, Copy, Debug)]
struct Identity {
    start: u32,
    len: u32,
    spans: (u32, u32),
    /// The one before it with the same hash, its index and 1 more.
    earlier: u32,
}

/// What the scan may need beside the text; a text that needs more is a list of next to nothing.
const SPAN_BYTES_BEYOND_TEXT: usize = 1 << 20;

/// So many elements tell how much room those of the whole text will take.
const TELLING_ELEMENTS: usize = 64;

/// Elements of one array that are told apart.
const MAX_ARRAY_ELEMENTS: usize = u16::MAX as usize - 1;

/// Scans the `{"Records":[…]}` or `[…]` at the start of `text`. Records that are nested more deeply
/// than `max_depth` are handed over without fields.
pub fn scan(text: &str, max_depth: usize) -> Result<Scan<'_>, Fault> {
    if u32::try_from(text.len()).is_err() {
        return Err(Fault { offset: 0 });
    }
    let found = Findings::default();
    let mut pass = Pass { at: Cursor::new(text.as_bytes()), out: found, depth: 0, max_depth, doubt: false };
    match pass.list() {
        Ok(()) => Ok(Scan { text, len: pass.at.offset(), found: pass.out }),
        Err(Stop) => Err(Fault { offset: pass.at.offset() }),
    }
}

impl<'a> Scan<'a> {
    /// The length of the value that holds the list, blanks before it included.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether the list has no elements.
    pub fn is_empty(&self) -> bool {
        self.found.elements.is_empty()
    }

    /// How many numbers the list's `userIdentity` blocks take.
    pub fn num_identities(&self) -> u32 {
        self.found.identities.len() as u32
    }

    /// Hands the elements over in order. Their `userIdentity` blocks are numbered from
    /// `first_identity`, so that the numbers of one file's lists can be kept apart.
    ///
    /// `visit` answers whether it will know the record's block by its number: the fields of later
    /// records with the same block are then without those of `userIdentity`.
    pub fn each(&self, first_identity: u32, visit: &mut dyn FnMut(Scanned<'a, '_>) -> bool) {
        self.some(&mut Progress::default(), usize::MAX, first_identity, visit);
    }

    /// Hands over the elements that come next, about so many bytes of them; whether there are more.
    pub(super) fn some(
        &self,
        progress: &mut Progress,
        bytes: usize,
        first_identity: u32,
        visit: &mut dyn FnMut(Scanned<'a, '_>) -> bool,
    ) -> bool {
        let found = &self.found;
        let mut fields = RecordFields::default();
        let Progress { num_elements, known } = progress;
        known.resize(found.identities.len(), false);
        let elements = found.elements.get(*num_elements..).unwrap_or_default();
        let ends = elements.iter().skip(1).map(|element| element.first_span as usize);
        let mut left = bytes;
        for (element, end) in elements.iter().zip(ends.chain([found.spans.len()])) {
            if left == 0 {
                return true;
            }
            let json = self.slice(element.start, element.end - element.start);
            left = left.saturating_sub(json.len());
            *num_elements += 1;
            if !element.has_fields {
                visit(Scanned { json, fields: None });
                continue;
            }
            fields.clear();
            let spans = found.spans.get(element.first_span as usize..end).unwrap_or_default();
            self.fill(&mut fields, spans, first_identity, known);
            let is_known = visit(Scanned { json, fields: Some(&fields) });
            let number = fields.identity().map(|number| number.0.wrapping_sub(first_identity) as usize);
            if let Some(known) = number.and_then(|number| known.get_mut(number)) {
                *known = is_known;
            }
        }
        false
    }

    /// Lets go of the text.
    pub(super) fn detach(self) -> Detached {
        Detached { len: self.len, found: self.found }
    }

    fn fill(&self, fields: &mut RecordFields<'a>, spans: &[Span], first_identity: u32, known: &[bool]) {
        for span in spans {
            match span.what {
                What::Field(field) if span.element == 0 => fields.set(field, Cell::One(self.value(span))),
                What::Field(field) => {
                    fields.push_element(field, usize::from(span.element) - 1, self.value(span));
                }
                What::Identity => {
                    fields.set_identity(IdentityNumber(first_identity.wrapping_add(span.start)));
                    let number = span.start as usize;
                    if let Some(identity) = self.found.identities.get(number)
                        && known.get(number) == Some(&false)
                    {
                        let range = identity.spans.0 as usize..identity.spans.1 as usize;
                        let spans = self.found.spans.get(range).unwrap_or_default();
                        self.fill(fields, spans, first_identity, known);
                    }
                }
                What::NewIdentity => {
                    fields.set_identity(IdentityNumber(first_identity.wrapping_add(span.start)));
                }
                What::ArrayEnd => {
                    for &field in NAMES.node(NodeId(span.start as u8)).leaves() {
                        fields.end_elements(field, span.len as usize);
                    }
                }
            }
        }
    }

    fn value(&self, span: &Span) -> std::borrow::Cow<'a, str> {
        if span.is_escaped {
            // With its quotes it is a JSON string again.
            let quoted = self.slice(span.start.saturating_sub(1), span.len + 2);
            return Value::new(quoted).as_str().unwrap_or_default();
        }
        self.slice(span.start, span.len).into()
    }

    fn slice(&self, start: u32, len: u32) -> &'a str {
        self.text.get(start as usize..start as usize + len as usize).unwrap_or_default()
    }
}

impl Detached {
    /// The scan of the text that it was made of.
    pub(super) fn attach(self, text: &str) -> Scan<'_> {
        Scan { text, len: self.len, found: self.found }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }
}

/// One pass over a text.
struct Pass<'a> {
    at: Cursor<'a>,
    out: Findings,
    /// Arrays and objects of the record around the cursor, and how many there may be.
    depth: usize,
    max_depth: usize,
    /// Whether the record is left to the general way.
    doubt: bool,
}

impl Pass<'_> {
    /// The whole value: the list, bare or in its wrapper.
    fn list(&mut self) -> Result<(), Stop> {
        if self.at.skip_blanks() == b'[' {
            return self.elements_of_list();
        }
        self.at.expect(b'{')?;
        self.at.skip_blanks();
        let name = self.at.string()?;
        if name.is_escaped || self.at.slice(name) != b"Records" {
            return Err(Stop);
        }
        self.at.skip_blanks();
        self.at.expect(b':')?;
        self.at.skip_blanks();
        self.elements_of_list()?;
        while self.at.skip_blanks() == b',' {
            self.at.step();
            self.at.skip_blanks();
            let name = self.at.string()?;
            // Repeated: left to the general way, where the last one counts.
            if name.is_escaped || self.at.slice(name) == b"Records" {
                return Err(Stop);
            }
            self.at.skip_blanks();
            self.at.expect(b':')?;
            self.at.skip_blanks();
            self.at.skip_value()?;
        }
        self.at.expect(b'}')
    }

    fn elements_of_list(&mut self) -> Result<(), Stop> {
        self.at.expect(b'[')?;
        if self.at.skip_blanks() == b']' {
            self.at.step();
            return Ok(());
        }
        loop {
            self.element()?;
            match self.at.skip_blanks() {
                b',' => {
                    self.at.step();
                    self.at.skip_blanks();
                }
                b']' => {
                    self.at.step();
                    return Ok(());
                }
                _ => return Err(Stop),
            }
        }
    }

    /// One element of the list: nearly always a record.
    fn element(&mut self) -> Result<(), Stop> {
        let (start, first_span) = (self.at.offset(), self.out.spans.len());
        let num_identities = self.out.identities.len();
        let is_object = self.at.peek() == b'{';
        self.doubt = false;
        self.depth = 0;
        if is_object {
            self.object(ROOT)?;
        } else {
            self.at.skip_value()?;
        }
        let has_fields = is_object && !self.doubt;
        if !has_fields {
            self.forget(first_span, num_identities);
        }
        let end = self.at.offset();
        self.out.elements.push(Element {
            start: start as u32,
            end: end as u32,
            first_span: first_span as u32,
            has_fields,
        });
        if self.out.elements.len() == TELLING_ELEMENTS {
            self.reserve();
        }
        let taken = self.out.elements.len() * size_of::<Element>() + self.out.spans.len() * size_of::<Span>();
        if taken > end + SPAN_BYTES_BEYOND_TEXT { Err(Stop) } else { Ok(()) }
    }

    /// Makes room for what the whole text will give if it goes on as it began: growing moves all of it.
    fn reserve(&mut self) {
        let (done, len) = (self.at.offset().max(1), self.at.text().len());
        let rest = |taken: usize, size: usize| {
            let more = taken as u64 * len.saturating_sub(done) as u64 / done as u64;
            more.min((len / size) as u64 / 2) as usize
        };
        self.out.elements.reserve(rest(self.out.elements.len(), size_of::<Element>()));
        self.out.spans.reserve(rest(self.out.spans.len(), size_of::<Span>()));
    }

    /// Takes back what the last record gave, and the identities that stood first in it.
    fn forget(&mut self, first_span: usize, num_identities: usize) {
        self.out.spans.truncate(first_span);
        while self.out.identities.len() > num_identities {
            let index_and_1 = self.out.identities.len() as u32;
            let Some(identity) = self.out.identities.pop() else { return };
            if let Some(slot) = self.out.latest_identity.iter_mut().find(|slot| **slot == index_and_1) {
                *slot = identity.earlier;
            }
        }
    }

    /// An object on the way to wanted fields. The cursor stands at its brace.
    fn object(&mut self, node: NodeId) -> Result<(), Stop> {
        self.enter();
        self.at.step();
        if self.at.skip_blanks() == b'}' {
            self.at.step();
            self.depth -= 1;
            return Ok(());
        }
        let names = NAMES.node(node);
        let mut seen = 0u64;
        loop {
            let name = self.at.string()?;
            self.at.skip_blanks();
            self.at.expect(b':')?;
            let first = self.at.skip_blanks();
            match names.find(self.at.text(), name) {
                Found::Child(index, child) => {
                    self.doubt |= seen >> index & 1 == 1;
                    seen |= 1 << index;
                    self.member(child, first)?;
                }
                Found::Nothing => self.skip_value()?,
                Found::Doubt => {
                    self.doubt = true;
                    self.skip_value()?;
                }
            }
            match self.at.skip_blanks() {
                b',' => {
                    self.at.step();
                    self.at.skip_blanks();
                }
                b'}' => {
                    self.at.step();
                    self.depth -= 1;
                    return Ok(());
                }
                _ => return Err(Stop),
            }
        }
    }

    /// The value of a name of the table; `first` is its first byte.
    fn member(&mut self, child: &Child, first: u8) -> Result<(), Stop> {
        match first {
            b'"' => {
                let text = self.at.string()?;
                self.found(child, text);
                Ok(())
            }
            b'{' => match child.node {
                Some(node) if child.field.is_none() => {
                    if child.is_identity {
                        self.identity(node)
                    } else {
                        self.object(node)
                    }
                }
                _ => self.doubtful_value(),
            },
            b'[' => match child.node {
                Some(node) if child.field.is_none() && NAMES.node(node).has_only_leaves() => self.array(node),
                _ => self.doubtful_value(),
            },
            b'n' => self.at.skip_value(),
            _ => {
                let start = self.at.offset();
                self.at.skip_value()?;
                let scalar = Text { start, end: self.at.offset(), is_escaped: false };
                self.found(child, scalar);
                Ok(())
            }
        }
    }

    fn found(&mut self, child: &Child, text: Text) {
        if let Some(field) = child.field {
            self.out.spans.push(Span {
                start: text.start as u32,
                len: (text.end - text.start) as u32,
                element: 0,
                is_escaped: text.is_escaped,
                what: What::Field(field),
            });
        }
    }

    fn mark(&mut self, what: What, start: u32, len: u32) {
        self.out.spans.push(Span { start, len, element: 0, is_escaped: false, what });
    }

    /// An array of objects whose members are scalars: `resources`.
    fn array(&mut self, node: NodeId) -> Result<(), Stop> {
        self.enter();
        self.at.step();
        if self.at.skip_blanks() == b']' {
            self.at.step();
            self.depth -= 1;
            return Ok(());
        }
        let mut count = 0usize;
        let first_span = self.out.spans.len();
        loop {
            let from = self.out.spans.len();
            if self.at.peek() == b'{' {
                self.object(node)?;
            } else {
                self.doubtful_value()?;
            }
            count += 1;
            if count > 1 {
                self.number_spans(from, count);
            }
            match self.at.skip_blanks() {
                b',' => {
                    if count == 1 {
                        self.number_spans(first_span, 1);
                    }
                    self.at.step();
                    self.at.skip_blanks();
                }
                b']' => {
                    self.at.step();
                    self.depth -= 1;
                    break;
                }
                _ => return Err(Stop),
            }
        }
        if count > MAX_ARRAY_ELEMENTS {
            self.doubt = true;
        } else if count > 1 {
            self.mark(What::ArrayEnd, u32::from(node.0), count as u32);
        }
        Ok(())
    }

    fn number_spans(&mut self, from: usize, element: usize) {
        for span in self.out.spans.iter_mut().skip(from) {
            span.element = element as u16;
        }
    }

    /// A `userIdentity` block, which nearly always stood in the text before.
    fn identity(&mut self, node: NodeId) -> Result<(), Stop> {
        let start = self.at.offset();
        let Some(hash) = self.at.hash_ahead() else { return self.object(node) };
        let slot = hash % IDENTITY_SLOTS;
        let latest = self.out.latest_identity.get(slot).copied().unwrap_or_default();
        let mut candidate = latest;
        for _ in 0..IDENTITY_TRIES {
            let Some(known) = (candidate as usize).checked_sub(1).and_then(|at| self.out.identities.get(at))
            else {
                break;
            };
            if self.at.repeats(known.start as usize, known.len as usize) {
                self.at.advance(known.len as usize);
                self.mark(What::Identity, candidate - 1, 0);
                return Ok(());
            }
            candidate = known.earlier;
        }
        let index = self.out.identities.len() as u32;
        let (first_span, doubt_before) = (self.out.spans.len(), std::mem::take(&mut self.doubt));
        self.mark(What::NewIdentity, index, 0);
        self.object(node)?;
        if self.doubt {
            return Ok(());
        }
        self.doubt = doubt_before;
        self.out.identities.push(Identity {
            start: start as u32,
            len: (self.at.offset() - start) as u32,
            spans: (first_span as u32 + 1, self.out.spans.len() as u32),
            earlier: latest,
        });
        self.out.latest_identity.resize(IDENTITY_SLOTS, 0);
        if let Some(slot) = self.out.latest_identity.get_mut(slot) {
            *slot = index + 1;
        }
        Ok(())
    }

    fn doubtful_value(&mut self) -> Result<(), Stop> {
        self.doubt = true;
        self.at.skip_value()
    }

    fn skip_value(&mut self) -> Result<(), Stop> {
        let levels = self.at.skip_value_counting()?;
        self.doubt |= self.depth + levels > self.max_depth;
        Ok(())
    }

    fn enter(&mut self) {
        self.depth += 1;
        self.doubt |= self.depth > self.max_depth;
    }
}

/// Slots for the latest identity of a hash.
const IDENTITY_SLOTS: usize = 1 << 10;

/// How many identities of one hash are compared before a block counts as new.
const IDENTITY_TRIES: usize = 4;
