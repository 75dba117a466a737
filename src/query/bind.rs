//! Names → columns, values → conditions.

use super::ast::{Expr, ExprKind, FieldPath, FieldTerm, Operator, Test, Value, ValueKind};
use super::condition::{Bounds, Condition, ContainsTest, Literals, ValueTest, WildcardTest};
use super::operand::{Decimal, Network, TimeSpan, Version};
use super::pattern::Pattern;
use crate::record::field::{ALIASES, FieldId};

/// The field whose values are the simulator's verdicts.
pub const VERDICT_FIELD: &str = "trail";

/// The alias that takes an event source without its host.
const SERVICE_ALIAS: &str = "service";

/// What must hold of a record.
#[derive(Clone, Debug)]
pub enum Predicate {
    Const(bool),
    And(Vec<Predicate>),
    Or(Vec<Predicate>),
    Not(Box<Predicate>),
    /// Some value of a field of the table.
    Column {
        field: FieldId,
        condition: Condition,
    },
    /// Some value under any other path of the record's text.
    Path {
        segments: Vec<String>,
        condition: Condition,
    },
    /// Some leaf value of the record.
    Text(ValueTest),
    /// The verdict of the trail simulator.
    Verdict(Condition),
}

/// Whether the rows of a filter text can change with the verdicts of the trail simulator.
pub fn text_asks_for_verdicts(text: &str) -> bool {
    bind(&super::parser::parse(text).expr).asks_for_verdicts()
}

impl Predicate {
    /// Whether the answer can change with the verdicts of the trail simulator.
    pub fn asks_for_verdicts(&self) -> bool {
        match self {
            Self::Verdict(_) => true,
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::asks_for_verdicts),
            Self::Not(inner) => inner.asks_for_verdicts(),
            Self::Const(_) | Self::Column { .. } | Self::Path { .. } | Self::Text(_) => false,
        }
    }
}

/// What a path of the language names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    Column(FieldId),
    Verdict,
    /// Any other path into the record.
    Path,
}

/// What a path names. Aliases and our own fields win over record keys.
pub fn resolve(path: &FieldPath) -> Name {
    if path.is(VERDICT_FIELD) {
        return Name::Verdict;
    }
    if let Some((_, field)) = ALIASES.iter().find(|(alias, _)| path.is(alias)) {
        return Name::Column(*field);
    }
    let column = crate::record::field::FIELDS.iter().find(|field| path.is(field.name));
    column.map_or(Name::Path, |field| Name::Column(field.id))
}

/// The predicate that a tree stands for.
pub fn bind(expr: &Expr) -> Predicate {
    match &expr.kind {
        ExprKind::All => Predicate::Const(true),
        ExprKind::And(parts) => Predicate::And(parts.iter().map(bind).collect()),
        ExprKind::Or(parts) => Predicate::Or(parts.iter().map(bind).collect()),
        ExprKind::Not(inner) => Predicate::Not(Box::new(bind(inner))),
        ExprKind::Group(inner) => bind(inner),
        ExprKind::Text(value) => bind_text(value),
        ExprKind::Field(term) => bind_field(term),
    }
}

fn bind_text(value: &Value) -> Predicate {
    let test = match &value.kind {
        ValueKind::Word(text) | ValueKind::Quoted(text) => ValueTest::Contains(ContainsTest::new(text)),
        ValueKind::Wildcard(wildcard) => ValueTest::Wildcard(WildcardTest::new(wildcard, true)),
        ValueKind::Regex(pattern) => match Pattern::new(pattern) {
            Ok(pattern) => ValueTest::Regex(pattern),
            // The parser has said so.
            Err(_) => return Predicate::Const(false),
        },
    };
    Predicate::Text(test)
}

fn bind_field(term: &FieldTerm) -> Predicate {
    let name = resolve(&term.path);
    let condition = match &term.test {
        Test::Present => Condition::Present,
        Test::Is(value) => equals(std::slice::from_ref(value)),
        Test::AnyOf(values) => equals(values),
        Test::Compare(operator, value) => Condition::Value(compare(*operator, value, is_version(&name))),
        Test::Range(low, high) => Condition::Value(range(low, high, is_version(&name))),
    };
    match name {
        Name::Verdict => Predicate::Verdict(condition),
        Name::Column(field) => {
            let condition = match condition {
                Condition::Value(test) if term.path.is(SERVICE_ALIAS) => {
                    Condition::Value(ValueTest::WithoutHost(Box::new(test)))
                }
                condition => condition,
            };
            Predicate::Column { field, condition }
        }
        Name::Path => Predicate::Path { segments: term.path.segments.clone(), condition },
    }
}

/// `eventVersion` compares by its parts.
fn is_version(name: &Name) -> bool {
    *name == Name::Column(FieldId::EventVersion)
}

/// Some value equals one of them.
fn equals(values: &[Value]) -> Condition {
    let mut literals = Literals::default();
    let mut networks = Vec::new();
    let mut tests = Vec::new();
    for value in values {
        match &value.kind {
            ValueKind::Word(text) | ValueKind::Quoted(text) => {
                literals.insert(text);
                tests.extend(TimeSpan::parse(text).map(ValueTest::Time));
                if matches!(value.kind, ValueKind::Word(_)) {
                    networks.extend(Network::parse(text));
                }
            }
            ValueKind::Wildcard(wildcard) if wildcard.is_star() => return Condition::Present,
            ValueKind::Wildcard(wildcard) => {
                tests.push(ValueTest::Wildcard(WildcardTest::new(wildcard, false)));
            }
            // The parser has said what is wrong with a pattern that cannot be read.
            ValueKind::Regex(pattern) => tests.extend(Pattern::new(pattern).ok().map(ValueTest::Regex)),
        }
    }
    if !networks.is_empty() {
        tests.push(ValueTest::Networks(networks));
    }
    if !literals.is_empty() {
        tests.push(ValueTest::Literals(literals));
    }
    Condition::Value(ValueTest::Any(tests))
}

fn compare(operator: Operator, value: &Value, is_version: bool) -> ValueTest {
    let Some(text) = value.kind.literal() else {
        return ValueTest::Any(Vec::new());
    };
    let mut tests = Vec::new();
    if let Some(TimeSpan { from, to }) = TimeSpan::parse(text) {
        tests.push(ValueTest::Time(match operator {
            Operator::Is => TimeSpan { from, to },
            Operator::Greater => TimeSpan { from: to, to: i64::MAX },
            Operator::GreaterOrEqual => TimeSpan { from, to: i64::MAX },
            Operator::Less => TimeSpan { from: TimeSpan::EARLIEST, to: from },
            Operator::LessOrEqual => TimeSpan { from: TimeSpan::EARLIEST, to },
        }));
    }
    if is_version && let Some(version) = Version::parse(text) {
        tests.push(ValueTest::Version(one_sided(operator, version)));
    } else if let Some(number) = Decimal::parse(text) {
        tests.push(ValueTest::Number(one_sided(operator, number)));
    }
    ValueTest::Any(tests)
}

fn one_sided<T>(operator: Operator, value: T) -> Bounds<T> {
    match operator {
        Operator::Greater => Bounds { low: Some((value, false)), high: None },
        Operator::GreaterOrEqual | Operator::Is => Bounds { low: Some((value, true)), high: None },
        Operator::Less => Bounds { low: None, high: Some((value, false)) },
        Operator::LessOrEqual => Bounds { low: None, high: Some((value, true)) },
    }
}

fn range(low: &Value, high: &Value, is_version: bool) -> ValueTest {
    let mut tests = Vec::new();
    if let (Some(low), Some(high)) = (low.kind.literal(), high.kind.literal()) {
        if let (Some(low), Some(high)) = (TimeSpan::parse(low), TimeSpan::parse(high)) {
            tests.push(ValueTest::Time(TimeSpan { from: low.from, to: high.to }));
        }
        let versions = (Version::parse(low), Version::parse(high));
        if is_version && let (Some(low), Some(high)) = versions {
            tests.push(ValueTest::Version(Bounds { low: Some((low, true)), high: Some((high, true)) }));
        } else if let (Some(low), Some(high)) = (Decimal::parse(low), Decimal::parse(high)) {
            tests.push(ValueTest::Number(Bounds { low: Some((low, true)), high: Some((high, true)) }));
        }
    }
    ValueTest::Any(tests)
}
