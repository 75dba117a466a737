//! Which kind of client a user agent names.
//!
//! CloudTrail's `userAgent` says through which agent a request was made: the console, an AWS
//! service, an SDK or the command line
//! (<https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html>).
//! Every version and machine spells it differently; its family is what they have in common.
//!
//! The rule, of which the first line that fits counts. Brackets around the whole text are taken off,
//! and letter case does not matter.
//!
//! 1. A tool that works through an SDK and names itself anywhere in the text: [`TOOLS`].
//! 2. The text begins with a name of [`CLIENTS`].
//! 3. `console.amazonaws.com`, `signin.amazonaws.com`, and a first product with `console` in its name
//!    are the AWS console.
//! 4. A host below `amazonaws.com` is an AWS service.
//! 5. Anything else is its own family, by the name of its first product: what stands before the first
//!    `/` or blank.

/// The family of the console.
const CONSOLE: &str = "AWS console";

/// The family of calls that an AWS service makes for someone.
const SERVICE: &str = "AWS service";

/// Text anywhere in the user agent → family.
pub const TOOLS: [(&str, &str); 9] = [
    ("terraform", "Terraform"),
    ("opentofu", "OpenTofu"),
    ("pulumi", "Pulumi"),
    ("ansible", "Ansible"),
    ("aws-cdk", "AWS CDK"),
    ("awspowershell", "AWS Tools for PowerShell"),
    ("aws-sam-cli", "AWS SAM CLI"),
    ("cloud-custodian", "Cloud Custodian"),
    ("steampipe", "Steampipe"),
];

/// Start of the user agent → family.
pub const CLIENTS: [(&str, &str); 22] = [
    ("aws-cli", "aws-cli"),
    ("boto3", "boto3"),
    ("botocore", "botocore"),
    ("aiobotocore", "botocore"),
    ("boto/", "boto"),
    ("aws-sdk-go", "AWS SDK for Go"),
    ("aws-sdk-java", "AWS SDK for Java"),
    ("aws-sdk-kotlin", "AWS SDK for Kotlin"),
    ("aws-sdk-js", "AWS SDK for JavaScript"),
    ("aws-sdk-nodejs", "AWS SDK for JavaScript"),
    ("aws-sdk-dotnet", "AWS SDK for .NET"),
    ("aws-sdk-net", "AWS SDK for .NET"),
    ("aws-sdk-ruby", "AWS SDK for Ruby"),
    ("aws-sdk-php", "AWS SDK for PHP"),
    ("aws-sdk-rust", "AWS SDK for Rust"),
    ("aws-sdk-cpp", "AWS SDK for C++"),
    ("aws-sdk-swift", "AWS SDK for Swift"),
    ("aws-sdk-ios", "AWS SDK for iOS"),
    ("aws-sdk-android", "AWS SDK for Android"),
    ("aws-internal", "AWS Internal"),
    ("aws internal", "AWS Internal"),
    ("mozilla/", "Web browser"),
];

/// The family of a user agent; `None` for one that says nothing.
pub fn family(user_agent: &str) -> Option<&str> {
    let text = user_agent.trim();
    let text = text.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(text).trim();
    if text.is_empty() {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    if let Some((_, family)) = TOOLS.iter().find(|(name, _)| lower.contains(name)) {
        return Some(family);
    }
    if let Some((_, family)) = CLIENTS.iter().find(|(name, _)| lower.starts_with(name)) {
        return Some(family);
    }
    let end = text.find(|c: char| c == '/' || c.is_whitespace()).unwrap_or(text.len());
    let product = text.get(..end).filter(|product| !product.is_empty()).unwrap_or(text);
    let lower_product = lower.get(..product.len()).unwrap_or_default();
    if lower_product.contains("console") || lower_product == "signin.amazonaws.com" {
        return Some(CONSOLE);
    }
    if lower_product.ends_with(".amazonaws.com") && product.len() == text.len() {
        return Some(SERVICE);
    }
    Some(product)
}
