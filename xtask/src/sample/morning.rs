//! 07:30 to 08:54: a deployment, people signing in, and sessions of those without a user.

use serde_json::json;

use super::cast::{
    BROWSER, Caller, DEPLOY, DEV_TOOLS, EU, FINANCE, OFFICE, SHOP, US, VISITOR, alice, at_sign_in, bob,
    carol, reporting,
};
use super::event::Event;
use super::ids;
use super::log::Log;
use super::shapes::{item, object, table_arn};
use super::sts::{
    Ask, assume_role_globally, assume_role_with_saml, assume_role_with_web_identity, credentials, federate,
};

pub(super) fn tell(log: &mut Log) {
    deployment(log);
    sign_ins(log);
    outsiders(log);
}

/// The pipeline: a web identity becomes a role session and updates a function.
fn deployment(log: &mut Log) {
    let agent = "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.11 lang/python#3.13.7 exec-env/ci";
    let ask = Ask::new(DEPLOY, "build-4711", "ASIADEPLOY471EXAMPLE");
    let subject = "repo:example-corp/shop:ref:refs/heads/main";
    let ci = assume_role_with_web_identity(log, "07:30:02", EU, &ask, subject, agent);
    let function = format!("arn:aws:lambda:{EU}:{SHOP}:function:order-api");
    log.add(Event::api("07:30:09", EU, &ci, "ecr", "GetAuthorizationToken"));
    log.add(
        Event::api("07:30:31", EU, &ci, "lambda", "GetFunction20150331v2")
            .params(json!({ "functionName": function })),
    );
    log.add(
        Event::api("07:31:12", EU, &ci, "lambda", "UpdateFunctionCode20150331v2")
            .params(json!({
                "functionName": function,
                "publish": true,
                "dryRun": false,
                "imageUri": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/order-api:4711",
            }))
            .response(json!({
                "functionName": "order-api",
                "functionArn": format!("{function}:212"),
                "role": super::cast::ORDER_API.arn(),
                "codeSize": 0,
                "timeout": 10,
                "memorySize": 512,
                "lastModified": "2026-03-17T07:31:12.000+0000",
                "environment": {},
                "version": "212",
                "packageType": "Image",
                "architectures": ["arm64"],
                "state": "Active",
                "lastUpdateStatus": "InProgress",
            })),
    );
    log.add(
        Event::api("07:31:40", EU, &ci, "lambda", "PublishVersion20150331")
            .params(json!({ "functionName": function, "description": "build 4711" }))
            .response(json!({ "functionArn": format!("{function}:213"), "version": "213" })),
    );
    let statement = json!({
        "Sid": "gateway",
        "Effect": "Allow",
        "Principal": { "Service": "apigateway.amazonaws.com" },
        "Action": "lambda:InvokeFunction",
        "Resource": function,
    });
    log.add(
        Event::api("07:32:05", EU, &ci, "lambda", "AddPermission20150331v2")
            .params(json!({
                "functionName": function,
                "statementId": "gateway",
                "action": "lambda:InvokeFunction",
                "principal": "apigateway.amazonaws.com",
            }))
            .response(json!({ "statement": statement.to_string() })),
    );
    log.add(Event::api("07:33:20", EU, &ci, "autoscaling", "RegisterScalableTarget").params(json!({
        "serviceNamespace": "dynamodb",
        "resourceId": "table/Orders",
        "scalableDimension": "dynamodb:table:WriteCapacityUnits",
        "minCapacity": 5,
        "maxCapacity": 200,
    })));
}

/// Sign-ins: with MFA, without, and a mistyped password.
fn sign_ins(log: &mut Log) {
    let page = |account: &str| format!("https://{account}.signin.aws.amazon.com/console");
    let sign_in = |clock: &str, person: Caller, mfa: &str, success: bool| {
        let person = at_sign_in(person);
        let mut facts =
            json!({ "LoginTo": "https://console.aws.amazon.com/console/home", "MobileVersion": "No" });
        if mfa == "Yes" {
            facts["MFAIdentifier"] = json!(format!("arn:aws:iam::{}:mfa/bob-phone", person.account));
        }
        facts["MFAUsed"] = json!(mfa);
        Event::sign_in(clock, US, &person, "ConsoleLogin", success).additional(facts)
    };
    log.add(sign_in("08:02:11", bob(), "No", false).error_message("Failed authentication"));
    log.add(
        Event::sign_in("08:02:36", US, &at_sign_in(bob()), "CheckMfa", true)
            .additional(json!({ "MfaType": "Virtual MFA", "LoginTo": page(SHOP) })),
    );
    log.add(sign_in("08:02:41", bob(), "Yes", true));
    log.add(sign_in("08:14:09", alice(), "No", true));
}

/// People and machines without a user of their own.
fn outsiders(log: &mut Log) {
    let ask = Ask::new(FINANCE, "erin@example.com", "ASIAFINANCE00EXAMPLE");
    let erin =
        assume_role_with_saml(log, "08:30:12", EU, &ask, ("CompanyDirectory", "erin@example.com"), OFFICE);
    log.add(object(
        "08:31:50",
        EU,
        &erin,
        "GetObject",
        (SHOP, "example-invoices-111122223333", "2026/02/statement.pdf"),
        220_144,
    ));

    let viewer = federate(log, "08:34:02", EU, &reporting(), ("quarterly-viewer", "ASIAFEDVIEWEREXAMPLE"));
    log.add(item(
        "08:35:11",
        EU,
        &viewer,
        "Query",
        (SHOP, "Orders"),
        json!({
            "indexName": "byQuarter", "keyConditionExpression": "quarter = :q", "select": "COUNT",
        }),
    ));
    log.add(
        Event::api("08:35:30", EU, &reporting(), "sts", "GetSessionToken")
            .params(json!({ "durationSeconds": 3600 }))
            .response(json!({ "credentials": credentials("ASIAREPTOKEN0EXAMPLE", "08:35:30", 1) })),
    );

    let identity = json!({ "type": "Unknown" });
    let visitor = Caller::new(identity, SHOP, "2001:db8:42::5", BROWSER);
    log.add(
        Event::api("08:40:15", EU, &visitor, "cognito-identity", "GetCredentialsForIdentity")
            .params(json!({
                "logins": { "login.example.com": "HIDDEN_DUE_TO_SECURITY_REASONS" },
                "identityId": format!("{EU}:6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d"),
            }))
            .response(json!({
                "credentials": {
                    "accessKeyId": "ASIAVISITOR00EXAMPLE",
                    "sessionToken": ids::session_token("visitor"),
                    "expiration": "Mar 17, 2026, 9:40:15 AM",
                },
                "identityId": format!("{EU}:6a5b4c3d-2e1f-4a0b-9c8d-7e6f5a4b3c2d"),
            })),
    );
    let shopper = Ask::new(VISITOR, "CognitoIdentityCredentials", "ASIAVISITOR00EXAMPLE").holder(
        "08:40:15",
        "2001:db8:42::5",
        BROWSER,
        false,
    );
    log.add(item(
        "08:40:17",
        EU,
        &shopper,
        "UpdateItem",
        (SHOP, "Carts"),
        json!({
            "key": { "cartId": "c-8841" }, "updateExpression": "SET lines = :l",
        }),
    ));

    // The developer's own, honest session: the thief will use the same role and session name.
    let ask = Ask::new(DEV_TOOLS, "carol", "ASIACAROLHONSEXAMPLE").source_identity("carol");
    let carol = assume_role_globally(log, "08:45:20", &carol(), &ask);
    for (clock, name) in
        [("08:46:02", "ListTables"), ("08:47:15", "DescribeTable"), ("08:52:40", "ListTables")]
    {
        let event = Event::api(clock, EU, &carol, "dynamodb", name).request_id(ids::dynamodb_request(clock));
        log.add(if name == "DescribeTable" {
            event
                .params(json!({ "tableName": "Orders" }))
                .on("AWS::DynamoDB::Table", &table_arn(EU, SHOP, "Orders"))
        } else {
            event
        });
    }
}
