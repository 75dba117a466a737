//! What an export asks and says.

use trail_loupe::engine::protocol::{ExportChoice, ExportForm, ExportNews, ExportTally};
use trail_loupe::view::export::{ExportModel, Next, Stage, extent, media_type};

fn surveyed(tally: ExportTally, is_whole: bool) -> ExportNews {
    ExportNews::Surveyed { tally, is_whole }
}

#[test]
fn only_tokens_and_missing_originals_are_asked_about() {
    let plain =
        ExportTally { matched: 9, rows: 9, recovered: 2, derived: 3, lossy: 1, ..ExportTally::default() };
    let tokens = ExportTally { with_tokens: 1, ..plain };
    let summaries = ExportTally { summaries: 4, ..plain };
    for (form, tally, is_asked) in [
        (ExportForm::Json, plain, false),
        (ExportForm::Csv, plain, false),
        (ExportForm::Csv, tokens, true),
        (ExportForm::JsonLines, tokens, true),
        (ExportForm::Json, summaries, true),
        // A table's row is as good a row as any.
        (ExportForm::Csv, summaries, false),
    ] {
        let mut export = ExportModel::begun(form);
        assert_eq!(export.take(&surveyed(tally, false)), Next::Wait);
        assert_eq!((export.stage, export.progress()), (Stage::Counting, (9, 9)));
        let counted = surveyed(tally, true);
        let next = export.take(&counted);
        if is_asked {
            assert_eq!((next, export.stage), (Next::Wait, Stage::Asking), "{form:?} {tally:?}");
        } else {
            assert_eq!((next, export.stage), (Next::Write(ExportChoice::default()), Stage::Writing));
        }
    }
}

#[test]
fn copies_that_the_table_folds_away_are_said_to_be_in_the_file() {
    assert_eq!(extent(1_200, 1_200), "All 1,200 events under the filter, in the table's order.");
    assert_eq!(
        extent(1_200, 1_199),
        "All 1,200 events under the filter, 1 copy that the table folds away among them, in the table's order."
    );
    assert!(extent(7, 4).contains(", 3 copies that the table folds away among them,"));
}

#[test]
fn parts_are_appended_until_the_file_is_offered() {
    let tally = ExportTally { matched: 12, rows: 12, with_tokens: 3, summaries: 2, ..ExportTally::default() };
    let mut export = ExportModel::begun(ExportForm::Json);
    export.take(&surveyed(tally, true));
    assert_eq!(export.headline(), "3 of 12 records hold a session token.");
    export.write(ExportChoice { masks_tokens: true, leaves_out_summaries: true });
    let part = ExportNews::Part { text: "{".to_owned(), rows: 4 };
    assert_eq!(export.take(&part), Next::Append("{"));
    assert_eq!((export.headline().as_str(), export.progress()), ("Writing: 4 of 10 events", (4, 10)));
    assert_eq!(export.take(&ExportNews::Written { rows: 10, unreadable: 0 }), Next::Offer);
    assert_eq!(export.file_name(), "cloudtrail-10-events-masked.json");
    assert_eq!(
        export.remarks(5),
        [
            "2 events from tables without the original record left out.",
            "Session tokens masked in 3 records.",
            "Not in the file: 5 duplicates found while loading.",
        ]
    );
}

#[test]
fn whatever_is_not_as_delivered_is_said() {
    let tally = ExportTally {
        matched: 30,
        rows: 30,
        with_tokens: 1,
        summaries: 2,
        derived: 3,
        recovered: 4,
        lossy: 1,
        wrapped: 6,
        unreadable: 0,
    };
    let mut export = ExportModel::begun(ExportForm::JsonLines);
    export.take(&surveyed(tally, true));
    export.write(ExportChoice::default());
    export.take(&ExportNews::Written { rows: 28, unreadable: 2 });
    assert_eq!(
        export.remarks(0),
        [
            "2 events from tables without the original record: their JSON is made of the cells.",
            "3 records taken out of another form (a JSON string, a table's cell, UTF-16).",
            "6 records came with fields around them; those are not in the file.",
            "4 records saved out of damaged text.",
            "In 1 record some characters may differ from what was recorded.",
            "Not in the file: 2 records that could not be had back from memory.",
            "Session tokens in 1 record, as delivered.",
        ]
    );
    assert_eq!(export.file_name(), "cloudtrail-28-events.ndjson");
    assert_eq!(media_type(ExportForm::JsonLines), "application/x-ndjson");
}

#[test]
fn news_of_a_cancelled_export_changes_nothing() {
    let mut export = ExportModel::default();
    for news in [
        surveyed(ExportTally { with_tokens: 1, ..ExportTally::default() }, true),
        ExportNews::Part { text: "x".to_owned(), rows: 1 },
        ExportNews::Written { rows: 1, unreadable: 0 },
        ExportNews::Broken { why: "x".to_owned() },
    ] {
        assert_eq!(export.take(&news), Next::Wait);
        assert_eq!(export, ExportModel::default());
    }
}

#[test]
fn a_broken_export_offers_nothing() {
    let tally = ExportTally { matched: 2, rows: 2, ..ExportTally::default() };
    let mut export = ExportModel::begun(ExportForm::Csv);
    export.take(&surveyed(tally, true));
    let news = ExportNews::Broken { why: "a worker has stopped".to_owned() };
    assert_eq!(export.take(&news), Next::Drop("a worker has stopped"));
    assert_eq!(export, ExportModel::default());
}
