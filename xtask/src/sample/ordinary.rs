//! An ordinary day: the shop sells, the canary knocks, services look after themselves.
//!
//! This is the background against which the incident stands out, in the shape of a working day.

use serde_json::json;

use super::cast::{
    BROWSER, CANARY, CLOUD, CONFIG, Caller, EU, ORDER_API, REPORTS, SDK, SHOP, US, VAULT, anonymous,
    aws_internal, aws_service,
};
use super::event::Event;
use super::ids;
use super::log::Log;
use super::shapes::{invoke, item, listing, object, table_arn};
use super::sts::{Ask, assume_role_by_service};

/// Orders in each hour from 06 on: a working day. None at 14, when the Region's trail is silent.
const ORDERS: [u8; 12] = [1, 1, 2, 4, 6, 4, 6, 3, 0, 2, 3, 1];

pub(super) fn tell(log: &mut Log) {
    shop(log);
    canary_and_config(log);
    vault(log);
    services_alone(log);
}

/// The order function: an invocation, then its reads and writes, then the stream's reader.
fn shop(log: &mut Log) {
    let function = format!("arn:aws:lambda:{EU}:{SHOP}:function:order-api");
    let ask = Ask::new(ORDER_API, "order-api", "ASIAORDERAPI0EXAMPLE").hours(12);
    let place = (CLOUD, SDK);
    let session = assume_role_by_service(log, "06:01:07", EU, "lambda", &ask, place);
    let order_api = session.with(
        "inScopeOf",
        json!({
            "sourceArn": function,
            "sourceAccount": SHOP,
            "issuerType": "AWS::Lambda::Function",
            "credentialsIssuedTo": function,
        }),
    );
    let gateway = aws_service("apigateway", SHOP);
    let stream = format!("{}/stream/2026-01-09T10:14:02.117", table_arn(EU, SHOP, "Orders"));
    for (hour, orders) in (6..).zip(ORDERS) {
        for order in 0..orders {
            let minute = spread(hour, order, orders);
            let second = ids::below(&format!("order {hour} {order}"), 40);
            let clock = |later: u64| format!("{hour:02}:{minute:02}:{:02}", second + later);
            let number = 20_260_317_000 + u64::from(hour) * 100 + u64::from(order);
            log.add(invoke(&clock(0), EU, &gateway, SHOP, "order-api").shared(&ids::guid(&clock(0))));
            log.add(item(
                &clock(1),
                EU,
                &order_api,
                "PutItem",
                (SHOP, "Orders"),
                json!({
                    "key": { "orderId": number.to_string() },
                    "items": ["orderId", "customerId", "lines", "total", "placedAt"],
                    "conditionExpression": "attribute_not_exists(orderId)",
                }),
            ));
            if order % 3 == 0 {
                log.add(item(
                    &clock(3),
                    EU,
                    &order_api,
                    "Query",
                    (SHOP, "Orders"),
                    json!({
                        "indexName": "byCustomer",
                        "keyConditionExpression": "customerId = :c",
                        "limit": 20,
                    }),
                ));
            }
            if order % 4 == 1 {
                log.add(item(
                    &clock(2),
                    EU,
                    &order_api,
                    "GetItem",
                    (SHOP, "Carts"),
                    json!({
                        "key": { "cartId": format!("c-{}", number % 977) }, "consistentRead": true,
                    }),
                ));
            }
        }
        if orders > 2 {
            let clock = format!("{hour:02}:{:02}:44", spread(hour, orders, orders + 1));
            let iterator = format!("{stream}|1|{}==", ids::mixed(&clock, 64));
            log.add(
                Event::api(&clock, EU, &order_api, "dynamodb", "GetRecords")
                    .request_id(ids::dynamodb_request(&clock))
                    .params(json!({ "shardIterator": iterator, "limit": 1000 }))
                    .on("AWS::DynamoDB::Stream", &stream)
                    .on("AWS::DynamoDB::Table", &table_arn(EU, SHOP, "Orders"))
                    .data(),
            );
        }
    }
    log.add(
        item(
            "12:31:19",
            EU,
            &order_api,
            "PutItem",
            (SHOP, "Orders"),
            json!({
                "key": { "orderId": "20260318211" },
                "items": ["orderId", "customerId", "lines", "total", "placedAt"],
            }),
        )
        .error(
            "ProvisionedThroughputExceededException",
            "The level of configured provisioned throughput for the table was exceeded. \
             Consider increasing your provisioning level with the UpdateTable API.",
        ),
    );
    log.add(
        item(
            "10:32:08",
            EU,
            &order_api,
            "UpdateItem",
            (SHOP, "Carts"),
            json!({
                "key": { "cartId": "c-311" }, "updateExpression": "SET lines = :l",
                "conditionExpression": "version = :v",
            }),
        )
        .error("ConditionalCheckFailedException", "The conditional request failed"),
    );
}

/// The minute of an order: within the first half hour at 13, and after the trail's restart at 15.
fn spread(hour: u8, at: u8, of: u8) -> u64 {
    let (from, width) = match hour {
        13 => (2, 28),
        15 => (10, 44),
        _ => (1, 52),
    };
    let step = width / u64::from(of.max(1));
    from + u64::from(at) * step + ids::below(&format!("minute {hour} {at}"), step.max(1))
}

/// us-east-1 is seldom used: a canary, the configuration recorder, metrics.
fn canary_and_config(log: &mut Log) {
    let ask = Ask::new(CANARY, "cwsyn-checkout", "ASIACANARY000EXAMPLE").hours(12);
    let agent = "aws-sdk-nodejs/3.883.0 linux/v22.18.0 exec-env/AWS_Lambda_nodejs22.x";
    let canary = assume_role_by_service(log, "06:05:31", US, "lambda", &ask, (CLOUD, agent));
    let session = Ask::new(CONFIG, "ConfigResourceSession", "ASIACONFIGSLREXAMPLE").hours(12);
    let recorder =
        assume_role_by_service(log, "06:06:02", US, "config", &session, (CLOUD, "")).through("config");
    for hour in 6..18_u8 {
        let clock = |minute: u8| format!("{hour:02}:{minute:02}:{:02}", (u32::from(hour) * 7) % 60);
        if hour % 2 == 0 {
            log.add(
                Event::api(&clock(12), US, &canary, "monitoring", "PutMetricData")
                    .version(11)
                    .params(json!({ "namespace": "CloudWatchSynthetics" }))
                    .resource(json!({ "type": "AWS::CloudWatch::Metric" }))
                    .data(),
            );
        } else {
            log.add(object(
                &clock(12),
                US,
                &canary,
                "PutObject",
                (
                    SHOP,
                    "cw-syn-results-111122223333-us-east-1",
                    &format!("canary/us-east-1/checkout/2026/03/17/{hour:02}/12-report.json"),
                ),
                0,
            ));
        }
        let name = ["ListRoles", "ListPolicies", "ListUsers"][usize::from(hour) % 3];
        log.add(Event::api(&clock(31), US, &recorder, "iam", name).params(json!({ "maxItems": 1000 })));
    }
}

/// The member account: nightly reports, a public web site, a trail that looks at its bucket.
fn vault(log: &mut Log) {
    let ask = Ask::new(REPORTS, "nightly", "ASIAREPORTS00EXAMPLE").hours(12);
    let agent = "aws-sdk-java/2.33.1 md/io#sync ua/2.1 os/Linux lang/java#21";
    let reports = assume_role_by_service(log, "06:03:40", EU, "glue", &ask, (CLOUD, agent));
    let lake = "example-analytics-444455556666";
    for hour in [6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17] {
        let clock = |minute: u8| format!("{hour:02}:{minute:02}:{:02}", (hour * 11) % 60);
        let day = format!("daily/2026/03/16/part-{:04}.parquet", hour * 3);
        log.add(object(&clock(18), EU, &reports, "GetObject", (VAULT, lake, &day), 1_048_576 + hour * 977));
        if hour % 3 == 0 {
            log.add(timestream_query(&clock(20), &reports, &["sales", "sales/daily"]));
        }
        if hour % 4 == 0 {
            log.add(listing(&clock(17), EU, &reports, (VAULT, lake, "daily/2026/03/16/")));
        }
    }
    for hour in [6, 9, 12, 17] {
        let clock = format!("{hour:02}:29:{:02}", hour * 3);
        let trail = aws_service("cloudtrail", VAULT);
        log.add(
            super::shapes::bucket_call(&clock, US, &trail, "GetBucketAcl", "org-trail-logs-111122223333")
                .resource(super::shapes::bucket_entry(SHOP, "org-trail-logs-111122223333")),
        );
    }
    for (clock, ip, key) in [
        ("07:40:10", "2001:db8:7::7", "index.html"),
        ("11:41:52", "198.51.100.61", "img/teapot-01.jpg"),
        ("16:20:33", "2001:db8:7::91", "index.html"),
    ] {
        let visitor = anonymous(VAULT, ip, BROWSER);
        log.add(
            object(clock, EU, &visitor, "GetObject", (VAULT, "www.example.com", key), 18_211)
                .additional(json!({ "bytesTransferredIn": 0, "bytesTransferredOut": 18_211 })),
        );
    }
    for hour in [7, 8, 10, 11, 13, 14, 16] {
        let watcher = Caller { account: VAULT, ..aws_service("health", VAULT) };
        let clock = format!("{hour:02}:44:{:02}", hour * 2);
        log.add(
            Event::api(&clock, US, &watcher, "monitoring", "DescribeAlarms")
                .params(json!({ "maxRecords": 100 })),
        );
    }
    // An hour for which a file was delivered without a single event in it.
    log.add_empty_file(VAULT, US, 15);
}

/// A Timestream query and the databases and tables it touches; without any, the fixed placeholder.
pub(super) fn timestream_query(clock: &str, caller: &Caller, touched: &[&str]) -> Event {
    let event = Event::api(clock, EU, caller, "timestream", "Query")
        .params(json!({ "queryString": "HIDDEN_DUE_TO_SECURITY_REASONS", "maxRows": 1000 }))
        .api_version("2018-11-01")
        .data();
    let arn = |rest: &str| format!("arn:aws:timestream:{EU}:{}:database/{rest}", caller.account);
    if touched.is_empty() {
        return event.on("AWS::Timestream::Database", &arn("NO_RESOURCE_ACCESSED"));
    }
    touched.iter().fold(event, |event, name| match name.split_once('/') {
        Some((database, table)) => {
            event.on("AWS::Timestream::Table", &arn(&format!("{database}/table/{table}")))
        }
        None => event.on("AWS::Timestream::Database", &arn(name)),
    })
}

/// What AWS does without being asked.
fn services_alone(log: &mut Log) {
    let key = "arn:aws:kms:eu-west-1:444455556666:key/0d1c2b3a-4f5e-4d6c-8b7a-998877665544";
    log.add(
        Event::service("06:12:00", EU, &aws_internal(VAULT), "kms", "RotateKey")
            .read_only(false)
            .on("AWS::KMS::Key", key)
            .details(json!({ "keyId": "0d1c2b3a-4f5e-4d6c-8b7a-998877665544", "rotationType": "AUTOMATIC" })),
    );
    for (clock, key) in [
        ("06:22:15", "tmp/export-0316-a.csv"),
        ("06:22:16", "tmp/export-0316-b.csv"),
        ("06:24:40", "tmp/export-0316-c.csv"),
    ] {
        let lake = "example-analytics-444455556666";
        log.add(
            Event::service(clock, EU, &aws_service("s3", VAULT), "s3lifecycle", "DeleteObject")
                .version(11)
                .read_only(false)
                .params(json!({ "bucketName": lake, "key": key }))
                .resource(json!({ "type": "AWS::S3::Object", "ARN": format!("arn:aws:s3:::{lake}/{key}") }))
                .resource(super::shapes::bucket_entry(VAULT, lake))
                .data(),
        );
    }
    log.add(
        Event::service("12:03:11", EU, &aws_service("lambda", SHOP), "lambda", "LambdaESMDisabled")
            .read_only(false)
            .details(json!({
                "ESMOwnerAccount": SHOP,
                "ESMUuid": "3c5b7d9e-1f20-4a31-8b42-5c6d7e8f9a0b",
                "FunctionArn": format!("arn:aws:lambda:{EU}:{SHOP}:function:order-projector"),
                "EventSourceArn": format!("{}/stream/2026-01-09T10:14:02.117", table_arn(EU, SHOP, "Orders")),
                "ErrorCode": "AUTHORIZATION_ERROR",
            })),
    );
}
