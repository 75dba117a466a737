//! The console's words, and the values that a field is offered.

use crate::selector::edit::LogTemplate;
use crate::selector::model::{Field, Operator};
use crate::selector::tables::network_sources;
use crate::selector::tables::resource_types::resource_types;

/// What the console calls an operator.
pub fn operator_label(operator: Operator) -> &'static str {
    match operator {
        Operator::Equals => "equals",
        Operator::StartsWith => "starts with",
        Operator::EndsWith => "ends with",
        Operator::NotEquals => "does not equal",
        Operator::NotStartsWith => "does not start with",
        Operator::NotEndsWith => "does not end with",
    }
}

/// What the console calls a log selector template.
pub fn template_label(template: LogTemplate) -> &'static str {
    match template {
        LogTemplate::All => "Log all events",
        LogTemplate::ReadOnly => "Log readOnly events",
        LogTemplate::WriteOnly => "Log writeOnly events",
        LogTemplate::NoServiceEvents => "Exclude AWS service events",
        LogTemplate::NoConsoleEvents => "Exclude AWS Management Console-initiated events",
        LogTemplate::AccessDenied => "Log network activity access denied events",
        LogTemplate::Custom => "Custom",
    }
}

/// The column of the loaded events whose values can complete a field's.
pub fn completion_field(field: Field) -> Option<&'static str> {
    match field {
        Field::ReadOnly | Field::SessionCredentialFromConsole => None,
        Field::EventCategory => Some("category"),
        other => Some(other.wire()),
    }
}

/// The most values that are offered at once; the rest comes with more letters.
const MOST_OFFERS: usize = 60;

/// Values to offer for a field: those of the loaded events, each with its count, then those that are known anyway and
/// contain what was typed.
pub fn offers(
    field: Field,
    is_network: bool,
    typed: &str,
    loaded: &[(String, u64)],
) -> Vec<(String, Option<u64>)> {
    let typed = typed.to_lowercase();
    let known: Vec<String> = match field {
        Field::ResourcesType => resource_types().iter().map(|row| row.name.clone()).collect(),
        Field::EventSource if is_network => network_sources().collect(),
        _ => Vec::new(),
    };
    let own = loaded.iter().map(|(value, count)| (value.clone(), Some(*count)));
    let others = known
        .into_iter()
        .filter(|value| value.to_lowercase().contains(&typed) && loaded.iter().all(|(own, _)| own != value))
        .map(|value| (value, None));
    own.chain(others).take(MOST_OFFERS).collect()
}

/// The templates that a category offers.
pub fn templates_of(is_network: bool) -> &'static [LogTemplate] {
    if is_network { &LogTemplate::OF_NETWORK } else { &LogTemplate::OF_DATA }
}
