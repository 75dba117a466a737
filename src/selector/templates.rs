//! Starting points of the editor: configurations for common aims.

use super::model::{
    AdvancedSelector, BasicSelector, Condition, Field, FieldSelector, Flag, Operator, Place, ReadWriteType,
    Scope, TrailConfiguration, Value,
};

use super::tables::network_sources;
use super::tables::resource_types::resource_types;

/// A starting point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartingPoint {
    /// A stable name, in words joined by hyphens.
    pub id: &'static str,
    pub title: &'static str,
    pub about: &'static str,
    pub configuration: TrailConfiguration,
}

/// All starting points, simplest first. Names of tables and buckets are placeholders to replace.
pub fn starting_points() -> Vec<StartingPoint> {
    let point = |id, title, about, configuration| StartingPoint { id, title, about, configuration };
    vec![
        point("management", "Management events only", "What a new trail records.", basic()),
        point(
            "dynamodb-all",
            "All DynamoDB data events",
            "Every item read and write of every table, and management events.",
            advanced(vec![management(), data("DynamoDB tables", "AWS::DynamoDB::Table", Vec::new())]),
        ),
        point(
            "dynamodb-table",
            "One DynamoDB table",
            "Reads and writes of one table; leave one of the two boxes to keep only that.",
            one_table(TABLE, true, true),
        ),
        point(
            "s3-prefix",
            "One bucket prefix",
            "Object events under one prefix of one bucket.",
            advanced(vec![management(), prefix()]),
        ),
        point(
            "lambda-invokes",
            "Lambda invocations",
            "Every Invoke of every function.",
            advanced(vec![
                management(),
                data(
                    "Lambda invocations",
                    "AWS::Lambda::Function",
                    vec![field(Field::EventName, Operator::Equals, &["Invoke"])],
                ),
            ]),
        ),
        point(
            "timestream-queries",
            "Timestream queries",
            "Databases as well as tables, so that queries which touch no table are recorded.",
            advanced(vec![
                management(),
                data("Timestream tables", "AWS::Timestream::Table", Vec::new()),
                data("Timestream databases", "AWS::Timestream::Database", Vec::new()),
            ]),
        ),
        point(
            "cis",
            "CIS benchmark",
            "Management events and all S3 object reads and writes, multi-Region, with log-file validation.",
            cis(),
        ),
        point(
            "everything",
            "Log everything",
            "Management events, data events of every type whose service is known here, network activity of every source.",
            everything(),
        ),
    ]
}

const TABLE: &str = "arn:aws:dynamodb:us-east-1:111122223333:table/Example";
const BUCKET_PREFIX: &str = "arn:aws:s3:::amzn-s3-demo-bucket/prefix/";

/// A table with the console's Read and Write boxes. Neither box: no events of the table.
pub fn one_table(arn: &str, reads: bool, writes: bool) -> TrailConfiguration {
    let mut conditions = vec![field(Field::ResourcesArn, Operator::Equals, &[arn])];
    if reads != writes {
        conditions.push(field(Field::ReadOnly, Operator::Equals, &[if reads { "true" } else { "false" }]));
    }
    let mut selectors = vec![management()];
    if reads || writes {
        selectors.push(data("One table", "AWS::DynamoDB::Table", conditions));
    }
    advanced(selectors)
}

fn prefix() -> AdvancedSelector {
    data(
        "One bucket prefix",
        "AWS::S3::Object",
        vec![field(Field::ResourcesArn, Operator::StartsWith, &[BUCKET_PREFIX])],
    )
}

fn cis() -> TrailConfiguration {
    let mut configuration = advanced(vec![management(), data("S3 objects", "AWS::S3::Object", Vec::new())]);
    configuration.scope = Scope {
        is_multi_region: Some(Flag::new(true)),
        includes_global_services: Some(Flag::new(true)),
        is_logging: Some(Flag::new(true)),
        ..Scope::default()
    };
    configuration.delivery.validates_log_files = Some(Flag::new(true));
    configuration
}

/// A selector takes two values a type or source, and CloudTrail takes 500 in all: types whose service is not known
/// to the table are left out.
fn everything() -> TrailConfiguration {
    let types = resource_types().iter().filter(|row| row.event_source.is_some());
    let mut selectors = vec![management()];
    selectors.extend(types.map(|row| data(&row.name, &row.name, Vec::new())));
    selectors.extend(network_sources().map(|source| {
        let name = format!("Network activity of {source}");
        AdvancedSelector { name: Some(Value::literal(name)), ..network_activity(&source) }
    }));
    advanced(selectors)
}

/// All data events of a type, without a name.
pub fn data_events(resource_type: &str) -> AdvancedSelector {
    AdvancedSelector { name: None, ..data("", resource_type, Vec::new()) }
}

/// All network activity events of a source, without a name.
pub fn network_activity(source: &str) -> AdvancedSelector {
    let field_selectors = vec![
        field(Field::EventCategory, Operator::Equals, &["NetworkActivity"]),
        field(Field::EventSource, Operator::Equals, &[source]),
    ];
    AdvancedSelector { field_selectors, ..AdvancedSelector::default() }
}

fn basic() -> TrailConfiguration {
    TrailConfiguration { basic: Some(vec![basic_selector()]), ..TrailConfiguration::default() }
}

/// The basic selector of a new trail.
pub fn basic_selector() -> BasicSelector {
    BasicSelector {
        read_write_type: Some(Value::literal(ReadWriteType::All.wire())),
        includes_management: Some(Flag::new(true)),
        ..BasicSelector::default()
    }
}

fn advanced(selectors: Vec<AdvancedSelector>) -> TrailConfiguration {
    TrailConfiguration { advanced: Some(selectors), ..TrailConfiguration::default() }
}

/// All management events, under the console's name.
pub fn management() -> AdvancedSelector {
    named("Management events selector", vec![field(Field::EventCategory, Operator::Equals, &["Management"])])
}

fn data(name: &str, resource_type: &str, more: Vec<FieldSelector>) -> AdvancedSelector {
    let mut fields = vec![
        field(Field::EventCategory, Operator::Equals, &["Data"]),
        field(Field::ResourcesType, Operator::Equals, &[resource_type]),
    ];
    fields.extend(more);
    named(name, fields)
}

fn named(name: &str, field_selectors: Vec<FieldSelector>) -> AdvancedSelector {
    AdvancedSelector { name: Some(Value::literal(name)), field_selectors, ..AdvancedSelector::default() }
}

/// A field selector with one operator, as the form makes them.
pub fn field(field: Field, operator: Operator, values: &[&str]) -> FieldSelector {
    let values = values.iter().map(|value| Value::literal(*value)).collect();
    let condition = Condition { operator, values, place: Place::default() };
    FieldSelector { name: Value::literal(field.wire()), conditions: vec![condition], place: Place::default() }
}
