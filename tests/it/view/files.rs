use trail_loupe::engine::protocol::{FileRow, LeafReport, LoadStatus, Phase};
use trail_loupe::view::files::{Fate, FileFilter, FileList, events, hashes_are_wanted, size, split_path};
use trail_loupe::view::load;

fn row(number: u32, records: u64, duplicates: u64) -> FileRow {
    let report = LeafReport { path: format!("folder/{number}.json"), records, ..LeafReport::default() };
    FileRow { number, report, duplicates }
}

#[test]
fn a_newer_version_of_a_row_takes_its_place() {
    let mut list = FileList::default();
    list.add(vec![row(0, 5, 0), row(1, 0, 0)]);
    list.add(vec![row(2, 1, 0), row(0, 5, 2)]);
    let numbers: Vec<u32> = list.rows(FileFilter::All).iter().map(|row| row.number).collect();
    assert_eq!(numbers, [0, 1, 2]);
    assert_eq!(list.rows(FileFilter::All).first().map(|row| events(row)), Some(3));
    assert_eq!(list.len(), 3);
}

#[test]
fn files_stand_in_the_order_given() {
    let mut list = FileList::default();
    let placed = |number, given, member| {
        let mut row = row(number, 1, 0);
        (row.report.given, row.report.member) = (given, member);
        row
    };
    list.add(vec![placed(0, 7, 1), placed(1, 2, 0), placed(2, 7, 0)]);
    let numbers: Vec<u32> = list.rows(FileFilter::All).iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 2, 0]);
}

#[test]
fn filters_find_the_files_to_look_at() {
    let mut list = FileList::default();
    let mut told = row(3, 5, 0);
    told.report.reasons = vec!["one line is cut off".into()];
    list.add(vec![row(0, 5, 0), row(1, 0, 0), row(2, 4, 4), told]);
    let numbers = |filter| list.rows(filter).iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers(FileFilter::WithRemarks), [1, 3]);
    assert_eq!(numbers(FileFilter::WithoutEvents), [1, 2]);
    assert_eq!(list.count(FileFilter::All), 4);
}

#[test]
fn a_files_fate_is_one_of_four() {
    assert_eq!(Fate::of(&row(0, 5, 5)), Fate::Read);
    assert_eq!(Fate::of(&row(0, 0, 0)), Fate::NoLog);
    let mut empty = row(0, 0, 0);
    empty.report.is_log = true;
    assert_eq!(Fate::of(&empty), Fate::Empty);
    let mut partly = row(0, 5, 0);
    partly.report.skipped = 1;
    assert_eq!(Fate::of(&partly), Fate::Partly);
}

#[test]
fn sizes_tell_both_sides_of_compression() {
    let mut file = row(0, 1, 0);
    file.report.size_bytes = 1_000;
    assert_eq!(size(&file), "1.00 kB");
    file.report.text_bytes = 1_000;
    assert_eq!(size(&file), "1.00 kB");
    file.report.text_bytes = 20_000;
    assert_eq!(size(&file), "1.00 kB (20.0 kB)");
}

#[test]
fn paths_are_split_before_their_name() {
    assert_eq!(split_path("a/b/c.json"), ("a/b/".into(), "c.json".into()));
    assert_eq!(split_path("c\u{202e}.json"), (String::new(), "c⟨U+202E⟩.json".into()));
}

#[test]
fn sums_are_asked_for_once_and_only_when_all_is_read() {
    let mut list = FileList::default();
    assert!(!hashes_are_wanted(&list, Phase::Ready));
    list.add(vec![row(0, 1, 0)]);
    assert!(!hashes_are_wanted(&list, Phase::Loading));
    assert!(hashes_are_wanted(&list, Phase::Ready));
    list.add_hashes(vec![(0, "00ff".into())]);
    assert!(!hashes_are_wanted(&list, Phase::Ready));
    assert_eq!(list.sha256(0), Some("00ff"));
}

#[test]
fn loading_is_told_in_words() {
    let mut status = LoadStatus {
        phase: Phase::Loading,
        given_done: 1,
        given_total: 3,
        bytes_done: 500,
        bytes_total: 2_000,
        events: 1_234,
        ..LoadStatus::default()
    };
    assert_eq!(load::percent(&status), 25);
    assert_eq!(load::progress(&status), "1 of 3 files, 500 B of 2.00 kB, 1,234 events so far");
    assert_eq!(load::title(&status), "25% – Trail Loupe");
    status.phase = Phase::Ready;
    status.files = 1;
    status.duplicates = 2;
    status.skipped = 1;
    assert_eq!(load::headline(&status), "1,234 events in 1 file");
    assert_eq!(load::remarks(&status), ["2 duplicates", "1 unreadable"]);
    assert_eq!(load::title(&status), "1,234 events – Trail Loupe");
    assert_eq!(load::percent(&LoadStatus::default()), 0);

    let lossy = LoadStatus { lost: 2, ..LoadStatus::default() };
    assert_eq!(load::remarks(&lossy), ["2 files lost"]);
    assert_eq!(load::lost(1), "1 file went with a worker that has ended and is not in any answer.");
    assert_eq!(load::lost(2), "2 files went with a worker that has ended and are not in any answer.");
    let told = "Worker 1 has ended, and the events it held are gone: out of memory";
    assert_eq!(load::worker_ended(0, "out of memory"), told);
}
