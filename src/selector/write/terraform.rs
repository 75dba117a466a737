//! Terraform: one resource in HCL.

use crate::selector::model::{
    ConfigurationKind, Flag, FlagState, Operator, TrailConfiguration, Value, ValueKind,
};

/// A resource for each configuration, formatted as `terraform fmt` does but for the alignment of equal signs.
pub fn terraform(configurations: &[TrailConfiguration]) -> String {
    let all = configurations.iter().enumerate().map(resource).collect::<Vec<_>>();
    all.join("\n")
}

fn resource((at, configuration): (usize, &TrailConfiguration)) -> String {
    let mut out = Lines::default();
    let is_store = configuration.kind == ConfigurationKind::EventDataStore;
    let kind = if is_store { "aws_cloudtrail_event_data_store" } else { "aws_cloudtrail" };
    let number = if at > 0 { format!("_{}", at + 1) } else { String::new() };
    out.line(&format!("resource \"{kind}\" \"this{number}\" {{"));
    out.depth += 1;
    let scope = &configuration.scope;
    let delivery = &configuration.delivery;
    out.value("name", configuration.name.as_ref());
    out.flag(
        if is_store { "multi_region_enabled" } else { "is_multi_region_trail" },
        scope.is_multi_region.as_ref(),
    );
    out.flag("include_global_service_events", scope.includes_global_services.as_ref());
    out.flag(
        if is_store { "organization_enabled" } else { "is_organization_trail" },
        scope.is_organization.as_ref(),
    );
    out.flag("enable_logging", scope.is_logging.as_ref());
    out.flag("enable_log_file_validation", delivery.validates_log_files.as_ref());
    out.value("kms_key_id", delivery.kms_key.as_ref());
    out.value("cloud_watch_logs_group_arn", delivery.log_group.as_ref());
    for selector in configuration.basic.iter().flatten() {
        out.open("event_selector");
        out.value("read_write_type", selector.read_write_type.as_ref());
        out.flag("include_management_events", selector.includes_management.as_ref());
        out.values("exclude_management_event_sources", &selector.excluded_sources);
        for resource in &selector.data_resources {
            out.open("data_resource");
            out.value("type", Some(&resource.resource_type));
            out.values("values", &resource.values);
            out.close();
        }
        out.dynamic("data_resource", &selector.unknown_parts);
        out.close();
    }
    for selector in configuration.advanced.iter().flatten() {
        out.open("advanced_event_selector");
        out.value("name", selector.name.as_ref());
        for field_selector in &selector.field_selectors {
            out.open("field_selector");
            out.value("field", Some(&field_selector.name));
            for condition in &field_selector.conditions {
                out.values(attribute(condition.operator), &condition.values);
            }
            out.close();
        }
        out.dynamic("field_selector", &selector.unknown_parts);
        out.close();
    }
    let unknown = if configuration.basic.is_some() { "event_selector" } else { "advanced_event_selector" };
    out.dynamic(unknown, &configuration.unknown_selectors);
    for insight in configuration.insights.iter().flatten() {
        out.open("insight_selector");
        out.value("insight_type", Some(&insight.insight_type));
        out.values("event_categories", &insight.categories);
        out.close();
    }
    out.depth -= 1;
    out.line("}");
    out.text
}

fn attribute(operator: Operator) -> &'static str {
    match operator {
        Operator::Equals => "equals",
        Operator::StartsWith => "starts_with",
        Operator::EndsWith => "ends_with",
        Operator::NotEquals => "not_equals",
        Operator::NotStartsWith => "not_starts_with",
        Operator::NotEndsWith => "not_ends_with",
    }
}

#[derive(Default)]
struct Lines {
    text: String,
    depth: usize,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.push_str(&"  ".repeat(self.depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn open(&mut self, block: &str) {
        self.text.push('\n');
        self.line(&format!("{block} {{"));
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.line("}");
    }

    fn value(&mut self, key: &str, value: Option<&Value>) {
        if let Some(value) = value {
            self.line(&format!("{key} = {}", scalar(value)));
        }
    }

    fn values(&mut self, key: &str, values: &[Value]) {
        match values {
            [] => {}
            [only] if only.kind == ValueKind::TemplateList => {
                self.line(&format!("{key} = {}", expression(only)));
            }
            _ => {
                let items: Vec<String> = values.iter().map(scalar).collect();
                self.line(&format!("{key} = [{}]", items.join(", ")));
            }
        }
    }

    fn flag(&mut self, key: &str, flag: Option<&Flag>) {
        let Some(flag) = flag else { return };
        let text = match &flag.state {
            FlagState::On => "true",
            FlagState::Off => "false",
            FlagState::Unknown(text) => {
                text.strip_prefix("${").and_then(|text| text.strip_suffix('}')).unwrap_or("null")
            }
        };
        let line = format!("{key} = {text}");
        self.line(&line);
    }

    fn dynamic(&mut self, block: &str, parts: &[Value]) {
        for part in parts {
            self.open(&format!("dynamic \"{block}\""));
            self.line(&format!("for_each = {}", expression(part)));
            self.line("content {}");
            self.close();
        }
    }
}

/// An expression of Terraform; what it cannot read becomes a variable to declare.
fn word(name: &str) -> String {
    if let Some((_, ours)) = super::SHARED_NAMES.iter().find(|(theirs, _)| *theirs == name) {
        return (*ours).to_string();
    }
    if hcl_edit::parser::parse_expr(name).is_ok() {
        return name.to_string();
    }
    let is_letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let letters: String = name.chars().map(|c| if is_letter(c) { c } else { '_' }).collect();
    format!("var.{letters}")
}

/// The expression inside `${…}`.
fn expression(value: &Value) -> String {
    word(inside(value))
}

fn inside(value: &Value) -> &str {
    value.text.strip_prefix("${").and_then(|text| text.strip_suffix('}')).unwrap_or(&value.text)
}

fn scalar(value: &Value) -> String {
    match value.kind {
        ValueKind::Literal => format!("\"{}\"", escaped(&value.text)),
        ValueKind::Template | ValueKind::TemplateList => template(&super::translated(&value.text, word)),
    }
}

/// The unknown parts of a template are expressions and keep their quotes.
fn template(text: &str) -> String {
    let mut out = String::from("\"");
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let (before, after) = rest.split_at(start);
        out.push_str(&escaped(before));
        let end = after.find('}').map_or(after.len(), |end| end + 1);
        let (unknown, tail) = after.split_at(end);
        out.push_str(unknown);
        rest = tail;
    }
    out.push_str(&escaped(rest));
    out.push('"');
    out
}

/// In HCL a dollar or percent sign before a brace is doubled to stand for itself.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            other => out.push(other),
        }
    }
    out.replace("${", "$${").replace("%{", "%%{")
}
