//! Lambda.
//!
//! <https://docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html>

use super::Plane::{Data, Management};
use super::{Service, also, lead, quirk, quirk_when, reads, writes};

pub(super) const SERVICES: &[Service] = &[Service {
    source: "lambda",
    name: "Lambda",
    calls: &[
        writes(Data, "Invoke"),
        writes(Management, "LambdaESMDisabled"),
        reads(
            Management,
            "GetEventSourceMapping GetFunction GetFunctionUrlConfig GetFunctionConfiguration GetLayerVersionPolicy \
             GetPolicy GetAlias ListEventSourceMappings ListFunctions ListFunctionUrlConfigs ListAliases \
             ListVersionsByFunction ListTags",
        ),
        writes(
            Management,
            "AddLayerVersionPermission CreateFunctionUrlConfig DeleteCodeSigningConfig DeleteFunctionUrlConfig \
             DeleteProvisionedConcurrencyConfig PutFunctionCodeSigningConfig PutFunctionEventInvokeConfig \
             PutProvisionedConcurrencyConfig PutRuntimeManagementConfig UpdateCodeSigningConfig \
             UpdateFunctionEventInvokeConfig UpdateFunctionUrlConfig CreateAlias CreateEventSourceMapping \
             CreateFunction DeleteAlias DeleteEventSourceMapping DeleteFunction PublishVersion UpdateAlias \
             UpdateEventSourceMapping AddPermission RemovePermission UpdateFunctionCode \
             UpdateFunctionConfiguration DeleteFunctionConcurrency PutFunctionConcurrency TagResource \
             UntagResource PublishLayerVersion",
        ),
    ],
    touched: &[
        lead("Function", "requestParameters.functionName"),
        lead("Function", "serviceEventDetails.FunctionArn"),
        also("Version", "additionalEventData.functionVersion"),
        also("Version", "responseElements.version"),
        also("Invocation", "requestParameters.invocationType"),
        also("Alias", "requestParameters.name").of("CreateAlias UpdateAlias DeleteAlias GetAlias"),
        also("Image", "requestParameters.imageUri"),
        also("Role of the function", "requestParameters.role"),
        also("Statement", "requestParameters.statementId"),
        also("Principal allowed", "requestParameters.principal"),
        also("Action allowed", "requestParameters.action"),
        lead("Event source", "requestParameters.eventSourceArn"),
        also("Event source", "serviceEventDetails.EventSourceArn"),
        also("Event source mapping", "requestParameters.uUID"),
        also("Event source mapping", "serviceEventDetails.ESMUuid"),
        also("Reason", "serviceEventDetails.ErrorCode"),
        lead("Layer", "requestParameters.layerName"),
    ],
    quirks: &[
        quirk_when(
            "",
            "eventName",
            "20",
            "Lambda appends the date of its API to the name: look for the name without it as well.",
        ),
        quirk(
            "CreateFunction UpdateFunctionCode UpdateFunctionConfiguration",
            "The code and the environment variables are left out of the record.",
        ),
        quirk(
            "LambdaESMDisabled",
            "Lambda itself switched the event source mapping off. This is recorded without any event selector.",
        ),
    ],
}];
