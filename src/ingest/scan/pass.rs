//! The pass itself: from brace to bracket, once over the text.

use super::cursor::{Cursor, Text};
use super::habits::{AFTER_OTHERS, Habits, START};
use super::names::{Child, Found, NAMES, Node, NodeId, ROOT};
use super::{Element, Findings, Identity, Partial, Place, Span, Stop, What};

/// What the scan may need beside the text; a text that needs more is a list of next to nothing.
const SPAN_BYTES_BEYOND_TEXT: usize = 1 << 20;

/// So many elements tell how much room those of the whole text will take.
const TELLING_ELEMENTS: usize = 64;

/// Elements of one array that are told apart.
const MAX_ARRAY_ELEMENTS: usize = u16::MAX as usize - 1;

/// One pass over a text.
pub(super) struct Pass<'a> {
    at: Cursor<'a>,
    place: Place,
    out: Findings,
    /// Arrays and objects of the record around the cursor, and how many there may be.
    depth: usize,
    max_depth: usize,
    /// Whether the record is left to the general way.
    doubt: bool,
    habits: Habits,
}

impl<'a> Pass<'a> {
    /// A pass that begins, or goes on where another was left off.
    pub(super) fn new(text: &'a [u8], from: Partial, max_depth: usize) -> Self {
        let Partial { offset, place, found } = from;
        let mut at = Cursor::new(text);
        at.advance(offset);
        Self { at, place, out: found, depth: 0, max_depth, doubt: false, habits: Habits::default() }
    }

    /// Goes on for about so many bytes; whether the value is at its end.
    pub(super) fn go_on(&mut self, bytes: usize) -> Result<bool, Stop> {
        let until = self.at.offset().saturating_add(bytes.max(1));
        if let Place::Start = self.place {
            self.begin()?;
        }
        while let Place::InList { is_wrapped } = self.place {
            if self.at.offset() >= until {
                return Ok(false);
            }
            self.element()?;
            match self.at.skip_blanks() {
                b',' => {
                    self.at.step();
                    self.at.skip_blanks();
                }
                b']' => {
                    self.at.step();
                    self.place = Place::Behind { is_wrapped };
                }
                _ => return Err(Stop),
            }
        }
        self.end()?;
        Ok(true)
    }

    /// Leaves it off.
    pub(super) fn leave_off(self) -> Partial {
        Partial { offset: self.at.offset(), place: self.place, found: self.out }
    }

    /// Bytes before the place where it is.
    pub(super) fn offset(&self) -> usize {
        self.at.offset()
    }

    /// Goes to the first element of the list, bare or in its wrapper.
    fn begin(&mut self) -> Result<(), Stop> {
        let is_wrapped = self.at.skip_blanks() != b'[';
        if is_wrapped {
            self.at.expect(b'{')?;
            self.at.skip_blanks();
            let name = self.at.string()?;
            if name.is_escaped || self.at.slice(name) != b"Records" {
                return Err(Stop);
            }
            self.at.skip_blanks();
            self.at.expect(b':')?;
            self.at.skip_blanks();
        }
        self.at.expect(b'[')?;
        self.place = Place::InList { is_wrapped };
        if self.at.skip_blanks() == b']' {
            self.at.step();
            self.place = Place::Behind { is_wrapped };
        }
        Ok(())
    }

    /// Goes from the end of the list to the end of its wrapper.
    fn end(&mut self) -> Result<(), Stop> {
        if let Place::Behind { is_wrapped: false } = self.place {
            return Ok(());
        }
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
        let mut place = START;
        loop {
            let expected = self.habits.next(node, place).and_then(|index| Some((index, names.child(index)?)));
            let found = match expected.filter(|(_, child)| self.at.pass_name(&child.written)) {
                Some((index, child)) => Found::Child(index, child),
                None => self.name(names)?,
            };
            let first = self.at.skip_blanks();
            match found {
                Found::Child(index, child) => {
                    if expected.is_none_or(|(expected, _)| expected != index) {
                        self.habits.learn(node, place, index);
                    }
                    place = index + 1;
                    self.doubt |= seen >> index & 1 == 1;
                    seen |= 1 << index;
                    self.member(child, first)?;
                }
                Found::Nothing => {
                    place = AFTER_OTHERS;
                    self.skip_value()?;
                }
                Found::Doubt => {
                    place = AFTER_OTHERS;
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

    /// Passes a name and its colon.
    #[inline(always)]
    fn name<'n>(&mut self, names: &'n Node) -> Result<Found<'n>, Stop> {
        let name = self.at.string()?;
        self.at.skip_blanks();
        self.at.expect(b':')?;
        Ok(names.find(self.at.text(), name))
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
