//! What is known and holds no event: digests, key lists, selectors, other services' files.

use super::envelope::Object;
use super::kind::FileKind;
use super::leaf::LeafReader;
use super::report::SkipReason;
use crate::base::json::Value;

/// Names what is known and no event.
pub(super) fn name_known(leaf: &mut LeafReader<'_>, object: &Object<'_>) -> bool {
    let kind = if object.has("digestStartTime") || object.has("digestS3Object") && object.has("logFiles") {
        FileKind::Digest
    } else if object.has("hashSignature") && object.has("files") {
        FileKind::LakeSignFile
    } else if object.has("PublicKeyList") || object.has("publicKeyList") {
        FileKind::KeyList
    } else if holds_selectors(object.text) {
        FileKind::EventSelectors
    } else if object.has("InsightSelectors") || object.has("InsightType") {
        FileKind::InsightSelectors
    } else if object.has("Trail")
        || object.has("trailList")
        || object.has("TrailARN")
        || object.has("IsMultiRegionTrail")
    {
        FileKind::TrailDescription
    } else if object.has("configurationItems")
        || object.has("configRuleName")
        || object.has("configSnapshotId")
    {
        FileKind::Config
    } else if object.has("class_uid") && (object.has("activity_id") || object.has("metadata")) {
        FileKind::Ocsf
    } else if object.has("s3Bucket") && object.has("s3ObjectKey") {
        FileKind::SnsNotice
    } else {
        return false;
    };
    leaf.saw(kind);
    leaf.skip(SkipReason::NotCloudTrail, object.text, kind.label());
    true
}

/// Names a JSON value that holds no record, where it is known.
pub(super) fn name_value(leaf: &mut LeafReader<'_>, text: &str) -> bool {
    name_known(leaf, &Object::new(Value::new(text)))
}

/// Whether a JSON text holds the selectors of a trail.
fn holds_selectors(text: &str) -> bool {
    [
        "\"EventSelectors\"",
        "\"AdvancedEventSelectors\"",
        "\"FieldSelectors\"",
        "\"DataResources\"",
        "\"ReadWriteType\"",
        "\"AWS::CloudTrail::Trail\"",
        "\"AWS::CloudTrail::EventDataStore\"",
        "\"aws_cloudtrail\"",
        "\"aws_cloudtrail_event_data_store\"",
    ]
    .iter()
    .any(|name| text.contains(name))
}

/// Whether any text holds them: a command, a template, a document.
pub(super) fn mentions_selectors(text: &str) -> bool {
    let is_command = ["event-selectors --", "event-selectors \\\n"].iter().any(|name| text.contains(name));
    // Terraform: `event_selector {`, `event_selectors = [`.
    let is_template = text.match_indices("event_selector").any(|(at, name)| {
        let after = text.get(at + name.len()..).unwrap_or_default().trim_start_matches('s');
        after.trim_start_matches(' ').starts_with(['{', '='])
    });
    // YAML writes its keys without quotes.
    let is_yaml =
        ["EventSelectors:", "FieldSelectors:", "AWS::CloudTrail::Trail", "AWS::CloudTrail::EventDataStore"]
            .iter()
            .any(|name| text.contains(name));
    holds_selectors(text) || is_command || is_template || is_yaml
}
