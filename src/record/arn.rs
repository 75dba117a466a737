//! The parts of an Amazon Resource Name, read leniently.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

/// An ARN taken apart. Blanks around a part are dropped: old documentation writes `sts:: 1111…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// `aws`, `aws-cn`, `aws-us-gov`, `aws-iso`…
    pub partition: &'a str,
    pub service: &'a str,
    /// Empty for global services and S3.
    pub region: &'a str,
    /// Empty for S3 buckets and objects; `aws` for policies that AWS manages.
    pub account: &'a str,
    /// Everything after the account.
    pub resource: &'a str,
}

impl<'a> Arn<'a> {
    /// `None` where the text does not begin like an ARN of six parts.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.trim().splitn(6, ':');
        let is_arn = parts.next() == Some("arn");
        let mut part = || parts.next().map(str::trim);
        let arn = Self {
            partition: part()?,
            service: part()?,
            region: part()?,
            account: part()?,
            resource: part()?,
        };
        (is_arn && !arn.service.is_empty() && !arn.resource.is_empty()).then_some(arn)
    }

    /// `table` of `table/Orders`, `function` of `function:api`; `None` for S3, whose resource is
    /// bucket and key, and for a name without a kind before it.
    pub fn resource_type(self) -> Option<&'a str> {
        if self.is_s3_path() {
            return None;
        }
        let end = self.resource.find(['/', ':'])?;
        self.resource.get(..end)
    }

    /// The resource without its type: `Orders/stream/2026…` of `table/Orders/stream/2026…`.
    pub fn name(self) -> &'a str {
        match self.resource_type() {
            Some(kind) => self.resource.get(kind.len() + 1..).unwrap_or_default(),
            None => self.resource,
        }
    }

    /// The last segment of the name: a role without its path, an object key's last part.
    pub fn short_name(self) -> &'a str {
        let name = self.name();
        name.rsplit('/').find(|segment| !segment.is_empty()).unwrap_or(name)
    }

    /// Bucket, and the key where there is one; `None` for other services.
    pub fn bucket_and_key(self) -> Option<(&'a str, Option<&'a str>)> {
        self.is_s3_path().then(|| match self.resource.split_once('/') {
            Some((bucket, key)) => (bucket, Some(key).filter(|key| !key.is_empty())),
            None => (self.resource, None),
        })
    }

    /// Role and session of `assumed-role/role/session`. Samples put sessions under `iam` as well as
    /// `sts`, so the keyword decides and not the service.
    pub fn role_and_session(self) -> Option<(&'a str, Option<&'a str>)> {
        let path = self.resource.strip_prefix("assumed-role/")?;
        Some(match path.split_once('/') {
            Some((role, session)) => (role, Some(session)),
            None => (path, None),
        })
    }

    fn is_s3_path(self) -> bool {
        self.service == "s3" && self.account.is_empty()
    }
}
