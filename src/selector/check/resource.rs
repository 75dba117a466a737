//! Rules about resource types and ARNs in advanced selectors.

use super::basic::unknown_partition;
use super::{refused, slip};
use crate::selector::model::{AdvancedSelector, Field, Operator, Value};
use crate::selector::problem::Problem;
use crate::selector::tables::resource_types::{ArnFit, ArnFormat, arn_fit, resource_type, resource_types};
use crate::selector::tables::{AS_OF, PARTITIONS};

/// A type that the table does not have, with the one that was meant.
pub(super) fn unknown_type(value: &Value, text: &str) -> Option<Problem> {
    if resource_type(text).is_some() {
        return None;
    }
    let problem = Problem::warning(
        "unknown-type",
        value.place,
        format!("a resource type that was not known in {AS_OF}: {text}"),
    );
    let with_prefix = format!("AWS::{text}");
    let right = slip(text, resource_types().iter().map(|row| row.name.as_str()))
        .or(resource_type(&with_prefix).map(|row| row.name.as_str()));
    Some(match right {
        Some(right) => problem.remedy(format!("did you mean {right}?")),
        None => problem,
    })
}

/// `Equals` and `NotEquals` want a complete ARN of the selector's type.
pub(super) fn resource_arn(
    selector: &AdvancedSelector,
    operator: Operator,
    value: &Value,
    text: &str,
) -> Option<Problem> {
    let kind = selector.equals(Field::ResourcesType).find_map(Value::known)?;
    let row = resource_type(kind)?;
    if row.arn == ArnFormat::Absent {
        let message =
            format!("resources of this type have no ARN, so no condition on it selects any: {kind}");
        return Some(Problem::warning("type-without-arn", value.place, message));
    }
    let partition =
        text.strip_prefix("arn:").and_then(|rest| rest.split_once(':')).map(|(partition, _)| partition);
    if let Some(partition) =
        partition.filter(|partition| !PARTITIONS.iter().any(|(known, _)| known == partition))
    {
        return Some(unknown_partition(value, partition));
    }
    let ArnFormat::Known(formats) = &row.arn else {
        return None;
    };
    if operator.positive() != Operator::Equals {
        return None;
    }
    let example =
        || formats.iter().map(|format| format.replacen('*', "aws", 1)).collect::<Vec<_>>().join(" or ");
    match arn_fit(text, formats) {
        ArnFit::Fits => None,
        ArnFit::OtherShape => {
            let message = format!("not the usual shape of an ARN of {kind}: {text}");
            Some(
                Problem::warning("arn-shape", value.place, message).remedy(format!("usual is {}", example())),
            )
        }
        ArnFit::OtherService => {
            let message = format!("{} wants a complete ARN of {kind}, not {text}", operator.wire());
            Some(refused("bad-arn", value.place, message).remedy(format!("write {}", example())))
        }
    }
}
