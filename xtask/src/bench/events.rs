//! One event of the benchmark's logs, by its number.

use std::fmt::Write as _;

/// The organization's accounts; the documented fictitious ones and their like.
const ACCOUNTS: [&str; 4] = ["111122223333", "444455556666", "123456789012", "555555555555"];

const REGIONS: [&str; 3] = ["us-east-1", "eu-west-1", "ap-southeast-2"];

/// How many principals act in one account.
const PRINCIPALS: u64 = 48;

/// Where and in which account the events of a file happened.
pub(super) fn place(file: usize) -> (&'static str, &'static str) {
    (ACCOUNTS[file % ACCOUNTS.len()], REGIONS[file / ACCOUNTS.len() % REGIONS.len()])
}

/// Numbers that depend on a seed alone (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn guid(&mut self) -> String {
        let (a, b) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            a >> 32,
            a >> 16 & 0xffff,
            a & 0xfff,
            b >> 48 & 0xfff,
            b & 0xffff_ffff_ffff
        )
    }

    fn letters(&mut self, len: usize, alphabet: &[u8]) -> String {
        (0..len).map(|_| char::from(self.of(alphabet))).collect()
    }
}

const UPPER: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const MIXED: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const AGENTS: [&str; 6] = [
    "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 api/dynamodb#1.34.4 app/order-service",
    "Boto3/1.34.144 md/Botocore#1.34.144 ua/2.0 os/linux#5.10.219 md/arch#x86_64 lang/python#3.11.9 md/pyimpl#CPython exec-env/AWS_Lambda_python3.11 cfg/retry-mode#legacy Botocore/1.34.144",
    "APN/1.0 HashiCorp/1.0 Terraform/1.9.2 (+https://www.terraform.io) terraform-provider-aws/5.58.0 aws-sdk-go-v2/1.30.1 os/linux lang/go#1.22.4",
    "aws-cli/2.17.13 md/awscrt#0.20.11 ua/2.0 os/linux#6.1.94 md/arch#x86_64 lang/python#3.11.9 md/prompt#off md/command#ec2.describe-instances",
    "aws-sdk-java/2.26.20 Linux/5.10.219-208.866.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.11+9-LTS Java/17.0.11 vendor/Amazon.com_Inc. io/async http/NettyNio cfg/retry-mode/standard",
    "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.750 Linux/5.10.218 OpenJDK_64-Bit_Server_VM/25.412-b09 java/1.8.0_412 vendor/Oracle_Corporation cfg/retry-mode/standard]",
];

const ROLES: [&str; 8] = [
    "OrderServiceTaskRole",
    "ReportingLambdaRole",
    "DataPlatformEtlRole",
    "TerraformDeploy",
    "MonitoringReader",
    "AWSReservedSSO_PowerUserAccess_0123456789abcdef",
    "EksNodeInstanceRole",
    "BackupAutomationRole",
];

/// A kind of call: service, name, weight, whether it reads, and how its parts are written.
type Call = (&'static str, &'static str, u64, bool, Shape);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Describe,
    S3Object,
    DynamoItem,
    LambdaInvoke,
    KmsDecrypt,
    AssumeRole,
    Logs,
    Change,
    SecretRead,
}

const CALLS: [Call; 22] = [
    ("s3", "GetObject", 16, true, Shape::S3Object),
    ("s3", "PutObject", 6, false, Shape::S3Object),
    ("s3", "HeadObject", 3, true, Shape::S3Object),
    ("kms", "Decrypt", 12, true, Shape::KmsDecrypt),
    ("kms", "GenerateDataKey", 4, true, Shape::KmsDecrypt),
    ("sts", "AssumeRole", 10, true, Shape::AssumeRole),
    ("dynamodb", "GetItem", 5, true, Shape::DynamoItem),
    ("dynamodb", "PutItem", 3, false, Shape::DynamoItem),
    ("dynamodb", "Query", 4, true, Shape::DynamoItem),
    ("lambda", "Invoke", 6, false, Shape::LambdaInvoke),
    ("ec2", "DescribeInstances", 7, true, Shape::Describe),
    ("ec2", "DescribeNetworkInterfaces", 3, true, Shape::Describe),
    ("ec2", "DescribeVolumes", 2, true, Shape::Describe),
    ("monitoring", "DescribeAlarms", 3, true, Shape::Describe),
    ("elasticloadbalancing", "DescribeTargetHealth", 4, true, Shape::Describe),
    ("autoscaling", "DescribeAutoScalingGroups", 2, true, Shape::Describe),
    ("iam", "GetRole", 2, true, Shape::Describe),
    ("logs", "CreateLogStream", 6, false, Shape::Logs),
    ("logs", "DescribeLogGroups", 1, true, Shape::Describe),
    ("ec2", "AuthorizeSecurityGroupIngress", 1, false, Shape::Change),
    ("iam", "PutRolePolicy", 1, false, Shape::Change),
    ("secretsmanager", "GetSecretValue", 2, true, Shape::SecretRead),
];

/// Writes event `event` of file `file`.
pub(super) fn write(out: &mut String, file: usize, event: usize) {
    // Writing to a text cannot fail, so nothing is lost with its result.
    let _ = write_record(out, file, event);
}

fn write_record(out: &mut String, file: usize, event: usize) -> std::fmt::Result {
    let mut dice = Dice(event as u64 ^ 0x5EED_0000_0000);
    let (account, region) = place(file);
    let total: u64 = CALLS.iter().map(|call| call.2).sum();
    let mut left = dice.below(total);
    let mut call = &CALLS[0];
    for candidate in &CALLS {
        if left < candidate.2 {
            call = candidate;
            break;
        }
        left -= candidate.2;
    }
    let &(service, name, _, reads, shape) = call;
    let is_service = matches!(shape, Shape::KmsDecrypt) && dice.below(3) == 0;
    // The busiest principals act most.
    let principal = dice.below(PRINCIPALS).min(dice.below(PRINCIPALS));
    let minute = file as u64 * 5 + dice.below(5);
    let (day, hour, minute, second) = (17 + minute / 1_440, minute / 60 % 24, minute % 60, dice.below(60));

    out.push_str("{\"eventVersion\":\"");
    out.push_str(dice.of(&["1.08", "1.09", "1.10", "1.11", "1.11"]));
    out.push_str("\",\"userIdentity\":");
    identity(out, account, principal, hour, day, matches!(shape, Shape::AssumeRole) && principal < 12)?;
    write!(
        out,
        ",\"eventTime\":\"2026-03-{day:02}T{hour:02}:{minute:02}:{second:02}Z\",\"eventSource\":\"{service}.amazonaws.com\",\"eventName\":\"{name}\",\"awsRegion\":\"{region}\","
    )?;
    if is_service {
        write!(
            out,
            "\"sourceIPAddress\":\"{service}.amazonaws.com\",\"userAgent\":\"{service}.amazonaws.com\","
        )?;
    } else {
        let agent = AGENTS[principal as usize % AGENTS.len()];
        write!(
            out,
            "\"sourceIPAddress\":\"10.{}.{}.{}\",\"userAgent\":\"{agent}\",",
            principal % 8,
            principal,
            dice.below(40)
        )?;
    }
    let fails = dice.below(40) == 0;
    if fails {
        write!(
            out,
            "\"errorCode\":\"AccessDenied\",\"errorMessage\":\"User: arn:aws:sts::{account}:assumed-role/{role}/session is not authorized to perform: {service}:{name} on resource: \\\"*\\\" because no identity-based policy allows the {service}:{name} action\",",
            role = ROLES[principal as usize % ROLES.len()],
        )?;
    }
    let is_data = body(out, &mut dice, shape, account, region, principal)?;
    write!(out, "\"requestID\":\"{}\",\"eventID\":\"{}\",\"readOnly\":{reads},", dice.guid(), dice.guid())?;
    resources(out, &mut dice, shape, account, region, principal)?;
    let (management, category) = if is_data { ("false", "Data") } else { ("true", "Management") };
    write!(
        out,
        "\"eventType\":\"AwsApiCall\",\"managementEvent\":{management},\"recipientAccountId\":\"{account}\",\"eventCategory\":\"{category}\""
    )?;
    if !is_service && principal % 3 != 0 {
        write!(
            out,
            ",\"tlsDetails\":{{\"tlsVersion\":\"TLSv1.3\",\"cipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"clientProvidedHostHeader\":\"{service}.{region}.amazonaws.com\"}}"
        )?;
    }
    out.push('}');
    Ok(())
}

/// Who acts: a service, a user, or most often the session of a role.
fn identity(
    out: &mut String,
    account: &str,
    principal: u64,
    hour: u64,
    day: u64,
    is_service: bool,
) -> std::fmt::Result {
    if is_service {
        let service = ["lambda", "ecs-tasks", "ec2"][principal as usize % 3];
        return write!(out, "{{\"type\":\"AWSService\",\"invokedBy\":\"{service}.amazonaws.com\"}}");
    }
    if principal % 12 == 11 {
        return write!(
            out,
            "{{\"type\":\"IAMUser\",\"principalId\":\"AIDAEXAMPLE{principal:010}\",\"arn\":\"arn:aws:iam::{account}:user/deploy-{principal}\",\"accountId\":\"{account}\",\"accessKeyId\":\"AKIAEXAMPLE{principal:09}\",\"userName\":\"deploy-{principal}\"}}"
        );
    }
    // A session lasts an hour, and its key with it.
    let mut session = Dice(principal << 32 | day << 8 | hour);
    let (key, instance) = (session.letters(16, UPPER), session.next() >> 8);
    let role = ROLES[principal as usize % ROLES.len()];
    write!(
        out,
        "{{\"type\":\"AssumedRole\",\"principalId\":\"AROAEXAMPLE{principal:010}:i-{instance:017x}\",\"arn\":\"arn:aws:sts::{account}:assumed-role/{role}/i-{instance:017x}\",\"accountId\":\"{account}\",\"accessKeyId\":\"ASIA{key}\",\"sessionContext\":{{\"sessionIssuer\":{{\"type\":\"Role\",\"principalId\":\"AROAEXAMPLE{principal:010}\",\"arn\":\"arn:aws:iam::{account}:role/{role}\",\"accountId\":\"{account}\",\"userName\":\"{role}\"}},\"attributes\":{{\"creationDate\":\"2026-03-{day:02}T{hour:02}:00:{:02}Z\",\"mfaAuthenticated\":\"false\"}}}}}}",
        principal % 60
    )
}

/// Request, response and what is beside them; whether the event is a data event.
fn body(
    out: &mut String,
    dice: &mut Dice,
    shape: Shape,
    account: &str,
    region: &str,
    principal: u64,
) -> Result<bool, std::fmt::Error> {
    match shape {
        Shape::S3Object => write!(
            out,
            "\"requestParameters\":{{\"bucketName\":\"data-lake-{account}\",\"Host\":\"data-lake-{account}.s3.{region}.amazonaws.com\",\"key\":\"events/dt=2026-03-17/hour={:02}/part-{:05}-{}.snappy.parquet\"}},\"responseElements\":null,\"additionalEventData\":{{\"SignatureVersion\":\"SigV4\",\"CipherSuite\":\"TLS_AES_128_GCM_SHA256\",\"bytesTransferredIn\":0,\"SSEApplied\":\"SSE_KMS\",\"AuthenticationMethod\":\"AuthHeader\",\"x-amz-id-2\":\"{}\",\"bytesTransferredOut\":{}}},",
            dice.below(24),
            dice.below(2_000),
            dice.below(1 << 20),
            dice.letters(76, MIXED),
            dice.below(4_000_000)
        )?,
        Shape::DynamoItem => write!(
            out,
            "\"requestParameters\":{{\"tableName\":\"Orders-{}\",\"key\":{{\"orderId\":\"{}\"}},\"consistentRead\":false,\"returnConsumedCapacity\":\"NONE\"}},\"responseElements\":null,",
            principal % 5,
            dice.below(900_000_000)
        )?,
        Shape::LambdaInvoke => write!(
            out,
            "\"requestParameters\":{{\"functionName\":\"arn:aws:lambda:{region}:{account}:function:resize-images-{}\",\"invocationType\":\"Event\",\"sourceArn\":\"arn:aws:s3:::uploads-{account}\"}},\"responseElements\":null,\"additionalEventData\":{{\"functionVersion\":\"arn:aws:lambda:{region}:{account}:function:resize-images:$LATEST\"}},",
            principal % 7
        )?,
        Shape::KmsDecrypt => write!(
            out,
            "\"requestParameters\":{{\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\",\"encryptionContext\":{{\"aws:s3:arn\":\"arn:aws:s3:::data-lake-{account}\",\"PARAMETER_ARN\":\"arn:aws:ssm:{region}:{account}:parameter/app/{}/db\"}}}},\"responseElements\":null,",
            dice.below(300)
        )?,
        Shape::AssumeRole => write!(
            out,
            "\"requestParameters\":{{\"roleArn\":\"arn:aws:iam::{account}:role/{role}\",\"roleSessionName\":\"i-{:017x}\",\"durationSeconds\":3600}},\"responseElements\":{{\"credentials\":{{\"accessKeyId\":\"ASIA{}\",\"sessionToken\":\"{}\",\"expiration\":\"Mar 17, 2026, 11:{:02}:00 AM\"}},\"assumedRoleUser\":{{\"assumedRoleId\":\"AROAEXAMPLE{principal:010}:session\",\"arn\":\"arn:aws:sts::{account}:assumed-role/{role}/session\"}}}},",
            dice.next() >> 8,
            dice.letters(16, UPPER),
            dice.letters(200, MIXED),
            dice.below(60),
            role = ROLES[principal as usize % ROLES.len()],
        )?,
        Shape::Describe => write!(
            out,
            "\"requestParameters\":{{\"filterSet\":{{\"items\":[{{\"name\":\"instance-state-name\",\"valueSet\":{{\"items\":[{{\"value\":\"running\"}},{{\"value\":\"pending\"}}]}}}},{{\"name\":\"tag:aws:autoscaling:groupName\",\"valueSet\":{{\"items\":[{{\"value\":\"asg-{}\"}}]}}}}]}},\"instancesSet\":{{}},\"maxResults\":{}}},\"responseElements\":null,",
            dice.below(30),
            dice.of(&[50, 100, 1_000])
        )?,
        Shape::Logs => write!(
            out,
            "\"requestParameters\":{{\"logGroupName\":\"/aws/lambda/resize-images-{}\",\"logStreamName\":\"2026/03/17/[$LATEST]{:032x}\"}},\"responseElements\":null,\"apiVersion\":\"20140328\",",
            principal % 7,
            u128::from(dice.next()) << 64 | u128::from(dice.next())
        )?,
        Shape::Change => write!(
            out,
            "\"requestParameters\":{{\"groupId\":\"sg-{:017x}\",\"ipPermissions\":{{\"items\":[{{\"ipProtocol\":\"tcp\",\"fromPort\":443,\"toPort\":443,\"groups\":{{}},\"ipRanges\":{{\"items\":[{{\"cidrIp\":\"203.0.113.{}/32\",\"description\":\"Büro\"}}]}},\"ipv6Ranges\":{{}},\"prefixListIds\":{{}}}}]}},\"policyDocument\":\"{{\\n  \\\"Version\\\": \\\"2012-10-17\\\",\\n  \\\"Statement\\\": [{{\\\"Effect\\\": \\\"Allow\\\", \\\"Action\\\": \\\"s3:*\\\", \\\"Resource\\\": \\\"*\\\"}}]\\n}}\"}},\"responseElements\":{{\"requestId\":\"{}\",\"_return\":true}},",
            dice.next() >> 8,
            dice.below(250),
            dice.guid()
        )?,
        Shape::SecretRead => write!(
            out,
            "\"requestParameters\":{{\"secretId\":\"arn:aws:secretsmanager:{region}:{account}:secret:prod/db-{}-a1b2c3\"}},\"responseElements\":null,",
            dice.below(60)
        )?,
    }
    Ok(matches!(shape, Shape::S3Object | Shape::DynamoItem | Shape::LambdaInvoke))
}

fn resources(
    out: &mut String,
    dice: &mut Dice,
    shape: Shape,
    account: &str,
    region: &str,
    principal: u64,
) -> std::fmt::Result {
    match shape {
        Shape::S3Object => write!(
            out,
            "\"resources\":[{{\"type\":\"AWS::S3::Object\",\"ARN\":\"arn:aws:s3:::data-lake-{account}/events/part-{:05}\"}},{{\"accountId\":\"{account}\",\"type\":\"AWS::S3::Bucket\",\"ARN\":\"arn:aws:s3:::data-lake-{account}\"}}],",
            dice.below(20_000)
        ),
        Shape::DynamoItem => write!(
            out,
            "\"resources\":[{{\"accountId\":\"{account}\",\"type\":\"AWS::DynamoDB::Table\",\"ARN\":\"arn:aws:dynamodb:{region}:{account}:table/Orders-{}\"}}],\"apiVersion\":\"2012-08-10\",",
            principal % 5
        ),
        Shape::LambdaInvoke => write!(
            out,
            "\"resources\":[{{\"accountId\":\"{account}\",\"type\":\"AWS::Lambda::Function\",\"ARN\":\"arn:aws:lambda:{region}:{account}:function:resize-images-{}\"}}],",
            principal % 7
        ),
        Shape::KmsDecrypt => write!(
            out,
            "\"resources\":[{{\"accountId\":\"{account}\",\"type\":\"AWS::KMS::Key\",\"ARN\":\"arn:aws:kms:{region}:{account}:key/{:08x}-1111-4222-8333-444455556666\"}}],\"sharedEventID\":\"{}\",",
            principal % 9,
            dice.guid()
        ),
        Shape::AssumeRole => write!(
            out,
            "\"resources\":[{{\"accountId\":\"{account}\",\"type\":\"AWS::IAM::Role\",\"ARN\":\"arn:aws:iam::{account}:role/{}\"}}],\"sharedEventID\":\"{}\",",
            ROLES[principal as usize % ROLES.len()],
            dice.guid()
        ),
        Shape::Describe | Shape::Logs | Shape::Change | Shape::SecretRead => Ok(()),
    }
}
