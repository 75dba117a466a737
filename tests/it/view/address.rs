use trail_loupe::engine::protocol::{Series, Sort};
use trail_loupe::view::url::Fragment;
use trail_loupe::view::view_state::{Tab, ViewState};

fn view(change: impl FnOnce(&mut ViewState)) -> ViewState {
    let mut view = ViewState::default();
    change(&mut view);
    view
}

#[test]
fn the_default_view_needs_no_fragment() {
    assert_eq!(Fragment::default().encode(), "");
    assert_eq!(Fragment::decode(""), Fragment::default());
    assert_eq!(Fragment::decode("#"), Fragment::default());
}

#[test]
fn what_is_written_is_read_again() {
    let views = [
        view(|view| view.query = "errorCode:* AND user:\"a&b=c #é\u{202e}\" 100%".into()),
        view(|view| view.sort = Sort { field: "requestParameters.a b".into(), descending: false }),
        view(|view| view.folds_copies = true),
        view(|view| view.columns = vec!["eventTime".into(), "requestParameters.x".into()]),
        view(|view| view.event = Some("b1946ac9-2cc1-4f0e-8a2b-000000000001".into())),
        view(|view| view.tab = Tab::Files),
        view(|view| view.facets = vec!["user".into(), "requestParameters.\"a,b%2C c\"".into()]),
        view(|view| view.facets = Vec::new()),
        view(|view| view.folded = vec!["user".into(), "eventName".into()]),
        view(|view| view.series = Series::Category),
        view(|view| view.series = Series::ReadWrite),
    ];
    for view in views {
        for workers in [None, Some(3)] {
            let fragment = Fragment { view: view.clone(), workers };
            let text = fragment.encode();
            assert_eq!(Fragment::decode(&text), fragment, "{text}");
            assert!(text.bytes().all(|byte| byte.is_ascii_graphic()), "{text}");
        }
    }
}

#[test]
fn a_written_fragment_reads_well() {
    let view = view(|view| {
        view.query = "errorCode:*".into();
        view.sort = Sort { field: "eventName".into(), descending: true };
        view.tab = Tab::Files;
    });
    let fragment = Fragment { view, workers: Some(2) };
    assert_eq!(fragment.encode(), "v=1&q=errorCode:*&sort=-eventName&tab=files&workers=2");
}

#[test]
fn a_bad_part_is_dropped_and_the_rest_stands() {
    let wanted = view(|view| view.query = "x".into());
    for text in [
        "q=x",
        "v=1&q=x&sort=",
        "v=1&q=x&sort=--",
        "q=x&columns=,,",
        "q=x&tab=nowhere",
        "q=x&unknown=1&&=&%",
        "q=x&event=",
        "q=x&event=%GG",
        "q=x&event=%F",
        "q=x&event=%FF",
        "q=y&q=x",
        "v=zero&q=x",
        "q=x&workers=many",
        "q=x&copies=folded&copies=any",
        "q=x&series=other",
        "q=x&folded=,-,",
    ] {
        assert_eq!(Fragment::decode(text), Fragment { view: wanted.clone(), workers: None }, "{text}");
    }
}

#[test]
fn a_later_version_is_not_guessed_at() {
    let fragment = Fragment::decode("v=99&q=x&workers=4");
    assert_eq!(fragment, Fragment { view: ViewState::default(), workers: Some(4) });
}

#[test]
fn columns_are_few_and_different() {
    assert_eq!(Fragment::decode("columns=a,b,a").view.columns, ["a", "b"]);
    let many: Vec<String> = (0..500).map(|number| format!("c{number}")).collect();
    let columns = Fragment::decode(&format!("columns={}", many.join(","))).view.columns;
    assert_eq!(columns.len(), 64);
}

#[test]
fn sorting_again_turns_the_order() {
    let mut view = ViewState::default();
    view.sort_by("eventTime");
    assert_eq!(view.sort, Sort { field: "eventTime".into(), descending: false });
    view.sort_by("eventName");
    assert_eq!(view.sort, Sort { field: "eventName".into(), descending: false });
    view.sort_by("eventTime");
    assert_eq!(view.sort, Sort { field: "eventTime".into(), descending: true });
}

#[test]
fn only_steps_between_events_are_no_history() {
    let start = ViewState::default();
    assert!(start.steps_to(&view(|view| view.event = Some("x".into()))));
    assert!(start.steps_to(&view(|view| view.fold("user", true))));
    assert!(!start.steps_to(&view(|view| view.tab = Tab::Files)));
    assert!(!start.steps_to(&view(|view| view.add_facet("user"))));
}

#[test]
fn tabs_go_round() {
    assert_eq!(Tab::Events.neighbour(-1), Tab::Files);
    assert_eq!(Tab::Files.neighbour(1), Tab::Events);
    for tab in Tab::ALL {
        assert_eq!(Tab::from_key(tab.key()), Some(tab));
    }
}
