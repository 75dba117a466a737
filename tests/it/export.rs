//! Exports at the engine's door: what is written, read again and compared with plain evaluations.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use trail_loupe::engine::protocol::{
    Command, ExportChoice, ExportForm, ExportNews, ExportOrder, ExportTally, Sort, Update,
};
use trail_loupe::record::mask::{MASK, has_token, mask, token_spans};

use crate::pool::Pool;
use crate::sample_files;

const FORMS: [ExportForm; 3] = [ExportForm::Csv, ExportForm::Json, ExportForm::JsonLines];

fn order(form: ExportForm, query: &str, field: &str, descending: bool, columns: &[&str]) -> ExportOrder {
    ExportOrder {
        query: query.to_owned(),
        sort: Sort { field: field.to_owned(), descending },
        form,
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
    }
}

/// A file with everything that was said while it was made.
struct Written {
    text: String,
    parts: usize,
    tally: ExportTally,
    rows: u64,
}

fn news(pool: &Pool) -> Vec<ExportNews> {
    let news = pool.updates.iter().filter_map(|update| match update {
        Update::Export(news) => Some(news.clone()),
        _ => None,
    });
    news.collect()
}

fn survey(pool: &mut Pool, order: &ExportOrder) -> ExportTally {
    pool.updates.clear();
    pool.command(Command::BeginExport(order.clone()));
    let whole = news(pool).into_iter().rev().find_map(|news| match news {
        ExportNews::Surveyed { tally, is_whole: true } => Some(tally),
        _ => None,
    });
    whole.expect("the survey comes to an end")
}

fn export(pool: &mut Pool, order: &ExportOrder, choice: ExportChoice) -> Written {
    let tally = survey(pool, order);
    pool.command(Command::WriteExport(choice));
    finish(pool, tally)
}

fn finish(pool: &Pool, tally: ExportTally) -> Written {
    let mut written = Written { text: String::new(), parts: 0, tally, rows: 0 };
    let mut is_whole = false;
    for news in news(pool) {
        match news {
            ExportNews::Part { text, rows } => {
                assert!(!is_whole && rows >= written.rows, "parts come in order and before the end");
                written.text.push_str(&text);
                written.parts += 1;
                written.rows = rows;
            }
            ExportNews::Written { rows, unreadable } => {
                assert_eq!((rows, unreadable), (written.rows, 0));
                is_whole = true;
            }
            ExportNews::Surveyed { .. } => {}
            ExportNews::Broken { why } => panic!("{why}"),
        }
    }
    assert!(is_whole, "the file is said to be whole");
    written
}

fn sample_pool(num_shards: u16) -> Pool {
    let (files, _) = sample_files::all();
    let mut pool = Pool::new(num_shards, u64::from(num_shards));
    pool.load(sample_files::given(&files));
    pool
}

/// The rows of a CSV with the guard taken away again.
fn csv_cells(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let plain = |cell: &str| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
    reader.records().map(|row| row.expect("a row").iter().map(plain).collect()).collect()
}

/// What stands under a path of a record, by plain JSON values.
fn plain_values(value: &Value, path: &[&str], out: &mut Vec<String>) {
    match (value, path.split_first()) {
        (Value::Array(elements), _) => elements.iter().for_each(|each| plain_values(each, path, out)),
        (Value::Object(members), Some((first, rest))) => {
            if let Some(member) = members.get(*first) {
                plain_values(member, rest, out);
            }
        }
        (Value::String(text), None) => out.push(text.clone()),
        (Value::Number(number), None) => out.push(number.to_string()),
        (Value::Bool(truth), None) => out.push(truth.to_string()),
        _ => {}
    }
}

#[test]
fn the_file_is_the_same_for_any_number_of_workers_and_holds_every_match_once() {
    let mut pools = [sample_pool(1), sample_pool(3), sample_pool(7)];
    let columns = ["eventTime", "eventName", "user", "requestParameters.bucketName"];
    for (query, field, descending) in [
        ("", "eventTime", true),
        ("errorCode:*", "eventName", false),
        ("service:s3", "requestParameters.bucketName", true),
        ("", "eventID", false),
        ("eventName:NoSuchCall", "eventTime", true),
    ] {
        for form in FORMS {
            let order = order(form, query, field, descending, &columns);
            let texts: Vec<String> = pools
                .iter_mut()
                .map(|pool| {
                    let written = export(pool, &order, ExportChoice::default());
                    pool.command(Command::SetQuery { text: query.to_owned() });
                    assert_eq!(written.rows, pool.matches().matches, "{query}");
                    assert_eq!((written.tally.matched, written.tally.rows), (written.rows, written.rows));
                    written.text
                })
                .collect();
            assert!(texts.iter().all(|text| *text == texts[0]), "{form:?} {query} {field}");
        }
    }
}

#[test]
fn records_are_written_in_the_order_of_the_table() {
    let mut pool = sample_pool(3);
    for (field, descending) in [("eventTime", true), ("eventName", false), ("errorCode", true)] {
        let columns = vec!["eventID".to_owned(), "eventName".to_owned()];
        pool.command(Command::SetSort(Sort { field: field.to_owned(), descending }));
        pool.command(Command::SetQuery { text: String::new() });
        pool.command(Command::SetWindow { first: 0, count: 10_000, columns: columns.clone() });
        let page = pool.last(|update| match update {
            Update::Page(page) => Some(page.clone()),
            _ => None,
        });
        let shown: Vec<Vec<String>> = page
            .expect("a page")
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.join("\n")).collect())
            .collect();
        let order = order(ExportForm::Csv, "", field, descending, &["eventID", "eventName"]);
        let written = csv_cells(&export(&mut pool, &order, ExportChoice::default()).text);
        assert_eq!(written[0], columns);
        assert_eq!(written[1..], shown, "{field}");
    }
}

#[test]
fn exported_records_read_again_give_the_same_events() {
    let (_, records) = sample_files::all();
    let mut expected: Vec<String> = records.iter().map(Value::to_string).collect();
    expected.sort();
    for form in [ExportForm::Json, ExportForm::JsonLines] {
        let mut pool = sample_pool(3);
        let first = export(&mut pool, &order(form, "", "eventTime", true, &[]), ExportChoice::default());
        let values: Vec<Value> = match form {
            ExportForm::Json => {
                let document: Value = serde_json::from_str(&first.text).expect("JSON");
                document["Records"].as_array().expect("records").clone()
            }
            _ => {
                first.text.lines().map(|line| serde_json::from_str(line).expect("a record a line")).collect()
            }
        };
        let mut found: Vec<String> = values.iter().map(Value::to_string).collect();
        found.sort();
        assert_eq!(found, expected);

        let mut again = Pool::new(2, 4);
        let status = again.load(vec![("export.json", first.text.clone().into_bytes())]);
        assert_eq!((status.events, status.duplicates, status.skipped), (records.len() as u64, 0, 0));
        let second = export(&mut again, &order(form, "", "eventTime", true, &[]), ExportChoice::default());
        let sorted = |text: &str| {
            let mut lines: Vec<String> =
                text.lines().map(|line| line.trim_end_matches(',').to_owned()).collect();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&second.text), sorted(&first.text));
    }
}

#[test]
fn records_keep_their_bytes_and_lines_lose_only_breaks_and_indentation() {
    let pretty = "{\r\n  \"eventVersion\": \"1.08\",\n\t\"eventID\" : \"x-1\",\n  \"n\": 1.50e3,\n  \"s\": \"a \\n  b\",\n  \"list\": [\n    1,\n    2 ]\n}";
    let line = "{\"eventVersion\": \"1.08\",\"eventID\" : \"x-1\",\"n\": 1.50e3,\"s\": \"a \\n  b\",\"list\": [1,2 ]}";
    let file = format!("{{\"Records\": [ {pretty} , {{\"eventVersion\":\"1.08\",\"eventID\":\"x-2\"}}]}}");
    for num_shards in [1, 3] {
        let mut pool = Pool::new(num_shards, 2);
        pool.load(vec![("log.json", file.clone().into_bytes())]);
        let json =
            export(&mut pool, &order(ExportForm::Json, "", "eventID", false, &[]), ExportChoice::default());
        let rest = "{\"eventVersion\":\"1.08\",\"eventID\":\"x-2\"}";
        assert_eq!(json.text, format!("{{\"Records\":[\n{pretty},\n{rest}\n]}}\n"));
        let lines = export(
            &mut pool,
            &order(ExportForm::JsonLines, "", "eventID", false, &[]),
            ExportChoice::default(),
        );
        assert_eq!(lines.text, format!("{line}\n{rest}\n"));
        let none = order(ExportForm::Json, "eventID:x-9", "eventID", false, &[]);
        assert_eq!(export(&mut pool, &none, ExportChoice::default()).text, "{\"Records\":[\n]}\n");
    }
}

#[test]
fn cells_of_a_csv_are_the_values_of_the_records() {
    let (_, records) = sample_files::all();
    let columns = ["eventID", "eventTime", "userAgent", "requestParameters.policyDocument", "resources.ARN"];
    let mut pool = sample_pool(2);
    let order = order(ExportForm::Csv, "eventID:*", "eventID", false, &columns);
    let rows = csv_cells(&export(&mut pool, &order, ExportChoice::default()).text);
    let found: BTreeMap<&str, &[String]> = rows[1..].iter().map(|row| (row[0].as_str(), &row[1..])).collect();
    let mut compared = 0;
    for record in records.iter().filter(|record| record["eventID"].is_string()) {
        let id = record["eventID"].as_str().expect("an id");
        let same_id = records.iter().filter(|other| other["eventID"] == record["eventID"]).count();
        if same_id > 1 {
            continue;
        }
        for (column, cell) in columns[1..].iter().zip(found[id]) {
            let mut values = Vec::new();
            plain_values(record, &column.split('.').collect::<Vec<_>>(), &mut values);
            assert_eq!(*cell, values.join("\n"), "{column} of {id}");
            compared += 1;
        }
    }
    assert!(compared > 1_000, "{compared}");
}

#[test]
fn no_cell_can_run_in_a_spreadsheet_and_every_value_can_be_had_back() {
    let values = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u{a0}=1",
        "＝1",
        "＠x",
        "'quoted",
        "plain",
        "a,b",
        "say \"x\"",
        "two\nlines",
        " blank ",
        "",
        "a=1",
        "=cmd|'/C calc'!A0",
        "x;y",
        "\u{feff}=1",
    ];
    let records: Vec<Value> = values
        .iter()
        .enumerate()
        .map(|(place, value)| {
            json!({ "eventVersion": "1.08", "eventID": format!("id-{place:02}"), "errorMessage": value,
                    "requestParameters": { "x": value } })
        })
        .collect();
    let mut pool = Pool::new(2, 1);
    pool.load(vec![("log.json", json!({ "Records": records }).to_string().into_bytes())]);
    let columns = ["errorMessage", "requestParameters.x"];
    let text =
        export(&mut pool, &order(ExportForm::Csv, "", "eventID", false, &columns), ExportChoice::default())
            .text;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), values.len());
    for (row, value) in rows.iter().zip(values) {
        for cell in row {
            let first = cell.trim_start_matches([' ', '\u{a0}', '\u{feff}']).chars().next();
            assert!(!first.is_some_and(|c| "=+-@\t\r\n＝＋－＠".contains(c)), "{cell:?} could be run");
            assert_eq!(cell.strip_prefix('\'').unwrap_or(cell), value);
        }
    }
    assert!(text.lines().next() == Some("errorMessage,requestParameters.x") && text.ends_with("\r\n"));
}

#[test]
fn tokens_are_counted_and_masked_in_every_form() {
    let (_, records) = sample_files::all();
    let with_token = records.iter().filter(|record| !token_spans(&record.to_string()).is_empty()).count();
    assert!(with_token > 5, "the sample has tokens");
    let columns = ["eventID", "responseElements.credentials.sessionToken"];
    for form in FORMS {
        let mut pool = sample_pool(3);
        let order = order(form, "", "eventTime", true, &columns);
        let masks = ExportChoice { masks_tokens: true, ..ExportChoice::default() };
        let masked = export(&mut pool, &order, masks);
        let plain = export(&mut pool, &order, ExportChoice::default());
        assert_eq!(masked.tally, plain.tally);
        assert!(masked.text.contains(MASK) && !plain.text.contains(MASK));
        match form {
            ExportForm::Csv => {
                let shown = csv_cells(&plain.text)[1..].iter().filter(|row| !row[1].is_empty()).count();
                assert_eq!(plain.tally.with_tokens, shown as u64);
                for (masked, plain) in csv_cells(&masked.text).iter().zip(csv_cells(&plain.text)).skip(1) {
                    let expected = if plain[1].is_empty() { "" } else { MASK };
                    assert_eq!((&masked[0], masked[1].as_str()), (&plain[0], expected));
                }
            }
            _ => {
                assert_eq!(plain.tally.with_tokens, with_token as u64);
                assert_eq!(masked.text.lines().count(), plain.text.lines().count());
                for (masked, plain) in masked.text.lines().zip(plain.text.lines()) {
                    assert_eq!(masked, mask(plain).0);
                    assert!(!has_token(masked));
                }
            }
        }
    }
}

#[test]
fn a_glance_finds_what_a_walk_finds() {
    let (_, records) = sample_files::all();
    let odd = [
        json!({ "SESSION_TO-KEN": "abc" }),
        json!({ "x": "IQoJb3JpZ2luX2VjEXAMPLETOKENEXAMPLETOKENEXAMPLETOKEN" }),
        json!({ "samlAssertion": "abc", "y": 1 }),
        json!({ "Secret-Access_Key": ["a"] }),
        json!({ "clientToken": "abc" }),
        json!({ "sessionToken": "" }),
    ];
    for record in records.iter().chain(&odd) {
        let text = record.to_string();
        assert_eq!(has_token(&text), !token_spans(&text).is_empty(), "{text}");
    }
    assert!(has_token(r#"{"session\u0054oken":"abc"}"#));
}

#[test]
fn rows_without_an_original_record_are_counted_and_can_be_left_out() {
    let csv = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n\
        alice,,2026-03-01T00:00:00Z,ec2.amazonaws.com,RunInstances,eu-west-1,192.0.2.1,,,[],,id-1,false,AwsApiCall,111122223333,Management\n\
        alice,,2026-03-01T00:00:01Z,ec2.amazonaws.com,StopInstances,eu-west-1,192.0.2.1,,,[],,id-2,false,AwsApiCall,111122223333,Management\n";
    let full = json!({ "Records": [{ "eventVersion": "1.08", "eventID": "id-1", "eventTime": "2026-03-01T00:00:00Z",
        "eventName": "RunInstances", "eventSource": "ec2.amazonaws.com" }] });
    let lookup = json!({ "Events": [{ "EventId": "id-3", "Username": "alice", "CloudTrailEvent":
        json!({ "eventVersion": "1.08", "eventID": "id-3", "eventTime": "2026-03-01T00:00:02Z" }).to_string() }] });
    for num_shards in [1, 3] {
        let mut pool = Pool::new(num_shards, 3);
        pool.load(vec![
            ("history.csv", csv.as_bytes().to_vec()),
            ("full.json", full.to_string().into_bytes()),
            ("lookup.json", lookup.to_string().into_bytes()),
            ("full-again.json", full.to_string().into_bytes()),
        ]);
        let order = order(ExportForm::JsonLines, "", "eventTime", false, &[]);
        let all = export(&mut pool, &order, ExportChoice::default());
        // The summary of id-1 and the second copy of its record are duplicates.
        assert_eq!((all.tally.rows, all.tally.summaries, all.tally.derived), (3, 1, 1));
        let ids = |text: &str| -> Vec<String> {
            let id = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["eventID"].to_string();
            text.lines().map(id).collect()
        };
        assert_eq!(ids(&all.text), ["\"id-1\"", "\"id-2\"", "\"id-3\""]);
        let choice = ExportChoice { leaves_out_summaries: true, ..ExportChoice::default() };
        assert_eq!(ids(&export(&mut pool, &order, choice).text), ["\"id-1\"", "\"id-3\""]);
    }
}

/// Records enough for several batches of every worker, in files that interleave in time.
fn many(num_files: usize, records_each: usize) -> Vec<(String, Vec<u8>)> {
    let file = |file: usize| {
        let records: Vec<Value> = (0..records_each)
            .map(|index| {
                let place = index * num_files + file;
                json!({ "eventVersion": "1.08", "eventID": format!("id-{place:06}"), "filler": "x".repeat(400),
                    "eventTime": format!("2026-03-01T{:02}:{:02}:{:02}Z", place / 3_600, place / 60 % 60, place % 60) })
            })
            .collect();
        (format!("file{file}.json"), json!({ "Records": records }).to_string().into_bytes())
    };
    (0..num_files).map(file).collect()
}

#[test]
fn a_large_export_comes_in_parts_and_questions_are_answered_meanwhile() {
    let files = many(7, 6_000);
    for num_shards in [1, 3] {
        let mut pool = Pool::new(num_shards, 11);
        pool.load(sample_files::given(&files));
        let order = order(ExportForm::JsonLines, "", "eventTime", false, &[]);
        let tally = survey(&mut pool, &order);
        pool.begin(Command::WriteExport(ExportChoice::default()));
        for step in 0.. {
            if step % 3 == 0 {
                let text = format!("eventID:id-{step:06}");
                pool.begin(Command::SetQuery { text: text.clone() });
                for _ in 0..40 * num_shards {
                    pool.step();
                }
                assert_eq!(pool.matches().query, text, "answered while the export goes on");
            }
            if !pool.step() {
                break;
            }
        }
        let written = finish(&pool, tally);
        assert_eq!(written.rows, 42_000);
        assert!(written.parts > 4, "{} parts", written.parts);
        for (place, line) in written.text.lines().enumerate() {
            assert!(line.contains(&format!("id-{place:06}")), "line {place}: {line}");
        }
    }
}

/// Three workers with the files, and an order whose export has gone so many steps; what it told is forgotten.
fn amid_an_export(files: &[(String, Vec<u8>)], steps: u64) -> (Pool, ExportOrder) {
    let mut pool = Pool::new(3, steps);
    pool.load(sample_files::given(files));
    let order = order(ExportForm::Json, "", "eventTime", true, &[]);
    survey(&mut pool, &order);
    pool.begin(Command::WriteExport(ExportChoice::default()));
    (0..steps).for_each(|_| {
        pool.step();
    });
    pool.updates.clear();
    (pool, order)
}

#[test]
fn what_is_cancelled_is_heard_of_no_more_and_what_is_loaded_later_is_not_in_it() {
    let files = many(5, 2_000);
    for steps in [0, 1, 3, 7, 20, 60] {
        let (mut pool, order) = amid_an_export(&files, steps);
        pool.command(Command::CancelExport);
        assert!(news(&pool).is_empty(), "after {steps} steps");
        let written = export(&mut pool, &order, ExportChoice::default());
        assert_eq!(written.rows, 10_000);

        let tally = survey(&mut pool, &order);
        pool.load(vec![("more.json", many(1, 3).remove(0).1)]);
        pool.updates.clear();
        pool.command(Command::WriteExport(ExportChoice::default()));
        assert_eq!(finish(&pool, tally).text, written.text);
    }
}

#[test]
fn an_export_ends_with_a_worker_and_the_next_one_is_whole() {
    let files = many(5, 2_000);
    for (steps, can_restart) in [(0, true), (1, false), (2, true)] {
        let (mut pool, order) = amid_an_export(&files, steps);
        pool.end_worker(1, can_restart);
        pool.finish();
        let heard = news(&pool);
        assert!(matches!(heard.as_slice(), [ExportNews::Broken { .. }]), "after {steps} steps");
        let written = export(&mut pool, &order, ExportChoice::default());
        pool.command(Command::SetQuery { text: String::new() });
        assert_eq!(written.rows, pool.matches().matches);
    }
}
