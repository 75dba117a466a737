//! The tables of the services hold together.

use std::collections::BTreeSet;

use trail_loupe::record::services::{self, Access, Plane};

#[test]
fn a_source_has_one_row_and_a_call_one_place() {
    let mut sources = BTreeSet::new();
    for service in services::all() {
        assert!(sources.insert(service.source), "{} twice", service.source);
        let mut names = BTreeSet::new();
        for name in service.calls.iter().flat_map(|calls| calls.names.split_ascii_whitespace()) {
            assert!(names.insert(name), "{} lists {name} twice", service.source);
            assert!(name.starts_with(|c: char| c.is_ascii_uppercase()), "{name}");
        }
        for quirk in service.quirks {
            assert!(quirk.text.ends_with('.') && !quirk.text.contains("  "), "{}", quirk.text);
        }
    }
}

#[test]
fn names_lose_the_date_of_their_api() {
    let cases = [
        ("AddPermission20150331v2", "AddPermission"),
        ("CreateFunction20150331", "CreateFunction"),
        ("Invoke", "Invoke"),
        ("ListObjectsV2", "ListObjectsV2"),
        ("Route53", "Route53"),
        ("20150331", "20150331"),
        ("v2", "v2"),
        ("", ""),
    ];
    for (name, plain) in cases {
        assert_eq!(services::plain_name(name), plain);
    }
}

#[test]
fn what_surprises_is_in_the_tables() {
    let expected =
        |source: &str, name: &str| services::find(source).and_then(|service| service.expected(name));
    let cases = [
        ("sts.amazonaws.com", "AssumeRole", Plane::Management, Access::Read),
        ("sts.amazonaws.com", "GetSessionToken", Plane::Management, Access::Write),
        ("dynamodb.amazonaws.com", "ExecuteStatement", Plane::Data, Access::Write),
        ("dynamodb", "GetRecords", Plane::Data, Access::Read),
        ("kms.amazonaws.com", "Decrypt", Plane::Management, Access::Read),
        ("s3.amazonaws.com", "HeadBucket", Plane::Data, Access::Read),
        ("logs.amazonaws.com", "FilterLogEvents", Plane::Management, Access::Read),
        ("logs.amazonaws.com", "StartQuery", Plane::Management, Access::Unverified),
        ("lambda.amazonaws.com", "UpdateFunctionCode20150331v2", Plane::Management, Access::Write),
        ("timestream.amazonaws.com", "Query", Plane::Data, Access::Read),
    ];
    for (source, name, plane, access) in cases {
        assert_eq!(expected(source, name), Some((plane, access)), "{source} {name}");
    }
    assert_eq!(expected("logs.amazonaws.com", "PutLogEvents"), None);
    assert_eq!(expected("timestream.amazonaws.com", "WriteRecords"), None);
    assert!(services::find("moonbase.amazonaws.com").is_none());
}
