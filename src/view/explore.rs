//! What the explorer offers: facets, toggles and ready questions, all as filter text.

/// The facets of a fresh page, by the name in the filter language.
pub const DEFAULT_FACETS: [&str; 12] = [
    "eventSource",
    "eventName",
    "user",
    "errorCode",
    "sourceIPAddress",
    "awsRegion",
    "recipientAccountId",
    "category",
    "readWrite",
    "userAgent",
    "userIdentity.accessKeyId",
    "resources.type",
];

/// The most bars of the timeline.
pub const TIMELINE_BUCKETS: u32 = 120;

/// How many values a facet shows.
pub const TOP_VALUES: u32 = 8;

/// A switch that adds one term to the filter and takes it away again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Toggle {
    pub label: &'static str,
    pub term: &'static str,
}

pub const TOGGLES: [Toggle; 3] = [
    Toggle { label: "Write events only", term: "readWrite:\"write\"" },
    Toggle { label: "Errors only", term: "errorCode:*" },
    Toggle { label: "Hide AWS services", term: "-userIdentity.type:\"AWSService\"" },
];

/// A question that investigators begin with, as filter text that can be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    pub group: &'static str,
    pub label: &'static str,
    pub query: &'static str,
}

pub const QUESTIONS: [Question; 22] = [
    question("First look", "Recent changes", "readWrite:write -userIdentity.type:AWSService"),
    question("First look", "Everything that failed", "errorCode:*"),
    question("First look", "Denied calls", "errorCode:(*AccessDenied* OR *Unauthorized*)"),
    question("People", "Root activity", "userIdentity.type:Root"),
    question("People", "Console sign-ins", "eventName:ConsoleLogin"),
    question(
        "People",
        "Sign-ins without MFA",
        "eventName:ConsoleLogin responseElements.ConsoleLogin:Success -additionalEventData.MFAUsed:Yes",
    ),
    question("People", "Failed sign-ins", "eventName:ConsoleLogin responseElements.ConsoleLogin:Failure"),
    question("People", "Roles assumed", "eventName:AssumeRole*"),
    question("Access", "IAM changes", "service:iam readWrite:write"),
    question(
        "Access",
        "New access keys and users",
        "eventName:(CreateAccessKey OR CreateUser OR CreateLoginProfile)",
    ),
    question(
        "Access",
        "Policies attached or written",
        "eventName:(Attach*Policy OR Put*Policy OR CreatePolicy* OR UpdateAssumeRolePolicy)",
    ),
    question(
        "Access",
        "Secrets and keys read",
        "eventName:(GetSecretValue OR BatchGetSecretValue OR Decrypt OR GetParameter*)",
    ),
    question(
        "Cover-up",
        "Trail tampering",
        "service:cloudtrail eventName:(StopLogging OR DeleteTrail OR UpdateTrail OR PutEventSelectors OR PutInsightSelectors OR DeleteEventDataStore)",
    ),
    question(
        "Cover-up",
        "Detection switched off",
        "eventName:(DeleteDetector OR DisableAlarmActions OR DeleteAlarms OR StopConfigurationRecorder OR DeleteFlowLogs OR DisableRule)",
    ),
    question("Cover-up", "Deletes", "eventName:Delete*"),
    question(
        "Data",
        "DynamoDB item reads",
        "service:dynamodb eventName:(GetItem OR BatchGetItem OR Query OR Scan OR TransactGetItems)",
    ),
    question(
        "Data",
        "DynamoDB item writes",
        "service:dynamodb eventName:(PutItem OR UpdateItem OR DeleteItem OR BatchWriteItem OR TransactWriteItems OR *Statement OR ExecuteTransaction)",
    ),
    question(
        "Data",
        "S3 objects read",
        "service:s3 eventName:(GetObject OR HeadObject OR SelectObjectContent)",
    ),
    question(
        "Data",
        "S3 buckets opened",
        "eventName:(PutBucketPolicy OR PutBucketAcl OR DeleteBucketPublicAccessBlock OR PutBucketPublicAccessBlock)",
    ),
    question("Data", "Timestream queries", "service:timestream eventName:Query"),
    question("Other", "Insights", "category:Insight"),
    question("Other", "Denied at a VPC endpoint", "errorCode:VpceAccessDenied"),
];

const fn question(group: &'static str, label: &'static str, query: &'static str) -> Question {
    Question { group, label, query }
}
