//! Each lint with the events it concerns and one that it does not.

use serde_json::{Value as Json, json};
use trail_loupe::selector::lint::lint;
use trail_loupe::selector::read;

use super::records::facts;

/// The lint with `code` concerns the first records and not the others.
fn check(configuration: &Json, code: &str, concerned: &[Json], others: &[Json]) {
    let reading = read(&configuration.to_string());
    let lints: Vec<_> = reading.configurations.iter().flat_map(lint).collect();
    let codes: Vec<&str> = lints.iter().map(|lint| lint.problem.code).collect();
    let found = lints
        .iter()
        .find(|lint| lint.problem.code == code)
        .unwrap_or_else(|| panic!("no {code} among {codes:?}"));
    assert!(!found.problem.is_error());
    for record in concerned {
        assert!(found.concern.concerns(&facts(record)), "{code} should concern {record}");
    }
    for record in others {
        assert!(!found.concern.concerns(&facts(record)), "{code} should not concern {record}");
    }
}

fn none(configuration: &Json, code: &str) {
    let reading = read(&configuration.to_string());
    assert!(
        reading.configurations.iter().flat_map(lint).all(|lint| lint.problem.code != code),
        "{code} on {configuration}"
    );
}

fn data(kind: &str, field: &str, operator: &str, value: &str) -> Json {
    json!([{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": [kind]}, {"Field": field, operator: [value]}]}])
}

fn object(arn: &str) -> Json {
    json!({"eventCategory": "Data", "eventSource": "s3.amazonaws.com", "eventName": "PutObject", "readOnly": false, "resources": [{"type": "AWS::S3::Object", "ARN": arn}]})
}

fn by(arn: &str) -> Json {
    json!({"eventCategory": "Data", "userIdentity": {"arn": arn}})
}

#[test]
fn buckets() {
    let kind = "AWS::S3::Object";
    for operator in ["Equals", "NotEquals"] {
        for value in ["arn:aws:s3:::b", "arn:aws:s3:::b/"] {
            check(
                &data(kind, "resources.ARN", operator, value),
                "equals-on-bucket",
                &[object("arn:aws:s3:::b/x")],
                &[object("arn:aws:s3:::b2/x")],
            );
        }
        none(&data(kind, "resources.ARN", operator, "arn:aws:s3:::b/x"), "equals-on-bucket");
    }
    let without = data(kind, "resources.ARN", "StartsWith", "arn:aws:s3:::b");
    check(
        &without,
        "bucket-without-slash",
        &[object("arn:aws:s3:::b2/x")],
        &[object("arn:aws:s3:::b/x"), object("arn:aws:s3:::c/x")],
    );
    none(&data(kind, "resources.ARN", "StartsWith", "arn:aws:s3:::b/"), "bucket-without-slash");
    let basic = json!([{"DataResources": [{"Type": kind, "Values": ["arn:aws:s3:::b"]}]}]);
    check(&basic, "bucket-without-slash", &[object("arn:aws:s3:::b2/x")], &[object("arn:aws:s3:::b/x")]);
    check(
        &data(kind, "resources.ARN", "StartsWith", "arn:aws:s3:::b/*"),
        "no-wildcards",
        &[object("arn:aws:s3:::b/x")],
        &[object("arn:aws:s3:::c/x")],
    );
    let both = json!([{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": [kind]},
        {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::b/"], "EndsWith": [".log"]}]}]);
    check(
        &both,
        "either-end",
        &[object("arn:aws:s3:::b/x"), object("arn:aws:s3:::c/x.log")],
        &[object("arn:aws:s3:::b/x.log"), object("arn:aws:s3:::c/x")],
    );
    let deletes = data(kind, "eventName", "Equals", "DeleteObjects");
    let per_key =
        json!({"eventCategory": "Data", "eventName": "DeleteObject", "eventType": "AwsServiceEvent"});
    check(&deletes, "delete-objects", &[per_key], &[object("arn:aws:s3:::b/x")]);
    let list =
        json!({"eventCategory": "Data", "eventSource": "s3.amazonaws.com", "eventName": "ListObjects"});
    check(
        &data(kind, "eventName", "Equals", "ListObjectsV2"),
        "list-objects-name",
        &[list],
        &[object("arn:aws:s3:::b/x")],
    );
}

#[test]
fn identities() {
    let kind = "AWS::S3::Object";
    let session = by("arn:aws:sts::111122223333:assumed-role/App/s");
    let longer = by("arn:aws:sts::111122223333:assumed-role/App2/s");
    let service = by("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForSupport/s");
    check(
        &data(kind, "userIdentity.arn", "NotStartsWith", "AWSServiceRoleFor"),
        "never-an-arn",
        &[service],
        std::slice::from_ref(&session),
    );
    let role = data(kind, "userIdentity.arn", "NotEquals", "arn:aws:iam::111122223333:role/path/App");
    check(&role, "role-not-session", std::slice::from_ref(&session), std::slice::from_ref(&longer));
    let prefix =
        data(kind, "userIdentity.arn", "NotStartsWith", "arn:aws:sts::111122223333:assumed-role/App");
    check(&prefix, "role-without-slash", &[longer], &[session]);
    none(
        &data(kind, "userIdentity.arn", "NotStartsWith", "arn:aws:sts::111122223333:assumed-role/App/"),
        "role-without-slash",
    );
}

#[test]
fn management() {
    let decrypt = json!({"eventCategory": "Management", "eventSource": "kms.amazonaws.com", "eventName": "Decrypt", "readOnly": true});
    let assume = json!({"eventCategory": "Management", "eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "readOnly": true});
    check(
        &json!([{"ReadWriteType": "All"}]),
        "kms-volume",
        std::slice::from_ref(&decrypt),
        std::slice::from_ref(&assume),
    );
    none(&json!([{"ExcludeManagementEventSources": ["kms.amazonaws.com"]}]), "kms-volume");
    none(&json!([{"ReadWriteType": "WriteOnly"}]), "kms-volume");
    check(
        &json!([{"ReadWriteType": "WriteOnly"}]),
        "assume-role-is-read",
        std::slice::from_ref(&assume),
        std::slice::from_ref(&decrypt),
    );
    let writes = json!([{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "readOnly", "Equals": ["false"]}]}]);
    check(&writes, "assume-role-is-read", &[assume], std::slice::from_ref(&decrypt));
    check(
        &json!([{}, {"DataResources": []}]),
        "management-twice",
        std::slice::from_ref(&decrypt),
        &[object("arn:aws:s3:::b/x")],
    );
    none(&json!([{"ReadWriteType": "WriteOnly"}, {"ReadWriteType": "ReadOnly"}]), "management-twice");
    check(
        &json!({"TrailName": "trail", "IsMultiRegionTrail": true}),
        "default-selectors",
        &[decrypt],
        &[object("arn:aws:s3:::b/x")],
    );
    let only_data = json!({"AdvancedEventSelectors": data("AWS::S3::Object", "eventName", "Equals", "GetObject"), "InsightSelectors": [{"InsightType": "ApiCallRateInsight"}]});
    check(&only_data, "insights-need-management", &[], &[object("arn:aws:s3:::b/x")]);
}

#[test]
fn services() {
    let records = json!({"eventCategory": "Data", "eventSource": "dynamodb.amazonaws.com", "eventName": "GetRecords", "resources": [{"type": "AWS::DynamoDB::Table", "ARN": "t"}]});
    let query = json!({"eventCategory": "Data", "eventSource": "dynamodb.amazonaws.com", "eventName": "Query", "resources": [{"type": "AWS::DynamoDB::Table", "ARN": "t"}]});
    let partiql = json!({"eventCategory": "Data", "eventSource": "dynamodb.amazonaws.com", "eventName": "ExecuteStatement"});
    let table = data("AWS::DynamoDB::Table", "readOnly", "Equals", "true");
    check(&table, "table-logs-streams", std::slice::from_ref(&records), std::slice::from_ref(&query));
    check(&table, "partiql-is-write", std::slice::from_ref(&partiql), std::slice::from_ref(&query));
    none(&data("AWS::DynamoDB::Table", "eventName", "NotEquals", "GetRecords"), "table-logs-streams");
    let probe = json!({"eventCategory": "Data", "resources": [{"type": "AWS::Timestream::Database", "ARN": "arn:aws:timestream:us-east-1:111122223333:database/NO_RESOURCE_ACCESSED"}]});
    check(
        &data("AWS::Timestream::Table", "readOnly", "Equals", "true"),
        "timestream-database",
        &[probe],
        &[query],
    );
    let name = "arn:aws:lambda:us-east-1:111122223333:function:f";
    let call = |arn: &str| json!({"eventCategory": "Data", "resources": [{"type": "AWS::Lambda::Function", "ARN": arn}]});
    let function = json!([{"DataResources": [{"Type": "AWS::Lambda::Function", "Values": [name]}]}]);
    check(
        &function,
        "whole-function-arn",
        &[call(&format!("{name}2")), call(&format!("{name}:PROD"))],
        &[call(name)],
    );
    check(
        &data("AWS::S3::Object", "eventSource", "NotEquals", "s3"),
        "source-without-host",
        &[object("x")],
        &[records],
    );
    let contradiction = json!([{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}, {"Field": "eventName", "Equals": ["PutObject"], "NotStartsWith": ["Put"]}]}]);
    check(&contradiction, "contradiction", &[], &[object("x")]);
    let store = json!({"MultiRegionEnabled": true, "AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}, {"Field": "eventName", "Equals": ["CreateFunction"]}]}]});
    check(
        &store,
        "lambda-name",
        &[json!({"eventCategory": "Management", "eventSource": "lambda.amazonaws.com"})],
        &[object("x")],
    );
}
