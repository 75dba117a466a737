use trail_loupe::engine::protocol::CoverageCell;
use trail_loupe::view::coverage::{CellState, Coverage};

const HOUR: i64 = 3_600_000;
/// 2023-07-10T12:00:00Z.
const NOON: i64 = 1_688_990_400_000;

fn cell(region: &str, hour: i64, events: u64, files: u64) -> CoverageCell {
    CoverageCell {
        account: "111122223333".into(),
        region: region.into(),
        hour: NOON + hour * HOUR,
        events,
        files,
    }
}

fn states(coverage: &Coverage, series: usize) -> Vec<CellState> {
    coverage.series[series].columns.iter().map(|cell| cell.state).collect()
}

#[test]
fn nothing_gives_no_matrix() {
    assert_eq!(Coverage::of(&[]), None);
}

#[test]
fn no_log_file_and_log_file_without_events_are_told_apart() {
    use CellState::{Active, Gap, Outside, Quiet};
    let cells = [
        cell("eu-west-1", 1, 5, 1),
        cell("us-east-1", 0, 9, 2),
        cell("us-east-1", 1, 0, 1),
        cell("us-east-1", 4, 3, 1),
    ];
    let coverage = Coverage::of(&cells).expect("a matrix");
    assert_eq!((coverage.column_hours, coverage.num_columns, coverage.most_events), (1, 5, 9));
    assert_eq!(states(&coverage, 0), [Outside, Active, Outside, Outside, Outside]);
    assert_eq!(states(&coverage, 1), [Active, Quiet, Gap, Gap, Active]);
    let series = &coverage.series[1];
    assert_eq!((series.events, series.files, series.missing_hours), (12, 4, 2));
    assert_eq!(series.summary(), "12 events, 4 log files, 2 hours without a log file");
    assert_eq!(series.cell_label(series.columns[1]), "1 log file, no events");
    assert_eq!(series.cell_label(series.columns[2]), "no log file (1 hour)");

    let gap = coverage.gaps.first().expect("one gap");
    assert_eq!((gap.from, gap.to, gap.hours()), (NOON + 2 * HOUR, NOON + 4 * HOUR, 2));
    assert_eq!(coverage.gaps.len(), 1);
    assert_eq!(coverage.column_label(2), "2023-07-10 14:00Z – 2023-07-10 15:00Z");
}

#[test]
fn without_telling_names_no_gap_is_claimed() {
    let coverage = Coverage::of(&[cell("us-east-1", 0, 1, 0), cell("us-east-1", 2, 1, 0)]).expect("a matrix");
    assert_eq!(states(&coverage, 0), [CellState::Active, CellState::Unknown, CellState::Active]);
    assert!(coverage.gaps.is_empty());
    assert_eq!(coverage.series[0].missing_hours, 0);
}

#[test]
fn long_times_are_drawn_in_longer_columns_and_no_hour_is_lost() {
    for span in [1, 335, 336, 337, 5_000, 60_000, 900_000, 9_000_000] {
        let cells = [cell("us-east-1", 0, 1, 1), cell("us-east-1", span, 2, 1)];
        let coverage = Coverage::of(&cells).expect("a matrix");
        assert!(coverage.num_columns <= 337, "{span}: {}", coverage.num_columns);
        let series = &coverage.series[0];
        assert_eq!(series.events, 3, "{span}");
        assert_eq!(series.missing_hours, span as u64 - 1, "{span}");
        let in_cells: u64 = series.columns.iter().map(|cell| u64::from(cell.missing_hours)).sum();
        assert_eq!(in_cells, span as u64 - 1, "{span}");
    }
}

#[test]
fn an_hour_missing_inside_a_full_day_is_seen() {
    let cells: Vec<CoverageCell> =
        (0..1_000).filter(|hour| *hour != 500).map(|hour| cell("us-east-1", hour, 1, 1)).collect();
    let coverage = Coverage::of(&cells).expect("a matrix");
    assert!(coverage.column_hours > 1);
    let partial = coverage.series[0].columns.iter().filter(|cell| cell.state == CellState::Partial).count();
    assert_eq!(partial, 1);
    assert_eq!(coverage.gaps.first().map(|gap| gap.hours()), Some(1));
}
