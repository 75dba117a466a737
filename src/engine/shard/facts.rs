//! What a selector can look at, read off the columns.

use super::rows::split;
use super::{Sealed, Shard};
use crate::record::field::FieldId;
use crate::segment::RowId;
use crate::selector::facts::{Category, EventFacts, Fact, FactSet, ResourceFacts};

impl Shard {
    /// The facts of a row.
    pub(super) fn facts<'a>(&'a self, sealed: &'a Sealed, row: RowId) -> EventFacts<'a> {
        let all = |field: FieldId| -> Vec<Option<&'a str>> {
            let Some(column) = sealed.segment.dict(field) else { return Vec::new() };
            let dictionary = self.dictionaries.get(field);
            column.values(row).map(|code| code.and_then(|code| dictionary.text(code))).collect()
        };
        let first = |field: FieldId| -> Option<&'a str> {
            let column = sealed.segment.dict(field)?;
            let code = column.values(row).flatten().next()?;
            self.dictionaries.get(field).text(code)
        };
        let (types, arns, prefixes) =
            (all(FieldId::ResourceType), all(FieldId::ResourceArn), all(FieldId::ResourceArnPrefix));
        let num_entries = types.len().max(arns.len()).max(prefixes.len());
        let at = |list: &[Option<&'a str>], place: usize| list.get(place).copied().flatten();
        let resources = (0..num_entries)
            .map(|place| ResourceFacts {
                resource_type: at(&types, place),
                arn: at(&arns, place).or(at(&prefixes, place)),
                is_prefix_only: at(&arns, place).is_none() && at(&prefixes, place).is_some(),
            })
            .collect();
        let mut facts = EventFacts {
            category: Category::from_wire(first(FieldId::Category).unwrap_or_default()),
            category_is_inferred: first(FieldId::EventCategory).is_none(),
            read_only: match first(FieldId::ReadOnly) {
                Some(text) if text.eq_ignore_ascii_case("true") => Some(true),
                Some(text) if text.eq_ignore_ascii_case("false") => Some(false),
                _ => None,
            },
            event_source: first(FieldId::EventSource),
            event_name: first(FieldId::EventName),
            event_type: first(FieldId::EventType),
            error_code: first(FieldId::ErrorCode),
            user_identity_arn: first(FieldId::UserArn),
            invoked_by: first(FieldId::UserInvokedBy),
            vpc_endpoint_id: first(FieldId::VpcEndpointId),
            session_credential_from_console: first(FieldId::SessionCredentialFromConsole) == Some("true"),
            region: first(FieldId::AwsRegion),
            recipient_account: first(FieldId::RecipientAccountId),
            resources,
            withheld: FactSet::default(),
        };
        if is_partial(sealed, row) {
            facts.withheld = withheld(&facts);
        }
        facts
    }

    /// The facts of a row by its number.
    pub(super) fn facts_of(&self, row: u32) -> Option<EventFacts<'_>> {
        let (segment, row) = split(row);
        let sealed = self.segments.get(segment)?;
        Some(self.facts(sealed, row))
    }
}

/// Whether the source of a row may have left fields out.
fn is_partial(sealed: &Sealed, row: RowId) -> bool {
    sealed.summary.contains(row.0 as usize) || sealed.lossy.contains(row.0 as usize)
}

/// What a summary lacks it may have left out. An empty error code is no such thing: every export
/// that has events has the column.
fn withheld(facts: &EventFacts<'_>) -> FactSet {
    let lacks = |fact: Fact| match fact {
        Fact::ReadOnly => facts.read_only.is_none(),
        Fact::EventSource => facts.event_source.is_none(),
        Fact::EventName => facts.event_name.is_none(),
        Fact::EventType => facts.event_type.is_none(),
        Fact::ErrorCode => false,
        Fact::UserIdentityArn => facts.user_identity_arn.is_none(),
        Fact::InvokedBy => facts.invoked_by.is_none(),
        Fact::VpcEndpointId => facts.vpc_endpoint_id.is_none(),
        Fact::SessionCredentialFromConsole => !facts.session_credential_from_console,
        Fact::Region => facts.region.is_none(),
        Fact::ResourceTypes => facts.resources.iter().all(|entry| entry.resource_type.is_none()),
        Fact::ResourceArns => facts.resources.iter().all(|entry| entry.arn.is_none()),
    };
    Fact::ALL.into_iter().filter(|&fact| lacks(fact)).collect()
}
