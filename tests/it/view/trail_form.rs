//! Form and text of the simulator: two views of one model.

use trail_loupe::selector::edit::{Edit, LogTemplate, NewSelector, ScopeSwitch};
use trail_loupe::selector::model::{Field, Operator};
use trail_loupe::selector::{Problem, read};
use trail_loupe::view::trail_form::{FormState, Mode, SelectorKind, SwitchState, TrailForm, changed, form};

use crate::selector::edits::all_texts;

fn ready(text: &str) -> TrailForm {
    match form(text, 0) {
        FormState::Ready(form) => *form,
        FormState::Waiting(line) => panic!("no form, line {line}:\n{text}"),
    }
}

/// Everything but what writing anew would change.
fn without_remark(mut form: TrailForm) -> TrailForm {
    form.rewrites = None;
    form
}

/// A change that changes nothing writes a text with the same form, for every text and each of its trails.
#[test]
fn form_and_text_are_views_of_one_model() {
    let (mut num_forms, mut num_rows) = (0, 0);
    for (path, text) in all_texts() {
        let reading = read(&text);
        if reading.configurations.is_empty() || reading.problems.iter().any(Problem::is_error) {
            assert!(matches!(form(&text, 0), FormState::Waiting(_)), "{}", path.display());
            continue;
        }
        for trail in 0..reading.configurations.len() {
            let FormState::Ready(first) = form(&text, trail) else { panic!("{}", path.display()) };
            let nothing = Edit::RemoveSelector(usize::MAX);
            let written = changed(&text, trail, nothing).expect("a text");
            let FormState::Ready(second) = form(&written, trail) else { panic!("{}", path.display()) };
            assert_eq!(second.rewrites, None, "{}\n{written}", path.display());
            assert_eq!(without_remark(*first.clone()), *second, "{}", path.display());
            assert_eq!(read(&written).configurations, reading.configurations, "{}", path.display());
            // Every value set to itself is no change either.
            for selector in &first.selectors {
                for value in selector.fields.iter().flat_map(|field| &field.values) {
                    num_rows += 1;
                    if value.value.is_fixed || value.value.text.is_empty() {
                        continue;
                    }
                    let same = Edit::SetValue { at: value.at, value: value.value.text.clone() };
                    assert_eq!(changed(&written, trail, same).as_deref(), Some(written.as_str()));
                }
            }
            num_forms += 1;
        }
    }
    assert!(num_forms > 150 && num_rows > 150, "{num_forms} forms, {num_rows} rows");
}

#[test]
fn an_empty_text_is_a_form_to_begin_with() {
    let form = ready("  ");
    assert_eq!((form.mode, form.selectors.len(), form.rewrites), (Mode::Default, 0, None));
    let text = changed("", 0, Edit::AddSelector(NewSelector::Management)).expect("a text");
    let text = changed(&text, 0, Edit::AddSelector(NewSelector::Data("AWS::Lambda::Function".into())))
        .expect("a text");
    let form = ready(&text);
    let kinds: Vec<SelectorKind> = form.selectors.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [SelectorKind::Management, SelectorKind::Data]);
    assert_eq!(form.selectors[0].read_write, Some((true, true)));
    assert_eq!(form.selectors[1].subject.as_deref(), Some("AWS::Lambda::Function"));
    assert_eq!(form.selectors[1].template, LogTemplate::All);
    assert!(form.selectors[1].more_fields.contains(&Field::UserIdentityArn));
    assert!(!form.selectors[0].more_fields.contains(&Field::EventName), "trails do not take it there");
}

#[test]
fn what_the_form_cannot_show_is_said_and_kept() {
    let text = r#"{"TrailARN":"arn:aws:cloudtrail:eu-west-1:111122223333:trail/t","IsMultiRegionTrail":false,
      "LogFileValidationEnabled":true,"InsightSelectors":[{"InsightType":"ApiCallRateInsight"}],
      "AdvancedEventSelectors":[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},
      {"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"moonPhase","Equals":["full"]},
      {"Field":"resources.ARN","StartsWith":["${Bucket.Arn}/"]}]}]}"#;
    let form = ready(text);
    assert_eq!(form.home_region, "eu-west-1");
    assert!(
        form.scope
            .iter()
            .any(|(switch, _, state)| *switch == ScopeSwitch::MultiRegion && *state == SwitchState::Off)
    );
    assert_eq!(
        form.kept,
        [
            "ARN arn:aws:cloudtrail:eu-west-1:111122223333:trail/t",
            "log-file validation on",
            "Insights ApiCallRateInsight",
        ]
    );
    assert!(form.rewrites.is_some());
    let [moon, arn] = form.selectors[0].fields.as_slice() else { panic!("{:?}", form.selectors) };
    assert_eq!((moon.name.as_str(), moon.field), ("moonPhase", None));
    assert!(arn.values[0].value.is_fixed);
    let edit = Edit::AddField {
        selector: 0,
        field: Field::EventName,
        operator: Operator::Equals,
        value: "x".into(),
    };
    let text = changed(text, 0, edit).expect("a text");
    for kept in ["moonPhase", "${Bucket.Arn}/", "ApiCallRateInsight", "LogFileValidationEnabled", "TrailARN"]
    {
        assert!(text.contains(kept), "{kept} in\n{text}");
    }
}

#[test]
fn a_text_with_an_error_gives_no_form_and_no_change() {
    for (text, line) in [("{\n  \"EventSelectors\": [", 2), ("hello", 1)] {
        assert_eq!(form(text, 0), FormState::Waiting(line), "{text}");
        assert_eq!(changed(text, 0, Edit::UseAdvanced), None);
    }
    // Keys that nobody knows are read over, and named before they are lost.
    let text = r#"[{"ReadWriteType":"All","Colour":"red"}]"#;
    assert!(ready(text).rewrites.is_some_and(|remark| remark.ends_with("no selector has: Colour.")));
}

#[test]
fn rows_say_how_they_are_joined() {
    let text = r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type",
      "Equals":["AWS::S3::Object"]},{"Field":"eventName","Equals":["a"],"StartsWith":["b"],"NotEquals":["c","d"]}]}]"#;
    let form = ready(text);
    let joined: Vec<&str> = form.selectors[0].fields[0].values.iter().map(|row| row.joined_by).collect();
    assert_eq!(joined, ["", "or", "and", "and"]);
}
