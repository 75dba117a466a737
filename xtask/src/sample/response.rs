//! 14:40 to 17:54: dave notices, signs in, restores the trail, locks the thief out and reads the log.

use serde_json::{Value, json};

use super::cast::{
    Caller, EU, OFFICE, OPS_AUTOMATION, RESPONDER, SHOP, US, VAULT, at, at_sign_in, dave_at_identity_center,
    on_behalf_of_dave, root,
};
use super::event::Event;
use super::log::Log;
use super::shapes::{bucket_call, bucket_entry};
use super::sts::{Ask, assume_role_with_saml};

pub(super) fn tell(log: &mut Log) {
    let dave = sign_in(log);
    restore(log, &dave);
    lock_out(log, &dave);
    read_up(log, &dave);
    root_repairs(log);
}

/// Identity Center: password, second factor, then a role session on behalf of the user.
fn sign_in(log: &mut Log) -> Caller {
    let at_portal = dave_at_identity_center();
    let workflow = "5f0c1d2e-3a4b-4c5d-8e6f-708192a3b4c5";
    let steps = [
        ("14:46:10", "UserAuthentication", "PASSWORD,TOTP"),
        ("14:46:12", "CredentialVerification", "PASSWORD"),
        ("14:46:25", "CredentialVerification", "TOTP"),
    ];
    for (clock, name, credential) in steps {
        let mut facts = json!({
            "AuthWorkflowID": workflow,
            "CredentialType": credential,
            "UserName": "dave@example.com",
        });
        if name == "UserAuthentication" {
            facts["LoginTo"] = json!("https://d-9067012345.awsapps.com/start/");
        }
        log.add(Event::sign_in(clock, US, &at_portal, name, true).additional(facts));
    }
    log.add(
        Event::service("14:46:40", US, &at_portal, "sso", "Federate")
            .read_only(false)
            .details(json!({ "role_name": "IncidentResponder", "account_id": SHOP })),
    );
    let ask = Ask::new(RESPONDER, "dave@example.com", "ASIARESPONDR0EXAMPLE").hours(4);
    let saml = ("AWSSSO_0123456789abcdef_DO_NOT_DELETE", "dave@example.com");
    let mut dave = assume_role_with_saml(log, "14:46:41", US, &ask, saml, OFFICE);
    dave.identity["sessionContext"]["attributes"]["mfaAuthenticated"] = json!("true");
    dave.identity["sessionContext"]["signInSessionArn"] =
        json!(format!("arn:aws:signin:{US}:{SHOP}:session/{workflow}"));
    dave.with("onBehalfOf", on_behalf_of_dave()).in_console()
}

fn restore(log: &mut Log, dave: &Caller) {
    log.add(
        Event::api("14:48:03", US, dave, "cloudtrail", "DescribeTrails")
            .params(json!({ "includeShadowTrails": true })),
    );
    log.add(Event::api("14:49:30", US, dave, "cloudtrail", "LookupEvents").params(json!({
        "lookupAttributes": [{ "attributeKey": "EventName", "attributeValue": "StopLogging" }],
        "maxResults": 50,
    })));
    let arn = format!("arn:aws:cloudtrail:{EU}:{SHOP}:trail/org-trail-eu");
    log.add(Event::api("15:06:04", EU, dave, "cloudtrail", "StartLogging").params(json!({ "name": arn })));
    let selectors = json!([
        { "name": "Management events selector", "fieldSelectors": [{ "field": "eventCategory", "equals": ["Management"] }] },
        { "name": "All DynamoDB data events", "fieldSelectors": [
            { "field": "eventCategory", "equals": ["Data"] },
            { "field": "resources.type", "equals": ["AWS::DynamoDB::Table"] },
        ] },
        { "name": "All S3 objects", "fieldSelectors": [
            { "field": "eventCategory", "equals": ["Data"] },
            { "field": "resources.type", "equals": ["AWS::S3::Object"] },
        ] },
    ]);
    log.add(
        Event::api("15:08:47", EU, dave, "cloudtrail", "PutEventSelectors")
            .params(json!({ "trailName": "org-trail-eu", "advancedEventSelectors": selectors }))
            .response(json!({ "trailARN": arn, "advancedEventSelectors": selectors })),
    );
    log.add(
        Event::api("15:10:15", EU, dave, "events", "EnableRule").params(json!({ "name": "trail-tampering" })),
    );
    log.add(
        Event::api("15:10:50", EU, dave, "monitoring", "EnableAlarmActions")
            .params(json!({ "alarmNames": ["orders-throttled", "trail-quiet"] })),
    );
}

/// Keys off, sessions revoked, the back door closed.
fn lock_out(log: &mut Log, dave: &Caller) {
    let iam =
        |clock: &str, name: &str, params: Value| Event::api(clock, US, dave, "iam", name).params(params);
    log.add(iam(
        "15:14:02",
        "UpdateAccessKey",
        json!({
            "userName": "carol", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "status": "Inactive",
        }),
    ));
    log.add(iam("15:15:20", "DeleteLoginProfile", json!({ "userName": "svc-backup" })));
    log.add(iam(
        "15:15:41",
        "DeleteAccessKey",
        json!({ "userName": "svc-backup", "accessKeyId": "AKIASVCBACKUPEXAMPLE" }),
    ));
    log.add(iam("15:16:02", "DeleteUserPolicy", json!({ "userName": "svc-backup", "policyName": "sync" })));
    log.add(iam("15:16:20", "DeleteUser", json!({ "userName": "svc-backup" })));
    let revoke = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Deny", "Action": ["*"], "Resource": ["*"],
            "Condition": { "DateLessThan": { "aws:TokenIssueTime": at("15:18:00") } },
        }],
    });
    for (clock, role) in [("15:18:11", "DevTools"), ("15:18:40", OPS_AUTOMATION.name)] {
        log.add(iam(
            clock,
            "PutRolePolicy",
            json!({
                "roleName": role,
                "policyName": "AWSRevokeOlderSessions",
                "policyDocument": revoke.to_string(),
            }),
        ));
    }
    log.add(
        Event::api("15:22:09", US, dave, "ec2", "TerminateInstances")
            .params(json!({ "instancesSet": { "items": [{ "instanceId": "i-0fedcba9876543210" }] } }))
            .error("Client.OperationNotPermitted", "The instance 'i-0fedcba9876543210' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again."),
    );
}

/// The log is read, and a copy of the function's output is set aside.
fn read_up(log: &mut Log, dave: &Caller) {
    log.add(
        Event::api("16:02:30", EU, dave, "logs", "DescribeLogStreams")
            .params(json!({ "logGroupName": "/aws/lambda/order-api", "orderBy": "LastEventTime" })),
    );
    for (clock, second) in [("16:03:10", "a"), ("16:03:12", "b"), ("16:03:15", "c")] {
        log.add(Event::api(clock, EU, dave, "logs", "GetLogEvents").params(json!({
            "logGroupName": "/aws/lambda/order-api",
            "logStreamName": format!("2026/03/17/[213]{second}0f1e2d3c4b5a69788796a5b4c3d2e1f"),
            "startFromHead": true,
        })));
    }
    let export = Event::api("16:09:44", EU, dave, "logs", "CreateExportTask")
        .version(3)
        .params(json!({
            "destination": "example-forensics-111122223333",
            "logGroupName": "/aws/lambda/order-api",
            "to": 1_773_763_200_000_u64,
            "from": 1_773_727_200_000_u64,
            "taskName": "incident-0317",
        }))
        .response(json!({ "taskId": super::ids::guid("export task") }));
    let id = log.add(export);
    // The same record arrives a second time, in the next hour's file.
    log.redeliver(&id, 17);
    log.add(
        Event::api("16:12:20", EU, dave, "logs", "CreateExportTask")
            .params(json!({ "destination": "example-forensics-111122223333", "logGroupName": "/aws/lambda/order-projector" }))
            .error("ResourceNotFoundException", "The specified log group does not exist."),
    );
    log.add(Event::api("16:24:18", US, dave, "cloudtrail", "LookupEvents").params(json!({
        "lookupAttributes": [{ "attributeKey": "AccessKeyId", "attributeValue": "AKIAIOSFODNN7EXAMPLE" }],
        "maxResults": 50,
    })));
    log.add(
        Event::api("17:10:05", EU, dave, "internetmonitor", "GetMonitor")
            .params(json!({ "MonitorName": "shop-reach" })),
    );
}

/// The member account's root user, with MFA, takes the role's trust away.
fn root_repairs(log: &mut Log) {
    let signed_in = root(VAULT, "16:31:08");
    log.add(Event::sign_in("16:31:08", US, &at_sign_in(signed_in.clone()), "ConsoleLogin", true).additional(
        json!({
            "LoginTo": "https://console.aws.amazon.com/console/home",
            "MobileVersion": "No",
            "MFAIdentifier": format!("arn:aws:iam::{VAULT}:mfa/root-account-mfa-device"),
            "MFAUsed": "Yes",
        }),
    ));
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Deny", "Principal": { "AWS": "*" }, "Action": "sts:AssumeRole" }],
    });
    log.add(
        Event::api("16:33:40", US, &signed_in, "iam", "UpdateAssumeRolePolicy")
            .params(json!({ "roleName": "DataAdmin", "policyDocument": trust.to_string() })),
    );
    log.add(
        bucket_call("16:36:12", EU, &signed_in, "PutBucketVersioning", "example-analytics-444455556666")
            .amend_params(json!({ "versioning": "", "VersioningConfiguration": { "Status": "Enabled", "xmlns": "http://s3.amazonaws.com/doc/2006-03-01/" } }))
            .resource(bucket_entry(VAULT, "example-analytics-444455556666")),
    );
}
