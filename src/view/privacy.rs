//! What the page's own policy forbids, in words, and what the page is made of.
//!
//! The words stand beside the policy that is really in the page: a rule that were missing there
//! would be shown as missing.

use serde::Deserialize;

/// One thing that the policy forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The directive as it stands in the page, or as it is missing.
    pub directive: String,
    /// What it forbids, for a person.
    pub meaning: &'static str,
    /// Whether the directive is there and says no less than that.
    pub is_in_force: bool,
}

/// A directive, what it forbids, and how its sources are judged.
type KnownRule = (&'static str, &'static str, fn(&[&str]) -> bool);

const RULES: [KnownRule; 8] = [
    ("connect-src", "No connection: no fetch, no upload, no socket, no beacon.", is_nothing),
    ("form-action", "No form is sent to any address.", is_nothing),
    ("img-src", "No picture from an address, which could carry a message out.", is_inside),
    ("default-src", "No frame, font, film, prefetch or plug-in from anywhere.", is_nothing),
    (
        "script-src",
        "Only the scripts inside this file run, each by its hash; no text becomes a program.",
        is_hashed,
    ),
    ("style-src", "Only the styles inside this file, by their hash.", is_hashed),
    ("worker-src", "Workers start from this page alone, and all of these rules bind them too.", is_inside),
    ("base-uri", "No other address can be put under the page.", is_nothing),
];

/// The rules of a content security policy.
pub fn rules(policy: &str) -> Vec<Rule> {
    RULES
        .iter()
        .map(|&(name, meaning, judge)| {
            let found = policy.split(';').map(str::trim).find(|part| part.split(' ').next() == Some(name));
            let sources: Vec<&str> =
                found.into_iter().flat_map(|part| part.split_whitespace().skip(1)).collect();
            Rule {
                directive: found.unwrap_or(name).to_owned(),
                meaning,
                is_in_force: found.is_some() && judge(&sources),
            }
        })
        .collect()
}

fn is_nothing(sources: &[&str]) -> bool {
    sources == ["'none'"]
}

fn is_inside(sources: &[&str]) -> bool {
    sources.iter().all(|source| matches!(*source, "data:" | "blob:"))
}

fn is_hashed(sources: &[&str]) -> bool {
    let is_one = |source: &&str| source.starts_with("'sha256-") || *source == "'wasm-unsafe-eval'";
    !sources.is_empty() && sources.iter().all(is_one)
}

/// What the bundler wrote down about the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Artifact {
    pub version: String,
    pub parts: Vec<Part>,
}

/// A part of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Part {
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Artifact {
    /// Reads what stands in the page; `None` in a page that was not bundled.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
