//! The table of fields that every segment keeps as columns.
//!
//! A new field is one row of [`FIELDS`] and one name in [`FieldId`]; builder, query names, facets,
//! columns of the table and CSV headers follow from it. Every other path of a record is answered
//! from its text.
//!
//! Field meanings:
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>

/// How the values of a field are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Milliseconds, the written text only where it is not CloudTrail's own form.
    Time,
    /// A code into a dictionary: few different values.
    Dictionary,
    /// The text itself, 16 bytes where it is a lower-case GUID: nearly every value differs.
    Identifier,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub id: FieldId,
    /// The path in the record as CloudTrail spells it, or our own name of a derived field.
    pub name: &'static str,
    /// What a person calls it; the AWS console's word where it has one.
    pub label: &'static str,
    pub encoding: Encoding,
    /// Whether the value is ours (inferred, resolved) and not in the record under this name.
    pub derived: bool,
}

macro_rules! fields {
    ($($id:ident $encoding:ident $origin:ident $name:literal $label:literal)*) => {
        /// A row of [`FIELDS`], and with it a column of every segment.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum FieldId { $($id),* }

        /// Every field that is a column, in the order of [`FieldId`].
        pub const FIELDS: [Field; [$($name),*].len()] = [
            $(Field {
                id: FieldId::$id,
                name: $name,
                label: $label,
                encoding: Encoding::$encoding,
                derived: is_derived(stringify!($origin)),
            }),*
        ];
    };
}

const fn is_derived(origin: &str) -> bool {
    matches!(origin.as_bytes(), b"derived")
}

fields! {
    EventTime Time own "eventTime" "Event time"
    EventName Dictionary own "eventName" "Event name"
    User Dictionary derived "user" "User"
    EventSource Dictionary own "eventSource" "Event source"
    SourceIpAddress Dictionary own "sourceIPAddress" "Source IP address"
    AwsRegion Dictionary own "awsRegion" "AWS region"
    ErrorCode Dictionary own "errorCode" "Error code"
    ResourceArn Dictionary own "resources.ARN" "Resources"
    ReadWrite Dictionary derived "readWrite" "Read/write"
    Category Dictionary derived "category" "Category"
    File Dictionary derived "file" "File"
    EventId Identifier own "eventID" "Event ID"
    EventVersion Dictionary own "eventVersion" "Event version"
    EventType Dictionary own "eventType" "Event type"
    EventCategory Dictionary own "eventCategory" "Event category"
    ManagementEvent Dictionary own "managementEvent" "Management event"
    ReadOnly Dictionary own "readOnly" "Read-only"
    RecipientAccountId Dictionary own "recipientAccountId" "Recipient account"
    UserAgent Dictionary own "userAgent" "User agent"
    UserAgentFamily Dictionary derived "userAgentFamily" "User agent family"
    ErrorMessage Dictionary own "errorMessage" "Error message"
    UserType Dictionary own "userIdentity.type" "Identity type"
    UserArn Dictionary own "userIdentity.arn" "Identity ARN"
    UserPrincipalId Dictionary own "userIdentity.principalId" "Principal ID"
    UserAccountId Dictionary own "userIdentity.accountId" "Identity account"
    UserAccessKeyId Dictionary own "userIdentity.accessKeyId" "AWS access key"
    UserName Dictionary own "userIdentity.userName" "User name"
    UserInvokedBy Dictionary own "userIdentity.invokedBy" "Invoked by"
    UserIdentityProvider Dictionary own "userIdentity.identityProvider" "Identity provider"
    OnBehalfOfUserId Dictionary own "userIdentity.onBehalfOf.userId" "On behalf of"
    SessionIssuerArn Dictionary own "userIdentity.sessionContext.sessionIssuer.arn" "Session issuer ARN"
    SessionIssuerUserName Dictionary own "userIdentity.sessionContext.sessionIssuer.userName" "Session issuer"
    SessionMfa Dictionary own "userIdentity.sessionContext.attributes.mfaAuthenticated" "MFA authenticated"
    SessionSourceIdentity Dictionary own "userIdentity.sessionContext.sourceIdentity" "Source identity"
    RequestId Identifier own "requestID" "Request ID"
    SharedEventId Identifier own "sharedEventID" "Shared event ID"
    ApiVersion Dictionary own "apiVersion" "API version"
    VpcEndpointId Dictionary own "vpcEndpointId" "VPC endpoint"
    SessionCredentialFromConsole Dictionary own "sessionCredentialFromConsole" "Console session"
    ResourceType Dictionary own "resources.type" "Resource type"
    ResourceAccountId Dictionary own "resources.accountId" "Resource account"
    ResourceArnPrefix Dictionary own "resources.ARNPrefix" "Resource ARN prefix"
    MfaUsed Dictionary own "additionalEventData.MFAUsed" "MFA used at sign-in"
    ConsoleLogin Dictionary own "responseElements.ConsoleLogin" "Console sign-in"
    IssuedAccessKeyId Dictionary own "responseElements.credentials.accessKeyId" "Issued access key"
    BucketName Dictionary own "requestParameters.bucketName" "Bucket"
    TableName Dictionary own "requestParameters.tableName" "Table"
    RoleArn Dictionary own "requestParameters.roleArn" "Role"
    InsightDetails Dictionary own "insightDetails" "Insight"
    InsightState Dictionary own "insightDetails.state" "Insight state"
    InsightEventName Dictionary own "insightDetails.eventName" "Insight event name"
    InsightEventSource Dictionary own "insightDetails.eventSource" "Insight event source"
    TimeWindow Dictionary own "timeWindow" "Time window"
    Summary Dictionary own "summary" "Summary"
    AccountId Dictionary own "accountId" "Account (aggregated)"
}

impl FieldId {
    /// The row of the table.
    pub fn field(self) -> &'static Field {
        &FIELDS[self as usize]
    }

    /// The field of this exact path, letter case ignored (ASCII).
    pub fn from_name(name: &str) -> Option<Self> {
        FIELDS.iter().find(|field| field.name.eq_ignore_ascii_case(name)).map(|field| field.id)
    }
}

/// Short names of the filter language; they win over record keys of the same name.
pub const ALIASES: [(&str, FieldId); 11] = [
    ("ip", FieldId::SourceIpAddress),
    ("service", FieldId::EventSource),
    ("action", FieldId::EventName),
    ("error", FieldId::ErrorCode),
    ("key", FieldId::UserAccessKeyId),
    ("account", FieldId::RecipientAccountId),
    ("region", FieldId::AwsRegion),
    ("agent", FieldId::UserAgent),
    ("time", FieldId::EventTime),
    ("resource", FieldId::ResourceArn),
    ("type", FieldId::ResourceType),
];
