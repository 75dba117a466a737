//! What the simulator shows beside its counts.

use trail_loupe::engine::protocol::{ConcernCount, Simulation, SimulationGroup, TrailProblem};
use trail_loupe::selector::read;
use trail_loupe::selector::tables::prices::LISTED;
use trail_loupe::view::simulator::{
    CostInput, ExportForm, PRICE_LABELS, Placement, concern_terms, concerned, cost, export, groups, hints,
    more_groups, place, price, verdict_text, with_price,
};

const MANAGEMENT: &str = r#"{"TrailName":"t","EventSelectors":[{"ReadWriteType":"All"}]}"#;
const SCOPE: &str = r#"{"trailList":[{"Name":"t","IsMultiRegionTrail":true}]}"#;
const OTHER: &str = r#"[{"ReadWriteType":"WriteOnly"}]"#;

#[test]
fn a_configuration_finds_its_place_and_writes_over_nothing() {
    let first = |text: &str| Placement::First(text.to_owned());
    assert_eq!(place(" \n", "", OTHER), first(OTHER));
    assert_eq!(place(OTHER, "", OTHER), first(OTHER), "the same again");
    assert_eq!(place(OTHER, "", MANAGEMENT), Placement::Second(MANAGEMENT.to_owned()));
    assert_eq!(place(OTHER, MANAGEMENT, SCOPE), Placement::Full);
    // Scope and selectors of one trail come in two answers, in either order.
    assert_eq!(place(SCOPE, "", MANAGEMENT), first(&format!("{SCOPE}\n{MANAGEMENT}")));
    assert_eq!(place(MANAGEMENT, OTHER, SCOPE), first(&format!("{MANAGEMENT}\n{SCOPE}")));
}

#[test]
fn costs_follow_the_prices_and_the_insights_of_the_text() {
    let day = Some((0, 86_400_000));
    let charged = [100_000, 50_000, 0, 300_000, 10_000];
    let listed = CostInput::default();
    let usd = |text: &str, input: &CostInput| cost(charged, 0, text, day, input).loaded_usd;
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} {b}");
    close(usd(MANAGEMENT, &listed), 0.31);
    close(usd(MANAGEMENT, &CostInput { is_further_copy: true, ..listed }), 0.31 + 3.0);
    let changed = with_price(LISTED, 1, " 0.2 ").expect("a price");
    close(usd(MANAGEMENT, &CostInput { prices: changed, ..listed }), 0.61);
    let insights = r#"{"EventSelectors":[{"ReadWriteType":"All"}],
        "InsightSelectors":[{"InsightType":"ApiCallRateInsight"},{"InsightType":"ApiErrorRateInsight","EventCategories":["Data"]}]}"#;
    close(usd(insights, &listed), 0.31 + 0.35 * 0.5);
    let month = cost(charged, 0, MANAGEMENT, day, &listed).month_usd.expect("a month");
    close(month, 0.31 * 30.0);
    for typed in ["", "-1", "NaN", "inf", "much"] {
        assert_eq!(with_price(LISTED, 0, typed), None, "{typed}");
    }
    for at in 0..PRICE_LABELS.len() {
        assert_eq!(with_price(LISTED, at, "7").map(|prices| price(&prices, at)), Some(7.0));
    }
}

#[test]
fn lints_say_how_many_events_they_concern() {
    let concerns = [ConcernCount { lint: 0, events: 1_200 }, ConcernCount { lint: 1, events: 0 }];
    let words = |lint| concerned(lint, &concerns);
    assert_eq!(words(Some(0)).as_deref(), Some("concerns 1,200 events"));
    assert_eq!(words(Some(1)).as_deref(), Some("concerns none of the loaded events"));
    assert_eq!((words(None), words(Some(2))), (None, None));
}

#[test]
fn lints_lead_to_their_events_by_terms_of_their_own() {
    let problem = |lint, code| TrailProblem {
        is_error: false,
        code,
        line: 1,
        column: 1,
        exception: None,
        message: String::new(),
        remedy: String::new(),
        lint,
    };
    // In the order of their lines, which is not that of the lints.
    let problems = [
        problem(Some(2), "kms-volume"),
        problem(None, "no-lint"),
        problem(Some(0), "kms-volume"),
        problem(Some(1), "assume-role-is-read"),
    ];
    let terms = |is_second| concern_terms(&problems, is_second).into_iter().collect::<Vec<_>>();
    let term = |number: u32, word: &str| (number, format!("trail:\"{word}\""));
    let expected = ["warning-kms-volume", "warning-assume-role-is-read", "warning-kms-volume-2"];
    assert_eq!(terms(false), [term(0, expected[0]), term(1, expected[1]), term(2, expected[2])]);
    assert_eq!(terms(true)[2], term(2, "second-warning-kms-volume-2"));
}

#[test]
fn groups_that_are_not_shown_are_counted() {
    let group = |at: u64| SimulationGroup {
        field: "eventName".to_owned(),
        value: Some(format!("Name{at}")),
        lost: at,
        ..SimulationGroup::default()
    };
    let mut simulation = Simulation { groups: (0..15).map(group).collect(), ..Simulation::default() };
    let shown = groups(&simulation, "eventName", 12);
    assert_eq!((shown.len(), shown[0].lost), (12, 14));
    assert_eq!(more_groups(&simulation, "eventName", 12).as_deref(), Some("and 3 more values"));
    simulation.groups.truncate(12);
    assert_eq!(more_groups(&simulation, "eventName", 12), None);
    assert_eq!(more_groups(&simulation, "user", 12), None);
}

#[test]
fn audit_rules_are_answered_for_each_trail() {
    let text = r#"{"Name":"t","IsMultiRegionTrail":true,"LogFileValidationEnabled":false,"EventSelectors":[{"ReadWriteType":"All"}]}"#;
    let all = hints(text);
    let [(label, rows)] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!(label, "t");
    let state = |control: &str| rows.iter().find(|row| row.control == control).map(|row| row.state);
    assert_eq!(state("CloudTrail.1"), Some("met"));
    assert_eq!(state("CloudTrail.4"), Some("not-met"));
    assert_eq!(state("CloudTrail.2"), Some("not-stated"));
    assert_eq!(state("S3.22"), Some("not-met"));
    assert_eq!(hints("no configuration"), []);
}

#[test]
fn cells_and_exports_are_readable() {
    let words =
        |words: &[&str]| verdict_text(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    assert_eq!(words(&["recorded"]), "Recorded");
    assert_eq!(words(&["not-recorded", "gained"]), "Not recorded, gained");
    // Several trails are several resources of one file.
    let two = r#"[{"TrailName":"a","EventSelectors":[{"ReadWriteType":"All"}]},{"TrailName":"b","EventSelectors":[{"ReadWriteType":"WriteOnly"}]}]"#;
    for form in [ExportForm::CloudFormation, ExportForm::Terraform] {
        let written = export(two, form);
        assert_eq!(read(&written).configurations, read(two).configurations, "{written}");
    }
    for form in ExportForm::ALL {
        assert_eq!(export("", form), "");
        assert!(!export(MANAGEMENT, form).is_empty() && !form.file().0.is_empty(), "{form:?}");
    }
}
