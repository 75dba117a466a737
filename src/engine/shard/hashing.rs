//! SHA-256 of the files as delivered, worked out when nothing else waits.

use super::super::protocol::{GivenId, Response};
use super::Shard;
use crate::base::sha256::Hasher;

/// The files that are hashed so far, and the one under way.
#[derive(Default)]
pub(super) struct Hashing {
    /// Given file, member and SHA-256 in hex.
    done: Vec<(GivenId, u32, String)>,
    hasher: Hasher,
    /// The blobs of the file under way that are in it.
    num_blobs: usize,
}

impl Shard {
    /// Hashes one blob more.
    pub(super) fn hash_more(&mut self) -> Vec<Response> {
        let Some(mut hashing) = self.hashing.take() else { return Vec::new() };
        if let Some(leaf) = self.leaves.get(hashing.done.len()) {
            let next = leaf.delivered.get(hashing.num_blobs).filter(|_| leaf.sha256.is_none());
            match next {
                Some(&blob) => {
                    self.store.hash(blob, &mut hashing.hasher);
                    hashing.num_blobs += 1;
                }
                None => {
                    let kept = std::mem::take(&mut hashing.hasher);
                    let kept = (hashing.num_blobs > 0).then(|| kept.hex());
                    // Of a member that could not be unpacked nothing is known.
                    let hash = leaf.sha256.clone().or(kept).unwrap_or_default();
                    hashing.done.push((leaf.given, leaf.member, hash));
                    hashing.num_blobs = 0;
                }
            }
        }
        if hashing.done.len() < self.leaves.len() {
            self.hashing = Some(hashing);
            return Vec::new();
        }
        vec![Response::FileHashes { hashes: hashing.done }]
    }
}
