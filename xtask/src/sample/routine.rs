//! 08:05 to 08:42: the operations team and the analyst at work in the console.
//!
//! Every service that the page knows well has a legitimate call here, so that the later ones can be
//! compared with it.

use serde_json::{Value, json};

use super::cast::{Caller, EU, SHOP, US, VAULT, alice, bob};
use super::event::Event;
use super::ids;
use super::log::Log;
use super::ordinary::timestream_query;
use super::shapes::{item, table_arn};

pub(super) fn tell(log: &mut Log) {
    dynamodb(log);
    watching(log);
    analytics(log);
}

/// The control plane of DynamoDB, and DAX beside it.
fn dynamodb(log: &mut Log) {
    let bob = bob();
    for (clock, name) in [("08:05:12", "ListTables"), ("08:05:13", "DescribeLimits")] {
        log.add(Event::api(clock, EU, &bob, "dynamodb", name).request_id(ids::dynamodb_request(clock)));
    }
    log.add(
        Event::api("08:07:48", EU, &bob, "dynamodb", "CreateTable")
            .request_id(ids::dynamodb_request("create returns"))
            .params(json!({
                "tableName": "Returns",
                "attributeDefinitions": [{ "attributeName": "returnId", "attributeType": "S" }],
                "keySchema": [{ "attributeName": "returnId", "keyType": "HASH" }],
                "billingMode": "PAY_PER_REQUEST",
            }))
            .response(json!({ "tableDescription": {
                "tableName": "Returns",
                "tableStatus": "CREATING",
                "itemCount": 0,
                "tableArn": table_arn(EU, SHOP, "Returns"),
            } }))
            .on("AWS::DynamoDB::Table", &table_arn(EU, SHOP, "Returns")),
    );
    log.add(
        Event::api("08:08:30", EU, &bob, "dynamodb", "UpdateTimeToLive")
            .request_id(ids::dynamodb_request("ttl"))
            .params(json!({
                "tableName": "Carts",
                "timeToLiveSpecification": { "enabled": true, "attributeName": "expiresAt" },
            }))
            .response(json!({ "timeToLiveSpecification": { "enabled": true, "attributeName": "expiresAt" } }))
            .on("AWS::DynamoDB::Table", &table_arn(EU, SHOP, "Carts")),
    );
    // A record as the first data events of 2020 looked: no category.
    log.add(
        item(
            "08:09:02",
            EU,
            &bob,
            "DeleteItem",
            (SHOP, "Returns"),
            json!({
                "key": { "returnId": "test-1" }, "returnValue": "NONE", "returnConsumedCapacity": "NONE",
            }),
        )
        .version(6),
    );
    log.add(super::shapes::items(
        "08:10:20",
        EU,
        &bob,
        "BatchWriteItem",
        (SHOP, &["Returns", "Orders"]),
        json!({ "requestItems": {
            "Returns": [{ "PutRequest": { "key": { "returnId": "r-1" }, "items": ["returnId", "orderId", "reason"] } }],
            "Orders": [{ "DeleteRequest": { "key": { "orderId": "20260309114" } } }],
        } }),
    ));
    log.add(super::shapes::items(
        "08:10:52",
        EU,
        &bob,
        "TransactWriteItems",
        (SHOP, &["Orders", "Returns"]),
        // The wire's own mixture of cases.
        json!({ "requestItems": [
            { "operation": "Put", "tableName": "Orders", "key": { "orderId": "20260316077" }, "items": ["orderId", "status"] },
            { "operation": "Delete", "TableName": "Returns", "key": { "returnId": "r-1" } },
            { "operation": "ConditionCheck", "TableName": "Orders", "Key": { "orderId": "20260316078" },
              "ConditionExpression": "#s = :s", "ExpressionAttributeNames": { "#s": "status" } },
        ] }),
    ));
    log.add(
        Event::api("08:12:15", EU, &bob, "dynamodb", "DescribeStream")
            .request_id(ids::dynamodb_request("describe stream"))
            .params(json!({ "streamArn": format!("{}/stream/2026-01-09T10:14:02.117", table_arn(EU, SHOP, "Orders")) })),
    );
    log.add(
        Event::api("08:13:31", EU, &bob, "dax", "CreateCluster")
            .params(json!({
                "clusterName": "orders-cache",
                "nodeType": "dax.r6g.large",
                "replicationFactor": 3,
                "iamRoleArn": format!("arn:aws:iam::{SHOP}:role/DaxToOrders"),
            }))
            .response(json!({ "cluster": {
                "clusterName": "orders-cache",
                "clusterArn": format!("arn:aws:dax:{EU}:{SHOP}:cache/orders-cache"),
                "status": "creating",
                "totalNodes": 3,
            } })),
    );
    log.add(
        Event::api("08:16:40", EU, &bob, "dax", "DescribeClusters")
            .params(json!({ "clusterNames": ["orders-cache"] })),
    );
    log.add(
        Event::api("08:17:02", EU, &bob, "autoscaling", "DescribeScalableTargets")
            .version(4)
            .params(json!({ "serviceNamespace": "dynamodb" })),
    );
}

/// CloudWatch and its relations.
fn watching(log: &mut Log) {
    let bob = bob();
    log.add(Event::api("08:20:04", EU, &bob, "monitoring", "PutMetricAlarm").version(1).params(json!({
        "threshold": 50.0,
        "period": 60,
        "metricName": "ReadThrottleEvents",
        "evaluationPeriods": 3,
        "comparisonOperator": "GreaterThanThreshold",
        "namespace": "AWS/DynamoDB",
        "alarmName": "orders-throttled",
        "statistic": "Sum",
        "alarmActions": [format!("arn:aws:sns:{EU}:{SHOP}:ops-alarms")],
    })));
    let pattern = json!({
        "source": ["aws.cloudtrail"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": { "eventName": ["StopLogging", "DeleteTrail", "PutEventSelectors"] },
    });
    log.add(
        Event::api(
            "08:22:19",
            EU,
            &Caller {
                ip: "AWS Internal".to_owned(),
                agent: "AWS CloudWatch Console".to_owned(),
                ..bob.clone()
            },
            "events",
            "PutRule",
        )
        .version(3)
        .params(json!({
            "description": "",
            "name": "trail-tampering",
            "state": "ENABLED",
            "eventPattern": pattern.to_string(),
            "scheduleExpression": "",
        }))
        .response(json!({ "ruleArn": format!("arn:aws:events:{EU}:{SHOP}:rule/trail-tampering") })),
    );
    for (clock, name) in
        [("08:24:10", "GetMetricData"), ("08:24:11", "ListMetrics"), ("08:24:12", "GetMetricData")]
    {
        log.add(
            Event::api(clock, EU, &bob, "monitoring", name)
                .version(11)
                .resource(json!({ "type": "AWS::CloudWatch::Metric" }))
                .data(),
        );
    }
    log.add(
        Event::api("08:26:33", EU, &bob, "monitoring", "PutDashboard")
            .params(json!({ "dashboardName": "shop-overview", "dashboardBody": dashboard().to_string() })),
    );
    log.add(
        Event::api("08:27:03", EU, &bob, "logs", "DescribeLogGroups")
            .params(json!({ "logGroupNamePrefix": "/aws/lambda/" })),
    );
    log.add(
        Event::api("08:28:20", EU, &bob, "logs", "PutRetentionPolicy")
            .params(json!({ "logGroupName": "/aws/lambda/order-api", "retentionInDays": 90 })),
    );
    log.add(
        Event::api("08:33:08", EU, &bob, "internetmonitor", "CreateMonitor")
            .params(json!({
                "MonitorName": "shop-reach",
                "Resources": [format!("arn:aws:ec2:{EU}:{SHOP}:vpc/vpc-0febc0b95a1b2c3d4")],
                "MaxCityNetworksToMonitor": 100,
                "ClientToken": ids::guid("shop-reach"),
            }))
            .response(json!({
                "Arn": format!("arn:aws:internetmonitor:{EU}:{SHOP}:monitor/shop-reach"),
                "Status": "PENDING",
            })),
    );
    log.add(Event::api("08:33:18", EU, &bob, "internetmonitor", "ListMonitors"));
    log.add(Event::api("08:36:47", US, &bob, "synthetics", "UpdateCanary").params(json!({
        "Schedule": { "Expression": "rate(60 minutes)" },
        "name": "checkout",
        "Code": { "Handler": "checkout.handler", "ZipFile": "HIDDEN_DUE_TO_SECURITY_REASONS" },
    })));
    log.add(Event::api("08:37:05", US, &bob, "synthetics", "DescribeCanaries"));
    log.add(Event::api("08:41:30", US, &bob, "synthetics", "GetCanaryRuns").params(json!({
        "Filter": "TIME_RANGE",
        "name": "checkout",
        "FilterValues": ["2026-03-17T07:00:00.000Z", "2026-03-17T08:40:00.000Z"],
    })));
}

/// A dashboard of many widgets: the largest record of the day.
fn dashboard() -> Value {
    let widgets: Vec<Value> = (0..64_u32)
        .map(|at| {
            let table = ["Orders", "Carts", "Returns", "Customers"][at as usize % 4];
            let metric = [
                "ConsumedReadCapacityUnits",
                "ConsumedWriteCapacityUnits",
                "SuccessfulRequestLatency",
                "SystemErrors",
            ][at as usize / 16];
            json!({
                "type": "metric", "x": at % 4 * 6, "y": at / 4 * 6, "width": 6, "height": 6,
                "properties": {
                    "title": format!("{table}: {metric}"),
                    "metrics": [["AWS/DynamoDB", metric, "TableName", table]],
                    "view": "timeSeries", "region": EU, "stat": "Sum", "period": 60,
                },
            })
        })
        .collect();
    json!({ "start": "-PT6H", "widgets": widgets })
}

/// The member account's analyst: Timestream from its creation to a query that touches nothing.
fn analytics(log: &mut Log) {
    let alice = alice();
    let database = format!("arn:aws:timestream:{EU}:{VAULT}:database/sensors");
    log.add(
        Event::api("08:18:20", EU, &alice, "timestream", "CreateDatabase")
            .params(json!({ "databaseName": "sensors" }))
            .response(json!({ "database": { "arn": database, "databaseName": "sensors", "tableCount": 0 } })),
    );
    log.add(
        Event::api("08:19:11", EU, &alice, "timestream", "CreateTable")
            .params(json!({
                "databaseName": "sensors",
                "tableName": "fridges",
                "retentionProperties": { "memoryStoreRetentionPeriodInHours": 24, "magneticStoreRetentionPeriodInDays": 365 },
            }))
            .response(json!({ "table": { "arn": format!("{database}/table/fridges"), "tableName": "fridges", "tableStatus": "ACTIVE" } })),
    );
    log.add(
        Event::api("08:19:40", EU, &alice, "timestream", "DescribeTable")
            .params(json!({ "databaseName": "sensors", "tableName": "fridges" })),
    );
    log.add(timestream_query("08:21:05", &alice, &["sensors", "sensors/fridges"]));
    log.add(
        timestream_query("08:21:30", &alice, &[])
            .error("ValidationException", "line 1:8: Column 'temprature' does not exist"),
    );
    log.add(item("08:23:44", EU, &alice, "ExecuteStatement", (VAULT, "Customers"), Value::Null).params(
        json!({
            "statement": "SELECT country FROM Customers WHERE segment = ***(Redacted)",
        }),
    ));
    log.add(
        Event::api("08:25:10", EU, &alice, "rdsdataapi", "ExecuteStatement")
            .event_type("Rds Data Service")
            .version(5)
            .read_only(false)
            .params(json!({
                "continueAfterTimeout": false,
                "database": "**********",
                "includeResultMetadata": true,
                "parameters": [],
                "resourceArn": format!("arn:aws:rds:{EU}:{VAULT}:cluster:ledger"),
                "schema": "**********",
                "secretArn": format!("arn:aws:secretsmanager:{EU}:{VAULT}:secret:ledger-reader-a1b2c3"),
                "sql": "**********",
            }))
            .additional(json!({ "requestParameters": { "includesResultMetadata": true } }))
            .on("AWS::RDS::DBCluster", &format!("arn:aws:rds:{EU}:{VAULT}:cluster:ledger")),
    );
}
