//! A CloudFormation template in YAML. Every string is in double quotes: no YAML reader can take it for something else.

use crate::selector::model::{
    AdvancedSelector, BasicSelector, ConfigurationKind, Flag, FlagState, TrailConfiguration, Value, ValueKind,
};

/// A template with a resource for each configuration.
pub fn cloudformation_yaml(configurations: &[TrailConfiguration]) -> String {
    let mut out = Lines::default();
    out.line(0, "Resources:");
    for (at, configuration) in configurations.iter().enumerate() {
        resource(&mut out, configuration, at);
    }
    out.text
}

fn resource(out: &mut Lines, configuration: &TrailConfiguration, at: usize) {
    let is_store = configuration.kind == ConfigurationKind::EventDataStore;
    let number = if at > 0 { (at + 1).to_string() } else { String::new() };
    out.line(1, &format!("{}{number}:", if is_store { "EventDataStore" } else { "Trail" }));
    out.line(
        2,
        if is_store { "Type: AWS::CloudTrail::EventDataStore" } else { "Type: AWS::CloudTrail::Trail" },
    );
    out.line(2, "Properties:");
    let scope = &configuration.scope;
    let delivery = &configuration.delivery;
    out.value(3, if is_store { "Name" } else { "TrailName" }, configuration.name.as_ref());
    out.flag(
        3,
        if is_store { "MultiRegionEnabled" } else { "IsMultiRegionTrail" },
        scope.is_multi_region.as_ref(),
    );
    out.flag(3, "IncludeGlobalServiceEvents", scope.includes_global_services.as_ref());
    out.flag(
        3,
        if is_store { "OrganizationEnabled" } else { "IsOrganizationTrail" },
        scope.is_organization.as_ref(),
    );
    out.flag(3, if is_store { "IngestionEnabled" } else { "IsLogging" }, scope.is_logging.as_ref());
    out.flag(3, "EnableLogFileValidation", delivery.validates_log_files.as_ref());
    out.value(3, if is_store { "KmsKeyId" } else { "KMSKeyId" }, delivery.kms_key.as_ref());
    out.value(3, "CloudWatchLogsLogGroupArn", delivery.log_group.as_ref());
    if let Some(selectors) = &configuration.basic {
        out.list(3, "EventSelectors", selectors, basic);
    }
    if let Some(selectors) = &configuration.advanced {
        out.list(3, "AdvancedEventSelectors", selectors, advanced);
    }
    if let [only] = configuration.unknown_selectors.as_slice()
        && configuration.basic.is_none()
        && configuration.advanced.is_none()
    {
        out.line(3, &format!("AdvancedEventSelectors: {}", scalar(only)));
    }
    if let Some(insights) = &configuration.insights {
        out.list(3, "InsightSelectors", insights, |out, depth, insight| {
            out.item(depth, "InsightType", &scalar(&insight.insight_type));
            out.values(depth + 1, "EventCategories", &insight.categories);
        });
    }
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, depth: usize, line: &str) {
        self.text.push_str(&"  ".repeat(depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The first entry of a list's item.
    fn item(&mut self, depth: usize, key: &str, value: &str) {
        self.line(depth, &format!("- {key}: {value}"));
    }

    fn value(&mut self, depth: usize, key: &str, value: Option<&Value>) {
        if let Some(value) = value {
            self.line(depth, &format!("{key}: {}", scalar(value)));
        }
    }

    fn flag(&mut self, depth: usize, key: &str, flag: Option<&Flag>) {
        let Some(flag) = flag else { return };
        let text = match &flag.state {
            FlagState::On => "true".to_string(),
            FlagState::Off => "false".to_string(),
            FlagState::Unknown(text) => format!("!Sub {}", quoted(text)),
        };
        self.line(depth, &format!("{key}: {text}"));
    }

    fn values(&mut self, depth: usize, key: &str, values: &[Value]) {
        match values {
            [] => {}
            [only] if only.kind == ValueKind::TemplateList => {
                self.line(depth, &format!("{key}: {}", scalar(only)));
            }
            _ => {
                self.line(depth, &format!("{key}:"));
                for value in values {
                    self.line(depth + 1, &format!("- {}", scalar(value)));
                }
            }
        }
    }

    fn list<T>(&mut self, depth: usize, key: &str, items: &[T], one: fn(&mut Lines, usize, &T)) {
        if items.is_empty() {
            return self.line(depth, &format!("{key}: []"));
        }
        self.line(depth, &format!("{key}:"));
        for item in items {
            one(self, depth + 1, item);
        }
    }
}

fn basic(out: &mut Lines, depth: usize, selector: &BasicSelector) {
    let mut inner = Lines::default();
    inner.value(depth + 1, "ReadWriteType", selector.read_write_type.as_ref());
    inner.flag(depth + 1, "IncludeManagementEvents", selector.includes_management.as_ref());
    if !selector.data_resources.is_empty() || !selector.unknown_parts.is_empty() {
        inner.line(depth + 1, "DataResources:");
        for resource in &selector.data_resources {
            inner.item(depth + 2, "Type", &scalar(&resource.resource_type));
            inner.values(depth + 3, "Values", &resource.values);
        }
        for part in &selector.unknown_parts {
            inner.line(depth + 2, &format!("- {}", scalar(part)));
        }
    }
    inner.values(depth + 1, "ExcludeManagementEventSources", &selector.excluded_sources);
    as_item(out, depth, &inner.text);
}

fn advanced(out: &mut Lines, depth: usize, selector: &AdvancedSelector) {
    let mut inner = Lines::default();
    inner.value(depth + 1, "Name", selector.name.as_ref());
    inner.line(
        depth + 1,
        if selector.field_selectors.is_empty() && selector.unknown_parts.is_empty() {
            "FieldSelectors: []"
        } else {
            "FieldSelectors:"
        },
    );
    for field_selector in &selector.field_selectors {
        inner.item(depth + 2, "Field", &scalar(&field_selector.name));
        for condition in &field_selector.conditions {
            inner.values(depth + 3, condition.operator.wire(), &condition.values);
        }
    }
    for part in &selector.unknown_parts {
        inner.line(depth + 2, &format!("- {}", scalar(part)));
    }
    as_item(out, depth, &inner.text);
}

/// Puts the hyphen of a list before the first line.
fn as_item(out: &mut Lines, depth: usize, inner: &str) {
    let indent = "  ".repeat(depth);
    let wider = "  ".repeat(depth + 1);
    match inner.strip_prefix(wider.as_str()) {
        Some(rest) => out.text.push_str(&format!("{indent}- {rest}")),
        None => out.line(depth, "- {}"),
    }
}

/// A template is `!Sub`; what it stands for as a list is a reference.
fn scalar(value: &Value) -> String {
    match value.kind {
        ValueKind::Literal => quoted(&value.text),
        ValueKind::Template | ValueKind::TemplateList => {
            format!("!Sub {}", quoted(&super::translated(&value.text, word)))
        }
    }
}

/// JSON's strings are YAML's double-quoted ones.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A name that `Fn::Sub` can hold; what it means is for the reader of the template to fill in.
fn word(name: &str) -> String {
    let shared = super::SHARED_NAMES.iter().find(|(_, theirs)| *theirs == name);
    shared.map_or_else(|| name.to_string(), |(ours, _)| (*ours).to_string())
}
