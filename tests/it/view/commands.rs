use std::collections::BTreeSet;

use trail_loupe::engine::protocol::{QueryCount, TimeScale};
use trail_loupe::query::parse;
use trail_loupe::record::field::FieldId;
use trail_loupe::view::commands::{Action, COMMANDS, Entry, KEYS_OF_PARTS, command_of_key, entries, search};
use trail_loupe::view::explore::{DEFAULT_FACETS, TOGGLES, field_of, gesture_term};
use trail_loupe::view::format;
use trail_loupe::view::questions::QUESTIONS;
use trail_loupe::view::timeline::{PRESETS, shifted, ticks};
use trail_loupe::view::view_state::ViewState;

#[test]
fn no_key_has_two_meanings() {
    let mut seen = BTreeSet::new();
    for command in COMMANDS {
        for key in command.keys {
            assert!(seen.insert(*key), "{key} twice");
            assert_eq!(command_of_key(key).map(|found| found.title), Some(command.title));
            assert_eq!(key.chars().count(), 1, "a single key");
        }
    }
    for taken in ["a", "j", "k", "o", "J"] {
        assert!(command_of_key(taken).is_none(), "{taken} is the table's");
    }
    let titles: BTreeSet<&str> = COMMANDS.iter().map(|command| command.title).collect();
    assert_eq!(titles.len(), COMMANDS.len());
    assert!(KEYS_OF_PARTS.iter().all(|(keys, what)| !keys.is_empty() && !what.is_empty()));
}

fn titles(found: &[Entry]) -> Vec<&str> {
    found.iter().map(|entry| entry.title.as_str()).collect()
}

#[test]
fn the_palette_finds_by_words_in_any_order() {
    let view = ViewState::default();
    let all = entries(&view, true, &[], &[]);
    assert_eq!(search(&all, "").len(), all.len());
    for (typed, expected) in [
        ("simul", "Show the trail simulator"),
        ("column bucket", "Add the column Bucket"),
        ("bucket column add", "Add the column Bucket"),
        ("SIGN mfa", "People: Sign-ins without MFA"),
        ("sort eventname", "Sort by Event name"),
        ("facet region remove", "Remove the facet AWS region"),
        ("last hour", "Time: the last hour of the data"),
        ("tamp", "Cover-up: Trail tampering"),
        ("shrtcuts", "Show the keyboard shortcuts"),
    ] {
        assert_eq!(titles(&search(&all, typed)).first(), Some(&expected), "{typed}");
    }
    assert!(search(&all, "column zzz").is_empty());
    assert!(titles(&search(&all, "mfa sign")).iter().all(|title| title.to_lowercase().contains("mfa")));
}

#[test]
fn the_palette_offers_what_can_be_done_now() {
    let view = ViewState {
        columns: vec!["eventTime".into(), "requestParameters.x".into()],
        facets: vec!["user".into()],
        ..ViewState::default()
    };
    let paths = [("requestParameters.y".to_owned(), Some(3)), ("eventName".to_owned(), Some(9))];
    let counts = [QueryCount { query: QUESTIONS[0].query.into(), matches: 1_234, extent: None }];
    let all = entries(&view, true, &counts, &paths);
    let has = |action: Action| all.iter().any(|entry| entry.action == action);
    assert!(has(Action::RemoveColumn("requestParameters.x".into())));
    assert!(has(Action::AddColumn("eventName".into())) && !has(Action::AddColumn("eventTime".into())));
    assert!(has(Action::RemoveFacet("user".into())) && !has(Action::AddFacet("user".into())));
    assert!(has(Action::AddFacet("requestParameters.y".into())), "any path of the records");
    let named = all.iter().filter(|entry| entry.action == Action::AddFacet("eventName".into()));
    assert_eq!(named.count(), 1);
    assert!(!has(Action::ShowPalette));
    let question = all.iter().find(|entry| entry.action == Action::Ask(0)).expect("a question");
    assert_eq!(question.note, "1,234 events");
    let before_files = entries(&view, false, &[], &[]);
    assert!(before_files.iter().all(|entry| !matches!(entry.action, Action::Ask(_) | Action::ShowTab(_))));
    assert!(before_files.iter().any(|entry| entry.action == Action::TrySample));
}

#[test]
fn questions_toggles_and_facets_are_filter_texts() {
    let mut seen = BTreeSet::new();
    for question in &QUESTIONS {
        assert_eq!(parse(question.query).problems, [], "{}", question.label);
        assert!(seen.insert(question.query) && seen.insert(question.label), "{} twice", question.label);
    }
    let grouped: Vec<&str> = QUESTIONS.iter().map(|question| question.group).collect();
    let mut groups = grouped.clone();
    groups.dedup();
    assert_eq!(groups.len(), groups.iter().collect::<BTreeSet<_>>().len(), "groups lie together");
    for toggle in TOGGLES {
        assert_eq!(parse(toggle.term).problems, []);
    }
    for field in DEFAULT_FACETS.iter().chain(QUESTIONS.iter().flat_map(|question| question.facets)) {
        assert!(FieldId::from_name(field).is_some(), "{field} is counted from a column");
    }
}

#[test]
fn a_field_is_what_a_person_means() {
    for (written, field) in [
        (" ip ", Some("sourceIPAddress")),
        ("SERVICE", Some("eventSource")),
        ("eventname", Some("eventName")),
        ("requestParameters.x", Some("requestParameters.x")),
        ("  ", None),
    ] {
        assert_eq!(field_of(written).as_deref(), field);
    }
}

#[test]
fn gestures_are_terms() {
    let values = |list: &[&str]| -> Vec<String> { list.iter().map(|value| (*value).to_owned()).collect() };
    for (list, leaves_out, term) in [
        (&["a"][..], false, r#"f:"a""#),
        (&["a"], true, r#"-f:"a""#),
        (&["a", "b\"c"], false, r#"f:("a" OR "b\"c")"#),
        (&["a", "b"], true, r#"-f:("a" OR "b")"#),
        (&[], false, "-f:*"),
        (&[], true, "f:*"),
    ] {
        let found = gesture_term("f", &values(list), leaves_out).expect("nothing is masked");
        assert_eq!(found, term);
        assert_eq!(parse(&found).problems, []);
    }
}

#[test]
fn presets_end_with_the_data() {
    let last = 1_688_947_200_500;
    for (preset, minutes) in PRESETS.iter().zip([15, 60, 240, 1_440, 10_080]) {
        let (from, to) = preset.range(last);
        assert_eq!((to, to - from), (1_688_947_201_000, minutes * 60_000), "{}", preset.label);
    }
    assert_eq!(shifted((Some(10), Some(15)), true), Some((15, 20)));
    assert_eq!(shifted((Some(10), Some(15)), false), Some((5, 10)));
    for open in [(None, Some(1)), (Some(1), None), (Some(1), Some(1)), (Some(0), Some(i64::MAX))] {
        assert_eq!(shifted(open, true), None);
    }
}

#[test]
fn ticks_say_the_day_where_it_changes() {
    let texts = |from, width, buckets, most| -> Vec<String> {
        ticks(TimeScale { from, width, buckets }, most, format::millis)
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    };
    let hour = 3_600_000;
    assert_eq!(texts(0, hour, 4, 4), ["1970-01-01 00:00:00Z", "01:00:00Z", "02:00:00Z", "03:00:00Z"]);
    assert_eq!(texts(0, 12 * hour, 4, 2), ["1970-01-01 00:00:00Z", "1970-01-02 00:00:00Z"]);
    assert_eq!(texts(0, 24 * hour, 3, 2), ["1970-01-01", "1970-01-03"]);
}

#[test]
fn facets_come_first_and_once() {
    let mut view = ViewState::default();
    view.fold("user", true);
    assert!(!view.open_facets().contains(&"user".to_owned()));
    view.add_facet("user");
    assert_eq!((view.facets[0].as_str(), view.facets.len()), ("user", DEFAULT_FACETS.len()));
    assert!(view.folded.is_empty(), "what is asked for is shown");
    view.remove_facet("user");
    assert!(!view.facets.contains(&"user".to_owned()));
}
