//! The matches of a query in the order of the table.
//!
//! ```text
//! Fences, Fold, Rows, Rank ─┬─ by a column of ranks: sorted at once ──────────────────────→ answered
//!                           └─ by anything else: they wait for keys, some of a segment a step ─┘
//! ```

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::protocol::{
    FENCE_STEP, KeyedRow, QueryId, Request, Response, Sort, SortKey, SortValue, TableOrder,
};
use super::Shard;
use super::rows::{STEP_BYTES, join, split};
use crate::base::bitmap::Bitmap;
use crate::base::text;
use crate::record::field::{Encoding, FieldId};
use crate::segment::{Column, DictCode, RowId, TimeColumn};

/// Sorted row numbers.
pub(super) struct Order {
    pub(super) sort: Sort,
    pub(super) rows: Vec<u32>,
}

/// Of at least every so many rows one must be wanted for the order of all to be of use.
const SORTED_BELOW: usize = 32;

/// An order that has not seen every row yet.
pub(super) struct Sorting {
    id: QueryId,
    sort: Sort,
    keyed: Vec<(SortKey, u32)>,
    segment: usize,
    row: usize,
    /// Questions that need the order, the oldest first.
    waiting: Vec<Request>,
}

impl Order {
    pub(super) fn is_by(&self, field: &str) -> bool {
        self.sort.field.eq_ignore_ascii_case(field)
    }
}

/// Compares two places in the table. Rows without a value are last in either direction, and equal
/// values keep the order in which the files were dropped.
pub(crate) fn compare(a: &SortKey, b: &SortKey, descending: bool) -> Ordering {
    let by_value = match (&a.value, &b.value) {
        (SortValue::Absent, SortValue::Absent) => Ordering::Equal,
        (SortValue::Absent, _) => return Ordering::Greater,
        (_, SortValue::Absent) => return Ordering::Less,
        (SortValue::Text(a), SortValue::Text(b)) => text::order(a, b),
        (a, b) => a.cmp(b),
    };
    let by_value = if descending { by_value.reverse() } else { by_value };
    by_value.then_with(|| (a.given, a.member, a.row).cmp(&(b.given, b.member, b.row)))
}

/// The field of an order whose values have ranks: the rows are sorted without a look at any text.
fn ranked(sort: &Sort) -> Option<FieldId> {
    FieldId::from_name(&sort.field).filter(|field| field.field().encoding != Encoding::Identifier)
}

fn in_order(mut keyed: Vec<(SortKey, u32)>, sort: &Sort) -> Vec<u32> {
    keyed.sort_unstable_by(|(a, _), (b, _)| compare(a, b, sort.descending));
    keyed.into_iter().map(|(_, row)| row).collect()
}

impl Shard {
    pub(super) fn fences(&mut self, id: QueryId, order: TableOrder) -> Vec<Response> {
        let Some(rows) = self.table_rows(id, &order) else { return Vec::new() };
        let rows: Vec<u32> = rows.iter().copied().step_by(FENCE_STEP as usize).collect();
        let fences = rows.into_iter().map(|row| self.sort_key(row, &order.sort)).collect();
        vec![Response::Fences { id, order, fences }]
    }

    /// Takes the keys of some rows.
    pub(super) fn sort_more(&mut self, mut sorting: Sorting) -> Vec<Response> {
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == sorting.id) else {
            return Vec::new();
        };
        if let Some(set) = selection.sets.get(sorting.segment) {
            let end = self.step_end(sorting.segment, set, sorting.row, STEP_BYTES);
            for row in (sorting.row..end).filter(|&row| set.contains(row)) {
                let row = join(sorting.segment, row);
                sorting.keyed.push((self.sort_key(row, &sorting.sort), row));
            }
            (sorting.segment, sorting.row) =
                if end >= set.len() { (sorting.segment + 1, 0) } else { (sorting.segment, end) };
        }
        if sorting.segment < selection.sets.len() {
            self.sorting = Some(sorting);
            return Vec::new();
        }
        let Sorting { sort, keyed, waiting, .. } = sorting;
        let rows = in_order(keyed, &sort);
        if let Some(selection) = &mut self.selection {
            selection.order = Some(Rc::new(Order { sort, rows }));
        }
        for question in waiting.into_iter().rev() {
            self.questions.push_front(question);
        }
        Vec::new()
    }

    /// Lets a question wait for the order that it needs, where that takes many steps. The questions about
    /// an older order are forgotten with it: the page has asked again.
    pub(super) fn waits_for_order(&mut self, question: &Request) -> bool {
        let (id, sort, is_folded) = match question {
            Request::Fences { id, order }
            | Request::Rows { id, order, .. }
            | Request::Rank { id, order, .. } => (*id, &order.sort, order.is_folded),
            Request::Fold { id, sort, .. } => (*id, sort, false),
            _ => return false,
        };
        if let Some(sorting) =
            self.sorting.as_mut().filter(|sorting| sorting.id == id && sorting.sort == *sort)
        {
            sorting.waiting.push(question.clone());
            return true;
        }
        // What is folded is made of an order that is there by then.
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == id && !is_folded)
        else {
            return false;
        };
        let is_known = selection.order.as_ref().is_some_and(|order| order.sort == *sort);
        if is_known || ranked(sort).is_some() {
            return false;
        }
        let (sort, waiting) = (sort.clone(), vec![question.clone()]);
        self.sorting = Some(Sorting { id, sort, keyed: Vec::new(), segment: 0, row: 0, waiting });
        true
    }

    pub(super) fn page(
        &mut self,
        id: QueryId,
        order: TableOrder,
        pivot: Option<&SortKey>,
        limit: u32,
        columns: &[String],
    ) -> Vec<Response> {
        if self.table_rows(id, &order).is_none() {
            return Vec::new();
        }
        let rows = self.ordered_rows(&order);
        let rank = pivot.map_or(0, |pivot| self.num_before(rows, &order.sort, pivot));
        let rows = rows
            .iter()
            .skip(rank)
            .take(limit as usize)
            .map(|&row| KeyedRow {
                key: self.sort_key(row, &order.sort),
                event_id: self.event_id(row),
                is_contested: self
                    .sealed(row)
                    .is_some_and(|(sealed, local)| sealed.contested.contains(local.0 as usize)),
                cells: columns.iter().map(|column| self.path_values(row, column)).collect(),
            })
            .collect();
        vec![Response::Rows { id, order, rank: rank as u64, rows }]
    }

    /// Where a row stands in the order, if it is among the matches.
    pub(super) fn key_of(&self, id: QueryId, order: TableOrder, row: u32) -> Vec<Response> {
        let Some(selection) = self.selection.as_ref().filter(|selection| selection.id == id) else {
            return Vec::new();
        };
        let (segment, local) = split(row);
        let is_match = selection.sets.get(segment).is_some_and(|set| set.contains(local.0 as usize));
        let key = is_match.then(|| self.sort_key(row, &order.sort));
        vec![Response::KeyOf { id, order, row, key }]
    }

    /// How many rows stand before a place.
    pub(super) fn rank(&mut self, id: QueryId, order: TableOrder, key: &SortKey) -> Vec<Response> {
        if self.table_rows(id, &order).is_none() {
            return Vec::new();
        }
        let rank = self.num_before(self.ordered_rows(&order), &order.sort, key);
        vec![Response::Rank { id, order, rank: rank as u64 }]
    }

    /// The rows of the table in this order, sorted if they are not yet; `None` where the query is no
    /// longer the last one, or nobody has said what to fold.
    fn table_rows(&mut self, id: QueryId, order: &TableOrder) -> Option<&[u32]> {
        if !order.is_folded {
            return self.ordered(id, &order.sort).map(|order| &*order.rows);
        }
        let selection = self.selection.as_ref().filter(|selection| selection.id == id)?;
        let folded = selection.folded.as_ref().filter(|folded| folded.sort == order.sort)?;
        Some(&folded.rows)
    }

    /// The same, once they are there.
    fn ordered_rows(&self, order: &TableOrder) -> &[u32] {
        let made = self.selection.as_ref().and_then(|selection| {
            if order.is_folded { selection.folded.as_ref() } else { selection.order.as_deref() }
        });
        made.map(|order| &*order.rows).unwrap_or_default()
    }

    fn num_before(&self, rows: &[u32], sort: &Sort, pivot: &SortKey) -> usize {
        rows.partition_point(|&row| {
            compare(&self.sort_key(row, sort), pivot, sort.descending) == Ordering::Less
        })
    }

    /// Sorts the matches once a query and order; `None` where the query is no longer the last one.
    pub(super) fn ordered(&mut self, id: QueryId, sort: &Sort) -> Option<&Order> {
        let mut selection = self.selection.take_if(|selection| selection.id == id)?;
        if selection.order.as_ref().is_none_or(|order| order.sort != *sort) {
            selection.order = Some(self.order_of(&selection.sets, sort));
        }
        self.selection.insert(selection).order.as_deref()
    }

    fn order_of(&mut self, sets: &[Bitmap], sort: &Sort) -> Rc<Order> {
        let num_rows: usize = sets.iter().map(Bitmap::count).sum();
        let num_live = self.live_rows() as usize;
        let is_whole = self.segments.iter().map(|sealed| &sealed.live).eq(sets);
        let whole = self.whole.as_ref().filter(|whole| whole.sort == *sort);
        // Looking at every row is quicker than sorting only where a good part of them is wanted.
        let whole = whole.filter(|_| num_rows * SORTED_BELOW >= num_live);
        // A query that ran before duplicates were found out has rows that are not in it.
        let whole = whole
            .filter(|_| sets.iter().zip(&self.segments).all(|(set, sealed)| set.is_within(&sealed.live)));
        let rows = match whole {
            Some(whole) if is_whole => return Rc::clone(whole),
            Some(whole) => {
                let is_match = |row: u32| {
                    let (segment, local) = split(row);
                    sets.get(segment).is_some_and(|set| set.contains(local.0 as usize))
                };
                whole.rows.iter().copied().filter(|&row| is_match(row)).collect()
            }
            None => self.sorted_rows(sets, sort),
        };
        let order = Rc::new(Order { sort: sort.clone(), rows });
        if is_whole && ranked(sort).is_some() {
            self.whole = Some(Rc::clone(&order));
        }
        order
    }

    pub(super) fn sorted_rows(&self, sets: &[Bitmap], sort: &Sort) -> Vec<u32> {
        let rows =
            sets.iter().enumerate().flat_map(|(segment, set)| set.iter().map(move |row| join(segment, row)));
        let drop_order = self.drop_order();
        let tie =
            |row: u32| u64::from(self.leaf(row).map_or(0, |leaf| drop_order[leaf])) << 32 | u64::from(row);
        let Some(field) = ranked(sort) else {
            return in_order(rows.map(|row| (self.sort_key(row, sort), row)).collect(), sort);
        };
        let ranks = self.text_ranks(field);
        // A number that orders as the value does; the largest stands for no value.
        let rank = |row: u32| -> u64 {
            let (segment, local) = split(row);
            let Some(sealed) = self.segments.get(segment) else { return u64::MAX };
            let rising = match sealed.segment.column(field) {
                Column::Time(times) => match times.millis().get(local.0 as usize) {
                    Some(&millis) if millis != TimeColumn::UNTIMED => (millis as u64) ^ 1 << 63,
                    _ => return u64::MAX,
                },
                Column::Dict(dict) => match dict.values(local).flatten().next() {
                    Some(DictCode(code)) => ranks.get(code as usize).copied().unwrap_or_default(),
                    None => return u64::MAX,
                },
                Column::Ident(_) => return u64::MAX,
            };
            if sort.descending { u64::MAX - 1 - rising } else { rising }
        };
        let mut keyed = Vec::with_capacity(sets.iter().map(Bitmap::count).sum());
        keyed.extend(rows.map(|row| (rank(row), tie(row))));
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, tie)| tie as u32).collect()
    }

    /// For every dictionary code its place in the order of texts.
    fn text_ranks(&self, field: FieldId) -> Vec<u64> {
        let dictionary = self.dictionaries.get(field);
        let mut codes: Vec<(DictCode, &str)> = dictionary.iter().collect();
        codes.sort_unstable_by(|(_, a), (_, b)| text::order(a, b));
        let mut ranks = vec![0; dictionary.len() + 1];
        for (rank, (code, _)) in codes.into_iter().enumerate() {
            ranks[code.0 as usize] = rank as u64 + 1;
        }
        ranks
    }

    /// For every leaf its place in the order of dropping.
    fn drop_order(&self) -> Vec<u32> {
        let mut leaves: Vec<usize> = (0..self.leaves.len()).collect();
        leaves.sort_unstable_by_key(|&leaf| (self.leaves[leaf].given, self.leaves[leaf].member));
        let mut order = vec![0; leaves.len()];
        for (place, leaf) in leaves.into_iter().enumerate() {
            order[leaf] = place as u32;
        }
        order
    }

    /// The leaf that a row's record lies in.
    fn leaf(&self, row: u32) -> Option<usize> {
        let (sealed, local) = self.sealed(row)?;
        let blob = sealed.segment.place(local)?.blob;
        self.leaf_of_blob.get(blob.0 as usize).map(|&leaf| leaf as usize)
    }

    pub(super) fn sort_key(&self, row: u32, sort: &Sort) -> SortKey {
        let leaf = self.leaf(row).and_then(|leaf| self.leaves.get(leaf));
        SortKey {
            value: self.sort_value(row, &sort.field),
            given: leaf.map_or(0, |leaf| leaf.given.0),
            member: leaf.map_or(0, |leaf| leaf.member),
            row,
        }
    }

    fn sort_value(&self, row: u32, field: &str) -> SortValue {
        if let Some(FieldId::EventTime) = FieldId::from_name(field)
            && let Some((sealed, RowId(local))) = self.sealed(row)
        {
            return match sealed.segment.times().millis().get(local as usize) {
                Some(&millis) if millis != TimeColumn::UNTIMED => SortValue::Time(millis),
                _ => SortValue::Absent,
            };
        }
        self.path_values(row, field).into_iter().next().map_or(SortValue::Absent, SortValue::Text)
    }
}
