//! Which calls are data events, for records that are too old to say it.
//!
//! State of the lists: late 2026, from
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html>.

/// A source whose listed calls are data events.
pub struct DataEvents {
    /// The event source without `.amazonaws.com`.
    pub source: &'static str,
    /// The calls; empty where every call of the source is one.
    pub names: &'static [&'static str],
}

/// Calls that a record from before `eventCategory` makes a data event.
pub const DATA_EVENTS: &[DataEvents] = &[
    DataEvents {
        source: "s3",
        names: &[
            "GetObject",
            "HeadObject",
            "HeadBucket",
            "GetObjectAcl",
            "GetObjectAttributes",
            "GetObjectLegalHold",
            "GetObjectRetention",
            "GetObjectTagging",
            "GetObjectTorrent",
            "GetObjectAnnotation",
            "ListObjectAnnotations",
            "ListObjects",
            "ListObjectsV2",
            "ListObjectVersions",
            "ListParts",
            "SelectObjectContent",
            "PutObject",
            "CopyObject",
            "DeleteObject",
            "DeleteObjects",
            "DeleteObjectTagging",
            "DeleteObjectAnnotation",
            "AbortMultipartUpload",
            "CompleteMultipartUpload",
            "CreateMultipartUpload",
            "UploadPart",
            "UploadPartCopy",
            "PutObjectAcl",
            "PutObjectLegalHold",
            "PutObjectRetention",
            "PutObjectTagging",
            "PutObjectAnnotation",
            "RestoreObject",
            "UpdateObjectEncryption",
        ],
    },
    DataEvents { source: "s3lifecycle", names: &[] },
    DataEvents { source: "s3-authn-errors", names: &[] },
    DataEvents { source: "s3-object-lambda", names: &[] },
    DataEvents { source: "s3-outposts", names: &["GetObject", "PutObject", "DeleteObject", "ListObjects"] },
    DataEvents { source: "lambda", names: &["Invoke", "LambdaESMDisabled"] },
    DataEvents {
        source: "dynamodb",
        names: &[
            "GetItem",
            "BatchGetItem",
            "Query",
            "Scan",
            "TransactGetItems",
            "SearchVectors",
            "PutItem",
            "UpdateItem",
            "DeleteItem",
            "BatchWriteItem",
            "TransactWriteItems",
            "ExecuteStatement",
            "BatchExecuteStatement",
            "ExecuteTransaction",
            "GetRecords",
            "GetShardIterator",
        ],
    },
    DataEvents { source: "timestream", names: &["Query", "PrepareQuery"] },
    DataEvents {
        source: "monitoring",
        names: &[
            "GetMetricData",
            "GetMetricStatistics",
            "GetMetricWidgetImage",
            "ListMetrics",
            "PutMetricData",
        ],
    },
    DataEvents { source: "rdsdataapi", names: &[] },
    DataEvents { source: "cloudtrail-data", names: &["PutAuditEvents"] },
    DataEvents {
        source: "cognito-identity",
        names: &["GetId", "GetCredentialsForIdentity", "GetOpenIdToken", "UnlinkIdentity"],
    },
    DataEvents { source: "sns", names: &["Publish", "PublishBatch"] },
    DataEvents {
        source: "sqs",
        names: &[
            "SendMessage",
            "SendMessageBatch",
            "ReceiveMessage",
            "DeleteMessage",
            "DeleteMessageBatch",
            "ChangeMessageVisibility",
            "ChangeMessageVisibilityBatch",
        ],
    },
    DataEvents {
        source: "ebs",
        names: &["ListSnapshotBlocks", "ListChangedBlocks", "GetSnapshotBlock", "PutSnapshotBlock"],
    },
    DataEvents { source: "edgekeyvaluestore", names: &[] },
    DataEvents { source: "managedblockchain", names: &["eth_getBalance", "eth_getBlockByNumber"] },
];

/// The host suffix that event sources share.
const HOST_SUFFIX: &str = ".amazonaws.com";

/// Whether the call is in the list of data events.
pub fn is_data_event(event_source: &str, event_name: &str) -> bool {
    let source = event_source.strip_suffix(HOST_SUFFIX).unwrap_or(event_source);
    DATA_EVENTS
        .iter()
        .any(|row| row.source == source && (row.names.is_empty() || row.names.contains(&event_name)))
}

/// Resource types that only data events of their service list without being a management action of
/// that service as well; sources whose management calls list the same types are told apart by name.
const DATA_ONLY_TYPES: &[&str] = &["AWS::S3::Object", "AWS::S3Outposts::Object", "AWS::DynamoDB::Stream"];

/// Whether a resource of this type, in a call that no list names, makes it a data event.
pub fn is_data_type(resource_type: &str) -> bool {
    DATA_ONLY_TYPES.contains(&resource_type)
}
