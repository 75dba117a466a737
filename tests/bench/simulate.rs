//! How long a trail's configuration takes over a million events, beside inflating and parsing them once.
//!
//! `cargo bench --bench simulate`. The events are made here: management events of many services and names, and S3 data
//! events, each with two resources and an ARN of its own, which is what is hardest on a simulation. `serde_json` stands
//! for the browser's parser; the page's own comparison is `cargo xtask bench`.

#![expect(clippy::print_stdout, reason = "a benchmark speaks on standard output")]

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use trail_loupe::engine::protocol::{GivenId, QueryId, Request, Response};
use trail_loupe::engine::shard::Shard;

const EVENTS_PER_FILE: usize = 10_000;
const ROUNDS: usize = 7;

/// Name and text.
const CONFIGURATIONS: [(&str, &str); 6] = [
    ("management", r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#),
    (
        "basic bucket",
        r#"[{"ReadWriteType":"WriteOnly","DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3:::bucket-1/","arn:aws:s3:::bucket-2/"]}]}]"#,
    ),
    (
        "bucket prefix",
        r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::bucket-1/logs/"],"NotEndsWith":[".tmp"]}]}]"#,
    ),
    (
        "role left out",
        r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]},{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"userIdentity.arn","NotStartsWith":["arn:aws:sts::111122223333:assumed-role/reader-1/"]},{"Field":"eventName","NotEquals":["HeadObject"]}]}]"#,
    ),
    (
        "one Region",
        r#"{"IsMultiRegionTrail":false,"HomeRegion":"eu-west-1","RecursiveLogging":false,"EventSelectors":[{"ReadWriteType":"All"}]}"#,
    ),
    (
        "two compared",
        r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::bucket-1/","arn:aws:s3:::bucket-3/"]}]}]"#,
    ),
];

fn main() {
    let wanted = std::env::args().skip(1).find_map(|word| word.parse().ok());
    let is_test = std::env::args().any(|word| word == "--test");
    let num_events: usize = if is_test { EVENTS_PER_FILE } else { wanted.unwrap_or(1_000_000) };
    let files: Vec<Vec<u8>> = (0..num_events / EVENTS_PER_FILE).map(file).collect();
    let start = Instant::now();
    let parsed: usize = files.iter().map(|gzip| parse(gzip)).sum();
    let parsing = start.elapsed();
    let mut shard = load(&files);
    println!("{parsed} events; inflated and parsed in {:.2} s", parsing.as_secs_f64());
    for (name, text) in CONFIGURATIONS {
        let second = (name == "two compared").then_some(CONFIGURATIONS[3].1);
        let mut times: Vec<Duration> =
            (0..ROUNDS as u32).map(|run| simulate(&mut shard, run, text, second)).collect();
        times.sort();
        let median = times[ROUNDS / 2];
        println!(
            "{name:<14} {:>6.1} ms   {:.2} % of parsing",
            median.as_secs_f64() * 1e3,
            median.as_secs_f64() / parsing.as_secs_f64() * 100.0
        );
    }
}

/// One simulation with grouped counts.
fn simulate(shard: &mut Shard, run: u32, first: &str, second: Option<&str>) -> Duration {
    let start = Instant::now();
    let judge = Request::Judge { run, first: Some(first.to_owned()), second: second.map(str::to_owned) };
    ask(shard, judge);
    let answers = ask(shard, Request::Simulation { id: QueryId(1), run });
    let time = start.elapsed();
    assert!(matches!(answers.as_slice(), [Response::Simulation { .. }]), "an answer");
    time
}

fn ask(shard: &mut Shard, request: Request) -> Vec<Response> {
    shard.receive(request, Vec::new());
    let mut answers = Vec::new();
    while shard.has_work() {
        answers.extend(shard.step());
    }
    answers
}

fn load(files: &[Vec<u8>]) -> Shard {
    let mut shard = Shard::default();
    for (number, gzip) in files.iter().enumerate() {
        let request = Request::Load { given: GivenId(number as u32), path: format!("{number}.json.gz") };
        shard.receive(request, gzip.clone());
        shard.step();
    }
    ask(&mut shard, Request::Seal);
    ask(&mut shard, Request::Query { id: QueryId(1), text: String::new() });
    shard
}

fn parse(gzip: &[u8]) -> usize {
    let mut text = String::new();
    // Made above, so it can be read.
    flate2::read::GzDecoder::new(gzip).read_to_string(&mut text).unwrap_or_default();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    std::hint::black_box(&value)["Records"].as_array().map_or(0, Vec::len)
}

/// A log file with its share of the events.
fn file(number: usize) -> Vec<u8> {
    let mut text = String::from("{\"Records\":[");
    for event in number * EVENTS_PER_FILE..(number + 1) * EVENTS_PER_FILE {
        if event % EVENTS_PER_FILE > 0 {
            text.push(',');
        }
        // Writing to a string cannot fail.
        write_event(&mut text, event).unwrap_or_default();
    }
    text.push_str("]}");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap_or_default();
    gzip.finish().unwrap_or_default()
}

fn write_event(text: &mut String, event: usize) -> std::fmt::Result {
    let mixed = event.wrapping_mul(0x9E37_79B9) >> 7;
    let region = ["us-east-1", "eu-west-1", "ap-southeast-2"][mixed % 3];
    let (second, id) = (event % 60, event);
    write!(
        text,
        "{{\"eventVersion\":\"1.09\",\"userIdentity\":{{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE:session-{0}\",\"arn\":\"arn:aws:sts::111122223333:assumed-role/reader-{1}/session-{0}\",\"accountId\":\"111122223333\",\"accessKeyId\":\"ASIAEXAMPLE{0:05}\"}},\"eventTime\":\"2026-03-01T08:10:{second:02}Z\",\"awsRegion\":\"{region}\",\"sourceIPAddress\":\"198.51.100.{2}\",\"userAgent\":\"aws-cli/2.15.0\",\"requestID\":\"{id:016X}\",\"eventID\":\"00000000-0000-4000-8000-{id:012x}\",\"eventType\":\"AwsApiCall\",\"recipientAccountId\":\"111122223333\",",
        mixed % 20_000,
        mixed % 40,
        mixed % 250,
    )?;
    if mixed % 10 < 7 {
        let name = ["GetObject", "PutObject", "HeadObject", "DeleteObject"][mixed % 4];
        let bucket = mixed % 50;
        write!(
            text,
            "\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"{name}\",\"readOnly\":{},\"managementEvent\":false,\"eventCategory\":\"Data\",\"requestParameters\":{{\"bucketName\":\"bucket-{bucket}\",\"key\":\"logs/{id}.gz\"}},\"responseElements\":null,\"resources\":[{{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::bucket-{bucket}/logs/{id}.gz\"}},{{\"accountId\":\"111122223333\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::bucket-{bucket}\"}}]}}",
            name == "GetObject" || name == "HeadObject",
        )
    } else {
        let service = mixed % 40;
        let verb = ["Describe", "List", "Create", "Delete", "Put"][mixed % 5];
        write!(
            text,
            "\"eventSource\":\"service{service}.amazonaws.com\",\"eventName\":\"{verb}Thing{}\",\"readOnly\":{},\"managementEvent\":true,\"eventCategory\":\"Management\",\"requestParameters\":{{\"name\":\"thing-{id}\"}},\"responseElements\":null{}}}",
            mixed % 12,
            mixed % 5 < 2,
            if mixed.is_multiple_of(9) { ",\"errorCode\":\"AccessDenied\"" } else { "" },
        )
    }
}
