//! Resources, related questions, Insights, comparison, session timeline, copies of an organization.

use serde_json::Value;
use trail_loupe::record::arn::Arn;
use trail_loupe::view::detail::compare::{MAX_COMPARED, compare};
use trail_loupe::view::detail::filter_text;
use trail_loupe::view::detail::insight::{aggregated_counts, insight};
use trail_loupe::view::detail::organization::{CopyRow, fold};
use trail_loupe::view::detail::related::{Relation, related};
use trail_loupe::view::detail::resources::resources;
use trail_loupe::view::detail::session::{SessionRow, session};
use trail_loupe::view::detail::summary::summary;

use super::{check_text, fact_line, find, sample, with_event};

#[test]
fn values_in_queries_are_quoted() {
    assert_eq!(filter_text::term("a", "x\"y\\z"), r#"a:"x\"y\\z""#);
    assert_eq!(filter_text::exclusion("a", "*"), r#"-a:"*""#);
    assert_eq!(
        filter_text::path(["requestParameters", "x.y", "a:b", "c d", "x-amz-acl"]),
        r#"requestParameters."x.y"."a:b"."c d".x-amz-acl"#
    );
    assert_eq!(filter_text::path(["arn"]), "\"arn\"");
    assert_eq!(filter_text::path(["not", "or"]), "\"not\".or");
    assert_eq!(filter_text::one_of("a", ["1", "2"]), r#"a:("1" OR "2")"#);
}

#[test]
fn arns_come_apart() {
    let cases = [
        (
            "arn:aws:dynamodb:eu-west-1:111122223333:table/Orders/stream/2026",
            Some(("table", "Orders/stream/2026", "2026")),
        ),
        ("arn:aws:lambda:eu-west-1:111122223333:function:api:2", Some(("function", "api:2", "api:2"))),
        ("arn:aws:iam::111122223333:role/team/Ops", Some(("role", "team/Ops", "Ops"))),
        ("arn:aws:s3:::bucket/a/b", Some(("", "bucket/a/b", "b"))),
        ("arn:aws:sns:eu-west-1:111122223333:topic", Some(("", "topic", "topic"))),
        ("arn:aws:sts:: 111122223333:assumed-role/Ops/s", Some(("assumed-role", "Ops/s", "s"))),
        ("arn:aws:s3", None),
        ("not an arn:a:b:c:d:e", None),
    ];
    for (text, expected) in cases {
        let arn = Arn::parse(text);
        let found = arn.map(|arn| (arn.resource_type().unwrap_or_default(), arn.name(), arn.short_name()));
        assert_eq!(found, expected, "{text}");
    }
    let object = Arn::parse("arn:aws:s3:::bucket/a/b").and_then(Arn::bucket_and_key);
    assert_eq!(object, Some(("bucket", Some("a/b"))));
}

#[test]
fn resources_and_related_questions() {
    let sample = sample();
    let cases = [
        ("s3-object", "/eventSource=s3.amazonaws.com /eventName=GetObject"),
        ("assume-role", "/eventName=AssumeRole /userIdentity/type=AWSAccount"),
        ("metric", "/eventName=PutMetricData"),
        ("updated", "/addendum/reason=UPDATED_DATA"),
        ("insight", "/insightDetails/state=End"),
        ("network", "/eventType=AwsVpceEvent"),
        ("aggregated", "/eventType=AwsAggregatedEvent"),
        ("create-access-key", "/eventName=CreateAccessKey"),
    ];
    let mut out = String::new();
    for (name, wanted) in cases {
        out.push_str(&format!("# {name}\n"));
        with_event(&find(&sample, wanted).json, |event| {
            for resource in resources(event) {
                let listed = if resource.is_listed { "listed" } else { "named" };
                out.push_str(&format!(
                    "{listed} {:?} {:?}\n  {}\n",
                    resource.kind, resource.arn, resource.query
                ));
                for part in &resource.parts {
                    out.push_str(&format!("  {}\n", fact_line(part)));
                }
            }
            for related in related(event) {
                out.push_str(&format!("? {}: {}\n", related.label, related.query));
            }
        });
        out.push('\n');
    }
    check_text("resources-and-related.txt", &out);
}

#[test]
fn a_correction_leads_to_the_original_and_back() {
    let sample = sample();
    let updated = find(&sample, "/addendum/reason=UPDATED_DATA");
    let query = with_event(&updated.json, |event| {
        related(event)
            .into_iter()
            .find(|related| related.kind == Relation::Original)
            .map(|related| related.query)
    });
    let original = updated.value["addendum"]["originalEventID"].as_str().expect("an id");
    assert_eq!(query, Some(format!("eventID:\"{original}\"")));
    assert!(sample.iter().any(|record| record.value["eventID"] == original));
}

#[test]
fn insights_become_bars() {
    let sample = sample();
    let end = find(&sample, "/insightDetails/state=End");
    let model = with_event(&end.json, insight).expect("an insight");
    assert_eq!(model.state.as_deref(), Some("End"));
    assert_eq!(model.insight_rate, Some(0.923_076_923));
    assert!(model.factor().is_some_and(|factor| (1_000.0..1_100.0).contains(&factor)));
    assert_eq!(model.insight_minutes, Some(13.0));
    let errors = model.attributions.iter().find(|split| split.attribute == "errorCode").expect("error codes");
    assert_eq!(errors.bars[0].label, "no error");
    assert_eq!(errors.bars[0].insight_share, 1.0);
    assert_eq!(errors.bars[1].value, "Client.VcpuLimitExceeded");
    assert!(errors.bars.iter().all(|bar| (0.0..=1.0).contains(&bar.baseline_share)));
    let shared = end.value["sharedEventID"].as_str().expect("an id");
    assert_eq!(model.pair_query, Some(format!("sharedEventID:\"{shared}\"")));
    assert!(with_event("{}", insight).is_none());
    assert!(with_event(r#"{"insightDetails":[]}"#, insight).is_none());
    let odd = r#"{"insightDetails":{"insightContext":{"attributions":[{"attribute":"x","insight":[{"value":1,"average":"-3"},7]},null,4]}}}"#;
    assert_eq!(with_event(odd, insight).expect("an insight").attributions.len(), 1);
}

#[test]
fn aggregated_events_become_counts() {
    let sample = sample();
    let counts = with_event(&find(&sample, "/eventType=AwsAggregatedEvent").json, aggregated_counts);
    assert_eq!(counts[0].label, "Action");
    assert_eq!(counts[0].counts, [("GetObject".to_owned(), 10), ("ListObjects".to_owned(), 1)]);
}

#[test]
fn records_are_compared_path_by_path() {
    let one = r#"{"a":1,"b":{"c":"x","list":[{"k":1},{"k":2}]},"d":null,"e":{}}"#;
    let two = r#"{"a":1,"b":{"c":"y","new":true,"list":[{"k":1}]},"d":null,"e":{}}"#;
    let comparison = compare(&[one, two], 0);
    let rows: Vec<_> = comparison.rows.iter().map(|row| (row.path.as_str(), row.is_equal)).collect();
    assert_eq!(
        rows,
        [
            ("a", true),
            ("b.c", false),
            ("b.new", false),
            ("b.list[0].k", true),
            ("b.list[1].k", false),
            ("d", true),
            ("e", true)
        ]
    );
    let list = &comparison.rows[4];
    assert_eq!((list.filter_path.as_str(), &list.values), ("b.list.k", &vec![Some("2".to_owned()), None]));
    assert_eq!(comparison.shown(true).count(), 3);
    assert_eq!(comparison.rows[1].differs, [false, true]);
    assert_eq!(compare(&[one, two], 1).rows[1].differs, [true, false]);
    assert_eq!(compare(&[one; 9], 7).columns, MAX_COMPARED);
    assert_eq!(compare(&[], 0).rows, []);
    assert_eq!(compare(&[r#"{"a":1,"a":2}"#], 0).rows.len(), 1);
}

/// Every path of every record of the sample has its row, by a reading of its own.
#[test]
fn comparison_leaves_no_path_out() {
    fn count(value: &Value) -> usize {
        match value {
            Value::Object(members) if !members.is_empty() => members.values().map(count).sum(),
            Value::Array(elements) if !elements.is_empty() => elements.iter().map(count).sum(),
            _ => 1,
        }
    }
    let sample = sample();
    for pair in sample.chunks(2) {
        let texts: Vec<&str> = pair.iter().map(|record| record.json.as_str()).collect();
        let comparison = compare(&texts, 0);
        for (at, record) in pair.iter().enumerate() {
            let filled = comparison.rows.iter().filter(|row| row.values[at].is_some()).count();
            assert_eq!(filled, count(&record.value));
        }
        let text = format!("{:?}", comparison.rows);
        assert!(!text.contains("EXAMPLETOKEN"));
    }
}

#[test]
fn a_session_in_order() {
    let row = |minute: i64, name: &str, ip: &str, error: Option<&str>| SessionRow {
        time: Some(minute * 60_000),
        name: name.to_owned(),
        source: "s3.amazonaws.com".to_owned(),
        error: error.map(str::to_owned),
        region: "eu-west-1".to_owned(),
        ip: ip.to_owned(),
        agent: "agent".to_owned(),
    };
    let rows = [
        row(50, "GetObject", "203.0.113.77", Some("AccessDenied")),
        row(10, "ListBuckets", "192.0.2.10", None),
        row(12, "GetObject", "192.0.2.10", None),
        SessionRow { time: None, ..row(0, "Odd", "192.0.2.10", None) },
    ];
    let timeline = session(&rows);
    assert_eq!(timeline.entries.iter().map(|entry| entry.row).collect::<Vec<_>>(), [1, 2, 0]);
    assert_eq!(timeline.untimed, [3]);
    assert_eq!((timeline.first, timeline.last), (Some(600_000), Some(3_000_000)));
    assert_eq!(timeline.entries[2].gap_before, Some(38 * 60_000));
    assert_eq!(timeline.entries[2].firsts, ["first error AccessDenied", "first event from 203.0.113.77"]);
    assert_eq!(timeline.gaps.len(), 1);
    assert_eq!((timeline.ips[0].value.as_str(), timeline.ips[0].count), ("192.0.2.10", 3));
    assert_eq!(
        timeline.sentence(),
        "4 events over 40 min: 1 service, 1 Region, 2 source addresses, 1 failure, 1 gap"
    );
    assert_eq!(session(&[]).entries, []);
}

#[test]
fn copies_of_one_action_are_folded() {
    let row = |shared: Option<&str>, account: Option<&str>, kind: &str| CopyRow {
        shared_event_id: shared.map(str::to_owned),
        account: account.map(str::to_owned),
        identity_type: Some(kind.to_owned()),
        is_insight: false,
    };
    let rows = [
        row(Some("s"), Some("444455556666"), "AWSAccount"),
        row(None, Some("111122223333"), "IAMUser"),
        row(Some("s"), Some("111122223333"), "AssumedRole"),
        // A second record of the same account is no copy.
        row(Some("s"), Some("111122223333"), "AssumedRole"),
        row(Some(""), Some("111122223333"), "IAMUser"),
        row(Some(""), Some("444455556666"), "IAMUser"),
        CopyRow { is_insight: true, ..row(Some("i"), Some("111122223333"), "") },
        CopyRow { is_insight: true, ..row(Some("i"), Some("444455556666"), "") },
        row(Some("n"), None, "IAMUser"),
        row(Some("n"), None, "IAMUser"),
    ];
    let folded = fold(&rows);
    let copies: Vec<_> = folded.iter().map(|action| (action.lead, action.copies.clone())).collect();
    let single = |at: usize| (at, vec![at]);
    assert_eq!(
        copies,
        [
            (2, vec![0, 2]),
            single(1),
            single(3),
            single(4),
            single(5),
            single(6),
            single(7),
            single(8),
            single(9)
        ]
    );
}

#[test]
fn long_lists_are_cut_and_say_so() {
    let record = |count: usize| {
        let names: Vec<String> = (0..count).map(|at| format!("\"alarm-{at}\"")).collect();
        format!(
            r#"{{"eventSource":"monitoring.amazonaws.com","eventName":"DeleteAlarms","requestParameters":{{"alarmNames":[{}]}}}}"#,
            names.join(",")
        )
    };
    let told = |count: usize| {
        with_event(&record(count), |event| {
            let summary = summary(event);
            let alarms: Vec<_> = summary.blocks[2].facts.iter().map(|fact| fact.value.clone()).collect();
            (alarms.len(), alarms.last().cloned().unwrap_or_default(), summary.sentence)
        })
    };
    assert_eq!(told(3).0, 3);
    let (shown, last, sentence) = told(25);
    assert_eq!((shown, last.as_str()), (21, "and 5 more"));
    assert!(sentence.contains("alarm-0 and many more"), "{sentence}");
    assert_eq!(told(5_000).1, "and many more");
}
