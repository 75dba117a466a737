//! Texts that no configuration can tell apart.
//!
//! A verdict depends on the texts of an event only through the tests that configurations make of them. Here the tests
//! of one field are made of a text once, and texts with the same answers form a class: whoever keeps a field as codes
//! into a dictionary asks once for each distinct text, and events whose fields are of the same classes have the same
//! kind of verdict and the same lints.
//!
//! ```text
//! configurations, concerns ─Classes::new→ tests by aspect ─of(aspect, text)→ class
//! ```
//!
//! **Invariant:** the answers are those of the reference decision: its own functions give them.
//! **Invariant:** class 0 is the absent value, which every test can tell from a text.
//!
//! Tests: `tests/it/selector/naive.rs` by way of `evaluate`, and `tests/it/simulate.rs` over columns.

use std::collections::HashMap;

use super::evaluate::{any_is, data_resource_holds, field_holds, type_holds};
use super::lint::{Concern, TextTest};
use super::model::{DataResource, Field, FieldSelector, Selectors, TrailConfiguration, Value, is_stated};
use super::tables::{GLOBAL_SOURCES, lead_region};

/// A field of an event whose texts are put into classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    EventSource,
    EventName,
    EventType,
    ErrorCode,
    UserIdentityArn,
    InvokedBy,
    VpcEndpointId,
    Region,
    ResourceType,
    ResourceArn,
}

impl Aspect {
    pub const ALL: [Aspect; 10] = [
        Aspect::EventSource,
        Aspect::EventName,
        Aspect::EventType,
        Aspect::ErrorCode,
        Aspect::UserIdentityArn,
        Aspect::InvokedBy,
        Aspect::VpcEndpointId,
        Aspect::Region,
        Aspect::ResourceType,
        Aspect::ResourceArn,
    ];

    fn of_field(field: Field) -> Option<Aspect> {
        Some(match field {
            Field::EventSource => Aspect::EventSource,
            Field::EventName => Aspect::EventName,
            Field::EventType => Aspect::EventType,
            Field::ErrorCode => Aspect::ErrorCode,
            Field::UserIdentityArn => Aspect::UserIdentityArn,
            Field::VpcEndpointId => Aspect::VpcEndpointId,
            Field::ResourcesType => Aspect::ResourceType,
            Field::ResourcesArn => Aspect::ResourceArn,
            // Of these there are few values: they are their own classes.
            Field::EventCategory | Field::ReadOnly | Field::SessionCredentialFromConsole => return None,
        })
    }
}

/// The class of absent values.
pub const ABSENT: u32 = 0;

/// Tests by aspect, and the classes seen so far.
#[derive(Debug, Default)]
pub struct Classes {
    tests: [Vec<Test>; Aspect::ALL.len()],
    /// By aspect, the class of each list of answers.
    known: [HashMap<Vec<u8>, u32>; Aspect::ALL.len()],
    answers: Vec<u8>,
    /// By aspect, the first few classes: most texts are of these, and comparing is quicker than hashing.
    first: [Vec<(Vec<u8>, u32)>; Aspect::ALL.len()],
}

/// How many classes of an aspect are compared before they are looked up.
const COMPARED: usize = 6;

/// A question about one text with few answers.
#[derive(Debug)]
enum Test {
    /// A field selector of an advanced selector.
    Selector(FieldSelector),
    /// Values of a basic selector that are compared whole: sources left out.
    AnyOf(Vec<Value>),
    /// The type, and the values, of a basic data resource.
    Type(Value),
    Values(DataResource),
    /// Which of these texts it is.
    Which(Vec<String>),
    /// Whether it is this Region, its partition's lead, or any partition's lead.
    Region(Option<String>),
    Text(TextTest),
}

impl Test {
    fn answer(&self, text: &str) -> u8 {
        let three = |truth: Option<bool>| truth.map_or(2, u8::from);
        match self {
            Test::Selector(selector) => three(field_holds(selector, text)),
            Test::AnyOf(values) => three(any_is(values, text)),
            Test::Type(value) => three(type_holds(value, text)),
            Test::Values(resource) => three(data_resource_holds(resource, text)),
            // Lists are of a lint's or a rule's few names.
            Test::Which(texts) => {
                let at = texts.iter().position(|known| known == text);
                at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
            }
            Test::Region(home) => {
                let is_home = home.as_deref() == Some(text);
                let is_lead_of_home = home.as_deref().is_some_and(|home| lead_region(home) == text);
                let is_lead = lead_region(text) == text;
                u8::from(is_home) | u8::from(is_lead_of_home) << 1 | u8::from(is_lead) << 2
            }
            Test::Text(test) => u8::from(test.holds(text)),
        }
    }
}

impl Classes {
    /// The tests of all these configurations and of their lints.
    pub fn new<'c>(
        configurations: impl IntoIterator<Item = &'c TrailConfiguration>,
        concerns: impl IntoIterator<Item = &'c Concern>,
    ) -> Classes {
        let mut classes = Classes::default();
        // Lambda reports a disabled event source mapping to every trail.
        classes.add(Aspect::EventSource, which(&["lambda.amazonaws.com"]));
        classes.add(Aspect::EventName, which(&["LambdaESMDisabled"]));
        for configuration in configurations {
            classes.add_scope(configuration);
            match configuration.selectors() {
                Selectors::Default => {}
                Selectors::Basic(selectors) => {
                    for selector in selectors {
                        if !selector.excluded_sources.is_empty() {
                            let values = selector.excluded_sources.clone();
                            classes.add(Aspect::EventSource, Test::AnyOf(values));
                        }
                        for resource in &selector.data_resources {
                            classes.add(Aspect::ResourceType, Test::Type(resource.resource_type.clone()));
                            classes.add(Aspect::ResourceArn, Test::Values(resource.clone()));
                        }
                    }
                }
                Selectors::Advanced(selectors) => {
                    for selector in selectors.iter().flat_map(|selector| &selector.field_selectors) {
                        if let Some(aspect) = selector.field().and_then(Aspect::of_field) {
                            classes.add(aspect, Test::Selector(selector.clone()));
                        }
                    }
                }
            }
        }
        for concern in concerns {
            classes.add_concern(concern);
        }
        classes
    }

    /// Whether anything asks for an aspect. Where nothing does, all its values are of one class.
    pub fn asks(&self, aspect: Aspect) -> bool {
        !self.tests[aspect as usize].is_empty()
    }

    /// The class of a text; the same number for texts that nothing tells apart.
    pub fn of(&mut self, aspect: Aspect, text: &str) -> u32 {
        let (tests, known) = (&self.tests[aspect as usize], &mut self.known[aspect as usize]);
        self.answers.clear();
        self.answers.extend(tests.iter().map(|test| test.answer(text)));
        let first = &mut self.first[aspect as usize];
        if let Some((_, class)) = first.iter().find(|(answers, _)| *answers == self.answers) {
            return *class;
        }
        if let Some(&class) = known.get(self.answers.as_slice()) {
            return class;
        }
        let class = known.len() as u32 + ABSENT + 1;
        known.insert(self.answers.clone(), class);
        if first.len() < COMPARED {
            first.push((self.answers.clone(), class));
        }
        class
    }

    fn add(&mut self, aspect: Aspect, test: Test) {
        self.tests[aspect as usize].push(test);
    }

    fn add_scope(&mut self, configuration: &TrailConfiguration) {
        let scope = &configuration.scope;
        let is_single = is_stated(scope.is_multi_region.as_ref(), false);
        let is_without_global = is_stated(scope.includes_global_services.as_ref(), false);
        if is_single || is_without_global {
            let home = scope.home_region.as_ref().and_then(Value::known).map(str::to_owned);
            self.add(Aspect::Region, Test::Region(home));
            self.add(Aspect::EventSource, which(&GLOBAL_SOURCES));
        }
        if is_stated(scope.has_recursive_logging.as_ref(), false) {
            self.add(Aspect::EventSource, which(&["s3.amazonaws.com", "logs.amazonaws.com"]));
            self.add(Aspect::EventName, which(&["PutObject", "PutLogEvents"]));
            self.add(Aspect::InvokedBy, which(&["cloudtrail.amazonaws.com"]));
        }
    }

    fn add_concern(&mut self, concern: &Concern) {
        match concern {
            Concern::Nothing | Concern::Management | Concern::Data | Concern::Read => {}
            Concern::All(parts) | Concern::Any(parts) => {
                parts.iter().for_each(|part| self.add_concern(part));
            }
            Concern::Not(part) => self.add_concern(part),
            Concern::Source(source) => self.add(Aspect::EventSource, which(&[source])),
            Concern::Name(names) => {
                let known = names.iter().map(Value::literal).collect();
                self.add(Aspect::EventName, Test::AnyOf(known));
            }
            Concern::EventType(kind) => self.add(Aspect::EventType, which(&[kind])),
            Concern::Resource { resource_type, arn } => {
                if let Some(wanted) = resource_type {
                    self.add(Aspect::ResourceType, which(&[wanted]));
                }
                self.add(Aspect::ResourceArn, Test::Text(arn.clone()));
            }
            Concern::UserArn(test) => self.add(Aspect::UserIdentityArn, Test::Text(test.clone())),
        }
    }
}

fn which(texts: &[&str]) -> Test {
    Test::Which(texts.iter().map(|text| (*text).to_owned()).collect())
}
