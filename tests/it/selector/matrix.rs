//! Every operator × field × category of the table, on trails and event data stores: what the checks take and refuse.

use serde_json::json;
use trail_loupe::selector::model::{ConfigurationKind, Field, Operator};
use trail_loupe::selector::read;
use trail_loupe::selector::tables::fields::{FIELD_RULES, Use, categories, rule_of};

/// A selector that is right but for the one field selector under test.
fn selector(category: &str, field: Field, operator: Operator, value: &str) -> serde_json::Value {
    let mut fields = vec![json!({"Field": "eventCategory", "Equals": [category]})];
    let required = match category {
        "Data" => Some((Field::ResourcesType, "AWS::S3::Object")),
        "NetworkActivity" => Some((Field::EventSource, "kms.amazonaws.com")),
        _ => None,
    };
    if let Some((wanted, text)) =
        required.filter(|(wanted, _)| *wanted != field || operator != Operator::Equals)
    {
        fields.push(json!({"Field": wanted.wire(), "Equals": [text]}));
    }
    if field == Field::EventCategory && operator == Operator::Equals {
        return json!({"FieldSelectors": fields});
    }
    fields.push(json!({"Field": field.wire(), operator.wire(): [value]}));
    json!({"FieldSelectors": fields})
}

fn valid_value(category: &str, field: Field) -> &'static str {
    match field {
        Field::EventCategory => "Data",
        Field::ReadOnly | Field::SessionCredentialFromConsole => "true",
        Field::EventSource if category == "Management" => "kms.amazonaws.com",
        Field::EventSource => "kms.amazonaws.com",
        Field::ErrorCode => "VpceAccessDenied",
        Field::ResourcesType => "AWS::S3::Object",
        Field::ResourcesArn => "arn:aws:s3:::bucket/key",
        Field::UserIdentityArn => "arn:aws:sts::111122223333:assumed-role/App/",
        Field::VpcEndpointId => "vpce-0a1b2c3d",
        Field::EventName | Field::EventType => "Some",
    }
}

/// The sheet's matrix, written down a second time: (category, field) → operators on trails, on event data stores.
fn wanted(category: &str, field: Field) -> (usize, usize) {
    match (category, field) {
        (_, Field::EventCategory) => (1, 1),
        ("Management" | "Data", Field::ReadOnly) => (1, 1),
        ("Management", Field::EventSource) => (1, 6),
        ("Management", Field::EventName | Field::EventType | Field::UserIdentityArn) => (0, 6),
        ("Management", Field::SessionCredentialFromConsole) => (0, 2),
        ("Data", Field::ResourcesType) => (1, 1),
        (
            "Data",
            Field::EventName
            | Field::ResourcesArn
            | Field::EventSource
            | Field::EventType
            | Field::UserIdentityArn,
        ) => (6, 6),
        ("Data", Field::SessionCredentialFromConsole) => (2, 2),
        ("NetworkActivity", Field::EventSource | Field::ErrorCode) => (1, 1),
        ("NetworkActivity", Field::EventName | Field::VpcEndpointId) => (6, 6),
        ("NetworkActivity", Field::UserIdentityArn) => (6, 0),
        _ => (0, 0),
    }
}

#[test]
fn the_table_of_fields_is_the_one_of_the_documentation() {
    for category in ["Management", "Data", "NetworkActivity"] {
        for field in Field::ALL {
            let (on_trails, on_stores) = wanted(category, field);
            let operators = |kind| {
                rule_of(category, field)
                    .filter(|rule| rule.use_on(kind) != Use::Refused)
                    .map_or(0, |rule| rule.operators_on(kind).len())
            };
            assert_eq!(operators(ConfigurationKind::Trail), on_trails, "{category} {field:?} on trails");
            assert_eq!(
                operators(ConfigurationKind::EventDataStore),
                on_stores,
                "{category} {field:?} on event data stores"
            );
        }
    }
    assert_eq!(
        categories(ConfigurationKind::Trail).collect::<Vec<_>>(),
        ["Management", "Data", "NetworkActivity"]
    );
    assert_eq!(categories(ConfigurationKind::EventDataStore).count(), 7);
    assert_eq!(FIELD_RULES.iter().filter(|rule| rule.on_trails == Use::Required).count(), 5);
}

#[test]
fn every_combination_is_taken_or_refused_as_the_table_says() {
    for kind in [ConfigurationKind::Trail, ConfigurationKind::EventDataStore] {
        for category in ["Management", "Data", "NetworkActivity"] {
            for (field, operator) in
                Field::ALL.into_iter().flat_map(|field| Operator::ALL.map(|operator| (field, operator)))
            {
                let (on_trails, on_stores) = wanted(category, field);
                let number = if kind == ConfigurationKind::Trail { on_trails } else { on_stores };
                let is_source_of_trail = kind == ConfigurationKind::Trail
                    && (category, field) == ("Management", Field::EventSource);
                let is_allowed = match number {
                    6 => true,
                    2 => matches!(operator, Operator::Equals | Operator::NotEquals),
                    1 if is_source_of_trail => operator == Operator::NotEquals,
                    1 => operator == Operator::Equals,
                    _ => false,
                };
                let mut source = json!({"AdvancedEventSelectors": [selector(category, field, operator, valid_value(category, field))]});
                if kind == ConfigurationKind::EventDataStore {
                    source["EventDataStoreArn"] =
                        json!("arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/e");
                }
                let reading = read::examine(&source.to_string());
                let errors: Vec<String> = reading
                    .problems
                    .iter()
                    .filter(|problem| problem.is_error())
                    .map(ToString::to_string)
                    .collect();
                assert_eq!(
                    errors.is_empty(),
                    is_allowed,
                    "{kind} {category} {field:?} {operator:?}: {errors:?}\n{source}"
                );
            }
        }
    }
}
