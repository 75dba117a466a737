//! Shapes that calls of one service share: which resources they list, how their ids look.

use serde_json::{Value, json};

use super::cast::Caller;
use super::event::Event;
use super::ids;

/// A DynamoDB item call (data event) on one table.
pub(super) fn item(
    clock: &str,
    region: &'static str,
    caller: &Caller,
    name: &str,
    (owner, table): (&str, &str),
    more: Value,
) -> Event {
    let event = Event::api(clock, region, caller, "dynamodb", name)
        .request_id(ids::dynamodb_request(&format!("{clock} {name} {table}")))
        .params(json!({ "tableName": table }))
        .amend_params(more)
        .on("AWS::DynamoDB::Table", &table_arn(region, owner, table))
        .data();
    // PartiQL calls name their table in the statement only, and count as writes whatever they do.
    match name {
        "ExecuteStatement" | "BatchExecuteStatement" => event.read_only(false),
        _ => event,
    }
}

/// A call on several tables at once lists each of them.
pub(super) fn items(
    clock: &str,
    region: &'static str,
    caller: &Caller,
    name: &str,
    (owner, tables): (&str, &[&str]),
    params: Value,
) -> Event {
    let event = Event::api(clock, region, caller, "dynamodb", name)
        .request_id(ids::dynamodb_request(&format!("{clock} {name}")))
        .params(params)
        .data();
    tables
        .iter()
        .fold(event, |event, table| event.on("AWS::DynamoDB::Table", &table_arn(region, owner, table)))
}

pub(super) fn table_arn(region: &str, owner: &str, table: &str) -> String {
    format!("arn:aws:dynamodb:{region}:{owner}:table/{table}")
}

/// An S3 object call (data event): the object first among the resources, then its bucket.
pub(super) fn object(
    clock: &str,
    region: &'static str,
    caller: &Caller,
    name: &str,
    (owner, bucket, key): (&str, &str, &str),
    bytes_out: u64,
) -> Event {
    bucket_call(clock, region, caller, name, bucket)
        .amend_params(json!({ "key": key }))
        .additional(json!({
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "bytesTransferredIn": 0,
            "AuthenticationMethod": "AuthHeader",
            "x-amz-id-2": format!("{}=", ids::mixed(&format!("{clock} {key}"), 43)),
            "bytesTransferredOut": bytes_out,
        }))
        .resource(json!({
            "type": "AWS::S3::Object",
            "ARN": format!("arn:aws:s3:::{bucket}/{key}"),
        }))
        .resource(bucket_entry(owner, bucket))
        .data()
}

/// A listing (data event) touches a prefix, not an object.
pub(super) fn listing(
    clock: &str,
    region: &'static str,
    caller: &Caller,
    (owner, bucket, prefix): (&str, &str, &str),
) -> Event {
    bucket_call(clock, region, caller, "ListObjects", bucket)
        .amend_params(json!({ "list-type": ["2"], "prefix": prefix, "encoding-type": ["url"] }))
        .additional(json!({
            "SignatureVersion": "SigV4",
            "CipherSuite": "TLS_AES_128_GCM_SHA256",
            "bytesTransferredIn": 0,
            "AuthenticationMethod": "AuthHeader",
            "bytesTransferredOut": 8140,
        }))
        .resource(json!({
            "type": "AWS::S3::Object",
            "ARNPrefix": format!("arn:aws:s3:::{bucket}/{prefix}"),
        }))
        .resource(bucket_entry(owner, bucket))
        .data()
}

/// A bucket-level call (management event), or the beginning of an object's.
pub(super) fn bucket_call(
    clock: &str,
    region: &'static str,
    caller: &Caller,
    name: &str,
    bucket: &str,
) -> Event {
    let host = format!("{bucket}.s3.{region}.amazonaws.com");
    Event::api(clock, region, caller, "s3", name)
        .request_id(ids::upper(&format!("{clock} {name} {bucket}"), 16))
        .params(json!({ "bucketName": bucket, "Host": host }))
        .host(&host)
}

pub(super) fn bucket_entry(owner: &str, bucket: &str) -> Value {
    json!({
        "accountId": owner,
        "type": "AWS::S3::Bucket",
        "ARN": format!("arn:aws:s3:::{bucket}"),
    })
}

/// A function's invocation (data event).
pub(super) fn invoke(
    clock: &str,
    region: &'static str,
    caller: &Caller,
    owner: &str,
    function: &str,
) -> Event {
    let arn = format!("arn:aws:lambda:{region}:{owner}:function:{function}");
    Event::api(clock, region, caller, "lambda", "Invoke")
        .version(11)
        .params(json!({ "functionName": arn, "invocationType": "RequestResponse" }))
        .additional(json!({ "functionVersion": format!("{arn}:$LATEST") }))
        .on("AWS::Lambda::Function", &arn)
        .data()
}

/// The text of an authorization failure.
pub(super) fn denied(caller: &Caller, action: &str, resource: &str) -> String {
    let arn = caller.identity["arn"].as_str().unwrap_or("anonymous");
    format!(
        "User: {arn} is not authorized to perform: {action} on resource: {resource} \
         because no identity-based policy allows the {action} action"
    )
}
