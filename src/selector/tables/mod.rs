//! What AWS changes from month to month, as data with its date: fields, resource types, sources, limits, prices.
//!
//! Updating means editing a row here; no rule elsewhere names a field's categories, a limit or a price.
//!
//! **Invariant:** what is missing here is warned about, never refused: the tables are older than AWS.

pub mod fields;
pub mod limits;
pub mod prices;
pub mod resource_types;

/// The month that the tables were last compared with AWS's documentation.
pub const AS_OF: &str = "2026-09";

/// Management event sources that trails can leave out.
pub const EXCLUDABLE_SOURCES: [&str; 2] = ["kms.amazonaws.com", "rdsdata.amazonaws.com"];

/// Resource types that basic selectors document.
pub const BASIC_TYPES: [&str; 3] = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];

/// Types that CloudFormation's schema additionally lets basic selectors name, left over from 2021.
pub const LEGACY_BASIC_TYPES: [&str; 6] = [
    "AWS::S3Outposts::Object",
    "AWS::ManagedBlockchain::Node",
    "AWS::S3ObjectLambda::AccessPoint",
    "AWS::EC2::Snapshot",
    "AWS::S3::AccessPoint",
    "AWS::DynamoDB::Stream",
];

/// Services whose events are global: recorded in their partition's lead Region since 2021-11-22.
pub const GLOBAL_SOURCES: [&str; 3] = ["iam.amazonaws.com", "cloudfront.amazonaws.com", "sts.amazonaws.com"];

/// Partitions of ARNs with their lead Region, where global-service events are recorded.
pub const PARTITIONS: [(&str, &str); 7] = [
    ("aws", "us-east-1"),
    ("aws-us-gov", "us-gov-west-1"),
    ("aws-cn", "cn-north-1"),
    ("aws-iso", "us-iso-east-1"),
    ("aws-iso-b", "us-isob-east-1"),
    ("aws-eusc", "eusc-de-east-1"),
    ("aws-iso-f", "us-isof-south-1"),
];

/// `InsightType` values.
pub const INSIGHT_TYPES: [&str; 2] = ["ApiCallRateInsight", "ApiErrorRateInsight"];

/// `Templates` of aggregation configurations.
pub const AGGREGATION_TEMPLATES: [&str; 3] = ["API_ACTIVITY", "RESOURCE_ACCESS", "USER_ACTIONS"];

/// `Type` of context key selectors.
pub const CONTEXT_KINDS: [&str; 2] = ["TagContext", "RequestContext"];

/// Whether a source sends network activity events, as far as known.
pub fn is_network_source(source: &str) -> bool {
    let Some(host) = source.strip_suffix(".amazonaws.com") else {
        return false;
    };
    include_str!("network-sources.txt").lines().any(|line| line == host)
}

/// All known sources of network activity events.
pub fn network_sources() -> impl Iterator<Item = String> {
    let lines =
        include_str!("network-sources.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|host| format!("{host}.amazonaws.com"))
}

/// The Region in which a partition's global services are recorded.
pub fn lead_region(region: &str) -> &'static str {
    let by_prefix =
        [("us-gov-", 1), ("cn-", 2), ("us-isob-", 4), ("us-isof-", 6), ("us-iso-", 3), ("eusc-", 5)];
    let at = by_prefix.iter().find(|(prefix, _)| region.starts_with(prefix)).map_or(0, |(_, at)| *at);
    PARTITIONS.get(at).map_or("us-east-1", |(_, lead)| lead)
}
