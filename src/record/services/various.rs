//! CloudTrail itself, the RDS Data API and the services that an investigation meets beside the rest.

use super::Plane::{Data, Management};
use super::{Service, also, lead, quirk, reads, writes};

pub(super) const SERVICES: &[Service] = &[
    Service {
        source: "cloudtrail",
        name: "CloudTrail",
        calls: &[
            reads(
                Management,
                "DescribeTrails GetTrail GetTrailStatus GetEventSelectors GetInsightSelectors ListTrails ListTags \
                 LookupEvents ListPublicKeys ListChannels GetChannel ListEventDataStores GetEventDataStore \
                 DescribeQuery GetQueryResults ListQueries GetImport ListImports",
            ),
            writes(
                Management,
                "CreateTrail DeleteTrail UpdateTrail StartLogging StopLogging PutEventSelectors PutInsightSelectors \
                 AddTags RemoveTags CreateChannel UpdateChannel DeleteChannel CreateEventDataStore \
                 UpdateEventDataStore DeleteEventDataStore RestoreEventDataStore StartQuery CancelQuery \
                 StartImport StopImport StartEventDataStoreIngestion StopEventDataStoreIngestion \
                 PutResourcePolicy DeleteResourcePolicy EnableFederation DisableFederation",
            ),
        ],
        touched: &[
            lead("Trail", "requestParameters.name"),
            lead("Trail", "requestParameters.trailName"),
            lead("Trail", "requestParameters.trailNameList"),
            lead("Event data store", "requestParameters.eventDataStore"),
            also("Bucket", "requestParameters.s3BucketName"),
            also("Read or write", "requestParameters.eventSelectors.readWriteType"),
            also("Management events", "requestParameters.eventSelectors.includeManagementEvents"),
            also("Sources left out", "requestParameters.eventSelectors.excludeManagementEventSources"),
            also("Data resources", "requestParameters.eventSelectors.dataResources.values"),
            also("Selector", "requestParameters.advancedEventSelectors.name"),
            also("Looked up", "requestParameters.lookupAttributes.attributeValue"),
            also("Query", "requestParameters.queryStatement"),
        ],
        quirks: &[
            quirk(
                "StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors DeleteEventDataStore \
                 StopEventDataStoreIngestion",
                "This changes what is recorded: look at what the logs say afterwards, and what they no longer say.",
            ),
            quirk(
                "StartLogging",
                "Recording begins here: what happened before, since it stopped, is not in the trail.",
            ),
        ],
    },
    Service {
        source: "cloudtrail-data",
        name: "CloudTrail Lake ingestion",
        calls: &[writes(Data, "PutAuditEvents")],
        touched: &[lead("Channel", "requestParameters.channelArn")],
        quirks: &[],
    },
    Service {
        source: "rdsdataapi",
        name: "RDS Data API",
        calls: &[writes(
            Data,
            "ExecuteStatement BatchExecuteStatement BeginTransaction CommitTransaction RollbackTransaction",
        )],
        touched: &[
            lead("Database cluster", "requestParameters.resourceArn"),
            also("Database", "requestParameters.database"),
            also("SQL", "requestParameters.sql"),
            also("Secret used", "requestParameters.secretArn"),
            also("Transaction", "requestParameters.transactionId"),
        ],
        quirks: &[quirk("", "SQL text, parameters and names are withheld as **********.")],
    },
    Service {
        source: "rdsdata",
        name: "RDS Data API (Serverless v1)",
        calls: &[writes(
            Management,
            "ExecuteStatement BatchExecuteStatement BeginTransaction CommitTransaction RollbackTransaction ExecuteSql",
        )],
        touched: &[
            lead("Database cluster", "requestParameters.resourceArn"),
            also("SQL", "requestParameters.sql"),
            also("Secret used", "requestParameters.secretArn"),
        ],
        quirks: &[quirk(
            "",
            "Calls to Serverless v1 are management events; a trail may leave them out by source.",
        )],
    },
    Service {
        source: "sns",
        name: "SNS",
        calls: &[
            writes(Data, "Publish PublishBatch"),
            reads(Management, "GetTopicAttributes ListTopics ListSubscriptions ListSubscriptionsByTopic"),
            writes(
                Management,
                "CreateTopic DeleteTopic Subscribe Unsubscribe SetTopicAttributes AddPermission RemovePermission \
                 ConfirmSubscription",
            ),
        ],
        touched: &[
            lead("Topic", "requestParameters.topicArn"),
            lead("Topic", "requestParameters.name"),
            also("Endpoint", "requestParameters.endpoint"),
            also("Protocol", "requestParameters.protocol"),
            also("Subject", "requestParameters.subject"),
            also("Message", "requestParameters.message"),
            also("Message id", "responseElements.messageId"),
        ],
        quirks: &[quirk("Publish PublishBatch", "The message itself is withheld.")],
    },
    Service {
        source: "ec2",
        name: "EC2",
        calls: &[
            writes(
                Management,
                "RunInstances TerminateInstances StartInstances StopInstances RebootInstances \
                 AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress \
                 CreateSecurityGroup DeleteSecurityGroup CreateKeyPair ImportKeyPair CreateSnapshot \
                 ModifySnapshotAttribute ModifyImageAttribute DeleteFlowLogs CreateVpcEndpoint \
                 ModifyInstanceAttribute",
            ),
            reads(
                Management,
                "DescribeInstances DescribeSecurityGroups DescribeSnapshots DescribeImages DescribeVpcs \
                 DescribeSubnets DescribeVolumes GetPasswordData GetConsoleOutput",
            ),
        ],
        touched: &[
            lead("Instance", "requestParameters.instancesSet.items.instanceId"),
            lead("Instance", "responseElements.instancesSet.items.instanceId"),
            lead("Instance", "requestParameters.instanceId"),
            also("Image", "requestParameters.instancesSet.items.imageId"),
            also("Instance type", "requestParameters.instanceType"),
            also("At most", "requestParameters.instancesSet.items.maxCount"),
            lead("Security group", "requestParameters.groupId"),
            lead("Key pair", "requestParameters.keyName"),
            lead("Snapshot", "requestParameters.snapshotId"),
            also("Volume", "requestParameters.volumeId"),
            also("VPC", "requestParameters.vpcId"),
        ],
        quirks: &[],
    },
    Service {
        source: "bedrock",
        name: "Bedrock",
        calls: &[reads(Management, "InvokeModel InvokeModelWithResponseStream Converse ConverseStream")],
        touched: &[
            lead("Model", "requestParameters.modelId"),
            also("Guardrail", "requestParameters.guardrailIdentifier"),
            also("Tokens read", "additionalEventData.inputTokens"),
            also("Tokens written", "additionalEventData.outputTokens"),
        ],
        quirks: &[quirk(
            "InvokeModel InvokeModelWithResponseStream Converse ConverseStream",
            "Calls to models are management events and read-only, though they cost money and may be many.",
        )],
    },
    Service {
        source: "edgekeyvaluestore",
        name: "CloudFront KeyValueStore",
        calls: &[],
        touched: &[lead("Key value store", "requestParameters.kvsARN"), lead("Key", "requestParameters.key")],
        quirks: &[],
    },
    Service {
        source: "ecr",
        name: "ECR",
        calls: &[],
        touched: &[
            lead("Repository", "requestParameters.repositoryName"),
            also("Image", "requestParameters.imageTag"),
        ],
        quirks: &[],
    },
    Service {
        source: "organizations",
        name: "Organizations",
        calls: &[],
        touched: &[
            lead("Account", "requestParameters.accountId"),
            lead("Policy", "requestParameters.policyId"),
        ],
        quirks: &[quirk("", "Organizations is global: its records stand in us-east-1.")],
    },
    Service {
        source: "ssm",
        name: "Systems Manager",
        calls: &[],
        touched: &[
            lead("Parameter", "requestParameters.name"),
            lead("Parameter", "requestParameters.names"),
            lead("Document", "requestParameters.documentName"),
            lead("Instance", "requestParameters.instanceIds"),
            lead("Session target", "requestParameters.target"),
        ],
        quirks: &[],
    },
    Service { source: "config", name: "AWS Config", calls: &[], touched: &[], quirks: &[] },
    Service {
        source: "cloudformation",
        name: "CloudFormation",
        calls: &[],
        touched: &[lead("Stack", "requestParameters.stackName")],
        quirks: &[],
    },
    Service {
        source: "guardduty",
        name: "GuardDuty",
        calls: &[],
        touched: &[lead("Detector", "requestParameters.detectorId")],
        quirks: &[],
    },
    Service {
        source: "rds",
        name: "RDS",
        calls: &[],
        touched: &[
            lead("Database", "requestParameters.dBInstanceIdentifier"),
            lead("Snapshot", "requestParameters.dBSnapshotIdentifier"),
        ],
        quirks: &[],
    },
    Service {
        source: "sqs",
        name: "SQS",
        calls: &[],
        touched: &[lead("Queue", "requestParameters.queueUrl")],
        quirks: &[],
    },
];
