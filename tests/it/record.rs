//! What is read out of one record, what is inferred, and when two are the same.

use trail_loupe::base::json::Value;
use trail_loupe::record::field::{ALIASES, FIELDS, FieldId};
use trail_loupe::record::fields::{Cell, CellList, extract};
use trail_loupe::record::{canonical, category, identity, path, user_agent};

fn one(text: &str) -> Cell<'_> {
    Cell::One(text.into())
}

fn list<'a>(values: &[Option<&'a str>], has_object: bool) -> Cell<'a> {
    Cell::List(CellList { values: values.iter().map(|value| value.map(Into::into)).collect(), has_object })
}

#[test]
fn the_table_names_every_field_once() {
    for (place, field) in FIELDS.iter().enumerate() {
        assert_eq!(field.id as usize, place);
        assert_eq!(FieldId::from_name(&field.name.to_uppercase()), Some(field.id), "{}", field.name);
    }
    for (alias, _) in ALIASES {
        assert!(alias.bytes().all(|byte| byte.is_ascii_lowercase()));
    }
}

#[test]
fn a_field_may_have_any_type_and_its_name_any_case() {
    let cases: &[(&str, FieldId, Cell<'_>)] = &[
        (r#"{"eventName":"A"}"#, FieldId::EventName, one("A")),
        (r#"{"EVENTNAME":"A"}"#, FieldId::EventName, one("A")),
        (r#"{"eventname":"A","eventName":"B"}"#, FieldId::EventName, list(&[Some("A"), Some("B")], false)),
        (r#"{"eventName":"A","eventName":"B"}"#, FieldId::EventName, one("B")),
        (r#"{"event\u004eame":"A"}"#, FieldId::EventName, one("A")),
        (r#"{"eventName":null}"#, FieldId::EventName, Cell::Absent),
        (r#"{"eventName":""}"#, FieldId::EventName, one("")),
        (r#"{"eventName":1.50}"#, FieldId::EventName, one("1.50")),
        (r#"{"eventName":true}"#, FieldId::EventName, one("true")),
        (r#"{"eventName":{}}"#, FieldId::EventName, list(&[], true)),
        (r#"{"eventName":[]}"#, FieldId::EventName, Cell::Absent),
        (r#"{"eventName":[null]}"#, FieldId::EventName, Cell::Absent),
        (r#"{"eventName":["A"]}"#, FieldId::EventName, one("A")),
        (r#"{"eventName":["A",2]}"#, FieldId::EventName, list(&[Some("A"), Some("2")], false)),
        (r#"{"userIdentity":{"arn":"x"},"userIdentity":{"type":"Root"}}"#, FieldId::UserArn, Cell::Absent),
        (r#"{"userIdentity":{"ARN":"x"}}"#, FieldId::UserArn, one("x")),
        (r#"{"userIdentity":"text"}"#, FieldId::UserArn, Cell::Absent),
        (
            r#"{"resources":[{"type":"T","ARN":"a"},{"type":"U"},{"ARN":"b","type":"V"}]}"#,
            FieldId::ResourceArn,
            list(&[Some("a"), None, Some("b")], false),
        ),
        (r#"{"resources":[{"type":"T","arn":"a"}]}"#, FieldId::ResourceArn, one("a")),
        (r#"{"resources":[{"type":"T"},{"type":"U"}]}"#, FieldId::ResourceArn, Cell::Absent),
        (r#"{"resources":[{"ARNPrefix":"p"}]}"#, FieldId::ResourceArnPrefix, one("p")),
    ];
    for (json, field, expected) in cases {
        assert_eq!(extract(Value::new(json)).get(*field), expected, "{json}");
    }
}

#[test]
fn category_and_read_write_follow_the_rules_in_order() {
    let cases: &[(&str, &str, Option<&str>)] = &[
        (r#"{"eventCategory":"Data","managementEvent":true,"readOnly":true}"#, "Data", Some("read")),
        (r#"{"insightDetails":{},"managementEvent":true}"#, "Insight", None),
        (r#"{"eventType":"AwsVpceEvent","eventName":"CreateKey"}"#, "NetworkActivity", None),
        (r#"{"timeWindow":{"windowSize":"PT5M"},"summary":{"details":[]}}"#, "Aggregated", None),
        (r#"{"managementEvent":false,"eventName":"DeleteItem"}"#, "Data", Some("write")),
        (r#"{"managementEvent":"True","eventName":"ListTables"}"#, "Management", Some("read")),
        (r#"{"eventSource":"s3.amazonaws.com","eventName":"GetObject"}"#, "Data", Some("read")),
        (r#"{"eventSource":"lambda.amazonaws.com","eventName":"Invoke"}"#, "Data", Some("write")),
        (
            r#"{"eventSource":"lambda.amazonaws.com","eventName":"UpdateFunctionCode20150331v2"}"#,
            "Management",
            Some("write"),
        ),
        (r#"{"eventSource":"dynamodb.amazonaws.com","eventName":"ExecuteStatement"}"#, "Data", Some("write")),
        (r#"{"eventSource":"sts.amazonaws.com","eventName":"AssumeRole"}"#, "Management", Some("read")),
        (r#"{"eventSource":"sts.amazonaws.com","eventName":"GetSessionToken"}"#, "Management", Some("write")),
        (r#"{"eventSource":"kms.amazonaws.com","eventName":"Decrypt"}"#, "Management", Some("read")),
        (r#"{"eventSource":"signin.amazonaws.com","eventName":"CheckMfa"}"#, "Management", Some("write")),
        (
            r#"{"eventSource":"x.amazonaws.com","eventName":"Frob","resources":[{"type":"AWS::S3::Object"}]}"#,
            "Data",
            Some("write"),
        ),
        (r#"{"readOnly":"false","eventName":"GetX"}"#, "Management", Some("write")),
        (r#"{}"#, "Management", None),
    ];
    for (json, expected_category, expected_read_write) in cases {
        let fields = extract(Value::new(json));
        let category = category::category(&fields).into_owned();
        assert_eq!(category, *expected_category, "{json}");
        assert_eq!(category::read_write(&fields, &category), *expected_read_write, "{json}");
    }
}

#[test]
fn the_user_column_says_who_acted() {
    let cases: &[(&str, Option<&str>)] = &[
        (r#"{"type":"Root","accountId":"111122223333","userName":"alias"}"#, Some("root (111122223333)")),
        (r#"{"type":"Root","principalId":"111122223333"}"#, Some("root (111122223333)")),
        (
            r#"{"type":"IAMUser","userName":"alice","arn":"arn:aws:iam::111122223333:user/alice"}"#,
            Some("alice"),
        ),
        (
            r#"{"type":"AssumedRole","principalId":"AROAEXAMPLE:alice","arn":"arn:aws:sts::111122223333:assumed-role/Ops/alice","sessionContext":{"sessionIssuer":{"userName":"Ops"}}}"#,
            Some("Ops / alice"),
        ),
        (
            r#"{"type":"AssumedRole","arn":"arn:aws:iam::111122223333:assumed-role/Ops/al/ice","sessionContext":{"sessionIssuer":{}}}"#,
            Some("Ops / al/ice"),
        ),
        (
            r#"{"type":"AssumedRole","principalId":"EX_PRINCIPAL_ID","arn":"arn:aws:iam::000000000000:assumed-role/role_name"}"#,
            Some("role_name"),
        ),
        (r#"{"type":"FederatedUser","arn":"arn:aws:sts::111122223333:federated-user/bob"}"#, Some("bob")),
        (
            r#"{"type":"AWSAccount","accountId":"444455556666","principalId":"AROAEXAMPLE:s"}"#,
            Some("account 444455556666 (AROAEXAMPLE:s)"),
        ),
        (r#"{"type":"AWSService","invokedBy":"s3.amazonaws.com"}"#, Some("s3.amazonaws.com")),
        (r#"{"type":"IdentityCenterUser","onBehalfOf":{"userId":"u-1"}}"#, Some("u-1")),
        (r#"{"type":"SAMLUser","userName":"Saml","identityProvider":"p"}"#, Some("Saml")),
        (r#"{"type":"IAMUser","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}"#, Some(identity::WITHHELD_LABEL)),
        (r#"{"accountId":"111122223333","invokedBy":"AWS Internal"}"#, Some("AWS Internal")),
        (r#"{"type":"Unknown","principalId":"p"}"#, Some("p")),
        (r#"null"#, None),
    ];
    for (identity, expected) in cases {
        let json = format!(r#"{{"userIdentity":{identity}}}"#);
        assert_eq!(identity::user_label(&extract(Value::new(&json))).as_deref(), *expected, "{identity}");
    }
}

#[test]
fn records_are_the_same_when_their_parsed_json_is() {
    let same: &[(&str, &str)] = &[
        (r#"{"a":1,"b":"x"}"#, r#"{ "b" : "\u0078", "a" : 1.0 }"#),
        (r#"{"a":100}"#, r#"{"a":1e2}"#),
        (r#"{"a":-0}"#, r#"{"a":0.0}"#),
        (r#"{"a":0.5}"#, r#"{"a":5E-1}"#),
        (r#"{"a":1,"a":2}"#, r#"{"a":2}"#),
    ];
    for (a, b) in same {
        assert_eq!(canonical::digest(Value::new(a)), canonical::digest(Value::new(b)), "{a} and {b}");
    }
    let different = [
        r#"{"a":1}"#,
        r#"{"a":"1"}"#,
        r#"{"a":10}"#,
        r#"{"a":-1}"#,
        r#"{"a":[1]}"#,
        r#"{"a":[[1]]}"#,
        r#"{"a":{}}"#,
        r#"{"a":[]}"#,
        r#"{"a":null}"#,
        r#"{}"#,
        r#"{"a":true}"#,
        r#"{"a":false}"#,
        r#"{"a":0}"#,
        r#"{"a":9007199254740993}"#,
        r#"{"a":9007199254740992}"#,
        r#"{"a":["b","c"]}"#,
        r#"{"a":["bc"]}"#,
        r#"{"a":["c","b"]}"#,
    ];
    for (place, a) in different.iter().enumerate() {
        for b in &different[place + 1..] {
            assert_ne!(canonical::digest(Value::new(a)), canonical::digest(Value::new(b)), "{a} and {b}");
        }
    }
}

#[test]
fn any_path_is_answered_from_the_text() {
    let json = r#"{"requestParameters":{"x.y":1.50,"Tags":[{"key":"a"},{"KEY":["b",null,true]},3],"o":{}},"n":null}"#;
    let cases: &[(&str, &[&str])] = &[
        (r#"requestParameters."x.y""#, &["1.50"]),
        ("requestparameters.tags.key", &["a", "b", "true"]),
        ("requestParameters.tags", &["3"]),
        ("requestParameters.o", &[]),
        ("n", &[]),
        ("absent.path", &[]),
    ];
    for (name, expected) in cases {
        assert_eq!(path::values(Value::new(json), name), *expected, "{name}");
    }
}

#[test]
fn user_agents_belong_to_families() {
    for (agent, expected) in [
        ("aws-cli/2.15.10 Python/3.11.6 Linux/6.1 exe/x86_64 prompt/off command/s3.ls", Some("aws-cli")),
        ("[aws-cli/1.18 Python/3.7 Botocore/1.17]", Some("aws-cli")),
        ("Boto3/1.34.2 md/Botocore#1.34.2 ua/2.0 os/linux", Some("boto3")),
        ("Botocore/1.31", Some("botocore")),
        ("aws-sdk-go/1.44.200 (go1.20; linux; amd64)", Some("AWS SDK for Go")),
        ("aws-sdk-go-v2/1.21 os/linux lang/go", Some("AWS SDK for Go")),
        ("aws-sdk-js/3.400 os/linux", Some("AWS SDK for JavaScript")),
        ("aws-sdk-dotnet-coreclr/3.7", Some("AWS SDK for .NET")),
        (
            "APN/1.0 HashiCorp/1.0 Terraform/1.6.3 (+https://www.terraform.io) terraform-provider-aws/5.30 aws-sdk-go/1.48",
            Some("Terraform"),
        ),
        ("AWSPowerShell/4.1 aws-sdk-dotnet", Some("AWS Tools for PowerShell")),
        ("console.amazonaws.com", Some("AWS console")),
        ("console.ec2.amazonaws.com", Some("AWS console")),
        ("signin.amazonaws.com", Some("AWS console")),
        ("[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12]", Some("AWS console")),
        ("cloudformation.amazonaws.com", Some("AWS service")),
        ("AWS Internal", Some("AWS Internal")),
        ("aws-internal/3 aws-sdk-java/1.12", Some("AWS Internal")),
        ("Mozilla/5.0 (Macintosh)", Some("Web browser")),
        ("kubectl/v1.29 (linux/amd64)", Some("kubectl")),
        ("/odd", Some("/odd")),
        ("é x", Some("é")),
        ("", None),
        (" [] ", None),
    ] {
        assert_eq!(user_agent::family(agent), expected, "{agent}");
    }
}
