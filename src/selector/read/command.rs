//! Commands of the AWS CLI that create or change what a trail records.

use super::selectors::{configuration, region_of_arn};
use super::template::single_region_by_default;
use super::values::Reader;
use super::{Language, documents};
use crate::selector::model::{ConfigurationKind, Value, ValueKind};
use crate::selector::problem::Problem;
use crate::selector::source::command::{Word, shorthand, split};
use crate::selector::source::{Entry, Node, NodeKind, Places, Unreadable, json};

/// Options whose values are lists of objects.
const LISTS: [&str; 4] =
    ["event-selectors", "advanced-event-selectors", "insight-selectors", "context-key-selectors"];

/// Reads every `aws cloudtrail` command of a text.
pub(super) fn read(reader: &mut Reader, text: &str) -> Result<(), Unreadable> {
    reader.language = Some(Language::Command);
    let places = Places::new(text);
    let (commands, loose_breaks) = split(text)?;
    for place in loose_breaks {
        let problem = Problem::warning("line-break", place, "the shell ends the command at this line break");
        reader.problems.push(problem.remedy("end the line with a backslash"));
    }
    for words in &commands {
        command(reader, words, &places)?;
    }
    Ok(())
}

/// An option with the words that follow it.
struct Switch<'w> {
    name: String,
    word: &'w Word,
    values: Vec<Word>,
}

fn switches(words: &[Word]) -> Vec<Switch<'_>> {
    let mut found: Vec<Switch<'_>> = Vec::new();
    for word in words {
        match word.text.strip_prefix("--") {
            Some(name) => {
                let (name, value) =
                    name.split_once('=').map_or((name, None), |(name, value)| (name, Some(value)));
                let skipped = word.text.len() - value.map_or(0, str::len);
                let offsets = word.offsets.get(skipped..).unwrap_or_default().to_vec();
                let value =
                    value.map(|text| Word { text: text.to_string(), offsets, start: word.source(skipped) });
                found.push(Switch { name: name.to_string(), word, values: value.into_iter().collect() });
            }
            // A word that is no option belongs to the option before it.
            None => found.iter_mut().last().into_iter().for_each(|switch| switch.values.push(word.clone())),
        }
    }
    found
}

fn command(reader: &mut Reader, words: &[Word], places: &Places<'_>) -> Result<(), Unreadable> {
    let Some(service) = words.iter().position(|word| word.text == "cloudtrail") else {
        return Ok(());
    };
    let Some(action) = words.get(service + 1) else {
        return Ok(());
    };
    let place = places.at(action.start);
    let is_answered =
        ["get-", "describe-", "list-", "lookup-"].iter().any(|verb| action.text.starts_with(verb));
    if is_answered {
        let message = format!("{} asks for a configuration and holds none", action.text);
        reader
            .problems
            .push(Problem::error("command-without-selectors", place, message).remedy("paste its answer"));
        return Ok(());
    }
    let mut entries = Vec::new();
    let all = switches(words.get(..service).unwrap_or_default())
        .into_iter()
        .chain(switches(words.get(service + 2..).unwrap_or_default()));
    for switch in all {
        entries.extend(argument(reader, &switch, places)?);
    }
    let is_store = action.text.contains("event-data-store")
        || entries.iter().any(|entry| entry.key == "event-data-store");
    match action.text.as_str() {
        "start-logging" | "stop-logging" => {
            entries.push(Entry {
                key: "IsLogging".into(),
                place,
                value: Node::new(NodeKind::Bool(action.text == "start-logging"), place),
            });
        }
        "put-event-selectors"
        | "put-insight-selectors"
        | "create-trail"
        | "update-trail"
        | "create-event-data-store"
        | "update-event-data-store" => {}
        other => {
            let message = format!("{other} does not set what a trail records");
            reader.problems.push(Problem::error("command-without-selectors", place, message));
            return Ok(());
        }
    }
    if let Some(whole) = entries.iter().find(|entry| entry.key == "cli-input-json") {
        documents::read(reader, vec![whole.value.clone()]);
        return Ok(());
    }
    let region = entries.iter().position(|entry| entry.key == "region").map(|at| entries.remove(at));
    let node = Node::new(NodeKind::Map(entries), place);
    reader.takes_one_as_list = true;
    let mut found = configuration(reader, &node);
    reader.takes_one_as_list = false;
    if is_store {
        found.kind = ConfigurationKind::EventDataStore;
    }
    let region = region.and_then(|entry| reader.value(&entry.value));
    let region = region.filter(|region| region.kind == ValueKind::Literal && region.text.contains('-'));
    let home = region_of_arn(found.arn.as_ref());
    if let (Some(home), Some(region)) = (&home, &region) {
        wrong_region(reader, home, region);
    }
    found.scope.home_region = home.or(region);
    if action.text == "create-trail" && found.scope.is_multi_region.is_none() {
        single_region_by_default(reader, &node, "--is-multi-region-trail");
    }
    reader.configurations.push(found);
    Ok(())
}

/// Selectors are put in the trail's home Region only.
fn wrong_region(reader: &mut Reader, home: &Value, region: &Value) {
    if home.text != region.text {
        let message =
            format!("the trail's home Region is {}, the command goes to {}", home.text, region.text);
        let problem = Problem::error("wrong-home-region", region.place, message)
            .exception("InvalidHomeRegionException");
        reader.problems.push(problem.remedy(format!("use --region {}", home.text)));
    }
}

/// An option as an entry of the object that the API would get.
fn argument(
    reader: &mut Reader,
    switch: &Switch<'_>,
    places: &Places<'_>,
) -> Result<Option<Entry>, Unreadable> {
    let place = places.at(switch.word.start);
    let entry = |value: Node| Some(Entry { key: switch.name.clone(), place, value });
    let Some(first) = switch.values.first() else {
        let (name, is_on) = match switch.name.strip_prefix("no-") {
            Some(name) => (name.to_string(), false),
            None => (switch.name.clone(), true),
        };
        return Ok(Some(Entry { key: name, place, value: Node::new(NodeKind::Bool(is_on), place) }));
    };
    let is_document = LISTS.contains(&switch.name.as_str()) || switch.name == "cli-input-json";
    if !is_document {
        let kind = if first.text.starts_with('$') {
            NodeKind::Template(format!(
                "${{{}}}",
                first.text.trim_start_matches('$').trim_matches(['{', '}'])
            ))
        } else {
            NodeKind::Text(first.text.clone())
        };
        return Ok(entry(Node::new(kind, places.at(first.start))));
    }
    if first.text.starts_with("file://") || first.text.starts_with("fileb://") {
        let message = format!("the selectors are in a file that is not here: {}", first.text);
        reader.problems.push(
            Problem::error("file-reference", places.at(first.start), message)
                .remedy("paste or drop that file"),
        );
        return Ok(None);
    }
    let offset = first.text.len() - first.text.trim_start().len();
    if first.text.trim_start().starts_with(['[', '{']) {
        let place_at = |at: usize| places.at(first.source(offset + at));
        let mut nodes = json::read_at(first.text.trim(), &place_at)?;
        return Ok(if nodes.is_empty() { None } else { entry(nodes.swap_remove(0)) });
    }
    Ok(entry(shorthand(&switch.values, places)?))
}
