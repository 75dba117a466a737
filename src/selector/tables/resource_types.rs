//! The resource types of data events, from `resource-types.tsv`.

use std::sync::OnceLock;

/// One row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceType {
    /// `AWS::S3::Object`.
    pub name: String,
    pub arn: ArnFormat,
    /// The host of `eventSource`, where known.
    pub event_source: Option<String>,
}

/// What is known about the ARNs of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArnFormat {
    /// Not known to this table.
    Unknown,
    /// Entries of this type have no ARN at all.
    Absent,
    /// Any of these; `*` stands for any partition, Region or account, `<x>` for any text.
    Known(Vec<&'static str>),
}

/// All types, sorted by name.
pub fn resource_types() -> &'static [ResourceType] {
    static TYPES: OnceLock<Vec<ResourceType>> = OnceLock::new();
    TYPES.get_or_init(|| {
        include_str!("resource-types.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(row)
            .collect()
    })
}

/// The row of a type.
pub fn resource_type(name: &str) -> Option<&'static ResourceType> {
    resource_types().iter().find(|row| row.name == name)
}

fn row(line: &'static str) -> Option<ResourceType> {
    let mut columns = line.split('\t');
    let name = columns.next().filter(|name| !name.is_empty())?;
    let arn = match columns.next()? {
        "?" => ArnFormat::Unknown,
        "none" => ArnFormat::Absent,
        formats => ArnFormat::Known(formats.split(' ').collect()),
    };
    let event_source =
        columns.next().filter(|host| !host.is_empty()).map(|host| format!("{host}.amazonaws.com"));
    Some(ResourceType { name: format!("AWS::{name}"), arn, event_source })
}

/// How far an ARN fits a type's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArnFit {
    /// Fits, or nothing is known to compare with.
    Fits,
    /// Another shape after the account: worth a warning, the formats published are not always the real ones.
    OtherShape,
    /// Another service, or no ARN at all.
    OtherService,
}

/// Compares a complete ARN with the formats of a type.
pub fn arn_fit(arn: &str, formats: &[&str]) -> ArnFit {
    let of_service = |format: &&&str| {
        let service = |text: &str| text.split(':').nth(2).map(str::to_string);
        arn.starts_with("arn:") && service(arn).is_some() && service(arn) == service(format)
    };
    let same_service: Vec<&&str> = formats.iter().filter(of_service).collect();
    if same_service.is_empty() {
        return ArnFit::OtherService;
    }
    if same_service.into_iter().any(|format| has_shape(arn, format)) {
        ArnFit::Fits
    } else {
        ArnFit::OtherShape
    }
}

/// Whether `arn` has the six parts of `format` and its fixed words.
fn has_shape(arn: &str, format: &str) -> bool {
    let parts = |text: &str| -> Vec<String> { text.splitn(6, ':').map(str::to_string).collect() };
    let (arn, format) = (parts(arn), parts(format));
    let (Some(resource), Some(pattern)) = (arn.get(5), format.get(5)) else {
        return false;
    };
    // Parts that a format leaves empty must be empty, those it has as `*` must not.
    let fixed =
        arn.iter().zip(&format).skip(3).take(2).all(|(part, want)| part.is_empty() == want.is_empty());
    fixed && fits(resource, pattern)
}

/// Matches a pattern whose `<x>` and `…` stand for any text that is not empty.
fn fits(text: &str, pattern: &str) -> bool {
    let Some(start) = pattern.find(['<', '…']) else {
        return text == pattern;
    };
    let (fixed, rest) = pattern.split_at(start);
    let Some(text) = text.strip_prefix(fixed) else {
        return false;
    };
    let rest = rest.strip_prefix('…').or_else(|| rest.split_once('>').map(|(_, rest)| rest)).unwrap_or("");
    if rest.is_empty() {
        return !text.is_empty();
    }
    let next = rest.get(..rest.find(['<', '…']).unwrap_or(rest.len())).unwrap_or("");
    text.match_indices(next)
        .filter(|(at, _)| *at > 0)
        .any(|(at, _)| text.get(at..).is_some_and(|tail| fits(tail, rest)))
}
