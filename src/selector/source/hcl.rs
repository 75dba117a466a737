//! Terraform's HCL → nodes, in the form of Terraform's own JSON syntax:
//! `resource "aws_cloudtrail" "t" { … }` is `{"resource": {"aws_cloudtrail": {"t": {…}}}}`.
//!
//! Repeated blocks are repeated entries. A `dynamic` block is an entry whose value is its `for_each` as a template.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::{Element, Template};

use super::{Entry, Node, NodeKind, Places, Unreadable};
use crate::selector::model::Place;
use crate::selector::problem::Problem;

/// How many brackets may stand inside each other; configurations have half as many. The parser tries an operand that it
/// cannot read twice, on each level anew: thirty levels of `1/1/(` would take it days.
const MAX_BRACKETS: usize = 12;

/// Reads a configuration file.
pub fn read(text: &str) -> Result<Node, Unreadable> {
    let reader = Reader { text, places: Places::new(text) };
    if let Some(offset) = too_deep(text) {
        let message = format!("nested deeper than {MAX_BRACKETS} levels");
        return Err(Box::new(Problem::error("too-deep", reader.places.at(offset), message)));
    }
    match hcl_edit::parser::parse_body(text) {
        Ok(body) => Ok(Node::new(NodeKind::Map(reader.body(&body)), Place { line: 1, column: 1 })),
        Err(err) => {
            let place = reader.places.at(err.location().offset());
            Err(Box::new(Problem::error("hcl-syntax", place, err.message().replace('\n', ", "))))
        }
    }
}

/// Where the first bracket stands that has too many open ones around it, in expressions and in `${…}` of strings.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        let in_string = open.last() == Some(&b'"');
        let mut step = 1;
        match (byte, next) {
            (b'\\', _) if in_string => step = 2,
            // `$${` and `%%{` are text.
            (b'$' | b'%', Some(b'$' | b'%')) if in_string && bytes.get(at + 2) == Some(&b'{') => step = 3,
            (b'$' | b'%', Some(b'{')) if in_string => {
                open.push(b'{');
                step = 2;
            }
            // A string ends with its line at the latest.
            (b'"' | b'\n', _) if in_string => {
                open.pop();
            }
            _ if in_string => {}
            (b'#', _) | (b'/', Some(b'/')) => step = length_until(text, at, "\n"),
            (b'/', Some(b'*')) => step = length_until(text, at, "*/"),
            (b'(' | b'[' | b'{' | b'"', _) => open.push(*byte),
            (b')', _) => drop(open.pop_if(|last| *last == b'(')),
            (b']', _) => drop(open.pop_if(|last| *last == b'[')),
            (b'}', _) => drop(open.pop_if(|last| *last == b'{')),
            _ => {}
        }
        if open.iter().filter(|opened| **opened != b'"').nth(MAX_BRACKETS).is_some() {
            return Some(at);
        }
        at += step;
    }
    None
}

fn length_until(text: &str, from: usize, end: &str) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find(end).unwrap_or(rest.len()).max(1)
}

struct Reader<'a> {
    text: &'a str,
    places: Places<'a>,
}

impl Reader<'_> {
    fn place(&self, part: &impl Span) -> Place {
        part.span().map_or(Place::default(), |span| self.places.at(span.start))
    }

    fn source(&self, part: &impl Span) -> String {
        let source = part.span().and_then(|span| self.text.get(span)).unwrap_or("?");
        source.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn body(&self, body: &Body) -> Vec<Entry> {
        let entry = |structure: &Structure| match structure {
            Structure::Attribute(attribute) => Entry {
                key: attribute.key.to_string(),
                place: self.place(&attribute.key),
                value: self.expression(&attribute.value),
            },
            Structure::Block(block) => self.block(block),
        };
        body.iter().map(entry).collect()
    }

    fn block(&self, block: &Block) -> Entry {
        let place = self.place(&block.ident);
        if block.has_ident("dynamic")
            && let Some(label) = block.labels.first()
        {
            let over = block.body.get_attribute("for_each").map(|attribute| self.source(&attribute.value));
            let template = format!("${{{}}}", over.unwrap_or_else(|| format!("dynamic {}", label.as_str())));
            return Entry {
                key: label.as_str().to_string(),
                place,
                value: Node::new(NodeKind::Template(template), place),
            };
        }
        let inner = Node::new(NodeKind::Map(self.body(&block.body)), place);
        let value = block.labels.iter().rev().fold(inner, |value, label| {
            let entry = Entry { key: label.as_str().to_string(), place, value };
            Node::new(NodeKind::Map(vec![entry]), place)
        });
        Entry { key: block.ident.to_string(), place, value }
    }

    fn expression(&self, expression: &Expression) -> Node {
        let kind = match expression {
            Expression::Null(_) => NodeKind::Null,
            Expression::Bool(value) => NodeKind::Bool(*value.value()),
            Expression::Number(number) => NodeKind::Number(number.value().to_string()),
            Expression::String(text) => NodeKind::Text(text.value().clone()),
            Expression::Array(array) => {
                NodeKind::List(array.iter().map(|item| self.expression(item)).collect())
            }
            Expression::Object(object) => {
                let entry = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| Entry {
                    key: self.key(key),
                    place: self.place(value.expr()),
                    value: self.expression(value.expr()),
                };
                NodeKind::Map(object.iter().map(entry).collect())
            }
            Expression::Parenthesis(inner) => return self.expression(inner.inner()),
            Expression::StringTemplate(template) => self.template(template.iter()),
            Expression::HeredocTemplate(heredoc) => self.heredoc(&heredoc.template),
            Expression::FuncCall(call) if is_conversion(call.name.name.as_str()) && call.args.len() == 1 => {
                return call
                    .args
                    .iter()
                    .next()
                    .map_or_else(|| self.unknown(expression), |inner| self.expression(inner));
            }
            _ => return self.unknown(expression),
        };
        Node::new(kind, self.place(expression))
    }

    fn unknown(&self, expression: &Expression) -> Node {
        Node::new(NodeKind::Template(format!("${{{}}}", self.source(expression))), self.place(expression))
    }

    fn key(&self, key: &ObjectKey) -> String {
        match key {
            ObjectKey::Ident(ident) => ident.to_string(),
            ObjectKey::Expression(Expression::String(text)) => text.value().clone(),
            ObjectKey::Expression(Expression::Variable(name)) => name.to_string(),
            ObjectKey::Expression(other) => self.source(other),
        }
    }

    fn heredoc(&self, template: &Template) -> NodeKind {
        self.template(template.iter())
    }

    fn template<'t>(&self, elements: impl Iterator<Item = &'t Element>) -> NodeKind {
        let mut text = String::new();
        let mut is_known = true;
        for element in elements {
            match element {
                Element::Literal(literal) => text.push_str(literal),
                Element::Interpolation(interpolation) => {
                    is_known = false;
                    text.push_str(&format!("${{{}}}", self.source(&interpolation.expr)));
                }
                Element::Directive(_) => {
                    is_known = false;
                    text.push_str("${directive}");
                }
            }
        }
        if is_known { NodeKind::Text(text) } else { NodeKind::Template(text) }
    }
}

/// Functions that only change a literal list's type.
fn is_conversion(name: &str) -> bool {
    matches!(name, "toset" | "tolist" | "tostring" | "tobool")
}
