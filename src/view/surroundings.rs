//! What happened around an event: a filter text of its own, in place of the one that stands.

use super::format;
use crate::base::json::Value;
use crate::base::timestamp::Timestamp;
use crate::query::edit;
use crate::record::field::FieldId;
use crate::record::fields::{RecordFields, extract};

/// What the events around share with the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Account,
    Identity,
    Address,
}

impl Scope {
    pub const ALL: [Self; 3] = [Self::Account, Self::Identity, Self::Address];

    pub fn label(self) -> &'static str {
        match self {
            Self::Account => "Same account",
            Self::Identity => "Same identity",
            Self::Address => "Same source IP",
        }
    }

    /// The fields that say it, the most telling first; the first that the record has is taken.
    fn fields(self) -> &'static [FieldId] {
        match self {
            // Aggregated events have an account of another name.
            Self::Account => &[FieldId::RecipientAccountId, FieldId::UserAccountId, FieldId::AccountId],
            Self::Identity => &[
                FieldId::UserArn,
                FieldId::UserPrincipalId,
                FieldId::UserAccessKeyId,
                FieldId::UserName,
                FieldId::UserInvokedBy,
            ],
            Self::Address => &[FieldId::SourceIpAddress],
        }
    }
}

/// How many minutes before and after the event.
pub const MINUTES: [u32; 5] = [1, 5, 15, 60, 240];

/// The minutes that are offered first.
pub const USUAL_MINUTES: u32 = 5;

/// One choice: the events that share something with the event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub scope: Scope,
    /// The value that is shared, as the page shows it.
    pub value: String,
    /// The term for it.
    term: String,
}

/// The choices for a record, and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surroundings {
    pub choices: Vec<Choice>,
    millis: i64,
}

impl Surroundings {
    /// What can be asked around a record; `None` where it has no readable time.
    pub fn of(json: &str) -> Option<Self> {
        let fields = extract(Value::new(json));
        let millis = fields.get(FieldId::EventTime).values().find_map(Timestamp::parse)?.0;
        let choices = Scope::ALL.into_iter().filter_map(|scope| choice(scope, &fields)).collect();
        Some(Self { choices, millis })
    }

    /// The filter text for the events at most so many minutes away, and no other condition.
    pub fn query(&self, choice: &Choice, minutes: u32) -> String {
        let distance = i64::from(minutes) * 60_000;
        // The end of a range is not inside it. CloudTrail's times are whole seconds.
        let end = if self.millis % 1_000 == 0 { 1_000 } else { 1 };
        let range = (self.millis.saturating_sub(distance), self.millis.saturating_add(distance + end));
        edit::with_time_range(&choice.term, Some(range))
    }
}

fn choice(scope: Scope, fields: &RecordFields<'_>) -> Option<Choice> {
    scope.fields().iter().find_map(|&field| {
        let value = fields.first(field).filter(|value| !value.is_empty())?;
        let term = edit::value_term(field.field().name, value);
        Some(Choice { scope, value: format::visible(value).into_owned(), term })
    })
}
