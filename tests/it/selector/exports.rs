//! What is written is read back as the same model.

use trail_loupe::selector::model::{
    AdvancedSelector, BasicSelector, Condition, ConfigurationKind, DataResource, Delivery, Field,
    FieldSelector, Flag, FlagState, InsightSelector, Operator, Place, Scope, TrailConfiguration, Value,
    ValueKind,
};
use trail_loupe::selector::templates::starting_points;
use trail_loupe::selector::{Problem, read, write};

use super::records::{Dice, files, root, shared};

/// Reads back all four forms.
fn check(configuration: &TrailConfiguration) {
    let only = |text: &str| {
        let reading = read(text);
        let errors: Vec<String> =
            reading.problems.iter().filter(|problem| problem.is_error()).map(ToString::to_string).collect();
        assert!(errors.is_empty(), "{errors:?}\n{text}");
        let [one] = reading.configurations.as_slice() else {
            panic!("{} configurations in\n{text}", reading.configurations.len())
        };
        one.clone()
    };
    // The forms of the CLI name a trail by its name or ARN and hold no more scope than their calls take.
    let json = write::cli_json(configuration);
    let back = only(&json);
    assert_eq!(
        (&back.basic, &back.advanced, &back.insights),
        (&configuration.basic, &configuration.advanced, &configuration.insights),
        "{json}"
    );
    let is_store = configuration.kind == ConfigurationKind::EventDataStore;
    let command = write::cli_command(configuration);
    if command.contains("selectors") && configuration.unknown_selectors.is_empty() {
        let back = only(&command);
        assert_eq!(
            (&back.basic, &back.advanced, &back.insights),
            (&configuration.basic, &configuration.advanced, &configuration.insights),
            "{command}"
        );
        let known = |flag: &Option<Flag>| flag.as_ref().and_then(Flag::known);
        assert_eq!(
            known(&back.scope.is_multi_region),
            known(&configuration.scope.is_multi_region),
            "{command}"
        );
        if !is_store {
            assert_eq!(known(&back.scope.is_logging), known(&configuration.scope.is_logging), "{command}");
        }
    }
    let mut wanted = configuration.clone();
    wanted.arn = None;
    wanted.scope.home_region = None;
    wanted.scope.has_recursive_logging = None;
    let template = write::cloudformation_yaml(std::slice::from_ref(configuration));
    let terraform = write::terraform(std::slice::from_ref(configuration));
    // Names of one language are put into the words of the other: the same value under another name.
    let all = format!("{configuration:?}");
    if ["${AWS::", "${data.aws_", "${known after"].iter().any(|name| all.contains(name)) {
        only(&template);
        only(&terraform);
        return;
    }
    assert_eq!(only(&template), wanted, "{template}");
    // HCL has no empty list of blocks.
    let none = |list: &Option<Vec<_>>| list.as_ref().is_some_and(Vec::is_empty);
    wanted.basic = wanted.basic.filter(|list| !list.is_empty());
    if none(&wanted.advanced) {
        wanted.advanced = None;
    }
    wanted.insights = wanted.insights.filter(|list| !list.is_empty());
    assert_eq!(only(&terraform), wanted, "{terraform}");
}

#[test]
fn starting_points_are_valid_and_survive() {
    for point in starting_points() {
        check(&point.configuration);
        let reading = read::examine(&write::terraform(std::slice::from_ref(&point.configuration)));
        assert!(
            !reading.is_refused(),
            "{}: {:?}",
            point.id,
            reading.problems.iter().map(ToString::to_string).collect::<Vec<_>>()
        );
    }
}

#[test]
fn read_configurations_survive() {
    let own = files(&root().join("tests/data/selector"));
    let published = shared("selectors").map(|folder| files(&folder)).unwrap_or_default();
    let mut num_checked = 0;
    for path in own.into_iter().chain(published) {
        let Ok(text) = std::fs::read_to_string(&path) else {
            continue;
        };
        let reading = read(&text);
        if reading.problems.iter().any(Problem::is_error) {
            continue;
        }
        for configuration in reading.configurations {
            if configuration.aggregations.is_empty()
                && configuration.context_keys.is_empty()
                && configuration.unknown_selectors.is_empty()
            {
                check(&configuration);
                num_checked += 1;
            }
        }
    }
    assert!(num_checked > 150, "{num_checked}");
}

fn text(dice: &mut Dice) -> String {
    let pieces = [
        "arn:aws:s3:::b/",
        "x",
        "é",
        "\"",
        "\\",
        "'",
        " ",
        "*",
        "#",
        ": ",
        "- ",
        "null",
        "true",
        "1e3",
        "%{",
        "{",
        "}",
        "\t",
        "\n",
        "!",
        "&",
        "日本",
    ];
    (0..=dice.below(4)).map(|_| *dice.pick(&pieces)).collect()
}

fn value(dice: &mut Dice) -> Value {
    let kind = if dice.below(5) == 0 { ValueKind::Template } else { ValueKind::Literal };
    let text = match kind {
        ValueKind::Literal => text(dice),
        _ => format!(
            "arn:{}${{var.a}}/{}",
            if dice.below(2) == 0 { "" } else { "${data.x.y}:" },
            dice.pick(&["", "logs/", "é\""])
        ),
    };
    Value { text, kind, place: Place::default() }
}

fn values(dice: &mut Dice) -> Vec<Value> {
    if dice.below(8) == 0 {
        return vec![Value {
            text: "${var.list}".to_string(),
            kind: ValueKind::TemplateList,
            place: Place::default(),
        }];
    }
    (0..=dice.below(2)).map(|_| value(dice)).collect()
}

fn flag(dice: &mut Dice) -> Option<Flag> {
    let state = match dice.below(4) {
        0 => return None,
        1 => FlagState::On,
        2 => FlagState::Off,
        _ => FlagState::Unknown("${var.switch}".to_string()),
    };
    Some(Flag { state, place: Place::default() })
}

fn generated(dice: &mut Dice) -> TrailConfiguration {
    let maybe = |dice: &mut Dice, make: fn(&mut Dice) -> Value| (dice.below(2) == 0).then(|| make(dice));
    let basic = |dice: &mut Dice| BasicSelector {
        read_write_type: maybe(dice, value),
        includes_management: flag(dice),
        data_resources: (0..dice.below(3))
            .map(|_| DataResource {
                resource_type: value(dice),
                values: values(dice),
                place: Place::default(),
            })
            .collect(),
        excluded_sources: if dice.below(2) == 0 { values(dice) } else { Vec::new() },
        ..BasicSelector::default()
    };
    let advanced = |dice: &mut Dice| AdvancedSelector {
        name: maybe(dice, value),
        field_selectors: (0..=dice.below(3))
            .map(|_| {
                let chosen = Operator::ALL.into_iter().filter(|_| dice.below(3) == 0).collect::<Vec<_>>();
                let conditions: Vec<Condition> = chosen
                    .into_iter()
                    .map(|operator| Condition { operator, values: values(dice), place: Place::default() })
                    .collect();
                FieldSelector {
                    name: Value::literal(dice.pick(&Field::ALL).wire()),
                    conditions,
                    place: Place::default(),
                }
            })
            .collect(),
        ..AdvancedSelector::default()
    };
    let kind = if dice.below(4) == 0 { ConfigurationKind::EventDataStore } else { ConfigurationKind::Trail };
    let is_basic = kind == ConfigurationKind::Trail && dice.below(2) == 0;
    TrailConfiguration {
        kind,
        name: Some(Value::literal("my-trail")),
        scope: Scope {
            is_multi_region: Some(Flag::new(dice.below(2) == 0)),
            is_organization: flag(dice),
            is_logging: flag(dice),
            ..Scope::default()
        },
        basic: is_basic.then(|| (0..=dice.below(2)).map(|_| basic(dice)).collect()),
        advanced: (!is_basic).then(|| (0..=dice.below(2)).map(|_| advanced(dice)).collect()),
        insights: (dice.below(3) == 0).then(|| {
            vec![InsightSelector {
                insight_type: Value::literal("ApiCallRateInsight"),
                categories: vec![Value::literal("Data")],
                place: Place::default(),
            }]
        }),
        delivery: Delivery {
            validates_log_files: flag(dice),
            kms_key: maybe(dice, value),
            ..Delivery::default()
        },
        ..TrailConfiguration::default()
    }
}

#[test]
fn generated_configurations_survive() {
    let mut dice = Dice::new(5);
    for _ in 0..1500 {
        check(&generated(&mut dice));
    }
}

#[test]
fn commands_quote_for_the_shell() {
    let mut configuration = starting_points().remove(3).configuration;
    configuration.name = Some(Value::literal("trail"));
    configuration.scope.is_multi_region = Some(Flag::new(true));
    let expected = r#"aws cloudtrail update-trail \
  --name trail \
  --is-multi-region-trail
aws cloudtrail put-event-selectors \
  --trail-name trail \
  --advanced-event-selectors '[{"Name": "Management events selector", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}, {"Name": "One bucket prefix", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}, {"Field": "resources.ARN", "StartsWith": ["arn:aws:s3:::amzn-s3-demo-bucket/prefix/"]}]}]'
"#;
    assert_eq!(write::cli_command(&configuration), expected);
    let expected = r#"{
  "TrailName": "trail",
  "EventSelectors": [
    {
      "ReadWriteType": "All",
      "IncludeManagementEvents": true,
      "DataResources": [
        {
          "Type": "AWS::S3::Object",
          "Values": ["arn:aws:s3:::b/", "arn:aws:s3:::c/"]
        }
      ]
    }
  ]
}
"#;
    assert_eq!(write::cli_json(&read(expected).configurations[0]), expected);
    assert_eq!(write::terraform(std::slice::from_ref(&configuration)).matches("field_selector {").count(), 4);
}
