//! One event under construction, written out in the field order of real records.
//!
//! The story states what is particular about an event; what follows from the service and from the
//! record's version (which fields exist, `apiVersion`, `tlsDetails`) is filled in here.
//!
//! **Invariant:** a field is written only if the record's `eventVersion` knows it.

use serde_json::{Map, Value, json};

use super::cast::{Caller, Channel};
use super::ids;

/// The day on which everything happens (UTC).
pub(super) const DATE: &str = "2026-03-17";

/// A record of the ordinary family: API call, service event or sign-in.
#[derive(Clone)]
pub(super) struct Event {
    /// Minor version of the record: `eventVersion` is `1.<minor>`.
    minor: u8,
    caller: Caller,
    /// `HH:MM:SS` on the day.
    pub(super) clock: String,
    /// Service without `.amazonaws.com`.
    service: String,
    name: String,
    pub(super) region: &'static str,
    error: Option<(String, String)>,
    params: Value,
    response: Value,
    additional: Option<Value>,
    request_id: Option<String>,
    read_only: Option<bool>,
    resources: Vec<Value>,
    event_type: &'static str,
    api_version: Option<&'static str>,
    data: bool,
    /// The account whose trail holds this copy.
    pub(super) recipient: String,
    details: Option<Value>,
    shared_id: Option<String>,
    vpc_endpoint: Option<(String, String)>,
    addendum: Option<Value>,
    host: Option<String>,
}

impl Event {
    /// An API call by `caller`, recorded in the caller's own account.
    pub(super) fn api(clock: &str, region: &'static str, caller: &Caller, service: &str, name: &str) -> Self {
        let (minor, api_version) = habit(service);
        Self {
            minor,
            caller: caller.clone(),
            clock: clock.to_owned(),
            service: service.to_owned(),
            name: name.to_owned(),
            region,
            error: None,
            params: Value::Null,
            response: Value::Null,
            additional: None,
            request_id: Some(ids::guid(&format!("request {clock} {service} {name}"))),
            read_only: Some(is_read(name)),
            resources: Vec::new(),
            event_type: "AwsApiCall",
            api_version,
            data: false,
            recipient: caller.account.to_owned(),
            details: None,
            shared_id: None,
            vpc_endpoint: None,
            addendum: None,
            host: None,
        }
    }

    /// Something a service did by itself; it has no request of its own.
    pub(super) fn service(
        clock: &str,
        region: &'static str,
        caller: &Caller,
        service: &str,
        name: &str,
    ) -> Self {
        let mut event = Self::api(clock, region, caller, service, name);
        event.event_type = "AwsServiceEvent";
        event.request_id = None;
        event.api_version = None;
        event
    }

    /// A console sign-in event, whose result stands in `responseElements`.
    pub(super) fn sign_in(
        clock: &str,
        region: &'static str,
        caller: &Caller,
        name: &str,
        success: bool,
    ) -> Self {
        let mut event = Self::api(clock, region, caller, "signin", name);
        event.event_type = "AwsConsoleSignIn";
        event.request_id = None;
        event.read_only = Some(false);
        event.response = json!({ name: if success { "Success" } else { "Failure" } });
        event
    }

    pub(super) fn version(mut self, minor: u8) -> Self {
        self.minor = minor;
        self
    }

    pub(super) fn params(mut self, params: Value) -> Self {
        self.params = params;
        self
    }

    pub(super) fn response(mut self, response: Value) -> Self {
        self.response = response;
        self
    }

    /// Adds request parameters to those there are.
    pub(super) fn amend_params(mut self, more: Value) -> Self {
        amend(&mut self.params, more);
        self
    }

    /// Adds response elements to those there are.
    pub(super) fn amend_response(mut self, more: Value) -> Self {
        amend(&mut self.response, more);
        self
    }

    /// `additionalEventData`.
    pub(super) fn additional(mut self, additional: Value) -> Self {
        self.additional = Some(additional);
        self
    }

    pub(super) fn error(mut self, code: &str, message: &str) -> Self {
        self.error = Some((code.to_owned(), message.to_owned()));
        self
    }

    /// A failure that has a message but no code, as sign-in writes it.
    pub(super) fn error_message(self, message: &str) -> Self {
        self.error("", message)
    }

    pub(super) fn request_id(mut self, id: String) -> Self {
        self.request_id = Some(id);
        self
    }

    pub(super) fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = Some(read_only);
        self
    }

    /// A resource with its owner, who is read from the ARN where the ARN names one.
    pub(super) fn on(mut self, kind: &str, arn: &str) -> Self {
        let owner = arn.split(':').nth(4).filter(|owner| !owner.is_empty());
        let owner = owner.unwrap_or(&self.recipient).to_owned();
        self.resources.push(json!({ "accountId": owner, "type": kind, "ARN": arn }));
        self
    }

    /// A resource whose entry has a shape of its own.
    pub(super) fn resource(mut self, entry: Value) -> Self {
        self.resources.push(entry);
        self
    }

    pub(super) fn data(mut self) -> Self {
        self.data = true;
        self
    }

    pub(super) fn event_type(mut self, event_type: &'static str) -> Self {
        self.event_type = event_type;
        self
    }

    pub(super) fn api_version(mut self, api_version: &'static str) -> Self {
        self.api_version = Some(api_version);
        self
    }

    pub(super) fn recipient(mut self, account: &str) -> Self {
        self.recipient = account.to_owned();
        self
    }

    /// `serviceEventDetails`.
    pub(super) fn details(mut self, details: Value) -> Self {
        self.details = Some(details);
        self
    }

    pub(super) fn shared(mut self, shared_id: &str) -> Self {
        self.shared_id = Some(shared_id.to_owned());
        self
    }

    pub(super) fn vpc_endpoint(mut self, id: &str, owner: &str) -> Self {
        self.vpc_endpoint = Some((id.to_owned(), owner.to_owned()));
        self
    }

    pub(super) fn addendum(mut self, addendum: Value) -> Self {
        self.addendum = Some(addendum);
        self
    }

    /// Host name the client asked for, where it is not `<service>.<region>.amazonaws.com`.
    pub(super) fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    /// The same event as another principal is shown to the recipient of this copy.
    pub(super) fn seen_as(mut self, caller: &Caller) -> Self {
        self.caller = caller.clone();
        self
    }

    /// What tells this event from others, save its number among equal ones.
    pub(super) fn label(&self) -> String {
        format!("{} {} {} {}", self.clock, self.service, self.name, self.recipient)
    }

    /// The request id, if the event has one.
    pub(super) fn request(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The record as CloudTrail writes it; `id` is its `eventID`.
    pub(super) fn into_record(self, id: &str) -> Value {
        let tls = self.tls_details();
        let from_console =
            self.caller.channel == Channel::Console && !self.caller.identity["sessionContext"].is_null();
        let mut record = Map::new();
        let mut put = |key: &str, value: Value| {
            record.insert(key.to_owned(), value);
        };
        put("eventVersion", json!(format!("1.{:02}", self.minor)));
        put("userIdentity", self.caller.identity);
        put("eventTime", json!(format!("{DATE}T{}Z", self.clock)));
        put("eventSource", json!(format!("{}.amazonaws.com", self.service)));
        put("eventName", json!(self.name));
        put("awsRegion", json!(self.region));
        put("sourceIPAddress", json!(self.caller.ip));
        put("userAgent", json!(agent_text(&self.service, &self.caller.agent)));
        if let Some((code, message)) = self.error {
            if !code.is_empty() {
                put("errorCode", json!(code));
            }
            put("errorMessage", json!(message));
        }
        put("requestParameters", self.params);
        put("responseElements", self.response);
        if let Some(additional) = self.additional {
            put("additionalEventData", additional);
        }
        if let Some(request_id) = self.request_id {
            put("requestID", json!(request_id));
        }
        put("eventID", json!(id));
        if let Some(read_only) = self.read_only.filter(|_| self.minor >= 4) {
            put("readOnly", json!(read_only));
        }
        if !self.resources.is_empty() {
            put("resources", Value::Array(self.resources));
        }
        if self.minor >= 2 {
            put("eventType", json!(self.event_type));
        }
        if let Some(api_version) = self.api_version {
            put("apiVersion", json!(api_version));
        }
        if self.minor >= 6 {
            put("managementEvent", json!(!self.data));
        }
        if self.minor >= 2 {
            put("recipientAccountId", json!(self.recipient));
        }
        if let Some(details) = self.details.filter(|_| self.minor >= 5) {
            put("serviceEventDetails", details);
        }
        if let Some(shared_id) = self.shared_id.filter(|_| self.minor >= 3) {
            put("sharedEventID", json!(shared_id));
        }
        if let Some((endpoint, owner)) = self.vpc_endpoint {
            put("vpcEndpointId", json!(endpoint));
            if self.minor >= 9 {
                put("vpcEndpointAccountId", json!(owner));
            }
        }
        if self.minor >= 7 {
            let category = if self.data { "Data" } else { "Management" };
            put("eventCategory", json!(category));
        }
        if let Some(addendum) = self.addendum {
            put("addendum", addendum);
        }
        if let Some(tls) = tls {
            put("tlsDetails", tls);
        }
        if from_console && self.minor >= 8 {
            put("sessionCredentialFromConsole", json!("true"));
        }
        Value::Object(record)
    }

    /// Only calls that a client made itself carry `tlsDetails`; the console and services proxy theirs.
    fn tls_details(&self) -> Option<Value> {
        let proxied = self.caller.channel != Channel::Direct && self.service != "signin";
        if self.minor < 8 || proxied || self.event_type == "AwsServiceEvent" {
            return None;
        }
        let host = self.host.clone().unwrap_or_else(|| match self.service.as_str() {
            "iam" => "iam.amazonaws.com".to_owned(),
            "signin" => "signin.aws.amazon.com".to_owned(),
            service => format!("{service}.{}.amazonaws.com", self.region),
        });
        let mut tls = json!({
            "tlsVersion": "TLSv1.3",
            "cipherSuite": "TLS_AES_128_GCM_SHA256",
            "clientProvidedHostHeader": host,
        });
        if self.minor >= 11 {
            tls["keyExchange"] = json!("X25519MLKEM768");
        }
        Some(tls)
    }
}

fn amend(target: &mut Value, more: Value) {
    if let (Value::Object(target), Value::Object(more)) = (target, more) {
        target.extend(more);
    }
}

/// S3 writes the client's name in square brackets.
fn agent_text(service: &str, agent: &str) -> String {
    if service == "s3" && !agent.contains(".amazonaws.com") { format!("[{agent}]") } else { agent.to_owned() }
}

/// Version of the records a service writes, and its `apiVersion`.
///
/// Each service moves on in its own time: one day's log holds many versions.
fn habit(service: &str) -> (u8, Option<&'static str>) {
    match service {
        "application-autoscaling" | "autoscaling" => (2, None),
        "ecr" => (4, None),
        "synthetics" => (5, None),
        "events" => (8, Some("2015-10-07")),
        "logs" => (8, Some("20140328")),
        "monitoring" => (9, Some("2010-08-01")),
        "sts" => (8, Some("2011-06-15")),
        "ec2" => (9, Some("2016-11-15")),
        "iam" => (10, Some("2010-05-08")),
        "cloudtrail" | "bedrock" | "config" => (10, None),
        "dynamodb" => (11, Some("2012-08-10")),
        "s3" | "kms" | "timestream" | "secretsmanager" => (11, None),
        "dax" => (8, Some("2017-04-19")),
        _ => (8, None),
    }
}

/// Whether CloudTrail marks calls of this name read-only, exceptions to the verb included.
fn is_read(name: &str) -> bool {
    const EXCEPTIONS_READ: &[&str] = &[
        "AssumeRole",
        "AssumeRoleWithSAML",
        "AssumeRoleWithWebIdentity",
        "Decrypt",
        "GenerateDataKey",
        "InvokeModel",
    ];
    const EXCEPTIONS_WRITE: &[&str] = &["GetSessionToken", "GetFederationToken", "GetCredentialsForIdentity"];
    const VERBS: &[&str] = &[
        "Get",
        "List",
        "Describe",
        "Head",
        "Lookup",
        "Search",
        "Select",
        "BatchGet",
        "Query",
        "Scan",
        "Filter",
        "TransactGet",
    ];
    !EXCEPTIONS_WRITE.contains(&name)
        && (EXCEPTIONS_READ.contains(&name) || VERBS.iter().any(|verb| name.starts_with(verb)))
}
