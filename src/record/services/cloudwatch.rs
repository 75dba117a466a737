//! CloudWatch, Events (EventBridge), Logs, Internet Monitor, Synthetics, Network Flow Monitor and
//! CloudWatch investigations.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/logging_cw_api_calls.html>,
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/logging_cw_api_calls_cwl.html>

use super::Plane::{Data, Management};
use super::{Service, Take, also, lead, quirk, quirk_when, reads, unverified, writes};

pub(super) const SERVICES: &[Service] = &[
    Service {
        source: "monitoring",
        name: "CloudWatch",
        calls: &[
            reads(Data, "GetMetricData GetMetricStatistics GetMetricWidgetImage ListMetrics"),
            writes(Data, "PutMetricData"),
            reads(
                Management,
                "DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric DescribeAnomalyDetectors GetDashboard \
                 ListDashboards DescribeAlarmContributors DescribeInsightRules GetInsightRuleReport GetMetricStream \
                 ListMetricStreams ListManagedInsightRules ListTagsForResource GetAlarmMuteRule ListAlarmMuteRules \
                 GenerateQuery",
            ),
            writes(
                Management,
                "DeleteAlarms DeleteAnomalyDetector DeleteDashboards DisableAlarmActions EnableAlarmActions \
                 PutAnomalyDetector PutDashboard PutMetricAlarm SetAlarmState PutCompositeAlarm PutLogAlarm \
                 PutInsightRule PutManagedInsightRules DeleteInsightRules EnableInsightRules DisableInsightRules \
                 PutMetricStream DeleteMetricStream StartMetricStreams StopMetricStreams PutAlarmMuteRule \
                 DeleteAlarmMuteRule TagResource UntagResource",
            ),
        ],
        touched: &[
            lead("Alarm", "requestParameters.alarmName"),
            lead("Alarm", "requestParameters.alarmNames"),
            lead("Alarm", "requestParameters.alarms"),
            also("Alarms named", "requestParameters.alarmNamePrefix"),
            also("New state", "requestParameters.stateValue"),
            also("Reason", "requestParameters.stateReason"),
            lead("Dashboard", "requestParameters.dashboardName"),
            lead("Dashboard", "requestParameters.dashboardNames"),
            also("Dashboard body", "requestParameters.dashboardBody").taken(Take::Json),
            also("Namespace", "requestParameters.namespace"),
            also("Metric", "requestParameters.metricName"),
            also("Metric", "requestParameters.metricDataQueries.metricStat.metric.metricName"),
            also("Threshold", "requestParameters.threshold"),
            also("Comparison", "requestParameters.comparisonOperator"),
            also("Statistic", "requestParameters.statistic"),
            also("Alarm action", "requestParameters.alarmActions"),
            lead("Rule", "requestParameters.ruleName"),
            lead("Rule", "requestParameters.ruleNames"),
            lead("Metric stream", "requestParameters.name")
                .of("PutMetricStream DeleteMetricStream GetMetricStream"),
            lead("Metric stream", "requestParameters.names").of("StartMetricStreams StopMetricStreams"),
            also("Firehose", "requestParameters.firehoseArn"),
            lead("Resource", "requestParameters.resourceARN"),
        ],
        quirks: &[
            quirk(
                "GetMetricData GetMetricStatistics ListMetrics",
                "Console dashboards make many such calls on their own. PromQL queries are not recorded.",
            ),
            quirk(
                "GetMetricData GetMetricStatistics GetMetricWidgetImage ListMetrics PutMetricData",
                "The resource is recorded by its type alone: metrics have no ARN.",
            ),
        ],
    },
    Service {
        source: "events",
        name: "CloudWatch Events (EventBridge)",
        calls: &[
            writes(Data, "PutEvents PutPartnerEvents"),
            reads(
                Management,
                "DescribeApiDestination DescribeArchive DescribeConnection DescribeEndpoint DescribeEventBus \
                 DescribeEventSource DescribePartnerEventSource DescribeReplay DescribeRule ListApiDestinations \
                 ListArchives ListConnections ListEndpoints ListEventBuses ListEventSources \
                 ListPartnerEventSourceAccounts ListPartnerEventSources ListReplays ListRuleNamesByTarget ListRules \
                 ListTagsForResource ListTargetsByRule TestEventPattern",
            ),
            writes(
                Management,
                "PutRule DeleteRule EnableRule DisableRule PutTargets RemoveTargets PutPermission RemovePermission \
                 CreateEventBus DeleteEventBus UpdateEventBus CreateApiDestination UpdateApiDestination \
                 DeleteApiDestination CreateArchive UpdateArchive DeleteArchive CreateConnection UpdateConnection \
                 DeleteConnection DeauthorizeConnection CreateEndpoint UpdateEndpoint DeleteEndpoint \
                 ActivateEventSource DeactivateEventSource CreatePartnerEventSource DeletePartnerEventSource \
                 StartReplay CancelReplay TagResource UntagResource",
            ),
        ],
        touched: &[
            lead("Rule", "requestParameters.name")
                .of("PutRule DeleteRule EnableRule DisableRule DescribeRule"),
            lead("Rule", "requestParameters.rule"),
            lead("Event bus", "requestParameters.name")
                .of("CreateEventBus DeleteEventBus UpdateEventBus DescribeEventBus"),
            also("Event bus", "requestParameters.eventBusName"),
            also("State", "requestParameters.state"),
            also("Event pattern", "requestParameters.eventPattern").taken(Take::Json),
            also("Schedule", "requestParameters.scheduleExpression"),
            also("Target", "requestParameters.targets.arn"),
            also("Target", "requestParameters.ids"),
            lead("Archive", "requestParameters.archiveName"),
            lead("Replay", "requestParameters.replayName"),
            lead("Connection", "requestParameters.name").of(
                "CreateConnection UpdateConnection DeleteConnection DeauthorizeConnection DescribeConnection",
            ),
            lead("API destination", "requestParameters.name")
                .of("CreateApiDestination UpdateApiDestination DeleteApiDestination DescribeApiDestination"),
            also("Principal allowed", "requestParameters.principal"),
            also("Rule", "responseElements.ruleArn"),
        ],
        quirks: &[quirk(
            "PutEvents PutPartnerEvents",
            "Sending events is recorded only by trails that ask for data events of the event bus.",
        )],
    },
    Service {
        source: "logs",
        name: "CloudWatch Logs",
        calls: &[
            reads(
                Management,
                "DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries \
                 DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations DescribeExportTasks \
                 DescribeFieldIndexes DescribeIndexPolicies DescribeLogGroups DescribeLogStreams \
                 DescribeMetricFilters DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies \
                 DescribeSubscriptionFilters FilterLogEvents GetLogEvents GetLogRecord GetLogGroupFields \
                 GetQueryResults GetDataProtectionPolicy GetDelivery GetDeliveryDestination \
                 GetDeliveryDestinationPolicy GetDeliverySource GetIntegration GetLogAnomalyDetector \
                 GetTransformer ListAnomalies ListIntegrations ListLogAnomalyDetectors ListLogGroups \
                 ListLogGroupsForQuery ListTagsForResource ListTagsLogGroup",
            ),
            unverified(Management, "StartQuery StopQuery StartLiveTail TestMetricFilter TestTransformer"),
            writes(
                Management,
                "AssociateKmsKey CancelExportTask CreateDelivery CreateExportTask CreateLogAnomalyDetector \
                 CreateLogGroup CreateLogStream DeleteAccountPolicy DeleteDataProtectionPolicy DeleteDelivery \
                 DeleteDeliveryDestination DeleteDeliveryDestinationPolicy DeleteDeliverySource DeleteDestination \
                 DeleteIndexPolicy DeleteIntegration DeleteLogAnomalyDetector DeleteLogGroup DeleteLogStream \
                 DeleteMetricFilter DeleteQueryDefinition DeleteResourcePolicy DeleteRetentionPolicy \
                 DeleteSubscriptionFilter DeleteTransformer DisassociateKmsKey PutAccountPolicy \
                 PutDataProtectionPolicy PutDeliveryDestination PutDeliveryDestinationPolicy PutDeliverySource \
                 PutDestination PutDestinationPolicy PutIndexPolicy PutIntegration PutMetricFilter \
                 PutQueryDefinition PutResourcePolicy PutRetentionPolicy PutSubscriptionFilter PutTransformer \
                 TagResource UntagResource TagLogGroup UntagLogGroup UpdateAnomaly UpdateDeliveryConfiguration \
                 UpdateLogAnomalyDetector",
            ),
        ],
        touched: &[
            lead("Log group", "requestParameters.logGroupName"),
            lead("Log group", "requestParameters.logGroupIdentifier"),
            lead("Log group", "requestParameters.logGroupNames"),
            also("Log groups named", "requestParameters.logGroupNamePrefix"),
            also("Log stream", "requestParameters.logStreamName"),
            also("Filter", "requestParameters.filterPattern"),
            also("Filter name", "requestParameters.filterName"),
            also("Query", "requestParameters.queryString"),
            also("Query", "requestParameters.queryId"),
            also("Destination", "requestParameters.destination"),
            also("Destination", "requestParameters.destinationArn"),
            lead("Destination", "requestParameters.destinationName"),
            also("Export task", "requestParameters.taskName"),
            also("Export task", "responseElements.taskId"),
            also("Days kept", "requestParameters.retentionInDays"),
            also("KMS key", "requestParameters.kmsKeyId"),
            lead("Policy", "requestParameters.policyName"),
            also("Policy document", "requestParameters.policyDocument").taken(Take::Json),
        ],
        quirks: &[
            quirk(
                "FilterLogEvents GetLogEvents GetLogRecord GetLogGroupFields GetQueryResults StartQuery StartLiveTail",
                "The content of logs is read here, yet it is a management event.",
            ),
            quirk(
                "CreateLogStream CreateLogGroup",
                "PutLogEvents, the writing of log lines, is not recorded.",
            ),
        ],
    },
    Service {
        source: "internetmonitor",
        name: "Internet Monitor",
        calls: &[
            reads(
                Management,
                "GetHealthEvent GetInternetEvent GetMonitor GetQueryResults GetQueryStatus ListHealthEvents \
                 ListInternetEvents ListMonitors ListTagsForResource",
            ),
            unverified(Management, "StartQuery StopQuery"),
            writes(Management, "CreateMonitor DeleteMonitor UpdateMonitor TagResource UntagResource"),
        ],
        touched: &[
            lead("Monitor", "requestParameters.MonitorName"),
            also("Monitor", "responseElements.Arn"),
            also("Monitored", "requestParameters.Resources"),
            also("City networks at most", "requestParameters.MaxCityNetworksToMonitor"),
            also("Health event", "requestParameters.EventId"),
            also("Query", "requestParameters.QueryId"),
            also("Status", "requestParameters.Status"),
        ],
        quirks: &[],
    },
    Service {
        source: "synthetics",
        name: "CloudWatch Synthetics",
        calls: &[
            reads(
                Management,
                "DescribeCanaries DescribeCanariesLastRun DescribeRuntimeVersions GetCanary GetCanaryRuns \
                 ListTagsForResource GetGroup ListGroups ListAssociatedGroups ListGroupResources",
            ),
            writes(
                Management,
                "CreateCanary DeleteCanary StartCanary StopCanary UpdateCanary TagResource UntagResource CreateGroup \
                 DeleteGroup AssociateResource DisassociateResource StartCanaryDryRun",
            ),
        ],
        touched: &[
            lead("Canary", "requestParameters.name"),
            lead("Canary", "requestParameters.names"),
            lead("Group", "requestParameters.groupIdentifier"),
            also("Schedule", "requestParameters.Schedule.Expression"),
            also("Handler", "requestParameters.Code.Handler"),
            also("Code", "requestParameters.Code.ZipFile"),
            also("Role of the canary", "requestParameters.ExecutionRoleArn"),
            also("Results go to", "requestParameters.ArtifactS3Location"),
        ],
        quirks: &[quirk_when(
            "",
            "userIdentity.arn",
            ":iam::",
            "Records of Synthetics may write the session's ARN under iam instead of sts.",
        )],
    },
    Service {
        source: "networkflowmonitor",
        name: "Network Flow Monitor",
        calls: &[
            reads(
                Management,
                "GetMonitor GetScope ListMonitors ListScopes ListTagsForResource GetQueryResultsMonitorTopContributors \
                 GetQueryStatusMonitorTopContributors",
            ),
            writes(
                Management,
                "CreateMonitor CreateScope DeleteMonitor DeleteScope UpdateMonitor UpdateScope TagResource \
                 UntagResource",
            ),
            writes(Data, "Publish"),
        ],
        touched: &[
            lead("Monitor", "requestParameters.monitorName"),
            lead("Scope", "requestParameters.scopeId"),
        ],
        quirks: &[],
    },
    Service {
        source: "aiops",
        name: "CloudWatch investigations",
        calls: &[
            reads(
                Management,
                "GetInvestigationGroup GetInvestigationGroupPolicy ListInvestigationGroups ListTagsForResource",
            ),
            writes(
                Management,
                "CreateInvestigationGroup DeleteInvestigationGroup UpdateInvestigationGroup \
                 PutInvestigationGroupPolicy DeleteInvestigationGroupPolicy TagResource UntagResource",
            ),
        ],
        touched: &[
            lead("Investigation group", "requestParameters.name"),
            lead("Investigation group", "requestParameters.identifier"),
        ],
        quirks: &[],
    },
];
