//! YAML → nodes, with CloudFormation's short tags written out: `!GetAtt A.Arn` is `{"Fn::GetAtt": "A.Arn"}`.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::{Entry, MAX_DEPTH, MAX_NODES, Node, NodeKind, Unreadable};
use crate::selector::model::Place;
use crate::selector::problem::Problem;

/// Reads every document of `text`.
pub fn read(text: &str) -> Result<Vec<Node>, Unreadable> {
    let mut builder = Builder::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.take(event, span)?,
            Err(err) => {
                let place = place(err.marker().line(), err.marker().col());
                return Err(Box::new(Problem::error("yaml-syntax", place, err.info().to_lowercase())));
            }
        }
    }
    Ok(builder.documents)
}

fn place(line: usize, column: usize) -> Place {
    Place {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column + 1).unwrap_or(u32::MAX),
    }
}

/// An open list or map. A map also remembers the key whose value comes next.
struct Open {
    node: Node,
    key: Option<(String, Place)>,
    tag: Option<String>,
    anchor: usize,
}

#[derive(Default)]
struct Builder {
    documents: Vec<Node>,
    open: Vec<Open>,
    anchors: HashMap<usize, (Node, usize)>,
    num_nodes: usize,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Unreadable> {
        let place = place(span.start.line(), span.start.col());
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = Node::new(scalar(&text, style, tag.as_deref()), place);
                self.close(node, tag.as_deref().and_then(short_tag), anchor)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(NodeKind::List(Vec::new()), place, anchor, tag.as_deref())
            }
            Event::MappingStart(anchor, tag) => {
                self.open(NodeKind::Map(Vec::new()), place, anchor, tag.as_deref())
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(done) => self.close(done.node, done.tag, done.anchor),
                None => Ok(()),
            },
            Event::Alias(anchor) => {
                let (mut node, size) =
                    self.anchors.get(&anchor).cloned().unwrap_or((Node::new(NodeKind::Null, place), 1));
                self.count(size, place)?;
                node.place = place;
                self.put(node);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, size: usize, place: Place) -> Result<(), Unreadable> {
        self.num_nodes = self.num_nodes.saturating_add(size);
        if self.num_nodes > MAX_NODES {
            return Err(Box::new(Problem::error("too-large", place, format!("more than {MAX_NODES} parts"))));
        }
        Ok(())
    }

    fn open(
        &mut self,
        kind: NodeKind,
        place: Place,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), Unreadable> {
        if self.open.len() >= MAX_DEPTH {
            return Err(Box::new(Problem::error(
                "too-deep",
                place,
                format!("nested deeper than {MAX_DEPTH} levels"),
            )));
        }
        self.open.push(Open {
            node: Node::new(kind, place),
            key: None,
            tag: tag.and_then(short_tag),
            anchor,
        });
        Ok(())
    }

    fn close(&mut self, node: Node, tag: Option<String>, anchor: usize) -> Result<(), Unreadable> {
        let place = node.place;
        self.count(1, place)?;
        let node = match tag {
            Some(key) => Node::new(NodeKind::Map(vec![Entry { key, place, value: node }]), place),
            None => node,
        };
        if anchor > 0 {
            let size = size(&node);
            self.count(size, place)?;
            self.anchors.insert(anchor, (node.clone(), size));
        }
        self.put(node);
        Ok(())
    }

    fn put(&mut self, node: Node) {
        let Some(open) = self.open.last_mut() else {
            self.documents.push(node);
            return;
        };
        match &mut open.node.kind {
            NodeKind::List(items) => items.push(node),
            NodeKind::Map(entries) => match open.key.take() {
                None => open.key = Some((key_text(&node), node.place)),
                Some((key, place)) => entries.push(Entry { key, place, value: node }),
            },
            _ => {}
        }
    }
}

/// Aliases inside an anchored node are already copies, so the depth of this recursion is that of the copies.
fn size(node: &Node) -> usize {
    1 + match &node.kind {
        NodeKind::List(items) => items.iter().map(size).sum::<usize>(),
        NodeKind::Map(entries) => entries.iter().map(|entry| size(&entry.value)).sum::<usize>(),
        _ => 0,
    }
}

fn key_text(node: &Node) -> String {
    match &node.kind {
        NodeKind::Text(text) | NodeKind::Template(text) | NodeKind::Number(text) => text.clone(),
        NodeKind::Bool(value) => value.to_string(),
        _ => String::new(),
    }
}

/// `!Sub` → `Fn::Sub`, `!Ref` → `Ref`; a tag of YAML itself → `None`.
fn short_tag(tag: &Tag) -> Option<String> {
    if tag.handle != "!" || tag.suffix.is_empty() {
        return None;
    }
    match tag.suffix.as_str() {
        "Ref" | "Condition" => Some(tag.suffix.clone()),
        name => Some(format!("Fn::{name}")),
    }
}

fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> NodeKind {
    let is_text =
        style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.handle == "!" || tag.suffix == "str");
    if is_text {
        return NodeKind::Text(text.to_string());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => NodeKind::Null,
        // CloudFormation reads YAML 1.1, where yes and on are true as well.
        "true" | "True" | "TRUE" | "yes" | "Yes" | "on" | "On" => NodeKind::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "off" | "Off" => NodeKind::Bool(false),
        _ if serde_json::from_str::<serde_json::Number>(text).is_ok() => NodeKind::Number(text.to_string()),
        _ => NodeKind::Text(text.to_string()),
    }
}
