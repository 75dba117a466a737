//! One session's credentials, one issuance, and whether the one came of the other.

use crate::base::timestamp::Timestamp;
use crate::query::ast::quoted;
use crate::view::detail::event::Event;

use super::{End, Hop, Proof, query, time_words};

/// How far the beginning of a session and the event that issued it may lie apart.
const GUARD_MS: i64 = 2_000;

/// Credentials in use whose issuance is looked for.
#[derive(Clone, Debug)]
pub(super) struct Session {
    access_key_id: Option<String>,
    /// `AROA…:session`, or `account:name` of a federated user.
    principal_id: Option<String>,
    kind: String,
    created: Option<Timestamp>,
    used: Option<Timestamp>,
    sign_in_session: Option<String>,
    is_console: bool,
}

/// What an event issued.
#[derive(Clone, Debug)]
pub(super) struct Issuance {
    pub event_id: Option<String>,
    pub event_name: String,
    pub time: Option<Timestamp>,
    pub note: Option<String>,
    /// Whether the caller is named in full, not as another account.
    pub names_caller: bool,
    access_key_id: Option<String>,
    session_id: Option<String>,
    expires: Option<Timestamp>,
    shared_event_id: Option<String>,
    request_id: Option<String>,
    sign_in_session: Option<String>,
    principal_id: Option<String>,
    has_failed: bool,
}

/// Whether an issuance is the one looked for.
pub(super) enum Verdict {
    /// With what the proof lacks.
    Proves(Option<String>),
    /// It names the same credentials but cannot be it.
    Rejected(String),
    Unrelated,
}

/// The identity of an event as a hop.
pub(super) fn hop(event: &Event<'_>) -> Hop {
    let text = |path: &str| event.text(path).map(std::borrow::Cow::into_owned);
    Hop {
        user: event.user().unwrap_or("not named").to_owned(),
        access_key_id: text("userIdentity.accessKeyId"),
        account: text("userIdentity.accountId"),
    }
}

impl Session {
    /// The credentials that an event used, or why there is nothing to look for.
    pub(super) fn read(event: &Event<'_>) -> Result<Self, End> {
        let text =
            |field: &str| event.text(&format!("userIdentity.{field}")).map(std::borrow::Cow::into_owned);
        let kind = text("type").unwrap_or_default();
        let session = Self {
            access_key_id: text("accessKeyId"),
            principal_id: text("principalId"),
            created: text("sessionContext.attributes.creationDate").as_deref().and_then(parse_time),
            used: event.time("eventTime"),
            sign_in_session: text("sessionContext.signInSessionArn"),
            is_console: event.flag("sessionCredentialFromConsole") == Some(true),
            kind,
        };
        if !event.family().has_identity() {
            return Err(End::Gap("records of this family name no identity".to_owned()));
        }
        if let Some(end) = session.end(event) {
            return Err(end);
        }
        Ok(session)
    }

    /// Where the chain ends at this identity.
    fn end(&self, event: &Event<'_>) -> Option<End> {
        let user = event.user().unwrap_or("not named");
        let is_sign_in = event.family() == crate::view::detail::family::Family::SignIn;
        let origin = match self.kind.as_str() {
            "AWSService" => format!("an AWS service began it: {user}"),
            "SAMLUser" => format!("a SAML identity provider vouched for {user}"),
            "WebIdentityUser" => format!("a web identity provider vouched for {user}"),
            "IdentityCenterUser" => format!("Identity Center user {user} began it"),
            _ if is_sign_in => format!("{user} signed in"),
            _ if self.access_key_id.as_deref().is_some_and(|key| key.starts_with("AKIA")) => {
                format!(
                    "{user} began it with the long-term key {}",
                    self.access_key_id.as_deref().unwrap_or_default()
                )
            }
            "AWSAccount" => {
                let account = event.text("userIdentity.accountId").unwrap_or("another account".into());
                return Some(End::Gap(format!(
                    "the caller belongs to account {account}; that account's copy of the event, which names it in \
                     full, is not in these files"
                )));
            }
            _ if self.access_key_id.is_none() && self.created.is_none() => {
                return Some(End::Gap(
                    "the record names neither an access key nor when the session began".to_owned(),
                ));
            }
            _ => return None,
        };
        Some(End::Origin(origin))
    }

    /// The queries for the issuance, strongest proof first.
    pub(super) fn questions(&self) -> Vec<(Proof, String)> {
        let mut questions = Vec::new();
        if let Some(key) = &self.access_key_id {
            questions.push((Proof::AccessKey, query("responseElements.credentials.accessKeyId", key)));
        }
        if let (Some(id), Some(_)) = (&self.principal_id, self.created) {
            let path = match self.kind.as_str() {
                "AssumedRole" => Some("responseElements.assumedRoleUser.assumedRoleId"),
                "FederatedUser" => Some("responseElements.federatedUser.federatedUserId"),
                _ => None,
            };
            questions.extend(path.map(|path| (Proof::SessionIdAndTime, query(path, id))));
        }
        if let Some(session) = &self.sign_in_session {
            let query = format!("eventSource:\"signin.amazonaws.com\" {}", quoted(session));
            questions.push((Proof::SignInSession, query));
        }
        if let (true, Some(id), Some(created)) = (self.is_console, &self.principal_id, self.created) {
            let query = format!(
                "eventName:\"ConsoleLogin\" {} eventTime:[{} TO {}]",
                query("userIdentity.principalId", id),
                Timestamp(created.0 - GUARD_MS),
                Timestamp(created.0 + GUARD_MS)
            );
            questions.push((Proof::SignInTime, query));
        }
        questions
    }

    /// Whether an event issued these credentials.
    pub(super) fn judge(&self, issuance: &Issuance, proof: Proof) -> Verdict {
        if issuance.has_failed {
            return Verdict::Unrelated;
        }
        let names_same = match proof {
            Proof::AccessKey => self.access_key_id.is_some() && self.access_key_id == issuance.access_key_id,
            Proof::SessionIdAndTime => {
                self.principal_id.is_some() && self.principal_id == issuance.session_id
            }
            Proof::SignInSession => {
                self.sign_in_session.is_some() && self.sign_in_session == issuance.sign_in_session
            }
            Proof::SignInTime => self.principal_id.is_some() && self.principal_id == issuance.principal_id,
        };
        if !names_same {
            return Verdict::Unrelated;
        }
        let other_key = matches!((&self.access_key_id, &issuance.access_key_id), (Some(own), Some(issued)) if own != issued);
        if other_key {
            return Verdict::Rejected(format!(
                "{} issued a session of the same name, but with another key",
                issuance.words()
            ));
        }
        self.judge_time(issuance, proof)
    }

    fn judge_time(&self, issuance: &Issuance, proof: Proof) -> Verdict {
        let apart = match (self.created, issuance.time) {
            (Some(created), Some(issued)) => Some((created.0 - issued.0).abs()),
            _ => None,
        };
        match apart {
            Some(apart) if apart > GUARD_MS => {
                return Verdict::Rejected(format!(
                    "{} names the same credentials, but the session began at {}",
                    issuance.words(),
                    time_words(self.created)
                ));
            }
            None if proof != Proof::AccessKey => return Verdict::Unrelated,
            _ => {}
        }
        if let (Some(used), Some(expires)) = (self.used, issuance.expires)
            && used.0 > expires.0 + GUARD_MS
        {
            return Verdict::Rejected(format!(
                "{} issued these credentials, but they expired at {expires}, before they were used",
                issuance.words()
            ));
        }
        if let (Some(used), Some(issued)) = (self.used, issuance.time)
            && used.0 + GUARD_MS < issued.0
        {
            return Verdict::Rejected(format!(
                "{} names the same credentials, but came after they were used",
                issuance.words()
            ));
        }
        let note = apart.is_none().then(|| "the time of issue could not be compared".to_owned());
        Verdict::Proves(note)
    }

    /// What is missing when nothing was found.
    pub(super) fn gap(&self) -> String {
        match &self.access_key_id {
            Some(key) if self.is_console => {
                format!("the sign-in that led to this console session (key {key}) is not in these files")
            }
            Some(key) => format!("the event that issued this key ({key}) is not in these files"),
            None => {
                "the record names no access key, and no event in these files issued this session".to_owned()
            }
        }
    }
}

impl Issuance {
    pub(super) fn read(event: &Event<'_>) -> Self {
        let text = |path: &str| event.text(path).map(std::borrow::Cow::into_owned);
        let failed_sign_in = text("responseElements.ConsoleLogin")
            .is_some_and(|result| !result.eq_ignore_ascii_case("success"));
        let signed_in = [
            "responseElements.signInSessionArn",
            "additionalEventData.signInSessionArn",
            "additionalEventData.SignInSessionArn",
            "userIdentity.sessionContext.signInSessionArn",
        ];
        Self {
            event_id: text("eventID"),
            event_name: text("eventName").unwrap_or_else(|| "an unnamed event".to_owned()),
            time: event.time("eventTime"),
            note: None,
            names_caller: event.text("userIdentity.type").is_none_or(|kind| kind != "AWSAccount"),
            access_key_id: text("responseElements.credentials.accessKeyId"),
            session_id: text("responseElements.assumedRoleUser.assumedRoleId")
                .or_else(|| text("responseElements.federatedUser.federatedUserId")),
            expires: text("responseElements.credentials.expiration").as_deref().and_then(parse_time),
            shared_event_id: text("sharedEventID"),
            request_id: text("requestID"),
            sign_in_session: signed_in.into_iter().find_map(text),
            principal_id: text("userIdentity.principalId"),
            has_failed: event.has("errorCode") || failed_sign_in,
        }
    }

    pub(super) fn noted(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }

    /// Whether both record the same action.
    pub(super) fn is_copy_of(&self, other: &Self) -> bool {
        let same = |own: &Option<String>, other: &Option<String>| own.is_some() && own == other;
        same(&self.shared_event_id, &other.shared_event_id)
            || same(&self.request_id, &other.request_id)
            || same(&self.event_id, &other.event_id)
    }

    pub(super) fn words(&self) -> String {
        format!("the {} of {}", self.event_name, time_words(self.time))
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A time in the forms of STS answers and session contexts: ISO 8601, its basic form
/// (`20131102T010628Z`) and the words of Java (`Mar 17, 2026, 6:01:07 PM`, UTC).
fn parse_time(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text).or_else(|| parse_basic(text)).or_else(|| parse_words(text))
}

fn parse_basic(text: &str) -> Option<Timestamp> {
    let (date, time) = text.trim().strip_suffix('Z')?.split_once('T')?;
    let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let is_basic = date.len() == 8 && time.len() == 6;
    is_basic.then_some(())?;
    Timestamp::from_civil(
        number(date, 0, 4)?,
        number(date, 4, 6)?,
        number(date, 6, 8)?,
        number(time, 0, 2)?,
        number(time, 2, 4)?,
        number(time, 4, 6)?,
    )
}

fn parse_words(text: &str) -> Option<Timestamp> {
    // Newer Java puts a narrow no-break space before AM and PM.
    let is_gap = |c: char| c.is_whitespace() || c == ',' || c == '\u{202f}';
    let mut words = text.split(is_gap).filter(|word| !word.is_empty());
    let month = words.next()?;
    let month = MONTHS.iter().position(|known| *known == month)? as i64 + 1;
    let day = words.next()?.parse().ok()?;
    let year = words.next()?.parse().ok()?;
    let clock: Vec<i64> = words.next()?.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [hour, minute, second] = clock[..] else { return None };
    let hour = match words.next() {
        Some("AM") => hour % 12,
        Some("PM") => hour % 12 + 12,
        Some(_) => return None,
        None => hour,
    };
    Timestamp::from_civil(year, month, day, hour, minute, second)
}
