//! Who did it, and from where.

use crate::record::identity::WITHHELD_LABEL;
use crate::view::detail::event::Event;
use crate::view::detail::fact::Fact;
use crate::view::detail::family::Family;
use crate::view::detail::identity::identity;
use crate::view::detail::withheld;

use super::{Block, absence};

pub(super) fn block(event: &Event<'_>) -> Block {
    let identity = identity(event);
    let mut facts = vec![user(event)];
    facts.extend(identity.answers);
    facts.extend(identity.behind);
    facts.extend(event.fact("Account of the caller", &event.call_path("userIdentity.accountId")));
    facts.push(address(event));
    facts.push(agent(event));
    facts.extend(event.fact("VPC endpoint", "vpcEndpointId"));
    facts.extend(event.fact("Owner of the endpoint", "vpcEndpointAccountId"));
    let mut block = Block::new("Who", facts);
    if event.text("userIdentity.accountId") != event.text("recipientAccountId")
        && event.has("userIdentity.accountId")
        && event.has("recipientAccountId")
    {
        block.notes.push(
            "The caller's account and the account that received this record differ: the call crossed accounts."
                .to_owned(),
        );
    }
    block
}

fn user(event: &Event<'_>) -> Fact {
    match event.user() {
        Some(user) if user == WITHHELD_LABEL => {
            let written = event.text("userIdentity.userName").unwrap_or_default();
            let mut fact = Fact::at("User", "userIdentity.userName", &written);
            if withheld::reason("userIdentity.userName", &written).is_some() {
                fact.written = Some(std::mem::replace(&mut fact.value, user.to_owned()));
            }
            fact
        }
        Some(user) => Fact::at("User", "user", user),
        None => {
            let principal = event.fact("User", &event.call_path("userIdentity.principalId"));
            principal.unwrap_or_else(|| Fact::missing("User", Some("user"), absence(event, "userIdentity")))
        }
    }
}

fn address(event: &Event<'_>) -> Fact {
    let (label, path) = ("Source address", event.call_path("sourceIPAddress"));
    let Some(fact) = event.fact(label, &path) else {
        let why = if event.names("sourceIPAddress") {
            "the record leaves the address empty".to_owned()
        } else {
            absence(event, "sourceIPAddress")
        };
        return Fact::missing(label, Some(&path), why);
    };
    match fact.value.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(ip)) if ip.is_private() => {
            fact.with_note("a private address: the call came through a VPC")
        }
        Ok(ip) if ip.is_loopback() => {
            fact.with_note("a loopback address: it says nothing of where the caller was")
        }
        Ok(_) => fact,
        Err(_) if fact.value.starts_with("AWS Internal") => {
            fact.with_note("inside AWS: the caller's own address is not recorded")
        }
        Err(_) => fact.with_note("no IP address: the AWS service that called on somebody's behalf"),
    }
}

/// Longer texts are cut by CloudTrail.
const AGENT_LIMIT_BYTES: usize = 1_024;

fn agent(event: &Event<'_>) -> Fact {
    let (label, path) = ("User agent", event.call_path("userAgent"));
    let Some(fact) = event.fact(label, &path) else {
        return Fact::missing(label, Some(&path), absence(event, "userAgent"));
    };
    if fact.value.len() >= AGENT_LIMIT_BYTES {
        return fact.with_note("CloudTrail cuts user agents at 1 KB");
    }
    let is_service = fact.value.ends_with(".amazonaws.com") && event.family() != Family::SignIn;
    if is_service { fact.with_note("an AWS service or the console") } else { fact }
}
