//! Changes as the form makes them, and the text that keeps everything.

use std::path::PathBuf;

use trail_loupe::selector::edit::{
    Edit, LogTemplate, NewSelector, ResourceAt, ScopeSwitch, ValueAt, apply, template_of,
};
use trail_loupe::selector::model::{Field, Operator, TrailConfiguration};
use trail_loupe::selector::read::examine;
use trail_loupe::selector::templates::starting_points;
use trail_loupe::selector::write::{cli_json, is_whole_json, whole_json};
use trail_loupe::selector::{Problem, evaluate, read};

use super::records::{case_records, facts, files, root, shared, shared_records};

/// Every text of the tests and of the shared data that holds configurations.
pub(crate) fn all_texts() -> Vec<(PathBuf, String)> {
    let own = files(&root().join("tests/data/selector"));
    let published = shared("selectors").map(|folder| files(&folder)).unwrap_or_default();
    let texts = own.into_iter().chain(published).filter(|path| !path.ends_with("records.json"));
    texts.filter_map(|path| std::fs::read_to_string(&path).ok().map(|text| (path, text))).collect()
}

#[test]
fn the_whole_text_gives_back_everything() {
    let mut num_checked = 0;
    for (path, text) in all_texts() {
        let reading = read(&text);
        if reading.problems.iter().any(Problem::is_error) || reading.configurations.is_empty() {
            continue;
        }
        let whole = whole_json(&reading.configurations);
        let again = read(&whole);
        let faults: Vec<String> =
            again.problems.iter().filter(|one| one.is_error()).map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}: {faults:?}\n{whole}", path.display());
        assert_eq!(again.configurations, reading.configurations, "{}\n{whole}", path.display());
        assert!(is_whole_json(&whole, &again.configurations), "{}", path.display());
        num_checked += 1;
    }
    assert!(num_checked > 150, "{num_checked}");
}

fn edited(text: &str, edits: &[Edit]) -> TrailConfiguration {
    let mut reading = read(text);
    let mut configuration = reading.configurations.remove(0);
    for edit in edits {
        apply(&mut configuration, edit.clone());
    }
    configuration
}

/// The selectors after some changes, blanks and line breaks left out.
fn check(text: &str, edits: &[Edit], expected: &str) {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let out = cli_json(&edited(text, edits));
    let wanted = cli_json(&read(expected).configurations[0]);
    assert_eq!(squeezed(&out), squeezed(&wanted), "{edits:?}");
}

const DATA: &str = r#"[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Data"]},{"Field":"resources.type","Equals":["AWS::S3::Object"]},{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::a/","arn:aws:s3:::b/"]}]}]"#;

fn data(fields: &str) -> String {
    format!(
        r#"[{{"FieldSelectors":[{{"Field":"eventCategory","Equals":["Data"]}},{{"Field":"resources.type","Equals":["AWS::S3::Object"]}}{fields}]}}]"#
    )
}

fn at(field_selector: usize, condition: usize, value: usize) -> ValueAt {
    ValueAt { selector: 0, field_selector, condition, value }
}

#[test]
fn conditions_of_a_field_are_changed() {
    let arn = |rest: &str| data(&format!(r#",{{"Field":"resources.ARN",{rest}}}"#));
    let change = |operator| Edit::SetOperator { at: at(2, 0, 1), operator };
    check(
        DATA,
        &[change(Operator::Equals)],
        &arn(r#""Equals":["arn:aws:s3:::b/"],"StartsWith":["arn:aws:s3:::a/"]"#),
    );
    check(
        DATA,
        &[change(Operator::NotEndsWith)],
        &arn(r#""StartsWith":["arn:aws:s3:::a/"],"NotEndsWith":["arn:aws:s3:::b/"]"#),
    );
    check(
        DATA,
        &[Edit::SetValue { at: at(2, 0, 0), value: "arn:aws:s3:::c/".into() }],
        &arn(r#""StartsWith":["arn:aws:s3:::c/","arn:aws:s3:::b/"]"#),
    );
    check(
        DATA,
        &[Edit::SetValue { at: at(2, 0, 0), value: String::new() }],
        &arn(r#""StartsWith":["arn:aws:s3:::b/"]"#),
    );
    // With its last value a field is gone.
    check(DATA, &[Edit::RemoveValue(at(2, 0, 0)), Edit::RemoveValue(at(2, 0, 0))], &data(""));
    let add =
        |field, operator, value: &str| Edit::AddField { selector: 0, field, operator, value: value.into() };
    check(
        DATA,
        &[
            Edit::AddValue {
                selector: 0,
                field_selector: 2,
                operator: Operator::EndsWith,
                value: ".log".into(),
            },
            add(Field::EventName, Operator::Equals, "GetObject"),
            add(Field::EventName, Operator::Equals, "PutObject"),
        ],
        &data(
            r#",{"Field":"resources.ARN","StartsWith":["arn:aws:s3:::a/","arn:aws:s3:::b/"],"EndsWith":[".log"]},{"Field":"eventName","Equals":["GetObject","PutObject"]}"#,
        ),
    );
    // Places that are not there change nothing.
    check(
        DATA,
        &[Edit::RemoveValue(at(9, 0, 0)), Edit::RemoveValue(at(2, 5, 0)), Edit::RemoveSelector(7)],
        DATA,
    );
}

#[test]
fn templates_are_set_and_known_again() {
    for template in LogTemplate::OF_DATA {
        let configuration = edited(DATA, &[Edit::SetTemplate { selector: 0, template }]);
        let selectors = configuration.advanced.as_deref().unwrap_or_default();
        assert_eq!(template_of(&selectors[0]), template);
        assert!(!examine(&whole_json(std::slice::from_ref(&configuration))).is_refused(), "{template:?}");
    }
    assert_eq!(template_of(&edited(DATA, &[]).advanced.expect("selectors")[0]), LogTemplate::Custom);
    let network = [
        Edit::RemoveSelector(0),
        Edit::AddSelector(NewSelector::NetworkActivity("kms.amazonaws.com".into())),
    ];
    for template in LogTemplate::OF_NETWORK {
        let edits = [&network[..], &[Edit::SetTemplate { selector: 0, template }]].concat();
        let configuration = edited(DATA, &edits);
        assert_eq!(template_of(&configuration.advanced.as_deref().unwrap_or_default()[0]), template);
        assert!(!examine(&whole_json(&[configuration])).is_refused(), "{template:?}");
    }
}

#[test]
fn boxes_of_management_events_are_set() {
    let management = |fields: &str| {
        format!(r#"[{{"FieldSelectors":[{{"Field":"eventCategory","Equals":["Management"]}}{fields}]}}]"#)
    };
    let exclude =
        |source: &str, is_excluded| Edit::SetExcluded { selector: 0, source: source.into(), is_excluded };
    let read_write = |reads, writes| Edit::SetReadWrite { selector: 0, reads, writes };
    check(
        &management(""),
        &[read_write(false, true), exclude("kms.amazonaws.com", true)],
        &management(
            r#",{"Field":"readOnly","Equals":["false"]},{"Field":"eventSource","NotEquals":["kms.amazonaws.com"]}"#,
        ),
    );
    check(
        &management(r#",{"Field":"readOnly","Equals":["false"]}"#),
        &[
            exclude("rdsdata.amazonaws.com", true),
            exclude("rdsdata.amazonaws.com", false),
            // Neither box is no choice.
            read_write(false, false),
            read_write(true, true),
        ],
        &management(""),
    );
    let basic = r#"[{"ReadWriteType":"All","IncludeManagementEvents":true}]"#;
    check(
        basic,
        &[
            read_write(true, false),
            exclude("kms.amazonaws.com", true),
            Edit::AddResource {
                selector: 0,
                resource_type: "AWS::S3::Object".into(),
                value: "arn:aws:s3:::a/".into(),
            },
            Edit::AddResource {
                selector: 0,
                resource_type: "AWS::S3::Object".into(),
                value: "arn:aws:s3:::b/".into(),
            },
            Edit::SetResource {
                at: ResourceAt { selector: 0, resource: 0, value: 0 },
                value: "arn:aws:s3".into(),
            },
            Edit::RemoveResource(ResourceAt { selector: 0, resource: 0, value: 1 }),
        ],
        r#"[{"ReadWriteType":"ReadOnly","IncludeManagementEvents":true,"DataResources":[{"Type":"AWS::S3::Object","Values":["arn:aws:s3"]}],"ExcludeManagementEventSources":["kms.amazonaws.com"]}]"#,
    );
}

#[test]
fn scope_is_stated_and_unstated() {
    let name = r#"{"Name":"t","EventSelectors":[{"ReadWriteType":"All"}]}"#;
    let set = |switch, is_on| Edit::SetScope { switch, is_on };
    let stated =
        edited(name, &[set(ScopeSwitch::MultiRegion, Some(false)), Edit::SetHomeRegion("eu-west-1".into())]);
    let text = whole_json(std::slice::from_ref(&stated));
    assert!(text.contains("\"IsMultiRegionTrail\": false") && text.contains("\"HomeRegion\": \"eu-west-1\""));
    assert_eq!(read(&text).configurations, [stated]);
    let back = edited(&text, &[set(ScopeSwitch::MultiRegion, None), Edit::SetHomeRegion(" ".into())]);
    assert_eq!(back, read(name).configurations[0]);
}

#[test]
fn adding_to_nothing_keeps_what_the_default_records() {
    let unstated = r#"{"TrailName":"t","IsMultiRegionTrail":true}"#;
    let new = [Edit::AddSelector(NewSelector::Data("AWS::S3::Object".into()))];
    let configuration = edited(unstated, &new);
    let management = facts_of(r#"{"eventCategory":"Management","readOnly":true}"#);
    let verdict = evaluate(&configuration, &facts(&management));
    assert_eq!(verdict.kind().wire(), "recorded");
}

fn facts_of(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("a record")
}

/// Basic selectors and the advanced ones made of them record the same of every record.
#[test]
fn switching_to_advanced_selectors_changes_no_verdict() {
    // What a source withheld is another matter: which operator is asked first shows then.
    let records = [shared_records(), case_records()].concat();
    let mut num_compared = 0;
    for (path, text) in all_texts() {
        let reading = examine(&text);
        if reading.is_refused() {
            continue;
        }
        for configuration in &reading.configurations {
            let is_known = configuration.basic.iter().flatten().all(|one| {
                one.unknown_parts.is_empty()
                    && one.includes_management.as_ref().is_none_or(|flag| flag.known().is_some())
            });
            let has_basic = configuration.basic.as_ref().is_some_and(|basic| !basic.is_empty());
            if !has_basic || !is_known || configuration.advanced.is_some() {
                continue;
            }
            let mut switched = configuration.clone();
            apply(&mut switched, Edit::UseAdvanced);
            for record in &records {
                let facts = facts(record);
                assert_eq!(
                    evaluate(&switched, &facts).kind(),
                    evaluate(configuration, &facts).kind(),
                    "{}\n{record}\n{}",
                    path.display(),
                    whole_json(&[switched])
                );
                num_compared += 1;
            }
        }
    }
    for point in starting_points() {
        let mut switched = point.configuration.clone();
        apply(&mut switched, Edit::UseAdvanced);
        assert!(switched.basic.is_none() && switched.advanced.is_some(), "{}", point.id);
    }
    assert!(num_compared > 1_000, "{num_compared}");
}
