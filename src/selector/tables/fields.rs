//! Which field takes which operators, in which category, on trails and on event data stores. As of 2026-09.
//!
//! Source: <https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html>

use crate::selector::model::{ConfigurationKind, Field, Operator};

/// Whether a field may stand in a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Required,
    Allowed,
    Refused,
}

/// One row: a field within a category.
#[derive(Clone, Copy, Debug)]
pub struct FieldRule {
    pub category: &'static str,
    pub field: Field,
    pub on_trails: Use,
    pub on_stores: Use,
    pub operators_on_trails: &'static [Operator],
    pub operators_on_stores: &'static [Operator],
    /// The only values that CloudTrail takes; any where empty.
    pub values_on_trails: &'static [&'static str],
    pub values_on_stores: &'static [&'static str],
}

use Operator::{Equals, NotEquals};
use Use::{Allowed, Refused, Required};

const ANY: &[Operator] = &Operator::ALL;
const EQUALS: &[Operator] = &[Equals];
const EQUALITY: &[Operator] = &[Equals, NotEquals];
const BOOLEANS: &[&str] = &["true", "false"];
const ONLY_TRUE: &[&str] = &["true"];

const fn rule(
    category: &'static str,
    field: Field,
    on_trails: Use,
    on_stores: Use,
    operators: &'static [Operator],
) -> FieldRule {
    FieldRule {
        category,
        field,
        on_trails,
        on_stores,
        operators_on_trails: operators,
        operators_on_stores: operators,
        values_on_trails: &[],
        values_on_stores: &[],
    }
}

const fn of_values(mut rule: FieldRule, values: &'static [&'static str]) -> FieldRule {
    rule.values_on_trails = values;
    rule.values_on_stores = values;
    rule
}

/// The whole matrix.
pub const FIELD_RULES: &[FieldRule] = &[
    rule("Management", Field::EventCategory, Required, Required, EQUALS),
    of_values(rule("Management", Field::ReadOnly, Allowed, Allowed, EQUALS), BOOLEANS),
    FieldRule {
        operators_on_trails: &[NotEquals],
        values_on_trails: &super::EXCLUDABLE_SOURCES,
        ..rule("Management", Field::EventSource, Allowed, Allowed, ANY)
    },
    rule("Management", Field::EventName, Refused, Allowed, ANY),
    rule("Management", Field::EventType, Refused, Allowed, ANY),
    rule("Management", Field::UserIdentityArn, Refused, Allowed, ANY),
    of_values(rule("Management", Field::SessionCredentialFromConsole, Refused, Allowed, EQUALITY), ONLY_TRUE),
    rule("Data", Field::EventCategory, Required, Required, EQUALS),
    rule("Data", Field::ResourcesType, Required, Required, EQUALS),
    of_values(rule("Data", Field::ReadOnly, Allowed, Allowed, EQUALS), BOOLEANS),
    rule("Data", Field::EventName, Allowed, Allowed, ANY),
    rule("Data", Field::ResourcesArn, Allowed, Allowed, ANY),
    rule("Data", Field::EventSource, Allowed, Allowed, ANY),
    rule("Data", Field::EventType, Allowed, Allowed, ANY),
    rule("Data", Field::UserIdentityArn, Allowed, Allowed, ANY),
    of_values(rule("Data", Field::SessionCredentialFromConsole, Allowed, Allowed, EQUALITY), ONLY_TRUE),
    rule("NetworkActivity", Field::EventCategory, Required, Required, EQUALS),
    rule("NetworkActivity", Field::EventSource, Required, Required, EQUALS),
    rule("NetworkActivity", Field::EventName, Allowed, Allowed, ANY),
    rule("NetworkActivity", Field::VpcEndpointId, Allowed, Allowed, ANY),
    of_values(rule("NetworkActivity", Field::ErrorCode, Allowed, Allowed, EQUALS), &["VpceAccessDenied"]),
    rule("NetworkActivity", Field::UserIdentityArn, Allowed, Refused, ANY),
    rule("Insight", Field::EventCategory, Refused, Required, EQUALS),
    rule("ConfigurationItem", Field::EventCategory, Refused, Required, EQUALS),
    rule("Evidence", Field::EventCategory, Refused, Required, EQUALS),
    rule("ActivityAuditLog", Field::EventCategory, Refused, Required, EQUALS),
];

impl FieldRule {
    /// Whether the field may stand in a selector of this kind.
    pub fn use_on(&self, kind: ConfigurationKind) -> Use {
        match kind {
            ConfigurationKind::Trail => self.on_trails,
            ConfigurationKind::EventDataStore => self.on_stores,
        }
    }

    /// The operators that the field takes.
    pub fn operators_on(&self, kind: ConfigurationKind) -> &'static [Operator] {
        match kind {
            ConfigurationKind::Trail => self.operators_on_trails,
            ConfigurationKind::EventDataStore => self.operators_on_stores,
        }
    }

    /// The only values that the field takes; any where empty.
    pub fn values_on(&self, kind: ConfigurationKind) -> &'static [&'static str] {
        match kind {
            ConfigurationKind::Trail => self.values_on_trails,
            ConfigurationKind::EventDataStore => self.values_on_stores,
        }
    }
}

/// The categories of a kind, in the table's order.
pub fn categories(kind: ConfigurationKind) -> impl Iterator<Item = &'static str> {
    let is_usable =
        move |rule: &&FieldRule| rule.field == Field::EventCategory && rule.use_on(kind) != Refused;
    FIELD_RULES.iter().filter(is_usable).map(|rule| rule.category)
}

/// The rules of a category; none for a category that is not in the table.
pub fn rules(category: &str) -> impl Iterator<Item = &'static FieldRule> {
    FIELD_RULES.iter().filter(move |rule| rule.category == category)
}

/// The rule of a field within a category.
pub fn rule_of(category: &str, field: Field) -> Option<&'static FieldRule> {
    rules(category).find(|rule| rule.field == field)
}
