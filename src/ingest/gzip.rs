//! All members of a gzip file, as far as the limits allow.

use super::limits::Limits;
use super::report::SkipReason;
use crate::base::gzip::{Buffer, Fault, MAGIC, Member};
use crate::base::sha256::Hasher;

/// What came of a gzip file; its text is in the buffer.
pub(super) struct Inflated {
    /// Bytes of the file up to the end of its last whole member.
    pub(super) members_len: usize,
    /// What was wrong; the text up to there stands.
    pub(super) damage: Option<Damage>,
}

/// Why inflating ended before the file did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Damage {
    /// The file ends inside a member.
    CutOff,
    /// A member is damaged: its code or its checksum is wrong.
    Corrupt,
    /// Something that is no gzip follows the last member.
    TrailingBytes,
    /// A limit was reached; the text is not to be used.
    Limit(SkipReason),
}

/// A gzip file that is inflated in steps.
pub(super) struct Inflating {
    /// Bytes of the members that are behind.
    members_len: usize,
    member: Option<Member>,
    /// The most text that there may be, and what is said where there is more.
    most: usize,
    beyond: SkipReason,
    /// Of the bytes that are behind, in a file that takes more than one step.
    hasher: Hasher,
    hashed_len: usize,
}

/// Inflates all members of `gzip` into `buffer`, no more than `room` bytes of text.
pub(super) fn inflate(gzip: &[u8], room: usize, limits: &Limits, buffer: &mut Buffer) -> Inflated {
    Inflating::begin(gzip, room, limits, buffer).finish(gzip, buffer)
}

/// So many members are inflated in one step at most: empty ones add nothing to the text.
const STEP_MEMBERS: usize = 1 << 12;

impl Inflating {
    pub(super) fn begin(gzip: &[u8], room: usize, limits: &Limits, buffer: &mut Buffer) -> Self {
        buffer.begin_inflating(gzip);
        let (most, beyond) = limits.most_text(gzip.len(), room);
        Self { members_len: 0, member: None, most, beyond, hasher: Hasher::default(), hashed_len: 0 }
    }

    /// Inflates about so many bytes more of text, with the file and the buffer that it was begun with; what
    /// came of it once it is at its end.
    pub(super) fn go_on(&mut self, gzip: &[u8], buffer: &mut Buffer, bytes: usize) -> Option<Inflated> {
        let until = buffer.text().len().saturating_add(bytes.max(1));
        let mut members_left = STEP_MEMBERS;
        let damage = loop {
            let rest = gzip.get(self.members_len..).unwrap_or_default();
            if self.member.is_none() && !rest.starts_with(&MAGIC) {
                // Blocks of tapes and of some copies are filled up with zeros.
                break rest.iter().any(|&byte| byte != 0).then_some(Damage::TrailingBytes);
            }
            let result = self.inflate_member(rest, buffer, until.min(self.most.saturating_add(1)));
            if buffer.text().len() > self.most {
                break Some(Damage::Limit(self.beyond));
            }
            match result {
                Err(Fault::CutOff) => break Some(Damage::CutOff),
                Err(Fault::Corrupt) => break Some(Damage::Corrupt),
                Ok(Some(len)) => {
                    self.members_len += len;
                    self.member = None;
                    members_left -= 1;
                    if members_left == 0 {
                        return None;
                    }
                }
                Ok(None) => return None,
            }
        };
        Some(Inflated { members_len: self.members_len, damage })
    }

    /// Inflates all the rest.
    pub(super) fn finish(&mut self, gzip: &[u8], buffer: &mut Buffer) -> Inflated {
        loop {
            if let Some(inflated) = self.go_on(gzip, buffer, usize::MAX) {
                return inflated;
            }
        }
    }

    fn inflate_member(
        &mut self,
        gzip: &[u8],
        buffer: &mut Buffer,
        until: usize,
    ) -> Result<Option<usize>, Fault> {
        let member = match &mut self.member {
            Some(member) => member,
            none => none.insert(Member::begin(gzip, buffer)?),
        };
        member.inflate(gzip, buffer, until)
    }

    /// Hashes the bytes that are behind and have not been hashed.
    pub(super) fn hash_some(&mut self, gzip: &[u8]) {
        let position = self.members_len + self.member.as_ref().map_or(0, Member::position);
        self.hasher.update(gzip.get(self.hashed_len..position).unwrap_or_default());
        self.hashed_len = self.hashed_len.max(position);
    }

    /// SHA-256 of all the bytes.
    pub(super) fn hash(self, gzip: &[u8]) -> String {
        let mut hasher = self.hasher;
        hasher.update(gzip.get(self.hashed_len..).unwrap_or_default());
        hasher.hex()
    }
}
