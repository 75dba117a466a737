//! The small parts: places, strings and switches, each known or left to something else.

use std::borrow::Cow;
use std::fmt;

/// Where a part stands in the text that was read; both count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub line: u32,
    pub column: u32,
}

/// Places never take part in a comparison: an exported and re-read configuration is the same one.
impl PartialEq for Place {
    fn eq(&self, _: &Place) -> bool {
        true
    }
}

impl Eq for Place {}

/// A string of the configuration.
///
/// A template's `text` holds `${…}` where something unknown stands, in whatever language it was written:
/// `!Sub`, `Fn::Join` and `!GetAtt Bucket.Arn` all end up in this form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub kind: ValueKind,
    pub place: Place,
}

/// How much of a [`Value`] is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// The text is the value.
    Literal,
    /// Some or all of the text is unknown.
    Template,
    /// The whole list that this stands in is unknown: `values = var.arns`.
    TemplateList,
}

impl Value {
    /// A known value without a place, as the form editor makes them.
    pub fn literal(text: impl Into<String>) -> Value {
        Value { text: text.into(), kind: ValueKind::Literal, place: Place::default() }
    }

    /// The text, where all of it is known.
    pub fn known(&self) -> Option<&str> {
        (self.kind == ValueKind::Literal).then_some(self.text.as_str())
    }

    /// The text to compare with an ARN: like [`Value::known`], and where all that is unknown is the partition,
    /// which templates compute, with the partition of that ARN.
    pub fn known_beside(&self, arn: &str) -> Option<Cow<'_, str>> {
        if self.kind == ValueKind::Literal {
            return Some(Cow::Borrowed(&self.text));
        }
        let partition = arn.strip_prefix("arn:")?.split(':').next()?;
        let filled = self
            .placeholders()
            .filter(|name| is_partition(name))
            .fold(self.text.clone(), |text, name| text.replace(&format!("${{{name}}}"), partition));
        (self.kind == ValueKind::Template && !filled.contains("${")).then_some(Cow::Owned(filled))
    }

    /// What stands inside each `${…}` of a template.
    pub fn placeholders(&self) -> impl Iterator<Item = &str> {
        let is_template = self.kind != ValueKind::Literal;
        let after_starts = self.text.split("${").skip(1).filter(move |_| is_template);
        after_starts.filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
    }

    /// Whether this is exactly the known text `text`.
    pub fn is(&self, text: &str) -> bool {
        self.known() == Some(text)
    }

    /// The known text before the first and after the last unknown part of a template.
    pub fn known_ends(&self) -> (&str, &str) {
        if self.kind == ValueKind::Literal {
            return (&self.text, &self.text);
        }
        let start = self.text.find("${").unwrap_or(self.text.len());
        let end = self.text.rfind('}').map_or(0, |at| at + 1);
        (self.text.get(..start).unwrap_or(""), self.text.get(end..).unwrap_or(""))
    }
}

/// Whether an expression of CloudFormation or Terraform is the partition of the account.
fn is_partition(name: &str) -> bool {
    name == "AWS::Partition" || name.starts_with("data.aws_partition.") && name.ends_with(".partition")
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A switch of the configuration that was stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    pub state: FlagState,
    pub place: Place,
}

/// What a [`Flag`] is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlagState {
    On,
    Off,
    /// An interpolation, by its text.
    Unknown(String),
}

impl Flag {
    /// A known switch without a place.
    pub fn new(is_on: bool) -> Flag {
        Flag { state: if is_on { FlagState::On } else { FlagState::Off }, place: Place::default() }
    }

    /// The state, where it is known.
    pub fn known(&self) -> Option<bool> {
        match self.state {
            FlagState::On => Some(true),
            FlagState::Off => Some(false),
            FlagState::Unknown(_) => None,
        }
    }
}

/// Whether an optional switch is stated, known and equal to `wanted`.
pub fn is_stated(flag: Option<&Flag>, wanted: bool) -> bool {
    flag.and_then(Flag::known) == Some(wanted)
}
