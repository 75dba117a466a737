//! Surprises of basic selectors.

use super::{Concern, Lint, TextTest, assume_role, kms_volume, names, of_type, push, source};
use crate::selector::model::{BasicSelector, ReadWriteType, Value};

pub(super) fn lint(selectors: &[BasicSelector], lints: &mut Vec<Lint>) {
    let with_management: Vec<&BasicSelector> = selectors
        .iter()
        .filter(|selector| selector.selects_management())
        .collect();
    if let [_, second, ..] = with_management.as_slice() {
        let message = "management events are selected more than once: IncludeManagementEvents is true unless it is set to false";
        push(
            lints,
            "management-twice",
            second.place,
            message,
            "set IncludeManagementEvents to false in all selectors but one",
            Concern::Management,
        );
    }
    let takes = |wanted: ReadWriteType| {
        with_management.iter().any(|selector| {
            selector
                .read_write()
                .is_none_or(|takes| takes == wanted || takes == ReadWriteType::All)
        })
    };
    if let Some(first) = with_management.first() {
        if !takes(ReadWriteType::ReadOnly) {
            assume_role(lints, first.place);
        }
        let with_kms = with_management.iter().find(|selector| {
            selector
                .read_write()
                .is_none_or(|takes| takes != ReadWriteType::WriteOnly)
                && !selector
                    .excluded_sources
                    .iter()
                    .any(|source| source.is("kms.amazonaws.com"))
        });
        if let Some(selector) = with_kms {
            kms_volume(lints, selector.place);
        }
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
            let message =
                "AWS::DynamoDB::Table also records the stream calls of tables with streams";
            push(
                lints,
                "table-logs-streams",
                resource.place,
                message,
                "an advanced event selector can leave them out by eventName",
                concern,
            );
            if selector.read_write() == Some(ReadWriteType::ReadOnly) {
                super::advanced::partiql(lints, resource.place);
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
    push(
        lints,
        "bucket-without-slash",
        value.place,
        message,
        &format!("write {}/", value.text),
        concern,
    );
}

fn qualified(value: &Value, lints: &mut Vec<Lint>) {
    let Some(text) = value.known().filter(|text| text.contains(":function:")) else {
        return;
    };
    let concern = Concern::All(vec![
        Concern::Data,
        of_type("AWS::Lambda::Function", TextTest::More(text.to_string())),
    ]);
    let message = "function ARNs are compared whole: a longer function name does not match, a version or alias is assumed to";
    push(
        lints,
        "whole-function-arn",
        value.place,
        message,
        "",
        concern,
    );
}
