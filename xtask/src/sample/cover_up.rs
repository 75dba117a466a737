//! 13:00 to 14:54: a back door is built, the alarms are switched off, and the trail of eu-west-1
//! stops. us-east-1 goes on being recorded.

use serde_json::json;

use super::cast::{Caller, EU, OPS_AUTOMATION, SHOP, US, VAULT, at_sign_in, back_door};
use super::event::Event;
use super::log::Log;
use super::shapes::{bucket_call, bucket_entry, denied};
use super::sts::{Ask, assume_role};

pub(super) fn tell(log: &mut Log, dev_tools: &Caller) {
    build_back_door(log, dev_tools);
    blind(log, dev_tools);
    use_back_door(log);
}

/// A user with a key, a password and an administrator's policy.
fn build_back_door(log: &mut Log, thief: &Caller) {
    let user = format!("arn:aws:iam::{SHOP}:user/svc-backup");
    let iam = |clock: &str, name: &str| Event::api(clock, US, thief, "iam", name);
    log.add(
        iam("13:02:07", "CreateUser")
            .params(json!({ "userName": "svc-backup", "tags": [{ "key": "owner", "value": "platform" }] }))
            .response(json!({ "user": {
                "path": "/", "userName": "svc-backup", "userId": "AIDASVCBACKUP0EXAMPLE", "arn": user,
                "createDate": "Mar 17, 2026, 1:02:07 PM",
            } })),
    );
    log.add(iam("13:02:19", "CreateAccessKey").params(json!({ "userName": "svc-backup" })).response(
        json!({ "accessKey": {
                "userName": "svc-backup", "accessKeyId": "AKIASVCBACKUPEXAMPLE", "status": "Active",
                "createDate": "Mar 17, 2026, 1:02:19 PM",
            } }),
    ));
    log.add(
        iam("13:02:48", "CreateLoginProfile")
            .params(json!({ "userName": "svc-backup", "passwordResetRequired": false }))
            .response(
                json!({ "loginProfile": { "userName": "svc-backup", "passwordResetRequired": false } }),
            ),
    );
    log.add(
        iam("13:03:15", "AttachUserPolicy")
            .params(json!({ "userName": "svc-backup", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess" }))
            .error("AccessDenied", &denied(thief, "iam:AttachUserPolicy", &user)),
    );
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [
            { "Sid": "Sync", "Effect": "Allow", "Action": ["s3:*", "dynamodb:*", "iam:PassRole", "sts:AssumeRole"], "Resource": "*" },
            { "Sid": "Quiet", "Effect": "Allow", "Action": ["cloudtrail:StopLogging", "cloudtrail:PutEventSelectors"], "Resource": "*" },
        ],
    });
    log.add(iam("13:03:40", "PutUserPolicy").params(json!({
        "userName": "svc-backup",
        "policyName": "sync",
        "policyDocument": policy.to_string(),
    })));
}

/// The same role and session name a second time, then alarms, rule, selectors and trail.
fn blind(log: &mut Log, dev_tools: &Caller) {
    let ask = Ask::new(OPS_AUTOMATION, "nightly-sync", "ASIAOPSAUTOM2EXAMPLE");
    let ops = assume_role(log, "13:12:50", EU, dev_tools, &ask);
    log.add(
        Event::api("13:14:11", EU, &ops, "monitoring", "DescribeAlarms")
            .params(json!({ "alarmNamePrefix": "" })),
    );
    log.add(
        Event::api("13:14:39", EU, &ops, "monitoring", "DisableAlarmActions")
            .params(json!({ "alarmNames": ["orders-throttled", "trail-quiet"] })),
    );
    log.add(
        Event::api("13:16:02", EU, &ops, "events", "DisableRule")
            .params(json!({ "name": "trail-tampering" })),
    );
    log.add(
        Event::api("13:16:30", EU, &ops, "events", "DeleteRule")
            .params(json!({ "name": "trail-tampering" }))
            .error("ValidationException", "Rule can't be deleted since it has targets."),
    );
    log.add(
        Event::api("13:20:05", EU, &ops, "logs", "DeleteLogGroup")
            .params(json!({ "logGroupName": "/aws/lambda/order-projector" })),
    );
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": ["arn:aws:s3:::org-trail-logs-111122223333", "arn:aws:s3:::org-trail-logs-111122223333/*"],
            "Condition": { "ArnNotLike": { "aws:PrincipalArn": OPS_AUTOMATION.arn() } },
        }],
    });
    log.add(
        bucket_call("13:27:33", EU, &ops, "PutBucketPolicy", "org-trail-logs-111122223333")
            .amend_params(json!({ "policy": "", "bucketPolicy": policy }))
            .resource(bucket_entry(SHOP, "org-trail-logs-111122223333"))
            .error("AccessDenied", "Access Denied"),
    );
    let selectors = json!([{
        "readWriteType": "WriteOnly",
        "includeManagementEvents": true,
        "dataResources": [],
        "excludeManagementEventSources": ["kms.amazonaws.com"],
    }]);
    let arn = format!("arn:aws:cloudtrail:{EU}:{SHOP}:trail/org-trail-eu");
    log.add(
        Event::api("13:33:20", EU, &ops, "cloudtrail", "PutEventSelectors")
            .params(json!({ "trailName": "org-trail-eu", "eventSelectors": selectors }))
            .response(json!({ "trailARN": arn, "eventSelectors": selectors })),
    );
    log.add(
        Event::api("13:41:52", EU, &ops, "cloudtrail", "DeleteTrail")
            .params(json!({ "name": arn }))
            .error("AccessDeniedException", &denied(&ops, "cloudtrail:DeleteTrail", &arn)),
    );
    log.add(Event::api("13:42:16", EU, &ops, "cloudtrail", "StopLogging").params(json!({ "name": arn })));
}

/// us-east-1 is still on record: the new user signs in and tries the other trail as well.
fn use_back_door(log: &mut Log) {
    let user = back_door();
    log.add(
        Event::sign_in("14:06:38", US, &at_sign_in(user.clone()), "ConsoleLogin", true)
            .additional(json!({ "LoginTo": "https://console.aws.amazon.com/console/home", "MobileVersion": "No", "MFAUsed": "No" })),
    );
    log.add(Event::api("14:09:12", US, &user, "sts", "GetCallerIdentity").host("sts.amazonaws.com"));
    log.add(
        bucket_call("14:10:02", US, &user, "ListBuckets", "")
            .params(json!({ "Host": "s3.amazonaws.com" }))
            .host("s3.amazonaws.com"),
    );
    let arn = format!("arn:aws:cloudtrail:{US}:{SHOP}:trail/org-trail-us");
    log.add(
        Event::api("14:12:47", US, &user, "cloudtrail", "StopLogging")
            .params(json!({ "name": arn }))
            .error("AccessDeniedException", &denied(&user, "cloudtrail:StopLogging", &arn)),
    );
    let role = format!("arn:aws:iam::{VAULT}:role/DataAdmin");
    log.add(
        Event::api("14:20:30", US, &user, "sts", "AssumeRole")
            .host("sts.amazonaws.com")
            .params(json!({ "roleArn": role, "roleSessionName": "svc-backup" }))
            .error("AccessDenied", &denied(&user, "sts:AssumeRole", &role)),
    );
}
