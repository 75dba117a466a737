//! Commands of the AWS CLI: one for the scope where it is stated, one for the selectors, one for Insights.

use super::json;
use crate::selector::model::{ConfigurationKind, Flag, TrailConfiguration, Value};
use crate::selector::source::Node;

/// The commands, one option a line.
pub fn cli_command(configuration: &TrailConfiguration) -> String {
    let is_store = configuration.kind == ConfigurationKind::EventDataStore;
    let label = configuration.arn.as_ref().or(configuration.name.as_ref());
    let name = label.map_or_else(|| "<name>".to_string(), |name| quoted(&name.text));
    let region = configuration
        .scope
        .home_region
        .as_ref()
        .and_then(Value::known)
        .map(|region| format!("--region {}", quoted(region)));
    let mut commands = Vec::new();
    let mut add = |action: &str, name_option: &str, options: Vec<String>| {
        let first = format!("aws cloudtrail {action}");
        let all = [first, format!("--{name_option} {name}")].into_iter().chain(region.clone()).chain(options);
        commands.push(all.collect::<Vec<_>>().join(" \\\n  "));
    };
    let advanced = configuration
        .advanced
        .as_ref()
        .map(|list| option("advanced-event-selectors", &json::list(list, json::advanced)));
    let basic =
        configuration.basic.as_ref().map(|list| option("event-selectors", &json::list(list, json::basic)));
    let scope = scope(configuration);
    if is_store {
        add("update-event-data-store", "event-data-store", scope.into_iter().chain(advanced).collect());
    } else {
        if !scope.is_empty() {
            add("update-trail", "name", scope);
        }
        let selectors: Vec<String> = advanced.into_iter().chain(basic).collect();
        if !selectors.is_empty() {
            add("put-event-selectors", "trail-name", selectors);
        }
    }
    if let Some(insights) = &configuration.insights {
        let name_option = if is_store { "event-data-store" } else { "trail-name" };
        add(
            "put-insight-selectors",
            name_option,
            vec![option("insight-selectors", &json::list(insights, json::insight))],
        );
    }
    if let Some(is_on) = configuration.scope.is_logging.as_ref().and_then(Flag::known).filter(|_| !is_store) {
        add(if is_on { "start-logging" } else { "stop-logging" }, "name", Vec::new());
    }
    commands.into_iter().map(|command| format!("{command}\n")).collect()
}

fn option(name: &str, value: &Node) -> String {
    let mut text = String::new();
    json::print(value, None, &mut text);
    format!("--{name} {}", quoted(&text))
}

fn scope(configuration: &TrailConfiguration) -> Vec<String> {
    let scope = &configuration.scope;
    let names = match configuration.kind {
        ConfigurationKind::Trail => ["is-multi-region-trail", "is-organization-trail"],
        ConfigurationKind::EventDataStore => ["multi-region-enabled", "organization-enabled"],
    };
    let [multi_region, organization] = names;
    [
        (multi_region, &scope.is_multi_region),
        ("include-global-service-events", &scope.includes_global_services),
        (organization, &scope.is_organization),
        ("enable-log-file-validation", &configuration.delivery.validates_log_files),
    ]
    .into_iter()
    .filter_map(|(name, flag)| {
        let is_on = flag.as_ref().and_then(Flag::known)?;
        Some(if is_on { format!("--{name}") } else { format!("--no-{name}") })
    })
    .collect()
}

/// A word for a POSIX shell.
fn quoted(text: &str) -> String {
    let is_plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '_' | '-' | '=' | ',' | '@');
    if !text.is_empty() && text.chars().all(is_plain) {
        return text.to_string();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
