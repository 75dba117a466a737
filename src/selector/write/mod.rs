//! The model → texts that the tools accept.
//!
//! **Invariant:** reading an export back gives the same model, as far as the form can say it: the CLI's JSON and
//! command hold no scope beyond what their calls take.
//! **Invariant:** nothing is written that was not stated; unknown values stay what they were, `${…}`.

mod cloudformation;
mod command;
mod json;
mod terraform;
mod whole;

use super::model::Value;

/// Values that every account knows, in CloudFormation's words and in Terraform's.
const SHARED_NAMES: [(&str, &str); 3] = [
    ("AWS::Partition", "data.aws_partition.current.partition"),
    ("AWS::Region", "data.aws_region.current.name"),
    ("AWS::AccountId", "data.aws_caller_identity.current.account_id"),
];

/// A template's text with each placeholder put into the words of another language.
fn translated(text: &str, word: fn(&str) -> String) -> String {
    let template = Value {
        text: text.to_string(),
        kind: super::model::ValueKind::Template,
        place: super::model::Place::default(),
    };
    template.placeholders().fold(text.to_string(), |out, name| {
        out.replace(&format!("${{{name}}}"), &format!("${{{}}}", word(name)))
    })
}

pub use cloudformation::cloudformation_yaml;
pub use command::cli_command;
pub use json::cli_json;
pub use terraform::terraform;
pub use whole::{is_whole_json, whole_json};
