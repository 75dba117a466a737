//! Surprises of advanced selectors.

use super::{Concern, Lint, TextTest, names, of_type, push, services, source};
use crate::selector::model::{AdvancedSelector, ConfigurationKind, Field, FieldSelector, Operator, Value};

pub(super) fn lint(kind: ConfigurationKind, selectors: &[AdvancedSelector], lints: &mut Vec<Lint>) {
    let selects_type =
        |name: &str| selectors.iter().any(|selector| selector.asks(Field::ResourcesType, name));
    for selector in selectors {
        let resource_type = selector.equals(Field::ResourcesType).find_map(Value::known).unwrap_or("");
        for field_selector in &selector.field_selectors {
            either_end(selector, field_selector, lints);
            for (operator, value) in known_values(field_selector) {
                match field_selector.field() {
                    Some(Field::ResourcesArn) => {
                        resource_arn(resource_type, operator, value, lints);
                    }
                    Some(Field::UserIdentityArn) => user_arn(operator, value, lints),
                    Some(Field::EventSource) => event_source(value, lints),
                    Some(Field::EventName) => {
                        event_name(kind, resource_type, operator, value, lints);
                    }
                    _ => {}
                }
            }
            contradiction(field_selector, lints);
        }
        match resource_type {
            "AWS::DynamoDB::Table" => services::dynamodb(selector, lints),
            "AWS::Timestream::Table" if !selects_type("AWS::Timestream::Database") => {
                services::timestream(selector.place, lints);
            }
            "AWS::S3::Object" => services::delete_objects(selector, lints),
            _ => {}
        }
    }
}

fn known_values(field_selector: &FieldSelector) -> impl Iterator<Item = (Operator, &Value)> {
    let pairs = field_selector
        .conditions
        .iter()
        .flat_map(|condition| condition.values.iter().map(move |value| (condition.operator, value)));
    pairs.filter(|(_, value)| value.known().is_some())
}

/// Several selecting operators on one field are alternatives.
fn either_end(selector: &AdvancedSelector, field_selector: &FieldSelector, lints: &mut Vec<Lint>) {
    let values = |operator: Operator| {
        known_values(field_selector)
            .filter(move |(is, _)| *is == operator)
            .map(|(_, value)| value.text.clone())
    };
    let starts: Vec<String> = values(Operator::StartsWith).collect();
    let ends: Vec<String> = values(Operator::EndsWith).collect();
    if starts.is_empty() || ends.is_empty() {
        return;
    }
    let is_about = |test: TextTest| match field_selector.field() {
        Some(Field::ResourcesArn) => Concern::Resource {
            resource_type: selector.equals(Field::ResourcesType).find_map(Value::known).map(str::to_string),
            arn: test,
        },
        Some(Field::UserIdentityArn) => Concern::UserArn(test),
        _ => Concern::Nothing,
    };
    let begins =
        Concern::Any(starts.into_iter().map(|start| is_about(TextTest::StartsWith(start))).collect());
    let finishes = Concern::Any(ends.into_iter().map(|end| is_about(TextTest::EndsWith(end))).collect());
    let both = Concern::All(vec![begins.clone(), finishes.clone()]);
    let concern = Concern::All(vec![Concern::Any(vec![begins, finishes]), Concern::Not(Box::new(both))]);
    let message =
        format!("StartsWith and EndsWith on {} are alternatives: either is enough", field_selector.name);
    push(
        lints,
        "either-end",
        field_selector.place,
        message,
        "no selector can ask for both ends of one value",
        concern,
    );
}

/// The bucket's name, where an S3 ARN has no key and no slash.
pub(super) fn bucket_only(text: &str) -> Option<&str> {
    let bucket = text.strip_prefix("arn:")?.split_once(":s3:::")?.1;
    (!bucket.is_empty() && !bucket.contains('/')).then_some(bucket)
}

fn resource_arn(resource_type: &str, operator: Operator, value: &Value, lints: &mut Vec<Lint>) {
    let text = value.text.as_str();
    let about = |test: TextTest| Concern::All(vec![Concern::Data, of_type(resource_type, test)]);
    if resource_type == "AWS::S3::Object" && operator.positive() == Operator::Equals {
        let is_bucket = bucket_only(text).is_some() || bucket_only(text.trim_end_matches('/')).is_some();
        if is_bucket {
            let would = if operator.selects() { "StartsWith" } else { "NotStartsWith" };
            let bucket = format!("{}/", text.trim_end_matches('/'));
            let message = format!("{} with a bucket's ARN matches no object of it", operator.wire());
            push(
                lints,
                "equals-on-bucket",
                value.place,
                message,
                &format!("use {would} with {bucket}"),
                about(TextTest::StartsWith(bucket.clone())),
            );
        }
    }
    if resource_type == "AWS::S3::Object"
        && operator.positive() == Operator::StartsWith
        && bucket_only(text).is_some()
    {
        let message = "without a slash at the end this prefix also hits buckets with longer names";
        push(
            lints,
            "bucket-without-slash",
            value.place,
            message,
            &format!("write {text}/"),
            about(TextTest::LongerName(text.to_string())),
        );
    }
    wildcard(value, lints, about(TextTest::StartsWith(text.split('*').next().unwrap_or("").to_string())));
}

fn wildcard(value: &Value, lints: &mut Vec<Lint>, concern: Concern) {
    if value.text.contains('*') {
        let message = format!("values hold no wildcards: * is an ordinary character here: {value}");
        push(
            lints,
            "no-wildcards",
            value.place,
            message,
            "use StartsWith or EndsWith with the text before or after it",
            concern,
        );
    }
}

fn user_arn(operator: Operator, value: &Value, lints: &mut Vec<Lint>) {
    let text = value.text.as_str();
    wildcard(
        value,
        lints,
        Concern::UserArn(TextTest::StartsWith(text.split('*').next().unwrap_or("").to_string())),
    );
    let is_start = operator.positive() != Operator::EndsWith;
    if is_start && !text.starts_with("arn:") && !"arn:".starts_with(text) {
        let what = if operator.selects() { "selects" } else { "excludes" };
        let message = format!("every userIdentity.arn starts with arn:, so this {what} nothing: {text}");
        let remedy = "write the start of the session's ARN: arn:aws:sts::<account>:assumed-role/<role>/";
        return push(
            lints,
            "never-an-arn",
            value.place,
            message,
            remedy,
            Concern::UserArn(TextTest::Contains(text.to_string())),
        );
    }
    if is_start && text.contains(":iam::") && text.contains(":role/") {
        let message = "records hold the ARN of the session, not of the role";
        let remedy = "write arn:aws:sts::<account>:assumed-role/<role>/";
        return push(
            lints,
            "role-not-session",
            value.place,
            message,
            remedy,
            Concern::UserArn(TextTest::SessionOf(text.to_string())),
        );
    }
    let role = text.split_once(":assumed-role/").map(|(_, role)| role);
    if operator.positive() == Operator::StartsWith
        && role.is_some_and(|role| !role.is_empty() && !role.contains('/'))
    {
        let message = "without a slash at the end this also hits roles with longer names";
        push(
            lints,
            "role-without-slash",
            value.place,
            message,
            &format!("write {text}/"),
            Concern::UserArn(TextTest::LongerName(text.to_string())),
        );
    }
}

fn event_source(value: &Value, lints: &mut Vec<Lint>) {
    if !value.text.contains('.') {
        let message = format!("event sources are host names, so this equals none: {value}");
        push(
            lints,
            "source-without-host",
            value.place,
            message,
            &format!("write {value}.amazonaws.com"),
            source(&value.text),
        );
    }
}

fn event_name(
    kind: ConfigurationKind,
    resource_type: &str,
    operator: Operator,
    value: &Value,
    lints: &mut Vec<Lint>,
) {
    if value.is("ListObjectsV2")
        && resource_type == "AWS::S3::Object"
        && operator.positive() == Operator::Equals
    {
        let concern = Concern::All(vec![Concern::Data, source("s3"), names(&["ListObjects"])]);
        push(
            lints,
            "list-objects-name",
            value.place,
            "ListObjectsV2 calls are recorded as ListObjects",
            "write ListObjects",
            concern,
        );
    }
    let is_lambda_name = [
        "CreateFunction",
        "DeleteFunction",
        "UpdateFunctionCode",
        "UpdateFunctionConfiguration",
        "AddPermission",
        "RemovePermission",
    ];
    if kind == ConfigurationKind::EventDataStore
        && operator.positive() == Operator::Equals
        && is_lambda_name.iter().any(|name| value.is(name))
    {
        let concern = Concern::All(vec![Concern::Management, source("lambda")]);
        let message = format!("Lambda's event names carry the date of the API version, as {value}20150331");
        push(lints, "lambda-name", value.place, message, "use StartsWith", concern);
    }
    wildcard(value, lints, Concern::Nothing);
}

/// The same value selected and deselected.
fn contradiction(field_selector: &FieldSelector, lints: &mut Vec<Lint>) {
    let selected: Vec<&Value> = known_values(field_selector)
        .filter(|(operator, _)| *operator == Operator::Equals)
        .map(|(_, value)| value)
        .collect();
    let hit = |value: &&Value| {
        known_values(field_selector)
            .any(|(operator, other)| !operator.selects() && operator.compares(&value.text, &other.text))
    };
    for value in selected.into_iter().filter(hit) {
        let message = format!("selected and deselected at once, so it never matches: {value}");
        push(lints, "contradiction", value.place, message, "", Concern::Nothing);
    }
}
