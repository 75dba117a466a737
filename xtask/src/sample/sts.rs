//! Temporary credentials: the record that issues them and the caller who then holds them.
//!
//! Both come from one place, so that a chain always joins: the key in the response is the key of
//! the next caller, and his session's creation date is the time of the issue.

use serde_json::{Value, json};

use super::cast::{Caller, Channel, Role, SHOP, at, session_context};
use super::event::Event;
use super::ids;
use super::log::Log;

/// What is asked of STS.
pub(super) struct Ask<'a> {
    pub(super) role: Role,
    /// Role session name.
    pub(super) session: &'a str,
    /// Access key that the answer carries.
    pub(super) key: &'a str,
    /// Lifetime asked for; chained sessions never live longer than an hour.
    pub(super) hours: u8,
    pub(super) source_identity: Option<&'a str>,
}

impl<'a> Ask<'a> {
    pub(super) fn new(role: Role, session: &'a str, key: &'a str) -> Self {
        Self { role, session, key, hours: 1, source_identity: None }
    }

    pub(super) fn hours(mut self, hours: u8) -> Self {
        self.hours = hours;
        self
    }

    pub(super) fn source_identity(mut self, name: &'a str) -> Self {
        self.source_identity = Some(name);
        self
    }

    /// The `AssumeRole*` record without its copies.
    pub(super) fn event(&self, name: &str, clock: &str, region: &'static str, by: &Caller) -> Event {
        let mut params = json!({ "roleArn": self.role.arn(), "roleSessionName": self.session });
        if self.hours != 1 {
            params["durationSeconds"] = json!(u32::from(self.hours) * 3600);
        }
        let mut response = json!({
            "credentials": credentials(self.key, clock, self.hours),
            "assumedRoleUser": {
                "assumedRoleId": format!("{}:{}", self.role.unique_id, self.session),
                "arn": self.role.session_arn(self.session),
            },
        });
        if let Some(source_identity) = self.source_identity {
            params["sourceIdentity"] = json!(source_identity);
            response["sourceIdentity"] = json!(source_identity);
        }
        Event::api(clock, region, by, "sts", name)
            .params(params)
            .response(response)
            .on("AWS::IAM::Role", &self.role.arn())
    }

    /// The holder of the session issued at `clock`.
    pub(super) fn holder(&self, clock: &str, ip: &str, agent: &str, mfa: bool) -> Caller {
        let extras = match self.source_identity {
            Some(name) => json!({ "sourceIdentity": name }),
            None => Value::Null,
        };
        let identity = json!({
            "type": "AssumedRole",
            "principalId": format!("{}:{}", self.role.unique_id, self.session),
            "arn": self.role.session_arn(self.session),
            "accountId": self.role.account,
            "accessKeyId": self.key,
            "sessionContext": session_context(&self.role, &at(clock), mfa, extras),
        });
        Caller::new(identity, self.role.account, ip, agent)
    }
}

/// `AssumeRole` at the endpoint of `region`; with a copy for the role's owner where that is another
/// account.
pub(super) fn assume_role(
    log: &mut Log,
    clock: &str,
    region: &'static str,
    by: &Caller,
    ask: &Ask<'_>,
) -> Caller {
    let event = ask.event("AssumeRole", clock, region, by);
    if by.account == ask.role.account {
        log.add(event);
    } else {
        log.add_both(event, by, ask.role.account);
    }
    ask.holder(clock, &by.ip, &by.agent, false)
}

/// `AssumeRole` at the global endpoint, which records in us-east-1.
pub(super) fn assume_role_globally(log: &mut Log, clock: &str, by: &Caller, ask: &Ask<'_>) -> Caller {
    let event = ask.event("AssumeRole", clock, super::cast::US, by).host("sts.amazonaws.com");
    log.add(event.additional(json!({
        "RequestDetails": { "awsServingRegion": "us-east-1", "endpointType": "global" },
    })));
    ask.holder(clock, &by.ip, &by.agent, false)
}

/// A service takes on a role that trusts it: no key of anyone's is behind this.
pub(super) fn assume_role_by_service(
    log: &mut Log,
    clock: &str,
    region: &'static str,
    service: &str,
    ask: &Ask<'_>,
    (ip, agent): (&str, &str),
) -> Caller {
    let by = super::cast::aws_service(service, ask.role.account);
    let shared_id = ids::guid(&format!("shared {service} {clock}"));
    log.add(ask.event("AssumeRole", clock, region, &by).shared(&shared_id));
    ask.holder(clock, ip, agent, false)
}

/// A pipeline's token of an outside identity provider becomes a session.
pub(super) fn assume_role_with_web_identity(
    log: &mut Log,
    clock: &str,
    region: &'static str,
    ask: &Ask<'_>,
    subject: &str,
    agent: &str,
) -> Caller {
    let provider = format!("arn:aws:iam::{SHOP}:oidc-provider/ci.example.com");
    let by = Caller::new(
        json!({
            "type": "WebIdentityUser",
            "principalId": format!("{provider}:sts.amazonaws.com:{subject}"),
            "userName": subject,
            "identityProvider": provider,
        }),
        SHOP,
        "198.51.100.140",
        agent,
    );
    let mut event = ask.event("AssumeRoleWithWebIdentity", clock, region, &by);
    event = event.additional(json!({
        "identityProviderConnectionVerificationMethod": "IAMTrustStore",
    }));
    log.add(event.amend_response(json!({
        "subjectFromWebIdentityToken": subject,
        "provider": provider,
        "audience": "sts.amazonaws.com",
    })));
    let mut caller = ask.holder(clock, &by.ip, agent, false);
    caller.identity["sessionContext"]["webIdFederationData"] = json!({
        "federatedProvider": provider,
        "attributes": { "ci.example.com:aud": "sts.amazonaws.com", "ci.example.com:sub": subject },
    });
    caller
}

/// An assertion of a company directory becomes a session.
pub(super) fn assume_role_with_saml(
    log: &mut Log,
    clock: &str,
    region: &'static str,
    ask: &Ask<'_>,
    (provider, user): (&str, &str),
    ip: &str,
) -> Caller {
    let qualifier = ids::mixed(provider, 27);
    let by = Caller::new(
        json!({
            "type": "SAMLUser",
            "principalId": format!("{qualifier}=:{user}"),
            "userName": user,
            "identityProvider": format!("{qualifier}="),
        }),
        SHOP,
        ip,
        super::cast::BROWSER,
    );
    let event = ask
        .event("AssumeRoleWithSAML", clock, region, &by)
        .amend_params(json!({
            "sAMLAssertionID": format!("_{}", ids::guid(clock)),
            "principalArn": format!("arn:aws:iam::{SHOP}:saml-provider/{provider}"),
            "principalTags": { "department": "operations" },
        }))
        .amend_response(json!({
            "subject": user,
            "subjectType": "persistent",
            "issuer": format!("https://idp.example.com/saml/{provider}"),
            "audience": "https://signin.aws.amazon.com/saml",
            "nameQualifier": format!("{qualifier}="),
        }));
    log.add(event.on("AWS::IAM::SAMLProvider", &format!("arn:aws:iam::{SHOP}:saml-provider/{provider}")));
    ask.holder(clock, ip, super::cast::BROWSER, false)
}

/// `GetFederationToken`: the user's long-term key makes a session for someone without one.
pub(super) fn federate(
    log: &mut Log,
    clock: &str,
    region: &'static str,
    by: &Caller,
    (name, key): (&str, &str),
) -> Caller {
    let arn = format!("arn:aws:sts::{}:federated-user/{name}", by.account);
    let id = format!("{}:{name}", by.account);
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Query"], "Resource": "*" }],
    });
    log.add(
        Event::api(clock, region, by, "sts", "GetFederationToken")
            .params(json!({ "name": name, "policy": policy.to_string(), "durationSeconds": 7200 }))
            .response(json!({
                "credentials": credentials(key, clock, 2),
                "federatedUser": { "federatedUserId": id, "arn": arn },
                "packedPolicySize": 6,
            })),
    );
    let identity = json!({
        "type": "FederatedUser",
        "principalId": id,
        "arn": arn,
        "accountId": by.account,
        "accessKeyId": key,
        "sessionContext": {
            "sessionIssuer": {
                "type": "IAMUser",
                "principalId": by.identity["principalId"],
                "arn": by.identity["arn"],
                "accountId": by.account,
                "userName": by.identity["userName"],
            },
            "webIdFederationData": {},
            "attributes": { "creationDate": at(clock), "mfaAuthenticated": "false" },
        },
    });
    Caller { identity, channel: Channel::Direct, ..by.clone() }
}

/// A session's key, its end and its token, as a response shows them; the secret is never logged.
pub(super) fn credentials(key: &str, clock: &str, hours: u8) -> Value {
    json!({
        "accessKeyId": key,
        "sessionToken": ids::session_token(key),
        "expiration": expiration(clock, hours),
    })
}

/// `Mar 17, 2026, 10:47:12 AM`, as STS writes it.
fn expiration(clock: &str, hours: u8) -> String {
    let (hour, rest) = clock.split_once(':').unwrap_or(("0", "00:00"));
    let hour = (hour.parse::<u8>().unwrap_or_default() + hours) % 24;
    let half = if hour < 12 { "AM" } else { "PM" };
    let shown = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    format!("Mar 17, 2026, {shown}:{rest} {half}")
}
