//! What was done: the call, its service, its plane, read or write.

use crate::record::services::{self, Access, Plane, Quirk, Service};
use crate::view::detail::event::Event;
use crate::view::detail::fact::Fact;
use crate::view::detail::family::Family;

use super::{Block, absence};

pub(super) fn block(event: &Event<'_>) -> Block {
    let name = event.call("eventName");
    let source = event.call("eventSource");
    let service = source.as_deref().and_then(services::find);
    let mut facts = Vec::new();
    facts.push(match &name {
        Some(name) => {
            let fact = Fact::at("Action", event.call_path("eventName"), name);
            match services::plain_name(name) {
                plain if plain != name.as_ref() => {
                    fact.with_note(format!("{plain}, with the date of its API"))
                }
                _ => fact,
            }
        }
        None => Fact::missing("Action", Some("eventName"), absence(event, "eventName")),
    });
    facts.push(match &source {
        Some(source) => {
            let fact = Fact::at("Service", event.call_path("eventSource"), source);
            match service {
                Some(service) => fact.with_note(service.name),
                None => fact.with_note("a service of which nothing special is known here"),
            }
        }
        None => Fact::missing("Service", Some("eventSource"), absence(event, "eventSource")),
    });
    facts.push(Fact::said("Kind", event.family().label()));
    facts.push(category(event));
    facts.push(read_write(event));
    let mut block = Block::new("What", facts);
    if let (Some(service), Some(name)) = (service, &name) {
        block.notes.extend(expectation(event, service, name));
        block.notes.extend(quirks(event, service, name));
    }
    if event.family() == Family::NetworkActivity {
        block.notes.push(
            "Recorded at the VPC endpoint by its owner: it says that a call passed or was refused there, not what it \
             asked for."
                .to_owned(),
        );
    }
    block
}

fn category(event: &Event<'_>) -> Fact {
    let label = "Category";
    let plane = match event.category() {
        "Management" => "it manages resources",
        "Data" => "it works on what a resource holds",
        "NetworkActivity" => "it was seen at a VPC endpoint",
        _ => "",
    };
    match event.fact(label, "eventCategory") {
        Some(fact) if plane.is_empty() => fact,
        Some(fact) => fact.with_note(plane),
        None => {
            let why = format!("{}; worked out from the rest", absence(event, "eventCategory"));
            Fact::inferred(label, Some("category"), event.category(), why)
        }
    }
}

fn read_write(event: &Event<'_>) -> Fact {
    let label = "Read or write";
    match event.flag("readOnly") {
        Some(read_only) => {
            let path = "readOnly";
            let written = event.text(path).unwrap_or_default();
            let words = if read_only { "read" } else { "write" };
            Fact::at(label, path, &written).shown_as(words)
        }
        None => match event.read_write() {
            Some(access) => {
                let why = format!("{}; worked out from the name of the call", absence(event, "readOnly"));
                Fact::inferred(label, Some("readWrite"), access, why)
            }
            None => Fact::missing(label, Some("readOnly"), absence(event, "readOnly")),
        },
    }
}

/// Where the record and the service's documentation disagree.
fn expectation(event: &Event<'_>, service: &Service, name: &str) -> Option<String> {
    let (plane, access) = service.expected(name)?;
    let documented = match access {
        Access::Read => "read",
        Access::Write => "write",
        Access::Unverified => return None,
    };
    let own = event.flag("readOnly").map(|read_only| if read_only { "read" } else { "write" });
    if let Some(own) = own.filter(|own| *own != documented) {
        return Some(format!("The record calls this a {own}, the service's documentation a {documented}."));
    }
    let documented = match plane {
        Plane::Management => "Management",
        Plane::Data => "Data",
    };
    let own = event.text("eventCategory").filter(|own| matches!(own.as_ref(), "Management" | "Data"))?;
    (own != documented).then(|| {
        format!(
            "The record's category is {own}; the service's documentation lists the call under {documented}."
        )
    })
}

fn quirks(event: &Event<'_>, service: &Service, name: &str) -> Vec<String> {
    let holds = |quirk: &&Quirk| match quirk.when {
        None => true,
        // The date of an API is a part of the name that no other path shows.
        Some(("eventName", _)) => services::plain_name(name) != name,
        Some((path, contains)) => event
            .all(path)
            .iter()
            .any(|found| found.value.scalar().is_some_and(|text| text.contains(contains))),
    };
    service.quirks_of(name).filter(holds).map(|quirk| quirk.text.to_owned()).collect()
}
