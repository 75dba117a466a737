//! The text of every problem that reading and checking can name, pinned.

use trail_loupe::selector::read;

/// The first problem with this code, as one line.
fn check(text: &str, expected: &str) {
    let reading = read::examine(text);
    let all: Vec<String> = reading.problems.iter().map(ToString::to_string).collect();
    assert!(all.iter().any(|line| line == expected), "expected {expected}\ngot {all:#?}\nfor {text}");
    let is_error = expected.contains(": error [");
    assert!(!is_error || reading.is_refused(), "{text}");
}

fn advanced(fields: &str) -> String {
    format!("{{\"AdvancedEventSelectors\":[{{\"FieldSelectors\":[{fields}]}}]}}")
}

const MANAGEMENT: &str = r#"{"Field":"eventCategory","Equals":["Management"]}"#;
const DATA: &str =
    r#"{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]}"#;
const NETWORK: &str = r#"{"Field":"eventCategory","Equals":["NetworkActivity"]},{"Field":"eventSource","Equals":["kms.amazonaws.com"]}"#;

#[test]
fn unreadable_texts() {
    check("", "line 1:1: error [empty]: there is no text");
    check(" \n\t", "line 1:1: error [empty]: there is no text");
    check("{", "line 1:2: error [json-syntax]: expected a key in double quotes, found the end of the text");
    check("{\"a\" 1}", "line 1:6: error [json-syntax]: expected `:` after the key, found `1`");
    check(
        "[1,]",
        "line 1:3: error [json-trailing-comma]: a comma before the closing `]`; take the comma out",
    );
    check("{\n \"a\": [1 2]}", "line 2:10: error [json-syntax]: expected `,` or `]`, found `2`");
    check(
        "{\"a\": 1\n\"b\": 2}",
        "line 2:1: error [json-syntax]: expected `,` or `}`, found `\"b\"`; put a comma before it",
    );
    check("{\"a\": tru}", "line 1:7: error [json-syntax]: expected a value, found `tru`");
    check("{\"a\": 01}", "line 1:7: error [json-syntax]: expected a number, found `01`");
    check(
        "{\"a\": \"x\n\"}",
        "line 1:7: error [json-open-string]: a string without its closing quote: `\"x`",
    );
    check("{\"a\": \"\\q\"}", "line 1:8: error [json-syntax]: an escape that JSON does not know");
    check(
        "{\"a\": \"\\u12\"}",
        "line 1:8: error [json-syntax]: expected four hexadecimal digits after `\\u`",
    );
    check("{\"a\": \"\\ud800\"}", "line 1:8: error [json-syntax]: half of a surrogate pair");
    check("{} , {}", "line 1:4: error [json-syntax]: expected the end of the text, found `,`");
    check(&"[".repeat(200), "line 1:98: error [too-deep]: nested deeper than 96 levels");
    check(
        "Resources:\n  A: [",
        "line 3:1: error [yaml-syntax]: while parsing a node, did not find expected node content",
    );
    check(
        "resource \"aws_cloudtrail\" \"t\" {\n  name =\n}\n",
        "line 2:9: error [hcl-syntax]: invalid expression; expected `\"`, `[`, `{`, `-`, `!`, `(`, `_`, `<`, letter or digit",
    );
    check(
        "aws cloudtrail put-event-selectors --event-selectors '[",
        "line 1:54: error [command-open-quote]: a quote ' that is never closed",
    );
    check(
        "aws cloudtrail put-event-selectors --event-selectors ReadWriteType",
        "line 1:67: error [shorthand-syntax]: expected `Key=value`",
    );
    check(
        "aws cloudtrail put-event-selectors --event-selectors file://s.json",
        "line 1:54: error [file-reference]: the selectors are in a file that is not here: file://s.json; paste or drop that file",
    );
    check(
        "aws cloudtrail get-event-selectors --trail-name t",
        "line 1:16: error [command-without-selectors]: get-event-selectors asks for a configuration and holds none; paste its answer",
    );
    check(
        "aws cloudtrail delete-trail --name t",
        "line 1:16: error [command-without-selectors]: delete-trail does not set what a trail records",
    );
}

#[test]
fn texts_of_something_else() {
    check(
        "{\"a\": 1, \"b\": 2}",
        "line 1:1: error [not-a-configuration]: an object without event selectors; its keys are a, b",
    );
    check("[]", "line 1:1: error [no-selectors]: an empty list selects nothing; give at least one selector");
    check("[{\"a\": 1}]", "line 1:2: error [not-a-configuration]: a list without event selectors");
    check(
        "{\"Records\": []}",
        "line 1:1: error [is-a-log]: this is a CloudTrail log, not a configuration; open it with Open log files",
    );
    check(
        "[{\"eventVersion\": \"1.08\"}]",
        "line 1:1: error [is-a-log]: these are CloudTrail records, not a configuration; open them with Open log files",
    );
    check(
        "hello",
        "line 1:1: error [not-a-configuration]: expected a configuration, found the text \"hello\"",
    );
    check(
        "Resources:\n  B:\n    Type: AWS::S3::Bucket\n",
        "line 1:1: error [not-a-configuration]: this template has neither a trail nor an event data store",
    );
    check(
        "resource \"aws_s3_bucket\" \"b\" {}\n",
        "line 1:1: error [not-a-configuration]: this text has neither an aws_cloudtrail resource nor event selectors",
    );
}

#[test]
fn wrong_parts() {
    check(
        "{\"EventSelectors\": 1}",
        "line 1:20: error [wrong-type]: expected a list of objects, found the number 1",
    );
    check(
        "{\"EventSelectors\": [1]}",
        "line 1:21: error [wrong-type]: expected an object, found the number 1",
    );
    check(
        "{\"EventSelectors\": [{\"IncludeManagementEvents\": \"maybe\"}]}",
        "line 1:49: error [wrong-type]: expected true or false, found the text \"maybe\"",
    );
    check(
        &advanced(r#"{"Field":"eventCategory","Equals":"Data"}"#),
        "line 1:81: error [wrong-type]: expected a list of strings, found the text \"Data\"",
    );
    check(
        &advanced(r#"{"Equals":["Data"]}"#),
        "line 1:47: error [missing-key]: a field selector without its Field; add Field",
    );
    check(
        "{\"EventSelectors\": [{\"DataResources\": [{\"Values\": []}]}]}",
        "line 1:40: error [missing-key]: a data resource without its Type; add Type",
    );
    check(
        &advanced(r#"{"Field":"eventCategory","Matches":["Data"]}"#),
        "line 1:72: error [unknown-operator] (InvalidEventSelectorsException): an operator that CloudTrail does not know: Matches; the operators are Equals, StartsWith, EndsWith, NotEquals, NotStartsWith, NotEndsWith",
    );
    check(
        &advanced(r#"{"Field":"eventCategory","Equals":[]}"#),
        "line 1:72: error [empty-operator]: Equals has no value; give at least one value or leave the operator out",
    );
    check(
        "{\"EventSelectors\": [{\"ReadWriteType\": \"All\", \"Filter\": 1}]}",
        "line 1:46: warning [unknown-key]: a key that is not part of a selector: Filter; the keys are ReadWriteType, IncludeManagementEvents, DataResources, DataResource, ExcludeManagementEventSources",
    );
    check(
        &advanced(&format!("{MANAGEMENT},{{\"Field\":\"readOnly\",\"Equals\":[true]}}")),
        "line 1:127: warning [unquoted-value]: a string was expected, found true; the CLI wants it in quotes: \"true\"",
    );
}

#[test]
fn basic_selectors() {
    let one = |inside: &str| format!("{{\"EventSelectors\": [{{{inside}}}]}}");
    check(
        &one("\"ReadWriteType\": \"read-only\""),
        "line 1:39: error [bad-read-write-type] (InvalidEventSelectorsException): ReadWriteType is All, ReadOnly or WriteOnly, not read-only; write ReadOnly",
    );
    check(
        &one("\"IncludeManagementEvents\": false"),
        "line 1:21: error [selects-nothing] (InvalidEventSelectorsException): management events are off and DataResources is empty: the selector would select nothing; add data resources or set IncludeManagementEvents to true",
    );
    let s3 = |value: &str| {
        format!("\"DataResources\": [{{\"Type\": \"AWS::S3::Object\", \"Values\": [\"{value}\"]}}]")
    };
    for value in ["arn:aws:s3:::*", "arn:aws:s3:::*/*"] {
        check(
            &one(&s3(value)),
            &format!(
                "line 1:79: error [bad-data-resource] (InvalidEventSelectorsException): \"Value {value} for DataResources.Values is invalid.\"; values hold no wildcards; write arn:aws:s3 for every bucket, arn:aws:s3:::bucket/ for one"
            ),
        );
    }
    check(
        &one(
            "\"DataResources\": [{\"Type\": \"AWS::Lambda::Function\", \"Values\": [\"arn:aws:lambda:*\"]}]",
        ),
        "line 1:85: error [bad-data-resource] (InvalidEventSelectorsException): \"Value arn:aws:lambda:* for DataResources.Values is invalid.\"; values hold no wildcards; write arn:aws:lambda for every function",
    );
    check(
        &one(&s3("bucket/")),
        "line 1:79: error [bad-data-resource] (InvalidEventSelectorsException): \"Value bucket/ for DataResources.Values is invalid.\"; values are ARNs that start with arn:aws:s3",
    );
    check(
        &one("\"ExcludeManagementEventSources\": [\"ec2.amazonaws.com\"]"),
        "line 1:56: error [bad-excluded-source] (InvalidEventSelectorsException): only kms.amazonaws.com and rdsdata.amazonaws.com can be excluded, not ec2.amazonaws.com",
    );
    check(
        &one(&format!(
            "\"IncludeManagementEvents\": false, \"ExcludeManagementEventSources\": [\"kms.amazonaws.com\"], {}",
            s3("arn:aws:s3")
        )),
        "line 1:90: error [exclude-without-management] (InvalidEventSelectorsException): ExcludeManagementEventSources needs IncludeManagementEvents to be true",
    );
    check(
        "{\"EventSelectors\": []}",
        "line 1:1: error [no-selectors] (InvalidEventSelectorsException): an empty list of event selectors; give 1 to 5 selectors",
    );
    let six = ["{\"ReadWriteType\":\"All\"}"; 6].join(",");
    check(
        &format!("{{\"EventSelectors\": [{six}]}}"),
        "line 1:141: error [too-many-selectors] (InvalidEventSelectorsException): a trail has at most 5 basic event selectors, not 6",
    );
    let values: Vec<String> = (0..251).map(|n| format!("\"arn:aws:s3:::b{n}/\"")).collect();
    let many = one(&format!(
        "\"DataResources\": [{{\"Type\": \"AWS::S3::Object\", \"Values\": [\"arn:aws:s3\", {}]}}]",
        values.join(", ")
    ));
    let reading = read::examine(&many);
    let problem =
        reading.problems.iter().find(|problem| problem.code == "too-many-data-resources").expect("too many");
    assert_eq!(problem.message, "a trail has at most 250 data resources over all its selectors, not 251");
    check(
        &one("\"DataResources\": [{\"Type\": \"AWS::EC2::Snapshot\", \"Values\": [\"arn:aws:ec2\"]}]"),
        "line 1:49: warning [legacy-type]: basic selectors document only S3 objects, Lambda functions and DynamoDB tables: AWS::EC2::Snapshot; use an advanced event selector",
    );
    check(
        &one("\"DataResources\": [{\"Type\": \"AWS::s3::Object\", \"Values\": [\"arn:aws:s3\"]}]"),
        "line 1:49: warning [unknown-type]: the type is written AWS::S3::Object, not AWS::s3::Object; use an advanced event selector",
    );
    check(
        &one("\"DataResources\": [{\"Type\": \"AWS::S3::Object\", \"Values\": []}]"),
        "line 1:40: warning [no-values]: a data resource without values selects nothing; name ARNs, or arn:aws:s3 for everything",
    );
    check(
        &format!(
            "{{\"EventSelectors\": [{{\"ReadWriteType\":\"All\"}}], \"AdvancedEventSelectors\": [{{\"FieldSelectors\":[{MANAGEMENT}]}}]}}"
        ),
        "line 1:74: error [both-kinds] (InvalidEventSelectorsException): a trail has either basic or advanced event selectors, not both; keep one of EventSelectors and AdvancedEventSelectors",
    );
}

#[test]
fn advanced_selectors() {
    let field = |name: &str, operator: &str, value: &str| {
        format!("{{\"Field\":\"{name}\",\"{operator}\":[\"{value}\"]}}")
    };
    let with = |start: &str, more: &str| advanced(&format!("{start},{more}"));
    check(
        &advanced(""),
        "line 1:28: error [no-field-selectors] (InvalidEventSelectorsException): an advanced event selector without field selectors",
    );
    check(
        &advanced(&field("readOnly", "Equals", "true")),
        "line 1:28: error [event-category] (InvalidEventSelectorsException): a selector must say eventCategory Equals, with one category; write one selector for each category",
    );
    check(
        &advanced(r#"{"Field":"eventCategory","Equals":["Management","Data"]}"#),
        "line 1:28: error [event-category] (InvalidEventSelectorsException): a selector has one eventCategory, not 2; write one selector for each category",
    );
    check(
        &advanced(&field("eventCategory", "Equals", "Insight")),
        "line 1:82: error [category-not-allowed] (InvalidEventSelectorsException): a trail cannot select the category Insight; the categories are Management, Data, NetworkActivity",
    );
    check(
        &advanced(&field("eventCategory", "Equals", "management")),
        "line 1:82: error [category-not-allowed] (InvalidEventSelectorsException): categories are case-sensitive: management; write Management",
    );
    check(
        &advanced(&field("eventCategory", "Equals", "Quantum")),
        "line 1:82: warning [unknown-category]: a category that was not known in 2026-09: Quantum; the categories are Management, Data, NetworkActivity",
    );
    check(
        &advanced(&field("eventCategory", "Equals", "Data")),
        "line 1:28: error [required-field] (InvalidEventSelectorsException): a selector of Data events must say resources.type Equals; add resources.type",
    );
    check(
        &advanced(&field("eventCategory", "Equals", "NetworkActivity")),
        "line 1:28: error [required-field] (InvalidEventSelectorsException): a selector of NetworkActivity events must say eventSource Equals; add eventSource",
    );
    check(
        &advanced(
            r#"{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object","AWS::Lambda::Function"]}"#,
        ),
        "line 1:145: error [required-field] (InvalidEventSelectorsException): a selector has one resources.type, not 2; write one selector for each resources.type",
    );
    check(
        &with(MANAGEMENT, &field("eventName", "Equals", "X")),
        "line 1:106: error [field-not-allowed] (InvalidEventSelectorsException): a trail does not take eventName in a selector of Management events; only an event data store takes it; the fields here are eventCategory, readOnly, eventSource",
    );
    check(
        &with(MANAGEMENT, &field("resources.ARN", "Equals", "arn:aws:s3:::b/x")),
        "line 1:106: error [field-not-allowed] (InvalidEventSelectorsException): a trail does not take resources.ARN in a selector of Management events; the fields are eventCategory, readOnly, eventSource",
    );
    check(
        &with(MANAGEMENT, &field("eventSource", "Equals", "kms.amazonaws.com")),
        "line 1:120: error [operator-not-allowed] (InvalidEventSelectorsException): eventSource does not take Equals in a selector of Management events of a trail; it takes NotEquals",
    );
    check(
        &with(MANAGEMENT, &field("eventSource", "NotEquals", "ec2.amazonaws.com")),
        "line 1:133: error [value-not-allowed] (InvalidEventSelectorsException): eventSource takes only kms.amazonaws.com and rdsdata.amazonaws.com, not ec2.amazonaws.com",
    );
    check(
        &with(MANAGEMENT, &field("readOnly", "Equals", "yes")),
        "line 1:127: error [value-not-allowed] (InvalidEventSelectorsException): readOnly takes only true and false, not yes",
    );
    check(
        &with(NETWORK, &field("errorCode", "Equals", "AccessDenied")),
        "line 1:188: error [value-not-allowed] (InvalidEventSelectorsException): errorCode takes only VpceAccessDenied, not AccessDenied",
    );
    check(
        &with(DATA, &field("sessionCredentialFromConsole", "Equals", "false")),
        "line 1:197: error [value-not-allowed] (InvalidEventSelectorsException): sessionCredentialFromConsole takes only true, not false",
    );
    check(
        &with(DATA, &field("eventName", "Equals", "")),
        "line 1:178: error [empty-value]: Equals has an empty value",
    );
    check(
        &with(DATA, &field("eventName", "Equals", &"x".repeat(2049))),
        "line 1:178: error [value-too-long] (InvalidEventSelectorsException): a value has at most 2048 characters",
    );
    check(
        &with(DATA, &field("EventName", "Equals", "x")),
        "line 1:156: error [unknown-field] (InvalidEventSelectorsException): field names are case-sensitive: EventName; write eventName",
    );
    check(
        &with(DATA, &field("tlsVersion", "Equals", "x")),
        "line 1:156: warning [unknown-field]: a field that was not known in 2026-09: tlsVersion; events whose verdict turns on it are undecided",
    );
    check(
        &with(DATA, "{\"Field\":\"eventName\"}"),
        "line 1:147: error [no-operator] (InvalidEventSelectorsException): eventName has no operator with a value; add Equals or another operator",
    );
    check(
        &with(DATA, &field("resources.ARN", "Equals", "arn:aws:lambda:us-east-1:111122223333:function:f")),
        "line 1:182: error [bad-arn] (InvalidEventSelectorsException): Equals wants a complete ARN of AWS::S3::Object, not arn:aws:lambda:us-east-1:111122223333:function:f; write arn:aws:s3:::<bucket_name>/ or arn:aws:s3:::<bucket_name>/<object_path>",
    );
    check(
        &with(DATA, &field("resources.ARN", "Equals", "arn:aws:s3:::bucket")),
        "line 1:182: warning [arn-shape]: not the usual shape of an ARN of AWS::S3::Object: arn:aws:s3:::bucket; usual is arn:aws:s3:::<bucket_name>/ or arn:aws:s3:::<bucket_name>/<object_path>",
    );
    check(
        &with(DATA, &field("resources.ARN", "StartsWith", "arn:partition:s3:::b/")),
        "line 1:186: warning [unknown-partition]: a partition that AWS is not known to have: partition; the usual partition is aws",
    );
    check(
        &advanced(
            r#"{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["S3::Object"]}"#,
        ),
        "line 1:127: warning [unknown-type]: a resource type that was not known in 2026-09: S3::Object; did you mean AWS::S3::Object?",
    );
    check(
        &advanced(
            r#"{"Field":"eventCategory","Equals":["NetworkActivity"]},{"Field":"eventSource","Equals":["x.amazonaws.com"]}"#,
        ),
        "line 1:135: warning [unknown-source]: a source that was not known to send network activity events in 2026-09: x.amazonaws.com",
    );
    let many: Vec<String> = (0..500).map(|n| format!("\"v{n}\"")).collect();
    let reading =
        read::examine(&with(DATA, &format!("{{\"Field\":\"eventName\",\"Equals\":[{}]}}", many.join(","))));
    let problem =
        reading.problems.iter().find(|problem| problem.code == "too-many-values").expect("too many");
    assert_eq!(problem.message, "advanced event selectors have at most 500 values in total, not 502");
    let long = "n".repeat(1001);
    check(
        &format!(
            "{{\"AdvancedEventSelectors\":[{{\"Name\":\"{long}\",\"FieldSelectors\":[{MANAGEMENT}]}}]}}"
        ),
        "line 1:28: error [name-too-long] (InvalidEventSelectorsException): a selector's name has at most 1000 characters",
    );
    check(
        &format!("[{{\"FieldSelectors\":[{MANAGEMENT}]}},{{\"FieldSelectors\":[{MANAGEMENT}]}}]"),
        "line 1:73: warning [duplicate-selector]: the same as selector 1; CloudFormation refuses equal selectors",
    );
    check(
        &with(
            DATA,
            &format!("{},{}", field("eventName", "StartsWith", "a"), field("eventName", "EndsWith", "b")),
        ),
        "line 1:188: warning [duplicate-field]: eventName stands twice in one selector; both must hold, it is assumed; put all operators into one field selector",
    );
}

#[test]
fn trails() {
    let named = |name: &str| {
        format!("{{\"TrailName\": \"{name}\", \"EventSelectors\": [{{\"ReadWriteType\": \"All\"}}]}}")
    };
    let name = |name: &str, fault: &str| {
        check(
            &named(name),
            &format!("line 1:15: error [bad-trail-name] (InvalidTrailNameException): {fault}: {name}"),
        );
    };
    name(&"x".repeat(129), "a trail's name has 3 to 128 characters");
    name("-abc", "a trail's name starts and ends with a letter or digit");
    name("my trail", "a trail's name has only letters, digits, periods, underscores and hyphens");
    name("my--trail", "a trail's name has no two periods, underscores or hyphens in a row");
    name("192.168.5.4", "a trail's name is not an IP address");
    check(
        &named("arn:aws:s3:::b"),
        "line 1:15: error [bad-trail-arn] (CloudTrailARNInvalidException): not the ARN of a trail: arn:aws:s3:::b; write arn:aws:cloudtrail:<region>:<account>:trail/<name>",
    );
    check(
        "{\"Name\": \"trail\", \"IsMultiRegionTrail\": true, \"IncludeGlobalServiceEvents\": false}",
        "line 1:77: error [multi-region-without-global] (InvalidParameterCombinationException): a multi-Region trail cannot leave out global services; set IncludeGlobalServiceEvents to true",
    );
    check(
        "{\"InsightSelectors\": [{\"InsightType\": \"Odd\"}]}",
        "line 1:39: error [bad-insight-type] (InvalidInsightSelectorsException): an Insight type that CloudTrail does not know: Odd; the types are ApiCallRateInsight, ApiErrorRateInsight",
    );
    check(
        "{\"InsightSelectors\": [{\"InsightType\": \"ApiCallRateInsight\", \"EventCategories\": [\"Network\"]}]}",
        "line 1:81: error [bad-insight-category] (InvalidInsightSelectorsException): Insights are on Management or Data, not Network",
    );
    check(
        "{\"MultiRegionEnabled\": true, \"InsightSelectors\": [{\"InsightType\": \"ApiCallRateInsight\", \"EventCategories\": [\"Data\"]}]}",
        "line 1:109: error [insight-data-on-store] (InvalidParameterCombinationException): event data stores have no Insights on data events",
    );
    check(
        "aws cloudtrail put-event-selectors --region eu-west-1 --trail-name arn:aws:cloudtrail:us-east-1:111122223333:trail/trail --event-selectors '[{}]'",
        "line 1:45: error [wrong-home-region] (InvalidHomeRegionException): the trail's home Region is us-east-1, the command goes to eu-west-1; use --region us-east-1",
    );
    check(
        "{\"EventDataStoreArn\": \"arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/e\", \"EventSelectors\": [{\"ReadWriteType\": \"All\"}]}",
        "line 1:104: error [basic-on-store] (InvalidEventSelectorsException): event data stores have advanced event selectors only",
    );
    check(
        "{\"TrailName\": \"trail\", \"AggregationConfigurations\": [{\"EventCategory\": \"Management\", \"Templates\": [\"X\"]}]}",
        "line 1:100: error [bad-aggregation]: an aggregation template that CloudTrail does not know: X; the templates are API_ACTIVITY, RESOURCE_ACCESS, USER_ACTIONS",
    );
    check(
        "{\"MultiRegionEnabled\": true, \"ContextKeySelectors\": [{\"Type\": \"Odd\", \"Equals\": []}]}",
        "line 1:63: error [bad-context-key]: a context that CloudTrail does not know: Odd",
    );
}

#[test]
fn assumed_and_unknown() {
    check(
        "resource \"aws_cloudtrail\" \"t\" {\n  name = \"trail\"\n}\n",
        "line 1:1: warning [single-region-default]: is_multi_region_trail is not set, which makes a trail of one Region; its Region is not in this text; the verdicts assume every Region; set is_multi_region_trail to say which is meant",
    );
    check(
        "resource \"aws_cloudtrail\" \"t\" {\n  is_multi_region_trail = var.all\n}\n",
        "line 2:27: warning [unknown-flag]: a switch that this text does not tell: ${var.all}; the verdicts take it as not stated",
    );
    check(
        "resource \"aws_cloudtrail\" \"t\" {\n  event_selector {\n    data_resource {\n      type = \"AWS::Lambda::Function\"\n      values = [\"arn:${data.aws_partition.current.partition}:lambda\"]\n    }\n  }\n}\n",
        "line 5:17: warning [partition-assumed]: the partition is taken from each event's ARN: arn:${data.aws_partition.current.partition}:lambda",
    );
    check(
        "Resources:\n  T:\n    Type: AWS::CloudTrail::Trail\n    Condition: IsProd\n    Properties:\n      IsMultiRegionTrail: true\n",
        "line 3:5: warning [conditional-resource]: this resource exists only under the condition IsProd",
    );
    check(
        "aws cloudtrail put-event-selectors --trail-name trail --event-selectors\n'[{}]'",
        "line 1:72: warning [line-break]: the shell ends the command at this line break; end the line with a backslash",
    );
}

/// The parser of Terraform's language takes twice the time for each level of these.
#[test]
fn expressions_that_never_close_are_refused_at_once() {
    for piece in ["a/b/(", "a/b/{x=", "a/b/\"${", "1+1+[", "a?b:a/b/(", "a/b/f(", "a/b/c[a/b/c?"] {
        for levels in [1, 11, 40] {
            let text = format!("resource \"aws_cloudtrail\" \"t\" {{\n  x = {}", piece.repeat(levels));
            let started = std::time::Instant::now();
            let reading = read::examine(&text);
            assert!(reading.is_refused(), "{text}");
            // Generous: forty levels would take years.
            assert!(started.elapsed().as_secs() < 20, "{text}");
        }
    }
    let deep = format!("resource \"aws_cloudtrail\" \"t\" {{\n  x = {}", "[".repeat(12));
    check(&deep, "line 2:18: error [too-deep]: nested deeper than 12 levels");
}
