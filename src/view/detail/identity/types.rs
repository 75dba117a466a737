//! The identity types of CloudTrail, with what each is and what misleads about it.

use crate::view::detail::event::Event;
use crate::view::detail::family::Family;

/// One type of identity.
#[derive(Debug)]
pub struct IdentityType {
    /// As `userIdentity.type` spells it.
    pub name: &'static str,
    pub label: &'static str,
    pub explanation: &'static str,
    pub traps: &'static [&'static str],
}

/// Every documented type.
pub const TYPES: &[IdentityType] = &[
    IdentityType {
        name: "Root",
        label: "root user",
        explanation: "The account's root user: it may do everything and is meant for very few tasks.",
        traps: &["userName holds the account's alias if there is one, never \"Root\"."],
    },
    IdentityType {
        name: "IAMUser",
        label: "IAM user",
        explanation: "An IAM user, with a long-term key or with temporary credentials of its own.",
        traps: &[
            "A session from GetSessionToken or the console looks like the user, with another key.",
            "Without sessionContext the credentials are long-term.",
        ],
    },
    IdentityType {
        name: "AssumedRole",
        label: "session of a role",
        explanation: "Temporary credentials of a role. Who took the role on stands in the event that issued them.",
        traps: &[
            "There is no userName: role and session name stand in the issuer and the principal id.",
            "The same role and session name can be issued again to somebody else: only the key tells sessions apart.",
            "accountId is the account of the role, which need not own the resource.",
        ],
    },
    IdentityType {
        name: "Role",
        label: "role, not yet a session",
        explanation: "A role named as such, not a session of it; some service events do so.",
        traps: &[],
    },
    IdentityType {
        name: "FederatedUser",
        label: "federated user",
        explanation: "Temporary credentials from GetFederationToken; the issuer is an IAM user or the root user.",
        traps: &["There is no userName: the name stands at the end of the ARN."],
    },
    IdentityType {
        name: "Directory",
        label: "directory user",
        explanation: "A user of a directory service, as WorkDocs and Quick name them.",
        traps: &["userName may be an alias or an e-mail address."],
    },
    IdentityType {
        name: "AWSAccount",
        label: "another account",
        explanation: "The caller belongs to another account. Its full identity stands only in that account's copy of \
                      the event, which has the same sharedEventID.",
        traps: &["For requests to S3 without a signature the account reads anonymous."],
    },
    IdentityType {
        name: "AWSService",
        label: "AWS service",
        explanation: "An AWS service acting by itself; invokedBy says which.",
        traps: &[],
    },
    IdentityType {
        name: "IdentityCenterUser",
        label: "Identity Center user",
        explanation: "A person signed in through IAM Identity Center, known here by an id alone.",
        traps: &[
            "Since January 2025 neither userName nor principalId stand here; names are only in the two sign-in events.",
            "Before that the same people appear with type Unknown and a userName.",
        ],
    },
    IdentityType {
        name: "SAMLUser",
        label: "SAML user",
        explanation: "A user of a SAML identity provider, at the moment of taking on a role.",
        traps: &["Later calls of the session show as AssumedRole."],
    },
    IdentityType {
        name: "WebIdentityUser",
        label: "web identity",
        explanation: "A user or workload of a web identity provider, at the moment of taking on a role.",
        traps: &["Later calls of the session show as AssumedRole."],
    },
    IdentityType {
        name: "Unknown",
        label: "identity that CloudTrail cannot name",
        explanation: "CloudTrail could not tell who called, as with Cognito's GetCredentialsForIdentity.",
        traps: &["Before January 2025 Identity Center users appear with this type."],
    },
];

const ABSENT: IdentityType = IdentityType {
    name: "",
    label: "no type",
    explanation: "The record names no type of identity; some service events do not.",
    traps: &["A missing type is no error."],
};

const NONE: IdentityType = IdentityType {
    name: "",
    label: "no identity",
    explanation: "Records of this family have no identity; what is known stands in the summary.",
    traps: &[],
};

const UNDOCUMENTED: IdentityType = IdentityType {
    name: "",
    label: "type that is not documented",
    explanation: "This type of identity is not documented; what the record says of it stands below.",
    traps: &[],
};

/// The documented type of this name.
pub(super) fn by_name(name: &str) -> Option<&'static IdentityType> {
    TYPES.iter().find(|known| known.name == name)
}

/// The type to explain an event's identity with.
pub(super) fn find(name: Option<&str>, event: &Event<'_>) -> &'static IdentityType {
    match name {
        _ if !event.family().has_identity() && event.family() != Family::Unknown => &NONE,
        None => &ABSENT,
        Some(name) => by_name(name).unwrap_or(&UNDOCUMENTED),
    }
}
