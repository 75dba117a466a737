//! Who takes part: the accounts, Regions, networks, principals and roles of the story.
//!
//! **Invariant:** every account id, access key, address and domain is one that is documented as
//! fictitious or reserved for documentation.

use serde_json::{Map, Value, json};

use super::event::DATE;

/// The management account of the organization: the web shop runs here.
pub(super) const SHOP: &str = "111122223333";
/// The member account that holds the customer data.
pub(super) const VAULT: &str = "444455556666";
pub(super) const EU: &str = "eu-west-1";
pub(super) const US: &str = "us-east-1";

/// The office's address.
pub(super) const OFFICE: &str = "192.0.2.10";
/// Where the service's own functions and instances call from.
pub(super) const CLOUD: &str = "192.0.2.50";
/// Where the stolen key is used from.
pub(super) const THIEF: &str = "203.0.113.77";
/// Where sign-ins are tried from.
pub(super) const SPRAY: &str = "198.51.100.23";

pub(super) const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:148.0) Gecko/20100101 Firefox/148.0";
pub(super) const CLI: &str = "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13.7 cfg/retry-mode#standard";
pub(super) const THIEF_CLI: &str =
    "Boto3/1.40.3 md/Botocore#1.40.3 ua/2.1 os/linux#6.12 md/arch#x86_64 lang/python#3.12.3 Botocore/1.40.3";
pub(super) const SDK: &str = "aws-sdk-rust/1.3.7 ua/2.1 api/dynamodb#1.82.0 os/linux lang/rust#1.95.0";

/// How a call reached the service.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Channel {
    /// The client spoke to the service itself.
    Direct,
    /// The console made the call for a person.
    Console,
    /// A service made the call.
    Service,
}

/// A principal with the place it calls from.
#[derive(Clone)]
pub(super) struct Caller {
    /// The record's `userIdentity`.
    pub(super) identity: Value,
    /// The account whose trail records the call.
    pub(super) account: &'static str,
    pub(super) ip: String,
    pub(super) agent: String,
    pub(super) channel: Channel,
}

impl Caller {
    pub(super) fn new(identity: Value, account: &'static str, ip: &str, agent: &str) -> Self {
        Self { identity, account, ip: ip.to_owned(), agent: agent.to_owned(), channel: Channel::Direct }
    }

    /// The same principal working in the console.
    pub(super) fn in_console(mut self) -> Self {
        self.channel = Channel::Console;
        self
    }

    /// The same principal, for whom a service makes the call.
    pub(super) fn through(mut self, service: &str) -> Self {
        let host = format!("{service}.amazonaws.com");
        self.identity["invokedBy"] = json!(host);
        self.ip.clone_from(&host);
        self.agent = host;
        self.channel = Channel::Service;
        self
    }

    /// The same principal with one more field in its identity.
    pub(super) fn with(mut self, key: &str, value: Value) -> Self {
        self.identity[key] = value;
        self
    }

    /// The principal as another account's trail shows it: account and unique id only.
    pub(super) fn as_foreigner(&self) -> Self {
        let identity = json!({
            "type": "AWSAccount",
            "principalId": self.identity["principalId"],
            "accountId": self.account,
        });
        Self { identity, ..self.clone() }
    }
}

/// A role and the unique id behind its sessions.
#[derive(Clone, Copy)]
pub(super) struct Role {
    pub(super) account: &'static str,
    /// Path in the role's ARN, with both slashes; sessions drop it.
    pub(super) path: &'static str,
    pub(super) name: &'static str,
    pub(super) unique_id: &'static str,
}

impl Role {
    pub(super) fn arn(&self) -> String {
        format!("arn:aws:iam::{}:role{}{}", self.account, self.path, self.name)
    }

    pub(super) fn session_arn(&self, session: &str) -> String {
        format!("arn:aws:sts::{}:assumed-role/{}/{session}", self.account, self.name)
    }
}

const fn role(
    account: &'static str,
    path: &'static str,
    name: &'static str,
    unique_id: &'static str,
) -> Role {
    Role { account, path, name, unique_id }
}

/// First hop: what developers may assume from their laptops.
pub(super) const DEV_TOOLS: Role = role(SHOP, "/team/", "DevTools", "AROADEVTOOLS00EXAMPLE");
/// Second hop: the automation role that trusts the first too generously.
pub(super) const OPS_AUTOMATION: Role = role(SHOP, "/", "OpsAutomation", "AROAOPSAUTOM00EXAMPLE");
/// Third hop: administers the customer data in the member account.
pub(super) const DATA_ADMIN: Role = role(VAULT, "/", "DataAdmin", "AROADATAADMIN0EXAMPLE");
pub(super) const ORDER_API: Role = role(SHOP, "/service-role/", "OrderApiFunction", "AROAORDERAPI00EXAMPLE");
pub(super) const DEPLOY: Role = role(SHOP, "/ci/", "DeployFromCi", "AROADEPLOYCI00EXAMPLE");
pub(super) const CANARY: Role = role(SHOP, "/service-role/", "CheckoutCanary", "AROACANARYROLEEXAMPLE");
pub(super) const CONFIG: Role =
    role(SHOP, "/aws-service-role/config.amazonaws.com/", "AWSServiceRoleForConfig", "AROACONFIGSLR0EXAMPLE");
pub(super) const REPORTS: Role = role(VAULT, "/", "NightlyReports", "AROAREPORTS000EXAMPLE");
pub(super) const WORKER: Role = role(VAULT, "/", "BatchWorker", "AROABATCHWORK0EXAMPLE");
pub(super) const FINANCE: Role = role(SHOP, "/", "FinanceReadOnly", "AROAFINANCE000EXAMPLE");
pub(super) const VISITOR: Role = role(SHOP, "/service-role/", "ShopVisitor", "AROASHOPVISIT0EXAMPLE");
pub(super) const RESPONDER: Role = role(
    SHOP,
    "/aws-reserved/sso.amazonaws.com/",
    "AWSReservedSSO_IncidentResponder_0123456789abcdef",
    "AROARESPONDER0EXAMPLE",
);

/// An IAM user's own identity, as its long-term key shows it.
pub(super) fn iam_user(account: &str, name: &str, unique_id: &str, key: Option<&str>) -> Value {
    let mut identity = json!({
        "type": "IAMUser",
        "principalId": unique_id,
        "arn": format!("arn:aws:iam::{account}:user/{name}"),
        "accountId": account,
    });
    if let Some(key) = key {
        identity["accessKeyId"] = json!(key);
    }
    identity["userName"] = json!(name);
    identity
}

/// The developer whose long-term key was published by mistake; here at her desk.
pub(super) fn carol() -> Caller {
    let identity = iam_user(SHOP, "carol", "AIDACKCEVSQ6C2EXAMPLE", Some("AKIAIOSFODNN7EXAMPLE"));
    Caller::new(identity, SHOP, OFFICE, CLI)
}

/// The same key in the hands of the thief.
pub(super) fn carols_key() -> Caller {
    Caller { ip: THIEF.to_owned(), agent: THIEF_CLI.to_owned(), ..carol() }
}

/// The user that the reporting tool signs in as.
pub(super) fn reporting() -> Caller {
    let identity = iam_user(SHOP, "reporting", "AIDAREPORTING0EXAMPLE", Some("AKIAI44QH8DHBEXAMPLE"));
    Caller::new(identity, SHOP, OFFICE, CLI)
}

/// A person of the operations team in the console, signed in with MFA.
pub(super) fn bob() -> Caller {
    let mut identity = iam_user(SHOP, "bob", "AIDABOBOPERAT0EXAMPLE", Some("ASIABOBCONSOLEXAMPLE"));
    identity["sessionContext"] =
        json!({ "attributes": { "creationDate": at("08:02:41"), "mfaAuthenticated": "true" } });
    Caller::new(identity, SHOP, OFFICE, BROWSER).in_console()
}

/// The data analyst in the console, signed in without MFA.
pub(super) fn alice() -> Caller {
    let mut identity = iam_user(VAULT, "alice", "AIDAALICEANALYEXAMPLE", Some("ASIAALICECONSEXAMPLE"));
    identity["sessionContext"] =
        json!({ "attributes": { "creationDate": at("08:14:09"), "mfaAuthenticated": "false" } });
    Caller::new(identity, VAULT, "2001:db8:10::21", BROWSER).in_console()
}

/// The back door: a user the thief creates.
pub(super) fn back_door() -> Caller {
    let identity = iam_user(SHOP, "svc-backup", "AIDASVCBACKUP0EXAMPLE", Some("AKIASVCBACKUPEXAMPLE"));
    Caller::new(identity, SHOP, THIEF, THIEF_CLI)
}

/// The root user of `account` in the console, with MFA.
pub(super) fn root(account: &'static str, since: &str) -> Caller {
    let identity = json!({
        "type": "Root",
        "principalId": account,
        "arn": format!("arn:aws:iam::{account}:root"),
        "accountId": account,
        "accessKeyId": "ASIAROOTCONSOEXAMPLE",
        "sessionContext": {
            "attributes": { "creationDate": at(since), "mfaAuthenticated": "true" },
        },
    });
    Caller::new(identity, account, OFFICE, BROWSER).in_console()
}

/// Someone at the sign-in page: an identity without a key.
pub(super) fn at_sign_in(mut caller: Caller) -> Caller {
    if let Some(identity) = caller.identity.as_object_mut() {
        identity.shift_remove("accessKeyId");
        identity.shift_remove("sessionContext");
    }
    caller.channel = Channel::Direct;
    caller
}

/// An AWS service acting as itself in `account`.
pub(super) fn aws_service(service: &str, account: &'static str) -> Caller {
    let host = format!("{service}.amazonaws.com");
    let identity = json!({ "type": "AWSService", "invokedBy": host });
    Caller { channel: Channel::Service, ..Caller::new(identity, account, &host, &host) }
}

/// A service event's identity: an account, no type.
pub(super) fn aws_internal(account: &'static str) -> Caller {
    let identity = json!({ "accountId": account, "invokedBy": "AWS Internal" });
    let caller = Caller::new(identity, account, "AWS Internal", "AWS Internal");
    Caller { channel: Channel::Service, ..caller }
}

/// A caller who gave no credentials that S3 could tie to anyone.
pub(super) fn anonymous(recipient: &'static str, ip: &str, agent: &str) -> Caller {
    let identity = json!({ "type": "AWSAccount", "principalId": "", "accountId": "anonymous" });
    Caller::new(identity, recipient, ip, agent)
}

/// The Identity Center user behind the responder, as sign-in records show him.
pub(super) fn dave_at_identity_center() -> Caller {
    let identity = json!({
        "type": "IdentityCenterUser",
        "accountId": SHOP,
        "onBehalfOf": on_behalf_of_dave(),
        "credentialId": "7f1e2d3c-4b5a-4968-8776-655443322110",
    });
    Caller::new(identity, SHOP, OFFICE, BROWSER)
}

/// The Identity Center user id that stands behind dave's sessions.
pub(super) fn on_behalf_of_dave() -> Value {
    json!({
        "userId": "54389458-d0e1-70c9-5a1b-3c2d1e0f9a8b",
        "identityStoreArn": format!("arn:aws:identitystore::{SHOP}:identitystore/d-9067012345"),
    })
}

/// The `sessionContext` of a role session.
pub(super) fn session_context(role: &Role, created: &str, mfa: bool, extras: Value) -> Value {
    let mut context = json!({
        "sessionIssuer": {
            "type": "Role",
            "principalId": role.unique_id,
            "arn": role.arn(),
            "accountId": role.account,
            "userName": role.name,
        },
        "webIdFederationData": {},
        "attributes": { "creationDate": created, "mfaAuthenticated": mfa.to_string() },
    });
    if let (Value::Object(extras), Some(context)) = (extras, context.as_object_mut()) {
        context.extend::<Map<String, Value>>(extras);
    }
    context
}

/// The full time of a clock reading on the day.
pub(super) fn at(clock: &str) -> String {
    format!("{DATE}T{clock}Z")
}
