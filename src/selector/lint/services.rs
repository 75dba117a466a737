//! Surprises of single services.

use super::{Concern, Lint, TextTest, names, of_type, push, source};
use crate::selector::model::{AdvancedSelector, Field, Place};

/// PartiQL in a selector of reads.
pub(super) fn partiql(lints: &mut Vec<Lint>, place: Place) {
    let concern = Concern::All(vec![
        Concern::Data,
        source("dynamodb"),
        names(&["ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction"]),
    ]);
    let message = "PartiQL statements are write events even when they only read";
    push(lints, "partiql-is-write", place, message, "select writes as well", concern);
}

pub(super) fn dynamodb(selector: &AdvancedSelector, lints: &mut Vec<Lint>) {
    if selector.on_field(Field::EventName).next().is_none() {
        let concern = Concern::All(vec![
            Concern::Data,
            source("dynamodb"),
            names(&["GetRecords", "GetShardIterator"]),
            of_type("AWS::DynamoDB::Table", TextTest::Anything),
        ]);
        let message = "AWS::DynamoDB::Table also records the stream calls of tables with streams";
        push(
            lints,
            "table-logs-streams",
            selector.place,
            message,
            "add eventName NotEquals GetRecords, GetShardIterator",
            concern,
        );
    }
    if selector.asks(Field::ReadOnly, "true") {
        partiql(lints, selector.place);
    }
}

pub(super) fn timestream(place: Place, lints: &mut Vec<Lint>) {
    let concern = Concern::All(vec![
        Concern::Data,
        of_type("AWS::Timestream::Database", TextTest::EndsWith("database/NO_RESOURCE_ACCESSED".to_string())),
    ]);
    let message =
        "queries that touch no table, or fail validation, are recorded only under AWS::Timestream::Database";
    push(
        lints,
        "timestream-database",
        place,
        message,
        "add a selector for AWS::Timestream::Database",
        concern,
    );
}

/// Since 2025-06-09 a DeleteObjects call also emits one event for each key.
pub(super) fn delete_objects(selector: &AdvancedSelector, lints: &mut Vec<Lint>) {
    let deletes = selector
        .equals(Field::EventName)
        .find(|value| value.known().is_some_and(|name| name == "DeleteObject" || name == "DeleteObjects"));
    if let Some(value) = deletes.filter(|_| selector.on_field(Field::EventType).next().is_none()) {
        let concern = Concern::All(vec![
            Concern::Data,
            names(&["DeleteObject"]),
            Concern::EventType("AwsServiceEvent".to_string()),
        ]);
        let message = "a DeleteObjects call also emits a DeleteObject service event for each key";
        push(
            lints,
            "delete-objects",
            value.place,
            message,
            "add eventType NotEquals AwsServiceEvent to drop those",
            concern,
        );
    }
}
