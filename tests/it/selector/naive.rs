//! The verdicts of `evaluate` against a plain reading of the rules on JSON values, over generated selectors and records.

use serde_json::{Value as Json, json};
use trail_loupe::selector::evaluate::VerdictKind;
use trail_loupe::selector::{evaluate, read};

use super::records::{Dice, facts, read_only, shared_records};

/// Yes, no, or open.
type Three = Option<bool>;

fn and(parts: impl IntoIterator<Item = Three>) -> Three {
    let parts: Vec<Three> = parts.into_iter().collect();
    if parts.contains(&Some(false)) {
        return Some(false);
    }
    (!parts.contains(&None)).then_some(true)
}

fn or(parts: impl IntoIterator<Item = Three>) -> Three {
    and(parts.into_iter().map(|part| part.map(|is| !is))).map(|is| !is)
}

fn strings<'a>(of: &'a Json, key: &str) -> Vec<&'a str> {
    of[key].as_array().into_iter().flatten().filter_map(Json::as_str).collect()
}

/// One field selector against a text that is there or not.
fn holds(selector: &Json, text: Option<&str>) -> bool {
    let selecting = [("Equals", 0), ("StartsWith", 1), ("EndsWith", 2)];
    let hit = |text: &str, value: &str, how: u8| match how {
        0 => text == value,
        1 => text.starts_with(value),
        _ => text.ends_with(value),
    };
    let any_selecting = selecting.iter().any(|(key, _)| !strings(selector, key).is_empty());
    let Some(text) = text else {
        return !any_selecting;
    };
    let selected =
        selecting.iter().any(|(key, how)| strings(selector, key).iter().any(|value| hit(text, value, *how)));
    let deselected = selecting
        .iter()
        .any(|(key, how)| strings(selector, &format!("Not{key}")).iter().any(|value| hit(text, value, *how)));
    (!any_selecting || selected) && !deselected
}

fn category(record: &Json) -> &str {
    facts(record).category.wire()
}

fn advanced(selector: &Json, record: &Json) -> Three {
    let fields = selector["FieldSelectors"].as_array().expect("field selectors");
    let of = |name: &str| fields.iter().filter(|field| field["Field"] == name).collect::<Vec<_>>();
    let plain =
        fields.iter().filter(|field| !field["Field"].as_str().unwrap_or("").starts_with("resources."));
    let outcomes = plain.map(|field| {
        let path = match field["Field"].as_str().unwrap_or("") {
            "eventCategory" => return Some(holds(field, Some(category(record)))),
            "readOnly" => {
                let both = [holds(field, Some("true")), holds(field, Some("false"))];
                return match read_only(record) {
                    Some(is_read) => Some(both[usize::from(!is_read)]),
                    None if category(record) == "NetworkActivity" => Some(holds(field, None)),
                    None if both[0] == both[1] => Some(both[0]),
                    None => None,
                };
            }
            "userIdentity.arn" => "/userIdentity/arn".to_string(),
            name => format!("/{name}"),
        };
        Some(holds(field, record.pointer(&path).and_then(Json::as_str)))
    });
    let (types, arns) = (of("resources.type"), of("resources.ARN"));
    let entry_passes = |entry: &Json| {
        let arn = entry["ARN"].as_str().or(entry["arn"].as_str()).or(entry["ARNPrefix"].as_str());
        types.iter().all(|field| holds(field, entry["type"].as_str()))
            && arns.iter().all(|field| holds(field, arn))
    };
    let has_entry = (types.is_empty() && arns.is_empty())
        || record["resources"].as_array().is_some_and(|all| all.iter().any(entry_passes));
    and(outcomes.chain([Some(has_entry)]))
}

fn basic(selector: &Json, record: &Json) -> Three {
    let read_write = match (selector["ReadWriteType"].as_str().unwrap_or("All"), read_only(record)) {
        ("All", _) => Some(true),
        (kind, Some(is_read)) => Some((kind == "ReadOnly") == is_read),
        (_, None) => None,
    };
    match category(record) {
        "Management" => {
            let on = selector["IncludeManagementEvents"].as_bool().unwrap_or(true);
            let source = record["eventSource"].as_str().unwrap_or("");
            and([
                Some(on),
                read_write,
                Some(!strings(selector, "ExcludeManagementEventSources").contains(&source)),
            ])
        }
        "Data" => {
            let matches = |kind: &str, value: &str, arn: &str| match kind {
                "AWS::S3::Object" => arn.starts_with(value),
                "AWS::Lambda::Function" if value == "arn:aws:lambda" => arn.starts_with("arn:aws:lambda:"),
                "AWS::DynamoDB::Table" if value == "arn:aws:dynamodb" => arn.starts_with("arn:aws:dynamodb:"),
                "AWS::Lambda::Function" => arn == value || arn.starts_with(&format!("{value}:")),
                _ => arn == value,
            };
            let entries: Vec<(&str, &str)> = record["resources"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|entry| {
                    Some((
                        entry["type"].as_str()?,
                        entry["ARN"].as_str().or(entry["arn"].as_str()).or(entry["ARNPrefix"].as_str())?,
                    ))
                })
                .collect();
            let any = selector["DataResources"].as_array().into_iter().flatten().any(|resource| {
                let kind = resource["Type"].as_str().unwrap_or("");
                strings(resource, "Values")
                    .iter()
                    .any(|value| entries.iter().any(|(is, arn)| *is == kind && matches(kind, value, arn)))
            });
            and([read_write, Some(any)])
        }
        _ => Some(false),
    }
}

fn naive(configuration: &Json, record: &Json) -> VerdictKind {
    if matches!(
        category(record),
        "Insight" | "Aggregated" | "ConfigurationItem" | "Evidence" | "ActivityAuditLog"
    ) {
        return VerdictKind::Never;
    }
    if record["eventSource"] == "lambda.amazonaws.com" && record["eventName"] == "LambdaESMDisabled" {
        return VerdictKind::Recorded;
    }
    let of = |key: &str| configuration[key].as_array().cloned().unwrap_or_default();
    let basics = of("EventSelectors");
    let advanceds = of("AdvancedEventSelectors");
    let all =
        basics.iter().map(|one| basic(one, record)).chain(advanceds.iter().map(|one| advanced(one, record)));
    match or(all) {
        Some(true) => VerdictKind::Recorded,
        Some(false) => VerdictKind::NotRecorded,
        None => VerdictKind::CannotTell,
    }
}

/// A selector whose values mostly come from the records, cut and joined at random.
fn generated(dice: &mut Dice, records: &[Json]) -> Json {
    let take = |dice: &mut Dice, path: &str| {
        let record = dice.pick(records);
        let text = record.pointer(path).and_then(Json::as_str).unwrap_or("x").to_string();
        match dice.below(4) {
            0 => text.chars().take(text.chars().count() / 2 + 1).collect(),
            1 => text.chars().skip(text.chars().count() / 2).collect(),
            _ => text,
        }
    };
    let values = |dice: &mut Dice, path: &str| -> Vec<String> {
        (0..=dice.below(2)).map(|_| take(dice, path)).collect()
    };
    let operators = ["Equals", "StartsWith", "EndsWith", "NotEquals", "NotStartsWith", "NotEndsWith"];
    if dice.below(3) == 0 {
        let selector = |dice: &mut Dice| {
            let kinds = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];
            let resources: Vec<Json> = (0..dice.below(3))
                .map(|_| json!({"Type": dice.pick(&kinds), "Values": [dice.pick(&["arn:aws:s3", "arn:aws:lambda", "arn:aws:dynamodb"]), &take(dice, "/resources/0/ARN").as_str()]}))
                .collect();
            let excluded: &[&str] = if dice.below(2) == 0 { &[] } else { &["kms.amazonaws.com"] };
            json!({"ReadWriteType": dice.pick(&["All", "ReadOnly", "WriteOnly"]), "IncludeManagementEvents": dice.below(2) == 0,
                "DataResources": resources, "ExcludeManagementEventSources": excluded})
        };
        let selectors: Vec<Json> = (0..=dice.below(2)).map(|_| selector(dice)).collect();
        return json!({"EventSelectors": selectors});
    }
    let selector = |dice: &mut Dice| {
        let category = *dice.pick(&["Management", "Data", "Data", "NetworkActivity"]);
        let mut fields = vec![json!({"Field": "eventCategory", "Equals": [category]})];
        if category == "Data" {
            fields.push(json!({"Field": "resources.type", "Equals": [take(dice, "/resources/0/type")]}));
        }
        let paths = [
            ("eventName", "/eventName"),
            ("eventSource", "/eventSource"),
            ("eventType", "/eventType"),
            ("errorCode", "/errorCode"),
            ("vpcEndpointId", "/vpcEndpointId"),
            ("userIdentity.arn", "/userIdentity/arn"),
            ("resources.ARN", "/resources/0/ARN"),
            ("sessionCredentialFromConsole", "/sessionCredentialFromConsole"),
        ];
        for _ in 0..dice.below(3) {
            let (field, path) = *dice.pick(&paths);
            let mut selector = json!({"Field": field});
            for _ in 0..=dice.below(2) {
                selector[*dice.pick(&operators)] = json!(values(dice, path));
            }
            fields.push(selector);
        }
        if dice.below(3) == 0 {
            fields.push(json!({"Field": "readOnly", "Equals": [dice.pick(&["true", "false"])]}));
        }
        json!({"FieldSelectors": fields})
    };
    let selectors: Vec<Json> = (0..=dice.below(3)).map(|_| selector(dice)).collect();
    json!({"AdvancedEventSelectors": selectors})
}

/// Records for when the shared data is not there: those of the cases.
fn own_records() -> Vec<Json> {
    let folder = super::records::root().join("tests/data/selector");
    let files = super::records::files(&folder).into_iter().filter(|path| path.ends_with("records.json"));
    let texts = files.filter_map(|path| std::fs::read_to_string(path).ok());
    let cases = texts.flat_map(|text| serde_json::from_str::<Vec<Json>>(&text).expect("cases"));
    cases.map(|case| case["record"].clone()).filter(|record| record.get("_withheld").is_none()).collect()
}

#[test]
fn verdicts_equal_a_plain_reading_of_the_rules() {
    let mut records = own_records();
    records.extend(shared_records());
    assert!(records.len() > 200, "only {} records", records.len());
    let mut dice = Dice::new(7);
    let mut seen = [0_usize; 4];
    for _ in 0..400 {
        let source = generated(&mut dice, &records);
        let reading = read(&source.to_string());
        let [configuration] = reading.configurations.as_slice() else {
            panic!("one configuration in {source}")
        };
        for _ in 0..300 {
            let record = dice.pick(&records);
            let got = evaluate(configuration, &facts(record)).kind();
            assert_eq!(got, naive(&source, record), "selectors {source}\nrecord {record}");
            seen[got as usize] += 1;
        }
    }
    assert!(seen.iter().all(|count| *count > 50), "too one-sided: {seen:?}");
}

#[test]
fn every_record_of_the_shared_data_gets_the_plain_verdict_of_the_default() {
    let source = json!({"EventSelectors": [{"ReadWriteType": "WriteOnly"}]});
    let reading = read(&source.to_string());
    for record in shared_records() {
        assert_eq!(
            evaluate(&reading.configurations[0], &facts(&record)).kind(),
            naive(&source, &record),
            "{record}"
        );
    }
}
