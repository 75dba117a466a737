//! DynamoDB, its streams, DAX, Application Auto Scaling and Timestream.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html>,
//! <https://docs.aws.amazon.com/timestream/latest/developerguide/logging-using-cloudtrail.html>

use super::Plane::{Data, Management};
use super::{Service, Take, also, lead, quirk, quirk_when, reads, unverified, writes};

pub(super) const SERVICES: &[Service] = &[
    Service {
        source: "dynamodb",
        name: "DynamoDB",
        calls: &[
            reads(Data, "GetItem BatchGetItem Query Scan TransactGetItems SearchVectors"),
            writes(
                Data,
                "PutItem UpdateItem DeleteItem BatchWriteItem TransactWriteItems ExecuteStatement \
                 BatchExecuteStatement ExecuteTransaction",
            ),
            // The streams' calls share the event source.
            reads(Data, "GetRecords GetShardIterator"),
            reads(Management, "DescribeStream ListStreams"),
            reads(
                Management,
                "DescribeBackup DescribeContinuousBackups DescribeGlobalTable DescribeLimits DescribeTable \
                 DescribeTimeToLive ListBackups ListTables ListTagsOfResource ListGlobalTables \
                 DescribeReservedCapacity DescribeReservedCapacityOfferings DescribeContributorInsights \
                 DescribeEndpoints DescribeExport DescribeImport DescribeGlobalTableSettings \
                 DescribeKinesisStreamingDestination DescribeTableReplicaAutoScaling DescribeBulkOperation \
                 GetResourcePolicy ListContributorInsights ListExports ListImports ListBulkOperations",
            ),
            writes(
                Management,
                "CreateBackup CreateGlobalTable CreateTable DeleteBackup DeleteTable RestoreTableFromBackup \
                 RestoreTableToPointInTime TagResource UntagResource UpdateGlobalTable UpdateTable \
                 UpdateTimeToLive PurchaseReservedCapacityOfferings UpdateContinuousBackups \
                 UpdateContributorInsights UpdateGlobalTableSettings UpdateKinesisStreamingDestination \
                 EnableKinesisStreamingDestination DisableKinesisStreamingDestination ExportTableToPointInTime \
                 ImportTable PutResourcePolicy DeleteResourcePolicy UpdateTableReplicaAutoScaling \
                 StartBulkPutItems CancelBulkOperation",
            ),
        ],
        touched: &[
            lead("Table", "requestParameters.tableName"),
            lead("Table", "requestParameters.tableArn"),
            lead("Table", "requestParameters.requestItems")
                .taken(Take::Names)
                .of("BatchGetItem BatchWriteItem"),
            lead("Table", "requestParameters.requestItems.tableName")
                .of("TransactWriteItems TransactGetItems"),
            lead("Table", "requestParameters.transactItems.*.tableName"),
            lead("Key", "requestParameters.key").taken(Take::Leaves),
            also("Key", "requestParameters.requestItems.key").taken(Take::Leaves),
            also("Key", "requestParameters.requestItems.*.keys").taken(Take::Leaves),
            also("Key", "requestParameters.requestItems.*.PutRequest.key").taken(Take::Leaves),
            also("Key", "requestParameters.requestItems.*.DeleteRequest.key").taken(Take::Leaves),
            lead("PartiQL statement", "requestParameters.statement"),
            lead("PartiQL statement", "requestParameters.statements.statement"),
            lead("PartiQL statement", "requestParameters.transactStatements.statement"),
            also("Attribute written", "requestParameters.items").of("PutItem UpdateItem"),
            also("Index", "requestParameters.indexName"),
            also("Update expression", "requestParameters.updateExpression"),
            also("Condition", "requestParameters.conditionExpression"),
            also("Key condition", "requestParameters.keyConditionExpression"),
            also("Filter", "requestParameters.filterExpression"),
            also("Projection", "requestParameters.projectionExpression"),
            also("Select", "requestParameters.select"),
            lead("Backup", "requestParameters.backupArn"),
            also("Backup", "requestParameters.backupName"),
            also("Backup", "responseElements.backupDetails.backupArn"),
            also("Target table", "requestParameters.targetTableName"),
            also("Source table", "requestParameters.sourceTableName"),
            lead("Global table", "requestParameters.globalTableName"),
            lead("Stream", "requestParameters.streamArn"),
            also("Shard", "requestParameters.shardId"),
            also("Shard iterator", "requestParameters.shardIterator"),
            also("Time to live attribute", "requestParameters.timeToLiveSpecification.attributeName"),
            also("Time to live on", "requestParameters.timeToLiveSpecification.enabled"),
            also("Export bucket", "requestParameters.s3Bucket"),
            also("Export", "requestParameters.exportArn"),
            lead("Resource", "requestParameters.resourceArn"),
            also("Resource policy", "requestParameters.policy").taken(Take::Json),
        ],
        quirks: &[
            quirk(
                "ExecuteStatement BatchExecuteStatement ExecuteTransaction",
                "PartiQL calls are recorded with readOnly false, a SELECT too: read the statement. Literals in it \
                 are withheld as ***(Redacted).",
            ),
            quirk(
                "PutItem UpdateItem DeleteItem GetItem BatchWriteItem BatchGetItem TransactWriteItems",
                "Values of the primary key are recorded; of other attributes only the names.",
            ),
            quirk(
                "DeleteItem UpdateTimeToLive",
                "Deletions by time to live are never recorded: an item may go without an event.",
            ),
            quirk(
                "GetRecords GetShardIterator",
                "A stream is read here. Replication of global tables reads streams as well. The resources may \
                 name the table instead of the stream.",
            ),
            quirk(
                "GetItem BatchGetItem Query Scan PutItem UpdateItem DeleteItem",
                "Reads and writes served by a DAX cluster are not recorded as calls of the client.",
            ),
        ],
    },
    Service {
        source: "dax",
        name: "DynamoDB Accelerator (DAX)",
        calls: &[
            reads(
                Management,
                "DescribeClusters DescribeDefaultParameters DescribeEvents DescribeParameterGroups \
                 DescribeParameters DescribeSubnetGroups ListTags",
            ),
            writes(
                Management,
                "CreateCluster CreateParameterGroup CreateSubnetGroup DecreaseReplicationFactor DeleteCluster \
                 DeleteParameterGroup DeleteSubnetGroup IncreaseReplicationFactor RebootNode TagResource \
                 UntagResource UpdateCluster UpdateParameterGroup UpdateSubnetGroup",
            ),
        ],
        touched: &[
            lead("Cluster", "requestParameters.clusterName"),
            lead("Cluster", "requestParameters.clusterNames"),
            also("Cluster", "responseElements.cluster.clusterArn"),
            also("Node", "requestParameters.nodeId"),
            also("Node type", "requestParameters.nodeType"),
            also("Replication factor", "requestParameters.replicationFactor"),
            also("Replication factor", "requestParameters.newReplicationFactor"),
            also("Role of the cluster", "requestParameters.iamRoleArn"),
            lead("Parameter group", "requestParameters.parameterGroupName"),
            lead("Subnet group", "requestParameters.subnetGroupName"),
            lead("Resource", "requestParameters.resourceName"),
        ],
        quirks: &[quirk(
            "",
            "Only the administration of DAX is recorded. Item calls that go through a cluster are not.",
        )],
    },
    Service {
        source: "application-autoscaling",
        name: "Application Auto Scaling",
        calls: SCALING_CALLS,
        touched: SCALING_TOUCHED,
        quirks: &[],
    },
    Service {
        source: "autoscaling",
        name: "Auto Scaling",
        calls: SCALING_CALLS,
        touched: SCALING_TOUCHED,
        quirks: &[quirk(
            "DescribeScalableTargets RegisterScalableTarget DeregisterScalableTarget",
            "A call of Application Auto Scaling; records name its source autoscaling or application-autoscaling.",
        )],
    },
    Service {
        source: "timestream",
        name: "Timestream for LiveAnalytics",
        calls: &[
            reads(Data, "Query"),
            unverified(Data, "PrepareQuery"),
            unverified(Management, "CancelQuery"),
            reads(
                Management,
                "DescribeDatabase DescribeTable DescribeBatchLoadTask DescribeScheduledQuery \
                 DescribeAccountSettings ListDatabases ListTables ListBatchLoadTasks ListScheduledQueries \
                 ListTagsForResource",
            ),
            writes(
                Management,
                "CreateDatabase DeleteDatabase UpdateDatabase CreateTable DeleteTable UpdateTable \
                 CreateBatchLoadTask ResumeBatchLoadTask CreateScheduledQuery DeleteScheduledQuery \
                 UpdateScheduledQuery ExecuteScheduledQuery TagResource UntagResource UpdateAccountSettings",
            ),
        ],
        touched: &[
            lead("Database", "requestParameters.databaseName"),
            lead("Table", "requestParameters.tableName"),
            lead("Query", "requestParameters.queryString"),
            also("Query", "requestParameters.queryId"),
            also("Rows at most", "requestParameters.maxRows"),
            lead("Scheduled query", "requestParameters.scheduledQueryArn"),
            lead("Scheduled query", "requestParameters.name").of("CreateScheduledQuery"),
            also("Batch load task", "requestParameters.taskId"),
            also(
                "Kept in memory, hours",
                "requestParameters.retentionProperties.memoryStoreRetentionPeriodInHours",
            ),
            also(
                "Kept on disk, days",
                "requestParameters.retentionProperties.magneticStoreRetentionPeriodInDays",
            ),
        ],
        quirks: &[
            quirk_when(
                "Query PrepareQuery",
                "resources.ARN",
                "NO_RESOURCE_ACCESSED",
                "NO_RESOURCE_ACCESSED: the query touched no database or table, or failed its validation. Such \
                 queries reach only trails that select the type AWS::Timestream::Database; a trail for tables \
                 alone misses them.",
            ),
            quirk(
                "Create* Delete* Update* Describe*",
                "WriteRecords and DescribeEndpoints of Timestream are never recorded: data may have been written \
                 without an event.",
            ),
        ],
    },
];

const SCALING_CALLS: &[super::Calls] = &[
    reads(
        Management,
        "DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies DescribeScheduledActions",
    ),
    writes(
        Management,
        "RegisterScalableTarget DeregisterScalableTarget PutScalingPolicy DeleteScalingPolicy PutScheduledAction \
         DeleteScheduledAction",
    ),
];

const SCALING_TOUCHED: &[super::Touched] = &[
    lead("Scaled resource", "requestParameters.resourceId"),
    also("Service namespace", "requestParameters.serviceNamespace"),
    also("Dimension", "requestParameters.scalableDimension"),
    also("Smallest capacity", "requestParameters.minCapacity"),
    also("Largest capacity", "requestParameters.maxCapacity"),
    lead("Scaling policy", "requestParameters.policyName"),
    lead("Auto Scaling group", "requestParameters.autoScalingGroupName"),
];
