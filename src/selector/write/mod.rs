//! The model → texts that the tools accept.
//!
//! **Invariant:** reading an export back gives the same model, as far as the form can say it: the CLI's JSON and
//! command hold no scope beyond what their calls take.
//! **Invariant:** nothing is written that was not stated; unknown values stay what they were, `${…}`.

mod cloudformation;
mod command;
mod json;
mod terraform;

pub use cloudformation::cloudformation_yaml;
pub use command::cli_command;
pub use json::cli_json;
pub use terraform::terraform;
