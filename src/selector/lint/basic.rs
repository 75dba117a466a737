//! Surprises of basic selectors.

use super::{Concern, Lint, TextTest, names, of_type, push, source};
use crate::selector::model::{BasicSelector, ReadWriteType, Value};

pub(super) fn lint(selectors: &[BasicSelector], lints: &mut Vec<Lint>) {
    let mut taken: Vec<ReadWriteType> = Vec::new();
    for selector in selectors.iter().filter(|selector| selector.selects_management()) {
        let takes = selector.read_write().unwrap_or(ReadWriteType::All);
        let overlaps = |other: &ReadWriteType| {
            *other == takes || *other == ReadWriteType::All || takes == ReadWriteType::All
        };
        if taken.iter().any(overlaps) {
            let message = "management events are selected more than once: IncludeManagementEvents is true unless it is set to false";
            let remedy = "set IncludeManagementEvents to false in all selectors but one";
            push(lints, "management-twice", selector.place, message, remedy, Concern::Management);
        }
        taken.push(takes);
    }
    for selector in selectors {
        one(selector, lints);
    }
}

fn one(selector: &BasicSelector, lints: &mut Vec<Lint>) {
    for resource in &selector.data_resources {
        for value in &resource.values {
            match resource.resource_type.known() {
                Some("AWS::S3::Object") => bucket_without_slash(value, lints),
                Some("AWS::Lambda::Function") => qualified(value, lints),
                _ => {}
            }
        }
        if resource.resource_type.is("AWS::DynamoDB::Table") {
            let concern = Concern::All(vec![
                Concern::Data,
                source("dynamodb"),
                names(&["GetRecords", "GetShardIterator"]),
            ]);
            let message = "AWS::DynamoDB::Table also records the stream calls of tables with streams";
            push(
                lints,
                "table-logs-streams",
                resource.place,
                message,
                "an advanced event selector can leave them out by eventName",
                concern,
            );
            if selector.read_write() == Some(ReadWriteType::ReadOnly) {
                super::services::partiql(lints, resource.place);
            }
        }
    }
}

fn bucket_without_slash(value: &Value, lints: &mut Vec<Lint>) {
    let Some(bucket) = value.known().and_then(super::advanced::bucket_only) else {
        return;
    };
    let concern = Concern::All(vec![
        Concern::Data,
        of_type("AWS::S3::Object", TextTest::LongerName(value.text.clone())),
    ]);
    let message = format!(
        "without a slash at the end this is the prefix of every bucket whose name starts with {bucket}"
    );
    push(lints, "bucket-without-slash", value.place, message, &format!("write {}/", value.text), concern);
}

fn qualified(value: &Value, lints: &mut Vec<Lint>) {
    let Some(text) = value.known().filter(|text| text.contains(":function:")) else {
        return;
    };
    let concern =
        Concern::All(vec![Concern::Data, of_type("AWS::Lambda::Function", TextTest::More(text.to_string()))]);
    let message = "function ARNs are compared whole: a longer function name does not match, a version or alias is assumed to";
    push(lints, "whole-function-arn", value.place, message, "", concern);
}
