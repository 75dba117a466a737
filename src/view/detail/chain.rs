//! The chain of a session: who issued its credentials, and who issued theirs, as far as the loaded
//! events prove it.
//!
//! ```text
//! record ─ChainWalk::start→ questions (queries) ─found records→ answer ─┬─ next questions
//!                                                                       └─ Chain: links and an end
//! ```
//!
//! Whoever drives it asks each query of the loaded events and hands the records back; [`resolve`]
//! does so with a closure.
//!
//! **Invariant:** every link names the event that proves it, or it is no link.
//! **Invariant:** nothing is joined by names alone: by the access key, else by the role's unique id
//! together with the second at which the session began.
//! **Invariant:** it ends: no event is used twice.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html>

use super::event::{Context, Event};
use super::filter_text;
use crate::base::timestamp::Timestamp;
use crate::engine::protocol::EventKey;

mod credentials;

use credentials::{Issuance, Session, Verdict};

/// One event of the loaded ones, as a lookup finds it.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundRecord {
    pub key: EventKey,
    pub json: String,
    /// The file it came in.
    pub file: String,
}

/// The chain of one event, newest link first.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The identity that the event itself names.
    pub start: Hop,
    pub links: Vec<Link>,
    pub end: End,
}

/// Credentials in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// The User column's label.
    pub user: String,
    pub access_key_id: Option<String>,
    /// The account of the principal.
    pub account: Option<String>,
}

/// One step back: this event issued the credentials that the hop before used.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The proving event.
    pub key: EventKey,
    pub event_id: Option<String>,
    pub event_name: String,
    pub time: Option<String>,
    pub file: String,
    pub source_ip: Option<String>,
    pub proof: Proof,
    /// Who asked for the credentials.
    pub caller: Hop,
    /// Further records of the same action: copies in other accounts.
    pub copies: Vec<EventKey>,
    /// What the proof lacks, as a sentence.
    pub note: Option<String>,
}

/// What joins two events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The access key that the one issued is the one that the other used.
    AccessKey,
    /// The unique id of the session is the same, and it began in that second.
    SessionIdAndTime,
    /// The sign-in session is the same.
    SignInSession,
    /// The unique id of the principal is the same, and the console session began at the sign-in:
    /// likely, not proved.
    SignInTime,
}

impl Proof {
    /// The proof in words.
    pub fn label(self) -> &'static str {
        match self {
            Self::AccessKey => "by the access key",
            Self::SessionIdAndTime => "by the session's unique id and the second it began",
            Self::SignInSession => "by the sign-in session",
            Self::SignInTime => "likely: same user id, signed in the second the session began",
        }
    }
}

/// Why the chain goes no further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It begins here, as it should: the words say with what.
    Origin(String),
    /// Something is missing: the words name what.
    Gap(String),
}

/// A lookup to make: events that match the query, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// Filter-language text.
    pub query: String,
    /// More are of no use.
    pub limit: u32,
}

/// Events of one lookup at most.
const LOOKUP_LIMIT: u32 = 16;

/// Links at most, should the records of a cycle name no ids.
const MAX_LINKS: usize = 100;

/// A chain in the making.
#[derive(Clone, Debug)]
pub struct ChainWalk {
    chain: Chain,
    session: Option<Session>,
    /// What is still to be asked for the present session, in the order of strength.
    questions: Vec<(Proof, Lookup)>,
    /// Why found events were not joined.
    rejected: Vec<String>,
    used: Vec<String>,
}

impl ChainWalk {
    /// Begins at a record.
    pub fn start(json: &str) -> Self {
        let context = Context::default();
        let event = Event::new(json, &context);
        let chain =
            Chain { start: credentials::hop(&event), links: Vec::new(), end: End::Gap(String::new()) };
        let used = event.text("eventID").map(std::borrow::Cow::into_owned).into_iter().collect();
        let mut walk = Self { chain, session: None, questions: Vec::new(), rejected: Vec::new(), used };
        walk.continue_from(&event);
        walk
    }

    /// The lookup to make next; `None` when the chain is done.
    pub fn next_lookup(&self) -> Option<&Lookup> {
        self.questions.first().map(|(_, lookup)| lookup)
    }

    /// Takes what the lookup found.
    pub fn answer(&mut self, found: &[FoundRecord]) {
        if self.questions.is_empty() {
            return;
        }
        let (proof, _) = self.questions.remove(0);
        let Some(session) = self.session.clone() else { return };
        let context = Context::default();
        let mut proving: Vec<(&FoundRecord, Issuance)> = Vec::new();
        for record in found {
            let event = Event::new(&record.json, &context);
            let issuance = Issuance::read(&event);
            if issuance.event_id.as_ref().is_some_and(|id| self.used.contains(id)) {
                continue;
            }
            match session.judge(&issuance, proof) {
                Verdict::Proves(note) => proving.push((record, issuance.noted(note))),
                Verdict::Rejected(why) => self.rejected.push(why),
                Verdict::Unrelated => {}
            }
        }
        // Of the copies of one action the caller's names the full identity.
        proving.sort_by_key(|(_, issuance)| !issuance.names_caller);
        let Some(((record, issuance), others)) = proving.split_first() else {
            self.finish_if_unanswered();
            return;
        };
        let (copies, rivals): (Vec<_>, Vec<_>) =
            others.iter().partition(|(_, other)| issuance.is_copy_of(other));
        if let Some((_, rival)) = rivals.first() {
            self.stop(End::Gap(format!(
                "two events fit: {} and {}; none of them is taken",
                issuance.words(),
                rival.words()
            )));
            return;
        }
        let event = Event::new(&record.json, &context);
        self.used.extend(issuance.event_id.clone());
        self.used.extend(copies.iter().filter_map(|(_, copy)| copy.event_id.clone()));
        self.chain.links.push(Link {
            key: record.key,
            event_id: issuance.event_id.clone(),
            event_name: issuance.event_name.clone(),
            time: issuance.time.map(|time| time.to_string()),
            file: record.file.clone(),
            source_ip: event.text("sourceIPAddress").map(std::borrow::Cow::into_owned),
            proof,
            caller: credentials::hop(&event),
            copies: copies.iter().map(|(copy, _)| copy.key).collect(),
            note: issuance.note.clone(),
        });
        self.continue_from(&event);
    }

    /// The chain as far as it is known.
    pub fn chain(&self) -> &Chain {
        &self.chain
    }

    /// Asks for the issuance of the credentials that an event used, or ends the chain.
    fn continue_from(&mut self, event: &Event<'_>) {
        self.rejected.clear();
        self.questions.clear();
        if self.chain.links.len() >= MAX_LINKS {
            self.stop(End::Gap("the chain is longer than any real one".to_owned()));
            return;
        }
        match Session::read(event) {
            Err(end) => self.stop(end),
            Ok(session) => {
                let lookup = |(proof, query)| (proof, Lookup { query, limit: LOOKUP_LIMIT });
                self.questions = session.questions().into_iter().map(lookup).collect();
                self.session = Some(session);
                self.finish_if_unanswered();
            }
        }
    }

    /// Names the gap once every question has been asked in vain.
    fn finish_if_unanswered(&mut self) {
        if !self.questions.is_empty() {
            return;
        }
        let Some(session) = &self.session else { return };
        let gap = match self.rejected.first() {
            Some(why) => format!("{}; not joined: {why}", session.gap()),
            None => session.gap(),
        };
        self.stop(End::Gap(gap));
    }

    fn stop(&mut self, end: End) {
        self.questions.clear();
        self.session = None;
        self.chain.end = end;
    }
}

/// Follows a record's chain; `find` answers one lookup.
pub fn resolve(json: &str, mut find: impl FnMut(&Lookup) -> Vec<FoundRecord>) -> Chain {
    let mut walk = ChainWalk::start(json);
    while let Some(lookup) = walk.next_lookup() {
        let found = find(lookup);
        walk.answer(&found);
    }
    walk.chain
}

/// The time of an event as a bare value for gap texts.
fn time_words(time: Option<Timestamp>) -> String {
    time.map_or_else(|| "an unreadable time".to_owned(), |time| time.to_string())
}

/// A query for records where one path has one value.
fn query(path: &str, value: &str) -> String {
    filter_text::term(path, value)
}
