//! 09:00 to 11:04: sign-ins are tried, a stolen key is used, and three roles are taken on in turn.
//!
//! The chain: carol's key → DevTools (09:47, us-east-1) → OpsAutomation (10:11, eu-west-1) →
//! DataAdmin in the member account (11:04, eu-west-1). Each issue is in a file of its own.

use serde_json::json;

use super::cast::{
    BROWSER, Caller, DATA_ADMIN, DEV_TOOLS, EU, OPS_AUTOMATION, SHOP, SPRAY, US, VAULT, anonymous, carols_key,
};
use super::event::Event;
use super::ids;
use super::log::Log;
use super::shapes::{bucket_call, denied, table_arn};
use super::sts::{Ask, assume_role, assume_role_globally};

/// The sessions that the thief holds at the end.
pub(super) struct Chain {
    pub(super) dev_tools: Caller,
    pub(super) data_admin: Caller,
}

pub(super) fn tell(log: &mut Log) -> Chain {
    spray(log);
    look_around(log);
    climb(log)
}

/// Passwords are tried; one of the names typed is no user's, and is withheld.
fn spray(log: &mut Log) {
    let facts = json!({ "LoginTo": "https://console.aws.amazon.com/console/home", "MobileVersion": "No", "MFAUsed": "No" });
    for (clock, name) in [
        ("09:03:10", "carol"),
        ("09:03:14", "carol"),
        ("09:03:19", ""),
        ("09:03:25", "admin"),
        ("09:03:33", "carol"),
    ] {
        let known = name == "carol";
        let mut identity = json!({ "type": "IAMUser" });
        if known {
            identity["principalId"] = json!("AIDACKCEVSQ6C2EXAMPLE");
        }
        identity["accountId"] = json!(SHOP);
        identity["accessKeyId"] = json!("");
        identity["userName"] = json!(if known { "carol" } else { "HIDDEN_DUE_TO_SECURITY_REASONS" });
        let guesser = Caller::new(identity, SHOP, SPRAY, BROWSER);
        let why = if known { "Failed authentication" } else { "No username found in supplied account" };
        log.add(
            Event::sign_in(clock, US, &guesser, "ConsoleLogin", false)
                .additional(facts.clone())
                .error_message(why),
        );
    }
    let root = json!({ "type": "Root", "principalId": VAULT, "arn": format!("arn:aws:iam::{VAULT}:root"), "accountId": VAULT, "accessKeyId": "" });
    log.add(
        Event::sign_in("09:04:02", US, &Caller::new(root, VAULT, SPRAY, BROWSER), "ConsoleLogin", false)
            .additional(facts)
            .error_message("Failed authentication"),
    );
    for (clock, name) in
        [("09:06:41", "AuthenticateInvalidAccessKeyId"), ("09:06:43", "AuthenticateSignatureDoesNotMatch")]
    {
        let someone = anonymous(VAULT, SPRAY, "Boto3/1.40.3");
        let lake = "example-analytics-444455556666";
        log.add(
            Event::api(clock, EU, &someone, "s3-authn-errors", name)
                .version(11)
                .host("example-analytics-444455556666.s3.eu-west-1.amazonaws.com")
                .read_only(true)
                .request_id(ids::upper(clock, 16))
                .error(&name["Authenticate".len()..], "The request could not be authenticated.")
                .params(json!({ "bucketName": lake, "key": "daily/" }))
                .resource(json!({ "type": "AWS::S3::Object", "ARN": format!("arn:aws:s3:::{lake}/daily/") }))
                .resource(super::shapes::bucket_entry(VAULT, lake))
                .data(),
        );
    }
}

/// The key works: a burst of questions, most of them refused.
fn look_around(log: &mut Log) {
    let thief = carols_key();
    log.add(Event::api("09:31:04", US, &thief, "sts", "GetCallerIdentity").host("sts.amazonaws.com"));
    for (clock, name, action, resource) in [
        ("09:31:09", "ListUsers", "iam:ListUsers", "arn:aws:iam::111122223333:user/"),
        ("09:31:09", "ListRoles", "iam:ListRoles", "arn:aws:iam::111122223333:role/"),
        ("09:31:10", "ListAttachedUserPolicies", "iam:ListAttachedUserPolicies", "user carol"),
        ("09:31:10", "GetAccountAuthorizationDetails", "iam:GetAccountAuthorizationDetails", "*"),
        ("09:31:11", "ListAccessKeys", "iam:ListAccessKeys", "user carol"),
        ("09:31:12", "ListUsers", "iam:ListUsers", "arn:aws:iam::111122223333:user/"),
    ] {
        log.add(
            Event::api(clock, US, &thief, "iam", name)
                .error("AccessDenied", &denied(&thief, action, resource)),
        );
    }
    log.add(
        bucket_call("09:32:20", US, &thief, "ListBuckets", "")
            .params(json!({ "Host": "s3.amazonaws.com" }))
            .host("s3.amazonaws.com"),
    );
    log.add(
        bucket_call("09:32:31", US, &thief, "GetBucketPolicy", "org-trail-logs-111122223333")
            .error("AccessDenied", "Access Denied")
            .amend_params(json!({ "policy": "" }))
            .resource(super::shapes::bucket_entry(SHOP, "org-trail-logs-111122223333")),
    );
    for (clock, name) in [
        ("09:33:02", "DescribeInstances"),
        ("09:33:03", "DescribeSecurityGroups"),
        ("09:33:04", "DescribeSnapshots"),
    ] {
        log.add(
            Event::api(clock, US, &thief, "ec2", name)
                .params(json!({ "maxResults": 100 }))
                .error("Client.UnauthorizedOperation", "You are not authorized to perform this operation."),
        );
    }
    log.add(Event::api("09:34:10", US, &thief, "iam", "GetUser").params(json!({ "userName": "carol" })));
    log.add(
        Event::api("09:34:15", US, &thief, "iam", "ListGroupsForUser").params(json!({ "userName": "carol" })),
    );
    log.add(
        Event::api("09:40:22", US, &thief, "sts", "AssumeRole")
            .host("sts.amazonaws.com")
            .params(json!({ "roleArn": OPS_AUTOMATION.arn(), "roleSessionName": "carol" }))
            .error("AccessDenied", &denied(&thief, "sts:AssumeRole", &OPS_AUTOMATION.arn())),
    );
}

/// Three hops, each with the key that the one before it issued.
fn climb(log: &mut Log) -> Chain {
    let ask = Ask::new(DEV_TOOLS, "carol", "ASIADEVTOOLS1EXAMPLE").hours(12);
    let dev_tools = assume_role_globally(log, "09:47:12", &carols_key(), &ask);
    log.add(Event::api("09:48:01", US, &dev_tools, "iam", "ListRoles").params(json!({ "maxItems": 1000 })));
    log.add(
        Event::api("09:48:40", US, &dev_tools, "iam", "GetRole")
            .params(json!({ "roleName": "OpsAutomation" })),
    );
    for (clock, table) in [("10:02:10", "Orders"), ("10:02:11", "Carts"), ("10:02:12", "Returns")] {
        log.add(
            Event::api(clock, EU, &dev_tools, "dynamodb", "DescribeTable")
                .request_id(ids::dynamodb_request(clock))
                .params(json!({ "tableName": table }))
                .on("AWS::DynamoDB::Table", &table_arn(EU, SHOP, table)),
        );
    }
    log.add(Event::api("10:03:30", EU, &dev_tools, "lambda", "ListFunctions"));
    log.add(
        super::shapes::item(
            "10:05:18",
            EU,
            &dev_tools,
            "Scan",
            (SHOP, "Orders"),
            json!({ "select": "COUNT" }),
        )
        .error("AccessDeniedException", &denied(&dev_tools, "dynamodb:Scan", &table_arn(EU, SHOP, "Orders"))),
    );

    let ask = Ask::new(OPS_AUTOMATION, "nightly-sync", "ASIAOPSAUTOM1EXAMPLE");
    let ops = assume_role(log, "10:11:37", EU, &dev_tools, &ask);
    log.add(
        Event::api("10:12:05", EU, &ops, "cloudtrail", "DescribeTrails")
            .params(json!({ "includeShadowTrails": true })),
    );
    log.add(
        Event::api("10:12:09", EU, &ops, "cloudtrail", "GetEventSelectors")
            .params(json!({ "trailName": "org-trail-eu" })),
    );
    log.add(Event::api("10:13:51", EU, &ops, "logs", "FilterLogEvents").params(json!({
        "logGroupName": "/aws/lambda/order-api", "filterPattern": "\"444455556666\"", "limit": 200,
    })));
    log.add(Event::api("10:16:20", EU, &ops, "secretsmanager", "ListSecrets"));
    log.add(
        Event::api("10:20:44", EU, &ops, "organizations", "ListAccounts")
            .error("AccessDeniedException", "You don't have permissions to access this resource."),
    );
    let wrong = format!("arn:aws:iam::{VAULT}:role/Administrator");
    log.add(
        Event::api("10:24:02", EU, &ops, "sts", "AssumeRole")
            .params(json!({ "roleArn": wrong, "roleSessionName": "nightly-sync" }))
            .error("AccessDenied", &denied(&ops, "sts:AssumeRole", &wrong)),
    );

    let ask = Ask::new(DATA_ADMIN, "nightly-sync", "ASIADATAADMI1EXAMPLE");
    let data_admin = assume_role(log, "11:04:29", EU, &ops, &ask);
    Chain { dev_tools, data_admin }
}
