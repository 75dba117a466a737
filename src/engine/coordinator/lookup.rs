//! Lookups on their way: asked of every worker, answered once, forgotten when nobody waits.

use std::collections::HashMap;

use super::super::protocol::{
    Effect, EventKey, FoundEvent, FoundRecords, FoundRow, LookupId, RecordQuery, Request, Update,
};
use super::super::shard::order;
use super::{Gather, to_all};
use crate::aggregate::histogram;

pub(super) struct Lookups {
    num_shards: u16,
    under_way: HashMap<LookupId, UnderWay>,
}

struct UnderWay {
    limit: usize,
    parts: Gather<Parts>,
}

/// What came so far.
#[derive(Default)]
struct Parts {
    matches: u64,
    extent: Option<(i64, i64)>,
    rows: Vec<(u16, FoundRow)>,
}

impl Lookups {
    pub(super) fn new(num_shards: u16) -> Self {
        Self { num_shards, under_way: HashMap::new() }
    }

    pub(super) fn ask(
        &mut self,
        id: LookupId,
        wanted: &RecordQuery,
        except: Option<EventKey>,
    ) -> Vec<Effect> {
        let mut parts = Gather::default();
        parts.begin(self.num_shards);
        self.under_way.insert(id, UnderWay { limit: wanted.limit as usize, parts });
        let row_in = |shard: u16| except.filter(|key| key.shard == shard).map(|key| key.row);
        (0..self.num_shards)
            .map(|shard| Effect::Send {
                shard,
                request: Request::Records { id, wanted: wanted.clone(), except: row_in(shard) },
            })
            .collect()
    }

    pub(super) fn forget(&mut self, id: LookupId) -> Vec<Effect> {
        match self.under_way.remove(&id) {
            Some(_) => to_all(self.num_shards, &Request::ForgetRecords { id }),
            None => Vec::new(),
        }
    }

    /// Takes in one worker's part. What nobody waits for is dropped.
    pub(super) fn answer(
        &mut self,
        shard: u16,
        id: LookupId,
        matches: u64,
        extent: Option<(i64, i64)>,
        rows: Vec<FoundRow>,
    ) -> Vec<Effect> {
        let Some(lookup) = self.under_way.get_mut(&id) else { return Vec::new() };
        let limit = lookup.limit;
        let whole = lookup.parts.add(|all| {
            all.matches += matches;
            all.extent = histogram::join_extents(all.extent, extent);
            all.rows.extend(rows.into_iter().map(|row| (shard, row)));
        });
        let Some(Parts { matches, extent, mut rows }) = whole else { return Vec::new() };
        self.under_way.remove(&id);
        rows.sort_unstable_by(|(_, a), (_, b)| order::compare(&a.key, &b.key, false));
        let events = rows.into_iter().take(limit).map(|(shard, row)| FoundEvent {
            key: EventKey { shard, row: row.key.row },
            event_id: row.event_id,
            cells: row.cells,
            record: row.record.map(|record| *record),
        });
        let found = FoundRecords { matches, extent, events: events.collect() };
        vec![Effect::Publish(Update::Records { id, found })]
    }
}
