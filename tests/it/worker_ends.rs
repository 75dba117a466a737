//! Workers that end at any moment: every file is named or read, the rest stays right, and what was
//! lost can be read again.

use serde_json::{Value, json};
use trail_loupe::engine::protocol::{
    Command, EventKey, ExportChoice, ExportForm, ExportNews, ExportOrder, FileRow, LoadStatus, Phase, Series,
    Sort, Update, ValueAsker,
};

use crate::pool::Pool;

const FILES: usize = 12;
const RECORDS: usize = 30;

/// Files in which every fourth record stands in the next file as well.
fn files() -> Vec<(String, Vec<u8>)> {
    (0..FILES)
        .map(|file| {
            let own = (0..RECORDS).map(|index| file * RECORDS + index);
            let repeated =
                (0..RECORDS).step_by(4).map(|index| ((file + FILES - 1) % FILES) * RECORDS + index);
            let records: Vec<Value> = own
                .chain(repeated)
                .map(|number| {
                    json!({
                        "eventVersion": "1.08", "eventID": format!("id-{number}"),
                        "eventTime": format!("2026-03-01T00:{:02}:{:02}Z", number / 60, number % 60),
                        "eventName": format!("Name{number}"), "awsRegion": "eu-west-1",
                        "recipientAccountId": "111122223333", "readOnly": true,
                    })
                })
                .collect();
            (format!("file{file:02}.json"), json!({ "Records": records }).to_string().into_bytes())
        })
        .collect()
}

/// A page that is asked everything that a screen shows, with files handed over and nothing read.
fn begun(num_shards: u16, seed: u64) -> Pool {
    begun_with(num_shards, seed, None)
}

/// The same; the file `ends_workers` ends every worker that is to read it.
fn begun_with(num_shards: u16, seed: u64, ends_workers: Option<u32>) -> Pool {
    let mut pool = Pool::new(num_shards, seed);
    pool.ends_workers = ends_workers;
    pool.command(Command::SetWindow { first: 0, count: 50, columns: vec!["eventName".to_owned()] });
    pool.command(Command::SetFacets { fields: vec!["eventName".to_owned()], top: 5 });
    pool.command(Command::SetTimeline { series: Series::default(), buckets: 20 });
    let files = files();
    let names = files.iter().map(|(name, bytes)| (name.clone(), bytes.len() as u64).into()).collect();
    pool.hold(files.into_iter().map(|(_, bytes)| bytes).collect());
    pool.begin(Command::AddFiles { files: names });
    pool
}

/// What the counts must be, from the files that are there: an independent look at the same bytes.
fn expected(rows: &[FileRow]) -> (u64, u64) {
    let files = files();
    let mut ids = std::collections::HashSet::new();
    let mut records = 0;
    for row in rows.iter().filter(|row| row.report.kind != "lost" && row.report.kind != "not-read") {
        let (_, bytes) = files.iter().find(|(name, _)| *name == row.report.path).expect("a file of ours");
        let log: Value = serde_json::from_slice(bytes).expect("a log of ours");
        for record in log["Records"].as_array().into_iter().flatten() {
            records += 1;
            ids.insert(record["eventID"].to_string());
        }
    }
    (records, ids.len() as u64)
}

fn check(pool: &Pool, status: &LoadStatus, what: &str) {
    assert_eq!(status.phase, Phase::Ready, "{what}: loading comes to an end");
    assert_eq!(status.records, status.events + status.duplicates, "{what}");
    let rows = pool.files();
    assert_eq!(rows.len(), FILES, "{what}: every file has one row");
    assert_eq!(status.files, FILES as u64, "{what}");
    assert_eq!((status.given_done, status.given_total), (FILES as u64, FILES as u64), "{what}");
    assert_eq!(status.bytes_done, status.bytes_total, "{what}");
    for row in rows.iter().filter(|row| row.report.records == 0) {
        assert!(row.report.reasons[0].contains("ended") || row.report.reasons[0].contains("left"), "{what}");
    }
    assert_eq!((status.records, status.events), expected(&rows), "{what}");
    let sums = rows.iter().fold((0, 0), |(records, duplicates), row| {
        (records + row.report.records, duplicates + row.duplicates)
    });
    assert_eq!(sums, (status.records, status.duplicates), "{what}: the files' counts are the whole's");
    let matches = pool.matches();
    assert_eq!((matches.matches, matches.total), (status.events, status.events), "{what}");
    let facets = pool.last(|update| match update {
        Update::Facets { facets, .. } => Some(facets[0].distinct),
        _ => None,
    });
    assert_eq!(facets, Some(status.events), "{what}: every event has a name of its own");
    let timeline = pool.last(|update| match update {
        Update::Timeline(timeline) => Some(timeline.buckets.iter().flatten().sum::<u64>()),
        _ => None,
    });
    assert_eq!(timeline, Some(status.events), "{what}");
    let page = pool.last(|update| match update {
        Update::Page(page) => Some(page.rows.len() as u64),
        _ => None,
    });
    assert_eq!(page, Some(status.events.min(50)), "{what}");
}

#[test]
fn a_worker_may_end_at_any_moment() {
    for num_shards in [1, 2, 3] {
        // Long enough to reach past the end of loading, into questions that all workers are at.
        for moment in (0..60u64).step_by(2 * usize::from(num_shards)) {
            for ending in 0..num_shards {
                let what = format!("worker {ending} of {num_shards} after {moment} steps");
                let mut pool = begun(num_shards, moment);
                for _ in 0..moment {
                    pool.step();
                }
                pool.end_worker(ending, true);
                let status = pool.finish();
                check(&pool, &status, &what);
                let lost = pool.files().iter().filter(|row| row.report.kind == "lost").count() as u64;
                assert_eq!(status.lost, lost, "{what}");

                pool.command(Command::ReadLostAgain);
                let status = pool.finish();
                check(&pool, &status, &format!("{what}, read again"));
                assert_eq!((status.lost, status.events), (0, (FILES * RECORDS) as u64), "{what}");
                let lost = pool.files().iter().filter(|row| row.report.kind == "lost").count();
                assert_eq!(lost, 0, "{what}");
            }
        }
    }
}

#[test]
fn a_worker_that_cannot_be_replaced_is_answered_for() {
    for moment in [0, 3, 9, 20, 40, 100u64] {
        for num_shards in [1, 2] {
            let what = format!("the last of {num_shards} workers after {moment} steps");
            let mut pool = begun(num_shards, moment);
            for _ in 0..moment {
                pool.step();
            }
            pool.end_worker(num_shards - 1, false);
            let status = pool.finish();
            check(&pool, &status, &what);
            pool.command(Command::ReadLostAgain);
            let status = pool.finish();
            check(&pool, &status, &format!("{what}, read again"));
            let all = if num_shards == 1 { 0 } else { (FILES * RECORDS) as u64 };
            assert_eq!(status.events, all, "{what}: the others read what one has lost");
        }
    }
}

#[test]
fn questions_to_all_workers_are_answered_though_one_ends() {
    for ending in 0..2 {
        let mut pool = begun(2, 5);
        pool.finish();
        let asked = [
            Command::AskCoverage,
            Command::AskFileHashes,
            Command::FindEvent { event_id: "id-7".to_owned() },
            Command::AskValues {
                asker: ValueAsker::Filter,
                context: String::new(),
                field: "eventName".to_owned(),
                typed: "Name7".to_owned(),
                limit: 10,
            },
        ];
        pool.updates.clear();
        for command in asked {
            pool.begin(command);
        }
        pool.end_worker(ending, true);
        pool.finish();
        let answered =
            |is_it: fn(&Update) -> bool| pool.updates.iter().filter(|update| is_it(update)).count();
        assert_eq!(answered(|update| matches!(update, Update::Coverage(_))), 1);
        assert_eq!(answered(|update| matches!(update, Update::FileHashes(_))), 1);
        assert_eq!(answered(|update| matches!(update, Update::Found { .. })), 1);
        assert_eq!(answered(|update| matches!(update, Update::Values(_))), 1);
        assert_eq!(answered(|update| matches!(update, Update::WorkerEnded { .. })), 1);
    }
}

#[test]
fn verdicts_are_given_again_after_a_worker_has_ended() {
    let everything = r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#;
    for moment in [0, 2, 5, 30] {
        let mut pool = begun(3, 7);
        pool.begin(Command::SetTrail { first: everything.to_owned(), second: String::new() });
        for _ in 0..moment {
            pool.step();
        }
        pool.end_worker(1, true);
        let status = pool.finish();
        pool.command(Command::ReadLostAgain);
        let status_again = pool.finish();
        assert!(status.events <= status_again.events);
        let simulation = pool.last(|update| match update {
            Update::Simulation(simulation) => simulation.clone(),
            _ => None,
        });
        let first = simulation.expect("there are verdicts").trail.first;
        let sum = first.recorded + first.not_recorded + first.never + first.undecided;
        assert_eq!(sum, status_again.events, "after {moment} steps");
    }
}

#[test]
fn counts_and_paths_are_those_of_the_events_that_are_left() {
    for moment in [0, 1, 3, 8, 40] {
        let mut pool = begun(3, 13);
        pool.begin(Command::SetCounts { queries: vec!["eventName:*".to_owned()] });
        pool.begin(Command::WantPaths);
        for _ in 0..moment {
            pool.step();
        }
        pool.end_worker(1, moment % 2 == 0);
        for again in [false, true] {
            if again {
                pool.command(Command::ReadLostAgain);
            }
            let status = pool.finish();
            let counts = pool.last(|update| match update {
                Update::Counts(counts) => Some(counts.clone()),
                _ => None,
            });
            let counts = counts.expect("counts were told");
            assert_eq!(counts.len(), 2, "after {moment} steps");
            assert!(counts.iter().all(|count| count.matches == status.events), "after {moment} steps");
            let paths = pool.last(|update| match update {
                Update::Paths(list) => Some(list.clone()),
                _ => None,
            });
            let paths = paths.expect("paths were told");
            let named = paths.paths.iter().find(|(path, _)| path == "eventName").map(|(_, count)| *count);
            assert!(paths.is_complete);
            assert_eq!(named.unwrap_or_default(), status.events, "after {moment} steps");
        }
    }
}

/// The file that ends every worker which reads it is found out, and everything else comes back.
#[test]
fn a_file_that_ends_workers_is_left_alone_in_the_end() {
    let mut pool = begun_with(2, 11, Some(4));
    for round in 0..6 {
        let status = pool.finish();
        check(&pool, &status, &format!("round {round}"));
        if status.lost == 0 {
            break;
        }
        pool.command(Command::ReadLostAgain);
    }
    let status = pool.status();
    assert_eq!(status.lost, 0, "there is an end to it");
    let without: Vec<_> = pool.files().into_iter().filter(|row| row.report.records == 0).collect();
    assert_eq!(without.len(), 1, "{without:?}");
    assert_eq!(without[0].report.path, "file04.json");
    assert!(without[0].report.reasons.iter().any(|reason| reason.contains("left alone")), "{without:?}");
}

#[test]
fn cancelling_a_second_reading_leaves_the_files_named() {
    let mut pool = begun(1, 3);
    pool.finish();
    pool.end_worker(0, true);
    assert_eq!(pool.finish().lost, FILES as u64);
    pool.begin(Command::ReadLostAgain);
    pool.begin(Command::CancelLoad);
    let status = pool.finish();
    check(&pool, &status, "cancelled");
    // Those that the worker had already are read.
    assert_eq!(status.lost, FILES as u64 - 6);
    pool.command(Command::ReadLostAgain);
    assert_eq!(pool.finish().events, (FILES * RECORDS) as u64);
}

/// A row number of a worker that has ended must not show another event.
#[test]
fn a_row_of_an_ended_worker_is_no_longer_there() {
    let mut pool = begun(1, 3);
    pool.finish();
    pool.end_worker(0, true);
    pool.finish();
    pool.updates.clear();
    pool.command(Command::OpenRecord(EventKey { shard: 0, row: 3 }));
    let shown = pool.updates.iter().any(|update| matches!(update, Update::Record { .. }));
    assert!(!shown);
}

#[test]
fn an_export_does_not_wait_for_a_worker_that_has_ended() {
    let order = ExportOrder {
        query: String::new(),
        sort: Sort { field: "eventTime".to_owned(), descending: false },
        form: ExportForm::JsonLines,
        columns: Vec::new(),
    };
    for moment in 0..2 {
        let mut pool = begun(2, 13);
        pool.finish();
        pool.command(Command::BeginExport(order.clone()));
        pool.begin(Command::WriteExport(ExportChoice::default()));
        for _ in 0..moment {
            pool.step();
        }
        pool.updates.clear();
        pool.end_worker(1, true);
        pool.finish();
        let said = pool.last(|update| match update {
            Update::Export(ExportNews::Broken { why }) => Some(why.clone()),
            _ => None,
        });
        let is_whole =
            pool.updates.iter().any(|update| matches!(update, Update::Export(ExportNews::Written { .. })));
        assert!(!is_whole, "after {moment} steps");
        assert!(said.is_some_and(|what| what.contains("a worker has stopped")), "after {moment} steps");
        // The next one is whole again.
        pool.command(Command::BeginExport(order.clone()));
        pool.command(Command::WriteExport(ExportChoice::default()));
        let written = pool.last(|update| match update {
            Update::Export(ExportNews::Written { rows, .. }) => Some(*rows),
            _ => None,
        });
        assert_eq!(written, Some(pool.status().events));
    }
}
