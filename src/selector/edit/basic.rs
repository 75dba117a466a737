//! Changes of basic selectors.

use super::{Edit, ResourceAt};
use crate::selector::model::{BasicSelector, DataResource, Flag, Place, ReadWriteType, Value, ValueKind};

pub(super) fn apply(selectors: &mut [BasicSelector], edit: Edit) {
    let at = match &edit {
        Edit::SetReadWrite { selector, .. }
        | Edit::SetExcluded { selector, .. }
        | Edit::SetManagement { selector, .. }
        | Edit::AddResource { selector, .. } => *selector,
        Edit::SetResource { at, .. } | Edit::RemoveResource(at) => at.selector,
        _ => return,
    };
    let Some(selector) = selectors.get_mut(at) else { return };
    match edit {
        Edit::SetReadWrite { reads, writes, .. } => {
            let chosen = match (reads, writes) {
                (true, true) => ReadWriteType::All,
                (true, false) => ReadWriteType::ReadOnly,
                (false, true) => ReadWriteType::WriteOnly,
                (false, false) => return,
            };
            selector.read_write_type = Some(Value::literal(chosen.wire()));
        }
        Edit::SetExcluded { source, is_excluded, .. } => {
            let is_known = selector.excluded_sources.iter().any(|value| value.is(&source));
            if is_excluded && !is_known {
                selector.excluded_sources.push(Value::literal(source));
            } else if !is_excluded {
                selector.excluded_sources.retain(|value| !value.is(&source));
            }
        }
        Edit::SetManagement { is_on, .. } => {
            selector.includes_management = Some(Flag::new(is_on));
            if !is_on {
                // CloudTrail refuses to leave sources out of events that are not selected.
                selector.excluded_sources.clear();
            }
        }
        Edit::AddResource { resource_type, value, .. } => add(selector, resource_type, value),
        Edit::SetResource { at, value } if value.is_empty() => remove(selector, at),
        Edit::SetResource { at, value } => {
            let resource = selector.data_resources.get_mut(at.resource);
            if let Some(known) = resource.and_then(|resource| resource.values.get_mut(at.value)) {
                *known = Value::literal(value);
            }
        }
        Edit::RemoveResource(at) => remove(selector, at),
        _ => {}
    }
}

fn add(selector: &mut BasicSelector, resource_type: String, value: String) {
    let value = Value::literal(value);
    let is_open =
        |resource: &DataResource| resource.values.iter().all(|value| value.kind != ValueKind::TemplateList);
    let known = selector
        .data_resources
        .iter_mut()
        .find(|resource| resource.resource_type.is(&resource_type) && is_open(resource));
    match known {
        Some(resource) if resource.values.contains(&value) => {}
        Some(resource) => resource.values.push(value),
        None => selector.data_resources.push(DataResource {
            resource_type: Value::literal(resource_type),
            values: vec![value],
            place: Place::default(),
        }),
    }
}

fn remove(selector: &mut BasicSelector, at: ResourceAt) {
    if let Some(resource) = selector.data_resources.get_mut(at.resource)
        && at.value < resource.values.len()
    {
        resource.values.remove(at.value);
    }
    selector.data_resources.retain(|resource| !resource.values.is_empty());
}
