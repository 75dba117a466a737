//! The name of a call as words of a sentence.

/// A call in words, to be followed by what it was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// After "tried to".
    pub base: String,
    pub past: String,
}

/// Whole names whose words would mislead.
const WHOLE: &[(&str, &str, &str)] = &[
    ("ConsoleLogin", "sign in to the console", "signed in to the console"),
    ("CheckMfa", "pass the MFA check", "passed the MFA check"),
    ("UserAuthentication", "sign in to Identity Center", "signed in to Identity Center"),
    ("CredentialVerification", "prove who they are", "proved who they are"),
    ("CredentialChallenge", "answer a sign-in challenge", "answered a sign-in challenge"),
    ("Federate", "enter an account", "entered an account"),
    ("SwitchRole", "switch role in the console", "switched role in the console"),
    ("GetCallerIdentity", "ask whose credentials these are", "asked whose credentials these are"),
    ("GetSessionToken", "obtain temporary credentials", "obtained temporary credentials"),
    (
        "GetFederationToken",
        "obtain credentials for a federated user",
        "obtained credentials for a federated user",
    ),
    ("GetCredentialsForIdentity", "obtain credentials", "obtained credentials"),
    ("AssumeRoleWithSAML", "assume a role with SAML", "assumed a role with SAML"),
    ("AssumeRoleWithWebIdentity", "assume a role with a web identity", "assumed a role with a web identity"),
    (
        "AssumeRoot",
        "obtain root credentials of a member account",
        "obtained root credentials of a member account",
    ),
    ("BatchGetItem", "read a batch of items", "read a batch of items"),
    ("BatchWriteItem", "write a batch of items", "wrote a batch of items"),
    ("TransactGetItems", "read items in a transaction", "read items in a transaction"),
    ("TransactWriteItems", "write items in a transaction", "wrote items in a transaction"),
    ("ExecuteStatement", "run a statement", "ran a statement"),
    ("BatchExecuteStatement", "run a batch of statements", "ran a batch of statements"),
    ("ExecuteTransaction", "run a transaction", "ran a transaction"),
    ("GetRecords", "read records of a stream", "read records of a stream"),
    ("LambdaESMDisabled", "switch an event source mapping off", "switched an event source mapping off"),
    ("PutMetricData", "send metric data", "sent metric data"),
    ("PutEvents", "send events", "sent events"),
    ("HeadObject", "look at an object", "looked at an object"),
    ("HeadBucket", "look at a bucket", "looked at a bucket"),
    ("Query", "query", "queried"),
    ("Scan", "scan", "scanned"),
    ("Invoke", "invoke", "invoked"),
    ("StartLogging", "start logging", "started logging"),
    ("StopLogging", "stop logging", "stopped logging"),
];

/// The verb that a name begins with, its base form and its past.
const VERBS: &[(&str, &str, &str)] = &[
    ("Abort", "abort", "aborted"),
    ("Activate", "activate", "activated"),
    ("Add", "add", "added"),
    ("Associate", "associate", "associated"),
    ("Assume", "assume", "assumed"),
    ("Attach", "attach", "attached"),
    ("Authorize", "authorize", "authorized"),
    ("Begin", "begin", "began"),
    ("Cancel", "cancel", "cancelled"),
    ("Change", "change", "changed"),
    ("Check", "check", "checked"),
    ("Commit", "commit", "committed"),
    ("Complete", "complete", "completed"),
    ("Confirm", "confirm", "confirmed"),
    ("Copy", "copy", "copied"),
    ("Create", "create", "created"),
    ("Deactivate", "deactivate", "deactivated"),
    ("Decrease", "decrease", "decreased"),
    ("Decrypt", "decrypt", "decrypted"),
    ("Delete", "delete", "deleted"),
    ("Deregister", "deregister", "deregistered"),
    ("Describe", "describe", "described"),
    ("Detach", "detach", "detached"),
    ("Disable", "disable", "disabled"),
    ("Disassociate", "disassociate", "disassociated"),
    ("Enable", "enable", "enabled"),
    ("Encrypt", "encrypt", "encrypted"),
    ("Export", "export", "exported"),
    ("Filter", "filter", "filtered"),
    ("Generate", "generate", "generated"),
    ("Get", "read", "read"),
    ("Import", "import", "imported"),
    ("Increase", "increase", "increased"),
    ("Invoke", "invoke", "invoked"),
    ("List", "list", "listed"),
    ("Lookup", "look up", "looked up"),
    ("Modify", "modify", "modified"),
    ("Publish", "publish", "published"),
    ("Purchase", "purchase", "purchased"),
    ("Put", "put", "put"),
    ("Reboot", "reboot", "rebooted"),
    ("Receive", "receive", "received"),
    ("Register", "register", "registered"),
    ("Remove", "remove", "removed"),
    ("Replicate", "replicate", "replicated"),
    ("Restore", "restore", "restored"),
    ("Revoke", "revoke", "revoked"),
    ("Rotate", "rotate", "rotated"),
    ("Run", "run", "ran"),
    ("Schedule", "schedule", "scheduled"),
    ("Search", "search", "searched"),
    ("Select", "select", "selected"),
    ("Send", "send", "sent"),
    ("Set", "set", "set"),
    ("Simulate", "simulate", "simulated"),
    ("Start", "start", "started"),
    ("Stop", "stop", "stopped"),
    ("Subscribe", "subscribe", "subscribed"),
    ("Tag", "tag", "tagged"),
    ("Terminate", "terminate", "terminated"),
    ("Test", "test", "tested"),
    ("Unsubscribe", "unsubscribe", "unsubscribed"),
    ("Untag", "untag", "untagged"),
    ("Update", "update", "updated"),
    ("Upload", "upload", "uploaded"),
    ("Validate", "validate", "validated"),
];

/// The words of a call's plain name. A name that begins with no known verb is called by its name.
pub fn phrase(plain_name: &str) -> Phrase {
    let both = |base: &str, past: &str| Phrase { base: base.to_owned(), past: past.to_owned() };
    // S3 makes the name of the error a part of the name.
    if plain_name.starts_with("Authenticate") {
        return both("sign a request", "signed a request");
    }
    if let Some((_, base, past)) = WHOLE.iter().find(|(name, ..)| *name == plain_name) {
        return both(base, past);
    }
    let words = split_words(plain_name);
    let known = words.split_first().and_then(|(verb, rest)| {
        let (_, base, past) = VERBS.iter().find(|(name, ..)| name == verb)?;
        let rest: String = rest.iter().map(|word| format!(" {}", lowered(word))).collect();
        Some(Phrase { base: format!("{base}{rest}"), past: format!("{past}{rest}") })
    });
    known.unwrap_or_else(|| both(&format!("call {plain_name}"), &format!("called {plain_name}")))
}

/// The words of a name in camel case; capitals in a row are one word.
fn split_words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let bytes = name.as_bytes();
    for at in 1..bytes.len() {
        let is_capital = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
        let begins =
            is_capital(at) && (!is_capital(at - 1) || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase));
        if begins {
            words.extend(name.get(start..at));
            start = at;
        }
    }
    words.extend(name.get(start..).filter(|rest| !rest.is_empty()));
    words
}

/// A word inside a sentence: abbreviations keep their capitals.
fn lowered(word: &str) -> String {
    let is_abbreviation = word.len() > 1 && !word.bytes().any(|byte| byte.is_ascii_lowercase());
    if is_abbreviation { word.to_owned() } else { word.to_ascii_lowercase() }
}

/// A span of time in its two largest units.
pub fn duration(millis: i64) -> String {
    let seconds = millis / 1_000;
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes, seconds % 60) {
        (0, 0, 0, seconds) => format!("{seconds} s"),
        (0, 0, minutes, 0) => format!("{minutes} min"),
        (0, 0, minutes, seconds) => format!("{minutes} min {seconds} s"),
        (0, hours, 0, _) => format!("{hours} h"),
        (0, hours, minutes, _) => format!("{hours} h {minutes} min"),
        (days, 0, ..) => format!("{days} d"),
        (days, hours, ..) => format!("{days} d {hours} h"),
    }
}

/// The first letter as a capital.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A number short enough to read: three significant digits below a thousand.
pub fn short_number(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    let digits = 2 - number.abs().log10().floor() as i32;
    let text = format!("{number:.*}", digits.clamp(0, 12) as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
