//! What the screen shows, as questions that stand.
//!
//! One query id stands for one filter text over one state of the loaded events. The count comes
//! first; facets, timeline and page of the same id follow once the rows are selected. A worker
//! sorts on [`Request::Fences`]; the fences of all workers together say from which sort key on the
//! wanted page lies, and one more round brings its rows. The first page begins with the first row, and
//! is asked for at once. Where copies are to be folded, [`Fold`] finds out before which rows the order
//! is without.

use super::super::protocol::{
    Effect, EventKey, FENCE_STEP, KeyedRow, Matches, Page, QueryId, Request, Response, Series, Sort, SortKey,
    TableOrder, TableRow, TimeScale, Timeline, Update,
};
use super::super::shard::order;
use super::facets::FacetGather;
use super::fold::Fold;
use super::{Gather, to_all};
use crate::aggregate::histogram::{self, Histogram};
use crate::query::bind::{VERDICT_FIELD, text_asks_for_verdicts};

/// The part of the table on screen.
#[derive(Clone, Debug, Default, PartialEq)]
struct Window {
    first: u64,
    count: u32,
    columns: Vec<String>,
}

impl Window {
    /// Whether it begins before the second fence: there is no key to begin at but the first row's.
    fn is_at_start(&self) -> bool {
        self.first < u64::from(FENCE_STEP)
    }
}

/// How many times more rows than asked about are a reason to ask again. All these answers together
/// cost a third of the last one.
const GROWTH: u64 = 4;

pub(super) struct View {
    num_shards: u16,
    id: QueryId,
    text: String,
    order: TableOrder,
    fold: Fold,
    window: Window,
    series: Series,
    num_buckets: u32,
    /// Rows that questions can see, by worker, and their sum when the query was last asked.
    visible: Vec<u64>,
    asked_at: u64,
    matches: Gather<Matches>,
    answered: Option<Matches>,
    facets: FacetGather,
    timeline: Gather<Histogram>,
    scale: Option<TimeScale>,
    /// Whether the workers have been told the order.
    is_ordered: bool,
    fences: Gather<Vec<SortKey>>,
    /// The fences of all workers in order, once all have come.
    fenced: Option<Vec<SortKey>>,
    rows: Gather<(u64, Vec<(u16, KeyedRow)>)>,
    /// The window that the rows on their way are for.
    asked_window: Option<Window>,
    /// An event whose place among the matches of a filter text is wanted, and what comes before it
    /// in all workers.
    locating: Option<(EventKey, String)>,
    ranks: Gather<u64>,
}

impl View {
    pub(super) fn new(num_shards: u16) -> Self {
        let sort = Sort { field: "eventTime".to_owned(), descending: true };
        Self {
            num_shards,
            id: QueryId::default(),
            text: String::new(),
            fold: Fold::new(num_shards, sort.clone()),
            order: TableOrder { run: 0, sort, is_folded: false },
            window: Window::default(),
            series: Series::default(),
            num_buckets: 0,
            visible: vec![0; usize::from(num_shards)],
            asked_at: 0,
            matches: Gather::default(),
            answered: None,
            facets: FacetGather::new(num_shards),
            timeline: Gather::default(),
            scale: None,
            is_ordered: false,
            fences: Gather::default(),
            fenced: None,
            rows: Gather::default(),
            asked_window: None,
            locating: None,
            ranks: Gather::default(),
        }
    }

    /// The query that answers are for.
    pub(super) fn id(&self) -> QueryId {
        self.id
    }

    pub(super) fn is_current(&self, id: QueryId) -> bool {
        self.id == id
    }

    /// The filter text in force.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Whether every worker has selected the rows of the query in force.
    pub(super) fn is_answered(&self) -> bool {
        self.answered.is_some()
    }

    /// Whether the rows of the query in force depend on verdicts.
    pub(super) fn filters_by_verdict(&self) -> bool {
        text_asks_for_verdicts(&self.text)
    }

    /// Asks again for what shows verdicts of the same rows.
    pub(super) fn verdicts_changed(&mut self) -> Vec<Effect> {
        let is_verdict = |field: &String| field.eq_ignore_ascii_case(VERDICT_FIELD);
        let mut effects = Vec::new();
        if is_verdict(&self.order.sort.field) {
            effects.extend(self.ask_order());
        } else if self.window.columns.iter().any(is_verdict) {
            effects.extend(self.ask_fences());
            effects.extend(self.ask_place());
        }
        if self.answered.is_some() && self.facets.show_verdicts() {
            effects.extend(self.facets.begin(self.id, &self.text));
        }
        effects
    }

    pub(super) fn set_query(&mut self, text: String) -> Vec<Effect> {
        self.text = text;
        self.refresh()
    }

    /// Asks everything again.
    pub(super) fn refresh(&mut self) -> Vec<Effect> {
        self.id = QueryId(self.id.0 + 1);
        self.asked_at = self.visible.iter().sum();
        self.answered = None;
        self.forget_order();
        self.fold.end();
        self.matches.begin(self.num_shards);
        to_all(self.num_shards, &Request::Query { id: self.id, text: self.text.clone() })
    }

    /// A worker's rows are gone.
    pub(super) fn forget(&mut self, shard: u16) {
        if let Some(visible) = self.visible.get_mut(usize::from(shard)) {
            *visible = 0;
        }
    }

    pub(super) fn set_sort(&mut self, sort: Sort) -> Vec<Effect> {
        if self.order.sort == sort {
            return Vec::new();
        }
        self.order.sort = sort;
        self.ask_order()
    }

    pub(super) fn set_folding(&mut self, is_folded: bool) -> Vec<Effect> {
        if self.order.is_folded == is_folded {
            return Vec::new();
        }
        self.order.is_folded = is_folded;
        let mut effects = Vec::new();
        if !is_folded {
            self.fold.end();
            effects.push(Effect::Publish(Update::Folding(None)));
        }
        effects.extend(self.ask_order());
        effects
    }

    pub(super) fn set_window(&mut self, first: u64, count: u32, columns: Vec<String>) -> Vec<Effect> {
        let window = Window { first, count, columns };
        if self.window == window {
            return Vec::new();
        }
        self.window = window;
        self.ask_rows()
    }

    /// Looks for the place of an event, now or when the query is in force and answered.
    pub(super) fn locate(&mut self, key: EventKey, query: String) -> Vec<Effect> {
        self.locating = Some((key, query));
        self.ask_place()
    }

    pub(super) fn set_facets(&mut self, fields: Vec<String>, top: u32) -> Vec<Effect> {
        let answered = self.answered.as_ref().map(|_| (self.id, self.text.as_str()));
        self.facets.set(fields, top, answered)
    }

    pub(super) fn set_timeline(&mut self, series: Series, buckets: u32) -> Vec<Effect> {
        (self.series, self.num_buckets) = (series, buckets);
        self.ask_timeline()
    }

    /// Takes in how many rows a worker shows. While files load the questions are asked again each
    /// time the rows have grown to several times their number: early on that is at once, later seldom.
    pub(super) fn rows_visible(&mut self, shard: u16, rows: u64) -> Vec<Effect> {
        if let Some(visible) = self.visible.get_mut(usize::from(shard)) {
            *visible = rows;
        }
        if self.is_outgrown() { self.refresh() } else { Vec::new() }
    }

    /// Whether the rows have doubled since they were asked about, and the answer is not on its way.
    fn is_outgrown(&self) -> bool {
        let now: u64 = self.visible.iter().sum();
        let is_answered = self.answered.is_some() || self.asked_at == 0;
        now > 0 && is_answered && now >= self.asked_at * GROWTH
    }

    /// Takes in one worker's part of an answer.
    pub(super) fn answer(&mut self, shard: u16, response: Response) -> Vec<Effect> {
        match response {
            Response::Matches { id, matches, total, extent } if id == self.id => {
                let whole = self.matches.add(|all| {
                    all.matches += matches;
                    all.total += total;
                    all.extent = histogram::join_extents(all.extent, extent);
                });
                let Some(mut whole) = whole else { return Vec::new() };
                whole.query.clone_from(&self.text);
                self.answered = Some(whole.clone());
                let mut effects = vec![Effect::Publish(Update::Matches(whole))];
                if self.is_outgrown() {
                    effects.extend(self.refresh());
                    return effects;
                }
                // The quickest first: it is painted with the count.
                effects.extend(self.ask_timeline());
                effects.extend(self.ask_order());
                effects.extend(self.facets.begin(self.id, &self.text));
                effects
            }
            Response::Facets { id, run, parts } if id == self.id => {
                self.facets.answer(run, parts, &self.text)
            }
            Response::Timeline { id, scale, series, buckets, untimed }
                if id == self.id && self.scale == Some(scale) && self.series == series =>
            {
                let whole = self.timeline.add(|all| all.merge(&Histogram { buckets, untimed }));
                let Some(Histogram { buckets, untimed }) = whole else { return Vec::new() };
                let query = self.text.clone();
                vec![Effect::Publish(Update::Timeline(Timeline { query, scale, series, buckets, untimed }))]
            }
            Response::SharedIds { .. } | Response::Copies { .. } => {
                let was_done = self.fold.is_done();
                let mut effects = self.fold.answer(shard, response);
                if self.fold.is_done() && !was_done {
                    effects.extend(self.folded());
                }
                effects
            }
            Response::Fences { id, order, fences } if id == self.id && order == self.order => {
                let Some(mut fences) = self.fences.add(|all| all.extend(fences)) else { return Vec::new() };
                let descending = self.order.sort.descending;
                fences.sort_unstable_by(|a, b| order::compare(a, b, descending));
                self.fenced = Some(fences);
                // The first page is on its way or there.
                if self.window.is_at_start() { Vec::new() } else { self.ask_rows() }
            }
            // A newer order asks for the place again when its rows are known.
            Response::KeyOf { id, order, row, key }
                if id == self.id && order == self.order && self.is_locating(EventKey { shard, row }) =>
            {
                match key {
                    Some(key) => {
                        self.ranks.begin(self.num_shards);
                        to_all(self.num_shards, &Request::Rank { id, order, key })
                    }
                    None => self.located(None),
                }
            }
            Response::Rank { id, order, rank } if id == self.id && order == self.order => {
                let index = self.ranks.add(|sum| *sum += rank);
                index.map(|index| self.located(Some(index))).unwrap_or_default()
            }
            Response::Rows { id, order, rank, rows } if id == self.id && order == self.order => {
                self.gather_rows(shard, rank, rows)
            }
            _ => Vec::new(),
        }
    }

    /// Has the matches ordered anew, and asks for what depends on their order.
    fn ask_order(&mut self) -> Vec<Effect> {
        if self.order.is_folded && self.answered.is_some() {
            self.forget_order();
            let effects = self.fold.begin(self.id, &self.order.sort);
            if !self.fold.is_done() {
                return effects;
            }
            return effects.into_iter().chain(self.folded()).collect();
        }
        let mut effects = self.ask_fences();
        effects.extend(self.ask_place());
        effects
    }

    /// Goes on once the workers have been told what to leave out of the order.
    fn folded(&mut self) -> Vec<Effect> {
        let matches = self.answered.as_ref().map_or(0, |answered| answered.matches);
        let folding = self.fold.summary(&self.text, matches);
        let mut effects = vec![Effect::Publish(Update::Folding(Some(folding)))];
        effects.extend(self.ask_fences());
        effects.extend(self.ask_place());
        effects
    }

    fn forget_order(&mut self) {
        (self.is_ordered, self.fenced, self.asked_window) = (false, None, None);
    }

    fn ask_fences(&mut self) -> Vec<Effect> {
        self.forget_order();
        self.order.run += 1;
        if self.answered.is_none() || !self.is_order_known() {
            return Vec::new();
        }
        self.is_ordered = true;
        self.fences.begin(self.num_shards);
        let mut effects =
            to_all(self.num_shards, &Request::Fences { id: self.id, order: self.order.clone() });
        effects.extend(self.ask_rows());
        effects
    }

    fn is_order_known(&self) -> bool {
        !self.order.is_folded || self.fold.is_done()
    }

    /// Asks the worker of the event that is looked for, or of the one in whose row it stands, where
    /// that is.
    fn ask_place(&self) -> Vec<Effect> {
        let Some((key, query)) = &self.locating else { return Vec::new() };
        if self.answered.is_none() || *query != self.text || !self.is_order_known() {
            return Vec::new();
        }
        let EventKey { shard, row } = self.fold.row_of(*key);
        let request = Request::KeyOf { id: self.id, order: self.order.clone(), row };
        vec![Effect::Send { shard, request }]
    }

    fn is_locating(&self, key: EventKey) -> bool {
        self.locating.as_ref().is_some_and(|(known, _)| self.fold.row_of(*known) == key)
    }

    fn located(&mut self, index: Option<u64>) -> Vec<Effect> {
        let Some((key, query)) = self.locating.take() else { return Vec::new() };
        vec![Effect::Publish(Update::Located { key, query, index })]
    }

    /// Asks for the window's rows unless other rows are on their way: those come first, and the
    /// newest window is asked for then.
    fn ask_rows(&mut self) -> Vec<Effect> {
        if !self.is_ordered || self.asked_window.is_some() || self.window.columns.is_empty() {
            return Vec::new();
        }
        let (pivot, slack) = if self.window.is_at_start() {
            (None, self.window.first as u32)
        } else {
            // `before` fences are smaller than the pivot, so in no worker more than a step for each of
            // its own are, and in all together no more rows than `first`.
            let Some(fences) = &self.fenced else { return Vec::new() };
            let before = (self.window.first / u64::from(FENCE_STEP)) as usize;
            let pivot = fences.get(before.min(fences.len().saturating_sub(1)));
            (pivot.cloned(), FENCE_STEP * (u32::from(self.num_shards) + 1))
        };
        let request = Request::Rows {
            id: self.id,
            order: self.order.clone(),
            pivot,
            limit: self.window.count + slack,
            columns: self.window.columns.clone(),
        };
        self.asked_window = Some(self.window.clone());
        self.rows.begin(self.num_shards);
        to_all(self.num_shards, &request)
    }

    fn gather_rows(&mut self, shard: u16, rank: u64, rows: Vec<KeyedRow>) -> Vec<Effect> {
        let whole = self.rows.add(|(base, all)| {
            *base += rank;
            all.extend(rows.into_iter().map(|row| (shard, row)));
        });
        let Some((base, mut rows)) = whole else { return Vec::new() };
        let Some(window) = self.asked_window.take() else { return Vec::new() };
        let descending = self.order.sort.descending;
        rows.sort_unstable_by(|(_, a), (_, b)| order::compare(&a.key, &b.key, descending));
        let skip = window.first.saturating_sub(base) as usize;
        let rows = rows
            .into_iter()
            .skip(skip)
            .take(window.count as usize)
            .map(|(shard, row)| {
                let key = EventKey { shard, row: row.key.row };
                TableRow {
                    key,
                    event_id: row.event_id,
                    is_contested: row.is_contested,
                    cells: row.cells,
                    copies: self.fold.copies(key),
                }
            })
            .collect();
        let page = Page {
            query: self.text.clone(),
            sort: self.order.sort.clone(),
            is_folded: self.order.is_folded,
            columns: window.columns.clone(),
            first: window.first.max(base),
            rows,
        };
        let mut effects = vec![Effect::Publish(Update::Page(page))];
        if window != self.window {
            effects.extend(self.ask_rows());
        }
        effects
    }

    fn ask_timeline(&mut self) -> Vec<Effect> {
        let Some(answered) = &self.answered else { return Vec::new() };
        if self.num_buckets == 0 {
            return Vec::new();
        }
        let scale = histogram::scale(answered.extent, self.num_buckets as usize);
        let scale = TimeScale { from: scale.from, width: scale.width, buckets: scale.num_buckets as u32 };
        self.scale = Some(scale);
        self.timeline.begin(self.num_shards);
        to_all(self.num_shards, &Request::Timeline { id: self.id, scale, series: self.series })
    }
}
