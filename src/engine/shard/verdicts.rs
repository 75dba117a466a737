//! Columns → what the configurations say of every row.
//!
//! ```text
//! dictionary entry ─Classes→ class, once for each     row: classes of its codes ─→ key
//!   key ─known→ outcome      unknown key ─facts, evaluate→ outcome, once for each
//! ```
//! However many different ARNs there are, they fall into as many classes as the selectors tell apart; so the
//! reference decision is asked a few times for a log, and a row costs a few loads.
//!
//! **Invariant:** an outcome is what [`evaluate`](fn@crate::selector::evaluate) says of the first row with its key. A row whose
//! classes do not fit into a key is asked about by itself.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::resource_lists::ResourceLists;
use super::{Sealed, Shard};
use crate::record::field::FieldId;
use crate::segment::{Codes, DictCode, DictColumn, Dictionary, RowId};
use crate::selector::classes::{ABSENT, Aspect, Classes};
use crate::selector::evaluate::VerdictKind;
use crate::selector::facts::{Category, EventFacts};
use crate::selector::lint::{self, Concern};
use crate::selector::{TrailConfiguration, evaluate, read};

/// The configurations in force, with their outcomes for every segment.
pub(super) struct Judgement {
    pub(super) run: u32,
    pub(super) first: Vec<TrailConfiguration>,
    pub(super) second: Option<Vec<TrailConfiguration>>,
    /// What the lints of both are about, those of the first one first.
    concerns: Vec<Concern>,
    pub(super) num_first_concerns: usize,
    classes: Classes,
    /// Class by code, for each aspect and for the ARN prefixes.
    tables: Vec<Vec<u32>>,
    lists: ResourceLists,
    by_key: HashMap<Key, u32>,
    pub(super) outcomes: Vec<Outcome>,
    /// What the filter finds the events of each concern by.
    concern_words: Vec<String>,
    /// The words of each outcome: as a value, and with those of its concerns as the filter finds it.
    pub(super) words: Vec<Vec<&'static str>>,
    pub(super) filter_words: Vec<Vec<String>>,
    numbers: HashMap<Outcome, u32>,
    /// Of every segment, the outcome of every row.
    pub(super) rows: Vec<Vec<u32>>,
}

/// What is said of an event. Events of which nothing different is said are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Outcome {
    pub(super) first: VerdictKind,
    pub(super) second: Option<VerdictKind>,
    /// The place among the kinds of charge.
    pub(super) charge: Option<u8>,
    /// The concerns that are about it.
    pub(super) concerns: Vec<u32>,
}

/// The classes of a row's single values, a few bits for each, and that of its resources.
type Key = (u64, u32);

/// The columns of one text each, with the bits that their class takes in a key. 14 bits are left for the rest.
const TEXTS: [(Aspect, FieldId, u32); 8] = [
    (Aspect::EventSource, FieldId::EventSource, 10),
    (Aspect::EventName, FieldId::EventName, 9),
    (Aspect::EventType, FieldId::EventType, 5),
    (Aspect::ErrorCode, FieldId::ErrorCode, 5),
    (Aspect::UserIdentityArn, FieldId::UserArn, 9),
    (Aspect::InvokedBy, FieldId::UserInvokedBy, 2),
    (Aspect::VpcEndpointId, FieldId::VpcEndpointId, 5),
    (Aspect::Region, FieldId::AwsRegion, 5),
];
/// Those of the other single values.
const CATEGORY_BITS: u32 = 9;
const READ_ONLY_BITS: u32 = 2;

/// A key that stands for no row: the row's classes do not fit.
const UNFIT: u64 = u64::MAX;

/// The table of ARN prefixes stands behind those of the aspects.
const PREFIXES: usize = Aspect::ALL.len();

impl Judgement {
    pub(super) fn new(run: u32, first: &str, second: Option<&str>) -> Self {
        let first = read(first).configurations;
        let second = second.map(|second| read(second).configurations);
        let (mut concerns, mut concern_words) = concerns_of(&first, false);
        let num_first_concerns = concerns.len();
        if let Some(second) = &second {
            let (more, words) = concerns_of(second, true);
            concerns.extend(more);
            concern_words.extend(words);
        }
        Self {
            run,
            classes: Classes::new(first.iter().chain(second.iter().flatten()), &concerns),
            first,
            second,
            concerns,
            num_first_concerns,
            tables: vec![Vec::new(); Aspect::ALL.len() + 1],
            lists: ResourceLists::default(),
            by_key: HashMap::new(),
            outcomes: Vec::new(),
            concern_words,
            words: Vec::new(),
            filter_words: Vec::new(),
            numbers: HashMap::new(),
            rows: Vec::new(),
        }
    }

    pub(super) fn num_second_concerns(&self) -> usize {
        self.concerns.len() - self.num_first_concerns
    }

    /// Gives the rows of a segment their outcomes.
    fn judge_segment(&mut self, shard: &Shard, sealed: &Sealed) {
        let num_rows = sealed.segment.num_rows();
        let mut keys = vec![0u64; num_rows];
        let mut shift = 0;
        let mut add = |keys: &mut [u64], column: &DictColumn, table: &[u32], bits: u32| {
            add_classes(keys, column, table, shift, bits);
            shift += bits;
        };
        for (aspect, field, bits) in TEXTS {
            if self.classes.asks(aspect)
                && let Some(column) = sealed.segment.dict(field)
            {
                self.extend(aspect as usize, aspect, shard.dictionaries.get(field));
                add(&mut keys, column, &self.tables[aspect as usize], bits);
            }
        }
        // Of these every value is a class.
        if let Some(column) = sealed.segment.dict(FieldId::Category) {
            let table: Vec<u32> = (0..=shard.dictionaries.get(FieldId::Category).len() as u32).collect();
            add(&mut keys, column, &table, CATEGORY_BITS);
        }
        let truths = |field: FieldId| -> Vec<u32> {
            let dictionary = shard.dictionaries.get(field);
            let truth = |text: &str| match () {
                () if text.eq_ignore_ascii_case("true") => 1,
                () if text.eq_ignore_ascii_case("false") => 2,
                () => 0,
            };
            std::iter::once(0).chain(dictionary.iter().map(|(_, text)| truth(text))).collect()
        };
        if let Some(column) = sealed.segment.dict(FieldId::ReadOnly) {
            add(&mut keys, column, &truths(FieldId::ReadOnly), READ_ONLY_BITS);
        }
        if let Some(column) = sealed.segment.dict(FieldId::SessionCredentialFromConsole) {
            let dictionary = shard.dictionaries.get(FieldId::SessionCredentialFromConsole);
            let is_true = dictionary.iter().map(|(_, text)| u32::from(text == "true"));
            let table: Vec<u32> = std::iter::once(0).chain(is_true).collect();
            add(&mut keys, column, &table, 1);
        }
        for set in [&sealed.summary, &sealed.lossy] {
            for row in set.iter() {
                if let Some(key) = keys.get_mut(row).filter(|key| **key != UNFIT) {
                    *key |= 1 << shift;
                }
            }
        }
        let lists = self.resource_lists(shard, sealed);
        let rows = self.number_rows(shard, sealed, &keys, lists.as_deref());
        self.rows.push(rows);
    }

    /// The class of every row's resources; `None` where nothing asks for them.
    fn resource_lists(&mut self, shard: &Shard, sealed: &Sealed) -> Option<Vec<u32>> {
        if !self.classes.asks(Aspect::ResourceType) && !self.classes.asks(Aspect::ResourceArn) {
            return None;
        }
        let dictionaries = &shard.dictionaries;
        let (types, arns) = (Aspect::ResourceType as usize, Aspect::ResourceArn as usize);
        self.extend(types, Aspect::ResourceType, dictionaries.get(FieldId::ResourceType));
        self.extend(arns, Aspect::ResourceArn, dictionaries.get(FieldId::ResourceArn));
        self.extend(PREFIXES, Aspect::ResourceArn, dictionaries.get(FieldId::ResourceArnPrefix));
        let columns = [FieldId::ResourceType, FieldId::ResourceArn, FieldId::ResourceArnPrefix]
            .map(|field| sealed.segment.dict(field));
        let [Some(of_type), Some(of_arn), Some(of_prefix)] = columns else { return None };
        let tables = [&self.tables[types], &self.tables[arns], &self.tables[PREFIXES]].map(Vec::as_slice);
        Some(self.lists.of_rows([of_type, of_arn, of_prefix], tables, sealed.segment.num_rows()))
    }

    /// Puts the texts that have come to a dictionary since into their classes.
    fn extend(&mut self, table: usize, aspect: Aspect, dictionary: &Dictionary) {
        let Some(known) = self.tables.get_mut(table) else { return };
        if known.is_empty() {
            known.push(ABSENT);
        }
        known.reserve(dictionary.len() + 1 - known.len());
        // Where nothing asks, a text only differs from none.
        let is_asked = self.classes.asks(aspect);
        for code in known.len() as u32..=dictionary.len() as u32 {
            let text = dictionary.text(DictCode(code)).unwrap_or_default();
            known.push(if is_asked { self.classes.of(aspect, text) } else { ABSENT + 1 });
        }
    }

    fn number_rows(
        &mut self,
        shard: &Shard,
        sealed: &Sealed,
        keys: &[u64],
        lists: Option<&[u32]>,
    ) -> Vec<u32> {
        let mut last: Option<(Key, u32)> = None;
        let mut recent = vec![((UNFIT, 0), 0); RECENT];
        let rows = keys.iter().enumerate().map(|(row, &single)| {
            let list = lists.and_then(|lists| lists.get(row)).copied().unwrap_or(0);
            let key = (single, list);
            if let Some((_, outcome)) = last.filter(|(known, _)| *known == key) {
                return outcome;
            }
            let is_fit = single != UNFIT && list != ResourceLists::UNFIT;
            let slot = &mut recent[slot_of(key)];
            let outcome = if is_fit && slot.0 == key {
                slot.1
            } else {
                let decide = |own: &mut Self| {
                    let outcome = own.outcome(&shard.facts(sealed, RowId(row as u32)));
                    own.number(outcome)
                };
                if !is_fit {
                    return decide(self);
                }
                let outcome = match self.by_key.get(&key) {
                    Some(&known) => known,
                    None => {
                        let new = decide(self);
                        self.by_key.insert(key, new);
                        new
                    }
                };
                *slot = (key, outcome);
                outcome
            };
            last = Some((key, outcome));
            outcome
        });
        rows.collect()
    }

    fn outcome(&self, facts: &EventFacts<'_>) -> Outcome {
        let first = together(&self.first, facts);
        let concerns = self.concerns.iter().enumerate().filter(|(_, concern)| concern.concerns(facts));
        Outcome {
            first,
            second: self.second.as_ref().map(|second| together(second, facts)),
            charge: charge(facts),
            concerns: concerns.map(|(at, _)| at as u32).collect(),
        }
    }

    fn number(&mut self, outcome: Outcome) -> u32 {
        let next = self.outcomes.len() as u32;
        match self.numbers.entry(outcome) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let words = new.key().words();
                let concerns = new.key().concerns.iter();
                let concerns = concerns.filter_map(|at| self.concern_words.get(*at as usize)).cloned();
                self.filter_words.push(words.iter().map(|word| (*word).to_owned()).chain(concerns).collect());
                self.words.push(words);
                self.outcomes.push(new.key().clone());
                *new.insert(next)
            }
        }
    }
}

impl Shard {
    /// Gives every segment its outcomes.
    pub(super) fn complete_verdicts(&mut self) {
        let Some(mut judgement) = self.judgement.take() else { return };
        while let Some(sealed) = self.segments.get(judgement.rows.len()) {
            judgement.judge_segment(self, sealed);
        }
        self.judgement = Some(judgement);
    }
}

/// What the lints of a text are about, and the words that its events are found by.
fn concerns_of(trails: &[TrailConfiguration], is_second: bool) -> (Vec<Concern>, Vec<String>) {
    let lints: Vec<lint::Lint> = trails.iter().flat_map(lint::lint).collect();
    let words = lint::filter_words(lints.iter().map(|lint| lint.problem.code), is_second);
    (lints.into_iter().map(|lint| lint.concern).collect(), words)
}

/// Several trails together record what any of them does.
fn together(trails: &[TrailConfiguration], facts: &EventFacts<'_>) -> VerdictKind {
    let kinds = trails.iter().map(|trail| evaluate(trail, facts).kind());
    // A verdict that makes the others pointless comes first.
    let weight = |kind: &VerdictKind| match kind {
        VerdictKind::Recorded => 3,
        VerdictKind::CannotTell => 2,
        VerdictKind::NotRecorded => 1,
        VerdictKind::Never => 0,
    };
    kinds.max_by_key(weight).unwrap_or(VerdictKind::NotRecorded)
}

/// How an event is charged once it is recorded.
fn charge(facts: &EventFacts<'_>) -> Option<u8> {
    match (facts.category, facts.read_only) {
        (Category::Management, Some(true)) => Some(0),
        (Category::Management, Some(false)) => Some(1),
        (Category::Management, None) => Some(2),
        (Category::Data, _) => Some(3),
        (Category::NetworkActivity, _) => Some(4),
        _ => None,
    }
}

/// Keys remembered beside the last one; rows of few kinds alternate.
const RECENT: usize = 256;

fn slot_of((single, list): Key) -> usize {
    let mixed = (single ^ u64::from(list).rotate_left(41)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 56) as usize % RECENT
}

/// Adds the classes of a column to the keys of its rows.
fn add_classes(keys: &mut [u64], column: &DictColumn, table: &[u32], shift: u32, bits: u32) {
    let part = |code: u32| match table.get(code as usize).copied().unwrap_or(ABSENT) {
        class if class >> bits == 0 => u64::from(class) << shift,
        _ => UNFIT,
    };
    match column.codes() {
        Codes::Constant(DictCode::SPILLED, _) => {}
        Codes::Constant(code, _) => {
            let part = part(code.0);
            keys.iter_mut().for_each(|key| *key |= part);
        }
        Codes::U8(codes) => {
            let parts: Vec<u64> = (0..u32::from(u8::MAX)).map(part).chain([0]).collect();
            for (key, &code) in keys.iter_mut().zip(codes) {
                *key |= parts[usize::from(code)];
            }
        }
        Codes::U16(codes) => {
            for (key, &code) in keys.iter_mut().zip(codes) {
                *key |= if code == u16::MAX { 0 } else { part(u32::from(code)) };
            }
        }
        Codes::U32(codes) => {
            for (key, &code) in keys.iter_mut().zip(codes) {
                *key |= if code == DictCode::SPILLED.0 { 0 } else { part(code) };
            }
        }
    }
    // Of several values the first one counts, as for the facts of the row.
    for spilled in column.spilled().iter() {
        let first = spilled.values.iter().flatten().next().map_or(0, |code| code.0);
        if let Some(key) = keys.get_mut(spilled.row.0 as usize) {
            *key |= part(first);
        }
    }
}
