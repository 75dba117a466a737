use std::collections::BTreeSet;

use trail_loupe::query::ast::{Test, ValueKind};
use trail_loupe::query::examples::TOPICS;
use trail_loupe::query::{Expr, ExprKind, parse};
use trail_loupe::record::field::{FIELDS, FieldId};

use super::world::World;

#[test]
fn every_example_finds_its_record_and_passes_over_the_other() {
    for example in TOPICS.iter().flat_map(|topic| topic.examples) {
        let world = World::new(&[example.finds.to_owned(), example.passes.to_owned()], 10, 10);
        assert_eq!(world.find(example.query), [0], "{}", example.query);
    }
}

/// Names the forms of a tree.
fn forms(expr: &Expr, out: &mut BTreeSet<&'static str>) {
    let value = |kind: &ValueKind| match kind {
        ValueKind::Word(_) => "word",
        ValueKind::Quoted(_) => "quoted",
        ValueKind::Wildcard(_) => "wildcard",
        ValueKind::Regex(_) => "regular expression",
    };
    match &expr.kind {
        ExprKind::All => {}
        ExprKind::And(parts) => {
            out.insert("and");
            parts.iter().for_each(|part| forms(part, out));
        }
        ExprKind::Or(parts) => {
            out.insert("or");
            parts.iter().for_each(|part| forms(part, out));
        }
        ExprKind::Not(inner) => {
            out.insert("not");
            forms(inner, out);
        }
        ExprKind::Group(inner) => {
            out.insert("group");
            forms(inner, out);
        }
        ExprKind::Text(text) => {
            out.extend(["text", value(&text.kind)]);
        }
        ExprKind::Field(term) => match &term.test {
            Test::Present => out.extend(["present"]),
            Test::Is(is) => out.extend([value(&is.kind)]),
            Test::AnyOf(values) => {
                out.insert("any of");
                out.extend(values.iter().map(|is| value(&is.kind)));
            }
            Test::Compare(..) => out.extend(["compare"]),
            Test::Range(..) => out.extend(["range"]),
        },
    }
}

#[test]
fn the_examples_show_every_form_of_the_language() {
    let mut shown = BTreeSet::new();
    for example in TOPICS.iter().flat_map(|topic| topic.examples) {
        forms(&parse(example.query).expr, &mut shown);
    }
    let all = [
        "and",
        "any of",
        "compare",
        "group",
        "not",
        "or",
        "present",
        "quoted",
        "range",
        "regular expression",
        "text",
        "wildcard",
        "word",
    ];
    assert_eq!(shown, all.into());
    let text: String = TOPICS.iter().flat_map(|topic| topic.examples).map(|it| it.query).collect();
    for field in FIELDS.iter().filter(|field| field.derived && field.id != FieldId::File) {
        assert!(text.contains(field.name), "the derived field {} is explained", field.name);
    }
}
