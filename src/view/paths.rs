//! The paths of the loaded records, as the filter offers and judges them.

use crate::base::text;
use crate::engine::protocol::PathList;
use crate::query::ast::FieldPath;
use crate::query::hints::{Hint, KnownPaths, hints};
use crate::query::suggest::CountedPath;
use crate::record::path::segments;

/// Paths in the order in which they are offered.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// The most frequent first. While they are being counted they have no numbers: a part of a count
    /// must not be taken for the whole.
    pub offered: Vec<CountedPath>,
    /// What is there, once that is certain.
    known: Option<KnownPaths>,
}

impl Paths {
    pub fn of(list: PathList) -> Self {
        let is_exact = list.is_complete && !list.is_cut;
        let mut paths = list.paths;
        paths.sort_unstable_by(|(a, a_count), (b, b_count)| {
            b_count.cmp(a_count).then_with(|| text::order(a, b))
        });
        let known = is_exact.then(|| {
            let mut known = KnownPaths::default();
            for (path, _) in &paths {
                known.insert(&FieldPath { segments: segments(path) });
            }
            known
        });
        let offered = paths.into_iter().map(|(path, count)| (path, is_exact.then_some(count))).collect();
        Self { offered, known }
    }

    /// Remarks on a filter text, each once. None while it is not certain which paths there are.
    pub fn hints(&self, text: &str, has_configuration: bool) -> Vec<Hint> {
        let Some(known) = &self.known else { return Vec::new() };
        let mut said: Vec<Hint> = Vec::new();
        for hint in hints(text, known, has_configuration) {
            if !said.iter().any(|other| other.message == hint.message) {
                said.push(hint);
            }
        }
        said
    }
}
