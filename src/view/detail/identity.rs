//! Who acted: every identity type explained, the questions of an investigator answered, the ARN
//! taken apart.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html>
//!
//! **Invariant:** absence is never read as "no": what the record does not say is not known.

use super::event::Event;
use super::fact::Fact;
use super::family::Family;
use super::summary::absence;
use crate::record::arn::Arn;

mod types;

pub use types::{IdentityType, TYPES};

/// The Identity tab.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// As it stands in a sentence: `IAM user carol`.
    pub phrase: String,
    /// What this type of identity is.
    pub explanation: &'static str,
    /// The investigator's questions with their answers.
    pub answers: Vec<Fact>,
    /// Who stands behind a session, from the strongest hint on.
    pub behind: Vec<Fact>,
    /// Every field of the identity that the record has.
    pub facts: Vec<Fact>,
    /// The parts of the principal's ARN.
    pub arn: Vec<Fact>,
    /// What misleads readers of this type.
    pub traps: Vec<&'static str>,
}

/// Reads the identity of an event.
pub fn identity(event: &Event<'_>) -> Identity {
    let reader = Reader { event };
    let kind = types::find(reader.text("type").as_deref(), event);
    Identity {
        phrase: reader.phrase(),
        explanation: kind.explanation,
        answers: reader.answers(),
        behind: reader.behind(),
        facts: event
            .leaf_facts("", &event.call_path("userIdentity"))
            .into_iter()
            .map(with_key_kind)
            .collect(),
        arn: reader.text("arn").map(|arn| arn_facts(&arn)).unwrap_or_default(),
        traps: kind.traps.to_vec(),
    }
}

/// Reads below `userIdentity`.
struct Reader<'e, 'a> {
    event: &'e Event<'a>,
}

impl Reader<'_, '_> {
    fn path(&self, field: &str) -> String {
        self.event.call_path(&format!("userIdentity.{field}"))
    }

    fn text(&self, field: &str) -> Option<String> {
        self.event.text(&self.path(field)).map(std::borrow::Cow::into_owned)
    }

    fn fact(&self, label: &str, field: &str) -> Option<Fact> {
        self.event.fact(label, &self.path(field))
    }

    /// Role and session of a role session.
    fn role_and_session(&self) -> (Option<String>, Option<String>) {
        let arn = self.text("arn");
        let by_arn = arn.as_deref().and_then(Arn::parse).and_then(Arn::role_and_session);
        let role = self.text("sessionContext.sessionIssuer.userName").or_else(|| Some(by_arn?.0.to_owned()));
        let by_id =
            self.text("principalId").and_then(|id| id.split_once(':').map(|(_, name)| name.to_owned()));
        (role, by_id.or_else(|| Some(by_arn?.1?.to_owned())))
    }

    fn phrase(&self) -> String {
        let account = self.text("accountId");
        let of_account = |phrase: &str| match &account {
            Some(account) => format!("{phrase} of account {account}"),
            None => phrase.to_owned(),
        };
        let name = self.text("userName");
        if name.as_deref() == Some("HIDDEN_DUE_TO_SECURITY_REASONS") {
            return match account {
                Some(account) => format!("somebody in account {account} whose user name AWS withholds"),
                None => "somebody whose user name AWS withholds".to_owned(),
            };
        }
        let user = self.event.user().map(str::to_owned);
        let fallback = || user.clone().unwrap_or_else(|| "not named".to_owned());
        match self.text("type").unwrap_or_default().as_str() {
            "Root" => of_account("the root user"),
            "IAMUser" => format!("IAM user {}", name.unwrap_or_else(fallback)),
            "AssumedRole" => match self.role_and_session() {
                (Some(role), Some(session)) => match permission_set(&role) {
                    Some(set) => format!("Identity Center user {session} with the permission set {set}"),
                    None => format!("role {role}, session {session},"),
                },
                (Some(role), None) => format!("a session of role {role}"),
                _ => format!("role session {}", fallback()),
            },
            "Role" => format!("role {}", fallback()),
            "FederatedUser" => format!("federated user {}", fallback()),
            "AWSAccount" => match account.as_deref() {
                Some(id) if id.eq_ignore_ascii_case("anonymous") => "an anonymous caller".to_owned(),
                Some(id) => format!("a principal of account {id}"),
                None => "a principal of another account".to_owned(),
            },
            "AWSService" => format!("the AWS service {}", fallback()),
            "IdentityCenterUser" => match self.event.text("additionalEventData.UserName") {
                Some(name) => format!("Identity Center user {name}"),
                None => format!("Identity Center user {}", fallback()),
            },
            "SAMLUser" => format!("SAML user {}", fallback()),
            "WebIdentityUser" => format!("web identity {}", fallback()),
            "Directory" => format!("directory user {}", fallback()),
            _ => match (self.text("invokedBy"), &user) {
                (Some(service), _) if name.is_none() && self.text("arn").is_none() => {
                    format!("AWS itself ({service})")
                }
                (_, Some(user)) => format!("principal {user}"),
                _ => match self.principal_of_activity() {
                    Some(principal) => format!("user {principal}"),
                    None if self.event.family() == Family::ServiceEvent => "an AWS service".to_owned(),
                    None => "somebody whom the record does not name".to_owned(),
                },
            },
        }
    }

    /// Activity that did not come from AWS names its users in a place of its own.
    fn principal_of_activity(&self) -> Option<String> {
        self.text("principalId").filter(|_| self.event.family() == Family::ActivityLog)
    }

    fn answers(&self) -> Vec<Fact> {
        if !self.event.family().has_identity() {
            let why = absence(self.event, "userIdentity");
            return vec![Fact::missing("Who", Some("userIdentity"), why)];
        }
        vec![self.root_or_user(), self.credentials(), self.service(), self.mfa(), self.console()]
    }

    fn root_or_user(&self) -> Fact {
        let label = "Root or IAM user?";
        let path = self.path("type");
        let Some(kind) = self.text("type") else {
            return Fact::missing(
                label,
                Some(&path),
                "the record names no type of identity, as some service events",
            );
        };
        let answer = match kind.as_str() {
            "Root" if self.is_assumed_root() => {
                "Root, through AssumeRoot from the organization's management".to_owned()
            }
            "Root" => "Root: the account itself, with every right".to_owned(),
            "IAMUser" => "IAM user".to_owned(),
            other => match types::by_name(other) {
                Some(known) => format!("Neither: {}", known.label),
                None => format!("Neither: a type that is not documented ({other})"),
            },
        };
        Fact::at(label, path, &kind).shown_as(answer)
    }

    fn is_assumed_root(&self) -> bool {
        self.event.flag(&self.path("sessionContext.assumedRoot")) == Some(true)
    }

    fn credentials(&self) -> Fact {
        let label = "Which credentials?";
        let path = self.path("accessKeyId");
        let Some(key) = self.text("accessKeyId") else {
            let why = match self.event.family() {
                Family::SignIn => "a sign-in needs no access key",
                Family::ServiceEvent => "a service acting by itself needs no access key",
                Family::NetworkActivity => "records of network activity do not name the access key",
                _ => "the record names no access key, as calls of services and of other accounts do not",
            };
            return Fact::missing(label, Some(&path), why);
        };
        let issuer = self.text("sessionContext.sessionIssuer.type");
        let holder = match (self.text("type").as_deref(), issuer.as_deref()) {
            (Some("AssumedRole"), _) => "of a role",
            (Some("FederatedUser"), _) => "of a federated user",
            (Some("IAMUser"), _) => "of an IAM user (console session or GetSessionToken)",
            (Some("Root"), _) if self.is_assumed_root() => "of the root user, from AssumeRoot",
            (Some("Root"), _) => "of the root user (console session or GetSessionToken)",
            _ => "",
        };
        let words = match key_kind(&key) {
            Some((_, kind)) if key.starts_with("ASIA") => format!("{kind} {holder}: {key}"),
            Some((_, kind)) => format!("{kind}: {key}"),
            None => format!("access key {key}"),
        };
        Fact::at(label, path, &key).shown_as(words)
    }

    fn service(&self) -> Fact {
        let label = "Another AWS service?";
        if let Some(service) = self.text("invokedBy") {
            let words = match self.text("type").as_deref() {
                Some("AWSService") => format!("Yes: {service}, acting by itself"),
                None => format!("Yes: {service}"),
                _ => format!("Yes: {service} made the call with this identity's rights"),
            };
            return Fact::at(label, self.path("invokedBy"), &service).shown_as(words);
        }
        let issuer_arn = self.text("sessionContext.sessionIssuer.arn").unwrap_or_default();
        if let Some((_, rest)) = issuer_arn.split_once("/aws-service-role/") {
            let host = rest.split('/').next().unwrap_or_default();
            let words = format!("Yes: the service-linked role of {host}");
            return Fact::at(label, self.path("sessionContext.sessionIssuer.arn"), &issuer_arn)
                .shown_as(words);
        }
        if let Some(scope) =
            self.text("inScopeOf.credentialsIssuedTo").or_else(|| self.text("inScopeOf.sourceArn"))
        {
            let words = format!("Credentials that a service issued to {scope}");
            return Fact::at(label, self.path("inScopeOf.credentialsIssuedTo"), &scope).shown_as(words);
        }
        Fact::inferred(
            label,
            None,
            "No sign of one",
            "the record names no service that acted for this identity",
        )
    }

    fn mfa(&self) -> Fact {
        let label = "MFA?";
        let sign_in = "additionalEventData.MFAUsed";
        if let Some(used) = self.event.text(sign_in) {
            let words =
                if used.eq_ignore_ascii_case("yes") { "Yes, at this sign-in" } else { "No, at this sign-in" };
            return Fact::at(label, sign_in, &used).shown_as(words);
        }
        let path = self.path("sessionContext.attributes.mfaAuthenticated");
        match self.event.text(&path) {
            Some(flag) => {
                let words = if flag.eq_ignore_ascii_case("true") {
                    "Yes: the session began with MFA"
                } else {
                    "No: the session began without MFA"
                };
                Fact::at(label, path, &flag).shown_as(words)
            }
            None if self.text("accessKeyId").is_some_and(|key| key.starts_with("AKIA")) => {
                Fact::missing(label, Some(&path), "not known: calls with a long-term key do not say it")
            }
            None => Fact::missing(label, Some(&path), "not known: the record does not say it"),
        }
    }

    fn console(&self) -> Fact {
        let (label, path) = ("From the console?", "sessionCredentialFromConsole");
        if self.event.flag(path) == Some(true) {
            return Fact::at(label, path, "true").shown_as("Yes: a console session's credentials");
        }
        if self.event.family() == Family::SignIn {
            return Fact::inferred(
                label,
                None,
                "Yes: this is the sign-in itself",
                "by the kind of the record",
            );
        }
        let agent = self.event.call("userAgent").unwrap_or_default();
        let is_console =
            ["console.amazonaws.com", "signin.amazonaws.com"].iter().any(|host| agent.contains(host))
                || agent.to_ascii_lowercase().contains("console");
        if is_console {
            return Fact::inferred(label, None, "Probably", "by the user agent alone");
        }
        match self.event.version() {
            Some(version) if version >= (1, 8) => {
                Fact::inferred(label, None, "No sign of it", "a record of this version says so when it is")
            }
            _ => Fact::missing(label, Some(path), absence(self.event, path)),
        }
    }

    /// Who stands behind the session.
    fn behind(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        let noted = |fact: Option<Fact>, note: &str| fact.map(|fact| fact.with_note(note));
        facts.extend(noted(
            self.fact("Source identity", "sessionContext.sourceIdentity"),
            "set when the first role was assumed and kept through every later one: the strongest hint at a person",
        ));
        facts.extend(noted(
            self.fact("Identity Center user", "onBehalfOf.userId"),
            "the person for whom the session acts; the name stands in the sign-in records only",
        ));
        facts.extend(self.fact("Identity store", "onBehalfOf.identityStoreArn"));
        if self.text("type").as_deref() == Some("AssumedRole") {
            let (role, session) = self.role_and_session();
            if let Some(session) = session {
                facts.push(self.session_fact(role.as_deref(), &session));
            }
        }
        facts.extend(noted(
            self.fact("Issuer", "sessionContext.sessionIssuer.arn"),
            "the role, user or root user whose session this is",
        ));
        facts.extend(
            self.fact("Web identity provider", "sessionContext.webIdFederationData.federatedProvider"),
        );
        let attributes = self.path("sessionContext.webIdFederationData.attributes");
        facts.extend(self.event.leaf_facts("Web identity", &attributes));
        facts.extend(self.fact("Identity provider", "identityProvider"));
        facts.extend(self.fact("Sign-in session", "sessionContext.signInSessionArn"));
        facts.extend(noted(
            self.fact("Delegated to", "invokedByDelegate.accountId"),
            "a product provider with temporary delegated access",
        ));
        facts.extend(self.fact("Issued for", "inScopeOf.sourceArn"));
        facts.extend(self.instance_metadata());
        facts.extend(self.fact("Session since", "sessionContext.attributes.creationDate"));
        facts
    }

    fn session_fact(&self, role: Option<&str>, session: &str) -> Fact {
        let note = if role.and_then(permission_set).is_some() {
            "for Identity Center the session name is the user's name or e-mail"
        } else if session.starts_with("i-") {
            "the EC2 instance that the role belongs to"
        } else {
            "chosen by whoever assumed the role: a name, not a proof"
        };
        Fact::inferred("Session name", None, session, note)
    }

    fn instance_metadata(&self) -> Option<Fact> {
        let fact = self.fact("EC2 role delivery", "sessionContext.ec2RoleDelivery")?;
        let words = match fact.value.as_str() {
            "1.0" => "IMDSv1: credentials that any request from the instance could fetch",
            "2.0" => "IMDSv2",
            _ => return Some(fact),
        };
        Some(fact.shown_as(words))
    }
}

/// `IncidentResponder` of `AWSReservedSSO_IncidentResponder_0123456789abcdef`.
pub fn permission_set(role: &str) -> Option<&str> {
    let name = role.strip_prefix("AWSReservedSSO_")?;
    Some(name.rsplit_once('_').map_or(name, |(set, _)| set))
}

/// The prefixes of access keys and unique ids.
const PREFIXES: &[(&str, &str)] = &[
    ("AKIA", "long-term access key"),
    ("ASIA", "temporary credentials"),
    ("ABIA", "STS service bearer token"),
    ("ACCA", "context-specific credential"),
    ("AIDA", "IAM user"),
    ("AROA", "role"),
    ("AIPA", "instance profile"),
    ("AGPA", "user group"),
    ("ANPA", "managed policy"),
    ("ANVA", "version of a managed policy"),
    ("APKA", "public key"),
    ("ASCA", "certificate"),
];

/// What an access key or unique id is by its prefix.
pub fn key_kind(id: &str) -> Option<(&'static str, &'static str)> {
    PREFIXES.iter().find(|(prefix, _)| id.starts_with(prefix)).copied()
}

/// The parts of an ARN.
pub fn arn_facts(text: &str) -> Vec<Fact> {
    let Some(arn) = Arn::parse(text) else {
        return Vec::new();
    };
    let mut facts = vec![Fact::said("Partition", arn.partition), Fact::said("Service", arn.service)];
    let or_none = |value: &str| if value.is_empty() { "none".to_owned() } else { value.to_owned() };
    facts.push(Fact::said("Region", or_none(arn.region)));
    facts.push(Fact::said("Account", or_none(arn.account)));
    if let Some((role, session)) = arn.role_and_session() {
        facts.push(Fact::said("Role", role).with_note("the ARN of a session leaves the role's path out"));
        facts.extend(session.map(|session| Fact::said("Session", session)));
    } else if let Some((bucket, key)) = arn.bucket_and_key() {
        facts.push(Fact::said("Bucket", bucket));
        facts.extend(key.map(|key| Fact::said("Key", key)));
    } else {
        facts.extend(arn.resource_type().map(|kind| Fact::said("Kind", kind)));
        facts.push(Fact::said("Name", arn.name()));
    }
    facts
}

/// Says what an id is by its prefix.
fn with_key_kind(mut fact: Fact) -> Fact {
    if let Some((_, kind)) = key_kind(&fact.value).filter(|_| fact.label.contains("Id")) {
        fact = fact.with_note(kind);
    }
    fact
}
