//! The rows field – operator – value of an advanced selector.

use super::{SelectorKind, ValueText};
use crate::selector::edit::ValueAt;
use crate::selector::model::{
    AdvancedSelector, ConfigurationKind, Field, FieldSelector, Operator, ValueKind,
};
use crate::selector::tables::fields::{Use, rule_of, rules};

/// A field with its values: any selecting one, and no deselecting one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRow {
    /// Which of the selector's field selectors.
    pub field_selector: usize,
    /// As written.
    pub name: String,
    /// `None` for a field that is not known here: it is shown and kept.
    pub field: Option<Field>,
    /// What it can be compared by.
    pub operators: Vec<Operator>,
    /// The only values it takes; any where empty.
    pub choices: &'static [&'static str],
    pub values: Vec<ValueRow>,
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueRow {
    pub at: ValueAt,
    pub operator: Operator,
    pub value: ValueText,
    /// The word before it: nothing for the first value of a field.
    pub joined_by: &'static str,
}

pub(super) fn field_rows(
    (number, selector): (usize, &AdvancedSelector),
    category: Option<&str>,
    kind: ConfigurationKind,
    is_shown: impl Fn(&&FieldSelector) -> bool,
) -> Vec<FieldRow> {
    let all = selector.field_selectors.iter().enumerate();
    all.filter(|(_, one)| is_shown(one))
        .map(|(field_selector, one)| {
            let field = one.field();
            let rule = field.zip(category).and_then(|(field, category)| rule_of(category, field));
            let allowed = rule.map_or(&Operator::ALL[..], |rule| rule.operators_on(kind));
            // What stands there is shown, also where it is not allowed.
            let is_used =
                |operator: &Operator| one.conditions.iter().any(|known| known.operator == *operator);
            let operators = Operator::ALL
                .into_iter()
                .filter(|operator| allowed.contains(operator) || is_used(operator))
                .collect();
            FieldRow {
                field_selector,
                name: one.name.text.clone(),
                field,
                operators,
                choices: rule.map_or(&[], |rule| rule.values_on(kind)),
                values: values(one, number, field_selector),
            }
        })
        .collect()
}

/// A field that a selector does not ask about yet, with what it could be compared by.
pub fn empty_row(selector: SelectorKind, kind: ConfigurationKind, field: Field) -> FieldRow {
    let category = match selector {
        SelectorKind::Data => "Data",
        SelectorKind::NetworkActivity => "NetworkActivity",
        _ => "Management",
    };
    let rule = rule_of(category, field);
    FieldRow {
        field_selector: usize::MAX,
        name: field.wire().to_owned(),
        field: Some(field),
        operators: rule.map_or(&Operator::ALL[..], |rule| rule.operators_on(kind)).to_vec(),
        choices: rule.map_or(&[], |rule| rule.values_on(kind)),
        values: Vec::new(),
    }
}

fn values(one: &FieldSelector, selector: usize, field_selector: usize) -> Vec<ValueRow> {
    let mut is_first_of = [true, true];
    let mut rows = Vec::new();
    for (condition, known) in one.conditions.iter().enumerate() {
        for (value, text) in known.values.iter().enumerate() {
            let selects = known.operator.selects();
            let is_first = std::mem::replace(&mut is_first_of[usize::from(selects)], false);
            let joined_by = match (is_first, selects) {
                (true, _) if rows.is_empty() => "",
                (false, true) => "or",
                _ => "and",
            };
            rows.push(ValueRow {
                at: ValueAt { selector, field_selector, condition, value },
                operator: known.operator,
                value: ValueText { text: text.text.clone(), is_fixed: text.kind != ValueKind::Literal },
                joined_by,
            });
        }
    }
    rows
}

/// The fields that the category takes and the selector does not have yet.
pub(super) fn fields_to_add(
    selector: &AdvancedSelector,
    category: Option<&str>,
    kind: ConfigurationKind,
) -> Vec<Field> {
    let Some(category) = category else { return Vec::new() };
    rules(category)
        .filter(|rule| rule.use_on(kind) == Use::Allowed)
        .map(|rule| rule.field)
        .filter(|field| selector.on_field(*field).next().is_none())
        .collect()
}
