//! The language by examples: what the page's help shows.
//!
//! **Invariant:** every example has a record that it finds and one that it passes over, and the tests
//! ask both; every form of the syntax tree is among the examples.

/// A part of the language.
#[derive(Clone, Copy, Debug)]
pub struct Topic {
    pub title: &'static str,
    /// What holds for all of its examples.
    pub rule: &'static str,
    pub examples: &'static [Example],
}

/// A filter with its meaning.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    pub query: &'static str,
    pub meaning: &'static str,
    /// A record that it finds, and one that it does not.
    pub finds: &'static str,
    pub passes: &'static str,
}

const fn example(
    query: &'static str,
    meaning: &'static str,
    finds: &'static str,
    passes: &'static str,
) -> Example {
    Example { query, meaning, finds, passes }
}

pub const TOPICS: [Topic; 8] = [
    Topic {
        title: "A field has a value",
        rule: "Letter case does not matter, and the whole value must be equal. Of several values one is enough.",
        examples: &[
            example(
                "eventName:PutObject",
                "exactly this value",
                r#"{"eventName":"putobject"}"#,
                r#"{"eventName":"PutObjectAcl"}"#,
            ),
            example(
                "eventName:Delete*",
                "* stands for any text, ? for one character",
                r#"{"eventName":"DeleteBucket"}"#,
                r#"{"eventName":"BatchDelete"}"#,
            ),
            example(
                "userAgent:\"aws-cli/2.1 md/*\"",
                "in quotes everything is meant literally",
                r#"{"userAgent":"aws-cli/2.1 md/*"}"#,
                r#"{"userAgent":"aws-cli/2.1 md/x"}"#,
            ),
            example(
                "eventName:(CreateUser OR CreateRole OR Delete*)",
                "one of several values",
                r#"{"eventName":"CreateRole"}"#,
                r#"{"eventName":"ListRoles"}"#,
            ),
            example(
                "userAgent:/boto3.*Linux/",
                "a regular expression found anywhere in it; here letter case counts",
                r#"{"userAgent":"Boto3/1.9 boto3/1.2 Linux/6"}"#,
                r#"{"userAgent":"boto3/1.2 linux/6"}"#,
            ),
        ],
    },
    Topic {
        title: "A field is there, or is not",
        rule: "Null and empty lists count as not there; an empty text and an empty object are there.",
        examples: &[
            example("errorCode:*", "it has an error code", r#"{"errorCode":""}"#, r#"{"errorCode":null}"#),
            example("-errorCode:*", "it has none", r#"{"eventName":"x"}"#, r#"{"errorCode":"AccessDenied"}"#),
        ],
    },
    Topic {
        title: "Free text",
        rule: "Without a field, any value anywhere in the record may contain it. Names of fields are not searched.",
        examples: &[
            example(
                "payroll",
                "some value contains this text",
                r#"{"requestParameters":{"bucketName":"acme-PAYROLL-2026"}}"#,
                r#"{"requestParameters":{"payroll":"x"}}"#,
            ),
            example(
                "\"not authorized to perform\"",
                "words in this order",
                r#"{"errorMessage":"User is not authorized to perform: s3:GetObject"}"#,
                r#"{"errorMessage":"authorized to perform, not"}"#,
            ),
            example(
                "arn:aws:s3:::acme-logs",
                "a pasted ARN, type or address is text",
                r#"{"resources":[{"ARN":"arn:aws:s3:::acme-logs/AWSLogs"}]}"#,
                r#"{"resources":[{"ARN":"arn:aws:s3:::acme-data"}]}"#,
            ),
            example(
                "/AKIA[A-Z0-9]{16}/",
                "some value matches a regular expression",
                r#"{"userIdentity":{"accessKeyId":"AKIAIOSFODNN7EXAMPLE"}}"#,
                r#"{"userIdentity":{"accessKeyId":"ASIAIOSFODNN7EXAMPLE"}}"#,
            ),
        ],
    },
    Topic {
        title: "And, or, not",
        rule: "A blank means AND. NOT binds first, then AND, then OR; parentheses change that.",
        examples: &[
            example(
                "service:s3 errorCode:*",
                "both hold; AND may be written",
                r#"{"eventSource":"s3.amazonaws.com","errorCode":"NoSuchKey"}"#,
                r#"{"eventSource":"s3.amazonaws.com"}"#,
            ),
            example(
                "service:kms OR eventName:*Secret*",
                "one of the two holds",
                r#"{"eventName":"GetSecretValue"}"#,
                r#"{"eventName":"GetObject"}"#,
            ),
            example(
                "-userIdentity.type:AWSService",
                "does not hold; also where the field is absent. NOT may be written",
                r#"{"userIdentity":{"type":"Root"}}"#,
                r#"{"userIdentity":{"type":"AWSService"}}"#,
            ),
            example(
                "readOnly:false (region:us-east-1 OR region:eu-*)",
                "with parentheses",
                r#"{"readOnly":false,"awsRegion":"eu-west-1"}"#,
                r#"{"readOnly":true,"awsRegion":"us-east-1"}"#,
            ),
        ],
    },
    Topic {
        title: "Time",
        rule: "UTC unless a zone is written, whatever the display. A day, an hour or a minute stands for all of it.",
        examples: &[
            example(
                "eventTime:2026-07-29",
                "on this day",
                r#"{"eventTime":"2026-07-29T23:59:59Z"}"#,
                r#"{"eventTime":"2026-07-30T00:00:00Z"}"#,
            ),
            example(
                "time>=2026-07-29T10 time<2026-07-29T11:30",
                "from and before; after a whole hour is >",
                r#"{"eventTime":"2026-07-29T11:29:59Z"}"#,
                r#"{"eventTime":"2026-07-29T11:30:00Z"}"#,
            ),
            example(
                "time:[2026-07-29T10 TO 2026-07-29T11]",
                "both ends with all they stand for",
                r#"{"eventTime":"2026-07-29T11:59:59Z"}"#,
                r#"{"eventTime":"2026-07-29T12:00:00Z"}"#,
            ),
        ],
    },
    Topic {
        title: "Addresses and numbers",
        rule: "A network finds addresses inside it, never host names. Numbers may also be written as text in the record.",
        examples: &[
            example(
                "ip:10.0.0.0/8",
                "an address of this network, IPv4 or IPv6",
                r#"{"sourceIPAddress":"10.20.0.1"}"#,
                r#"{"sourceIPAddress":"cloudtrail.amazonaws.com"}"#,
            ),
            example(
                "additionalEventData.bytesTransferredOut>1000000",
                "a number greater than this",
                r#"{"additionalEventData":{"bytesTransferredOut":2500000}}"#,
                r#"{"additionalEventData":{"bytesTransferredOut":12}}"#,
            ),
            example(
                "requestParameters.maxResults:[10 TO 100]",
                "a number from 10 to 100",
                r#"{"requestParameters":{"maxResults":"50"}}"#,
                r#"{"requestParameters":{"maxResults":500}}"#,
            ),
        ],
    },
    Topic {
        title: "Any field of a record",
        rule: "Any path into the record, names divided by dots, in any letter case. Lists are walked through without numbers.",
        examples: &[
            example(
                "requestParameters.bucketName:acme-logs",
                "a path",
                r#"{"requestParameters":{"bucketName":"acme-logs"}}"#,
                r#"{"requestParameters":{"bucketname2":"acme-logs"}}"#,
            ),
            example(
                "resources.ARN:*:table/Orders",
                "in any element of a list",
                r#"{"resources":[{"type":"x"},{"ARN":"arn:aws:dynamodb:eu-west-1:111122223333:table/Orders"}]}"#,
                r#"{"resources":[{"ARN":"arn:aws:dynamodb:eu-west-1:111122223333:table/Users"}]}"#,
            ),
            example(
                "requestParameters.\"x-amz-acl: all\":public-read",
                "a name with dots, colons or blanks is quoted",
                r#"{"requestParameters":{"x-amz-acl: all":"public-read"}}"#,
                r#"{"requestParameters":{"x-amz-acl":"public-read"}}"#,
            ),
        ],
    },
    Topic {
        title: "Fields of our own",
        rule: "These are derived from the record and are not in it under this name.",
        examples: &[
            example(
                "user:alice",
                "the user or role session of the User column",
                r#"{"userIdentity":{"type":"IAMUser","userName":"alice"}}"#,
                r#"{"userIdentity":{"type":"IAMUser","userName":"bob"}}"#,
            ),
            example(
                "readWrite:write",
                "changes something; by the call's name where the record does not say",
                r#"{"eventName":"CreateUser","readOnly":false}"#,
                r#"{"eventName":"ListUsers","readOnly":true}"#,
            ),
            example(
                "category:Data",
                "Management, Data, NetworkActivity or Insight",
                r#"{"eventCategory":"Data"}"#,
                r#"{"eventCategory":"Management"}"#,
            ),
            example(
                "userAgentFamily:aws-cli",
                "the kind of client, whatever its version",
                r#"{"userAgent":"aws-cli/2.15.0 md/Botocore"}"#,
                r#"{"userAgent":"Boto3/1.34"}"#,
            ),
        ],
    },
];
