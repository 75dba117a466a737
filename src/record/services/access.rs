//! Who may do what: STS, IAM, sign-in, Identity Center, Cognito, KMS and Secrets Manager.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html>,
//! <https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html>

use super::Plane::{Data, Management};
use super::{Service, Take, also, lead, quirk, quirk_when, reads, writes};

pub(super) const SERVICES: &[Service] = &[
    Service {
        source: "sts",
        name: "STS",
        calls: &[
            reads(
                Management,
                "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity GetCallerIdentity GetAccessKeyInfo \
                 DecodeAuthorizationMessage",
            ),
            writes(Management, "GetSessionToken GetFederationToken AssumeRoot"),
        ],
        touched: &[
            lead("Role", "requestParameters.roleArn"),
            lead("Session name", "requestParameters.roleSessionName"),
            lead("Federated user", "requestParameters.name").of("GetFederationToken"),
            also("Access key issued", "responseElements.credentials.accessKeyId"),
            also("Session token", "responseElements.credentials.sessionToken"),
            also("Valid until", "responseElements.credentials.expiration"),
            also("Session", "responseElements.assumedRoleUser.arn"),
            also("Session id", "responseElements.assumedRoleUser.assumedRoleId"),
            also("Federated user", "responseElements.federatedUser.arn"),
            also("Source identity", "requestParameters.sourceIdentity"),
            also("Seconds asked for", "requestParameters.durationSeconds"),
            also("External id", "requestParameters.externalId"),
            also("Identity provider", "requestParameters.principalArn"),
            also("Subject", "responseElements.subject"),
            also("Subject", "responseElements.subjectFromWebIdentityToken"),
            also("Issuer", "responseElements.issuer"),
            also("Audience", "responseElements.audience"),
            also("Session tag", "requestParameters.principalTags").taken(Take::Leaves),
            also("Session policy", "requestParameters.policy").taken(Take::Json),
            also("MFA device", "requestParameters.serialNumber"),
            also("Served in", "additionalEventData.RequestDetails.awsServingRegion"),
            also("Endpoint", "additionalEventData.RequestDetails.endpointType"),
            lead("Key asked about", "requestParameters.accessKeyId"),
            also("Target account", "requestParameters.targetPrincipal"),
        ],
        quirks: &[
            quirk(
                "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity",
                "Taking on a role is recorded as read-only although it issues credentials: a filter for writes \
                 misses it.",
            ),
            quirk_when(
                "AssumeRole",
                "errorCode",
                "",
                "A refused AssumeRole is recorded only in the caller's account, never in the role's.",
            ),
            quirk_when(
                "AssumeRole",
                "sharedEventID",
                "",
                "Recorded in the caller's account and in the role's: the copies share their sharedEventID, and only \
                 the caller's names the full identity.",
            ),
            quirk(
                "GetSessionToken",
                "The session keeps the identity of the user: its calls show as the user's, with another key.",
            ),
            quirk(
                "GetFederationToken",
                "The session's calls show as a federated user, with this user as the issuer.",
            ),
            quirk_when(
                "",
                "additionalEventData.RequestDetails.endpointType",
                "global",
                "The global endpoint was used, so the Region says us-east-1 wherever the caller was.",
            ),
        ],
    },
    Service {
        source: "iam",
        name: "IAM",
        calls: &[
            reads(
                Management,
                "GetUser GetRole GetGroup GetPolicy GetPolicyVersion GetUserPolicy GetRolePolicy GetGroupPolicy \
                 GetAccessKeyLastUsed GetAccountSummary GetAccountPasswordPolicy GetAccountAuthorizationDetails \
                 GetCredentialReport GenerateCredentialReport GetLoginProfile ListUsers ListRoles ListGroups \
                 ListPolicies ListAccessKeys ListAttachedUserPolicies ListAttachedRolePolicies ListUserPolicies \
                 ListRolePolicies ListGroupsForUser ListMFADevices ListInstanceProfiles SimulatePrincipalPolicy",
            ),
            writes(
                Management,
                "CreateUser DeleteUser UpdateUser CreateAccessKey DeleteAccessKey UpdateAccessKey CreateLoginProfile \
                 UpdateLoginProfile DeleteLoginProfile PutUserPolicy DeleteUserPolicy AttachUserPolicy \
                 DetachUserPolicy CreateRole DeleteRole UpdateRole UpdateAssumeRolePolicy PutRolePolicy \
                 DeleteRolePolicy AttachRolePolicy DetachRolePolicy CreatePolicy DeletePolicy CreatePolicyVersion \
                 SetDefaultPolicyVersion CreateGroup DeleteGroup AddUserToGroup RemoveUserFromGroup \
                 PutGroupPolicy AttachGroupPolicy DetachGroupPolicy DeactivateMFADevice EnableMFADevice \
                 CreateVirtualMFADevice DeleteVirtualMFADevice CreateInstanceProfile AddRoleToInstanceProfile \
                 CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider ChangePassword PassRole \
                 CreateServiceLinkedRole DeleteServiceLinkedRole TagRole TagUser UntagRole UntagUser",
            ),
        ],
        touched: &[
            lead("User", "requestParameters.userName"),
            lead("Role", "requestParameters.roleName"),
            lead("Group", "requestParameters.groupName"),
            lead("Policy", "requestParameters.policyName"),
            lead("Policy", "requestParameters.policyArn"),
            also("Policy document", "requestParameters.policyDocument").taken(Take::Json),
            also("Trust policy", "requestParameters.assumeRolePolicyDocument").taken(Take::Json),
            also("Access key", "requestParameters.accessKeyId"),
            also("Access key made", "responseElements.accessKey.accessKeyId"),
            also("Status", "requestParameters.status"),
            also("User id", "responseElements.user.userId"),
            also("User", "responseElements.user.arn"),
            also("Role", "responseElements.role.arn"),
            also("Password to be changed", "requestParameters.passwordResetRequired"),
            also("MFA device", "requestParameters.serialNumber"),
            also("Instance profile", "requestParameters.instanceProfileName"),
            also("Tag", "requestParameters.tags.key"),
        ],
        quirks: &[
            quirk("", "IAM is global: its records stand in us-east-1."),
            quirk(
                "CreateAccessKey",
                "The new key's id is in the answer, its secret never; look for calls made with that id.",
            ),
            quirk(
                "PutRolePolicy UpdateAssumeRolePolicy PutUserPolicy PutGroupPolicy CreatePolicy CreatePolicyVersion",
                "The policy is JSON inside a string: open it in the JSON tab.",
            ),
        ],
    },
    Service {
        source: "signin",
        name: "AWS sign-in",
        calls: &[writes(
            Management,
            "ConsoleLogin CheckMfa SwitchRole ExitRole RenewRole PasswordUpdated PasswordRecoveryRequested \
             PasswordRecoveryCompleted AuthorizeOAuth2Access CreateOAuth2Token UserAuthentication \
             CredentialChallenge CredentialVerification",
        )],
        touched: &[
            also("Sign-in address", "additionalEventData.LoginTo"),
            also("MFA used", "additionalEventData.MFAUsed"),
            also("MFA device", "additionalEventData.MFAIdentifier"),
            also("Mobile version", "additionalEventData.MobileVersion"),
            also("Identity Center user name", "additionalEventData.UserName"),
            also("Credential", "additionalEventData.CredentialType"),
            also("Sign-in workflow", "additionalEventData.AuthWorkflowID"),
            also("Switched from", "additionalEventData.SwitchFrom"),
            also("Redirected to", "additionalEventData.RedirectTo"),
            lead("Role switched to", "requestParameters.RoleName"),
        ],
        quirks: &[
            quirk(
                "ConsoleLogin CheckMfa UserAuthentication CredentialVerification SwitchRole",
                "The result of a sign-in stands in responseElements; a failure often has no errorCode.",
            ),
            quirk_when(
                "ConsoleLogin",
                "additionalEventData.SamlProviderArn",
                "",
                "A SAML sign-in says MFA No even where the identity provider asked for it.",
            ),
        ],
    },
    Service {
        source: "sso",
        name: "IAM Identity Center",
        calls: &[],
        touched: &[
            lead("Permission set", "serviceEventDetails.role_name"),
            lead("Account entered", "serviceEventDetails.account_id"),
            lead("Permission set", "requestParameters.permissionSetArn"),
            also("Principal", "requestParameters.principalId"),
            also("Target account", "requestParameters.targetId"),
        ],
        quirks: &[],
    },
    Service {
        source: "cognito-identity",
        name: "Cognito identity pools",
        calls: &[
            writes(Data, "GetCredentialsForIdentity GetId GetOpenIdToken UnlinkIdentity"),
            reads(Management, "DescribeIdentity DescribeIdentityPool ListIdentities ListIdentityPools"),
            writes(
                Management,
                "CreateIdentityPool DeleteIdentityPool UpdateIdentityPool SetIdentityPoolRoles",
            ),
        ],
        touched: &[
            lead("Identity", "requestParameters.identityId"),
            lead("Identity pool", "requestParameters.identityPoolId"),
            also("Login", "requestParameters.logins").taken(Take::Leaves),
            also("Access key issued", "responseElements.credentials.accessKeyId"),
            also("Session token", "responseElements.credentials.sessionToken"),
            also("Valid until", "responseElements.credentials.expiration"),
        ],
        quirks: &[quirk(
            "GetCredentialsForIdentity",
            "The caller is not signed, so the identity is Unknown; whose credentials were issued stands in the \
             identity id.",
        )],
    },
    Service {
        source: "kms",
        name: "KMS",
        calls: &[
            reads(
                Management,
                "Encrypt Decrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair \
                 GenerateDataKeyPairWithoutPlaintext GenerateRandom ReEncrypt Sign Verify GenerateMac VerifyMac \
                 DeriveSharedSecret DescribeKey GetKeyPolicy GetKeyRotationStatus GetPublicKey \
                 GetParametersForImport ListAliases ListGrants ListKeys ListKeyPolicies ListResourceTags \
                 ListRetirableGrants ListKeyRotations DescribeCustomKeyStores",
            ),
            writes(
                Management,
                "CreateKey ScheduleKeyDeletion CancelKeyDeletion DisableKey EnableKey PutKeyPolicy CreateGrant \
                 RevokeGrant RetireGrant CreateAlias DeleteAlias UpdateAlias EnableKeyRotation DisableKeyRotation \
                 RotateKey RotateKeyOnDemand DeleteKey ImportKeyMaterial DeleteImportedKeyMaterial \
                 UpdateKeyDescription ReplicateKey UpdatePrimaryRegion TagResource UntagResource",
            ),
        ],
        touched: &[
            lead("Key", "requestParameters.keyId"),
            lead("Key", "serviceEventDetails.keyId"),
            also("Key", "responseElements.keyMetadata.arn"),
            lead("Alias", "requestParameters.aliasName"),
            also("Encryption context", "requestParameters.encryptionContext").taken(Take::Leaves),
            also("Algorithm", "requestParameters.encryptionAlgorithm"),
            also("Grantee", "requestParameters.granteePrincipal"),
            also("Rotation", "serviceEventDetails.rotationType"),
            also("Days until deletion", "requestParameters.pendingWindowInDays"),
            also("Key policy", "requestParameters.policy").taken(Take::Json),
        ],
        quirks: &[
            quirk(
                "Encrypt Decrypt GenerateDataKey* ReEncrypt",
                "Cryptographic calls of KMS are management events and read-only; trails may leave them out by \
                 source.",
            ),
            quirk("RotateKey", "KMS rotates keys itself; such a record names no type of identity."),
        ],
    },
    Service {
        source: "secretsmanager",
        name: "Secrets Manager",
        calls: &[
            reads(
                Management,
                "GetSecretValue BatchGetSecretValue DescribeSecret ListSecrets ListSecretVersionIds \
                 GetResourcePolicy GetRandomPassword",
            ),
            writes(
                Management,
                "CreateSecret PutSecretValue UpdateSecret DeleteSecret RestoreSecret RotateSecret CancelRotateSecret \
                 PutResourcePolicy DeleteResourcePolicy TagResource UntagResource",
            ),
        ],
        touched: &[
            lead("Secret", "requestParameters.secretId"),
            lead("Secret", "requestParameters.name"),
            also("Version", "requestParameters.versionId"),
        ],
        quirks: &[quirk("GetSecretValue", "The secret's value is not in the record.")],
    },
];
