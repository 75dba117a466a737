//! Snapshots of the Summary and Identity tabs: one record of every identity type, family and
//! service.

use std::fs;

use trail_loupe::view::detail::event::{Context, Event};
use trail_loupe::view::detail::identity::identity;
use trail_loupe::view::detail::summary::summary;

use super::{check_text, fact_line, files_below, find, package, sample};

/// Name of the expectation, and the record of the sample that it is for.
const CASES: &[(&str, &str)] = &[
    // Identity types.
    ("identity-root", "/userIdentity/type=Root /eventName=PutBucketVersioning"),
    ("identity-iam-user-long-term-key", "/userIdentity/accessKeyId=AKIAIOSFODNN7EXAMPLE /eventName=GetUser"),
    ("identity-iam-user-console", "/userIdentity/userName=bob /eventName=CreateTable"),
    ("identity-role-chained", "/userIdentity/accessKeyId=ASIADATAADMI1EXAMPLE /eventName=Scan"),
    ("identity-role-source-identity", "/userIdentity/accessKeyId=ASIACAROLHONSEXAMPLE"),
    ("identity-role-of-function", "/userIdentity/accessKeyId=ASIAORDERAPI0EXAMPLE /eventName=GetItem"),
    ("identity-role-web-identity", "/userIdentity/accessKeyId=ASIADEPLOY471EXAMPLE"),
    (
        "identity-role-identity-center",
        "/userIdentity/accessKeyId=ASIARESPONDR0EXAMPLE /eventName=StartLogging",
    ),
    ("identity-federated-user", "/userIdentity/type=FederatedUser"),
    ("identity-another-account", "/userIdentity/type=AWSAccount /eventName=AssumeRole"),
    ("identity-anonymous", "/userIdentity/accountId=anonymous"),
    ("identity-aws-service", "/userIdentity/type=AWSService /eventName=Invoke"),
    ("identity-identity-center-user", "/userIdentity/type=IdentityCenterUser /eventName=Federate"),
    ("identity-saml", "/userIdentity/type=SAMLUser"),
    ("identity-web-identity", "/userIdentity/type=WebIdentityUser"),
    ("identity-unknown", "/userIdentity/type=Unknown"),
    ("identity-absent", "/eventName=RotateKey"),
    // Families.
    (
        "family-sign-in",
        "/eventName=ConsoleLogin /responseElements/ConsoleLogin=Success /userIdentity/userName=bob",
    ),
    (
        "family-sign-in-failed",
        "/eventName=ConsoleLogin /responseElements/ConsoleLogin=Failure /userIdentity/type=Root",
    ),
    (
        "family-sign-in-withheld",
        "/eventName=ConsoleLogin /userIdentity/userName=HIDDEN_DUE_TO_SECURITY_REASONS",
    ),
    ("family-sign-in-identity-center", "/eventName=UserAuthentication"),
    ("family-service-event", "/eventName=LambdaESMDisabled"),
    ("family-network-activity", "/eventType=AwsVpceEvent"),
    ("family-insight-start", "/insightDetails/state=Start"),
    ("family-insight-end", "/insightDetails/state=End"),
    ("family-aggregated", "/eventType=AwsAggregatedEvent"),
    ("family-delivery-delay", "/addendum/reason=DELIVERY_DELAY"),
    ("family-updated-data", "/addendum/reason=UPDATED_DATA"),
    ("family-rds-data-service", "/eventType=Rds Data Service"),
    // What each version of the record has not got yet.
    ("version-1-01", "/eventVersion=1.01"),
    ("version-1-02", "/eventVersion=1.02"),
    ("version-1-03", "/eventVersion=1.03"),
    ("version-1-04", "/eventVersion=1.04"),
    ("version-1-05", "/eventVersion=1.05"),
    ("version-1-06", "/eventVersion=1.06"),
    ("version-1-07", "/eventVersion=1.07"),
    ("version-1-08", "/eventVersion=1.08"),
    ("version-1-09", "/eventVersion=1.09"),
    ("version-1-10", "/eventVersion=1.10"),
    ("version-1-11", "/eventVersion=1.11"),
    // Services.
    ("service-dynamodb-put-item", "/eventSource=dynamodb.amazonaws.com /eventName=PutItem"),
    ("service-dynamodb-partiql", "/eventSource=dynamodb.amazonaws.com /eventName=ExecuteStatement"),
    ("service-dynamodb-batch", "/eventName=BatchWriteItem"),
    ("service-dynamodb-transaction", "/eventName=TransactWriteItems"),
    ("service-dynamodb-ttl", "/eventName=UpdateTimeToLive"),
    ("service-dynamodb-refused", "/eventName=Scan /errorCode=AccessDeniedException"),
    ("service-dynamodb-streams", "/eventName=GetRecords"),
    ("service-dax", "/eventSource=dax.amazonaws.com /eventName=CreateCluster"),
    ("service-autoscaling", "/eventName=RegisterScalableTarget"),
    ("service-timestream", "/eventSource=timestream.amazonaws.com /eventName=CreateTable"),
    ("service-timestream-query", "/eventSource=timestream.amazonaws.com /eventName=Query"),
    ("service-cloudwatch-alarm", "/eventName=PutMetricAlarm"),
    ("service-cloudwatch-disable", "/eventName=DisableAlarmActions"),
    ("service-cloudwatch-metric", "/eventName=PutMetricData"),
    ("service-events", "/eventName=PutRule"),
    ("service-logs", "/eventName=FilterLogEvents"),
    ("service-internet-monitor", "/eventName=CreateMonitor"),
    ("service-synthetics", "/eventName=UpdateCanary"),
    (
        "service-s3-object",
        "/eventSource=s3.amazonaws.com /eventName=GetObject /userIdentity/type=AssumedRole",
    ),
    ("service-s3-list", "/eventName=ListObjects"),
    ("service-s3-delete-objects", "/eventName=DeleteObjects"),
    (
        "service-s3-deleted-key",
        "/eventSource=s3.amazonaws.com /eventName=DeleteObject /eventType=AwsServiceEvent",
    ),
    ("service-s3-lifecycle", "/eventSource=s3lifecycle.amazonaws.com"),
    ("service-s3-authentication", "/eventSource=s3-authn-errors.amazonaws.com"),
    ("service-lambda", "/eventName=UpdateFunctionCode20150331v2"),
    ("service-kms", "/eventSource=kms.amazonaws.com"),
    ("service-iam", "/eventName=PutUserPolicy"),
    ("service-iam-key", "/eventName=CreateAccessKey"),
    ("service-sts", "/eventSource=sts.amazonaws.com /eventName=AssumeRole /userIdentity/type=IAMUser"),
    ("service-cloudtrail", "/eventName=StopLogging"),
    ("service-secrets-manager", "/eventSource=secretsmanager.amazonaws.com /eventName=ListSecrets"),
    ("service-sns", "/eventSource=sns.amazonaws.com"),
    ("service-ec2", "/eventName=RunInstances"),
    ("service-bedrock", "/eventName=InvokeModel"),
];

fn render(json: &str, context: &Context) -> String {
    let event = Event::new(json, context);
    let summary = summary(&event);
    let mut out = format!("{}\n\nFamily: {}\n", summary.sentence, summary.family.label());
    for block in &summary.blocks {
        out.push_str(&format!("\n## {}\n", block.title));
        for fact in &block.facts {
            out.push_str(&fact_line(fact));
            out.push('\n');
        }
        for note in &block.notes {
            out.push_str(&format!("! {note}\n"));
        }
    }
    let identity = identity(&event);
    out.push_str(&format!("\n## Identity tab\n{}\n", identity.explanation));
    for fact in identity.facts.iter().chain(&identity.arn) {
        out.push_str(&fact_line(fact));
        out.push('\n');
    }
    for trap in identity.traps {
        out.push_str(&format!("! {trap}\n"));
    }
    out
}

#[test]
fn tells_every_identity_family_and_service_of_the_sample() {
    let sample = sample();
    for (name, wanted) in CASES {
        let wanted = wanted.replace("Rds Data Service", "Rds\u{1}Data\u{1}Service");
        let record = sample
            .iter()
            .find(|record| {
                wanted.split(' ').all(|condition| {
                    let (pointer, value) = condition.split_once('=').expect("a condition");
                    let found = record.value.pointer(pointer).and_then(serde_json::Value::as_str);
                    found == Some(value.replace('\u{1}', " ").as_str())
                })
            })
            .unwrap_or_else(|| panic!("no record for {name}"));
        let context = Context { file: record.file.clone(), offset: Some(12), ..Context::default() };
        check_text(&format!("summary/{name}.txt"), &render(&record.json, &context));
    }
}

#[test]
fn tells_odd_records() {
    let folder = package().join("tests/data/detail/records");
    let paths = files_below(&folder);
    assert!(paths.len() >= 10, "the odd records are missing");
    for path in paths {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let json = fs::read_to_string(&path).expect("readable");
        let context = Context {
            file: "odd.json".to_owned(),
            offset: Some(1_234),
            is_summary: name.contains("csv"),
            is_recovered: name.contains("recovered"),
            is_contested: name.contains("contested"),
            wrapper: name
                .contains("wrapper")
                .then(|| r#"{"detail-type":"AWS API Call via CloudTrail","id":7}"#.to_owned()),
            ..Context::default()
        };
        check_text(&format!("summary/odd-{name}.txt"), &render(json.trim(), &context));
    }
}

#[test]
fn every_service_of_the_sample_has_a_row() {
    let mut unknown: Vec<String> = sample()
        .iter()
        .filter_map(|record| record.value["eventSource"].as_str())
        .filter(|source| trail_loupe::record::services::find(source).is_none())
        .map(str::to_owned)
        .collect();
    unknown.dedup();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn gestures_quote_the_value_that_the_record_has() {
    let sample = sample();
    let stop = find(&sample, "/eventName=StopLogging");
    super::with_event(&stop.json, |event| {
        let summary = summary(event);
        let facts: Vec<_> = summary.blocks.iter().flat_map(|block| &block.facts).collect();
        let filter =
            |label: &str| facts.iter().find(|fact| fact.label == label).and_then(|fact| fact.filter_for());
        assert_eq!(filter("Action").as_deref(), Some("eventName:\"StopLogging\""));
        assert_eq!(filter("Read or write").as_deref(), Some("readOnly:\"false\""));
        let user = facts.iter().find(|fact| fact.label == "User").expect("a user");
        assert_eq!(user.filter_out().as_deref(), Some("-user:\"OpsAutomation / nightly-sync\""));
    });
}
