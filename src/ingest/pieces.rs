//! Cuts a file's text into blocks while its records are found.

use std::ops::Range;

use super::{TextKind, TextNumber};

/// A block of a file's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) number: TextNumber,
    /// A delivered one.
    pub(super) kind: TextKind,
    pub(super) range: Range<usize>,
}

/// The blocks of a text so far.
///
/// **Invariant:** a block is no longer than the limit unless one record in it is; it is cut where a record
/// begins, or where no record lies.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    text_len: usize,
    /// The limit; none where the text is one block.
    block_bytes: Option<usize>,
    /// Those that are complete: they follow each other from the start of the text.
    done: Vec<Piece>,
    /// How many of them have been taken.
    num_taken: usize,
    open: Option<Open>,
    /// Records that lie in no block whole, each a block of its own.
    again: Vec<Piece>,
}

/// The block after those.
#[derive(Debug)]
struct Open {
    number: TextNumber,
    start: usize,
    /// Where the last record in it ends.
    records_end: usize,
}

impl TextNumber {
    /// The number of the next text of a file that has so many.
    pub(super) fn take(num_texts: &mut u32) -> Self {
        *num_texts += 1;
        Self(*num_texts - 1)
    }
}

impl Pieces {
    pub(super) fn new(text_len: usize, block_bytes: Option<usize>) -> Self {
        Self { text_len, block_bytes, ..Self::default() }
    }

    /// Whether any record lies in the text.
    pub(super) fn are_used(&self) -> bool {
        self.open.is_some()
    }

    /// The block that a record lies in, and the bytes before it there.
    pub(super) fn place(&mut self, record: Range<usize>, num_texts: &mut u32) -> (TextNumber, usize) {
        let open = self.open.get_or_insert_with(|| Open::new(0, num_texts));
        // Members of an object may be read in another order than they stand in.
        if record.start < open.start {
            return self.place_before(record, num_texts);
        }
        if record.start >= open.records_end {
            self.make_room(&record, num_texts);
        }
        let open = self.open.get_or_insert_with(|| Open::new(0, num_texts));
        open.records_end = open.records_end.max(record.end);
        (open.number, record.start - open.start)
    }

    /// Ends the open block where it would become too long with a record behind its last one.
    fn make_room(&mut self, record: &Range<usize>, num_texts: &mut u32) {
        let Some(limit) = self.block_bytes else { return };
        if self.open_len(record.end) > limit {
            self.cut_stretch(record.start, limit, num_texts);
            if self.open_len(record.end) > limit {
                self.cut(record.start, num_texts);
            }
        }
    }

    /// Cuts what lies between the last record and `end` where it is long: there is no record to be spared.
    fn cut_stretch(&mut self, end: usize, limit: usize, num_texts: &mut u32) {
        if self.open_len(end) > limit
            && let Some(records_end) = self.open.as_ref().map(|open| open.records_end)
        {
            self.cut(records_end, num_texts);
        }
        while self.open_len(end) > limit {
            let start = self.open.as_ref().map_or(end, |open| open.start);
            self.cut(start + limit, num_texts);
        }
    }

    fn open_len(&self, end: usize) -> usize {
        self.open.as_ref().map_or(0, |open| end - open.start)
    }

    /// Ends the open block at `end`, and begins the next one there.
    fn cut(&mut self, end: usize, num_texts: &mut u32) {
        let Some(open) = self.open.take_if(|open| open.start < end) else { return };
        self.done.push(open.into_piece(end));
        self.open = Some(Open::new(end, num_texts));
    }

    fn place_before(&mut self, record: Range<usize>, num_texts: &mut u32) -> (TextNumber, usize) {
        let after = self.done.partition_point(|piece| piece.range.start <= record.start);
        let piece = after.checked_sub(1).and_then(|at| self.done.get(at));
        if let Some(piece) = piece.filter(|piece| record.end <= piece.range.end) {
            return (piece.number, record.start - piece.range.start);
        }
        let number = TextNumber::take(num_texts);
        let kind = TextKind::DeliveredAgain { start: record.start };
        self.again.push(Piece { number, kind, range: record });
        (number, 0)
    }

    /// The blocks that are complete, in order, without those that were taken before.
    pub(super) fn take_done(&mut self) -> Vec<Piece> {
        let done = self.done.get(self.num_taken..).unwrap_or_default().to_vec();
        self.num_taken = self.done.len();
        done
    }

    /// The blocks that have not been taken, those of the whole text first, and those that repeat a part of
    /// it. None where no record lies in it.
    pub(super) fn finish(mut self, num_texts: &mut u32) -> Vec<Piece> {
        let has_rest = self.open.as_ref().is_some_and(|open| open.records_end < self.text_len);
        if let Some(limit) = self.block_bytes.filter(|_| has_rest) {
            self.cut_stretch(self.text_len, limit, num_texts);
        }
        if let Some(open) = self.open.take() {
            self.done.push(open.into_piece(self.text_len));
        }
        let mut pieces = self.take_done();
        pieces.append(&mut self.again);
        pieces
    }
}

impl Open {
    fn new(start: usize, num_texts: &mut u32) -> Self {
        Self { number: TextNumber::take(num_texts), start, records_end: start }
    }

    fn into_piece(self, end: usize) -> Piece {
        let kind = TextKind::Delivered { start: self.start };
        Piece { number: self.number, kind, range: self.start..end }
    }
}
