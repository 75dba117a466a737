//! What a file turned out to be.

/// The kind of a file, found by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// CloudTrail log.
    CloudTrailLog,
    /// CloudTrail Insights log.
    InsightsLog,
    /// CloudTrail network activity log.
    NetworkActivityLog,
    /// CloudTrail aggregated log.
    AggregatedLog,
    /// Array of CloudTrail records.
    RecordArray,
    /// CloudTrail records, one JSON value after another.
    Ndjson,
    /// One CloudTrail record.
    SingleRecord,
    /// Output of lookup-events.
    LookupEvents,
    /// Output of get-log-events or filter-log-events.
    CloudWatchLogsEvents,
    /// CloudWatch Logs subscription.
    CloudWatchLogsSubscription,
    /// CloudWatch Logs export to S3.
    CloudWatchLogsExport,
    /// CloudWatch Logs Insights result.
    CloudWatchLogsInsights,
    /// EventBridge events.
    EventBridge,
    /// Event history CSV, 16 columns.
    CsvEventHistory,
    /// Event history CSV, 10 columns.
    CsvEventHistoryOld,
    /// Athena result.
    CsvAthena,
    /// CloudTrail Lake result.
    CsvLake,
    /// CSV with a JSON column.
    CsvJsonColumn,
    /// Output of get-query-results.
    LakeQueryResult,
    /// Elasticsearch or OpenSearch documents.
    Elastic,
    /// Splunk export.
    Splunk,
    /// Kinesis or Firehose records.
    Firehose,
    /// Text with CloudTrail records in it.
    RecoveredText,
    /// CloudTrail digest file.
    Digest,
    /// CloudTrail Lake sign file.
    LakeSignFile,
    /// List of CloudTrail public keys.
    KeyList,
    /// Event selectors of a trail.
    EventSelectors,
    /// Insight selectors of a trail.
    InsightSelectors,
    /// Description of trails.
    TrailDescription,
    /// S3 event notification.
    S3Notification,
    /// DynamoDB stream records.
    DynamoDbStream,
    /// Input of a Lambda function.
    LambdaInput,
    /// SNS notice of a new log file.
    SnsNotice,
    /// SNS or SQS message.
    SnsMessage,
    /// EventBridge events of other kinds.
    EventBridgeOther,
    /// AWS Config items.
    Config,
    /// VPC flow log.
    VpcFlowLog,
    /// Load balancer access log.
    ElbLog,
    /// S3 server access log.
    S3AccessLog,
    /// Log of another AWS service.
    OtherServiceLog,
    /// Security Lake (OCSF) events.
    Ocsf,
    /// Log messages of another log group.
    OtherLogGroup,
    /// JSON, but no CloudTrail record.
    OtherJson,
    /// CSV, not a CloudTrail export known here.
    OtherCsv,
    /// Parquet.
    Parquet,
    /// ORC.
    Orc,
    /// Zstandard.
    Zstandard,
    /// Bzip2.
    Bzip2,
    /// Xz.
    Xz,
    /// 7-Zip archive.
    SevenZip,
    /// Archive.
    Archive,
    /// Gzip.
    Gzip,
    /// YAML output of the AWS CLI.
    CliYaml,
    /// Table output of the AWS CLI.
    CliTable,
    /// Text output of the AWS CLI.
    CliText,
    /// Text without CloudTrail records.
    PlainText,
    /// Malformed JSON without CloudTrail records.
    MalformedJson,
    /// Binary file.
    Binary,
    /// Empty file.
    Empty,
}

/// Where records of a kind come from, as far as it limits what they can contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceKind {
    /// Files that a trail delivered to S3.
    Trail,
    /// Event history: its console downloads and `lookup-events`.
    EventHistory,
    /// EventBridge.
    EventBridge,
    /// CloudWatch Logs.
    CloudWatchLogs,
    /// CloudTrail Lake.
    Lake,
    /// An Athena query over trail files.
    Athena,
    /// Records whose way here cannot be told.
    Unknown,
    /// Nothing that holds events.
    NoEvents,
}

impl SourceKind {
    /// What a source of this kind cannot contain, in a sentence for the person who reads it; empty
    /// where nothing is to be said.
    pub fn limits_text(self) -> &'static str {
        match self {
            Self::Trail => "Holds what the trail's event selectors record.",
            Self::EventHistory => {
                "Holds management and Insights events of the last 90 days of one Region only: no data \
                 events, no network activity events. The console's default filter leaves out read-only events."
            }
            Self::EventBridge => {
                "Holds no read-only management events unless the rule asks for them, and no event over 256 KB."
            }
            Self::CloudWatchLogs => {
                "Holds what the trail's event selectors record, but no event over 256 KB."
            }
            Self::Lake => "Holds what the event data store records and the query returned.",
            Self::Athena => {
                "Holds what the query returned; fields that the table does not declare are missing."
            }
            Self::Unknown | Self::NoEvents => "",
        }
    }
}

impl FileKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::CloudTrailLog,
        Self::InsightsLog,
        Self::NetworkActivityLog,
        Self::AggregatedLog,
        Self::RecordArray,
        Self::Ndjson,
        Self::SingleRecord,
        Self::LookupEvents,
        Self::CloudWatchLogsEvents,
        Self::CloudWatchLogsSubscription,
        Self::CloudWatchLogsExport,
        Self::CloudWatchLogsInsights,
        Self::EventBridge,
        Self::CsvEventHistory,
        Self::CsvEventHistoryOld,
        Self::CsvAthena,
        Self::CsvLake,
        Self::CsvJsonColumn,
        Self::LakeQueryResult,
        Self::Elastic,
        Self::Splunk,
        Self::Firehose,
        Self::RecoveredText,
        Self::Digest,
        Self::LakeSignFile,
        Self::KeyList,
        Self::EventSelectors,
        Self::InsightSelectors,
        Self::TrailDescription,
        Self::S3Notification,
        Self::DynamoDbStream,
        Self::LambdaInput,
        Self::SnsNotice,
        Self::SnsMessage,
        Self::EventBridgeOther,
        Self::Config,
        Self::VpcFlowLog,
        Self::ElbLog,
        Self::S3AccessLog,
        Self::OtherServiceLog,
        Self::Ocsf,
        Self::OtherLogGroup,
        Self::OtherJson,
        Self::OtherCsv,
        Self::Parquet,
        Self::Orc,
        Self::Zstandard,
        Self::Bzip2,
        Self::Xz,
        Self::SevenZip,
        Self::Archive,
        Self::Gzip,
        Self::CliYaml,
        Self::CliTable,
        Self::CliText,
        Self::PlainText,
        Self::MalformedJson,
        Self::Binary,
        Self::Empty,
    ];

    /// The stable name, as the page and saved reports carry it.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// The name for people.
    pub fn label(self) -> &'static str {
        self.row().1
    }

    /// What kind of source such a file is.
    pub fn source(self) -> SourceKind {
        self.row().2
    }

    /// Whether such files hold CloudTrail events at all.
    pub fn holds_events(self) -> bool {
        self.source() != SourceKind::NoEvents
    }

    /// The kind of this stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    fn row(self) -> (&'static str, &'static str, SourceKind) {
        use SourceKind as S;
        match self {
            Self::CloudTrailLog => ("cloudtrail-log", "CloudTrail log", S::Trail),
            Self::InsightsLog => ("insights-log", "CloudTrail Insights log", S::Trail),
            Self::NetworkActivityLog => ("network-activity-log", "CloudTrail network activity log", S::Trail),
            Self::AggregatedLog => ("aggregated-log", "CloudTrail aggregated log", S::Trail),
            Self::RecordArray => ("record-array", "array of CloudTrail records", S::Unknown),
            Self::Ndjson => ("ndjson", "CloudTrail records, one JSON value after another", S::Unknown),
            Self::SingleRecord => ("single-record", "one CloudTrail record", S::Unknown),
            Self::LookupEvents => ("lookup-events", "output of lookup-events", S::EventHistory),
            Self::CloudWatchLogsEvents => {
                ("cloudwatch-logs-events", "output of get-log-events or filter-log-events", S::CloudWatchLogs)
            }
            Self::CloudWatchLogsSubscription => {
                ("cloudwatch-logs-subscription", "CloudWatch Logs subscription", S::CloudWatchLogs)
            }
            Self::CloudWatchLogsExport => {
                ("cloudwatch-logs-export", "CloudWatch Logs export to S3", S::CloudWatchLogs)
            }
            Self::CloudWatchLogsInsights => {
                ("cloudwatch-logs-insights", "CloudWatch Logs Insights result", S::CloudWatchLogs)
            }
            Self::EventBridge => ("eventbridge", "EventBridge events", S::EventBridge),
            Self::CsvEventHistory => ("csv-event-history", "Event history CSV, 16 columns", S::EventHistory),
            Self::CsvEventHistoryOld => {
                ("csv-event-history-old", "Event history CSV, 10 columns", S::EventHistory)
            }
            Self::CsvAthena => ("csv-athena", "Athena result", S::Athena),
            Self::CsvLake => ("csv-lake", "CloudTrail Lake result", S::Lake),
            Self::CsvJsonColumn => ("csv-json-column", "CSV with a JSON column", S::Unknown),
            Self::LakeQueryResult => ("lake-query-result", "output of get-query-results", S::Lake),
            Self::Elastic => ("elastic", "Elasticsearch or OpenSearch documents", S::Unknown),
            Self::Splunk => ("splunk", "Splunk export", S::Unknown),
            Self::Firehose => ("firehose", "Kinesis or Firehose records", S::Unknown),
            Self::RecoveredText => ("recovered-text", "text with CloudTrail records in it", S::Unknown),
            Self::Digest => ("digest", "CloudTrail digest file", S::NoEvents),
            Self::LakeSignFile => ("lake-sign-file", "CloudTrail Lake sign file", S::NoEvents),
            Self::KeyList => ("key-list", "list of CloudTrail public keys", S::NoEvents),
            Self::EventSelectors => ("event-selectors", "event selectors of a trail", S::NoEvents),
            Self::InsightSelectors => ("insight-selectors", "insight selectors of a trail", S::NoEvents),
            Self::TrailDescription => ("trail-description", "description of trails", S::NoEvents),
            Self::S3Notification => ("s3-notification", "S3 event notification", S::NoEvents),
            Self::DynamoDbStream => ("dynamodb-stream", "DynamoDB stream records", S::NoEvents),
            Self::LambdaInput => ("lambda-input", "input of a Lambda function", S::NoEvents),
            Self::SnsNotice => ("sns-notice", "SNS notice of a new log file", S::NoEvents),
            Self::SnsMessage => ("sns-message", "SNS or SQS message", S::NoEvents),
            Self::EventBridgeOther => ("eventbridge-other", "EventBridge events of other kinds", S::NoEvents),
            Self::Config => ("config", "AWS Config items", S::NoEvents),
            Self::VpcFlowLog => ("vpc-flow-log", "VPC flow log", S::NoEvents),
            Self::ElbLog => ("elb-log", "load balancer access log", S::NoEvents),
            Self::S3AccessLog => ("s3-access-log", "S3 server access log", S::NoEvents),
            Self::OtherServiceLog => ("other-service-log", "log of another AWS service", S::NoEvents),
            Self::Ocsf => ("ocsf", "Security Lake (OCSF) events", S::NoEvents),
            Self::OtherLogGroup => ("other-log-group", "log messages of another log group", S::NoEvents),
            Self::OtherJson => ("other-json", "JSON, but no CloudTrail record", S::NoEvents),
            Self::OtherCsv => ("other-csv", "CSV, not a CloudTrail export known here", S::NoEvents),
            Self::Parquet => ("parquet", "Parquet", S::NoEvents),
            Self::Orc => ("orc", "ORC", S::NoEvents),
            Self::Zstandard => ("zstandard", "Zstandard", S::NoEvents),
            Self::Bzip2 => ("bzip2", "bzip2", S::NoEvents),
            Self::Xz => ("xz", "xz", S::NoEvents),
            Self::SevenZip => ("seven-zip", "7-Zip archive", S::NoEvents),
            Self::Archive => ("archive", "archive", S::NoEvents),
            Self::Gzip => ("gzip", "gzip", S::NoEvents),
            Self::CliYaml => ("cli-yaml", "YAML output of the AWS CLI", S::NoEvents),
            Self::CliTable => ("cli-table", "table output of the AWS CLI", S::NoEvents),
            Self::CliText => ("cli-text", "text output of the AWS CLI", S::NoEvents),
            Self::PlainText => ("plain-text", "text without CloudTrail records", S::NoEvents),
            Self::MalformedJson => {
                ("malformed-json", "malformed JSON without CloudTrail records", S::NoEvents)
            }
            Self::Binary => ("binary", "binary file", S::NoEvents),
            Self::Empty => ("empty", "empty file", S::NoEvents),
        }
    }
}
