//! The markers that AWS writes in place of a value.
//!
//! **Invariant:** a marker is never taken for what a user typed.

/// The marker in place of a value, with the reason.
struct Marker {
    text: &'static str,
    /// Whether it may stand inside a longer text.
    is_part: bool,
    why: &'static str,
}

const MARKERS: &[Marker] = &[
    Marker {
        text: "HIDDEN_DUE_TO_SECURITY_REASONS",
        is_part: false,
        why: "withheld by AWS because it may hold a secret or personal data",
    },
    Marker {
        text: "***(Redacted)",
        is_part: true,
        why: "literals withheld by DynamoDB: they may be data of the table",
    },
    Marker {
        text: "**********",
        is_part: false,
        why: "withheld by AWS, as the RDS Data API does with SQL, parameters and names",
    },
    Marker { text: "***", is_part: false, why: "withheld by AWS, as CloudWatch does" },
    Marker { text: "<sensitiveDataRemoved>", is_part: true, why: "sensitive data, removed by AWS" },
    Marker { text: "sensitiveDataRemoved", is_part: false, why: "sensitive data, removed by AWS" },
];

/// The user name that stands where an unknown one was typed at sign-in.
const USER_NAME_WHY: &str = "withheld by AWS: an unknown name was typed at sign-in, and it may be a password \
                             typed into the wrong box. Do not count it as a user.";

/// Why AWS withheld this value, or a part of it; `None` for an ordinary value.
pub fn reason(path: &str, text: &str) -> Option<&'static str> {
    let text = text.trim();
    let marker = MARKERS
        .iter()
        .find(|marker| if marker.is_part { text.contains(marker.text) } else { text == marker.text })?;
    let is_user_name = path.eq_ignore_ascii_case("userIdentity.userName");
    Some(if is_user_name && text == "HIDDEN_DUE_TO_SECURITY_REASONS" { USER_NAME_WHY } else { marker.why })
}
