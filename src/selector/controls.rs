//! Coverage hints: what audit rules ask of a trail, and whether this one gives it.
//!
//! Sources: <https://docs.aws.amazon.com/securityhub/latest/userguide/cloudtrail-controls.html>,
//! <https://docs.aws.amazon.com/config/latest/developerguide/cloudtrail-s3-dataevents-enabled.html>. As of 2026-09.
//!
//! **Invariant:** a hint is about the text that was read; another trail of the account may cover what this one does not.

use super::evaluate::{VerdictKind, evaluate};
use super::facts::{Category, EventFacts, ResourceFacts};
use super::model::{Flag, Selectors, TrailConfiguration, is_stated};

/// A rule of an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    pub id: &'static str,
    /// The same rule in the CIS AWS Foundations Benchmark.
    pub cis: &'static str,
    pub asks_for: &'static str,
}

/// Whether a configuration does what a control asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coverage {
    Met,
    NotMet(&'static str),
    /// The text does not tell.
    NotStated(&'static str),
}

const MANAGEMENT: Control = Control {
    id: "CloudTrail.1",
    cis: "CIS v5 3.1, v3 3.1, v1.4 3.1, v1.2 2.1",
    asks_for: "a multi-Region trail with read and write management events of every source",
};
const ENCRYPTION: Control =
    Control { id: "CloudTrail.2", cis: "CIS v5 3.5, v3 3.5", asks_for: "log files encrypted with a KMS key" };
const VALIDATION: Control =
    Control { id: "CloudTrail.4", cis: "CIS v5 3.2, v3 3.2, v1.4 3.2", asks_for: "log-file validation" };
const LOG_GROUP: Control =
    Control { id: "CloudTrail.5", cis: "CIS v1.4 3.4, v1.2 2.4", asks_for: "delivery to CloudWatch Logs" };
const S3_WRITES: Control = Control {
    id: "S3.22",
    cis: "CIS v5 3.8, v3 3.8, v1.4 3.10",
    asks_for: "S3 object writes of all buckets",
};
const S3_READS: Control =
    Control { id: "S3.23", cis: "CIS v5 3.9, v3 3.9, v1.4 3.11", asks_for: "S3 object reads of all buckets" };
const CONFIG_S3: Control = Control {
    id: "cloudtrail-s3-dataevents-enabled",
    cis: "AWS Config",
    asks_for: "S3 object reads and writes of all buckets",
};

/// What every control says about a configuration.
pub fn coverage(configuration: &TrailConfiguration) -> Vec<(Control, Coverage)> {
    let delivery = &configuration.delivery;
    let stated = |is_there: bool, why| {
        if is_there { Coverage::Met } else { Coverage::NotStated(why) }
    };
    let writes = s3(configuration, false);
    let reads = s3(configuration, true);
    vec![
        (MANAGEMENT, management(configuration)),
        (ENCRYPTION, stated(delivery.kms_key.is_some(), "no KMS key is stated")),
        (VALIDATION, validation(delivery.validates_log_files.as_ref())),
        (LOG_GROUP, stated(delivery.log_group.is_some(), "no log group is stated")),
        (S3_WRITES, writes),
        (S3_READS, reads),
        (CONFIG_S3, if writes == Coverage::Met { reads } else { writes }),
    ]
}

fn validation(flag: Option<&Flag>) -> Coverage {
    match flag.and_then(Flag::known) {
        Some(true) => Coverage::Met,
        Some(false) => Coverage::NotMet("log-file validation is off"),
        None => Coverage::NotStated("log-file validation is not stated"),
    }
}

fn management(configuration: &TrailConfiguration) -> Coverage {
    let scope = &configuration.scope;
    if is_stated(scope.is_logging.as_ref(), false) {
        return Coverage::NotMet("the trail is not logging");
    }
    if is_stated(scope.is_multi_region.as_ref(), false) {
        return Coverage::NotMet("the trail is of one Region");
    }
    let probe = |source: &'static str, is_read: bool| {
        let facts = EventFacts {
            event_source: Some(source),
            event_name: Some("Probe"),
            read_only: Some(is_read),
            ..EventFacts::default()
        };
        evaluate(configuration, &facts).kind()
    };
    let is_recorded = |source, is_read| probe(source, is_read) == VerdictKind::Recorded;
    if !is_recorded("ec2.amazonaws.com", false) {
        return Coverage::NotMet("write management events are not recorded");
    }
    if !is_recorded("ec2.amazonaws.com", true) {
        return Coverage::NotMet("read management events are not recorded");
    }
    if !["kms.amazonaws.com", "rdsdata.amazonaws.com"]
        .into_iter()
        .all(|source| is_recorded(source, true) && is_recorded(source, false))
    {
        return Coverage::NotMet("management events of a source are excluded");
    }
    if scope.is_multi_region.is_none() {
        Coverage::NotStated("whether the trail is multi-Region is not stated")
    } else {
        Coverage::Met
    }
}

/// Probes with a bucket that nobody can have named.
fn s3(configuration: &TrailConfiguration, is_read: bool) -> Coverage {
    let facts = EventFacts {
        category: Category::Data,
        event_source: Some("s3.amazonaws.com"),
        event_name: Some(if is_read { "GetObject" } else { "PutObject" }),
        event_type: Some("AwsApiCall"),
        user_identity_arn: Some("arn:aws:iam::111122223333:user/probe"),
        read_only: Some(is_read),
        resources: vec![ResourceFacts {
            resource_type: Some("AWS::S3::Object"),
            arn: Some("arn:aws:s3:::probe-0d5f2c6e/probe"),
            is_prefix_only: false,
        }],
        ..EventFacts::default()
    };
    match evaluate(configuration, &facts).kind() {
        VerdictKind::Recorded => Coverage::Met,
        VerdictKind::CannotTell => Coverage::NotStated("a value of the selectors is not known"),
        _ if matches!(configuration.selectors(), Selectors::Default) => {
            Coverage::NotMet("no data events are selected")
        }
        _ if is_read => Coverage::NotMet("object reads of all buckets are not recorded"),
        _ => Coverage::NotMet("object writes of all buckets are not recorded"),
    }
}
