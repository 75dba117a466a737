//! S3 in its several event sources.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html>

use super::Plane::{Data, Management};
use super::{Service, Take, Touched, also, lead, quirk, quirk_when, reads, writes};

const OBJECT_TOUCHED: &[Touched] = &[
    lead("Bucket", "requestParameters.bucketName"),
    lead("Key", "requestParameters.key"),
    also("Keys that begin with", "requestParameters.prefix"),
    also("Version", "requestParameters.versionId"),
    also("Copied from", "requestParameters.x-amz-copy-source"),
    also("Upload", "requestParameters.uploadId"),
    also("Listing version", "requestParameters.list-type"),
    also("Canned ACL", "requestParameters.x-amz-acl"),
    also("Bucket policy", "requestParameters.bucketPolicy").taken(Take::Leaves),
    also("Versioning", "requestParameters.VersioningConfiguration.Status"),
    also("Bytes received", "additionalEventData.bytesTransferredIn"),
    also("Bytes sent", "additionalEventData.bytesTransferredOut"),
    also("Signature", "additionalEventData.SignatureVersion"),
    also("Signed in", "additionalEventData.AuthenticationMethod"),
    also("Encryption applied", "additionalEventData.SSEApplied"),
];

pub(super) const SERVICES: &[Service] = &[
    Service {
        source: "s3",
        name: "S3",
        calls: &[
            reads(
                Data,
                "GetObject HeadObject HeadBucket GetObjectAcl GetObjectAttributes GetObjectLegalHold \
                 GetObjectRetention GetObjectTagging GetObjectTorrent GetObjectAnnotation ListObjectAnnotations \
                 ListObjects ListObjectsV2 ListObjectVersions ListParts SelectObjectContent",
            ),
            writes(
                Data,
                "PutObject CopyObject DeleteObject DeleteObjects DeleteObjectTagging DeleteObjectAnnotation \
                 AbortMultipartUpload CompleteMultipartUpload CreateMultipartUpload UploadPart UploadPartCopy \
                 PutObjectAcl PutObjectLegalHold PutObjectRetention PutObjectTagging PutObjectAnnotation \
                 RestoreObject UpdateObjectEncryption",
            ),
            reads(
                Management,
                "ListBuckets GetBucketAccelerateConfiguration GetBucketAcl GetBucketAnalyticsConfiguration \
                 GetBucketCors GetBucketEncryption GetBucketIntelligentTieringConfiguration \
                 GetBucketInventoryConfiguration GetBucketLifecycle GetBucketLogging GetBucketMetricsConfiguration \
                 GetBucketNotification GetBucketOwnershipControls GetBucketPolicy GetBucketReplication \
                 GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite GetBucketLocation \
                 GetBucketPolicyStatus GetBucketObjectLockConfiguration GetBucketPublicAccessBlock \
                 GetAccountPublicAccessBlock",
            ),
            writes(
                Management,
                "CreateBucket DeleteBucket PutBucketAccelerateConfiguration PutBucketAcl \
                 PutBucketAnalyticsConfiguration PutBucketCors PutBucketEncryption \
                 PutBucketIntelligentTieringConfiguration PutBucketInventoryConfiguration PutBucketLifecycle \
                 PutBucketLogging PutBucketMetricsConfiguration PutBucketNotification PutBucketOwnershipControls \
                 PutBucketPolicy PutBucketReplication PutBucketRequestPayment PutBucketTagging PutBucketVersioning \
                 PutBucketWebsite PutBucketObjectLockConfiguration PutBucketPublicAccessBlock \
                 PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock DeleteBucketAnalyticsConfiguration \
                 DeleteBucketCors DeleteBucketEncryption DeleteBucketIntelligentTieringConfiguration \
                 DeleteBucketInventoryConfiguration DeleteBucketLifecycle DeleteBucketMetricsConfiguration \
                 DeleteBucketOwnershipControls DeleteBucketPolicy DeleteBucketReplication DeleteBucketTagging \
                 DeleteBucketWebsite DeleteBucketPublicAccessBlock",
            ),
        ],
        touched: OBJECT_TOUCHED,
        quirks: &[
            quirk_when(
                "ListObjects",
                "requestParameters.list-type",
                "2",
                "The call was ListObjectsV2 (list-type 2); S3 records it under the name ListObjects.",
            ),
            quirk(
                "DeleteObjects",
                "Since June 2025 every deleted key has a DeleteObject record of its own as well, of type \
                 AwsServiceEvent. Older records do not name the keys.",
            ),
            quirk_when(
                "DeleteObject",
                "eventType",
                "AwsServiceEvent",
                "One key of a DeleteObjects call: S3 writes this record itself for every key.",
            ),
            quirk("HeadBucket", "HeadBucket concerns a bucket, yet it is a data event."),
            quirk_when(
                "",
                "additionalEventData.AuthenticationMethod",
                "QueryString",
                "The request was signed in its address: a presigned URL, which works for whoever holds it.",
            ),
        ],
    },
    Service {
        source: "s3express",
        name: "S3 Express One Zone",
        calls: &[
            reads(
                Data,
                "CreateSession GetObject GetObjectAttributes HeadBucket HeadObject ListObjectsV2 ListParts",
            ),
            writes(
                Data,
                "AbortMultipartUpload CompleteMultipartUpload CopyObject CreateMultipartUpload DeleteObject \
                 DeleteObjects PutObject UploadPart UploadPartCopy",
            ),
            reads(Management, "GetBucketPolicy ListDirectoryBuckets GetBucketEncryption"),
            writes(
                Management,
                "CreateBucket DeleteBucket PutBucketPolicy DeleteBucketPolicy PutBucketEncryption \
                 DeleteBucketEncryption",
            ),
        ],
        touched: OBJECT_TOUCHED,
        quirks: &[],
    },
    Service {
        source: "s3lifecycle",
        name: "S3 Lifecycle",
        calls: &[],
        touched: OBJECT_TOUCHED,
        quirks: &[quirk(
            "",
            "A lifecycle rule of the bucket did this, not a person: S3 expires or moves objects.",
        )],
    },
    Service {
        source: "s3-authn-errors",
        name: "S3 authentication",
        calls: &[],
        touched: OBJECT_TOUCHED,
        quirks: &[quirk(
            "",
            "The request failed before S3 knew who was asking: the name of the event is Authenticate and the error.",
        )],
    },
];
