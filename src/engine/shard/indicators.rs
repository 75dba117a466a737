//! Which of many addresses, keys, ARNs, user agents and event ids occur.
//!
//! Each different text of a column is compared once, however many rows have it; the rows then only
//! look up their codes.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use super::super::protocol::{FoundIndicator, Indicator, IndicatorKind, Response};
use super::Shard;
use crate::aggregate::histogram::join_extents;
use crate::record::field::FieldId;
use crate::segment::identifier::{Ident, format_guid};
use crate::segment::{Column, DictCode, DictColumn, Dictionary, IdentColumn, RowId, TimeColumn};

/// A search that has not seen every segment yet.
pub(super) struct Search {
    run: u32,
    /// A field that is searched, with what is found in it.
    fields: Vec<FieldHits>,
    found: Vec<FoundIndicator>,
    events: u64,
    segment: usize,
    /// The segments that there were when the search began: of their texts all are known.
    num_segments: usize,
}

/// The indicators that one field is searched for.
struct FieldHits {
    field: FieldId,
    needles: Needles,
    /// For each code of the field's dictionary its place in `lists`; 0 for none.
    by_code: Vec<u32>,
    /// Places of indicators, with the bit of this field for their kind.
    lists: Vec<Vec<(u32, u8)>>,
}

/// What texts are compared with.
#[derive(Default)]
struct Needles {
    /// By the text in lower case (ASCII).
    texts: HashMap<String, (u32, u8)>,
    addresses: HashMap<IpAddr, (u32, u8)>,
    /// By family and length of the prefix, then by the prefix.
    networks: BTreeMap<(bool, u32), HashMap<u128, (u32, u8)>>,
}

/// The first bits of an address, and whether it is one of the shorter kind; `None` where it has fewer.
fn prefix(address: IpAddr, len: u32) -> Option<((bool, u32), u128)> {
    let (is_short, bits, width) = match address {
        IpAddr::V4(address) => (true, u128::from(address.to_bits()), 32u32),
        IpAddr::V6(address) => (false, address.to_bits(), 128),
    };
    let rest = width.checked_sub(len)?;
    Some(((is_short, len), bits.checked_shr(rest).unwrap_or(0)))
}

impl Needles {
    fn add(&mut self, place: u32, bit: u8, indicator: &Indicator) {
        let hit = (place, bit);
        self.texts.insert(indicator.text.to_ascii_lowercase(), hit);
        match indicator.kind {
            IndicatorKind::Address => {
                self.addresses.extend(indicator.text.parse().ok().map(|address: IpAddr| (address, hit)));
            }
            IndicatorKind::Network => {
                let parts = indicator.text.split_once('/');
                let parsed =
                    parts.and_then(|(address, len)| prefix(address.parse().ok()?, len.parse().ok()?));
                if let Some((family, bits)) = parsed {
                    self.networks.entry(family).or_default().insert(bits, hit);
                }
            }
            IndicatorKind::AccessKey
            | IndicatorKind::Arn
            | IndicatorKind::UserAgent
            | IndicatorKind::EventId => {}
        }
    }

    /// The indicators that a text is, each once.
    fn hits(&self, text: &str) -> Vec<(u32, u8)> {
        let mut hits: Vec<(u32, u8)> =
            self.texts.get(&text.to_ascii_lowercase()).copied().into_iter().collect();
        if (!self.addresses.is_empty() || !self.networks.is_empty())
            && let Ok(address) = text.parse::<IpAddr>()
        {
            hits.extend(self.addresses.get(&address));
            for ((is_short, len), networks) in &self.networks {
                if let Some((family, bits)) = prefix(address, *len)
                    && family.0 == *is_short
                {
                    hits.extend(networks.get(&bits));
                }
            }
        }
        hits.sort_unstable();
        hits.dedup();
        hits
    }
}

impl FieldHits {
    fn new(field: FieldId, list: &[Indicator], dictionary: &Dictionary) -> Option<Self> {
        let mut needles = Needles::default();
        for (place, indicator) in (0u32..).zip(list) {
            if let Some(at) = indicator.kind.fields().iter().position(|own| *own == field) {
                needles.add(place, 1 << at, indicator);
            }
        }
        if needles.texts.is_empty() {
            return None;
        }
        let mut lists = vec![Vec::new()];
        let mut by_code = vec![0; dictionary.len() + 1];
        for (DictCode(code), text) in dictionary.iter() {
            let hits = needles.hits(text);
            if let Some(place) = by_code.get_mut(code as usize).filter(|_| !hits.is_empty()) {
                *place = lists.len() as u32;
                lists.push(hits);
            }
        }
        Some(Self { field, needles, by_code, lists })
    }

    /// Adds the indicators that a row's field holds.
    fn of_row(&self, column: &Column, row: RowId, out: &mut Vec<(u32, u8)>) {
        match column {
            Column::Dict(column) if self.lists.len() > 1 => self.of_codes(column, row, out),
            Column::Ident(column) => self.of_ident(column, row, out),
            Column::Dict(_) | Column::Time(_) => {}
        }
    }

    #[inline(always)]
    fn of_codes(&self, column: &DictColumn, row: RowId, out: &mut Vec<(u32, u8)>) {
        let mut add = |DictCode(code): DictCode| match self.by_code.get(code as usize) {
            Some(0) | None => {}
            Some(&list) => out.extend(self.lists.get(list as usize).into_iter().flatten()),
        };
        match column.code(row) {
            DictCode::ABSENT => {}
            DictCode::SPILLED => column.values(row).flatten().for_each(add),
            code => add(code),
        }
    }

    fn of_ident(&self, column: &IdentColumn, row: RowId, out: &mut Vec<(u32, u8)>) {
        match column.get(row) {
            Ident::Absent => {}
            Ident::Guid(bits) => out.extend(self.needles.texts.get(&format_guid(bits))),
            Ident::Text(text) => out.extend(self.needles.hits(text)),
            Ident::Spilled(values) => {
                values.iter().flatten().for_each(|text| out.extend(self.needles.hits(text)));
            }
        }
    }
}

impl Shard {
    /// Begins a search; an older one ends.
    pub(super) fn indicators(&mut self, run: u32, list: &[Indicator]) -> Vec<Response> {
        let mut fields: Vec<FieldId> =
            IndicatorKind::ALL.iter().flat_map(|kind| kind.fields()).copied().collect();
        fields.sort_unstable();
        fields.dedup();
        let fields =
            fields.into_iter().filter_map(|field| FieldHits::new(field, list, self.dictionaries.get(field)));
        let found = (0u32..).zip(list);
        let search = Search {
            run,
            fields: fields.collect(),
            found: found
                .map(|(place, _)| FoundIndicator { place, events: 0, extent: None, fields: 0 })
                .collect(),
            events: 0,
            segment: 0,
            num_segments: self.segments.len(),
        };
        self.search_more(search)
    }

    /// Searches one segment.
    pub(super) fn search_more(&mut self, mut search: Search) -> Vec<Response> {
        if let Some(sealed) = self.segments.get(search.segment) {
            let segment = &sealed.segment;
            let millis = segment.times().millis();
            let mut hits: Vec<(u32, u8)> = Vec::new();
            for row in sealed.live.iter() {
                hits.clear();
                for field in &search.fields {
                    field.of_row(segment.column(field.field), RowId(row as u32), &mut hits);
                }
                if hits.is_empty() {
                    continue;
                }
                search.events += 1;
                let time = millis.get(row).copied().filter(|&time| time != TimeColumn::UNTIMED);
                hits.sort_unstable();
                let mut last = None;
                for &(place, bit) in &hits {
                    let Some(found) = search.found.get_mut(place as usize) else { continue };
                    found.fields |= bit;
                    // An event counts once, in however many fields of it the indicator stands.
                    if last != Some(place) {
                        found.events += 1;
                        found.extent = join_extents(found.extent, time.map(|time| (time, time)));
                    }
                    last = Some(place);
                }
            }
            search.segment += 1;
            if search.segment < search.num_segments {
                self.searching = Some(search);
                return Vec::new();
            }
        }
        let Search { run, mut found, events, .. } = search;
        found.retain(|found| found.events > 0);
        vec![Response::Indicators { run, found, events }]
    }
}
