//! What a file's path says, where it follows the S3 key layout of a trail bucket.

use crate::base::timestamp::Timestamp;

/// Facts read off a path; none of them is needed to read the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathHints {
    /// The 12-digit account whose folder it is.
    pub account: Option<String>,
    /// The organization (`o-…`) of an organization trail.
    pub organization: Option<String>,
    pub region: Option<String>,
    /// When the file was delivered, as its name says; of a digest, the end of its period.
    pub delivered_at: Option<Timestamp>,
    /// The start of the UTC hour in which it was delivered.
    pub hour: Option<Timestamp>,
    pub folder: S3Folder,
}

/// The kind of folder below `AWSLogs/<account>/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum S3Folder {
    /// The path does not follow the layout.
    #[default]
    Unknown,
    CloudTrail,
    Insight,
    NetworkActivity,
    Aggregated,
    Digest,
    /// Query results of CloudTrail Lake.
    Lake,
    /// Another service's folder: `Config`, `vpcflowlogs`, `elasticloadbalancing`, …
    Other(String),
}

impl PathHints {
    /// Reads what there is to be read; segments are separated by `/`.
    pub fn from_path(path: &str) -> Self {
        let mut hints = Self::default();
        hints.read_folders(path);
        if let Some(name) = path.rsplit('/').next() {
            // Some tools keep the URL-encoded name.
            hints.read_name(&name.replace("%3A", ":"));
        }
        hints.hour = hints.delivered_at.map(|at| Timestamp(at.0 - at.0.rem_euclid(3_600_000)));
        hints
    }

    fn read_folders(&mut self, path: &str) {
        let mut parts: Vec<&str> = path.split('/').collect();
        parts.pop();
        let Some(logs) = parts.iter().rposition(|part| *part == "AWSLogs") else {
            return;
        };
        let mut rest = parts.iter().skip(logs + 1).copied().peekable();
        if let Some(organization) = rest.next_if(|part| part.starts_with("o-")) {
            self.organization = Some(organization.to_owned());
        }
        if let Some(account) = rest.next_if(|part| is_account(part)) {
            self.account = Some(account.to_owned());
        }
        let Some(folder) = rest.next() else {
            return;
        };
        self.folder = folder_of(folder);
        self.region = rest.next().filter(|part| is_region(part)).map(str::to_owned);
    }

    /// `<account>_<folder>_<region>_…_<time>[_<unique>].<extension>`, read from both sides because a
    /// trail's name may contain `_`.
    fn read_name(&mut self, name: &str) {
        let stem = name.split('.').next().unwrap_or(name);
        let parts: Vec<&str> = stem.split('_').collect();
        let account_at = parts.iter().position(|part| is_account(part));
        let Some(account_at) = account_at else {
            return;
        };
        let Some(folder) = parts.get(account_at + 1).map(|part| folder_of(part)) else {
            return;
        };
        if matches!(folder, S3Folder::Unknown | S3Folder::Other(_)) {
            return;
        }
        if self.folder == S3Folder::Unknown {
            self.folder = folder;
        }
        if self.account.is_none() {
            self.account = parts.get(account_at).map(|part| (*part).to_owned());
        }
        if self.region.is_none() {
            self.region =
                parts.get(account_at + 2).filter(|part| is_region(part)).map(|part| (*part).to_owned());
        }
        self.delivered_at = parts.iter().skip(account_at + 2).rev().find_map(|part| compact_time(part));
    }
}

fn folder_of(name: &str) -> S3Folder {
    match name {
        "CloudTrail" => S3Folder::CloudTrail,
        "CloudTrail-Insight" => S3Folder::Insight,
        "CloudTrail-NetworkActivity" => S3Folder::NetworkActivity,
        "CloudTrail-Aggregated" => S3Folder::Aggregated,
        "CloudTrail-Digest" => S3Folder::Digest,
        "CloudTrail-Lake" => S3Folder::Lake,
        other => S3Folder::Other(other.to_owned()),
    }
}

fn is_account(part: &str) -> bool {
    part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `us-east-1`, `us-gov-west-1`, `cn-north-1`, invented ones such as `us-north-2r`.
fn is_region(part: &str) -> bool {
    part.bytes().filter(|&byte| byte == b'-').count() >= 2
        && part.starts_with(|c: char| c.is_ascii_lowercase())
        && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// `YYYYMMDDTHHmm[SS]Z`, also with a Region glued before it by `-` and without the `Z`.
fn compact_time(part: &str) -> Option<Timestamp> {
    let part = part.strip_suffix('Z').unwrap_or(part);
    let part = part.rsplit('-').next()?;
    let (date, time) = part.split_once('T')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if date.len() != 8 || !(time.len() == 4 || time.len() == 6) || !digits(date) || !digits(time) {
        return None;
    }
    let number = |text: &str, from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    Timestamp::from_civil(
        number(date, 0, 4)?,
        number(date, 4, 6)?,
        number(date, 6, 8)?,
        number(time, 0, 2)?,
        number(time, 2, 4)?,
        number(time, 4, 6).unwrap_or(0),
    )
}
