//! The different values of one field in each of many groups.

use crate::segment::{DictCode, Dictionary};

/// Pairs of group and value, each once when sealed.
#[derive(Debug, Default)]
pub struct Distinct {
    /// Group in the upper half, value in the lower: its code, and once sealed its place in `by_text`.
    pairs: Vec<u64>,
    /// Pairs that may repeat, not among the others yet.
    fresh: Vec<u64>,
    /// The codes that occur, in the order of their texts.
    by_text: Vec<DictCode>,
}

/// Fewer fresh pairs than this are not worth a turn through all of them.
const MIN_FRESH: usize = 1 << 16;

impl Distinct {
    /// Adds a value of a group.
    #[inline(always)]
    pub fn add(&mut self, group: u32, code: DictCode) {
        let pair = pair(group, code.0);
        if self.fresh.last() == Some(&pair) {
            return;
        }
        if self.fresh.len() >= MIN_FRESH.max(self.pairs.len() / 2) {
            self.take_fresh_in();
        }
        self.fresh.push(pair);
    }

    #[inline(never)]
    fn take_fresh_in(&mut self) {
        self.fresh.sort_unstable();
        self.fresh.dedup();
        self.pairs.append(&mut self.fresh);
        // Two sorted runs: the stable sort joins them in one pass.
        self.pairs.sort();
        self.pairs.dedup();
    }

    /// Puts the values of each group in the order of their texts.
    pub(super) fn seal(mut self, dictionary: &Dictionary) -> Self {
        self.take_fresh_in();
        let mut codes: Vec<u32> = self.pairs.iter().map(|&pair| pair as u32).collect();
        codes.sort_unstable();
        codes.dedup();
        let mut by_text: Vec<(&str, u32)> =
            codes.iter().filter_map(|&code| Some((dictionary.text(DictCode(code))?, code))).collect();
        by_text.sort_unstable();
        let mut rank = vec![0u32; codes.last().map_or(0, |&last| last as usize + 1)];
        for (place, (_, code)) in by_text.iter().enumerate() {
            if let Some(rank) = rank.get_mut(*code as usize) {
                *rank = place as u32;
            }
        }
        for own in &mut self.pairs {
            let (group, code) = ((*own >> 32) as u32, *own as u32);
            *own = pair(group, rank.get(code as usize).copied().unwrap_or_default());
        }
        self.pairs.sort_unstable();
        self.by_text = by_text.into_iter().map(|(_, code)| DictCode(code)).collect();
        self
    }

    /// The values of a group in the order of their texts (byte by byte), from the `skip`th on.
    pub fn of(&self, group: u32, skip: usize) -> impl Iterator<Item = DictCode> + '_ {
        let start = self.pairs.partition_point(|&own| own < pair(group, 0));
        let own = self.pairs.get(start..).unwrap_or_default();
        let own = own.iter().skip(skip).take_while(move |&&pair| (pair >> 32) as u32 == group);
        own.filter_map(|&pair| self.by_text.get(pair as u32 as usize).copied())
    }
}

fn pair(group: u32, value: u32) -> u64 {
    u64::from(group) << 32 | u64::from(value)
}
