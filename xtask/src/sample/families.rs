//! Records of the other families: Insights, network activity, aggregated events.

use serde_json::{Value, json};

use super::cast::{DEV_TOOLS, EU, SHOP, THIEF_CLI, US, VAULT, WORKER, at};
use super::ids;
use super::log::{AGGREGATED, INSIGHT, Log, NETWORK};

pub(super) fn tell(log: &mut Log) {
    insight(log);
    network(log);
    aggregated(log);
}

/// The burst of `RunInstances` calls, noticed at its start and measured at its end.
///
/// Twelve calls in thirteen minutes, five of them refused: 0.923 and 0.385 a minute.
fn insight(log: &mut Log) {
    let role = DEV_TOOLS.session_arn("");
    let role = role.trim_end_matches('/');
    let pipeline = format!("arn:aws:sts::{SHOP}:assumed-role/DeployFromCi");
    let shared_id = ids::guid("insight");
    for (state, clock, hour, average, ok, refused) in [
        ("Start", "12:10:00", 12_u8, 1.0, 1.0, 0.0),
        ("End", "12:23:00", 13, 0.923_076_923, 0.538_461_538, 0.384_615_384),
    ] {
        let mut codes = vec![json!({ "value": "null", "average": ok })];
        if refused > 0.0 {
            codes.push(json!({ "value": "Client.VcpuLimitExceeded", "average": refused }));
        }
        let average = json!(average);
        let duration = if state == "Start" { 1 } else { 13 };
        let record = json!({
            "eventVersion": "1.07",
            "eventTime": at(clock),
            "awsRegion": US,
            "eventID": ids::guid(&format!("insight {state}")),
            "eventType": "AwsCloudTrailInsight",
            "recipientAccountId": SHOP,
            "sharedEventID": shared_id,
            "insightDetails": {
                "state": state,
                "eventSource": "ec2.amazonaws.com",
                "eventName": "RunInstances",
                "insightType": "ApiCallRateInsight",
                "insightContext": {
                    "statistics": {
                        "baseline": { "average": 0.000_882_145 },
                        "insight": { "average": average },
                        "insightDuration": duration,
                        "baselineDuration": 11_336,
                    },
                    "attributions": [
                        attribution("userIdentityArn", &[json!({ "value": role, "average": average })], &pipeline),
                        attribution("userAgent", &[json!({ "value": THIEF_CLI, "average": average })], "autoscaling.amazonaws.com"),
                        attribution("errorCode", &codes, "null"),
                    ],
                },
            },
            "eventCategory": "Insight",
        });
        log.add_record(INSIGHT, SHOP, US, hour, record);
    }
}

fn attribution(attribute: &str, insight: &[Value], usual: &str) -> Value {
    json!({
        "attribute": attribute,
        "insight": insight,
        "baseline": [{ "value": usual, "average": 0.000_882_145 }],
    })
}

/// An instance behind the vault's endpoints: what the endpoint policy refuses shows only here.
fn network(log: &mut Log) {
    let refused = "The request was denied due to a VPC endpoint policy";
    for (clock, source, name, denied) in [
        ("12:21:10", "dynamodb", "ListTables", false),
        ("12:22:30", "kms", "Decrypt", true),
        ("12:22:31", "kms", "Decrypt", true),
        ("12:22:40", "kms", "ListKeys", true),
        ("12:25:12", "secretsmanager", "GetSecretValue", true),
    ] {
        let label = format!("network {clock} {source} {name}");
        let mut record = json!({
            "eventVersion": "1.09",
            "userIdentity": {
                "type": "AWSAccount",
                "principalId": format!("{}:i-0abcdef1234567890", WORKER.unique_id),
                "accountId": VAULT,
            },
            "eventTime": at(clock),
            "eventSource": format!("{source}.amazonaws.com"),
            "eventName": name,
            "awsRegion": EU,
            "sourceIPAddress": "192.0.2.66",
        });
        if denied {
            record["errorCode"] = json!("VpceAccessDenied");
            record["errorMessage"] = json!(refused);
        }
        record["requestID"] = json!(ids::guid(&format!("{label} request")));
        record["eventID"] = json!(ids::guid(&label));
        record["eventType"] = json!("AwsVpceEvent");
        record["recipientAccountId"] = json!(VAULT);
        record["sharedEventID"] = json!(ids::guid(&format!("{label} shared")));
        record["vpcEndpointId"] = json!("vpce-0a1b2c3d4e5f67890");
        record["vpcEndpointAccountId"] = json!(VAULT);
        record["eventCategory"] = json!("NetworkActivity");
        log.add_record(NETWORK, VAULT, EU, 12, record);
    }
}

/// Five minutes of S3 reads in the member account, counted instead of listed.
fn aggregated(log: &mut Log) {
    let by = |dimension: &str, counts: &[(&str, u32)]| {
        let statistics: Vec<Value> =
            counts.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
        json!({ "dimension": dimension, "statistics": statistics, "aggregationType": "Count" })
    };
    let thief = super::cast::DATA_ADMIN.session_arn("nightly-sync");
    let record = json!({
        "eventVersion": "1.0",
        "accountId": VAULT,
        "eventId": ids::guid("aggregated"),
        "eventCategory": "Aggregated",
        "eventType": "AwsAggregatedEvent",
        "awsRegion": EU,
        "eventSource": "s3.amazonaws.com",
        "timeWindow": {
            "windowStart": "2026-03-17 11:20:00",
            "windowEnd": "2026-03-17 11:25:00",
            "windowSize": "PT5M",
        },
        "summary": {
            "primaryDimension": by("eventName", &[("GetObject", 10), ("ListObjects", 1)]),
            "details": [
                by("userIdentity", &[(thief.as_str(), 11)]),
                by("sourceIpAddress", &[(super::cast::THIEF, 11)]),
                by("userAgent", &[(THIEF_CLI, 11)]),
                by("errorCodes", &[]),
            ],
        },
    });
    log.add_record(AGGREGATED, VAULT, EU, 11, record);
}
