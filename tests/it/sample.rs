//! The sample holds what the page has to show: every service, identity, family and version, a
//! chain that joins, a gap, and nothing that could belong to anyone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// The page carries the sample: it must stay small.
const MAX_PACKED_BYTES: usize = 60 * 1024;

struct Sample {
    /// Path below `sample/` → the file's records.
    files: BTreeMap<String, Vec<Value>>,
}

impl Sample {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
        let mut files = BTreeMap::new();
        for path in paths_below(&root.join("AWSLogs")) {
            let text = fs::read_to_string(&path).expect("a readable file");
            let file: Value = serde_json::from_str(&text).expect("valid JSON");
            let records = file["Records"].as_array().expect("a list of records").clone();
            let name = path.strip_prefix(&root).expect("below sample");
            files.insert(name.display().to_string(), records);
        }
        Self { files }
    }

    fn records(&self) -> impl Iterator<Item = &Value> {
        self.files.values().flatten()
    }

    fn values(&self, pointer: &str) -> BTreeSet<&str> {
        self.records().filter_map(|record| record.pointer(pointer)?.as_str()).collect()
    }

    fn named(&self, name: &str) -> Vec<&Value> {
        self.records().filter(|record| record["eventName"] == name).collect()
    }
}

fn paths_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("sample/ is part of the repository") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            found.extend(paths_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn text<'a>(record: &'a Value, pointer: &str) -> &'a str {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// `wanted` are names separated by white space.
#[track_caller]
fn assert_all(found: &BTreeSet<&str>, wanted: &str) {
    let missing: Vec<_> = wanted.split_whitespace().filter(|wanted| !found.contains(wanted)).collect();
    assert!(missing.is_empty(), "missing {missing:?}, found {found:?}");
}

#[test]
fn holds_every_version_type_category_and_identity() {
    let sample = Sample::read();
    assert_all(&sample.values("/eventVersion"), "1.01 1.02 1.03 1.04 1.05 1.06 1.07 1.08 1.09 1.10 1.11");
    assert_all(
        &sample.values("/eventType"),
        "AwsApiCall AwsServiceEvent AwsConsoleSignIn AwsVpceEvent AwsCloudTrailInsight \
         AwsAggregatedEvent",
    );
    assert_all(&sample.values("/eventCategory"), "Management Data Insight NetworkActivity Aggregated");
    assert_all(
        &sample.values("/userIdentity/type"),
        "Root IAMUser AssumedRole FederatedUser AWSAccount AWSService IdentityCenterUser \
         SAMLUser WebIdentityUser Unknown",
    );
    assert!(sample.values("/eventType").contains("Rds Data Service"));
    let untyped = sample.named("RotateKey");
    assert!(untyped.iter().any(|record| record.pointer("/userIdentity/type").is_none()));
    let count = sample.records().count();
    assert!((250..=400).contains(&count), "{count} records");
}

#[test]
fn holds_every_service() {
    let sample = Sample::read();
    let sources: BTreeSet<&str> = sample
        .values("/eventSource")
        .into_iter()
        .filter_map(|source| source.strip_suffix(".amazonaws.com"))
        .collect();
    assert_all(
        &sources,
        "autoscaling bedrock cloudtrail cognito-identity dax dynamodb ec2 ecr events iam \
         internetmonitor kms lambda logs monitoring rdsdataapi s3 s3-authn-errors \
         s3lifecycle secretsmanager signin sns sso sts synthetics timestream",
    );
    assert_all(
        &sample.values("/eventName"),
        "AddPermission20150331v2 AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity \
         BatchWriteItem CheckMfa ConsoleLogin CreateCluster CreateExportTask \
         CreateMonitor CreateTable Decrypt DeleteObjects ExecuteStatement GetItem \
         GetCredentialsForIdentity GetFederationToken GetLogEvents GetMetricData \
         GetRecords GetSessionToken Invoke InvokeModel LambdaESMDisabled ListObjects \
         Publish PutEventSelectors PutItem PutMetricAlarm PutRule Query RotateKey Scan \
         StartLogging StopLogging TransactWriteItems UpdateCanary \
         UpdateFunctionCode20150331v2",
    );
    let types: BTreeSet<&str> = sample
        .records()
        .filter_map(|record| record["resources"].as_array())
        .flatten()
        .filter_map(|resource| resource["type"].as_str())
        .collect();
    assert_all(
        &types,
        "AWS::CloudWatch::Metric AWS::DynamoDB::Stream AWS::DynamoDB::Table \
         AWS::IAM::Role AWS::KMS::Key AWS::Lambda::Function AWS::RDS::DBCluster \
         AWS::S3::Bucket AWS::S3::Object AWS::SNS::Topic AWS::Timestream::Database \
         AWS::Timestream::Table",
    );
}

#[test]
fn holds_the_peculiar_shapes() {
    let sample = Sample::read();
    let any = |what: &str, test: &dyn Fn(&Value) -> bool| {
        assert!(sample.records().any(test), "no record {what}");
    };
    let resource = |record: &Value, test: &dyn Fn(&Value) -> bool| {
        record["resources"].as_array().is_some_and(|entries| entries.iter().any(test))
    };
    any("of a Timestream query that touched nothing", &|r| {
        resource(r, &|e| text(e, "/ARN").ends_with("database/NO_RESOURCE_ACCESSED"))
    });
    any("with an ARN prefix", &|r| {
        r["eventName"] == "ListObjects" && resource(r, &|e| e["ARNPrefix"].is_string())
    });
    any("with a resource of a type only", &|r| resource(r, &|e| e.as_object().is_some_and(|e| e.len() == 1)));
    any("of a stream and its table", &|r| {
        resource(r, &|e| e["type"] == "AWS::DynamoDB::Stream")
            && resource(r, &|e| e["type"] == "AWS::DynamoDB::Table")
    });
    any("with a redacted statement", &|r| text(r, "/requestParameters/statement").contains("***(Redacted)"));
    any("with mixed cases", &|r| {
        let items = r.pointer("/requestParameters/requestItems").and_then(Value::as_array);
        items.is_some_and(|items| {
            items.iter().any(|i| i["tableName"].is_string())
                && items.iter().any(|i| i["TableName"].is_string())
        })
    });
    any("with a withheld name", &|r| text(r, "/userIdentity/userName") == "HIDDEN_DUE_TO_SECURITY_REASONS");
    any("with a withheld message", &|r| {
        text(r, "/requestParameters/message") == "HIDDEN_DUE_TO_SECURITY_REASONS"
    });
    any("of a sign-in with MFA", &|r| text(r, "/additionalEventData/MFAUsed") == "Yes");
    any("of a successful sign-in without MFA", &|r| {
        text(r, "/additionalEventData/MFAUsed") == "No"
            && text(r, "/responseElements/ConsoleLogin") == "Success"
    });
    any("of anonymous access", &|r| text(r, "/userIdentity/accountId") == "anonymous");
    any("of a key deleted by S3", &|r| {
        r["eventName"] == "DeleteObject"
            && r["eventType"] == "AwsServiceEvent"
            && r["eventSource"] == "s3.amazonaws.com"
    });
    for pointer in [
        "/tlsDetails/keyExchange",
        "/sessionCredentialFromConsole",
        "/userIdentity/inScopeOf/sourceArn",
        "/userIdentity/onBehalfOf/userId",
        "/userIdentity/sessionContext/sourceIdentity",
        "/userIdentity/sessionContext/signInSessionArn",
        "/userIdentity/sessionContext/ec2RoleDelivery",
        "/responseElements/credentials/sessionToken",
        "/serviceEventDetails",
        "/vpcEndpointId",
    ] {
        any(pointer, &|r| r.pointer(pointer).is_some());
    }
    for pointer in [
        "/requestParameters/policyDocument",
        "/requestParameters/eventPattern",
        "/requestParameters/dashboardBody",
        "/responseElements/statement",
    ] {
        any(pointer, &|r| {
            serde_json::from_str::<Value>(text(r, pointer)).is_ok_and(|inner| inner.is_object())
        });
    }
    any("of some size", &|r| r.to_string().len() > 16 * 1024);
    any("over a version 6 address", &|r| text(r, "/sourceIPAddress").starts_with("2001:db8:"));
}

#[test]
fn each_chain_joins_by_key_and_time() {
    let sample = Sample::read();
    let mut issued: BTreeMap<&str, &Value> = BTreeMap::new();
    for record in sample.records() {
        let key = text(record, "/responseElements/credentials/accessKeyId");
        if !key.is_empty() && text(record, "/userIdentity/type") != "AWSAccount" {
            assert!(issued.insert(key, record).is_none(), "{key} is issued twice");
        }
    }
    let mut used = 0;
    for record in sample.records() {
        let key = text(record, "/userIdentity/accessKeyId");
        if text(record, "/userIdentity/type") != "AssumedRole" {
            continue;
        }
        let issue = issued.get(key).unwrap_or_else(|| panic!("nobody issued {key}"));
        assert_eq!(
            text(record, "/userIdentity/sessionContext/attributes/creationDate"),
            text(issue, "/eventTime"),
            "{key}"
        );
        assert!(text(record, "/eventTime") >= text(issue, "/eventTime"), "{key} is used before its issue");
        if issue["eventSource"] == "sts.amazonaws.com" {
            for (at_issue, in_use) in [("assumedRoleId", "principalId"), ("arn", "arn")] {
                let at_issue = text(issue, &format!("/responseElements/assumedRoleUser/{at_issue}"));
                assert_eq!(at_issue, text(record, &format!("/userIdentity/{in_use}")), "{key}");
            }
        }
        used += 1;
    }
    assert!(used > 100, "only {used} uses of temporary keys");

    let mut key = "ASIADATAADMI1EXAMPLE";
    let mut hops = Vec::new();
    while let Some(issue) = issued.get(key) {
        hops.push((key, text(issue, "/eventTime")));
        key = text(issue, "/userIdentity/accessKeyId");
    }
    assert_eq!(
        hops,
        [
            ("ASIADATAADMI1EXAMPLE", "2026-03-17T11:04:29Z"),
            ("ASIAOPSAUTOM1EXAMPLE", "2026-03-17T10:11:37Z"),
            ("ASIADEVTOOLS1EXAMPLE", "2026-03-17T09:47:12Z"),
        ]
    );
    assert_eq!(key, "AKIAIOSFODNN7EXAMPLE");
}

#[test]
fn each_hop_is_issued_in_a_file_of_its_own() {
    let sample = Sample::read();
    let files_issuing = |key: &str| -> Vec<&String> {
        let issues = |record: &Value| text(record, "/responseElements/credentials/accessKeyId") == key;
        sample.files.iter().filter(|(_, records)| records.iter().any(issues)).map(|(path, _)| path).collect()
    };
    let first = files_issuing("ASIADEVTOOLS1EXAMPLE");
    let middle = files_issuing("ASIAOPSAUTOM1EXAMPLE");
    let last = files_issuing("ASIADATAADMI1EXAMPLE");
    assert_eq!((first.len(), middle.len(), last.len()), (1, 1, 2));
    assert!(!last.contains(&middle[0]) && first != middle && !last.contains(&first[0]));
}

#[test]
fn repeats_only_what_it_means_to_repeat() {
    let sample = Sample::read();
    let mut by_id: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for record in sample.records() {
        let id = record["eventID"].as_str().or(record["eventId"].as_str()).expect("an id");
        by_id.entry(id).or_default().push(record);
    }
    let repeated: Vec<_> = by_id.values().filter(|records| records.len() > 1).collect();
    assert_eq!(repeated.len(), 1);
    assert_eq!(repeated[0].len(), 2);
    assert_eq!(repeated[0][0], repeated[0][1]);
    assert_eq!(repeated[0][0]["eventName"], "CreateExportTask");

    let corrected: Vec<_> =
        sample.records().filter(|record| text(record, "/addendum/reason") == "UPDATED_DATA").collect();
    assert_eq!(corrected.len(), 1);
    let original = by_id[text(corrected[0], "/addendum/originalEventID")][0];
    assert_eq!(original["requestID"], corrected[0]["addendum"]["originalRequestID"]);
    assert_ne!(original["sourceIPAddress"], corrected[0]["sourceIPAddress"]);
    assert!(sample.values("/addendum/reason").contains("DELIVERY_DELAY"));

    // Copies of one action: the full identity for the caller's account, the bare one for the owner's.
    let mut pairs = 0;
    for copy in sample.records().filter(|record| text(record, "/userIdentity/type") == "AWSAccount") {
        let shared_id = text(copy, "/sharedEventID");
        if shared_id.is_empty() || copy["eventCategory"] == "NetworkActivity" {
            continue;
        }
        let other = sample
            .records()
            .find(|record| record["sharedEventID"] == shared_id && record["eventID"] != copy["eventID"])
            .expect("the caller's copy");
        assert_eq!(other["requestID"], copy["requestID"]);
        assert_ne!(other["recipientAccountId"], copy["recipientAccountId"]);
        pairs += 1;
    }
    assert_eq!(pairs, 2);
}

#[test]
fn the_insights_pair_is_complete() {
    let sample = Sample::read();
    let insights: Vec<_> = sample.records().filter(|record| record["eventCategory"] == "Insight").collect();
    let states: BTreeSet<_> = insights.iter().map(|record| text(record, "/insightDetails/state")).collect();
    assert_eq!(states, BTreeSet::from(["Start", "End"]));
    assert_eq!(insights.len(), 2);
    assert_eq!(insights[0]["sharedEventID"], insights[1]["sharedEventID"]);
    let end = insights.iter().find(|record| text(record, "/insightDetails/state") == "End").expect("an end");
    let number = |pointer: &str| end.pointer(pointer).and_then(Value::as_f64).expect("a number");
    let context = "/insightDetails/insightContext";
    let calls =
        sample.named("RunInstances").iter().filter(|record| record["awsRegion"] == "us-east-1").count();
    let measured = number(&format!("{context}/statistics/insight/average"))
        * number(&format!("{context}/statistics/insightDuration"));
    assert!((measured - calls as f64).abs() < 0.01, "{measured} calls measured, {calls} recorded");
    assert_eq!(
        end.pointer(&format!("{context}/attributions")).and_then(Value::as_array).map(Vec::len),
        Some(3)
    );
}

#[test]
fn one_region_is_silent_while_its_trail_is_stopped() {
    let sample = Sample::read();
    let stop =
        sample.named("StopLogging").into_iter().find(|record| record["errorCode"].is_null()).expect("a stop");
    let start = sample.named("StartLogging")[0];
    let silence = text(stop, "/eventTime")..text(start, "/eventTime");
    let broken: Vec<_> = sample
        .records()
        .filter(|record| record["awsRegion"] == "eu-west-1")
        .map(|record| text(record, "/eventTime"))
        .filter(|time| !time.is_empty() && *time > silence.start && *time < silence.end)
        .collect();
    assert_eq!(broken, [""; 0]);

    // Folder of an account's Region → hours with a file.
    let mut hours: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for path in sample.files.keys() {
        let parts: Vec<&str> = path.split('/').collect();
        let [_, _, account, kind, region, .., name] = parts[..] else { panic!("{path}") };
        let hour = name.split("20260317T").nth(1).and_then(|rest| rest.get(..2)).expect("a delivery time");
        if kind == "CloudTrail" {
            hours.entry((account, region)).or_default().insert(hour);
        }
    }
    let day: BTreeSet<&str> = ["06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17"].into();
    assert_eq!(hours.len(), 4);
    for ((account, region), found) in hours {
        let missing: Vec<_> = day.difference(&found).copied().collect();
        let expected: &[&str] = if region == "eu-west-1" { &["14"] } else { &[] };
        assert_eq!(missing, expected, "{account} {region}");
    }
    assert_eq!(sample.files.values().filter(|records| records.is_empty()).count(), 1);
}

#[test]
fn read_only_and_category_are_what_the_services_write() {
    let sample = Sample::read();
    for (name, read_only) in [
        ("AssumeRole", true),
        ("AssumeRoleWithSAML", true),
        ("AssumeRoleWithWebIdentity", true),
        ("GetFederationToken", false),
        ("GetSessionToken", false),
        ("GetCredentialsForIdentity", false),
        ("InvokeModel", true),
        ("ExecuteStatement", false),
        ("ConsoleLogin", false),
        ("Invoke", false),
        ("Scan", true),
        ("BatchWriteItem", false),
        ("PutMetricData", false),
        ("ListObjects", true),
        ("DeleteObjects", false),
    ] {
        for record in sample.named(name) {
            assert_eq!(record["readOnly"], read_only, "{name}");
        }
    }
    for record in sample.records() {
        let minor: u32 =
            text(record, "/eventVersion").split('.').nth(1).unwrap_or("").parse().expect("a version");
        let name = text(record, "/eventName");
        for (field, since) in [
            ("managementEvent", 6),
            ("eventCategory", 7),
            ("tlsDetails", 8),
            ("sharedEventID", 3),
            ("recipientAccountId", 2),
            ("vpcEndpointAccountId", 9),
        ] {
            let known = record.get(field).is_none() || minor >= since || record["eventVersion"] == "1.0";
            assert!(known, "{name}: {field} in version 1.{minor:02}");
        }
        if let Some(management) = record["managementEvent"].as_bool()
            && let Some(category) = record["eventCategory"].as_str()
        {
            assert_eq!(category, if management { "Management" } else { "Data" }, "{name}");
        }
        if record["eventSource"] == "logs.amazonaws.com" {
            assert_eq!(record["apiVersion"], "20140328", "{name}");
        }
    }
}

#[test]
fn names_nobody_real() {
    let sample = Sample::read();
    for record in sample.records() {
        let whole = record.to_string();
        for word in whole.split(|c: char| !c.is_ascii_alphanumeric()) {
            if word.len() == 20 && (word.starts_with("AKIA") || word.starts_with("ASIA")) {
                assert!(word.ends_with("EXAMPLE"), "{word}");
            }
        }
        // Account ids: twelve digits between signs that do not belong to an id of another kind.
        for word in whole.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            let digits: Vec<&str> = word.split('-').filter(|part| part.len() == 12).collect();
            for part in digits.into_iter().filter(|part| part.bytes().all(|byte| byte.is_ascii_digit())) {
                let guid = word.len() == 36 && word.matches('-').count() == 4;
                assert!(guid || part == "111122223333" || part == "444455556666", "{part} in {word}");
            }
        }
        let address = text(record, "/sourceIPAddress");
        let documented = ["192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"];
        assert!(
            address.is_empty()
                || address == "AWS Internal"
                || address.ends_with(".amazonaws.com")
                || documented.iter().any(|prefix| address.starts_with(prefix)),
            "{address}"
        );
        for (at, _) in whole.match_indices('@') {
            assert!(whole[at..].starts_with("@example.com"), "{}", &whole[at..at + 20]);
        }
    }
}

#[test]
fn stays_small() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample");
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let mut tar = tar::Builder::new(gzip);
    for path in paths_below(&root) {
        let name = path.strip_prefix(&root).expect("below sample");
        let bytes = fs::read(&path).expect("a readable file");
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, bytes.as_slice()).expect("a tar entry");
    }
    let packed = tar.into_inner().and_then(flate2::write::GzEncoder::finish).expect("a tar.gz");
    assert!(packed.len() < MAX_PACKED_BYTES, "{} bytes", packed.len());
}
