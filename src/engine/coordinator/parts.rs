//! Which of the things that workers are given are parts of one file.

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::protocol::{GivenId, GivenPart};

/// The files that are read in parts.
#[derive(Default)]
pub(super) struct Parts {
    /// By the first of their parts, which the others follow.
    files: BTreeMap<GivenId, Parted>,
}

struct Parted {
    /// The members of the archive in each part.
    members: Vec<Range<u32>>,
    /// How many parts are not done.
    num_left: usize,
}

impl Parts {
    /// Takes a file in whose parts begin with this one.
    pub(super) fn add(&mut self, first: GivenId, parts: &[GivenPart]) {
        let members = parts.iter().map(|part| part.members.clone()).collect();
        self.files.insert(first, Parted { members, num_left: parts.len() });
    }

    /// The first part of the file that this one is a part of; a whole file is its own.
    pub(super) fn file_of(&self, given: GivenId) -> GivenId {
        self.parted(given).map_or(given, |(first, _)| first)
    }

    /// One that was not done is; whether its file is now.
    pub(super) fn done(&mut self, given: GivenId) -> bool {
        let Some(file) = self.parted_mut(given) else { return true };
        file.num_left = file.num_left.saturating_sub(1);
        file.num_left == 0
    }

    /// One that was done is not any more; whether its file was.
    pub(super) fn again(&mut self, given: GivenId) -> bool {
        let Some(file) = self.parted_mut(given) else { return true };
        file.num_left += 1;
        file.num_left == 1
    }

    /// What to call a part beside its file's path.
    pub(super) fn label(&self, given: GivenId) -> Option<String> {
        let (first, file) = self.parted(given)?;
        let members = file.members.get((given.0 - first.0) as usize)?;
        let all = file.members.last()?.end;
        Some(format!("members {} to {} of {all}", members.start + 1, members.end))
    }

    fn parted(&self, given: GivenId) -> Option<(GivenId, &Parted)> {
        let (&first, file) = self.files.range(..=given).next_back()?;
        let is_part = ((given.0 - first.0) as usize) < file.members.len();
        is_part.then_some((first, file))
    }

    fn parted_mut(&mut self, given: GivenId) -> Option<&mut Parted> {
        let (first, _) = self.parted(given)?;
        self.files.get_mut(&first)
    }
}
