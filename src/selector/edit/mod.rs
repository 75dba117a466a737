//! Changes of a configuration, as a form makes them.
//!
//! ```text
//! text ─read→ configurations ─apply(Edit)→ configurations ─write::whole_json→ text
//! ```
//!
//! **Invariant:** a change touches only the part it names. Whatever a form cannot show stays as it was read.
//! **Invariant:** a place that is not there (the text has changed meanwhile) makes the change do nothing.
//!
//! Tests: `tests/it/selector/edits.rs`.

mod advanced;
mod basic;
mod switch;

pub use advanced::{LogTemplate, category, is_plain, template_of};

use super::model::{Field, Flag, Operator, TrailConfiguration, Value};
use super::templates;

/// A place in an advanced selector: which value of which operator of which of its field selectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ValueAt {
    pub selector: usize,
    pub field_selector: usize,
    pub condition: usize,
    pub value: usize,
}

/// A place in a basic selector: which value of which of its data resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ResourceAt {
    pub selector: usize,
    pub resource: usize,
    pub value: usize,
}

/// What kind of selector to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewSelector {
    Management,
    /// Data events of a resource type.
    Data(String),
    /// Network activity events of an event source.
    NetworkActivity(String),
    Basic,
}

/// A switch of a trail's scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScopeSwitch {
    MultiRegion,
    GlobalServices,
    Organization,
    Logging,
    RecursiveLogging,
}

impl ScopeSwitch {
    pub const ALL: [ScopeSwitch; 5] = [
        ScopeSwitch::MultiRegion,
        ScopeSwitch::GlobalServices,
        ScopeSwitch::Organization,
        ScopeSwitch::Logging,
        ScopeSwitch::RecursiveLogging,
    ];

    /// What the configuration says of it.
    pub fn of(self, configuration: &TrailConfiguration) -> Option<&Flag> {
        let scope = &configuration.scope;
        match self {
            ScopeSwitch::MultiRegion => scope.is_multi_region.as_ref(),
            ScopeSwitch::GlobalServices => scope.includes_global_services.as_ref(),
            ScopeSwitch::Organization => scope.is_organization.as_ref(),
            ScopeSwitch::Logging => scope.is_logging.as_ref(),
            ScopeSwitch::RecursiveLogging => scope.has_recursive_logging.as_ref(),
        }
    }

    fn of_mut(self, configuration: &mut TrailConfiguration) -> &mut Option<Flag> {
        let scope = &mut configuration.scope;
        match self {
            ScopeSwitch::MultiRegion => &mut scope.is_multi_region,
            ScopeSwitch::GlobalServices => &mut scope.includes_global_services,
            ScopeSwitch::Organization => &mut scope.is_organization,
            ScopeSwitch::Logging => &mut scope.is_logging,
            ScopeSwitch::RecursiveLogging => &mut scope.has_recursive_logging,
        }
    }
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    AddSelector(NewSelector),
    RemoveSelector(usize),
    /// The selector's name; an empty one takes it away.
    SetName {
        selector: usize,
        name: String,
    },
    /// Replaces what a data or network activity selector asks beyond its type or source.
    SetTemplate {
        selector: usize,
        template: LogTemplate,
    },
    /// The one value of a field that the selector must have: `resources.type`, `eventSource`.
    SetRequired {
        selector: usize,
        field: Field,
        value: String,
    },
    /// Reads, writes or both, of a basic selector or of an advanced one by its `readOnly`. One of the two has to stay.
    SetReadWrite {
        selector: usize,
        reads: bool,
        writes: bool,
    },
    /// Leaves out the management events of a source, or takes them in again.
    SetExcluded {
        selector: usize,
        source: String,
        is_excluded: bool,
    },
    /// `+ Field`: all fields must hold.
    AddField {
        selector: usize,
        field: Field,
        operator: Operator,
        value: String,
    },
    /// `+ Condition`: one more value of a field, which may have an operator of its own.
    AddValue {
        selector: usize,
        field_selector: usize,
        operator: Operator,
        value: String,
    },
    SetOperator {
        at: ValueAt,
        operator: Operator,
    },
    /// An emptied value is taken away.
    SetValue {
        at: ValueAt,
        value: String,
    },
    RemoveValue(ValueAt),
    /// Whether a basic selector selects management events.
    SetManagement {
        selector: usize,
        is_on: bool,
    },
    AddResource {
        selector: usize,
        resource_type: String,
        value: String,
    },
    /// An emptied value is taken away.
    SetResource {
        at: ResourceAt,
        value: String,
    },
    RemoveResource(ResourceAt),
    /// Basic selectors become the advanced ones that record the same.
    UseAdvanced,
    /// `None` takes the statement away.
    SetScope {
        switch: ScopeSwitch,
        is_on: Option<bool>,
    },
    /// An empty Region takes the statement away.
    SetHomeRegion(String),
}

/// Changes a configuration.
pub fn apply(configuration: &mut TrailConfiguration, edit: Edit) {
    match edit {
        Edit::AddSelector(new) => add_selector(configuration, new),
        Edit::RemoveSelector(selector) => match (&mut configuration.advanced, &mut configuration.basic) {
            (Some(advanced), _) if selector < advanced.len() => {
                advanced.remove(selector);
            }
            (_, Some(basic)) if selector < basic.len() => {
                basic.remove(selector);
            }
            _ => {}
        },
        Edit::UseAdvanced => switch::use_advanced(configuration),
        Edit::SetScope { switch, is_on } => *switch.of_mut(configuration) = is_on.map(Flag::new),
        Edit::SetHomeRegion(region) => {
            let region = region.trim();
            configuration.scope.home_region = (!region.is_empty()).then(|| Value::literal(region));
        }
        edit => match (&mut configuration.advanced, &mut configuration.basic) {
            (Some(advanced), _) if !advanced.is_empty() => advanced::apply(advanced, edit),
            (_, Some(basic)) => basic::apply(basic, edit),
            _ => {}
        },
    }
}

fn add_selector(configuration: &mut TrailConfiguration, new: NewSelector) {
    let has_basic = configuration.basic.as_ref().is_some_and(|basic| !basic.is_empty());
    if new == NewSelector::Basic {
        configuration.basic.get_or_insert_default().push(templates::basic_selector());
        return;
    }
    if has_basic && configuration.advanced.as_ref().is_none_or(Vec::is_empty) {
        // A trail has selectors of one kind.
        switch::use_advanced(configuration);
    }
    let states_none = configuration.advanced.is_none() && configuration.unknown_selectors.is_empty();
    let advanced = configuration.advanced.get_or_insert_default();
    // Unstated, management events were recorded; adding other events is not meant to end that.
    if states_none && new != NewSelector::Management {
        advanced.push(templates::management());
    }
    advanced.push(match new {
        NewSelector::Data(resource_type) => templates::data_events(&resource_type),
        NewSelector::NetworkActivity(source) => templates::network_activity(&source),
        NewSelector::Management | NewSelector::Basic => templates::management(),
    });
    if configuration.basic.as_ref().is_some_and(Vec::is_empty) {
        configuration.basic = None;
    }
}
