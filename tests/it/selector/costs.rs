//! Costs, controls and the tables' own consistency.

use trail_loupe::selector::controls::{Coverage, coverage};
use trail_loupe::selector::cost::{Circumstances, Counts, estimate};
use trail_loupe::selector::read;
use trail_loupe::selector::tables::prices::LISTED;
use trail_loupe::selector::tables::resource_types::{
    ArnFit, ArnFormat, arn_fit, resource_type, resource_types,
};
use trail_loupe::selector::tables::{BASIC_TYPES, is_network_source, network_sources};
use trail_loupe::selector::templates::starting_points;

#[test]
fn an_estimate_adds_up() {
    let counts = Counts {
        management_reads: 300_000,
        management_writes: 100_000,
        data: 1_000_000,
        network_activity: 200_000,
        undecided: 3,
        ..Counts::default()
    };
    let day = Circumstances {
        span_secs: 86_400.0,
        is_further_copy: true,
        has_call_rate_insights: true,
        has_error_rate_insights: true,
    };
    let estimated = estimate(&counts, &day, &LISTED);
    let amounts: Vec<(&str, f64)> = estimated
        .charges
        .iter()
        .map(|charge| (charge.what, (charge.loaded_usd * 1000.0).round() / 1000.0))
        .collect();
    let expected = [
        ("management events", 8.0),
        ("data events", 1.0),
        ("network activity events", 0.2),
        ("API call rate Insights", 0.35),
        ("API error rate Insights", 1.4),
    ];
    assert_eq!(amounts, expected);
    assert!((estimated.loaded_usd - 10.95).abs() < 1e-9);
    assert!((estimated.month_usd.expect("a month") - 328.5).abs() < 1e-6);
    assert!(estimated.notes.iter().any(|note| note.starts_with("3 events")), "{:?}", estimated.notes);
    let first = estimate(&counts, &Circumstances { span_secs: 60.0, ..Circumstances::default() }, &LISTED);
    assert!((first.loaded_usd - 1.2).abs() < 1e-9);
    assert_eq!(first.month_usd, None);
}

/// The control's id → what the configuration gets.
fn control(text: &str, id: &str) -> Coverage {
    let reading = read(text);
    let found = coverage(&reading.configurations[0]);
    found.into_iter().find(|(control, _)| control.id == id).expect("a control").1
}

#[test]
fn controls_are_met_or_say_why_not() {
    let multi = |selectors: &str| format!("{{\"IsMultiRegionTrail\": true, {selectors}}}");
    let basic = multi(
        "\"EventSelectors\": [{\"ReadWriteType\": \"All\", \"DataResources\": [{\"Type\": \"AWS::S3::Object\", \"Values\": [\"arn:aws:s3\"]}]}]",
    );
    assert_eq!(control(&basic, "CloudTrail.1"), Coverage::Met);
    assert_eq!(control(&basic, "S3.22"), Coverage::Met);
    assert_eq!(control(&basic, "cloudtrail-s3-dataevents-enabled"), Coverage::Met);
    let writes = multi("\"EventSelectors\": [{\"ReadWriteType\": \"WriteOnly\"}]");
    assert_eq!(control(&writes, "CloudTrail.1"), Coverage::NotMet("read management events are not recorded"));
    let without_kms =
        multi("\"EventSelectors\": [{\"ExcludeManagementEventSources\": [\"kms.amazonaws.com\"]}]");
    assert_eq!(
        control(&without_kms, "CloudTrail.1"),
        Coverage::NotMet("management events of a source are excluded")
    );
    let single = "{\"IsMultiRegionTrail\": false, \"EventSelectors\": [{}]}";
    assert_eq!(control(single, "CloudTrail.1"), Coverage::NotMet("the trail is of one Region"));
    assert_eq!(
        control("{\"EventSelectors\": [{}]}", "CloudTrail.1"),
        Coverage::NotStated("whether the trail is multi-Region is not stated")
    );
    assert_eq!(
        control("{\"EventSelectors\": [{}]}", "S3.23"),
        Coverage::NotMet("object reads of all buckets are not recorded")
    );
    let other_fields = multi(
        "\"AdvancedEventSelectors\": [{\"FieldSelectors\": [{\"Field\": \"eventCategory\", \"Equals\": [\"Data\"]}, {\"Field\": \"resources.type\", \"Equals\": [\"AWS::S3::Object\"]}, {\"Field\": \"resources.ARN\", \"StartsWith\": [\"arn:aws:s3:::b/\"]}]}]",
    );
    assert_eq!(
        control(&other_fields, "S3.22"),
        Coverage::NotMet("object writes of all buckets are not recorded")
    );
    let cis = starting_points().into_iter().find(|point| point.id == "cis").expect("cis").configuration;
    let unmet: Vec<&str> = coverage(&cis)
        .into_iter()
        .filter(|(_, coverage)| matches!(coverage, Coverage::NotMet(_)))
        .map(|(control, _)| control.id)
        .collect();
    assert!(unmet.is_empty(), "{unmet:?}");
}

#[test]
fn the_table_of_types_is_whole() {
    assert_eq!(resource_types().len(), 250);
    assert!(resource_types().is_sorted_by(|a, b| a.name < b.name));
    assert!(BASIC_TYPES.iter().all(|name| resource_type(name).is_some()));
    assert_eq!(resource_type("AWS::CloudWatch::Metric").map(|row| &row.arn), Some(&ArnFormat::Absent));
    for row in resource_types() {
        if let ArnFormat::Known(formats) = &row.arn {
            for format in formats {
                let example = format
                    .replacen('*', "aws", 1)
                    .replacen('*', "us-east-1", 1)
                    .replace('*', "111122223333")
                    .replace(['<', '>'], "");
                assert_eq!(arn_fit(&example, formats), ArnFit::Fits, "{example}");
            }
        }
    }
    let s3 = |arn: &str| match &resource_type("AWS::S3::Object").expect("S3").arn {
        ArnFormat::Known(formats) => arn_fit(arn, formats),
        _ => panic!("S3 objects have ARNs"),
    };
    assert_eq!(s3("arn:aws:s3:::b/k/e/y"), ArnFit::Fits);
    assert_eq!(s3("arn:aws:s3:::b"), ArnFit::OtherShape);
    assert_eq!(s3("arn:aws:sqs:us-east-1:111122223333:q"), ArnFit::OtherService);
    assert_eq!(s3("b/key"), ArnFit::OtherService);
    assert_eq!(network_sources().count(), 96);
    assert!(
        is_network_source("kms.amazonaws.com")
            && !is_network_source("kms")
            && !is_network_source("# x.amazonaws.com")
    );
}
