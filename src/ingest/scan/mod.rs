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
mod habits;
mod names;
mod pass;

use crate::base::json::Value;
use crate::record::field::FieldId;
use crate::record::fields::{Cell, IdentityNumber, RecordFields};

use names::{NAMES, NodeId};
use pass::Pass;

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

/// A scan that was left off; by default one that has not begun.
#[derive(Debug, Default)]
pub(super) struct Partial {
    offset: usize,
    place: Place,
    found: Findings,
}

/// What has come of a scan after a step.
pub(super) enum Step {
    Part(Partial),
    Whole(Detached),
}

/// Where in the value that holds the list a pass is.
#[derive(Clone, Copy, Debug, Default)]
enum Place {
    #[default]
    Start,
    /// Before an element.
    InList {
        is_wrapped: bool,
    },
    Behind {
        is_wrapped: bool,
    },
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

/// Scans the `{"Records":[…]}` or `[…]` at the start of `text`. Records that are nested more deeply
/// than `max_depth` are handed over without fields.
pub fn scan(text: &str, max_depth: usize) -> Result<Scan<'_>, Fault> {
    match Partial::default().go_on(text, max_depth, usize::MAX)? {
        Step::Whole(found) => Ok(found.attach(text)),
        Step::Part(part) => Err(Fault { offset: part.offset }),
    }
}

impl Partial {
    /// Scans about so many bytes more of the text that it was begun on, with the same depth.
    pub(super) fn go_on(self, text: &str, max_depth: usize, bytes: usize) -> Result<Step, Fault> {
        if u32::try_from(text.len()).is_err() {
            return Err(Fault { offset: 0 });
        }
        let mut pass = Pass::new(text.as_bytes(), self, max_depth);
        match pass.go_on(bytes) {
            Ok(true) => {
                let Partial { offset, found, .. } = pass.leave_off();
                Ok(Step::Whole(Detached { len: offset, found }))
            }
            Ok(false) => Ok(Step::Part(pass.leave_off())),
            Err(Stop) => Err(Fault { offset: pass.offset() }),
        }
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
