//! 11:05 to 12:54: customer data is read out, files are copied and deleted, machines are started.

use serde_json::{Value, json};

use super::cast::{Caller, EU, SHOP, US, VAULT, WORKER, aws_service, bob};
use super::event::Event;
use super::ids;
use super::log::Log;
use super::ordinary::timestream_query;
use super::shapes::{bucket_call, bucket_entry, item, listing, object, table_arn};
use super::sts::{Ask, assume_role_by_service};

const LAKE: &str = "example-analytics-444455556666";

pub(super) fn tell(log: &mut Log, dev_tools: &Caller, data_admin: &Caller) {
    tables(log, data_admin);
    files(log, data_admin);
    secrets(log, data_admin);
    foothold(log, data_admin);
    across_accounts(log);
    machines(log, dev_tools);
    traces(log);
}

/// The table of customers, page by page.
fn tables(log: &mut Log, thief: &Caller) {
    let customers = (VAULT, "Customers");
    let arn = table_arn(EU, VAULT, "Customers");
    log.add(
        Event::api("11:05:02", EU, thief, "dynamodb", "ListTables").request_id(ids::dynamodb_request("l")),
    );
    log.add(
        Event::api("11:05:20", EU, thief, "dynamodb", "DescribeTable")
            .request_id(ids::dynamodb_request("d"))
            .params(json!({ "tableName": "Customers" }))
            .on("AWS::DynamoDB::Table", &arn),
    );
    for page in 0..14_u64 {
        let seconds = page * 3 + ids::below(&format!("scan {page}"), 3);
        let mut params = json!({ "limit": 5000, "returnConsumedCapacity": "NONE" });
        if page > 0 {
            params["exclusiveStartKey"] = json!({ "customerId": format!("cu-{:06}", page * 5000) });
        }
        let clock = format!("11:06:{:02}", seconds.min(59));
        let scan = item(&clock, EU, thief, "Scan", customers, params);
        log.add(if page == 9 {
            scan.error(
                "ThrottlingException",
                "Throughput exceeds the current capacity for one or more global secondary indexes.",
            )
        } else {
            scan
        });
    }
    log.add(item(
        "11:09:40",
        EU,
        thief,
        "Query",
        customers,
        json!({
            "indexName": "bySegment", "keyConditionExpression": "segment = :s", "limit": 500,
        }),
    ));
    log.add(item(
        "11:10:12",
        EU,
        thief,
        "GetItem",
        customers,
        json!({ "key": { "customerId": "cu-000001" } }),
    ));
    log.add(item("11:12:08", EU, thief, "ExecuteStatement", customers, Value::Null).params(json!({
        "statement": "SELECT * FROM Customers WHERE country = ***(Redacted) AND cardToken <> ***(Redacted)",
    })));
    log.add(
        Event::api("11:14:30", EU, thief, "dynamodb", "ExportTableToPointInTime")
            .request_id(ids::dynamodb_request("e"))
            .params(
                json!({ "tableArn": arn, "s3Bucket": "example-dropbox", "exportFormat": "DYNAMODB_JSON" }),
            )
            .error(
                "PointInTimeRecoveryUnavailableException",
                "Point in time recovery is not enabled for table 'Customers'",
            )
            .on("AWS::DynamoDB::Table", &arn),
    );
    log.add(
        Event::api("11:15:11", EU, thief, "dynamodb", "CreateBackup")
            .request_id(ids::dynamodb_request("b"))
            .params(json!({ "tableName": "Customers", "backupName": "sync" }))
            .response(json!({ "backupDetails": {
                "backupName": "sync", "backupStatus": "CREATING", "backupType": "USER",
                "backupArn": format!("{arn}/backup/01773746111000-a1b2c3d4"),
            } }))
            .on("AWS::DynamoDB::Table", &arn),
    );
    // Delivered five hours late: the file is that of 16 o'clock.
    let late = Event::api("11:16:02", EU, thief, "dynamodb", "DescribeBackup")
        .request_id(ids::dynamodb_request("late"))
        .params(json!({ "backupArn": format!("{arn}/backup/01773746111000-a1b2c3d4") }))
        .addendum(json!({ "reason": "DELIVERY_DELAY" }));
    log.add_late(late, 16);
    log.add(timestream_query("11:20:10", thief, &[]));
    log.add(timestream_query("11:20:41", thief, &["sensors", "sensors/fridges"]));
}

/// The data lake: a listing, a burst of reads, the keys that open them.
fn files(log: &mut Log, thief: &Caller) {
    log.add(listing("11:24:03", EU, thief, (VAULT, LAKE, "customers/")));
    for part in 0..10_u64 {
        let clock = format!("11:24:{:02}", 9 + part * 4);
        let key = format!("customers/2026/part-{part:04}.parquet");
        log.add(object(&clock, EU, thief, "GetObject", (VAULT, LAKE, &key), 8_388_608 + part * 4099));
        if part % 4 == 0 {
            let through = thief.clone().through("s3");
            log.add(
                Event::api(&clock, EU, &through, "kms", "Decrypt")
                    .params(json!({
                        "encryptionAlgorithm": "SYMMETRIC_DEFAULT",
                        "encryptionContext": { "aws:s3:arn": format!("arn:aws:s3:::{LAKE}/{key}") },
                    }))
                    .on(
                        "AWS::KMS::Key",
                        "arn:aws:kms:eu-west-1:444455556666:key/0d1c2b3a-4f5e-4d6c-8b7a-998877665544",
                    ),
            );
        }
    }
    log.add(
        object("11:28:50", EU, thief, "GetObject", (VAULT, LAKE, "customers/2026/part-0010.parquet"), 243)
            .error("NoSuchKey", "The specified key does not exist."),
    );
    // What was read is then deleted: one request, and a record of the service for each key.
    let keys: Vec<String> = (0..4).map(|part| format!("customers/2026/part-{part:04}.parquet")).collect();
    log.add(
        bucket_call("11:50:12", EU, thief, "DeleteObjects", LAKE)
            .amend_params(json!({ "delete": "" }))
            .resource(json!({ "type": "AWS::S3::Object", "ARNPrefix": format!("arn:aws:s3:::{LAKE}/") }))
            .resource(bucket_entry(VAULT, LAKE))
            .data(),
    );
    let s3 = Caller { identity: thief.clone().through("s3").identity, ..aws_service("s3", VAULT) };
    for key in &keys {
        log.add(
            Event::service("11:50:12", EU, &s3, "s3", "DeleteObject")
                .version(11)
                .read_only(false)
                .params(json!({ "bucketName": LAKE, "key": key }))
                .resource(json!({ "type": "AWS::S3::Object", "ARN": format!("arn:aws:s3:::{LAKE}/{key}") }))
                .resource(bucket_entry(VAULT, LAKE))
                .data(),
        );
    }
}

/// An instance inside the member account's network, with a profile that may read.
fn foothold(log: &mut Log, thief: &Caller) {
    log.add(
        Event::api("11:46:30", EU, thief, "ec2", "RunInstances")
            .params(json!({
                "instancesSet": { "items": [{ "imageId": "ami-0abcdef1234567890", "minCount": 1, "maxCount": 1 }] },
                "instanceType": "t4g.micro",
                "subnetId": "subnet-0a1b2c3d4e5f67890",
                "iamInstanceProfile": { "name": "BatchWorker" },
                "clientToken": ids::guid("foothold"),
            }))
            .response(json!({
                "reservationId": "r-0c1b2a3948576f6e5d",
                "ownerId": VAULT,
                "instancesSet": { "items": [{
                    "instanceId": "i-0abcdef1234567890",
                    "instanceType": "t4g.micro",
                    "instanceState": { "code": 0, "name": "pending" },
                    "iamInstanceProfile": { "arn": format!("arn:aws:iam::{VAULT}:instance-profile/BatchWorker") },
                }] },
            })),
    );
}

/// A secret, and a record that is corrected hours later: now it names the caller's address.
fn secrets(log: &mut Log, thief: &Caller) {
    let arn = format!("arn:aws:secretsmanager:{EU}:{VAULT}:secret:ledger-reader-a1b2c3");
    let read = |caller: &Caller| {
        Event::api("11:37:42", EU, caller, "secretsmanager", "GetSecretValue")
            .params(json!({ "secretId": arn }))
    };
    let hidden = Caller { ip: "AWS Internal".to_owned(), agent: "AWS Internal".to_owned(), ..thief.clone() };
    let first = read(&hidden);
    let request = first.request().unwrap_or_default().to_owned();
    let original = log.add(first);
    log.add_late(
        read(thief).addendum(json!({
            "reason": "UPDATED_DATA",
            "updatedFields": "sourceIPAddress,userAgent",
            "originalRequestID": request,
            "originalEventID": original,
        })),
        17,
    );
    log.add(
        Event::api("11:39:05", EU, thief, "rdsdataapi", "BatchExecuteStatement")
            .read_only(false)
            .params(json!({
                "resourceArn": format!("arn:aws:rds:{EU}:{VAULT}:cluster:ledger"),
                "secretArn": arn,
                "sql": "**********",
                "parameterSets": "**********",
            }))
            .error("ForbiddenException", "HttpEndpoint is not enabled for resource ledger")
            .on("AWS::RDS::DBCluster", &format!("arn:aws:rds:{EU}:{VAULT}:cluster:ledger"))
            .data(),
    );
}

/// A caller of one account and a bucket of the other: each has its own copy.
fn across_accounts(log: &mut Log) {
    let key = "shared/exchange-rates.json";
    let bob = bob();
    log.add_both(object("11:33:18", EU, &bob, "GetObject", (VAULT, LAKE, key), 4120), &bob, VAULT);
    let denied = object("11:33:25", EU, &bob, "PutObject", (VAULT, LAKE, key), 243)
        .error("AccessDenied", "Access Denied");
    log.add(denied);
}

/// Machines for mining, a language model on the victim's bill, and an instance behind an endpoint.
fn machines(log: &mut Log, thief: &Caller) {
    for attempt in 0..12_u64 {
        let seconds = attempt * 61;
        let clock = format!("12:{:02}:{:02}", 10 + seconds / 60, seconds % 60);
        let run = Event::api(&clock, US, thief, "ec2", "RunInstances").params(json!({
            "instancesSet": { "items": [{ "imageId": "ami-0abcdef1234567890", "minCount": 1, "maxCount": 4 }] },
            "instanceType": "g6e.12xlarge",
            "monitoring": { "enabled": false },
            "disableApiTermination": true,
            "clientToken": ids::guid(&clock),
        }));
        log.add(if attempt < 7 {
            let instance = match attempt {
                0 => "i-0fedcba9876543210".to_owned(),
                _ => format!("i-0{}", ids::mixed(&clock, 16).to_lowercase()),
            };
            run.response(json!({
                "reservationId": format!("r-0{attempt}a1b2c3d4e5f6a7b"),
                "ownerId": SHOP,
                "instancesSet": { "items": [{
                    "instanceId": instance,
                    "instanceType": "g6e.12xlarge",
                    "instanceState": { "code": 0, "name": "pending" },
                }] },
            }))
        } else {
            run.error(
                "Client.VcpuLimitExceeded",
                "You have requested more vCPU capacity than your current vCPU limit allows.",
            )
        });
    }
    for second in [2, 5, 9, 14] {
        log.add(
            Event::api(&format!("12:30:{second:02}"), US, thief, "bedrock", "InvokeModel")
                .params(json!({ "modelId": "example.text-model-v1:0" }))
                .host("bedrock-runtime.us-east-1.amazonaws.com"),
        );
    }
    log.add(
        Event::api("12:31:40", US, thief, "bedrock", "InvokeModel")
            .params(json!({ "modelId": "example.large-model-v2:0" }))
            .host("bedrock-runtime.us-east-1.amazonaws.com")
            .error("ThrottlingException", "Too many requests, please wait before trying again."),
    );
    // The instance that the thief started in the member account takes on its profile's role.
    let ask = Ask::new(WORKER, "i-0abcdef1234567890", "ASIAINSTANCE1EXAMPLE").hours(6);
    let agent = "aws-sdk-go-v2/1.38.3 os/linux lang/go#1.25.1";
    let mut worker = assume_role_by_service(log, "12:20:03", EU, "ec2", &ask, ("192.0.2.66", agent));
    worker.identity["sessionContext"]["ec2RoleDelivery"] = json!("2.0");
    log.add(
        Event::api("12:21:10", EU, &worker, "dynamodb", "ListTables")
            .request_id(ids::dynamodb_request("worker"))
            .vpc_endpoint("vpce-0a1b2c3d4e5f67890", VAULT),
    );
}

/// What the theft leaves behind in other services.
fn traces(log: &mut Log) {
    let alarms = aws_service("cloudwatch", SHOP);
    log.add(
        Event::api("12:33:02", EU, &alarms, "sns", "Publish")
            .read_only(false)
            .params(json!({
                "topicArn": format!("arn:aws:sns:{EU}:{SHOP}:ops-alarms"),
                "subject": "HIDDEN_DUE_TO_SECURITY_REASONS",
                "message": "HIDDEN_DUE_TO_SECURITY_REASONS",
            }))
            .response(json!({ "messageId": ids::guid("alarm") }))
            .on("AWS::SNS::Topic", &format!("arn:aws:sns:{EU}:{SHOP}:ops-alarms"))
            .data(),
    );
}
