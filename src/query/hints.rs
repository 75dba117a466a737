//! What is not wrong with a filter and still worth saying.

use std::collections::HashSet;

use super::ast::{Expr, ExprKind, FieldPath, FieldTerm};
use super::bind::{Name, resolve};
use super::parser::parse;
use super::token::Utf16Ruler;

/// A remark on a part of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub message: String,
    /// Start of the place in UTF-16 units.
    pub from: usize,
    /// End of the place in UTF-16 units.
    pub to: usize,
}

/// Paths that loaded records have, as CloudTrail spells them.
#[derive(Clone, Debug, Default)]
pub struct KnownPaths {
    /// Lower case, with every path that leads to one.
    lower: HashSet<Vec<String>>,
}

impl KnownPaths {
    /// Adds a path and those that lead to it.
    pub fn insert(&mut self, path: &FieldPath) {
        let mut lower = lower(path);
        while !lower.is_empty() && self.lower.insert(lower.clone()) {
            lower.pop();
        }
    }

    pub fn contains(&self, path: &FieldPath) -> bool {
        self.lower.contains(&lower(path))
    }
}

fn lower(path: &FieldPath) -> Vec<String> {
    path.segments.iter().map(|segment| segment.to_ascii_lowercase()).collect()
}

/// Remarks on a text: fields that no loaded record has, and verdicts where there is no
/// configuration.
pub fn hints(text: &str, known: &KnownPaths, has_configuration: bool) -> Vec<Hint> {
    let mut out = Vec::new();
    let mut ruler = Utf16Ruler::new(text);
    visit(&parse(text).expr, &mut |expr, term| {
        let is_known = match resolve(&term.path) {
            Name::Verdict => has_configuration,
            Name::Column(field) if field.field().derived => true,
            Name::Column(field) => known.contains(&FieldPath::dotted(field.field().name)),
            Name::Path => known.contains(&term.path),
        };
        if is_known {
            return;
        }
        let message = if resolve(&term.path) == Name::Verdict {
            "no trail configuration is loaded, so no event has a verdict".to_owned()
        } else {
            format!("no loaded event has the field `{}`", term.path)
        };
        let (from, to) = ruler.measure(expr.span);
        out.push(Hint { message, from, to });
    });
    out
}

fn visit(expr: &Expr, found: &mut impl FnMut(&Expr, &FieldTerm)) {
    match &expr.kind {
        ExprKind::All | ExprKind::Text(_) => {}
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| visit(part, found)),
        ExprKind::Not(inner) | ExprKind::Group(inner) => visit(inner, found),
        ExprKind::Field(term) => found(expr, term),
    }
}
