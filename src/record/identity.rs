//! Who acted, as one label: the User column.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>

use super::field::FieldId;
use super::fields::RecordFields;

/// What stands in `userIdentity.userName` when an unknown name was typed at sign-in. It may hide a
/// password that was typed into the wrong box.
const WITHHELD_NAME: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// The label shown for a withheld name.
pub const WITHHELD_LABEL: &str = "name withheld by AWS (unknown user at sign-in)";

/// The label of whoever made the call; `None` where the record says nothing of it.
///
/// A session is `role / session`; root is `root (account)`.
pub fn user_label(fields: &RecordFields<'_>) -> Option<String> {
    let get = |field| fields.first(field).filter(|text| !text.is_empty());
    let name = get(FieldId::UserName);
    if name == Some(WITHHELD_NAME) {
        return Some(WITHHELD_LABEL.to_owned());
    }
    let arn = get(FieldId::UserArn);
    let principal = get(FieldId::UserPrincipalId);
    let account = get(FieldId::UserAccountId);
    let labelled = match get(FieldId::UserType).unwrap_or_default() {
        "Root" => Some(match account.or(principal) {
            Some(account) => format!("root ({account})"),
            None => "root".to_owned(),
        }),
        "AssumedRole" => assumed_role(get(FieldId::SessionIssuerUserName), arn, principal),
        "Role" => arn.and_then(last_segment).map(str::to_owned),
        "FederatedUser" => arn.and_then(|arn| after(arn, "federated-user/")).map(str::to_owned),
        "AWSAccount" => account.map(|account| match principal {
            Some(principal) => format!("account {account} ({principal})"),
            None => format!("account {account}"),
        }),
        "AWSService" => get(FieldId::UserInvokedBy).map(str::to_owned),
        "IdentityCenterUser" => get(FieldId::OnBehalfOfUserId).map(str::to_owned),
        _ => None,
    };
    labelled.or_else(|| {
        let invoked_by = get(FieldId::UserInvokedBy);
        name.or(arn).or(principal).or(invoked_by).or(account).map(str::to_owned)
    })
}

/// `role / session` of a role session, from the issuer and the principal id before the ARN.
fn assumed_role(issuer: Option<&str>, arn: Option<&str>, principal: Option<&str>) -> Option<String> {
    let (arn_role, arn_session) = match arn.and_then(|arn| after(arn, "assumed-role/")) {
        Some(path) => match path.split_once('/') {
            Some((role, session)) => (Some(role), Some(session)),
            None => (Some(path), None),
        },
        None => (None, None),
    };
    let session = principal.and_then(|id| id.split_once(':')).map(|(_, session)| session).or(arn_session);
    match (issuer.or(arn_role), session) {
        (Some(role), Some(session)) => Some(format!("{role} / {session}")),
        (Some(only), None) | (None, Some(only)) => Some(only.to_owned()),
        (None, None) => None,
    }
}

/// What follows the first `keyword` in an ARN. Samples put sessions under `iam` as well as `sts`,
/// so the keyword decides and not the service.
fn after<'a>(arn: &'a str, keyword: &str) -> Option<&'a str> {
    arn.split_once(keyword).map(|(_, rest)| rest).filter(|rest| !rest.is_empty())
}

fn last_segment(arn: &str) -> Option<&str> {
    arn.rsplit('/').next().filter(|segment| !segment.is_empty())
}
