//! The questions that investigators begin with, as filter texts that can be edited.
//!
//! **Invariant:** a question is nothing but its text: choosing it is typing it. Its facets say where
//! the answer is read off.

/// A ready question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    pub group: &'static str,
    pub label: &'static str,
    pub query: &'static str,
    /// Facets that are put on top with it: by table, by bucket.
    pub facets: &'static [&'static str],
}

pub const QUESTIONS: [Question; 34] = [
    ask("First look", "Recent changes", "readWrite:write -userIdentity.type:AWSService"),
    ask("First look", "Everything that failed", "errorCode:*"),
    ask("First look", "Denied calls", "errorCode:(*AccessDenied* OR *Unauthorized* OR *Forbidden*)")
        .by(&["user", "eventName"]),
    ask("First look", "Deletes", "eventName:(Delete* OR Terminate* OR Remove* OR Deregister*)"),
    ask("First look", "Calls from outside AWS services", "-ip:*.amazonaws.com -ip:\"AWS Internal\" ip:*")
        .by(&["sourceIPAddress"]),
    ask("People", "Root activity", "userIdentity.type:Root"),
    ask("People", "Console sign-ins", "eventName:ConsoleLogin"),
    ask(
        "People",
        "Sign-ins without MFA",
        "eventName:ConsoleLogin responseElements.ConsoleLogin:Success -additionalEventData.MFAUsed:Yes",
    ),
    ask("People", "Failed sign-ins", "eventName:ConsoleLogin responseElements.ConsoleLogin:Failure"),
    ask(
        "People",
        "MFA devices and passwords changed",
        "service:iam eventName:(*MFADevice OR *LoginProfile OR ChangePassword OR UpdateAccountPasswordPolicy)",
    ),
    ask("People", "Roles assumed", "service:sts eventName:AssumeRole*").by(&["requestParameters.roleArn"]),
    ask("People", "Work done in console sessions", "sessionCredentialFromConsole:true"),
    ask("Access", "IAM changes", "service:iam readWrite:write"),
    ask(
        "Access",
        "New access keys, users and sign-ins",
        "service:iam eventName:(CreateAccessKey OR CreateUser OR CreateLoginProfile OR CreateServiceSpecificCredential)",
    ),
    ask(
        "Access",
        "Policies attached or written",
        "service:iam eventName:(Attach*Policy OR Put*Policy OR CreatePolicy* OR SetDefaultPolicyVersion)",
    ),
    ask(
        "Access",
        "Who may assume which role, changed",
        "service:iam eventName:(UpdateAssumeRolePolicy OR CreateRole OR *OpenIDConnectProvider OR *SAMLProvider)",
    ),
    ask(
        "Access",
        "Secrets and parameters read",
        "eventName:(GetSecretValue OR BatchGetSecretValue OR GetParameter OR GetParameters OR GetParametersByPath)",
    )
    .by(&["user"]),
    ask("Access", "Keys used to decrypt", "service:kms eventName:(Decrypt OR ReEncrypt* OR GenerateDataKey*)")
        .by(&["resources.ARN"]),
    ask("Access", "Who am I", "eventName:GetCallerIdentity").by(&["user", "sourceIPAddress"]),
    ask(
        "Cover-up",
        "Trail tampering",
        "service:cloudtrail eventName:(StopLogging OR DeleteTrail OR UpdateTrail OR PutEventSelectors OR PutInsightSelectors OR DeleteEventDataStore OR UpdateEventDataStore OR StopEventDataStoreIngestion)",
    ),
    ask(
        "Cover-up",
        "Detection switched off",
        "eventName:(DeleteDetector OR UpdateDetector OR DisableSecurityHub OR DisableAlarmActions OR DeleteAlarms OR StopConfigurationRecorder OR DeleteConfigurationRecorder OR DeleteFlowLogs OR DisableRule OR DeleteLogGroup)",
    ),
    ask(
        "Cover-up",
        "Keys scheduled for deletion",
        "service:kms eventName:(ScheduleKeyDeletion OR DisableKey OR DeleteImportedKeyMaterial)",
    ),
    ask("Data", "Who touched this bucket", "requestParameters.bucketName:*")
        .by(&["requestParameters.bucketName", "user"]),
    ask(
        "Data",
        "S3 objects read, by bucket",
        "service:s3 eventName:(GetObject OR HeadObject OR SelectObjectContent OR CopyObject)",
    )
    .by(&["requestParameters.bucketName"]),
    ask(
        "Data",
        "S3 objects written or deleted, by bucket",
        "service:s3 eventName:(PutObject OR DeleteObject OR DeleteObjects OR CopyObject OR CompleteMultipartUpload)",
    )
    .by(&["requestParameters.bucketName"]),
    ask(
        "Data",
        "Buckets opened",
        "service:s3 eventName:(PutBucketPolicy OR PutBucketAcl OR DeleteBucketPublicAccessBlock OR PutBucketPublicAccessBlock OR PutAccountPublicAccessBlock OR DeleteAccountPublicAccessBlock)",
    ),
    ask(
        "Data",
        "Items read, by table",
        "service:dynamodb eventName:(GetItem OR BatchGetItem OR Query OR Scan OR TransactGetItems)",
    )
    .by(&["requestParameters.tableName"]),
    ask(
        "Data",
        "Items written, by table",
        "service:dynamodb eventName:(PutItem OR UpdateItem OR DeleteItem OR BatchWriteItem OR TransactWriteItems)",
    )
    .by(&["requestParameters.tableName"]),
    ask(
        "Data",
        "Item statements (PartiQL)",
        "service:dynamodb eventName:(ExecuteStatement OR BatchExecuteStatement OR ExecuteTransaction)",
    )
    .by(&["requestParameters.tableName"]),
    ask("Data", "Snapshots and images shared", "eventName:(Modify*Attribute OR *SnapshotAttribute)"),
    ask("Network", "Security groups opened", "eventName:AuthorizeSecurityGroup*"),
    ask("Network", "Denied at a VPC endpoint", "errorCode:VpceAccessDenied").by(&["vpcEndpointId"]),
    ask("Other", "Data events", "category:Data").by(&["resources.type"]),
    ask("Other", "Insights", "category:Insight").by(&["insightDetails.eventName"]),
];

const fn ask(group: &'static str, label: &'static str, query: &'static str) -> Question {
    Question { group, label, query, facets: &[] }
}

impl Question {
    const fn by(mut self, facets: &'static [&'static str]) -> Self {
        self.facets = facets;
        self
    }
}
